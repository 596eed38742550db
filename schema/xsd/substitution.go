// Substitution groups: the elements that may stand where another is referred to (XSD Part 1, section 2.2.2.2).
//
// A reference to an element that has substitutes is a choice of all that may stand there.

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// substitutable returns the elements that may stand where n refers to head, in the contract's order but the head first.
func (x *xsd) substitutable(head *component) []*component {
	found, ok := x.members[head]
	if ok {
		return found
	}
	seen := map[*component]bool{}
	prohibited := head.prohibited()
	var visit func(c *component)
	visit = func(c *component) {
		if seen[c] || !x.take(1, c.node.at("name")) {
			return
		}
		seen[c] = true
		isBlocked := c != head && c.isBlocked(head, prohibited)
		if !isBlocked && !isTrue(c.node.get("abstract")) {
			found = append(found, c)
		}
		for _, member := range x.substitutes[c.name] {
			visit(member)
		}
	}
	visit(head)
	x.members[head] = found
	return found
}

// isBlocked reports whether c cannot stand for head, because substitution or one of the steps in which its type is
// derived from head's is prohibited: by head, by head's type or by one between (XSD Part 1, section 3.3.6,
// "Substitution Group OK").
func (c *component) isBlocked(head *component, prohibited []string) bool {
	if hasAny(prohibited, []string{"substitution"}) {
		return true
	}
	own, base := c.definition(), head.definition()
	if own == nil || base == nil || own.node == base.node {
		return false
	}
	prohibited = slices.Clone(prohibited)
	for ancestor, methods := range own.ancestors() {
		prohibited = append(prohibited, ancestor.prohibited()...)
		if ancestor == base {
			return hasAny(prohibited, methods)
		}
	}
	return false
}

// definition returns the complex type of the element c, nil where it has none.
func (c *component) definition() *component {
	if local := c.node.child(xsdNamespace, "complexType"); local != nil {
		return &component{xsd: c.xsd, node: local}
	}
	name, _ := c.node.resolve(c.node.get("type"))
	if name.Space == "" && c.xsd.chameleon {
		name.Space = c.xsd.target
	}
	if t := c.xsd.types[name]; t != nil && t.node.name.Local == "complexType" {
		return t
	}
	return nil
}

// headType returns the type of the element n, called name, which has none of its own but that of the head of its
// substitution group.
func (x *xsd) headType(n *node, name schema.QName) *schema.Type {
	if t := x.headTypes[n]; t != nil {
		return t
	}
	head := x.refer("element", x.elements, n, "substitutionGroup")
	switch {
	case head == nil:
		return x.missedType()
	case x.derivation == maxDepth:
		x.Faultf(n.at("substitutionGroup"),
			"element %q is more than %d substitutions away from a type: declare its own",
			name.Local, maxDepth)
		return x.builtin(schema.AnyType)
	}
	x.derivation++
	t := head.xsd.elementType(head.node, head.name, nil)
	x.derivation--
	x.headTypes[n] = t
	return t
}

// substitution returns the particle for n, which refers to head and occurs as given.
func (x *xsd) substitution(n *node, head *component, at place, min, max int) *schema.Particle {
	elements := x.substitutable(head)
	switch {
	case x.fields > maxFields:
		return nil
	case len(elements) == 0:
		x.Warnf(n.at("ref"), "element %q is abstract, and no other is declared to stand in its place "+
			"(substitutionGroup): it is kept as raw xml", head.name.Local)
		f := &schema.Field{Wire: schema.QName{Local: head.name.Local}, Doc: annotation(n), Pos: n.pos,
			Type: x.builtin(schema.AnyType), Wildcard: new(schema.Wildcard)}
		return leaf(schema.Any, f, at, min, max)
	case len(elements) == 1:
		return leaf(schema.Element, x.referred(n, elements[0]), at, min, max)
	case max == 1:
		at.optional = true
		p := &schema.Particle{Kind: schema.Choice, Pos: n.pos, Min: min, Max: 1}
		for _, c := range elements {
			if !x.take(1, n.pos) {
				return nil
			}
			p.Children = append(p.Children, leaf(schema.Element, x.referred(n, c), at, 1, 1))
		}
		return p
	}
	i, ok := x.items[head.node]
	if !ok {
		t := &schema.Type{Wire: head.name, Doc: annotation(head.node), Pos: head.node.at("name"), Kind: schema.Struct,
			Of: "substitution", Group: true}
		i = &item{t: t}
		x.items[head.node] = i
		t.Content = x.substitution(n, head, place{owner: t}, 1, 1)
		x.listed = append(x.listed, t)
	}
	f := &schema.Field{Wire: schema.QName{Local: head.name.Local}, Doc: annotation(n), Pos: n.pos, Type: i.t}
	return leaf(schema.Repeat, f, at, min, max)
}

// referred returns the field for c, which stands where n refers to it or to the head of its substitution group.
func (x *xsd) referred(n *node, c *component) *schema.Field {
	f := &schema.Field{Wire: c.name, Doc: annotation(n), Pos: n.pos}
	if f.Doc == "" {
		f.Doc = annotation(c.node)
	}
	c.xsd.setType(f, c.node, nil)
	return f
}
