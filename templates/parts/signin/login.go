// Logins: users who sign in at the authorization server, in a browser.

package signin

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

// Login is a sign-in that waits for its callback. Send the user to URL, and keep the Login, for example in the user's
// session or as JSON, until the authorization server sends the user back to RedirectURL. It has secrets: fmt and slog
// print it without them.
type Login struct {
	URL         string // where the user signs in
	RedirectURL string // where the authorization server sends the user then
	State       string // that the callback must have (RFC 6749, section 10.12)
	Verifier    string // the secret of PKCE (RFC 7636)
}

// Format prints only RedirectURL, for every verb.
func (l Login) Format(s fmt.State, _ rune) { io.WriteString(s, "{"+l.RedirectURL+" [secret]}") }

// LogValue returns only RedirectURL.
func (l Login) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(l)) }

// Begin begins the login of a user. It sends no request.
func (s SignIn) Begin() (*Login, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	a, err := c.Authorize(s.RedirectURL)
	if err != nil {
		return nil, fail(err)
	}
	return (*Login)(a), nil
}

// Complete ends a login and returns the client of the user. callback is the URL that the authorization server has sent
// the user to, or its query, such as r.URL.RawQuery in a handler. It can be used once.
func (s SignIn) Complete(ctx context.Context, login *Login, callback string) (*Client, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	tokens, err := c.Exchange(ctx, (*signin.Authorization)(login), callback)
	if err != nil {
		return nil, fail(err)
	}
	return s.finish(ctx, tokens)
}
