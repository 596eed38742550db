// Requests and responses as texts, without secrets.

package debug

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Observer returns an observer of attempts, see transport.CallOptions. It calls show with each request and its response:
// the beginning of first line, header and body, without secrets. It calls show when the body of the response is closed,
// or with response "" if there is none.
func Observer(show func(request, response string)) func(next http.RoundTripper, secrets []string) http.RoundTripper {
	return func(next http.RoundTripper, secrets []string) http.RoundTripper {
		return &observer{next, show, secrets}
	}
}

type observer struct {
	next    http.RoundTripper
	show    func(request, response string)
	secrets []string
}

// RoundTrip sends request.
func (o *observer) RoundTrip(request *http.Request) (*http.Response, error) {
	sent, received := &message{}, &message{}
	fmt.Fprintf(sent, "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n", request.Method, request.URL.RequestURI(),
		request.URL.Host, headerText(request.Header))
	if request.Body != nil {
		request = request.WithContext(request.Context()) // a copy, because a RoundTripper must not change its request
		request.Body = &copiedBody{io.TeeReader(request.Body, sent), request.Body.Close}
	}
	response, err := o.next.RoundTrip(request)
	if err != nil {
		o.show(o.textOf(sent), "")
		return nil, err
	}
	fmt.Fprintf(received, "%s %s\r\n%s\r\n", response.Proto, response.Status, headerText(response.Header))
	body := response.Body
	show := sync.OnceFunc(func() { o.show(o.textOf(sent), o.textOf(received)) })
	response.Body = &copiedBody{io.TeeReader(body, received), func() error {
		defer show()
		return body.Close()
	}}
	return response, nil
}

// textOf returns the text of m without secrets.
func (o *observer) textOf(m *message) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return (&failure.Error{Excerpt: string(m.text)}).Redact(o.secrets...).Excerpt
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

// message is the text of a request or response, of which the beginning is kept.
type message struct {
	mu   sync.Mutex // net/http may read the body of a request after the response has come
	text []byte
}

// maxText is how much of a message is kept, in bytes.
const maxText = 256 << 10

// Write adds p to the text. It does not fail.
func (m *message) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.text = append(m.text, p[:min(len(p), maxText-len(m.text))]...)
	return len(p), nil
}

// copiedBody is a body that is copied while it is read.
type copiedBody struct {
	io.Reader
	close func() error
}

// Close closes the body.
func (b *copiedBody) Close() error { return b.close() }
