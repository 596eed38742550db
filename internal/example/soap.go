// SOAP messages: envelopes over HTTP.

package example

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// bodyTag is the tag of the body.
const bodyTag = "soapenv:Body"

// bearer stands for a token.
const bearer = "Authorization: Bearer …"

// credentials stand for how a client authenticates.
var credentials = map[schema.AuthKind]string{
	schema.PasswordToken: bearer, schema.HTTPBasic: "Authorization: Basic …", schema.HTTPDigest: "Authorization: Digest …",
}

func (m *maker) soap(op *schema.SOAPOperation) Call {
	version := op.Port.Version
	media := schema.Envelopes[version].MediaType
	host, target := "", "/"
	if endpoint, err := url.Parse(op.Port.Address); err == nil {
		host, target = endpoint.Host, cmp.Or(endpoint.RequestURI(), "/")
	}
	head := []string{"POST " + target + " HTTP/1.1", "Host: " + cmp.Or(host, "www.example.org")}
	if auth := m.api.SOAP.Auth; auth != nil {
		head = append(head, credentials[auth.Kind])
	}
	contentType := "Content-Type: " + media + ";charset=UTF-8"
	sent := cmp.Or(attachedType(op.Input), contentType)
	switch {
	case version == "1.1":
		head = append(head, sent, `SOAPAction: "`+op.Action+`"`)
	case op.Action != "" && !op.Input.IsAttached():
		head = append(head, sent+`;action="`+op.Action+`"`)
	default:
		head = append(head, sent)
	}
	call := Call{Request: m.envelope(head, op, op.Input, op.InputHeaders, op.RequestExample)}
	if s := m.api.SOAP.Spelling; s != nil && call.Request.Body != op.RequestExample && !op.Input.IsAttached() {
		inSpelling := s.Runtime()
		call.Request.Body = string(inSpelling.Append(nil, call.Request.Body))
	}
	if op.Output != nil {
		response := m.envelope([]string{"HTTP/1.1 200 OK", cmp.Or(attachedType(op.Output), contentType)}, op, op.Output, op.OutputHeaders, op.ResponseExample)
		call.Response = &response
	}
	return call
}

// envelope returns the message of op with a body of one element, or an empty one, and header blocks. It is shown, the
// example of the whole message, if there is one.
func (m *maker) envelope(head []string, op *schema.SOAPOperation, body *schema.Message,
	headers []*schema.Message, shown string) Message {
	if shown != "" && !m.isComplete {
		return Message{Head: head, Body: shown}
	}
	m.begin()
	if body.IsAttached() {
		m.noteParts(body)
		return Message{Head: head, Notes: m.notes}
	}
	envelope := &element{
		tag:        "soapenv:Envelope",
		attributes: []attribute{{"xmlns:soapenv", schema.Envelopes[op.Port.Version].Namespace}},
	}
	m.encoding = encodingOf(op)
	if blocks := m.section("soapenv:Header", headers...); len(blocks.children) > 0 {
		envelope.children = append(envelope.children, blocks)
	}
	if body.IsBody() {
		envelope.children = append(envelope.children, m.documentElement(body))
	} else {
		envelope.children = append(envelope.children, m.section(bodyTag, body))
	}
	m.noteParts(body)
	var b strings.Builder
	envelope.write(&b, 0)
	return Message{Head: head, Body: b.String(), Notes: m.notes}
}

// noteParts notes the parts of body that are beside the envelope.
func (m *maker) noteParts(body *schema.Message) {
	if body.Type == nil {
		return
	}
	place := "outside of the envelope"
	switch {
	case body.IsAttachment():
		place = "the whole body"
	case body.IsAttached():
		place = "a part of the body"
	}
	for _, part := range body.Type.Attached {
		m.note(fmt.Sprintf("the part %s (%s) is %s, which is not shown", part.Wire.Local,
			strings.Join(part.ContentTypes, ", "), place))
	}
}

// attachedType returns the field Content-Type of m if it has no envelope, "" if it has one.
func attachedType(m *schema.Message) string {
	switch {
	case m.IsAttachment():
		types := slices.DeleteFunc(slices.Clone(m.Type.Attached[0].ContentTypes), func(s string) bool { return strings.Contains(s, "*") })
		return "Content-Type: " + append(types, "application/octet-stream")[0]
	case m.IsAttached():
		return "Content-Type: multipart/related"
	}
	return ""
}

// encodingOf returns the namespace of the encoding of op's messages, "" if they are literal.
func encodingOf(op *schema.SOAPOperation) string {
	switch {
	case !op.Encoded:
		return ""
	case op.Port.Version == "1.2":
		return schema.SOAPEncoding12
	}
	return schema.SOAPEncoding11
}

// section returns the element tag with those of messages.
func (m *maker) section(tag string, messages ...*schema.Message) *element {
	section := &element{tag: tag}
	for _, message := range messages {
		if message == nil {
			continue
		}
		if e := m.documentElement(message); e != nil {
			section.children = append(section.children, e)
		}
	}
	return section
}
