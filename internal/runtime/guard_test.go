// Panics while a response is read: whatever reads it, the call fails with an ErrContent that names the operation, and
// the program goes on.

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// outOfRange panics as a decoder with a fault does.
func outOfRange() {
	var none []int
	_ = none[len(none)-1]
}

// panickingOptions have a reader of error bodies that panics.
var panickingOptions = runtime.Options{ErrorMessages: func(string) []string { panic("Geheimnis") }}

func checkGuarded(t *testing.T, err error, operation string, status int, text string) {
	t.Helper()
	failure := failureOf(t, err, runtime.ErrContent)
	if failure.Operation != operation || failure.Status != status {
		t.Errorf("got operation %s, status %d, want %s, %d", failure.Operation, failure.Status, operation, status)
	}
	if !strings.Contains(err.Error(), "internal fault at guard_test.go:") || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want the place of the fault and %s", err, text)
	}
	if strings.Contains(err.Error(), "Geheimnis") {
		t.Errorf("%v shows what panicked", err)
	}
}

const indexFault = "runtime error: index out of range [-1]; please report it"

func TestPanicInJSON(t *testing.T) {
	e := newEndpoint(t, answering(200, "application/json", `{"Id":"1"}`), runtime.Options{})
	call := &runtime.Call{Operation: "GetKunde", Method: "GET", Path: "/1"}
	value, err := runtime.DoJSON(t.Context(), e, call, func(d *runtime.JSONDecoder) string {
		d.Object()
		outOfRange()
		return "read"
	})
	checkGuarded(t, err, "GetKunde", 200, indexFault)
	if value != "" {
		t.Errorf("got %q beside the error", value)
	}
	if got, err := getJSON(t.Context(), e); got != `{"Id":"1"}` || err != nil { // with the same decoder, perhaps
		t.Errorf("the next call: got %q, %v", got, err)
	}
}

// A body whose JSON cannot be read is the error of a status as well.
func TestPanicInErrorBody(t *testing.T) {
	e := newEndpoint(t, answering(400, "application/json", `{"Meldungen":["Geheimnis"]}`), panickingOptions)
	_, err := getJSON(t.Context(), e)
	checkGuarded(t, err, "GetVermittler", 400, "string; please report it")
	_, err = e.Open(t.Context(), &runtime.Call{Operation: "GetDokument", Method: "GET"})
	checkGuarded(t, err, "GetDokument", 400, "string")
}

// Descriptions that no generator writes.
type (
	damagedMessage struct {
		At string `soap:"at,type=none"`
	}
	damagedHeaders struct {
		Block *damagedMessage `soap:"h,response"`
	}
	damagedFault damagedMessage
)

func (*damagedFault) Error() string { return "" }

