// Values: what differs between two simple types.

package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	xsdvalue "github.com/kontrakt-dev/kontrakt/schema/value"
)

// compareTypes finds what differs between the types of what stands at a place in n.
func (c *comparison) compareTypes(n *node, at place, a, b *schema.Type) {
	x, y := shapeOf(a), shapeOf(b)
	isStruct := a.Kind == schema.Struct || b.Kind == schema.Struct
	switch {
	case a.Kind == schema.Struct && b.Kind == schema.Struct:
		n.edges = append(n.edges, edge{at.step, c.pair(a, b)})
	case x == text && y == text && isStruct:
		n.edges = append(n.edges, edge{at.step, c.pair(c.withAttributes(a), c.withAttributes(b))})
	case x != y:
		c.compareShapes(n, at, a, b)
	case x == list:
		c.compareTypes(n, at, a.Item, b.Item)
		compareFacets(n.valueAt(at, a, b), a, b)
	case x == text:
		c.compareValues(n.valueAt(at, a, b), a, b)
	}
}

// withAttributes returns t, or a struct with t as its text and without attributes, where t is none.
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

// value is something of a simple type.
type value struct {
	*node
	place
}

// valueAt returns what stands at a place in n. Where it has the same type as before, what differs is said of the type.
func (n *node) valueAt(at place, a, b *schema.Type) value {
	if a.Wire == b.Wire && a.Pos.Line > 0 && b.Pos.Line > 0 {
		at.old, at.new = a.Pos, b.Pos
		if a.Facets != nil && b.Facets != nil && a.Facets.Pos.Line > 0 && b.Facets.Pos.Line > 0 {
			at.old, at.new = a.Facets.Pos, b.Facets.Pos
		}
	}
	return value{n, at}
}

func (v value) find(rule Rule, format string, args ...any) {
	v.findIn(v.kind, v.step, rule, v.old, v.new, format, args...)
}

// compareValues finds what differs between two simple types that are no lists.
func (c *comparison) compareValues(v value, a, b *schema.Type) {
	if isUnion(a) || isUnion(b) {
		c.compareUnions(v, a, b)
		compareFacets(v, a, b)
		return
	}
	if x, y := a.Builtin, b.Builtin; x != y {
		rule := judgeBuiltins(x, y, c.isJSON)
		v.find(rule, "is now %s (was %s)", c.builtinName(y), c.builtinName(x))
		if rule == TypeChanged {
			return
		}
	}
	v.compareEnums(a, b)
	compareFacets(v, a, b)
}

// builtinName is what the contract calls b.
func (c *comparison) builtinName(b schema.BuiltinType) string {
	if !c.isJSON {
		return "xs:" + string(b)
	}
	switch b {
	case schema.Long:
		return "int"
	case schema.Double:
		return "number"
	case schema.Boolean:
		return "bool"
	}
	return string(b)
}

// compareEnums finds the values that were added and removed, where the type is an enumeration.
func (v value) compareEnums(a, b *schema.Type) {
	isClosed := func(t *schema.Type) bool { return t.Kind == schema.Enum && !t.Open }
	switch {
	case isClosed(a) && !isClosed(b):
		v.find(FacetLoosened, "now takes other values than those that the contract lists")
	case !isClosed(a) && isClosed(b):
		v.find(FacetTightened, "now takes only the values that the contract lists")
	case isClosed(a):
		v.compareListed(ValuesRemoved, "no longer takes", ValuesAdded, "now also takes", a, b)
	}
}

// compareListed finds the values that one of two enumerations lists alone.
func (v value) compareListed(removed Rule, notMore string, added Rule, more string, a, b *schema.Type) {
	if values := missing(a, b); len(values) > 0 {
		v.findIn(v.kind, v.step, removed, values[0].Pos, v.new, "%s %s", notMore, quoted(values))
	}
	if values := missing(b, a); len(values) > 0 {
		v.findIn(v.kind, v.step, added, v.old, values[0].Pos, "%s %s", more, quoted(values))
	}
}

// missing returns the values of a that b does not have, in whatever form: 7.00 is 7.0.
func missing(a, b *schema.Type) []*schema.EnumValue {
	known := map[string]bool{}
	for _, v := range b.Values {
		known[xsdvalue.Canonical(b, v.Value)] = true
	}
	return slices.DeleteFunc(slices.Clone(a.Values), func(v *schema.EnumValue) bool {
		return known[xsdvalue.Canonical(b, v.Value)]
	})
}

