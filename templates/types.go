// types.go of a generated package: the contract's types.

package templates

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) types(packageDoc string) {
	f := g.newFile("The contract's types.")
	f.doc = packageDoc
	f.goTypes()
	for _, t := range g.api.Types {
		switch {
		case t.Shared && g.shared != nil:
		case t.Kind == schema.Struct:
			if polymorphic(t) {
				f.interfaceType(t)
			}
			f.structType(t)
			f.secretMethods(t)
			if t.Error {
				f.errorMethod(t)
			}
		case t.Kind == schema.OneOf:
			f.owner = t.Name
			f.oneOfType(t)
			f.owner = ""
		case t.Kind == schema.Enum:
			f.enumType(t)
		case t.Declared:
			f.simpleType(t)
		}
	}
	f.save("types.go")
}

func (f *file) structType(t *schema.Type) {
	var extra []string
	fallback := "The type " + oneLine(t.Wire.Local) + " of the contract"
	if t.Group {
		fallback = "One item of a list of different elements"
	}
	if f.g.api.SOAP != nil {
		extra = append(extra, strings.Join(choiceDocs(t), " "))
	}
	tags := f.newTags(t)
	var b strings.Builder // the fields
	add := func(name, typ, doc, tag string) {
		if b.Len() == 0 {
			b.WriteByte('\n')
		}
		writeComment(&b, "\t", doc)
		b.WriteString("\t" + name + " " + typ + tag + "\n")
	}
	for i, field := range t.Fields() {
		wire := field.Wire.Local
		if field.Wildcard != nil || field.Type.Group {
			wire = "" // it is not one element
		}
		add(field.Name, f.g.fieldType(field), f.g.fieldDoc(field, i < len(t.Attributes)),
			tags.of(field.Name, wire, !field.Demanded(), f.g.isStructValue(field)))
		flag := nilFlag(field)
		flagTag := func() string { return tags.of(flag, wire+"Nil", true, false) }
		switch {
		case !field.HasFlag():
		case f.g.api.REST != nil:
			add(flag, "bool", flag+" sends null if "+field.Name+" is nil, instead of omitting it.", flagTag())
		case field.Required():
			add(flag, "bool", flag+" sends "+field.Name+" as a nil element, with its attributes.", flagTag())
		default:
			add(flag, "bool", flag+" sends a nil element if "+field.Name+" is nil, instead of omitting it.",
				flagTag())
		}
	}
	if t.OtherAttributes != nil {
		add(description.OtherAttributes, "[]Attr",
			description.OtherAttributes+" are attributes that the contract does not name, "+wildcardDoc(t.OtherAttributes)+".",
			tags.of(description.OtherAttributes, "", true, false))
	}
	if t.Mixed {
		add(description.MixedContent, "RawXML", description.MixedContent+" is text with elements.",
			tags.of(description.MixedContent, "", true, false))
	}
	if t.KeepUnknown {
		add("Unknown", "map[string]"+rawJSON, "Unknown has the members that the contract does not name, as received.",
			tags.of("Unknown", "", true, false))
	}
	f.format(symbolDoc(t.Name, t.Doc, fallback, append(extra, typeCitation(t), deprecation(t.Deprecated))...),
		"type "+t.Name+" struct {"+b.String()+"}")
}

// goTypes writes, for each Go type of another package that values have, that it converts itself from and to text.
func (f *file) goTypes() {
	for _, t := range f.g.api.GoTypes() {
		f.format(t.String()+" converts itself from and to text.", "var _ interface {\n\tencoding.TextMarshaler\n"+
			"\tencoding.TextUnmarshaler\n} = (*"+t.String()+")(nil)")
	}
}

// onlyChoice returns the choice that is t's whole content, or nil.
func onlyChoice(t *schema.Type) *schema.Particle {
	p := t.Content
	for p != nil && p.Kind == schema.Sequence && len(p.Children) == 1 {
		p = p.Children[0]
	}
	if p == nil || p.Kind != schema.Choice || len(t.Attributes) > 0 {
		return nil
	}
	return p
}

// fieldDoc returns the comment of a field: the contract's prose, then what the Go type does not show.
func (g *generator) fieldDoc(f *schema.Field, isAttribute bool) string {
	doc := []string{}
	if f.Doc != "" {
		doc = append(doc, fullStop(f.Doc))
	} else if f.Type.Doc != "" && f.Type.Kind == schema.Simple && g.api.SOAP != nil {
		doc = append(doc, fullStop(f.Type.Doc))
	}
	if f.Secret {
		doc = append(doc, "It is secret: no error shows it.")
	}
	if f.ContentTypes != nil {
		part := "It is outside of the envelope"
		if f.Alone {
			part = "It is the whole message, without an envelope"
		}
		if !slices.Contains(f.ContentTypes, "*/*") {
			part += ", with the content type " + orList(f.ContentTypes)
		}
		doc = append(doc, part+".")
	}
	switch {
	case f.Wildcard == nil:
	case f.Form == schema.BySlice:
		doc = append(doc, "Elements "+wildcardDoc(f.Wildcard)+".")
	default:
		doc = append(doc, "An element "+wildcardDoc(f.Wildcard)+".")
	}
	if op := f.ValuesOf; op != nil {
		doc = append(doc, "[Client."+op.Name+"] lists its values.")
	}
	if implied := f.Implied(); implied != nil {
		doc = append(doc, impliedDoc(f, strconv.Quote(oneLine(*implied)), isAttribute || g.api.REST != nil))
	}
	if g.api.SOAP != nil && f.Form == schema.ByValue && !f.Required() {
		doc = append(doc, "The zero value is omitted.")
	}
	text := strings.Join(doc, " ")
	if f.Deprecated != "" {
		text = strings.TrimLeft(text+"\n\n"+deprecation(f.Deprecated), "\n")
	}
	return text
}

