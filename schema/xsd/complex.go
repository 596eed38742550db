// Complex types: their content, attributes and derivation (XSD Part 1, section 3.4).

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// complexType is an xs:complexType and the struct that is made of it.
type complexType struct {
	xsd   *xsd
	node  *node
	t     *schema.Type
	state fillState
}

// declaredBy returns what holds the definition n of an anonymous type, "" for a type that has a name.
func declaredBy(n *node) string {
	if n.get("name") != "" || n.parent == nil {
		return ""
	}
	return n.parent.name.Local
}

// fillState says how far the fields of a complexType are.
type fillState uint8

const (
	empty fillState = iota
	filling
	filled
)

// complexType returns the type that the xs:complexType n declares, whose fields may still be missing. name is that of
// the type or, for an anonymous one, that of its element; owner is the type in which an anonymous one stands.
func (x *xsd) complexType(n *node, name schema.QName, owner *schema.Type) *complexType {
	c, ok := x.complexes[n]
	if !ok {
		t := &schema.Type{Wire: name, Doc: annotation(n), Pos: n.declaredAt(), Kind: schema.Struct, Owner: owner,
			Of:       declaredBy(n),
			Abstract: isTrue(n.get("abstract"))}
		c = &complexType{xsd: x, node: n, t: t}
		x.complexes[n] = c
		x.pending = append(x.pending, c)
		if by := x.hidden[n]; by == nil {
			x.listed = append(x.listed, t)
		} else if redefining := x.complexes[by]; redefining != nil {
			t.Owner = redefining.t // what stands in the one belongs to the other
		}
	}
	return c
}

// fill gives c its fields.
func (x *xsd) fill(c *complexType) {
	if c.state != empty {
		return
	}
	c.state = filling
	n := c.node
	if content := n.child(xsdNamespace, "simpleContent"); content != nil {
		x.simpleContent(c, content)
	} else {
		c.t.Mixed = isTrue(n.get("mixed"))
		if content := n.child(xsdNamespace, "complexContent"); content != nil {
			x.complexContent(c, content)
		} else {
			x.own(c.t, n)
		}
	}
	if c.t.Mixed {
		c.t.Content = nil // it is kept raw
	}
	x.shareFields(c.t.Content)
	c.state = filled
}

// own adds the content and the attributes that n declares to those of t.
func (x *xsd) own(t *schema.Type, n *node) {
	for _, c := range n.children {
		if c.name.Space != xsdNamespace {
			continue
		}
		switch c.name.Local {
		case "sequence", "choice", "all", "group":
			if !t.Mixed {
				t.Content = concatenate(t.Content, x.particle(c, place{owner: t}))
			}
		}
	}
	x.ownAttributes(t, n)
}

// derived returns the xs:extension or xs:restriction in n, which is the content of c, and the complex type that is its
// base, nil where the base is a simple or built-in type. Both are nil after a fault, and where the base is missed.
func (x *xsd) derived(c *complexType, n *node) (d *node, base *complexType) {
	d = n.child(xsdNamespace, "extension")
	if d == nil {
		d = n.child(xsdNamespace, "restriction")
	}
	if d == nil {
		x.Faultf(n.pos, "%s says nothing: add <xs:extension> or <xs:restriction>", n.label())
		return nil, nil
	}
	if d.get("base") == "" {
		x.Faultf(d.pos, "%s has no base: add the attribute base", d.label())
		return nil, nil
	}
	if name, _ := d.resolve(d.get("base")); name.Space == xsdNamespace && builtins[name.Local] != "" {
		return d, nil
	}
	b := x.refer("type", x.types, d, "base")
	if b == nil {
		x.lack(c.t)
		return nil, nil
	}
	if b.node.name.Local != "complexType" {
		return d, nil
	}
	base = b.xsd.complexType(b.node, b.name, nil)
	switch {
	case base.state == filling:
		x.Faultf(d.at("base"), "type %q is derived from itself: give it another base", b.name.Local)
		return nil, nil
	case x.derivation == maxDepth:
		x.Faultf(d.at("base"), "type %q is derived in more than %d steps: derive it from an earlier one", b.name.Local,
			maxDepth)
		return nil, nil
	}
	x.derivation++
	base.xsd.fill(base)
	x.derivation--
	return d, base
}

