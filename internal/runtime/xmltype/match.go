// Matching of child elements to the fields of a struct, by a content model.
//
// XSD requires deterministic content models (Part 1, section 3.8.6, "Unique Particle Attribution"): the name of an
// element and the elements before it determine its field, so there is no backtracking. A matcher keeps the open
// particles, from the whole model to the innermost group, with the position in each.

package xmltype

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
)

// searches are tried in this order: elements before wildcards, and positions that the model allows before others.
var searches = [...]plan.Search{{Wild: false, Skip: false}, {Wild: true, Skip: false}, {Wild: false, Skip: true},
	{Wild: true, Skip: true}}

// openParticle is a particle that has begun.
type openParticle struct {
	*plan.Particle
	base  memory.Ptr // the struct of its fields
	child int        // the index of the open child
	count int        // occurrences of that child, or of a repeated group
	seen  []bool     // of an All: the children that have occurred
}

// matcher assigns the children of an element to fields.
type matcher struct {
	open      []openParticle
	missing   []*plan.Particle // required particles that were skipped
	miscounts []miscount       // particles that occurred too seldom or too often
	occurred  []*plan.Field    // fields of the whole struct with one value that have occurred
	base      memory.Ptr       // the struct of a field that was out of place
	x         *Reader
}

// miscount is the number of occurrences of a particle.
type miscount struct {
	*plan.Particle
	times int
}

// start begins the content of the struct at base.
func (m *matcher) start(model *plan.Particle, base memory.Ptr) {
	m.open = append(m.open[:0], openParticle{Particle: model, base: base, child: -1})
	m.missing, m.miscounts, m.occurred = m.missing[:0], m.miscounts[:0], m.occurred[:0]
}

// hasOccurred reports whether field f of the whole struct has occurred.
func (m *matcher) hasOccurred(f *plan.Field) bool { return slices.Contains(m.occurred, f) }

// find returns the field of e and the address of its struct; nil if the model does not allow e here or later.
func (m *matcher) find(e *plan.ElementName) (*plan.Field, memory.Ptr) {
	if f, base := m.nextItem(e); f != nil {
		return f, base
	}
	for _, s := range searches {
		for level := len(m.open) - 1; level >= 0; level-- {
			if m.proceed(level, e, s) {
				leaf := &m.open[len(m.open)-1]
				f := leaf.Children[leaf.child].Field
				if f.Many < plan.ManyValues && leaf.base == m.open[0].base {
					m.occurred = append(m.occurred, f)
				}
				return f, leaf.base
			}
			if !s.Skip && !m.open[level].isComplete() {
				break
			}
		}
	}
	return nil, nil
}

// nextItem is find for the most frequent repeated group: a choice of single elements, each of which is an item.
func (m *matcher) nextItem(e *plan.ElementName) (*plan.Field, memory.Ptr) {
	last := len(m.open) - 1
	if last < 1 || m.open[last-1].Item == nil || !m.open[last-1].Item.Single {
		return nil, nil
	}
	group, item := &m.open[last-1], &m.open[last]
	if group.Max >= 0 && group.count >= group.Max {
		return nil, nil
	}
	for i, c := range item.Children {
		if c.Begins(e, plan.Search{}) {
			item.base, item.child = m.newItem(group), i
			return c.Field, item.base
		}
	}
	return nil, nil
}

// newItem appends an item to the list of a repeated group, and returns its address.
func (m *matcher) newItem(group *openParticle) memory.Ptr {
	group.count++
	f := group.Field
	list := memory.Field(group.base, f.Offset)
	return memory.Grow(list, f.GoType, f.Size, m.x.Room(memory.Slice(list).Len))
}

// proceed moves on in the open particle at level so that e is next, if that is possible. Particles inside of it end.
func (m *matcher) proceed(level int, e *plan.ElementName, s plan.Search) bool {
	o := &m.open[level]
	if o.Item != nil { // a group that repeats
		model := o.Model()
		if (s.Skip || o.Max < 0 || o.count < o.Max) && model.Begins(e, s) {
			m.close(level+1, s)
			m.repeat(level, e, s)
			return true
		}
		return false
	}
	switch o.Kind {
	case contract.Sequence:
		if o.child >= 0 && m.repeatChild(level, e, s) {
			return true
		}
		for i := o.child + 1; i < len(o.Children); i++ {
			if i == o.child+1 && o.child >= 0 && !s.Skip && !o.childIsComplete() {
				return false
			}
			if o.Children[i].Begins(e, s) {
				m.close(level+1, s)
				m.skipTo(level, i)
				m.enter(level, i, e, s)
				return true
			}
			if !o.Children[i].Emptiable && !s.Skip {
				return false
			}
		}
	case contract.Choice:
		if o.child >= 0 {
			return m.repeatChild(level, e, s)
		}
		for i, c := range o.Children {
			if c.Begins(e, s) {
				m.enter(level, i, e, s)
				return true
			}
		}
	case contract.All:
		if o.child >= 0 && m.repeatChild(level, e, s) {
			return true
		}
		for i, c := range o.Children {
			if (o.seen == nil || !o.seen[i]) && c.Begins(e, s) {
				m.close(level+1, s)
				m.enter(level, i, e, s)
				return true
			}
		}
	}
	return false
}

