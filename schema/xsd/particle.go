// Content models: elements, wildcards and groups, with their order and occurrence (XSD Part 1, sections 3.8 and 3.9).
//
// A group that occurs at most once stays a node of the content model. A group that repeats becomes a leaf, whose field
// is a slice of structs. Particles are simplified if that does not change which documents are valid, so that the
// generated code has no needless levels.

package xsd

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// contents builds the content models of complex types.
type contents struct {
	*types
	elements *elements
	repeated map[*xmltree.Node]*repeatedGroup // by group or reference
}

// context is the surroundings of a particle.
type context struct {
	owner    *schema.Type // the struct whose content it is
	groups   []*component // the group definitions around it
	optional bool         // whether a group around it may be absent
}

// particle returns the particle of n, or nil if it cannot occur or is empty, and after a fault.
func (b *contents) particle(n *xmltree.Node, in context) *schema.Particle {
	min, max, ok := b.occurrence(n)
	if !ok || max == 0 || !b.count(1, n.Pos) {
		return nil
	}
	switch n.Name.Local {
	case "element":
		return b.elements.particle(n, in, min, max)
	case "any":
		f := &schema.Field{Wire: schema.QName{Local: "any"}, Doc: Documentation(n), Pos: n.Pos,
			Type: b.builtin(schema.AnyType), Wildcard: b.resolver.wildcard(n)}
		return leaf(schema.Any, f, in, min, max)
	case "group":
		return b.groupRef(n, in, min, max)
	}
	return b.group(n, n, in, min, max)
}

// occurrence returns minOccurs and maxOccurs of n, and whether they are valid.
func (b *contents) occurrence(n *xmltree.Node) (min, max int, ok bool) {
	min, ok = b.occurs(n, "minOccurs")
	if n.Get("maxOccurs") == "unbounded" {
		return min, schema.Unbounded, ok
	}
	max, maxOK := b.occurs(n, "maxOccurs")
	if !ok || !maxOK {
		return 0, 0, false
	}
	least, most := cmp.Or(n.Get("minOccurs"), "1"), cmp.Or(n.Get("maxOccurs"), "1")
	if scalar.CompareDecimal(least, most) > 0 {
		b.Faultf(n.Pos, "minOccurs %s is more than maxOccurs %s: raise maxOccurs", least, most)
		return 0, 0, false
	}
	return min, max, true
}

// occurs returns the count in n's attribute, 1 if n does not have it. ok is false after a fault.
func (b *contents) occurs(n *xmltree.Node, attr string) (count int, ok bool) {
	text := n.Get(attr)
	if text == "" {
		return 1, true
	}
	return b.countOf(n, attr, text)
}

// leaf returns the leaf of the given kind for the field f.
func leaf(kind schema.ParticleKind, f *schema.Field, in context, min, max int) *schema.Particle {
	f.Min, f.Max = min, max
	if in.optional {
		f.Min = 0
	}
	f.Form = form(f)
	return &schema.Particle{Kind: kind, Pos: f.Pos, Min: min, Max: max, Field: f}
}

// groupRef returns the group that n refers to, with the occurrence of n.
func (b *contents) groupRef(n *xmltree.Node, in context, min, max int) *schema.Particle {
	c := b.resolver.refer("group", b.resolver.groups, n, "ref")
	switch {
	case c == nil:
		return leaf(schema.Element, &schema.Field{Pos: n.Pos, Type: b.undeclared.Placeholder()}, in, min, max)
	case slices.Contains(in.groups, c):
		b.Faultf(n.AttrPos("ref"), "group %q refers to itself: let it repeat with maxOccurs, or put it into an element",
			c.name.Local)
		return nil
	case len(in.groups) == xmltree.MaxDepth:
		b.Faultf(n.AttrPos("ref"), "groups nest deeper than %d levels: refer directly to the needed group",
			xmltree.MaxDepth)
		return nil
	}
	in.groups = append(slices.Clip(in.groups), c)
	for _, g := range c.node.Children {
		switch g.Name.Local {
		case "sequence", "choice", "all":
			return b.group(n, g, in, min, max)
		}
	}
	b.Faultf(c.node.Pos, "group %q is empty: add <xs:sequence>, <xs:choice> or <xs:all>", c.name.Local)
	return nil
}

// repeatedGroup is a group that repeats. Its struct is one occurrence.
type repeatedGroup struct {
	t           *schema.Type
	isEmptiable bool // whether an occurrence may be empty
}

// group returns the model group g with the occurrence of n, which is g or a reference to it.
func (b *contents) group(n, g *xmltree.Node, in context, min, max int) *schema.Particle {
	if max == 1 {
		in.optional = in.optional || min == 0
		return b.inline(g, in, min)
	}
	repeated, isBuilt := b.repeated[n]
	if !isBuilt {
		repeated = b.repeat(n, g, in)
		b.repeated[n] = repeated
	}
	content := repeated.t.Content
	switch {
	case content == nil:
		return nil
	case repeated.isEmptiable:
		min = 0 // the required occurrences may be empty
	}
	if content.Field != nil && content.Max == 1 && content.Kind != schema.Repeat {
		// A group of one element that repeats is an element that repeats.
		return leaf(content.Kind, copyField(content.Field), in, min, max)
	}
	f := &schema.Field{Wire: repeated.t.Wire, Doc: repeated.t.Doc, Pos: n.Pos, Type: repeated.t}
	return leaf(schema.Repeat, f, in, min, max)
}

