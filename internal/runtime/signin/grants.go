// The grants of a program: sources of tokens that need no user at a browser.

package signin

import (
	"net/url"
	"strings"
)

// The values of grant_type.
const (
	authorizationCode = "authorization_code"                          // RFC 6749, section 4.1.3
	refreshToken      = "refresh_token"                               // RFC 6749, section 6
	clientCredentials = "client_credentials"                          // RFC 6749, section 4.4.2
	password          = "password"                                    // RFC 6749, section 4.3.2
	jwtBearer         = "urn:ietf:params:oauth:grant-type:jwt-bearer" // RFC 7523, section 2.1
)

// ClientCredentials returns the tokens of the client itself (RFC 6749, section 4.4).
func (c *Client) ClientCredentials() *Tokens {
	return c.newTokens(clientCredentials, "", func() (url.Values, error) {
		return c.scoped(url.Values{"grant_type": {clientCredentials}}), nil
	})
}

// Password returns the tokens of a user whose password the program has (RFC 6749, section 4.3). For a service that
// wants the password as JSON, see oauth.PasswordTokens.
func (c *Client) Password(username, secret string) *Tokens {
	return c.newTokens(password, username, func() (url.Values, error) {
		return c.scoped(url.Values{"grant_type": {password}, "username": {username}, "password": {secret}}), nil
	})
}

// JWTBearer returns tokens for assertions (RFC 7523, section 2.1). subject is whom they are about. sign returns a new
// assertion; see jwt.Assertion.
func (c *Client) JWTBearer(subject string, sign func() (string, error)) *Tokens {
	return c.newTokens(jwtBearer, subject, func() (url.Values, error) {
		assertion, err := sign()
		return c.scoped(url.Values{"grant_type": {jwtBearer}, "assertion": {assertion}}), err
	})
}

// scoped adds the scopes of the client to parameters (RFC 6749, section 3.3).
func (c *Client) scoped(parameters url.Values) url.Values {
	if len(c.config.Scopes) > 0 {
		parameters.Set("scope", strings.Join(c.config.Scopes, " "))
	}
	return parameters
}
