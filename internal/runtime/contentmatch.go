// Matching: which field of a struct each of its child elements belongs to, by a content model.
//
// XSD demands that content models are deterministic (Part 1, section 3.8.6, "Unique Particle Attribution"): the name of
// an element and what came before it decide where it belongs, so nothing is ever taken back. A matcher keeps the
// particles that are open, from the whole model down to the innermost group, with how far each has got.

package runtime

import (
	"fmt"
	"slices"
)

// particle is a node of a content model whose leaves are fields of a plan.
type particle struct {
	kind     ParticleKind
	min, max int
	field    *fieldPlan  // of a leaf
	children []*particle // of a group
	item     *plan       // of a leaf that is a group which repeats: the struct of one occurrence
	empties  bool        // whether nothing at all satisfies it

	fields []*fieldPlan // all that are in it
	shared bool         // of a choice: whether a field is in several alternatives
	source *Particle
}

// bind returns the particle that is written as source, with the fields of p.
func (p *plan) bind(source *Particle) (*particle, error) {
	q := &particle{kind: source.Kind, min: source.Min, max: source.Max, source: source}
	if source.Kind == Leaf {
		i := slices.IndexFunc(p.fields, func(f *fieldPlan) bool { return f.goName == source.Field })
		if i < 0 {
			return nil, fmt.Errorf("there is no field %s with content", source.Field)
		}
		q.field = p.fields[i]
		if q.field.Role == GroupField {
			q.item = p.types.plan(q.field.item)
		}
		q.fields = []*fieldPlan{q.field}
		q.empties = q.min == 0
		return q, nil
	}
	for _, c := range source.Children {
		child, err := p.bind(c)
		if err != nil {
			return nil, err
		}
		q.children = append(q.children, child)
		for _, f := range child.fields {
			if slices.Contains(q.fields, f) {
				q.shared = q.shared || q.kind == Choice
			} else {
				q.fields = append(q.fields, f)
			}
		}
	}
	canBeEmpty := func(c *particle) bool { return c.empties }
	if q.kind == Choice {
		q.empties = q.min == 0 || slices.ContainsFunc(q.children, canBeEmpty)
	} else {
		q.empties = q.min == 0 || !slices.ContainsFunc(q.children, func(c *particle) bool { return !c.empties })
	}
	return q, nil
}

// isSingle reports whether q is a choice of single elements, one of which must occur.
func (q *particle) isSingle() bool {
	for _, c := range q.children {
		if c.field == nil || c.field.Role != ElementField || c.min != 1 || c.max != 1 {
			return false
		}
	}
	return q.kind == Choice && q.min == 1 && q.max == 1
}

// model is the content of one occurrence of the group that q is.
func (q *particle) model() *particle { return q.item.ready().content }

// sequence is the content of a plan without a model, as a particle.
func (p *plan) sequence() *particle {
	q := &particle{kind: Sequence, min: 1, max: 1, fields: p.fields, empties: true}
	for _, f := range p.fields {
		leaf := &particle{kind: Leaf, min: 1, max: 1, field: f, fields: []*fieldPlan{f}}
		if f.many >= manyValues {
			leaf.min, leaf.max = f.Min, f.Max
		} else if !f.mustOccur() {
			leaf.min = 0
		}
		if f.Role == GroupField {
			leaf.item = p.types.plan(f.item)
		}
		leaf.empties = leaf.min == 0
		q.empties = q.empties && leaf.empties
		q.children = append(q.children, leaf)
	}
	return q
}

// element is what a matcher looks at of an element.
type elementName struct {
	ns    int
	local string
	space string // for wildcards
}

// search says which leaves a step of a matcher considers.
type search struct {
	wild bool // wildcards rather than elements
	skip bool // also behind what must occur and did not, and more of what has occurred as often as it may
}

// searches are tried in this order: an element has a place of its own before a wildcard takes it, and what is in its
// place comes before what is not.
var searches = [...]search{{false, false}, {true, false}, {false, true}, {true, true}}

// begins reports whether an occurrence of q can begin with e.
func (q *particle) begins(e *elementName, s search) bool {
	switch {
	case q.item != nil:
		return q.model().begins(e, s)
	case q.kind == Leaf && q.field.Role == WildcardField:
		return s.wild && q.field.takes.takes(e.space)
	case q.kind == Leaf:
		return !s.wild && q.field.ns == e.ns && q.field.local == e.local
	}
	for _, c := range q.children {
		if c.begins(e, s) {
			return true
		}
		if q.kind == Sequence && !c.empties && !s.skip {
			return false
		}
	}
	return false
}

