// MultiCalls of tests, and services that respond to them.

package runtimetest

import (
	"io"
	"net/http"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Outcome is the result of one call of a MultiCall.
type Outcome struct {
	Part     *multicall.Part
	Uses     int
	Response transport.Response
}

func Add(b *multicall.Batch, call *transport.Call) *Outcome {
	o := new(Outcome)
	o.Part = b.Add(call, func(a *transport.Response) error {
		o.Uses++
		o.Response = *a
		return nil
	})
	return o
}

// Check fails the test unless the call got the response.
func (o *Outcome) Check(t *testing.T, status int, body string) {
	t.Helper()
	if err := o.Part.Err(); err != nil || o.Uses != 1 || o.Response.Status != status || o.Response.Body != body {
		t.Errorf("used %d times: %d %q, %v, want %d %q", o.Uses, o.Response.Status, o.Response.Body, err, status, body)
	}
}

// MultipartResponse returns a handler that responds to every POST with body, and to everything else with 404.
func MultipartResponse(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}
}

// ResponsePart returns a part that responds to the call with the id.
func ResponsePart(id, header, body string) string {
	return "--B\r\nX-Dio-Request-ID: <" + id + ">\r\nX-Dio-Status: 200 OK\r\n" + header + "\r\n" + body + "\r\n"
}

// SetIDs makes b use ids: for its parts, in order, and then as boundaries.
func SetIDs(b *multicall.Batch, ids ...string) {
	b.NewID = func() (id string) {
		id, ids = ids[0], ids[1:]
		return id
	}
}
