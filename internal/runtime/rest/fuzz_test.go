// Fuzz tests of what a server may say to a client: token answers, Retry-After, content types, error pages.

package rest_test

import (
	"fmt"
	"html"
	"io"
	"mime"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// saying gives a client that is answered with status, header and body, without a network.
func saying(status int, header http.Header, body string) *http.Client {
	return &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: header.Clone(), Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1,
		}, nil
	})}
}

// fuzzEndpoint gives an endpoint over client.
func fuzzEndpoint(t *testing.T, client *http.Client) *transport.Endpoint {
	e, err := transport.NewEndpoint("https://service.example",
		transport.Options{HTTPClient: client, Tokens: runtimetest.FixedToken(runtimetest.SeedToken)})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func FuzzTokenAnswer(f *testing.F) {
	for _, response := range []string{
		runtimetest.SeedTokenResponse, `{}`, `[]`, ``, `null`, "\uFEFF{\"access_token\":\"x\"}", `{"access_token":"a\r\nb"}`,
		`{"access_token":`,
		`{"access_token":"x","expires_in":"1e309"}`, `{"access_token":"x","expires_in":-0.5,"token_type":"mac"}`,
		`{"access_token":"x","access_token":"y"}`, `{"error":"invalid_grant"}`, `<h1>Wartung</h1>`,
	} {
		f.Add(200, response)
		f.Add(400, response)
	}
	f.Fuzz(func(t *testing.T, status int, response string) {
		tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
			URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
			HTTPClient: saying(200+(status%400+400)%400, nil, response),
		})
		if err != nil {
			t.Fatal(err)
		}
		token, err := tokens.Token(t.Context())
		if err != nil {
			// The error is made of fixed words: nothing of the answer is in it.
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
		"token request post redirect not followed unexpected response the response is a json object with access_token access token",
		"contains space or control character empty type bearer too large invalid client grant unauthorized unsupported scope",
	}
	for status := 200; status < 600; status++ {
		for word := range strings.FieldsFuncSeq(http.StatusText(status),
			func(r rune) bool { return !unicode.IsLetter(r) }) {
			words = append(words, strings.ToLower(word))
		}
	}
	return " " + strings.Join(words, " ") + " "
}()

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{
		"", "0", "3", "30", "31", "-1", "1.5", "soon", "99999999999999999999", "0000000000000000000000001",
		"Sat, 01 Jan 2000 00:00:07 GMT", "Saturday, 01-Jan-00 00:00:07 GMT", "Sat Jan  1 00:00:07 2000",
		"Fri, 31 Dec 9999 23:59:59 GMT",
	} {
		f.Add(value, "")
		f.Add(value, "Fri, 31 Dec 1999 23:59:59 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		synctest.Test(t, func(t *testing.T) {
			header := http.Header{"Retry-After": {value}, "Date": {date}}
			start := time.Now()
			err := fuzzEndpoint(t, saying(503, header, "")).Do(t.Context(), &transport.Call{Method: "GET"}, nil)
			runtimetest.FailureOf(t, err, failure.ErrStatus)
			if took := time.Since(start); took > 2*30*time.Second+600*time.Millisecond {
				t.Errorf("Retry-After: %q took %v", value, took)
			}
		})
	})
}

func FuzzContentType(f *testing.F) {
	for _, value := range []string{
		"", "application/json", "Application/JSON ; charset=utf-8", "application/problem+json", "text/html",
		"text/xml;charset=UTF-8", "application/soap+xml", ";", "/", "application/json, text/html", "\t",
		"multipart/related; multipart/related; boundary=x", "0;ChArset=0",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		header := http.Header{"Content-Type": {value}}
		_, errJSON := runtimetest.GetJSON(t.Context(), fuzzEndpoint(t, saying(200, header, "[1]")))
		errXML := runtimetest.Report(t, fuzzEndpoint(t, saying(200, header, runtimetest.NoIncidentEnvelope)),
			runtimetest.NoIncident)
		for _, err := range []error{errJSON, errXML} {
			if err != nil {
				runtimetest.FailureOf(t, err, failure.ErrContent)
			}
		}
		media, params, err := mime.ParseMediaType(value)
		if err != nil {
			return
		}
		if isJSON := media == "application/json" || strings.HasSuffix(media, "+json"); isJSON != (errJSON == nil) {
			t.Errorf("%q: got %v", value, errJSON)
		}
		if params["charset"] != "" {
			return // perhaps one that is not read
		}
		if multipart := media == "multipart/related"; multipart != (errXML != nil) { // an envelope speaks for itself
			t.Errorf("%q: got %v", value, errXML)
		}
	})
}

func FuzzErrorPage(f *testing.F) {
	for _, page := range []string{
		"<title>Error #400</title><h1>Bad Request</h1>", "<p>Wartung<br>bis 18 Uhr", "<script>", "<!--", "<h1",
		"&#1114112;&#x0;&amp;lt;", "\x1b[31m\r\nX: y", "\xff\xfe<\x00h\x001", "</h1><h1></title><title>",
		`{"Meldungen":"`,
		strings.Repeat("ä", 300), "\u2028\u202e",
	} {
		f.Add(page, "")
		f.Add("", page)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, echo := range []string{runtimetest.SeedToken, html.EscapeString(runtimetest.SeedToken),
			strings.ReplaceAll(runtimetest.SeedToken, "§", "&#167;")} {
			e := fuzzEndpoint(t, saying(500, http.Header{"Content-Type": {"text/html"}}, before+echo+after))
			failure := runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: "GET"}, nil), failure.ErrStatus)
			unprintable := strings.ContainsFunc(failure.Excerpt, func(r rune) bool { return !unicode.IsPrint(r) })
			if n := utf8.RuneCountInString(failure.Excerpt); n > 200 || unprintable {
				t.Errorf("got an excerpt of %d characters: %q", n, failure.Excerpt)
			}
			if text := fmt.Sprintf("%v %+v", failure, *failure); strings.Contains(text, runtimetest.SeedToken) {
				t.Errorf("got %s", text)
			}
		}
	})
}
