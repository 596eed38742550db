// The encoders in xml.go of a generated package.

package templates

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// xsiNamespace is where xsi:nil and xsi:type are from (XSD Part 1, section 2.6).
const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// tag is a qualified name as encoders write it. Every namespace has one prefix in the whole package, declared on the
// document element; names without a namespace never meet a default one.
func (g *generator) tag(name schema.QName) string {
	if prefix := g.prefix(name.Space); prefix != "" {
		return prefix + ":" + name.Local
	}
	return name.Local
}

func (g *generator) prefix(uri string) string {
	for _, n := range g.api.SOAP.Namespaces {
		if n.URI == uri {
			return n.Prefix
		}
	}
	return ""
}

// startTag writes a start tag; for a type with attributes its end is left to the type's encoder.
func startTag(c *chain, tag string, t *schema.Type) {
	c.text("<" + tag)
	if !hasAttributes(t) {
		c.text(">")
	}
}

// hasAttributes reports whether the encoder of t begins inside the start tag.
func hasAttributes(t *schema.Type) bool {
	return len(t.Attributes) > 0 || t.OtherAttributes != nil || isOpen(t) || t.Value != nil && holdsQNames(t.Value.Type)
}

// holdsQNames reports whether a value of t is a qualified name or a list of them: its namespaces are declared in the
// start tag of the element in which it stands.
func holdsQNames(t *schema.Type) bool {
	if t.Kind == schema.List {
		return holdsQNames(t.Item)
	}
	return t.Builtin == schema.QNameType
}

// qnames are the arguments by which the runtime appends v, of a type that holds qualified names.
func qnames(t *schema.Type, v jen.Code) *jen.Statement {
	if t.Kind == schema.List {
		return jen.Add(v).Op("...")
	}
	return jen.Add(v)
}

// isOpen reports whether t is xs:anyType.
func isOpen(t *schema.Type) bool { return t.Kind == schema.Builtin && t.Builtin == schema.AnyType }

// isStruct reports whether t has an encoder and a decoder of its own.
func isStruct(t *schema.Type) bool { return t.Kind == schema.Struct || isOpen(t) }

// xmlEncoder writes the method that appends m's attributes and content, without its tags.
func (f *file) xmlEncoder(t *schema.Type) {
	c := new(chain)
	for _, a := range t.Attributes {
		f.appendAttribute(c, a)
	}
	if t.OtherAttributes != nil {
		c.set(jen.Id("appendAttributes").
			Call(jen.Id("b"), jen.Id("m").Dot(otherAttributes), jen.Id(attributesVariable(t))))
	}
	isNamed := t.Value != nil && holdsQNames(t.Value.Type)
	if hasAttributes(t) && !isNamed {
		c.text(">")
	}
	switch {
	case isNamed:
		c.set(f.rt("AppendQNames").Call(jen.Id("b"), qnames(t.Value.Type, jen.Id("m").Dot(t.Value.Name))))
	case t.Mixed:
		c.set(f.rt("AppendRaw").Call(jen.Id("b"), jen.String().Call(jen.Id("m").Dot(mixedContent))))
	case t.Value != nil:
		f.appendOptional(c, t.Value, func(c *chain, v jen.Code) { f.appendSimple(c, t.Value.Type, v, "AppendText") },
			escapeText)
	default:
		f.appendParticle(c, t.Content)
	}
	comment := "appendXML appends m's content."
	if hasAttributes(t) {
		comment = "appendXML appends m's attributes, the end of its start tag, and its content."
	}
	f.decl(comment, jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("appendXML").
		Params(jen.Id("b").Index().Byte()).Index().Byte().Block(c.finish()...))
}

func (f *file) appendAttribute(c *chain, a *schema.Field) {
	f.appendOptional(c, a, func(c *chain, v jen.Code) {
		if holdsQNames(a.Type) {
			c.set(f.rt("AppendQNamesAttr").Call(jen.Id("b"), jen.Lit(f.g.tag(a.Wire)), qnames(a.Type, v)))
			return
		}
		c.text(" " + f.g.tag(a.Wire) + `="`)
		f.appendSimple(c, a.Type, v, "AppendAttr")
		c.text(`"`)
	}, func(implied string) string { return " " + f.g.tag(a.Wire) + `="` + escapeAttribute(implied) + `"` })
}

// appendOptional writes the value of a field that is not a slice, under the condition that it is there. In place of a
// required one that is not, it writes the implied value, as imply has it.
func (f *file) appendOptional(c *chain, field *schema.Field, write func(c *chain, v jen.Code),
	imply func(string) string) {
	v := jen.Id("m").Dot(field.Name)
	if field.Form == schema.ByPointer && !isStruct(field.Type) {
		v = jen.Op("*").Add(v)
	}
	if field.Form == schema.ByValue && field.Demanded() || f.g.certain[field] {
		write(c, v)
		return
	}
	present := jen.If(f.g.present(field)).Block(nested(func(c *chain) { write(c, v) })...)
	if implied := field.Implied(); implied != nil && field.Required() {
		present = present.Else().Block(nested(func(c *chain) { c.text(imply(*implied)) })...)
	}
	c.add(present)
}

