// No secret is printed, logged or in an error, whatever a server or a store does.

package signin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

// containsAny reports whether one of parts is in s.
func containsAny(s string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// failureOf returns err, which must be a *failure.Error of the kind.
func failureOf(t *testing.T, err, kind error) *failure.Error {
	t.Helper()
	return runtimetest.FailureOf(t, err, kind)
}

// printed returns value as package fmt, slog and encoding/json print it.
func printed(value any, withJSON bool) string {
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", value)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "value", value)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "value", value)
	if text, err := json.Marshal(value); err == nil && withJSON {
		out.Write(text)
	}
	return out.String()
}

func TestSecretsDoNotPrint(t *testing.T) {
	const secret = "s3cret"
	config := newAuthority().config()
	config.ClientSecret = secret
	client := newClient(t, config)
	authorization, err := client.Authorize("https://program.example/?" + secret)
	if err != nil {
		t.Fatal(err)
	}
	tokens := signIn(t, client)
	want(t, tokens, "access-1")
	password := client.Password("u", secret)
	assertion := client.JWTBearer("u", func() (string, error) { return secret, nil })
	secrets := []string{secret, fmt.Sprintf("%x", secret), "access-1", "refresh-1"}
	for _, value := range []any{config, &config, client, tokens, password, assertion,
		map[string]any{"c": config, "t": tokens}, struct{ C signin.Config }{config},
		struct{ client *signin.Client }{client}, struct{ tokens *signin.Tokens }{tokens}, []*signin.Tokens{password}} {
		if got := printed(value, true); containsAny(got, secrets...) {
			t.Errorf("%T prints a secret:\n%s", value, got)
		}
	}
	if got := fmt.Sprint(config, client, tokens); got != strings.TrimSpace(strings.Repeat("{client 1 [redacted]} ", 3)) {
		t.Errorf("got %s", got)
	}
	secrets = append(secrets, authorization.State, authorization.Verifier)
	for _, value := range []any{*authorization, authorization, []signin.Authorization{*authorization}} {
		got := printed(value, false)
		if _, isSlice := value.([]signin.Authorization); isSlice { // whose JSON is complete, in slog too
			got, _, _ = strings.Cut(got, `"level":`)
		}
		if containsAny(got, secrets...) {
			t.Errorf("%T prints a secret:\n%s", value, got)
		}
	}
	if got := fmt.Sprint(authorization); got !=
		"{https://as.example/auth?[redacted] https://program.example/?[redacted] [redacted]}" {
		t.Errorf("got %s", got)
	}
}

// FuzzServer drives every grant against one response to all requests. The errors are made of fixed words.
func FuzzServer(f *testing.F) {
	for _, response := range []string{
		``, `{}`, `[]`, `null`, "\uFEFF{\"access_token\":\"x\"}", `<h1>geheimnis-7</h1>`, `{"access_token":`,
		`{"access_token":"x","refresh_token":["geheimnis-7"],"expires_in":1}`, `{"access_token":"a\r\nb"}`,
		`{"access_token":"x","refresh_token":"y","expires_in":1e309,"token_type":"mac"}`,
		`{"access_token":"x","refresh_token":"y","expires_in":0.001,"sub":"z"}`,
		`{"error":"invalid_grant","error_description":"geheimnis-7"}`, `{"error":"geheimnis-7"}`, `{"sub":"geheimnis-7"}`,
		`{"access_token":"x","access_token":"y","sub":{}}`, runtimetest.SeedTokenResponse,
	} {
		for _, status := range []int{200, 302, 400, 401, 503} {
			f.Add(status, response, "geheimnis-7")
		}
	}
	f.Fuzz(func(t *testing.T, status int, response, secret string) {
		var log bytes.Buffer
		config := newAuthority().config()
		config.ClientSecret = "client-" + secret
		config.HTTPClient = runtimetest.CannedClient(200+(status%400+400)%400, nil, response)
		config.Logger = slog.New(slog.NewTextHandler(&log, nil))
		client := newClient(t, config)
		authorization, err := client.Authorize("https://program.example/" + url.PathEscape(secret))
		if err != nil {
			t.Fatal(err)
		}
		var errs []error
		tokens, err := client.Exchange(t.Context(), authorization,
			"state="+authorization.State+"&code="+url.QueryEscape("code-"+secret))
		if err != nil {
			errs = append(errs, err)
			tokens = client.Resume()
		}
		for _, source := range []*signin.Tokens{tokens, client.ClientCredentials(), client.Password("u", "pass-"+secret),
			client.JWTBearer("u", func() (string, error) { return "jwt-" + secret, nil })} {
			for range 3 { // the second renews, with a refresh token if there is one
				token, err := source.Token(t.Context())
				if (token == "") == (err == nil) || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' }) {
					t.Errorf("got token %q, %v", token, err)
				}
				errs = append(errs, err)
				source.Invalidate(token)
			}
			claims, err := source.UserInfo(t.Context())
			if sub, _ := claims["sub"].(string); (sub == "") == (err == nil) {
				t.Errorf("got claims %v, %v", claims, err)
			}
			errs = append(errs, err, source.Logout(t.Context()))
		}
		for _, err := range errs {
			if err == nil {
				continue
			}
			for word := range strings.FieldsFuncSeq(err.Error(), func(r rune) bool { return !unicode.IsLetter(r) }) {
				if !strings.Contains(errorWords, " "+strings.ToLower(word)+" ") {
					t.Errorf("%q quotes the response", err)
				}
			}
		}
		if hidden := "-" + secret; len(secret) > 10 && strings.Contains(log.String(), hidden) {
			t.Errorf("logged: %s", log.String())
		}
	})
}

