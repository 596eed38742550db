// Restrictions: the facets and enumerations of simple types (XSD Part 2, section 4.3).

package xsd

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// restrict returns base restricted by the facets in n, which is the xs:restriction of a simple type or simple content.
func (t *simpleTypes) restrict(n *xmltree.Node, base *schema.Type) *schema.Type {
	built := &schema.Type{Kind: base.Kind, Builtin: base.Builtin, Item: base.Item, Members: base.Members,
		Open: base.Open}
	t.undeclared.inherit(built, base)
	if built.Kind == schema.Builtin {
		built.Kind = schema.Simple
	}
	facets := schema.Facets{}
	if base.Facets != nil {
		facets = *base.Facets
	}
	e := newEnumeration(base)
	var patterns []string
	var values []*schema.EnumValue
	restricted := false
	for _, c := range n.Children {
		text, ok := c.Attr("value")
		if !ok && strings.Contains(facetNames, " "+c.Name.Local+" ") {
			t.Warnf(c.Pos, "%s is ignored: it has no value", c.Label())
			continue
		}
		switch c.Name.Local {
		case "pattern":
			patterns = append(patterns, text)
		case "enumeration":
			if v := t.enumValue(c, e, built, text); v != nil {
				values = append(values, v)
			}
			continue
		case "whiteSpace":
			t.whiteSpace(c, built, text)
			continue
		default:
			if !t.facet(&facets, c, built, strings.TrimSpace(text)) {
				continue
			}
		}
		restricted = true
	}
	if len(patterns) > 0 {
		facets.Patterns = append(slices.Clip(facets.Patterns), patterns)
	}
	if restricted {
		facets.Pos = n.Pos
	}
	if restricted || base.Facets != nil {
		built.Facets = &facets
	}
	switch {
	case len(values) > 0 && built.Builtin == schema.QNameType:
		built.Values = values
	case len(values) > 0:
		built.Kind, built.Open, built.Values = schema.Enum, false, values
	case len(base.Values) > 0: // each type has constants of its own
		for _, v := range base.Values {
			copied := *v
			built.Values = append(built.Values, &copied)
		}
	}
	return built
}

// enumeration checks the values that a restriction of base may list.
type enumeration struct {
	base   *schema.Type    // without its own enumeration
	listed map[string]bool // that enumeration, by canonical text; nil if base does not have one
}

func newEnumeration(base *schema.Type) *enumeration {
	e := &enumeration{base: base}
	if base.Kind == schema.Enum && !base.Open {
		unlisted := *base
		unlisted.Kind = schema.Simple
		e.base, e.listed = &unlisted, map[string]bool{}
		for _, v := range base.Values {
			e.listed[value.Canonical(e.base, v.Value)] = true
		}
	}
	return e
}

// check returns an error if text is not a value of the base type: see [value.Check].
func (e *enumeration) check(text string) error {
	if err := value.Check(e.base, text); err != nil {
		return err
	}
	if e.listed != nil && !e.listed[value.Canonical(e.base, value.Normalize(e.base, text))] {
		return fmt.Errorf("is not one of the values of type %q", e.base.Wire.Local)
	}
	return nil
}

// enumValue returns the constant that the xs:enumeration n of e adds to built, nil if it cannot be one.
func (t *simpleTypes) enumValue(n *xmltree.Node, e *enumeration, built *schema.Type, text string) *schema.EnumValue {
	text = value.Normalize(built, text)
	err := e.check(text)
	switch {
	case err == nil, errors.Is(err, value.ErrUnknown), errors.Is(err, value.ErrBeyond): // a constant is text in Go
	case built.Kind != schema.List && !value.IsBuiltin(built.Builtin, text):
		t.Faultf(n.AttrPos("value"), "%q %v", text, err)
		return nil
	default:
		t.Warnf(n.AttrPos("value"), "%q %v, which this type restricts: no document can contain it", text, err)
	}
	if fault := t.prefixFault(built, text, n); fault != "" {
		t.Faultf(n.AttrPos("value"), "%s", fault)
		return nil
	}
	switch {
	case built.Kind == schema.List || built.Builtin == schema.NOTATION:
		t.Warnf(n.Pos, "enumerations of lists and notations are not supported: the field takes any value")
		return nil
	case built.Builtin == schema.QNameType:
		name, _ := n.Resolve(text)
		text = name.String()
		isListed := func(v *schema.EnumValue) bool { return v.Value == text }
		if len(e.base.Values) > 0 && !slices.ContainsFunc(e.base.Values, isListed) {
			t.Warnf(n.AttrPos("value"), "%q is not one of the values of type %q, which this type restricts: no document can "+
				"contain it", text, e.base.Wire.Local)
		}
	}
	return &schema.EnumValue{Value: text, Doc: Documentation(n), Pos: n.Pos}
}

