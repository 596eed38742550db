// Facets: lengths, patterns and bounds of simple types.

package rest

import (
	"math"
	"math/big"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// facetKeys are the keys that restrict the values of a simple type, with the names of JSON Schema.
var facetKeys = []string{"minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
	"exclusiveMaximum"}

// restricted returns t, restricted by the facets in m: a type without a name if there are any. t may be nil.
func (r *reader) restricted(t *schema.Type, m yamldoc.Mapping) *schema.Type {
	first := firstOf(m, detailKeys)
	if t == nil || first == nil {
		return t
	}
	if t.Kind != schema.Builtin || t.Builtin == schema.JSON {
		first.Faultf("only a simple built-in type can be restricted here: declare a type with a base under types")
		return t
	}
	simple := &schema.Type{Kind: schema.Simple, Wire: t.Wire, Pos: first.Pos(), Builtin: t.Builtin}
	r.readFacets(simple, m)
	return simple
}

// firstOf returns the value of the first of keys that m has, nil for none.
func firstOf(m yamldoc.Mapping, keys []string) *yamldoc.Node {
	for _, key := range keys {
		if n := m.Get(key); n != nil {
			return n
		}
	}
	return nil
}

// readFacets reads the facets of the simple type t in the mapping m.
func (r *reader) readFacets(t *schema.Type, m yamldoc.Mapping) {
	for _, key := range []string{"keepUnknown", "open", "file"} {
		if n := m.Get(key); n != nil {
			n.Faultf("%s says nothing about a simple type: remove it", key)
		}
	}
	first := firstOf(m, facetKeys)
	if first == nil || t.Builtin == "" {
		return
	}
	f := &schema.Facets{Pos: first.Pos()}
	f.MinLength, f.MaxLength = readLengths(m.Get("minLength"), m.Get("maxLength"))
	if n := firstOf(m, []string{"minLength", "maxLength"}); t.Builtin != schema.String && t.Builtin != schema.URI {
		n.Faultf("only text has a length: expected the type string or uri")
	}
	if n := m.Get("pattern"); n != nil {
		f.Regexp = readPattern(n)
		if t.Builtin != schema.String && t.Builtin != schema.URI {
			n.Faultf("only text has a pattern: expected the type string or uri")
		}
	}
	r.readBounds(t, f, m)
	t.Facets = f
}

// readLengths reads two bounds of a length or count, each of which may be nil.
func readLengths(min, max *yamldoc.Node) (least, most *int) {
	least, most = readCount(min), readCount(max)
	if least != nil && most != nil && *least > *most {
		max.Faultf("%d is less than the minimum %d", *most, *least)
	}
	return least, most
}

func readCount(n *yamldoc.Node) *int {
	i, ok := n.Int()
	switch {
	case !ok:
		return nil
	case i < 0:
		n.Faultf("expected a number that is not negative")
		return nil
	case i > math.MaxInt32:
		n.Faultf("expected a number up to %d", math.MaxInt32)
		return nil
	}
	count := int(i)
	return &count
}

// readPattern reads a regular expression of ECMA-262, as OpenAPI has it: a text matches if a part of it does.
func readPattern(n *yamldoc.Node) *string {
	text := n.Text()
	if text == "" {
		return nil
	}
	const remedy = "write the pattern without it, or leave it out"
	if _, err := regexp.Compile(text); err != nil {
		why := err.Error()
		if e, ok := err.(*syntax.Error); ok {
			why = e.Code.String() + ": " + e.Expr
		}
		n.Faultf("Go cannot check this pattern (%s): %s", why, remedy)
		return nil
	}
	for _, foreign := range []string{`\A`, `\z`, `\Q`, `\E`, `\a`, `\C`, `(?i`, `(?s`, `(?m`, `(?U`, `(?-`, `(?P`, `[[:`,
		`\p`, `\P`} {
		if strings.Contains(strings.ReplaceAll(text, `\\`, ""), foreign) {
			n.Faultf("%s in a pattern is not understood everywhere (ECMA-262): %s", foreign, remedy)
			return nil
		}
	}
	return &text
}

// readBounds reads the bounds of the number type t.
func (r *reader) readBounds(t *schema.Type, f *schema.Facets, m yamldoc.Mapping) {
	for _, b := range []struct {
		key   string
		bound **string
	}{{"minimum", &f.MinInclusive}, {"maximum", &f.MaxInclusive}, {"exclusiveMinimum", &f.MinExclusive},
		{"exclusiveMaximum", &f.MaxExclusive}} {
		n := m.Get(b.key)
		if n == nil {
			continue
		}
		text, ok := n.Number()
		switch {
		case !ok:
		case t.Builtin.JSON().Type != "number" && t.Builtin.JSON().Type != "integer":
			n.Faultf("only numbers have bounds: expected the type int, int32, number, float or decimal")
		case t.Builtin.Parse(text) != nil:
			n.Faultf("%s is not a value of the type %s", text, t.Builtin.Label(true))
		default:
			*b.bound = &text
		}
	}
	exclude := func(a, b string, both bool) {
		if both {
			m.Get(b).Faultf("the keys %s, %s exclude one another: keep one", a, b)
		}
	}
	exclude("minimum", "exclusiveMinimum", f.MinInclusive != nil && f.MinExclusive != nil)
	exclude("maximum", "exclusiveMaximum", f.MaxInclusive != nil && f.MaxExclusive != nil)
	checkRange(t, f, m)
}

// checkRange adds a fault if no value of the number type t is within the bounds f, which m has.
func checkRange(t *schema.Type, f *schema.Facets, m yamldoc.Mapping) {
	isWhole := t.Builtin.JSON().Type == "integer"
	bound := func(inclusive, exclusive *string, step int64) (text *string, value *big.Rat, isExclusive bool) {
		if text = inclusive; text == nil {
			text, isExclusive = exclusive, true
		}
		if text == nil {
			return nil, nil, false
		}
		value, _ = new(big.Rat).SetString(*text)
		if isExclusive && isWhole {
			value.Add(value, big.NewRat(step, 1))
			isExclusive = false
		}
		return text, value, isExclusive
	}
	min, least, aboveMin := bound(f.MinInclusive, f.MinExclusive, 1)
	max, most, belowMax := bound(f.MaxInclusive, f.MaxExclusive, -1)
	if min == nil || max == nil {
		return
	}
	if order := least.Cmp(most); order > 0 || order == 0 && (aboveMin || belowMax) {
		firstOf(m, []string{"maximum", "exclusiveMaximum"}).
			Faultf("no value is between the minimum %s and this maximum %s: change one", *min, *max)
	}
}
