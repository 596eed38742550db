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
		switch p.Place {
		case schema.InForm:
			for _, text := range m.texts(p) {
				if b.Len() > 0 {
					b.WriteString("&")
				}
				b.WriteString(url.QueryEscape(p.Wire) + "=" + url.QueryEscape(text))
			}
		case schema.InPart:
			m.parts(&b, p)
		}
	}
	contentType := op.Body.MIME[0]
	if op.Body.IsMultipart() {
		contentType += "; boundary=" + boundary
		b.WriteString("--" + boundary + "--")
	}
	return Message{Head: append(head, "Content-Type: "+contentType), Body: b.String() + "\n", Notes: m.notes}
}

// parts writes the parts of a form for p: one for each item of a list.
func (m *maker) parts(b *strings.Builder, p *schema.Parameter) {
	start := "--" + boundary + "\nContent-Disposition: form-data; name=\"" + p.Wire + "\""
	if p.IsFile() {
		m.note("the file " + p.Wire + " is a stream of bytes")
		b.WriteString(start + "; filename=\"" + p.Wire + "\"\nContent-Type: " + p.File[0] + "\n\n…\n")
		return
	}
	if p.IsJSON() {
		start += "\nContent-Type: " + jsonType
	}
	for _, text := range m.texts(p) {
		b.WriteString(start + "\n\n" + text + "\n")
	}
}
