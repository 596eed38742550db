// Particles: content models whose leaves are the fields of a plan (XSD Part 1, section 3.8).

package plan

import (
	"fmt"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Particle is a node of a content model whose leaves are fields of a plan.
type Particle struct {
	Kind      contract.ParticleKind
	Min, Max  int
	Field     *Field      // of a leaf
	Children  []*Particle // of a group
	Item      *Struct     // of a leaf for a repeated group: the struct of one occurrence
	Emptiable bool        // no content satisfies it

	Fields []*Field // all fields in it
	shared bool     // of a choice: a field is in several alternatives
	source *contract.Particle
}

// bind returns source as a particle with the fields of p.
func (p *Struct) bind(source *contract.Particle) (*Particle, error) {
	q := &Particle{Kind: source.Kind, Min: source.Min, Max: source.Max, source: source}
	if source.Kind == contract.Leaf {
		i := slices.IndexFunc(p.Fields, func(f *Field) bool { return f.GoName == source.Field })
		if i < 0 {
			return nil, fmt.Errorf("there is no field %s with content", source.Field)
		}
		q.Field = p.Fields[i]
		if q.Field.Role == contract.GroupField {
			q.Item = p.types.For(q.Field.Item)
		}
		q.Fields = []*Field{q.Field}
		q.Emptiable = q.Min == 0
		return q, nil
	}
	for _, c := range source.Children {
		child, err := p.bind(c)
		if err != nil {
			return nil, err
		}
		q.Children = append(q.Children, child)
		for _, f := range child.Fields {
			if slices.Contains(q.Fields, f) {
				q.shared = q.shared || q.Kind == contract.Choice
			} else {
				q.Fields = append(q.Fields, f)
			}
		}
	}
	canBeEmpty := func(c *Particle) bool { return c.Emptiable }
	if q.Kind == contract.Choice {
		q.Emptiable = q.Min == 0 || slices.ContainsFunc(q.Children, canBeEmpty)
	} else {
		q.Emptiable = q.Min == 0 || !slices.ContainsFunc(q.Children, func(c *Particle) bool { return !c.Emptiable })
	}
	return q, nil
}

// sequence returns the content of a struct without a content model as a particle.
func (p *Struct) sequence() *Particle {
	q := &Particle{Kind: contract.Sequence, Min: 1, Max: 1, Fields: p.Fields, Emptiable: true}
	for _, f := range p.Fields {
		leaf := &Particle{Kind: contract.Leaf, Min: 1, Max: 1, Field: f, Fields: []*Field{f}}
		if f.Many >= ManyValues {
			leaf.Min, leaf.Max = f.Min, f.Max
		} else if !f.MustOccur() {
			leaf.Min = 0
		}
		if f.Role == contract.GroupField {
			leaf.Item = p.types.For(f.Item)
		}
		leaf.Emptiable = leaf.Min == 0
		q.Emptiable = q.Emptiable && leaf.Emptiable
		q.Children = append(q.Children, leaf)
	}
	return q
}

// isSingle reports whether q is a required choice of single elements.
func (q *Particle) isSingle() bool {
	for _, c := range q.Children {
		if c.Field == nil || c.Field.Role != contract.ElementField || c.Min != 1 || c.Max != 1 {
			return false
		}
	}
	return q.Kind == contract.Choice && q.Min == 1 && q.Max == 1
}

// Model returns the content of one occurrence of a repeated group.
func (q *Particle) Model() *Particle { return q.Item.Ready().Content }

// ElementName is the name of an element, as a matcher compares it.
type ElementName struct {
	NS    int
	Local string
	Space string // for wildcards
}

// Search says which leaves a step of a matcher considers.
type Search struct {
	Wild bool // wildcards instead of elements
	Skip bool // also leaves after a required one that did not occur, and further occurrences beyond the maximum
}

// Begins reports whether an occurrence of q can begin with e.
func (q *Particle) Begins(e *ElementName, s Search) bool {
	switch {
	case q.Item != nil:
		return q.Model().Begins(e, s)
	case q.Kind == contract.Leaf && q.Field.Role == contract.WildcardField:
		return s.Wild && q.Field.Wildcard.Allows(e.Space)
	case q.Kind == contract.Leaf:
		return !s.Wild && q.Field.NS == e.NS && q.Field.Local == e.Local
	}
	for _, c := range q.Children {
		if c.Begins(e, s) {
			return true
		}
		if q.Kind == contract.Sequence && !c.Emptiable && !s.Skip {
			return false
		}
	}
	return false
}

// Names returns the names of the first element of q for a message, or of all alternatives of a choice, with "or"
// between them.
func (q *Particle) Names() string {
	var names []string
	for _, f := range q.Fields {
		switch {
		case f.Role == contract.GroupField:
			names = append(names, q.groupNames(f))
		default:
			names = append(names, f.Local)
		}
	}
	if q.Kind == contract.Choice {
		return wire.OrList(names)
	}
	return names[0]
}

func (q *Particle) groupNames(f *Field) string {
	for _, c := range append([]*Particle{q}, q.Children...) {
		if c.Field == f && c.Item != nil {
			return c.Model().Names()
		}
	}
	return f.Local
}
