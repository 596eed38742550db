// Tests of calls: requests, repetition after a 401, redirects, statuses, limits, lost responses.

package transport_test

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

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/reference"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

func TestNewEndpoint(t *testing.T) {
	tokens := runtimetest.FixedToken("t")
	for _, test := range []struct {
		url  string
		o    transport.Options
		want string
	}{
		{"https://service.example/a/b/", transport.Options{Tokens: tokens, Confidential: true}, ""},
		{"http://localhost:8080/rest", transport.Options{Tokens: tokens}, ""},
		{"http://127.0.0.1/rest", transport.Options{Tokens: tokens}, ""},
		{"http://[::1]:80", transport.Options{Confidential: true}, ""},
		{"http://service.example", transport.Options{Tokens: tokens, AllowHTTP: true}, ""},
		{"http://service.example", transport.Options{Tokens: tokens},
			"endpoint URL: must be https: http would send the access token in the clear"},
		{"http://service.example", transport.Options{Confidential: true},
			"endpoint URL: must be https: http would send the secrets of requests in the clear"},
		{"http://service.example:8080/a", transport.Options{}, ""}, // nothing secret is sent
		{"", transport.Options{}, "endpoint URL: must be set"},
		{"service.example/rest", transport.Options{}, "endpoint URL: must be absolute, such as https://host/path"},
		{"ftp://service.example", transport.Options{}, "endpoint URL: must be absolute, such as https://host/path"},
		{"https://u:s3cr/et@service.example", transport.Options{},
			"endpoint URL: must be absolute, such as https://host/path"},
		{"https://u:s3cret@service.example", transport.Options{},
			"endpoint URL: must not have a user name or password"},
		{"https://service.example?wsdl", transport.Options{}, ""},
		{"https://service.example/?", transport.Options{}, ""},
		{"https://service.example/a?b=c&d[]=%20|{e}", transport.Options{}, ""},
		{"https://service.example/a?b=c d", transport.Options{}, "endpoint URL: must have its query percent-encoded"},
		{"https://service.example/a?b=ä", transport.Options{}, "endpoint URL: must have its query percent-encoded"},
		{"https://service.example/#top", transport.Options{}, "endpoint URL: must not have a fragment"},
	} {
		_, err := transport.NewEndpoint(test.url, test.o)
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
		io.WriteString(w, runtimetest.NoIncidentEnvelope)
	}))
	defer server.Close()
	var log bytes.Buffer
	e, err := transport.NewEndpoint(server.URL+"/soap/default/?services=catalogV1&key=s3cret+%2B",
		transport.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := runtimetest.Report(t, e, runtimetest.NoIncident); err != nil {
		t.Error(err)
	}
	for _, call := range []*transport.Call{
		{Method: "GET", Path: "/1"},
		{Method: "GET", Path: "/1", Query: url.Values{"q": {"a b"}}},
		{Method: "GET", Query: url.Values{"services": {"x"}}},
	} {
		if err := e.Do(t.Context(), call, nil); err != nil {
			t.Error(err)
		}
	}
	path, query, err := reference.Resolve(e, "1?services=catalogV1&key=s3cret+%2B&q=x")
	if path != "/1" || query.Encode() != "q=x" || err != nil {
		t.Errorf("got reference %s?%s, %v", path, query.Encode(), err)
	}
	if _, query, _ = reference.Resolve(e, "1?services=catalogV2"); query.Encode() != "services=catalogV2" {
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
	err = e.Do(t.Context(), &transport.Call{Method: "GET", Path: "x"}, nil)
	if all := fmt.Sprint(err, log.String()); strings.Contains(all, "s3cret") || strings.Contains(all, "services") {
		t.Errorf("error or log show the query: %s", all)
	}
}

func TestCheckSegment(t *testing.T) {
	for value, want := range map[string]string{
		"":   "Config.Id must not be empty",
		"..": "Config.Id must not be a dot segment of a path",
		"\n": "Config.Id must not contain a control character",
	} {
		if err := transport.CheckSegment("Config.Id", value); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", value, err, want)
		}
	}
	if err := transport.CheckSegment("Config.Id", "a/b ä"); err != nil {
		t.Error(err)
	}
}

