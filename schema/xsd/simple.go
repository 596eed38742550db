// Simple types: restrictions, enumerations, lists and unions (XSD Part 1, section 3.14; Part 2, section 4).

package wsdl

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// builtins are the built-in types (XSD Part 2, section 3) by their names.
var builtins = func() map[string]schema.BuiltinType {
	named := map[string]schema.BuiltinType{}
	for _, b := range []schema.BuiltinType{
		schema.AnyType, schema.AnySimpleType, schema.String, schema.NormalizedString, schema.Token, schema.Language,
		schema.NameType, schema.NCName, schema.ID, schema.IDREF, schema.IDREFS, schema.ENTITY, schema.ENTITIES,
		schema.NMTOKEN, schema.NMTOKENS, schema.AnyURI, schema.QNameType, schema.NOTATION, schema.Boolean,
		schema.Decimal, schema.Integer, schema.NonPositiveInteger, schema.NegativeInteger, schema.NonNegativeInteger,
		schema.PositiveInteger, schema.Long, schema.Int, schema.Short, schema.Byte, schema.UnsignedLong,
		schema.UnsignedInt, schema.UnsignedShort, schema.UnsignedByte, schema.Float, schema.Double, schema.Duration,
		schema.DateTime, schema.Time, schema.Date, schema.GYearMonth, schema.GYear, schema.GMonthDay, schema.GDay,
		schema.GMonth, schema.HexBinary, schema.Base64Binary,
	} {
		named[string(b)] = b
	}
	return named
}()

// builtin returns the built-in type b, always the same one.
func (r *reader) builtin(b schema.BuiltinType) *schema.Type {
	t, ok := r.builtinTypes[b]
	if ok {
		return t
	}
	t = &schema.Type{Kind: schema.Builtin, Wire: schema.QName{Space: xsdNamespace, Local: string(b)}, Builtin: b}
	if item, isList := builtinLists[b]; isList {
		one := 1
		t.Kind, t.Builtin, t.Item, t.Facets = schema.List, "", r.builtin(item), &schema.Facets{MinLength: &one}
	}
	r.builtinTypes[b] = t
	return t
}

// builtinLists are the items of those built-in types that are lists of at least one (XSD Part 2, sections 3.3.5, 3.3.10
// and 3.3.12).
var builtinLists = map[schema.BuiltinType]schema.BuiltinType{
	schema.NMTOKENS: schema.NMTOKEN, schema.IDREFS: schema.IDREF, schema.ENTITIES: schema.ENTITY,
}

// simpleRef returns the simple type named by text, a QName at the position at where n stands. After a fault it is a
// string.
func (x *xsd) simpleRef(n *node, text string, at schema.Pos) *schema.Type {
	t := x.typeRef(n, text, at)
	if t.Kind == schema.Struct || t.Builtin == schema.AnyType {
		x.Faultf(at, "%q is a complex type: a simple type is expected", text)
		return x.builtin(schema.String)
	}
	return t
}

// typeRef returns the type named by text, a QName at the position at where n stands.
func (x *xsd) typeRef(n *node, text string, at schema.Pos) *schema.Type {
	name, ok := x.qualified(n, text, at)
	if !ok {
		return x.missedType()
	}
	if b, ok := builtins[name.Local]; ok && name.Space == xsdNamespace {
		return x.builtin(b)
	}
	c := x.find("type", x.types, x.meant(x.types, name, text, at), text, at).from(n)
	if c == nil {
		return x.missedType()
	}
	return c.xsd.globalType(c)
}

// globalType returns the type that c declares.
func (x *xsd) globalType(c *component) *schema.Type {
	if c.node.name.Local == "complexType" {
		return x.complexType(c.node, c.name, nil).t
	}
	return x.simpleType(c.node, c.name, nil)
}

// localSimple returns the anonymous simple type that n holds or the one that its attribute names, nil for neither.
// The anonymous one is called name and belongs to owner.
func (x *xsd) localSimple(n *node, attr string, name schema.QName, owner *schema.Type) *schema.Type {
	if local := n.child(xsdNamespace, "simpleType"); local != nil {
		return x.simpleType(local, name, owner)
	}
	if text := n.get(attr); text != "" {
		return x.simpleRef(n, text, n.at(attr))
	}
	return nil
}

