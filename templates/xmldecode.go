// The decoders in xml.go of a generated package.

package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// occurrences follows, in a decoder, which of the elements that occur at most once have been seen.
type occurrences struct {
	bits     map[*schema.Field]int
	required uint64
	names    []string
}

// track gives a bit to every field of t's content that is not a slice. The runtime's mask has 64.
func (g *generator) track(t *schema.Type) *occurrences {
	o := &occurrences{bits: map[*schema.Field]int{}}
	for _, f := range t.Content.Fields() {
		if f.Form == schema.BySlice {
			continue
		}
		bit := len(o.bits)
		if bit == 64 {
			g.unsupported(t.Pos, "a type of more than 64 single elements")
			break
		}
		o.bits[f] = bit
		o.names = append(o.names, f.Wire.Local)
		if f.Required() {
			o.required |= 1 << bit
		}
	}
	return o
}

// xmlDecoder writes the method that reads m's attributes and content from the element at hand, and consumes it.
func (f *file) xmlDecoder(t *schema.Type) {
	m, d := jen.Id("m"), jen.Id("d")
	f.decl("decodeXML reads m from the element at hand and consumes it.",
		jen.Func().Params(jen.Add(m).Op("*").Id(t.Name)).Id("decodeXML").Params(jen.Add(d).Op("*").Add(f.rt("XMLDecoder"))).
			BlockFunc(func(body *jen.Group) {
				for _, a := range t.Attributes {
					f.decodeAttribute(body, a)
				}
				switch {
				case t.Value != nil:
					body.Add(jen.Id("m").Dot(t.Value.Name).Op("=").Add(f.readXML(t.Value)))
				case len(t.Content.Fields()) == 0:
					body.Add(d.Clone().Dot("Skip").Call())
				default:
					f.decodeContent(body, t)
				}
			}))
}

func (f *file) decodeAttribute(body *jen.Group, a *schema.Field) {
	body.If(jen.Id("d").Dot("Attr").Call(f.g.namespace(a.Wire.Space), jen.Lit(a.Wire.Local))).Block(
		jen.Id("m").Dot(a.Name).Op("=").Add(f.readXML(a)))
}

// decodeContent writes the loop over t's child elements.
func (f *file) decodeContent(body *jen.Group, t *schema.Type) {
	o := f.g.track(t)
	if len(o.bits) > 0 {
		body.Var().Id("seen").Uint64()
	}
	for _, leaf := range leaves(t.Content) {
		if leaf.Kind == schema.Repeat && onlyChoice(leaf.Field.Type) == nil {
			body.Var().Id(position(leaf.Field)).Int()
		}
	}
	spaces := map[string]bool{}
	collectSpaces(t.Content, spaces)
	var cases []jen.Code
	condition := func(name schema.QName) *jen.Statement { return jen.Lit(name.Local) }
	loop := jen.For(jen.Id("d").Dot("Child").Call())
	selector := jen.Switch()
	if len(spaces) == 1 {
		for space := range spaces {
			loop = jen.For(jen.Id("d").Dot("ChildIn").Call(f.g.namespace(space)))
		}
		selector = jen.Switch(jen.Id("d").Dot("Name"))
	} else {
		condition = func(name schema.QName) *jen.Statement {
			return jen.Id("d").Dot("NS").Op("==").Add(f.g.namespace(name.Space)).Op("&&").
				Id("d").Dot("Name").Op("==").Lit(name.Local)
		}
	}
	for _, leaf := range leaves(t.Content) {
		switch leaf.Kind {
		case schema.Element:
			cases = append(cases, jen.Case(condition(leaf.Field.Wire)).Block(f.decodeField(leaf.Field, o)...))
		case schema.Repeat:
			cases = append(cases, f.decodeItems(leaf.Field, condition)...)
		}
	}
	cases = append(cases, jen.Default().Block(jen.Id("d").Dot("Skip").Call()))
	body.Add(loop.Block(selector.Block(cases...)))
	if o.required != 0 {
		arguments := []jen.Code{jen.Id("seen"), jen.Op(bits(o.required))}
		for _, name := range o.names {
			arguments = append(arguments, jen.Lit(name))
		}
		body.Id("d").Dot("Require").Call(arguments...)
	}
}

