// Writing: the engine appends structs to a document, by their plans.

package runtime

import (
	"reflect"
	"slices"
	"strings"
)

// xmlWriter appends values. Its zero value is ready once types is set.
type xmlWriter struct{ types *XMLTypes }

// structure appends the struct at m: its attributes, the end of the start tag, and its content. b ends inside of the
// start tag.
func (w *xmlWriter) structure(b []byte, p *plan, m ptr) []byte {
	if !p.filled.Load() {
		p.ready()
	}
	if len(p.attrs) > 0 || p.others != nil {
		b = w.attributes(b, p, m)
	}
	switch {
	case p.value != nil:
		return w.simpleContent(b, p.value, at(m, p.value.offset))
	case p.mixed != nil:
		return AppendRaw(append(b, '>'), *as[string](at(m, p.mixed.offset)))
	case p.plain:
		return w.fields(append(b, '>'), p.fields, m)
	case len(p.content.children) == 1 && p.content.children[0].item != nil:
		return w.fields(append(b, '>'), p.content.children[0].fields, m)
	}
	return w.particle(append(b, '>'), p.content, m)
}

// attributes appends the attributes of the struct at m.
func (w *xmlWriter) attributes(b []byte, p *plan, m ptr) []byte {
	for _, f := range p.attrs {
		b = w.attribute(b, f, m)
	}
	if p.others != nil {
		b = AppendAttrs(b, *as[[]XMLAttr](at(m, p.others.offset)), p.others.takes)
	}
	return b
}

// attribute appends the attribute f of the struct at m.
func (w *xmlWriter) attribute(b []byte, f *fieldPlan, m ptr) []byte {
	p := at(m, f.offset)
	if !f.isPresent(m) || f.isImplied(p) {
		if f.Default != nil && f.mustOccur() {
			b = append(append(append(b, ' '), f.Name...), `="`...)
			return append(AppendAttr(b, *f.Default), '"')
		}
		return b
	}
	if f.many == onePointer {
		p = pointer(p)
	}
	if names, ok := f.qnames(p); ok {
		return AppendQNamesAttr(b, f.Name, names...)
	}
	b = append(append(append(b, ' '), f.Name...), `="`...)
	return append(f.simple.append(b, p, f.item, AppendAttr), '"')
}

// isImplied reports whether the field at p, which must occur and is held by value, holds nothing, so that its default
// or fixed value is written.
func (f *fieldPlan) isImplied(p ptr) bool {
	return f.Default != nil && f.many == oneValue && f.shape == simpleShape && f.isAbsent(p)
}

// qnames are the values at p if they are qualified names, whose namespaces must be declared in the start tag.
func (f *fieldPlan) qnames(p ptr) (names []QName, ok bool) {
	switch {
	case f.shape != simpleShape:
		return nil, false
	case f.simple.kind == kindQName:
		return []QName{*as[QName](p)}, true
	case f.simple.kind == kindList && f.simple.item.kind == kindQName:
		return *as[[]QName](p), true
	}
	return nil, false
}

// simpleContent appends the end of a start tag and the character content in the field f at p.
func (w *xmlWriter) simpleContent(b []byte, f *fieldPlan, p ptr) []byte {
	if f.many == onePointer {
		if p = pointer(p); p == nil {
			b = append(b, '>')
			if f.Default != nil {
				b = AppendText(b, *f.Default)
			}
			return b
		}
	} else if f.isImplied(p) {
		return AppendText(append(b, '>'), *f.Default)
	}
	if names, ok := f.qnames(p); ok {
		return AppendQNames(b, names...)
	}
	return f.simple.append(append(b, '>'), p, f.item, AppendText)
}

// fields appends the elements of some fields of the struct at m.
func (w *xmlWriter) fields(b []byte, fields []*fieldPlan, m ptr) []byte {
	for _, f := range fields {
		p := at(m, f.offset)
		switch f.usual {
		case usualText, usualToken:
			b = f.end.append(AppendText(f.start.append(b), *as[string](p)))
		case usualTextPtr, usualTokenPtr:
			if text := *as[*string](p); text != nil {
				b = f.end.append(AppendText(f.start.append(b), *text))
			}
		case usualDate:
			b = f.end.append(AppendDate(f.start.append(b), *as[Date](p)))
		case usualStructPtr:
			if p = pointer(p); p == nil {
				continue
			}
			fallthrough
		case usualStruct:
			b = f.end.append(w.structure(f.openTag(b), f.plan, p))
		default:
			b = w.unusualField(b, f, m)
		}
	}
	return b
}