// errorWords are all that the errors of a sign-in can say.
var errorWords = func() string {
	words := []string{
		"token request revocation user info post get revoke userinfo not authenticated redirect followed unexpected",
		"response the response is a json object with access_token access has no sub contains space or control character",
		"empty type token_type bearer too large more than bytes invalid invalid_grant invalid_client invalid_request",
		"invalid_scope unauthorized_client unsupported_grant_type client grant unauthorized unsupported scope sign in again",
		"refresh expired was revoked store damaged signed out but tokens were refused s ago asked after m s",
		"jsonobject",
	}
	for status := 200; status < 600; status++ {
		for word := range strings.FieldsFuncSeq(http.StatusText(status),
			func(r rune) bool { return !unicode.IsLetter(r) }) {
			words = append(words, strings.ToLower(word))
		}
	}
	return " " + strings.Join(words, " ") + " "
}()

// FuzzStoredText begins with any text in the store: it is tokens, or it is replaced.
func FuzzStoredText(f *testing.F) {
	store := newMemory("")
	config := newAuthority().config()
	config.Store = store
	if _, err := newClient(f, config).Password("u", "p").Token(f.Context()); err != nil {
		f.Fatal(err)
	}
	f.Add(store.text)
	f.Add(strings.Replace(store.text, `"expires":"2`, `"expires":"1`, 1))
	f.Add(strings.Replace(store.text, `"requested":"2`, `"requested":"9`, 1))
	f.Add(strings.Replace(store.text, `access-1`, `geheimnis 7`, 1))
	f.Add(strings.Replace(store.text, `"owner":"`, `"owner":"x`, 1))
	f.Add(`{"owner":7}`)
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		a := newAuthority()
		store := newMemory(text)
		config := a.config()
		config.Store = store
		tokens := newClient(t, config).Password("u", "p")
		token, err := tokens.Token(t.Context())
		if err != nil {
			const foreign = "token store: not authenticated: cannot load the tokens: it has the tokens of another client, " +
				"user or grant: use one store for each"
			if err.Error() != foreign && !strings.Contains(err.Error(), "invalid_grant") || token != "" {
				t.Errorf("got %q, %v", token, err)
			}
			return
		}
		var kept struct {
			Token string `json:"access_token"`
		}
		if err := json.Unmarshal([]byte(store.text), &kept); err != nil || kept.Token != token {
			t.Errorf("got token %s, but the store has %s", token, store.text)
		}
		if requests := len(a.sent()); requests == 0 != (store.text == text) {
			t.Errorf("%d requests, and the store had %s and has %s", requests, text, store.text)
		}
	})
}

// A connection or a store that fails with everything that it was given shows no secret either.
func TestErrorsOfOthersShowNoSecret(t *testing.T) {
	secrets := []string{"client-geheimnis", "pass-geheimnis", "jwt-geheimnis", "code-geheimnis"}
	var basic string
	config := newAuthority().config()
	config.ClientSecret = secrets[0]
	config.HTTPClient = &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		basic = strings.TrimPrefix(r.Header.Get("Authorization"), "Basic ")
		return nil, fmt.Errorf("cannot send %s: %s: %v: %w", r.Header, body, form, io.ErrClosedPipe)
	})}
	for _, auth := range []signin.ClientAuth{signin.ClientAuthBasic, signin.ClientAuthBody} {
		config.ClientAuth = auth
		client := newClient(t, config)
		authorization, err := client.Authorize("")
		if err != nil {
			t.Fatal(err)
		}
		secrets := append(secrets, authorization.Verifier)
		_, exchangeErr := client.Exchange(t.Context(), authorization, "code="+secrets[3]+"&state="+authorization.State)
		_, passwordErr := client.Password("u", secrets[1]).Token(t.Context())
		_, assertionErr := client.JWTBearer("u", func() (string, error) { return secrets[2], nil }).Token(t.Context())
		for _, err := range []error{exchangeErr, passwordErr, assertionErr} {
			failureOf(t, err, failure.ErrTransport)
			if containsAny(err.Error(), secrets...) || basic != "" && strings.Contains(err.Error(), basic) ||
				!strings.Contains(err.Error(), "cannot send") {
				t.Errorf("got %v", err)
			}
		}
	}
}
