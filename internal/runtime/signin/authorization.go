// The authorization code grant (RFC 6749, section 4.1) with PKCE (RFC 7636).

package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// Authorization is a sign-in that waits for its callback. The program sends its user to URL. It keeps the Authorization
// until the authorization server sends the user back to RedirectURL, for example in the user's session, as JSON. An
// Authorization prints without its secrets; its JSON is complete.
type Authorization struct {
	URL         string // where the user signs in
	RedirectURL string // where the authorization server sends the user then
	State       string // that the callback must have (RFC 6749, section 10.12)
	Verifier    string // the secret of PKCE
}

// Format prints only the URLs, without their queries, for every verb of package fmt.
func (a Authorization) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s %s %s}", failure.PrintableURL(a.URL), failure.PrintableURL(a.RedirectURL), failure.Redacted)
}

// LogValue returns only the URLs, without their queries.
func (a Authorization) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }

// Authorize begins the sign-in of a user. redirectURL is "" if the client has registered only one. It sends no request.
func (c *Client) Authorize(redirectURL string) (*Authorization, error) {
	if c.config.AuthorizationURL == "" {
		return nil, errors.New("sign-in: the authorization URL must be set")
	}
	verifier := make([]byte, 32) // as RFC 7636, section 4.1, recommends
	rand.Read(verifier)
	a := &Authorization{RedirectURL: redirectURL, State: rand.Text(),
		Verifier: base64.RawURLEncoding.EncodeToString(verifier)}
	challenge := sha256.Sum256([]byte(a.Verifier))
	query := c.scoped(url.Values{"response_type": {"code"}, "client_id": {c.config.ClientID}, "state": {a.State},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(challenge[:])},
		"code_challenge_method": {"S256"}})
	if redirectURL != "" {
		query.Set("redirect_uri", redirectURL)
	}
	separator := "?"
	if strings.Contains(c.config.AuthorizationURL, "?") {
		separator = "&"
	}
	a.URL = c.config.AuthorizationURL + separator + query.Encode()
	return a, nil
}

// Exchange ends the sign-in that a began. It returns the tokens of the user, which replace those in the Store. callback
// is the URL that the authorization server sent the user to, or its query. An Authorization can be exchanged once.
func (c *Client) Exchange(ctx context.Context, a *Authorization, callback string) (*Tokens, error) {
	code, err := c.readCallback(a, callback)
	if err != nil {
		return nil, authError("sign-in", err)
	}
	parameters := url.Values{"grant_type": {authorizationCode}, "code": {code}, "code_verifier": {a.Verifier}}
	if a.RedirectURL != "" {
		parameters.Set("redirect_uri", a.RedirectURL)
	}
	tokens := c.Resume()
	if err := tokens.source.signIn(ctx, parameters); err != nil {
		return nil, err
	}
	return tokens, nil
}

// readCallback returns the authorization code of a callback (RFC 6749, section 4.1.2). Anybody can send the user's
// browser to the redirect URL, so the state comes first, and the errors quote nothing but the codes of section 4.1.2.1.
func (c *Client) readCallback(a *Authorization, callback string) (code string, err error) {
	if _, query, ok := strings.Cut(callback, "?"); ok {
		callback = query
	}
	callback, _, _ = strings.Cut(callback, "#")
	query, err := url.ParseQuery(callback)
	if err != nil {
		return "", errors.New("the query of the callback is malformed")
	}
	for _, name := range []string{"state", "iss", "error", "code"} {
		if len(query[name]) > 1 {
			return "", fmt.Errorf("the callback has more than one %s", name)
		}
	}
	state, issuer := query.Get("state"), query.Get("iss")
	switch {
	case a.State == "" || a.Verifier == "":
		return "", errors.New("the Authorization has no state: pass the one that Authorize returned")
	case subtle.ConstantTimeCompare([]byte(state), []byte(a.State)) == 0:
		return "", errors.New("the callback does not have the state of this sign-in: begin a new one")
	case c.config.Issuer != "" && issuer != c.config.Issuer:
		return "", errors.New("the callback is not of the configured issuer (iss)")
	case query.Has("error"):
		return "", callbackError(query.Get("error"))
	case query.Get("code") == "":
		return "", errors.New("the callback has no code")
	}
	return query.Get("code"), nil
}

// callbackError returns the error for the error code of a callback (RFC 6749, section 4.1.2.1).
func callbackError(code string) error {
	switch code {
	case "invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope",
		"server_error", "temporarily_unavailable":
		return fmt.Errorf("the authorization server refused: %s", code)
	}
	return errors.New("the authorization server refused, with an unknown error code")
}
