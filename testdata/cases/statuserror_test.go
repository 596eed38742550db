// Errors of REST calls that have types, by status.

package cases_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/statuserrors"
)

// TestStatusErrors makes calls that a server refuses with each status and body.
func TestStatusErrors(t *testing.T) {
	type accounts = statuserrors.Client
	get := func(c *accounts) error { _, err := c.GetAccount(t.Context(), "7"); return err }
	pay := func(c *accounts) error { return c.Pay(t.Context()) }
	receipt := func(c *accounts) error { _, err := c.GetReceipt(t.Context()); return err }
	notFound := &statuserrors.NotFound{What: new("7"), ErrorField: new("gone")}
	problem := &statuserrors.Problem{Title: new("No"), Detail: new("Not today."), Status: new(int64(409)),
		Unknown: map[string]json.RawMessage{"balance": json.RawMessage("30")}}
	const problemJSON = `{"title": "No", "status": 409, "detail": "Not today.", "balance": 30}`
	day := statuserrors.NewDate(2026, 12, 1)
	for _, test := range []struct {
		call   func(*accounts) error
		status int
		body   string
		want   error // nil for none
		text   string
	}{
		{get, 404, `{"what": "7", "error": "gone"}`, notFound, `404 Not Found: {"what":"7","error":"gone"}`},
		{receipt, 404, `{"what": "7", "error": "gone"}`, notFound, `404 Not Found: {"what":"7","error":"gone"}`},
		{get, 409, problemJSON, problem, `409 Conflict: Not today.: {"title":"No","status":409,"detail":"Not today.","balance":30}`},
		{get, 401, problemJSON, problem, `401 Unauthorized: not authenticated: Not today.: {"title"`},
		{pay, 409, problemJSON, problem, "409 Conflict: Not today."},
		{pay, 403, `{"until": "2026-12-01"}`, &statuserrors.Blocked{Until: &day}, `403 Forbidden: {"until":"2026-12-01"}`},
		{pay, 404, `{"until": "2026-12-01"}`, &statuserrors.Blocked{Until: &day}, `404 Not Found: {"until":"2026-12-01"}`},
		{pay, 403, `{"until": "soon"}`, &statuserrors.Blocked{}, `until: expected a date as YYYY-MM-DD, found "soon"`},
		{get, 404, `{"what": "7"`, nil, `404 Not Found: "{\"what\": \"7\""`},
		{get, 500, "<h1>Oops</h1>", nil, `500 Internal Server Error: "Oops"`},
		{get, 502, "", nil, "502 Bad Gateway"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(test.status)
			io.WriteString(w, test.body)
		}))
		err := test.call(must[*accounts](t)(statuserrors.New(statuserrors.Config{BaseURL: server.URL, Retries: -1})))
		server.Close()
		e, ok := errors.AsType[*statuserrors.Error](err)
		if !ok || e.Status != test.status || !strings.Contains(err.Error(), test.text) {
			t.Errorf("%d %s: %v, want %s", test.status, test.body, err, test.text)
			continue
		}
		var got error
		if v, ok := errors.AsType[*statuserrors.NotFound](err); ok {
			got = v
		} else if v, ok := errors.AsType[*statuserrors.Problem](err); ok {
			got = v
		} else if v, ok := errors.AsType[*statuserrors.Blocked](err); ok {
			got = v
		}
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%d %s: %#v, want %#v", test.status, test.body, got, test.want)
		}
		if deviates := strings.Contains(test.text, "expected"); deviates != (len(e.Deviations) > 0) {
			t.Errorf("%d %s: deviations %v", test.status, test.body, e.Deviations)
		}
	}
}
