// xml.go of a generated package: the description of the contract's types, and what documents are read and written by.

package templates

import (
	"strconv"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// xmlCodecs writes xml.go. The structs must have been written before, since their tags are part of the description.
func (g *generator) xmlCodecs() {
	f := g.newFile("The XML form of the contract's types.")
	for _, t := range g.api.Types {
		if t.Kind == schema.Struct {
			g.described.model(t)
		}
	}
	g.described.table(f)
	for _, m := range g.documents {
		f.document(m)
	}
	for _, t := range g.requestTypes() {
		f.text(t.Name,
			"Validate checks m against the contract. The error lists every fault with its path: see [ErrInvalid].",
			"func (m *"+t.Name+") Validate() error {\n\treturn validate(m)\n}")
	}
	f.save("xml.go")
}

// document is what messages with the same tags and content have in common. An element can have several types: without a
// namespace, parts of messages that name types do.
type document struct {
	element schema.QName
	t       *schema.Type
}

func documentOf(m *schema.Message) document { return document{m.Element, m.Type} }

// collectMessages finds every message once, in the order of the operations, and those whose type is the type of no
// other message.
func (g *generator) collectMessages() {
	known := map[document]bool{}
	uses := map[*schema.Type]int{}
	add := func(messages ...*schema.Message) {
		for _, m := range messages {
			if m.HasContent() && !known[documentOf(m)] {
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
	for _, m := range g.messages {
		if uses[m.Type] == 1 {
			g.documents = append(g.documents, m)
		}
	}
}

// requestTypes are the types of all messages, each once: those that have an exported Validate.
func (g *generator) requestTypes() []*schema.Type {
	var types []*schema.Type
	seen := map[*schema.Type]bool{}
	for _, m := range g.messages {
		if t := m.Type; t != nil && !seen[t] {
			seen[t] = true
			types = append(types, t)
		}
	}
	return types
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

// document writes AppendXML and DecodeXML of a type that is the type of one element.
func (f *file) document(m *schema.Message) {
	t, tag := m.Type.Name, strconv.Quote(f.g.described.tag(m.Element))
	f.text(t, "AppendXML appends m as the element "+m.Element.Local+" to b.",
		"func (m *"+t+") AppendXML(b []byte) ([]byte, error) {\n\treturn appendXML(b, "+tag+", m)\n}")
	f.text(t, "DecodeXML reads m from doc, a document whose element is "+m.Element.Local+".",
		"func (m *"+t+") DecodeXML(doc []byte) error {\n\treturn decodeXML(doc, "+tag+", m)\n}")
}
