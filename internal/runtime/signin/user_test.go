// Who has signed in, and logging out.

package signin_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

func TestUserInfo(t *testing.T) {
	a := newAuthority()
	tokens := signIn(t, newClient(t, a.config()))
	a.sent()
	claims, err := tokens.UserInfo(t.Context())
	if err != nil || claims["sub"] != "123456_123456" || claims["n"] != json.Number("12345678901234567890") {
		t.Errorf("got %v, %v", claims, err)
	}
	if got := a.sent(); len(got) != 1 || got[0] != "GET /userinfo Bearer access-1" {
		t.Errorf("sent %q", got)
	}
	for _, test := range []struct {
		status int
		body   string
		kind   error
		want   string
	}{
		{401, "s3cret", failure.ErrAuth, "user info: GET /userinfo: 401 Unauthorized: not authenticated"},
		{403, `{"error":"s3cret"}`, failure.ErrStatus, "user info: GET /userinfo: 403 Forbidden"},
		{302, "s3cret", failure.ErrRedirect, "user info: GET /userinfo: 302 Found: redirect not followed"},
		{200, "eyJhbGciOiJub25lIn0.s3cret.", failure.ErrContent,
			"user info: GET /userinfo: 200 OK: unexpected response: the response is not a JSON object"},
		{200, `["s3cret"]`, failure.ErrContent,
			"user info: GET /userinfo: 200 OK: unexpected response: the response is not a JSON object"},
		{200, `{"sub":7,"x":"s3cret"}`, failure.ErrContent,
			"user info: GET /userinfo: 200 OK: unexpected response: the response has no sub"},
		{200, `{"sub":""}`, failure.ErrContent,
			"user info: GET /userinfo: 200 OK: unexpected response: the response has no sub"},
		{200, `null`, failure.ErrContent,
			"user info: GET /userinfo: 200 OK: unexpected response: the response has no sub"},
	} {
		a.reply = func(r *http.Request, _ url.Values) (int, string) {
			if r.URL.Path == "/userinfo" {
				return test.status, test.body
			}
			return 0, ""
		}
		claims, err := tokens.UserInfo(t.Context())
		if got := failureOf(t, err, test.kind); got.Error() != test.want || claims != nil {
			t.Errorf("got  %v, %v\nwant %s", got, claims, test.want)
		}
	}
	config := a.config()
	config.UserInfoURL = ""
	if _, err := newClient(t, config).Resume().UserInfo(t.Context()); err == nil {
		t.Error("no error without a user info URL")
	}
}

func TestLogout(t *testing.T) {
	basic := func(request string) string { // without the Authorization of the client
		fields := strings.Fields(request)
		return strings.Join([]string{fields[0], fields[1], fields[len(fields)-1]}, " ")
	}
	a, store := newAuthority(), newMemory("")
	config := a.config()
	config.Store = store
	tokens := signIn(t, newClient(t, config))
	want(t, tokens, "access-1")
	a.sent()
	if err := tokens.Logout(t.Context()); err != nil || store.text != "" {
		t.Errorf("got %v; the store has %s", err, store.text)
	}
	if got := a.sent(); len(got) != 1 || basic(got[0]) != "POST /revoke token=refresh-1&token_type_hint=refresh_token" {
		t.Errorf("sent %q", got)
	}
	if _, err := tokens.Token(t.Context()); !errors.Is(err, signin.ErrSignIn) {
		t.Errorf("got %v", err)
	}
	if err := tokens.Logout(t.Context()); err != nil {
		t.Errorf("a second logout: %v", err)
	}
	a.wantSent(t)

	a.reply = func(r *http.Request, _ url.Values) (int, string) {
		if r.URL.Path == "/token" {
			return 200, `{"access_token":"alone"}`
		}
		return 503, "s3cret"
	}
	machine := newClient(t, config).ClientCredentials()
	want(t, machine, "alone")
	a.sent()
	const text = "signed out, but the tokens were not revoked: revocation: POST /revoke: 503 Service Unavailable"
	if err := machine.Logout(t.Context()); err == nil || err.Error() != text || store.text != "" {
		t.Errorf("got %v; the store has %s", err, store.text)
	}
	if got := a.sent(); len(got) != 1 || basic(got[0]) != "POST /revoke token=alone&token_type_hint=access_token" {
		t.Errorf("sent %q", got)
	}
	want(t, machine, "alone")
	a.wantSent(t, credentials)

	config.RevocationURL = ""
	if err := newClient(t, config).ClientCredentials().Logout(t.Context()); err != nil || store.text != "" {
		t.Errorf("got %v; the store has %s", err, store.text)
	}
	a.wantSent(t)
}

// A renewal that is in progress when the user logs out leaves no token.
func TestLogoutDuringRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		tokens := signIn(t, newClient(t, config))
		want(t, tokens, "access-1")
		a.delay = time.Second
		time.Sleep(life - time.Minute)
		want(t, tokens, "access-1") // and begins the renewal
		synctest.Wait()
		if err := tokens.Logout(t.Context()); err != nil || store.text != "" {
			t.Errorf("got %v; the store has %s", err, store.text)
		}
		if _, err := tokens.Token(t.Context()); !errors.Is(err, signin.ErrSignIn) {
			t.Errorf("got %v", err)
		}
		if got := a.sent(); !strings.Contains(got[len(got)-1], "token=refresh-2") {
			t.Errorf("sent %q", got)
		}
	})
}
