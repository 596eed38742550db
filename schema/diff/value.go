// Values: differences between two simple types.

package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	xsdvalue "github.com/kontrakt-dev/kontrakt/schema/value"
)

// compareTypes compares the types of a member of n.
func (c *comparison) compareTypes(n *node, loc location, a, b *schema.Type) {
	x, y := shapeOf(a), shapeOf(b)
	isStruct := a.Kind == schema.Struct || b.Kind == schema.Struct
	switch {
	case a.Kind == schema.Struct && b.Kind == schema.Struct:
		n.edges = append(n.edges, edge{loc.step, c.pair(a, b)})
	case x == text && y == text && isStruct:
		n.edges = append(n.edges, edge{loc.step, c.pair(c.withAttributes(a), c.withAttributes(b))})
	case x != y:
		c.compareShapes(n, loc, a, b)
	case x == severalTypes:
		c.compareAlternatives(n, loc, a, b)
	case a.Collection() != "":
		switch {
		case !a.NilItems && b.NilItems:
			n.findIn(loc.kind, loc.step, NowNillable, loc.old, loc.new, "can now have nil as a value")
		case a.NilItems && !b.NilItems:
			n.findIn(loc.kind, loc.step, NoLongerNillable, loc.old, loc.new, "can no longer have nil as a value")
		}
		c.compareTypes(n, loc, a.Item, b.Item)
		compareFacets(n.valueIn(loc, a, b), a, b)
	case x == text:
		c.compareValues(n.valueIn(loc, a, b), a, b)
	}
}

// compareAlternatives compares two types with alternatives.
func (c *comparison) compareAlternatives(n *node, loc location, a, b *schema.Type) {
	if a.Discriminator != b.Discriminator {
		n.findIn(loc.kind, loc.step, TypeChanged, loc.old, loc.new, "is now told apart by %s (was %s)", b.Discriminator,
			a.Discriminator)
		return
	}
	known := map[string]*schema.Alternative{}
	for _, old := range a.Alternatives {
		known[old.Value] = old
	}
	for _, now := range b.Alternatives {
		before := known[now.Value]
		delete(known, now.Value)
		if before == nil {
			n.findIn(loc.kind, loc.step, DerivedAdded, schema.Pos{}, now.Pos, "can now be of type %s (%s %q)",
				now.Type.Wire.Local, b.Discriminator, now.Value)
			continue
		}
		n.edges = append(n.edges, edge{loc.step, c.pair(before.Type, now.Type)})
	}
	for _, old := range a.Alternatives {
		if known[old.Value] == old {
			n.findIn(loc.kind, loc.step, DerivedRemoved, old.Pos, schema.Pos{}, "can no longer be of type %s (%s %q)",
				old.Type.Wire.Local, a.Discriminator, old.Value)
		}
	}
}

// withAttributes returns t if it is a struct, or else a struct with t as its text and without attributes.
func (c *comparison) withAttributes(t *schema.Type) *schema.Type {
	if t.Kind == schema.Struct {
		return t
	}
	s := c.values[t]
	if s == nil {
		value := &schema.Field{Pos: t.Pos, Type: t, Min: 1, Max: 1}
		s = &schema.Type{Wire: t.Wire, Pos: t.Pos, Kind: schema.Struct, Value: value}
		c.values[t] = s
	}
	return s
}

// value is a member with a simple type.
type value struct {
	*node
	location
}

// valueIn returns a member of n. If its type has the same name in both versions, the positions are those of the type.
func (n *node) valueIn(loc location, a, b *schema.Type) value {
	if a.Wire == b.Wire && a.Pos.Line > 0 && b.Pos.Line > 0 {
		loc.old, loc.new = a.Pos, b.Pos
		if a.Facets != nil && b.Facets != nil && a.Facets.Pos.Line > 0 && b.Facets.Pos.Line > 0 {
			loc.old, loc.new = a.Facets.Pos, b.Facets.Pos
		}
	}
	return value{n, loc}
}

func (v value) find(rule Rule, format string, args ...any) {
	v.findIn(v.kind, v.step, rule, v.old, v.new, format, args...)
}

// compareValues compares two simple types that are not lists.
func (c *comparison) compareValues(v value, a, b *schema.Type) {
	if isUnion(a) || isUnion(b) {
		c.compareUnions(v, a, b)
		compareFacets(v, a, b)
		return
	}
	if x, y := a.Builtin, b.Builtin; x != y {
		rule := judgeBuiltins(x, y, c.isJSON)
		v.find(rule, "is now %s (was %s)", y.Label(c.isJSON), x.Label(c.isJSON))
		if rule == TypeChanged {
			return
		}
	}
	v.compareEnums(a, b)
	compareFacets(v, a, b)
	compareDeprecation(a.Deprecated, b.Deprecated, v.find)
}

// compareEnums finds the values that were added to and removed from an enumeration.
func (v value) compareEnums(a, b *schema.Type) {
	isClosed := func(t *schema.Type) bool { return (t.Kind == schema.Enum || len(t.Values) > 0) && !t.Open }
	switch {
	case isClosed(a) && !isClosed(b):
		v.find(FacetLoosened, "now also takes values that the contract does not list")
	case !isClosed(a) && isClosed(b):
		v.find(FacetTightened, "now takes only the values that the contract lists")
	case isClosed(a):
		v.compareListed(ValuesRemoved, "no longer takes", ValuesAdded, "now also takes", a, b)
	case a.Kind == schema.Enum && b.Kind == schema.Enum:
		v.compareListed(KnownValuesChanged, "no longer lists", KnownValuesChanged, "now also lists", a, b)
	}
	v.compareListed(NotDeprecated, "no longer deprecates", NowDeprecated, "now deprecates", deprecated(a), deprecated(b))
}