// openParticle is a particle that has begun.
type openParticle struct {
	*particle
	base  ptr    // the struct that its fields are of
	child int    // which of its children is open
	count int    // how often that, or for a group that repeats the group itself, has occurred
	seen  []bool // of an All: the children that have occurred
}

// matcher assigns the children of an element to fields.
type matcher struct {
	open      []openParticle
	missing   []*particle  // what was passed over although it must occur
	miscounts []miscount   // what occurred too seldom or too often
	taken     []*fieldPlan // of the whole struct, those with one value that have occurred
	base      ptr          // the struct of a field that was out of place
	x         *xmlReader
}

// miscount is how often a particle occurred.
type miscount struct {
	*particle
	times int
}

// start begins the content of the struct at m.
func (m *matcher) start(model *particle, base ptr) {
	m.open = append(m.open[:0], openParticle{particle: model, base: base, child: -1})
	m.missing, m.miscounts, m.taken = m.missing[:0], m.miscounts[:0], m.taken[:0]
}

// took reports whether the field f of the whole struct has occurred.
func (m *matcher) took(f *fieldPlan) bool { return slices.Contains(m.taken, f) }

// place returns the field that e belongs to, and the struct that it is of; nil if e has no place from here on.
func (m *matcher) place(e *elementName) (*fieldPlan, ptr) {
	if f, base := m.nextItem(e); f != nil {
		return f, base
	}
	for _, s := range searches {
		for level := len(m.open) - 1; level >= 0; level-- {
			if m.proceed(level, e, s) {
				leaf := &m.open[len(m.open)-1]
				f := leaf.children[leaf.child].field
				if f.many < manyValues && leaf.base == m.open[0].base {
					m.taken = append(m.taken, f)
				}
				return f, leaf.base
			}
			if !s.skip && !m.open[level].isComplete() {
				break
			}
		}
	}
	return nil, nil
}

// nextItem is place for the commonest of groups that repeat: a choice of single elements, each of which is an item.
func (m *matcher) nextItem(e *elementName) (*fieldPlan, ptr) {
	last := len(m.open) - 1
	if last < 1 || m.open[last-1].item == nil || !m.open[last-1].item.single {
		return nil, nil
	}
	group, item := &m.open[last-1], &m.open[last]
	if group.max >= 0 && group.count >= group.max {
		return nil, nil
	}
	for i, c := range item.children {
		if c.begins(e, search{}) {
			item.base, item.child = m.newItem(group), i
			return c.field, item.base
		}
	}
	return nil, nil
}

// newItem adds an item to the list of a group that repeats, and returns its address.
func (m *matcher) newItem(group *openParticle) ptr {
	group.count++
	f := group.field
	list := at(group.base, f.offset)
	return grow(list, f.typ, f.size, m.x.room(slice(list).len))
}

// proceed goes on with the open particle at level so that e is next, if that is possible: what is open inside of it
// ends.
func (m *matcher) proceed(level int, e *elementName, s search) bool {
	o := &m.open[level]
	if o.item != nil { // a group that repeats
		model := o.model()
		if (s.skip || o.max < 0 || o.count < o.max) && model.begins(e, s) {
			m.close(level+1, s)
			m.repeat(level, e, s)
			return true
		}
		return false
	}
	switch o.kind {
	case Sequence:
		if o.child >= 0 && m.again(level, e, s) {
			return true
		}
		for i := o.child + 1; i < len(o.children); i++ {
			if i == o.child+1 && o.child >= 0 && !s.skip && !o.childIsComplete() {
				return false
			}
			if o.children[i].begins(e, s) {
				m.close(level+1, s)
				m.pass(level, i)
				m.enter(level, i, e, s)
				return true
			}
			if !o.children[i].empties && !s.skip {
				return false
			}
		}
	case Choice:
		if o.child >= 0 {
			return m.again(level, e, s)
		}
		for i, c := range o.children {
			if c.begins(e, s) {
				m.enter(level, i, e, s)
				return true
			}
		}
	case All:
		if o.child >= 0 && m.again(level, e, s) {
			return true
		}
		for i, c := range o.children {
			if (o.seen == nil || !o.seen[i]) && c.begins(e, s) {
				m.close(level+1, s)
				m.enter(level, i, e, s)
				return true
			}
		}
	}
	return false
}

// again takes another occurrence of the child that is open at level, which is an element or a wildcard.
func (m *matcher) again(level int, e *elementName, s search) bool {
	o := &m.open[level]
	c := o.children[o.child]
	if c.kind != Leaf || c.item != nil || !c.begins(e, s) {
		return false
	}
	if c.max >= 0 && o.count >= c.max && !(s.skip && c.field.many >= manyValues) {
		return false
	}
	m.close(level+1, s)
	m.open[level].count++
	return true
}

