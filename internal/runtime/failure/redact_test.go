// Tests of redaction: no error shows a secret that the service repeats, in whatever form and position.

package failure_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// escapeAll writes every byte or character of s by format.
func escapeAll(format string, s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

// percent is s with every byte escaped.
func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

func jsonText(s string) string {
	encoded, _ := json.Marshal(s)
	return string(encoded[1 : len(encoded)-1])
}

// writtenWhole are ways to write all of a secret.
var writtenWhole = map[string]func(string) string{
	"as it is":               func(s string) string { return s },
	"in capitals":            strings.ToUpper,
	"in small letters":       strings.ToLower,
	"JSON":                   jsonText,
	"JSON of PHP":            func(s string) string { return strings.ReplaceAll(jsonText(s), "/", `\/`) },
	"JSON of .NET":           func(s string) string { return strings.ReplaceAll(jsonText(s), "+", `\u002B`) },
	"JSON in ASCII":          func(s string) string { return strings.ReplaceAll(jsonText(s), "§", `\u00a7`) },
	"JSON, all escaped":      func(s string) string { return escapeAll(`\u%04x`, s) },
	"query":                  url.QueryEscape,
	"path":                   url.PathEscape,
	"percent":                percent,
	"percent, small letters": func(s string) string { return strings.ToLower(percent(s)) },
	"HTML":                   html.EscapeString,
	"decimal references":     func(s string) string { return escapeAll("&#%d;", s) },
	"hexadecimal references": func(s string) string { return escapeAll("&#x%X;", s) },
	"Base64":                 func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"Base64 without padding": func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) },
	"Base64 for URLs":        func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
	"hexadecimal":            func(s string) string { return hex.EncodeToString([]byte(s)) },
	"JSON in a URL":          func(s string) string { return url.QueryEscape(jsonText(s)) },
	"a URL in JSON":          func(s string) string { return jsonText(url.QueryEscape(s)) },
	"JSON in HTML":           func(s string) string { return html.EscapeString(jsonText(s)) },
	"a URL in a URL":         func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"a URL in three others": func(s string) string {
		return url.QueryEscape(url.QueryEscape(url.QueryEscape(url.QueryEscape(s))))
	},
	"Base64 in a URL": func(s string) string {
		return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s)))
	},
}

// writtenInPart are ways to write a secret in part, or among other things.
var writtenInPart = map[string]func(string) string{
	"its beginning":   func(s string) string { return s[:len(s)-3] },
	"its end":         func(s string) string { return s[3:] },
	"its middle":      func(s string) string { return s[2 : len(s)-2] },
	"in two lines":    func(s string) string { return s[:len(s)/2] + "\n" + s[len(s)/2:] },
	"around a tag":    func(s string) string { return s[:len(s)/2] + "<wbr>" + s[len(s)/2:] },
	"as a word":       func(s string) string { return "Bearer" + s + "Ende" },
	"Basic":           func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u:" + s)) },
	"Basic of one":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("us:" + s + "x")) },
	"Basic of two":    func(s string) string { return base64.URLEncoding.EncodeToString([]byte("use:" + s + "xy")) },
	"a query":         func(s string) string { return "https://x.example/?token=" + url.QueryEscape(s) + "&a=b" },
	"twice":           func(s string) string { return s + s },
	"in another text": func(s string) string { return `{"a":{"b":"` + jsonText(s) + `"}}` },
}

// drawSecret draws a secret of the given number of characters.
func drawSecret(random *rand.Rand, length int) string {
	const characters = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_.~=%§$!'`
	var b strings.Builder
	for range length {
		runes := []rune(characters)
		b.WriteRune(runes[random.IntN(len(runes))])
	}
	return b.String()
}

