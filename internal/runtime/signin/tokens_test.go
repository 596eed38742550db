// Renewal with rotated refresh tokens, and what happens if the store or the authorization server fails.

package signin_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

const (
	code, refresh, credentials = "authorization_code", "refresh_token", "client_credentials"
	life                       = time.Hour // of the authority's tokens; they are renewed five minutes before
)

// Each refresh token is used once, and its successor is in the store before the access token is used.
func TestRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		tokens := signIn(t, newClient(t, config))
		a.wantSent(t, code)
		want(t, tokens, "access-1")
		a.wantSent(t)
		time.Sleep(life - 5*time.Minute - time.Second)
		want(t, tokens, "access-1")
		a.wantSent(t)
		for n := 2; n < 6; n++ {
			time.Sleep(life)
			got, err := tokens.Token(t.Context())
			if saved := store.text; err != nil || !strings.HasPrefix(got, "access-") ||
				!strings.Contains(saved, `"`+got+`"`) ||
				!strings.Contains(saved, strings.Replace(got, "access", "refresh", 1)) {
				t.Errorf("got token %q, %v, but the store has %s", got, err, saved)
			}
			a.wantSent(t, refresh)
		}
		want(t, newClient(t, config).Resume(), "access-5") // as after a restart
		a.wantSent(t)
	})
}

// A server that does not rotate sends no new refresh token, and the old one stays.
func TestRefreshTokenStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		tokens := signIn(t, newClient(t, a.config()))
		a.reply = func(_ *http.Request, form url.Values) (int, string) {
			if form.Get("refresh_token") != "refresh-1" {
				t.Errorf("got refresh token %q", form.Get("refresh_token"))
			}
			return 200, `{"access_token":"again","expires_in":3600}`
		}
		for range 3 {
			time.Sleep(life)
			want(t, tokens, "again")
		}
	})
}

// Sources that share a store share its token: one renews, and the others take the new token without a request.
func TestSharedStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		a.delay = time.Second
		config := a.config()
		config.Store = store
		sources := []*signin.Tokens{signIn(t, newClient(t, config))}
		for range 9 {
			sources = append(sources, newClient(t, config).Resume())
		}
		a.sent()
		for n := range 3 {
			var group sync.WaitGroup
			for _, source := range sources {
				for range 100 {
					group.Go(func() { want(t, source, []string{"access-1", "access-2", "access-3"}[n]) })
				}
			}
			group.Wait()
			a.wantSent(t, [][]string{nil, {refresh}, {refresh}}[n]...)
			time.Sleep(life)
		}
	})
}

// A source whose token is refused takes a newer one of the store. Without one, it renews the token.
func TestRefusedToken(t *testing.T) {
	a, store := newAuthority(), newMemory("")
	config := a.config()
	config.Store = store
	first := signIn(t, newClient(t, config))
	second := newClient(t, config).Resume()
	want(t, first, "access-1")
	want(t, second, "access-1")
	a.sent()
	for _, step := range []struct {
		source  *signin.Tokens
		refused string
		want    string
		sent    []string
	}{
		{first, "access-1", "access-2", []string{refresh}},
		{second, "", "access-1", nil},
		{second, "access-1", "access-2", nil},
		{second, "access-1", "access-2", nil}, // a late refusal
		{second, "access-2", "access-3", []string{refresh}},
		{first, "access-2", "access-3", nil},
		{first, "access-1", "access-3", nil},
	} {
		step.source.Invalidate(step.refused)
		want(t, step.source, step.want)
		a.wantSent(t, step.sent...)
	}
}

// A refresh token that is revoked, expired or used by somebody else is sent once. After that only the user can help,
// and whoever shares the store sees the new sign-in.
func TestSignInAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		client := newClient(t, config)
		tokens := signIn(t, client)
		a.valid = "" // revoked
		time.Sleep(life)
		a.sent()
		_, err := tokens.Token(t.Context())
		const text = "token request: POST /token: 400 Bad Request: not authenticated: invalid_grant: the refresh token " +
			"expired or was revoked: sign in again"
		if got := failureOf(t, err, failure.ErrAuth); got.Error() != text || !errors.Is(err, signin.ErrSignIn) {
			t.Errorf("got  %v\nwant %s", err, text)
		}
		a.wantSent(t, refresh)
		for range 3 {
			_, err := tokens.Token(t.Context())
			if failureOf(t, err, failure.ErrAuth); !errors.Is(err, signin.ErrSignIn) {
				t.Errorf("got %v", err)
			}
		}
		if a.wantSent(t); store.text != "" {
			t.Errorf("the store has %s", store.text)
		}
		signIn(t, newClient(t, config))
		want(t, tokens, "access-2")
	})
}

// A source with a grant of its own falls back on it.
func TestGrantAfterRefusedRefreshToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		tokens := newClient(t, a.config()).Password("u", "p")
		want(t, tokens, "access-1")
		time.Sleep(life)
		want(t, tokens, "access-2")
		a.wantSent(t, "password", refresh)
		a.valid = ""
		time.Sleep(life)
		want(t, tokens, "access-3")
		a.wantSent(t, refresh, "password")
	})
}

// Refused credentials are not sent again with every call: services lock accounts.
func TestRefusedGrantIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		a.reply = func(*http.Request, url.Values) (int, string) { return 401, `{"error":"invalid_client"}` }
		tokens := newClient(t, a.config()).ClientCredentials()
		for range 5 {
			if _, err := tokens.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "invalid_client") {
				t.Errorf("got %v", err)
			}
		}
		a.wantSent(t, credentials)
		time.Sleep(time.Minute)
		tokens.Token(t.Context())
		a.wantSent(t, credentials)
	})
}

