// Tests of calls: the request on the wire, 401 and replay, redirects, statuses, limits, and answers that get lost.

package runtime_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// meldungen reads the messages of the MVP's error answers.
func meldungen(body string) (messages []string) {
	d := runtime.NewJSONDecoder(body)
	if d.Object() {
		for d.Member() {
			if d.Key() == "Meldungen" && d.Array(false) {
				for d.Element() {
					messages = append(messages, d.Text())
				}
			} else {
				d.Skip()
			}
		}
	}
	return messages
}

// getJSON makes a call whose answer's JSON is given as it is.
func getJSON(ctx context.Context, e *runtime.Endpoint) (string, error) {
	call := &runtime.Call{Operation: "GetVermittler", Method: "GET", Path: "/1/vermittler/2",
		Accept: "application/json"}
	return runtime.DoJSON(ctx, e, call, (*runtime.JSONDecoder).Raw)
}

func TestNewEndpoint(t *testing.T) {
	tokens := fixedToken("t")
	for _, test := range []struct {
		url  string
		o    runtime.Options
		want string
	}{
		{"https://service.example/a/b/", runtime.Options{Tokens: tokens, Confidential: true}, ""},
		{"http://localhost:8080/rest", runtime.Options{Tokens: tokens}, ""},
		{"http://127.0.0.1/rest", runtime.Options{Tokens: tokens}, ""},
		{"http://[::1]:80", runtime.Options{Confidential: true}, ""},
		{"http://service.example", runtime.Options{Tokens: tokens, AllowHTTP: true}, ""},
		{"http://service.example", runtime.Options{Tokens: tokens},
			"endpoint URL: must be https: http would send the access token in the clear"},
		{"http://service.example", runtime.Options{Confidential: true},
			"endpoint URL: must be https: http would send the secrets of requests in the clear"},
		{"http://service.example:8080/a", runtime.Options{}, ""}, // nothing secret is sent
		{"", runtime.Options{}, "endpoint URL: must be set"},
		{"service.example/rest", runtime.Options{}, "endpoint URL: must be absolute, such as https://host/path"},
		{"ftp://service.example", runtime.Options{}, "endpoint URL: must be absolute, such as https://host/path"},
		{"https://u:s3cr/et@service.example", runtime.Options{},
			"endpoint URL: must be absolute, such as https://host/path"},
		{"https://u:s3cret@service.example", runtime.Options{},
			"endpoint URL: must not hold a user name or password"},
		{"https://service.example?wsdl", runtime.Options{}, ""},
		{"https://service.example/?", runtime.Options{}, ""},
		{"https://service.example/a?b=c&d[]=%20|{e}", runtime.Options{}, ""},
		{"https://service.example/a?b=c d", runtime.Options{}, "endpoint URL: must have its query percent-encoded"},
		{"https://service.example/a?b=ä", runtime.Options{}, "endpoint URL: must have its query percent-encoded"},
		{"https://service.example/#top", runtime.Options{}, "endpoint URL: must not have a fragment"},
	} {
		_, err := runtime.NewEndpoint(test.url, test.o)
		if got := fmt.Sprint(err); got != test.want && !(err == nil && test.want == "") {
			t.Errorf("%s: got %s, want %s", test.url, got, test.want)
		}
	}
}

// Some services are chosen by the query of the address alone: every request has it, before the query of its own.
func TestEndpointWithQuery(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.RequestURI)
		io.WriteString(w, noIncidentAnswer)
	}))
	defer server.Close()
	var log bytes.Buffer
	e, err := runtime.NewEndpoint(server.URL+"/soap/default/?services=catalogV1&key=s3cret+%2B",
		runtime.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := report(t, e, noIncident); err != nil {
		t.Error(err)
	}
	for _, call := range []*runtime.Call{
		{Method: "GET", Path: "/1"},
		{Method: "GET", Path: "/1", Query: url.Values{"q": {"a b"}}},
		{Method: "GET", Query: url.Values{"services": {"x"}}},
	} {
		if err := e.Do(t.Context(), call, nil); err != nil {
			t.Error(err)
		}
	}
	path, query, err := e.Resolve("1?services=catalogV1&key=s3cret+%2B&q=x")
	if path != "/1" || query.Encode() != "q=x" || err != nil {
		t.Errorf("got reference %s?%s, %v", path, query.Encode(), err)
	}
	if _, query, _ = e.Resolve("1?services=catalogV2"); query.Encode() != "services=catalogV2" {
		t.Errorf("got query %s", query.Encode())
	}
	want := []string{
		"/soap/default/?services=catalogV1&key=s3cret+%2B",
		"/soap/default/1?services=catalogV1&key=s3cret+%2B",
		"/soap/default/1?services=catalogV1&key=s3cret+%2B&q=a+b",
		"/soap/default/?services=catalogV1&key=s3cret+%2B&services=x",
	}
	if got, want := strings.Join(asked, "\n"), strings.Join(want, "\n"); got != want {
		t.Errorf("got requests\n%s\nwant\n%s", got, want)
	}
	if got, want := fmt.Sprintf("%+v", e), server.URL+"/soap/default/?[redacted]"; got != want {
		t.Errorf("the endpoint prints as %s, want %s", got, want)
	}
	err = e.Do(t.Context(), &runtime.Call{Method: "GET", Path: "x"}, nil)
	if all := fmt.Sprint(err, log.String()); strings.Contains(all, "s3cret") || strings.Contains(all, "services") {
		t.Errorf("error or log show the query: %s", all)
	}
}

