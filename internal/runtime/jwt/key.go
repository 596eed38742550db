// Private keys, from a JWK or from PEM.

package jwt

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

const (
	minRSABits = 2048  // RFC 7518, section 3.3
	maxRSABits = 16384 // of a key that signs in reasonable time
)

// Key is a private key with its algorithm. It prints without the key.
type Key struct {
	private   crypto.Signer // a pointer, so that fmt prints an address if it cannot call Format
	algorithm string        // alg
	id        string        // kid, "" if there is none
}

// Format prints only the algorithm, for every verb of package fmt.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, "{"+k.algorithm+" "+failure.Redacted+"}") }

// ParseKey parses a private key: a JWK (RFC 7517), or PEM with PKCS #8 (RFC 5958), SEC 1 (RFC 5915) or PKCS #1
// (RFC 8017). The curves P-256, P-384 and P-521 sign with ES256, ES384 and ES512, and RSA keys of at least 2048 bits
// with RS256 (RFC 7518, section 3.1). The errors quote nothing of text.
func ParseKey(text string) (key *Key, err error) {
	switch text = strings.TrimSpace(text); {
	case strings.HasPrefix(text, "{"):
		key, err = parseJWK(text)
	case strings.Contains(text, "-----BEGIN "):
		key, err = parsePEM(text)
	default:
		err = errors.New("must be a JWK or PEM")
	}
	if err != nil {
		return nil, fmt.Errorf("private key: %w", err)
	}
	return key, nil
}

// parsePEM parses the first private key in text.
func parsePEM(text string) (*Key, error) {
	block, rest := pem.Decode([]byte(text))
	for block != nil && block.Type == "EC PARAMETERS" { // openssl writes them before the key
		block, rest = pem.Decode(rest)
	}
	if block == nil {
		return nil, errors.New("malformed PEM")
	}
	var private any
	var err error
	switch _, encrypted := block.Headers["DEK-Info"]; {
	case encrypted || block.Type == "ENCRYPTED PRIVATE KEY":
		return nil, errors.New("the PEM is encrypted: decrypt it first")
	case block.Type == "PRIVATE KEY":
		private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case block.Type == "EC PRIVATE KEY":
		private, err = x509.ParseECPrivateKey(block.Bytes)
	case block.Type == "RSA PRIVATE KEY":
		private, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		return nil, errors.New("the PEM has no private key")
	}
	if err != nil {
		return nil, errors.New("malformed private key in the PEM")
	}
	switch private := private.(type) {
	case *ecdsa.PrivateKey:
		return newECKey(private)
	case *rsa.PrivateKey:
		return newRSAKey(private)
	}
	return nil, errors.New("must be an EC or RSA key")
}

// newECKey returns the key that signs with private.
func newECKey(private *ecdsa.PrivateKey) (*Key, error) {
	for _, named := range curves {
		if named.curve == private.Curve {
			return &Key{private: private, algorithm: named.algorithm}, nil
		}
	}
	return nil, errUnknownCurve
}

var errUnknownCurve = errors.New("the curve must be P-256, P-384 or P-521")

// curves are those of RFC 7518, section 6.2.1.1, by their names, with the algorithms of section 3.4.
var curves = map[string]struct {
	curve     elliptic.Curve
	algorithm string
}{
	"P-256": {elliptic.P256(), "ES256"},
	"P-384": {elliptic.P384(), "ES384"},
	"P-521": {elliptic.P521(), "ES512"},
}

// newRSAKey returns the key that signs with private.
func newRSAKey(private *rsa.PrivateKey) (*Key, error) {
	if bits := private.N.BitLen(); bits < minRSABits || bits > maxRSABits {
		return nil, fmt.Errorf("an RSA key must have %d to %d bits, not %d", minRSABits, maxRSABits, bits)
	}
	return &Key{private: private, algorithm: "RS256"}, nil
}

// jwk has the members of a private key in JSON (RFC 7517, section 4; RFC 7518, sections 6.2 and 6.3).
type jwk struct {
	Type      string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	Curve     string `json:"crv"`
	X, Y, D   octets
	N, E      octets
	P, Q      octets
	Others    json.RawMessage `json:"oth"`
	Keys      json.RawMessage `json:"keys"` // of a JWK set
}

// octets are bytes in base64url without padding (RFC 7515, section 2).
type octets []byte

func (o *octets) UnmarshalText(text []byte) (err error) {
	*o, err = base64.RawURLEncoding.Strict().DecodeString(string(text))
	return err
}

func (o octets) integer() *big.Int { return new(big.Int).SetBytes(o) }

// parseJWK parses a private key in JSON.
func parseJWK(text string) (key *Key, err error) {
	var j jwk
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, errors.New("malformed JWK")
	}
	switch {
	case j.Keys != nil:
		return nil, errors.New("must be one JWK, not a JWK set")
	case j.Use != "" && j.Use != "sig":
		return nil, errors.New("the use of the JWK must be sig")
	case j.D == nil:
		return nil, errors.New("the JWK has no private part (d)")
	case j.Type == "EC":
		key, err = j.ecKey()
	case j.Type == "RSA":
		key, err = j.rsaKey()
	default:
		return nil, errors.New("the kty of the JWK must be EC or RSA")
	}
	if err == nil && j.Algorithm != "" && j.Algorithm != key.algorithm {
		err = fmt.Errorf("the alg of the JWK must be %s for its key", key.algorithm)
	}
	if err != nil {
		return nil, err
	}
	key.id = j.ID
	return key, nil
}

// ecKey returns the key of a JWK of type EC.
func (j *jwk) ecKey() (*Key, error) {
	named, ok := curves[j.Curve]
	if !ok {
		return nil, errUnknownCurve
	}
	private, err := ecdsa.ParseRawPrivateKey(named.curve, j.D)
	if err != nil {
		return nil, fmt.Errorf("malformed d of the JWK: it must have %d octets and be within the order of %s",
			coordinateSize(named.curve), j.Curve)
	}
	public, err := private.PublicKey.Bytes() // 4, x, y
	if err != nil || !bytes.Equal(public[1:], append(bytes.Clone(j.X), j.Y...)) {
		return nil, errors.New("x and y of the JWK do not belong to its d")
	}
	return newECKey(private)
}

// coordinateSize returns the number of bytes of a coordinate, and of r and s.
func coordinateSize(curve elliptic.Curve) int { return (curve.Params().BitSize + 7) / 8 }

// rsaKey returns the key of a JWK of type RSA.
func (j *jwk) rsaKey() (*Key, error) {
	if j.Others != nil {
		return nil, errors.New("an RSA key must have two primes")
	}
	if j.P == nil || j.Q == nil {
		return nil, errors.New("the JWK has no primes (p, q)")
	}
	e := j.E.integer()
	private := &rsa.PrivateKey{D: j.D.integer(), Primes: []*big.Int{j.P.integer(), j.Q.integer()},
		PublicKey: rsa.PublicKey{N: j.N.integer(), E: int(e.Int64())}}
	key, err := newRSAKey(private)
	if err != nil {
		return nil, err
	}
	if e.BitLen() > 31 || private.Validate() != nil {
		return nil, errors.New("the numbers of the JWK do not belong together")
	}
	private.Precompute()
	return key, nil
}
