// Tests of MultiCall requests: the bytes of the service's document, and every malformed response.

package multicall_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
)

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

const (
	seedRequest = `--MIME_boundary
X-Dio-Method: GET
X-Dio-Path: /4711/kunden/42
If-Modified-Since: Thu, 10 Sep 2015 13:30:31 GMT
Content-ID: <55f2a57d6f824>


--MIME_boundary
X-Dio-Method: GET
X-Dio-Path: /4711/kunden/42/adressen
Content-ID: <55f2a57d6f86b>


--MIME_boundary--
`
	seedResponse = `--MIME_boundary
X-Dio-Request-ID: <55f2a57d6f824>
Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT
Cache-Control: private, must-revalidate, max-age=3600
X-Dio-Status: 304 Not Modified
Content-ID: <55f2a57f2fc60>

--MIME_boundary
X-Dio-Request-ID: <55f2a57d6f86b>
X-Dio-Status: 200 OK
Content-Type: application/json
Content-ID: <55f2a57f2fcb5>

[{"Uri": "/adressen/1"}]

--MIME_boundary--`
	seedContentType = `multipart/related; boundary=MIME_boundary; start="<55f2a57f2fc60>"`
)

func TestC14MultiCallSeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "GET" {
				runtimetest.SetHeader(w, runtimetest.SeedModified, runtimetest.SeedControl,
					"Content-Type: application/json")
				fmt.Fprint(w, `{"Id": "42"}`)
				return
			}
			body, _ := io.ReadAll(r.Body)
			if string(body) != crlf(seedRequest) {
				t.Errorf("the request is\n%s", body)
			}
			want := `multipart/related; boundary=MIME_boundary; start="<55f2a57d6f824>"`
			if got := r.Header.Get("Content-Type"); got != want || r.URL.Path != "/rest" {
				t.Errorf("POST %s with content type %s", r.URL.Path, got)
			}
			runtimetest.MultipartResponse(seedContentType, crlf(seedResponse))(w, r)
		})
		runtimetest.Get(t, e, "/4711/kunden/42")
		time.Sleep(2 * time.Hour)
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "55f2a57d6f824", "55f2a57d6f86b", "MIME_boundary")
		kunde := runtimetest.Add(b, runtimetest.NewCall("GET", "/4711/kunden/42"))
		adressen := runtimetest.Add(b, runtimetest.NewCall("GET", "/4711/kunden/42/adressen"))
		if err := b.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		kunde.Check(t, 200, `{"Id": "42"}`)
		adressen.Check(t, 200, `[{"Uri": "/adressen/1"}]`+"\r\n")
		for name := range adressen.Response.Header {
			if name != "Content-Type" {
				t.Errorf("the call was answered with %s", name)
			}
		}
		// The 304 made the stored answer fresh: neither a call nor a MultiCall asks for it again.
		time.Sleep(59 * time.Minute)
		runtimetest.Get(t, e, "/4711/kunden/42")
		b = multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		kunde = runtimetest.Add(b, runtimetest.NewCall("GET", "/4711/kunden/42"))
		if err := b.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		kunde.Check(t, 200, `{"Id": "42"}`)
		if n, _ := o.Asked(); n != 2 {
			t.Errorf("asked %d times, want 2", n)
		}
	})
}

func TestM3M7Request(t *testing.T) {
	const want = `--B
X-Dio-Method: POST
X-Dio-Path: /kunden/a%2Fb?q=x+y
X-Dio-Betreff: Größe
X-Dio-Tags: ["a"]
Content-Type: text/plain
Content-ID: <1>

one
--A
two
--B
X-Dio-Method: DELETE
X-Dio-Path: /kunden/2
Content-ID: <2>


--B--
`
	e, o := runtimetest.CachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != crlf(want) {
			t.Errorf("the request is\n%s", body)
		}
	})
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "2", "A", "B") // A occurs in a part
	call := runtimetest.NewCall("POST", "/kunden/a%2Fb")
	call.Query = url.Values{"q": {"x y"}}
	call.Header = http.Header{"X-Dio-Tags": {`["a"]`}, "X-Dio-Betreff": {"Größe"}}
	call.ContentType, call.Body, call.Accept = "text/plain", []byte("one\r\n--A\r\ntwo"), "application/json"
	runtimetest.Add(b, call)
	runtimetest.Add(b, runtimetest.NewCall("DELETE", "/kunden/2"))
	_ = b.Do(t.Context()) // the answer is none
	if len(o.Requests) != 1 {
		t.Errorf("%d requests, want 1", len(o.Requests))
	}
}

// A part may have any status of a response.
func TestMultiCallStatusBounds(t *testing.T) {
	for _, status := range []int{200, 299, 404, 599} {
		response := strings.Replace(runtimetest.ResponsePart("2", "", "two"), "200 OK", fmt.Sprint(status), 1)
		_, two, err := twoCalls(t, "multipart/related; boundary=B",
			runtimetest.ResponsePart("1", "", "one")+response+"--B--")
		if err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if status < 300 {
			two.Check(t, status, "two")
		} else if callErr := runtimetest.FailureOf(t, two.Part.Err(), failure.ErrStatus); callErr.Status != status {
			t.Errorf("got %v, want status %d", callErr, status)
		}
	}
}

