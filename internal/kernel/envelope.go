// SOAP envelopes (SOAP 1.1, section 4; SOAP 1.2 Part 1, section 5).

package kernel

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Direction says which messages of an operation are meant.
type Direction uint8

const (
	// Either is a request or a response.
	Either Direction = iota
	// Request is the input of an operation.
	Request
	// Response is its output.
	Response
)

// Envelope is a SOAP envelope with its messages.
type Envelope struct {
	Version string // "1.1" or "1.2"; "" if the text is not a message

	// Of a message that [Contract.ReadMessage] has read:
	Text        string // the envelope; "" for none
	ContentType string // its own, if the message has several parts

	// Operation is the operation that has the element in the body: of several the first. It is nil for an unknown element,
	// and for a fault if the operation is not known.
	Operation *schema.SOAPOperation
	Message   *schema.Message // the input or the output of Operation; nil for a fault and for an empty body
	Body      *Node           // nil for an empty body, a fault or an unknown element
	Headers   []*Node         // the header blocks that the contract has
	Fault     *Fault          // nil for none
}

// Fault is a fault in an envelope.
type Fault struct {
	Code, String, Actor string
	Detail              *Node  // of a declared fault; nil for none
	Markup              string // the content of the detail
}

// envelopeTable returns the namespaces of envelopes, for a decoder.
func envelopeTable() []string {
	return []string{schema.Envelopes["1.1"].Namespace, schema.Envelopes["1.2"].Namespace}
}

// IsEnvelope reports whether the element of doc is a SOAP envelope.
func IsEnvelope(doc string) bool {
	d := xmlwire.NewDecoder(doc, append([]string{""}, envelopeTable()...))
	return d.Child() && d.NS > 0 && d.Name() == "Envelope"
}

// ReadEnvelope reads doc, an envelope with a message of op in a direction; of any operation if op is nil. Paths begin in
// the body's element, or with Header or Fault.detail.
func (c *Contract) ReadEnvelope(doc string, op *schema.SOAPOperation, direction Direction) (*Envelope, []Violation) {
	r := &envelopeReading{reading: c.newReading(doc), op: op, direction: direction}
	return r.envelopeIn(doc)
}

// envelopeIn reads doc.
func (r *envelopeReading) envelopeIn(doc string) (*Envelope, []Violation) {
	r.read(r.envelope)
	if r.isEncoded && !Faulty(r.violations) {
		return r.readEncoded(doc, r)
	}
	return &r.found, r.violations
}

// envelopeReading is the reading of an envelope.
type envelopeReading struct {
	*reading
	op        *schema.SOAPOperation
	direction Direction
	found     Envelope
	isEncoded bool // a message is encoded, and was not read
	isLiteral bool // encoded messages were turned into literal ones
	bodyAt    int  // the offset of the body's element
}

// envelope reads the document.
func (r *envelopeReading) envelope() {
	if !r.d.Child() {
		return
	}
	for version, envelope := range schema.Envelopes {
		if r.d.Space() == envelope.Namespace && r.d.Name() == "Envelope" {
			r.found.Version = version
		}
	}
	space := r.d.Space()
	if r.found.Version == "" {
		r.d.Failf("%.40s, expected an Envelope of SOAP 1.1 or 1.2", r.d.Name())
		return
	}
	bodies := 0
	at := r.d.Offset()
	for r.d.Child() {
		switch {
		case r.d.Space() == space && r.d.Name() == "Header":
			r.headers()
		case r.d.Space() == space && r.d.Name() == "Body":
			bodies++
			r.body(space)
		default:
			r.add("", "expected the Header or Body of the envelope, found "+wire.Shorten(r.d.Name()), false)
			r.d.Skip()
		}
	}
	if bodies != 1 && !r.d.Failed() {
		r.addAt(at, "", "expected one Body in the envelope", false)
	}
}

// body reads the pending Body.
func (r *envelopeReading) body(space string) {
	at, elements := r.d.Offset(), 0
	if op, m := r.severalParts(space); m != nil {
		r.bodyAt, r.found.Operation, r.found.Message = at, op, m
		r.message(m)
		r.found.Body = r.root
		return
	}
	for r.d.Child() {
		elements++
		switch {
		case elements > 1 && r.isEncoded: // it is referred to
			r.d.Skip()
		case elements > 1:
			r.add("", "expected one element in the SOAP body, found another one", r.ignoresBody())
			r.d.Skip()
		case r.d.Space() == space && r.d.Name() == "Fault":
			r.fault()
		default:
			r.bodyMessage()
		}
	}
	switch {
	case r.d.Failed() || r.found.Fault != nil:
	case r.ignoresBody() && r.op.Output.IsAttached(): // its parts can be beside an envelope nevertheless
		r.attached(r.op.Output)
	case elements == 0:
		r.emptyBody(at)
	}
}

