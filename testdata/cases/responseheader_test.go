// Headers of responses of REST services.

package cases_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/responseheaders"
)

// serveHeader returns a client of a service whose responses have a header and a body.
func serveHeader(t *testing.T, header http.Header, body string) *responseheaders.Client {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return must[*responseheaders.Client](t)(responseheaders.New(responseheaders.Config{BaseURL: server.URL}))
}

func TestResponseHeaders(t *testing.T) {
	ctx := t.Context()
	day := responseheaders.NewDate(2026, 11, 29)
	seen := must[responseheaders.DateTime](t)(responseheaders.ParseDateTime("2026-11-29T12:00:00Z"))
	full := http.Header{"Content-Type": {"application/json"}, "Cache-Control": {"max-age=60"}, "X-Rate": {"7"},
		"X-Small": {"-3"}, "X-Price": {"1.5"}, "X-Share": {"0.5"}, "X-Exact": {"1.10"}, "Etag": {`"a"`}, "X-Kind": {"big"}, "X-Level": {"2"},
		"X-Final": {"true"}, "X-Day": {"2026-11-29"}, "X-Seen": {"2026-11-29T12:00:00Z"},
		"Allow": {"GET, , PUT", `"a, b"`}, "X-Counts": {"1,2"}}
	want := &responseheaders.GetPartHeaders{XRate: new(int64(7)), XSmall: new(int32(-3)), XPrice: new(1.5),
		XShare: new(float32(0.5)), XExact: new(responseheaders.Decimal("1.10")), ETag: new(`"a"`),
		XKind: new(responseheaders.Kind("big")), XLevel: new(responseheaders.Level2), XFinal: new(true), XDay: &day, XSeen: &seen,
		Allow: []string{"GET", "PUT", "a, b"}}
	client := serveHeader(t, full, `{"name": "bolt"}`)
	for range 2 { // the second response is from the cache
		part, headers, err := client.GetPart(ctx, "7")
		check(t, part, err, &responseheaders.Part{Name: new("bolt")})
		//lint:ignore SA1019 a deprecated field is read all the same
		check(t, headers.XCounts, nil, []int64{1, 2})
		//lint:ignore SA1019 it is compared above
		headers.XCounts = nil
		check(t, headers, nil, want)
	}
	_, headers, err := serveHeader(t, http.Header{"Content-Type": {"application/json"}}, `{}`).GetPart(ctx, "7")
	check(t, headers, err, &responseheaders.GetPartHeaders{})

	touched, err := serveHeader(t, http.Header{"Etag": {"x", "y"}}, "").TouchPart(ctx, "7")
	check(t, touched, err, &responseheaders.TouchPartHeaders{ETag: new("x, y")})
	file, rate, err := serveHeader(t, http.Header{"X-Rate": {"1"}}, "bytes").GetFile(ctx, "7")
	check(t, rate, err, &responseheaders.GetFileHeaders{XRate: new(int64(1))})
	check(t, content(t, file), nil, "bytes")
	label, labelled, err := serveHeader(t, http.Header{"X-Rate": {"1"}, "Content-Type": {"text/plain"}}, "x").GetLabel(ctx, "7")
	check(t, label, err, "x")
	check(t, labelled, nil, &responseheaders.GetLabelHeaders{XRate: new(int64(1))})
}

// A header that deviates from the contract is an error that lists the deviations, together with those of the body.
func TestDeviatingResponseHeaders(t *testing.T) {
	header := http.Header{"Content-Type": {"application/json"}, "X-Rate": {"many"}, "X-Small": {"4294967296"},
		"X-Final": {"perhaps"}, "X-Day": {"2026-13-01"}, "X-Counts": {"1, x, 2"}, "Etag": {"a"}}
	part, headers, err := serveHeader(t, header, `{"name": true}`).GetPart(t.Context(), "7")
	e, ok := errors.AsType[*responseheaders.Error](err)
	if !ok || !errors.Is(err, responseheaders.ErrContent) || part == nil || *headers.ETag != "a" || headers.XRate != nil {
		t.Fatalf("%v, %v, %v", part, headers, err)
	}
	var paths []string
	for _, d := range e.Deviations {
		paths = append(paths, d.Path)
	}
	slices.Sort(paths)
	check(t, paths, nil, []string{"header X-Counts", "header X-Day", "header X-Final", "header X-Rate", "header X-Small", "name"})
	if _, _, err := serveHeader(t, http.Header{"X-Rate": {"x"}}, "bytes").GetFile(t.Context(), "7"); !errors.Is(err, responseheaders.ErrContent) {
		t.Errorf("a stream: %v", err)
	}
	lenient := must[*responseheaders.Client](t)(responseheaders.New(responseheaders.Config{Lenient: true,
		HTTPClient: &http.Client{Transport: handled(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Rate", "x") })}}))
	file, rate, err := lenient.GetFile(t.Context(), "7")
	check(t, rate, err, &responseheaders.GetFileHeaders{})
	check(t, content(t, file), nil, "")
}