// What the service says of a MultiCall as a whole, each call says too; what is wrong with a call, that call alone.
func TestMultiCallErrorsOfParts(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(400, "application/json", `{"Meldungen":["Wartung"]}`),
		transport.Options{ErrorMessages: runtimetest.Meldungen})
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	sent, refused := b.Add(runtimetest.NewCall("GET", "/one"), nil), b.Add(runtimetest.NewCall("GET", "two"), nil)
	whole := runtimetest.FailureOf(t, b.Do(t.Context()), failure.ErrStatus)
	own := runtimetest.FailureOf(t, sent.Err(), failure.ErrStatus)
	if fmt.Sprint(own.Messages, whole.Messages) != "[Wartung] [Wartung]" || own.Path != "/rest/one" {
		t.Errorf("got %v, and %v for the whole", own, whole)
	}
	wrong := runtimetest.FailureOf(t, refused.Err(), failure.ErrInvalid)
	if !strings.HasSuffix(wrong.Error(), "refused before sending: the path must begin with a slash") {
		t.Errorf("got %v", wrong)
	}
}

// The endpoint itself is "/" among the paths of a MultiCall.
func TestMultiCallOfTheEndpoint(t *testing.T) {
	var sent string
	e, _ := runtimetest.CachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
	})
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.Add(b, runtimetest.NewCall("GET", ""))
	_ = b.Do(t.Context()) // the answer is none
	if !strings.Contains(sent, "\r\nX-Dio-Path: /\r\n") {
		t.Errorf("the request is\n%s", sent)
	}
}

func TestM1M7IDsDiffer(t *testing.T) {
	seen := make(map[string]bool)
	e, _ := runtimetest.CachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for line := range strings.Lines(string(body)) {
			if id, ok := strings.CutPrefix(line, "Content-ID: "); ok {
				seen[id] = true
			}
		}
	})
	for range 2 {
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		for range 3 {
			runtimetest.Add(b, runtimetest.NewCall("GET", "/x"))
		}
		_ = b.Do(t.Context()) // the answer is none
	}
	if len(seen) != 6 {
		t.Errorf("%d different content ids, want 6", len(seen))
	}
}

// twoCalls sends a GET with id 1 and a PUT with id 2 and has them answered with body.
func twoCalls(t testing.TB, contentType, body string) (one, two *runtimetest.Outcome, err error) {
	e, _ := runtimetest.CachedEndpoint(t, nil, runtimetest.MultipartResponse(contentType, body))
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "2", "S")
	one, two = runtimetest.Add(b,
		runtimetest.NewCall("GET", "/one")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
	return one, two, b.Do(t.Context())
}

// A boundary is written quoted where it has to be, and read only if it is one.
func TestM1Boundary(t *testing.T) {
	for boundary, want := range map[string]string{
		"MIME_boundary": `multipart/related; boundary=MIME_boundary; start="<1>"`,
		"a=b:c (d)":     `multipart/related; boundary="a=b:c (d)"; start="<1>"`,
	} {
		e, o := runtimetest.CachedEndpoint(t, nil, func(http.ResponseWriter, *http.Request) {})
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "1", boundary)
		runtimetest.Add(b, runtimetest.NewCall("GET", "/x"))
		_ = b.Do(t.Context()) // the answer is none
		if got := o.Requests[0].Header.Get("Content-Type"); got != want {
			t.Errorf("content type is %s, want %s", got, want)
		}
	}
	for boundary, valid := range map[string]bool{
		strings.Repeat("a", 70): true, strings.Repeat("a", 71): false, "": false, "a ": false, "a b": true,
		"a\tb": false, "'()+_,-./:=?": true, "{}": false, "ä": false,
	} {
		got, err := multipart.Boundary(`multipart/related; boundary="` + boundary + `"`)
		if (err == nil) != valid || valid && got != boundary {
			t.Errorf("boundary %q is read as %q, %v", boundary, got, err)
		}
	}
}

func TestM2M4M9Reads(t *testing.T) {
	const plain = "multipart/related; boundary=B"
	one, two := runtimetest.ResponsePart("1", "", "one"), runtimetest.ResponsePart("2", "", "two")
	for name, test := range map[string]struct{ contentType, body string }{
		"plain":                    {plain, one + two + "--B--\r\n"},
		"no line break at the end": {plain, one + two + "--B--"},
		"M2 LF only":               {plain, strings.ReplaceAll(one+two+"--B--\r\n", "\r\n", "\n")},
		"M4 preamble and epilogue": {plain, "before --B\r\n--BB\r\n" + one + two + "--B--\r\nafter\r\n--B\r\nmore"},
		"M4 padding":               {plain, strings.ReplaceAll(one+two+"--B--", "--B\r", "--B \t \r") + "  \r\n"},
		"M9 reordered":             {plain, two + one + "--B--"},
		"doubled media type": {`multipart/related; multipart/related; boundary=B; start="<9>"`,
			one + two + "--B--"},
		"quoted boundary":          {`Multipart/Related ;start=<9>; BOUNDARY="B" `, one + two + "--B--"},
		"boundary within a value":  {`multipart/related; type="a; boundary=X\""; boundary=B`, one + two + "--B--"},
		"headers without a prefix": {plain, strings.ReplaceAll(one+two, "X-Dio-", "") + "--B--"},
		"id without brackets":      {plain, strings.NewReplacer("<", "", ">", "").Replace(one+two) + "--B--"},
		"folded, in another case": {plain,
			strings.ReplaceAll(one+two, "X-Dio-Status: ", "x-dio-STATUS:\r\n ") + "--B--"},
	} {
		t.Run(name, func(t *testing.T) {
			one, two, err := twoCalls(t, test.contentType, test.body)
			if err != nil {
				t.Error(err)
			}
			one.Check(t, 200, "one")
			two.Check(t, 200, "two")
		})
	}
}

