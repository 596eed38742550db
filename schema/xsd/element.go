// Elements: their types, and the particles of references to them (XSD Part 1, section 3.3).

package xsd

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// elements builds the fields of elements.
type elements struct {
	*types
	named       *namedTypes
	simple      *simpleTypes
	complex     *complexTypes
	values      *values
	derivations *derivations
	headTypes   map[*xmltree.Node]*schema.Type // of elements that have the type of their head
	members     map[*component][]*component    // of the substitution group of each head
	groups      map[*xmltree.Node]*schema.Type // the structs of the substitution groups that repeat, by head
}

// particle returns the particle of the local element n, or of the reference n to a global one.
func (b *elements) particle(n *xmltree.Node, in context, min, max int) *schema.Particle {
	if n.Get("ref") != "" {
		if name, _ := n.Resolve(n.Get("ref")); name == (schema.QName{Space: xmltree.XSDNamespace, Local: "schema"}) {
			// .NET sends a schema before a data set.
			f := &schema.Field{Wire: name, Doc: Documentation(n), Pos: n.Pos, Type: b.builtin(schema.AnyType)}
			return leaf(schema.Element, f, in, min, max)
		}
		if c := b.resolver.refer("element", b.resolver.elements, n, "ref"); c != nil {
			return b.substitution(n, c, in, min, max)
		}
		return leaf(schema.Element, &schema.Field{Pos: n.Pos, Type: b.undeclared.Placeholder()}, in, min, max)
	}
	f := &schema.Field{Wire: schema.QName{Local: b.resolver.declaredName(n)}, Doc: Documentation(n),
		Pos: n.AttrPos("name")}
	if f.Wire.Local == "" {
		return nil
	}
	f.Wire.Space = b.resolver.localNamespace(n, "elementFormDefault")
	b.setType(f, n, in.owner)
	if min > 0 && !in.optional && f.Fixed == nil && b.isNullable(f.Type) {
		f.Nillable = true
	}
	return leaf(schema.Element, f, in, min, max)
}

// setType gives f the type and the default or fixed value of the element n. Its anonymous type belongs to owner.
func (b *elements) setType(f *schema.Field, n *xmltree.Node, owner *schema.Type) {
	f.Type = b.typeOf(n, f.Wire, owner)
	f.IsExpected = expectsContentTypes(n)
	b.values.set(f, n)
	f.Nillable = n.IsTrue("nillable") && f.Fixed == nil // nil is not the fixed value
	b.derivations.addElement(f.Type, &component{node: n, name: f.Wire})
}

// typeOf returns the type of the element n. An anonymous type is called name and belongs to owner.
func (b *elements) typeOf(n *xmltree.Node, name schema.QName, owner *schema.Type) *schema.Type {
	if local := n.Child(xmltree.XSDNamespace, "complexType"); local != nil {
		t := b.complex.build(local, name, owner).t
		if t.Doc == "" {
			t.Doc = Documentation(n)
		}
		return t
	}
	if local := n.Child(xmltree.XSDNamespace, "simpleType"); local != nil {
		return b.simple.typeOf(n, name, owner)
	}
	if text := n.Get("type"); text != "" {
		return b.named.ref(n, text, n.AttrPos("type"))
	}
	if n.Get("substitutionGroup") != "" {
		return b.headType(n, name)
	}
	return b.builtin(schema.AnyType)
}

// headType returns the type of the element n, called name, which has the type of the head of its substitution group.
func (b *elements) headType(n *xmltree.Node, name schema.QName) *schema.Type {
	if t := b.headTypes[n]; t != nil {
		return t
	}
	head := b.resolver.refer("element", b.resolver.elements, n, "substitutionGroup")
	switch {
	case head == nil:
		return b.undeclared.Placeholder()
	case b.depth == xmltree.MaxDepth:
		b.Faultf(n.AttrPos("substitutionGroup"),
			"element %q is more than %d substitutions away from a type: declare its own", name.Local, xmltree.MaxDepth)
		return b.builtin(schema.AnyType)
	}
	b.depth++
	t := b.typeOf(head.node, head.name, nil)
	b.depth--
	b.headTypes[n] = t
	return t
}

// expectsContentTypes reports whether n, an element or a type, says which content types its binary values have
// (Describing Media Content of Binary Data in XML, section 3).
func expectsContentTypes(n *xmltree.Node) bool {
	return slices.ContainsFunc(n.Attributes, func(a xmltree.Attribute) bool {
		return a.Name.Local == "expectedContentTypes" && slices.Contains(mediaNamespaces, a.Name.Space)
	})
}

// mediaNamespaces are those of the schema for media types.
var mediaNamespaces = []string{"http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2004/06/xmlmime",
	"http://www.w3.org/2004/11/xmlmime"}
