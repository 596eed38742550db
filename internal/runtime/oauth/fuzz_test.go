// Fuzzing of token responses: errors quote nothing of them.

package oauth_test

import (
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
)

func FuzzTokenResponse(f *testing.F) {
	for _, response := range []string{
		runtimetest.SeedTokenResponse, `{}`, `[]`, ``, `null`, "\uFEFF{\"access_token\":\"x\"}",
		`{"access_token":"a\r\nb"}`,
		`{"access_token":`,
		`{"access_token":"x","expires_in":"1e309"}`, `{"access_token":"x","expires_in":-0.5,"token_type":"mac"}`,
		`{"access_token":"x","refresh_token":{"a":"geheim"},"scope":"geheim","id_token":"geheim"}`,
		`{"access_token":"x","access_token":"y"}`, `{"error":"invalid_grant"}`, `<h1>Wartung</h1>`,
	} {
		f.Add(200, response)
		f.Add(400, response)
	}
	f.Fuzz(func(t *testing.T, status int, response string) {
		tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
			URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
			HTTPClient: runtimetest.CannedClient(200+(status%400+400)%400, nil, response),
		})
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Token(t.Context())
		if err != nil {
			// The error is made of fixed words: nothing of the response is in it.
			for word := range strings.FieldsFuncSeq(err.Error(), func(r rune) bool { return !unicode.IsLetter(r) }) {
				if !strings.Contains(tokenErrorWords, " "+strings.ToLower(word)+" ") {
					t.Errorf("%q quotes the response", err)
				}
			}
			if token != "" {
				t.Errorf("got token and error %v", err)
			}
			return
		}
		if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
			t.Errorf("got token %q, which no header can carry", token)
		}
		if again, err := tokens.Token(t.Context()); again != token || err != nil {
			t.Errorf("got %q, then %q, %v", token, again, err)
		}
	})
}

// tokenErrorWords are all that the error of a token request can say.
var tokenErrorWords = func() string {
	words := []string{
		"token request post redirect not followed unexpected response the response is a json object with " +
			"access_token access token",
		"contains space or control character empty type bearer too large invalid client grant not authenticated unauthorized " +
			"unsupported scope",
	}
	for status := 200; status < 600; status++ {
		for word := range strings.FieldsFuncSeq(http.StatusText(status),
			func(r rune) bool { return !unicode.IsLetter(r) }) {
			words = append(words, strings.ToLower(word))
		}
	}
	return " " + strings.Join(words, " ") + " "
}()
