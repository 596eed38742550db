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

// callOptions returns options as the runtime takes them; nil if there are none.
func callOptions(options []CallOption) *transport.CallOptions {
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

// WithDebug calls debug with each request of the call and its response, as they were sent: first line, header and the
// first 256 KiB of the body, decompressed. There is one for each attempt and each redirect, and none for a response
// from the cache; response is "" if there was none. A stream is passed on when it is closed. Several goroutines may
// call debug at once if a call sends several requests.
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
	sent := &debugRecorder{head: fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", request.Method, request.URL.RequestURI(),
		request.URL.Host) + headerText(request.Header)}
	response, err := t.next.RoundTrip(sent.record(request))
	if err != nil {
		t.debug(t.redact(sent.text()), "")
		return nil, err
	}
	received := &debugRecorder{head: response.Proto + " " + response.Status + "\r\n" + headerText(response.Header)}
	response.Body = &debugBody{response.Body, received, sync.OnceFunc(func() {
		t.debug(t.redact(sent.text()), t.redact(received.text()))
	})}
	return response, nil
}

// redact returns text without the secrets of the request.
func (t *debugTransport) redact(text string) string {
	return (&failure.Error{Excerpt: text}).Redact(t.secrets...).Excerpt
}

// headerText returns h as it is sent, without credentials, and the empty line after it.
func headerText(h http.Header) string {
	h = h.Clone()
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization", "Set-Cookie"} {
		if h.Get(name) != "" {
			h.Set(name, failure.Redacted)
		}
	}
	var b strings.Builder
	_ = h.Write(&b) // a Builder does not fail
	return b.String() + "\r\n"
}

// debugRecorder keeps a message: its head, and the beginning of its body as far as it was read.
type debugRecorder struct {
	head string
	mu   sync.Mutex // net/http may read the body of a request after the response has come
	body []byte
}

// maxDebugBody is how much of a body is kept, in bytes.
const maxDebugBody = 256 << 10

// record returns a copy of request whose body is recorded, also if net/http reads it again from its start.
func (r *debugRecorder) record(request *http.Request) *http.Request {
	if request.Body == nil {
		return request
	}
	request = request.WithContext(request.Context())
	request.Body = &debugBody{request.Body, r, func() {}}
	if again := request.GetBody; again != nil {
		request.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.body = nil
			return &debugBody{body, r, func() {}}, nil
		}
	}
	return request
}

// text returns the message.
func (r *debugRecorder) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.head + string(r.body)
}

// debugBody is a body that is recorded.
type debugBody struct {
	io.ReadCloser
	*debugRecorder
	closed func()
}

// Read reads the body, and records what it reads.
func (b *debugBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.body = append(b.body, p[:min(n, maxDebugBody-len(b.body))]...)
	return n, err
}

// Close closes the body.
func (b *debugBody) Close() error {
	defer b.closed()
	return b.ReadCloser.Close()
}