func TestExpandURL(t *testing.T) {
	for _, test := range []struct{ template, want string }{
		{"https://x.example/{a}/{b}/rest", "https://x.example/b&d=%2F%3F/%C3%A4%20+/rest"},
		{"https://x.example/{a}?client={a}&lang={b}",
			"https://x.example/b&d=%2F%3F?client=b%26d%3D%2F%3F&lang=%C3%A4+%2B"},
		{"https://x.example/?{b}{b}", "https://x.example/?%C3%A4+%2B%C3%A4+%2B"},
		{"https://x.example/{c}", "base URL: {c} is not a parameter"},
		{"https://x.example/?c={c}", "base URL: {c} is not a parameter"},
		{"https://x.example/?{dots}", "base URL: dots must not be a dot segment of a path"},
		{"https://x.example/{empty}", "base URL: empty must not be empty"},
		{"https://[x.example/", "base URL: not a valid URL"},
	} {
		got, err := runtime.ExpandURL(test.template, "a", "b&d=/?", "b", "ä +", "empty", "", "dots", "..")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", test.template, got, test.want)
		}
	}
}

func TestCheckSegment(t *testing.T) {
	for value, want := range map[string]string{
		"":   "Config.Id must not be empty",
		"..": "Config.Id must not be a dot segment of a path",
		"\n": "Config.Id must not hold a control character",
	} {
		if err := runtime.CheckSegment("Config.Id", value); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", value, err, want)
		}
	}
	if err := runtime.CheckSegment("Config.Id", "a/b ä"); err != nil {
		t.Error(err)
	}
}

// A client whose contract has no messages quotes JSON as it quotes any text.
func TestErrorWithoutMessages(t *testing.T) {
	e := newEndpoint(t, answering(400, "application/json", `{"Meldungen":["a"]}`), runtime.Options{})
	_, err := getJSON(t.Context(), e)
	failure := failureOf(t, err, runtime.ErrStatus)
	if failure.Excerpt != `{"Meldungen":["a"]}` || failure.Messages != nil {
		t.Errorf("got %q, %q", failure.Excerpt, failure.Messages)
	}
}

func TestPrintableURL(t *testing.T) {
	for rawURL, want := range map[string]string{
		"https://x.example/a/{b}": "https://x.example/a/{b}",
		"https://x.example/a?b=c": "https://x.example/a?[redacted]",
		"https://x.example/a#b?c": "https://x.example/a#[redacted]",
		"https://u:p@x.example/a": "https://[redacted]@x.example/a",
		"https://u:p/q@x.example": "https://[redacted]@x.example",
		"https://@x.example/a":    "https://[redacted]@x.example/a",
		"https://u:p@q@x.example": "https://[redacted]@x.example",
		"x?y//z@w":                "x?[redacted]",
		"":                        "",
	} {
		if got := runtime.PrintableURL(rawURL); got != want {
			t.Errorf("%s: got %s, want %s", rawURL, got, want)
		}
	}
}

