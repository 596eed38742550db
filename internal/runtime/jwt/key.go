// Private keys, from a JWK or from PEM.

package jwt

import "errors"

// Key is a private key with its algorithm. It prints without the key.
type Key struct{}

// ParseKey parses a private key: a JWK (RFC 7517), or PEM with PKCS #8 (RFC 5958), SEC 1 (RFC 5915) or PKCS #1
// (RFC 8017). The curves P-256, P-384 and P-521 sign with ES256, ES384 and ES512, and RSA keys of at least 2048 bits
// with RS256 (RFC 7518, section 3.1). The errors quote nothing of text.
func ParseKey(text string) (*Key, error) { return nil, errors.New("not implemented") }
