// xml.go of a generated package: namespaces, documents, encoders and decoders.

package templates

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) xmlCodecs() {
	f := g.newFile("The XML form of the contract's types.")
	f.namespaceTable()
	for _, m := range g.messages {
		f.element(m)
	}
	for _, m := range g.documents {
		f.document(m)
	}
	for _, t := range g.api.Types {
		if t.Kind != schema.Struct {
			continue
		}
		if t.OtherAttributes != nil {
			f.openAttributes(t)
		}
		f.xmlEncoder(t)
		if !t.Group { // an item is read where it stands, together with its siblings
			f.xmlDecoder(t)
		}
	}
	for _, t := range g.polymorphs() {
		f.owner = t.Name
		f.polymorphCodec(t)
	}
	f.save("xml.go")
}

// namespace is the constant that stands for uri in decoders.
func (g *generator) namespace(uri string) *jen.Statement {
	for _, n := range g.api.SOAP.Namespaces {
		if n.URI == uri {
			return jen.Id(namespaceName(n))
		}
	}
	return jen.Id("nsNone")
}

func namespaceName(n *schema.Namespace) string { return "ns" + n.Name }

// namespaceTable writes the table of namespaces that decoders compare by index.
func (f *file) namespaceTable() {
	soap := f.g.api.SOAP
	f.decl("Indices into namespaces.", jen.Const().DefsFunc(func(defs *jen.Group) {
		defs.Id("nsNone").Op("=").Iota()
		for _, n := range soap.Namespaces {
			defs.Id(namespaceName(n))
		}
	}))
	f.decl("namespaces are those of the contract's elements and attributes; the first is none.",
		jen.Var().Id("namespaces").Op("=").Index().String().ValuesFunc(func(values *jen.Group) {
			values.Lit("")
			for _, n := range soap.Namespaces {
				values.Lit(n.URI)
			}
		}))
}

// document is what messages with the same tags and content have in common. An element can have several types: without a
// namespace, parts of messages that name types do.
type document struct {
	element schema.QName
	t       *schema.Type
}

func documentOf(m *schema.Message) document { return document{m.Element, m.Type} }

// collectMessages finds every message once, in the order of the operations, and names the method that appends each as
// its element: a type that several messages have gets a method for each.
func (g *generator) collectMessages() {
	known := map[document]bool{}
	uses := map[*schema.Type]int{}
	add := func(messages ...*schema.Message) {
		for _, m := range messages {
			if answers(m) && !known[documentOf(m)] {
				known[documentOf(m)] = true
				uses[m.Type]++
				g.messages = append(g.messages, m)
			}
		}
	}
	for _, op := range g.api.SOAP.Operations {
		add(op.Input, op.Output)
		add(op.Faults...)
		add(op.InputHeaders...)
		add(op.OutputHeaders...)
	}
	type method struct {
		t    *schema.Type
		name string
	}
	taken := map[method]bool{}
	for _, m := range g.messages {
		if uses[m.Type] == 1 {
			g.documents = append(g.documents, m)
			g.elementMethods[documentOf(m)] = "appendElement"
			continue
		}
		base := "appendElement" + schema.Identifier(m.Element.Local)
		name := base
		for i := 2; taken[method{m.Type, name}]; i++ {
			name = base + strconv.Itoa(i)
		}
		taken[method{m.Type, name}] = true
		g.elementMethods[documentOf(m)] = name
	}
}

// openTag is the start tag of a message's element, with every namespace that its content needs; for a type with
// attributes its end is left to the type's encoder.
func (g *generator) openTag(m *schema.Message) string {
	c := new(chain)
	startTag(c, g.tag(m.Element)+g.declarations(m), m.Type)
	return c.pending.String()
}

// escapeAttribute is s as the value of an attribute.
func escapeAttribute(s string) string { return string(runtime.AppendAttr(nil, s)) }

// escapeText is s as character data.
func escapeText(s string) string { return string(runtime.AppendText(nil, s)) }

