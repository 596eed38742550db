// The builders: the components of the schemas become the types of the contract.

package xsd

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// maxFields bounds the fields of all types together. Everything else that nested references multiply is counted as
// well: groups, substitution groups and derived types.
const maxFields = 250_000

// types collects the types of a contract. All builders share it.
type types struct {
	*schema.Diagnostics
	resolver   *resolver
	undeclared *Undeclared
	builtins   map[schema.BuiltinType]*schema.Type
	listed     []*schema.Type // the types of the contract, in any order and with repetitions
	fields     int            // see count
	depth      int            // how many types are being built, each for the one before it
	isEncoded  bool           // see Schemas.SetEncoded
}

// builtin returns the built-in type b, always the same one.
func (t *types) builtin(b schema.BuiltinType) *schema.Type {
	built, ok := t.builtins[b]
	if ok {
		return built
	}
	name := schema.QName{Space: xmltree.XSDNamespace, Local: string(b)}
	built = &schema.Type{Kind: schema.Builtin, Wire: name, Builtin: b}
	if item := b.Item(); item != "" {
		one := 1
		built.Kind, built.Builtin, built.Item = schema.List, "", t.builtin(item)
		built.Facets = &schema.Facets{MinLength: &one}
	}
	t.builtins[b] = built
	return built
}

// add adds built to the types of the contract.
func (t *types) add(built *schema.Type) { t.listed = append(t.listed, built) }

// count counts n more fields and reports whether that is within bounds.
func (t *types) count(n int, pos schema.Pos) bool {
	before := t.fields
	t.fields += n
	if before <= maxFields && t.fields > maxFields {
		t.Faultf(pos, "the contract's types have more than %d fields: look for groups or types that contain each "+
			"other many times", maxFields)
	}
	return t.fields <= maxFields
}

// builder is all builders.
type builder struct {
	*types
	named       *namedTypes
	complex     *complexTypes
	elements    *elements
	values      *values
	derivations *derivations
	wrapped     map[*xmltree.Node]*schema.Type // by element or part, the structs that structOf made
}

func newBuilder(r *resolver) *builder {
	t := &types{Diagnostics: r.Diagnostics, resolver: r, undeclared: r.undeclared,
		builtins: map[schema.BuiltinType]*schema.Type{}}
	named := &namedTypes{types: t}
	simple := &simpleTypes{types: t, named: named, built: map[*xmltree.Node]*schema.Type{}}
	v := &values{types: t, simple: simple}
	d := &derivations{types: t, blocking: map[*schema.Type][]*component{}}
	e := &elements{types: t, named: named, simple: simple, values: v, derivations: d,
		headTypes: map[*xmltree.Node]*schema.Type{}, members: map[*component][]*component{},
		groups: map[*xmltree.Node]*schema.Type{}}
	content := &contents{types: t, elements: e, repeated: map[*xmltree.Node]*repeatedGroup{}}
	c := &complexTypes{types: t, named: named, simple: simple, values: v, content: content,
		built: map[*xmltree.Node]*complexType{}}
	named.simple, named.complex = simple, c
	e.complex, d.complex = c, c
	return &builder{t, named, c, e, v, d, map[*xmltree.Node]*schema.Type{}}
}

// structOf returns t, or a struct around it if it is not one, for the element or part n called name.
func (b *builder) structOf(t *schema.Type, n *xmltree.Node, name schema.QName) *schema.Type {
	if t.Kind == schema.Struct {
		return t
	}
	if wrapped, ok := b.wrapped[n]; ok {
		return wrapped
	}
	wrapped := &schema.Type{Wire: name, Doc: Documentation(n), Pos: n.AttrPos("name"), DeclaredBy: n.Name.Local,
		Kind: schema.Struct}
	if t == b.builtin(schema.AnyType) {
		wrapped.Mixed, wrapped.OtherAttributes = true, new(schema.Wildcard)
	} else {
		wrapped.Value = &schema.Field{Wire: schema.QName{Local: "value"}, Pos: n.AttrPos("type"), Type: t, Min: 1,
			Max: 1, IsExpected: expectsContentTypes(n)}
		b.values.set(wrapped.Value, n)
		wrapped.Value.Form = form(wrapped.Value)
	}
	b.wrapped[n] = wrapped
	b.add(wrapped)
	return wrapped
}

// finish builds every global type and the type of every global element, and returns the contract's types.
func (b *builder) finish() []*schema.Type {
	for _, c := range b.resolver.globals {
		if c.node.Name.Local == "element" {
			t := b.elements.typeOf(c.node, c.name, nil)
			b.values.set(&schema.Field{Type: t}, c.node) // checks them even if nothing refers to the element
		} else {
			b.named.build(c)
		}
	}
	b.complex.fillPending()
	b.values.checkPending()
	b.derivations.setDerived()
	types := b.ordered()
	schema.BreakCycles(types)
	return types
}

// ordered returns the types of the contract in the order of its documents.
func (b *builder) ordered() []*schema.Type {
	seen := map[*schema.Type]bool{}
	types := slices.DeleteFunc(b.listed, func(t *schema.Type) bool {
		repeated := seen[t]
		seen[t] = true
		return repeated
	})
	for _, t := range types {
		// A group that needs no struct leaves its types to the type around it.
		for t.Owner != nil && !seen[t.Owner] {
			t.Owner = t.Owner.Owner
		}
	}
	order := b.resolver.loader.files.Order
	slices.SortStableFunc(types, func(a, b *schema.Type) int {
		return cmp.Or(cmp.Compare(order(a.Pos), order(b.Pos)), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	return types
}