// repeatChild accepts another occurrence of the open child at level, if that is an element or a wildcard and e is one.
func (m *matcher) repeatChild(level int, e *plan.ElementName, s plan.Search) bool {
	o := &m.open[level]
	c := o.Children[o.child]
	if c.Kind != contract.Leaf || c.Item != nil || !c.Begins(e, s) {
		return false
	}
	if c.Max >= 0 && o.count >= c.Max && !(s.Skip && c.Field.Many >= plan.ManyValues) {
		return false
	}
	m.close(level+1, s)
	m.open[level].count++
	return true
}

// enter begins child i of the particle at level, down to the leaf of e.
func (m *matcher) enter(level, i int, e *plan.ElementName, s plan.Search) {
	o := &m.open[level]
	o.child, o.count = i, 1
	if o.Kind == contract.All {
		if o.seen == nil {
			o.seen = make([]bool, len(o.Children))
		}
		o.seen[i] = true
	}
	c := o.Children[i]
	if c.Kind == contract.Leaf && c.Item == nil {
		return
	}
	m.open = append(m.open, openParticle{Particle: c, base: o.base, child: -1})
	level++
	if c.Item != nil {
		m.repeat(level, e, s)
		return
	}
	m.descend(level, e, s)
}

// descend enters the child of the particle at level that begins with e.
func (m *matcher) descend(level int, e *plan.ElementName, s plan.Search) {
	for i, c := range m.open[level].Children {
		if c.Begins(e, s) {
			m.skipTo(level, i)
			m.enter(level, i, e, s)
			return
		}
	}
}

// repeat begins another item of the repeated group at level.
func (m *matcher) repeat(level int, e *plan.ElementName, s plan.Search) {
	o := &m.open[level]
	m.open = append(m.open, openParticle{Particle: o.Model(), base: m.newItem(o), child: -1})
	m.descend(level+1, e, s)
}

// skipTo records the children of the sequence at level that must occur before child i and did not.
func (m *matcher) skipTo(level, i int) {
	o := &m.open[level]
	if o.Kind != contract.Sequence {
		return
	}
	m.checkChildCount(o)
	for _, c := range o.Children[max(o.child+1, 0):i] {
		if !c.Emptiable {
			m.missing = append(m.missing, c)
		}
	}
}

// close ends the open particles from level on.
func (m *matcher) close(level int, s plan.Search) {
	for l := len(m.open) - 1; l >= level; l-- {
		m.end(l)
	}
	m.open = m.open[:min(level, len(m.open))]
}

// end records what is missing in the particle at level.
func (m *matcher) end(level int) {
	o := &m.open[level]
	if o.Item != nil {
		m.checkCount(o.Particle, o.count)
		return
	}
	if o.Kind != contract.Sequence {
		m.checkChildCount(o)
	}
	switch {
	case o.Kind == contract.Sequence && (o.child >= 0 || !o.Emptiable):
		m.skipTo(level, len(o.Children))
	case o.Kind == contract.Choice && o.child < 0 && !o.Emptiable:
		m.missing = append(m.missing, o.Particle)
	case o.Kind == contract.All:
		for i, c := range o.Children {
			if o.isMissing(i) && (o.seen != nil || !o.Emptiable) {
				m.missing = append(m.missing, c)
			}
		}
	}
}

// checkChildCount is checkCount for the open child of o, if that is an element or a wildcard.
func (m *matcher) checkChildCount(o *openParticle) {
	if o.child >= 0 && o.Children[o.child].Kind == contract.Leaf && o.Children[o.child].Item == nil {
		m.checkCount(o.Children[o.child], o.count)
	}
}

// checkCount records that q occurred n times, if that is too seldom or too often.
func (m *matcher) checkCount(q *plan.Particle, n int) {
	if n < q.Min || q.Max >= 0 && n > q.Max {
		m.miscounts = append(m.miscounts, miscount{q, n})
	}
}

// childIsComplete reports whether the open child of o has occurred often enough. A group has its own openParticle.
func (o *openParticle) childIsComplete() bool {
	c := o.Children[o.child]
	return c.Kind != contract.Leaf || c.Item != nil || o.count >= c.Min
}

// isComplete reports whether o can end here.
func (o *openParticle) isComplete() bool {
	if o.Item != nil {
		return o.count >= o.Min
	}
	if o.child >= 0 && !o.childIsComplete() {
		return false
	}
	switch o.Kind {
	case contract.Sequence:
		for _, c := range o.Children[o.child+1:] {
			if !c.Emptiable {
				return o.child < 0 && o.Emptiable
			}
		}
	case contract.Choice:
		return o.child >= 0 || o.Emptiable
	case contract.All:
		for i := range o.Children {
			if o.isMissing(i) {
				return o.seen == nil && o.Emptiable
			}
		}
	}
	return true
}

// isMissing reports whether child i of o, an All, must still occur.
func (o *openParticle) isMissing(i int) bool {
	return (o.seen == nil || !o.seen[i]) && !o.Children[i].Emptiable
}