// echoes answers with the text of a place, in which %s is what the service echoes.
var echoes = map[string]struct {
	status       int
	media, place string
	write        func(string) string // as the place writes texts
}{
	"page":           {500, "text/plain", "[%s]", nil},
	"title":          {500, "text/html", "<title>[%s]</title>", html.EscapeString},
	"HTML paragraph": {403, "text/html", "<p>[%s]</p>", html.EscapeString},
	"message":        {400, "application/json", `{"Meldungen":["[%s]"]}`, jsonText},
	"JSON":           {401, "application/json", `{"error":"[%s]"}`, jsonText},
	"fault string":   {500, "text/xml", "<s:Fault><faultstring>[%s]</faultstring></s:Fault>", html.EscapeString},
	"fault code":     {500, "text/xml", "<s:Fault><faultcode>[%s]</faultcode></s:Fault>", html.EscapeString},
	"fault actor":    {500, "text/xml", "<s:Fault><faultactor>[%s]</faultactor></s:Fault>", html.EscapeString},
	"fault detail":   {200, "text/xml", "<s:Fault><detail><a>[%s]</a></detail></s:Fault>", html.EscapeString},
	"subcode": {200, "text/xml", "<s:Fault><Code><Subcode><Value>[%s]</Value></Subcode></Code></s:Fault>",
		html.EscapeString},
	"unusable page": {200, "text/html", "<h1>[%s]</h1>", html.EscapeString},
}

// echoed returns what the error of a call shows whose secret the service echoes, as text, in a place of its answer.
func echoed(t *testing.T, secret, place, text string) string {
	t.Helper()
	echo := echoes[place]
	if echo.write != nil {
		text = echo.write(text)
	}
	body := strings.Replace(echo.place, "%s", text, 1)
	if strings.HasPrefix(body, "<s:Fault>") {
		body = runtimetest.Envelope(body)
	}
	o := transport.Options{Tokens: runtimetest.FixedToken(secret), ErrorMessages: runtimetest.Meldungen, Retries: -1}
	if echo.media == "text/xml" {
		o.Tokens = runtimetest.FixedToken("another-token")
	}
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(echo.status, echo.media, body), o)
	var err error
	if echo.media == "text/xml" {
		message := *runtimetest.SeedMessage
		message.APIToken = secret
		err = runtimetest.NoIncident.Do(t.Context(), e, &message, new(runtimetest.NoIncidentResponse), nil, nil)
	} else {
		_, err = runtimetest.GetJSON(t.Context(), e)
	}
	callErr, ok := errors.AsType[*failure.Error](err)
	if !ok {
		t.Fatalf("%s: got error %v", place, err)
	}
	shown := callErr.Error()
	if f := callErr.Fault; f != nil {
		shown += "\n" + f.Code + "\n" + f.Subcode + "\n" + f.String + "\n" + f.Actor + "\n" + f.Detail
	}
	return shown + "\n" + callErr.Excerpt + "\n" + strings.Join(callErr.Messages, "\n")
}

func TestErrorsShowNoEchoOfASecret(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 5))
	for place := range echoes {
		for length := 8; length < 50; length += 7 {
			secret := drawSecret(random, length)
			for name, write := range writtenWhole {
				text := write(secret)
				shown := echoed(t, secret, place, text)
				if !strings.Contains(shown, "[[redacted]]") || strings.Contains(shown, text) {
					t.Errorf("%s: secret %s, %s: the error shows %s", place, secret, name, shown)
				}
			}
		}
		for range 4 {
			secret := drawSecret(random, 20+random.IntN(20))
			for name, write := range writtenInPart {
				text := write(secret)
				if shown := echoed(t, secret, place, text); showsPart(shown, secret) || showsPart(shown, text[12:]) &&
					strings.HasPrefix(name, "Basic") {
					t.Errorf("%s: secret %s, %s: the error shows %s", place, secret, name, shown)
				}
			}
		}
	}
}

// showsPart reports whether eight characters of secret in a row stand in s.
func showsPart(s, secret string) bool {
	runes := []rune(secret)
	for i := range len(runes) - 7 {
		if strings.Contains(s, string(runes[i:i+8])) {
			return true
		}
	}
	return false
}

