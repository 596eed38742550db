// Spans and metrics of both shipped clients, as OpenTelemetry's exporters in memory get them.

package otelkontrakt_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	otelkontrakt "github.com/kontrakt-dev/kontrakt/contrib/otel"
	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// Values that no attribute, event or status may have.
const (
	secret   = "s3cret"
	employee = "123456_123456"
	broker   = "4711"
)

// watched is an Observer with what it reports.
type watched struct {
	*otelkontrakt.Observer
	spans  *tracetest.InMemoryExporter
	reader *metric.ManualReader
}

func watch(t *testing.T, service, system, endpoint string) *watched {
	t.Helper()
	w := &watched{spans: tracetest.NewInMemoryExporter(), reader: metric.NewManualReader()}
	var err error
	w.Observer, err = otelkontrakt.New(otelkontrakt.Config{Service: service, System: system, Endpoint: endpoint,
		TracerProvider: sdktrace.NewTracerProvider(sdktrace.WithSyncer(w.spans)),
		MeterProvider:  metric.NewMeterProvider(metric.WithReader(w.reader)),
		Propagator:     propagation.TraceContext{}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// text returns the spans, each with its attributes in order, and checks that nothing private is in them.
func (w *watched) text(t *testing.T) []string {
	t.Helper()
	var lines []string
	for _, s := range w.spans.GetSpans() {
		attributes := slices.Clone(s.Attributes)
		slices.SortFunc(attributes, func(a, b attribute.KeyValue) int { return strings.Compare(string(a.Key), string(b.Key)) })
		line := s.SpanKind.String() + " " + s.Name
		for _, a := range attributes {
			if !strings.HasPrefix(string(a.Key), "server.") {
				line += fmt.Sprintf(" %s=%s", a.Key, a.Value.Emit())
			}
		}
		lines = append(lines, line+" "+s.Status.Code.String())
		all := fmt.Sprintf("%+v", s)
		for _, private := range []string{secret, employee, broker} {
			if strings.Contains(all, private) {
				t.Errorf("the span shows %q: %s", private, all)
			}
		}
	}
	return lines
}

// count returns how many values each metric has.
func (w *watched) count(t *testing.T) map[string]uint64 {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := w.reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			if m.Unit != "s" {
				t.Errorf("%s is in %q", m.Name, m.Unit)
			}
			for _, point := range m.Data.(metricdata.Histogram[float64]).DataPoints {
				counts[m.Name] += point.Count
			}
		}
	}
	return counts
}

// equal compares spans, which end in this order.
func equal(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A REST call that is repeated is one span with two requests below it, whose context the service gets.
func TestRepeatedCall(t *testing.T) {
	var requests atomic.Int64
	var parents []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parents = append(parents, r.Header.Get("Traceparent"))
		if requests.Add(1) == 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{}`)
	}))
	defer server.Close()
	w := watch(t, "MitarbeiterWebservice", "rest", server.URL)
	client, err := mvp.New(mvp.Config{BaseURL: server.URL, Mandant: "bd", Version: "1.0", Mitarbeiter: employee,
		Token:      mvp.TokenFunc(func(context.Context) (string, error) { return secret, nil }),
		HTTPClient: w.HTTPClient(nil), Trace: w.Trace})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetVermittler(t.Context(), broker); err != nil {
		t.Fatal(err)
	}
	equal(t, w.text(t), []string{
		"client GET error.type=503 http.request.method=GET http.response.status_code=503 Error",
		"client GET http.request.method=GET http.request.resend_count=1 http.response.status_code=200 Unset",
		"client MitarbeiterWebservice/getVermittler rpc.method=MitarbeiterWebservice/getVermittler " +
			"rpc.response.status_code=200 rpc.system.name=rest Unset",
	})
	spans := w.spans.GetSpans()
	for i, parent := range parents {
		if spans[i].Parent.SpanID() != spans[2].SpanContext.SpanID() {
			t.Errorf("request %d is not below the call", i)
		}
		if !strings.Contains(parent, spans[i].SpanContext.SpanID().String()) {
			t.Errorf("request %d has the header %q", i, parent)
		}
	}
	if got := w.count(t); got["rpc.client.call.duration"] != 1 || got["http.client.request.duration"] != 2 {
		t.Errorf("metrics: %v", got)
	}
}

// A request for a token is below the call that waits for it, but it is no attempt of that call.
func TestTokenRequest(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			io.WriteString(w, `{"access_token": "`+secret+`", "token_type": "Bearer"}`)
			return
		}
		w.WriteHeader(http.StatusTeapot)
	}))
	defer server.Close()
	w := watch(t, "CareFlexService", "soap", server.URL)
	client, err := careflex.New(careflex.Config{Endpoint: server.URL, TokenURL: server.URL + "/token", UserID: "user",
		UserSecret: secret, HTTPClient: w.HTTPClient(nil), Trace: w.Trace})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.NoIncident(t.Context(), &careflex.NoIncidentRequest{CareflexID: "1", APIToken: secret,
		CreatedAt: careflex.Date{Year: 2026, Month: 10, Day: 1}}); err == nil {
		t.Fatal("no error")
	}
	equal(t, w.text(t)[:2], []string{
		"client POST http.request.method=POST http.response.status_code=200 Unset",
		"client POST error.type=418 http.request.method=POST http.response.status_code=418 Error",
	})
}

// Failures have their kind. They show nothing of what was sent or received.
func TestFailures(t *testing.T) {
	const fault = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>` +
		`<faultcode>s:Server</faultcode><faultstring>` + secret + `</faultstring></s:Fault></s:Body></s:Envelope>`
	for name, test := range map[string]struct {
		answer func(http.ResponseWriter)
		want   []string
	}{
		"a fault": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/xml")
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, fault)
		}, []string{
			"client POST error.type=500 http.request.method=POST http.response.status_code=500 Error",
			"client CareFlexService/NoIncident error.type=SOAP fault rpc.method=CareFlexService/NoIncident " +
				"rpc.response.status_code=500 rpc.system.name=soap Error",
		}},
		"a lost response": {func(w http.ResponseWriter) { panic(http.ErrAbortHandler) }, []string{
			"client POST error.type=no response http.request.method=POST Error",
			"client CareFlexService/NoIncident error.type=outcome unknown, the request was sent: no response " +
				"rpc.method=CareFlexService/NoIncident rpc.system.name=soap Error",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { test.answer(w) }))
			defer server.Close()
			w := watch(t, "CareFlexService", "soap", server.URL)
			client, err := careflex.New(careflex.Config{Endpoint: server.URL + "/" + employee + "?key=" + secret,
				Token:      careflex.TokenFunc(func(context.Context) (string, error) { return secret, nil }),
				HTTPClient: w.HTTPClient(new(http.Client)), Trace: w.Trace})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.NoIncident(t.Context(), &careflex.NoIncidentRequest{CareflexID: "1", APIToken: secret,
				CreatedAt: careflex.Date{Year: 2026, Month: 10, Day: 1}}); err == nil {
				t.Fatal("no error")
			}
			equal(t, w.text(t), test.want)
		})
	}
}

