// A token source that keeps its tokens in a store and renews them there.

package signin

import (
	"context"
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
)

// Tokens is a token source. It implements [transport.TokenSource]. All calls share a token: one of the store while that
// is valid, otherwise one for the refresh token in the store, otherwise one that the source's grant is worth. The new
// tokens are in the store before one of them is used.
type Tokens struct {
	*token.Shared
}

// Resume returns the tokens of the user who has signed in to the Store before, in this process or in another. Without
// tokens in the store, Token returns ErrSignIn.
func (c *Client) Resume() *Tokens { return &Tokens{} }

// ClientCredentials returns the tokens of the client itself (RFC 6749, section 4.4).
func (c *Client) ClientCredentials() *Tokens { return &Tokens{} }

// Password returns the tokens of a user whose password the program has (RFC 6749, section 4.3). For a service that
// takes the password as JSON, see oauth.PasswordTokens.
func (c *Client) Password(username, password string) *Tokens { return &Tokens{} }

// JWTBearer returns tokens for assertions (RFC 7523, section 2.1). subject is whom they are about, and sign returns a
// new one; see jwt.Assertion.
func (c *Client) JWTBearer(subject string, sign func() (string, error)) *Tokens { return &Tokens{} }

// UserInfo returns what the authorization server says of the user (OpenID Connect Core, section 5.3). "sub" is there,
// and a string that is not empty. Numbers are of type json.Number.
func (t *Tokens) UserInfo(ctx context.Context) (claims map[string]any, err error) {
	return nil, errors.New("not implemented")
}

// Logout revokes the tokens if the Config has a RevocationURL (RFC 7009), and removes them from the store. They are
// removed even if it returns an error: the authorization server may then accept them until they expire. The next call
// needs a new sign-in, or requests new tokens if the source's grant allows it.
func (t *Tokens) Logout(ctx context.Context) error { return errors.New("not implemented") }
