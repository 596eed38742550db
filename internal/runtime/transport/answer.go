// Answers of the service: what they hold, and what is wrong with those that cannot be used.

package transport

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Answer is a complete answer of the service.
type Answer struct {
	Status int
	Header http.Header
	Body   string

	Token      string // that the call was authenticated with: kept out of errors, should the service echo it
	Redirected bool   // the answer is that of another URL of the origin, so it must not be cached under the call's
	Partial    bool   // the body of an error was cut short, so it must not be cached
}

// MediaType gives the answer's content type in lower case without parameters, "" where there is none.
func MediaType(h http.Header) string {
	value, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// Charset gives the charset parameter of the answer's content type, "" where there is none.
func Charset(h http.Header) string {
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type")) // what cannot be read has no parameters
	return params["charset"]
}

// StatusError is nil for a 2xx, and for a 304 where call is conditional; else it says what the service says.
func (e *Endpoint) StatusError(call *Call, a *Answer) error {
	switch {
	case a.Status/100 == 2:
		return nil
	case a.Status == http.StatusNotModified:
		if call.HasConditions() {
			return nil
		}
		return e.Failure(call, failure.ErrStatus, a.Status, errors.New("the request was not conditional"))
	case a.Status/100 == 3:
		target := failure.RedirectTarget(a.Header.Get("Location"))
		return e.Failure(call, failure.ErrRedirect, a.Status, fmt.Errorf("to %s", target)).Redact(a.Secrets(call)...)
	}
	failed := e.Failure(call, failure.ErrStatus, a.Status, nil)
	if a.Status == http.StatusUnauthorized {
		failed.Kind = failure.ErrAuth
	}
	body := strings.TrimSpace(strings.TrimPrefix(a.Body, "\uFEFF"))
	if e.options.ErrorMessages != nil && (strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")) {
		failed.Messages = e.options.ErrorMessages(body)
	}
	if len(failed.Messages) == 0 {
		failed.Excerpt = failure.Excerpt(body, a.Secrets(call)...)
	}
	return failed.Redact(a.Secrets(call)...)
}

// ContentError says that the answer of call is not what the contract says. Only a page of markup is quoted: JSON may be
// somebody's data.
func (e *Endpoint) ContentError(call *Call, a *Answer, err error) *failure.Error {
	failed := e.Failure(call, failure.ErrContent, a.Status, err)
	if _, isRead := err.(*wire.DeviationError); !isRead && strings.Contains(MediaType(a.Header), "html") {
		failed.Excerpt = failure.Excerpt(a.Body, a.Secrets(call)...)
	}
	return failed.Redact(a.Secrets(call)...)
}

// Secrets are what the service was sent with call and no error may show.
func (a *Answer) Secrets(call *Call) []string { return append(slices.Clip(call.Secrets), a.Token) }
