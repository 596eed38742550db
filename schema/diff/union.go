// Unions: types that take the values of several others.

package diff

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// isUnion reports whether t takes what any of its members does.
func isUnion(t *schema.Type) bool {
	return len(t.Members) > 0 && (t.Kind != schema.Enum || t.Open)
}

// alternatives returns the members of t, or t itself where it is no union.
func alternatives(t *schema.Type) []*schema.Type {
	if isUnion(t) {
		return t.Members
	}
	return []*schema.Type{t}
}

// compareUnions finds what differs between two types of which at least one is a union. In Go, a union is text.
func (c *comparison) compareUnions(v value, a, b *schema.Type) {
	isStillValid, wasValid := c.isUnionWithin(a, b), c.isUnionWithin(b, a)
	rule := PatternChanged
	isRead := isUnion(a) || !isParsed(a.Builtin) // whether a client reads any text
	switch {
	case isStillValid && wasValid:
		return
	case isStillValid && isRead:
		rule = FacetLoosened
	case isStillValid:
		rule = TypeWidened
	case wasValid:
		rule = FacetTightened
	case !isRead:
		rule = TypeChanged
	}
	v.find(rule, "is now %s (was %s)", c.unionName(b), c.unionName(a))
}

// isUnionWithin reports whether each alternative of a is taken by one of b's.
func (c *comparison) isUnionWithin(a, b *schema.Type) bool {
	return !slices.ContainsFunc(alternatives(a), func(x *schema.Type) bool {
		return !slices.ContainsFunc(alternatives(b), func(y *schema.Type) bool {
			var n node
			c.compareTypes(&n, place{}, x, y)
			return !slices.ContainsFunc(n.findings, func(f finding) bool { return judgements[f.rule].sent })
		})
	})
}

// unionName says what t takes.
func (c *comparison) unionName(t *schema.Type) string {
	var names []string
	for _, m := range alternatives(t) {
		name := m.Wire.Local
		if m.Kind == schema.Builtin {
			name = c.builtinName(m.Builtin)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if isUnion(t) {
		return "a union of " + listed(names)
	}
	return names[0]
}
