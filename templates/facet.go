// Facets in validate.go of a generated package: the checks of a simple value.

package templates

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// lexicalChecks are the functions of the runtime that check the built-in types whose values are kept in their lexical
// form, and what they check for.
var lexicalChecks = map[schema.BuiltinType]struct{ function, want string }{
	schema.Decimal:    {"ValidDecimal", "a decimal number"},
	schema.Duration:   {"ValidDuration", "a duration (P1Y2M3DT4H5M6S)"},
	schema.GYear:      {"ValidGYear", "a year (YYYY)"},
	schema.GYearMonth: {"ValidGYearMonth", "a month of a year (YYYY-MM)"},
	schema.GMonth:     {"ValidGMonth", "a month (--MM)"},
	schema.GMonthDay:  {"ValidGMonthDay", "a day of a month (--MM-DD)"},
	schema.GDay:       {"ValidGDay", "a day (---DD)"},
}

// valueChecker collects the checks of one simple value.
type valueChecker struct {
	*checker
	t      *schema.Type
	basic  basic
	name   jen.Code // of the field, as the runtime's validator takes it
	value  jen.Code
	parsed bool // the value comes from a parser that knows its built-in type
	checks []jen.Code
}

// simpleChecks are the checks of value, which is of the simple type t: its built-in type's form and its own facets.
func (c *checker) simpleChecks(t *schema.Type, name, value jen.Code) []jen.Code {
	v := &valueChecker{checker: c, t: t, name: name, value: value}
	return v.all()
}

// all collects every check.
func (v *valueChecker) all() []jen.Code {
	t := v.t
	switch {
	case t.Kind == schema.List:
		v.items()
		return v.checks
	case isOpen(t):
		return nil
	}
	v.basic = v.g.basic(t)
	switch {
	case t.Kind == schema.Enum && !t.Open:
		v.constants()
		return v.checks
	case t.Kind == schema.Enum:
	default:
		v.form()
	}
	if t.Facets != nil {
		v.lengths(t.Facets)
		v.patterns(t.Facets)
	}
	v.bounds()
	v.digits()
	v.members()
	return v.checks
}

// add adds the call of a method of the runtime's validator.
func (v *valueChecker) add(method string, arguments ...jen.Code) {
	v.checks = append(v.checks, jen.Id("v").Dot(method).Call(append([]jen.Code{v.name}, arguments...)...))
}

// omit warns that a facet is not checked.
func (v *valueChecker) omit(format string, args ...any) {
	pos := v.t.Pos
	if v.t.Facets != nil {
		pos = v.t.Facets.Pos
	}
	v.g.diagnostics.Warnf(pos, format+": it is not checked", args...)
}

// text is the value as a string, for one whose Go type is a kind of string, with its white space as a reader takes it.
func (v *valueChecker) text() *jen.Statement {
	text := jen.Add(v.value)
	if declared(v.t) || v.basic.goType != "string" {
		text = jen.String().Call(v.value)
	}
	switch v.basic.xml {
	case "Token":
		return v.rt("CollapseSpace").Call(text)
	case "Normalized":
		return v.rt("ReplaceSpace").Call(text)
	}
	return text
}

// constants checks that an enumeration has one of its values.
func (v *valueChecker) constants() {
	var lexical []string
	var values []jen.Code
	for _, constant := range v.t.Values {
		if v.basic.write == writeString {
			values = append(values, jen.Lit(constant.Value))
		} else if n := number(constant.Value); !slices.Contains(lexical, n) {
			lexical, values = append(lexical, n), append(values, jen.Op(n))
		}
	}
	switch {
	case v.basic.write == writeString && value.HasForms(v.t.Builtin):
		v.add("EnumOf", append([]jen.Code{jen.Lit(string(v.t.Builtin)), v.text()}, values...)...)
		return
	case v.basic.write == writeString:
		v.add("Enum", append([]jen.Code{v.text()}, values...)...)
		return
	}
	v.checks = append(v.checks, jen.Switch(v.value).Block(jen.Case(values...),
		jen.Default().Block(
			jen.Id("v").Dot("Fault").Call(v.name, jen.Lit("must be one of "+strings.Join(lexical, ", "))))))
}