// unusualField appends the elements of a field of the struct at m which is none of the commonest kinds.
func (w *xmlWriter) unusualField(b []byte, f *fieldPlan, m ptr) []byte {
	p := at(m, f.offset)
	switch f.many {
	case oneValue:
		if f.isFlaggedNil(m) {
			return w.nilElement(b, f)
		}
		return w.one(b, f, p)
	case onePointer:
		value := pointer(p)
		switch {
		case value != nil && f.isFlaggedNil(m):
			return w.nilWithAttributes(b, f, value)
		case value != nil:
			return w.tagged(b, f, value)
		case f.Nillable && (f.mustOccur() || f.isFlaggedNil(m)):
			return w.nilElement(b, f)
		case f.Default != nil && f.mustOccur():
			return w.implied(b, f)
		}
		return b
	case manyPointer:
		list := slice(p)
		for i := range list.len {
			if value := pointer(list.item(i, f.size)); value != nil {
				b = w.tagged(b, f, value)
			} else {
				b = w.nilElement(b, f)
			}
		}
		return b
	}
	list := slice(p)
	if f.Role == GroupField {
		item := f.plan.ready()
		for i := range list.len {
			b = w.particle(b, item.content, list.item(i, f.size))
		}
		return b
	}
	for i := range list.len {
		b = w.item(b, f, list.item(i, f.size))
	}
	return b
}

// one appends the element of a field that is held by value.
func (w *xmlWriter) one(b []byte, f *fieldPlan, p ptr) []byte {
	switch f.shape {
	case structShape, openShape:
		return w.tagged(b, f, p)
	case rawShape:
		return AppendRaw(b, *as[string](p))
	case anyShape:
		if typ, value := held(p, f.item); value != nil {
			return w.derived(b, f, typ, value)
		}
		if f.Nillable && f.mustOccur() {
			return w.nilElement(b, f)
		}
		return b
	}
	if f.Optional && f.isAbsent(p) {
		return b
	}
	if f.isImplied(p) {
		return w.implied(b, f)
	}
	return w.tagged(b, f, p)
}

// isAbsent reports whether the field at p, which is optional and held by value, holds nothing.
func (f *fieldPlan) isAbsent(p ptr) bool {
	switch f.item.Kind() {
	case reflect.String:
		return *as[string](p) == ""
	case reflect.Slice:
		return slice(p).data == nil
	}
	return isZero(p, f.item.Size())
}

// item appends an item of a list.
func (w *xmlWriter) item(b []byte, f *fieldPlan, p ptr) []byte {
	switch f.shape {
	case rawShape:
		return AppendRaw(b, *as[string](p))
	case anyShape:
		if typ, value := held(p, f.item); value != nil {
			return w.derived(b, f, typ, value)
		}
		if f.Nillable {
			return w.nilElement(b, f)
		}
		b = Refuse(f.start.append(b), "needs a value of a type derived from "+f.head.local())
		return f.end.append(b)
	}
	if f.isVoid(p) {
		return w.implied(b, f)
	}
	return w.tagged(b, f, p)
}

// isVoid reports whether the item at p is a zero value that stands for the default or fixed value, since an empty
// element would. The zero of a number, and of others that it is a value of, stands for itself.
func (f *fieldPlan) isVoid(p ptr) bool {
	if f.Default == nil {
		return false
	}
	switch f.simple.kind {
	case kindText, kindDecimal, kindDate, kindDateTime, kindBase64, kindHex, kindList:
		return f.isAbsent(p)
	}
	return false
}

// tagged appends the value at p as the element of f.
func (w *xmlWriter) tagged(b []byte, f *fieldPlan, p ptr) []byte {
	switch f.shape {
	case structShape:
		b = w.structure(f.openTag(b), f.plan, p)
	case openShape:
		b = appendOpen(f.openTag(b), as[AnyValue](p))
	default:
		if names, ok := f.qnames(p); ok {
			b = AppendQNames(f.openTag(b), names...)
		} else {
			b = f.simple.append(f.start.append(b), p, f.item, AppendText)
		}
	}
	return f.end.append(b)
}

// appendOpen appends the rest of a start tag and the content of a value of xs:anyType.
func appendOpen(b []byte, v *AnyValue) []byte {
	if v.Type != (QName{}) {
		b = appendTypeName(b, v.Type)
	}
	return AppendRaw(append(AppendAttrs(b, v.Attributes, AnyBut()), '>'), v.Content)
}

// derived appends a value of the struct typ as the element of f, with xsi:type if it is not the declared type.
func (w *xmlWriter) derived(b []byte, f *fieldPlan, typ reflect.Type, value ptr) []byte {
	p := w.types.plan(typ).ready()
	b = f.openTag(b)
	if p.named == nil || p.named.Abstract {
		return f.end.append(Refuse(append(b, '>'), "needs a value of a type derived from "+f.head.local()))
	}
	if p.named != f.head {
		b = w.types.appendTypeName(b, p.named)
	}
	return f.end.append(w.structure(b, p, value))
}

