// Checking: the engine validates structs by their plans, and collects every fault with its path.

package runtime

import "strconv"

// structure adds the faults of the struct at m to v.
func (v *validator) structure(p *plan, m ptr) {
	if !p.filled.Load() {
		p.ready()
	}
	v.attributesOf(p, m)
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

// attributesOf adds the faults of the attributes of the struct at m.
func (v *validator) attributesOf(p *plan, m ptr) {
	for _, f := range p.attrs {
		if f.mustOccur() && f.Default == nil && f.isMissing(m) {
			v.required(f.local)
		} else {
			v.values(f, m)
		}
	}
	if p.others != nil {
		v.attributes(*as[[]XMLAttr](at(m, p.others.offset)), p.others.takes)
	}
}

// particle adds the faults of what the struct at m holds of q.
func (v *validator) particle(q *particle, m ptr) {
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
		v.atMostOne(len(chosen), q.alternatives()...)
	default:
		v.oneOf(len(chosen), q.alternatives()...)
	}
	for _, c := range chosen {
		v.particle(c, m)
	}
}

// leaf adds the faults of the field that q is.
func (v *validator) leaf(q *particle, m ptr) {
	f := q.field
	switch {
	case f.many >= manyValues:
		v.count(f.local, slice(at(m, f.offset)).len, q.min, q.max)
	case q.min > 0 && f.isMissing(m) && f.Default == nil:
		v.required(f.local)
		return
	}
	v.values(f, m)
}

// values adds the faults of what the field f of the struct at m holds.
func (v *validator) values(f *fieldPlan, m ptr) {
	p := at(m, f.offset)
	switch f.many {
	case oneValue:
		if f.shape == simpleShape && (f.Optional || f.Default != nil) && f.isAbsent(p) {
			return
		}
		v.value(f, p, -1)
	case onePointer:
		p = pointer(p)
		switch {
		case f.isFlaggedNil(m) && f.shape == structShape:
			v.nilStruct(f, p)
		case p != nil && !f.isFlaggedNil(m):
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

// nilStruct adds the faults of the element of f, which is nil: its attributes are those of the struct at p, which may be
// none.
func (v *validator) nilStruct(f *fieldPlan, p ptr) {
	v.enter(f.local, -1)
	if p == nil {
		p = newZero(f.item)
	}
	v.attributesOf(f.plan.ready(), p)
	v.leave()
}

// value adds the faults of the value of f at p, item index or -1.
func (v *validator) value(f *fieldPlan, p ptr, index int) {
	switch f.shape {
	case simpleShape:
		if f.simple.checked || f.Fixed != nil {
			v.simple(f, p, index)
		}
	case structShape:
		v.enter(f.local, index)
		v.structure(f.plan, p)
		v.leave()
	case anyShape:
		if typ, value := held(p, f.item); value != nil {
			v.enter(f.local, index)
			v.structure(f.types.plan(typ), value)
			v.leave()
		}
	case rawShape:
		if f.Role == WildcardField && *as[string](p) != "" {
			v.enter(f.local, index)
			v.element("", *as[string](p), f.takes)
			v.leave()
		}
	}
}

// simple adds the faults of the simple value of f at p.
func (v *validator) simple(f *fieldPlan, p ptr, index int) {
	name := f.local
	if f.Role == ValueField {
		name = "value"
	}
	if index >= 0 {
		v.enter(name, index)
		defer v.leave()
		name = ""
	}
	if f.many >= manyValues && f.isVoid(p) {
		return
	}
	f.simple.check(v, name, p, f.item)
	if f.Fixed != nil && f.simple.kind != kindList {
		order, ok := f.simple.compare(p, *f.Fixed)
		v.bound(name, ok && order == 0, strconv.Quote(*f.Fixed)+", which is fixed")
	}
}
