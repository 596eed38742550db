// Derivation: the types that may stand in place of another (xsi:type; XSD Part 1, sections 2.6.1 and 3.4.6).

package wsdl

import (
	"iter"
	"slices"
	"strings"
)

// derive tells every type which types may stand in its place, once all have their fields.
func (r *reader) derive() {
	for _, c := range r.globals {
		if c.node.name.Local != "complexType" || isTrue(c.node.get("abstract")) {
			continue
		}
		for base, methods := range c.ancestors() {
			if !r.take(1, c.node.at("name")) {
				return
			}
			if t := r.complexes[base.node]; t != nil && !hasAny(base.prohibited(), methods) {
				t.t.Derived = append(t.t.Derived, r.complexes[c.node].t)
			}
		}
	}
}

// ancestors returns the named complex types from which c, a complex type, is derived, the nearest first, each with the
// methods of the derivation, which are "extension" and "restriction".
func (c *component) ancestors() iter.Seq2[*component, []string] {
	return func(yield func(*component, []string) bool) {
		var methods []string
		base, method := c.base()
		for range maxDepth {
			if base == nil {
				return
			}
			if !slices.Contains(methods, method) {
				methods = append(methods, method)
			}
			if base.xsd.hidden[base.node] == nil && !yield(base, methods) {
				return
			}
			base, method = base.base()
		}
	}
}

// base returns the complex type from which c is derived, nil for none, and the method.
func (c *component) base() (base *component, method string) {
	for _, content := range c.node.children {
		if !content.is(xsdNamespace, "complexContent") && !content.is(xsdNamespace, "simpleContent") {
			continue
		}
		for _, d := range content.children {
			name, _ := d.resolve(d.get("base"))
			if name.Space == "" && c.xsd.chameleon {
				name.Space = c.xsd.target
			}
			if base = c.xsd.types[name].from(d); base != nil && base.node.name.Local == "complexType" {
				return base, d.name.Local
			}
		}
	}
	return nil, ""
}

// prohibited returns the methods by which nothing that is derived may stand in place of c, a type or an element, as its
// attribute block says, and final, which forbids the derivation itself.
func (c *component) prohibited() []string {
	var methods []string
	for attr, byDefault := range map[string]string{"block": "blockDefault", "final": "finalDefault"} {
		text, ok := c.node.attr(attr)
		if !ok {
			text = c.xsd.root.get(byDefault)
		}
		methods = append(methods, strings.Fields(text)...)
	}
	return methods
}

// hasAny reports whether one of the methods is prohibited.
func hasAny(prohibited, methods []string) bool {
	return slices.ContainsFunc(prohibited, func(p string) bool { return p == "#all" || slices.Contains(methods, p) })
}

// isTrue reports whether text is true as a boolean (XSD Part 2, section 3.2.2).
func isTrue(text string) bool { return text == "true" || text == "1" }
