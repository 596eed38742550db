// The grammar of XML Schema: which elements and attributes may stand where. What is none of it, or is not supported, is
// reported here, so that the resolving phase can pass over it.

package wsdl

import (
	"slices"
	"strings"
)

// rule says what an element of XML Schema may hold.
type rule struct{ children, attributes string }

// expected says which elements may stand in one of r: for messages.
func (r rule) expected() string {
	names := strings.Fields(r.children)
	if len(names) == 0 {
		return "nothing there"
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

// grammar is that of the schema for schemas (XSD Part 1, appendix A), without order.
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

// frameGrammar is that of WSDL 1.1's own elements (its appendix A4.1); those of other namespaces extend it.
var frameGrammar = map[string]string{
	"definitions": "import types message portType binding service",
	"message":     "part",
	"portType":    "operation",
	"binding":     "operation",
	"operation":   "input output fault",
	"service":     "port",
}

// maxParts bounds what a message is made of, since it is compared with what goes into the header.
const maxParts = 1000

// checkFrame reports what in n and below is none of WSDL's, and schemas of another kind than XML Schema.
func (r *reader) checkFrame(n *node) {
	names := strings.Fields(frameGrammar[n.name.Local])
	switch n.name.Local {
	case "message", "input", "output":
		if len(n.children) > maxParts {
			r.Faultf(n.pos, "%s has more than %d parts: put them into an element of a type", n.label(), maxParts)
		}
	}
	seen := map[string]bool{}
	for _, c := range n.children {
		switch {
		case c.name.Space == wsdlNamespace && slices.Contains(names, c.name.Local):
			if isSingle := c.name.Local == "input" || c.name.Local == "output"; isSingle && seen[c.name.Local] {
				r.Faultf(c.pos, "%s has a second %s: remove one of them", n.label(), c.label())
			}
			seen[c.name.Local] = true
			r.checkFrame(c)
		case c.name.Space == wsdlNamespace && c.name.Local != "documentation":
			r.Warnf(c.pos, "%s is ignored: it cannot stand in %s", c.label(), n.label())
		case n.name.Local == "types" && c.name.Space != wsdlNamespace && c.name.Space != xsdNamespace:
			r.Warnf(c.pos, "%s is left out: only XML Schema (namespace %s) is read", c.label(), xsdNamespace)
		}
	}
}

// check reports what in n and below is none of XML Schema's, or is not supported, and removes the elements of other
// namespaces.
func (x *xsd) check(n *node) {
	allowed := grammar[n.name.Local]
	names := strings.Fields(allowed.attributes)
	for _, a := range n.attrs {
		if a.name.Space == "" && a.name.Local != "id" && !slices.Contains(names, a.name.Local) {
			x.Warnf(a.pos, "%s has no attribute %q: it is ignored", n.label(), a.name.Local)
		}
	}
	for _, t := range n.text {
		if strings.TrimSpace(t.data) != "" {
			x.Warnf(n.pos, "the text in %s is ignored: prose belongs into xs:documentation", n.label())
			break
		}
	}
	names = strings.Fields(allowed.children)
	isForeign := func(c *node) bool { return c.name.Space != xsdNamespace }
	for _, c := range n.children {
		switch {
		case c.is(xsdNamespace, "annotation"):
		case isForeign(c):
			x.Warnf(c.pos, "%s is ignored: it cannot stand in %s", c.label(), n.label())
		case !slices.Contains(names, c.name.Local):
			x.Faultf(c.pos, "%s cannot stand in %s: expected %s", c.label(), n.label(), allowed.expected())
		default:
			x.check(c)
		}
	}
	n.children = slices.DeleteFunc(n.children, isForeign)
	switch n.name.Local {
	case "unique", "key", "keyref":
		x.Warnf(n.pos, "%s is not checked: identity constraints are not supported", n.label())
	}
}
