// The second phase: the components of the schemas, resolved into the types of the contract.

package wsdl

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxFields bounds the fields of all types together, and what is counted like them: groups that refer to groups
// multiply them, substitution groups and derivation too.
const maxFields = 250_000

// resolver is the state of the second phase.
type resolver struct {
	builtinTypes map[schema.BuiltinType]*schema.Type
	simples      map[*node]*schema.Type        // by xs:simpleType; nil while it is resolved
	complexes    map[*node]*complexType        // by xs:complexType
	items        map[*node]*item               // by the group that repeats, or the reference to it
	wrapped      map[*node]*schema.Type        // by element or part, of messages without a struct
	members      map[*component][]*component   // of the substitution group of each head
	headTypes    map[*node]*schema.Type        // of elements that have the type of their head
	blocking     map[*schema.Type][]*component // by their type, the elements that block some of what is derived from it
	pending      []*complexType                // local types that are still to be resolved
	listed       []*schema.Type                // what the contract's types will be, in any order and with repetitions
	derivation   int                           // how many steps of derivation are being resolved
	fields       int                           // how many fields there are
	implications []implication                 // that are still to be checked
}

func newResolver() resolver {
	return resolver{
		builtinTypes: map[schema.BuiltinType]*schema.Type{},
		simples:      map[*node]*schema.Type{},
		complexes:    map[*node]*complexType{},
		items:        map[*node]*item{},
		wrapped:      map[*node]*schema.Type{},
		members:      map[*component][]*component{},
		headTypes:    map[*node]*schema.Type{},
		blocking:     map[*schema.Type][]*component{},
	}
}

// resolve resolves every global type, and every element that declares one, and returns the contract's types.
func (r *reader) resolve() []*schema.Type {
	for _, c := range r.globals {
		if c.node.name.Local == "element" {
			t := c.xsd.elementType(c.node, c.name, nil)
			r.values(&schema.Field{Type: t}, c.node) // checks them, even if nothing refers to the element
		} else {
			c.xsd.globalType(c)
		}
	}
	// Local types wait, so that the depth of the stack is that of a document.
	for len(r.pending) > 0 {
		c := r.pending[0]
		r.pending = r.pending[1:]
		c.xsd.fill(c)
	}
	r.checkImplications()
	r.derive()
	types := r.ordered()
	breakCycles(types)
	return types
}

// ordered returns the types of the contract in the order of its documents.
func (r *reader) ordered() []*schema.Type {
	seen := map[*schema.Type]bool{}
	types := slices.DeleteFunc(r.listed, func(t *schema.Type) bool {
		repeated := seen[t]
		seen[t] = true
		return repeated
	})
	for _, t := range types {
		// The struct of a group that turned out to be none is gone: its types belong to what is around it.
		for t.Owner != nil && !seen[t.Owner] {
			t.Owner = t.Owner.Owner
		}
	}
	slices.SortStableFunc(types, func(a, b *schema.Type) int {
		return cmp.Or(cmp.Compare(r.rank[a.Pos.File], r.rank[b.Pos.File]), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col))
	})
	return types
}

// take counts n fields more and reports whether that is within bounds.
func (r *reader) take(n int, pos schema.Pos) bool {
	before := r.fields
	r.fields += n
	if before <= maxFields && r.fields > maxFields {
		r.Faultf(pos, "the contract's types have more than %d fields: look for groups or types that hold each other "+
			"many times over",
			maxFields)
	}
	return r.fields <= maxFields
}

// maxInline bounds what a struct holds by value, in fields that are no structs themselves.
const maxInline = 4096

// breakCycles makes a pointer of each required struct by which a type would contain itself, or more fields than
// maxInline: types that hold the next one twice would double their size with each step.
func breakCycles(types []*schema.Type) {
	const open, done = 1, 2
	state := map[*schema.Type]int{}
	size := map[*schema.Type]int{} // in fields
	var visit func(t *schema.Type)
	visit = func(t *schema.Type) {
		state[t] = open
		for _, f := range t.Fields() {
			size[t]++
			if f.Form != schema.ByValue || f.Type.Kind != schema.Struct {
				continue
			}
			if state[f.Type] == 0 {
				visit(f.Type)
			}
			isInterface := len(f.Type.Derived) > 0
			switch {
			case state[f.Type] == open || !isInterface && size[t]+size[f.Type] > maxInline:
				f.Form = schema.ByPointer
			case !isInterface:
				size[t] += size[f.Type]
			}
		}
		state[t] = done
	}
	for _, t := range types {
		if t.Kind == schema.Struct && state[t] == 0 {
			visit(t)
		}
	}
}