func TestRequest(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got := fmt.Sprintf("%s %s\nX-Dio-Tags: %s\nAccept: %s\nContent-Type: %s\nUser-Agent: %s\nAuthorization: %s\n%s",
			r.Method, r.RequestURI, r.Header.Get("X-Dio-Tags"), r.Header.Get("Accept"), r.Header.Get("Content-Type"),
			r.UserAgent(), r.Header.Get("Authorization"), body)
		want := "POST /rest/1/kunden/a%2Fb%20%C3%A4?from=0&q=m%C3%BCller+%26+co\nX-Dio-Tags: [\"Prämie\"]\n" +
			"Accept: application/json\nContent-Type: text/plain\nUser-Agent: team/1\nAuthorization: Bearer t\nHallo"
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}, runtime.Options{Tokens: fixedToken("t"), UserAgent: "team/1"})
	call := &runtime.Call{
		Method: "POST",
		Query:  url.Values{"q": {"müller & co"}, "from": {"0"}}, Header: http.Header{"X-Dio-Tags": {`["Prämie"]`}},
		Accept: "application/json", ContentType: "text/plain", Body: []byte("Hallo"),
	}
	call.Path = "/" + call.Segment("ma", "1") + "/kunden/" + call.Segment("Kunde-Id", "a/b ä")
	if err := e.Do(t.Context(), call, nil); err != nil {
		t.Fatal(err)
	}
}

func TestSituation20InvalidCallIsNotSent(t *testing.T) {
	segment := func(value string) *runtime.Call {
		call := &runtime.Call{}
		call.Path = "/kunden/" + call.Segment("Kunde-Id", value)
		return call
	}
	for _, test := range []struct {
		name string
		call *runtime.Call
		want string
	}{
		{"own fault", &runtime.Call{Err: errors.New("name is missing")},
			"GET /rest: refused before sending: name is missing"},
		{"empty id", segment(""), "GET /rest/kunden/: refused before sending: Kunde-Id must not be empty"},
		{"dot", segment("."),
			"GET /rest/kunden/.: refused before sending: Kunde-Id must not be a dot segment of a path"},
		{"dots", segment(".."),
			"GET /rest/kunden/..: refused before sending: Kunde-Id must not be a dot segment of a path"},
		{"line break", segment("1\r\nX: y"),
			"GET /rest/kunden/1%0D%0AX:%20y: refused before sending: Kunde-Id must not hold a control character"},
		{"NUL", segment("\x00"),
			"GET /rest/kunden/%00: refused before sending: Kunde-Id must not hold a control character"},
		{"header", &runtime.Call{Header: http.Header{"X-Dio-Typ": {"a\r\nX-Evil: 1"}}},
			"GET /rest: refused before sending: header X-Dio-Typ holds a control character"},
		{"path with query", &runtime.Call{Path: "/a?b"},
			"GET /rest/a?b: refused before sending: the path is not escaped"},
		{"path without slash", &runtime.Call{Path: ".example"},
			"GET /rest.example: refused before sending: the path must begin with a slash"},
		{"JSON that cannot be sent",
			&runtime.Call{ContentType: "application/json", Body: runtime.Refuse(nil, "no number")},
			"GET /rest: refused before sending: no number"},
	} {
		for _, cacheable := range []bool{false, true} {
			t.Run(fmt.Sprint(test.name, cacheable), func(t *testing.T) {
				e := newEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
					runtime.Options{Cache: runtime.NewCache(1 << 20)})
				test.call.Method, test.call.Cacheable = "GET", cacheable
				err := e.Do(t.Context(), test.call, nil)
				if failure := failureOf(t, err, runtime.ErrInvalid); failure.Error() != test.want {
					t.Errorf("got  %s\nwant %s", failure, test.want)
				}
			})
		}
	}
}

// Every control character is refused wherever a request could carry it, and no other character is.
func TestSituation20ControlCharacters(t *testing.T) {
	sent := 0
	token := "t"
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		sent++
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}, runtime.Options{Tokens: tokenFunc(func() (string, error) { return token, nil }), Retries: -1})
	for c := range rune(0xA1) {
		text := "a" + string(c) + "b"
		control := c < ' ' || c == 0x7F
		byID := &runtime.Call{Method: "GET"}
		byID.Path = "/" + byID.Segment("id", text)
		for name, test := range map[string]struct {
			call    *runtime.Call
			refused bool
		}{
			"id":     {byID, control},
			"path":   {&runtime.Call{Method: "GET", Path: "/" + text}, control || strings.ContainsRune(" #?%", c)},
			"header": {&runtime.Call{Method: "GET", Header: http.Header{"X-A": {"good", text}}}, control && c != '\t'},
		} {
			sent = 0
			err := e.Do(t.Context(), test.call, nil)
			if errors.Is(err, runtime.ErrInvalid) != test.refused || (sent == 0) != test.refused {
				t.Errorf("%U in a %s: got %v after %d requests, want it refused: %v", c, name, err, sent, test.refused)
			}
			b := e.NewBatch()
			part := b.Add(test.call, nil)
			_ = b.Do(t.Context()) // which is answered in no useful way
			if got := errors.Is(part.Err(), runtime.ErrInvalid); got != test.refused {
				t.Errorf("%U in a %s of a part: got %v, want it refused: %v", c, name, part.Err(), test.refused)
			}
		}
		token, sent = text, 0
		err := e.Do(t.Context(), &runtime.Call{Method: "GET"}, nil)
		if refused := c <= ' ' || c == 0x7F; errors.Is(err, runtime.ErrAuth) != refused || (sent == 0) != refused {
			t.Errorf("%U in a token: got %v after %d requests, want it refused: %v", c, err, sent, refused)
		}
		token = "t"
		_, _, err = e.Resolve("/x" + string(c) + "y")
		if refused := control || strings.ContainsRune(` \%`, c); (err != nil) != refused {
			t.Errorf("%U in a reference: got %v, want it refused: %v", c, err, refused)
		}
	}
}