// enter begins child i of the particle at level, down to the leaf that e belongs to.
func (m *matcher) enter(level, i int, e *elementName, s search) {
	o := &m.open[level]
	o.child, o.count = i, 1
	if o.kind == All {
		if o.seen == nil {
			o.seen = make([]bool, len(o.children))
		}
		o.seen[i] = true
	}
	c := o.children[i]
	if c.kind == Leaf && c.item == nil {
		return
	}
	m.open = append(m.open, openParticle{particle: c, base: o.base, child: -1})
	level++
	if c.item != nil {
		m.repeat(level, e, s)
		return
	}
	m.descend(level, e, s)
}

// descend enters the child of the particle at level that e begins.
func (m *matcher) descend(level int, e *elementName, s search) {
	for i, c := range m.open[level].children {
		if c.begins(e, s) {
			m.pass(level, i)
			m.enter(level, i, e, s)
			return
		}
	}
}

// repeat begins another item of the group at level, which repeats.
func (m *matcher) repeat(level int, e *elementName, s search) {
	o := &m.open[level]
	m.open = append(m.open, openParticle{particle: o.model(), base: m.newItem(o), child: -1})
	m.descend(level+1, e, s)
}

// pass notes the children of the sequence at level that must occur before child i and did not.
func (m *matcher) pass(level, i int) {
	o := &m.open[level]
	if o.kind != Sequence {
		return
	}
	m.countChild(o)
	for _, c := range o.children[max(o.child+1, 0):i] {
		if !c.empties {
			m.missing = append(m.missing, c)
		}
	}
}

// close ends what is open from level on.
func (m *matcher) close(level int, s search) {
	for l := len(m.open) - 1; l >= level; l-- {
		m.end(l)
	}
	m.open = m.open[:min(level, len(m.open))]
}

// end notes what the particle at level lacks.
func (m *matcher) end(level int) {
	o := &m.open[level]
	if o.item != nil {
		m.counted(o.particle, o.count)
		return
	}
	if o.kind != Sequence {
		m.countChild(o)
	}
	switch {
	case o.kind == Sequence && (o.child >= 0 || !o.empties):
		m.pass(level, len(o.children))
	case o.kind == Choice && o.child < 0 && !o.empties:
		m.missing = append(m.missing, o.particle)
	case o.kind == All:
		for i, c := range o.children {
			if o.lacks(i) && (o.seen != nil || !o.empties) {
				m.missing = append(m.missing, c)
			}
		}
	}
}

// countChild is counted for the child that is open in o, if that is an element or a wildcard.
func (m *matcher) countChild(o *openParticle) {
	if o.child >= 0 && o.children[o.child].kind == Leaf && o.children[o.child].item == nil {
		m.counted(o.children[o.child], o.count)
	}
}

// counted notes that q occurred n times if that is too seldom or too often.
func (m *matcher) counted(q *particle, n int) {
	if n < q.min || q.max >= 0 && n > q.max {
		m.miscounts = append(m.miscounts, miscount{q, n})
	}
}

// childIsComplete reports whether the open child of o has occurred as often as it must. Those that are groups have an
// openParticle of their own.
func (o *openParticle) childIsComplete() bool {
	c := o.children[o.child]
	return c.kind != Leaf || c.item != nil || o.count >= c.min
}

// isComplete reports whether o can end here.
func (o *openParticle) isComplete() bool {
	if o.item != nil {
		return o.count >= o.min
	}
	if o.child >= 0 && !o.childIsComplete() {
		return false
	}
	switch o.kind {
	case Sequence:
		for _, c := range o.children[o.child+1:] {
			if !c.empties {
				return o.child < 0 && o.empties
			}
		}
	case Choice:
		return o.child >= 0 || o.empties
	case All:
		for i := range o.children {
			if o.lacks(i) {
				return o.seen == nil && o.empties
			}
		}
	}
	return true
}

// lacks reports whether child i of o, an All, must still occur.
func (o *openParticle) lacks(i int) bool {
	return (o.seen == nil || !o.seen[i]) && !o.children[i].empties
}

// names are the names of the elements of q, for a message: of a choice all with "or" between them.
func (q *particle) names() string {
	var names []string
	for _, f := range q.fields {
		switch {
		case f.Role == GroupField:
			names = append(names, q.groupNames(f))
		default:
			names = append(names, f.local)
		}
	}
	if q.kind == Choice {
		return orList(names)
	}
	return names[0]
}

func (q *particle) groupNames(f *fieldPlan) string {
	for _, c := range append([]*particle{q}, q.children...) {
		if c.field == f && c.item != nil {
			return c.model().names()
		}
	}
	return f.local
}
