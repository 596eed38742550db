// Bearer tokens: where a client gets them from.

package token

import (
	"context"
	"fmt"
	"io"
)

// TokenSource gives a client its bearer tokens (RFC 6750). It is used by many goroutines at once.
type TokenSource interface {
	// Token returns a token that is good for a request now. It is called before every request, so it should keep tokens
	// until shortly before they end.
	Token(ctx context.Context) (string, error)
	// Invalidate says that the service refused token. The next call of Token should not return it again.
	Invalidate(token string)
}

// TokenFunc is a TokenSource that asks a function for every token and keeps none.
type TokenFunc func(ctx context.Context) (string, error)

// Token calls f.
func (f TokenFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// Invalidate does nothing.
func (f TokenFunc) Invalidate(token string) {}

// StaticToken is a TokenSource of one token. It is never printed.
type StaticToken string

// Token returns t.
func (t StaticToken) Token(context.Context) (string, error) { return string(t), nil }

// Invalidate does nothing: there is no other token.
func (t StaticToken) Invalidate(token string) {}

// Format writes a placeholder, whatever the verb.
func (t StaticToken) Format(s fmt.State, _ rune) { io.WriteString(s, "[token]") }

// MarshalText returns a placeholder.
func (t StaticToken) MarshalText() ([]byte, error) { return []byte("[token]"), nil }