// numberedTokens gives token1 until that is invalidated, then token2, and so on.
type numberedTokens struct {
	mu      sync.Mutex
	current int
}

func (n *numberedTokens) Token(context.Context) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return fmt.Sprintf("token%d", n.current+1), nil
}

func (n *numberedTokens) Invalidate(token string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if token == fmt.Sprintf("token%d", n.current+1) {
		n.current++
	}
}

func TestSituations04And05ManyUnauthorizedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls = 50
		var old, renewed, tokenRequests atomic.Int32
		tokens := passwordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"access_token":"token%d"}`, tokenRequests.Add(1))
		})
		client := memoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			if r.Header.Get("Authorization") == "Bearer token1" {
				// The last 401s arrive long after the token was renewed.
				time.Sleep(time.Duration(old.Add(1)) * time.Second)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			renewed.Add(1)
		})
		e, err := runtime.NewEndpoint("http://service.example",
			runtime.Options{HTTPClient: client, Tokens: tokens, AllowHTTP: true})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range calls {
			group.Go(func() {
				if err := e.Do(t.Context(), &runtime.Call{Method: "POST", Body: []byte("x")}, nil); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if old.Load() != calls || renewed.Load() != calls || tokenRequests.Load() != 2 {
			t.Errorf("%d refused, %d accepted, %d token requests", old.Load(), renewed.Load(), tokenRequests.Load())
		}
	})
}

func TestSituation04UnauthorizedTwice(t *testing.T) {
	var requests []string
	connections := map[string]bool{}
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		connections[r.RemoteAddr] = true
		requests = append(requests, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, "<title>Login</title>")
	}, runtime.Options{Tokens: new(numberedTokens)})
	failure := failureOf(t, e.Do(t.Context(), &runtime.Call{Operation: "GetX", Method: "GET"}, nil), runtime.ErrAuth)
	if got, want := failure.Error(), `GetX: GET /rest: 401 Unauthorized: not authenticated: "Login"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := fmt.Sprint(requests); got != "[Bearer token1 Bearer token2]" || len(connections) != 1 {
		t.Errorf("got requests %s over %d connections", got, len(connections))
	}
}

func TestSituation09TokenNotToBeHad(t *testing.T) {
	down := errors.New("vault is down")
	for _, test := range []struct {
		token string
		err   error
		want  string
	}{
		{"", down, "GET /rest: not authenticated: vault is down"},
		{"", nil, "GET /rest: not authenticated: the access token is empty"},
		{"s3cret\nX-Evil: 1", nil,
			"GET /rest: not authenticated: the access token holds a blank or a control character"},
	} {
		e := newEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
			runtime.Options{Tokens: tokenFunc(func() (string, error) { return test.token, test.err })})
		err := e.Do(t.Context(), &runtime.Call{Method: "GET"}, nil)
		if failure := failureOf(t, err, runtime.ErrAuth); failure.Error() != test.want {
			t.Errorf("got %s, want %s", failure, test.want)
		}
		if test.err != nil && !errors.Is(err, test.err) {
			t.Errorf("%v does not wrap its cause", err)
		}
	}
}

