// types.go of a generated package: the contract's types.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) declare() {
	f := g.newFile("The contract's types.")
	for _, t := range g.api.Types {
		switch {
		case t.Kind == schema.Struct:
			f.structType(t)
		case t.Kind == schema.Enum:
			f.enumType(t)
		case t.Declared:
			f.simpleType(t)
		case g.api.REST != nil: // a name for a value type, which the package declares even where no field has it
			g.basic(t)
		}
	}
	f.save("types.go")
}

func (f *file) structType(t *schema.Type) {
	var extra []string
	fallback := "The type " + oneLine(t.Wire.Local) + " of the contract"
	if t.Group {
		fallback = "One item of a list whose items differ"
	}
	if choice := onlyChoice(t); choice != nil {
		extra = append(extra, "Exactly one field is set.")
	}
	f.decl(symbolDoc(t.Name, t.Doc, fallback, t.Pos, extra...), jen.Type().Id(t.Name).StructFunc(func(s *jen.Group) {
		for _, field := range t.Fields() {
			for _, line := range wrap(f.g.fieldDoc(field), commentWidth-len("\t// ")) {
				s.Add(jen.Comment(commentLine(line)))
			}
			s.Id(field.Name).Add(f.g.fieldType(field))
		}
		if t.KeepUnknown {
			s.Comment("// Unknown holds the members that the contract does not know, as they came.")
			s.Id("Unknown").Map(jen.String()).Qual("encoding/json", "RawMessage")
		}
	}))
}

// onlyChoice returns the choice that is all of t's content, or nil.
func onlyChoice(t *schema.Type) *schema.Particle {
	p := t.Content
	for p != nil && p.Kind == schema.Sequence && len(p.Children) == 1 {
		p = p.Children[0]
	}
	if p == nil || p.Kind != schema.Choice || len(t.Attributes) > 0 || emptiable(p) {
		return nil
	}
	return p
}

// fieldDoc is the comment of a field: the contract's prose, then what the Go type does not say.
func (g *generator) fieldDoc(f *schema.Field) string {
	doc := []string{}
	if f.Doc != "" {
		doc = append(doc, fullStop(f.Doc))
	} else if f.Type.Doc != "" && f.Type.Kind == schema.Simple && g.api.SOAP != nil {
		doc = append(doc, fullStop(f.Type.Doc))
	}
	if op := f.ValuesOf; op != nil {
		doc = append(doc, "[Client."+op.Name+"] lists its values.")
	}
	if g.api.SOAP != nil && f.Form == schema.ByValue && !f.Required() {
		doc = append(doc, "The zero value is not sent.")
	}
	return strings.Join(doc, " ")
}

func (f *file) enumType(t *schema.Type) {
	extra := ""
	if t.Open {
		extra = "The constants are the values that the contract knows; others are valid too."
	}
	f.decl(symbolDoc(t.Name, t.Doc, "One of the constants below", t.Pos, extra), jen.Type().Id(t.Name).String())
	if len(t.Values) == 0 {
		return
	}
	f.decl("The values of "+t.Name+".", jen.Const().DefsFunc(func(defs *jen.Group) {
		for _, v := range t.Values {
			for _, line := range wrap(v.Doc, commentWidth-len("\t// ")) {
				defs.Add(jen.Comment(commentLine(line)))
			}
			defs.Id(v.Name).Id(t.Name).Op("=").Lit(v.Value)
		}
	}))
}

func (f *file) simpleType(t *schema.Type) {
	f.decl(symbolDoc(t.Name, t.Doc, "The type "+oneLine(t.Wire.Local)+" of the contract", t.Pos),
		jen.Type().Id(t.Name).Add(jen.Id(f.g.basic(t).goType)))
}
