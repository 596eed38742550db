// json.go of a generated package: encoders and decoders of JSON.

package templates

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) jsonCodecs() {
	f := g.newFile("The JSON of the contract's types.")
	for _, t := range g.api.Types {
		switch {
		case t.Shared && !g.direct[t]:
		case isClosed(t):
			f.enumValues(t)
		case t.Kind == schema.OneOf:
			f.owner = t.Name
			f.oneOfCodec(t)
			f.owner = ""
		}
		if t.Kind == schema.Struct && !t.Shared {
			f.jsonMethods(t)
			f.jsonEncoder(t)
			f.jsonDecoder(t)
		}
	}
	f.save("json.go")
}

// jsonMethods writes the methods that encoding/json calls.
func (f *file) jsonMethods(t *schema.Type) {
	unmarshal := "jsonwire.Unmarshal"
	if f.g.isShared {
		unmarshal = "sharedtype.Unmarshal"
	}
	f.format("MarshalJSON returns m as JSON. Nil fields are omitted.",
		"func (m "+t.Name+`) MarshalJSON() ([]byte, error) {
	return jsonwire.Marshal(m.appendJSON)
}`)
	f.format("AppendJSON appends to b what ["+t.Name+".MarshalJSON] returns. It fails if JSON cannot represent m.",
		"func (m *"+t.Name+`) AppendJSON(b []byte) ([]byte, error) {
	start := len(b)
	b = m.appendJSON(b)
	if err := wire.CheckEncoded(b[start:]); err != nil {
		return b[:start], err
	}
	return b, nil
}`)
	f.format("UnmarshalJSON reads m as the service writes it: numbers can be in quotes, and null, \"\" and [] can stand for "+
		"absent.\nIf the text is JSON but deviates from the contract, m is what could be read, and the error lists the "+
		"deviations.",
		"func (m *"+t.Name+`) UnmarshalJSON(text []byte) error {
	*m = `+t.Name+`{}
	return `+unmarshal+`(text, m.decodeJSON)
}`)
}

// jsonEncoder writes the method that appends m. Every member begins with a comma. The first comma then becomes the
// opening brace.
func (f *file) jsonEncoder(t *schema.Type) {
	f.isNested = f.g.nesting[t]
	defer func() { f.isNested = false }()
	a := new(appender)
	a.add(jen.Id("start").Op(":=").Len(jen.Id("b")))
	if t.Tag != nil {
		a.text(tagMember(t))
	}
	for _, field := range t.Fields() {
		f.appendMember(a, field)
	}
	if t.KeepUnknown {
		members := []jen.Code{jen.Id("b"), jen.Id("m").Dot("Unknown")}
		if t.Tag != nil {
			members = append(members, jen.Lit(t.Tag.Name))
		}
		for _, field := range t.Fields() {
			members = append(members, jen.Lit(field.Wire.Local))
		}
		a.set(f.rt("jsonitems.AppendMembers").Call(members...))
	}
	a.add(jen.Return(f.rt("jsonwire.CloseObject").Call(jen.Id("b"), jen.Id("start"))))
	name, doc := "appendJSON", "appendJSON appends m to b as a JSON object."
	if f.g.nesting[t] {
		f.format(doc+" If m contains itself, it is refused.", "func (m *"+t.Name+`) appendJSON(b []byte) []byte {
	return check.AppendBounded(b, m.validate, m.appendMembers)
}`)
		name, doc = "appendMembers", "appendMembers appends m, which does not contain itself, to b."
	}
	f.decl(doc, jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id(name).
		Params(jen.Id("b").Index().Byte()).Index().Byte().
		Block(a.statements...))
}

// appendMethod returns the name of the method that appends a value of the struct type t.
func (f *file) appendMethod(t *schema.Type) string {
	if f.isNested && f.g.nesting[t] {
		return "appendMembers"
	}
	return "appendJSON"
}