func TestM2M5Bodies(t *testing.T) {
	for _, body := range []string{
		"", "\r\n", "\n", "--", "x\r", "--BX", "x\r\n--BX\r\ny", "x\r\n--B--X\r\ny", "x\r\n --B\r\ny",
		"x --B\r\ny", "x\r\n--B-\r\n",
		"\r\n\r\nX-Dio-Request-ID: <2>\r\n\r\n", "\x00\xff",
	} {
		response := runtimetest.ResponsePart("2", "", "two") + runtimetest.ResponsePart("1", "", body) + "--B--"
		one, two, err := twoCalls(t, "multipart/related; boundary=B", response)
		if err != nil {
			t.Errorf("body %q: %v", body, err)
		}
		one.Check(t, 200, body)
		two.Check(t, 200, "two")
	}
}

// Wherever a response breaks off, each call has its whole answer or an error, and the whole has one until the close
// delimiter is there.
func TestM6Situation18Truncated(t *testing.T) {
	two := runtimetest.ResponsePart("2", "", "two\r\n--BX")
	modified := "--B\r\nX-Dio-Request-ID: <1>\r\nX-Dio-Status: 404 Not Found\r\n\r\n"
	for name, test := range map[string]struct{ whole, body string }{
		"plain": {runtimetest.ResponsePart("1", "", "one") + two + "--B--\r\n", "one"},
		"LF only": {strings.ReplaceAll(runtimetest.ResponsePart("1", "", "one")+two+"--B--\n", "\r\n", "\n"),
			"one"},
		"empty part":  {runtimetest.ResponsePart("1", "", "") + two + "--B--\r\n", ""},
		"line breaks": {runtimetest.ResponsePart("1", "", "\r\n\r\n") + two + "--B--\r\n", "\r\n\r\n"},
		"almost delimiters": {runtimetest.ResponsePart("1", "", "--B\rx--B--\n --B--") + two + "--B--\r\n",
			"--B\rx--B--\n --B--"},
		"padding": {strings.ReplaceAll(runtimetest.ResponsePart("1", "", "one")+two, "--B\r", "--B \t\r") +
			"--B--  \r\n",
			"one"},
		"preamble":   {"pre\r\n\r\n" + runtimetest.ResponsePart("1", "", "one") + two + "--B--\r\nepilogue --B", "one"},
		"reordered":  {two + runtimetest.ResponsePart("1", "", "one") + "--B--", "one"},
		"error part": {modified + two + "--B--\r\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.NewReplacer("\r\n", "\n")
			if name != "LF only" {
				body = strings.NewReplacer()
			}
			closed := strings.LastIndex(strings.TrimSuffix(test.whole, "epilogue --B"), "--B--") + len("--B--")
			for cut := range len(test.whole) + 1 {
				one, two, err := twoCalls(t, "multipart/related; boundary=B", test.whole[:cut])
				if complete := cut >= closed; (err == nil) != complete {
					t.Errorf("cut at %d: error is %v", cut, err)
				}
				if err != nil && !strings.Contains(err.Error(), "the multipart body ends before its close delimiter") {
					t.Errorf("cut at %d: the error does not say so: %v", cut, err)
				}
				for _, o := range []struct {
					*runtimetest.Outcome
					body string
				}{{one, test.body}, {two, body.Replace("two\r\n--BX")}} {
					switch broken := o.Part.Err() != nil; {
					case !broken:
						o.Check(t, 200, o.body)
					case o.Uses != 0:
						t.Errorf("cut at %d: used, though the error is %v", cut, o.Part.Err())
					case err == nil && !errors.Is(o.Part.Err(), failure.ErrStatus):
						t.Errorf("cut at %d: the part is lost, and the whole is not: %v", cut, o.Part.Err())
					}
				}
			}
		})
	}
}

// The connection breaks at any byte of the response: no call has a response, for none is certain.
func TestSituation18ConnectionLost(t *testing.T) {
	whole := runtimetest.ResponsePart("1", "", "one") + runtimetest.ResponsePart("2", "", "two") + "--B--\r\n"
	for cut := range len(whole) {
		e := httptestServer(t,
			runtimetest.Closing(t, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=B\r\n"+
				"Content-Length: %d\r\n\r\n%s", len(whole), whole[:cut])))
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "1", "2", "S")
		one, two := runtimetest.Add(b,
			runtimetest.NewCall("GET", "/one")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
		if err := b.Do(t.Context()); !errors.Is(err, failure.ErrUnknownOutcome) || one.Uses+two.Uses != 0 ||
			!errors.Is(one.Part.Err(), failure.ErrTransport) || !errors.Is(two.Part.Err(), failure.ErrUnknownOutcome) {
			t.Errorf("cut at %d: %v, %v and %v", cut, err, one.Part.Err(), two.Part.Err())
		}
	}
}