// attached reads m, a message of the operation that is no element.
func (r *envelopeReading) attached(m *schema.Message) {
	r.fromParts(m)
	r.found.Operation, r.found.Message, r.found.Body = r.op, m, r.root
}

// severalParts returns the operation and the message of several parts of which the first element in the body is one, nil
// for none. Other elements in the body are violations. space is the namespace of the envelope.
func (r *envelopeReading) severalParts(space string) (*schema.SOAPOperation, *schema.Message) {
	isPossible := false
	for _, m := range r.candidates() {
		isPossible = isPossible || m.IsBody()
	}
	if !isPossible {
		return nil, nil
	}
	d := xmlwire.NewDecoder(r.d.Document(), []string{""})
	d.Child()
	for d.Child() && (d.Space() != space || d.Name() != "Body") {
		d.Skip()
	}
	if !d.Child() {
		for op, m := range r.candidates() {
			if m.IsBody() && len(m.Type.Content.Fields()) == 0 { // all parts are attachments
				return op, m
			}
		}
		return nil, nil
	}
	for op, m := range r.candidates() {
		if !m.IsBody() || !m.Type.HasElement(nameOf(d)) {
			continue
		}
		for more := true; more; more = d.Child() {
			if name := nameOf(d); !m.Type.HasElement(name) {
				r.add("", "expected the parts of "+op.Wire+" in the SOAP body, found "+wire.Shorten(name.String()), false)
			}
			d.Skip()
		}
		return op, m
	}
	return nil, nil
}

// nameOf returns the name of the pending element.
func nameOf(d *xmlwire.Decoder) schema.QName { return schema.QName{Space: d.Space(), Local: d.Name()} }

// bodyMessage reads the pending element of the body.
func (r *envelopeReading) bodyMessage() {
	r.bodyAt = r.d.Offset()
	op, m := r.find(nameOf(r.d))
	if m == nil {
		r.add("", r.expected()+", found "+wire.Shorten(nameOf(r.d).String()), r.ignoresBody())
		r.d.Skip()
		return
	}
	r.found.Operation, r.found.Message = op, m
	if m.Encoded && !r.isLiteral {
		r.isEncoded = true
		r.d.Skip()
		return
	}
	r.message(m)
	r.found.Body = r.root
}

// emptyBody finds the operation of an empty body at an offset.
func (r *envelopeReading) emptyBody(at int) {
	for op, m := range r.candidates() {
		if m.IsEmpty() {
			r.found.Operation = op
			return
		}
	}
	r.addAt(at, "", r.expected()+", found an empty body", false)
}

// candidates yields the operations and messages that the body can have. The message of an operation without one is nil.
func (r *envelopeReading) candidates() func(yield func(*schema.SOAPOperation, *schema.Message) bool) {
	return func(yield func(*schema.SOAPOperation, *schema.Message) bool) {
		for _, op := range r.API.SOAP.Operations {
			if r.op != nil && op != r.op {
				continue
			}
			if r.direction != Response && !yield(op, op.Input) || r.direction != Request && !yield(op, op.Output) {
				return
			}
		}
	}
}

// find returns the operation and the message whose element is name, nil for none.
func (r *envelopeReading) find(name schema.QName) (*schema.SOAPOperation, *schema.Message) {
	for op, m := range r.candidates() {
		if m.HasContent() && m.Element == name {
			return op, m
		}
	}
	return nil, nil
}

// ignoresBody reports whether generated clients ignore the elements in the body, because the operation has no response.
func (r *envelopeReading) ignoresBody() bool {
	return r.op != nil && r.direction == Response && !r.op.Output.HasContent()
}