// A client whose contract has no messages quotes JSON as it quotes any text.
func TestErrorWithoutMessages(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(400, "application/json", `{"Meldungen":["a"]}`),
		transport.Options{})
	_, err := runtimetest.GetJSON(t.Context(), e)
	callErr := runtimetest.FailureOf(t, err, failure.ErrStatus)
	if callErr.Excerpt != `{"Meldungen":["a"]}` || callErr.Messages != nil {
		t.Errorf("got %q, %q", callErr.Excerpt, callErr.Messages)
	}
}

func TestRequest(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got := fmt.Sprintf("%s %s\nX-Dio-Tags: %s\nAccept: %s\nContent-Type: %s\nUser-Agent: %s\nAuthorization: %s\n%s",
			r.Method, r.RequestURI, r.Header.Get("X-Dio-Tags"), r.Header.Get("Accept"), r.Header.Get("Content-Type"),
			r.UserAgent(), r.Header.Get("Authorization"), body)
		want := "POST /rest/1/kunden/a%2Fb%20%C3%A4?from=0&q=m%C3%BCller+%26+co\nX-Dio-Tags: [\"Prämie\"]\n" +
			"Accept: application/json\nContent-Type: text/plain\nUser-Agent: team/1\nAuthorization: Bearer t\nHallo"
		if got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}, transport.Options{Tokens: runtimetest.FixedToken("t"), UserAgent: "team/1"})
	call := &transport.Call{
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
	segment := func(value string) *transport.Call {
		call := &transport.Call{}
		call.Path = "/kunden/" + call.Segment("Kunde-Id", value)
		return call
	}
	for _, test := range []struct {
		name string
		call *transport.Call
		want string
	}{
		{"own fault", &transport.Call{Err: errors.New("name is missing")},
			"GET /rest: refused before sending: name is missing"},
		{"empty id", segment(""), "GET /rest/kunden/: refused before sending: Kunde-Id must not be empty"},
		{"dot", segment("."),
			"GET /rest/kunden/.: refused before sending: Kunde-Id must not be a dot segment of a path"},
		{"dots", segment(".."),
			"GET /rest/kunden/..: refused before sending: Kunde-Id must not be a dot segment of a path"},
		{"line break", segment("1\r\nX: y"),
			"GET /rest/kunden/1%0D%0AX:%20y: refused before sending: Kunde-Id must not contain a control character"},
		{"NUL", segment("\x00"),
			"GET /rest/kunden/%00: refused before sending: Kunde-Id must not contain a control character"},
		{"header", &transport.Call{Header: http.Header{"X-Dio-Typ": {"a\r\nX-Evil: 1"}}},
			"GET /rest: refused before sending: header X-Dio-Typ contains a control character"},
		{"path with query", &transport.Call{Path: "/a?b"},
			"GET /rest/a?b: refused before sending: the path is not escaped"},
		{"path without slash", &transport.Call{Path: ".example"},
			"GET /rest.example: refused before sending: the path must begin with a slash"},
	} {
		for _, cacheable := range []bool{false, true} {
			t.Run(fmt.Sprint(test.name, cacheable), func(t *testing.T) {
				e := runtimetest.NewEndpoint(t, func(http.ResponseWriter,
					*http.Request) {
					t.Error("a request was sent")
				},
					transport.Options{Cache: cache.New(1 << 20)})
				test.call.Method, test.call.Cacheable = "GET", cacheable
				err := e.Do(t.Context(), test.call, nil)
				if callErr := runtimetest.FailureOf(t, err, failure.ErrInvalid); callErr.Error() != test.want {
					t.Errorf("got  %s\nwant %s", callErr, test.want)
				}
			})
		}
	}
}

