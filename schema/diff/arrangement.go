// Arrangement: the order of the elements of a struct, and which of them exclude or need each other. compareOccurrence
// compares how often each occurs: here, a count is none, one or many.

package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// arrangement is a regular expression over the elements that both versions have.
type arrangement struct {
	kind     arrangementKind
	symbol   int    // of a leaf: the element's number among those of both versions
	name     string // of a leaf
	children []*arrangement
	optional bool // may be left out
	repeats  bool // may occur more than once
}

type arrangementKind uint8

const (
	leaf arrangementKind = iota
	sequence
	choice
	// interleaved children come in any order, and each any number of times. xs:all allows less; compareOccurrence sees
	// that.
	interleaved
	// never matches nothing, not even no elements.
	never
)

// arranger makes arrangements of the content of one version.
type arranger struct {
	*content
	symbols map[memberKey]symbol
	inlined map[*schema.Type]bool
	view
}

// view is a way to reduce a content model.
type view struct {
	// isStrict removes alternatives that need an element which the other version does not have. Otherwise only the
	// element itself is removed, as is one that always occurs: both have been reported.
	isStrict bool
	// isFree lets elements whose occurrence has changed occur any number of times: that change has been reported.
	isFree bool
}

// symbol is an element of both versions.
type symbol struct {
	number    int
	isChanged bool // whether its occurrence has changed
}

// compareArrangements compares the arrangements of the elements that are in both versions.
func (c *comparison) compareArrangements(p *pair, old, new *content, both []match) {
	before := &arranger{content: old, symbols: map[memberKey]symbol{}}
	after := &arranger{content: new, symbols: map[memberKey]symbol{}}
	for i, m := range both {
		s := symbol{i, m.old.min != m.new.min || m.old.max != m.new.max}
		before.symbols[m.old.memberKey], after.symbols[m.new.memberKey] = s, s
	}
	a, b := p.old.Content, p.new.Content
	strict, free := view{isStrict: true}, view{isFree: true}
	removed, isStillValid := c.included(before.arrange(a, strict), after.arrange(b, strict))
	if !isStillValid && occurrenceBreaks(both, sent) {
		removed, isStillValid = c.included(before.arrange(a, view{true, true}), after.arrange(b, view{true, true}))
	}
	added, wasValid := c.included(after.arrange(b, view{}), before.arrange(a, strict))
	if !wasValid && occurrenceBreaks(both, received) {
		added, wasValid = c.included(after.arrange(b, free), before.arrange(a, view{true, true}))
	}
	if isStillValid && wasValid {
		return
	}
	x, y := before.arrange(a, free), after.arrange(b, free)
	// The order is the only way to tell which elements belong to the same item of a group.
	differsInOrder := !p.old.Group && !isSame(x, y) && isSame(x.ordered(), y.ordered())
	x, y = differing(x, y)
	find := func(rule Rule, format string, args ...any) {
		old, new := p.old.Pos, p.new.Pos
		if a != nil && b != nil {
			old, new = a.Pos, b.Pos
		}
		p.findIn(groupKind(p.old), "", rule, old, new, format, args...)
	}
	switch {
	case differsInOrder && isStillValid:
		find(AnyOrder, "can now also have its elements in another order: %s", y)
	case differsInOrder:
		find(OrderChanged, "has its elements in another order: %s (was %s)", y, x)
	case isStillValid:
		find(ContentWidened, "can now also contain %s", words(added))
	case wasValid:
		find(ContentNarrowed, "can no longer contain %s", words(removed))
	default:
		find(ContentChanged, "can no longer contain %s, but now %s", words(removed), words(added))
	}
}

// occurrenceBreaks reports whether the occurrence of an element that is in both versions has a change that breaks
// messages of the direction.
func occurrenceBreaks(both []match, d direction) bool {
	breaks := false
	for _, m := range both {
		compareOccurrence(m.old, m.new, func(rule Rule, _ string, _ ...any) {
			breaks = breaks || rule.breaks(d)
		})
	}
	return breaks
}

// groupKind returns the kind of t for messages: "group" if it is a group that repeats.
func groupKind(t *schema.Type) string {
	if t.Group {
		return "group"
	}
	return ""
}

// String lists the elements of g.
func (g *arrangement) String() string {
	if g.kind == interleaved {
		return listed(g.leaves(nil)) + " in any order"
	}
	return listed(g.leaves(nil))
}

// words describes a sequence of elements.
func words(names []string) string {
	switch {
	case len(names) == 0:
		return "none of its elements"
	case len(names) == 1:
		return names[0] + " alone"
	}
	return listed(names) + " in this order"
}

// maxNames is how many names a message lists.
const maxNames = 8

// listed returns the first maxNames of names for messages.
func listed(names []string) string {
	if len(names) > maxNames {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames)
	}
	return strings.Join(names, ", ")
}

// arrange returns the arrangement of the elements in p that are in both versions.
func (a *arranger) arrange(p *schema.Particle, v view) *arrangement {
	a.view, a.inlined = v, map[*schema.Type]bool{}
	if p == nil {
		return &arrangement{kind: sequence}
	}
	return a.particle(p)
}

