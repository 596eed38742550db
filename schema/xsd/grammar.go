// The grammar of XML Schema: which children and attributes each element may have. Everything that does not fit, or is
// not supported, is reported here, so that the resolver and the builders can ignore it.

package xsd

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// rule is the allowed children and attributes of an element of XML Schema.
type rule struct{ children, attributes string }

// expected describes the allowed children, for messages.
func (r rule) expected() string {
	names := strings.Fields(r.children)
	if len(names) == 0 {
		return "no children"
	}
	return "one of " + strings.Join(names, ", ")
}

const (
	particles  = " element group choice sequence any "
	attributes = " attribute attributeGroup anyAttribute "
	facetNames = " minExclusive minInclusive maxExclusive maxInclusive totalDigits fractionDigits length minLength " +
		"maxLength enumeration whiteSpace pattern "
	occurrence = " minOccurs maxOccurs "
)

// grammar is the schema for schemas (XSD Part 1, appendix A), without the order of children.
var grammar = map[string]rule{
	"schema": {"include import redefine simpleType complexType group attributeGroup element attribute notation",
		"targetNamespace version finalDefault blockDefault attributeFormDefault elementFormDefault"},
	"include":  {"", "schemaLocation"},
	"import":   {"", "namespace schemaLocation"},
	"redefine": {"simpleType complexType group attributeGroup", "schemaLocation"},
	"notation": {"", "name public system"},
	"element": {"simpleType complexType unique key keyref",
		"name ref type substitutionGroup default fixed nillable abstract final block form" + occurrence},
	"attribute":      {"simpleType", "name ref type use default fixed form"},
	"attributeGroup": {attributes, "name ref"},
	"anyAttribute":   {"", "namespace processContents"},
	"complexType": {"simpleContent complexContent all" + particles + attributes,
		"name abstract final block mixed"},
	"complexContent": {"restriction extension", "mixed"},
	"simpleContent":  {"restriction extension", ""},
	"extension":      {"all" + particles + attributes, "base"},
	"restriction":    {"simpleType all" + particles + attributes + facetNames, "base"},
	"group":          {"all choice sequence", "name ref" + occurrence},
	"all":            {"element", occurrence},
	"choice":         {particles, occurrence},
	"sequence":       {particles, occurrence},
	"any":            {"", "namespace processContents" + occurrence},
	"unique":         {"selector field", "name"},
	"key":            {"selector field", "name"},
	"keyref":         {"selector field", "name refer"},
	"selector":       {"", "xpath"},
	"field":          {"", "xpath"},
	"simpleType":     {"restriction list union", "name final"},
	"list":           {"simpleType", "itemType"},
	"union":          {"simpleType", "memberTypes"},
	"minExclusive":   {"", "value fixed"},
	"minInclusive":   {"", "value fixed"},
	"maxExclusive":   {"", "value fixed"},
	"maxInclusive":   {"", "value fixed"},
	"totalDigits":    {"", "value fixed"},
	"fractionDigits": {"", "value fixed"},
	"length":         {"", "value fixed"},
	"minLength":      {"", "value fixed"},
	"maxLength":      {"", "value fixed"},
	"whiteSpace":     {"", "value fixed"},
	"pattern":        {"", "value"},
	"enumeration":    {"", "value"},
}

// check reports what in n and its descendants XML Schema does not allow or this package does not support, and removes
// the elements of other namespaces.
func (r *resolver) check(n *xmltree.Node) {
	allowed := grammar[n.Name.Local]
	names := strings.Fields(allowed.attributes)
	for _, a := range n.Attributes {
		if a.Name.Space == "" && a.Name.Local != "id" && !slices.Contains(names, a.Name.Local) {
			r.Warnf(a.Pos, "%s has no attribute %q: it is ignored", n.Label(), a.Name.Local)
		}
	}
	for _, t := range n.Text {
		if strings.TrimSpace(t.Data) != "" {
			r.Warnf(n.Pos, "the text in %s is ignored: prose belongs in xs:documentation", n.Label())
			break
		}
	}
	names = strings.Fields(allowed.children)
	isForeign := func(c *xmltree.Node) bool { return c.Name.Space != xmltree.XSDNamespace }
	for _, c := range n.Children {
		switch {
		case c.Is(xmltree.XSDNamespace, "annotation"):
		case isForeign(c):
			r.Warnf(c.Pos, "%s is not allowed in %s: it is ignored", c.Label(), n.Label())
		case !slices.Contains(names, c.Name.Local):
			r.Faultf(c.Pos, "%s is not allowed in %s: expected %s", c.Label(), n.Label(), allowed.expected())
		default:
			r.check(c)
		}
	}
	n.Children = slices.DeleteFunc(n.Children, isForeign)
	switch n.Name.Local {
	case "unique", "key", "keyref":
		r.Warnf(n.Pos, "%s is not checked: identity constraints are not supported", n.Label())
	}
}
