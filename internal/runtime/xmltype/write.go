// Writing of structs by their plans.

package xmltype

import (
	"math"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// writer appends values.
type writer struct {
	types *Types
	depth int // the number of open structs
}

// structure appends the struct at m: its attributes, the end of the start tag, and its content. b ends in the start
// tag.
func (w *writer) structure(b []byte, p *plan.Struct, m memory.Ptr) []byte {
	if w.depth++; w.depth > check.MaxDepth {
		w.depth = math.MaxInt / 2 // so are the others, of which a value that contains itself can have very many
		return wire.Refuse(append(b, '>'), check.TooDeep)
	}
	p.Ready()
	if len(p.Attrs) > 0 || p.OtherAttrs != nil {
		b = w.attributes(b, p, m)
	}
	switch {
	case p.Value != nil:
		b = w.simpleContent(b, p.Value, memory.Field(m, p.Value.Offset))
	case p.Mixed != nil:
		b = xmlwire.AppendRaw(append(b, '>'), *memory.As[string](memory.Field(m, p.Mixed.Offset)))
	case p.Plain:
		b = w.fields(append(b, '>'), p.Fields, m)
	case len(p.Content.Children) == 1 && p.Content.Children[0].Item != nil:
		b = w.fields(append(b, '>'), p.Content.Children[0].Fields, m)
	default:
		b = w.particle(append(b, '>'), p.Content, m)
	}
	w.depth--
	return b
}

// attributes appends the attributes of the struct at m.
func (w *writer) attributes(b []byte, p *plan.Struct, m memory.Ptr) []byte {
	for _, f := range p.Attrs {
		b = w.attribute(b, f, m)
	}
	if p.OtherAttrs != nil {
		attrs := *memory.As[[]xmlwire.Attr](memory.Field(m, p.OtherAttrs.Offset))
		b = xmlwire.AppendAttrs(b, attrs, p.OtherAttrs.Wildcard)
	}
	return b
}

// attribute appends attribute f of the struct at m.
func (w *writer) attribute(b []byte, f *plan.Field, m memory.Ptr) []byte {
	p := memory.Field(m, f.Offset)
	if !f.IsPresent(m) || f.UsesDefault(p) {
		if f.Default != nil && f.MustOccur() {
			b = append(append(append(b, ' '), f.Name...), `="`...)
			return append(xmlwire.AppendAttr(b, *f.Default), '"')
		}
		return b
	}
	if f.Many == plan.OnePointer {
		p = memory.Pointer(p)
	}
	if names, ok := f.QNames(p); ok {
		return xmlwire.AppendQNamesAttr(b, f.Name, names...)
	}
	b = append(append(append(b, ' '), f.Name...), `="`...)
	return append(f.Simple.Append(b, p, f.Item, xmlwire.AppendAttr), '"')
}

// simpleContent appends the end of a start tag and the character content in field f at p.
func (w *writer) simpleContent(b []byte, f *plan.Field, p memory.Ptr) []byte {
	if f.Many == plan.OnePointer {
		if p = memory.Pointer(p); p == nil {
			b = append(b, '>')
			if f.Default != nil {
				b = xmlwire.AppendText(b, *f.Default)
			}
			return b
		}
	} else if f.UsesDefault(p) {
		return xmlwire.AppendText(append(b, '>'), *f.Default)
	}
	if f.Shape == plan.AttachmentShape {
		return w.attachment(append(b, '>'), f, p)
	}
	if names, ok := f.QNames(p); ok {
		return xmlwire.AppendQNames(b, names...)
	}
	return f.Simple.Append(append(b, '>'), p, f.Item, xmlwire.AppendText)
}

// fields appends the elements of fields of the struct at m.
func (w *writer) fields(b []byte, fields []*plan.Field, m memory.Ptr) []byte {
	for _, f := range fields {
		p := memory.Field(m, f.Offset)
		switch f.Common {
		case plan.CommonText, plan.CommonToken:
			b = f.End.AppendTo(xmlwire.AppendText(f.Start.AppendTo(b), *memory.As[string](p)))
		case plan.CommonTextPtr, plan.CommonTokenPtr:
			if text := *memory.As[*string](p); text != nil {
				b = f.End.AppendTo(xmlwire.AppendText(f.Start.AppendTo(b), *text))
			}
		case plan.CommonDate:
			b = f.End.AppendTo(scalar.AppendDate(f.Start.AppendTo(b), *memory.As[scalar.Date](p)))
		case plan.CommonStructPtr:
			if p = memory.Pointer(p); p == nil {
				continue
			}
			fallthrough
		case plan.CommonStruct:
			b = f.End.AppendTo(w.structure(f.OpenTag(b), f.Struct, p))
		default:
			b = w.otherField(b, f, m)
		}
	}
	return b
}

// otherField appends the elements of a field of the struct at m that is not Common.
func (w *writer) otherField(b []byte, f *plan.Field, m memory.Ptr) []byte {
	p := memory.Field(m, f.Offset)
	switch f.Many {
	case plan.OneValue:
		if f.IsFlaggedNil(m) {
			return w.nilElement(b, f)
		}
		return w.single(b, f, p)
	case plan.OnePointer:
		value := memory.Pointer(p)
		switch {
		case value != nil && f.IsFlaggedNil(m):
			return w.nilWithAttributes(b, f, value)
		case value != nil:
			return w.element(b, f, value)
		case f.Nillable && (f.MustOccur() || f.IsFlaggedNil(m)):
			return w.nilElement(b, f)
		case f.Default != nil && f.MustOccur():
			return w.defaultElement(b, f)
		}
		return b
	case plan.ManyPointer:
		list := memory.Slice(p)
		for i := range list.Len {
			if value := memory.Pointer(list.Item(i, f.Size)); value != nil {
				b = w.element(b, f, value)
			} else {
				b = w.nilElement(b, f)
			}
		}
		return b
	}
	list := memory.Slice(p)
	if f.Role == contract.GroupField {
		item := f.Struct.Ready()
		for i := range list.Len {
			b = w.particle(b, item.Content, list.Item(i, f.Size))
		}
		return b
	}
	for i := range list.Len {
		b = w.item(b, f, list.Item(i, f.Size))
	}
	return b
}

// single appends the element of a field that is held by value.
func (w *writer) single(b []byte, f *plan.Field, p memory.Ptr) []byte {
	switch f.Shape {
	case plan.StructShape, plan.OpenShape:
		return w.element(b, f, p)
	case plan.RawShape:
		return xmlwire.AppendRaw(b, *memory.As[string](p))
	case plan.AnyShape:
		if typ, value := memory.InterfaceValue(p, f.Item); value != nil {
			return w.derived(b, f, typ, value)
		}
		if f.Nillable && f.MustOccur() {
			return w.nilElement(b, f)
		}
		return b
	}
	if f.Optional && f.IsAbsent(p) {
		return b
	}
	if f.UsesDefault(p) {
		return w.defaultElement(b, f)
	}
	return w.element(b, f, p)
}

// item appends an item of a list.
func (w *writer) item(b []byte, f *plan.Field, p memory.Ptr) []byte {
	switch f.Shape {
	case plan.RawShape:
		return xmlwire.AppendRaw(b, *memory.As[string](p))
	case plan.AnyShape:
		if typ, value := memory.InterfaceValue(p, f.Item); value != nil {
			return w.derived(b, f, typ, value)
		}
		if f.Nillable {
			return w.nilElement(b, f)
		}
		b = wire.Refuse(f.Start.AppendTo(b), "needs a value of a type derived from "+f.Head.Local())
		return f.End.AppendTo(b)
	}
	if f.ItemUsesDefault(p) {
		return w.defaultElement(b, f)
	}
	return w.element(b, f, p)
}

// element appends the value at p as the element of f.
func (w *writer) element(b []byte, f *plan.Field, p memory.Ptr) []byte {
	switch f.Shape {
	case plan.StructShape:
		b = w.structure(f.OpenTag(b), f.Struct, p)
	case plan.OpenShape:
		b = appendOpen(f.OpenTag(b), memory.As[xmlwire.AnyValue](p))
	case plan.AttachmentShape:
		b = w.attachment(f.Start.AppendTo(b), f, p)
	default:
		if names, ok := f.QNames(p); ok {
			b = xmlwire.AppendQNames(f.OpenTag(b), names...)
		} else {
			b = f.Simple.Append(f.Start.AppendTo(b), p, f.Item, xmlwire.AppendText)
		}
	}
	return f.End.AppendTo(b)
}

// appendOpen appends the rest of the start tag and the content of a value of xs:anyType.
func appendOpen(b []byte, v *xmlwire.AnyValue) []byte {
	if v.Type != (xmlwire.QName{}) {
		b = xmlwire.AppendTypeName(b, v.Type)
	}
	return xmlwire.AppendRaw(append(xmlwire.AppendAttrs(b, v.Attributes, xmlwire.AnyBut()), '>'), v.Content)
}

// derived appends a value of the struct typ as the element of f, with xsi:type if that is not the declared type.
func (w *writer) derived(b []byte, f *plan.Field, typ reflect.Type, value memory.Ptr) []byte {
	p := w.types.For(typ).Ready()
	b = f.OpenTag(b)
	if p.Named == nil || p.Named.Abstract {
		return f.End.AppendTo(wire.Refuse(append(b, '>'), "needs a value of a type derived from "+f.Head.Local()))
	}
	if p.Named != f.Head {
		b = w.types.appendTypeName(b, p.Named)
	}
	return f.End.AppendTo(w.structure(b, p, value))
}

// appendTypeName appends xsi:type with the name of n to b, which ends in a start tag.
func (t *Types) appendTypeName(b []byte, n *contract.NamedType) []byte {
	b = append(b, ` xmlns:xsi="`+xmlwire.InstanceNamespace+`"`...)
	ns, local := t.CutPrefix(n.Name)
	if ns == 0 {
		return append(append(append(b, ` xsi:type="`...), local...), '"')
	}
	b = append(xmlwire.AppendAttr(append(b, ` xmlns:type="`...), t.Table()[ns]), `" xsi:type="type:`...)
	return append(append(b, local...), '"')
}

// nilElement appends the element of f with xsi:nil.
func (w *writer) nilElement(b []byte, f *plan.Field) []byte {
	b = f.OpenTag(b)
	return append(b, ` xmlns:xsi="`+xmlwire.InstanceNamespace+`" xsi:nil="true"/>`...)
}

// nilWithAttributes appends the element of f, a struct, with xsi:nil and its attributes.
func (w *writer) nilWithAttributes(b []byte, f *plan.Field, m memory.Ptr) []byte {
	b = f.OpenTag(b)
	if f.Shape == plan.StructShape {
		b = w.attributes(b, f.Struct.Ready(), m)
	}
	return append(b, ` xmlns:xsi="`+xmlwire.InstanceNamespace+`" xsi:nil="true"/>`...)
}

// defaultElement appends the element of f with its default or fixed value.
func (w *writer) defaultElement(b []byte, f *plan.Field) []byte {
	b = xmlwire.AppendText(f.Start.AppendTo(b), *f.Default)
	return f.End.AppendTo(b)
}

// particle appends the fields of q in the struct at m. A choice with a fault is refused, so that nothing is left out
// silently.
func (w *writer) particle(b []byte, q *plan.Particle, m memory.Ptr) []byte {
	switch q.Kind {
	case contract.Leaf:
		return w.fields(b, q.Fields, m)
	case contract.Choice:
		if single := q.Single(m); single != nil {
			return w.particle(b, single, m)
		}
		chosen, fault := q.Choose(m)
		if fault != "" {
			b = wire.Refuse(b, fault)
		}
		for _, c := range chosen {
			b = w.particle(b, c, m)
		}
		return b
	}
	for _, c := range q.Children {
		b = w.particle(b, c, m)
	}
	return b
}
