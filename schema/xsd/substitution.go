// Substitution groups: a reference to an element that has substitutes is a choice of the elements that may stand there
// (XSD Part 1, section 2.2.2.2).

package xsd

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// substitution returns the particle of n, which refers to head.
func (b *elements) substitution(n *xmltree.Node, head *component, in context, min, max int) *schema.Particle {
	members := b.substitutable(head)
	switch {
	case b.fields > maxFields:
		return nil
	case len(members) == 0:
		b.Warnf(n.AttrPos("ref"), "element %q is abstract, and no element is declared as its substitute "+
			"(substitutionGroup): it is kept as raw xml", head.name.Local)
		f := &schema.Field{Wire: schema.QName{Local: head.name.Local}, Doc: Documentation(n), Pos: n.Pos,
			Type: b.builtin(schema.AnyType), Wildcard: new(schema.Wildcard)}
		return leaf(schema.Any, f, in, min, max)
	case len(members) == 1:
		return leaf(schema.Element, b.reference(n, members[0]), in, min, max)
	case max == 1:
		in.optional = true
		p := &schema.Particle{Kind: schema.Choice, Pos: n.Pos, Min: min, Max: 1}
		for _, c := range members {
			if !b.count(1, n.Pos) {
				return nil
			}
			p.Children = append(p.Children, leaf(schema.Element, b.reference(n, c), in, 1, 1))
		}
		return p
	}
	t, ok := b.groups[head.node]
	if !ok {
		t = &schema.Type{Wire: head.name, Doc: Documentation(head.node), Pos: head.node.AttrPos("name"),
			Kind: schema.Struct, DeclaredBy: "substitution", Group: true}
		b.groups[head.node] = t
		t.Content = b.substitution(n, head, context{owner: t}, 1, 1)
		b.add(t)
	}
	f := &schema.Field{Wire: schema.QName{Local: head.name.Local}, Doc: Documentation(n), Pos: n.Pos, Type: t}
	return leaf(schema.Repeat, f, in, min, max)
}

// reference returns the field of c at n, which refers to c or to the head of its substitution group.
func (b *elements) reference(n *xmltree.Node, c *component) *schema.Field {
	f := &schema.Field{Wire: c.name, Doc: Documentation(n), Pos: n.Pos}
	if f.Doc == "" {
		f.Doc = Documentation(c.node)
	}
	b.setType(f, c.node, nil)
	return f
}

// substitutable returns the elements that may stand where head is referred to: head first, then the others in the
// contract's order.
func (b *elements) substitutable(head *component) []*component {
	found, ok := b.members[head]
	if ok {
		return found
	}
	seen := map[*component]bool{}
	prohibited := b.resolver.prohibited(head)
	var visit func(c *component)
	visit = func(c *component) {
		if seen[c] || !b.count(1, c.node.AttrPos("name")) {
			return
		}
		seen[c] = true
		isBlocked := c != head && b.resolver.isBlocked(c, head, prohibited)
		if !isBlocked && !c.node.IsTrue("abstract") {
			found = append(found, c)
		}
		for _, member := range b.resolver.substitutes[c.name] {
			visit(member)
		}
	}
	visit(head)
	b.members[head] = found
	return found
}

// isBlocked reports whether the element c cannot stand for head, because substitution or a step of the derivation of
// its type from head's is prohibited: by head, by head's type or by a type between (XSD Part 1, section 3.3.6,
// "Substitution Group OK").
func (r *resolver) isBlocked(c, head *component, prohibited []string) bool {
	if hasAny(prohibited, []string{"substitution"}) {
		return true
	}
	own, base := r.complexTypeOf(c), r.complexTypeOf(head)
	if own == nil || base == nil || own.node == base.node {
		return false
	}
	prohibited = slices.Clone(prohibited)
	for ancestor, methods := range r.ancestors(own) {
		prohibited = append(prohibited, r.prohibited(ancestor)...)
		if ancestor == base {
			return hasAny(prohibited, methods)
		}
	}
	return false
}

// complexTypeOf returns the complex type of the element c, nil if it has none.
func (r *resolver) complexTypeOf(c *component) *component {
	if local := c.node.Child(xmltree.XSDNamespace, "complexType"); local != nil {
		return &component{node: local}
	}
	name, _ := r.loader.resolve(c.node, c.node.Get("type"))
	if t := r.types[name]; t != nil && t.node.Name.Local == "complexType" {
		return t
	}
	return nil
}