// Far too many parts, and a body that is far too long, end in errors that are quick and short.
func TestSituation19Bounded(t *testing.T) {
	const mib = 1 << 20
	for name, test := range map[string]struct {
		body     string
		maxBytes int64
		want     error
	}{
		"200,000 unknown parts": {strings.Repeat(runtimetest.ResponsePart("9", "", ""), 200_000) + "--B--", 64 * mib,
			failure.ErrMultiCall},
		"200,000 times one part": {strings.Repeat(runtimetest.ResponsePart("1", "", ""), 200_000) + "--B--", 64 * mib,
			failure.ErrMultiCall},
		"200,000 delimiters": {strings.Repeat("--B\r\n", 200_000) + "--B--", 64 * mib, failure.ErrMultiCall},
		"no delimiter":       {strings.Repeat("--BX\r\n", 200_000), 64 * mib, failure.ErrMultiCall},
		"2 MiB": {runtimetest.ResponsePart("1", "", strings.Repeat("x", 2*mib)) + "--B--", mib,
			failure.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			service := &runtimetest.Origin{Handler: runtimetest.MultipartResponse("multipart/related; boundary=B",
				test.body)}
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient: &http.Client{Transport: service}, MaxResponseBytes: test.maxBytes,
			})
			if err != nil {
				t.Fatal(err)
			}
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			runtimetest.SetIDs(b, "1", "2", "S")
			one, two := runtimetest.Add(b,
				runtimetest.NewCall("GET", "/one")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
			err = b.Do(t.Context())
			for _, err := range []error{err, one.Part.Err(), two.Part.Err()} {
				if !errors.Is(err, test.want) || len(err.Error()) > 500 {
					t.Errorf("error is %.1000v, want %v", err, test.want)
				}
			}
			if one.Uses+two.Uses != 0 || !errors.Is(two.Part.Err(), failure.ErrUnknownOutcome) {
				t.Errorf("the PUT: %v", two.Part.Err())
			}
		})
	}
}

// More calls than a request may carry go in several, in their order, and each call has its own answer.
func TestMultiCallSplits(t *testing.T) {
	for maxParts, want := range map[int]int{0: 3, 1: 250, 100: 3, 249: 2, 250: 1, -1: 1} {
		next := 0
		service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(func(w http.ResponseWriter,
			r *http.Request) {
			if path := fmt.Sprint("/rest/", next); r.URL.Path != path {
				t.Errorf("%s is asked for before %s", r.URL.Path, path)
			}
			next++
			echo(w, r)
		})}
		e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
			HTTPClient: &http.Client{Transport: service},
		})
		if err != nil {
			t.Fatal(err)
		}
		b := multicall.Framing{HeaderPrefix: "X-Dio-", MaxParts: maxParts}.NewBatch(e)
		var calls []*runtimetest.Outcome
		for i := range 250 {
			calls = append(calls, runtimetest.Add(b,
				runtimetest.NewCall([]string{"GET", "POST"}[i%2], fmt.Sprint("/", i))))
		}
		if err := b.Do(t.Context()); err != nil {
			t.Error(err)
		}
		for i, call := range calls {
			call.Check(t, 200, fmt.Sprint("/rest/", i))
		}
		if len(service.Requests) != want {
			t.Errorf("MaxParts %d: %d requests, want %d", maxParts, len(service.Requests), want)
		}
	}
}

// When one of several requests fails, calls before it have their answers, its own do not know, and those behind it were
// not sent. When only a response is missing, the rest goes on.
func TestMultiCallSplitFails(t *testing.T) {
	lost := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	partless := runtimetest.Responding(200, "multipart/related; boundary=B", "--B--")
	for name, test := range map[string]struct {
		second       http.HandlerFunc
		whole, third error
		requests     int
	}{
		"lost":     {lost, failure.ErrUnknownOutcome, failure.ErrTransport, 2},
		"refused":  {runtimetest.Responding(403, "text/plain", "no"), failure.ErrStatus, failure.ErrStatus, 2},
		"partless": {partless, failure.ErrMultiCall, nil, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 2 {
					io.Copy(io.Discard, r.Body)
					test.second(w, r)
					return
				}
				runtimetest.MultiCallServer(echo)(w, r)
			}))
			defer server.Close()
			e, err := transport.NewEndpoint(server.URL+"/rest", transport.Options{})
			if err != nil {
				t.Fatal(err)
			}
			b := multicall.Framing{HeaderPrefix: "X-Dio-", MaxParts: 1}.NewBatch(e)
			one, two, three := runtimetest.Add(b,
				runtimetest.NewCall("PUT", "/1")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/2")),
				runtimetest.Add(b,
					runtimetest.NewCall("PUT", "/3"))
			if err := b.Do(t.Context()); !errors.Is(err, test.whole) {
				t.Errorf("error is %v, want %v", err, test.whole)
			}
			one.Check(t, 200, "/rest/1")
			if err := two.Part.Err(); !errors.Is(err, test.whole) {
				t.Errorf("error of the second is %v, want %v", err, test.whole)
			}
			switch err := three.Part.Err(); {
			case test.third == nil:
				three.Check(t, 200, "/rest/3")
			case !errors.Is(err, test.third) || errors.Is(err, failure.ErrUnknownOutcome),
				!strings.Contains(err.Error(), "not sent"):
				t.Errorf("error of the third is %v, want %v", err, test.third)
			}
			if n := int(requests.Load()); n != test.requests {
				t.Errorf("%d requests, want %d", n, test.requests)
			}
		})
	}
}

