// Default and fixed values of elements and attributes (XSD Part 1, sections 3.2.1 and 3.3.1).

package xsd

import (
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// values sets and checks default and fixed values.
type values struct {
	*types
	simple  *simpleTypes
	pending []pendingValue
}

// pendingValue is a default or fixed value of an element whose type is a struct. It is checked when the struct has its
// fields.
type pendingValue struct {
	t    *schema.Type
	node *xmltree.Node
	attr string
}

// set sets the default or fixed value of f, which is declared by the element or attribute n.
func (v *values) set(f *schema.Field, n *xmltree.Node) {
	if _, hasDefault := n.Attr("default"); hasDefault {
		if _, hasFixed := n.Attr("fixed"); hasFixed {
			v.Faultf(n.AttrPos("fixed"), "default and fixed cannot be used together: remove one of them")
			return
		}
	}
	for _, attr := range []string{"default", "fixed"} {
		if _, ok := n.Attr(attr); !ok || !v.isSupported(f.Type, attr, n) {
			continue
		}
		text, ok := v.normalize(f.Type, attr, n)
		if !ok {
			continue
		}
		if attr == "fixed" {
			f.Fixed = &text // unchanged: libxml2 compares the texts of elements
			continue
		}
		if listed, ok := value.Listed(f.Type, text); ok {
			text = listed.Value // the constant that Go programs compare with
		}
		f.Default = &text
	}
}

// isSupported reports whether n's attribute, default or fixed, can be applied to values of type t.
func (v *values) isSupported(t *schema.Type, attr string, n *xmltree.Node) bool {
	switch {
	case t.Kind == schema.Struct || t.Builtin == schema.AnyType:
		v.Warnf(n.AttrPos(attr), "the %s value is ignored: it is supported only for simple types", attr)
		v.pending = append(v.pending, pendingValue{t, n, attr})
		return false
	case isNamed(t):
		if _, ok := v.normalize(t, attr, n); ok {
			v.Warnf(n.AttrPos(attr), "the %s value is ignored: it is not supported for qualified names", attr)
		}
		return false
	}
	return true
}

// checkPending checks the values of elements whose types are structs (XSD Part 1, section 3.3.6).
func (v *values) checkPending() {
	for _, p := range v.pending {
		switch {
		case p.t.Value != nil:
			v.normalize(p.t.Value.Type, p.attr, p.node)
		case p.t.Kind == schema.Struct && !p.t.Mixed:
			v.Faultf(p.node.AttrPos(p.attr), "a %s value needs a type with text, and type %q has no text: remove it",
				p.attr, p.t.Wire.Local)
		}
	}
}

// normalize returns the value of n's attribute, default or fixed, with the white space of type t. If it is not a value
// of t, ok is false: a fixed value is at fault, since no document can have it, but a default value is ignored.
func (v *values) normalize(t *schema.Type, attr string, n *xmltree.Node) (normal string, ok bool) {
	text, _ := n.Attr(attr)
	text = value.Normalize(t, text)
	fault := v.simple.prefixFault(t, text, n)
	if err := value.Check(t, text); err != nil && !errors.Is(err, value.ErrUnknown) {
		fault = fmt.Sprintf("%q %v", text, err)
	}
	switch {
	case fault == "":
		return text, true
	case attr == "default":
		v.Warnf(n.AttrPos(attr), "%s: the default value is ignored", fault)
	default:
		v.Faultf(n.AttrPos(attr), "%s", fault)
	}
	return "", false
}
