// Answers of the service: what they hold, and what is wrong with those that cannot be used.

package runtime

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Answer is a complete answer of the service.
type Answer struct {
	Status int
	Header http.Header
	Body   string

	token      string // that the call was authenticated with: kept out of errors, should the service echo it
	redirected bool   // the answer is that of another URL of the origin, so it must not be cached under the call's
	partial    bool   // the body of an error was cut short, so it must not be cached
}

// jsonDecoders are those that are not in use.
var jsonDecoders = sync.Pool{New: func() any { return new(JSONDecoder) }}

// DecodeJSON decodes the answer to call, which must be JSON. If it is, but deviates from the contract, the value is
// returned together with an ErrContent whose cause is a *DeviationError. After any other error, which is an ErrContent
// too, the value is the zero value.
func DecodeJSON[T any](e *Endpoint, call *Call, a *Answer, decode func(*JSONDecoder) T) (value T, err error) {
	if call.NoResult {
		return value, nil
	}
	defer e.guard(call, a, &err)
	d := jsonDecoders.Get().(*JSONDecoder)
	*d = *NewJSONDecoder(a.Body)
	d.borrowed, d.response = e.options.CopyText, true
	defer func() {
		*d = JSONDecoder{} // which knows nothing of the answer
		jsonDecoders.Put(d)
	}()
	if d.IsEmpty() {
		return emptyAnswer(e, call, a, decode(d))
	}
	media := mediaType(a.Header)
	isJSON := media == "" || media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
	if !isJSON {
		d.note(0, "content type application/json", media)
	}
	read := decode(d)
	err = d.Close()
	switch {
	case err == nil:
		return read, nil
	case d.Err() == nil:
		return read, e.contentError(call, a, err)
	case !isJSON:
		err = fmt.Errorf("content type %s where JSON is expected", media)
	}
	return value, e.contentError(call, a, err)
}

// emptyAnswer returns what a call has of an answer without a body, of which decode made value. A call that changes
// something succeeds if the status says that there is no content, or if the contract leaves the result open.
func emptyAnswer[T any](e *Endpoint, call *Call, a *Answer, value T) (T, error) {
	noContent := a.Status == http.StatusNoContent || a.Status == http.StatusResetContent
	_, open := any(value).(json.RawMessage)
	switch {
	case call.unsafe() && (noContent || open):
		return value, nil
	case call.unsafe() || noContent:
		missing := &DeviationError{Deviations: []Deviation{{Expected: "JSON", Found: "no content"}}}
		return value, e.contentError(call, a, missing)
	}
	var none T
	return none, e.contentError(call, a, errors.New("empty where JSON is expected"))
}

// mediaType gives the answer's content type in lower case without parameters, "" where there is none.
func mediaType(h http.Header) string {
	value, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// charset gives the charset parameter of the answer's content type, "" where there is none.
func charset(h http.Header) string {
	_, params, _ := mime.ParseMediaType(h.Get("Content-Type")) // what cannot be read has no parameters
	return params["charset"]
}

// statusError is nil for a 2xx, and for a 304 where call is conditional; else it says what the service says.
func (e *Endpoint) statusError(call *Call, a *Answer) error {
	switch {
	case a.Status/100 == 2:
		return nil
	case a.Status == http.StatusNotModified:
		if call.Header.Get("If-Modified-Since") != "" || call.Header.Get("If-None-Match") != "" {
			return nil
		}
		return e.failure(call, ErrStatus, a.Status, errors.New("the request was not conditional"))
	case a.Status/100 == 3:
		target := redirectTarget(a.Header.Get("Location"))
		return e.failure(call, ErrRedirect, a.Status, fmt.Errorf("to %s", target)).redact(a.secrets(call)...)
	}
	failure := e.failure(call, ErrStatus, a.Status, nil)
	if a.Status == http.StatusUnauthorized {
		failure.Kind = ErrAuth
	}
	body := strings.TrimSpace(strings.TrimPrefix(a.Body, "\uFEFF"))
	if e.options.ErrorMessages != nil && (strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")) {
		failure.Messages = e.options.ErrorMessages(body)
	}
	if len(failure.Messages) == 0 {
		failure.Excerpt = excerpt(body, newRedactor(a.secrets(call)...))
	}
	return failure.redact(a.secrets(call)...)
}

// contentError says that the answer of call is not what the contract says. Only a page of markup is quoted: JSON may be
// somebody's data.
func (e *Endpoint) contentError(call *Call, a *Answer, err error) *Error {
	failure := e.failure(call, ErrContent, a.Status, err)
	if _, isRead := err.(*DeviationError); !isRead && strings.Contains(mediaType(a.Header), "html") {
		failure.Excerpt = excerpt(a.Body, newRedactor(a.secrets(call)...))
	}
	return failure.redact(a.secrets(call)...)
}

// secrets are what the service was sent with call and no error may show.
func (a *Answer) secrets(call *Call) []string { return append(slices.Clip(call.secrets), a.token) }
