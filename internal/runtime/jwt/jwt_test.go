// Keys in each form, the assertions that they sign, and the keys that are refused.

package jwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jwt"
)

// The keys that RFC 7515 prints in appendices A.2, A.3 and A.4.
const (
	rfcES256 = `{"kty":"EC","crv":"P-256",
 "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
 "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}`
	rfcES512 = `{"kty":"EC","crv":"P-521",
 "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
 "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
 "d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C"}`
)

// forms returns private as PEM in each form and as a JWK.
func forms(t *testing.T, private crypto.Signer) map[string]string {
	t.Helper()
	encoded := func(kind string, der []byte, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	members := map[string]any{"kid": "key 1", "use": "sig", "future": []int{1}}
	octets := func(name string, content []byte) { members[name] = base64.RawURLEncoding.EncodeToString(content) }
	texts := map[string]string{}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	texts["PKCS #8"] = "A comment\n" + encoded("PRIVATE KEY", der, err)
	switch private := private.(type) {
	case *ecdsa.PrivateKey:
		der, err := x509.MarshalECPrivateKey(private)
		texts["SEC 1"] = encoded("EC PRIVATE KEY", der, err)
		texts["SEC 1 of openssl"] = encoded("EC PARAMETERS", []byte{5, 0}, nil) + texts["SEC 1"]
		members["kty"], members["crv"] = "EC", private.Params().Name
		d, err := private.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		point, err := private.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		octets("d", d)
		octets("x", point[1:1+len(d)])
		octets("y", point[1+len(d):])
	case *rsa.PrivateKey:
		texts["PKCS #1"] = encoded("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(private), nil)
		members["kty"], members["alg"] = "RSA", "RS256"
		for name, n := range map[string]*big.Int{"n": private.N, "e": big.NewInt(int64(private.E)), "d": private.D,
			"p": private.Primes[0], "q": private.Primes[1]} {
			octets(name, n.Bytes())
		}
	}
	text, err := json.MarshalIndent(members, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	texts["JWK"] = "\n" + string(text) + "\n"
	return texts
}

// verify checks the signature of a JSON Web Signature with public, and returns its header and payload.
func verify(t *testing.T, text string, algorithm string, public crypto.PublicKey) (header, payload map[string]any) {
	t.Helper()
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		t.Fatalf("got %s", text)
	}
	decoded := make([][]byte, 3)
	for i, part := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			t.Fatal(err)
		}
	}
	hash := map[string]crypto.Hash{"ES256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512,
		"RS256": crypto.SHA256}[algorithm]
	h := hash.New()
	h.Write([]byte(parts[0] + "." + parts[1]))
	switch public := public.(type) {
	case *ecdsa.PublicKey:
		size := map[string]int{"ES256": 32, "ES384": 48, "ES512": 66}[algorithm]
		if len(decoded[2]) != 2*size {
			t.Fatalf("%s: the signature has %d bytes", algorithm, len(decoded[2]))
		}
		r, s := new(big.Int).SetBytes(decoded[2][:size]), new(big.Int).SetBytes(decoded[2][size:])
		if !ecdsa.Verify(public, h.Sum(nil), r, s) {
			t.Errorf("%s: the signature is wrong", algorithm)
		}
	case *rsa.PublicKey:
		if err := rsa.VerifyPKCS1v15(public, hash, h.Sum(nil), decoded[2]); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
	if err := json.Unmarshal(decoded[0], &header); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(decoded[1], &payload); err != nil {
		t.Fatal(err)
	}
	return header, payload
}

func newECKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return private
}

func newRSAKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return private
}

// Every form of every kind of key signs the assertion that RFC 7523 and the service's documentation ask for. Signatures
// are drawn often enough for an r or s with a leading zero.
func TestAssertion(t *testing.T) {
	for algorithm, private := range map[string]crypto.Signer{
		"ES256": newECKey(t, elliptic.P256()), "ES384": newECKey(t, elliptic.P384()),
		"ES512": newECKey(t, elliptic.P521()), "RS256": newRSAKey(t, 2048),
	} {
		for form, text := range forms(t, private) {
			t.Run(algorithm+" "+form, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					key, err := jwt.ParseKey(text)
					if err != nil {
						t.Fatal(err)
					}
					assertion := jwt.Assertion{Key: key, Issuer: "client", Subject: "ma_1", Audience: "https://as.example/token"}
					wantHeader := map[string]any{"alg": algorithm, "typ": "JWT"}
					if form == "JWK" {
						wantHeader["kid"] = "key 1"
					}
					ids := map[any]bool{}
					for range 12 {
						time.Sleep(time.Second)
						signed, err := assertion.Sign()
						if err != nil {
							t.Fatal(err)
						}
						header, payload := verify(t, signed, algorithm, private.Public())
						id := payload["jti"]
						now := float64(time.Now().Unix())
						if !maps.Equal(header, wantHeader) {
							t.Errorf("got header %v, want %v", header, wantHeader)
						}
						want := map[string]any{"iss": "client", "sub": "ma_1", "aud": "https://as.example/token", "iat": now,
							"exp": now + 300, "jti": id}
						if !maps.Equal(payload, want) || len(id.(string)) < 20 || ids[id] {
							t.Errorf("got %v, want %v", payload, want)
						}
						ids[id] = true
					}
					assertion.KeyID = "other"
					signed, err := assertion.Sign()
					if err != nil {
						t.Fatal(err)
					}
					if header, _ := verify(t, signed, algorithm, private.Public()); header["kid"] != "other" {
						t.Errorf("got header %v", header)
					}
				})
			})
		}
	}
}