// expected names the elements that the body can have.
func (r *envelopeReading) expected() string {
	var names []string
	for _, m := range r.candidates() {
		name := "an empty body"
		switch {
		case m.HasContent():
			name = m.Element.String()
		case m.IsAttached():
			name = "a message without an envelope"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	const most = 8
	if len(names) > most {
		names = append(names[:most], "another element of the contract")
	}
	return "expected " + wire.OrList(names)
}

// headers reads the pending Header. Blocks that the contract does not have are skipped.
func (r *envelopeReading) headers() {
	for r.d.Child() {
		name := nameOf(r.d)
		var block *schema.Message
		for _, op := range r.API.SOAP.Operations {
			for _, m := range slices.Concat(op.InputHeaders, op.OutputHeaders, op.Faults) { // some are header faults
				if block == nil && m.Element == name {
					block = m
				}
			}
		}
		if block == nil || block.Encoded && !r.isLiteral {
			r.isEncoded = r.isEncoded || block != nil
			r.d.Skip()
			continue
		}
		r.base = "Header." + name.Local
		r.message(block)
		r.found.Headers = append(r.found.Headers, r.root)
		r.base = ""
	}
}

// fault reads the pending Fault.
func (r *envelopeReading) fault() {
	f := &Fault{}
	r.found.Fault, r.found.Operation = f, r.op
	for r.d.Child() {
		switch r.d.Name() {
		case "faultcode":
			f.Code = r.d.Token()
		case "faultstring":
			f.String = r.d.Token()
		case "faultactor", "Role":
			f.Actor = r.d.Token()
		case "Code":
			f.Code = r.firstText("Value")
		case "Reason":
			f.String = r.firstText("Text")
		case "detail", "Detail":
			if r.hasEncodedFaults() && !r.isLiteral {
				r.isEncoded = true
				r.d.Skip()
			} else {
				r.detail(f)
			}
		default:
			r.d.Skip()
		}
	}
}

// hasEncodedFaults reports whether faults of the operation, or of any, are encoded.
func (r *envelopeReading) hasEncodedFaults() bool {
	isEncoded := func(m *schema.Message) bool { return m.Encoded }
	return slices.ContainsFunc(r.API.SOAP.Operations, func(op *schema.SOAPOperation) bool {
		return (r.op == nil || op == r.op) && slices.ContainsFunc(op.Faults, isEncoded)
	})
}

// firstText reads the pending element and returns the text of its first child called name.
func (r *envelopeReading) firstText(name string) (text string) {
	for r.d.Child() {
		if r.d.Name() == name && text == "" {
			text = r.d.Token()
		} else {
			r.d.Skip()
		}
	}
	return text
}

// detail reads the pending detail of f.
func (r *envelopeReading) detail(f *Fault) {
	for r.d.Child() {
		m := r.declaredFault(nameOf(r.d))
		if m == nil || f.Detail != nil {
			f.Markup += r.d.Outer()
			continue
		}
		r.base = "Fault.detail." + m.Element.Local
		r.message(m)
		f.Detail = r.root
		r.base = ""
	}
	f.Markup = strings.TrimSpace(f.Markup)
}

// otherMessage returns the header block or the fault whose element is name; nil if there is none.
func (r *envelopeReading) otherMessage(name schema.QName) *schema.Message {
	for _, op := range r.API.SOAP.Operations {
		for _, m := range slices.Concat(op.InputHeaders, op.OutputHeaders, op.Faults) {
			if (r.op == nil || op == r.op) && m.Element == name {
				return m
			}
		}
	}
	return nil
}

// declaredFault returns the fault of the operation, or of any, whose element is name; nil if there is none.
func (r *envelopeReading) declaredFault(name schema.QName) *schema.Message {
	for _, op := range r.API.SOAP.Operations {
		for _, m := range op.Faults {
			if (r.op == nil || op == r.op) && m.Element == name {
				return m
			}
		}
	}
	return nil
}

// readEncoded reads the envelope again, in which r found messages in SOAP's encoding. Their values have no places, so all
// violations are at the element of the body.
func (c *Contract) readEncoded(doc string, r *envelopeReading) (*Envelope, []Violation) {
	line, column := r.places.of(r.bodyAt)
	body := ""
	if r.found.Message != nil {
		body = c.description.Tag(r.found.Message.Element)
	}
	literal, deviations, err := c.encoding().Decode(doc, "", body)
	if err != nil {
		return &r.found, []Violation{{Line: line, Column: column, Message: err.Error()}}
	}
	inner := &envelopeReading{reading: c.newReading(literal), op: r.op, direction: r.direction, isLiteral: true}
	inner.types, inner.parts = r.types, r.parts
	inner.read(inner.envelope)
	var violations []Violation
	var deviating *wire.DeviationError
	if errors.As(deviations, &deviating) {
		for _, d := range deviating.Deviations {
			violations = append(violations, Violation{Path: d.Path, Message: "expected " + d.Expected + ", found " + d.Found})
		}
	}
	violations = append(violations, inner.violations...)
	for i := range violations {
		violations[i].Line, violations[i].Column = line, column
	}
	return &inner.found, violations
}

// WrapEnvelope returns an envelope of a version of SOAP with the elements in headers and body.
func WrapEnvelope(version string, headers, body []byte) []byte {
	b := []byte(`<soapenv:Envelope xmlns:soapenv="` + schema.Envelopes[version].Namespace + `"><soapenv:Header`)
	if len(headers) > 0 {
		b = append(append(append(b, '>'), headers...), "</soapenv:Header>"...)
	} else {
		b = append(b, "/>"...)
	}
	if !bytes.HasPrefix(body, []byte("<"+soap.Body)) { // which a message of several parts is
		body = slices.Concat([]byte("<"+soap.Body+">"), body, []byte("</"+soap.Body+">"))
	}
	return append(append(b, body...), "</soapenv:Envelope>"...)
}

// messageOf returns the output of op for a response, and the input otherwise; nil if op is nil.
func messageOf(op *schema.SOAPOperation, direction Direction) *schema.Message {
	switch {
	case op == nil:
		return nil
	case direction == Response:
		return op.Output
	}
	return op.Input
}

// WriteEnvelope returns the envelope with the input or the output of op. body is nil for an empty body. headers are header
// blocks by their names.
func (c *Contract) WriteEnvelope(op *schema.SOAPOperation, direction Direction, body *Node, headers ...*Node) ([]byte, []Violation) {
	envelope, _, violations := c.writeEnvelope(c.types, op, direction, body, headers)
	return envelope, violations
}

// writeEnvelope is WriteEnvelope by types, which decide where attachments are. value is that of the body.
func (c *Contract) writeEnvelope(types *xmltype.Types, op *schema.SOAPOperation, direction Direction, body *Node,
	headers []*Node) (envelope []byte, value any, violations []Violation) {
	m, blocks := messageOf(op, direction), op.InputHeaders
	if direction == Response {
		blocks = op.OutputHeaders
	}
	var header, content []byte
	written, violations := c.headerBlocks(types, blocks, headers)
	for _, block := range written {
		header = append(header, block...)
	}
	if op.Encoded && len(header) > 0 && len(violations) == 0 {
		encoded, err := c.encoding().EncodeBlocks(string(header), op.Port.Version == "1.2")
		if err != nil {
			violations = append(violations, Violation{Path: "Header", Message: err.Error()})
		}
		header = []byte(encoded)
	}
	if m.HasContent() && body != nil {
		var more []Violation
		content, value, more = c.write(types, body, m)
		violations = append(violations, more...)
		if m.Encoded && len(more) == 0 {
			encoded, err := c.encoding().Encode(string(content), c.description.Tag(m.Element), op.Port.Version == "1.2")
			if err != nil {
				violations = append(violations, Violation{Line: body.Line, Column: body.Column, Message: err.Error()})
			}
			content = []byte(encoded)
		}
	}
	if len(violations) > 0 {
		return nil, nil, violations
	}
	return WrapEnvelope(op.Port.Version, header, content), value, nil
}

// headerBlocks returns headers, header blocks by their names, as elements of the messages in declared.
func (c *Contract) headerBlocks(types *xmltype.Types, declared []*schema.Message, headers []*Node) (blocks []string,
	violations []Violation) {
	for _, n := range headers {
		i := slices.IndexFunc(declared, func(m *schema.Message) bool { return m.Element.Local == n.Name })
		if i < 0 {
			violations = append(violations, Violation{Path: "Header." + n.Name, Line: n.Line, Column: n.Column,
				Message: "is not in the contract"})
			continue
		}
		block, _, more := c.write(types, n, declared[i])
		for _, v := range more {
			v.Path = join("Header."+n.Name, v.Path)
			violations = append(violations, v)
		}
		blocks = append(blocks, string(block))
	}
	return blocks, violations
}