// simpleType returns the type that the xs:simpleType n declares. name is that of the type or, for an anonymous one,
// that of what holds it; owner is the type in which an anonymous one stands.
func (x *xsd) simpleType(n *node, name schema.QName, owner *schema.Type) *schema.Type {
	if t, ok := x.simples[n]; ok {
		if t == nil {
			x.Faultf(n.pos, "type %q is derived from itself: give it another base", name.Local)
			return x.builtin(schema.String)
		}
		return t
	}
	if x.derivation == maxDepth {
		x.Faultf(n.pos, "type %q is derived in more than %d steps: derive it from an earlier one", name.Local, maxDepth)
		return x.builtin(schema.String)
	}
	x.simples[n] = nil // until it is resolved: a type that comes back here is circular
	x.derivation++
	t := x.deriveSimple(n, name, owner)
	x.derivation--
	t.Wire, t.Pos, t.Owner, t.Of, t.Doc = name, n.declaredAt(), owner, declaredBy(n), annotation(n)
	x.simples[n] = t
	if n.get("name") != "" && x.hidden[n] == nil {
		x.listed = append(x.listed, t)
	}
	return t
}

func (x *xsd) deriveSimple(n *node, name schema.QName, owner *schema.Type) *schema.Type {
	for _, c := range n.children {
		switch c.name.Local {
		case "restriction":
			base := x.localSimple(c, "base", name, owner)
			if base == nil {
				x.Faultf(c.pos, "<xs:restriction> has no base: add the attribute base")
				base = x.builtin(schema.String)
			}
			return x.restrict(c, base)
		case "list":
			t := &schema.Type{Kind: schema.List}
			t.Item = x.localSimple(c, "itemType", schema.QName{Local: "item"}, t)
			if t.Item == nil {
				x.Faultf(c.pos, "<xs:list> has no item type: add the attribute itemType")
				t.Item = x.builtin(schema.String)
			}
			switch t.Item.Kind {
			case schema.List:
				x.Faultf(c.at("itemType"), "a list holds no lists: name the type of a single item")
			case schema.Enum:
				x.listed = append(x.listed, t.Item)
			}
			return t
		case "union":
			return x.union(c, name, owner)
		}
	}
	x.Faultf(n.pos, "type %q says nothing: add <xs:restriction>, <xs:list> or <xs:union>", name.Local)
	return &schema.Type{Kind: schema.Simple, Builtin: schema.String}
}

// union returns the type of the xs:union n: an enumeration where a member is one, open unless all are; otherwise text.
func (x *xsd) union(n *node, name schema.QName, owner *schema.Type) *schema.Type {
	var members []*schema.Type
	for _, text := range strings.Fields(n.get("memberTypes")) {
		members = append(members, x.simpleRef(n, text, n.at("memberTypes")))
	}
	for _, c := range n.all(xsdNamespace, "simpleType") {
		members = append(members, x.simpleType(c, name, owner))
	}
	if len(members) == 0 {
		x.Faultf(n.pos, "<xs:union> has no members: add the attribute memberTypes")
	}
	t := &schema.Type{Kind: schema.Simple, Builtin: schema.Token}
	seen := map[string]bool{}
	for _, m := range members {
		x.inherit(t, m)
		if m.Kind == schema.List || keepsSpace(m.Builtin) {
			t.Builtin = schema.String
		}
		if m.Kind != schema.Enum {
			t.Open = true
			continue
		}
		t.Kind = schema.Enum
		t.Open = t.Open || m.Open
		for _, v := range m.Values {
			if !seen[v.Value] {
				seen[v.Value] = true
				copied := *v
				t.Values = append(t.Values, &copied)
			}
		}
	}
	hasForms := func(m *schema.Type) bool { return value.HasForms(m.Builtin) }
	if t.Open || t.Kind != schema.Enum || slices.ContainsFunc(members, hasForms) {
		t.Members = members
	}
	t.Open = t.Open && t.Kind == schema.Enum
	return t
}

