// Attributes of complex types and attribute groups (XSD Part 1, sections 3.2, 3.5 and 3.6).

package xsd

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// addAttributes adds the attributes that n declares to those that t inherits. They replace those of the same name.
func (b *complexTypes) addAttributes(t *schema.Type, n *xmltree.Node) {
	declared := &attributeUses{owner: t, declared: xmltree.Declarations{}}
	b.collectAttributes(declared, n, nil)
	t.Attributes = slices.DeleteFunc(t.Attributes, func(inherited *schema.Field) bool {
		return declared.find(inherited.Wire) != nil
	})
	for _, f := range declared.fields {
		if f.Max > 0 { // otherwise it is prohibited
			t.Attributes = append(t.Attributes, f)
		}
	}
	t.OtherAttributes = unite(t.OtherAttributes, declared.wildcard)
}

// attributeUses are the attributes that the definition of the type owner declares.
type attributeUses struct {
	owner    *schema.Type
	fields   []*schema.Field
	declared xmltree.Declarations
	wildcard *schema.Wildcard // the intersection of its wildcards; nil for none
}

// find returns the attribute called name, or nil.
func (u *attributeUses) find(name schema.QName) *schema.Field {
	if i := slices.IndexFunc(u.fields, func(f *schema.Field) bool { return f.Wire == name }); i >= 0 {
		return u.fields[i]
	}
	return nil
}

// collectAttributes adds the attributes that n declares to uses. open are the attribute groups around n.
func (b *complexTypes) collectAttributes(uses *attributeUses, n *xmltree.Node, open []*component) {
	for _, c := range n.Children {
		if b.fields > maxFields {
			break
		}
		switch {
		case c.Is(xmltree.XSDNamespace, "attribute"):
			f, declaration := b.declaredAttribute(uses.owner, c)
			if f == nil || !uses.declared.Add(b.Diagnostics, "attribute", f.Wire, c) {
				continue
			}
			b.setAttribute(f, uses.owner, c, declaration)
			if len(uses.fields) == xmltree.MaxAttributes {
				b.Faultf(f.Pos, "a type has more than %d attributes: make elements of some", xmltree.MaxAttributes)
				return
			}
			uses.fields = append(uses.fields, f)
		case c.Is(xmltree.XSDNamespace, "anyAttribute"):
			uses.wildcard = intersect(uses.wildcard, b.resolver.wildcard(c))
		case c.Is(xmltree.XSDNamespace, "attributeGroup"):
			b.collectGroup(uses, c, open)
		}
	}
}

// collectGroup adds the attributes of the group that n refers to to uses.
func (b *complexTypes) collectGroup(uses *attributeUses, n *xmltree.Node, open []*component) {
	group := b.resolver.refer("attribute group", b.resolver.attributeGroups, n, "ref")
	switch {
	case group == nil:
		b.undeclared.markLast(uses.owner)
	case slices.Contains(open, group):
		b.Faultf(n.AttrPos("ref"), "attribute group %q refers to itself: remove the reference", group.name.Local)
	case len(open) == xmltree.MaxDepth:
		b.Faultf(n.AttrPos("ref"), "attribute groups nest deeper than %d levels: refer directly to the needed group",
			xmltree.MaxDepth)
	case b.count(1, n.Pos): // an empty group takes time too
		b.collectAttributes(uses, group.node, append(slices.Clip(open), group))
	}
}

// declaredAttribute returns a field with the name of the attribute n of t, and the declaration of the attribute: n or
// the one that n refers to. The field is nil after a fault, and if nothing declares the attribute.
func (b *complexTypes) declaredAttribute(t *schema.Type, n *xmltree.Node) (f *schema.Field, declaration *xmltree.Node) {
	if !b.count(1, n.Pos) {
		return nil, nil
	}
	f = &schema.Field{Pos: n.Pos, Doc: Documentation(n), Max: 1}
	if n.Get("ref") == "" {
		f.Wire.Local, f.Pos = b.resolver.declaredName(n), n.AttrPos("name")
		if f.Wire.Local == "" {
			return nil, nil
		}
		f.Wire.Space = b.resolver.localNamespace(n, "attributeFormDefault")
		return f, n
	}
	c := b.resolver.refer("attribute", b.resolver.attributes, n, "ref")
	if c == nil {
		b.undeclared.markLast(t)
		return nil, nil
	}
	f.Wire = c.name
	if f.Doc == "" {
		f.Doc = Documentation(c.node)
	}
	return f, c.node
}

// setAttribute sets the occurrence, the type and the default or fixed value of f, the field of the attribute n of t. Its
// Max becomes 0 if n prohibits the attribute.
func (b *complexTypes) setAttribute(f *schema.Field, t *schema.Type, n, declaration *xmltree.Node) {
	switch n.Get("use") {
	case "prohibited":
		f.Max = 0
	case "required":
		f.Min = 1
	case "", "optional":
	default:
		b.Faultf(n.AttrPos("use"), "unknown use of an attribute %q: write optional, required or prohibited",
			n.Get("use"))
	}
	owner := t // of an anonymous type
	if declaration != n {
		owner = nil
	}
	f.Type = b.simple.typeOf(declaration, f.Wire, owner)
	b.values.set(f, n)
	if f.Default == nil && f.Fixed == nil && declaration != n {
		b.values.set(f, declaration)
	}
	f.Form = form(f)
	if f.Default != nil && !zeroIsAbsent(f.Type) { // an empty attribute does not have the default value
		f.Form = schema.ByPointer
	}
}

// localNamespace returns the namespace of the local element or attribute n: that of its schema if it is qualified, else
// "". byDefault is the attribute of the schema that decides if n does not.
func (r *resolver) localNamespace(n *xmltree.Node, byDefault string) string {
	d := r.loader.document(n)
	form, pos := n.Get("form"), n.AttrPos("form")
	if form == "" {
		form, pos = d.root.Get(byDefault), d.root.AttrPos(byDefault)
	}
	switch form {
	case "qualified":
		return d.target
	case "", "unqualified":
	default:
		r.Faultf(pos, "unknown form %q: write qualified or unqualified", form)
	}
	return ""
}
