// validate.go of a generated package: the constraints of the contract.

package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) validators() {
	c := &checker{file: g.newFile("What the contract demands of its types."), constrained: g.constrained()}
	for _, t := range g.requestTypes() {
		c.validateDocument(t)
	}
	for _, t := range g.api.Types {
		c.owner = t.Name
		switch {
		case t.Kind == schema.Struct:
			c.validateStruct(t)
		case hasValidator(t):
			c.validateSimple(t)
		}
	}
	c.owner = ""
	c.patterns()
	c.save("validate.go")
}

// requestTypes are the types of all messages, each once: those that have an exported Validate.
func (g *generator) requestTypes() []*schema.Type {
	var types []*schema.Type
	seen := map[*schema.Type]bool{}
	for _, m := range g.messages {
		if t := m.Type; t != nil && !seen[t] {
			seen[t] = true
			types = append(types, t)
		}
	}
	return types
}

// checker writes the checks of structs.
type checker struct {
	*file
	constrained map[*schema.Type]bool  // the structs that have a method validate
	checked     map[*schema.Field]bool // the fields of the struct at hand whose values are checked already
}

// validateDocument writes the exported Validate.
func (c *checker) validateDocument(t *schema.Type) {
	m, v := jen.Id("m"), jen.Id("v")
	checks := []jen.Code{jen.Add(v).Dot("Encodes").Call(jen.Add(m).Dot("appendXML"))}
	if c.constrained[t] {
		checks = append([]jen.Code{jen.Add(m).Dot("validate").Call(jen.Op("&").Add(v))}, checks...)
	}
	c.decl("Validate checks m against the contract. The error is an [*Error] of kind [ErrInvalid] whose Messages name every\n"+
		"fault by its path.",
		jen.Func().Params(jen.Add(m).Op("*").Id(t.Name)).Id("Validate").Params().Error().Block(
			jen.Var().Add(v).Add(c.rt("Validator")),
			jen.If(jen.Add(m).Op("==").Nil()).Block(jen.Add(v).Dot("Faultf").Call(jen.Lit("is nil"))).Else().Block(
				checks...),
			jen.Return(jen.Id("invalid").Call(jen.Add(v).Dot("Err").Call()))))
}

// validateStruct writes the validate of t, and the function for values of t and what is derived from it.
func (c *checker) validateStruct(t *schema.Type) {
	if c.constrained[t] {
		c.decl("validate adds m's faults to v.",
			jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("validate").
				Params(jen.Id("v").Op("*").Add(c.rt("Validator"))).
				Block(c.structChecks(t)...))
	}
	if !polymorphic(t) || !c.descends(t) {
		return
	}
	var cases []jen.Code
	for _, d := range instances(t) {
		if c.constrained[d] {
			cases = append(cases, jen.Case(jen.Op("*").Id(d.Name)).Block(jen.Id("m").Dot("validate").Call(jen.Id("v"))))
		}
	}
	c.decl(validateFunction(t)+" adds the faults of value, which is any "+t.Name+", to v.",
		jen.Func().Id(validateFunction(t)).
			Params(jen.Id("v").Op("*").Add(c.rt("Validator")), jen.Id("value").Id(t.Interface)).Block(
			jen.Switch(jen.Id("m").Op(":=").Id("value").Assert(jen.Type())).Block(cases...)))
}

// validateSimple writes the validate of a simple type that has a Go type of its own.
func (c *checker) validateSimple(t *schema.Type) {
	checks := c.simpleChecks(t, jen.Id("name"), jen.Id("s"))
	if len(checks) == 0 {
		return
	}
	c.decl("validate adds the faults of s, the value of the field name, to v.",
		jen.Func().Params(jen.Id("s").Id(t.Name)).Id("validate").
			Params(jen.Id("v").Op("*").Add(c.rt("Validator")), jen.Id("name").String()).Block(checks...))
}

// hasValidator reports whether the constraints of a simple type are a method of its own.
func hasValidator(t *schema.Type) bool { return t.Kind != schema.Struct && declared(t) }

