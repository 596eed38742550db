// Unions: types with the values of several other types.

package diff

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	lexical "github.com/kontrakt-dev/kontrakt/schema/value"
)

// isUnion reports whether t takes all values of its members.
func isUnion(t *schema.Type) bool {
	return len(t.Members) > 0 && (t.Kind != schema.Enum || t.Open)
}

// alternatives returns the members of t, or t itself if it is not a union.
func alternatives(t *schema.Type) []*schema.Type {
	if isUnion(t) {
		return t.Members
	}
	return []*schema.Type{t}
}

// compareUnions compares two types of which at least one is a union. In Go, a union is a string.
func (c *comparison) compareUnions(v value, a, b *schema.Type) {
	isStillValid, wasValid := c.isWithin(a, b), c.isWithin(b, a)
	if a.Kind == schema.Enum && b.Kind == schema.Enum {
		v.compareListed(KnownValuesChanged, "no longer lists", KnownValuesChanged, "now also lists", a, b)
	}
	rule := PatternChanged
	isRead := isUnion(a) || !a.Builtin.IsParsed() // whether a client reads any text
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
	if before, now := c.unionName(a), c.unionName(b); before != now {
		v.find(rule, "is now %s (was %s)", now, before)
	} else {
		v.find(rule, "takes other values than before, like a member of %s", now)
	}
}

// isWithin reports whether each alternative of a is within one of b. Unions can be members of unions many times, so the
// results are kept.
func (c *comparison) isWithin(a, b *schema.Type) bool {
	key := pairKey{a, b}
	if known, ok := c.within[key]; ok {
		return known
	}
	c.within[key] = !slices.ContainsFunc(alternatives(a), func(x *schema.Type) bool {
		if x.Kind == schema.Enum && !x.Open {
			return !takesAll(alternatives(b), x.Values)
		}
		return !slices.ContainsFunc(alternatives(b), func(y *schema.Type) bool {
			if isUnion(x) || isUnion(y) {
				return c.isWithin(x, y)
			}
			var n node
			c.compareTypes(&n, location{}, x, y)
			return !slices.ContainsFunc(n.findings, func(f finding) bool { return f.rule.breaks(sent) })
		})
	})
	return c.within[key]
}

// takesAll reports whether each of values is a value of one of types.
func takesAll(types []*schema.Type, values []*schema.EnumValue) bool {
	return !slices.ContainsFunc(values, func(v *schema.EnumValue) bool {
		return !slices.ContainsFunc(types, func(t *schema.Type) bool { return lexical.Check(t, v.Value) == nil })
	})
}

// unionName returns the names of the alternatives of t for messages.
func (c *comparison) unionName(t *schema.Type) string {
	var names []string
	for _, m := range alternatives(t) {
		name := m.Wire.Local
		if m.Kind == schema.Builtin {
			name = m.Builtin.Label(c.isJSON)
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
