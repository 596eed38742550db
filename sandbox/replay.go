// Replay: recorded calls instead of contracts.

package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/kontrakt-dev/kontrakt/internal/cassette"
	"github.com/kontrakt-dev/kontrakt/internal/recorder"
)

// A Recording answers requests from a cassette, which gen serve --record wrote.
type Recording struct {
	player recorder.Player
	tb     TB
}

// Replay answers from the cassette in file until the test ends. The requests must be the recorded ones, in their order,
// each once, unless [Recording.AnyOrder] allows more. Secrets and header fields are not compared. Another request fails
// the test, and so does a call that was not made. A cassette that cannot be read ends the test.
func Replay(t TB, file string) *Recording {
	t.Helper()
	recorded, ds := cassette.ReadFile(file)
	if err := ds.Err(); err != nil {
		t.Fatalf("sandbox: %v", err)
	}
	listeners, addresses, err := recorder.Listen("127.0.0.1:0", recorded.Services)
	if err != nil {
		t.Fatalf("sandbox: %v", err)
	}
	r := &Recording{tb: t, player: recorder.Player{Cassette: recorded, Addresses: addresses}}
	var hasProblem atomic.Bool
	r.player.Seen = func(_ *cassette.Exchange, problem string) {
		if problem != "" {
			hasProblem.Store(true)
			t.Errorf("sandbox: %s", problem)
		}
	}
	t.Cleanup(func() {
		if rest := r.player.Unanswered(); len(rest) > 0 && !hasProblem.Load() && !r.player.AnyOrder {
			t.Errorf("sandbox: %s: %d recorded calls were not made: the first one is %s", rest[0].Pos, len(rest),
				recorder.Label(rest[0].Service, &rest[0].Request))
		}
	})
	for origin, listener := range listeners {
		server := &http.Server{Handler: r.player.Handler(origin)}
		go server.Serve(listener)
		t.Cleanup(func() { server.Close() })
	}
	return r
}

// AnyOrder answers each request with a recorded call of the same operation: method, path and, for SOAP, element in the
// body. It chooses a call with the same content if there is one, and one that was not answered yet. The last one is
// repeated. Call it before the first request.
func (r *Recording) AnyOrder() *Recording {
	r.player.AnyOrder = true
	return r
}

// URL returns the URL that stands for that of a service of the cassette, with the same path.
func (r *Recording) URL(service string) string {
	r.tb.Helper()
	var names []string
	for _, s := range r.player.Cassette.Services {
		if s.Name == service {
			return r.player.Addresses.Of(s)
		}
		names = append(names, s.Name)
	}
	r.tb.Fatalf("sandbox: %s", fmt.Sprintf("there is no service %q: the cassette has %s", service, strings.Join(names, ", ")))
	return ""
}