func TestUploadReplay(t *testing.T) {
	seekable := strings.NewReader("skipped content")
	seekable.Seek(int64(len("skipped ")), io.SeekStart)
	for _, test := range []struct {
		name   string
		upload io.Reader
		want   string // the bodies that arrive
		kind   error
	}{
		{"seekable", seekable, `["content" "content"]`, nil},
		{"empty", strings.NewReader(""), `["" ""]`, nil},
		{"stream", io.MultiReader(strings.NewReader("content")), `["content"]`, runtime.ErrAuth},
		{"sized stream", bytes.NewBufferString("content"), `["content"]`, runtime.ErrAuth},
	} {
		t.Run(test.name, func(t *testing.T) {
			var bodies []string
			e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				bodies = append(bodies, string(body))
				if r.Header.Get("Authorization") == "Bearer token1" {
					w.WriteHeader(http.StatusUnauthorized)
				}
			}, runtime.Options{Tokens: new(numberedTokens)})
			upload := func(r io.Reader) error {
				return e.Do(t.Context(), &runtime.Call{Method: "POST", ContentType: "application/pdf", Upload: r}, nil)
			}
			if err := upload(test.upload); !errors.Is(err, test.kind) {
				t.Errorf("got error %v, want %v", err, test.kind)
			}
			if got := fmt.Sprintf("%q", bodies); got != test.want {
				t.Errorf("got bodies %s, want %s", got, test.want)
			}
			if err := upload(strings.NewReader("next")); err != nil {
				t.Errorf("the token was not renewed for the next call: %v", err)
			}
		})
	}
}

// An answer may come before the request is read. The upload must not be rewound while net/http still reads it.
func TestUploadReplayWaitsForTheTransport(t *testing.T) {
	var sent []string
	var late sync.WaitGroup
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		answer := &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}
		if r.Header.Get("Authorization") == "Bearer token2" {
			start := make([]byte, 3)
			io.ReadFull(r.Body, start)
			time.Sleep(time.Minute) // whoever else reads the upload now takes something away
			rest, _ := io.ReadAll(r.Body)
			sent = append(sent, string(start)+string(rest))
			return answer, r.Body.Close()
		}
		answer.StatusCode = http.StatusUnauthorized
		late.Go(func() {
			time.Sleep(time.Second)
			io.CopyN(io.Discard, r.Body, 3)
			r.Body.Close()
		})
		return answer, nil
	})
	synctest.Test(t, func(t *testing.T) {
		e, err := runtime.NewEndpoint("https://service.example", runtime.Options{
			HTTPClient: &http.Client{Transport: transport}, Tokens: new(numberedTokens),
		})
		if err != nil {
			t.Fatal(err)
		}
		err = e.Do(t.Context(), &runtime.Call{Method: "POST", Upload: strings.NewReader("content")}, nil)
		if err != nil || fmt.Sprint(sent) != "[content]" {
			t.Errorf("got %v, sent %q", err, sent)
		}
		late.Wait()
	})
}

func TestSituation11Redirects(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("followed to another origin with header %v", r.Header)
	}))
	defer elsewhere.Close()
	for _, test := range []struct {
		name, method, location string
		status                 int
		want                   string
	}{
		{"GET within the origin", "GET", "/rest/there?secret=1", 302, ""},
		{"GET elsewhere", "GET", elsewhere.URL + "/there?secret=1", 302,
			"GET /rest: 302 Found: redirect not followed: to " + elsewhere.URL + "/there"},
		{"POST with its body", "POST", "/rest/there", 307,
			"POST /rest: 307 Temporary Redirect: redirect not followed: to /rest/there"},
		{"POST as GET", "POST", "/rest/there", 303, "POST /rest: 303 See Other: redirect not followed: to /rest/there"},
		{"round and round", "GET", "/rest", 301, "GET /rest: 301 Moved Permanently: redirect not followed: to /rest"},
		{"nowhere", "GET", "", 300, "GET /rest: 300 Multiple Choices: redirect not followed: to \"\""},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/rest/there" {
					if r.Header.Get("Authorization") != "Bearer t" || r.Header.Get("X-Dio-Typ") != "x" {
						t.Errorf("the redirected request has header %v", r.Header)
					}
					return
				}
				if test.location != "" {
					w.Header().Set("Location", test.location)
				}
				w.WriteHeader(test.status)
			}, runtime.Options{Tokens: fixedToken("t")})
			err := e.Do(t.Context(), &runtime.Call{Method: test.method, Header: http.Header{"X-Dio-Typ": {"x"}}}, nil)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
			} else if failure := failureOf(t, err, runtime.ErrRedirect); failure.Error() != test.want {
				t.Errorf("got  %s\nwant %s", failure, test.want)
			}
		})
	}
}

