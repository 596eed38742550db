// The requests of each grant, byte for byte, and of each way to authenticate the client.

package signin_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

func TestRequestsOfGrants(t *testing.T) {
	basic := " Basic " + base64.StdEncoding.EncodeToString([]byte("client+1:client%3As%C3%A9cret%26"))
	const inBody, public = "client_id=client+1&client_secret=client%3As%C3%A9cret%26", "client_id=client+1"
	const scope = "&scope=a%2Fb+offline"
	for name, test := range map[string]struct {
		change func(*signin.Config)
		tokens func(*signin.Client) *signin.Tokens
		want   string
	}{
		"client credentials": {nil, (*signin.Client).ClientCredentials,
			"POST /token" + basic + " grant_type=client_credentials" + scope},
		"client credentials in the body": {
			func(c *signin.Config) { c.ClientAuth = signin.ClientAuthBody }, (*signin.Client).ClientCredentials,
			"POST /token " + inBody + "&grant_type=client_credentials" + scope},
		"password of a public client": {
			func(c *signin.Config) { c.ClientSecret = "" },
			func(c *signin.Client) *signin.Tokens { return c.Password("ä b", "p&w") },
			"POST /token " + public + "&grant_type=password&password=p%26w" + scope + "&username=%C3%A4+b"},
		"no scopes": {
			func(c *signin.Config) { c.Scopes = nil }, (*signin.Client).ClientCredentials,
			"POST /token" + basic + " grant_type=client_credentials"},
		"assertion": {nil,
			func(c *signin.Client) *signin.Tokens {
				return c.JWTBearer("sub", func() (string, error) { return "h.p.s", nil })
			},
			"POST /token" + basic + " assertion=h.p.s&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer" +
				scope},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAuthority()
			config := a.config()
			if test.change != nil {
				test.change(&config)
			}
			tokens := test.tokens(newClient(t, config))
			want(t, tokens, "access-1")
			want(t, tokens, "access-1")
			if got := a.sent(); !slices.Equal(got, []string{test.want}) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// An assertion that cannot be made is an error, and nothing is sent.
func TestAssertionFails(t *testing.T) {
	a, sealed := newAuthority(), errors.New("the vault is sealed")
	calls := 0
	tokens := newClient(t, a.config()).JWTBearer("sub", func() (string, error) {
		if calls++; calls == 2 {
			panic("no vault")
		}
		return "", sealed
	})
	if _, err := tokens.Token(t.Context()); !errors.Is(err, sealed) {
		t.Errorf("got %v", err)
	}
	if _, err := tokens.Token(t.Context()); err == nil {
		t.Error("no error for a panic")
	}
	a.wantSent(t)
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*signin.Config){
		"no token URL":      func(c *signin.Config) { c.TokenURL = "" },
		"http":              func(c *signin.Config) { c.TokenURL = "http://as.example/s3cret" },
		"no client ID":      func(c *signin.Config) { c.ClientID = "" },
		"authorization URL": func(c *signin.Config) { c.AuthorizationURL = "http://as.example/s3cret" },
		"user info URL":     func(c *signin.Config) { c.UserInfoURL = "https://u:s3cret@as.example" },
		"revocation URL":    func(c *signin.Config) { c.RevocationURL = "/s3cret" },
	} {
		config := newAuthority().config()
		config.ClientSecret = "s3cret"
		change(&config)
		if _, err := signin.New(config); err == nil || containsAny(err.Error(), "s3cret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	config := signin.Config{TokenURL: "http://as.example/token", ClientID: "c"}
	config.AllowHTTP = true
	if _, err := signin.New(config); err != nil {
		t.Error(err)
	}
}
