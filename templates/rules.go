// rules.go of a REST client: the checks of values before they are sent, if the contract has rules for values.

package templates

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// findRules finds the types whose values can break a rule: closed enumerations, simple types with facets, interfaces,
// which can be nil, types whose values can contain themselves, and all types that have such values.
func (p *plan) findRules() {
	roots := p.api.Types
	for _, op := range p.api.REST.Operations {
		for _, parameter := range op.Parameters {
			roots = append(roots, parameter.Type)
		}
		if op.Body != nil {
			roots = append(roots, op.Body.Type)
		}
	}
	p.ruled = map[*schema.Type]bool{}
	all := schema.Walk((*schema.Type).Parts, roots...)
	p.nesting = schema.Nesting((*schema.Type).Parts, all)
	var own []*schema.Type
	for t := range all {
		if p.nesting[t] || hasOwnRule(t) {
			own = append(own, t)
		}
	}
	users := schema.Users((*schema.Type).Parts, all)
	for t := range schema.Walk(func(t *schema.Type) []*schema.Type { return users[t] }, own...) {
		p.ruled[t] = true
	}
}

// hasOwnRule reports whether a value of t can break a rule, apart from its parts.
func hasOwnRule(t *schema.Type) bool {
	for _, f := range t.Fields() {
		if f.Items != nil || isMissable(f) {
			return true
		}
	}
	return isClosed(t) || t.Kind == schema.OneOf || t.Facets != nil
}

// isMissable reports whether f, which is required, can be nil: a type contains itself by it.
func isMissable(f *schema.Field) bool {
	return f.Required() && !f.Nillable && f.Form == schema.ByPointer
}

// rules writes the methods that check the structs with rules, and the patterns.
func (g *generator) rules() {
	if len(g.ruled) == 0 {
		return
	}
	f := g.newFile("The rules of the contract for values.")
	for _, t := range g.api.Types {
		if t.Shared && !g.direct[t] {
			continue
		}
		if t.Kind == schema.OneOf && g.ruled[t] {
			f.oneOfRules(t)
		}
		if t.Kind != schema.Struct && g.ruled[t] {
			f.pattern(t)
		}
		if t.Kind != schema.Struct || !g.ruled[t] || t.Shared {
			continue
		}
		f.owner = t.Name
		reference, result := ": see [ErrInvalid]", "invalid(v.Err())"
		if g.isShared {
			reference, result = "", "v.Err()"
		}
		f.format("Validate checks m by the rules of the contract. The error lists every fault with its path"+reference+".",
			"func (m *"+t.Name+") Validate() error {\n\tvar v check.Validator\n\tm.validate(&v)\n\treturn "+result+"\n}")
		c := &ruleWriter{file: f}
		if g.nesting[t] {
			c.line("if v.TooDeep() {\nreturn\n}")
		}
		for _, field := range t.Fields() {
			c.field(field)
		}
		f.format("validate adds the faults of m to v.",
			"func (m *"+t.Name+") validate(v *check.Validator) {\n"+c.b.String()+"}")
		for _, field := range t.Fields() {
			f.patternInPlace(field.Type)
		}
	}
	f.owner = ""
	for _, op := range g.api.REST.Operations {
		for _, p := range op.Parameters {
			f.patternInPlace(p.Type)
		}
		if op.Body != nil && op.Body.Type != nil {
			f.patternInPlace(op.Body.Type)
		}
	}
	if len(f.declarations) > 0 {
		f.save("rules.go")
	}
}

// hasValidate reports whether a struct has the method Validate.
func (p *plan) hasValidate() bool {
	return slices.ContainsFunc(p.api.Types, func(t *schema.Type) bool {
		return t.Kind == schema.Struct && p.ruled[t] && !t.Shared
	})
}

// innermost returns the type of the items of t, and of their items, up to one that is neither a list nor a map.
func innermost(t *schema.Type) *schema.Type {
	for t.Collection() != "" {
		t = t.Item
	}
	return t
}