// deprecation returns the paragraph that marks something as deprecated, "" for what is not.
func deprecation(reason string) string {
	if reason == "" {
		return ""
	}
	return "Deprecated: " + fullStop(oneLine(reason))
}

// impliedDoc explains the default or fixed value of a field, which is quoted.
func impliedDoc(f *schema.Field, quoted string, isAttribute bool) string {
	switch {
	case f.Fixed != nil && f.Required():
		return "It is always " + quoted + ", which is sent if the field is not set."
	case f.Fixed != nil:
		return "It is always " + quoted + "."
	case f.Required() && f.Form != schema.BySlice:
		return "It is " + quoted + " if the field is not set."
	case isAttribute:
		return "It is read as " + quoted + " if it is absent."
	default:
		return "It is read as " + quoted + " if it is empty."
	}
}

func (f *file) enumType(t *schema.Type) {
	extra := ""
	if t.Open {
		extra = "The constants are the values that the contract lists. Other values are valid too."
	}
	f.decl(symbolDoc(t.Name, t.Doc, "One of the constants below", extra, typeCitation(t), deprecation(t.Deprecated)),
		jen.Type().Id(t.Name).Id(f.g.basic(t).Type))
	if len(t.Values) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("const (\n")
	for _, v := range t.Values {
		doc := v.Doc
		if v.Deprecated != "" {
			doc = strings.TrimLeft(doc+"\n\n"+deprecation(v.Deprecated), "\n")
		}
		writeComment(&b, "\t", doc)
		value := strconv.Quote(v.Value)
		if f.g.basic(t).IsNumber() {
			value = number(v.Value)
		}
		b.WriteString("\t" + v.Name + " " + t.Name + " = " + value + "\n")
	}
	b.WriteString(")")
	f.format("The values of "+t.Name+".", b.String())
}

// number returns an integer as a Go literal: without a plus sign or leading zeros.
func number(lexical string) string {
	sign := ""
	if strings.HasPrefix(lexical, "-") {
		sign = "-"
	}
	digits := strings.TrimLeft(strings.TrimLeft(lexical, "+-"), "0")
	if digits == "" {
		return "0"
	}
	return sign + digits
}

func (f *file) simpleType(t *schema.Type) {
	f.decl(symbolDoc(t.Name, t.Doc, "The type "+oneLine(t.Wire.Local)+" of the contract", typeCitation(t),
		deprecation(t.Deprecated)),
		jen.Type().Id(t.Name).Add(jen.Id(f.g.basic(t).Type)))
}

// errorMethod writes the Error method of a struct. It joins the values, each with its name unless one of them is a text
// that explains the others.
func (f *file) errorMethod(t *schema.Type) {
	verbatim := func(name string) string { return strings.ReplaceAll(oneLine(name), "%", "%%") }
	isText := func(field *schema.Field) bool {
		return field.Type.Collection() == "" && f.g.basic(field.Type).Type == "string"
	}
	said := slices.DeleteFunc(t.Fields(), func(field *schema.Field) bool {
		return field.Form != schema.ByValue || field.Type.Kind == schema.Struct
	})
	speaks := slices.ContainsFunc(said, isText)
	var verbs []string
	values := ""
	for _, field := range said {
		switch {
		case speaks:
			verbs = append(verbs, "%v")
		case field == t.Value:
			verbs = append(verbs, verbatim(t.Wire.Local)+" %v")
		default:
			verbs = append(verbs, verbatim(field.Wire.Local)+" %v")
		}
		values += ", m." + field.Name
	}
	const doc = "Error returns the values of the fault."
	if f.g.api.REST != nil {
		text := "typederror.Text(m.appendJSON)"
		if f.g.isShared { // without calls over HTTP
			text = "failure.Excerpt(string(m.appendJSON(nil)))"
		}
		f.format("Error returns m as JSON, cut after 200 characters.",
			"func (m *"+t.Name+") Error() string { return "+text+" }")
		return
	}
	if len(verbs) == 0 {
		f.format(doc, "func (m *"+t.Name+") Error() string { return "+strconv.Quote(oneLine(t.Wire.Local))+" }")
		return
	}
	f.format(doc, "func (m *"+t.Name+") Error() string { return fmt.Sprintf("+strconv.Quote(strings.Join(verbs, ": "))+
		values+") }")
}
