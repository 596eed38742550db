// Signing in: clients of the grants, at an authorization server that checks each request.

package cases_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/machines"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/signin"
)

const programSecret = "the-secret-of-the-program"

// authority is an authorization server and the service that accepts its tokens.
type authority struct {
	t  *testing.T
	mu sync.Mutex

	challenge string                // of PKCE
	access    map[string]bool       // the valid access tokens
	refresh   string                // the valid refresh token
	grants    []string              // that were used, in order
	calls     []string              // of the service: the request line and the status
	refuse    func() *http.Response // the response to the next calls of the service with the first token; nil: none
}

func newAuthority(t *testing.T) *authority { return &authority{t: t, access: map[string]bool{}} }

func (a *authority) client() *http.Client { return &http.Client{Transport: roundTrip(a.serve)} }

func (a *authority) serve(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch r.URL.Host + r.URL.Path {
	case "auth.example/token":
		return a.token(r), nil
	case "auth.example/revoke":
		a.access, a.refresh = map[string]bool{}, ""
		a.grants = append(a.grants, "revoked")
		return respond(200, ""), nil
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	response := respond(200, `{"sub":"ann"}`)
	if r.URL.Host != "auth.example" {
		response = respond(200, "[]")
	}
	switch {
	case !a.access[token]:
		response = respond(401, "{}")
	case a.refuse != nil && token == "access1":
		response = a.refuse()
	}
	a.calls = append(a.calls, fmt.Sprintf("%s %s %d", r.Method, r.URL.Path, response.StatusCode))
	return response, nil
}

// token responds to a request of the token endpoint.
func (a *authority) token(r *http.Request) *http.Response {
	body, _ := io.ReadAll(r.Body)
	form, err := url.ParseQuery(string(body))
	id, secret, isBasic := r.BasicAuth()
	if !isBasic {
		id, secret = form.Get("client_id"), form.Get("client_secret")
	}
	if err != nil || id != "program" || secret != programSecret || isBasic == (form.Get("client_secret") != "") {
		a.t.Errorf("client %s, %v, %v", id, isBasic, err)
		return respond(401, `{"error":"invalid_client"}`)
	}
	grant, valid := form.Get("grant_type"), false
	switch grant {
	case "authorization_code":
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		valid = form.Get("code") == "code" && form.Get("redirect_uri") == "https://program.example/back" &&
			base64.RawURLEncoding.EncodeToString(sum[:]) == a.challenge
	case "refresh_token":
		valid = a.refresh != "" && form.Get("refresh_token") == a.refresh
	case "password":
		valid = form.Get("username") == "ann" && form.Get("password") == secretKey
	case "client_credentials":
		valid = true
	case "urn:ietf:params:oauth:grant-type:jwt-bearer":
		valid = true
		grant = claimsOf(a.t, form.Get("assertion"))
	}
	if !valid {
		return respond(400, `{"error":"invalid_grant"}`)
	}
	a.grants = append(a.grants, grant)
	access := fmt.Sprintf("access%d", len(a.grants))
	a.access[access], a.refresh = true, fmt.Sprintf("refresh%d", len(a.grants))
	return respond(200, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":3600,"refresh_token":%q}`,
		access, a.refresh))
}

// claimsOf returns the claims of an assertion that do not change.
func claimsOf(t *testing.T, assertion string) string {
	parts := strings.Split(assertion, ".")
	var claims map[string]any
	text, err := base64.RawURLEncoding.DecodeString(parts[min(1, len(parts)-1)])
	if err := errors.Join(err, json.Unmarshal(text, &claims)); err != nil {
		t.Error(err)
	}
	return fmt.Sprint(claims["iss"], claims["sub"], claims["aud"])
}

// signIn returns the registration of a program.
func (a *authority) signIn() signin.SignIn {
	return signin.SignIn{Config: signin.Config{Tenant: "acme", HTTPClient: a.client()}, ClientID: "program",
		ClientSecret: programSecret, RedirectURL: "https://program.example/back"}
}

// login signs ann in by the code grant.
func (a *authority) login(s signin.SignIn) (*signin.Client, error) {
	begun, err := s.Begin()
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(begun) // as a program keeps it until the callback
	login := new(signin.Login)
	if err := errors.Join(err, json.Unmarshal(kept, login)); err != nil {
		return nil, err
	}
	u, err := url.Parse(login.URL)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	a.challenge = q.Get("code_challenge")
	u.RawQuery = ""
	got := fmt.Sprint(u, q["response_type"], q["client_id"], q["scope"], q["redirect_uri"], q["code_challenge_method"])
	const want = "https://auth.example/authorize [code] [program] [calendar offline_access] [https://program.example/back] [S256]"
	if got != want {
		a.t.Errorf("got %s, want %s", got, want)
	}
	return s.Complete(a.t.Context(), login, "code=code&state="+url.QueryEscape(q.Get("state")))
}