// isNamed reports whether the values of t are qualified names, or lists of them.
func isNamed(t *schema.Type) bool {
	if t.Kind == schema.List {
		return isNamed(t.Item)
	}
	return t.Builtin.IsQName()
}

// prefixFault returns what is wrong with the prefixes of text, a value of held in the scope of n, if its values are
// qualified names: "" if all are declared.
func (t *simpleTypes) prefixFault(held *schema.Type, text string, n *xmltree.Node) string {
	takes := func(m *schema.Type) bool { return value.Check(m, text) == nil }
	if i := slices.IndexFunc(held.Members, takes); i >= 0 {
		return t.prefixFault(held.Members[i], text, n)
	}
	if !isNamed(held) {
		return ""
	}
	for _, name := range value.Fields(text) {
		if _, ok := n.Resolve(name); !ok {
			return fmt.Sprintf("the prefix of %q is not declared: declare it with xmlns", name)
		}
	}
	return ""
}

// whiteSpace applies the facet n to built. Texts have one of three built-in types, by their white space; all other
// types have a fixed one.
func (t *simpleTypes) whiteSpace(n *xmltree.Node, built *schema.Type, value string) {
	if built.Kind == schema.List || !built.Builtin.KeepsSpace() {
		return
	}
	switch strings.TrimSpace(value) {
	case "collapse":
		built.Builtin = schema.Token
	case "replace":
		built.Builtin = schema.NormalizedString
	case "preserve":
	default:
		t.Faultf(n.AttrPos("value"), "unknown treatment of white space %q: write preserve, replace or collapse", value)
	}
}

// facet sets the facet n of f, for built, and reports whether n is a facet.
func (t *simpleTypes) facet(f *schema.Facets, n *xmltree.Node, built *schema.Type, value string) bool {
	switch n.Name.Local {
	case "length":
		f.Length = t.facetCount(n, value)
	case "minLength":
		f.MinLength = t.facetCount(n, value)
	case "maxLength":
		f.MaxLength = t.facetCount(n, value)
	case "totalDigits":
		f.TotalDigits = t.facetCount(n, value)
	case "fractionDigits":
		f.FractionDigits = t.facetCount(n, value)
	case "minInclusive":
		f.MinInclusive, f.MinExclusive = t.bound(n, built, value), nil
	case "minExclusive":
		f.MinExclusive, f.MinInclusive = t.bound(n, built, value), nil
	case "maxInclusive":
		f.MaxInclusive, f.MaxExclusive = t.bound(n, built, value), nil
	case "maxExclusive":
		f.MaxExclusive, f.MaxInclusive = t.bound(n, built, value), nil
	default:
		return false
	}
	return true
}

// facetCount returns the value of a facet that counts, nil after a fault.
func (t *simpleTypes) facetCount(n *xmltree.Node, value string) *int {
	count, ok := t.countOf(n, "value", value)
	if !ok {
		return nil
	}
	return &count
}

// countOf returns the count that text, the value of n's attribute, is. ok is false after a fault.
func (t *types) countOf(n *xmltree.Node, attr, text string) (count int, ok bool) {
	if count, ok = parseCount(text); !ok {
		t.Faultf(n.AttrPos(attr), "%q is not a count: write a number from 0", text)
	}
	return count, ok
}

// parseCount returns the xs:nonNegativeInteger text, which may have any number of digits. Greater counts than
// math.MaxInt32, which no length, digits or occurrences reach, become that on every machine.
func parseCount(text string) (count int, ok bool) {
	if !value.IsBuiltin(schema.NonNegativeInteger, text) {
		return 0, false
	}
	if scalar.CompareDecimal(text, strconv.Itoa(math.MaxInt32)) > 0 {
		return math.MaxInt32, true
	}
	unsigned, err := scalar.ParseUint32(text)
	return int(unsigned), err == nil
}

// bound returns the value of a facet that bounds values of built, nil after a fault.
func (t *simpleTypes) bound(n *xmltree.Node, built *schema.Type, limit string) *string {
	if built.Kind == schema.List || !built.Builtin.HasOrder() {
		t.Faultf(n.Pos, "%s cannot bound values of xs:%s: they have no order", n.Label(), built.Builtin)
		return nil
	}
	if !value.IsBuiltin(built.Builtin, limit) {
		t.Faultf(n.AttrPos("value"), "%q is not a value of xs:%s", limit, built.Builtin)
		return nil
	}
	return &limit
}
