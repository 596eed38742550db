// Types with alternatives: interfaces in Go, and JSON objects that a member tells apart.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// oneOfType declares the interface of the type t, and the type of values that are none of its alternatives. The one method
// of the interface is unexported, so that no other type implements it.
func (f *file) oneOfType(t *schema.Type) {
	f.format(symbolDoc(t.Name, t.Doc, "The type "+oneLine(t.Wire.Local)+" of the contract",
		"It is "+orList(alternativeNames(t))+", or [*"+t.Other+"].", typeCitation(t), deprecation(t.Deprecated)),
		"type "+t.Name+" interface {\n\t"+marker(t)+"()\n}")
	for _, a := range t.Alternatives {
		f.format("", "func (*"+a.Type.Name+") "+marker(t)+"() {}")
	}
	f.format(t.Other+" is a "+t.Name+" of another "+oneLine(t.Discriminator)+", as received.",
		"type "+t.Other+" struct {\n\tJSON "+rawJSON+"\n}")
	f.format("", "func (*"+t.Other+") "+marker(t)+"() {}")
}

func alternativeNames(t *schema.Type) []string {
	var names []string
	for _, a := range t.Alternatives {
		names = append(names, "[*"+a.Type.Name+"]")
	}
	return names
}

// oneOfCodec writes the functions that read and append a value of the type t.
func (f *file) oneOfCodec(t *schema.Type) {
	name, isNesting := f.appendOneOf(t), f.g.nesting[t]
	f.isNested = isNesting
	defer func() { f.isNested = false }()
	var read, write, values strings.Builder
	for i, a := range t.Alternatives {
		decode, encode := "m.decodeJSON(d)", "m."+f.appendMethod(a.Type)+"(b)"
		if a.Type.Shared {
			decode, encode = "sharedtype.Read(m, d)", "sharedtype.Append(b, m.AppendJSON)"
		}
		fmt.Fprintf(&read, "case %s:\n\tm := new(%s)\n\t%s\n\t*v = m\n", strconv.Quote(a.Value), a.Type.Name, decode)
		fmt.Fprintf(&write, "case *%s:\n\tif m != nil {\n\t\treturn %s\n\t}\n", a.Type.Name, encode)
		if i > 0 {
			values.WriteString(", ")
		}
		values.WriteString(strconv.Quote(a.Value))
	}
	discriminator, field := strconv.Quote(t.Discriminator), ""
	if t.Shared { // a struct of another package
		field = "JSON: "
	}
	f.format(decodeOneOf(t)+" reads a "+t.Name+" from the next value. An unknown "+oneLine(t.Discriminator)+
		" is a deviation, and the value is kept.",
		"func "+decodeOneOf(t)+"(v *"+t.Name+", d *jsonwire.Decoder) {\nif !d.IsObject() {\nreturn\n}\nswitch jsonrule.Kind(d, "+
			discriminator+") {\n"+read.String()+"default:\n\t*v = &"+t.Other+"{"+field+"jsonrule.OtherKind(d, "+discriminator+", "+
			values.String()+")}\n}\n}")
	doc := name + " appends v to b as a JSON object."
	if isNesting {
		inner := f.appendOneOf(t)
		f.format(doc+" If v contains itself, it is refused.", "func "+name+"(v *"+t.Name+`, b []byte) []byte {
	validate := func(c *check.Validator) { `+validateOneOf(t)+`(*v, c) }
	return check.AppendBounded(b, validate, func(b []byte) []byte { return `+inner+`(v, b) })
}`)
		name, doc = inner, inner+" appends v, which does not contain itself, to b."
	}
	f.format(doc,
		"func "+name+"(v *"+t.Name+", b []byte) []byte {\nswitch m := (*v).(type) {\n"+write.String()+
			"case *"+t.Other+":\n\tif m != nil {\n\t\treturn jsonwire.AppendRaw(b, string(m.JSON))\n\t}\n}\n"+
			"return wire.Refuse(b, \"a value that is nil\")\n}")
}

func decodeOneOf(t *schema.Type) string { return "decode" + t.Name }

// appendOneOf returns the name of the function that appends a value of t.
func (f *file) appendOneOf(t *schema.Type) string {
	if f.isNested && f.g.nesting[t] {
		return "write" + t.Name
	}
	return "append" + t.Name
}

func validateOneOf(t *schema.Type) string { return "validate" + t.Name }

// oneOfRules writes the function that checks a value of the type t, which must not be nil.
func (f *file) oneOfRules(t *schema.Type) {
	var cases strings.Builder
	for _, a := range t.Alternatives {
		check := ""
		if f.g.ruled[a.Type] {
			check = validateStruct(a.Type, "m") + "\n"
		}
		fmt.Fprintf(&cases, "case *%s:\n\tif m != nil {\n%sreturn\n}\n", a.Type.Name, check)
	}
	cases.WriteString("case *" + t.Other + ":\n\tif m != nil {\nreturn\n}\n")
	f.format(validateOneOf(t)+" adds the faults of m to v.",
		"func "+validateOneOf(t)+"(m "+t.Name+", v *check.Validator) {\nswitch m := m.(type) {\n"+cases.String()+"}\nv.Faultf(\"is required\")\n}")
}

// readTag writes the case for the member that tells t from other alternatives.
func (f *file) readTag(t *schema.Type) jen.Code {
	return jen.Case(jen.Lit(t.Tag.Name)).Block(f.rt("jsonrule.Tag").Call(jen.Id("d"), jen.Lit(t.Tag.Value)))
}

// tagMember returns that member, after a comma.
func tagMember(t *schema.Type) string {
	return "," + jsonText(t.Tag.Name) + ":" + jsonText(t.Tag.Value)
}