// simpleContent gives c character content: a value and attributes.
func (x *xsd) simpleContent(c *complexType, n *node) {
	d, base := x.derived(c, n)
	if d == nil {
		return
	}
	var value *schema.Type
	c.derive(base)
	switch {
	case base == nil:
		value = x.simpleRef(d, d.get("base"), d.at("base"))
	case !x.take(len(base.t.Attributes), d.pos):
		return
	case base.t.Value != nil:
		value = base.t.Value.Type
	default:
		value = x.builtin(schema.String) // mixed content may be restricted to character content
	}
	if base != nil {
		c.t.Attributes = copyFields(base.t.Attributes)
		if d.name.Local == "extension" {
			c.t.OtherAttributes = base.t.OtherAttributes
		}
	}
	if d.name.Local == "restriction" {
		if local := d.child(xsdNamespace, "simpleType"); local != nil {
			value = x.simpleType(local, c.t.Wire, c.t)
		}
		restricted := x.restrict(d, value)
		restricted.Wire, restricted.Of, restricted.Owner, restricted.Pos = schema.QName{Local: "value"}, "content", c.t, d.pos
		if restricted.Kind == schema.Enum {
			x.listed = append(x.listed, restricted)
		}
		value = restricted
	}
	c.t.Value = &schema.Field{Wire: schema.QName{Local: "value"}, Pos: d.pos, Type: value, Min: 1, Max: 1}
	x.ownAttributes(c.t, d)
}

// complexContent gives c the content and attributes of its base, and its own: after those of the base in an extension,
// in place of them in a restriction, which keeps the attributes that it does not mention.
func (x *xsd) complexContent(c *complexType, n *node) {
	if mixed := n.get("mixed"); mixed != "" {
		c.t.Mixed = isTrue(mixed)
	}
	d, base := x.derived(c, n)
	if d == nil {
		return
	}
	if base == nil {
		// xs:anyType is the base of what has none: it has no fields to begin with.
		if x.typeRef(d, d.get("base"), d.at("base")) != x.builtin(schema.AnyType) {
			x.Faultf(d.at("base"), "%q is a simple type: derive from it in <xs:simpleContent>", d.get("base"))
		}
		if d.name.Local == "extension" { // of content that is open, and kept raw
			c.t.Mixed, c.t.OtherAttributes = true, &schema.Wildcard{}
		}
		x.own(c.t, d)
		return
	}
	if !x.take(len(base.t.Fields()), d.pos) {
		return
	}
	c.derive(base)
	c.t.Attributes = copyFields(base.t.Attributes)
	if d.name.Local == "extension" {
		c.t.OtherAttributes = base.t.OtherAttributes
		c.t.Mixed = c.t.Mixed || base.t.Mixed
		c.t.Value = copyField(base.t.Value)
		c.t.Content = copyParticle(base.t.Content)
	} else if base.xsd.isKnown {
		c.t.Mixed = c.t.Mixed || base.t.Mixed // an array of SOAP's encoding: only WSDL says what it holds
	}
	x.own(c.t, d)
}

