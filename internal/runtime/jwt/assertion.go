// Assertions (RFC 7523, section 3).

package jwt

import "errors"

// Assertion is the description of the assertions that a program makes.
type Assertion struct {
	Key      *Key
	KeyID    string // the kid of the header; "": that of the JWK, if it has one
	Issuer   string // iss: mostly the client's ID
	Subject  string // sub: whom the token is for
	Audience string // aud: mostly the URL of the token endpoint
}

// Sign returns a new assertion, with a random ID (jti), that is valid for five minutes from now.
func (a *Assertion) Sign() (string, error) { return "", errors.New("not implemented") }
