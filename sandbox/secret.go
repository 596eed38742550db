// Secrets: calls without them, as the control endpoint shows and exports them.

package sandbox

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/internal/pretty"
)

// redacted is a call without secrets.
type redacted struct {
	redactor *cassette.Redactor // which knows the secrets of the call
	path     string             // of the request, below the sandbox
	request  []headerField
	body     []byte // of the request; a long one is cut
	response []headerField
}

// newRedactor returns a redactor that knows the secrets of the contract by their names.
func (service *service) newRedactor() *cassette.Redactor {
	return cassette.NewRedactor(service.secrets...)
}

// redact returns r without secrets. Its response must be known.
func (r *Request) redact() *redacted {
	r.redactOnce.Do(func() {
		known := r.service.newRedactor()
		e := r.exchange()
		e.Request.Body, e.Response.Body = pretty.Cut(e.Request.Body), pretty.Cut(e.Response.Body)
		e = known.Exchange(e)
		r.redacted = &redacted{known, e.Request.Path, fieldsOf(e.Request.Header), e.Request.Body, fieldsOf(e.Response.Header)}
	})
	return r.redacted
}

// exchange returns r as it is recorded, with its secrets.
func (r *Request) exchange() *cassette.Exchange {
	e := &cassette.Exchange{Service: r.Contract, Operation: r.Operation}
	e.Request = cassette.Request{Method: r.Method, Path: "/" + r.Contract + r.Path}
	e.Request.Header, e.Request.Body = r.Header.Clone(), r.Body
	for _, name := range connectionFields {
		e.Request.Header.Del(name)
	}
	sent := r.response
	if e.Response.Lost = sent.isDropped; e.Response.Lost {
		return e
	}
	e.Response.Status, e.Response.Body, e.Response.Header = sent.status, sent.body, http.Header{}
	for name, values := range sent.header {
		e.Response.Header[name] = values
	}
	if sent.contentType != "" {
		e.Response.Header.Set("Content-Type", sent.contentType)
	}
	if e.Response.Cut = sent.isCut; e.Response.Cut {
		e.Response.Body = sent.body[:len(sent.body)/2]
	}
	return e
}

// connectionFields are the fields of the header that describe the connection or the length, which each client sets anew.
var connectionFields = []string{"Accept-Encoding", "Connection", "Content-Length", "Transfer-Encoding", "User-Agent"}

// headerField is a field of a header.
type headerField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// fieldsOf returns the fields of a header, in the order of their names.
func fieldsOf(header http.Header) []headerField {
	fields := []headerField{}
	for name, values := range header {
		for _, value := range values {
			fields = append(fields, headerField{name, value})
		}
	}
	slices.SortStableFunc(fields, func(a, b headerField) int { return cmp.Compare(a.Name, b.Name) })
	return fields
}

// lay lays out a body with a Content-Type, without secrets.
func (d *redacted) lay(contentType string, body []byte, places ...pretty.Place) *pretty.Text {
	text := pretty.Lay(contentType, string(body), d.redactor.IsSecret, places...)
	text.Hide(d.redactor.Clean)
	return text
}

// layRequest lays out the body of r, with its violations and without secrets.
func (r *Request) layRequest() *pretty.Text {
	var places []pretty.Place
	for _, v := range r.Violations {
		places = append(places, pretty.Place{Line: v.Line, Column: v.Column})
	}
	return r.redact().lay(r.Header.Get("Content-Type"), r.Body, places...)
}

// shownBody returns the body of r without secrets. What is not text, such as XML in UTF-16, has them replaced too. A long
// body is cut.
func (r *Request) shownBody() string {
	shown := r.redact()
	return shown.lay(r.Header.Get("Content-Type"), shown.body).Body()
}

// Parts of violations: the index at the end of a path, and what a message says of the value that it is about.
var (
	lastIndex = regexp.MustCompile(`\[[0-9]+\]$`)
	found     = regexp.MustCompile(`(?s)found .*`)
	quotation = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
)

// withoutSecret returns the message of a violation without the value that it is about, if the name at the end of path says
// that it is a secret. What stands for a secret stays.
func (r *Request) withoutSecret(path, message string) string {
	if !r.service.newRedactor().IsSecret(lastIndex.ReplaceAllString(path, "")) || isHidden(message) {
		return message
	}
	return quotation.ReplaceAllString(found.ReplaceAllString(message, "found a secret value"), "a secret value")
}

// isHidden reports whether value, of a header field or in a message that was shown, stands for a secret.
func isHidden(value string) bool { return cassette.Placeholder.MatchString(value) }