// What is not a secret stays as the service wrote it.
func TestRedactionLeavesTheRest(t *testing.T) {
	const long = "Kq7+vR/2mX_9-zT4%wB1"
	for _, test := range []struct{ secret, text, want string }{
		{long, "Der Token " + long + " ist abgelaufen", "Der Token [redacted] ist abgelaufen"},
		{long, long, "[redacted]"},
		{long, long + long, "[redacted]"},
		{long, long + " " + long, "[redacted] [redacted]"},
		{long, "x" + long + "y", "x[redacted]y"},
		{long, "ä" + long + "ö", "ä[redacted]ö"},
		{long, long[:12], "[redacted]"},
		{long, long[:8] + "!" + long[8:16], "[redacted]![redacted]"},
		{long, long[:7], long[:7]}, // too little to be of use
		{long, long[1:8] + "x", long[1:8] + "x"},
		{long, long[:7] + "x" + long[8:15], long[:7] + "x" + long[8:15]},
		{long, long[12:], "[redacted]"},
		{long, "50 % der Fälle; a&b; \\ und %zz, &nichts; 100%", "50 % der Fälle; a&b; \\ und %zz, &nichts; 100%"},
		{long, `A\u00e4 ` + long, `A\u00e4 [redacted]`},
		{"§§§§§§", "a§§§§§§b", "a[redacted]b"},
		{"😀Schluessel-7", `a \ud83d\ude00Schluessel-7 b`, "a [redacted] b"},
		{"😀Schluessel-7", `a \ud83dSchluessel-7 \ude00\ud83dSchluessel-7 b`,
			`a \ud83d[redacted] \ude00\ud83d[redacted] b`},
		{"\U0001F600\U0001F601\U0001F602", `a \uD83D\uDE00\uD83D\uDE01\uD83D\uDE02 b`, "a [redacted] b"},
		{"it's/a\"key\\x", `a it\'s\/a\"key\\x b`, "a [redacted] b"},
		{long, `a \x4bq7\x2bvR/2mX_9-zT4%wB1 b`, "a [redacted] b"},
		{long, `a Kq7&plus;vR&sol;2mX&UnderBar;9-zT4%wB1 b`, "a [redacted] b"},
		{"ends%4", "ends%4, ends&#37;4, ends%254, ends%4", "[redacted], [redacted], [redacted], [redacted]"},
		{`ends\u00e`, `ends\u00e; ends\\u00e; \`, "[redacted]; [redacted]; \\"},
		{"1234567§", "a 1234567§ b 1234567% c", "a [redacted] b 1234567% c"},

		// Secrets of a few letters: as a word, or not at all.
		{"e", "Der Versicherte ist nicht bekannt: e", "Der Versicherte ist nicht bekannt: e"},
		{"tok", "tok ist kein Token", "tok ist kein Token"},
		{"test", "test: kein Testsystem, latest, test_1, (TEST)",
			"[redacted]: kein Testsystem, latest, [redacted]_1, ([redacted])"},
		{"test", "atest ztest 0test 9test testa testz test0 test9 Atest Ztest testA testZ",
			"atest ztest 0test 9test testa " +
				"testz test0 test9 Atest Ztest testA testZ"},
		{"test", "`test{ /test: @test[ _test- TEST Àtest testÀ",
			"`[redacted]{ /[redacted]: @[redacted][ _[redacted]- [redacted] Àtest testÀ"},
		{"A-zZ", "a-Zz A-ZZ", "[redacted] [redacted]"},
		{"geheim", "Das Geheimnis 'geheim', über-geheim, geheimä",
			"Das Geheimnis '[redacted]', über-[redacted], geheimä"},
		{"a%41b", "a%41b a%2541b aAb xa%41b", "[redacted] [redacted] [redacted] xa%41b"},
		{"abcdefg", "abcdefg abcdefgh abcdef", "[redacted] abcdefgh abcdef"},
		{"abcdefgh", "abcdefgh xabcdefghx abcdefg", "[redacted] x[redacted]x abcdefg"},
		{"g/h?", "g%2Fh%3F und g\\/h?", "[redacted] und [redacted]"},
	} {
		got := echoed(t, test.secret, "page", test.text)
		got = got[strings.Index(got, "\n[")+2 : strings.LastIndex(got, "]\n")]
		if got != test.want {
			t.Errorf("secret %s:\ngot  %s\nwant %s", test.secret, got, test.want)
		}
	}
}

// In Base64, what the secret alone decides is taken out, wherever in the encoded text it begins and ends.
func TestRedactionOfBase64(t *testing.T) {
	const secret = "Kq7+vR/2mX_9-zT4%wB1"
	for before := range 7 {
		for after := range 4 {
			text := "uuuuuu"[:before] + secret + "xyzxyz"[:after]
			for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding} {
				encoded := encoding.EncodeToString([]byte(text))
				begin, end := (8*before+5)/6, 8*(before+len(secret))/6
				if 6*end == 8*(before+len(secret)) {
					end-- // the character that ends with the secret may stay
				}
				got := echoed(t, secret, "page", encoded)
				got = got[strings.Index(got, "\n[")+2 : strings.LastIndex(got, "]\n")]
				want := encoded[:begin] + "[redacted]" + encoded[end:]
				if before%3 == 0 && after == 0 { // where the secret is encoded as it would be alone
					want = encoded[:begin] + "[redacted]"
				}
				if got != want {
					t.Errorf("%q in Base64, %s: got %s, want %s", text, encoded, got, want)
				}
			}
		}
	}
}

// A text may begin and end with a secret, and end with an escape.
func TestRedactionAtBothEnds(t *testing.T) {
	const long = "Kq7+vR/2mX_9-zT4%wB1"
	for _, test := range []struct{ secret, body, want string }{
		{long, long, "[redacted]"},
		{long, percent(long), "[redacted]"},
		{long, escapeAll(`\u%04x`, long), "[redacted]"},
		{long, escapeAll(`\x%02x`, long), "[redacted]"},
		{"🔑🔑🔑", `\ud83d\udd11\ud83d\udd11\ud83d\udd11`, "[redacted]"},
		{"geheim", "geheim", "[redacted]"},
		{"geheim", "xgeheim geheim", "xgeheim [redacted]"},
		{"test", "TEST", "[redacted]"},
		{"tes", "tes", "tes"},
	} {
		e := runtimetest.NewEndpoint(t, runtimetest.Responding(500, "text/plain", test.body),
			transport.Options{Tokens: runtimetest.FixedToken(test.secret)})
		_, err := runtimetest.GetJSON(t.Context(), e)
		if callErr := runtimetest.FailureOf(t, err, failure.ErrStatus); callErr.Excerpt != test.want {
			t.Errorf("%s: got excerpt %s, want %s", test.body, callErr.Excerpt, test.want)
		}
	}
}

// Whatever is left of an escape at the end of a text is no escape.
func TestRedactionOfCutEscapes(t *testing.T) {
	const secret = "Kq7+vR/2mX_9-zT4%wB1"
	for _, escape := range []string{`\u00e4`, `\ud83d\ude00`, `\x4b`, `\/`, "%4B", "&#75;", "&plus;"} {
		for cut := range len(escape) + 1 {
			for _, begin := range []string{"", secret} {
				body := begin + " " + escape[:cut]
				e := runtimetest.NewEndpoint(t, runtimetest.Responding(500, "text/plain", body),
					transport.Options{Tokens: runtimetest.FixedToken(secret)})
				_, err := runtimetest.GetJSON(t.Context(), e)
				callErr := runtimetest.FailureOf(t, err, failure.ErrStatus)
				want := strings.TrimSpace(strings.Replace(body, secret, "[redacted]", 1))
				want = strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(want), "\a", "")) // &#7 without its 5
				if callErr.Excerpt != want {
					t.Errorf("%s: got excerpt %s, want %s", body, callErr.Excerpt, want)
				}
			}
		}
	}
}

