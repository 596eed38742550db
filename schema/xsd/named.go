// Named types: the type that a reference names, built when it is first needed.

package xsd

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// namedTypes builds the types that have names.
type namedTypes struct {
	*types
	simple  *simpleTypes
	complex *complexTypes
}

// draftNames are the types of drafts of XML Schema that have other names in the recommendation.
var draftNames = map[string]string{"timeInstant": "dateTime", "timeDuration": "duration", "uriReference": "anyURI"}

// ref returns the type that the QName text of n names, at pos.
func (t *namedTypes) ref(n *xmltree.Node, text string, pos schema.Pos) *schema.Type {
	name, ok := t.resolver.resolve(n, text, pos)
	if !ok {
		return t.undeclared.Placeholder()
	}
	b := schema.BuiltinType(name.Local)
	if name.Space == "" && b.IsXSD() && !t.resolver.declaresType(name, n) {
		t.Warnf(pos, "%q has no prefix, and nothing of that name is declared without a namespace: it is taken to be in "+
			"namespace %q; write its prefix", text, xmltree.XSDNamespace)
		name.Space = xmltree.XSDNamespace
	}
	if renamed := draftNames[name.Local]; renamed != "" && name.Space == xmltree.XSDNamespace {
		t.Warnf(pos, "%q is a type of a draft of XML Schema: it is taken to be %s", text, renamed)
		b = schema.BuiltinType(renamed)
	}
	if name.Space == xmltree.XSDNamespace && b.IsXSD() {
		return t.builtin(b)
	}
	c := t.resolver.find("type", t.resolver.types, name, n, text, pos).seenFrom(n)
	if c == nil {
		return t.undeclared.Placeholder()
	}
	return t.build(c)
}

// simpleRef returns the simple type that the QName text of n names, at pos, or a string after a fault.
func (t *namedTypes) simpleRef(n *xmltree.Node, text string, pos schema.Pos) *schema.Type {
	found := t.ref(n, text, pos)
	if found.Kind == schema.Struct || found.Builtin == schema.AnyType {
		t.Faultf(pos, "%q is a complex type: expected a simple type", text)
		return t.builtin(schema.String)
	}
	return found
}

// build returns the type that c declares.
func (t *namedTypes) build(c *component) *schema.Type {
	if c.node.Name.Local == "complexType" {
		return t.complex.build(c.node, c.name, nil).t
	}
	return t.simple.build(c.node, c.name, nil)
}

// declaredPos returns the position of the name of the type n or, for an anonymous one, of the element or attribute
// around it.
func declaredPos(n *xmltree.Node) schema.Pos {
	if _, isNamed := n.Attr("name"); isNamed || n.Parent == nil {
		return n.AttrPos("name")
	}
	return n.Parent.AttrPos("name")
}

// declaredBy returns the kind of element in which the anonymous type n stands, "" for a type that has a name.
func declaredBy(n *xmltree.Node) string {
	if n.Get("name") != "" || n.Parent == nil {
		return ""
	}
	return n.Parent.Name.Local
}