// items checks how many items a list has, and each of them.
func (v *valueChecker) items() {
	if f := v.t.Facets; f != nil {
		if min, max, ok := amounts(f); ok {
			v.add("Count", jen.Len(v.value), jen.Lit(min), jen.Lit(max))
		}
		if len(f.Patterns) > 0 {
			v.omit("a pattern of a whole list")
		}
	}
	if v.t.Item == nil {
		return
	}
	item := jen.Id("item")
	checks := v.simpleChecks(v.t.Item, v.name, item)
	switch t := v.t.Item; {
	case hasValidator(t) && len(checks) > 0:
		checks = []jen.Code{item.Clone().Dot("validate").Call(jen.Id("v"), v.name)}
	case t.Kind != schema.List && v.g.basic(t).goType == "string" && len(checks) == 0:
		// An item that holds a space is two.
		text := &valueChecker{checker: v.checker, t: t, basic: v.g.basic(t), name: v.name, value: item}
		text.matches("item", `\S+`)
		checks = text.checks
	}
	if len(checks) > 0 {
		v.checks = append(v.checks, jen.For(jen.List(jen.Id("_"), item).Op(":=").Range().Add(v.value)).Block(checks...))
	}
}

// members checks that the value of a union is one of a member's.
func (v *valueChecker) members() {
	arguments := []jen.Code{v.text(), nil}
	var want []string
	for _, t := range v.t.Members {
		value := jen.Id("value")
		m := &valueChecker{checker: v.checker, t: t, name: v.name, value: value, parsed: true}
		checks := m.all()
		if hasValidator(t) && len(checks) > 0 {
			checks = []jen.Code{value.Clone().Dot("validate").Call(jen.Id("v"), v.name)}
		}
		isText := t.Kind != schema.List && m.basic.goType == "string"
		check := jen.Func().Params(jen.Id("v").Op("*").Add(v.rt("Validator")), value.Clone().Add(v.g.goType(t))).Block(
			checks...)
		switch {
		case len(checks) == 0 && isText:
			return // which takes anything
		case len(checks) == 0 && t.Kind != schema.List:
			check = v.rt("Member").Call(v.basicParser(t), jen.Nil())
		case len(checks) == 0:
			check = v.rt("Member").Call(v.parser(t), jen.Nil())
		case !isText || declared(t):
			check = v.rt("Member").Call(v.parser(t), check)
		}
		arguments = append(arguments, check)
		want = append(want, described(t))
	}
	if len(want) > 0 {
		arguments[1] = jen.Lit(or(want))
		v.add("Union", arguments...)
	}
}

// described says what the values of a member of a union are.
func described(t *schema.Type) string {
	var values []string
	for _, v := range t.Values {
		values = append(values, v.Value)
	}
	switch {
	case t.Kind == schema.Enum && !t.Open:
		return "one of " + strings.Join(values, ", ")
	case t.Kind == schema.Builtin:
		return "xs:" + t.Wire.Local
	default:
		return t.Wire.Local
	}
}

// amounts are the bounds that the length facets set, and whether they set any.
func amounts(f *schema.Facets) (min, max int, ok bool) {
	max = -1
	if f.MinLength != nil {
		min = *f.MinLength
	}
	if f.MaxLength != nil {
		max = *f.MaxLength
	}
	if f.Length != nil {
		min, max = *f.Length, *f.Length
	}
	return min, max, min > 0 || max >= 0
}

// form checks what the built-in type says of a text.
func (v *valueChecker) form() {
	if check, ok := lexicalChecks[v.t.Builtin]; ok && !v.parsed {
		v.add("Bound", v.rt(check.function).Call(v.text()), jen.Lit(check.want))
	}
	if v.basic.write == writeQName {
		v.add("Bound", v.rt("ValidQName").Call(v.value), jen.Lit("a qualified name"))
	}
	if pattern, ok := value.Patterns[v.t.Builtin]; ok && v.basic.write == writeString &&
		v.t.Builtin != schema.NOTATION {
		v.matches(string(v.t.Builtin), pattern)
	}
}

// matches checks a text against a pattern of ours, which has a name.
func (v *valueChecker) matches(name, pattern string) {
	variable, err := v.g.pattern(&schema.Type{Wire: schema.QName{Local: name}}, []string{pattern})
	if err != nil {
		panic(err) // the pattern is part of the program
	}
	v.add("Pattern", v.text(), jen.Id(variable).Call())
}

