// validate.go of a generated package: the constraints of the contract.

package templates

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) validators() {
	f := g.newFile("What the contract demands of its types.")
	constrained := g.constrained()
	for _, m := range g.documents() {
		f.validateDocument(m.Type, constrained[m.Type])
	}
	for _, t := range g.api.Types {
		if t.Kind == schema.Struct && constrained[t] {
			f.validateType(t, constrained)
		}
	}
	f.patterns()
	f.save("validate.go")
}

// validateDocument writes the exported Validate.
func (f *file) validateDocument(t *schema.Type, constrained bool) {
	m := jen.Id("m")
	f.decl("Validate checks m against the contract. The error is an [*Error] of kind [ErrInvalid] whose Messages name every\n"+
		"fault by its path.",
		jen.Func().Params(jen.Add(m).Op("*").Id(t.Name)).Id("Validate").Params().Error().BlockFunc(func(body *jen.Group) {
			body.Var().Id("v").Add(f.rt("Validator"))
			check := jen.If(jen.Add(m).Op("==").Nil()).Block(jen.Id("v").Dot("Faultf").Call(jen.Lit("is nil")))
			if constrained {
				check = check.Else().Block(jen.Add(m).Dot("validate").Call(jen.Op("&").Id("v")))
			}
			body.Add(check)
			body.Return(jen.Id("invalid").Call(jen.Id("v").Dot("Err").Call()))
		}))
}

func (f *file) validateType(t *schema.Type, constrained map[*schema.Type]bool) {
	f.decl("validate adds m's faults to v.",
		jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("validate").Params(jen.Id("v").Op("*").Add(f.rt("Validator"))).
			BlockFunc(func(body *jen.Group) {
				for _, a := range t.Attributes {
					f.validateField(body, a, true, constrained)
				}
				if t.Value != nil {
					f.validateField(body, t.Value, true, constrained)
				}
				f.validateParticle(body, t.Content, constrained)
			}))
}

func (f *file) validateParticle(body *jen.Group, p *schema.Particle, constrained map[*schema.Type]bool) {
	if p == nil {
		return
	}
	switch p.Kind {
	case schema.Choice:
		set, names := f.g.alternatives(p)
		check := "OneOf"
		if emptiable(p) {
			check = "AtMostOne"
		}
		body.Id("v").Dot(check).CallFunc(func(arguments *jen.Group) {
			arguments.Add(f.rt("CountSet")).Call(set...)
			for _, name := range names {
				arguments.Lit(name)
			}
		})
		for _, child := range p.Children {
			f.validateParticle(body, child, constrained)
		}
	case schema.Sequence, schema.All:
		if p.Min == 0 && len(p.Children) > 1 {
			f.validateOptionalGroup(body, p, constrained)
			return
		}
		for _, child := range p.Children {
			f.validateParticle(body, child, constrained)
		}
	default:
		f.validateField(body, p.Field, false, constrained)
	}
}

// validateOptionalGroup writes the checks of a group whose elements come together or not at all.
func (f *file) validateOptionalGroup(body *jen.Group, p *schema.Particle, constrained map[*schema.Type]bool) {
	whole := &schema.Particle{Kind: schema.Choice, Children: []*schema.Particle{p}}
	set, _ := f.g.alternatives(whole)
	body.If(set...).BlockFunc(func(inner *jen.Group) {
		for _, child := range p.Children {
			if child.Field != nil && child.Min > 0 && child.Field.Form != schema.BySlice {
				inner.Id("v").Dot("Required").Call(jen.Lit(child.Field.Wire.Local), jen.Op("!").Parens(f.g.present(child.Field)))
			}
			f.validateParticle(inner, child, constrained)
		}
	})
}