// decodeField writes the body of the case that reads one element.
func (f *file) decodeField(field *schema.Field, o *occurrences) []jen.Code {
	m := jen.Id("m").Dot(field.Name)
	var code []jen.Code
	if bit, ok := o.bits[field]; ok {
		code = append(code, jen.Id("d").Dot("Once").Call(jen.Op("&").Id("seen"), jen.Lit(bit)))
	}
	return append(code, f.assignXML(m, field)...)
}

// assignXML reads the element at hand into the target that holds field.
func (f *file) assignXML(target *jen.Statement, field *schema.Field) []jen.Code {
	if field.Type.Kind != schema.Struct {
		if field.Form == schema.BySlice {
			return []jen.Code{jen.Add(target).Op("=").Append(target, f.readSimple(field.Type))}
		}
		return []jen.Code{jen.Add(target).Op("=").Add(f.readXML(field))}
	}
	decode := func(v jen.Code) jen.Code { return jen.Add(v).Dot("decodeXML").Call(jen.Id("d")) }
	switch field.Form {
	case schema.ByPointer:
		return []jen.Code{jen.Add(target).Op("=").New(jen.Id(field.Type.Name)), decode(target)}
	case schema.BySlice:
		return []jen.Code{
			jen.Add(target).Op("=").Append(target, jen.Id(field.Type.Name).Values()),
			decode(jen.Add(target).Index(jen.Len(target).Op("-").Lit(1)))}
	default:
		return []jen.Code{decode(target)}
	}
}

// readXML reads a field of a simple type that is not a slice.
func (f *file) readXML(field *schema.Field) jen.Code {
	v := f.readSimple(field.Type)
	if field.Form == schema.ByPointer {
		return jen.New(v)
	}
	return v
}

// readSimple reads one simple value.
func (f *file) readSimple(t *schema.Type) jen.Code {
	b := f.g.basic(t)
	v := jen.Id("d").Dot(b.xml).Call()
	if declared(t) || b.part != "" {
		return f.g.goType(t).Call(v)
	}
	return v
}

// decodeItems writes the cases of a group that repeats: each adds to the item at hand, or begins the next one where the
// element cannot belong to that any more.
func (f *file) decodeItems(items *schema.Field, condition func(schema.QName) *jen.Statement) []jen.Code {
	m := jen.Id("m").Dot(items.Name)
	choice := onlyChoice(items.Type) != nil
	var cases []jen.Code
	for i, leaf := range leaves(items.Type.Content) {
		field := leaf.Field
		if leaf.Kind != schema.Element || field.Form == schema.BySlice {
			f.g.unsupported(leaf.Pos, "a repetition within a group that repeats")
			continue
		}
		var code []jen.Code
		if choice {
			code = append(code, jen.Var().Id("item").Id(items.Type.Name))
			code = append(code, f.assignXML(jen.Id("item").Dot(field.Name), field)...)
			code = append(code, jen.Add(m).Op("=").Append(m, jen.Id("item")))
		} else {
			code = append(code, jen.Id("item").Op(":=").Add(f.rt("Item")).Call(
				jen.Op("&").Add(m), jen.Op("&").Id(position(items)), jen.Lit(i+1)))
			code = append(code, f.assignXML(jen.Id("item").Dot(field.Name), field)...)
		}
		cases = append(cases, jen.Case(condition(field.Wire)).Block(code...))
	}
	return cases
}

// position is the variable that holds how far a decoder has come in the last item of a group that repeats.
func position(items *schema.Field) string { return "at" + items.Name }
