// Fuzz tests of responses: content types and error pages.

package rest_test

import (
	"fmt"
	"html"
	"mime"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

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
		_, errJSON := runtimetest.GetJSON(t.Context(),
			runtimetest.CannedEndpoint(t, runtimetest.CannedClient(200, header, "[1]")))
		errXML := runtimetest.Report(t, runtimetest.CannedEndpoint(t,
			runtimetest.CannedClient(200, header, runtimetest.NoIncidentEnvelope)),
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
			e := runtimetest.CannedEndpoint(t, runtimetest.CannedClient(500, http.Header{"Content-Type": {"text/html"}},
				before+echo+after))
			failure := runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: "GET"}, nil),
				failure.ErrStatus)
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