// Every control character is refused wherever a request could carry it, and no other character is.
func TestSituation20ControlCharacters(t *testing.T) {
	sent := 0
	token := "t"
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		sent++
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}, transport.Options{Tokens: runtimetest.TokenFunc(func() (string, error) { return token, nil }), Retries: -1})
	for c := range rune(0xA1) {
		text := "a" + string(c) + "b"
		control := c < ' ' || c == 0x7F
		byID := &transport.Call{Method: "GET"}
		byID.Path = "/" + byID.Segment("id", text)
		for name, test := range map[string]struct {
			call    *transport.Call
			refused bool
		}{
			"id":   {byID, control},
			"path": {&transport.Call{Method: "GET", Path: "/" + text}, control || strings.ContainsRune(" #?%", c)},
			"header": {&transport.Call{Method: "GET", Header: http.Header{"X-A": {"good", text}}},
				control && c != '\t'},
		} {
			sent = 0
			err := e.Do(t.Context(), test.call, nil)
			if errors.Is(err, failure.ErrInvalid) != test.refused || (sent == 0) != test.refused {
				t.Errorf("%U in a %s: got %v after %d requests, want it refused: %v", c, name, err, sent, test.refused)
			}
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			part := b.Add(test.call, nil)
			_ = b.Do(t.Context()) // which is answered in no useful way
			if got := errors.Is(part.Err(), failure.ErrInvalid); got != test.refused {
				t.Errorf("%U in a %s of a part: got %v, want it refused: %v", c, name, part.Err(), test.refused)
			}
		}
		token, sent = text, 0
		err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil)
		if refused := c <= ' ' || c == 0x7F; errors.Is(err, failure.ErrAuth) != refused || (sent == 0) != refused {
			t.Errorf("%U in a token: got %v after %d requests, want it refused: %v", c, err, sent, refused)
		}
		token = "t"
		_, _, err = reference.Resolve(e, "/x"+string(c)+"y")
		if refused := control || strings.ContainsRune(` \%`, c); (err != nil) != refused {
			t.Errorf("%U in a reference: got %v, want it refused: %v", c, err, refused)
		}
	}
}