// findPatterns names the variables of the patterns of simple types: after the type or, if it is defined in place, after
// the field, parameter or body with its values.
func (p *plan) findPatterns() {
	p.patterns = map[*schema.Type]string{}
	taken := map[string]bool{}
	add := func(t *schema.Type, owner string) {
		if t = innermost(t); t.Facets == nil || t.Facets.Regexp == nil || p.patterns[t] != "" {
			return
		}
		name := "patternOf" + owner
		for n := 2; taken[name]; n++ {
			name = fmt.Sprintf("patternOf%s%d", owner, n)
		}
		p.patterns[t], taken[name] = name, true
	}
	for _, t := range p.api.Types {
		if t.Kind == schema.Simple {
			add(t, cmp.Or(t.Name, schema.Identifier(t.Wire.Local)))
		}
	}
	for _, t := range p.api.Types {
		for _, field := range t.Fields() {
			add(field.Type, t.Name+field.Name)
		}
	}
	for _, op := range p.api.REST.Operations {
		for _, parameter := range op.Parameters {
			add(parameter.Type, op.Name+upperFirst(parameter.Name))
		}
		if op.Body != nil && op.Body.Type != nil {
			add(op.Body.Type, op.Name+"Body")
		}
	}
}

// pattern writes the pattern of the simple type t, if it has one.
func (f *file) pattern(t *schema.Type) {
	if name := f.g.patterns[t]; name != "" {
		f.format(name+" matches a part of each value.", "var "+name+" = regexp.MustCompile("+strconv.Quote(*t.Facets.Regexp)+")")
	}
}

// patternInPlace writes the pattern of the values in t, unless they have a type that the contract declares.
func (f *file) patternInPlace(t *schema.Type) {
	if t = innermost(t); !slices.Contains(f.g.api.Types, t) {
		f.pattern(t)
	}
}

// ruleWriter writes statements that check values.
type ruleWriter struct {
	*file
	b strings.Builder
}

func (c *ruleWriter) line(format string, args ...any) { fmt.Fprintf(&c.b, format+"\n", args...) }

// field checks the field of m.
func (c *ruleWriter) field(field *schema.Field) {
	v, name := "m."+field.Name, strconv.Quote(field.Wire.Local)
	if f := field.Items; f != nil {
		least, most := 0, -1
		if f.MinLength != nil {
			least = *f.MinLength
		}
		if f.MaxLength != nil {
			most = *f.MaxLength
		}
		c.guarded(!field.Required() || field.Nillable, v, func() { c.line("v.Count(%s, len(%s), %d, %d)", name, v, least, most) })
	}
	isRuled := c.g.ruled[field.Type]
	switch {
	case field.Form == schema.ByPointer && isRuled:
		value := v
		if field.Type.Kind != schema.Struct {
			value = "*" + v
		}
		c.guarded(true, v, func() { c.value(field.Type, name, value) })
	case isRuled:
		isOptional := field.Type.Kind == schema.OneOf && field.Form != schema.BySlice && (!field.Required() || field.Nillable)
		c.guarded(isOptional, v, func() { c.value(valueType(field), name, v) })
	}
	if isMissable(field) {
		c.line("if %s == nil {\nv.Required(%s)\n}", v, name)
	}
}

// guarded writes what write does, if v is not nil.
func (c *ruleWriter) guarded(isGuarded bool, v string, write func()) {
	if !isGuarded {
		write()
		return
	}
	c.line("if %s != nil {", v)
	write()
	c.line("}")
}

// value checks the value v of type t, the field name (in quotes) or, if that is "", the current item.
func (c *ruleWriter) value(t *schema.Type, name, v string) {
	switch {
	case t.Kind == schema.Struct && name == `""`:
		c.line("%s", validateStruct(t, v))
	case t.Kind == schema.Struct:
		c.line("v.Enter(%s, -1)\n%s\nv.Leave()", name, validateStruct(t, v))
	case t.Kind == schema.OneOf && name == `""`:
		c.line("%s(%s, v)", validateOneOf(t), v)
	case t.Kind == schema.OneOf:
		c.line("v.Enter(%s, -1)\n%s(%s, v)\nv.Leave()", name, validateOneOf(t), v)
	case t.Kind == schema.List:
		i := indexName(v)
		c.line("for %s := range %s {\nv.Enter(%s, %[1]s)", i, v, name)
		c.value(t.Item, `""`, v+"["+i+"]")
		c.line("v.Leave()\n}")
	case t.Kind == schema.Map:
		key, item := "key", "value"
		if strings.Contains(v, item) { // in another map
			key, item = "inner"+upperFirst(key), "inner"+upperFirst(item)
		}
		c.line("for _, %s := range slices.Sorted(maps.Keys(%s)) {\n%s := %[2]s[%[1]s]", key, v, item)
		if name != `""` {
			c.line("v.Enter(%s, -1)", name)
		}
		c.line("v.Enter(%s, -1)", key)
		value := item
		if t.NilItems && t.Item.Kind != schema.Struct { // a pointer
			value = "(*" + item + ")"
		}
		c.guarded(t.NilItems, item, func() { c.value(t.Item, `""`, value) })
		c.line("v.Leave()")
		if name != `""` {
			c.line("v.Leave()")
		}
		c.line("}")
	case isClosed(t):
		var values []string
		for _, value := range t.Values {
			values = append(values, value.Value)
		}
		c.line("v.Bound(%s, slices.Contains(valuesOf%s, %s), %q)", name, t.Name, v, "one of "+strings.Join(values, ", "))
	case t.Facets != nil:
		c.facets(t, name, v)
	}
}