func TestUserClientIsNotChanged(t *testing.T) {
	refusal := errors.New("the user follows nothing")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return refusal }}
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/rest/there", http.StatusFound)
	}, runtime.Options{HTTPClient: client})
	if err := e.Do(t.Context(), &runtime.Call{Method: "GET"}, nil); !errors.Is(err, refusal) {
		t.Errorf("got %v: the user's policy was not asked", err)
	}
	if err := client.CheckRedirect(nil, nil); err != refusal {
		t.Error("the user's client was changed")
	}
}

func TestUserClientIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		var cookies []string
		client := memoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			if r.URL.Path == "/silent" {
				<-r.Context().Done()
				return
			}
			cookies = append(cookies, r.Header.Get("Cookie"))
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		})
		client.Jar, client.Timeout = jar, time.Second
		e, err := runtime.NewEndpoint("http://service.example",
			runtime.Options{HTTPClient: client, AllowHTTP: true, Retries: -1})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := e.Do(t.Context(), &runtime.Call{Method: "GET"}, nil); err != nil {
				t.Error(err)
			}
		}
		if got := fmt.Sprintf("%q", cookies); got != `["" "session=1"]` {
			t.Errorf("got cookies %s", got)
		}
		for method, kind := range map[string]error{"GET": runtime.ErrTransport, "POST": runtime.ErrUnknownOutcome} {
			start := time.Now()
			failureOf(t, e.Do(t.Context(), &runtime.Call{Method: method, Path: "/silent"}, nil), kind)
			if took := time.Since(start); took != time.Second {
				t.Errorf("%s ended after %v", method, took)
			}
		}
	})
}

func TestSituation15ErrorStatus(t *testing.T) {
	const meldung = "Dieser Benutzername ist bereits vergeben."
	for _, test := range []struct {
		name, contentType, body string
		status                  int
		want                    string
	}{
		{"as documented", "application/json", "{\n    \"Meldungen\": [\n        \"" + meldung + "\"\n    ]\n}", 400,
			"400 Bad Request: " + meldung},
		{"several", "application/json", `{"Meldungen":["a","b\nc"]}`, 422, "422 Unprocessable Entity: a; b c"},
		{"behind a BOM", "application/json", "\uFEFF{\"Meldungen\":[\"" + meldung + "\"]}", 400,
			"400 Bad Request: " + meldung},
		{"as HTML by type", "text/html", `{"Meldungen":["` + meldung + `"]}`, 400, "400 Bad Request: " + meldung},
		{"null", "application/json", `{"Meldungen":null}`, 400, `400 Bad Request: "{\"Meldungen\":null}"`},
		{"missing", "application/json", `{}`, 400, `400 Bad Request: "{}"`},
		{"nothing", "", "", 404, "404 Not Found"},
		{"HTML", "text/html",
			"<html><head><title>Error #400</title><style>b{}</style></head><body><h1>Bad\n Request &amp; more</h1>",
			400,
			`400 Bad Request: "Error #400 – Bad Request & more"`},
		{"HTML without headings", "text/html", "<!-- x --><p>Wartung<br>bis <b>18</b> Uhr<script>alert(1)</script>",
			503,
			`503 Service Unavailable: "Wartung bis 18 Uhr"`},
		{"long", "text/plain", strings.Repeat("ä", 500), 500,
			`500 Internal Server Error: "` + strings.Repeat("ä", 199) + `…"`},
		{"binary", "image/png", "\x89PNG\x00\r\n\x1b[31m", 500, `500 Internal Server Error: "PNG [31m"`},
		{"echo of the token", "text/html", "<h1>Bearer " + seedToken + " expired</h1>", 403,
			`403 Forbidden: "Bearer [redacted] expired"`},
		{"echo of the token with a reference", "text/html",
			"<h1>" + strings.ReplaceAll(seedToken, "§", "&sect;") + "</h1>", 403,
			`403 Forbidden: "[redacted]"`},
		{"echo of the token in JSON", "application/json",
			`{"token":"` + strings.ReplaceAll(seedToken, "§", `\u00a7`) + `"}`, 403,
			`403 Forbidden: "{\"token\":\"[redacted]\"}"`},
		{"message with the token", "application/json", `{"Meldungen":["` + seedToken + `"]}`, 403,
			`403 Forbidden: [redacted]`},
		{"unconditional 304", "", "", 304, "304 Not Modified: the request was not conditional"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, answering(test.status, test.contentType, test.body),
				runtime.Options{Tokens: fixedToken(seedToken), ErrorMessages: meldungen, Retries: -1})
			_, err := getJSON(t.Context(), e)
			failure := failureOf(t, err, runtime.ErrStatus)
			if got, want := failure.Error(), "GetVermittler: GET /rest/1/vermittler/2: "+test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if failure.Status != test.status {
				t.Errorf("got status %d", failure.Status)
			}
		})
	}
}