func (a *arranger) particle(p *schema.Particle) *arrangement {
	repeats := p.Max == schema.Unbounded || p.Max > 1
	if p.Field == nil {
		return a.group(p)
	}
	if p.Kind == schema.Repeat && !a.isMatched(p) {
		if a.inlined[p.Field.Type] {
			return &arrangement{kind: sequence}
		}
		a.inlined[p.Field.Type] = true
		inner := a.particle(p.Field.Type.Content)
		return occurring(inner, p.Min == 0, repeats)
	}
	s, ok := a.symbols[a.key(p)]
	switch {
	case ok:
		isFree := a.isFree && s.isChanged
		return &arrangement{kind: leaf, symbol: s.number, name: a.label(p), optional: isFree || p.Min == 0,
			repeats: isFree || repeats}
	case a.isStrict && p.Min > 0 && !a.required[a.key(p)]:
		return &arrangement{kind: never}
	}
	return &arrangement{kind: sequence}
}

// label returns the name of the leaf p for messages.
func (a *arranger) label(p *schema.Particle) string {
	switch p.Kind {
	case schema.Repeat:
		return "item"
	case schema.Any:
		return "*"
	}
	return p.Field.Wire.Local
}

// group returns the arrangement of the group p.
func (a *arranger) group(p *schema.Particle) *arrangement {
	g := &arrangement{kind: map[schema.ParticleKind]arrangementKind{
		schema.Sequence: sequence, schema.Choice: choice, schema.All: interleaved}[p.Kind], optional: p.Min == 0}
	for _, child := range p.Children {
		inner := a.particle(child)
		switch {
		case inner.kind == never && g.kind == choice:
			continue
		case inner.kind == never:
			return occurring(inner, p.Min == 0, false)
		case inner.isNothing() && g.kind == choice:
			g.optional = true
			continue
		case inner.isNothing():
			continue
		}
		g.children = append(g.children, inner)
	}
	if len(g.children) == 0 && g.kind == choice && !g.optional {
		return &arrangement{kind: never}
	}
	return g.simple()
}

// occurring returns g with the given occurrence.
func occurring(g *arrangement, optional, repeats bool) *arrangement {
	switch {
	case g.kind == never && optional:
		return &arrangement{kind: sequence}
	case g.kind == never || !optional && !repeats:
		return g
	}
	return (&arrangement{kind: sequence, children: []*arrangement{g}, optional: optional, repeats: repeats}).simple()
}

// isNothing reports whether g allows no element at all.
func (g *arrangement) isNothing() bool {
	return g.kind != leaf && g.kind != never && len(g.children) == 0
}

// simple returns g without needless levels.
func (g *arrangement) simple() *arrangement {
	if len(g.children) == 0 {
		return &arrangement{kind: sequence}
	}
	if len(g.children) == 1 {
		only := *g.children[0]
		only.optional, only.repeats = only.optional || g.optional, only.repeats || g.repeats || g.kind == interleaved
		return &only
	}
	var children []*arrangement
	for _, c := range g.children {
		if c.kind == g.kind && g.kind != interleaved && !c.optional && !c.repeats {
			children = append(children, c.children...)
		} else {
			children = append(children, c)
		}
	}
	g.children = children
	return g
}

// ordered returns g with its elements sorted, to compare without their order.
func (g *arrangement) ordered() *arrangement {
	sorted := *g
	sorted.children = nil
	if sorted.kind == interleaved {
		sorted.kind = sequence
	}
	for _, c := range g.children {
		sorted.children = append(sorted.children, c.ordered())
	}
	slices.SortStableFunc(sorted.children, func(a, b *arrangement) int { return cmp.Compare(a.first(), b.first()) })
	return &sorted
}

// first returns the first symbol in g.
func (g *arrangement) first() int {
	for len(g.children) > 0 {
		g = g.children[0]
	}
	return g.symbol
}

// isSame reports whether a and b are the same expression.
func isSame(a, b *arrangement) bool {
	return a.isLike(b) && slices.EqualFunc(a.children, b.children, isSame)
}

// isLike reports whether a and b are the same except for their children.
func (a *arrangement) isLike(b *arrangement) bool {
	return a.kind == b.kind && a.symbol == b.symbol && a.optional == b.optional && a.repeats == b.repeats
}

// differing returns the smallest parts in which a and b differ.
func differing(a, b *arrangement) (x, y *arrangement) {
	for len(a.children) > 0 && len(b.children) > 0 && a.isLike(b) {
		from, n, m := 0, len(a.children), len(b.children)
		for from < min(n, m) && isSame(a.children[from], b.children[from]) {
			from++
		}
		for min(n, m) > from && isSame(a.children[n-1], b.children[m-1]) {
			n, m = n-1, m-1
		}
		if n-from != 1 || m-from != 1 {
			if n == len(a.children) && m == len(b.children) && from == 0 {
				return a, b
			}
			return between(a, from, n), between(b, from, m)
		}
		a, b = a.children[from], b.children[from]
	}
	return a, b
}

// between returns one occurrence of g with only the children from index from to before to.
func between(g *arrangement, from, to int) *arrangement {
	part := &arrangement{kind: g.kind, children: g.children[from:to]}
	if part.kind == choice && from == to {
		part.kind = never
	}
	return part
}
