// Call options: choices for one call.

package calloption

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// CallOption is a choice for one call. The functions whose names begin with With make options. An option that is not
// valid makes the call fail with an error of kind [ErrInvalid], and nothing is sent.
type CallOption struct{ apply func(*transport.CallOptions) }

// optionsOf returns options as the runtime takes them; nil if there are none.
func optionsOf(options []CallOption) *transport.CallOptions {
	if len(options) == 0 {
		return nil
	}
	o := new(transport.CallOptions)
	for _, option := range options {
		if option.apply != nil {
			option.apply(o)
		}
	}
	return o
}

// invalidOption returns an option that makes the call fail.
func invalidOption(format string, args ...any) CallOption {
	err := fmt.Errorf(format, args...)
	return CallOption{func(o *transport.CallOptions) { o.Err = errors.Join(o.Err, err) }}
}

// WithHeader adds a field to the header of the request, such as one for tracing. It is sent in every attempt, and to
// the service alone. The fields that the client sets are not allowed: those of authentication, of the content and of
// the connection, and those for which the call has a parameter.
//
// A response to such a call is cached only if its Vary names the field.
func WithHeader(name, value string) CallOption {
	name = http.CanonicalHeaderKey(name)
	if err := (httpfield.Field{Name: name, Value: value}).Check(); err != nil {
		return invalidOption("WithHeader: %w", err)
	}
	if slices.Contains(clientFields, name) || strings.HasPrefix(name, "Proxy-") {
		return invalidOption("WithHeader: the client itself sets the header %s", name)
	}
	return CallOption{func(o *transport.CallOptions) {
		if o.Header == nil {
			o.Header = http.Header{}
		}
		o.Header.Add(name, value)
	}}
}

// clientFields are the header fields that the client or net/http sets.
var clientFields = []string{"Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Encoding",
	"Content-Id", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Soapaction", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade"}

// WithTimeout replaces Config.Timeout for this call; a negative number means no limit. It also limits a call that
// uploads a stream, which Config.Timeout does not. A deadline of the context applies in addition.
func WithTimeout(limit time.Duration) CallOption {
	if limit == 0 {
		return invalidOption("WithTimeout: the timeout must not be 0; a negative one means no limit")
	}
	return CallOption{func(o *transport.CallOptions) { o.Timeout = limit }}
}

// WithDebug calls debug with each request of the call and its response, as they were sent: the first 256 KiB of first
// line, header and body, which is decompressed. There is one for each attempt and each redirect, and none for a
// response from the cache; response is "" if there was none. A stream is passed on when it is closed. Several
// goroutines may call debug at once if a call sends several requests.
//
// Tokens, cookies and the fields that the contract declares as secret are replaced by [redacted]. Everything else is
// shown, also the personal data of a body and the values of other options: do not log it in production.
func WithDebug(debug func(request, response string)) CallOption {
	if debug == nil {
		return invalidOption("WithDebug: the function must not be nil")
	}
	return CallOption{func(o *transport.CallOptions) {
		o.AddObserver(func(next http.RoundTripper, secrets []string) http.RoundTripper {
			return &debugTransport{next, secrets, debug}
		})
	}}
}

// debugTransport passes requests and responses to a function.
type debugTransport struct {
	next    http.RoundTripper
	secrets []string
	debug   func(request, response string)
}

// RoundTrip sends request. It calls the function when the body of the response is closed, or after an error.
func (t *debugTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	sent, received := &debugText{}, &debugText{}
	fmt.Fprintf(sent, "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", request.Method, request.URL.RequestURI(),
		request.URL.Host, headerText(request.Header))
	if request.Body != nil {
		request = request.WithContext(request.Context()) // a copy, because a RoundTripper must not change its request
		request.Body = &debugBody{io.TeeReader(request.Body, sent), request.Body.Close}
	}
	response, err := t.next.RoundTrip(request)
	if err != nil {
		t.debug(t.redact(sent), "")
		return nil, err
	}
	fmt.Fprintf(received, "%s %s\r\n%s\r\n", response.Proto, response.Status, headerText(response.Header))
	body := response.Body
	show := sync.OnceFunc(func() { t.debug(t.redact(sent), t.redact(received)) })
	response.Body = &debugBody{io.TeeReader(body, received), func() error {
		defer show()
		return body.Close()
	}}
	return response, nil
}

// redact returns the text of a message without the secrets of the request.
func (t *debugTransport) redact(message *debugText) string {
	message.mu.Lock()
	defer message.mu.Unlock()
	return (&failure.Error{Excerpt: string(message.text)}).Redact(t.secrets...).Excerpt
}

// headerText returns h as it is sent, without credentials.
func headerText(h http.Header) string {
	h = h.Clone()
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie"} {
		if h.Get(name) != "" {
			h.Set(name, failure.Redacted)
		}
	}
	var b strings.Builder
	_ = h.Write(&b) // a Builder does not fail
	return b.String()
}

// debugText is the text of a message, of which the beginning is kept.
type debugText struct {
	mu   sync.Mutex // net/http may read the body of a request after the response has come
	text []byte
}

// maxDebugText is how much of a message is kept, in bytes.
const maxDebugText = 256 << 10

// Write adds p to the text. It does not fail.
func (t *debugText) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p[:min(len(p), maxDebugText-len(t.text))]...)
	return len(p), nil
}

// debugBody is a body whose text is kept.
type debugBody struct {
	io.Reader
	close func() error
}

// Close closes the body.
func (b *debugBody) Close() error { return b.close() }
