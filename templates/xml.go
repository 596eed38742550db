// xml.go of a generated package: the description of the contract's types, and the methods of documents.

package templates

import (
	"strconv"

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
			"func (m *"+t.Name+") Validate() error {\n\treturn validate(m)\n}")
	}
	f.save("xml.go")
}

// document writes AppendXML and DecodeXML of a type that is the type of one element.
func (f *file) document(m *schema.Message) {
	t, tag := m.Type.Name, strconv.Quote(f.g.description.tag(m.Element))
	f.text(t, "AppendXML appends m as the element "+m.Element.Local+" to b.",
		"func (m *"+t+") AppendXML(b []byte) ([]byte, error) {\n\treturn appendXML(b, "+tag+", m)\n}")
	f.text(t, "DecodeXML reads m from doc, a document with the element "+m.Element.Local+".",
		"func (m *"+t+") DecodeXML(doc []byte) error {\n\treturn decodeXML(doc, "+tag+", m)\n}")
}