// quoted lists values.
func quoted(values []*schema.EnumValue) string {
	var names []string
	for _, v := range values {
		names = append(names, fmt.Sprintf("%q", v.Value))
	}
	return listed(names)
}

// judgeBuiltins returns the rule for a change from one built-in type to another.
func judgeBuiltins(old, new schema.BuiltinType, isJSON bool) Rule {
	isWider, isNarrower := isWithin(old, new, isJSON), isWithin(new, old, isJSON)
	isText := isWithin(old, schema.String, isJSON) && isWithin(new, schema.String, isJSON) &&
		!isParsed(old) && !isParsed(new)
	switch {
	case isText && isWhiteSpace(old) && isWhiteSpace(new):
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

// isWhiteSpace reports whether b differs from xs:string in its white space alone.
func isWhiteSpace(b schema.BuiltinType) bool {
	return b == schema.String || b == schema.NormalizedString || b == schema.Token || b == schema.AnySimpleType
}

// isParsed reports whether a client parses the text of b, so that it cannot read any other.
func isParsed(b schema.BuiltinType) bool {
	switch b {
	case schema.Boolean, schema.Decimal, schema.Float, schema.Double, schema.DateTime, schema.Time, schema.Date,
		schema.HexBinary, schema.Base64Binary, schema.QNameType, schema.AnyType, schema.JSON:
		return true
	}
	return b.IsInteger()
}

// isWithin reports whether every value of a is, as it is written, one of b's.
func isWithin(a, b schema.BuiltinType, isJSON bool) bool {
	wider := widerText
	if isJSON {
		wider = widerJSON
	}
	seen := map[schema.BuiltinType]bool{}
	for next := []schema.BuiltinType{a}; len(next) > 0; {
		a, next = next[0], next[1:]
		if a == b || b == schema.JSON {
			return true
		}
		if seen[a] {
			continue
		}
		seen[a] = true
		next = append(next, wider[a]...)
		if !isJSON && len(wider[a]) == 0 && a != schema.String {
			next = append(next, schema.String)
		}
	}
	return !isJSON && b == schema.AnySimpleType
}

// widerText are, by type, the next wider ones: what it is derived from (XSD Part 2, section 3), and others that take
// all that it takes. What has none is within string.
var widerText = map[schema.BuiltinType][]schema.BuiltinType{
	schema.AnySimpleType:    {schema.String},
	schema.String:           {schema.NormalizedString},
	schema.NormalizedString: {schema.Token}, // white space is collapsed, not refused
	schema.Token:            {schema.String},

	schema.Language: {schema.Token}, schema.NMTOKEN: {schema.Token}, schema.NameType: {schema.NMTOKEN},
	schema.NCName: {schema.NameType, schema.QNameType}, schema.ID: {schema.NCName}, schema.IDREF: {schema.NCName},
	schema.ENTITY: {schema.NCName},

	schema.Float: {schema.Double}, schema.Decimal: {schema.Double}, schema.Integer: {schema.Decimal},
	schema.NonPositiveInteger: {schema.Integer}, schema.NegativeInteger: {schema.NonPositiveInteger},
	schema.NonNegativeInteger: {schema.Integer}, schema.PositiveInteger: {schema.NonNegativeInteger},
	schema.Long: {schema.Integer}, schema.Int: {schema.Long}, schema.Short: {schema.Int}, schema.Byte: {schema.Short},
	schema.UnsignedLong: {schema.NonNegativeInteger}, schema.UnsignedInt: {schema.UnsignedLong, schema.Long},
	schema.UnsignedShort: {schema.UnsignedInt, schema.Int}, schema.UnsignedByte: {schema.UnsignedShort, schema.Short},
}

// widerJSON is widerText for the types of the YAML dialect, where a number is no text.
var widerJSON = map[schema.BuiltinType][]schema.BuiltinType{
	schema.Long: {schema.Double},
	schema.Date: {schema.String}, schema.DateTime: {schema.String}, schema.URI: {schema.String},
}

// compareFacets finds what differs between the facets of two types.
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
}

// comparePatterns finds what differs between the patterns of two types: each group must match by one of its patterns.
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

// patterns lists the patterns of a type.
func patterns(groups [][]string) string {
	var all []string
	for _, group := range groups {
		all = append(all, strings.Join(group, "|"))
	}
	return strings.Join(all, " and ")
}
