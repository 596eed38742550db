// Particles: elements, wildcards and groups, with their order and occurrence (XSD Part 1, sections 3.8 and 3.9).
//
// A group that occurs at most once stays a node of the content model; one that repeats becomes a leaf, whose field is a
// slice of structs. What changes nothing about which documents are valid is simplified on the way, so that the
// generated code has no needless levels.

package wsdl

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// place is where a particle stands.
type place struct {
	owner    *schema.Type // the struct whose content it is
	groups   []*component // the group definitions that it is in
	optional bool         // whether what is around it may be absent
}

// particle returns the particle n: nil for one that cannot occur, that is empty, or that is at fault.
func (x *xsd) particle(n *node, at place) *schema.Particle {
	min, max, ok := x.occurrence(n)
	if !ok || max == 0 || !x.take(1, n.pos) {
		return nil
	}
	switch n.name.Local {
	case "element":
		return x.element(n, at, min, max)
	case "any":
		f := &schema.Field{Wire: schema.QName{Local: "any"}, Doc: annotation(n), Pos: n.pos,
			Type: x.builtin(schema.AnyType), Wildcard: x.wildcard(n)}
		return leaf(schema.Any, f, at, min, max)
	case "group":
		return x.groupRef(n, at, min, max)
	}
	return x.group(n, n, at, min, max)
}

// occurrence returns minOccurs and maxOccurs of n, and whether they are numbers that fit each other.
func (x *xsd) occurrence(n *node) (min, max int, ok bool) {
	min, ok = x.occurs(n, "minOccurs")
	if n.get("maxOccurs") == "unbounded" {
		return min, schema.Unbounded, ok
	}
	max, maxOK := x.occurs(n, "maxOccurs")
	if !ok || !maxOK {
		return 0, 0, false
	}
	least, most := cmp.Or(n.get("minOccurs"), "1"), cmp.Or(n.get("maxOccurs"), "1")
	if runtime.CompareDecimal(least, most) > 0 {
		x.Faultf(n.pos, "minOccurs %s is more than maxOccurs %s: raise maxOccurs", least, most)
		return 0, 0, false
	}
	return min, max, true
}

// occurs returns the count that is n's attribute, 1 where there is none, and whether it is a number.
func (x *xsd) occurs(n *node, attr string) (count int, ok bool) {
	text := n.get(attr)
	if text == "" {
		return 1, true
	}
	if count, ok = parseCount(text); !ok {
		x.Faultf(n.at(attr), "%q is no count: write a number from 0", text)
	}
	return count, ok
}

// leaf returns the leaf of the given kind that holds f.
func leaf(kind schema.ParticleKind, f *schema.Field, at place, min, max int) *schema.Particle {
	f.Min, f.Max = min, max
	if at.optional {
		f.Min = 0
	}
	f.Form = form(f)
	return &schema.Particle{Kind: kind, Pos: f.Pos, Min: min, Max: max, Field: f}
}

// form returns how f holds its value: see schema.Form.
func form(f *schema.Field) schema.Form {
	switch {
	case f.Max == schema.Unbounded || f.Max > 1:
		return schema.BySlice
	case f.Nillable:
		return schema.ByPointer
	case f.Demanded() || zeroIsAbsent(f.Type) || isEmptyImplied(f):
		return schema.ByValue
	}
	return schema.ByPointer
}

// groupRef returns the group that n refers to, as it occurs at n.
func (x *xsd) groupRef(n *node, at place, min, max int) *schema.Particle {
	c := x.refer("group", x.groups, n, "ref")
	switch {
	case c == nil:
		return leaf(schema.Element, &schema.Field{Pos: n.pos, Type: x.missedType()}, at, min, max)
	case slices.Contains(at.groups, c):
		x.Faultf(n.at("ref"), "group %q refers to itself: let it repeat with maxOccurs, or put it into an element",
			c.name.Local)
		return nil
	case len(at.groups) == maxDepth:
		x.Faultf(n.at("ref"), "groups nest deeper than %d levels: refer to what is needed itself", maxDepth)
		return nil
	}
	at.groups = append(slices.Clip(at.groups), c)
	for _, g := range c.node.children {
		switch g.name.Local {
		case "sequence", "choice", "all":
			return c.xsd.group(n, g, at, min, max)
		}
	}
	x.Faultf(c.node.pos, "group %q is empty: add <xs:sequence>, <xs:choice> or <xs:all>", c.name.Local)
	return nil
}

