//go:build judges

// The grants, walked at two authorization servers of npm: make judges fetches them.

package signin_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jwt"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/tokenfile"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/signintest"
)

// judges are the servers.
type judges struct{ signintest.Servers }

// config returns the configuration of a client of oidc-provider.
func (j judges) config(clientID string) signin.Config {
	return signin.Config{TokenURL: j.Provider + "/token", AuthorizationURL: j.Provider + "/auth",
		UserInfoURL: j.Provider + "/me", RevocationURL: j.Provider + "/token/revocation", Issuer: j.Provider,
		ClientID: clientID, ClientSecret: signintest.Secret, Scopes: []string{"openid", "ameise/mitarbeiterwebservice",
			"offline"}}
}

// browse opens a URL in the browser of a user, and returns the URL of the callback.
func browse(t *testing.T, location string, cancel bool) string {
	t.Helper()
	return signintest.Browse(t, location, signintest.Callback, cancel)
}

// browserSignIn signs a user in.
func browserSignIn(t *testing.T, client *signin.Client) *signin.Tokens {
	t.Helper()
	a, err := client.Authorize(signintest.Callback)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := client.Exchange(t.Context(), a, browse(t, a.URL, false))
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// call calls the service with tokens and returns who the service says has called.
func (j judges) call(t *testing.T, tokens *signin.Tokens) (who string, err error) {
	t.Helper()
	e, err := transport.NewEndpoint(j.Provider, transport.Options{Tokens: tokens})
	if err != nil {
		t.Fatal(err)
	}
	err = e.Do(t.Context(), &transport.Call{Operation: "who", Method: "GET", Path: "/service"},
		func(r *transport.Response) error {
			who = r.Body
			return nil
		})
	return who, err
}

func (j judges) wantCall(t *testing.T, tokens *signin.Tokens, who string) {
	t.Helper()
	if got, err := j.call(t, tokens); got != who || err != nil {
		t.Errorf("the service was called by %q, %v, want %q", got, err, who)
	}
}

// wantSignIn fails unless the tokens are of no use any more.
func (j judges) wantSignIn(t *testing.T, tokens *signin.Tokens) {
	t.Helper()
	for range 2 {
		if _, err := j.call(t, tokens); !errors.Is(err, signin.ErrSignIn) || !errors.Is(err, failure.ErrAuth) {
			t.Errorf("got %v", err)
		}
	}
}

func TestSignInAtNPM(t *testing.T) {
	p256, err256 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p521, err521 := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	rsa2048, errRSA := rsa.GenerateKey(rand.Reader, 2048)
	if err := errors.Join(err256, err521, errRSA); err != nil {
		t.Fatal(err)
	}
	keys := map[string]crypto.Signer{"ES256": p256, "ES512": p521, "RS256": rsa2048}
	j := judges{signintest.Start(t, "../../..", keys)}

	for _, id := range []string{"web app", "body", "public"} {
		config := j.config(id)
		if id == "body" {
			config.ClientAuth = signin.ClientAuthBody
		}
		if id == "public" {
			config.ClientSecret = ""
		}
		client := newClient(t, config)
		t.Run("code, "+id, func(t *testing.T) {
			tokens := browserSignIn(t, client)
			if claims, err := tokens.UserInfo(t.Context()); err != nil || claims["sub"] != signintest.User {
				t.Errorf("got claims %v, %v", claims, err)
			}
			who := id + " 123456_123456"
			j.wantCall(t, tokens, who)
			for range 3 { // the refresh token is another each time, and each is accepted
				j.Wait(t, 4000)
				j.wantCall(t, tokens, who)
			}
			if err := tokens.Logout(t.Context()); err != nil {
				t.Error(err)
			}
			j.wantSignIn(t, tokens)
		})
	}

	t.Run("expired refresh token", func(t *testing.T) {
		tokens := browserSignIn(t, newClient(t, j.config("web app")))
		j.Wait(t, 8000)
		j.wantSignIn(t, tokens)
	})

	t.Run("refresh token used twice", func(t *testing.T) {
		store := newMemory("")
		config := j.config("web app")
		config.Store = store
		tokens := browserSignIn(t, newClient(t, config))
		stolen := newMemory(store.text)
		j.Wait(t, 4000)
		j.wantCall(t, tokens, "web app 123456_123456")
		config.Store = stolen
		j.wantSignIn(t, newClient(t, config).Resume())
		j.wantSignIn(t, tokens) // the server has revoked its token, too
	})

	t.Run("revoked", func(t *testing.T) {
		store := newMemory("")
		config := j.config("web app")
		config.Store = store
		tokens := browserSignIn(t, newClient(t, config))
		j.wantCall(t, tokens, "web app 123456_123456")
		kept := store.text
		other := newClient(t, config).Resume()
		if err := other.Logout(t.Context()); err != nil {
			t.Error(err)
		}
		config.Store = newMemory(kept)
		j.wantSignIn(t, newClient(t, config).Resume())
		j.wantSignIn(t, tokens)
	})

	t.Run("a shared file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "tokens")
		config := j.config("web app")
		var sources []*signin.Tokens
		for n := range 4 { // as four processes
			store, err := tokenfile.New(file)
			if err != nil {
				t.Fatal(err)
			}
			config.Store = store
			client := newClient(t, config)
			if n == 0 {
				browserSignIn(t, client)
			}
			sources = append(sources, client.Resume())
		}
		for range 3 {
			var group sync.WaitGroup
			for _, source := range sources {
				for range 10 {
					group.Go(func() { j.wantCall(t, source, "web app 123456_123456") })
				}
			}
			group.Wait()
			j.Wait(t, 4000)
		}
	})

	t.Run("the user cancels", func(t *testing.T) {
		client := newClient(t, j.config("web app"))
		a, err := client.Authorize(signintest.Callback)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Exchange(t.Context(), a, browse(t, a.URL, true))
		if err == nil || err.Error() !=
			"sign-in: not authenticated: the authorization server refused: access_denied" {
			t.Errorf("got %v", err)
		}
	})

	t.Run("a wrong verifier, and a code that is used twice", func(t *testing.T) {
		client := newClient(t, j.config("web app"))
		for _, wrong := range []bool{true, false} {
			a, err := client.Authorize(signintest.Callback)
			if err != nil {
				t.Fatal(err)
			}
			callback := browse(t, a.URL, false)
			if wrong {
				other, _ := client.Authorize("")
				a.Verifier = other.Verifier
			} else if _, err := client.Exchange(t.Context(), a, callback); err != nil {
				t.Error(err)
			}
			if _, err := client.Exchange(t.Context(), a, callback); err == nil ||
				!strings.HasSuffix(err.Error(), "400 Bad Request: not authenticated: invalid_grant") {
				t.Errorf("got %v", err)
			}
		}
	})

	t.Run("a wrong issuer", func(t *testing.T) {
		config := j.config("web app")
		config.Issuer = j.Mock
		client := newClient(t, config)
		a, err := client.Authorize(signintest.Callback)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Exchange(t.Context(), a, browse(t, a.URL, false)); err == nil ||
			!strings.Contains(err.Error(), "issuer") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("client credentials", func(t *testing.T) {
		config := j.config("machine")
		tokens := newClient(t, config).ClientCredentials()
		for range 2 {
			j.wantCall(t, tokens, "machine")
			j.Wait(t, 700)
		}
		if err := tokens.Logout(t.Context()); err != nil {
			t.Error(err)
		}
		config.ClientSecret += "x"
		_, err := j.call(t, newClient(t, config).ClientCredentials())
		if err == nil || !strings.HasSuffix(err.Error(), "401 Unauthorized: not authenticated: invalid_client") {
			t.Errorf("got %v", err)
		}
	})

	for algorithm, private := range keys {
		t.Run("assertion, "+algorithm, func(t *testing.T) {
			der, err := x509.MarshalPKCS8PrivateKey(private)
			if err != nil {
				t.Fatal(err)
			}
			key, err := jwt.ParseKey(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
			if err != nil {
				t.Fatal(err)
			}
			assertion := &jwt.Assertion{Key: key, Issuer: "service", Subject: signintest.User,
				Audience: j.Provider + "/token"}
			tokens := newClient(t, j.config("service")).JWTBearer(assertion.Subject, assertion.Sign)
			for range 20 { // with signatures that begin with zeros
				j.wantCall(t, tokens, "service 123456_123456")
				token, _ := tokens.Token(t.Context())
				tokens.Invalidate(token)
			}
			assertion.Audience = "https://elsewhere.example"
			tokens = newClient(t, j.config("service")).JWTBearer(assertion.Subject, assertion.Sign)
			if _, err := j.call(t, tokens); err == nil || !strings.HasSuffix(err.Error(), "400 Bad Request: not authenticated: invalid_grant") {
				t.Errorf("got %v", err)
			}
		})
	}

	t.Run("oauth2-mock-server", func(t *testing.T) {
		client := newClient(t, signin.Config{TokenURL: j.Mock + "/token", AuthorizationURL: j.Mock + "/authorize",
			UserInfoURL: j.Mock + "/userinfo", RevocationURL: j.Mock + "/revoke", ClientID: "c"})
		user := browserSignIn(t, client)
		for _, tokens := range []*signin.Tokens{user, client.Password("u", "p"), client.ClientCredentials()} {
			first, err := tokens.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tokens.Invalidate(first)
			if second, err := tokens.Token(t.Context()); err != nil || second == "" {
				t.Errorf("got %q, %v", second, err)
			}
			if claims, err := tokens.UserInfo(t.Context()); err != nil || claims["sub"] != signintest.User {
				t.Errorf("got claims %v, %v", claims, err)
			}
			if err := tokens.Logout(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if _, err := user.Token(t.Context()); !errors.Is(err, signin.ErrSignIn) {
			t.Errorf("got %v", err)
		}
	})
}
