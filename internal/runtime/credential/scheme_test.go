// Tests of schemes: which one authenticates, and what is wrong with a configuration. What requests show is tested with
// the clients of testdata/cases.

package credential_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/credential"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// source is a source of tokens with a session.
type source struct{ logout error }

func (source) Token(context.Context) (string, error) { return "t", nil }
func (source) Invalidate(string)                     {}
func (s source) Logout(context.Context) error        { return s.logout }

// key returns a scheme of the field A, B or C; it is set up if set says so.
func key(field string, set bool) credential.Scheme {
	if set {
		return credential.HeaderKey(field, "X-Key", field)
	}
	return credential.HeaderKey(field, "X-Key", "")
}

// TestChoice has each set of three schemes.
func TestChoice(t *testing.T) {
	for set := range 8 {
		a, b, c := key("A", set&1 != 0), key("B", set&2 != 0), key("C", set&4 != 0)
		first, count := "", 0
		for i, name := range []string{"A", "B", "C"} {
			if set>>i&1 != 0 {
				if count++; first == "" {
					first = name
				}
			}
		}
		token, err := credential.Any(a, b, c).Token(t.Context())
		if token != first || (err != nil) != (count == 0) {
			t.Errorf("%03b: got %s, want %s: %v", set, token, first, err)
		}
		if token, err := credential.Optional(a, b, c).Token(t.Context()); token != first || err != nil {
			t.Errorf("%03b: got %s, want %s: %v", set, token, first, err)
		}
		_, one := credential.One(a, b, c)
		_, atMost := credential.AtMostOne(a, b, c)
		if (one == nil) != (count == 1) || (atMost == nil) != (count <= 1) {
			t.Errorf("%03b: %v, %v", set, one, atMost)
		}
	}
}

func TestMessages(t *testing.T) {
	wrong := credential.Basic("User", "a:b", "c")
	for want, err := range map[string]error{
		"no credentials: set A":                                             credential.CheckAny(key("A", false)),
		"no credentials: set A or B":                                        credential.CheckAny(key("A", false), key("B", false)),
		"no credentials: set A, B or C":                                     credential.CheckAny(key("A", false), key("B", false), key("C", false)),
		"A and C are alternatives: set only one of them":                    credential.CheckOne(key("A", true), key("B", false), key("C", true)),
		"A, B and C are alternatives: set only one of them":                 credential.CheckOne(key("A", true), key("B", true), key("C", true)),
		"User: the user name must not contain a colon (RFC 7617 section 2)": credential.Check(key("A", true), wrong),
		"Key: must not contain a control character":                         credential.Check(credential.QueryKey("Key", "k", "a\tb")),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Logout calls every source that has a session, and returns all errors.
func TestLogout(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	auths := []*transport.Auth{
		credential.Any(credential.Bearer("A", source{first})), credential.None, credential.Any(key("B", true)),
		credential.Any(credential.Bearer("C", nil)), credential.Any(credential.Bearer("D", source{})),
		credential.Any(credential.Signature("E", signer{source{second}})),
	}
	err := credential.Logout(t.Context(), auths...)
	if !errors.Is(err, first) || !errors.Is(err, second) {
		t.Errorf("got %v", err)
	}
	if err := credential.Logout(t.Context(), auths[1:5]...); err != nil {
		t.Error(err)
	}
}

// signer is a source of tokens that signs, too.
type signer struct{ source }

func (signer) Sign(*http.Request) error { return nil }

// Package fmt prints no secret of a scheme, wherever it is.
func TestSchemesPrintNoSecret(t *testing.T) {
	const secret = "a-secret-of-somebody"
	scheme := credential.Basic("User", "ann", secret)
	for _, value := range []any{scheme, &scheme, struct{ s credential.Scheme }{scheme}, credential.Any(scheme), *credential.Any(scheme)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, secret) {
				t.Errorf("%s prints %s", verb, text)
			}
		}
	}
}
