// Implied values: what an attribute has that is absent, and an element that is empty (XSD Part 1, sections 3.2.1 and
// 3.3.1).

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// values takes over the default or fixed value of the element or attribute n.
func (r *reader) values(f *schema.Field, n *node) {
	for _, attr := range []string{"default", "fixed"} {
		value, ok := n.attr(attr)
		if !ok || !r.canImply(f.Type, attr, n) {
			continue
		}
		if value, ok = r.implied(f.Type, value, n.at(attr)); !ok {
			continue
		}
		if attr == "default" {
			f.Default = &value
		} else {
			f.Fixed = &value
		}
	}
}

// canImply reports whether a value of type t can be one that a document leaves out, as the attribute of n says.
func (r *reader) canImply(t *schema.Type, attr string, n *node) bool {
	switch {
	case t.Kind == schema.Struct || t.Builtin == schema.AnyType:
		r.Warnf(n.at(attr), "the %s value is ignored: it is supported for simple types alone", attr)
		return false
	case t.Builtin == schema.QNameType || t.Kind == schema.List && t.Item.Builtin == schema.QNameType:
		r.Warnf(n.at(attr), "the %s value is ignored: that of a qualified name is not supported", attr)
		return false
	}
	return true
}

// implied returns text as the type t takes it, and whether it is a value of t; otherwise it is a fault at the position.
func (r *reader) implied(t *schema.Type, text string, at schema.Pos) (value string, ok bool) {
	if t.Kind == schema.List {
		items := strings.Fields(text)
		for _, item := range items {
			if _, ok := r.implied(t.Item, item, at); !ok {
				return "", false
			}
		}
		return strings.Join(items, " "), true
	}
	value = collapse(t.Builtin, text)
	switch {
	case !valid(t.Builtin, value):
		r.Faultf(at, "%q is no value of xs:%s", value, t.Builtin)
		return "", false
	case t.Kind == schema.Enum && !t.Open && !slices.ContainsFunc(t.Values, is(value)):
		r.Faultf(at, "%q is none of the values of type %q", value, t.Wire.Local)
		return "", false
	}
	return value, true
}

// isEmptyImplied reports whether an empty text in f stands for another: the implied one.
func isEmptyImplied(f *schema.Field) bool {
	value := f.Implied()
	return value != nil && *value != "" && !f.Nillable && f.Type.Kind != schema.List && isText(f.Type.Builtin)
}
