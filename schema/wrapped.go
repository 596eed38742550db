// The wrapped style: operations that take and return the elements of their messages instead of the messages.

package schema

import (
	"fmt"
)

// A message with more elements than this is a struct, instead of parameters or results.
const (
	maxParameters = 5
	maxResults    = 3
)

// Wrapping is the parameters and results of an operation in the wrapped style.
type Wrapping struct {
	Request, Response Unwrapped
}

// Unwrapped is a message whose elements are parameters or results.
type Unwrapped struct {
	Parts []*Part
	Whole string // why the message is a struct anyway; "" if it is not
}

// Part is an element of a message as a parameter or a result.
type Part struct {
	Name  string // Go name
	Field *Field
}

// setStyle applies the style of a client to its operations.
func setStyle(api *API, style Setting, ds *Diagnostics) {
	switch {
	case api.SOAP == nil:
		ds.Faultf(style.Pos,
			"style is for a WSDL, and the functions of a YAML description take parameters anyway: remove it")
		return
	case style.Value != "bare" && style.Value != "wrapped":
		ds.Faultf(style.Pos, "style %q is not known: write bare or wrapped", style.Value)
		return
	case style.Value == "bare":
		return
	}
	for _, op := range api.SOAP.Operations {
		if op.Bare = whyBare(op); op.Bare == "" {
			op.Wrapping = &Wrapping{unwrap(op.Input, maxParameters), unwrap(op.Output, maxResults)}
		}
	}
}

// whyBare returns why op cannot have the wrapped style, "" if it can. The conditions are those of JAX-WS 2.2, section
// 2.3.1.2, except that references to elements are allowed, an empty body is a message without elements, and the wrapper
// of an operation of style rpc (SOAP 1.1, section 7.1) is one too.
func whyBare(op *SOAPOperation) string {
	if op.Split != nil {
		return "its request is split"
	}
	if op.Input.HasContent() && op.Input.Element.Local != op.Wire {
		return fmt.Sprintf("the element of its request is called %s, unlike the operation", op.Input.Element.Local)
	}
	for _, m := range []*Message{op.Input, op.Output} {
		if !m.HasContent() {
			continue
		}
		if reason := m.whyNoWrapper(); reason != "" {
			return fmt.Sprintf("the element %s %s", m.Element.Local, reason)
		}
	}
	return ""
}

// HasContent reports whether m has an element: an operation can have no response, and a body can be empty.
func (m *Message) HasContent() bool { return m != nil && m.Element.Local != "" }

// IsEmpty reports whether m has neither an element nor attachments.
func (m *Message) IsEmpty() bool { return !m.HasContent() && !m.IsAttached() }

// whyNoWrapper returns why the element of m is more than a sequence of elements, "" if it is not.
func (m *Message) whyNoWrapper() string {
	switch t := m.Type; {
	case m.Nillable:
		return "can be nil"
	case t.IsPolymorphic():
		return "can have a derived type"
	case t.Mixed:
		return "has mixed content"
	case t.Value != nil:
		return "has text instead of elements"
	case len(t.Attributes) > 0 || t.OtherAttributes != nil:
		return "has attributes"
	default:
		return t.Content.whyNoSequence()
	}
}

// whyNoSequence returns why p, which may be nil, is more than a sequence of elements, "" if it is not.
func (p *Particle) whyNoSequence() string {
	if p == nil {
		return ""
	}
	switch p.Kind {
	case Choice:
		return "has a choice, or an element that others can substitute"
	case All:
		return "has elements in any order"
	case Any:
		return "has a wildcard"
	case Repeat:
		return "has a group that repeats"
	case Sequence:
		if p.Min != 1 || p.Max != 1 {
			return "has a group that is optional"
		}
	}
	for _, child := range p.Children {
		if reason := child.whyNoSequence(); reason != "" {
			return reason
		}
	}
	return ""
}

// unwrap returns the elements of m as parameters or results, at most the given number.
func unwrap(m *Message, most int) (u Unwrapped) {
	if m.IsEmpty() {
		return u
	}
	fields := m.Type.Fields()
	if len(fields) > most {
		return Unwrapped{Whole: fmt.Sprintf("it has %d elements, more than %d", len(fields), most)}
	}
	for _, f := range fields {
		if f.HasFlag() {
			return Unwrapped{Whole: fmt.Sprintf("its element %s can be nil as well as absent", f.Wire.Local)}
		}
		u.Parts = append(u.Parts, &Part{Field: f})
	}
	return u
}

// wrapping names the parameters of op, and then its results.
func (n *namer) wrapping(op *SOAPOperation) {
	own := scope{}
	own.reserve(n.inFunction)
	own.reserve([]string{"call" + op.Symbol})
	for _, side := range []struct {
		parts []*Part
		kind  string
	}{{op.Wrapping.Request.Parts, "Value"}, {op.Wrapping.Response.Parts, "Result"}} {
		var ids []*identifier
		for _, p := range side.parts {
			f := p.Field
			ids = append(ids, &identifier{target: &p.Name, base: argumentName(f.Wire.Local), wire: f.Wire.Local,
				space: f.Wire.Space, kind: side.kind})
		}
		n.assign(own, op.Name+".", ids)
	}
}

// Unwrapped returns the reasons why a client of the wrapped style takes or returns messages of op as structs.
func (op *SOAPOperation) Unwrapped() (reasons []string) {
	if op.Bare != "" {
		reasons = append(reasons, "request and response are structs: "+op.Bare)
	}
	if w := op.Wrapping; w != nil && w.Request.Whole != "" {
		reasons = append(reasons, "the request is a struct: "+w.Request.Whole)
	}
	if w := op.Wrapping; w != nil && w.Response.Whole != "" {
		reasons = append(reasons, "the response is a struct: "+w.Response.Whole)
	}
	return reasons
}