// lengths checks the length facets: characters of a text, octets of a binary value. Those of qualified names say
// nothing (XSD Part 2, section 4.3.1.3).
func (v *valueChecker) lengths(f *schema.Facets) {
	switch v.basic.write {
	case writeString:
		for _, bound := range []struct {
			method string
			n      *int
		}{{"Length", f.Length}, {"MinLength", f.MinLength}, {"MaxLength", f.MaxLength}} {
			if bound.n != nil {
				v.add(bound.method, v.text(), jen.Lit(*bound.n))
			}
		}
	case writeBase64, writeHex:
		if min, max, ok := amounts(f); ok {
			v.add("Octets", jen.Len(v.value), jen.Lit(min), jen.Lit(max))
		}
	}
}

// patterns checks the pattern facets. Text has them as it is; of what can be written in several forms, one must match.
func (v *valueChecker) patterns(f *schema.Facets) {
	names := v.patternNames(f)
	if len(names) == 0 {
		return
	}
	if forms := v.forms(v.t, v.value); forms != nil {
		v.add("Form", append([]jen.Code{forms}, names...)...)
		return
	}
	for _, name := range names {
		v.add("Pattern", v.text(), name)
	}
}

// patternNames are the variables that hold the pattern facets, a warning apart where there can be none.
func (v *valueChecker) patternNames(f *schema.Facets) (names []jen.Code) {
	if v.basic.write == writeQName && len(f.Patterns) > 0 {
		v.omit("a pattern of xs:%s", v.t.Builtin)
		return nil
	}
	for _, group := range f.Patterns {
		name, err := v.g.pattern(v.t, group)
		if err != nil {
			v.omit("the pattern %.60q %v", group[0], err)
			continue
		}
		names = append(names, jen.Id(name).Call())
	}
	return names
}

// temporal is the value as the runtime's type.
func (v *valueChecker) temporal() *jen.Statement {
	return v.rt(temporals[v.basic.write]).Parens(v.value)
}

// temporals are the runtime's types of dates and times.
var temporals = map[writer]string{writeDate: "Date", writeDateTime: "DateTime", writeTime: "TimeOfDay"}

// bound is a limit of an ordered value.
type bound struct {
	operator, function, want string
	limit                    *string
}

// implied are the bounds of built-in types whose Go type holds more: the least value of positiveInteger, the greatest
// of the others.
var implied = map[schema.BuiltinType]string{
	schema.PositiveInteger: "1", schema.NonPositiveInteger: "0", schema.NegativeInteger: "-1",
}

// bounds checks the bounds that the facets set, and those that the built-in type sets and its Go type does not.
func (v *valueChecker) bounds() {
	var f schema.Facets
	if v.t.Facets != nil {
		f = *v.t.Facets
	}
	if limit, ok := implied[v.t.Builtin]; ok {
		if v.t.Builtin == schema.PositiveInteger && f.MinInclusive == nil && f.MinExclusive == nil {
			f.MinInclusive = &limit
		}
		if v.t.Builtin != schema.PositiveInteger && f.MaxInclusive == nil && f.MaxExclusive == nil {
			f.MaxInclusive = &limit
		}
	}
	for _, b := range []bound{
		{">=", "AtLeast", "at least ", f.MinInclusive}, {"<=", "AtMost", "at most ", f.MaxInclusive},
		{">", "MoreThan", "more than ", f.MinExclusive}, {"<", "LessThan", "less than ", f.MaxExclusive},
	} {
		if b.limit == nil {
			continue
		}
		if holds := v.within(b); holds != nil {
			v.add("Bound", holds, jen.Lit(b.want+*b.limit))
		}
	}
}

// compared are the functions of the runtime that compare values which are kept in their lexical form.
var compared = map[schema.BuiltinType]string{
	schema.Duration:   "CompareDuration",
	schema.GYear:      "CompareGYear",
	schema.GYearMonth: "CompareGYearMonth",
	schema.GMonth:     "CompareGMonth",
	schema.GMonthDay:  "CompareGMonthDay",
	schema.GDay:       "CompareGDay",
}

