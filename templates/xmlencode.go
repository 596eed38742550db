// The encoders in xml.go of a generated package.

package templates

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

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

// start writes a start tag; for a type with attributes its end is left to the type's encoder.
func start(c *chain, tag string, t *schema.Type) {
	c.text("<" + tag)
	if len(t.Attributes) == 0 {
		c.text(">")
	}
}

// xmlEncoder writes the method that appends m's attributes and content, without its tags.
func (f *file) xmlEncoder(t *schema.Type) {
	c := new(chain)
	for _, a := range t.Attributes {
		f.appendAttribute(c, a)
	}
	if len(t.Attributes) > 0 {
		c.text(">")
	}
	if t.Value != nil {
		f.appendOptional(c, t.Value, func(c *chain, v jen.Code) { f.appendSimple(c, t.Value.Type, v, "AppendText") })
	}
	f.appendParticle(c, t.Content)
	comment := "appendXML appends m's content."
	if len(t.Attributes) > 0 {
		comment = "appendXML appends m's attributes, the end of its start tag, and its content."
	}
	f.decl(comment, jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("appendXML").
		Params(jen.Id("b").Index().Byte()).Index().Byte().Block(c.finish()...))
}

func (f *file) appendAttribute(c *chain, a *schema.Field) {
	f.appendOptional(c, a, func(c *chain, v jen.Code) {
		c.text(" " + f.g.tag(a.Wire) + `="`)
		f.appendSimple(c, a.Type, v, "AppendAttr")
		c.text(`"`)
	})
}

// appendOptional writes the value of a field that is not a slice, under the condition that it is there.
func (f *file) appendOptional(c *chain, field *schema.Field, write func(c *chain, v jen.Code)) {
	v := jen.Id("m").Dot(field.Name)
	switch {
	case field.Form == schema.ByPointer && field.Type.Kind != schema.Struct:
		c.add(jen.If(f.g.present(field)).Block(nested(func(c *chain) { write(c, jen.Op("*").Add(v)) })...))
	case !field.Required() || field.Form == schema.ByPointer:
		c.add(jen.If(f.g.present(field)).Block(nested(func(c *chain) { write(c, v) })...))
	default:
		write(c, v)
	}
}

func (f *file) appendParticle(c *chain, p *schema.Particle) {
	if p == nil {
		return
	}
	switch p.Kind {
	case schema.Element:
		f.appendElement(c, p.Field)
	case schema.Repeat:
		items := jen.Id("m").Dot(p.Field.Name)
		c.add(jen.For(jen.Id("i").Op(":=").Range().Add(items)).Block(
			jen.Id("b").Op("=").Add(items).Index(jen.Id("i")).Dot("appendXML").Call(jen.Id("b"))))
	case schema.Choice:
		f.appendChoice(c, p)
	case schema.Any:
		f.g.unsupported(p.Pos, "a wildcard (xs:any)")
	default:
		for _, child := range p.Children {
			f.appendParticle(c, child)
		}
	}
}

// appendChoice writes whichever alternative is set. What breaks the choice is refused: an encoder never leaves anything
// out silently.
func (f *file) appendChoice(c *chain, p *schema.Particle) {
	set, names := f.g.alternatives(p)
	operator, demand := "!=", "needs exactly one of "
	if emptiable(p) {
		operator, demand = ">", "takes at most one of "
	}
	c.add(jen.If(f.rt("CountSet").Call(set...).Op(operator).Lit(1)).Block(
		jen.Id("b").Op("=").Add(f.rt("Refuse")).Call(jen.Id("b"), jen.Lit(demand+list(names)))))
	for _, child := range p.Children {
		f.appendParticle(c, child)
	}
}

func (f *file) appendElement(c *chain, field *schema.Field) {
	tag := f.g.tag(field.Wire)
	element := func(c *chain, v jen.Code) {
		if field.Type.Kind == schema.Struct {
			start(c, tag, field.Type)
			c.set(jen.Add(v).Dot("appendXML").Call(jen.Id("b")))
		} else {
			c.text("<" + tag + ">")
			f.appendSimple(c, field.Type, v, "AppendText")
		}
		c.text("</" + tag + ">")
	}
	if field.Form != schema.BySlice {
		f.appendOptional(c, field, element)
		return
	}
	items := jen.Id("m").Dot(field.Name)
	if field.Type.Kind == schema.Struct {
		c.add(jen.For(jen.Id("i").Op(":=").Range().Add(items)).Block(
			nested(func(c *chain) { element(c, jen.Add(items).Index(jen.Id("i"))) })...))
		return
	}
	c.add(jen.For(jen.List(jen.Id("_"), jen.Id("v")).Op(":=").Range().Add(items)).Block(
		nested(func(c *chain) { element(c, jen.Id("v")) })...))
}

// appendSimple appends the value v of a simple type; text is the runtime's function for character data where v stands.
func (f *file) appendSimple(c *chain, t *schema.Type, v jen.Code, text string) {
	b := jen.Id("b")
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
		c.set(jen.Qual("strconv", "AppendInt").Call(b, widen("int64", basic, v), jen.Lit(10)))
	case writeUint:
		c.set(jen.Qual("strconv", "AppendUint").Call(b, widen("uint64", basic, v), jen.Lit(10)))
	case writeDate, writeDateTime, writeTime:
		name := map[writer]string{writeDate: "Date", writeDateTime: "DateTime", writeTime: "TimeOfDay"}[basic.write]
		function := map[writer]string{writeDate: "AppendDate", writeDateTime: "AppendDateTime", writeTime: "AppendTime"}[basic.write]
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
func widen(to string, b basic, v jen.Code) jen.Code {
	if b.goType == to {
		return v
	}
	return jen.Id(to).Call(v)
}