// structChecks are the checks of a struct's fields.
func (c *checker) structChecks(t *schema.Type) []jen.Code {
	c.checked = map[*schema.Field]bool{}
	var checks []jen.Code
	for _, a := range t.Attributes {
		checks = append(checks, c.fieldChecks(a, a.Required(), 0, schema.Unbounded)...)
	}
	if t.OtherAttributes != nil {
		checks = append(checks,
			jen.Id("validateAttributes").
				Call(jen.Id("v"), jen.Id("m").Dot(otherAttributes), jen.Id(attributesVariable(t))))
	}
	if t.Value != nil {
		checks = append(checks, c.fieldChecks(t.Value, t.Value.Required(), 0, schema.Unbounded)...)
	}
	return append(checks, c.particleChecks(t.Content)...)
}

// particleChecks are the checks of p, which may be absent where its Min says so.
func (c *checker) particleChecks(p *schema.Particle) []jen.Code {
	switch {
	case p == nil:
		return nil
	case p.Min == 0:
		return c.optionalChecks(p)
	default:
		return c.demandedChecks(p)
	}
}

// demandedChecks are the checks of a particle that has to be there.
func (c *checker) demandedChecks(p *schema.Particle) []jen.Code {
	if p.Field != nil {
		return c.fieldChecks(p.Field, p.Min > 0, p.Min, p.Max)
	}
	if p.Kind == schema.Choice {
		return c.choiceChecks(p)
	}
	var checks []jen.Code
	for _, child := range p.Children {
		checks = append(checks, c.particleChecks(child)...)
	}
	return checks
}

// optionalChecks are the checks of a particle that is there as a whole or not at all.
func (c *checker) optionalChecks(p *schema.Particle) []jen.Code {
	if p.Field != nil {
		if p.Min > 1 {
			return c.optionalGroup(p)
		}
		return c.fieldChecks(p.Field, false, 0, p.Max)
	}
	if !c.misses(p) {
		return c.demandedChecks(p)
	}
	return c.optionalGroup(p)
}

// optionalGroup are the checks of a particle that demands something where any of it is there.
func (c *checker) optionalGroup(p *schema.Particle) []jen.Code {
	if checks := c.demandedChecks(p); len(checks) > 0 {
		return []jen.Code{jen.If(c.g.anyOf(p)).Block(checks...)}
	}
	return nil
}

// misses reports whether the checks of p find a fault where nothing of p is there.
func (c *checker) misses(p *schema.Particle) bool {
	switch {
	case p.Field != nil:
		return p.Min > 0 && (p.Field.Form == schema.BySlice || c.g.absenceShows(p.Field))
	case p.Kind == schema.Choice:
		return !emptiable(p)
	}
	for _, child := range p.Children {
		if child.Min > 0 && c.misses(child) {
			return true
		}
	}
	return false
}

// choiceChecks are the check that one alternative is there, and those of each alternative.
func (c *checker) choiceChecks(p *schema.Particle) []jen.Code {
	if len(sharedFields(p)) > 0 {
		return c.sharedChoiceChecks(p)
	}
	var checks []jen.Code
	check := "OneOf"
	if emptiable(p) {
		check = "AtMostOne"
	}
	if branches := c.g.branches(p); len(branches) > 1 || check == "OneOf" {
		checks = append(checks, c.oneOf(check, branches))
	}
	for _, child := range p.Children {
		checks = append(checks, c.optionalChecks(child)...)
	}
	return checks
}

// oneOf calls the check of how many branches are chosen.
func (c *checker) oneOf(check string, branches []branch) jen.Code {
	arguments := []jen.Code{c.rt("CountSet").Call(conditions(branches)...)}
	for _, name := range names(branches) {
		arguments = append(arguments, jen.Lit(name))
	}
	return jen.Id("v").Dot(check).Call(arguments...)
}

// sharedChoiceChecks are those of a choice in which an element stands in several alternatives: its value is checked
// wherever it stands, and an alternative where it is chosen.
func (c *checker) sharedChoiceChecks(p *schema.Particle) []jen.Code {
	var values []jen.Code
	for _, f := range sharedFields(p) {
		values = append(values, c.fieldChecks(f, false, 0, schema.Unbounded)...)
	}
	branches := c.g.branches(p)
	choice := []jen.Code{c.oneOf("OneOf", branches)}
	for _, b := range branches {
		c.g.certain[b.certain] = true
		if checks := c.chosenChecks(b.particle); len(checks) > 0 {
			choice = append(choice, jen.If(b.chosen).Block(checks...))
		}
		delete(c.g.certain, b.certain)
	}
	if emptiable(p) {
		choice = []jen.Code{jen.If(c.g.anyOf(p)).Block(choice...)}
	}
	return append(values, choice...)
}