// New tokens that cannot be saved are not used, and not lost: they are saved before the next token is used.
func TestTokensThatCannotBeSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		tokens := signIn(t, newClient(t, config))
		time.Sleep(life)
		store.faulty("Save")
		a.sent()
		for range 3 {
			_, err := tokens.Token(t.Context())
			if failureOf(t, err, failure.ErrAuth); containsAny(err.Error(), "access-2", "refresh-2") ||
				!strings.HasPrefix(err.Error(), "token store: not authenticated: cannot save the tokens: the disk is full") {
				t.Errorf("got %v", err)
			}
		}
		a.wantSent(t, refresh)
		store.faulty("")
		want(t, tokens, "access-2")
		if a.wantSent(t); !strings.Contains(store.text, "refresh-2") {
			t.Errorf("the store has %s", store.text)
		}
	})
}

// Tokens that could not be saved never replace those of a new sign-in, and a logout forgets them.
func TestUnsavedTokensAreSuperseded(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *signin.Client, *signin.Tokens) string{
		"sign-in": func(t *testing.T, client *signin.Client, _ *signin.Tokens) string {
			signIn(t, client)
			return "access-3"
		},
		"logout": func(t *testing.T, _ *signin.Client, tokens *signin.Tokens) string {
			if err := tokens.Logout(t.Context()); err != nil {
				t.Error(err)
			}
			return ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, store := newAuthority(), newMemory("")
				config := a.config()
				config.Store = store
				client := newClient(t, config)
				tokens := signIn(t, client)
				time.Sleep(life)
				store.faulty("Save")
				if _, err := tokens.Token(t.Context()); err == nil {
					t.Error("no error")
				}
				store.faulty("")
				access := change(t, client, tokens)
				if got, err := tokens.Token(t.Context()); got != access || (err == nil) != (access != "") {
					t.Errorf("got %q, %v", got, err)
				}
			})
		})
	}
}

// A store that fails is an error of every action, and nothing is requested that would be lost.
func TestFaultyStore(t *testing.T) {
	for _, action := range []string{"Load", "Lock"} {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		client := newClient(t, config)
		tokens := signIn(t, client)
		a.sent()
		store.faulty(action)
		authorization, _ := client.Authorize("")
		_, exchangeErr := client.Exchange(t.Context(), authorization, "code=c&state="+authorization.State)
		_, tokenErr := tokens.Token(t.Context())
		for _, err := range []error{exchangeErr, tokenErr, tokens.Logout(t.Context())} {
			if failureOf(t, err, failure.ErrAuth); !strings.HasSuffix(err.Error(), "the disk is full of ") &&
				!strings.HasSuffix(err.Error(), "the disk is full of") {
				t.Errorf("%s: got %v", action, err)
			}
		}
		if got := a.sent(); got != nil {
			t.Errorf("%s: sent %q", action, got)
		}
	}
}

// A damaged text counts as none, and is replaced. The tokens of another client, user or grant stay as they are.
func TestForeignText(t *testing.T) {
	a := newAuthority()
	for _, text := range []string{"", " ", "{", "null", "[]", "{}", `{"access_token":1}`, `{"access_token":"a b"}`} {
		store := newMemory(text)
		config := a.config()
		config.Store = store
		client := newClient(t, config)
		if _, err := client.Resume().Token(t.Context()); !errors.Is(err, signin.ErrSignIn) {
			t.Errorf("%s: got %v", text, err)
		}
		if token, err := client.ClientCredentials().Token(t.Context()); err != nil || !strings.Contains(store.text, token) {
			t.Errorf("%s: got %q, %v; the store has %s", text, token, err, store.text)
		}
	}
	store := newMemory("")
	config := a.config()
	config.Store = store
	signIn(t, newClient(t, config))
	a.sent()
	kept := store.text
	otherClient, otherServer := config, config
	otherClient.ClientID, otherServer.TokenURL = "other", "https://other.example/token"
	for name, tokens := range map[string]*signin.Tokens{
		"client": newClient(t, otherClient).Resume(),
		"server": newClient(t, otherServer).Resume(),
		"grant":  newClient(t, config).ClientCredentials(),
		"user":   newClient(t, config).Password("u", "p"),
	} {
		_, err := tokens.Token(t.Context())
		if failureOf(t, err, failure.ErrAuth); !strings.Contains(err.Error(), "use one store for each") {
			t.Errorf("%s: got %v", name, err)
		}
		if err := tokens.Logout(t.Context()); err == nil {
			t.Errorf("%s: no error of the logout", name)
		}
	}
	if a.wantSent(t); store.text != kept {
		t.Errorf("the store has %s", store.text)
	}
}

// If the clock was set back, the age of a token in the store is unknown, and it is renewed.
func TestStoreFromTheFuture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, store := newAuthority(), newMemory("")
		config := a.config()
		config.Store = store
		signIn(t, newClient(t, config))
		store.text = strings.ReplaceAll(store.text, time.Now().UTC().Format("2006"), "2999")
		want(t, newClient(t, config).Resume(), "access-2")
	})
}

// The refresh of a token that is still valid may fail: calls go on with it until it expires.
func TestRenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority()
		tokens := signIn(t, newClient(t, a.config()))
		want(t, tokens, "access-1")
		a.reply = func(*http.Request, url.Values) (int, string) { return 503, "" }
		time.Sleep(life - 4*time.Minute)
		for range 23 {
			want(t, tokens, "access-1")
			synctest.Wait()
			time.Sleep(10 * time.Second)
		}
		time.Sleep(10 * time.Second)
		if _, err := tokens.Token(t.Context()); err == nil {
			t.Error("no error")
		}
		a.reply = nil
		want(t, tokens, "access-2")
	})
}
