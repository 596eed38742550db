// Signing in: the client knows its employee, and all calls share a token.

package mvp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// portal is the authorization server and the service, in memory.
type portal struct {
	mu       sync.Mutex
	tokens   int      // the requests for a token
	revoked  int      // the tokens up to this one are not accepted
	requests []string // all others
}

func (p *portal) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body := "{}"
	switch {
	case r.URL.Host == "auth.dionera.com" && r.URL.Path == "/oauth2/token":
		p.tokens++
		body = fmt.Sprintf(`{"access_token":"token%d","token_type":"bearer","expires_in":3600,"refresh_token":"refresh%[1]d"}`, p.tokens)
	case p.tokens == p.revoked || r.Header.Get("Authorization") != fmt.Sprintf("Bearer token%d", p.tokens):
		return jsonResponse(http.StatusUnauthorized, "{}"), nil
	case r.URL.Host == "auth.dionera.com":
		body = `{"sub":"` + employee + `"}`
	}
	if !strings.HasSuffix(r.URL.Path, "/token") {
		p.requests = append(p.requests, r.Method+" "+r.URL.Host+r.URL.Path)
	}
	return jsonResponse(http.StatusOK, body), nil
}

// jsonResponse returns a response with a JSON body.
func jsonResponse(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body))}
}

// signIn returns the registration of a program at p.
func (p *portal) signIn() mvp.SignIn {
	return mvp.SignIn{Config: mvp.Config{Mandant: "bd", CacheBytes: -1, HTTPClient: &http.Client{Transport: p}},
		ClientID: "portal", ClientSecret: secret, RedirectURL: "https://portal.example/callback"}
}

// account returns a service account with a new key.
func account(t *testing.T) mvp.ServiceAccount {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return mvp.ServiceAccount{Key: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), Subject: employee}
}

// A service account and a user who comes back from a login get the client of their employee.
func TestSignIn(t *testing.T) {
	for name, signIn := range map[string]func(s mvp.SignIn) (*mvp.Client, error){
		"service account": func(s mvp.SignIn) (*mvp.Client, error) { return s.WithServiceAccount(t.Context(), account(t)) },
		"user": func(s mvp.SignIn) (*mvp.Client, error) {
			login, err := s.Begin()
			if err != nil {
				return nil, err
			}
			return s.Complete(t.Context(), login, "?code=c&state="+url.QueryEscape(login.State))
		},
		"user of another process": func(s mvp.SignIn) (client *mvp.Client, err error) {
			if s.Store, err = mvp.FileTokenStore(filepath.Join(t.TempDir(), "tokens")); err != nil {
				return nil, err
			}
			login, err := s.Begin()
			if err != nil {
				return nil, err
			}
			if _, err := s.Complete(t.Context(), login, "?code=c&state="+url.QueryEscape(login.State)); err != nil {
				return nil, err
			}
			return s.Resume(t.Context())
		},
	} {
		p := new(portal)
		client, err := signIn(p.signIn())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		p.requests = nil
		if _, err := client.GetMitarbeiter(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := "[GET www.maklerinfo.biz/service/bd/employee/1.0/rest/" + employee + "]"
		if got := fmt.Sprint(p.requests); got != want || p.tokens != 1 {
			t.Errorf("%s: got %s with %d token requests, want %s", name, got, p.tokens, want)
		}
	}
}

// A thousand calls at once make one token request, with a new token too.
func TestOneTokenRequestForAThousandCalls(t *testing.T) {
	p := new(portal)
	client, err := p.signIn().WithServiceAccount(t.Context(), account(t))
	if err != nil {
		t.Fatal(err)
	}
	for round := 1; round <= 2; round++ {
		var callers sync.WaitGroup
		for range 1000 {
			callers.Go(func() {
				if _, err := client.GetMitarbeiter(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		if p.tokens != round {
			t.Errorf("%d token requests, want %d", p.tokens, round)
		}
		p.revoked = round
	}
}