// item is the struct that one occurrence of a repeating group is.
type item struct {
	t         *schema.Type
	emptiable bool // whether an occurrence may be nothing at all
}

// group returns the model group g as it occurs at n, which is g or a reference to it.
func (x *xsd) group(n, g *node, at place, min, max int) *schema.Particle {
	if max == 1 {
		at.optional = at.optional || min == 0
		return x.inline(g, at, min)
	}
	i, known := x.items[n]
	if !known {
		i = x.item(n, g, at)
		x.items[n] = i
	}
	only := i.t.Content
	switch {
	case only == nil:
		return nil
	case i.emptiable:
		min = 0 // as many occurrences as there must be may be nothing
	}
	if only.Field != nil && only.Max == 1 && only.Kind != schema.Repeat {
		// A group of one element that repeats is an element that repeats.
		return leaf(only.Kind, copyField(only.Field), at, min, max)
	}
	return leaf(schema.Repeat, &schema.Field{Wire: i.t.Wire, Doc: i.t.Doc, Pos: n.pos, Type: i.t}, at, min, max)
}

// item returns the struct for the model group g that repeats at n. It is no type of the contract where its content is a
// single element.
func (x *xsd) item(n, g *node, at place) *item {
	t := &schema.Type{Wire: schema.QName{Local: "item"}, Doc: annotation(n), Pos: n.pos, Kind: schema.Struct,
		Owner: at.owner, Group: true}
	if t.Doc == "" && n != g {
		t.Doc = join([]string{annotation(g.parent), annotation(g)})
	}
	t.Content = x.inline(g, place{owner: t, groups: at.groups}, 1)
	if t.Content == nil {
		return &item{t: t}
	}
	i := &item{t, emptiable(t.Content)}
	if t.Content.Field == nil || t.Content.Max != 1 || t.Content.Kind == schema.Repeat {
		t.Content = asGroup(t.Content)
		x.shareFields(t.Content)
		x.listed = append(x.listed, t)
	}
	return i
}