// derive makes base the base of c. A type that is redefined is no type of the contract: its base is.
func (c *complexType) derive(base *complexType) {
	switch {
	case base == nil:
	case base.xsd.hidden[base.node] != nil:
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

// ownAttributes adds the attributes that n declares to those that t inherits, in place of those of the same name.
func (x *xsd) ownAttributes(t *schema.Type, n *node) {
	own := &attributeUses{owner: t}
	x.addAttributes(own, n, nil)
	t.Attributes = slices.DeleteFunc(t.Attributes, func(inherited *schema.Field) bool {
		return own.find(inherited.Wire) != nil
	})
	for _, f := range own.fields {
		if f.Max > 0 { // otherwise it is prohibited
			t.Attributes = append(t.Attributes, f)
		}
	}
	t.OtherAttributes = unite(t.OtherAttributes, own.wildcard)
}

// attributeUses are the attributes that the definition of a type, its owner, declares.
type attributeUses struct {
	owner    *schema.Type
	fields   []*schema.Field
	wildcard *schema.Wildcard // what all of its wildcards take; nil for none
}

// find returns the attribute called name, or nil.
func (u *attributeUses) find(name schema.QName) *schema.Field {
	if i := slices.IndexFunc(u.fields, func(f *schema.Field) bool { return f.Wire == name }); i >= 0 {
		return u.fields[i]
	}
	return nil
}

// addAttributes adds the attributes that n declares to own. open are the attribute groups that n is in.
func (x *xsd) addAttributes(own *attributeUses, n *node, open []*component) {
	for _, c := range n.children {
		if x.fields > maxFields {
			break
		}
		switch {
		case c.is(xsdNamespace, "attribute"):
			f := x.attribute(own.owner, c)
			if f == nil {
				continue
			}
			if first := own.find(f.Wire); first != nil {
				x.Faultf(f.Pos, "attribute %q is declared twice, first at %s: remove one of them", f.Wire.Local,
					first.Pos)
				continue
			}
			if len(own.fields) == maxAttributes {
				x.Faultf(f.Pos, "a type has more than %d attributes: make elements of some", maxAttributes)
				return
			}
			own.fields = append(own.fields, f)
		case c.is(xsdNamespace, "anyAttribute"):
			own.wildcard = intersect(own.wildcard, x.wildcard(c))
		case c.is(xsdNamespace, "attributeGroup"):
			x.addAttributeGroup(own, c, open)
		}
	}
}

// addAttributeGroup adds the attributes of the group that n refers to to own.
func (x *xsd) addAttributeGroup(own *attributeUses, n *node, open []*component) {
	group := x.refer("attribute group", x.attributeGroups, n, "ref")
	switch {
	case group == nil:
		x.lack(own.owner)
	case slices.Contains(open, group):
		x.Faultf(n.at("ref"), "attribute group %q refers to itself: remove the reference", group.name.Local)
	case len(open) == maxDepth:
		x.Faultf(n.at("ref"), "attribute groups nest deeper than %d levels: refer to what is needed itself", maxDepth)
	case x.take(1, n.pos): // even an empty group takes time
		group.xsd.addAttributes(own, group.node, append(slices.Clip(open), group))
	}
}

// attribute returns the field of the attribute n of t, whose Max is 0 where n prohibits it; nil after a fault, and
// where it is missed.
func (x *xsd) attribute(t *schema.Type, n *node) *schema.Field {
	if !x.take(1, n.pos) {
		return nil
	}
	f := &schema.Field{Pos: n.pos, Doc: annotation(n), Max: 1}
	declaring, d, owner := x, n, t // where the attribute is declared, and to which type an anonymous type of it belongs
	if n.get("ref") == "" {
		f.Wire.Local, f.Pos = x.ncName(n), n.at("name")
		if f.Wire.Local == "" {
			return nil
		}
		if x.isQualified(n, "attributeFormDefault") {
			f.Wire.Space = x.target
		}
	} else {
		c := x.refer("attribute", x.attributes, n, "ref")
		if c == nil {
			x.lack(t)
			return nil
		}
		f.Wire, declaring, d, owner = c.name, c.xsd, c.node, nil
		if f.Doc == "" {
			f.Doc = annotation(d)
		}
	}
	switch n.get("use") {
	case "prohibited":
		f.Max = 0
	case "required":
		f.Min = 1
	case "", "optional":
	default:
		x.Faultf(n.at("use"), "%q is no use of an attribute: write optional, required or prohibited", n.get("use"))
	}
	f.Type = declaring.heldType(d, f.Wire, owner)
	x.values(f, n)
	if f.Default == nil && f.Fixed == nil {
		declaring.values(f, d)
	}
	f.Form = form(f)
	if f.Default != nil && !zeroIsAbsent(f.Type) { // which an attribute that is empty has not
		f.Form = schema.ByPointer
	}
	return f
}

// heldType returns the simple type of the element or attribute n, whose anonymous type is called name and belongs to
// owner.
func (x *xsd) heldType(n *node, name schema.QName, owner *schema.Type) *schema.Type {
	t := x.localSimple(n, "type", name, owner)
	switch {
	case t == nil:
		return x.builtin(schema.AnySimpleType)
	case t.Kind == schema.Enum:
		x.listed = append(x.listed, t)
	}
	return t
}

// isQualified reports whether the local element or attribute n is in its schema's namespace; byDefault is the attribute
// of the schema that says so where n does not.
func (x *xsd) isQualified(n *node, byDefault string) bool {
	form, at := n.get("form"), n.at("form")
	if form == "" {
		form, at = x.root.get(byDefault), x.root.at(byDefault)
	}
	switch form {
	case "qualified":
		return true
	case "", "unqualified":
	default:
		x.Faultf(at, "%q is no form: write qualified or unqualified", form)
	}
	return false
}