// deprecated returns the values of t that are deprecated.
func deprecated(t *schema.Type) *schema.Type {
	values := slices.DeleteFunc(slices.Clone(t.Values), func(v *schema.EnumValue) bool { return v.Deprecated == "" })
	return &schema.Type{Builtin: t.Builtin, Values: values}
}

// compareListed finds the values that only one of two enumerations lists.
func (v value) compareListed(removed Rule, notMore string, added Rule, more string, a, b *schema.Type) {
	if values := missing(a, b); len(values) > 0 {
		v.findIn(v.kind, v.step, removed, values[0].Pos, v.new, "%s %s", notMore, quoted(values))
	}
	if values := missing(b, a); len(values) > 0 {
		v.findIn(v.kind, v.step, added, v.old, values[0].Pos, "%s %s", more, quoted(values))
	}
}

// missing returns the values of a that b does not have in any form: 7.00 is 7.0.
func missing(a, b *schema.Type) []*schema.EnumValue {
	known := map[string]bool{}
	for _, v := range b.Values {
		known[xsdvalue.Canonical(b, v.Value)] = true
	}
	return slices.DeleteFunc(slices.Clone(a.Values), func(v *schema.EnumValue) bool {
		return known[xsdvalue.Canonical(b, v.Value)]
	})
}

// quoted lists values for messages.
func quoted(values []*schema.EnumValue) string {
	var names []string
	for _, v := range values {
		names = append(names, fmt.Sprintf("%q", v.Value))
	}
	return listed(names)
}

// judgeBuiltins returns the rule for a change from one built-in type to another.
func judgeBuiltins(old, new schema.BuiltinType, isJSON bool) Rule {
	switch {
	case old == schema.Base64Binary && new == schema.Attachment:
		return AttachmentAdded
	case old == schema.Attachment && new == schema.Base64Binary:
		return AttachmentRemoved
	}
	isWider, isNarrower := old.IsWithin(new, isJSON), new.IsWithin(old, isJSON)
	isText := old.IsWithin(schema.String, isJSON) && new.IsWithin(schema.String, isJSON) &&
		!old.IsParsed() && !new.IsParsed()
	isAnyText := func(b schema.BuiltinType) bool { return schema.String.IsWithin(b, false) }
	switch {
	case isText && isAnyText(old) && isAnyText(new): // they differ in their white space
		return WhiteSpaceChanged
	case isText && isWider:
		return FacetLoosened
	case isText && isNarrower:
		return FacetTightened
	case isText:
		return PatternChanged
	case isWider:
		return TypeWidened
	case isNarrower:
		return TypeNarrowed
	}
	return TypeChanged
}

// compareFacets compares the facets of two types.
func compareFacets(v value, a, b *schema.Type) {
	x, y := a.Facets, b.Facets
	if x == nil {
		x = &schema.Facets{}
	}
	if y == nil {
		y = &schema.Facets{}
	}
	v.compareBound(length(x.Length, x.MinLength), length(y.Length, y.MinLength), 1, "a length of at least")
	v.compareBound(length(x.Length, x.MaxLength), length(y.Length, y.MaxLength), -1, "a length of at most")
	v.compareBound(digits(x.TotalDigits), digits(y.TotalDigits), -1, "a number of digits of at most")
	v.compareBound(digits(x.FractionDigits), digits(y.FractionDigits), -1, "a number of fraction digits of at most")
	v.compareBound(limit(a.Builtin, x.MinInclusive, x.MinExclusive),
		limit(b.Builtin, y.MinInclusive, y.MinExclusive), 1,
		"a value of at least")
	v.compareBound(limit(a.Builtin, x.MaxInclusive, x.MaxExclusive),
		limit(b.Builtin, y.MaxInclusive, y.MaxExclusive), -1,
		"a value of at most")
	v.comparePatterns(x.Patterns, y.Patterns)
	v.comparePatterns(regexps(x), regexps(y))
}

// regexps returns the regular expression of f as patterns.
func regexps(f *schema.Facets) [][]string {
	if f.Regexp == nil {
		return nil
	}
	return [][]string{{*f.Regexp}}
}

// comparePatterns compares the patterns of two types. A value must match one pattern of each group.
func (v value) comparePatterns(old, new [][]string) {
	isImplied := func(groups [][]string, by [][]string) bool {
		return !slices.ContainsFunc(groups, func(group []string) bool {
			return !slices.ContainsFunc(by, func(stricter []string) bool { return isSubset(stricter, group) })
		})
	}
	rule, isLooser, isTighter := PatternChanged, isImplied(new, old), isImplied(old, new)
	switch {
	case isLooser && isTighter:
		return
	case isLooser:
		rule = FacetLoosened
	case isTighter:
		rule = FacetTightened
	}
	switch {
	case len(new) == 0:
		v.find(rule, "need no longer match %s", patterns(old))
	case len(old) == 0:
		v.find(rule, "must now match %s", patterns(new))
	default:
		v.find(rule, "must now match %s (was %s)", patterns(new), patterns(old))
	}
}

func isSubset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
}

// patterns lists the patterns of a type for messages.
func patterns(groups [][]string) string {
	var all []string
	for _, group := range groups {
		all = append(all, strings.Join(group, "|"))
	}
	return strings.Join(all, " and ")
}