// validateField writes the checks of one field: that it is there, how often it occurs, and its value's own constraints.
func (f *file) validateField(body *jen.Group, field *schema.Field, attribute bool, constrained map[*schema.Type]bool) {
	m, v := jen.Id("m").Dot(field.Name), jen.Id("v")
	name := field.Wire.Local
	switch {
	case field.Form == schema.BySlice:
		if field.Min > 0 || field.Max != schema.Unbounded {
			body.Add(v.Clone().Dot("Count").Call(jen.Lit(name), jen.Len(m), jen.Lit(field.Min), jen.Lit(field.Max)))
		}
	case field.Required() && absenceShows(f.g, field):
		body.Add(v.Clone().Dot("Required").Call(jen.Lit(name), f.g.absent(field)))
	}
	if field.Type.Kind == schema.Struct {
		if !constrained[field.Type] {
			return
		}
		descend := func(enter *jen.Statement, value jen.Code) []jen.Code {
			return []jen.Code{enter, jen.Add(value).Dot("validate").Call(v), jen.Add(v).Dot("Leave").Call()}
		}
		switch field.Form {
		case schema.BySlice:
			body.For(jen.Id("i").Op(":=").Range().Add(m)).Block(
				descend(jen.Add(v).Dot("EnterItem").Call(jen.Lit(name), jen.Id("i")), jen.Add(m).Index(jen.Id("i")))...)
		case schema.ByPointer:
			body.If(jen.Add(m).Op("!=").Nil()).Block(descend(jen.Add(v).Dot("Enter").Call(jen.Lit(name)), m)...)
		default:
			for _, code := range descend(jen.Add(v).Dot("Enter").Call(jen.Lit(name)), m) {
				body.Add(code)
			}
		}
		return
	}
	switch field.Form {
	case schema.BySlice:
		if checks := f.simpleChecks(field.Type, name, jen.Id("s")); len(checks) > 0 {
			body.For(jen.List(jen.Id("_"), jen.Id("s")).Op(":=").Range().Add(m)).Block(checks...)
		}
	case schema.ByPointer:
		if checks := f.simpleChecks(field.Type, name, jen.Op("*").Add(m)); len(checks) > 0 {
			body.If(jen.Add(m).Op("!=").Nil()).Block(checks...)
		}
	default:
		checks := f.simpleChecks(field.Type, name, m)
		if len(checks) > 0 && !field.Required() {
			body.If(f.g.present(field)).Block(checks...)
			return
		}
		for _, check := range checks {
			body.Add(check)
		}
	}
}

// absenceShows reports whether a required field can be seen to be missing: an empty string or a zero cannot.
func absenceShows(g *generator, field *schema.Field) bool {
	if field.Form == schema.ByPointer {
		return true
	}
	return field.Type.Kind != schema.Struct && g.basic(field.Type).zero == zeroStruct
}

// absent is the condition under which a required field is missing.
func (g *generator) absent(field *schema.Field) *jen.Statement {
	v := jen.Id("m").Dot(field.Name)
	if field.Form == schema.ByPointer {
		return v.Op("==").Nil()
	}
	return v.Op("==").Parens(g.goType(field.Type).Values())
}

