// Validation of structs by their plans. All faults are collected, with their paths.

package xmltype

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// checker checks structs.
type checker struct{ check.Validator }

// structure adds the faults of the struct at m.
func (v *checker) structure(p *plan.Struct, m memory.Ptr) {
	if v.TooDeep() {
		return
	}
	p.Ready()
	v.attributesOf(p, m)
	if p.Value != nil {
		if p.Value.Shape == plan.AttachmentShape && p.Value.IsMissing(m) {
			v.Required("value")
		}
		v.values(p.Value, m)
	}
	if p.Plain {
		for _, leaf := range p.Content.Children {
			if !leaf.Field.Unchecked {
				v.leaf(leaf, m)
			}
		}
	} else {
		v.particle(p.Content, m)
	}
}

// attributesOf adds the faults of the attributes of the struct at m.
func (v *checker) attributesOf(p *plan.Struct, m memory.Ptr) {
	for _, f := range p.Attrs {
		if f.MustOccur() && f.Default == nil && f.IsMissing(m) {
			v.Required(f.Local)
		} else {
			v.values(f, m)
		}
	}
	if p.OtherAttrs != nil {
		v.attributes(*memory.As[[]xmlwire.Attr](memory.Field(m, p.OtherAttrs.Offset)), p.OtherAttrs.Wildcard)
	}
}

// particle adds the faults of the fields of q in the struct at m.
func (v *checker) particle(q *plan.Particle, m memory.Ptr) {
	if q.Kind == contract.Leaf {
		v.leaf(q, m)
		return
	}
	if q.Min == 0 && !q.IsPresent(m) {
		return
	}
	if q.Kind != contract.Choice {
		for _, c := range q.Children {
			v.particle(c, m)
		}
		return
	}
	if single := q.Single(m); single != nil {
		v.particle(single, m)
		return
	}
	chosen, fault := q.Choose(m)
	switch {
	case fault == "":
	case q.Emptiable:
		v.AtMostOne(len(chosen), q.Alternatives()...)
	default:
		v.OneOf(len(chosen), q.Alternatives()...)
	}
	for _, c := range chosen {
		v.particle(c, m)
	}
}

// leaf adds the faults of the field of q.
func (v *checker) leaf(q *plan.Particle, m memory.Ptr) {
	f := q.Field
	switch {
	case f.Many >= plan.ManyValues:
		v.Count(f.Local, memory.Slice(memory.Field(m, f.Offset)).Len, q.Min, q.Max)
	case q.Min > 0 && f.IsMissing(m) && f.Default == nil:
		v.Required(f.Local)
		return
	}
	v.values(f, m)
}

// values adds the faults of the values of field f of the struct at m.
func (v *checker) values(f *plan.Field, m memory.Ptr) {
	p := memory.Field(m, f.Offset)
	switch f.Many {
	case plan.OneValue:
		if f.Shape == plan.SimpleShape && (f.Optional || f.Default != nil) && f.IsAbsent(p) {
			return
		}
		v.value(f, p, -1)
	case plan.OnePointer:
		p = memory.Pointer(p)
		switch {
		case f.IsFlaggedNil(m) && f.Shape == plan.StructShape:
			v.nilStruct(f, p)
		case p != nil && !f.IsFlaggedNil(m):
			v.value(f, p, -1)
		}
	default:
		list := memory.Slice(p)
		for i := range list.Len {
			item := list.Item(i, f.Size)
			if f.Many == plan.ManyPointer {
				if item = memory.Pointer(item); item == nil {
					if f.Shape == plan.AttachmentShape && !f.Nillable {
						v.Fault(f.PathName(i), "must not be nil")
					}
					continue
				}
			}
			v.value(f, item, i)
		}
	}
}

// nilStruct adds the faults of the attributes of an element of f that is nil. They are those of the struct at p, which
// may be nil.
func (v *checker) nilStruct(f *plan.Field, p memory.Ptr) {
	v.Enter(f.Local, -1)
	if p == nil {
		p = memory.New(f.Item)
	}
	v.attributesOf(f.Struct.Ready(), p)
	v.Leave()
}

// value adds the faults of the value of f at p, with the item index or -1.
func (v *checker) value(f *plan.Field, p memory.Ptr, index int) {
	switch f.Shape {
	case plan.SimpleShape:
		if f.Simple.Checked || f.Fixed != nil {
			v.simple(f, p, index)
		}
	case plan.StructShape:
		v.Enter(f.Local, index)
		v.structure(f.Struct, p)
		v.Leave()
	case plan.AnyShape:
		if typ, value := memory.InterfaceValue(p, f.Item); value != nil {
			v.Enter(f.Local, index)
			v.structure(f.Types.For(typ), value)
			v.Leave()
		}
	case plan.AttachmentShape:
		if memory.As[xmlwire.Attachment](p).Body == nil {
			v.Fault(f.PathName(index), "must have a body")
		}
	case plan.RawShape:
		if f.Role == contract.WildcardField && *memory.As[string](p) != "" {
			v.Enter(f.Local, index)
			v.element("", *memory.As[string](p), f.Wildcard)
			v.Leave()
		}
	}
}

// simple adds the faults of the simple value of f at p.
func (v *checker) simple(f *plan.Field, p memory.Ptr, index int) {
	name := f.Local
	if f.Role == contract.ValueField {
		name = "value"
	}
	if index >= 0 {
		v.Enter(name, index)
		defer v.Leave()
		name = ""
	}
	if f.Many >= plan.ManyValues && f.ItemUsesDefault(p) {
		return
	}
	f.Simple.Check(&v.Validator, name, p, f.Item)
	if f.Fixed != nil && f.Simple.Kind != datatype.KindList {
		order, ok := f.Simple.Compare(p, *f.Fixed)
		v.Bound(name, ok && order == 0, strconv.Quote(*f.Fixed)+", which is fixed")
	}
}

// element checks that raw, a value of the field name, is one element that w allows.
func (v *checker) element(name, raw string, w xmlwire.Wildcard) {
	if fault := w.ElementFault(raw); fault != "" {
		v.Fault(name, "%s", fault)
	}
}

// attributes checks that w allows all attributes of the current field.
func (v *checker) attributes(attrs []xmlwire.Attr, w xmlwire.Wildcard) {
	for i := range attrs {
		if fault := w.AttrFault(attrs, i); fault != "" {
			v.Fault(attrs[i].Name, "%s", fault)
		}
	}
}
