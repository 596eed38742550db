//go:build judges

// Clients of each grant, at authorization servers of npm, which make judges fetches.

package cases_test

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/signintest"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/machines"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/signin"
)

func TestSignInAtNPM(t *testing.T) {
	servers := signintest.Start(t, "../..", nil)

	t.Run("authorization code, refresh and revocation", func(t *testing.T) {
		service := httptest.NewServer(servers.Service(func(who, path string) any {
			return []map[string]string{{"id": path, "title": who}}
		}))
		defer service.Close()
		s := signin.SignIn{
			Config:   signin.Config{Tenant: "acme", BaseURL: service.URL},
			ClientID: "web app", ClientSecret: signintest.Secret, RedirectURL: signintest.Callback,
			Scopes:           []string{"openid", "ameise/mitarbeiterwebservice", "offline"},
			AuthorizationURL: servers.Provider + "/auth", TokenURL: servers.Provider + "/token",
			UserInfoURL: servers.Provider + "/me", RevocationURL: servers.Provider + "/token/revocation",
		}
		folder := t.TempDir()
		store := func(name string) signin.TokenStore {
			return must[signin.TokenStore](t)(signin.FileTokenStore(filepath.Join(folder, name)))
		}
		s.Store = store("tokens")
		login, err := s.Begin()
		if err != nil {
			t.Fatal(err)
		}
		callback := signintest.Browse(t, login.URL, s.RedirectURL, false)
		c := must[*signin.Client](t)(s.Complete(t.Context(), login, callback))
		for range 3 {
			entries, err := c.GetEntries(t.Context())
			check(t, entries, err, []signin.Entry{{ID: new("/" + signintest.User + "/entries"),
				Title: new("web app " + signintest.User)}})
			servers.Wait(t, 4000)
		}

		tokens, err := os.ReadFile(filepath.Join(folder, "tokens"))
		if err := errors.Join(err, c.Logout(t.Context()), os.WriteFile(filepath.Join(folder, "copy"), tokens, 0o600)); err != nil {
			t.Fatal(err)
		}
		s.Store = store("copy")
		if _, err := s.Resume(t.Context()); !errors.Is(err, signin.ErrSignIn) {
			t.Errorf("with a revoked token: %v", err)
		}
	})

	t.Run("client credentials and password", func(t *testing.T) {
		service := httptest.NewServer(servers.Service(func(who, path string) any { return who + path }))
		defer service.Close()
		s := machines.SignIn{Config: machines.Config{BaseURL: service.URL}, ClientID: "machine body",
			ClientSecret: signintest.Secret, TokenURL: servers.Provider + "/token"}
		c := must[*machines.Client](t)(s.WithClientCredentials(t.Context()))
		for range 3 {
			state, err := c.GetState(t.Context())
			check(t, string(state), err, `"machine body/state"`)
			servers.Wait(t, 700)
		}

		s.TokenURL = servers.Mock + "/token"
		c = must[*machines.Client](t)(s.WithPassword(t.Context(), "ann", secretKey))
		if _, err := c.GetState(t.Context()); !errors.Is(err, machines.ErrAuth) { // they are tokens of another server
			t.Errorf("got %v", err)
		}

		s.TokenURL, s.ClientSecret = servers.Provider+"/token", secretKey
		_, err := s.WithClientCredentials(t.Context())
		if err == nil || !strings.HasSuffix(err.Error(), "401 Unauthorized: not authenticated: invalid_client") {
			t.Errorf("got %v", err)
		}
	})
}
