// Assertions (RFC 7523, section 3), signed as JSON Web Signatures (RFC 7515).

package jwt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"
	"unicode/utf8"

	_ "crypto/sha256" // for RS256 and ES256
	_ "crypto/sha512" // for ES384 and ES512
)

const assertionLife = 5 * time.Minute

// Assertion is the description of the assertions that a program makes.
type Assertion struct {
	Key      *Key
	KeyID    string // kid of the header; "": that of the JWK, if it has one
	Issuer   string // iss: mostly the client's ID
	Subject  string // sub: whom the token is for
	Audience string // aud: mostly the URL of the token endpoint
}

type header struct {
	Algorithm string `json:"alg"`
	Type      string `json:"typ"`
	KeyID     string `json:"kid,omitempty"`
}

type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience string `json:"aud"`
	IssuedAt int64  `json:"iat"`
	ID       string `json:"jti"`
	Expires  int64  `json:"exp"`
}

// Sign returns a new assertion, with a random ID (jti), that is valid for five minutes from now.
func (a *Assertion) Sign() (string, error) {
	if a.Key == nil {
		return "", errors.New("assertion: the private key must be set")
	}
	for _, value := range []string{a.Issuer, a.Subject, a.Audience} {
		if value == "" || !utf8.ValidString(value) {
			return "", errors.New("assertion: issuer, subject and audience must be set, in UTF-8")
		}
	}
	now := time.Now()
	h := header{Algorithm: a.Key.algorithm, Type: "JWT", KeyID: a.KeyID}
	if h.KeyID == "" {
		h.KeyID = a.Key.id
	}
	signed := encode(h) + "." + encode(claims{a.Issuer, a.Subject, a.Audience, now.Unix(), rand.Text(),
		now.Add(assertionLife).Unix()})
	signature, err := a.Key.sign(signed)
	if err != nil {
		return "", errors.New("assertion: the private key cannot sign")
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// encode returns a part of a JSON Web Signature.
func encode(part any) string {
	text, _ := json.Marshal(part) // of strings and integers
	return base64.RawURLEncoding.EncodeToString(text)
}

// hashes of the algorithms (RFC 7518, section 3.1).
var hashes = map[string]crypto.Hash{
	"ES256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512, "RS256": crypto.SHA256,
}

// sign returns the signature of text (RFC 7518, sections 3.3 and 3.4).
func (k *Key) sign(text string) ([]byte, error) {
	hash := hashes[k.algorithm]
	h := hash.New()
	h.Write([]byte(text))
	private, isEC := k.private.(*ecdsa.PrivateKey)
	if !isEC {
		return rsa.SignPKCS1v15(rand.Reader, k.private.(*rsa.PrivateKey), hash, h.Sum(nil))
	}
	r, s, err := ecdsa.Sign(rand.Reader, private, h.Sum(nil))
	if err != nil {
		return nil, err
	}
	size := coordinateSize(private.Curve)
	signature := make([]byte, 2*size) // r and s, each with leading zeros
	r.FillBytes(signature[:size])
	s.FillBytes(signature[size:])
	return signature, nil
}