// within is the condition that the value keeps to b; nil where every value does, or where it cannot be checked.
func (v *valueChecker) within(b bound) jen.Code {
	order := func(function string, value, limit jen.Code) jen.Code {
		return v.rt(b.function).Call(v.rt(function).Call(value, limit))
	}
	switch v.basic.write {
	case writeInt, writeUint:
		return v.integerWithin(b)
	case writeNumber:
		return v.rt("CompareDecimal").Call(v.text(), jen.Lit(*b.limit)).Op(b.operator).Lit(0)
	case writeFloat32, writeFloat64:
		return v.floatWithin(b)
	case writeDate:
		if d, err := runtime.ParseDate(*b.limit); err == nil {
			return order("CompareDate", v.temporal(),
				v.rt("Date").Values(whole("Year", int(d.Year)), whole("Month", int(d.Month)),
					whole("Day", int(d.Day)), whole("Zone", int(d.Zone))))
		}
	case writeDateTime:
		if d, err := runtime.ParseDateTime(*b.limit); err == nil {
			return order("CompareDateTime", v.temporal(),
				v.rt("DateTime").Values(whole("Year", int(d.Year)), whole("Month", int(d.Month)),
					whole("Day", int(d.Day)), whole("Hour", int(d.Hour)), whole("Minute", int(d.Minute)),
					whole("Second", int(d.Second)), whole("Zone", int(d.Zone)), whole("Nanosecond", int(d.Nanosecond))))
		}
	case writeTime:
		if d, err := runtime.ParseTimeOfDay(*b.limit); err == nil {
			return order("CompareTimeOfDay", v.temporal(),
				v.rt("TimeOfDay").Values(whole("Hour", int(d.Hour)), whole("Minute", int(d.Minute)),
					whole("Second", int(d.Second)), whole("Zone", int(d.Zone)), whole("Nanosecond", int(d.Nanosecond))))
		}
	case writeString:
		if function := compared[v.t.Builtin]; function != "" {
			return order(function, v.text(), jen.Lit(*b.limit))
		}
	}
	v.omit("the bound %.40q of xs:%s", *b.limit, v.t.Builtin)
	return nil
}

// fixedChecks are the check that value, which is the field's or an item of it, is the fixed one, where there is one.
func (c *checker) fixedChecks(field *schema.Field, name, value jen.Code) []jen.Code {
	if field.Fixed == nil {
		return nil
	}
	v := &valueChecker{checker: c, t: field.Type, name: name, value: value}
	holds := v.equals(*field.Fixed)
	if holds == nil {
		c.g.diagnostics.Warnf(field.Pos, "the fixed value %.40q is not checked: it is of a kind that is not compared",
			*field.Fixed)
		return nil
	}
	v.add("Bound", holds, literal(strconv.Quote(*field.Fixed)+", which is fixed"))
	return v.checks
}

// equals is the condition that the value is the same as one that is written as fixed (XSD Part 2, section 4.2.1); nil
// where they are not compared.
func (v *valueChecker) equals(fixed string) jen.Code {
	if v.t.Kind == schema.List {
		return nil
	}
	v.basic = v.g.basic(v.t)
	switch v.basic.write {
	case writeBool:
		if fixed == "true" || fixed == "1" {
			return v.value
		}
		return jen.Op("!").Add(v.value)
	case writeBase64, writeHex:
		parse := runtime.ParseHex
		if v.basic.write == writeBase64 {
			parse = runtime.ParseBase64
		}
		octets, err := parse(fixed)
		if err != nil {
			return nil
		}
		return jen.String().Call(v.value).Op("==").Lit(string(octets))
	case writeString:
		switch {
		case v.t.Kind == schema.Enum && value.HasForms(v.t.Builtin):
			builtin := jen.Lit(string(v.t.Builtin))
			canonical := func(text jen.Code) *jen.Statement { return v.rt("Canonical").Call(builtin, text) }
			return canonical(v.text()).Op("==").Add(canonical(jen.Lit(fixed)))
		case v.t.Kind == schema.Enum || compared[v.t.Builtin] == "":
			return v.text().Op("==").Lit(fixed)
		}
	}
	return v.within(bound{"==", "EqualTo", "", &fixed})
}

// whole is a field of a struct literal that is a number, left out where that is 0.
func whole(name string, n int) jen.Code {
	if n == 0 {
		return jen.Null()
	}
	return member(name, jen.Lit(n))
}

