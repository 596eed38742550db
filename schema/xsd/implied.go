// Implied values: what an attribute has that is absent, and an element that is empty (XSD Part 1, sections 3.2.1 and
// 3.3.1).

package wsdl

import (
	"errors"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// values takes over the default or fixed value of the element or attribute n.
func (r *reader) values(f *schema.Field, n *node) {
	if _, hasDefault := n.attr("default"); hasDefault {
		if _, hasFixed := n.attr("fixed"); hasFixed {
			r.Faultf(n.at("fixed"), "default and fixed exclude each other: remove one of them")
			return
		}
	}
	for _, attr := range []string{"default", "fixed"} {
		text, ok := n.attr(attr)
		if !ok || !r.canImply(f.Type, attr, n) {
			continue
		}
		if text, ok = r.implied(f.Type, text, n, n.at(attr)); !ok {
			continue
		}
		if attr == "fixed" {
			f.Fixed = &text // as it is: libxml2 compares the texts of elements
			continue
		}
		if listed, ok := value.Listed(f.Type, text); ok {
			text = listed.Value // which Go programs compare with
		}
		f.Default = &text
	}
}

// canImply reports whether a value of type t can be one that a document leaves out, as the attribute of n says.
func (r *reader) canImply(t *schema.Type, attr string, n *node) bool {
	switch {
	case t.Kind == schema.Struct || t.Builtin == schema.AnyType:
		r.Warnf(n.at(attr), "the %s value is ignored: it is supported for simple types alone", attr)
		r.implications = append(r.implications, implication{t, n, attr})
		return false
	case isNamed(t):
		text, _ := n.attr(attr)
		if _, ok := r.implied(t, text, n, n.at(attr)); ok {
			r.Warnf(n.at(attr), "the %s value is ignored: that of a qualified name is not supported", attr)
		}
		return false
	}
	return true
}

// implication is a default or fixed value of an element whose type is a struct.
type implication struct {
	t    *schema.Type
	node *node
	attr string
}

// checkImplications checks the values of elements whose types are structs, once those are filled (XSD Part 1, section
// 3.3.6).
func (r *reader) checkImplications() {
	for _, i := range r.implications {
		text, _ := i.node.attr(i.attr)
		switch {
		case i.t.Value != nil:
			r.implied(i.t.Value.Type, text, i.node, i.node.at(i.attr))
		case i.t.Kind == schema.Struct && !i.t.Mixed:
			r.Faultf(i.node.at(i.attr), "a %s value needs a type with text, and type %q has none: remove it", i.attr,
				i.t.Wire.Local)
		}
	}
}

// implied returns text as the type t takes it, and whether it is a value of t; otherwise it is a fault at the position
// in n.
func (r *reader) implied(t *schema.Type, text string, n *node, at schema.Pos) (implied string, ok bool) {
	text = value.Normalize(t, text)
	if err := value.Check(t, text); err != nil && !errors.Is(err, value.ErrUnknown) {
		r.Faultf(at, "%q %v", text, err)
		return "", false
	}
	if !r.checkPrefixes(t, text, n, at) {
		return "", false
	}
	return text, true
}

// isEmptyImplied reports whether an empty text in f stands for another: the implied one.
func isEmptyImplied(f *schema.Field) bool {
	text := f.Implied()
	return text != nil && *text != "" && !f.Nillable && f.Type.Kind != schema.List && isText(f.Type.Builtin)
}