// appendTypeName appends xsi:type with the name of n to b, which ends inside of a start tag.
func (t *XMLTypes) appendTypeName(b []byte, n *NamedType) []byte {
	b = append(b, ` xmlns:xsi="`+xsiNamespace+`"`...)
	ns, local := t.cutPrefix(n.Name)
	if ns == 0 {
		return append(append(append(b, ` xsi:type="`...), local...), '"')
	}
	b = append(AppendAttr(append(b, ` xmlns:type="`...), t.table[ns]), `" xsi:type="type:`...)
	return append(append(b, local...), '"')
}

// nilElement appends the element of f as one that is nil.
func (w *xmlWriter) nilElement(b []byte, f *fieldPlan) []byte {
	b = f.openTag(b)
	return append(b, ` xmlns:xsi="`+xsiNamespace+`" xsi:nil="true"/>`...)
}

// nilWithAttributes is nilElement for a struct, whose attributes are written.
func (w *xmlWriter) nilWithAttributes(b []byte, f *fieldPlan, m ptr) []byte {
	b = f.openTag(b)
	if f.shape == structShape {
		b = w.attributes(b, f.plan.ready(), m)
	}
	return append(b, ` xmlns:xsi="`+xsiNamespace+`" xsi:nil="true"/>`...)
}

// implied appends the element of f with its default or fixed value.
func (w *xmlWriter) implied(b []byte, f *fieldPlan) []byte {
	b = AppendText(f.start.append(b), *f.Default)
	return f.end.append(b)
}

// particle appends what the struct at m holds of q. What breaks a choice is refused: nothing is left out silently.
func (w *xmlWriter) particle(b []byte, q *particle, m ptr) []byte {
	switch q.kind {
	case Leaf:
		return w.fields(b, q.fields, m)
	case Choice:
		if only := q.only(m); only != nil {
			return w.particle(b, only, m)
		}
		chosen, fault := q.choose(m)
		if fault != "" {
			b = Refuse(b, fault)
		}
		for _, c := range chosen {
			b = w.particle(b, c, m)
		}
		return b
	}
	for _, c := range q.children {
		b = w.particle(b, c, m)
	}
	return b
}

// isPresent reports whether the struct at m holds anything of q.
func (q *particle) isPresent(m ptr) bool {
	for _, f := range q.fields {
		if f.isPresent(m) {
			return true
		}
	}
	return false
}

// only returns the one alternative of q, a choice, of which the struct at m holds something; nil if there is not exactly
// one.
func (q *particle) only(m ptr) *particle {
	var only *particle
	for _, c := range q.children {
		if c.isPresent(m) {
			if only != nil {
				return nil
			}
			only = c
		}
	}
	return only
}

// choose returns the alternatives of q, a choice, of which the struct at m holds something, and what is wrong if they
// are not exactly one, or none of a choice that may be empty. Of alternatives that share a field, those are considered
// which have all that is there.
func (q *particle) choose(m ptr) (chosen []*particle, fault string) {
	for _, c := range q.children {
		if c.isPresent(m) {
			chosen = append(chosen, c)
		}
	}
	if q.shared && len(chosen) > 1 {
		if fitting := q.fitting(chosen, m); fitting != nil {
			return []*particle{fitting}, ""
		}
	}
	switch {
	case len(chosen) > 1, len(chosen) == 0 && !q.empties:
		demand := "needs exactly one of "
		if q.empties {
			demand = "takes at most one of "
		}
		return chosen, demand + strings.Join(q.alternatives(), ", ")
	}
	return chosen, ""
}

// fitting returns the alternative that has every field of q which the struct at m holds: one that lacks nothing if
// there is one.
func (q *particle) fitting(chosen []*particle, m ptr) (fitting *particle) {
	for _, c := range chosen {
		if !q.coversAll(c, m) {
			continue
		}
		if c.isSatisfied(m) {
			return c
		}
		if fitting == nil {
			fitting = c
		}
	}
	return fitting
}

// coversAll reports whether c has every field of q that the struct at m holds.
func (q *particle) coversAll(c *particle, m ptr) bool {
	for _, f := range q.fields {
		if f.isPresent(m) && !slices.Contains(c.fields, f) {
			return false
		}
	}
	return true
}

// isSatisfied reports whether the struct at m holds all that q demands.
func (q *particle) isSatisfied(m ptr) bool {
	if !q.isPresent(m) {
		return q.empties
	}
	switch q.kind {
	case Leaf:
		n := 1
		if q.field.many >= manyValues {
			n = slice(at(m, q.field.offset)).len
		}
		return n >= q.min && (q.max < 0 || n <= q.max)
	case Choice:
		chosen, fault := q.choose(m)
		return fault == "" && len(chosen) == 1 && chosen[0].isSatisfied(m)
	}
	for _, c := range q.children {
		if !c.isSatisfied(m) {
			return false
		}
	}
	return true
}

// alternatives are the names of those of q, a choice.
func (q *particle) alternatives() []string {
	var names []string
	for _, c := range q.children {
		var parts []string
		for _, f := range c.fields {
			parts = append(parts, f.local)
		}
		names = append(names, strings.Join(parts, "+"))
	}
	return names
}