func (f *file) appendParticle(c *chain, p *schema.Particle) {
	if p == nil {
		return
	}
	items := func() *jen.Statement { return jen.Id("m").Dot(p.Field.Name) }
	switch p.Kind {
	case schema.Element:
		f.appendElement(c, p.Field)
	case schema.Repeat:
		c.add(jen.For(jen.Id("i").Op(":=").Range().Add(items())).Block(
			jen.Id("b").Op("=").Add(items()).Index(jen.Id("i")).Dot("appendXML").Call(jen.Id("b"))))
	case schema.Any:
		if p.Field.Form == schema.BySlice {
			c.add(jen.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(items())).Block(
				jen.Id("b").Op("=").Add(f.rt("AppendRaw")).Call(jen.Id("b"), jen.String().Call(jen.Id("v")))))
		} else {
			c.set(f.rt("AppendRaw").Call(jen.Id("b"), jen.String().Call(items())))
		}
	case schema.Choice:
		f.appendChoice(c, p)
	default:
		for _, child := range p.Children {
			f.appendParticle(c, child)
		}
	}
}

// appendChoice writes whichever alternative is set. What breaks the choice is refused: an encoder never leaves anything
// out silently.
func (f *file) appendChoice(c *chain, p *schema.Particle) {
	branches := f.g.branches(p)
	if len(sharedFields(p)) > 0 {
		f.appendSharedChoice(c, p, branches)
		return
	}
	operator, demand := "!=", "needs exactly one of "
	if emptiable(p) {
		operator, demand = ">", "takes at most one of "
	}
	if len(branches) > 1 {
		f.refuseUnless(c, branches, operator, demand)
	}
	for _, child := range p.Children {
		f.appendParticle(c, child)
	}
}

// refuseUnless refuses a value that takes too many or too few of the branches.
func (f *file) refuseUnless(c *chain, branches []branch, operator, demand string) {
	c.add(jen.If(f.rt("CountSet").Call(conditions(branches)...).Op(operator).Lit(1)).Block(
		jen.Id("b").Op("=").Add(f.rt("Refuse")).Call(jen.Id("b"), jen.Lit(demand+list(names(branches))))))
}

// appendSharedChoice writes the branch that is set of a choice in which an element stands in several.
func (f *file) appendSharedChoice(c *chain, p *schema.Particle, branches []branch) {
	write := func(c *chain) {
		f.refuseUnless(c, branches, "!=", "needs exactly one of ")
		c.add(jen.Switch().BlockFunc(func(cases *jen.Group) {
			for _, b := range branches {
				f.g.certain[b.certain] = true
				cases.Case(b.chosen).Block(nested(func(c *chain) { f.appendParticle(c, b.particle) })...)
				delete(f.g.certain, b.certain)
			}
		}))
	}
	if emptiable(p) {
		c.add(jen.If(f.g.anyOf(p)).Block(nested(write)...))
	} else {
		write(c)
	}
}

func (f *file) appendElement(c *chain, field *schema.Field) {
	if field.Form == schema.BySlice {
		f.appendElements(c, field)
		return
	}
	if !field.Nillable {
		f.appendOptional(c, field, func(c *chain, v jen.Code) { f.appendTagged(c, field, v) },
			func(implied string) string {
				tag := f.g.tag(field.Wire)
				return "<" + tag + ">" + escapeText(implied) + "</" + tag + ">"
			})
		return
	}
	value := jen.Id("m").Dot(field.Name)
	if !isStruct(field.Type) {
		value = jen.Op("*").Add(value)
	}
	present := jen.If(f.g.present(field)).Block(nested(func(c *chain) { f.appendTagged(c, field, value) })...).Else()
	if !field.Required() {
		present = present.If(jen.Id("m").Dot(nilFlag(field)))
	}
	c.add(present.Block(nested(func(c *chain) { c.text(f.g.nilElement(field)) })...))
}

// appendElements writes an element that occurs any number of times.
func (f *file) appendElements(c *chain, field *schema.Field) {
	items := jen.Id("m").Dot(field.Name)
	byIndex := isStruct(field.Type) && !polymorphic(field.Type)
	v, clause := jen.Id("v"), jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(items)
	if byIndex {
		v, clause = jen.Add(items).Index(jen.Id("i")), jen.Id("i").Op(":=").Range().Add(items)
	}
	if !field.Nillable {
		c.add(jen.For(clause).Block(nested(func(c *chain) { f.appendTagged(c, field, v) })...))
		return
	}
	value := v
	if !isStruct(field.Type) {
		value = jen.Op("*").Add(v)
	}
	c.add(jen.For(clause).Block(
		jen.If(jen.Add(v).Op("==").Nil()).Block(
			append(nested(func(c *chain) { c.text(f.g.nilElement(field)) }), jen.Continue())...),
		jen.Add(onLines(nested(func(c *chain) { f.appendTagged(c, field, value) }))...)))
}

