// An authorization server of the tests: it numbers its tokens, and revokes all if a refresh token is used twice.

package signin_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

// authority is an authorization server. It issues access-1 and refresh-1, then access-2 and refresh-2, and so on.
type authority struct {
	life  float64       // expires_in
	delay time.Duration // of a response
	reply func(r *http.Request, form url.Values) (status int, body string)

	mu       sync.Mutex
	requests []string // method, path, Authorization and form
	issued   int
	valid    string // the refresh token
	used     map[string]bool
}

func newAuthority() *authority { return &authority{life: 3600, used: map[string]bool{}} }

// ServeHTTP answers with a.reply if that is set and its status is not 0.
func (a *authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	form, _ := url.ParseQuery(string(body))
	a.mu.Lock()
	a.requests = append(a.requests, strings.Join(strings.Fields(strings.Join([]string{r.Method, r.URL.Path,
		r.Header.Get("Authorization"), string(body)}, " ")), " "))
	delay := a.delay
	a.mu.Unlock()
	time.Sleep(delay)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.reply != nil {
		if status, body := a.reply(r, form); status != 0 {
			w.WriteHeader(status)
			io.WriteString(w, body)
			return
		}
	}
	switch r.URL.Path {
	case "/token":
		if presented := form.Get("refresh_token"); form.Get("grant_type") == "refresh_token" &&
			(presented != a.valid || a.used[presented]) {
			a.valid = "" // somebody has stolen it
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"error":"invalid_grant","error_description":"`+presented+`"}`)
			return
		} else {
			a.used[presented] = true
		}
		a.issued++
		a.valid = fmt.Sprintf("refresh-%d", a.issued)
		fmt.Fprintf(w, `{"access_token":"access-%d","refresh_token":%q,"token_type":"bearer","expires_in":%g}`,
			a.issued, a.valid, a.life)
	case "/userinfo":
		io.WriteString(w, `{"sub":"123456_123456","n":12345678901234567890}`)
	case "/revoke":
		a.valid = ""
	}
}

// sent returns the requests since the last call of sent.
func (a *authority) sent() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer func() { a.requests = nil }()
	return a.requests
}

// config returns the configuration of a client of a.
func (a *authority) config() signin.Config {
	return signin.Config{
		TokenURL: "https://as.example/token", AuthorizationURL: "https://as.example/auth",
		UserInfoURL: "https://as.example/userinfo", RevocationURL: "https://as.example/revoke",
		ClientID: "client 1", ClientSecret: "client:sécret&", Scopes: []string{"a/b", "offline"},
		HTTPClient: &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
			recorder := httptest.NewRecorder()
			a.ServeHTTP(recorder, r)
			if err := r.Context().Err(); err != nil {
				return nil, err
			}
			return recorder.Result(), nil
		})},
	}
}

// newClient returns a client with the configuration.
func newClient(t testing.TB, config signin.Config) *signin.Client {
	t.Helper()
	client, err := signin.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// signIn returns the tokens of a user who signs in.
func signIn(t testing.TB, client *signin.Client) *signin.Tokens {
	t.Helper()
	a, err := client.Authorize("https://program.example/callback")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := client.Exchange(t.Context(), a, "/callback?code=code-1&state="+a.State)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// want fails unless tokens returns the access token.
func want(t *testing.T, tokens *signin.Tokens, access string) {
	t.Helper()
	if got, err := tokens.Token(t.Context()); got != access || err != nil {
		t.Errorf("got token %q, %v, want %s", got, err, access)
	}
}

// wantSent fails unless the requests since the last check are those of the grant types.
func (a *authority) wantSent(t *testing.T, grants ...string) {
	t.Helper()
	var got []string
	for _, request := range a.sent() {
		fields := strings.Fields(request)
		form, _ := url.ParseQuery(fields[len(fields)-1])
		got = append(got, form.Get("grant_type"))
	}
	if !slices.Equal(got, grants) {
		t.Errorf("got requests for %q, want %q", got, grants)
	}
}

// memory is a store of several sources, with faults.
type memory struct {
	lock  chan struct{}
	mu    sync.Mutex
	text  string
	saves []string
	on    string // the action that fails
}

// newMemory returns a store with the text.
func newMemory(text string) *memory { return &memory{lock: make(chan struct{}, 1), text: text} }

// faulty sets the fault of an action: "Load", "Save", "Lock", or "" for none.
func (m *memory) faulty(action string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.on = action
}

func (m *memory) failing(action, text string) error {
	if m.on == action {
		return errors.New("the disk is full of " + text)
	}
	return nil
}

func (m *memory) Load(context.Context) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.text, m.failing("Load", "")
}

func (m *memory) Save(_ context.Context, text string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("Save", text); err != nil {
		return err
	}
	m.text = text
	m.saves = append(m.saves, text)
	return nil
}

func (m *memory) Lock(context.Context) (func(), error) {
	if err := m.failing("Lock", ""); err != nil {
		return nil, err
	}
	m.lock <- struct{}{}
	return func() { <-m.lock }, nil
}
