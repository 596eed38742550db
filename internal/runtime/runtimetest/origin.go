// A service within the process, for tests of caching.

package runtimetest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Origin is a service within the process, so that time in it can be synthetic. It keeps the requests it got.
type Origin struct {
	http.Handler

	mu       sync.Mutex
	Requests []*http.Request
}

func (o *Origin) RoundTrip(r *http.Request) (*http.Response, error) {
	o.mu.Lock()
	o.Requests = append(o.Requests, r)
	o.mu.Unlock()
	w := httptest.NewRecorder()
	o.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	response := w.Result()
	response.Request = r
	return response, nil
}

// Asked says how often the origin was asked, and whether the last time was a validation.
func (o *Origin) Asked() (n int, validated bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n = len(o.Requests)
	if n == 0 {
		return 0, false
	}
	h := o.Requests[n-1].Header
	return n, h.Get("If-None-Match")+h.Get("If-Modified-Since") != ""
}

// Methods are those of the requests that the service got.
func (o *Origin) Methods() (methods []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.Requests {
		methods = append(methods, r.Method)
	}
	return methods
}

func CachedEndpoint(t testing.TB, cache transport.Cache, handler http.HandlerFunc) (*transport.Endpoint, *Origin) {
	t.Helper()
	o := &Origin{Handler: handler}
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: o}, Cache: cache,
	})
	if err != nil {
		t.Fatal(err)
	}
	return e, o
}

func NewCall(method, path string) *transport.Call {
	return &transport.Call{Operation: strings.ToLower(method) + path, Method: method, Path: path, Cacheable: true}
}

// Get returns the response to GET path. It must not fail.
func Get(t testing.TB, e *transport.Endpoint, path string) *transport.Response {
	t.Helper()
	var response *transport.Response
	err := e.Do(t.Context(), NewCall("GET", path), func(a *transport.Response) error { response = a; return nil })
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return response
}

func SetHeader(w http.ResponseWriter, lines ...string) {
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		w.Header().Add(name, value)
	}
}

const (
	SeedModified = "Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT"
	SeedControl  = "Cache-Control: private, must-revalidate, max-age=3600"
	TenOClock    = "Expires: Sat, 01 Jan 2000 10:00:00 GMT"
)

func Logout(t *testing.T, c *cache.Cache) {
	t.Helper()
	if err := c.Logout(t.Context()); err != nil {
		t.Error(err)
	}
}

// ResponseTo returns the response to call, whatever its status.
func ResponseTo(ctx context.Context, e *transport.Endpoint,
	call *transport.Call) (response *transport.Response, err error) {
	err = e.Respond(ctx, call, func(a *transport.Response) error {
		response = a
		return e.StatusError(call, a)
	})
	if response != nil {
		return response, nil
	}
	return nil, err
}
