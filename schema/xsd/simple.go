// Simple types: restrictions, lists and unions (XSD Part 1, section 3.14; Part 2, section 4).

package xsd

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// simpleTypes builds simple types.
type simpleTypes struct {
	*types
	named *namedTypes
	built map[*xmltree.Node]*schema.Type // by xs:simpleType; nil while it is being built
}

// local returns the anonymous simple type in n or the one that n's attribute names, nil for neither. The anonymous one
// is called name and belongs to owner.
func (t *simpleTypes) local(n *xmltree.Node, attr string, name schema.QName, owner *schema.Type) *schema.Type {
	if local := n.Child(xmltree.XSDNamespace, "simpleType"); local != nil {
		return t.build(local, name, owner)
	}
	if text := n.Get(attr); text != "" {
		return t.named.simpleRef(n, text, n.AttrPos(attr))
	}
	return nil
}

// typeOf returns the simple type of the element or attribute n. An anonymous type is called name and belongs to owner.
func (t *simpleTypes) typeOf(n *xmltree.Node, name schema.QName, owner *schema.Type) *schema.Type {
	local := t.local(n, "type", name, owner)
	switch {
	case local == nil:
		return t.builtin(schema.AnySimpleType)
	case local.Kind == schema.Enum:
		t.add(local)
	}
	return local
}

// build returns the type that the xs:simpleType n defines. name is its name or, for an anonymous type, the name of the
// element or attribute that has it; owner is the type in which an anonymous one stands.
func (t *simpleTypes) build(n *xmltree.Node, name schema.QName, owner *schema.Type) *schema.Type {
	if built, ok := t.built[n]; ok {
		if built == nil {
			t.Faultf(n.Pos, "type %q is derived from itself: give it another base", name.Local)
			return t.builtin(schema.String)
		}
		return built
	}
	if t.depth == xmltree.MaxDepth {
		t.Faultf(n.Pos, "type %q is derived in more than %d steps: derive it from an earlier one", name.Local,
			xmltree.MaxDepth)
		return t.builtin(schema.String)
	}
	t.built[n] = nil // marks n as being built, to find circular definitions
	t.depth++
	built := t.define(n, name, owner)
	t.depth--
	built.Wire, built.Pos, built.Owner, built.DeclaredBy = name, declaredPos(n), owner, declaredBy(n)
	built.Doc = Documentation(n)
	t.built[n] = built
	if n.Get("name") != "" && t.resolver.redefined[n] == nil {
		t.add(built)
	}
	return built
}

// define returns the type that the xs:simpleType n defines, without its name.
func (t *simpleTypes) define(n *xmltree.Node, name schema.QName, owner *schema.Type) *schema.Type {
	for _, c := range n.Children {
		switch c.Name.Local {
		case "restriction":
			base := t.local(c, "base", name, owner)
			if base == nil {
				t.Faultf(c.Pos, "<xs:restriction> has no base: add the attribute base")
				base = t.builtin(schema.String)
			}
			return t.restrict(c, base)
		case "list":
			return t.list(c)
		case "union":
			return t.union(c, name, owner)
		}
	}
	t.Faultf(n.Pos, "type %q is empty: add <xs:restriction>, <xs:list> or <xs:union>", name.Local)
	return &schema.Type{Kind: schema.Simple, Builtin: schema.String}
}

// list returns the type of the xs:list n.
func (t *simpleTypes) list(n *xmltree.Node) *schema.Type {
	list := &schema.Type{Kind: schema.List}
	list.Item = t.local(n, "itemType", schema.QName{Local: "item"}, list)
	if list.Item == nil {
		t.Faultf(n.Pos, "<xs:list> has no item type: add the attribute itemType")
		list.Item = t.builtin(schema.String)
	}
	switch list.Item.Kind {
	case schema.List:
		t.Faultf(n.AttrPos("itemType"), "the items of a list cannot be lists: name the type of a single item")
	case schema.Enum:
		t.add(list.Item)
	}
	return list
}

// union returns the type of the xs:union n: an enumeration if a member is one, open unless all are; otherwise text.
func (t *simpleTypes) union(n *xmltree.Node, name schema.QName, owner *schema.Type) *schema.Type {
	var members []*schema.Type
	for _, text := range strings.Fields(n.Get("memberTypes")) {
		members = append(members, t.named.simpleRef(n, text, n.AttrPos("memberTypes")))
	}
	for _, c := range n.All(xmltree.XSDNamespace, "simpleType") {
		members = append(members, t.build(c, name, owner))
	}
	if len(members) == 0 {
		t.Faultf(n.Pos, "<xs:union> has no members: add the attribute memberTypes")
	}
	union := &schema.Type{Kind: schema.Simple, Builtin: schema.Token}
	seen := map[string]bool{}
	for _, m := range members {
		t.undeclared.inherit(union, m)
		if m.Kind == schema.List || m.Builtin.KeepsSpace() {
			union.Builtin = schema.String
		}
		if m.Kind != schema.Enum {
			union.Open = true
			continue
		}
		union.Kind = schema.Enum
		union.Open = union.Open || m.Open
		for _, v := range m.Values {
			if !seen[v.Value] {
				seen[v.Value] = true
				copied := *v
				union.Values = append(union.Values, &copied)
			}
		}
	}
	hasForms := func(m *schema.Type) bool { return m.Builtin.HasForms() }
	if union.Open || union.Kind != schema.Enum || slices.ContainsFunc(members, hasForms) {
		union.Members = members
	}
	union.Open = union.Open && union.Kind == schema.Enum
	return union
}