// simpleChecks are the checks of a simple value's facets.
func (f *file) simpleChecks(t *schema.Type, name string, value jen.Code) []jen.Code {
	var checks []jen.Code
	add := func(method string, arguments ...jen.Code) {
		checks = append(checks, jen.Id("v").Dot(method).Call(append([]jen.Code{jen.Lit(name)}, arguments...)...))
	}
	basic := f.g.basic(t)
	text := value
	if declared(t) || basic.goType != "string" {
		text = jen.String().Call(value)
	}
	if t.Kind == schema.Enum && !t.Open {
		var values []jen.Code
		for _, v := range t.Values {
			values = append(values, jen.Lit(v.Value))
		}
		add("Enum", append([]jen.Code{text}, values...)...)
	}
	if basic.write == writeNumber {
		add("Bound", f.rt("ValidDecimal").Call(text), jen.Lit("a decimal number"))
	}
	facets := t.Facets
	if facets == nil {
		return checks
	}
	isText := basic.write == writeString
	if isText {
		for _, bound := range []struct {
			method string
			n      *int
		}{{"Length", facets.Length}, {"MinLength", facets.MinLength}, {"MaxLength", facets.MaxLength}} {
			if bound.n != nil {
				add(bound.method, text, jen.Lit(*bound.n))
			}
		}
		for _, group := range facets.Patterns {
			add("Pattern", text, jen.Id(f.g.pattern(t, group)))
		}
	} else if len(facets.Patterns) > 0 {
		f.g.unsupported(facets.Pos, "a pattern on %s", t.Builtin)
	}
	for _, bound := range []struct {
		operator, want string
		limit          *string
	}{
		{">=", "at least ", facets.MinInclusive}, {"<=", "at most ", facets.MaxInclusive},
		{">", "more than ", facets.MinExclusive}, {"<", "less than ", facets.MaxExclusive},
	} {
		if bound.limit == nil {
			continue
		}
		var holds *jen.Statement
		switch basic.write {
		case writeInt, writeUint:
			holds = jen.Add(value).Op(bound.operator).Op(strings.TrimPrefix(*bound.limit, "+"))
		case writeNumber:
			holds = f.rt("CompareDecimal").Call(text, jen.Lit(*bound.limit)).Op(bound.operator).Lit(0)
		default:
			f.g.unsupported(facets.Pos, "a bound on %s", t.Builtin)
			continue
		}
		add("Bound", holds, jen.Lit(bound.want+*bound.limit))
	}
	if basic.write == writeNumber && (facets.TotalDigits != nil || facets.FractionDigits != nil) {
		add("Digits", text, jen.Lit(orNone(facets.TotalDigits)), jen.Lit(orNone(facets.FractionDigits)))
	}
	return checks
}

// orNone is a limit, or -1 for none.
func orNone(limit *int) int {
	if limit == nil {
		return -1
	}
	return *limit
}

// pattern returns the variable that holds the regular expression of one group of pattern facets.
func (g *generator) pattern(t *schema.Type, group []string) string {
	expression := `^(?:` + strings.Join(group, "|") + `)$`
	for _, p := range g.expressions {
		if p.expression == expression {
			return p.name
		}
	}
	name := "pattern" + exportedWord(t.Wire.Local)
	for _, p := range g.expressions {
		if p.name == name {
			name += strconv.Itoa(len(g.expressions) + 1)
			break
		}
	}
	g.expressions = append(g.expressions, pattern{name, expression, t.Pos})
	return name
}

// pattern is a regular expression that validators share.
type pattern struct {
	name, expression string
	pos              schema.Pos
}

func (f *file) patterns() {
	for _, p := range f.g.expressions {
		f.decl(p.name+" is a pattern facet. "+citation(p.pos),
			jen.Var().Id(p.name).Op("=").Qual("regexp", "MustCompile").Call(literal(p.expression)))
	}
}

// constrained finds the structs of which something is demanded, themselves or below.
func (g *generator) constrained() map[*schema.Type]bool {
	result := map[*schema.Type]bool{}
	for changed := true; changed; {
		changed = false
		for _, t := range g.api.Types {
			if t.Kind == schema.Struct && !result[t] && g.demands(t, result) {
				result[t], changed = true, true
			}
		}
	}
	return result
}

func (g *generator) demands(t *schema.Type, known map[*schema.Type]bool) bool {
	for _, f := range t.Fields() {
		switch {
		case f.Form == schema.BySlice && (f.Min > 0 || f.Max != schema.Unbounded),
			f.Form != schema.BySlice && f.Required() && absenceShows(g, f),
			f.Type.Kind == schema.Struct && known[f.Type],
			f.Type.Kind == schema.Enum && !f.Type.Open,
			f.Type.Kind != schema.Struct && (f.Type.Facets != nil || g.basic(f.Type).write == writeNumber):
			return true
		}
	}
	return hasGroup(t.Content)
}

// hasGroup reports whether p holds a choice or an optional group, which demand something of their members.
func hasGroup(p *schema.Particle) bool {
	if p == nil {
		return false
	}
	if p.Kind == schema.Choice || p.Kind == schema.Sequence && p.Min == 0 && len(p.Children) > 1 {
		return true
	}
	for _, c := range p.Children {
		if hasGroup(c) {
			return true
		}
	}
	return false
}
