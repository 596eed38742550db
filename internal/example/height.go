// Heights: how deep the smallest document of a type is, so that one of a type that holds itself comes to an end.

package example

import (
	"math"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// endless is the height of what has no document that ends.
const endless = math.MaxInt32

// heights are those of struct types that are known.
type heights map[*schema.Type]int

// of returns the height of t, at least 1.
func (h heights) of(t *schema.Type) int {
	if t.Kind != schema.Struct {
		return 1
	}
	if known, ok := h[t]; ok {
		return known
	}
	// Every round makes those known that need nothing but what the rounds before made known.
	reached := reachable(t)
	for _, r := range reached {
		if _, ok := h[r]; !ok {
			h[r] = endless
		}
	}
	for changed := true; changed; {
		changed = false
		for _, r := range reached {
			if found := h.content(r.Content); found < endless && found+1 < h[r] {
				h[r], changed = found+1, true
			}
		}
	}
	return h[t]
}

// content returns the height of what p needs at least.
func (h heights) content(p *schema.Particle) int {
	switch {
	case p == nil || p.Min == 0:
		return 0
	case p.Kind == schema.Any:
		return 1
	case p.Field != nil && p.Field.Nillable:
		return 1 // without content
	case p.Field != nil:
		lowest := endless
		for _, t := range instances(p.Field.Type) {
			lowest = min(lowest, h.known(t))
		}
		return lowest
	case p.Kind == schema.Choice && len(p.Children) > 0:
		lowest := endless
		for _, c := range p.Children {
			lowest = min(lowest, h.content(c))
		}
		return lowest
	}
	highest := 0
	for _, c := range p.Children {
		highest = max(highest, h.content(c))
	}
	return highest
}

func (h heights) known(t *schema.Type) int {
	if t.Kind != schema.Struct {
		return 1
	}
	return h[t]
}

// reachable returns the struct types that a document of t can contain, the innermost first if that is possible.
func reachable(t *schema.Type) []*schema.Type {
	list := slices.Collect(schema.Walk(func(t *schema.Type) []*schema.Type {
		var next []*schema.Type
		for _, f := range t.Content.Fields() {
			next = append(next, instances(f.Type)...)
		}
		return slices.DeleteFunc(next, func(t *schema.Type) bool { return t.Kind != schema.Struct })
	}, t))
	slices.Reverse(list)
	return list
}

// instances are the types that an element of type t can have (xsi:type), t first.
func instances(t *schema.Type) []*schema.Type {
	var list []*schema.Type
	if !t.Abstract {
		list = append(list, t)
	}
	for _, d := range t.Derived {
		if !d.Abstract {
			list = append(list, d)
		}
	}
	return list
}
