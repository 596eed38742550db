// Types that others are derived from: interfaces in Go, xsi:type in a document.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// polymorphic reports whether a field of type t holds any of several types.
func polymorphic(t *schema.Type) bool { return t.IsPolymorphic() }

func appendFunction(t *schema.Type) string   { return "appendAny" + t.Name }
func decodeFunction(t *schema.Type) string   { return "decodeAny" + t.Name }
func validateFunction(t *schema.Type) string { return "validateAny" + t.Name }

// instances are the types that a polymorphic field can hold, the declared one first.
func instances(t *schema.Type) []*schema.Type {
	var list []*schema.Type
	for _, d := range append([]*schema.Type{t}, t.Derived...) {
		if !d.Abstract {
			list = append(list, d)
		}
	}
	return list
}

// polymorphs are the polymorphic types of the contract, in its order.
func (g *generator) polymorphs() []*schema.Type {
	var list []*schema.Type
	for _, t := range g.api.Types {
		if polymorphic(t) {
			list = append(list, t)
		}
	}
	return list
}

// interfaceType declares the interface of a polymorphic type. Its one method is unexported: no other type can be
// written.
func (f *file) interfaceType(t *schema.Type) {
	var names []string
	for _, d := range instances(t) {
		names = append(names, "[*"+d.Name+"]")
	}
	doc := t.Interface + " is any " + t.Name + ": " + or(names) + "."
	if len(names) == 0 {
		doc = t.Interface + " is any " + t.Name + ", of which the contract declares none that is not abstract."
	}
	f.decl(doc, jen.Type().Id(t.Interface).Interface(jen.Id(marker(t)).Params()))
	for _, d := range instances(t) {
		f.decl("", jen.Func().Params(jen.Op("*").Id(d.Name)).Id(marker(t)).Params().Block())
	}
}

func marker(t *schema.Type) string { return "is" + t.Name }

func or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// polymorphCodec writes the functions that append and decode a polymorphic value. Both stand inside the start tag.
func (f *file) polymorphCodec(t *schema.Type) {
	b, v := jen.Id("b"), jen.Id("v")
	var writes, reads []jen.Code
	for _, d := range instances(t) {
		c := new(chain)
		if d != t {
			f.typeAttribute(c, d)
		}
		if !hasAttributes(d) {
			c.text(">")
		}
		c.set(jen.Add(v).Dot("appendXML").Call(b))
		writes = append(writes, jen.Case(jen.Op("*").Id(d.Name)).Block(c.finish()...))

		names := []jen.Code{f.qname(d.Wire)}
		if d == t {
			names = append(names, f.rt("QName").Values())
		}
		reads = append(reads, jen.Case(names...).Block(
			jen.Id("v").Op(":=").New(jen.Id(d.Name)), jen.Id("v").Dot("decodeXML").Call(jen.Id("d")),
			jen.Return(jen.Id("v"))))
	}
	refusal := jen.Return(f.rt("Refuse").Call(jen.Append(b, jen.LitRune('>')),
		jen.Lit("needs a value of a type derived from "+t.Wire.Local)))
	body := []jen.Code{refusal} // where no type can stand in a document
	if len(writes) > 0 {
		writes = append(writes, jen.Default().Block(refusal))
		body = []jen.Code{jen.Switch(jen.Id("v").Op(":=").Id("value").Assert(jen.Type())).Block(writes...)}
	}
	f.decl(appendFunction(t)+" appends the rest of the start tag of an element of type "+t.Name+
		", with xsi:type for a derived one, and its content.",
		jen.Func().Id(appendFunction(t)).
			Params(jen.Id("b").Index().Byte(), jen.Id("value").Id(t.Interface)).Index().Byte().
			Block(body...))
	reads = append(reads, jen.Default().Block(
		jen.Id("d").Dot("Failf").
			Call(jen.Lit("xsi:type %.60s is not "+t.Wire.Local+" or derived from it"), jen.Id("name").Dot("Local")),
		jen.Return(jen.Nil())))
	f.decl(decodeFunction(t)+" reads the element at hand as what its xsi:type says.",
		jen.Func().Id(decodeFunction(t)).Params(jen.Id("d").Op("*").Add(f.rt("XMLDecoder"))).Id(t.Interface).Block(
			jen.Switch(jen.Id("name").Op(":=").Id("d").Dot("TypeQName").Call(), jen.Id("name")).Block(reads...)))
}

// typeAttribute writes xsi:type with the declarations that it needs.
func (f *file) typeAttribute(c *chain, t *schema.Type) {
	c.text(` xmlns:xsi="` + xsiNamespace + `"`)
	if t.Wire.Space == "" {
		c.text(` xsi:type="` + t.Wire.Local + `"`)
		return
	}
	c.text(` xmlns:type="` + escapeAttribute(t.Wire.Space) + `" xsi:type="type:` + t.Wire.Local + `"`)
}

// qname is a QName of the runtime.
func (f *file) qname(name schema.QName) jen.Code {
	if name.Space == "" {
		return f.rt("QName").Values(member("Local", jen.Lit(name.Local)))
	}
	return f.rt("QName").Values(member("Space", jen.Lit(name.Space)), member("Local", jen.Lit(name.Local)))
}