func TestSituation14Content(t *testing.T) {
	for _, test := range []struct{ name, contentType, body, want string }{
		{"JSON", "application/json", "[1]", ""},
		{"JSON with parameters", "Application/JSON; charset=utf-8", "[1]", ""},
		{"JSON suffix", "application/problem+json", "[1]", ""},
		{"HTML", "text/html; charset=utf-8", "<h1>Wartung</h1>",
			`unexpected response: content type text/html where JSON is expected: "Wartung"`},
		{"other", "text/plain", "private", "unexpected response: content type text/plain where JSON is expected"},
		{"broken off", "application/json", "[1", "unexpected response: "},
		{"nothing", "application/json", "", "unexpected response: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, answering(200, test.contentType, test.body), runtime.Options{})
			got, err := getJSON(t.Context(), e)
			if test.want == "" {
				if got != "[1]" || err != nil {
					t.Errorf("got %s, %v", got, err)
				}
				return
			}
			want := "GetVermittler: GET /rest/1/vermittler/2: 200 OK: " + test.want
			if failure := failureOf(t, err, runtime.ErrContent); !strings.HasPrefix(failure.Error(), want) ||
				got != "" {
				t.Errorf("got  %s, %s\nwant %s", got, failure, want)
			}
		})
	}
}

func TestSituation14NothingUnusableIsCached(t *testing.T) {
	var requests int
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		w.Header().Set("Cache-Control", "private, max-age=3600")
		answering(200, "text/html", "<h1>Wartung</h1>")(w, r)
	}, runtime.Options{Cache: runtime.NewCache(1 << 20)})
	for range 2 {
		call := &runtime.Call{Method: "GET", Cacheable: true}
		_, err := runtime.DoJSON(t.Context(), e, call, (*runtime.JSONDecoder).Raw)
		failureOf(t, err, runtime.ErrContent)
	}
	if requests != 2 {
		t.Errorf("%d requests", requests)
	}
}

func TestSituation16TooLarge(t *testing.T) {
	var bomb bytes.Buffer
	compressor := gzip.NewWriter(&bomb)
	compressor.Write(make([]byte, 1<<20))
	compressor.Close()
	for name, handler := range map[string]http.HandlerFunc{
		"announced": closing(t, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"),
		"endless": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write(make([]byte, 1<<14))
			}
		},
		"gzip bomb": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := getJSON(t.Context(), newEndpoint(t, handler, runtime.Options{MaxResponseBytes: 1 << 16}))
			want := "GetVermittler: GET /rest/1/vermittler/2: 200 OK: answer too large: more than 65536 bytes"
			if failure := failureOf(t, err, runtime.ErrTooLarge); failure.Error() != want {
				t.Errorf("got  %s\nwant %s", failure, want)
			}
		})
	}
}