// An excerpt is cut when the secrets are out of it, so it can end with no part of one.
func TestExcerptIsCutAfterRedaction(t *testing.T) {
	const secret = "Kq7+vR/2mX_9-zT4%wB1Kq8+vR/3mX_0-zT5%wB2"
	for before := range 250 {
		shown := echoed(t, secret, "page", strings.Repeat("ä", before)+secret+strings.Repeat("ö", 300))
		if strings.Contains(shown, secret[:1]+secret[1:4]) {
			t.Errorf("behind %d characters: the error shows %s", before, shown)
		}
	}
}

// The place of a refused redirect may hold a secret: one that was sent, or one that the service made up for it.
func TestRedirectShowsNoSecret(t *testing.T) {
	const secret = "SECRETtoken"
	for location, want := range map[string]string{
		"https://login.example/" + secret:                         "https://login.example/[redacted]",
		"https://login.example/?t=" + secret:                      "https://login.example/",
		"https://login.example/#" + secret:                        "https://login.example/",
		"https://" + secret + "@login.example/start":              "https://login.example/start",
		"https://login.example/auth/realms/kv-nord/login":         "https://login.example/auth/realms/kv-nord/login",
		"https://login.example/magic/9f8a7b6c5d/ABC":              "https://login.example/magic/…/ABC",
		"https://login.example/abcdefghijklmnop":                  "https://login.example/abcdefghijklmnop",
		"https://login.example/abcdefghijklmnopq/x":               "https://login.example/…/x",
		"https://login.example/%53ECRETtoken/%41":                 "https://login.example/…/…",
		"https://" + strings.ToLower(secret) + ".login.example/a": "https://[redacted].login.example/a",
		"/anmelden": "/anmelden",
		"":          `""`,
	} {
		e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Location"] = []string{location}
			w.WriteHeader(http.StatusFound)
		}, transport.Options{Tokens: runtimetest.FixedToken(secret)})
		call := &transport.Call{Operation: "add", Method: "POST", Path: "/a"}
		callErr := runtimetest.FailureOf(t, e.Do(t.Context(), call, nil), failure.ErrRedirect)
		if want = "add: POST /rest/a: 302 Found: redirect not followed: to " + want; callErr.Error() != want {
			t.Errorf("got  %s\nwant %s", callErr, want)
		}
	}
}