// A MultiCall is sent once more after a failure that may pass if all its calls might be, and never if one changes
// something.
func TestSituation12MultiCallRetries(t *testing.T) {
	for method, want := range map[string]int{"GET": 2, "PUT": 1} {
		synctest.Test(t, func(t *testing.T) {
			service := &runtimetest.Origin{}
			service.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n, _ := service.Asked(); n == 1 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				runtimetest.MultiCallServer(echo)(w, r)
			})
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient: &http.Client{Transport: service},
			})
			if err != nil {
				t.Fatal(err)
			}
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			one, two := runtimetest.Add(b,
				runtimetest.NewCall("GET", "/one")), runtimetest.Add(b, runtimetest.NewCall(method, "/two"))
			err = b.Do(t.Context())
			if n, _ := service.Asked(); n != want || (err == nil) != (want == 2) {
				t.Errorf("%s: %d requests, want %d: %v", method, n, want, err)
			}
			for _, o := range []*runtimetest.Outcome{one, two} {
				if (o.Part.Err() == nil) != (want == 2) {
					t.Errorf("%s: error of a part is %v", method, o.Part.Err())
				}
			}
		})
	}
}

// A part that is answered 401 is sent once more with a new token, and no other part is.
func TestMultiCallReplaysUnauthorizedParts(t *testing.T) {
	for name, test := range map[string]struct {
		accepted string // the only token that is good for /two
		err      error
		requests int
	}{
		"old token":   {"Bearer token2", nil, 2},
		"any token":   {"", failure.ErrAuth, 2},
		"first token": {"Bearer token1", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(map[string]int)
			service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(func(w http.ResponseWriter,
				r *http.Request) {
				asked[r.URL.Path]++
				if r.URL.Path == "/rest/two" && r.Header.Get("Authorization") != test.accepted {
					w.WriteHeader(401)
					return
				}
				echo(w, r)
			})}
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient: &http.Client{Transport: service}, Tokens: new(runtimetest.NumberedTokens),
			})
			if err != nil {
				t.Fatal(err)
			}
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			one, two := runtimetest.Add(b,
				runtimetest.NewCall("POST", "/one")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
			if err := b.Do(t.Context()); err != nil {
				t.Error(err)
			}
			one.Check(t, 200, "/rest/one")
			if test.err == nil {
				two.Check(t, 200, "/rest/two")
			} else if err := two.Part.Err(); !errors.Is(err, test.err) || two.Uses != 0 {
				t.Errorf("error is %v, want %v", err, test.err)
			}
			if asked["/rest/one"] != 1 || len(service.Requests) != test.requests {
				t.Errorf("%d requests, /one in %d of them", len(service.Requests), asked["/rest/one"])
			}
		})
	}
}

func TestM9M10Faults(t *testing.T) {
	one, two, unknown := runtimetest.ResponsePart("1", "",
		"one"), runtimetest.ResponsePart("2", "", "two"), runtimetest.ResponsePart("9", "", "")
	status := func(s string) string { return strings.ReplaceAll(two, "200 OK", s) }
	header := func(s string) string { return runtimetest.ResponsePart("2", s+"\r\n", "two") }
	for name, test := range map[string]struct{ body, err, put string }{ // put "" where the PUT has its answer
		"missing":       {one, "no part responds to put/two", "no part responds to the call"},
		"doubled":       {one + two + two, "part 3 responds to put/two again", "several parts"},
		"tripled":       {one + two + two + two, "(and 1 more faults)", "several parts"},
		"unknown":       {one + two + unknown, `part 3 responds to "9"`, ""},
		"without an id": {one + two + "--B\r\n\r\n\r\n", `part 3 responds to "", which is not a call`, ""},
		"too many":      {one + strings.Repeat(unknown, 100) + two, "17 more faults", "more than 18 parts"},
		"no status":     {one + status("OK"), `"OK" is not an HTTP status`, "HTTP status"},
		"high status":   {one + status("600 No"), `"600 No" is not an HTTP status`, "HTTP status"},
		"low status":    {one + status("199 No"), `"199 No" is not an HTTP status`, "HTTP status"},
		"odd status":    {one + status("99"), `"99" is not an HTTP status`, "HTTP status"},
		"no header":     {one + "--B\r\nnonsense\r\n\r\n", "malformed header", "malformed header"},
		"NUL in header": {one + header("A: \x00"), "malformed header", "malformed header"},
		"CR in header":  {one + header("A: a\rB: b"), "malformed header", "malformed header"},
		"huge header":   {one + header("A: "+strings.Repeat("a", 20000)), "16384", "16384"},
		"no base64": {one + runtimetest.ResponsePart("2", "Content-Transfer-Encoding: base64\r\n", "t?o"),
			"a part is not valid base64", "a part is not valid base64"},
		"no quoted-printable": {one + runtimetest.ResponsePart("2", "Content-Transfer-Encoding: quoted-printable\r\n",
			"=\x01"),
			"a part is not valid quoted-printable", "a part is not valid quoted-printable"},
		"odd encoding": {one + header("Content-Transfer-Encoding: x-uuencode"), `"x-uuencode" is not supported`,
			`"x-uuencode" is not supported`},
		"compressed": {one + header("Content-Encoding: gzip"), `Content-Encoding "gzip" is not supported`,
			`Content-Encoding "gzip" is not supported`},
		"two ids, of one header": {one + header("X-Dio-Request-ID: <1>"),
			`part 2 responds to "1" and to another call`, "no part responds to the call"},
		"two ids, of two headers": {one + header("Request-ID: <1>"),
			`part 2 responds to "1" and to another call`, "no part responds to the call"},
		"two ids, one unknown": {one + header("Request-ID: 9"),
			`part 2 responds to "2" and to another call`, "no part responds to the call"},
	} {
		t.Run(name, func(t *testing.T) {
			one, two, err := twoCalls(t, "multipart/related; boundary=B", test.body+"--B--")
			if !errors.Is(err, failure.ErrMultiCall) || !strings.Contains(err.Error(), test.err) {
				t.Errorf("error is %v, want one with %q", err, test.err)
			}
			one.Check(t, 200, "one")
			if test.put == "" {
				two.Check(t, 200, "two")
				return
			}
			err = two.Part.Err()
			if !errors.Is(err, failure.ErrMultiCall) || !errors.Is(err, failure.ErrUnknownOutcome) || two.Uses != 0 {
				t.Errorf("the PUT was used %d times: %v", two.Uses, err)
			}
			if !strings.Contains(err.Error(), test.put) || !strings.HasPrefix(err.Error(), "put/two: PUT /rest/two: ") {
				t.Errorf("the error of the PUT is %v, want one with %q", err, test.put)
			}
		})
	}
}

