// Derivation: the types that may stand in place of another (xsi:type; XSD Part 1, sections 2.6.1 and 3.4.6).

package wsdl

import (
	"iter"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
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
				r.checkBlocked(t.t, methods)
			}
		}
	}
}

// checkBlocked reports the elements of type t that block what is derived from it by the methods: their fields take it.
func (r *reader) checkBlocked(t *schema.Type, methods []string) {
	r.blocking[t] = slices.DeleteFunc(r.blocking[t], func(e *component) bool {
		isBlocked := hasAny(e.methods("block", "blockDefault"), methods)
		if isBlocked {
			r.Warnf(e.node.at("block"),
				"block is ignored: the field of element %q takes all types that are derived from %q",
				e.name.Local, t.Wire.Local)
		}
		return isBlocked
	})
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
	return append(c.methods("block", "blockDefault"), c.methods("final", "finalDefault")...)
}

// methods returns those that c's attribute lists, or else the schema's for all of its kind.
func (c *component) methods(attr, byDefault string) []string {
	text, ok := c.node.attr(attr)
	if !ok {
		text = c.xsd.root.get(byDefault)
	}
	return strings.Fields(text)
}

// hasAny reports whether one of the methods is prohibited.
func hasAny(prohibited, methods []string) bool {
	return slices.ContainsFunc(prohibited, func(p string) bool { return p == "#all" || slices.Contains(methods, p) })
}

// isTrue reports whether text is true as a boolean (XSD Part 2, section 3.2.2).
func isTrue(text string) bool { return text == "true" || text == "1" }
