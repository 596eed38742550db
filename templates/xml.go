// xml.go of a generated package: the description of the contract's types, and the methods of documents.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// xmlCodecs writes xml.go.
func (g *generator) xmlCodecs() {
	f := g.newFile("The XML of the contract's types.")
	f.typeTable()
	f.encodingTable()
	for _, m := range g.documents {
		if !m.Type.Shared {
			f.document(m)
		}
	}
	for _, t := range g.requestTypes() {
		if t.Shared {
			continue
		}
		f.text(t.Name,
			"Validate checks m against the contract. The error lists every fault with its path: see [ErrInvalid].",
			short("func (m *"+t.Name+") Validate() error", "return validate(m)"))
	}
	f.save("xml.go")
}

// typeTable writes the table.
func (f *file) typeTable() {
	d := f.g.description
	var spaces, simple, content, named, elements []*entry
	for _, t := range d.Named {
		e := new(entry)
		e.text("Name", d.Tag(t.Wire))
		e.set("Value", nilPointer(t.Name))
		if polymorphic(t) {
			e.set("Any", nilPointer(t.Interface))
		}
		if t.Abstract {
			e.set("Abstract", "true")
		}
		named = append(named, e)
	}
	for _, m := range d.Elements {
		e := new(entry)
		e.text("Name", m.Name)
		if len(m.Prefixes) > 0 {
			e.text("Prefixes", strings.Join(m.Prefixes, " "))
		}
		if m.Head != nil {
			e.set("Any", nilPointer(m.Head.Interface))
		}
		elements = append(elements, e)
	}
	for _, s := range d.Simple {
		simple = append(simple, entryOf(s))
	}
	for _, c := range d.Content {
		content = append(content, entryOf(c))
	}
	for _, s := range d.Namespaces {
		e := new(entry)
		e.text("Prefix", s.Prefix)
		e.text("URI", s.URI)
		spaces = append(spaces, e)
	}
	var b strings.Builder
	room, constructor := "xmltype", "xmltype.New"
	if f.g.api.HasAttachments() {
		room, constructor = "attach", "attach.Types"
	}
	b.WriteString("var contractTypes = " + constructor + "(&contract.Types{\n")
	for _, list := range []struct {
		field, typ string
		entries    []*entry
	}{{"Namespaces", "Namespace", spaces}, {"Simple", "SimpleType", simple}, {"Content", "ContentModel", content},
		{"Named", "NamedType", named}, {"Elements", "Element", elements}} {
		if len(list.entries) > 0 || list.field == "Namespaces" {
			b.WriteString("\t" + list.field + ": " + f.list("contract."+list.typ, 2, list.entries) + ",\n")
		}
	}
	if n := f.g.api.SOAP.MaxDepth; n > 0 {
		fmt.Fprintf(&b, "\tMaxDepth: %d,\n", n)
	}
	b.WriteString("})")
	f.text("", "contractTypes describes the contract's types, together with the tags of their fields.",
		b.String(), f.g.room("contract"), f.g.room(room))
}

// nilPointer returns the expression of a nil pointer to the type called name.
func nilPointer(name string) string { return "(*" + name + ")(nil)" }

// document writes AppendXML and DecodeXML of a type that is the type of one element.
func (f *file) document(m *schema.Message) {
	t, tag := m.Type.Name, strconv.Quote(f.g.description.Tag(m.Element))
	f.text(t, "AppendXML appends m as the element "+m.Element.Local+" to b.",
		short("func (m *"+t+") AppendXML(b []byte) ([]byte, error)", "return appendXML(b, "+tag+", m)"))
	f.text(t, "DecodeXML reads m from doc, a document with the element "+m.Element.Local+".",
		short("func (m *"+t+") DecodeXML(doc []byte) error", "return decodeXML(doc, "+tag+", m)"))
}
