// SOAP services: their operations and messages.

package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// soap compares two SOAP services.
func (c *comparison) soap(old, new *schema.SOAP) {
	before := matchPorts(old.Ports, new.Ports)
	for _, p := range new.Ports {
		if was := before[p]; was != nil {
			subject := "the service"
			if len(old.Ports) > 1 || len(new.Ports) > 1 {
				subject = "port type " + p.PortType.Local
			}
			c.port(subject, was, p)
		}
	}
	type name struct {
		port           *schema.Port
		wire, overload string
	}
	known := map[name]*schema.SOAPOperation{}
	for _, op := range old.Operations {
		known[name{op.Port, op.Wire, op.Overload}] = op
	}
	isLeft := map[*schema.SOAPOperation]bool{}
	for _, op := range new.Operations {
		was := known[name{before[op.Port], op.Wire, op.Overload}]
		if was == nil {
			c.note(OperationAdded, operationName(new, op), "", schema.Pos{}, op.Pos, "is new")
			continue
		}
		isLeft[was] = true
		c.soapOperation(operationName(new, op), was, op)
	}
	for _, op := range old.Operations {
		if !isLeft[op] {
			c.note(OperationRemoved, operationName(old, op), "", op.Pos, schema.Pos{}, "is removed")
		}
	}
}

// matchPorts returns the old port of each new one: that of the same port type, or else of the same name without the
// namespace. If only one of each is left, they belong together.
func matchPorts(old, new []*schema.Port) map[*schema.Port]*schema.Port {
	before := map[*schema.Port]*schema.Port{}
	old, new = slices.Clone(old), slices.Clone(new)
	match := func(isSame func(a, b schema.QName) bool) {
		new = slices.DeleteFunc(new, func(p *schema.Port) bool {
			i := slices.IndexFunc(old, func(o *schema.Port) bool { return isSame(o.PortType, p.PortType) })
			if i < 0 {
				return false
			}
			before[p] = old[i]
			old = slices.Delete(old, i, i+1)
			return true
		})
	}
	match(func(a, b schema.QName) bool { return a == b })
	match(func(a, b schema.QName) bool { return a.Local == b.Local })
	if len(old) == 1 && len(new) == 1 {
		before[new[0]] = old[0]
	}
	return before
}

// port compares two versions of a port.
func (c *comparison) port(subject string, a, b *schema.Port) {
	if a.Version != b.Version {
		c.note(SOAPVersionChanged, "", subject, a.Pos, b.Pos, "now uses SOAP %s (was %s)", b.Version, a.Version)
	}
	if a.Address != b.Address {
		c.note(EndpointChanged, "", subject, a.Pos, b.Pos, "is now at %s (was %s): see Config.Endpoint", b.Address,
			a.Address)
	}
}

// operationName returns the name of op, an operation of soap, with the name of its input if it is overloaded.
func operationName(soap *schema.SOAP, op *schema.SOAPOperation) string {
	if op.Overload == "" {
		return soap.Label(op)
	}
	return fmt.Sprintf("%s(%s)", soap.Label(op), op.Overload)
}

// soapOperation compares two versions of an operation.
func (c *comparison) soapOperation(name string, a, b *schema.SOAPOperation) {
	if a.Action != b.Action {
		c.note(ActionChanged, name, "", a.Pos, b.Pos, "has another SOAPAction: %q (was %q)", b.Action, a.Action)
	}
	c.security(name, a, b)
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

// security compares what policies demand of the messages of two versions of an operation.
func (c *comparison) security(name string, a, b *schema.SOAPOperation) {
	without := func(assertions, other []string) string {
		isOther := func(assertion string) bool { return slices.Contains(other, assertion) }
		return strings.Join(slices.DeleteFunc(slices.Clone(assertions), isOther), ", ")
	}
	was, is := a.Security.All(), b.Security.All()
	if more := without(is, was); more != "" {
		c.note(SecurityDemanded, name, "", a.Pos, b.Security.Pos, "now demands security of messages: %s", more)
	}
	if less := without(was, is); less != "" {
		c.note(SecurityDropped, name, "", a.Security.Pos, b.Pos, "no longer demands security of messages: %s", less)
	}
}

// use returns the use of messages (WSDL 1.1, section 3.5).
func use(isEncoded bool) string {
	if isEncoded {
		return "encoded"
	}
	return "literal"
}

// messages compares header blocks or faults, which are identified by their elements, or by
// their types.
func (c *comparison) messages(operation, label string, d direction, old, new []*schema.Message) {
	added, removed := HeaderAdded, HeaderRemoved
	if label == "fault" {
		added, removed = FaultAdded, FaultRemoved
	}
	both, gone, more := matchMembers(blocks(label, old), blocks(label, new))
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

// blocks returns header blocks or faults, as label says, as members.
func blocks(label string, messages []*schema.Message) []*member {
	var members []*member
	for _, m := range messages {
		name := m.Element
		if m.Encoded && label == "fault" {
			name = m.Type.Wire // several faults can have one element
		}
		members = append(members, &member{memberKey: memberKey{name: name}, message: m, pos: m.Pos})
	}
	return members
}

// message compares two messages of one operation.
func (c *comparison) message(operation, label string, d direction, a, b *schema.Message) {
	r := &root{operation: operation, label: label, direction: d}
	c.roots = append(c.roots, r)
	switch {
	case a.Element.Local != b.Element.Local, !a.HasContent() && contentOf(a) != contentOf(b):
		r.find(MessageChanged, a.Pos, b.Pos, "is now %s (was %s)", contentOf(b), contentOf(a))
		return
	case a.Encoded != b.Encoded:
		r.find(EncodingChanged, a.Pos, b.Pos, "is now %s (was %s)", use(b.Encoded), use(a.Encoded))
	case a.Element.Space != b.Element.Space:
		r.find(NamespaceChanged, a.Pos, b.Pos, "is now in namespace %q (was %q)", b.Element.Space, a.Element.Space)
	}
	if a.Type != nil && b.Type != nil {
		r.edges = append(r.edges, edge{to: c.pair(a.Type, b.Type)})
	}
}

// contentOf describes what m consists of.
func contentOf(m *schema.Message) string {
	switch {
	case m.HasContent():
		return "the element " + m.Element.String()
	case m.IsAttachment():
		return "content without an envelope"
	case m.IsAttached():
		return "parts without an envelope"
	}
	return "empty"
}