// A part may name its call twice, and its body may be encoded for transfer.
func TestMultiCallReadsEncodedParts(t *testing.T) {
	const text = "Größe = 1\r\nEnde"
	packed := base64.StdEncoding.EncodeToString([]byte(text))
	for name, test := range map[string]struct{ header, body string }{
		"plain":               {"Content-Transfer-Encoding: 8bit\r\n", text},
		"binary, in capitals": {"Content-Transfer-Encoding: BINARY\r\n", text},
		"base64":              {"Content-Transfer-Encoding: base64\r\n", packed},
		"base64 in lines": {"Content-Transfer-Encoding: Base64\r\n",
			packed[:8] + "\r\n" + packed[8:] + "\r\n"},
		"base64 without its padding": {"Content-Transfer-Encoding: base64\r\n", strings.TrimRight(packed, "=")},
		"quoted-printable": {"Content-Transfer-Encoding: quoted-printable\r\n",
			"Gr=C3=B6=C3=9Fe =\r\n=3D 1\r\nEnde"},
		"the same id twice": {"Request-ID: 2\r\nX-Dio-Request-ID: 2\r\nStatus: 200\r\n" +
			"Content-ID: <9>\r\n", text},
	} {
		t.Run(name, func(t *testing.T) {
			one, two, err := twoCalls(t, "multipart/related; boundary=B",
				runtimetest.ResponsePart("1", "", "one")+runtimetest.ResponsePart("2", test.header, test.body)+"--B--")
			if err != nil {
				t.Error(err)
			}
			one.Check(t, 200, "one")
			two.Check(t, 200, text)
			for _, name := range []string{"Content-Transfer-Encoding", "Content-Id", "Request-Id", "X-Dio-Request-Id",
				"X-Dio-Status", "Status"} {
				if left := two.Response.Header[name]; left != nil {
					t.Errorf("the answer has %s %q", name, left)
				}
			}
		})
	}
}

// A call of a MultiCall says what is missing before Do, and if it is added after.
func TestMultiCallOrderOfUse(t *testing.T) {
	e, _ := runtimetest.CachedEndpoint(t, nil, runtimetest.MultiCallServer(echo))
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	early := b.Add(runtimetest.NewCall("GET", "/one"), nil)
	wantText := func(what string, err error, want string) {
		t.Helper()
		if !errors.Is(err, failure.ErrInvalid) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", what, err, want)
		}
	}
	wantText("before Do", early.Err(), "the MultiCall was not sent yet: call Do first")
	if err := b.Do(t.Context()); err != nil || early.Err() != nil {
		t.Errorf("got %v, %v", err, early.Err())
	}
	late := b.Add(runtimetest.NewCall("GET", "/two"), nil)
	wantText("after Do", late.Err(), "the MultiCall was sent already: begin another one")
	wantText("a second Do", b.Do(t.Context()), "a MultiCall is sent only once: begin another one")
	if early.Err() != nil {
		t.Errorf("after the second Do: %v", early.Err())
	}
}