func TestLargestAnswer(t *testing.T) {
	want := `"` + strings.Repeat("x", 98) + `"`
	e := newEndpoint(t, answering(200, "application/json", want), runtime.Options{MaxResponseBytes: 100})
	got, err := getJSON(t.Context(), e)
	if got != want || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

func TestCompressedAnswer(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		compressor := gzip.NewWriter(w)
		io.WriteString(compressor, "[1]")
		compressor.Close()
	}, runtime.Options{})
	if got, err := getJSON(t.Context(), e); got != "[1]" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestSituation17Truncated(t *testing.T) {
	const short = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n[1"
	const chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[1"
	const plain = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n[1"
	for _, test := range []struct {
		name, method, raw string
		kind              error
		eof               bool // the cause is io.ErrUnexpectedEOF
	}{
		{"GET, Content-Length", "GET", short, runtime.ErrContent, true},
		{"GET, chunked", "GET", chunked, runtime.ErrContent, true},
		{"GET, connection closed", "GET", plain, runtime.ErrContent, false},
		{"POST, Content-Length", "POST", short, runtime.ErrUnknownOutcome, true},
		{"POST, chunked", "POST", chunked, runtime.ErrUnknownOutcome, true},
		{"POST, connection closed", "POST", plain, runtime.ErrContent, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, closing(t, test.raw), runtime.Options{})
			_, err := runtime.DoJSON(t.Context(), e, &runtime.Call{Method: test.method}, (*runtime.JSONDecoder).Raw)
			failureOf(t, err, test.kind)
			if errors.Is(err, io.ErrUnexpectedEOF) != test.eof {
				t.Errorf("got cause %v", err)
			}
			if test.method == "POST" && runtime.OutcomeOf(err) != runtime.Unknown {
				t.Errorf("got outcome %v", runtime.OutcomeOf(err))
			}
		})
	}
}

func TestSituation12LostAnswer(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	unreachable := func(o runtime.Options) *runtime.Endpoint {
		e, err := runtime.NewEndpoint(closed.URL+"/rest", o)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	once := runtime.Options{Retries: -1}
	silent := newEndpoint(t, closing(t, ""), once)
	untraced := roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
	for _, test := range []struct {
		name, method string
		e            *runtime.Endpoint
		kind         error
		outcome      runtime.Outcome
	}{
		{"POST that was sent", "POST", silent, runtime.ErrUnknownOutcome, runtime.Unknown},
		{"GET that was sent", "GET", silent, runtime.ErrTransport, runtime.Unsent},
		{"POST to nobody", "POST", unreachable(once), runtime.ErrTransport, runtime.Unsent},
		{"GET to nobody", "GET", unreachable(once), runtime.ErrTransport, runtime.Unsent},
		{"POST through a transport that does not say", "POST",
			unreachable(runtime.Options{HTTPClient: &http.Client{Transport: untraced}}),
			runtime.ErrUnknownOutcome, runtime.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.e.Do(t.Context(), &runtime.Call{Method: test.method, Query: url.Values{"q": {"s3cret"}}}, nil)
			failureOf(t, err, test.kind)
			if !errors.Is(err, runtime.ErrTransport) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("got %v", err)
			}
			if got := runtime.OutcomeOf(err); got != test.outcome {
				t.Errorf("got outcome %v, want %v", got, test.outcome)
			}
		})
	}
}

func TestUnfinishedRequestHasAnOutcome(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }, runtime.Options{})
	broken := errors.New("disk error")
	upload := io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<16)), failingReader{broken})
	err := e.Do(t.Context(), &runtime.Call{Method: "POST", Upload: upload}, nil)
	failureOf(t, err, runtime.ErrTransport)
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

func TestSituation12Timeout(t *testing.T) {
	for _, test := range []struct {
		method  string
		timeout time.Duration // option
		want    time.Duration
		text    string
	}{
		{"GET", 0, 2 * time.Minute, "GET /: no answer: not complete within 2m0s: context deadline exceeded"},
		{"POST", time.Second, time.Second,
			"POST /: outcome unknown, the request was sent: no answer: not complete within 1s: context deadline exceeded"},
		{"GET", -1, time.Hour, "GET /: no answer: context deadline exceeded"},
	} {
		for name, partial := range map[string]bool{"no answer": false, "half an answer": true} {
			t.Run(fmt.Sprint(test.method, test.timeout, name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					client := memoryClient(t, func(w http.ResponseWriter, r *http.Request) {
						io.Copy(io.Discard, r.Body)
						if partial {
							w.Write([]byte("half"))
							w.(http.Flusher).Flush()
						}
						<-r.Context().Done()
					})
					e, err := runtime.NewEndpoint("http://service.example/",
						runtime.Options{HTTPClient: client, Timeout: test.timeout, AllowHTTP: true})
					if err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					start := time.Now()
					err = e.Do(ctx, &runtime.Call{Method: test.method, Body: []byte("x")}, nil)
					text := test.text
					if partial {
						text = strings.Replace(text, "/: ", "/: 200 OK: ", 1)
					}
					if got := time.Since(start); got != test.want || err.Error() != text ||
						!errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %v after %v\nwant %s after %v", err, got, text, test.want)
					}
				})
			})
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, r.Body)
	}, runtime.Options{Tokens: fixedToken("t")})
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			want := fmt.Sprintf(`{"n":%d}`, i)
			call := &runtime.Call{Method: "POST", Body: []byte(want)}
			got, err := runtime.DoJSON(t.Context(), e, call, (*runtime.JSONDecoder).Raw)
			if got != want || err != nil {
				t.Errorf("got %s, %v, want %s", got, err, want)
			}
		})
	}
	group.Wait()
}
