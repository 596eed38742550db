// Checking: the engine validates structs by their plans, and collects every fault with its path.

package runtime

import "strconv"

// structure adds the faults of the struct at m to v.
func (v *Validator) structure(p *plan, m ptr) {
	if !p.filled.Load() {
		p.ready()
	}
	for _, f := range p.attrs {
		if f.mustOccur() && f.Default == nil && f.isMissing(m) {
			v.Required(f.local, true)
		} else {
			v.values(f, m)
		}
	}
	if p.others != nil {
		v.Attributes(*as[[]XMLAttr](at(m, p.others.offset)), p.others.takes)
	}
	if p.value != nil {
		v.values(p.value, m)
	}
	if p.plain {
		for _, leaf := range p.content.children {
			if !leaf.field.unchecked {
				v.leaf(leaf, m)
			}
		}
		return
	}
	v.particle(p.content, m)
}

// particle adds the faults of what the struct at m holds of q.
func (v *Validator) particle(q *particle, m ptr) {
	if q.kind == Leaf {
		v.leaf(q, m)
		return
	}
	if q.min == 0 && !q.isPresent(m) {
		return
	}
	if q.kind != Choice {
		for _, c := range q.children {
			v.particle(c, m)
		}
		return
	}
	if only := q.only(m); only != nil {
		v.particle(only, m)
		return
	}
	chosen, fault := q.choose(m)
	switch {
	case fault == "":
	case q.empties:
		v.AtMostOne(len(chosen), q.alternatives()...)
	default:
		v.OneOf(len(chosen), q.alternatives()...)
	}
	for _, c := range chosen {
		v.particle(c, m)
	}
}

// leaf adds the faults of the field that q is.
func (v *Validator) leaf(q *particle, m ptr) {
	f := q.field
	switch {
	case f.many >= manyValues:
		v.Count(f.local, slice(at(m, f.offset)).len, q.min, q.max)
	case q.min > 0 && f.isMissing(m) && f.Default == nil:
		v.Required(f.local, true)
		return
	}
	v.values(f, m)
}

// values adds the faults of what the field f of the struct at m holds.
func (v *Validator) values(f *fieldPlan, m ptr) {
	p := at(m, f.offset)
	switch f.many {
	case oneValue:
		if f.shape == simpleShape && (f.Optional || f.Default != nil) && f.isAbsent(p) {
			return
		}
		v.value(f, p, -1)
	case onePointer:
		isNil := f.isNil != nil && *as[bool](at(m, f.isNil.offset))
		if p = pointer(p); p != nil && !isNil {
			v.value(f, p, -1)
		}
	default:
		list := slice(p)
		for i := range list.len {
			item := list.item(i, f.size)
			if f.many == manyPointer {
				if item = pointer(item); item == nil {
					continue
				}
			}
			v.value(f, item, i)
		}
	}
}

// value adds the faults of the value of f at p, item index or -1.
func (v *Validator) value(f *fieldPlan, p ptr, index int) {
	switch f.shape {
	case simpleShape:
		if f.simple.checked || f.Fixed != nil {
			v.simple(f, p, index)
		}
	case structShape:
		v.EnterItem(f.local, index)
		v.structure(f.plan, p)
		v.Leave()
	case anyShape:
		if typ, value := held(p, f.item); value != nil {
			v.EnterItem(f.local, index)
			v.structure(f.types.plan(typ), value)
			v.Leave()
		}
	case rawShape:
		if f.Role == WildcardField && *as[string](p) != "" {
			v.EnterItem(f.local, index)
			v.Element("", *as[string](p), f.takes)
			v.Leave()
		}
	}
}

// simple adds the faults of the simple value of f at p.
func (v *Validator) simple(f *fieldPlan, p ptr, index int) {
	name := f.local
	if f.Role == ValueField {
		name = "value"
	}
	if index >= 0 {
		v.EnterItem(name, index)
		defer v.Leave()
		name = ""
	}
	if f.Default != nil && f.many >= manyValues && f.isAbsent(p) {
		return
	}
	f.simple.check(v, name, p, f.item)
	if f.Fixed != nil && f.simple.kind != kindList {
		order, ok := f.simple.compare(p, *f.Fixed)
		v.Bound(name, ok && order == 0, strconv.Quote(*f.Fixed)+", which is fixed")
	}
}