// The hook is told the status of the request, and none if nothing was sent.
func TestMultiCallTraceStatus(t *testing.T) {
	var ended []string
	service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(echo)}
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: service},
		Trace: func(ctx context.Context, operation string) (context.Context, func(int, error)) {
			return ctx, func(status int, err error) { ended = append(ended, fmt.Sprint(operation, status, err)) }
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []*transport.Call{runtimetest.NewCall("GET", "/one"), runtimetest.NewCall("GET", "no slash"),
		nil} {
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		if call != nil {
			b.Add(call, nil)
		}
		if err := b.Do(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := strings.Join(ended, " "); got != "MultiCall200 <nil> MultiCall0 <nil> MultiCall0 <nil>" {
		t.Errorf("the hook is told %s", got)
	}
}

// A GET without a response changed nothing, whatever the service made of it.
func TestMultiCallSafeCallIsLost(t *testing.T) {
	one, two, _ := twoCalls(t, "multipart/related; boundary=B", runtimetest.ResponsePart("2", "", "two")+"--B--")
	if err := one.Part.Err(); !errors.Is(err, failure.ErrMultiCall) || errors.Is(err, failure.ErrUnknownOutcome) {
		t.Errorf("error is %v", err)
	}
	two.Check(t, 200, "two")
}

func TestMultiCallWhole(t *testing.T) {
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			fmt.Fprint(w, "<html><title>Wartung</title>")
		}
	}
	for name, test := range map[string]struct {
		answer          http.HandlerFunc
		whole, get, put error
	}{
		"error page":   {page(500), failure.ErrStatus, failure.ErrStatus, failure.ErrStatus},
		"unauthorized": {page(401), failure.ErrAuth, failure.ErrAuth, failure.ErrAuth},
		"no multipart": {page(200), failure.ErrContent, failure.ErrContent, failure.ErrUnknownOutcome},
		"no boundary": {runtimetest.MultipartResponse("multipart/related; start=x", ""),
			failure.ErrContent, failure.ErrContent, failure.ErrUnknownOutcome},
		"odd boundary": {runtimetest.MultipartResponse(`multipart/related; boundary="{}"`, ""),
			failure.ErrContent, failure.ErrContent, failure.ErrUnknownOutcome},
		"answer lost": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			failure.ErrUnknownOutcome, failure.ErrTransport, failure.ErrUnknownOutcome},
	} {
		t.Run(name, func(t *testing.T) {
			e := httptestServer(t, test.answer)
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			get, put := runtimetest.Add(b,
				runtimetest.NewCall("GET", "/one")), runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
			if err := b.Do(t.Context()); !errors.Is(err, test.whole) {
				t.Errorf("error is %v, want %v", err, test.whole)
			}
			err := get.Part.Err()
			if !errors.Is(err, test.get) || errors.Is(err, failure.ErrUnknownOutcome) || get.Uses != 0 {
				t.Errorf("error of the GET is %v, want %v", err, test.get)
			}
			if err := put.Part.Err(); !errors.Is(err, test.put) || put.Uses != 0 {
				t.Errorf("error of the PUT is %v, want %v", err, test.put)
			}
			b = multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
			if err := b.Do(t.Context()); !errors.Is(err, test.get) || errors.Is(err, failure.ErrUnknownOutcome) {
				t.Errorf("error of a GET alone is %v, want %v", err, test.get)
			}
		})
	}
}

// httptestServer is an endpoint that speaks HTTP for real, so that a response can be lost.
func httptestServer(t *testing.T, handler http.HandlerFunc) *transport.Endpoint {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	e, err := transport.NewEndpoint(server.URL, transport.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMultiCallParts(t *testing.T) {
	broken := strings.ReplaceAll(runtimetest.ResponsePart("2", "", "message"), "200 OK", "400 Bad Request")
	one, two, err := twoCalls(t, "multipart/related; boundary=B",
		runtimetest.ResponsePart("1", "", "one")+broken+"--B--")
	if err != nil {
		t.Errorf("the error of one call is that of the whole: %v", err)
	}
	one.Check(t, 200, "one")
	failed, ok := errors.AsType[*failure.Error](two.Part.Err())
	if !ok || failed.Kind != failure.ErrStatus || failed.Status != 400 || failed.Operation != "put/two" ||
		failed.Path != "/rest/two" {
		t.Errorf("error of the part is %v", two.Part.Err())
	}
}

func TestMultiCallUse(t *testing.T) {
	parts := runtimetest.ResponsePart("1", "", "") + runtimetest.ResponsePart("2", "", "") + "--B--"
	e, _ := runtimetest.CachedEndpoint(t, nil, runtimetest.MultipartResponse("multipart/related; boundary=B", parts))
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "2", "S")
	want := errors.New("not what the contract says")
	failing := b.Add(runtimetest.NewCall("GET", ""), func(*transport.Response) error { return want })
	unused := b.Add(runtimetest.NewCall("GET", "/x"), nil)
	if err := b.Do(t.Context()); err != nil || failing.Err() != want || unused.Err() != nil {
		t.Errorf("errors are %v, %v and %v, want that of use in the first part", err, failing.Err(), unused.Err())
	}
}

func TestM8Refuses(t *testing.T) {
	refused := map[string]*transport.Call{
		"header value": {Method: "GET", Path: "/x", Header: http.Header{"X-Dio-Betreff": {"a\r\nX-Dio-Path: /y"}}},
		"header NUL":   {Method: "GET", Path: "/x", Header: http.Header{"X-Dio-Betreff": {"a\x00"}}},
		"header name":  {Method: "GET", Path: "/x", Header: http.Header{"X: a\r\nY": {"a"}}},
		"content type": {Method: "PUT", Path: "/x", ContentType: "text/plain\r\n\r\n", Body: []byte("x")},
		"method":       {Method: "GET\r\nX-Dio-Path: /y", Path: "/x"},
		"path":         {Method: "GET", Path: "/x\r\nContent-ID: <2>"},
		"upload":       {Method: "PUT", Path: "/x", Upload: upload.New(strings.NewReader("x"))},
		"fault":        {Method: "GET", Path: "/x", Err: errors.New("ma must not be empty")},
	}
	e, o := runtimetest.CachedEndpoint(t, nil,
		runtimetest.MultipartResponse("multipart/related; boundary=B",
			runtimetest.ResponsePart("1", "", "one")+"--B--"))
	for name, call := range refused {
		t.Run(name, func(t *testing.T) {
			before := len(o.Requests)
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
			runtimetest.SetIDs(b, "0", "1", "S")
			bad, good := runtimetest.Add(b, call), runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
			if err := b.Do(t.Context()); err != nil {
				t.Error(err)
			}
			good.Check(t, 200, "one")
			if !errors.Is(bad.Part.Err(), failure.ErrInvalid) {
				t.Errorf("error is %v, want ErrInvalid", bad.Part.Err())
			}
			if sent := o.Requests[before:]; len(sent) != 1 {
				t.Errorf("%d requests, want 1", len(sent))
			}
		})
	}
}

func TestMultiCallOnce(t *testing.T) {
	e, o := runtimetest.CachedEndpoint(t, nil,
		runtimetest.MultipartResponse("multipart/related; boundary=B",
			runtimetest.ResponsePart("1", "", "one")+"--B--"))
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "S")
	one := runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
	if err := one.Part.Err(); !errors.Is(err, failure.ErrInvalid) || !strings.Contains(err.Error(), "call Do first") {
		t.Errorf("before Do: %v", err)
	}
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	late := runtimetest.Add(b, runtimetest.NewCall("GET", "/late"))
	if err := b.Do(t.Context()); !errors.Is(err, failure.ErrInvalid) ||
		!errors.Is(late.Part.Err(), failure.ErrInvalid) {
		t.Errorf("the second time: %v, and the call added late: %v", err, late.Part.Err())
	}
	one.Check(t, 200, "one")
	if err := (multicall.Framing{HeaderPrefix: "X-Dio-"}).NewBatch(e).Do(t.Context()); err != nil ||
		len(o.Requests) != 1 {
		t.Errorf("an empty MultiCall: %v after %d requests", err, len(o.Requests))
	}
}

