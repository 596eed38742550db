// Responses of the service, and the errors for those that cannot be used.

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

// Response is a complete response of the service.
type Response struct {
	Status int
	Header http.Header
	Body   string

	Token      string // that authenticated the call; kept out of errors in case the service repeats it
	Redirected bool   // it came from another URL of the origin, so it must not be cached under the call's URL
	Partial    bool   // the body of an error was cut short, so it must not be cached
}

// MediaType returns the content type in h, in lower case and without parameters; "" if there is none.
func MediaType(h http.Header) string {
	value, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// Charset returns the charset parameter of the content type in h, "" if there is none.
func Charset(h http.Header) string {
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type")) // a malformed content type has no parameters
	return params["charset"]
}

// StatusError returns nil for a 2xx, and for a 304 if call is conditional. Otherwise it returns an error with the
// service's messages, or with an excerpt of the body.
func (e *Endpoint) StatusError(call *Call, a *Response) error {
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
	callErr := e.Failure(call, failure.ErrStatus, a.Status, nil)
	if e.AuthStatus(a.Status, a.Body) == http.StatusUnauthorized {
		callErr.Kind = failure.ErrAuth
	}
	if call.Errors != nil {
		callErr.Err = call.Errors.ReadError(a)
	}
	body := strings.TrimSpace(strings.TrimPrefix(a.Body, wire.ByteOrderMark))
	if e.options.ErrorMessages != nil && (strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")) {
		callErr.Messages = e.options.ErrorMessages(body)
	}
	if len(callErr.Messages) == 0 && callErr.Err == nil {
		callErr.Excerpt = failure.Excerpt(body, a.Secrets(call)...)
	}
	return callErr.Redact(a.Secrets(call)...)
}

// ContentError returns the error of a response to call that deviates from the contract. It quotes only a page of HTML:
// JSON may be somebody's data.
func (e *Endpoint) ContentError(call *Call, a *Response, err error) *failure.Error {
	callErr := e.Failure(call, failure.ErrContent, a.Status, err)
	if _, isRead := err.(*wire.DeviationError); !isRead && strings.Contains(MediaType(a.Header), "html") {
		callErr.Excerpt = failure.Excerpt(a.Body, a.Secrets(call)...)
	}
	return callErr.Redact(a.Secrets(call)...)
}

// HeaderError returns err, of reading the body of a, with the deviations of the header of a from the contract.
func (e *Endpoint) HeaderError(call *Call, a *Response, err error) error {
	if call.OnHeader == nil {
		return err
	}
	deviating, _ := call.OnHeader(a.Header).(*wire.DeviationError)
	if deviating == nil {
		return err
	}
	var inBody *wire.DeviationError
	if err == nil || errors.As(err, &inBody) {
		if inBody != nil {
			deviating.Deviations = append(deviating.Deviations, inBody.Deviations...)
			deviating.Omitted += inBody.Omitted
		}
		return e.ContentError(call, a, deviating)
	}
	return err
}

// Secrets returns what no error of call may show: the secrets that were sent with it.
func (a *Response) Secrets(call *Call) []string { return append(slices.Clip(call.Secrets), a.Token) }
