// Messages of a SOAP service: which types are documents.

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

// findDocuments finds the messages whose type is the type of no other message, and that are one element alone.
func (p *plan) findDocuments() {
	uses := map[*schema.Type]int{}
	for _, m := range p.description.Messages {
		uses[m.Type]++
	}
	for _, m := range p.description.Messages {
		if uses[m.Type] == 1 && !m.IsBody() && len(m.Type.Attached) == 0 {
			p.documents = append(p.documents, m)
		}
	}
}

// requestTypes returns the types of all messages with an element and of all requests, each once: those that have an exported
// Validate.
func (p *plan) requestTypes() []*schema.Type {
	messages := slices.Clone(p.description.Messages)
	for _, op := range p.api.SOAP.Operations {
		messages = append(messages, op.Input)
	}
	var types []*schema.Type
	seen := map[*schema.Type]bool{}
	for _, m := range messages {
		if t := m.Type; t != nil && !seen[t] {
			seen[t] = true
			types = append(types, t)
		}
	}
	return types
}
