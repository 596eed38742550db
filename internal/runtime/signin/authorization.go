// The authorization code grant (RFC 6749, section 4.1) with PKCE (RFC 7636).

package signin

import (
	"context"
	"errors"
)

// Authorization is a sign-in that waits for its callback. The program sends its user to URL and keeps the rest until
// the authorization server sends the user back to RedirectURL, for example in the user's session or as JSON.
type Authorization struct {
	URL         string // where the user signs in
	RedirectURL string // where the authorization server sends the user then
	State       string // that the callback must have; see RFC 6749, section 10.12
	Verifier    string // the secret of PKCE
}

// Authorize begins the sign-in of a user. redirectURL is "" if the authorization server knows only one for the client.
// It sends no request.
func (c *Client) Authorize(redirectURL string) (*Authorization, error) {
	return nil, errors.New("not implemented")
}

// Exchange ends the sign-in that a began and returns the user's tokens, which replace those in the store. callback is
// the URL that the authorization server has sent the user to, or its query. It has to be called once.
func (c *Client) Exchange(ctx context.Context, a *Authorization, callback string) (*Tokens, error) {
	return nil, errors.New("not implemented")
}
