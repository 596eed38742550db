// Progress: how much of a body is sent.

package upload

import (
	"io"
	"net/http"
)

// Progress returns an observer of attempts, see transport.CallOptions. It calls report while the body of a request is
// read, with the number of bytes so far.
func Progress(report func(sent int64)) func(next http.RoundTripper, secrets []string) http.RoundTripper {
	return func(next http.RoundTripper, _ []string) http.RoundTripper { return &progressTransport{next, report} }
}

// progressTransport counts the bytes of bodies.
type progressTransport struct {
	next   http.RoundTripper
	report func(sent int64)
}

// RoundTrip sends request.
func (t *progressTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body == nil || request.Body == http.NoBody {
		return t.next.RoundTrip(request)
	}
	counted := request.WithContext(request.Context())
	counted.Body = &progressBody{ReadCloser: request.Body, report: t.report}
	if open := request.GetBody; open != nil {
		counted.GetBody = func() (io.ReadCloser, error) {
			body, err := open()
			return &progressBody{ReadCloser: body, report: t.report}, err
		}
	}
	return t.next.RoundTrip(counted)
}

// progressBody reports what is read.
type progressBody struct {
	io.ReadCloser
	report func(sent int64)
	sent   int64
}

func (b *progressBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.sent += int64(n)
		b.report(b.sent)
	}
	return n, err
}