// restrict returns base restricted by the facets in n, which is the xs:restriction of a simple type or simple content.
func (x *xsd) restrict(n *node, base *schema.Type) *schema.Type {
	t := &schema.Type{Kind: base.Kind, Builtin: base.Builtin, Item: base.Item, Members: base.Members, Open: base.Open}
	x.inherit(t, base)
	if t.Kind == schema.Builtin {
		t.Kind = schema.Simple
	}
	facets := schema.Facets{}
	if base.Facets != nil {
		facets = *base.Facets
	}
	e := newEnumeration(base)
	var patterns []string
	var values []*schema.EnumValue
	restricted := false
	for _, c := range n.children {
		text, ok := c.attr("value")
		if !ok && strings.Contains(facetNames, " "+c.name.Local+" ") {
			x.Warnf(c.pos, "%s is ignored: it has no value", c.label())
			continue
		}
		switch c.name.Local {
		case "pattern":
			patterns = append(patterns, text)
		case "enumeration":
			if v := x.enumValue(c, e, t, text); v != nil {
				values = append(values, v)
			}
			continue
		case "whiteSpace":
			x.whiteSpace(c, t, text)
			continue
		default:
			if !x.facet(&facets, c, t, strings.TrimSpace(text)) {
				continue
			}
		}
		restricted = true
	}
	if len(patterns) > 0 {
		facets.Patterns = append(slices.Clip(facets.Patterns), patterns)
	}
	if restricted {
		facets.Pos = n.pos
	}
	if restricted || base.Facets != nil {
		t.Facets = &facets
	}
	switch {
	case len(values) > 0:
		t.Kind, t.Open, t.Values = schema.Enum, false, values
	case base.Kind == schema.Enum: // the constants belong to each type
		for _, v := range base.Values {
			copied := *v
			t.Values = append(t.Values, &copied)
		}
	}
	return t
}