func TestKeysOfTheRFC(t *testing.T) {
	for algorithm, text := range map[string]string{"ES256": rfcES256, "ES512": rfcES512} {
		key, err := jwt.ParseKey(text)
		if err != nil {
			t.Fatal(err)
		}
		var members struct{ X, Y string }
		if err := json.Unmarshal([]byte(text), &members); err != nil {
			t.Fatal(err)
		}
		point := []byte{4}
		for _, coordinate := range []string{members.X, members.Y} {
			octets, err := base64.RawURLEncoding.DecodeString(coordinate)
			if err != nil {
				t.Fatal(err)
			}
			point = append(point, octets...)
		}
		curve := map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES512": elliptic.P521()}[algorithm]
		public, err := ecdsa.ParseUncompressedPublicKey(curve, point)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := (&jwt.Assertion{Key: key, Issuer: "i", Subject: "s", Audience: "a"}).Sign()
		if err != nil {
			t.Fatal(err)
		}
		verify(t, signed, algorithm, public)
	}
}

func TestParseKeyRefuses(t *testing.T) {
	ec, other := forms(t, newECKey(t, elliptic.P256())), forms(t, newECKey(t, elliptic.P256()))
	big := forms(t, newRSAKey(t, 2048))["JWK"]
	small := forms(t, newRSAKey(t, 1024))
	change := func(text string, members map[string]any) string {
		var all map[string]any
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			t.Fatal(err)
		}
		for name, value := range members {
			if all[name] = value; value == nil {
				delete(all, name)
			}
		}
		changed, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		return string(changed)
	}
	var foreign map[string]any
	if err := json.Unmarshal([]byte(other["JWK"]), &foreign); err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p224 := newECKey(t, elliptic.P224())
	block := func(kind string, content string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(content)}))
	}
	for name, test := range map[string]struct{ text, want string }{
		"nothing":        {"", "must be a JWK or PEM"},
		"another text":   {"geheim", "must be a JWK or PEM"},
		"broken JSON":    {`{"d":"geheim"`, "malformed JWK"},
		"broken octets":  {change(ec["JWK"], map[string]any{"d": "ge+heim"}), "malformed JWK"},
		"padded octets":  {change(ec["JWK"], map[string]any{"d": "geheim=="}), "malformed JWK"},
		"a set":          {`{"keys":[` + ec["JWK"] + `]}`, "must be one JWK, not a JWK set"},
		"for encryption": {change(ec["JWK"], map[string]any{"use": "enc"}), "the use of the JWK must be sig"},
		"public":         {change(ec["JWK"], map[string]any{"d": nil}), "the JWK has no private part (d)"},
		"symmetric":      {`{"kty":"oct","d":"Z2VoZWlt"}`, "the kty of the JWK must be EC or RSA"},
		"another curve": {change(ec["JWK"], map[string]any{"crv": "secp256k1"}),
			"the curve must be P-256, P-384 or P-521"},
		"another algorithm": {change(ec["JWK"], map[string]any{"alg": "ES512"}),
			"the alg of the JWK must be ES256 for its key"},
		"a short d": {change(ec["JWK"], map[string]any{"d": "Z2VoZWlt"}),
			"malformed d of the JWK: it must have 32 octets and be within the order of P-256"},
		"the d of another curve": {change(rfcES512, map[string]any{"crv": "P-384"}),
			"malformed d of the JWK: it must have 48 octets and be within the order of P-384"},
		"the x of another key": {change(ec["JWK"], map[string]any{"x": foreign["x"]}),
			"x and y of the JWK do not belong to its d"},
		"no y":                {change(ec["JWK"], map[string]any{"y": nil}), "x and y of the JWK do not belong to its d"},
		"RSA, no primes":      {change(big, map[string]any{"p": nil}), "the JWK has no primes (p, q)"},
		"RSA, three primes":   {change(big, map[string]any{"oth": []any{}}), "an RSA key must have two primes"},
		"RSA, wrong e":        {change(big, map[string]any{"e": "Ag"}), "the numbers of the JWK do not belong together"},
		"RSA, large e":        {change(big, map[string]any{"e": "AQAAAAAAAAAB"}), "the numbers of the JWK do not belong together"},
		"RSA, no e":           {change(big, map[string]any{"e": nil}), "the numbers of the JWK do not belong together"},
		"RSA, zero primes":    {change(big, map[string]any{"p": "", "q": ""}), "the numbers of the JWK do not belong together"},
		"RSA, one prime is 1": {change(big, map[string]any{"p": "AQ"}), "the numbers of the JWK do not belong together"},
		"RSA, wrong d":        {change(big, map[string]any{"d": "AQAB"}), "the numbers of the JWK do not belong together"},
		"RSA, short JWK":      {small["JWK"], "an RSA key must have 2048 to 16384 bits, not 1024"},
		"RSA, short PEM":      {small["PKCS #1"], "an RSA key must have 2048 to 16384 bits, not 1024"},
		"broken PEM":          {"-----BEGIN PRIVATE KEY-----\ngeheim", "malformed PEM"},
		"broken PKCS #8":      {block("PRIVATE KEY", "geheim"), "malformed private key in the PEM"},
		"broken SEC 1":        {block("EC PRIVATE KEY", "geheim"), "malformed private key in the PEM"},
		"broken PKCS #1":      {block("RSA PRIVATE KEY", "geheim"), "malformed private key in the PEM"},
		"a certificate":       {block("CERTIFICATE", "geheim"), "the PEM has no private key"},
		"a public key":        {block("PUBLIC KEY", "geheim"), "the PEM has no private key"},
		"encrypted":           {block("ENCRYPTED PRIVATE KEY", "geheim"), "the PEM is encrypted: decrypt it first"},
		"encrypted by openssl": {string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY",
			Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}, Bytes: []byte("x")})),
			"the PEM is encrypted: decrypt it first"},
		"another kind of key":  {forms(t, edKey)["PKCS #8"], "must be an EC or RSA key"},
		"another curve in PEM": {forms(t, p224)["PKCS #8"], "the curve must be P-256, P-384 or P-521"},
	} {
		key, err := jwt.ParseKey(test.text)
		if err == nil || key != nil || err.Error() != "private key: "+test.want {
			t.Errorf("%s: got %v, %v, want %s", name, key, err, test.want)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	key, err := jwt.ParseKey(rfcES256)
	if err != nil {
		t.Fatal(err)
	}
	for _, assertion := range []jwt.Assertion{
		{Issuer: "i", Subject: "s", Audience: "a"},
		{Key: key, Subject: "s", Audience: "a"},
		{Key: key, Issuer: "i", Audience: "a"},
		{Key: key, Issuer: "i", Subject: "s"},
		{Key: key, Issuer: "i", Subject: "s\xff", Audience: "a"},
	} {
		if signed, err := assertion.Sign(); err == nil || signed != "" {
			t.Errorf("got %q, %v", signed, err)
		}
	}
}

func TestKeyDoesNotPrint(t *testing.T) {
	key, err := jwt.ParseKey(rfcES256)
	if err != nil {
		t.Fatal(err)
	}
	d := new(big.Int)
	octets, _ := base64.RawURLEncoding.DecodeString("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")
	d.SetBytes(octets)
	for _, value := range []any{key, *key, jwt.Assertion{Key: key}, &jwt.Assertion{Key: key}, struct{ k *jwt.Key }{key},
		struct{ k jwt.Key }{*key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			got := fmt.Sprintf(verb, value)
			if strings.Contains(got, d.String()) || strings.Contains(got, d.Text(16)) || strings.Contains(got, "jpsQnnGQ") {
				t.Errorf("%T prints its key with %s: %s", value, verb, got)
			}
		}
		if text, err := json.Marshal(value); err == nil && strings.Contains(string(text), d.String()) {
			t.Errorf("%T has the JSON %s", value, text)
		}
	}
	if got := fmt.Sprint(key); got != "{ES256 [redacted]}" {
		t.Errorf("got %s", got)
	}
}

// FuzzParseKey: a key that is accepted signs, and an error quotes nothing.
func FuzzParseKey(f *testing.F) {
	f.Add(rfcES256)
	f.Add(rfcES512)
	f.Add(`{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQ","p":"AQ","q":"AQ","oth":[]}`)
	f.Add(`{"keys":[]}`)
	f.Add("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n")
	f.Add("-----BEGIN EC PARAMETERS-----\nBQA=\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nBQA=\n" +
		"-----END EC PRIVATE KEY-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := jwt.ParseKey(text)
		if err != nil {
			if len(err.Error()) > 120 {
				t.Errorf("got %v", err)
			}
			return
		}
		if _, err := (&jwt.Assertion{Key: key, Issuer: "i", Subject: "s", Audience: "a"}).Sign(); err != nil {
			t.Error(err)
		}
	})
}
