// Tokens of a client without a SignIn.

package valkeykontrakt_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

var _ careflex.TokenSource = (*valkeykontrakt.TokenSource)(nil)

// issuer issues tokens by a function.
type issuer struct {
	issued atomic.Int64
	life   atomic.Int64 // of the next tokens
	failed atomic.Pointer[error]
}

func (i *issuer) request(context.Context) (string, time.Duration, error) {
	if err := i.failed.Load(); err != nil {
		return "", 0, *err
	}
	return "token" + strconv.FormatInt(i.issued.Add(1), 10), time.Duration(i.life.Load()), nil
}

// sources returns the sources of three processes.
func (i *issuer) sources(t *testing.T, server *realServer) (sources []*valkeykontrakt.TokenSource) {
	t.Helper()
	i.life.Store(int64(time.Hour))
	for range 3 {
		source, err := server.open(nil).TokenSource("test", i.request)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source)
	}
	return sources
}

// wantToken checks the token of a source.
func wantToken(t *testing.T, source *valkeykontrakt.TokenSource, want string) {
	t.Helper()
	if got, err := source.Token(t.Context()); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// Many calls of several processes request one token, and one more after the service has refused it.
func TestSharedTokens(t *testing.T) {
	server := startServer(t)
	var i issuer
	sources := i.sources(t, server)
	for _, want := range []string{"token1", "token2", "token3"} {
		var group sync.WaitGroup
		for n := range 60 {
			group.Go(func() { wantToken(t, sources[n%3], want) })
		}
		group.Wait()
		for _, source := range sources {
			source.Invalidate("another")
			source.Invalidate(want)
		}
	}
}

// A token that ends soon is renewed while it is used, and one that has ended before it is used. What is stored decides: a
// wrong clock, or a text that was edited by hand, cost a request.
func TestStoredTokens(t *testing.T) {
	server := startServer(t)
	admin := server.admin()
	now := time.Now()
	stored := func(requested, renew, expires time.Duration) string {
		at := func(d time.Duration) string { return now.Add(d).Format(time.RFC3339Nano) }
		return fmt.Sprintf(`{"token": "stored", "requested": %q, "renew": %q, "expires": %q}`, at(requested), at(renew),
			at(expires))
	}
	const hour = time.Hour
	for text, want := range map[string]string{
		stored(-hour, hour, 2*hour):         "stored",
		stored(-2*hour, -hour, hour):        "token1", // it is time to renew it
		stored(-3*hour, -2*hour, -hour):     "token1",
		stored(-2*hour, hour, -hour):        "token1", // it was edited
		stored(hour, 2*hour, 3*hour):        "token1", // the clock was set back
		"":                                  "token1",
		"x":                                 "token1",
		`{"token": 5}`:                      "token1",
		`{"token": ""}`:                     "token1",
		strings.Repeat("[", 1000):           "token1",
		stored(-hour, hour, 2*hour) + "{}":  "token1",
		`{"token": "stored", "renew": "1"}`: "token1",
	} {
		admin.do("HSET", "{kontrakt}:1:tokens:test", "text", text)
		var i issuer
		for _, source := range i.sources(t, server) {
			wantToken(t, source, want)
		}
	}
}

func TestTokenRenewal(t *testing.T) {
	server := startServer(t)
	var i issuer
	source := i.sources(t, server)[0]
	i.life.Store(int64(500 * time.Millisecond))
	wantToken(t, source, "token1")
	i.life.Store(int64(time.Hour))
	eventually(t, "the token is renewed", func() bool {
		token, err := source.Token(t.Context())
		if err != nil || token != "token1" && token != "token2" {
			t.Fatalf("got %q, %v", token, err)
		}
		return token == "token2"
	})
}

// A function that fails, panics or returns no token fails the call. The next call tries again.
func TestTokenFunctionFails(t *testing.T) {
	server := startServer(t)
	var i issuer
	source := i.sources(t, server)[0]
	sealed := errors.New("the vault is sealed")
	i.failed.Store(&sealed)
	if _, err := source.Token(t.Context()); !errors.Is(err, sealed) {
		t.Errorf("got %v", err)
	}
	i.failed.Store(new(error)) // nil, and no token
	if _, err := source.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "returned no token") {
		t.Errorf("got %v", err)
	}
	broken, err := server.open(nil).TokenSource("test", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := broken.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("got %v", err)
	}
	i.failed.Store(nil)
	wantToken(t, source, "token1")
	if text := fmt.Sprintf("%v %+v", source, struct{ s any }{source}); strings.Contains(text, "token1") {
		t.Errorf("it prints %s", text)
	}
}

// During an outage each process requests a token of its own.
func TestTokenFunctionDuringTheOutage(t *testing.T) {
	server := startServer(t)
	var i issuer
	sources := i.sources(t, server)
	server.kill()
	for n, source := range sources {
		for range 3 {
			wantToken(t, source, "token"+strconv.Itoa(n+1))
		}
	}
}