func TestPanicInSOAP(t *testing.T) {
	fault := envelope(`<s:Fault><faultcode>s:Client</faultcode><detail>` +
		`<f xmlns="http://n4.de/careflex"/></detail></s:Fault>`)
	answer := envelope(`<NoIncidentResponse xmlns="http://n4.de/careflex"/>`)
	header := strings.Replace(answer, "<s:Body>", `<s:Header><h/></s:Header><s:Body>`, 1)
	damaged := *noIncident
	damaged.Faults = []runtime.SOAPFault{{Element: "car:f", Type: (*damagedFault)(nil)}}
	for _, test := range []struct {
		name, body        string
		status            int
		response, headers any
	}{
		{"body", answer, 200, new(damagedMessage), nil},
		{"header", header, 200, new(noIncidentResponse), new(damagedHeaders)},
		{"fault", fault, 500, new(noIncidentResponse), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := newEndpoint(t, answering(test.status, "text/xml", test.body), runtime.Options{})
			err := e.SOAP(t.Context(), &damaged, seedMessage, test.response, test.headers)
			failure := failureOf(t, err, runtime.ErrContent)
			if failure.Status != test.status || !strings.Contains(err.Error(), "NoIncident: ") ||
				!strings.Contains(err.Error(), "internal fault at typeplan.go:") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A part that cannot be read leaves the others as they are.
func TestPanicInMultiCallPart(t *testing.T) {
	body := answerPart("1", "", "x") + answerPart("2", "", "y") + "--B--"
	for _, cached := range []*runtime.Cache{nil, runtime.NewCache(1 << 20)} {
		e, _ := cachedEndpoint(t, cached, multipartAnswer("multipart/related; boundary=B", body))
		b := e.NewBatch()
		b.SetIDs("1", "2", "S")
		call := newCall("GET", "/one")
		call.Operation = "GetOne"
		one := b.Add(call, func(*runtime.Answer) error { outOfRange(); return nil })
		two := add(b, newCall("GET", "/two"))
		if err := b.Do(t.Context()); err != nil {
			t.Errorf("the MultiCall: %v", err)
		}
		checkGuarded(t, one.Err(), "GetOne", 200, indexFault)
		two.check(t, 200, "y")
	}
}

func TestPanicInMultiCall(t *testing.T) {
	e := newEndpoint(t, answering(400, "application/json", `{"Meldungen":["Geheimnis"]}`), panickingOptions)
	b := e.NewBatch()
	part := b.Add(&runtime.Call{Operation: "GetOne", Method: "GET", Path: "/one"}, nil)
	checkGuarded(t, b.Do(t.Context()), "MultiCall", 400, "string")
	checkGuarded(t, part.Err(), "GetOne", 400, "string")
}

// The request of several gathered calls has a goroutine of its own, from whose panic no caller could recover: they go
// by themselves.
func TestPanicInGatheredCalls(t *testing.T) {
	e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
		BatchWindow: time.Millisecond,
		HTTPClient: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == "POST" {
				outOfRange()
			}
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("1"))}, nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got, err := getJSON(t.Context(), e); got != "1" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	group.Wait()
}

// panickingBody is the body of a response that panics as it is read.
type panickingBody struct{ io.ReadCloser }

func (panickingBody) Read([]byte) (int, error) {
	outOfRange()
	return 0, nil
}

// A token is asked for in a goroutine of its own.
func TestPanicInTokenResponse(t *testing.T) {
	for _, test := range []struct {
		kind   error
		status int
		answer func() *http.Response
	}{
		{runtime.ErrContent, 200, func() *http.Response {
			return &http.Response{StatusCode: 200, Body: panickingBody{io.NopCloser(strings.NewReader(""))}}
		}},
		{runtime.ErrTransport, 0, func() *http.Response { outOfRange(); return nil }},
	} {
		tokens, err := runtime.NewPasswordTokens(runtime.PasswordGrant{
			URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
			HTTPClient: &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				return test.answer(), nil
			})},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = tokens.Token(t.Context())
		failure := failureOf(t, err, test.kind)
		if failure.Operation != "token request" || failure.Status != test.status ||
			!strings.Contains(err.Error(), indexFault) {
			t.Errorf("got %v, status %d", err, failure.Status)
		}
	}
}

// A stored response that cannot be used is asked for anew; one that cannot be decoded is an error, as from the service.
func TestPanicInCachedResponse(t *testing.T) {
	cache := runtime.NewCache(1 << 20)
	e, service := cachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		w.Header().Set("Vary", "X-Kind")
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `"a"`)
	})
	call := func() *runtime.Call {
		return &runtime.Call{Operation: "GetOne", Method: "GET", Path: "/one", Cacheable: true}
	}
	read := func(decode func(*runtime.JSONDecoder) string) error {
		_, err := runtime.DoJSON(t.Context(), e, call(), decode)
		return err
	}
	if err := read((*runtime.JSONDecoder).Text); err != nil {
		t.Fatal(err)
	}
	err := read(func(*runtime.JSONDecoder) string { outOfRange(); return "" })
	checkGuarded(t, err, "GetOne", 200, indexFault)
	if n := len(service.methods()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
	if url := "https://service.example/rest/one"; !cache.Holds(t.Context(), url, call()) ||
		cache.Holds(t.Context(), url, nil) { // which panics as its fields are compared
		t.Error("the entry is not used, or used after a panic")
	}
}

// A panic that is not about a response is the caller's.
func TestPanicOfTheCaller(t *testing.T) {
	want := errors.New("of the caller")
	e, err := runtime.NewEndpoint("https://service.example/rest", runtime.Options{
		Trace: func(context.Context, string) (context.Context, func(int, error)) { panic(want) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if got := recover(); got != want {
			t.Errorf("got panic %v", got)
		}
	}()
	_, _ = getJSON(t.Context(), e)
}
