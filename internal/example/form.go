// Forms in REST requests.

package example

import (
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// boundary is between the parts of a form.
const boundary = "boundary"

// withForm completes a request with the form of op.
func (m *maker) withForm(head []string, op *schema.RESTOperation) Message {
	m.begin()
	var b strings.Builder
	for _, p := range op.Parameters {
		switch {
		case p.Place == schema.InForm && b.Len() > 0:
			b.WriteString("&")
			fallthrough
		case p.Place == schema.InForm:
			b.WriteString(url.QueryEscape(p.Wire) + "=" + url.QueryEscape(m.parameter(p)))
		case p.Place == schema.InPart:
			m.part(&b, p)
		}
	}
	contentType := op.Body.MIME[0]
	if op.Body.IsMultipart() {
		contentType += "; boundary=" + boundary
		b.WriteString("--" + boundary + "--")
	}
	return Message{Head: append(head, "Content-Type: "+contentType), Body: b.String() + "\n", Notes: m.notes}
}

// part writes a part of a form.
func (m *maker) part(b *strings.Builder, p *schema.Parameter) {
	b.WriteString("--" + boundary + "\nContent-Disposition: form-data; name=\"" + p.Wire + "\"")
	if p.IsFile() {
		m.note("the file " + p.Wire + " is a stream of bytes")
		b.WriteString("; filename=\"" + p.Wire + "\"\nContent-Type: " + p.File[0] + "\n\n…\n")
		return
	}
	if p.IsJSON() {
		b.WriteString("\nContent-Type: " + jsonType)
	}
	b.WriteString("\n\n" + m.parameter(p) + "\n")
}
