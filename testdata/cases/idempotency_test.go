// Calls with idempotency keys.

package cases_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/idempotency"
)

// keysOf makes a call of a service that fails first, and returns the keys of the requests.
func keysOf(t *testing.T, fail func(w http.ResponseWriter), retries int, opts ...idempotency.CallOption) (keys []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		client := must[*idempotency.Client](t)(idempotency.New(idempotency.Config{Retries: retries,
			HTTPClient: &http.Client{Transport: handled(func(w http.ResponseWriter, r *http.Request) {
				if keys = append(keys, r.Header.Get("Idempotency-Key")); len(keys) == 1 {
					fail(w)
					return
				}
				w.Header().Set("Content-Type", "application/json")
				io.WriteString(w, `{"paid": true}`)
			})}}))
		var paid json.RawMessage
		if paid, err = client.Pay(t.Context(), 7, opts...); err == nil && string(paid) != `{"paid": true}` {
			t.Errorf("paid %s", paid)
		}
	})
	return keys, err
}

// handled is a transport whose requests a handler answers. If the handler writes no status but a negative one, the
// response is lost.
type handled func(w http.ResponseWriter, r *http.Request)

func (h handled) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h(w, r)
	if w.Header().Get("Lost") != "" {
		return nil, io.ErrUnexpectedEOF
	}
	return w.Result(), nil
}

func TestIdempotencyKeys(t *testing.T) {
	lost := func(w http.ResponseWriter) { w.Header().Set("Lost", "1") }
	busy := func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }
	seen := map[string]bool{}
	for _, fail := range []func(http.ResponseWriter){lost, busy} {
		keys, err := keysOf(t, fail, 0)
		if err != nil || len(keys) != 2 || keys[0] != keys[1] || len(keys[0]) < 20 || seen[keys[0]] {
			t.Errorf("keys %q, %v", keys, err)
		}
		seen[keys[0]] = true
	}
	keys, err := keysOf(t, lost, 0, idempotency.WithIdempotencyKey("idempotency-key", "mine"))
	check(t, keys, err, []string{"mine", "mine"})

	// A call without retries has an unknown outcome, and can be made again with its key.
	if keys, err = keysOf(t, lost, -1); len(keys) != 1 || !errors.Is(err, idempotency.ErrUnknownOutcome) {
		t.Errorf("keys %q, %v", keys, err)
	}
}