func TestSituations04And05ManyUnauthorizedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls = 50
		var old, renewed, tokenRequests atomic.Int32
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"access_token":"token%d"}`, tokenRequests.Add(1))
		})
		client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			if r.Header.Get("Authorization") == "Bearer token1" {
				// The last 401s arrive long after the token was renewed.
				time.Sleep(time.Duration(old.Add(1)) * time.Second)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			renewed.Add(1)
		})
		e, err := transport.NewEndpoint("http://service.example",
			transport.Options{HTTPClient: client, Tokens: tokens, AllowHTTP: true})
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range calls {
			group.Go(func() {
				if err := e.Do(t.Context(), &transport.Call{Method: "POST", Body: []byte("x")}, nil); err != nil {
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
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		connections[r.RemoteAddr] = true
		requests = append(requests, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, "<title>Login</title>")
	}, transport.Options{Tokens: new(runtimetest.NumberedTokens)})
	callErr := runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Operation: "GetX", Method: "GET"}, nil),
		failure.ErrAuth)
	if got, want := callErr.Error(), `GetX: GET /rest: 401 Unauthorized: not authenticated: "Login"`; got != want {
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
			"GET /rest: not authenticated: the access token contains a space or a control character"},
	} {
		e := runtimetest.NewEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
			transport.Options{Tokens: runtimetest.TokenFunc(func() (string, error) { return test.token, test.err })})
		err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil)
		if callErr := runtimetest.FailureOf(t, err, failure.ErrAuth); callErr.Error() != test.want {
			t.Errorf("got %s, want %s", callErr, test.want)
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
		{"stream", io.MultiReader(strings.NewReader("content")), `["content"]`, failure.ErrAuth},
		{"sized stream", bytes.NewBufferString("content"), `["content"]`, failure.ErrAuth},
	} {
		t.Run(test.name, func(t *testing.T) {
			var bodies []string
			e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				bodies = append(bodies, string(body))
				if r.Header.Get("Authorization") == "Bearer token1" {
					w.WriteHeader(http.StatusUnauthorized)
				}
			}, transport.Options{Tokens: new(runtimetest.NumberedTokens)})
			send := func(r io.Reader) error {
				return e.Do(t.Context(), &transport.Call{Method: "POST", ContentType: "application/pdf", Upload: upload.New(r)},
					nil)
			}
			if err := send(test.upload); !errors.Is(err, test.kind) {
				t.Errorf("got error %v, want %v", err, test.kind)
			}
			if got := fmt.Sprintf("%q", bodies); got != test.want {
				t.Errorf("got bodies %s, want %s", got, test.want)
			}
			if err := send(strings.NewReader("next")); err != nil {
				t.Errorf("the token was not renewed for the next call: %v", err)
			}
		})
	}
}

// A response may come before the request is read. The upload must not be rewound while net/http still reads it.
func TestUploadReplayWaitsForTheTransport(t *testing.T) {
	var sent []string
	var late sync.WaitGroup
	client := runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		response := &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}
		if r.Header.Get("Authorization") == "Bearer token2" {
			start := make([]byte, 3)
			io.ReadFull(r.Body, start)
			time.Sleep(time.Minute) // whoever else reads the upload now takes something away
			rest, _ := io.ReadAll(r.Body)
			sent = append(sent, string(start)+string(rest))
			return response, r.Body.Close()
		}
		response.StatusCode = http.StatusUnauthorized
		late.Go(func() {
			time.Sleep(time.Second)
			io.CopyN(io.Discard, r.Body, 3)
			r.Body.Close()
		})
		return response, nil
	})
	synctest.Test(t, func(t *testing.T) {
		e, err := transport.NewEndpoint("https://service.example", transport.Options{
			HTTPClient: &http.Client{Transport: client}, Tokens: new(runtimetest.NumberedTokens),
		})
		if err != nil {
			t.Fatal(err)
		}
		err = e.Do(t.Context(), &transport.Call{Method: "POST", Upload: upload.New(strings.NewReader("content"))}, nil)
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
			e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
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
			}, transport.Options{Tokens: runtimetest.FixedToken("t")})
			err := e.Do(t.Context(), &transport.Call{Method: test.method, Header: http.Header{"X-Dio-Typ": {"x"}}}, nil)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
			} else if callErr := runtimetest.FailureOf(t, err, failure.ErrRedirect); callErr.Error() != test.want {
				t.Errorf("got  %s\nwant %s", callErr, test.want)
			}
		})
	}
}

func TestUserClientIsNotChanged(t *testing.T) {
	refusal := errors.New("the user follows nothing")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return refusal }}
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/rest/there", http.StatusFound)
	}, transport.Options{HTTPClient: client})
	if err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil); !errors.Is(err, refusal) {
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
		client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			if r.URL.Path == "/silent" {
				<-r.Context().Done()
				return
			}
			cookies = append(cookies, r.Header.Get("Cookie"))
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		})
		client.Jar, client.Timeout = jar, time.Second
		e, err := transport.NewEndpoint("http://service.example",
			transport.Options{HTTPClient: client, AllowHTTP: true, Retries: -1})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil); err != nil {
				t.Error(err)
			}
		}
		if got := fmt.Sprintf("%q", cookies); got != `["" "session=1"]` {
			t.Errorf("got cookies %s", got)
		}
		for method, kind := range map[string]error{"GET": failure.ErrTransport, "POST": failure.ErrUnknownOutcome} {
			start := time.Now()
			runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: method, Path: "/silent"}, nil), kind)
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
		{"echo of the token", "text/html", "<h1>Bearer " + runtimetest.SeedToken + " expired</h1>", 403,
			`403 Forbidden: "Bearer [redacted] expired"`},
		{"echo of the token with a reference", "text/html",
			"<h1>" + strings.ReplaceAll(runtimetest.SeedToken, "§", "&sect;") + "</h1>", 403,
			`403 Forbidden: "[redacted]"`},
		{"echo of the token in JSON", "application/json",
			`{"token":"` + strings.ReplaceAll(runtimetest.SeedToken, "§", `\u00a7`) + `"}`, 403,
			`403 Forbidden: "{\"token\":\"[redacted]\"}"`},
		{"message with the token", "application/json", `{"Meldungen":["` + runtimetest.SeedToken + `"]}`, 403,
			`403 Forbidden: [redacted]`},
		{"unconditional 304", "", "", 304, "304 Not Modified: the request was not conditional"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(test.status, test.contentType, test.body),
				transport.Options{Tokens: runtimetest.FixedToken(runtimetest.SeedToken),
					ErrorMessages: runtimetest.Meldungen,
					Retries:       -1})
			_, err := runtimetest.GetJSON(t.Context(), e)
			callErr := runtimetest.FailureOf(t, err, failure.ErrStatus)
			if got, want := callErr.Error(), "GetVermittler: GET /rest/1/vermittler/2: "+test.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if callErr.Status != test.status {
				t.Errorf("got status %d", callErr.Status)
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
			`unexpected response: content type text/html, expected JSON: "Wartung"`},
		{"other", "text/plain", "private", "unexpected response: content type text/plain, expected JSON"},
		{"broken off", "application/json", "[1", "unexpected response: "},
		{"nothing", "application/json", "", "unexpected response: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, test.contentType, test.body),
				transport.Options{})
			got, err := runtimetest.GetJSON(t.Context(), e)
			if test.want == "" {
				if got != "[1]" || err != nil {
					t.Errorf("got %s, %v", got, err)
				}
				return
			}
			want := "GetVermittler: GET /rest/1/vermittler/2: 200 OK: " + test.want
			if callErr := runtimetest.FailureOf(t, err, failure.ErrContent); !strings.HasPrefix(callErr.Error(),
				want) ||
				got != "" {
				t.Errorf("got  %s, %s\nwant %s", got, callErr, want)
			}
		})
	}
}

func TestSituation14NothingUnusableIsCached(t *testing.T) {
	var requests int
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		w.Header().Set("Cache-Control", "private, max-age=3600")
		runtimetest.Responding(200, "text/html", "<h1>Wartung</h1>")(w, r)
	}, transport.Options{Cache: cache.New(1 << 20)})
	for range 2 {
		call := &transport.Call{Method: "GET", Cacheable: true}
		_, err := rest.DoJSON(t.Context(), e, call, (*jsonwire.Decoder).Raw)
		runtimetest.FailureOf(t, err, failure.ErrContent)
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
		"announced": runtimetest.Closing(t, "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"),
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
			_, err := runtimetest.GetJSON(t.Context(),
				runtimetest.NewEndpoint(t, handler, transport.Options{MaxResponseBytes: 1 << 16}))
			want := "GetVermittler: GET /rest/1/vermittler/2: 200 OK: response too large: more than 65536 bytes"
			if callErr := runtimetest.FailureOf(t, err, failure.ErrTooLarge); callErr.Error() != want {
				t.Errorf("got  %s\nwant %s", callErr, want)
			}
		})
	}
}

func TestLargestResponse(t *testing.T) {
	want := `"` + strings.Repeat("x", 98) + `"`
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "application/json", want),
		transport.Options{MaxResponseBytes: 100})
	got, err := runtimetest.GetJSON(t.Context(), e)
	if got != want || err != nil {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

func TestCompressedResponse(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		compressor := gzip.NewWriter(w)
		io.WriteString(compressor, "[1]")
		compressor.Close()
	}, transport.Options{})
	if got, err := runtimetest.GetJSON(t.Context(), e); got != "[1]" || err != nil {
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
		{"GET, Content-Length", "GET", short, failure.ErrContent, true},
		{"GET, chunked", "GET", chunked, failure.ErrContent, true},
		{"GET, connection closed", "GET", plain, failure.ErrContent, false},
		{"POST, Content-Length", "POST", short, failure.ErrUnknownOutcome, true},
		{"POST, chunked", "POST", chunked, failure.ErrUnknownOutcome, true},
		{"POST, connection closed", "POST", plain, failure.ErrContent, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Closing(t, test.raw), transport.Options{})
			_, err := rest.DoJSON(t.Context(), e, &transport.Call{Method: test.method}, (*jsonwire.Decoder).Raw)
			runtimetest.FailureOf(t, err, test.kind)
			if errors.Is(err, io.ErrUnexpectedEOF) != test.eof {
				t.Errorf("got cause %v", err)
			}
			if test.method == "POST" && split.OutcomeOf(err) != split.Unknown {
				t.Errorf("got outcome %v", split.OutcomeOf(err))
			}
		})
	}
}

func TestSituation12LostResponse(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	unreachable := func(o transport.Options) *transport.Endpoint {
		e, err := transport.NewEndpoint(closed.URL+"/rest", o)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	once := transport.Options{Retries: -1}
	silent := runtimetest.NewEndpoint(t, runtimetest.Closing(t, ""), once)
	untraced := runtimetest.RoundTripper(func(*http.Request) (*http.Response, error) {
		return nil,
			io.ErrUnexpectedEOF
	})
	for _, test := range []struct {
		name, method string
		e            *transport.Endpoint
		kind         error
		outcome      split.Outcome
	}{
		{"POST that was sent", "POST", silent, failure.ErrUnknownOutcome, split.Unknown},
		{"GET that was sent", "GET", silent, failure.ErrTransport, split.Unsent},
		{"POST to nobody", "POST", unreachable(once), failure.ErrTransport, split.Unsent},
		{"GET to nobody", "GET", unreachable(once), failure.ErrTransport, split.Unsent},
		{"POST through a transport that does not say", "POST",
			unreachable(transport.Options{HTTPClient: &http.Client{Transport: untraced}}),
			failure.ErrUnknownOutcome, split.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.e.Do(t.Context(), &transport.Call{Method: test.method, Query: url.Values{"q": {"s3cret"}}}, nil)
			runtimetest.FailureOf(t, err, test.kind)
			if !errors.Is(err, failure.ErrTransport) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("got %v", err)
			}
			if got := split.OutcomeOf(err); got != test.outcome {
				t.Errorf("got outcome %v, want %v", got, test.outcome)
			}
		})
	}
}

func TestUnfinishedRequestHasAnOutcome(t *testing.T) {
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) },
		transport.Options{})
	broken := errors.New("disk error")
	source := io.MultiReader(strings.NewReader(strings.Repeat("x", 1<<16)), failingReader{broken})
	err := e.Do(t.Context(), &transport.Call{Method: "POST", Upload: upload.New(source)}, nil)
	runtimetest.FailureOf(t, err, failure.ErrTransport)
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
		{"GET", 0, 2 * time.Minute, "GET /: no response: not complete within 2m0s: context deadline exceeded"},
		{"POST", time.Second, time.Second,
			"POST /: outcome unknown, the request was sent: no response: not complete within 1s: context deadline " +
				"exceeded"},
		{"GET", -1, time.Hour, "GET /: no response: context deadline exceeded"},
	} {
		for name, partial := range map[string]bool{"no response": false, "half an answer": true} {
			t.Run(fmt.Sprint(test.method, test.timeout, name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
						io.Copy(io.Discard, r.Body)
						if partial {
							w.Write([]byte("half"))
							w.(http.Flusher).Flush()
						}
						<-r.Context().Done()
					})
					e, err := transport.NewEndpoint("http://service.example/",
						transport.Options{HTTPClient: client, Timeout: test.timeout, AllowHTTP: true})
					if err != nil {
						t.Fatal(err)
					}
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					defer cancel()
					start := time.Now()
					err = e.Do(ctx, &transport.Call{Method: test.method, Body: []byte("x")}, nil)
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
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.Copy(w, r.Body)
	}, transport.Options{Tokens: runtimetest.FixedToken("t")})
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			want := fmt.Sprintf(`{"n":%d}`, i)
			call := &transport.Call{Method: "POST", Body: []byte(want)}
			got, err := rest.DoJSON(t.Context(), e, call, (*jsonwire.Decoder).Raw)
			if got != want || err != nil {
				t.Errorf("got %s, %v, want %s", got, err, want)
			}
		})
	}
	group.Wait()
}