// A 304 that nobody can answer is followed by the call by itself, without conditions.
func TestSituation21UnaskedValidation(t *testing.T) {
	for _, cache := range []*cache.Cache{nil, cache.New(1 << 20)} {
		var stored transport.Cache
		if cache != nil {
			stored = cache
		}
		e, o := runtimetest.CachedEndpoint(t, stored, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "GET" {
				runtimetest.SetHeader(w, runtimetest.SeedModified, "Cache-Control: max-age=0")
				fmt.Fprint(w, "complete")
				return
			}
			if cache != nil {
				runtimetest.Logout(t, cache)
			}
			part := "--B\r\nX-Dio-Request-ID: <1>\r\nX-Dio-Status: 304 Not Modified\r\n\r\n--B--"
			runtimetest.MultipartResponse("multipart/related; boundary=B", part)(w, r)
		})
		runtimetest.Get(t, e, "/x")
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "1", "S")
		x := runtimetest.Add(b, runtimetest.NewCall("GET", "/x"))
		if err := b.Do(t.Context()); err != nil {
			t.Error(err)
		}
		x.Check(t, 200, "complete")
		if n, validated := o.Asked(); n != 3 || validated {
			t.Errorf("%d requests, the last one conditional: %v", n, validated)
		}
	}
}

func TestC14MultiCallStores(t *testing.T) {
	parts := runtimetest.ResponsePart("1", runtimetest.SeedControl+"\r\n", "one") +
		runtimetest.ResponsePart("2", "", "two") +
		"--B--"
	e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "GET" {
			runtimetest.SetHeader(w, runtimetest.SeedControl)
			fmt.Fprint(w, "single")
			return
		}
		runtimetest.MultipartResponse("multipart/related; boundary=B", parts)(w, r)
	})
	runtimetest.Get(t, e, "/two")
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "2", "S")
	runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
	runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := runtimetest.Get(t, e, "/one"); a.Body != "one" || len(o.Requests) != 2 {
		t.Errorf("GET /one gives %q after %d requests, want what the part brought", a.Body, len(o.Requests))
	}
	if runtimetest.Get(t, e, "/two"); len(o.Requests) != 3 {
		t.Error("the PUT left the stored answer for its path in place")
	}
	// What may change in the same request is not answered from the cache.
	b = multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	runtimetest.SetIDs(b, "1", "2", "S")
	one := runtimetest.Add(b, runtimetest.NewCall("GET", "/one"))
	runtimetest.Add(b, runtimetest.NewCall("PUT", "/two"))
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	one.Check(t, 200, "one")
	if len(o.Requests) != 4 || one.Response.Header.Get("Age") != "" {
		t.Error("the GET beside a PUT was answered from the cache")
	}
}

// Whatever the response, every call has one outcome.
func FuzzMultiCallResponse(f *testing.F) {
	whole := runtimetest.ResponsePart("1", "", "one") +
		runtimetest.ResponsePart("2", runtimetest.SeedControl+"\r\n", "two") +
		"--B--\r\n"
	f.Add("multipart/related; boundary=B", whole)
	f.Add("multipart/related; boundary=B", strings.ReplaceAll(whole, "\r", ""))
	f.Add(seedContentType, crlf(seedResponse))
	f.Add(`multipart/related; multipart/related; boundary="B"`, whole+whole)
	f.Add("text/html", "--B")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		if strings.ContainsAny(contentType, "\r\n\x00") {
			t.Skip()
		}
		one, two, err := twoCalls(t, contentType, body)
		answered := 0
		for _, o := range []*runtimetest.Outcome{one, two} {
			if o.Part.Err() == nil {
				answered++
			}
			if want := o.Part.Err() == nil; (o.Uses == 1) != want || o.Uses > 1 {
				t.Errorf("used %d times, error %v", o.Uses, o.Part.Err())
			}
		}
		status := slices.ContainsFunc([]*runtimetest.Outcome{one, two}, func(o *runtimetest.Outcome) bool {
			return errors.Is(o.Part.Err(), failure.ErrStatus) || errors.Is(o.Part.Err(), failure.ErrAuth) ||
				errors.Is(o.Part.Err(), failure.ErrRedirect)
		})
		if err == nil && answered < 2 && !status {
			t.Errorf("no error, though %d of 2 calls were answered", answered)
		}
	})
}