// appendMember writes the code that appends a field. If it is nil, it is omitted, or sent as null if its flag is set. A
// required field is always sent, as null if it is nullable and nil.
func (f *file) appendMember(a *appender, field *schema.Field) {
	v := jen.Id("m").Dot(field.Name)
	name := "," + jsonText(field.Wire.Local) + ":"
	if field.Required() && !field.Nillable && field.Form != schema.ByPointer {
		a.text(name)
		f.appendMemberValue(a, field, v)
		return
	}
	statement := jen.If(jen.Add(v).Op("!=").Nil()).Block(nested(func(a *appender) {
		a.text(name)
		f.appendMemberValue(a, field, v)
	})...)
	null := nested(func(a *appender) { a.text(name + "null") })
	switch {
	case field.HasFlag():
		statement.Else().If(jen.Id("m").Dot(nilFlag(field))).Block(null...)
	case field.Nillable:
		statement.Else().Block(null...)
	}
	a.add(statement)
}

// jsonText returns text as JSON.
func jsonText(text string) string { return string(jsonwire.AppendString(nil, text)) }

// appendMemberValue writes the code that appends the value v of a field.
func (f *file) appendMemberValue(a *appender, field *schema.Field, v *jen.Statement) {
	switch {
	case f.hasCollection(field):
		a.set(f.appendCollection(valueType(field), v))
	case field.Form == schema.BySlice:
		a.text("[")
		a.add(jen.For(jen.Id("i").Op(":=").Range().Add(v)).Block(nested(func(a *appender) {
			a.add(jen.If(jen.Id("i").Op(">").Lit(0)).Block(
				jen.Id("b").Op("=").Append(jen.Id("b"), jen.LitRune(','))))
			f.appendJSONValue(a, field.Type, jen.Add(v).Index(jen.Id("i")))
		})...))
		a.text("]")
	case field.Form == schema.ByPointer && f.g.isMoment(field.Type):
		name := f.g.basic(field.Type).Type
		a.set(f.rt("jsonvalue.Append"+name+"OrEmpty").Call(jen.Id("b"), f.rt("scalar.Plain"+name).Call(jen.Op("*").Add(v))))
	case field.Form == schema.ByPointer && field.Type.Kind != schema.Struct:
		f.appendJSONValue(a, field.Type, jen.Op("*").Add(v))
	default:
		f.appendJSONValue(a, field.Type, v)
	}
}

// hasCollection reports whether the value of a field is a list or map that the runtime reads and appends. Lists of
// objects and of text, the most frequent ones, have code of their own.
func (f *file) hasCollection(field *schema.Field) bool {
	if field.Form != schema.BySlice {
		return field.Type.Collection() != ""
	}
	return field.Type.Kind != schema.Struct && f.g.typeName(field.Type) != "string"
}

// isMoment reports whether the type t is a date, or a date and time.
func (p *plan) isMoment(t *schema.Type) bool {
	return t.Kind != schema.Struct && t.Kind != schema.OneOf && t.GoType == nil && p.basic(t).IsStruct()
}

func (f *file) appendJSONValue(a *appender, t *schema.Type, v jen.Code) {
	b := jen.Id("b")
	switch {
	case t.Kind == schema.Struct && t.Shared:
		a.set(f.rt("sharedtype.Append").Call(b, jen.Add(v).Dot("AppendJSON")))
		return
	case t.Kind == schema.Struct:
		a.set(jen.Add(v).Dot(f.appendMethod(t)).Call(b))
		return
	case t.Collection() != "":
		a.set(f.appendCollection(t, v))
		return
	case t.Kind == schema.OneOf:
		a.set(jen.Id(f.appendOneOf(t)).Call(jen.Op("&").Add(v), b))
		return
	case t.GoType != nil:
		a.set(f.rt("owntype.Append").Call(b, f.ownForm(t), v))
		return
	}
	basic := f.g.basic(t)
	switch basic.Writer {
	case schema.WriteBool:
		a.set(jen.Qual("strconv", "AppendBool").Call(b, v))
	case schema.WriteInt:
		a.set(f.rt("wire.AppendInt").Call(b, widen("int64", t, basic, v)))
	case schema.WriteFloat64:
		a.set(f.rt("jsonwire.AppendFloat64").Call(b, v))
	case schema.WriteFloat32:
		a.set(f.rt("jsonnumber.AppendFloat32").Call(b, v))
	case schema.WriteBase64:
		a.set(f.rt("jsonvalue.AppendBytes").Call(b, v))
	case schema.WriteNumber:
		a.set(f.rt("jsonvalue.AppendDecimal").Call(b, jen.String().Call(v)))
	case schema.WriteDate:
		a.set(f.rt("jsonvalue.AppendDate").Call(b, f.rt("scalar.PlainDate").Call(v)))
	case schema.WriteDateTime:
		a.set(f.rt("jsonvalue.AppendDateTime").Call(b, f.rt("scalar.PlainDateTime").Call(v)))
	case schema.WriteRaw:
		a.set(f.rt("jsonwire.AppendRaw").Call(b, jen.String().Call(v)))
	default:
		if declared(t) || basic.Type != "string" {
			v = jen.String().Call(v)
		}
		a.set(f.rt("jsonwire.AppendString").Call(b, v))
	}
}