// What errors.Is found before a secret was taken out of a cause, it finds after.
func TestRedactedCauseKeepsItsKind(t *testing.T) {
	const secret = "Kq7+vR/2mX_9-zT4"
	e := newEndpointTo(t, func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("cannot send Bearer %s: %w", secret, io.ErrClosedPipe)
	}, secret)
	callErr := runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: "GET"}, nil), failure.ErrTransport)
	if got := callErr.Err.Error(); got != "cannot send Bearer [redacted]: io: read/write on closed pipe" {
		t.Errorf("got cause %s", got)
	}
	if !errors.Is(callErr, io.ErrClosedPipe) || errors.Is(callErr, io.ErrUnexpectedEOF) {
		t.Errorf("got error %v", callErr)
	}
	if text := fmt.Sprintf("%#v %+v", callErr.Err, callErr.Err); showsPart(text, secret) {
		t.Errorf("the cause prints as %s", text)
	}
}

func newEndpointTo(t *testing.T, roundTrip runtimetest.RoundTripper, token string) *transport.Endpoint {
	t.Helper()
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: roundTrip}, Tokens: runtimetest.FixedToken(token), Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A MultiCall is answered with the token where ids, statuses and content types should be.
func TestMultiCallErrorsShowNoSecret(t *testing.T) {
	const secret = "Kq7+vR/2mX_9-zT4"
	for name, response := range map[string]struct{ media, body string }{
		"content type": {"multipart/" + secret, ""},
		"boundary":     {`multipart/related; boundary="` + secret + `§"`, ""},
		"id":           {"multipart/related; boundary=B", runtimetest.ResponsePart(secret, "", "") + "--B--"},
		"status": {"multipart/related; boundary=B",
			strings.Replace(runtimetest.ResponsePart("1", "", ""), "200 OK", secret, 1) + "--B--"},
		"encoding": {"multipart/related; boundary=B",
			runtimetest.ResponsePart("1", "Content-Transfer-Encoding: "+secret+"\r\n", "") + "--B--"},
		"status of a part": {"multipart/related; boundary=B",
			strings.Replace(runtimetest.ResponsePart("1", "", secret), "200 OK", "500 Oops", 1) + "--B--"},
	} {
		e := newEndpointTo(t, func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {response.media}},
				Body: io.NopCloser(strings.NewReader(response.body))}, nil
		}, secret)
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "1", "B")
		part := runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
		whole := b.Do(t.Context())
		if part.Part.Err() == nil {
			t.Errorf("%s: no error", name)
		}
		for _, err := range []error{whole, part.Part.Err()} {
			if text := fmt.Sprintf("%v", err); showsPart(text, secret) {
				t.Errorf("%s: the error shows %s", name, text)
			}
		}
	}
}
