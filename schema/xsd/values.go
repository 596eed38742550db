// Default and fixed values of elements and attributes (XSD Part 1, sections 3.2.1 and 3.3.1).

package xsd

import (
	"errors"

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
		text, ok := n.Attr(attr)
		if !ok || !v.isSupported(f.Type, attr, n) {
			continue
		}
		if text, ok = v.normalize(f.Type, text, n, n.AttrPos(attr)); !ok {
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
		text, _ := n.Attr(attr)
		if _, ok := v.normalize(t, text, n, n.AttrPos(attr)); ok {
			v.Warnf(n.AttrPos(attr), "the %s value is ignored: it is not supported for qualified names", attr)
		}
		return false
	}
	return true
}

// checkPending checks the values of elements whose types are structs (XSD Part 1, section 3.3.6).
func (v *values) checkPending() {
	for _, p := range v.pending {
		text, _ := p.node.Attr(p.attr)
		switch {
		case p.t.Value != nil:
			v.normalize(p.t.Value.Type, text, p.node, p.node.AttrPos(p.attr))
		case p.t.Kind == schema.Struct && !p.t.Mixed:
			v.Faultf(p.node.AttrPos(p.attr), "a %s value needs a type with text, and type %q has no text: remove it",
				p.attr, p.t.Wire.Local)
		}
	}
}

// normalize returns text with the white space of type t. If it is not a value of t, it reports a fault at pos in n and
// ok is false.
func (v *values) normalize(t *schema.Type, text string, n *xmltree.Node, pos schema.Pos) (normal string, ok bool) {
	text = value.Normalize(t, text)
	if err := value.Check(t, text); err != nil && !errors.Is(err, value.ErrUnknown) {
		v.Faultf(pos, "%q %v", text, err)
		return "", false
	}
	if !v.simple.checkPrefixes(t, text, n, pos) {
		return "", false
	}
	return text, true
}