// repeat returns the model group g, which repeats at n. Its struct is not a type of the contract if its content is a
// single element.
func (b *contents) repeat(n, g *xmltree.Node, in context) *repeatedGroup {
	t := &schema.Type{Wire: schema.QName{Local: "item"}, Doc: Documentation(n), Pos: n.Pos, Kind: schema.Struct,
		Owner: in.owner, Group: true}
	if t.Doc == "" && n != g {
		t.Doc = xmltree.JoinParagraphs([]string{Documentation(g.Parent), Documentation(g)})
	}
	t.Content = b.inline(g, context{owner: t, groups: in.groups}, 1)
	if t.Content == nil {
		return &repeatedGroup{t: t}
	}
	repeated := &repeatedGroup{t, isEmptiable(t.Content)}
	if t.Content.Field == nil || t.Content.Max != 1 || t.Content.Kind == schema.Repeat {
		t.Content = asGroup(t.Content)
		b.shareFields(t.Content)
		b.add(t)
	}
	return repeated
}

// inline returns the model group g with its children. It occurs min times or once.
func (b *contents) inline(g *xmltree.Node, in context, min int) *schema.Particle {
	p := &schema.Particle{Pos: g.Pos, Min: min, Max: 1}
	switch g.Name.Local {
	case "sequence":
		p.Kind = schema.Sequence
	case "choice":
		p.Kind = schema.Choice
		in.optional = in.optional || len(g.Children)-len(g.All(xmltree.XSDNamespace, "annotation")) > 1
	case "all":
		p.Kind = schema.All
	}
	for _, n := range g.Children {
		if n.Name.Space != xmltree.XSDNamespace || n.Name.Local == "annotation" {
			continue
		}
		c := b.particle(n, in)
		switch {
		case c == nil:
			// A choice with an empty alternative may be absent.
			if p.Kind == schema.Choice && n.Get("maxOccurs") != "0" {
				p.Min = 0
			}
		case c.Kind == p.Kind && p.Kind != schema.All && c.Min == 1 && c.Field == nil:
			p.Children = append(p.Children, c.Children...) // a sequence in a sequence, a choice in a choice
		default:
			p.Children = append(p.Children, c)
		}
	}
	if len(p.Children) == 0 {
		return nil
	}
	if p.Kind == schema.Choice && slices.ContainsFunc(p.Children, isEmptiable) {
		p.Min = 0
	}
	if only := p.Children[0]; len(p.Children) == 1 && (p.Min == 1 || only.Min <= 1) {
		only.Min *= p.Min
		return only
	}
	return p
}

// isEmptiable reports whether empty content is valid for p (XSD Part 1, section 3.9.6). A choice or a repeated group
// that is emptiable has a Min of 0 already.
func isEmptiable(p *schema.Particle) bool {
	if p.Min == 0 || p.Field != nil || p.Kind == schema.Choice {
		return p.Min == 0
	}
	return !slices.ContainsFunc(p.Children, func(c *schema.Particle) bool { return !isEmptiable(c) })
}

// asGroup returns p as a group: a leaf becomes a sequence of one.
func asGroup(p *schema.Particle) *schema.Particle {
	if p == nil || p.Field == nil {
		return p
	}
	return &schema.Particle{Kind: schema.Sequence, Pos: p.Pos, Min: 1, Max: 1, Children: []*schema.Particle{p}}
}

// concatenate returns the group of base followed by more; either may be nil.
func concatenate(base, more *schema.Particle) *schema.Particle {
	base, more = asGroup(base), asGroup(more)
	if base == nil {
		return more
	}
	if more == nil {
		return base
	}
	joined := &schema.Particle{Kind: schema.Sequence, Pos: more.Pos, Min: 1, Max: 1}
	for _, p := range []*schema.Particle{base, more} {
		if p.Kind == schema.Sequence && p.Min == 1 {
			joined.Children = append(joined.Children, p.Children...)
		} else {
			joined.Children = append(joined.Children, p)
		}
	}
	return joined
}

// shareFields gives elements of the same name and type in different alternatives of a choice in p one field, since at
// most one of them occurs. If alternatives have several of them, the first ones share a field, the second ones, and so
// on.
func (b *contents) shareFields(p *schema.Particle) {
	if p == nil {
		return
	}
	for _, c := range p.Children {
		b.shareFields(c)
	}
	if p.Kind != schema.Choice {
		return
	}
	type key struct {
		name schema.QName
		t    *schema.Type
	}
	shared := map[key][]*schema.Field{} // of the alternatives so far
	for _, alternative := range p.Children {
		count := map[key]int{}
		replaced := map[*schema.Field]*schema.Field{} // in this alternative
		eachElement(alternative, func(e *schema.Particle) {
			f := e.Field
			if by := replaced[f]; by != nil || !b.count(1, p.Pos) {
				e.Field = cmp.Or(by, f)
				return
			}
			k := key{f.Wire, f.Type}
			i := count[k]
			count[k]++
			if i == len(shared[k]) {
				shared[k] = append(shared[k], f)
			} else {
				merge(shared[k][i], f)
			}
			e.Field, replaced[f] = shared[k][i], shared[k][i]
		})
	}
}

// eachElement calls visit for the elements of p in document order.
func eachElement(p *schema.Particle, visit func(*schema.Particle)) {
	if p.Kind == schema.Element {
		visit(p)
	}
	for _, c := range p.Children {
		eachElement(c, visit)
	}
}

// merge extends the optional field f to take the values of o too.
func merge(f, o *schema.Field) {
	if f.Max != schema.Unbounded && (o.Max == schema.Unbounded || o.Max > f.Max) {
		f.Max = o.Max
	}
	f.Nillable = f.Nillable || o.Nillable
	f.Form = form(f)
	if !isSameText(f.Default, o.Default) || !isSameText(f.Fixed, o.Fixed) {
		f.Default, f.Fixed = nil, nil
	}
	if f.Doc == "" {
		f.Doc = o.Doc
	}
}

// isSameText reports whether a and b are the same text, or both nil.
func isSameText(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
