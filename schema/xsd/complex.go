// Complex types: their content and their base (XSD Part 1, section 3.4).

package xsd

import (
	"cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// complexTypes builds complex types. Local types are filled last, so that the depth of the stack is bounded by that of
// a document.
type complexTypes struct {
	*types
	named   *namedTypes
	simple  *simpleTypes
	values  *values
	content *contents
	built   map[*xmltree.Node]*complexType // by xs:complexType
	pending []*complexType                 // without fields, perhaps
}

// complexType is an xs:complexType and the struct made of it.
type complexType struct {
	node  *xmltree.Node
	t     *schema.Type
	state fillState
}

// fillState is whether a complexType has its fields.
type fillState uint8

const (
	empty fillState = iota
	filling
	filled
)

// build returns the type that the xs:complexType n defines. Its fields may be missing until fillPending. name is its
// name or, for an anonymous type, the name of its element; owner is the type in which an anonymous one stands.
func (b *complexTypes) build(n *xmltree.Node, name schema.QName, owner *schema.Type) *complexType {
	c, ok := b.built[n]
	if !ok {
		t := &schema.Type{Wire: name, Doc: Documentation(n), Pos: declaredPos(n), Kind: schema.Struct, Owner: owner,
			DeclaredBy: declaredBy(n), Abstract: n.IsTrue("abstract")}
		c = &complexType{node: n, t: t}
		b.built[n] = c
		b.pending = append(b.pending, c)
		if by := b.resolver.redefined[n]; by == nil {
			b.add(t)
		} else if redefining := b.built[by]; redefining != nil {
			t.Owner = redefining.t // so that its anonymous types belong to the type that redefines it
		}
	}
	return c
}

// fillPending gives all types their fields.
func (b *complexTypes) fillPending() {
	for len(b.pending) > 0 {
		c := b.pending[0]
		b.pending = b.pending[1:]
		b.fill(c)
	}
}

// fill gives c its fields.
func (b *complexTypes) fill(c *complexType) {
	if c.state != empty {
		return
	}
	c.state = filling
	n := c.node
	if b.isEncoded && isArray(c.t.Wire) {
		b.fillArray(c.t, n)
	} else if content := n.Child(xmltree.XSDNamespace, "simpleContent"); content != nil {
		b.simpleContent(c, content)
	} else {
		c.t.Mixed = n.IsTrue("mixed")
		if content := n.Child(xmltree.XSDNamespace, "complexContent"); content != nil {
			b.complexContent(c, content)
		} else {
			b.addDeclared(c.t, n)
		}
	}
	if c.t.Mixed {
		c.t.Content = nil // it is kept as raw XML
	}
	b.content.shareFields(c.t.Content)
	c.state = filled
}

// addDeclared adds the content and the attributes that n declares to those of t.
func (b *complexTypes) addDeclared(t *schema.Type, n *xmltree.Node) {
	for _, c := range n.Children {
		if c.Name.Space != xmltree.XSDNamespace {
			continue
		}
		switch c.Name.Local {
		case "sequence", "choice", "all", "group":
			if t.Mixed {
				t.Needs = cmp.Or(t.Needs, b.resolver.required(c))
			} else {
				t.Content = concatenate(t.Content, b.content.particle(c, context{owner: t}))
			}
		}
	}
	b.addAttributes(t, n)
}

// base returns the xs:extension or xs:restriction in n, which is the content of c, and the complex type that it derives
// c from. base is nil if that is a simple or built-in type. Both are nil after a fault, and if nothing declares the
// base.
func (b *complexTypes) base(c *complexType, n *xmltree.Node) (derivation *xmltree.Node, base *complexType) {
	derivation = n.Child(xmltree.XSDNamespace, "extension")
	if derivation == nil {
		derivation = n.Child(xmltree.XSDNamespace, "restriction")
	}
	if derivation == nil {
		b.Faultf(n.Pos, "%s is empty: add <xs:extension> or <xs:restriction>", n.Label())
		return nil, nil
	}
	if derivation.Get("base") == "" {
		b.Faultf(derivation.Pos, "%s has no base: add the attribute base", derivation.Label())
		return nil, nil
	}
	name, _ := derivation.Resolve(derivation.Get("base"))
	if name.Space == xmltree.XSDNamespace && schema.BuiltinType(name.Local).IsXSD() {
		return derivation, nil
	}
	found := b.resolver.refer("type", b.resolver.types, derivation, "base")
	if found == nil {
		b.undeclared.markLast(c.t)
		return nil, nil
	}
	if found.node.Name.Local != "complexType" {
		return derivation, nil
	}
	base = b.build(found.node, found.name, nil)
	switch {
	case base.state == filling:
		b.Faultf(derivation.AttrPos("base"), "type %q is derived from itself: give it another base", found.name.Local)
		return nil, nil
	case b.depth == xmltree.MaxDepth:
		b.Faultf(derivation.AttrPos("base"), "type %q is derived in more than %d steps: derive it from an earlier one",
			found.name.Local, xmltree.MaxDepth)
		return nil, nil
	}
	b.depth++
	b.fill(base)
	b.depth--
	return derivation, base
}

// simpleContent gives c character content: a value and attributes.
func (b *complexTypes) simpleContent(c *complexType, n *xmltree.Node) {
	derivation, base := b.base(c, n)
	if derivation == nil {
		return
	}
	isExtension := derivation.Name.Local == "extension"
	var value *schema.Type
	b.setBase(c, base)
	switch {
	case base == nil:
		value = b.named.simpleRef(derivation, derivation.Get("base"), derivation.AttrPos("base"))
	case !b.count(len(base.t.Attributes), derivation.Pos):
		return
	case base.t.Value != nil:
		value = base.t.Value.Type
	default:
		value = b.builtin(schema.String) // mixed content may be restricted to character content
	}
	if base != nil {
		c.t.Attributes = copyFields(base.t.Attributes)
		if isExtension {
			c.t.OtherAttributes = base.t.OtherAttributes
		}
	}
	if !isExtension {
		if local := derivation.Child(xmltree.XSDNamespace, "simpleType"); local != nil {
			value = b.simple.build(local, c.t.Wire, c.t)
		}
		value = b.simple.restrict(derivation, value)
		value.Wire, value.DeclaredBy = schema.QName{Local: "value"}, "content"
		value.Owner, value.Pos = c.t, derivation.Pos
		if value.Kind == schema.Enum {
			b.add(value)
		}
	}
	c.t.Value = &schema.Field{Wire: schema.QName{Local: "value"}, Pos: derivation.Pos, Type: value, Min: 1, Max: 1,
		IsExpected: expectsContentTypes(c.node)}
	b.addAttributes(c.t, derivation)
}

// complexContent gives c the content and attributes of its base and its own. In an extension its own content follows
// that of the base; in a restriction it replaces it, and attributes that it does not mention stay.
func (b *complexTypes) complexContent(c *complexType, n *xmltree.Node) {
	if mixed := n.Get("mixed"); mixed != "" {
		c.t.Mixed = xmltree.IsTrue(mixed)
	}
	if array := b.arrayOf(n); array != nil {
		b.fillArray(c.t, array)
		return
	}
	derivation, base := b.base(c, n)
	if derivation == nil {
		return
	}
	isExtension := derivation.Name.Local == "extension"
	if base == nil {
		// Only xs:anyType can be the base. It has no fields.
		pos := derivation.AttrPos("base")
		if b.named.ref(derivation, derivation.Get("base"), pos) != b.builtin(schema.AnyType) {
			b.Faultf(pos, "%q is a simple type: derive from it in <xs:simpleContent>", derivation.Get("base"))
		}
		if isExtension { // of content that is open, and kept as raw XML
			c.t.Mixed, c.t.OtherAttributes = true, &schema.Wildcard{}
		}
		b.addDeclared(c.t, derivation)
		return
	}
	if !b.count(len(base.t.Fields()), derivation.Pos) {
		return
	}
	if base.t.Dimensions > 0 {
		c.t.Dimensions, c.t.Content = base.t.Dimensions, copyParticle(base.t.Content)
		return
	}
	b.setBase(c, base)
	c.t.Attributes = copyFields(base.t.Attributes)
	if isExtension {
		c.t.OtherAttributes = base.t.OtherAttributes
		c.t.Mixed, c.t.Needs = c.t.Mixed || base.t.Mixed, base.t.Needs
		c.t.Value = copyField(base.t.Value)
		c.t.Content = copyParticle(base.t.Content)
	} else if b.resolver.loader.document(base.node).isKnown {
		c.t.Mixed = c.t.Mixed || base.t.Mixed // an array of SOAP's encoding: only WSDL gives its items
	}
	b.addDeclared(c.t, derivation)
}

// setBase makes base, which may be nil, the base of c. A type that is redefined is not a type of the contract: the base
// is then its base.
func (b *complexTypes) setBase(c, base *complexType) {
	switch {
	case base == nil:
	case b.resolver.redefined[base.node] != nil:
		c.t.Base = base.t.Base
	default:
		c.t.Base = base.t
	}
}

// copyParticle returns a copy of p with fields of its own, whose types are shared.
func copyParticle(p *schema.Particle) *schema.Particle {
	if p == nil {
		return nil
	}
	copied := *p
	copied.Field = copyField(p.Field)
	copied.Children = nil
	for _, c := range p.Children {
		copied.Children = append(copied.Children, copyParticle(c))
	}
	return &copied
}

func copyField(f *schema.Field) *schema.Field {
	if f == nil {
		return nil
	}
	copied := *f
	return &copied
}

func copyFields(fields []*schema.Field) []*schema.Field {
	copied := make([]*schema.Field, len(fields))
	for i, f := range fields {
		copied[i] = copyField(f)
	}
	return copied
}
