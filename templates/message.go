// Messages of a SOAP service: which types are documents, and which namespaces occur in them.

package templates

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// document identifies messages with the same element and type. Elements without a namespace, of message parts that name
// types, can have several types.
type document struct {
	element schema.QName
	t       *schema.Type
}

func documentOf(m *schema.Message) document { return document{m.Element, m.Type} }

// findMessages finds every message once, in the order of the operations, and those whose type is the type of no
// other message.
func (p *plan) findMessages() {
	known := map[document]bool{}
	uses := map[*schema.Type]int{}
	add := func(messages ...*schema.Message) {
		for _, m := range messages {
			if m.HasContent() && !known[documentOf(m)] {
				known[documentOf(m)] = true
				uses[m.Type]++
				p.messages = append(p.messages, m)
			}
		}
	}
	for _, op := range p.api.SOAP.Operations {
		add(op.Messages()...)
	}
	for _, m := range p.messages {
		if uses[m.Type] == 1 {
			p.documents = append(p.documents, m)
		}
	}
}

// requestTypes returns the types of all messages, each once: those that have an exported Validate.
func (p *plan) requestTypes() []*schema.Type {
	var types []*schema.Type
	seen := map[*schema.Type]bool{}
	for _, m := range p.messages {
		if t := m.Type; t != nil && !seen[t] {
			seen[t] = true
			types = append(types, t)
		}
	}
	return types
}

// findNamespaces finds for every struct the namespaces of the elements and attributes in and below it.
func (p *plan) findNamespaces() {
	p.namespaces = map[*schema.Type]map[string]bool{}
	own := map[string][]*schema.Type{} // the structs with fields of each namespace
	for _, t := range p.api.Types {
		if t.Kind != schema.Struct {
			continue
		}
		for _, f := range t.Fields() {
			if f != t.Value && !f.Type.Group {
				own[f.Wire.Space] = append(own[f.Wire.Space], t)
			}
		}
	}
	users := schema.Users((*schema.Type).Uses, slices.Values(p.api.Types))
	for space, types := range own {
		for t := range schema.Walk(func(t *schema.Type) []*schema.Type { return users[t] }, types...) {
			if p.namespaces[t] == nil {
				p.namespaces[t] = map[string]bool{}
			}
			p.namespaces[t][space] = true
		}
	}
}
