// Token sources.

package runtimetest

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
)

// SeedToken is the response that the seed prints under "Access token query".
const (
	SeedToken         = "P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc"
	SeedTokenResponse = `{
"access_token":"P7kmfo8HXItLLOReHq65o4%§ggg45dYhSm5ODc",
"token_type":"Bearer",
"expires_in":43200,
                "created_at":1589887223
}
`
)

// TokenFunc is a source of tokens that asks a function for each.
type TokenFunc func() (string, error)

func (f TokenFunc) Token(context.Context) (string, error) { return f() }
func (TokenFunc) Invalidate(string)                       {}

// FixedToken returns a source of one token.
func FixedToken(token string) TokenFunc {
	return func() (string, error) { return token, nil }
}

// PasswordTokens returns a source whose token endpoint is handler, in memory.
func PasswordTokens(t *testing.T, handler http.HandlerFunc) *oauth.PasswordTokens {
	t.Helper()
	tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
		URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
		HTTPClient: Insecure(MemoryClient(t, handler)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// Insecure returns a client that sends requests to https over http, because the tests do not need TLS.
func Insecure(client *http.Client) *http.Client {
	return &http.Client{Transport: RoundTripper(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme = "http"
		return client.Transport.RoundTrip(r)
	})}
}

// NumberedTokens returns token1 until that is invalidated, then token2, and so on.
type NumberedTokens struct {
	mu      sync.Mutex
	current int
}

func (n *NumberedTokens) Token(context.Context) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("token%d", n.current+1), nil
}

func (n *NumberedTokens) Invalidate(token string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if token == fmt.Sprintf("token%d", n.current+1) {
		n.current++
	}
}
