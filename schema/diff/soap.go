// SOAP services: their operations and messages.

package diff

import (
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// soap compares two SOAP services.
func (c *comparison) soap(old, new *schema.SOAP) {
	if old.Version != new.Version {
		c.note(SOAPVersionChanged, "", "the service", old.Pos, new.Pos, "now uses SOAP %s (was %s)", new.Version,
			old.Version)
	}
	if old.Endpoint != new.Endpoint {
		c.note(EndpointChanged, "", "the service", old.Pos, new.Pos, "is now at %s (was %s): see Config.Endpoint",
			new.Endpoint, old.Endpoint)
	}
	type name struct{ wire, overload string }
	known := map[name]*schema.SOAPOperation{}
	for _, op := range old.Operations {
		known[name{op.Wire, op.Overload}] = op
	}
	isLeft := map[*schema.SOAPOperation]bool{}
	for _, op := range new.Operations {
		before := known[name{op.Wire, op.Overload}]
		if before == nil {
			c.note(OperationAdded, operationName(op), "", schema.Pos{}, op.Pos, "is new")
			continue
		}
		isLeft[before] = true
		c.soapOperation(before, op)
	}
	for _, op := range old.Operations {
		if !isLeft[op] {
			c.note(OperationRemoved, operationName(op), "", op.Pos, schema.Pos{}, "is removed")
		}
	}
}

// operationName returns the name of op in the contract, with the name of its input if it is overloaded.
func operationName(op *schema.SOAPOperation) string {
	if op.Overload == "" {
		return op.Wire
	}
	return fmt.Sprintf("%s(%s)", op.Wire, op.Overload)
}

// soapOperation compares two versions of an operation.
func (c *comparison) soapOperation(a, b *schema.SOAPOperation) {
	name := operationName(b)
	if a.Action != b.Action {
		c.note(ActionChanged, name, "", a.Pos, b.Pos, "has another SOAPAction: %q (was %q)", b.Action, a.Action)
	}
	c.message(name, "request", sent, a.Input, b.Input)
	switch {
	case a.Output == nil && b.Output == nil:
	case a.Output == nil:
		c.note(OperationAnswers, name, "", a.Pos, b.Pos, "now has a response (was one-way)")
	case b.Output == nil:
		c.note(MessageRemoved, name, "", a.Pos, b.Pos, "no longer has a response (is now one-way)")
	default:
		c.message(name, "response", received, a.Output, b.Output)
	}
	c.messages(name, "request header", sent, a.InputHeaders, b.InputHeaders)
	c.messages(name, "response header", received, a.OutputHeaders, b.OutputHeaders)
	c.messages(name, "fault", received, a.Faults, b.Faults)
}

// messages compares header blocks or faults, which are identified by their elements.
func (c *comparison) messages(operation, label string, d direction, old, new []*schema.Message) {
	added, removed := HeaderAdded, HeaderRemoved
	if label == "fault" {
		added, removed = FaultAdded, FaultRemoved
	}
	both, gone, more := matchMembers(blocks(old), blocks(new))
	for _, m := range both {
		c.message(operation, label+" "+m.new.name.Local, d, m.old.message, m.new.message)
	}
	for _, m := range more {
		c.noteIn(d, added, operation, label+" "+m.name.Local, schema.Pos{}, m.pos, "is new")
	}
	for _, m := range gone {
		c.noteIn(d, removed, operation, label+" "+m.name.Local, m.pos, schema.Pos{}, "is removed")
	}
}

// blocks returns header blocks or faults as members.
func blocks(messages []*schema.Message) []*member {
	var members []*member
	for _, m := range messages {
		members = append(members, &member{memberKey: memberKey{name: m.Element}, message: m, pos: m.Pos})
	}
	return members
}

// message compares two messages of one operation.
func (c *comparison) message(operation, label string, d direction, a, b *schema.Message) {
	r := &root{operation: operation, label: label, direction: d}
	c.roots = append(c.roots, r)
	switch {
	case a.Element.Local != b.Element.Local:
		r.find(MessageChanged, a.Pos, b.Pos, "is now %s (was %s)", elementName(b.Element), elementName(a.Element))
		return
	case a.Element.Space != b.Element.Space:
		r.find(NamespaceChanged, a.Pos, b.Pos, "is now in namespace %q (was %q)", b.Element.Space, a.Element.Space)
	}
	if a.Type != nil && b.Type != nil {
		r.edges = append(r.edges, edge{to: c.pair(a.Type, b.Type)})
	}
}

// elementName describes the element of a message.
func elementName(name schema.QName) string {
	if name.Local == "" {
		return "empty"
	}
	return "the element " + name.String()
}