// validateStruct returns the statement that adds the faults of value, of the struct type t, to v.
func validateStruct(t *schema.Type, value string) string {
	if t.Shared {
		return "sharedtype.Include(v, " + value + ".Validate())"
	}
	return value + ".validate(v)"
}

// indexName returns the name of the index of v: i, or j within another index, and so on.
func indexName(v string) string { return string("ijklmnopq"[min(strings.Count(v, "["), 8)]) }

// facets checks the simple value v of t.
func (c *ruleWriter) facets(t *schema.Type, name, v string) {
	f := t.Facets
	text := v
	switch {
	case t.GoType != nil:
		c.line("if plain, ok := owntype.Check(v, %s, %s, %s); ok {", name, ownForm(c.g.basic(t).Codec), v)
		defer c.line("}")
		v, text = "plain", "plain"
	case c.g.typeName(t) != "string":
		text = "string(" + v + ")"
	}
	if f.MinLength != nil {
		c.line("v.MinLength(%s, %s, %d)", name, text, *f.MinLength)
	}
	if f.MaxLength != nil {
		c.line("v.MaxLength(%s, %s, %d)", name, text, *f.MaxLength)
	}
	if f.Regexp != nil {
		c.line("v.Pattern(%s, %s, %s)", name, text, c.g.patterns[t])
	}
	for _, b := range []struct {
		bound          *string
		operator, want string
	}{{f.MinInclusive, ">=", "at least "}, {f.MinExclusive, ">", "more than "}, {f.MaxInclusive, "<=", "at most "},
		{f.MaxExclusive, "<", "less than "}} {
		switch {
		case b.bound == nil:
		case c.g.basic(t).Writer == schema.WriteNumber:
			c.line("v.Bound(%s, scalar.ValidDecimal(%s) && scalar.CompareDecimal(%[2]s, %q) %s 0, %q)", name, text, *b.bound,
				b.operator, b.want+*b.bound)
		default:
			c.line("v.Bound(%s, %s %s %s, %q)", name, v, b.operator, *b.bound, b.want+*b.bound)
		}
	}
}

// requestRules returns the statements that check the arguments of op before its request is made, "" if it has no rules.
func (f *file) requestRules(op *schema.RESTOperation) string {
	c := &ruleWriter{file: f}
	var options ruleWriter
	options.file = f
	for _, p := range op.Parameters {
		t := listIf(p.Repeated, p.Type)
		switch {
		case p.Client || !f.g.ruled[p.Type]:
		case p.Required && t.Kind == schema.Struct:
			c.guarded(true, p.Name, func() { c.value(t, strconv.Quote(p.Wire), p.Name) })
		case p.Required:
			c.value(t, strconv.Quote(p.Wire), p.Name)
		default:
			options.guarded(true, "options."+p.Name, func() {
				options.value(t, strconv.Quote(p.Wire), f.optionValue(p))
			})
		}
	}
	if options.b.Len() > 0 {
		c.line("if options != nil {\n%s}", options.b.String())
	}
	if b := op.Body; b != nil && b.Type != nil && f.g.ruled[b.Type] {
		t := bodyType(b)
		c.guarded(t.Kind == schema.Struct, "body", func() { c.value(t, `""`, "body") })
	}
	if c.b.Len() == 0 {
		return ""
	}
	return "\tv := new(check.Validator)\n" + c.b.String()
}