// declarations are the namespace declarations of a message's element.
func (g *generator) declarations(m *schema.Message) string {
	s := ""
	for _, n := range g.api.SOAP.Namespaces {
		if n.URI == m.Element.Space || g.spaces[m.Type][n.URI] {
			s += ` xmlns:` + n.Prefix + `="` + escapeAttribute(n.URI) + `"`
		}
	}
	return s
}

// findSpaces finds for every struct the namespaces of the elements and attributes in and below it.
func (g *generator) findSpaces() {
	users := map[*schema.Type][]*schema.Type{} // the structs that can hold each
	own := map[string][]*schema.Type{}         // those that have fields of each namespace
	for _, t := range g.api.Types {
		if t.Kind != schema.Struct {
			continue
		}
		for _, d := range t.Derived {
			users[d] = append(users[d], t)
		}
		for _, f := range t.Fields() {
			if f != t.Value && !f.Type.Group {
				own[f.Wire.Space] = append(own[f.Wire.Space], t)
			}
			users[f.Type] = append(users[f.Type], t)
		}
	}
	for space, next := range own {
		for len(next) > 0 {
			t := next[len(next)-1]
			next = next[:len(next)-1]
			if g.spaces[t] == nil {
				g.spaces[t] = map[string]bool{}
			}
			if !g.spaces[t][space] {
				g.spaces[t][space] = true
				next = append(next, users[t]...)
			}
		}
	}
}

// element writes the method that appends a message with its tags.
func (f *file) element(m *schema.Message) {
	c := new(chain)
	c.text(f.g.openTag(m))
	c.set(jen.Id("m").Dot("appendXML").Call(jen.Id("b")))
	c.text("</" + f.g.tag(m.Element) + ">")
	name := f.g.elementMethods[documentOf(m)]
	f.decl(name+" appends m as the element "+m.Element.Local+".",
		jen.Func().Params(jen.Id("m").Op("*").Id(m.Type.Name)).Id(name).
			Params(jen.Id("b").Index().Byte()).Index().Byte().Block(c.finish()...))
}

// document writes AppendXML and DecodeXML of a type that is the type of one element.
func (f *file) document(m *schema.Message) {
	t := m.Type
	f.decl("AppendXML appends m as the element "+m.Element.Local+" to b, without an XML declaration. It fails with\n"+
		"[ErrInvalid] where m holds what XML cannot carry; other faults are [*"+t.Name+".Validate]'s to find.",
		jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("AppendXML").Params(jen.Id("b").Index().Byte()).
			Params(jen.Index().Byte(), jen.Error()).Block(
			jen.Id("start").Op(":=").Len(jen.Id("b")),
			jen.Id("b").Op("=").Id("m").Dot("appendElement").Call(jen.Id("b")),
			jen.If(jen.Err().Op(":=").Add(f.rt("CheckEncoded")).Call(jen.Id("b").Index(jen.Id("start"), jen.Empty())),
				jen.Err().Op("!=").Nil()).Block(
				jen.Return(jen.Id("b").Index(jen.Empty(), jen.Id("start")), jen.Id("invalid").Call(jen.Err()))),
			jen.Return(jen.Id("b"), jen.Nil())))
	f.decl("DecodeXML reads m from doc, an XML document whose element is "+m.Element.Local+
		". It fails with [ErrContent] where doc\n"+
		"is not well-formed or not that element; elements that the contract does not know are passed over.",
		jen.Func().Params(jen.Id("m").Op("*").Id(t.Name)).Id("DecodeXML").
			Params(jen.Id("doc").Index().Byte()).Error().Block(
			jen.Op("*").Id("m").Op("=").Id(t.Name).Values(),
			jen.Return(jen.Id("fail").Call(f.rt("DecodeXML").Call(
				jen.Id("doc"), jen.Id("namespaces"), f.g.namespace(m.Element.Space), jen.Lit(m.Element.Local),
				jen.Id("m").Dot("decodeXML"))))))
}