// chosenChecks are the checks of an alternative of which something is there.
func (c *checker) chosenChecks(p *schema.Particle) []jen.Code {
	if p.Field == nil {
		return c.demandedChecks(p)
	}
	min := p.Min
	if min == 1 {
		min = 0 // which is there
	}
	return c.fieldChecks(p.Field, false, min, p.Max)
}

// fieldChecks are the checks of one field: that it is there, that it occurs min to max times, and its value's own.
func (c *checker) fieldChecks(field *schema.Field, required bool, min, max int) []jen.Code {
	name, m, v := jen.Lit(field.Wire.Local), jen.Id("m").Dot(field.Name), jen.Id("v")
	var checks []jen.Code
	switch {
	case field.Form == schema.BySlice:
		if min > 0 || max != schema.Unbounded {
			checks = append(checks, jen.Add(v).Dot("Count").Call(name, jen.Len(m), jen.Lit(min), jen.Lit(max)))
		}
	case required && !isLeftOut(field) && c.g.absenceShows(field) && !c.g.certain[field]:
		checks = append(checks, jen.Add(v).Dot("Required").Call(name, c.g.occurs(field, false)))
	}
	if c.checked[field] {
		return checks
	}
	c.checked[field] = true
	if field.Wildcard != nil {
		return append(checks, c.elementChecks(field, name)...)
	}
	item, inner := jen.Id("item"), func(item *jen.Statement) []jen.Code {
		return c.valueChecks(field, name, jen.Add(v).Dot("Enter").Call(name), item)
	}
	switch {
	case field.Form == schema.BySlice && isStruct(field.Type):
		item = jen.Add(m).Index(jen.Id("i"))
		enter := jen.Add(v).Dot("EnterItem").Call(name, jen.Id("i"))
		if loop := unless(isNilable(field), item, c.valueChecks(field, name, enter, item)); len(loop) > 0 {
			checks = append(checks, jen.For(jen.Id("i").Op(":=").Range().Add(m)).Block(loop...))
		}
	case field.Form == schema.BySlice:
		if field.Type.Kind == schema.List {
			item = jen.Id("list")
		}
		loop := []jen.Code{jen.Add(v).Dot("EnterItem").Call(name, jen.Id("i"))}
		loop = append(loop, c.valueChecks(field, jen.Lit(""), nil, item)...)
		if loop = append(loop, jen.Add(v).Dot("Leave").Call()); len(loop) > 2 {
			checks = append(checks,
				jen.For(jen.List(jen.Id("i"), item).Op(":=").Range().Add(m)).Block(
					unless(isNilable(field), item, loop)...))
		}
	case isStruct(field.Type):
		checks = append(checks, unless(isNilable(field), m, inner(m))...)
	default:
		absentIsFine := !c.g.certain[field] && (field.Form == schema.ByPointer || !field.Demanded())
		if value := inner(m); len(value) > 0 && absentIsFine {
			checks = append(checks, jen.If(c.g.present(field)).Block(value...))
		} else {
			checks = append(checks, value...)
		}
	}
	return checks
}

// elementChecks are the check of what a wildcard holds: each must be an element that it takes.
func (c *checker) elementChecks(field *schema.Field, name jen.Code) []jen.Code {
	m, v := jen.Id("m").Dot(field.Name), jen.Id("v")
	check := func(name, raw jen.Code) jen.Code {
		return jen.Add(v).Dot("Element").Call(name, jen.String().Call(raw), c.wildcard(field.Wildcard))
	}
	if field.Form == schema.BySlice {
		return []jen.Code{jen.For(jen.List(jen.Id("i"), jen.Id("raw")).Op(":=").Range().Add(m)).Block(
			jen.Add(v).Dot("EnterItem").Call(name, jen.Id("i")), check(jen.Lit(""), jen.Id("raw")),
			jen.Add(v).Dot("Leave").Call())}
	}
	return []jen.Code{jen.If(c.g.occurs(field, true)).Block(check(name, m))}
}

