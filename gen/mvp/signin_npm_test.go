//go:build judges

// Signing in at two authorization servers of npm, and calls with their tokens: make judges fetches the servers.

package mvp_test

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/internal/signintest"
)

// tokenRequests counts the requests of a program for tokens.
type tokenRequests struct {
	atomic.Int64
	http.Transport
}

func (c *tokenRequests) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/token") {
		c.Add(1)
	}
	return c.Transport.RoundTrip(r)
}

// signedIn signs a user in, in a browser.
func signedIn(t *testing.T, s mvp.SignIn) *mvp.Client {
	t.Helper()
	login, err := s.Begin()
	if err != nil {
		t.Fatal(err)
	}
	client, err := s.Complete(t.Context(), login, signintest.Browse(t, login.URL, s.RedirectURL, false))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestSignInAtNPM(t *testing.T) {
	robot := account(t)
	block, _ := pem.Decode([]byte(robot.Key))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	servers := signintest.Start(t, "../..", map[string]crypto.Signer{"ES512": key.(crypto.Signer)})
	service := httptest.NewServer(servers.Service(func(who, path string) any {
		return map[string]string{"Id": strings.TrimPrefix(path, "/"), "Vermittler": who}
	}))
	defer service.Close()
	requests := new(tokenRequests)
	defer requests.CloseIdleConnections()
	// program returns the registration of a program at oidc-provider.
	program := func(id string) mvp.SignIn {
		return mvp.SignIn{
			Config: mvp.Config{Mandant: "bd", BaseURL: service.URL, CacheBytes: -1,
				HTTPClient: &http.Client{Transport: requests}},
			ClientID: id, ClientSecret: signintest.Secret, RedirectURL: signintest.Callback,
			Scopes:           []string{"openid", "ameise/mitarbeiterwebservice", "offline"}, // without openid there is no user info
			AuthorizationURL: servers.Provider + "/auth", TokenURL: servers.Provider + "/token",
			UserInfoURL: servers.Provider + "/me",
		}
	}
	// wantCall fails unless the service gets a call for the user, by the program.
	wantCall := func(t *testing.T, client *mvp.Client, program string) {
		t.Helper()
		m, err := client.GetMitarbeiter(t.Context())
		if err != nil {
			t.Error(err)
		} else if *m.ID != signintest.User || *m.Vermittler != program+" "+signintest.User {
			t.Errorf("%s was called for %s", *m.Vermittler, *m.ID)
		}
	}
	// wantSignIn fails unless the client has no token.
	wantSignIn := func(t *testing.T, client *mvp.Client) {
		t.Helper()
		if _, err := client.GetMitarbeiter(t.Context()); !errors.Is(err, mvp.ErrSignIn) || !errors.Is(err, mvp.ErrAuth) {
			t.Errorf("got %v", err)
		}
	}

	t.Run("user", func(t *testing.T) {
		client := signedIn(t, program("web app"))
		wantCall(t, client, "web app")
		for range 3 { // a refresh token is accepted once
			servers.Wait(t, 4000)
			wantCall(t, client, "web app")
		}
		servers.Wait(t, 8000) // the refresh token expires
		wantSignIn(t, client)
	})

	t.Run("user of several processes", func(t *testing.T) {
		s := program("web app")
		file := filepath.Join(t.TempDir(), "tokens")
		var clients []*mvp.Client
		for process := range 3 {
			store, err := mvp.FileTokenStore(file)
			if err != nil {
				t.Fatal(err)
			}
			if s.Store = store; process == 0 {
				signedIn(t, s)
			}
			client, err := s.Resume(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			clients = append(clients, client)
		}
		before := requests.Load()
		servers.Wait(t, 4000)
		var callers sync.WaitGroup
		for n := range 1000 {
			callers.Go(func() { wantCall(t, clients[n%len(clients)], "web app") })
		}
		callers.Wait()
		if n := requests.Load() - before; n != 1 {
			t.Errorf("%d requests for tokens", n)
		}
		if err := clients[0].Logout(t.Context()); err != nil {
			t.Error(err)
		}
		wantSignIn(t, clients[0])
		if _, err := s.Resume(t.Context()); !errors.Is(err, mvp.ErrSignIn) {
			t.Errorf("after the logout: %v", err)
		}
	})

	t.Run("callback that comes again", func(t *testing.T) {
		s := program("web app")
		login, err := s.Begin()
		if err != nil {
			t.Fatal(err)
		}
		callback := signintest.Browse(t, login.URL, s.RedirectURL, false)
		if _, err := s.Complete(t.Context(), login, callback); err != nil {
			t.Error(err)
		}
		_, err = s.Complete(t.Context(), login, callback)
		if err == nil || !strings.HasSuffix(err.Error(), "400 Bad Request: not authenticated: invalid_grant") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("service account", func(t *testing.T) {
		s := program("service")
		s.Config.Mitarbeiter = robot.Subject // whom oidc-provider does not know by the tokens of programs
		client, err := s.WithServiceAccount(t.Context(), robot)
		if err != nil {
			t.Fatal(err)
		}
		wantCall(t, client, "service")
		servers.Wait(t, 700)
		wantCall(t, client, "service")

		s.ClientSecret += "x"
		_, err = s.WithServiceAccount(t.Context(), robot)
		if !errors.Is(err, mvp.ErrAuth) || !strings.HasSuffix(err.Error(), "401 Unauthorized: not authenticated: invalid_client") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("oauth2-mock-server", func(t *testing.T) {
		anyone := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(`{"Id":"` + strings.TrimPrefix(r.URL.Path, "/") + `"}`))
		}))
		defer anyone.Close()
		client := signedIn(t, mvp.SignIn{Config: mvp.Config{Mandant: "bd", BaseURL: anyone.URL}, ClientID: "c",
			RedirectURL: signintest.Callback, AuthorizationURL: servers.Mock + "/authorize",
			TokenURL: servers.Mock + "/token", UserInfoURL: servers.Mock + "/userinfo"})
		if m, err := client.GetMitarbeiter(t.Context()); err != nil || *m.ID != signintest.User {
			t.Errorf("got %v, %v", m, err)
		}
	})
}