// jsonDecoder writes the names of t's members and the method that reads t.
func (f *file) jsonDecoder(t *schema.Type) {
	d := func() *jen.Statement { return jen.Id("d") }
	var names, cases, after []jen.Code
	required := []jen.Code{d(), jen.Id("membersOf" + t.Name), jen.Op("&").Id("seen")}
	if t.Tag != nil {
		required = append(required, jen.Lit(0))
		names, cases = append(names, jen.Lit(t.Tag.Name)), append(cases, f.readTag(t))
	}
	for _, field := range t.Fields() {
		name := jen.Lit(field.Wire.Local)
		if field.Required() {
			required = append(required, jen.Lit(len(names)))
		}
		names = append(names, name)
		if field.Default != nil {
			after = append(after, f.setDefault(field))
		}
		cases = append(cases, jen.Case(name).Block(f.readMember(field)...))
	}
	unknown := d().Dot("SkipUnknown").Call()
	if t.KeepUnknown {
		unknown = f.rt("jsonitems.KeepMember").Call(d(), jen.Op("&").Id("m").Dot("Unknown"))
	}
	cases = append(cases, jen.Default().Block(unknown))
	members := "membersOf" + t.Name
	f.decl(members+" are the names of the members of "+t.Name+" in JSON.",
		jen.Var().Id(members).Op("=").Add(f.rt("jsonwire.NewMembers")).Call(names...))
	seen := jen.Var().Id("seen").Add(f.rt("jsonwire.SeenMembers"))
	read := jen.For(d().Dot("MemberOf").Call(jen.Id(members), jen.Op("&").Id("seen"))).Block(
		jen.Switch(d().Dot("Key").Call()).Block(cases...))
	body := []jen.Code{jen.If(jen.Op("!").Add(d()).Dot("Object").Call()).Block(jen.Return()), seen, read}
	if hasRequired := len(required) > 3; hasRequired || len(after) > 0 { // in an object that is written as [], too
		body = []jen.Code{seen, jen.If(d().Dot("Object").Call()).Block(read)}
		if hasRequired {
			body = append(body, f.rt("jsonrule.Require").Call(required...))
		}
		body = append(body, after...)
	}
	f.decl("decodeJSON reads m from the next value.",
		jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("decodeJSON").
			Params(d().Op("*").Add(f.rt("jsonwire.Decoder"))).Block(body...))
}

// setDefault returns the statement that gives an absent field its default.
func (f *file) setDefault(field *schema.Field) jen.Code {
	v := jen.Id("m").Dot(field.Name)
	isAbsent := jen.Add(v).Op("==").Nil()
	if field.HasFlag() {
		isAbsent.Op("&&").Op("!").Id("m").Dot(nilFlag(field))
	}
	literal := *field.Default
	if field.Type.GoType != nil {
		value := f.rt("owntype.Default").Types(f.g.goType(field.Type)).Call(jen.Id("d"), f.ownForm(field.Type), jen.Lit(literal))
		return jen.If(isAbsent).Block(jen.Add(v).Op("=").Add(value))
	}
	if f.g.basic(field.Type).Type == "string" || f.g.basic(field.Type).Part != "" {
		literal = strconv.Quote(literal)
	}
	value := f.g.goType(field.Type).Parens(jen.Op(literal))
	if t := f.g.typeName(field.Type); t == "string" || t == "bool" || t == "float64" && strings.Contains(literal, ".") {
		value = jen.Op(literal)
	}
	return jen.If(isAbsent).Block(jen.Add(v).Op("=").New(value))
}

// isClosed reports whether t is an enumeration that has only the values of its constants.
func isClosed(t *schema.Type) bool { return t.Kind == schema.Enum && !t.Open }

