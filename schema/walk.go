// The walk over types: which types a type uses, and all that can be reached from some.

package schema

import (
	"iter"
	"slices"
)

// Parts returns the types that t is made of: those of its items, of its fields, and the members of a union.
func (t *Type) Parts() []*Type {
	parts := slices.Clone(t.Members)
	if t.Item != nil {
		parts = append(parts, t.Item)
	}
	for _, a := range t.Alternatives {
		parts = append(parts, a.Type)
	}
	for _, f := range t.Fields() {
		parts = append(parts, f.Type)
	}
	return parts
}

// Uses returns the types of all values that can stand in a document of t: its parts, and the types derived from it.
func (t *Type) Uses() []*Type { return append(t.Parts(), t.Derived...) }

// Walk yields the types that can be reached from roots, each once and after a type that leads to it. next returns the
// types that a type leads to, such as [Type.Parts] or [Type.Uses]; nil types are skipped. Types nest deeply, so Walk
// keeps a list instead of calling itself.
func Walk(next func(*Type) []*Type, roots ...*Type) iter.Seq[*Type] {
	return func(yield func(*Type) bool) {
		seen := map[*Type]bool{nil: true}
		for open := slices.Clone(roots); len(open) > 0; {
			t := open[len(open)-1]
			open = open[:len(open)-1]
			if seen[t] {
				continue
			}
			seen[t] = true
			if !yield(t) {
				return
			}
			open = append(open, next(t)...)
		}
	}
}

// Users returns, for each type, those of types that lead to it by next.
func Users(next func(*Type) []*Type, types iter.Seq[*Type]) map[*Type][]*Type {
	users := map[*Type][]*Type{}
	for t := range types {
		for _, used := range next(t) {
			users[used] = append(users[used], t)
		}
	}
	return users
}