// An error that is not of a generated client has no kind, and its text is not reported.
func TestForeignError(t *testing.T) {
	w := watch(t, "S", "rest", "https://service.example")
	_, end := w.Trace(t.Context(), "call")
	end(0, errors.New(secret))
	equal(t, w.text(t), []string{"client S/call error.type=_OTHER rpc.method=S/call rpc.system.name=rest Error"})
}

// The host and the port of the service are reported, and nothing else of its URL.
func TestServer(t *testing.T) {
	for endpoint, want := range map[string]string{
		"https://service.example/p?key=" + secret: "service.example 443", "http://service.example": "service.example 80",
		"https://service.example:8443": "service.example 8443", "http://[::1]:80/": "::1 80",
	} {
		w := watch(t, "S", "rest", endpoint)
		_, end := w.Trace(t.Context(), "call")
		end(200, nil)
		values := attribute.NewSet(w.spans.GetSpans()[0].Attributes...)
		host, _ := values.Value("server.address")
		port, _ := values.Value("server.port")
		if got := host.AsString() + " " + port.Emit(); got != want {
			t.Errorf("%s: got %s, want %s", endpoint, got, want)
		}
	}
}

func TestInvalidConfig(t *testing.T) {
	for _, config := range []otelkontrakt.Config{
		{}, {Service: "S", System: "soap"}, {Service: "S", Endpoint: "https://service.example"},
		{System: "soap", Endpoint: "https://service.example"}, {Service: "S", System: "soap", Endpoint: "/path?" + secret},
		{Service: "S", System: "soap", Endpoint: "https://" + secret + "%zz"},
	} {
		if _, err := otelkontrakt.New(config); err == nil || strings.Contains(err.Error(), secret) ||
			!strings.HasPrefix(err.Error(), "otelkontrakt: Config.") {
			t.Errorf("%+v: got %v", config, err)
		}
	}
}

// A body that is closed before its end ends the span, once, and a client's own transport is used.
func TestTransport(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "body") }))
	defer server.Close()
	dialed := false
	own := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		dialed = true
		u, err := url.Parse(server.URL)
		if err != nil {
			return nil, err
		}
		return new(net.Dialer).DialContext(ctx, network, u.Host)
	}}}
	w := watch(t, "S", "rest", "https://service.example")
	response, err := w.HTTPClient(own).Get("http://service.example/" + employee)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(w.spans.GetSpans()); n != 0 || !dialed {
		t.Errorf("%d spans before the end of the body; dialed: %v", n, dialed)
	}
	response.Body.Close()
	io.Copy(io.Discard, response.Body)
	equal(t, w.text(t), []string{"client GET http.request.method=GET http.response.status_code=200 Unset"})
	if _, ok := own.Transport.(*http.Transport); !ok {
		t.Error("the client was changed")
	}
}