// enumeration says which values a restriction of base may list.
type enumeration struct {
	base   *schema.Type    // whose own enumeration, if it has one, is in
	listed map[string]bool // by their canonical texts; nil for any
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

// check returns an error as [value.Check] does.
func (e *enumeration) check(text string) error {
	if err := value.Check(e.base, text); err != nil {
		return err
	}
	if e.listed != nil && !e.listed[value.Canonical(e.base, value.Normalize(e.base, text))] {
		return fmt.Errorf("is none of the values of type %q", e.base.Wire.Local)
	}
	return nil
}

// enumValue returns the constant that the xs:enumeration n of e adds to a type derived like t, nil where it cannot be
// one.
func (x *xsd) enumValue(n *node, e *enumeration, t *schema.Type, text string) *schema.EnumValue {
	text = value.Normalize(t, text)
	err := e.check(text)
	switch {
	case err == nil || errors.Is(err, value.ErrUnknown) || errors.Is(err, value.ErrBeyond): // a constant keeps the text
	case t.Kind != schema.List && !value.IsBuiltin(t.Builtin, text):
		x.Faultf(n.at("value"), "%q %v", text, err)
		return nil
	default:
		x.Warnf(n.at("value"), "%q %v, which this type restricts: no document may hold it", text, err)
	}
	if !x.checkPrefixes(t, text, n, n.at("value")) {
		return nil
	}
	if isNamed(t) || t.Kind == schema.List {
		x.Warnf(n.pos, "enumerations of lists and qualified names are not supported yet: any value is taken")
		return nil
	}
	return &schema.EnumValue{Value: text, Doc: annotation(n), Pos: n.pos}
}

// isNamed reports whether the values of t are qualified names, or lists of them.
func isNamed(t *schema.Type) bool {
	if t.Kind == schema.List {
		return isNamed(t.Item)
	}
	return t.Builtin == schema.QNameType || t.Builtin == schema.NOTATION
}

// checkPrefixes reports whether the prefixes of text, a value of t, are declared where n stands, if its values are
// qualified names; otherwise it is a fault at the position.
func (r *reader) checkPrefixes(t *schema.Type, text string, n *node, at schema.Pos) bool {
	takes := func(m *schema.Type) bool { return value.Check(m, text) == nil }
	if i := slices.IndexFunc(t.Members, takes); i >= 0 {
		return r.checkPrefixes(t.Members[i], text, n, at)
	}
	if !isNamed(t) {
		return true
	}
	for _, name := range value.Fields(text) {
		if _, ok := n.resolve(name); !ok {
			r.Faultf(at, "the prefix of %q is not declared: declare it with xmlns", name)
			return false
		}
	}
	return true
}

// whiteSpace applies the facet to t. The white space of text is that of one of three built-in types; that of all others
// is fixed.
func (x *xsd) whiteSpace(n *node, t *schema.Type, value string) {
	if t.Kind == schema.List || !keepsSpace(t.Builtin) {
		return
	}
	switch strings.TrimSpace(value) {
	case "collapse":
		t.Builtin = schema.Token
	case "replace":
		t.Builtin = schema.NormalizedString
	case "preserve":
	default:
		x.Faultf(n.at("value"), "%q is no treatment of white space: write preserve, replace or collapse", value)
	}
}

// facet sets the facet n of f, for a type derived like t, and reports whether n is one.
func (x *xsd) facet(f *schema.Facets, n *node, t *schema.Type, value string) bool {
	switch n.name.Local {
	case "length":
		f.Length = x.count(n, value)
	case "minLength":
		f.MinLength = x.count(n, value)
	case "maxLength":
		f.MaxLength = x.count(n, value)
	case "totalDigits":
		f.TotalDigits = x.count(n, value)
	case "fractionDigits":
		f.FractionDigits = x.count(n, value)
	case "minInclusive":
		f.MinInclusive, f.MinExclusive = x.bound(n, t, value), nil
	case "minExclusive":
		f.MinExclusive, f.MinInclusive = x.bound(n, t, value), nil
	case "maxInclusive":
		f.MaxInclusive, f.MaxExclusive = x.bound(n, t, value), nil
	case "maxExclusive":
		f.MaxExclusive, f.MaxInclusive = x.bound(n, t, value), nil
	default:
		return false
	}
	return true
}

// count returns the value of a facet that counts, nil after a fault.
func (x *xsd) count(n *node, value string) *int {
	count, ok := parseCount(value)
	if !ok {
		x.Faultf(n.at("value"), "%q is no count: write a number from 0", value)
		return nil
	}
	return &count
}

// parseCount returns the xs:nonNegativeInteger text, which may have any number of digits. Nothing has more than
// math.MaxInt32 characters, digits or occurrences: counts that are greater are taken for that, on every machine.
func parseCount(text string) (count int, ok bool) {
	if !value.IsBuiltin(schema.NonNegativeInteger, text) {
		return 0, false
	}
	if runtime.CompareDecimal(text, strconv.Itoa(math.MaxInt32)) > 0 {
		return math.MaxInt32, true
	}
	unsigned, err := runtime.ParseUint32(text)
	return int(unsigned), err == nil
}

// bound returns the value of a facet that bounds values of t, nil after a fault.
func (x *xsd) bound(n *node, t *schema.Type, limit string) *string {
	if t.Kind == schema.List || len(t.Members) > 0 || !hasOrder(t.Builtin) {
		x.Faultf(n.pos, "%s cannot bound values of xs:%s: they have no order", n.label(), t.Builtin)
		return nil
	}
	if !value.IsBuiltin(t.Builtin, limit) {
		x.Faultf(n.at("value"), "%q is no value of xs:%s", limit, t.Builtin)
		return nil
	}
	return &limit
}

// zeroIsAbsent reports whether the zero value of t's Go type is none of t's values, so that it can stand for an absent
// one.
func zeroIsAbsent(t *schema.Type) bool {
	switch t.Kind {
	case schema.List:
		return true // nil is no list
	case schema.Struct:
		return false
	case schema.Enum:
		switch held := schema.HeldInteger(t); {
		case t.Open:
		case held.IsInteger() && held != t.Builtin, isMachineInteger(t.Builtin):
			return !slices.ContainsFunc(t.Values, isZero)
		default:
			return !slices.ContainsFunc(t.Values, is(""))
		}
	}
	if !zeroIsValue(t.Builtin) {
		return true
	}
	if f := t.Facets; f != nil && isText(t.Builtin) {
		return positive(f.MinLength) || positive(f.Length) || slices.ContainsFunc(f.Patterns, excludesEmpty)
	}
	return false
}

// isMachineInteger reports whether Go holds the values of t as a number of a fixed size.
func isMachineInteger(t schema.BuiltinType) bool {
	switch t {
	case schema.Long, schema.Int, schema.Short, schema.Byte, schema.UnsignedLong, schema.UnsignedInt,
		schema.UnsignedShort, schema.UnsignedByte:
		return true
	}
	return false
}

// isZero reports whether v is the number 0.
func isZero(v *schema.EnumValue) bool {
	return strings.Trim(strings.TrimLeft(v.Value, "+-"), "0") == ""
}

func positive(count *int) bool { return count != nil && *count > 0 }

// isText reports whether Go strings hold the values of t and "" may be one of them.
func isText(t schema.BuiltinType) bool {
	return keepsSpace(t) && t != schema.AnyType || t == schema.Token || t == schema.AnyURI
}

// excludesEmpty reports whether no pattern of the group matches the empty text, as far as Go's syntax is that of XSD's
// regular expressions.
func excludesEmpty(group []string) bool {
	return !slices.ContainsFunc(group, func(pattern string) bool {
		compiled, err := regexp.Compile(`^(?:` + pattern + `)$`)
		return err != nil || compiled.MatchString("")
	})
}

// is returns whether a constant has the value.
func is(value string) func(*schema.EnumValue) bool {
	return func(v *schema.EnumValue) bool { return v.Value == value }
}