// isLeftOut reports whether the field may be left out although it is required: its implied value is then sent.
func isLeftOut(field *schema.Field) bool { return field.Required() && !field.Demanded() }

// isNilable reports whether what the field holds, or each of its items, can be nil.
func isNilable(field *schema.Field) bool {
	return polymorphic(field.Type) || field.Form == schema.ByPointer || field.Form == schema.BySlice && field.Nillable
}

// unless puts checks under the condition that value is not nil, where it can be.
func unless(nilable bool, value jen.Code, checks []jen.Code) []jen.Code {
	if !nilable || len(checks) == 0 {
		return checks
	}
	return []jen.Code{jen.If(jen.Add(value).Op("!=").Nil()).Block(checks...)}
}

// valueChecks are the checks of one value that is there: the field's, or an item of it. enter opens a struct's path.
func (c *checker) valueChecks(field *schema.Field, name, enter jen.Code, value *jen.Statement) []jen.Code {
	t, v := field.Type, jen.Id("v")
	leave := jen.Add(v).Dot("Leave").Call()
	switch {
	case isStruct(t) && !c.descends(t):
		return nil
	case polymorphic(t):
		return []jen.Code{enter, jen.Id(validateFunction(t)).Call(v, value), leave}
	case isStruct(t):
		return []jen.Code{enter, jen.Add(value).Dot("validate").Call(v), leave}
	}
	plain := value
	if field.Form == schema.ByPointer || field.Form == schema.BySlice && field.Nillable {
		plain = jen.Op("*").Add(value)
	}
	checks := c.simpleChecks(t, name, plain)
	if hasValidator(t) && len(checks) > 0 {
		checks = []jen.Code{jen.Add(value).Dot("validate").Call(v, name)}
	}
	return append(checks, c.fixedChecks(field, name, plain)...)
}

// descends reports whether values of the struct t, or of a type derived from it, have a method validate.
func (c *checker) descends(t *schema.Type) bool {
	if !polymorphic(t) {
		return c.constrained[t]
	}
	for _, d := range instances(t) {
		if c.constrained[d] {
			return true
		}
	}
	return false
}

// absenceShows reports whether a field that must be there can be seen to be missing, as one can that is required only
// with others. Of one that is always required, an empty string or a zero cannot, neither can midnight or an element
// without content, and a qualified name without a name is refused as such; an element that can be nil is nil rather
// than missing.
func (g *generator) absenceShows(field *schema.Field) bool {
	switch {
	case field.Wildcard != nil || !field.Required():
		return true
	case field.Nillable:
		return false
	case field.Form == schema.ByPointer || polymorphic(field.Type):
		return true
	case field.Type.Kind == schema.Struct || field.Type.Kind == schema.List:
		return false
	}
	switch g.basic(field.Type).write {
	case writeDate, writeDateTime:
		return true
	}
	return false
}

// constrained finds the structs of which something is demanded, themselves or below.
func (g *generator) constrained() map[*schema.Type]bool {
	if g.demanding != nil {
		return g.demanding
	}
	g.demanding = map[*schema.Type]bool{}
	holders := map[*schema.Type][]*schema.Type{}
	var found []*schema.Type
	c := &checker{file: &file{g: g}, constrained: g.demanding}
	add := func(t *schema.Type) {
		if !g.demanding[t] {
			g.demanding[t] = true
			found = append(found, t)
		}
	}
	for _, t := range g.api.Types {
		if t.Kind != schema.Struct {
			continue
		}
		for _, f := range t.Fields() {
			holders[f.Type] = append(holders[f.Type], t)
			for _, d := range f.Type.Derived {
				holders[d] = append(holders[d], t)
			}
		}
	}
	for _, t := range g.api.Types {
		if t.Kind == schema.Struct && len(c.structChecks(t)) > 0 {
			add(t)
		}
	}
	for len(found) > 0 {
		t := found[0]
		found = found[1:]
		for _, holder := range holders[t] {
			add(holder)
		}
	}
	return g.demanding
}
