// Answers of the service: what they hold, and what is wrong with those that cannot be used.

package runtime

import (
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

// DecodeJSON decodes the answer to call, which must be JSON; whether an empty body will do is for decode to say. After
// an error, which is an ErrContent, the value is the zero value.
func DecodeJSON[T any](e *Endpoint, call *Call, a *Answer, decode func(*JSONDecoder) T) (none T, err error) {
	if call.NoResult {
		return none, nil
	}
	media := mediaType(a.Header)
	isJSON := media == "" || media == "application/json" || strings.HasSuffix(media, "+json")
	if a.Body != "" && !isJSON {
		return none, e.contentError(call, a, fmt.Errorf("content type %s where JSON is expected", media))
	}
	d := jsonDecoders.Get().(*JSONDecoder)
	*d = *NewJSONDecoder(a.Body)
	d.borrowed = e.options.CopyText
	defer func() {
		*d = JSONDecoder{} // which knows nothing of the answer
		jsonDecoders.Put(d)
	}()
	value := decode(d)
	if err := d.Close(); err != nil {
		return none, e.contentError(call, a, err)
	}
	return value, nil
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
	if strings.Contains(mediaType(a.Header), "html") {
		failure.Excerpt = excerpt(a.Body, newRedactor(a.secrets(call)...))
	}
	return failure.redact(a.secrets(call)...)
}

// secrets are what the service was sent with call and no error may show.
func (a *Answer) secrets(call *Call) []string { return append(slices.Clip(call.secrets), a.token) }