// enumValues writes the list of the values of a closed enumeration.
func (f *file) enumValues(t *schema.Type) {
	var values []jen.Code
	for _, v := range t.Values {
		values = append(values, jen.Id(v.Name))
	}
	f.decl("valuesOf"+t.Name+" are the values of "+t.Name+".",
		jen.Var().Id("valuesOf"+t.Name).Op("=").Index().Id(t.Name).Values(values...))
}

// readMember writes the code that reads a field.
func (f *file) readMember(field *schema.Field) []jen.Code {
	v := jen.Id("m").Dot(field.Name)
	var read *jen.Statement
	if field.Type.Kind != schema.OneOf || field.Form == schema.BySlice {
		read = jen.Add(v).Op("=").Add(f.memberValue(field))
	}
	if field.Type.Kind == schema.OneOf && field.Form == schema.ByValue {
		read = jen.Id(decodeOneOf(field.Type)).Call(jen.Op("&").Add(v), jen.Id("d"))
		if !field.Required() && !field.HasFlag() {
			return []jen.Code{jen.If(jen.Op("!").Id("d").Dot("Absent").Call()).Block(read)}
		}
	}
	switch isNeeded := field.Required() && !field.Nillable; {
	case isNeeded && (field.Form == schema.BySlice || field.Type.Collection() != ""):
		want := "an array"
		if valueType(field).Kind == schema.Map {
			want = "an object"
		}
		return []jen.Code{jen.If(jen.Id("d").Dot("Present").Call(jen.Lit(want))).Block(read)}
	case isNeeded && field.Type.Kind == schema.Struct && field.Form == schema.ByValue && !field.Type.Shared:
		return []jen.Code{jen.Add(v).Dot("decodeJSON").Call(jen.Id("d"))}
	case isNeeded && field.Form == schema.ByValue && field.Type.Builtin != schema.JSON:
		return []jen.Code{jen.Add(f.valueReader(field.Type)).Call(jen.Op("&").Add(v), jen.Id("d"))}
	case !field.HasFlag():
		return []jen.Code{read}
	}
	null := jen.Id("m").Dot(nilFlag(field))
	return []jen.Code{jen.If(jen.List(v, null).Op("=").List(jen.Nil(), jen.Id("d").Dot("Null").Call()),
		jen.Op("!").Add(null)).Block(read)}
}

// memberValue returns the expression that reads the value of a field.
func (f *file) memberValue(field *schema.Field) *jen.Statement {
	d := jen.Id("d")
	t := field.Type
	switch {
	case f.hasCollection(field), field.Form == schema.BySlice && (f.g.isShared || t.Shared && t.Kind == schema.Struct):
		return f.readCollection(valueType(field))
	case t.Kind == schema.Struct && (f.g.isShared || t.Shared):
		return f.rt("sharedtype.New").Call(d, f.valueReader(t))
	case t.Kind == schema.Struct && field.Form == schema.BySlice:
		return jen.Id("objects").Types(jen.Id(t.Name)).Call(d)
	case t.Kind == schema.Struct:
		return jen.Id("field").Types(jen.Id(t.Name)).Call(d)
	case t.GoType != nil:
		return f.rt("owntype.New").Types(f.g.goType(t)).Call(d, f.ownForm(t))
	}
	basic := f.g.basic(t)
	switch {
	case field.Form == schema.BySlice:
		return jen.Id("texts").Call(d)
	case basic.Writer == schema.WriteRaw:
		return f.g.goType(t).Call(jen.Add(d).Dot("Raw").Call())
	}
	if isClosed(t) {
		return f.rt("jsonrule.New"+enumCodec(basic)).Call(d, jen.Id("valuesOf"+t.Name))
	}
	var value *jen.Statement
	switch pkg := codecPackages[basic.Codec]; {
	case basic.Part != "":
		return f.rt(pkg + ".New" + basic.Codec).Types(f.g.goType(t)).Call(d)
	case pkg != "":
		value = f.rt(pkg + ".New" + basic.Codec).Call(d)
	default:
		value = jen.Add(d).Dot("New" + basic.Codec).Call()
	}
	if declared(t) {
		value = jen.Parens(jen.Op("*").Add(f.g.goType(t))).Call(value)
	}
	return value
}
