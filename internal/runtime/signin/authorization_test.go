// The authorization code grant: the URL, the callbacks that are refused, and the request for tokens.

package signin_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

func TestAuthorize(t *testing.T) {
	config := newAuthority().config()
	states := map[string]bool{}
	for _, test := range []struct{ endpoint, redirectURL, begin string }{
		{"https://as.example/auth", "https://program.example/cb?x=1&y", "https://as.example/auth?client_id="},
		{"https://as.example/auth?tenant=7", "", "https://as.example/auth?tenant=7&client_id="},
	} {
		config.AuthorizationURL = test.endpoint
		a, err := newClient(t, config).Authorize(test.redirectURL)
		if err != nil || !strings.HasPrefix(a.URL, test.begin) {
			t.Fatalf("got %#v, %v", a, err)
		}
		u, err := url.Parse(a.URL)
		if err != nil {
			t.Fatal(err)
		}
		query := u.Query()
		challenge := sha256.Sum256([]byte(a.Verifier))
		for name, want := range map[string]string{
			"response_type": "code", "client_id": "client 1", "redirect_uri": test.redirectURL, "scope": "a/b offline",
			"state": a.State, "code_challenge_method": "S256",
			"code_challenge": base64.RawURLEncoding.EncodeToString(challenge[:]),
		} {
			if got := query.Get(name); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
		if query.Has("redirect_uri") != (test.redirectURL != "") {
			t.Errorf("got URL %s", a.URL)
		}
		// RFC 7636, section 4.1, and at least 128 bits (RFC 6749, section 10.10).
		if !regexp.MustCompile(`^[\w.~-]{43,128}$`).MatchString(a.Verifier) || len(a.State) < 22 ||
			states[a.State] || states[a.Verifier] {
			t.Errorf("got state %s and verifier %s", a.State, a.Verifier)
		}
		states[a.State], states[a.Verifier] = true, true
	}
	config.AuthorizationURL = ""
	if _, err := newClient(t, config).Authorize(""); err == nil {
		t.Error("no error without an authorization URL")
	}
}

// The Authorization survives as JSON, as in a web application's session.
func TestExchange(t *testing.T) {
	for _, redirectURL := range []string{"https://program.example/cb", ""} {
		for _, form := range []string{"https://program.example/cb?%s", "/cb?%s", "?%s", "%s", "/cb?%s#top"} {
			a := newAuthority()
			config := a.config()
			config.ClientSecret = ""
			authorization, err := newClient(t, config).Authorize(redirectURL)
			if err != nil {
				t.Fatal(err)
			}
			session, err := json.Marshal(authorization)
			if err != nil {
				t.Fatal(err)
			}
			var restored signin.Authorization
			if err := json.Unmarshal(session, &restored); err != nil {
				t.Fatal(err)
			}
			callback := strings.Replace(form, "%s", "code=c%2F1&state="+authorization.State, 1)
			tokens, err := newClient(t, config).Exchange(t.Context(), &restored, callback)
			if err != nil {
				t.Fatalf("%s: %v", callback, err)
			}
			want(t, tokens, "access-1")
			sent := "POST /token client_id=client+1&code=c%2F1&code_verifier=" + authorization.Verifier +
				"&grant_type=authorization_code"
			if redirectURL != "" {
				sent += "&redirect_uri=https%3A%2F%2Fprogram.example%2Fcb"
			}
			if got := a.sent(); len(got) != 1 || got[0] != sent {
				t.Errorf("got  %q\nwant %q", got, sent)
			}
		}
	}
}

func TestCallbackIsRefused(t *testing.T) {
	const begin = "sign-in: not authenticated: "
	for _, test := range []struct{ callback, want string }{
		{"", "the callback does not have the state of this sign-in: begin a new one"},
		{"code=c", "the callback does not have the state of this sign-in: begin a new one"},
		{"code=c&state=", "the callback does not have the state of this sign-in: begin a new one"},
		{"code=c&state=STATEx", "the callback does not have the state of this sign-in: begin a new one"},
		{"error=access_denied&state=x", "the callback does not have the state of this sign-in: begin a new one"},
		{"code=c&state=STATE&state=x", "the callback has more than one state"},
		{"code=c&code=d&state=STATE", "the callback has more than one code"},
		{"code=c&state=STATE&iss=a&iss=b", "the callback has more than one iss"},
		{"error=a&state=STATE&error=b", "the callback has more than one error"},
		{"code=c&state=STATE", "the callback is not of the configured issuer (iss)"},
		{"code=c&state=STATE&iss=https://evil.example", "the callback is not of the configured issuer (iss)"},
		{"state=STATE&iss=https://as.example", "the callback has no code"},
		{"code=&state=STATE&iss=https://as.example", "the callback has no code"},
		{"error=access_denied&error_description=s3cret&state=STATE&iss=https://as.example",
			"the authorization server refused: access_denied"},
		{"error=temporarily_unavailable&code=c&state=STATE&iss=https://as.example",
			"the authorization server refused: temporarily_unavailable"},
		{"error=s3cret&state=STATE&iss=https://as.example",
			"the authorization server refused, with an unknown error code"},
		{"code=%zzs3cret&state=STATE", "the query of the callback is malformed"},
		{"code=s3cret;state=STATE", "the query of the callback is malformed"},
	} {
		a := newAuthority()
		config := a.config()
		config.Issuer = "https://as.example"
		client := newClient(t, config)
		authorization, err := client.Authorize("")
		if err != nil {
			t.Fatal(err)
		}
		callback := strings.ReplaceAll(test.callback, "STATE", authorization.State)
		_, err = client.Exchange(t.Context(), authorization, callback)
		if got := failureOf(t, err, failure.ErrAuth); got.Error() != begin+test.want {
			t.Errorf("%s:\ngot  %v\nwant %s", test.callback, got, begin+test.want)
		}
		if got := a.sent(); got != nil {
			t.Errorf("%s: sent %q", test.callback, got)
		}
	}
	client := newClient(t, newAuthority().config())
	if _, err := client.Exchange(t.Context(), &signin.Authorization{}, "code=c&state="); err == nil {
		t.Error("no error without a state")
	}
}

// A code that the server refuses leaves the tokens of an earlier sign-in alone.
func TestRefusedCode(t *testing.T) {
	a, store := newAuthority(), newMemory("")
	config := a.config()
	config.Store = store
	client := newClient(t, config)
	signIn(t, client)
	kept := store.text
	a.reply = func(*http.Request, url.Values) (int, string) { return 400, `{"error":"invalid_grant"}` }
	authorization, err := client.Authorize("")
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Exchange(t.Context(), authorization, "code=c&state="+authorization.State)
	const text = "token request: POST /token: 400 Bad Request: not authenticated: invalid_grant"
	if got := failureOf(t, err, failure.ErrAuth); got.Error() != text || err != error(got) {
		t.Errorf("got %v, want %s", err, text)
	}
	if store.text != kept {
		t.Errorf("the store has %s", store.text)
	}
}
