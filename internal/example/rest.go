// REST messages: a request with its parameters, and an answer.

package example

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/parameter"
	"github.com/kontrakt-dev/kontrakt/schema"
)

const jsonType = "application/json"

func (m *maker) rest(op *schema.RESTOperation) Call {
	m.begin()
	base := expand(m.api.REST.BaseURL)
	query := url.Values{}
	head := []string{""}
	if target, err := url.Parse(base); err == nil {
		head = append(head, "Host: "+target.Host)
		base = target.EscapedPath()
	}
	head = append(head, m.credentials(op, query)...)
	for _, p := range op.Parameters {
		switch p.Place {
		case schema.InQuery:
			query[p.Wire] = m.texts(p)
		case schema.InHeader:
			head = append(head, m.api.REST.HeaderPrefix+p.Wire+": "+text(m.parameterValue(p)))
		}
	}
	if op.IdempotencyKey != "" {
		head = append(head, op.IdempotencyKey+`: "key"`)
	}
	head[0] = op.Method + " " + base + m.path(op.Path)
	if len(query) > 0 {
		head[0] += "?" + query.Encode()
	}
	head[0] += " HTTP/1.1"
	status := []string{"HTTP/1.1 200 OK"}
	for _, p := range op.ResponseHeaders {
		status = append(status, p.Wire+": "+strings.Join(m.texts(p), ","))
	}
	response := m.withBody(status, op.Result)
	if op.Body != nil && op.Body.Form {
		return Call{Request: m.withForm(head, op), Response: &response}
	}
	return Call{Request: m.withBody(head, op.Body), Response: &response}
}

// path returns the path of a function, with examples of the parameters that cannot be any text.
func (m *maker) path(parts []schema.PathPart) string {
	var b strings.Builder
	for _, part := range parts {
		if p := part.Parameter; p != nil && (len(p.Examples) > 0 || p.Type.Builtin != schema.String || p.Type.Facets != nil || len(p.Type.Values) > 0) {
			b.WriteString(url.PathEscape(text(m.parameterValue(p))))
		} else {
			b.WriteString(expand([]schema.PathPart{part}))
		}
	}
	return b.String()
}

// expand returns the URL of a template: every parameter is its example, its default or its name.
func expand(parts []schema.PathPart) string {
	var b strings.Builder
	for _, part := range parts {
		switch p := part.Parameter; {
		case p == nil:
			b.WriteString(part.Literal)
		case len(p.Examples) > 0:
			b.WriteString(url.PathEscape(parseJSON(p.Examples[0]).bare()))
		case p.Default != "":
			b.WriteString(url.PathEscape(p.Default))
		default:
			b.WriteString(url.PathEscape(p.Wire))
		}
	}
	return b.String()
}

// texts returns the texts of the values of p, one for each item of a list unless they are sent as one value.
func (m *maker) texts(p *schema.Parameter) []string {
	v := m.parameterValue(p)
	if !p.Repeated || p.Place == schema.InHeader {
		return []string{text(v)}
	}
	var texts []string
	for _, item := range v.items {
		texts = append(texts, text(item))
	}
	if p.Comma {
		return []string{strings.Join(texts, ",")}
	}
	return texts
}

// parameterValue returns a value of p.
func (m *maker) parameterValue(p *schema.Parameter) *jsonValue {
	if shown := m.shown(p.Examples); shown != "" {
		return parseJSON(shown)
	}
	v := m.json(p.Type)
	if p.Repeated {
		v = &jsonValue{items: []*jsonValue{v}}
	}
	return v
}

// text returns the text of a value outside of a body; a list or an object is JSON on one line.
func text(v *jsonValue) string {
	if v.literal != "" {
		return v.bare()
	}
	var indented strings.Builder
	v.write(&indented, 0)
	var line bytes.Buffer
	_ = json.Compact(&line, []byte(indented.String())) // it is JSON
	return parameter.ASCII(line.String())
}

// withBody completes a message whose head is given by the body that it carries; nil for none.
func (m *maker) withBody(head []string, body *schema.Body) Message {
	m.begin()
	switch {
	case body == nil:
		return Message{Head: head}
	case body.Type == nil:
		m.note("the body is a stream of bytes")
		return Message{Head: append(head, "Content-Type: "+body.MIME[0]), Notes: m.notes}
	}
	var b strings.Builder
	v := m.bodyValue(body)
	if body.IsText() {
		return Message{Head: append(head, "Content-Type: "+body.MIME[0]), Body: v.bare() + "\n", Notes: m.notes}
	}
	v.write(&b, 0)
	return Message{Head: append(head, "Content-Type: "+body.MIME[0]), Body: b.String() + "\n", Notes: m.notes}
}

// bodyValue returns the value of a body.
func (m *maker) bodyValue(body *schema.Body) *jsonValue {
	if body.Example != "" {
		return m.completed(parseJSON(body.Example), body.Type)
	}
	v := m.json(body.Type)
	if body.Repeated {
		v = &jsonValue{items: []*jsonValue{v}}
	}
	return v
}
