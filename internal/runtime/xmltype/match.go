// Matching: which field of a struct each of its child elements belongs to, by a content model.
//
// XSD demands that content models are deterministic (Part 1, section 3.8.6, "Unique Particle Attribution"): the name of
// an element and what came before it decide where it belongs, so nothing is ever taken back. A matcher keeps the
// particles that are open, from the whole model down to the innermost group, with how far each has got.

package xmltype

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
)

// searches are tried in this order: an element has a place of its own before a wildcard takes it, and what is in its
// place comes before what is not.
var searches = [...]plan.Search{{Wild: false, Skip: false}, {Wild: true, Skip: false}, {Wild: false, Skip: true},
	{Wild: true, Skip: true}}

// openParticle is a particle that has begun.
type openParticle struct {
	*plan.Particle
	base  memory.Ptr // the struct that its fields are of
	child int        // which of its children is open
	count int        // how often that, or for a group that repeats the group itself, has occurred
	seen  []bool     // of an All: the children that have occurred
}

// matcher assigns the children of an element to fields.
type matcher struct {
	open      []openParticle
	missing   []*plan.Particle // what was passed over although it must occur
	miscounts []miscount       // what occurred too seldom or too often
	taken     []*plan.Field    // of the whole struct, those with one value that have occurred
	base      memory.Ptr       // the struct of a field that was out of place
	x         *Reader
}

// miscount is how often a particle occurred.
type miscount struct {
	*plan.Particle
	times int
}

// start begins the content of the struct at m.
func (m *matcher) start(model *plan.Particle, base memory.Ptr) {
	m.open = append(m.open[:0], openParticle{Particle: model, base: base, child: -1})
	m.missing, m.miscounts, m.taken = m.missing[:0], m.miscounts[:0], m.taken[:0]
}

// took reports whether the field f of the whole struct has occurred.
func (m *matcher) took(f *plan.Field) bool { return slices.Contains(m.taken, f) }

// place returns the field that e belongs to, and the struct that it is of; nil if e has no place from here on.
func (m *matcher) place(e *plan.ElementName) (*plan.Field, memory.Ptr) {
	if f, base := m.nextItem(e); f != nil {
		return f, base
	}
	for _, s := range searches {
		for level := len(m.open) - 1; level >= 0; level-- {
			if m.proceed(level, e, s) {
				leaf := &m.open[len(m.open)-1]
				f := leaf.Children[leaf.child].Field
				if f.Many < plan.ManyValues && leaf.base == m.open[0].base {
					m.taken = append(m.taken, f)
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

// nextItem is place for the commonest of groups that repeat: a choice of single elements, each of which is an item.
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

// newItem adds an item to the list of a group that repeats, and returns its address.
func (m *matcher) newItem(group *openParticle) memory.Ptr {
	group.count++
	f := group.Field
	list := memory.At(group.base, f.Offset)
	return memory.Grow(list, f.GoType, f.Size, m.x.Room(memory.Slice(list).Len))
}

// proceed goes on with the open particle at level so that e is next, if that is possible: what is open inside of it
// ends.
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
		if o.child >= 0 && m.again(level, e, s) {
			return true
		}
		for i := o.child + 1; i < len(o.Children); i++ {
			if i == o.child+1 && o.child >= 0 && !s.Skip && !o.childIsComplete() {
				return false
			}
			if o.Children[i].Begins(e, s) {
				m.close(level+1, s)
				m.pass(level, i)
				m.enter(level, i, e, s)
				return true
			}
			if !o.Children[i].Empties && !s.Skip {
				return false
			}
		}
	case contract.Choice:
		if o.child >= 0 {
			return m.again(level, e, s)
		}
		for i, c := range o.Children {
			if c.Begins(e, s) {
				m.enter(level, i, e, s)
				return true
			}
		}
	case contract.All:
		if o.child >= 0 && m.again(level, e, s) {
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

// again takes another occurrence of the child that is open at level, which is an element or a wildcard.
func (m *matcher) again(level int, e *plan.ElementName, s plan.Search) bool {
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

// enter begins child i of the particle at level, down to the leaf that e belongs to.
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

// descend enters the child of the particle at level that e begins.
func (m *matcher) descend(level int, e *plan.ElementName, s plan.Search) {
	for i, c := range m.open[level].Children {
		if c.Begins(e, s) {
			m.pass(level, i)
			m.enter(level, i, e, s)
			return
		}
	}
}

// repeat begins another item of the group at level, which repeats.
func (m *matcher) repeat(level int, e *plan.ElementName, s plan.Search) {
	o := &m.open[level]
	m.open = append(m.open, openParticle{Particle: o.Model(), base: m.newItem(o), child: -1})
	m.descend(level+1, e, s)
}

// pass notes the children of the sequence at level that must occur before child i and did not.
func (m *matcher) pass(level, i int) {
	o := &m.open[level]
	if o.Kind != contract.Sequence {
		return
	}
	m.countChild(o)
	for _, c := range o.Children[max(o.child+1, 0):i] {
		if !c.Empties {
			m.missing = append(m.missing, c)
		}
	}
}

// close ends what is open from level on.
func (m *matcher) close(level int, s plan.Search) {
	for l := len(m.open) - 1; l >= level; l-- {
		m.end(l)
	}
	m.open = m.open[:min(level, len(m.open))]
}

// end notes what the particle at level lacks.
func (m *matcher) end(level int) {
	o := &m.open[level]
	if o.Item != nil {
		m.counted(o.Particle, o.count)
		return
	}
	if o.Kind != contract.Sequence {
		m.countChild(o)
	}
	switch {
	case o.Kind == contract.Sequence && (o.child >= 0 || !o.Empties):
		m.pass(level, len(o.Children))
	case o.Kind == contract.Choice && o.child < 0 && !o.Empties:
		m.missing = append(m.missing, o.Particle)
	case o.Kind == contract.All:
		for i, c := range o.Children {
			if o.lacks(i) && (o.seen != nil || !o.Empties) {
				m.missing = append(m.missing, c)
			}
		}
	}
}

// countChild is counted for the child that is open in o, if that is an element or a wildcard.
func (m *matcher) countChild(o *openParticle) {
	if o.child >= 0 && o.Children[o.child].Kind == contract.Leaf && o.Children[o.child].Item == nil {
		m.counted(o.Children[o.child], o.count)
	}
}

// counted notes that q occurred n times if that is too seldom or too often.
func (m *matcher) counted(q *plan.Particle, n int) {
	if n < q.Min || q.Max >= 0 && n > q.Max {
		m.miscounts = append(m.miscounts, miscount{q, n})
	}
}

// childIsComplete reports whether the open child of o has occurred as often as it must. Those that are groups have an
// openParticle of their own.
func (o *openParticle) childIsComplete() bool {
	c := o.Children[o.child]
	return c.Kind != contract.Leaf || c.Item != nil || o.count >= c.Min
}

// split.isComplete reports whether o can end here.
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
			if !c.Empties {
				return o.child < 0 && o.Empties
			}
		}
	case contract.Choice:
		return o.child >= 0 || o.Empties
	case contract.All:
		for i := range o.Children {
			if o.lacks(i) {
				return o.seen == nil && o.Empties
			}
		}
	}
	return true
}

// lacks reports whether child i of o, an All, must still occur.
func (o *openParticle) lacks(i int) bool {
	return (o.seen == nil || !o.seen[i]) && !o.Children[i].Empties
}
