// Panics while a response is read: whatever reads it, the call fails with an failure.ErrContent that names the
// operation, and the program goes on.

package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// panickingOptions have a reader of error bodies that panics.
var panickingOptions = transport.Options{ErrorMessages: func(string) []string { panic("Geheimnis") }}

func TestPanicInJSON(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(200, "application/json", `{"Id":"1"}`), transport.Options{})
	call := &transport.Call{Operation: "GetKunde", Method: "GET", Path: "/1"}
	value, err := rest.DoJSON(t.Context(), e, call, func(d *jsonwire.Decoder) string {
		d.Object()
		runtimetest.OutOfRange()
		return "read"
	})
	runtimetest.CheckGuarded(t, err, "GetKunde", 200, runtimetest.IndexFault)
	if value != "" {
		t.Errorf("got %q beside the error", value)
	}
	if got, err := runtimetest.GetJSON(t.Context(),
		e); got != `{"Id":"1"}` || err != nil { // with the same decoder, perhaps
		t.Errorf("the next call: got %q, %v", got, err)
	}
}

// A body whose JSON cannot be read is the error of a status as well.
func TestPanicInErrorBody(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(400, "application/json", `{"Meldungen":["Geheimnis"]}`),
		panickingOptions)
	_, err := runtimetest.GetJSON(t.Context(), e)
	runtimetest.CheckGuarded(t, err, "GetVermittler", 400, "string; please report it")
	_, err = stream.Open(t.Context(), e, &transport.Call{Operation: "GetDokument", Method: "GET"})
	runtimetest.CheckGuarded(t, err, "GetDokument", 400, "string")
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
	fault := runtimetest.Envelope(`<s:Fault><faultcode>s:Client</faultcode><detail>` +
		`<f xmlns="http://n4.de/careflex"/></detail></s:Fault>`)
	response := runtimetest.Envelope(`<NoIncidentResponse xmlns="http://n4.de/careflex"/>`)
	header := strings.Replace(response, "<s:Body>", `<s:Header><h/></s:Header><s:Body>`, 1)
	damaged := *runtimetest.NoIncident
	damaged.Faults = []soap.Fault{{Element: "car:f", Type: (*damagedFault)(nil)}}
	for _, test := range []struct {
		name, body        string
		status            int
		response, headers any
	}{
		{"body", response, 200, new(damagedMessage), nil},
		{"header", header, 200, new(runtimetest.NoIncidentResponse), new(damagedHeaders)},
		{"fault", fault, 500, new(runtimetest.NoIncidentResponse), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := runtimetest.NewEndpoint(t, runtimetest.Responding(test.status, "text/xml", test.body),
				transport.Options{})
			err := damaged.Do(t.Context(), e, runtimetest.SeedMessage, test.response, test.headers, nil)
			callErr := runtimetest.FailureOf(t, err, failure.ErrContent)
			if callErr.Status != test.status || !strings.Contains(err.Error(), "NoIncident: ") ||
				!strings.Contains(err.Error(), "internal fault at plan.go:") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A part that cannot be read leaves the others as they are.
func TestPanicInMultiCallPart(t *testing.T) {
	body := runtimetest.ResponsePart("1", "", "x") + runtimetest.ResponsePart("2", "", "y") + "--B--"
	for _, cached := range []transport.Cache{nil, cache.New(1 << 20)} {
		e, _ := runtimetest.CachedEndpoint(t, cached,
			runtimetest.MultipartResponse("multipart/related; boundary=B", body))
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		runtimetest.SetIDs(b, "1", "2", "S")
		call := runtimetest.NewCall("GET", "/one")
		call.Operation = "GetOne"
		one := b.Add(call, func(*transport.Response) error { runtimetest.OutOfRange(); return nil })
		two := runtimetest.Add(b, runtimetest.NewCall("GET", "/two"))
		if err := b.Do(t.Context()); err != nil {
			t.Errorf("the MultiCall: %v", err)
		}
		runtimetest.CheckGuarded(t, one.Err(), "GetOne", 200, runtimetest.IndexFault)
		two.Check(t, 200, "y")
	}
}

func TestPanicInMultiCall(t *testing.T) {
	e := runtimetest.NewEndpoint(t, runtimetest.Responding(400, "application/json", `{"Meldungen":["Geheimnis"]}`),
		panickingOptions)
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
	part := b.Add(&transport.Call{Operation: "GetOne", Method: "GET", Path: "/one"}, nil)
	runtimetest.CheckGuarded(t, b.Do(t.Context()), "MultiCall", 400, "string")
	runtimetest.CheckGuarded(t, part.Err(), "GetOne", 400, "string")
}

// The request of several gathered calls has a goroutine of its own, from whose panic no caller could recover: they go
// by themselves.
func TestPanicInGatheredCalls(t *testing.T) {
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		Fetcher: multicall.Framing{HeaderPrefix: "X-Dio-"}.Gather(time.Millisecond),
		HTTPClient: &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == "POST" {
				runtimetest.OutOfRange()
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
			if got, err := runtimetest.GetJSON(t.Context(), e); got != "1" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	group.Wait()
}

// panickingBody is the body of a response that panics as it is read.
type panickingBody struct{ io.ReadCloser }

func (panickingBody) Read([]byte) (int, error) {
	runtimetest.OutOfRange()
	return 0, nil
}

// A token is asked for in a goroutine of its own.
func TestPanicInTokenResponse(t *testing.T) {
	for _, test := range []struct {
		kind   error
		status int
		answer func() *http.Response
	}{
		{failure.ErrContent, 200, func() *http.Response {
			return &http.Response{StatusCode: 200, Body: panickingBody{io.NopCloser(strings.NewReader(""))}}
		}},
		{failure.ErrTransport, 0, func() *http.Response { runtimetest.OutOfRange(); return nil }},
	} {
		tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
			URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
			HTTPClient: &http.Client{Transport: runtimetest.RoundTripper(func(*http.Request) (*http.Response, error) {
				return test.answer(), nil
			})},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = tokens.Token(t.Context())
		callErr := runtimetest.FailureOf(t, err, test.kind)
		if callErr.Operation != "token request" || callErr.Status != test.status ||
			!strings.Contains(err.Error(), runtimetest.IndexFault) {
			t.Errorf("got %v, status %d", err, callErr.Status)
		}
	}
}

// A panic that is not about a response is the caller's.
func TestPanicOfTheCaller(t *testing.T) {
	want := errors.New("of the caller")
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
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
	_, _ = runtimetest.GetJSON(t.Context(), e)
}