// inline returns the model group g with its children, as it occurs min times or once.
func (x *xsd) inline(g *node, at place, min int) *schema.Particle {
	p := &schema.Particle{Pos: g.pos, Min: min, Max: 1}
	switch g.name.Local {
	case "sequence":
		p.Kind = schema.Sequence
	case "choice":
		p.Kind = schema.Choice
		at.optional = at.optional || len(g.children)-len(g.all(xsdNamespace, "annotation")) > 1
	case "all":
		p.Kind = schema.All
	}
	for _, n := range g.children {
		if n.name.Space != xsdNamespace || n.name.Local == "annotation" {
			continue
		}
		c := x.particle(n, at)
		switch {
		case c == nil:
			// A choice that may be nothing may be absent.
			if p.Kind == schema.Choice && n.get("maxOccurs") != "0" {
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
	if p.Kind == schema.Choice && slices.ContainsFunc(p.Children, emptiable) {
		p.Min = 0
	}
	if only := p.Children[0]; len(p.Children) == 1 && (p.Min == 1 || only.Min <= 1) {
		only.Min *= p.Min
		return only
	}
	return p
}

// emptiable reports whether nothing at all satisfies p (XSD Part 1, section 3.9.6). A choice or a repeating group of
// which that is true has a Min of 0 already.
func emptiable(p *schema.Particle) bool {
	if p.Min == 0 || p.Field != nil || p.Kind == schema.Choice {
		return p.Min == 0
	}
	return !slices.ContainsFunc(p.Children, func(c *schema.Particle) bool { return !emptiable(c) })
}

// asGroup returns p as a group: a leaf as a sequence of one.
func asGroup(p *schema.Particle) *schema.Particle {
	if p == nil || p.Field == nil {
		return p
	}
	return &schema.Particle{Kind: schema.Sequence, Pos: p.Pos, Min: 1, Max: 1, Children: []*schema.Particle{p}}
}

// concatenate returns the content that is base followed by more; either may be nil. It is a group.
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

// element returns the local element n, or the reference n to a global one.
func (x *xsd) element(n *node, at place, min, max int) *schema.Particle {
	if n.get("ref") != "" {
		if name, _ := n.resolve(n.get("ref")); name == (schema.QName{Space: xsdNamespace, Local: "schema"}) {
			// .NET sends a schema before a data set.
			f := &schema.Field{Wire: name, Doc: annotation(n), Pos: n.pos, Type: x.builtin(schema.AnyType)}
			return leaf(schema.Element, f, at, min, max)
		}
		if c := x.refer("element", x.elements, n, "ref"); c != nil {
			return x.substitution(n, c, at, min, max)
		}
		return leaf(schema.Element, &schema.Field{Pos: n.pos, Type: x.missedType()}, at, min, max)
	}
	f := &schema.Field{Wire: schema.QName{Local: x.ncName(n)}, Doc: annotation(n), Pos: n.at("name")}
	if f.Wire.Local == "" {
		return nil
	}
	if x.isQualified(n, "elementFormDefault") {
		f.Wire.Space = x.target
	}
	x.setType(f, n, at.owner)
	return leaf(schema.Element, f, at, min, max)
}

// setType gives f the type and the values of the element n, whose anonymous type belongs to owner.
func (x *xsd) setType(f *schema.Field, n *node, owner *schema.Type) {
	f.Type = x.elementType(n, f.Wire, owner)
	x.values(f, n)
	f.Nillable = isTrue(n.get("nillable")) && f.Fixed == nil // for what is nil has not the fixed value
	if e := (&component{xsd: x, node: n, name: f.Wire}); f.Type.Kind == schema.Struct &&
		len(e.methods("block", "blockDefault")) > 0 {
		x.blocking[f.Type] = append(x.blocking[f.Type], e)
	}
}

// elementType returns the type of the element n, whose anonymous type is called name and belongs to owner.
func (x *xsd) elementType(n *node, name schema.QName, owner *schema.Type) *schema.Type {
	if local := n.child(xsdNamespace, "complexType"); local != nil {
		t := x.complexType(local, name, owner).t
		if t.Doc == "" {
			t.Doc = annotation(n)
		}
		return t
	}
	if local := n.child(xsdNamespace, "simpleType"); local != nil {
		return x.heldType(n, name, owner)
	}
	if text := n.get("type"); text != "" {
		return x.typeRef(n, text, n.at("type"))
	}
	if n.get("substitutionGroup") != "" {
		return x.headType(n, name)
	}
	return x.builtin(schema.AnyType)
}

// shareFields gives elements of one name and type that are in different alternatives of a choice in p one field: at
// most one of them occurs. Where an alternative has several of them, the first of each share a field, the second, and
// so on.
func (r *reader) shareFields(p *schema.Particle) {
	if p == nil {
		return
	}
	for _, c := range p.Children {
		r.shareFields(c)
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
			if by := replaced[f]; by != nil || !r.take(1, p.Pos) {
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

// merge makes f, an optional field, hold what o does, too.
func merge(f, o *schema.Field) {
	if f.Max != schema.Unbounded && (o.Max == schema.Unbounded || o.Max > f.Max) {
		f.Max = o.Max
	}
	f.Nillable = f.Nillable || o.Nillable
	f.Form = form(f)
	if !isSame(f.Default, o.Default) || !isSame(f.Fixed, o.Fixed) {
		f.Default, f.Fixed = nil, nil
	}
	if f.Doc == "" {
		f.Doc = o.Doc
	}
}

// isSame reports whether a and b are the same text, or are both none.
func isSame(a, b *string) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
