// MultiCall on the wire: the bytes of the service's document, and every way in which an answer can fall short of it.

package runtime_test

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

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
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
	seedAnswer = `--MIME_boundary
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

// outcome is what became of one call of a MultiCall.
type outcome struct {
	part   *runtime.Part
	uses   int
	answer runtime.Answer
}

func add(b *runtime.Batch, call *runtime.Call) *outcome {
	o := new(outcome)
	o.part = b.Add(call, func(a *runtime.Answer) error {
		o.uses++
		o.answer = *a
		return nil
	})
	return o
}

// check fails the test unless the call had the answer.
func (o *outcome) check(t *testing.T, status int, body string) {
	t.Helper()
	if err := o.part.Err(); err != nil || o.uses != 1 || o.answer.Status != status || o.answer.Body != body {
		t.Errorf("used %d times: %d %q, %v, want %d %q", o.uses, o.answer.Status, o.answer.Body, err, status, body)
	}
}

// multipartAnswer answers every POST with body, and everything else with 404.
func multipartAnswer(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

func TestC14MultiCallSeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, o := cachedEndpoint(t, runtime.NewCache(1<<20), func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "GET" {
				setHeader(w, seedModified, seedControl, "Content-Type: application/json")
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
			multipartAnswer(seedContentType, crlf(seedAnswer))(w, r)
		})
		get(t, e, "/4711/kunden/42")
		time.Sleep(2 * time.Hour)
		b := e.NewBatch()
		b.SetIDs("55f2a57d6f824", "55f2a57d6f86b", "MIME_boundary")
		kunde := add(b, newCall("GET", "/4711/kunden/42"))
		adressen := add(b, newCall("GET", "/4711/kunden/42/adressen"))
		if err := b.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		kunde.check(t, 200, `{"Id": "42"}`)
		adressen.check(t, 200, `[{"Uri": "/adressen/1"}]`+"\r\n")
		for name := range adressen.answer.Header {
			if name != "Content-Type" {
				t.Errorf("the call was answered with %s", name)
			}
		}
		// The 304 made the stored answer fresh: neither a call nor a MultiCall asks for it again.
		time.Sleep(59 * time.Minute)
		get(t, e, "/4711/kunden/42")
		b = e.NewBatch()
		kunde = add(b, newCall("GET", "/4711/kunden/42"))
		if err := b.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		kunde.check(t, 200, `{"Id": "42"}`)
		if n, _ := o.asked(); n != 2 {
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
	e, o := cachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != crlf(want) {
			t.Errorf("the request is\n%s", body)
		}
	})
	b := e.NewBatch()
	b.SetIDs("1", "2", "A", "B") // A occurs in a part
	call := newCall("POST", "/kunden/a%2Fb")
	call.Query = url.Values{"q": {"x y"}}
	call.Header = http.Header{"X-Dio-Tags": {`["a"]`}, "X-Dio-Betreff": {"Größe"}}
	call.ContentType, call.Body, call.Accept = "text/plain", []byte("one\r\n--A\r\ntwo"), "application/json"
	add(b, call)
	add(b, newCall("DELETE", "/kunden/2"))
	_ = b.Do(t.Context()) // the answer is none
	if len(o.requests) != 1 {
		t.Errorf("%d requests, want 1", len(o.requests))
	}
}

// A part may have any status of an answer.
func TestMultiCallStatusBounds(t *testing.T) {
	for _, status := range []int{200, 299, 404, 599} {
		answer := strings.Replace(answerPart("2", "", "two"), "200 OK", fmt.Sprint(status), 1)
		_, two, err := twoCalls(t, "multipart/related; boundary=B", answerPart("1", "", "one")+answer+"--B--")
		if err != nil {
			t.Errorf("%d: %v", status, err)
		}
		if status < 300 {
			two.check(t, status, "two")
		} else if failure := failureOf(t, two.part.Err(), runtime.ErrStatus); failure.Status != status {
			t.Errorf("got %v, want status %d", failure, status)
		}
	}
}

// What the service says of a MultiCall as a whole, each call says too; what is wrong with a call, that call alone.
func TestMultiCallErrorsOfParts(t *testing.T) {
	e := newEndpoint(t, answering(400, "application/json", `{"Meldungen":["Wartung"]}`),
		runtime.Options{ErrorMessages: meldungen})
	b := e.NewBatch()
	sent, refused := b.Add(newCall("GET", "/one"), nil), b.Add(newCall("GET", "two"), nil)
	whole := failureOf(t, b.Do(t.Context()), runtime.ErrStatus)
	own := failureOf(t, sent.Err(), runtime.ErrStatus)
	if fmt.Sprint(own.Messages, whole.Messages) != "[Wartung] [Wartung]" || own.Path != "/rest/one" {
		t.Errorf("got %v, and %v for the whole", own, whole)
	}
	wrong := failureOf(t, refused.Err(), runtime.ErrInvalid)
	if !strings.HasSuffix(wrong.Error(), "refused before sending: the path must begin with a slash") {
		t.Errorf("got %v", wrong)
	}
}

// The endpoint itself is "/" among the paths of a MultiCall.
func TestMultiCallOfTheEndpoint(t *testing.T) {
	var sent string
	e, _ := cachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
	})
	b := e.NewBatch()
	add(b, newCall("GET", ""))
	_ = b.Do(t.Context()) // the answer is none
	if !strings.Contains(sent, "\r\nX-Dio-Path: /\r\n") {
		t.Errorf("the request is\n%s", sent)
	}
}

func TestM1M7IDsDiffer(t *testing.T) {
	seen := make(map[string]bool)
	e, _ := cachedEndpoint(t, nil, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for line := range strings.Lines(string(body)) {
			if id, ok := strings.CutPrefix(line, "Content-ID: "); ok {
				seen[id] = true
			}
		}
	})
	for range 2 {
		b := e.NewBatch()
		for range 3 {
			add(b, newCall("GET", "/x"))
		}
		_ = b.Do(t.Context()) // the answer is none
	}
	if len(seen) != 6 {
		t.Errorf("%d different content ids, want 6", len(seen))
	}
}

// answerPart is a part that answers the call with the given id.
func answerPart(id, header, body string) string {
	return "--B\r\nX-Dio-Request-ID: <" + id + ">\r\nX-Dio-Status: 200 OK\r\n" + header + "\r\n" + body + "\r\n"
}

// twoCalls sends a GET with id 1 and a PUT with id 2 and has them answered with body.
func twoCalls(t testing.TB, contentType, body string) (one, two *outcome, err error) {
	e, _ := cachedEndpoint(t, nil, multipartAnswer(contentType, body))
	b := e.NewBatch()
	b.SetIDs("1", "2", "S")
	one, two = add(b, newCall("GET", "/one")), add(b, newCall("PUT", "/two"))
	return one, two, b.Do(t.Context())
}

// A boundary is written quoted where it has to be, and read only if it is one.
func TestM1Boundary(t *testing.T) {
	for boundary, want := range map[string]string{
		"MIME_boundary": `multipart/related; boundary=MIME_boundary; start="<1>"`,
		"a=b:c (d)":     `multipart/related; boundary="a=b:c (d)"; start="<1>"`,
	} {
		e, o := cachedEndpoint(t, nil, func(http.ResponseWriter, *http.Request) {})
		b := e.NewBatch()
		b.SetIDs("1", boundary)
		add(b, newCall("GET", "/x"))
		_ = b.Do(t.Context()) // the answer is none
		if got := o.requests[0].Header.Get("Content-Type"); got != want {
			t.Errorf("content type is %s, want %s", got, want)
		}
	}
	for boundary, valid := range map[string]bool{
		strings.Repeat("a", 70): true, strings.Repeat("a", 71): false, "": false, "a ": false, "a b": true,
		"a\tb": false, "'()+_,-./:=?": true, "{}": false, "ä": false,
	} {
		got, err := runtime.MultipartBoundary(`multipart/related; boundary="` + boundary + `"`)
		if (err == nil) != valid || valid && got != boundary {
			t.Errorf("boundary %q is read as %q, %v", boundary, got, err)
		}
	}
}

func TestM2M4M9Reads(t *testing.T) {
	const plain = "multipart/related; boundary=B"
	one, two := answerPart("1", "", "one"), answerPart("2", "", "two")
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
			one.check(t, 200, "one")
			two.check(t, 200, "two")
		})
	}
}

func TestM2M5Bodies(t *testing.T) {
	for _, body := range []string{
		"", "\r\n", "\n", "--", "x\r", "--BX", "x\r\n--BX\r\ny", "x\r\n--B--X\r\ny", "x\r\n --B\r\ny",
		"x --B\r\ny", "x\r\n--B-\r\n",
		"\r\n\r\nX-Dio-Request-ID: <2>\r\n\r\n", "\x00\xff",
	} {
		answer := answerPart("2", "", "two") + answerPart("1", "", body) + "--B--"
		one, two, err := twoCalls(t, "multipart/related; boundary=B", answer)
		if err != nil {
			t.Errorf("body %q: %v", body, err)
		}
		one.check(t, 200, body)
		two.check(t, 200, "two")
	}
}

// Wherever an answer breaks off, each call has its whole answer or an error, and the whole has one until the close
// delimiter is there.
func TestM6Situation18Truncated(t *testing.T) {
	two := answerPart("2", "", "two\r\n--BX")
	modified := "--B\r\nX-Dio-Request-ID: <1>\r\nX-Dio-Status: 404 Not Found\r\n\r\n"
	for name, test := range map[string]struct{ whole, body string }{
		"plain":             {answerPart("1", "", "one") + two + "--B--\r\n", "one"},
		"LF only":           {strings.ReplaceAll(answerPart("1", "", "one")+two+"--B--\n", "\r\n", "\n"), "one"},
		"empty part":        {answerPart("1", "", "") + two + "--B--\r\n", ""},
		"line breaks":       {answerPart("1", "", "\r\n\r\n") + two + "--B--\r\n", "\r\n\r\n"},
		"almost delimiters": {answerPart("1", "", "--B\rx--B--\n --B--") + two + "--B--\r\n", "--B\rx--B--\n --B--"},
		"padding": {strings.ReplaceAll(answerPart("1", "", "one")+two, "--B\r", "--B \t\r") + "--B--  \r\n",
			"one"},
		"preamble":   {"pre\r\n\r\n" + answerPart("1", "", "one") + two + "--B--\r\nepilogue --B", "one"},
		"reordered":  {two + answerPart("1", "", "one") + "--B--", "one"},
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
					*outcome
					body string
				}{{one, test.body}, {two, body.Replace("two\r\n--BX")}} {
					switch failed := o.part.Err() != nil; {
					case !failed:
						o.check(t, 200, o.body)
					case o.uses != 0:
						t.Errorf("cut at %d: used, though the error is %v", cut, o.part.Err())
					case err == nil && !errors.Is(o.part.Err(), runtime.ErrStatus):
						t.Errorf("cut at %d: the part is lost, and the whole is not: %v", cut, o.part.Err())
					}
				}
			}
		})
	}
}

// The connection breaks at any byte of the answer: no call has an answer, for none is certain.
func TestSituation18ConnectionLost(t *testing.T) {
	whole := answerPart("1", "", "one") + answerPart("2", "", "two") + "--B--\r\n"
	for cut := range len(whole) {
		e := httptestServer(t,
			closing(t, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: multipart/related; boundary=B\r\n"+
				"Content-Length: %d\r\n\r\n%s", len(whole), whole[:cut])))
		b := e.NewBatch()
		b.SetIDs("1", "2", "S")
		one, two := add(b, newCall("GET", "/one")), add(b, newCall("PUT", "/two"))
		if err := b.Do(t.Context()); !errors.Is(err, runtime.ErrUnknownOutcome) || one.uses+two.uses != 0 ||
			!errors.Is(one.part.Err(), runtime.ErrTransport) || !errors.Is(two.part.Err(), runtime.ErrUnknownOutcome) {
			t.Errorf("cut at %d: %v, %v and %v", cut, err, one.part.Err(), two.part.Err())
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
		"200,000 unknown parts": {strings.Repeat(answerPart("9", "", ""), 200_000) + "--B--", 64 * mib,
			runtime.ErrMultiCall},
		"200,000 times one part": {strings.Repeat(answerPart("1", "", ""), 200_000) + "--B--", 64 * mib,
			runtime.ErrMultiCall},
		"200,000 delimiters": {strings.Repeat("--B\r\n", 200_000) + "--B--", 64 * mib, runtime.ErrMultiCall},
		"no delimiter":       {strings.Repeat("--BX\r\n", 200_000), 64 * mib, runtime.ErrMultiCall},
		"2 MiB":              {answerPart("1", "", strings.Repeat("x", 2*mib)) + "--B--", mib, runtime.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			service := &origin{Handler: multipartAnswer("multipart/related; boundary=B", test.body)}
			e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
				HTTPClient: &http.Client{Transport: service}, HeaderPrefix: "X-Dio-", MaxResponseBytes: test.maxBytes,
			})
			if err != nil {
				t.Fatal(err)
			}
			b := e.NewBatch()
			b.SetIDs("1", "2", "S")
			one, two := add(b, newCall("GET", "/one")), add(b, newCall("PUT", "/two"))
			err = b.Do(t.Context())
			for _, err := range []error{err, one.part.Err(), two.part.Err()} {
				if !errors.Is(err, test.want) || len(err.Error()) > 500 {
					t.Errorf("error is %.1000v, want %v", err, test.want)
				}
			}
			if one.uses+two.uses != 0 || !errors.Is(two.part.Err(), runtime.ErrUnknownOutcome) {
				t.Errorf("the PUT: %v", two.part.Err())
			}
		})
	}
}

// More calls than a request may carry go in several, in their order, and each call has its own answer.
func TestMultiCallSplits(t *testing.T) {
	for maxParts, want := range map[int]int{0: 3, 1: 250, 100: 3, 249: 2, 250: 1, -1: 1} {
		next := 0
		service := &origin{Handler: multiCallServer(func(w http.ResponseWriter, r *http.Request) {
			if path := fmt.Sprint("/rest/", next); r.URL.Path != path {
				t.Errorf("%s is asked for before %s", r.URL.Path, path)
			}
			next++
			echo(w, r)
		})}
		e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
			HTTPClient: &http.Client{Transport: service}, HeaderPrefix: "X-Dio-", MaxParts: maxParts,
		})
		if err != nil {
			t.Fatal(err)
		}
		b := e.NewBatch()
		var calls []*outcome
		for i := range 250 {
			calls = append(calls, add(b, newCall([]string{"GET", "POST"}[i%2], fmt.Sprint("/", i))))
		}
		if err := b.Do(t.Context()); err != nil {
			t.Error(err)
		}
		for i, call := range calls {
			call.check(t, 200, fmt.Sprint("/rest/", i))
		}
		if len(service.requests) != want {
			t.Errorf("MaxParts %d: %d requests, want %d", maxParts, len(service.requests), want)
		}
	}
}

// When one of several requests fails, calls before it have their answers, its own do not know, and those behind it were
// not sent. When only an answer is missing, the rest goes on.
func TestMultiCallSplitFails(t *testing.T) {
	lost := func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }
	partless := answering(200, "multipart/related; boundary=B", "--B--")
	for name, test := range map[string]struct {
		second       http.HandlerFunc
		whole, third error
		requests     int
	}{
		"lost":     {lost, runtime.ErrUnknownOutcome, runtime.ErrTransport, 2},
		"refused":  {answering(403, "text/plain", "no"), runtime.ErrStatus, runtime.ErrStatus, 2},
		"partless": {partless, runtime.ErrMultiCall, nil, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if requests.Add(1) == 2 {
					io.Copy(io.Discard, r.Body)
					test.second(w, r)
					return
				}
				multiCallServer(echo)(w, r)
			}))
			defer server.Close()
			e, err := runtime.NewEndpoint(server.URL+"/rest", runtime.Options{HeaderPrefix: "X-Dio-", MaxParts: 1})
			if err != nil {
				t.Fatal(err)
			}
			b := e.NewBatch()
			one, two, three := add(b, newCall("PUT", "/1")), add(b, newCall("PUT", "/2")), add(b, newCall("PUT", "/3"))
			if err := b.Do(t.Context()); !errors.Is(err, test.whole) {
				t.Errorf("error is %v, want %v", err, test.whole)
			}
			one.check(t, 200, "/rest/1")
			if err := two.part.Err(); !errors.Is(err, test.whole) {
				t.Errorf("error of the second is %v, want %v", err, test.whole)
			}
			switch err := three.part.Err(); {
			case test.third == nil:
				three.check(t, 200, "/rest/3")
			case !errors.Is(err, test.third) || errors.Is(err, runtime.ErrUnknownOutcome),
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
			service := &origin{}
			service.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n, _ := service.asked(); n == 1 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				multiCallServer(echo)(w, r)
			})
			e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
				HTTPClient: &http.Client{Transport: service}, HeaderPrefix: "X-Dio-",
			})
			if err != nil {
				t.Fatal(err)
			}
			b := e.NewBatch()
			one, two := add(b, newCall("GET", "/one")), add(b, newCall(method, "/two"))
			err = b.Do(t.Context())
			if n, _ := service.asked(); n != want || (err == nil) != (want == 2) {
				t.Errorf("%s: %d requests, want %d: %v", method, n, want, err)
			}
			for _, o := range []*outcome{one, two} {
				if (o.part.Err() == nil) != (want == 2) {
					t.Errorf("%s: error of a part is %v", method, o.part.Err())
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
		"any token":   {"", runtime.ErrAuth, 2},
		"first token": {"Bearer token1", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(map[string]int)
			service := &origin{Handler: multiCallServer(func(w http.ResponseWriter, r *http.Request) {
				asked[r.URL.Path]++
				if r.URL.Path == "/rest/two" && r.Header.Get("Authorization") != test.accepted {
					w.WriteHeader(401)
					return
				}
				echo(w, r)
			})}
			e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
				HTTPClient: &http.Client{Transport: service}, HeaderPrefix: "X-Dio-", Tokens: new(numberedTokens),
			})
			if err != nil {
				t.Fatal(err)
			}
			b := e.NewBatch()
			one, two := add(b, newCall("POST", "/one")), add(b, newCall("PUT", "/two"))
			if err := b.Do(t.Context()); err != nil {
				t.Error(err)
			}
			one.check(t, 200, "/rest/one")
			if test.err == nil {
				two.check(t, 200, "/rest/two")
			} else if err := two.part.Err(); !errors.Is(err, test.err) || two.uses != 0 {
				t.Errorf("error is %v, want %v", err, test.err)
			}
			if asked["/rest/one"] != 1 || len(service.requests) != test.requests {
				t.Errorf("%d requests, /one in %d of them", len(service.requests), asked["/rest/one"])
			}
		})
	}
}

func TestM9M10Faults(t *testing.T) {
	one, two, unknown := answerPart("1", "", "one"), answerPart("2", "", "two"), answerPart("9", "", "")
	status := func(s string) string { return strings.ReplaceAll(two, "200 OK", s) }
	header := func(s string) string { return answerPart("2", s+"\r\n", "two") }
	for name, test := range map[string]struct{ body, err, put string }{ // put "" where the PUT has its answer
		"missing":       {one, "no part answers put/two", "answered by no part"},
		"doubled":       {one + two + two, "part 3 answers put/two again", "more than one part"},
		"tripled":       {one + two + two + two, "(and 1 more faults)", "more than one part"},
		"unknown":       {one + two + unknown, `part 3 answers "9"`, ""},
		"without an id": {one + two + "--B\r\n\r\n\r\n", `part 3 answers "", which is no call`, ""},
		"too many":      {one + strings.Repeat(unknown, 100) + two, "17 more faults", "more than 18 parts"},
		"no status":     {one + status("OK"), `"OK" is no HTTP status`, "HTTP status"},
		"high status":   {one + status("600 No"), `"600 No" is no HTTP status`, "HTTP status"},
		"low status":    {one + status("199 No"), `"199 No" is no HTTP status`, "HTTP status"},
		"odd status":    {one + status("99"), `"99" is no HTTP status`, "HTTP status"},
		"no header":     {one + "--B\r\nnonsense\r\n\r\n", "malformed header", "malformed header"},
		"NUL in header": {one + header("A: \x00"), "malformed header", "malformed header"},
		"CR in header":  {one + header("A: a\rB: b"), "malformed header", "malformed header"},
		"huge header":   {one + header("A: "+strings.Repeat("a", 20000)), "16384", "16384"},
		"no base64": {one + answerPart("2", "Content-Transfer-Encoding: base64\r\n", "t?o"),
			"a part is not valid base64", "a part is not valid base64"},
		"no quoted-printable": {one + answerPart("2", "Content-Transfer-Encoding: quoted-printable\r\n", "=\x01"),
			"a part is not valid quoted-printable", "a part is not valid quoted-printable"},
		"odd encoding": {one + header("Content-Transfer-Encoding: x-uuencode"), `"x-uuencode" is not supported`,
			`"x-uuencode" is not supported`},
		"compressed": {one + header("Content-Encoding: gzip"), `Content-Encoding "gzip" is not supported`,
			`Content-Encoding "gzip" is not supported`},
		"two ids, of one header": {one + header("X-Dio-Request-ID: <1>"),
			`part 2 answers "1" and another call, so neither`, "answered by no part"},
		"two ids, of two headers": {one + header("Request-ID: <1>"),
			`part 2 answers "1" and another call, so neither`, "answered by no part"},
		"two ids, one unknown": {one + header("Request-ID: 9"),
			`part 2 answers "2" and another call, so neither`, "answered by no part"},
	} {
		t.Run(name, func(t *testing.T) {
			one, two, err := twoCalls(t, "multipart/related; boundary=B", test.body+"--B--")
			if !errors.Is(err, runtime.ErrMultiCall) || !strings.Contains(err.Error(), test.err) {
				t.Errorf("error is %v, want one with %q", err, test.err)
			}
			one.check(t, 200, "one")
			if test.put == "" {
				two.check(t, 200, "two")
				return
			}
			err = two.part.Err()
			if !errors.Is(err, runtime.ErrMultiCall) || !errors.Is(err, runtime.ErrUnknownOutcome) || two.uses != 0 {
				t.Errorf("the PUT was used %d times: %v", two.uses, err)
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
		"plain":                      {"Content-Transfer-Encoding: 8bit\r\n", text},
		"binary, in capitals":        {"Content-Transfer-Encoding: BINARY\r\n", text},
		"base64":                     {"Content-Transfer-Encoding: base64\r\n", packed},
		"base64 in lines":            {"Content-Transfer-Encoding: Base64\r\n", packed[:8] + "\r\n" + packed[8:] + "\r\n"},
		"base64 without its padding": {"Content-Transfer-Encoding: base64\r\n", strings.TrimRight(packed, "=")},
		"quoted-printable": {"Content-Transfer-Encoding: quoted-printable\r\n",
			"Gr=C3=B6=C3=9Fe =\r\n=3D 1\r\nEnde"},
		"the same id twice": {"Request-ID: 2\r\nX-Dio-Request-ID: 2\r\nStatus: 200\r\n" +
			"Content-ID: <9>\r\n", text},
	} {
		t.Run(name, func(t *testing.T) {
			one, two, err := twoCalls(t, "multipart/related; boundary=B",
				answerPart("1", "", "one")+answerPart("2", test.header, test.body)+"--B--")
			if err != nil {
				t.Error(err)
			}
			one.check(t, 200, "one")
			two.check(t, 200, text)
			for _, name := range []string{"Content-Transfer-Encoding", "Content-Id", "Request-Id", "X-Dio-Request-Id",
				"X-Dio-Status", "Status"} {
				if left := two.answer.Header[name]; left != nil {
					t.Errorf("the answer has %s %q", name, left)
				}
			}
		})
	}
}

// A call of a MultiCall says what is missing before Do, and if it is added after.
func TestMultiCallOrderOfUse(t *testing.T) {
	e, _ := cachedEndpoint(t, nil, multiCallServer(echo))
	b := e.NewBatch()
	early := b.Add(newCall("GET", "/one"), nil)
	wantText := func(what string, err error, want string) {
		t.Helper()
		if !errors.Is(err, runtime.ErrInvalid) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", what, err, want)
		}
	}
	wantText("before Do", early.Err(), "the MultiCall was not sent yet: call Do first")
	if err := b.Do(t.Context()); err != nil || early.Err() != nil {
		t.Errorf("got %v, %v", err, early.Err())
	}
	late := b.Add(newCall("GET", "/two"), nil)
	wantText("after Do", late.Err(), "the MultiCall was sent already: begin another one")
	wantText("a second Do", b.Do(t.Context()), "a MultiCall is sent only once: begin another one")
	if early.Err() != nil {
		t.Errorf("after the second Do: %v", early.Err())
	}
}

// The hook is told the status of the request, and none if nothing was sent.
func TestMultiCallTraceStatus(t *testing.T) {
	var ended []string
	service := &origin{Handler: multiCallServer(echo)}
	e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
		HTTPClient: &http.Client{Transport: service}, HeaderPrefix: "X-Dio-",
		Trace: func(ctx context.Context, operation string) (context.Context, func(int, error)) {
			return ctx, func(status int, err error) { ended = append(ended, fmt.Sprint(operation, status, err)) }
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []*runtime.Call{newCall("GET", "/one"), newCall("GET", "no slash"), nil} {
		b := e.NewBatch()
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

// A GET without an answer changed nothing, whatever the service made of it.
func TestMultiCallSafeCallIsLost(t *testing.T) {
	one, two, _ := twoCalls(t, "multipart/related; boundary=B", answerPart("2", "", "two")+"--B--")
	if err := one.part.Err(); !errors.Is(err, runtime.ErrMultiCall) || errors.Is(err, runtime.ErrUnknownOutcome) {
		t.Errorf("error is %v", err)
	}
	two.check(t, 200, "two")
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
		"error page":   {page(500), runtime.ErrStatus, runtime.ErrStatus, runtime.ErrStatus},
		"unauthorized": {page(401), runtime.ErrAuth, runtime.ErrAuth, runtime.ErrAuth},
		"no multipart": {page(200), runtime.ErrContent, runtime.ErrContent, runtime.ErrUnknownOutcome},
		"no boundary": {multipartAnswer("multipart/related; start=x", ""),
			runtime.ErrContent, runtime.ErrContent, runtime.ErrUnknownOutcome},
		"odd boundary": {multipartAnswer(`multipart/related; boundary="{}"`, ""),
			runtime.ErrContent, runtime.ErrContent, runtime.ErrUnknownOutcome},
		"answer lost": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			runtime.ErrUnknownOutcome, runtime.ErrTransport, runtime.ErrUnknownOutcome},
	} {
		t.Run(name, func(t *testing.T) {
			e := httptestServer(t, test.answer)
			b := e.NewBatch()
			get, put := add(b, newCall("GET", "/one")), add(b, newCall("PUT", "/two"))
			if err := b.Do(t.Context()); !errors.Is(err, test.whole) {
				t.Errorf("error is %v, want %v", err, test.whole)
			}
			err := get.part.Err()
			if !errors.Is(err, test.get) || errors.Is(err, runtime.ErrUnknownOutcome) || get.uses != 0 {
				t.Errorf("error of the GET is %v, want %v", err, test.get)
			}
			if err := put.part.Err(); !errors.Is(err, test.put) || put.uses != 0 {
				t.Errorf("error of the PUT is %v, want %v", err, test.put)
			}
			b = e.NewBatch()
			add(b, newCall("GET", "/one"))
			if err := b.Do(t.Context()); !errors.Is(err, test.get) || errors.Is(err, runtime.ErrUnknownOutcome) {
				t.Errorf("error of a GET alone is %v, want %v", err, test.get)
			}
		})
	}
}

// httptestServer is an endpoint that speaks HTTP for real, so that an answer can be lost.
func httptestServer(t *testing.T, handler http.HandlerFunc) *runtime.Endpoint {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	e, err := runtime.NewEndpoint(server.URL, runtime.Options{HeaderPrefix: "X-Dio-"})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMultiCallParts(t *testing.T) {
	failed := strings.ReplaceAll(answerPart("2", "", "message"), "200 OK", "400 Bad Request")
	one, two, err := twoCalls(t, "multipart/related; boundary=B", answerPart("1", "", "one")+failed+"--B--")
	if err != nil {
		t.Errorf("the error of one call is that of the whole: %v", err)
	}
	one.check(t, 200, "one")
	failure, ok := errors.AsType[*runtime.Error](two.part.Err())
	if !ok || failure.Kind != runtime.ErrStatus || failure.Status != 400 || failure.Operation != "put/two" ||
		failure.Path != "/rest/two" {
		t.Errorf("error of the part is %v", two.part.Err())
	}
}

func TestMultiCallUse(t *testing.T) {
	parts := answerPart("1", "", "") + answerPart("2", "", "") + "--B--"
	e, _ := cachedEndpoint(t, nil, multipartAnswer("multipart/related; boundary=B", parts))
	b := e.NewBatch()
	b.SetIDs("1", "2", "S")
	want := errors.New("not what the contract says")
	failing := b.Add(newCall("GET", ""), func(*runtime.Answer) error { return want })
	unused := b.Add(newCall("GET", "/x"), nil)
	if err := b.Do(t.Context()); err != nil || failing.Err() != want || unused.Err() != nil {
		t.Errorf("errors are %v, %v and %v, want that of use in the first part", err, failing.Err(), unused.Err())
	}
}

func TestM8Refuses(t *testing.T) {
	refused := map[string]*runtime.Call{
		"header value": {Method: "GET", Path: "/x", Header: http.Header{"X-Dio-Betreff": {"a\r\nX-Dio-Path: /y"}}},
		"header NUL":   {Method: "GET", Path: "/x", Header: http.Header{"X-Dio-Betreff": {"a\x00"}}},
		"header name":  {Method: "GET", Path: "/x", Header: http.Header{"X: a\r\nY": {"a"}}},
		"content type": {Method: "PUT", Path: "/x", ContentType: "text/plain\r\n\r\n", Body: []byte("x")},
		"method":       {Method: "GET\r\nX-Dio-Path: /y", Path: "/x"},
		"path":         {Method: "GET", Path: "/x\r\nContent-ID: <2>"},
		"upload":       {Method: "PUT", Path: "/x", Upload: strings.NewReader("x")},
		"fault":        {Method: "GET", Path: "/x", Err: errors.New("ma must not be empty")},
	}
	e, o := cachedEndpoint(t, nil, multipartAnswer("multipart/related; boundary=B", answerPart("1", "", "one")+"--B--"))
	for name, call := range refused {
		t.Run(name, func(t *testing.T) {
			before := len(o.requests)
			b := e.NewBatch()
			b.SetIDs("0", "1", "S")
			bad, good := add(b, call), add(b, newCall("GET", "/one"))
			if err := b.Do(t.Context()); err != nil {
				t.Error(err)
			}
			good.check(t, 200, "one")
			if !errors.Is(bad.part.Err(), runtime.ErrInvalid) {
				t.Errorf("error is %v, want ErrInvalid", bad.part.Err())
			}
			if sent := o.requests[before:]; len(sent) != 1 {
				t.Errorf("%d requests, want 1", len(sent))
			}
		})
	}
}

func TestMultiCallOnce(t *testing.T) {
	e, o := cachedEndpoint(t, nil, multipartAnswer("multipart/related; boundary=B", answerPart("1", "", "one")+"--B--"))
	b := e.NewBatch()
	b.SetIDs("1", "S")
	one := add(b, newCall("GET", "/one"))
	if err := one.part.Err(); !errors.Is(err, runtime.ErrInvalid) || !strings.Contains(err.Error(), "call Do first") {
		t.Errorf("before Do: %v", err)
	}
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	late := add(b, newCall("GET", "/late"))
	if err := b.Do(t.Context()); !errors.Is(err, runtime.ErrInvalid) ||
		!errors.Is(late.part.Err(), runtime.ErrInvalid) {
		t.Errorf("the second time: %v, and the call added late: %v", err, late.part.Err())
	}
	one.check(t, 200, "one")
	if err := e.NewBatch().Do(t.Context()); err != nil || len(o.requests) != 1 {
		t.Errorf("an empty MultiCall: %v after %d requests", err, len(o.requests))
	}
}

// A 304 that nobody can answer is followed by the call by itself, without conditions.
func TestSituation21UnaskedValidation(t *testing.T) {
	for _, cache := range []*runtime.Cache{nil, runtime.NewCache(1 << 20)} {
		e, o := cachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "GET" {
				setHeader(w, seedModified, "Cache-Control: max-age=0")
				fmt.Fprint(w, "complete")
				return
			}
			if cache != nil {
				logout(t, cache)
			}
			part := "--B\r\nX-Dio-Request-ID: <1>\r\nX-Dio-Status: 304 Not Modified\r\n\r\n--B--"
			multipartAnswer("multipart/related; boundary=B", part)(w, r)
		})
		get(t, e, "/x")
		b := e.NewBatch()
		b.SetIDs("1", "S")
		x := add(b, newCall("GET", "/x"))
		if err := b.Do(t.Context()); err != nil {
			t.Error(err)
		}
		x.check(t, 200, "complete")
		if n, validated := o.asked(); n != 3 || validated {
			t.Errorf("%d requests, the last one conditional: %v", n, validated)
		}
	}
}

func TestC14MultiCallStores(t *testing.T) {
	parts := answerPart("1", seedControl+"\r\n", "one") + answerPart("2", "", "two") + "--B--"
	e, o := cachedEndpoint(t, runtime.NewCache(1<<20), func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "GET" {
			setHeader(w, seedControl)
			fmt.Fprint(w, "single")
			return
		}
		multipartAnswer("multipart/related; boundary=B", parts)(w, r)
	})
	get(t, e, "/two")
	b := e.NewBatch()
	b.SetIDs("1", "2", "S")
	add(b, newCall("GET", "/one"))
	add(b, newCall("PUT", "/two"))
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := get(t, e, "/one"); a.Body != "one" || len(o.requests) != 2 {
		t.Errorf("GET /one gives %q after %d requests, want what the part brought", a.Body, len(o.requests))
	}
	if get(t, e, "/two"); len(o.requests) != 3 {
		t.Error("the PUT left the stored answer for its path in place")
	}
	// What may change in the same request is not answered from the cache.
	b = e.NewBatch()
	b.SetIDs("1", "2", "S")
	one := add(b, newCall("GET", "/one"))
	add(b, newCall("PUT", "/two"))
	if err := b.Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	one.check(t, 200, "one")
	if len(o.requests) != 4 || one.answer.Header.Get("Age") != "" {
		t.Error("the GET beside a PUT was answered from the cache")
	}
}

// Whatever the answer, every call has one outcome.
func FuzzMultiCallAnswer(f *testing.F) {
	whole := answerPart("1", "", "one") + answerPart("2", seedControl+"\r\n", "two") + "--B--\r\n"
	f.Add("multipart/related; boundary=B", whole)
	f.Add("multipart/related; boundary=B", strings.ReplaceAll(whole, "\r", ""))
	f.Add(seedContentType, crlf(seedAnswer))
	f.Add(`multipart/related; multipart/related; boundary="B"`, whole+whole)
	f.Add("text/html", "--B")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		if strings.ContainsAny(contentType, "\r\n\x00") {
			t.Skip()
		}
		one, two, err := twoCalls(t, contentType, body)
		answered := 0
		for _, o := range []*outcome{one, two} {
			if o.part.Err() == nil {
				answered++
			}
			if want := o.part.Err() == nil; (o.uses == 1) != want || o.uses > 1 {
				t.Errorf("used %d times, error %v", o.uses, o.part.Err())
			}
		}
		status := slices.ContainsFunc([]*outcome{one, two}, func(o *outcome) bool {
			return errors.Is(o.part.Err(), runtime.ErrStatus) || errors.Is(o.part.Err(), runtime.ErrAuth) ||
				errors.Is(o.part.Err(), runtime.ErrRedirect)
		})
		if err == nil && answered < 2 && !status {
			t.Errorf("no error, though %d of 2 calls were answered", answered)
		}
	})
}
