// Tests of JSON request bodies: their buffers are reused, and no body gets into another one.

package rest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// TestJSONBodies makes calls side by side, some of which are answered before their bodies are read.
func TestJSONBodies(t *testing.T) {
	endpoint := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/hasty") {
			w.WriteHeader(http.StatusConflict)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || int64(len(body)) != r.ContentLength {
			t.Errorf("%d of %d bytes, %v", len(body), r.ContentLength, err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}, transport.Options{})
	var callers sync.WaitGroup
	for caller := range 16 {
		callers.Go(func() {
			for n := range 50 {
				text := strings.Repeat(fmt.Sprintf("%d.%d ", caller, n), 1+7*n)
				encode := func(b []byte) []byte { return jsonwire.AppendString(b, text) }
				call := &transport.Call{Method: "POST", Path: "/echo"}
				if n%5 == 0 {
					call.Path = "/hasty"
				}
				rest.SetJSON(call, encode)
				got, err := rest.DoJSON(t.Context(), endpoint, call, (*jsonwire.Decoder).Text)
				if hasty := n%5 == 0; hasty != (err != nil) || !hasty && got != text {
					t.Errorf("%d.%d: %d bytes came back, not %d: %v", caller, n, len(got), len(text), err)
				}
			}
		})
	}
	callers.Wait()
}

// TestJSONBodyThatCannotBeSent makes calls whose bodies JSON cannot represent, by any name for JSON.
func TestJSONBodyThatCannotBeSent(t *testing.T) {
	endpoint := runtimetest.NewEndpoint(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") },
		transport.Options{})
	for _, contentType := range []string{"application/json", "application/json; charset=utf-8", "application/JSON",
		`application/vnd.x+json;profile="a/b"`} {
		call := &transport.Call{Method: "POST"}
		rest.SetJSON(call, func(b []byte) []byte { return append(wire.Refuse(append(b, '['), "no number"), ']') })
		call.ContentType = contentType
		err := endpoint.Do(t.Context(), call, nil)
		if !errors.Is(err, failure.ErrInvalid) || !strings.HasSuffix(err.Error(), ": no number") {
			t.Errorf("%s: got %v", contentType, err)
		}
		call = &transport.Call{Method: "POST", Err: errors.New("first")}
		rest.SetRawJSON(call, json.RawMessage(`{`))
		if err := endpoint.Do(t.Context(), call, nil); !errors.Is(err, failure.ErrInvalid) || !strings.HasSuffix(err.Error(), ": first") {
			t.Errorf("got %v", err)
		}
	}
}

// TestJSONBodyOnce makes a call a second time, whose body is gone.
func TestJSONBodyOnce(t *testing.T) {
	requests := 0
	endpoint := runtimetest.NewEndpoint(t, func(http.ResponseWriter, *http.Request) { requests++ }, transport.Options{})
	for name, do := range map[string]func(call *transport.Call) error{
		"Do": func(call *transport.Call) error { return endpoint.Do(t.Context(), call, nil) },
		"Open": func(call *transport.Call) error {
			stream, err := stream.Open(t.Context(), endpoint, call)
			if err == nil {
				err = stream.Close()
			}
			return err
		},
	} {
		requests = 0
		call := &transport.Call{Method: "POST"}
		rest.SetRawJSON(call, json.RawMessage(`{}`))
		if err := do(call); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := do(call); !errors.Is(err, failure.ErrInvalid) || requests != 1 {
			t.Errorf("%s: the second time %v, %d requests", name, err, requests)
		}
	}
}
