// Servers and clients of tests: on loopback sockets, or in memory for synctest.

package runtimetest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// NewEndpoint returns an endpoint with the path /rest at a new server with handler.
func NewEndpoint(t *testing.T, handler http.HandlerFunc, o transport.Options) *transport.Endpoint {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	e, err := transport.NewEndpoint(server.URL+"/rest", o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Responding returns a handler with the same response to every request.
func Responding(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// Closing returns a handler that reads the request, writes raw instead of a response, and closes the connection.
func Closing(t *testing.T, raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, raw)
		conn.Close()
	}
}

// MemoryClient returns a client that is connected to handler through net.Pipe: a goroutine that waits for it is durably
// blocked for synctest.
func MemoryClient(t *testing.T, handler http.HandlerFunc) *http.Client {
	l := &memoryListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	go server.Serve(l)
	transport := &http.Transport{DialContext: l.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return &http.Client{Transport: transport}
}

// MemoryEndpoint returns an endpoint with handler, in memory.
func MemoryEndpoint(t *testing.T, handler http.HandlerFunc, o transport.Options) *transport.Endpoint {
	t.Helper()
	o.HTTPClient, o.AllowHTTP = MemoryClient(t, handler), true
	e, err := transport.NewEndpoint("http://service.example/rest", o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

type memoryListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (*memoryListener) Addr() net.Addr { return &net.IPAddr{} }

// RoundTripper is a function as an http.RoundTripper.
type RoundTripper func(*http.Request) (*http.Response, error)

func (f RoundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// FailureOf returns err, which must be a *failure.Error of the kind.
func FailureOf(t *testing.T, err, kind error) *failure.Error {
	t.Helper()
	callErr, ok := errors.AsType[*failure.Error](err)
	if !ok || callErr.Kind != kind {
		t.Fatalf("got error %v, want one of kind %q", err, kind)
	}
	return callErr
}

// CannedClient returns a client whose every request gets a response with status, header and body, without a network.
func CannedClient(status int, header http.Header, body string) *http.Client {
	return &http.Client{Transport: RoundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: header.Clone(), Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1,
		}, nil
	})}
}

// CannedEndpoint returns an endpoint that uses client and the seed's token.
func CannedEndpoint(t *testing.T, client *http.Client) *transport.Endpoint {
	t.Helper()
	e, err := transport.NewEndpoint("https://service.example",
		transport.Options{HTTPClient: client, Tokens: FixedToken(SeedToken)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
