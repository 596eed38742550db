// Derivatives: what may stand in place of a declared type or element, which is reported and not supported yet.

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// checkDerivation reports that values of other types may stand where n declares an element of type t (xsi:type, XSD Part
// 1, section 2.6.1).
func (x *xsd) checkDerivation(t *schema.Type, n *node) {
	c := x.types[t.Wire]
	if t.Kind != schema.Struct || c == nil || x.complexes[c.node] == nil || x.complexes[c.node].t != t {
		return
	}
	if isTrue(c.node.get("abstract")) {
		x.Faultf(n.at("type"), "type %q is abstract: derived types (xsi:type) are not supported yet", t.Wire.Local)
		return
	}
	if derived := x.extensions[t.Wire]; len(derived) > 0 {
		x.Warnf(t.Pos, "type %q is extended by %q: elements of the one take no value of the other, since derived types "+
			"(xsi:type) are not supported yet", t.Wire.Local, derived[0].name.Local)
	}
}

// checkSubstitution reports that other elements may stand where n refers to c (XSD Part 1, section 2.2.2.2).
func (x *xsd) checkSubstitution(c *component, n *node) {
	if isTrue(c.node.get("abstract")) {
		x.Faultf(n.at("ref"), "element %q is abstract: substitution groups are not supported yet", c.name.Local)
		return
	}
	if members := x.substitutes[c.name]; len(members) > 0 {
		x.Warnf(n.at("ref"), "element %q may be replaced by %q, which is left out: substitution groups are not supported yet",
			c.name.Local, members[0].name.Local)
	}
}

// isTrue reports whether text is true as a boolean (XSD Part 2, section 3.2.2).
func isTrue(text string) bool { return text == "true" || text == "1" }
