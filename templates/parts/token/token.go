// Bearer tokens: the sources of a client's tokens.

package token

import (
	"context"
	"fmt"
	"io"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
)

// TokenSource is a source of bearer tokens (RFC 6750) for a client. It must be safe for use by many goroutines.
type TokenSource interface {
	// Token returns a token that is good for a request now. It is called before every request, so it should keep tokens
	// until shortly before they end.
	Token(ctx context.Context) (string, error)
	// Invalidate says that the service refused token. The next call of Token should not return it again.
	Invalidate(token string)
}

// TokenFunc is a TokenSource that calls a function. A client calls it once for all calls that wait for a token, and
// again after five minutes, or when the service refuses the token. If a token is valid for longer, write a TokenSource
// of your own that keeps it.
//
// The context of the function has the values of the context of one of the calls. It ends after 30 seconds, but not with
// that call.
type TokenFunc func(ctx context.Context) (string, error)

// Token calls f.
func (f TokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// Invalidate does nothing.
func (f TokenFunc) Invalidate(token string) {}

// sharedSource returns the source that a client uses for source.
func sharedSource(source TokenSource) TokenSource {
	if f, ok := source.(TokenFunc); ok {
		return token.NewFunction(f)
	}
	return source
}

// StaticToken returns a TokenSource with one token. It is never printed.
func StaticToken(token string) TokenSource { return staticToken{&token} }

// staticToken is a pointer because package fmt prints its address if it cannot call Format, in an unexported field.
type staticToken struct{ token *string }

func (t staticToken) Token(context.Context) (string, error) { return *t.token, nil }

// Invalidate does nothing: there is no other token.
func (t staticToken) Invalidate(token string) {}

// Format writes a placeholder for every verb.
func (t staticToken) Format(s fmt.State, _ rune) { io.WriteString(s, "[token]") }

// MarshalText returns a placeholder.
func (t staticToken) MarshalText() ([]byte, error) { return []byte("[token]"), nil }