// integerWithin compares integers. Constants that the Go type cannot hold do not compile: they bind every value or
// none.
func (v *valueChecker) integerWithin(b bound) jen.Code {
	limit, ok := new(big.Int).SetString(*b.limit, 10)
	if !ok {
		v.omit("the bound %.40q of xs:%s", *b.limit, v.t.Builtin)
		return nil
	}
	low, high := integerRange(v.basic.goType)
	isLower, isUpper := b.operator[0] == '>', b.operator[0] == '<'
	switch {
	case isLower && (limit.Cmp(low) < 0 || b.operator == ">=" && limit.Cmp(low) == 0),
		isUpper && (limit.Cmp(high) > 0 || b.operator == "<=" && limit.Cmp(high) == 0):
		return nil
	case limit.Cmp(low) < 0 || limit.Cmp(high) > 0:
		return jen.False()
	}
	return jen.Add(v.value).Op(b.operator).Op(limit.String())
}

// integerRange is what an integer type of Go holds.
func integerRange(goType string) (low, high *big.Int) {
	one := big.NewInt(1)
	if goType[0] == 'u' {
		bits, _ := strconv.Atoi(goType[len("uint"):])
		return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(one, uint(bits)), one)
	}
	bits, _ := strconv.Atoi(goType[len("int"):])
	half := new(big.Int).Lsh(one, uint(bits-1))
	return new(big.Int).Neg(half), new(big.Int).Sub(half, one)
}

// floatWithin compares floating-point numbers; NaN is in no order to any.
func (v *valueChecker) floatWithin(b bound) jen.Code {
	bits := 64
	if v.basic.write == writeFloat32 {
		bits = 32
	}
	limit, err := strconv.ParseFloat(*b.limit, bits)
	if err != nil || *b.limit == "INF" || *b.limit == "-INF" || *b.limit == "NaN" {
		v.omit("the bound %.40q of xs:%s", *b.limit, v.t.Builtin)
		return nil
	}
	return jen.Add(v.value).Op(b.operator).Op(strconv.FormatFloat(limit, 'g', -1, bits))
}

// digits checks how many digits a number has (XSD Part 2, sections 4.3.11 and 4.3.12).
func (v *valueChecker) digits() {
	f := v.t.Facets
	if f == nil || f.TotalDigits == nil && f.FractionDigits == nil {
		return
	}
	switch v.basic.write {
	case writeNumber:
		v.add("Digits", v.text(), jen.Lit(orNone(f.TotalDigits)), jen.Lit(orNone(f.FractionDigits)))
	case writeInt, writeUint:
		if f.TotalDigits == nil || *f.TotalDigits > 20 {
			return
		}
		limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(*f.TotalDigits)), nil)
		low, high := limit.String(), new(big.Int).Neg(limit).String()
		if below := v.integerWithin(bound{operator: "<", limit: &low}); below != nil {
			v.add("Bound", below, jen.Lit("less than "+low))
		}
		if above := v.integerWithin(bound{operator: ">", limit: &high}); above != nil {
			v.add("Bound", above, jen.Lit("more than "+high))
		}
	}
}

// orNone is a limit, or -1 for none.
func orNone(limit *int) int {
	if limit == nil {
		return -1
	}
	return *limit
}

// pattern returns the function that has the regular expression of one group of pattern facets.
func (g *generator) pattern(t *schema.Type, group []string) (string, error) {
	text, err := pattern.Translate(group)
	if err != nil {
		return "", err
	}
	if name, ok := g.patternNames[text]; ok {
		return name, nil
	}
	base := "pattern" + schema.Identifier(t.Wire.Local)
	name := base
	for i := 2; g.patternTaken[name]; i++ {
		name = base + strconv.Itoa(i)
	}
	g.patternNames[text], g.patternTaken[name] = name, true
	g.expressions = append(g.expressions, expression{name, text, t.Pos})
	return name, nil
}

// expression is a regular expression that validators share.
type expression struct {
	name, text string
	pos        schema.Pos
}

// patterns writes the expressions, each of which is compiled when it is first used.
func (f *file) patterns() {
	for _, p := range f.g.expressions {
		doc := p.name + " is a pattern facet."
		if p.pos.Line > 0 {
			doc += " " + citation(p.pos)
		} else {
			doc = p.name + " is the form of a built-in type."
		}
		expression := jen.Qual("regexp", "MustCompile").Call(literal(p.text))
		f.decl(doc, jen.Var().Id(p.name).Op("=").Qual("sync", "OnceValue").Call(
			jen.Func().Params().Op("*").Qual("regexp", "Regexp").Block(jen.Return(expression))))
	}
}