func TestLogin(t *testing.T) {
	a := newAuthority(t)
	c := must[*signin.Client](t)(a.login(a.signIn()))
	entries, err := c.GetEntries(t.Context())
	check(t, entries, err, []signin.Entry{})
	check(t, a.grants, nil, []string{"authorization_code"})
	check(t, a.calls, nil, []string{"GET /userinfo 200", "GET /acme/ann/entries 200"})

	a = newAuthority(t)
	s := a.signIn()
	s.Config.User = "bob" // ann may see bob's calendar
	_, err = must[*signin.Client](t)(a.login(s)).GetEntries(t.Context())
	check(t, a.calls, err, []string{"GET /acme/bob/entries 200"})
}

func TestResume(t *testing.T) {
	a := newAuthority(t)
	path := filepath.Join(t.TempDir(), "tokens")
	store := func() signin.TokenStore { return must[signin.TokenStore](t)(signin.FileTokenStore(path)) }
	s := a.signIn()
	s.Store = store()
	if _, err := s.Resume(t.Context()); !errors.Is(err, signin.ErrSignIn) || !errors.Is(err, signin.ErrAuth) {
		t.Errorf("nobody has signed in: %v", err)
	}
	must[*signin.Client](t)(a.login(s))

	s = a.signIn() // in another process
	s.Store = store()
	c := must[*signin.Client](t)(s.Resume(t.Context()))
	_, err := c.GetEntries(t.Context())
	check(t, a.grants, err, []string{"authorization_code"})
	a.access = map[string]bool{}
	_, err = c.GetEntries(t.Context())
	check(t, a.grants, err, []string{"authorization_code", "refresh_token"})

	if err := c.Logout(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = c.GetEntries(t.Context())
	if !errors.Is(err, signin.ErrSignIn) || !errors.Is(err, signin.ErrAuth) {
		t.Errorf("after the logout: %v", err)
	}
	if _, err := s.Resume(t.Context()); !errors.Is(err, signin.ErrSignIn) {
		t.Errorf("after the logout: %v", err)
	}
	if a.grants[2] != "revoked" {
		t.Error("the tokens were not revoked")
	}
}

// pemKey returns a new private key.
func pemKey(t *testing.T) string {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func TestServiceAccount(t *testing.T) {
	key := pemKey(t)
	for _, test := range []struct {
		account signin.ServiceAccount
		user    string
		want    string // issuer, subject, audience
	}{
		{signin.ServiceAccount{}, "", "programprogramhttps://auth.example/token"},
		{signin.ServiceAccount{Issuer: "robot"}, "", "robotrobothttps://auth.example/token"},
		{signin.ServiceAccount{}, "bob", "programbobhttps://auth.example/token"},
		{signin.ServiceAccount{Issuer: "robot", Subject: "eve", Audience: "aud"}, "bob", "robot eve aud"},
	} {
		a := newAuthority(t)
		s := a.signIn()
		s.Config.User, test.account.Key = test.user, key
		c := must[*signin.Client](t)(s.WithServiceAccount(t.Context(), test.account))
		_, err := c.GetEntries(t.Context())
		if err != nil || strings.ReplaceAll(a.grants[0], " ", "") != strings.ReplaceAll(test.want, " ", "") {
			t.Errorf("got %s, want %s: %v", a.grants, test.want, err)
		}
	}
	s := newAuthority(t).signIn()
	if _, err := s.WithServiceAccount(t.Context(), signin.ServiceAccount{Key: "no " + programSecret}); err == nil ||
		strings.Contains(err.Error(), programSecret) || !strings.HasPrefix(err.Error(), "ServiceAccount.Key: ") {
		t.Errorf("got %v", err)
	}
}

func TestPrograms(t *testing.T) {
	a := newAuthority(t)
	s := machines.SignIn{Config: machines.Config{HTTPClient: a.client()}, ClientID: "program", ClientSecret: programSecret}
	c := must[*machines.Client](t)(s.WithClientCredentials(t.Context()))
	_, err := c.GetState(t.Context())
	check(t, a.grants, err, []string{"client_credentials"})

	a.refuse = func() *http.Response { return respond(400, "<h1>Please log in first.") }
	_, err = c.GetState(t.Context())
	check(t, a.calls[1:], err, []string{"GET /state 400", "GET /state 200"})

	c = must[*machines.Client](t)(s.WithPassword(t.Context(), "ann", secretKey))
	if err := c.Logout(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = s.WithPassword(t.Context(), "ann", "wrong-"+programSecret)
	if !errors.Is(err, machines.ErrAuth) || errors.Is(err, machines.ErrStatus) || strings.Contains(err.Error(), programSecret) {
		t.Errorf("got %v", err)
	}
}

// Responses that mean that the caller is not authenticated renew the token, as a 401 does: the call is made once more.
func TestNotAuthenticated(t *testing.T) {
	for _, test := range []struct {
		status    int
		body      string
		isRefusal bool
	}{
		{400, `{"messages":["The session expired."]}`, true},
		{400, `{"messages":["x","Your session\u0020expired"]}`, true},
		{400, `<html><h1>session expired</h1>`, true},
		{400, `{"messages":["The session is fine."]}`, false},
		{409, `{"messages":["session expired"]}`, false},
		{403, ``, true},
		{401, ``, true},
	} {
		a := newAuthority(t)
		c := must[*signin.Client](t)(a.login(a.signIn()))
		a.calls = nil
		a.refuse = func() *http.Response { return respond(test.status, test.body) }
		err := c.AddEntry(t.Context(), &signin.Entry{ID: new("7")})
		want := []string{fmt.Sprintf("POST /acme/ann/entries %d", test.status)}
		if test.isRefusal {
			want = append(want, "POST /acme/ann/entries 200")
		}
		if got := strings.Join(a.calls, "; "); got != strings.Join(want, "; ") || (err == nil) != test.isRefusal ||
			errors.Is(err, signin.ErrAuth) {
			t.Errorf("%d %s: got %s, want %s: %v", test.status, test.body, got, want, err)
		}

		// A stream that cannot be rewound is not sent again, but the next call has a new token.
		a = newAuthority(t)
		c = must[*signin.Client](t)(a.login(a.signIn()))
		a.refuse = func() *http.Response { return respond(test.status, test.body) }
		err = c.AddPicture(t.Context(), io.MultiReader(strings.NewReader("png")))
		var callErr *signin.Error
		if !errors.As(err, &callErr) || errors.Is(err, signin.ErrAuth) != test.isRefusal || callErr.Status != test.status {
			t.Errorf("%d %s: got %v", test.status, test.body, err)
		}
		if test.isRefusal {
			if err := c.AddPicture(t.Context(), strings.NewReader("png")); err != nil {
				t.Errorf("%d %s: with the new token: %v", test.status, test.body, err)
			}
		}
	}
}

// A call fails with ErrAuth if the service refuses the new token too.
func TestNotAuthenticatedTwice(t *testing.T) {
	a := newAuthority(t)
	calls := 0
	s := a.signIn()
	s.Config.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "auth.example" {
			return a.serve(r)
		}
		calls++
		return respond(400, `{"messages":["session expired"]}`), nil
	})}
	_, err := must[*signin.Client](t)(a.login(s)).GetEntries(t.Context())
	var callErr *signin.Error
	if !errors.As(err, &callErr) || callErr.Kind != signin.ErrAuth || callErr.Status != 400 ||
		fmt.Sprint(callErr.Messages) != "[session expired]" || calls != 2 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

// Nothing that a program prints of a sign-in shows a secret.
func TestSecretsOfSignIn(t *testing.T) {
	a := newAuthority(t)
	s := a.signIn()
	account := signin.ServiceAccount{Key: pemKey(t), Issuer: "robot"}
	login, err := s.Begin()
	if err != nil {
		t.Fatal(err)
	}
	c := must[*signin.Client](t)(a.login(s))
	var b strings.Builder
	for _, value := range []any{s, &s, account, *login, login, c, *c} {
		fmt.Fprintf(&b, "%v %+v %#v %s\n", value, value, value, value)
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", value)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", value)
	}
	s.Config.HTTPClient = nil // JSON has no functions
	for _, value := range []any{s, account} {
		text, err := json.Marshal(value)
		if err != nil {
			t.Error(err)
		}
		b.Write(text)
	}
	for _, secret := range []string{programSecret, "PRIVATE", login.Verifier, login.State, "access1", "refresh1"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%s is shown: %s", secret, b.String())
		}
	}
}

// A SignIn whose configuration cannot work is rejected before a request is sent.
func TestConfigOfSignIn(t *testing.T) {
	for want, change := range map[string]func(*signin.SignIn){
		"signin: SignIn.Config.Token must be nil: signing in sets it": func(s *signin.SignIn) { s.Config.Token = signin.StaticToken("x") },
		"signin: sign-in: the client ID must be set":                  func(s *signin.SignIn) { s.ClientID = "" },
		"signin: sign-in: token URL: must be https":                   func(s *signin.SignIn) { s.TokenURL = "http://auth.example/token" },
		"signin: sign-in: user info URL: must be absolute":            func(s *signin.SignIn) { s.UserInfoURL = "/userinfo" },
	} {
		s := newAuthority(t).signIn()
		change(&s)
		_, begin := s.Begin()
		_, resume := s.Resume(context.Background())
		for _, err := range []error{begin, resume} {
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}