// onLines puts statements on lines of their own.
func onLines(statements []jen.Code) []jen.Code {
	var list []jen.Code
	for i, s := range statements {
		if i > 0 {
			list = append(list, jen.Line())
		}
		list = append(list, s)
	}
	return list
}

// appendTagged writes one element whose value is v.
func (f *file) appendTagged(c *chain, field *schema.Field, v jen.Code) {
	tag, b := f.g.tag(field.Wire), jen.Id("b")
	switch {
	case polymorphic(field.Type):
		c.text("<" + tag)
		c.set(jen.Id(appendFunction(field.Type)).Call(b, v))
	case isStruct(field.Type):
		startTag(c, tag, field.Type)
		c.set(jen.Add(v).Dot("appendXML").Call(b))
	case holdsQNames(field.Type):
		c.text("<" + tag)
		c.set(f.rt("AppendQNames").Call(b, qnames(field.Type, v)))
	default:
		c.text("<" + tag + ">")
		if implied := field.Implied(); implied != nil && *implied != "" && field.Form != schema.ByValue &&
			f.g.isText(field.Type) {
			v = jen.Qual("cmp", "Or").Call(v, jen.Lit(*implied)) // which an empty element stands for
		}
		f.appendSimple(c, field.Type, v, "AppendText")
	}
	c.text("</" + tag + ">")
}

// nilElement is the element of a field that is nil.
func (g *generator) nilElement(field *schema.Field) string {
	return "<" + g.tag(field.Wire) + ` xmlns:xsi="` + xsiNamespace + `" xsi:nil="true"/>`
}

// appendSimple appends the value v of a simple type; text is the runtime's function for character data where v stands.
func (f *file) appendSimple(c *chain, t *schema.Type, v jen.Code, text string) {
	b := jen.Id("b")
	if t.Kind == schema.List {
		c.add(jen.For(jen.List(jen.Id("i"), jen.Id("item")).Op(":=").Range().Add(v)).Block(nested(func(c *chain) {
			c.add(jen.If(jen.Id("i").Op(">").Lit(0)).Block(jen.Id("b").Op("=").Append(b, jen.LitRune(' '))))
			f.appendSimple(c, t.Item, jen.Id("item"), text)
		})...))
		return
	}
	if patterned := f.patternedForm(t, v); patterned != nil {
		c.set(patterned)
		return
	}
	basic := f.g.basic(t)
	switch basic.write {
	case writeString:
		if declared(t) || basic.goType != "string" {
			v = jen.String().Call(v)
		}
		c.set(f.rt(text).Call(b, v))
	case writeNumber:
		c.set(f.rt("AppendDecimal").Call(b, jen.String().Call(v)))
	case writeRaw:
		c.set(f.rt("AppendRaw").Call(b, jen.String().Call(v)))
	case writeBool:
		c.set(jen.Qual("strconv", "AppendBool").Call(b, v))
	case writeInt:
		c.set(jen.Qual("strconv", "AppendInt").Call(b, widen("int64", t, basic, v), jen.Lit(10)))
	case writeUint:
		c.set(jen.Qual("strconv", "AppendUint").Call(b, widen("uint64", t, basic, v), jen.Lit(10)))
	case writeDate, writeDateTime, writeTime:
		name := map[writer]string{writeDate: "Date", writeDateTime: "DateTime", writeTime: "TimeOfDay"}[basic.write]
		function := map[writer]string{writeDate: "AppendDate", writeDateTime: "AppendDateTime",
			writeTime: "AppendTime"}[basic.write]
		c.set(f.rt(function).Call(b, f.rt(name).Call(v)))
	case writeFloat32:
		c.set(f.rt("AppendFloat32").Call(b, v))
	case writeFloat64:
		c.set(f.rt("AppendFloat64").Call(b, v))
	case writeBase64:
		c.set(f.rt("AppendBase64").Call(b, v))
	case writeHex:
		c.set(f.rt("AppendHex").Call(b, v))
	default:
		panic(fmt.Sprintf("no encoder for %s", t.Builtin))
	}
}

// widen converts v to what strconv takes, where it is not that already.
func widen(to string, t *schema.Type, b basic, v jen.Code) jen.Code {
	if b.goType == to && !declared(t) {
		return v
	}
	return jen.Id(to).Call(v)
}
