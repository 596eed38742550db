// Tests of automatic batching: concurrent GETs in one request, with the same outcome as single calls.

package multicall_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

const window = 5 * time.Millisecond

// batchingEndpoint gives an endpoint that gathers up to maxParts calls for the window, with calls as its service.
func batchingEndpoint(t testing.TB, maxParts int, o transport.Options,
	calls http.HandlerFunc) (*transport.Endpoint, *runtimetest.Origin) {
	t.Helper()
	service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(calls)}
	o.HTTPClient = &http.Client{Transport: service}
	o.Fetcher = multicall.Framing{HeaderPrefix: "X-Dio-", MaxParts: maxParts}.Gather(window)
	e, err := transport.NewEndpoint("https://service.example/rest", o)
	if err != nil {
		t.Fatal(err)
	}
	return e, service
}

// echo answers with the path of the request.
func echo(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }

// What comes of a call is the same whether it is batched or not, for whatever the service answers.
func TestBatchingChangesNothing(t *testing.T) {
	calls := func(w http.ResponseWriter, r *http.Request) {
		switch path := strings.TrimPrefix(r.URL.Path, "/rest"); path {
		case "/accept":
			fmt.Fprint(w, r.Header.Get("Accept"))
		case "/messages":
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(400)
			fmt.Fprint(w, `{"Meldungen":["nein"]}`)
		case "/html":
			w.WriteHeader(500)
			fmt.Fprint(w, "<title>Wartung</title>")
		case "/busy":
			w.WriteHeader(503)
		case "/empty":
			w.WriteHeader(204)
		case "/moved":
			http.Redirect(w, r, "/rest/here", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, "https://other.example/", http.StatusFound)
		case "/login":
			w.WriteHeader(401)
		case "/modified":
			w.WriteHeader(304)
		default:
			echo(w, r)
		}
	}
	paths := []string{"/x", "/accept", "/messages", "/html", "/busy", "/empty", "/moved", "/elsewhere", "/login",
		"/modified", "/a%2Fb", "bad path", "/x?y"}
	results := func(window time.Duration) (results []string, requests int) {
		synctest.Test(t, func(t *testing.T) {
			service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(calls)}
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient:    &http.Client{Transport: service},
				Fetcher:       multicall.Framing{HeaderPrefix: "X-Dio-"}.Gather(window),
				ErrorMessages: func(body string) []string { return jsonvalue.Messages(body, "Meldungen") },
			})
			if err != nil {
				t.Fatal(err)
			}
			results = make([]string, len(paths))
			var callers sync.WaitGroup
			for i, path := range paths {
				callers.Go(func() {
					call := runtimetest.NewCall("GET", path)
					call.Accept = "text/plain"
					err := e.Do(t.Context(), call, func(a *transport.Response) error {
						results[i] = fmt.Sprint(a.Status, " ", a.Body)
						return nil
					})
					results[i] += fmt.Sprint(" ", err)
				})
			}
			callers.Wait()
			requests, _ = service.Asked()
		})
		return results, requests
	}
	alone, many := results(0)
	together, fewer := results(window)
	for i, path := range paths {
		if alone[i] != together[i] {
			t.Errorf("%s alone: %s\nbatched: %s", path, alone[i], together[i])
		}
	}
	if fewer >= many {
		t.Errorf("%d requests instead of %d", fewer, many)
	}
}

func TestBatchingSendsOneRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := transport.Options{Cache: cache.New(1 << 20)}
		e, service := batchingEndpoint(t, 0, o, func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, runtimetest.SeedControl)
			echo(w, r)
		})
		var callers sync.WaitGroup
		for i := range 50 {
			callers.Go(func() {
				time.Sleep(time.Duration(i) * window / 100)
				path := fmt.Sprint("/", i%10) // five callers for each: single-flight goes on
				if got := runtimetest.Get(t, e, path).Body; got != "/rest"+path {
					t.Errorf("%s is answered %q", path, got)
				}
			})
		}
		callers.Wait()
		runtimetest.Get(t, e, "/3") // from the cache
		if got := fmt.Sprint(service.Methods()); got != "[POST]" {
			t.Errorf("requests are %v, want one MultiCall", got)
		}
	})
}

// The cache validates and stores what a batch brings, as it does with single calls (C14).
// Without a window no call waits, and none travels with another.
func TestBatchingIsOffByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, window := range []time.Duration{0, -time.Second} {
			service := &runtimetest.Origin{Handler: runtimetest.MultiCallServer(func(w http.ResponseWriter,
				r *http.Request) {
				time.Sleep(time.Second)
				echo(w, r)
			})}
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient: &http.Client{Transport: service},
				Fetcher:    multicall.Framing{HeaderPrefix: "X-Dio-"}.Gather(window)})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			var group sync.WaitGroup
			for range 3 {
				group.Go(func() {
					if err := e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), nil); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			if got := strings.Join(service.Methods(), " "); got != "GET GET GET" || time.Since(start) != time.Second {
				t.Errorf("window %v: %s in %v", window, got, time.Since(start))
			}
		}
	})
}

func TestBatchingValidates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		validations := 0
		o := transport.Options{Cache: cache.New(1 << 20)}
		e, service := batchingEndpoint(t, 0, o, func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, runtimetest.SeedModified, "Cache-Control: max-age=60")
			if r.Header.Get("If-Modified-Since") != "" {
				validations++
				w.WriteHeader(http.StatusNotModified)
				return
			}
			echo(w, r)
		})
		for range 3 {
			var callers sync.WaitGroup
			for _, path := range []string{"/1", "/2"} {
				callers.Go(func() {
					if got := runtimetest.Get(t, e, path).Body; got != "/rest"+path {
						t.Errorf("%s is answered %q", path, got)
					}
				})
			}
			callers.Wait()
			time.Sleep(time.Minute)
		}
		if got := fmt.Sprint(service.Methods()); got != "[POST POST POST]" || validations != 4 {
			t.Errorf("requests are %v, with %d validations", got, validations)
		}
	})
}

func TestBatchingLoneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, service := batchingEndpoint(t, 0, transport.Options{}, echo)
		begun := time.Now()
		runtimetest.Get(t, e, "/x")
		if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/x"), nil); err != nil {
			t.Error(err)
		}
		if got := fmt.Sprint(service.Methods()); got != "[GET PUT]" || time.Since(begun) != window {
			t.Errorf("requests are %v after %v", got, time.Since(begun))
		}
	})
}

func TestBatchingFullBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, service := batchingEndpoint(t, 4, transport.Options{}, echo)
		begun := time.Now()
		var callers sync.WaitGroup
		for i := range 8 {
			callers.Go(func() { runtimetest.Get(t, e, fmt.Sprint("/", i)) })
		}
		callers.Wait()
		if got := fmt.Sprint(service.Methods()); got != "[POST POST]" || time.Since(begun) != 0 {
			t.Errorf("requests are %v after %v: a full batch has nothing to wait for", got, time.Since(begun))
		}
	})
}

// Callers give up before, or while, the request is on its way. The others never notice, and the last one ends it.
func TestBatchingCallersGiveUp(t *testing.T) {
	for _, test := range []struct {
		name     string
		patience []time.Duration
		requests string
		elapsed  time.Duration
	}{
		{"one within the window", []time.Duration{time.Millisecond, time.Hour, time.Hour}, "[POST]",
			window + time.Minute},
		{"all but one within the window", []time.Duration{time.Millisecond, time.Hour}, "[GET]", window + time.Minute},
		{"all within the window", []time.Duration{time.Millisecond, time.Millisecond}, "[]", time.Millisecond},
		{"the first on the way", []time.Duration{time.Second, time.Hour, time.Hour}, "[POST]", window + time.Minute},
		{"all on the way", []time.Duration{time.Second, 2 * time.Second}, "[POST]", 2 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var ended atomic.Int32
				service := &runtimetest.Origin{}
				service.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					select {
					case <-time.After(time.Minute):
						runtimetest.MultiCallServer(echo)(w, r)
					case <-r.Context().Done():
						ended.Add(1)
					}
				})
				e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
					HTTPClient: &http.Client{Transport: service},
					Fetcher:    multicall.Framing{HeaderPrefix: "X-Dio-"}.Gather(window),
				})
				if err != nil {
					t.Fatal(err)
				}
				begun := time.Now()
				var callers sync.WaitGroup
				for i, patience := range test.patience {
					callers.Go(func() {
						ctx, cancel := context.WithTimeout(t.Context(), patience)
						defer cancel()
						err := e.Do(ctx, runtimetest.NewCall("GET", fmt.Sprint("/", i)), nil)
						if gaveUp := patience < time.Hour; gaveUp != errors.Is(err, context.DeadlineExceeded) ||
							!gaveUp && err != nil {
							t.Errorf("caller %d, with a patience of %v: %v", i, patience, err)
						}
					})
				}
				callers.Wait()
				if elapsed := time.Since(begun); elapsed != test.elapsed {
					t.Errorf("took %v, want %v", elapsed, test.elapsed)
				}
				time.Sleep(window)
				if got := fmt.Sprint(service.Methods()); got != test.requests {
					t.Errorf("requests are %v, want %v", got, test.requests)
				}
				if want := strings.HasPrefix(test.name, "all on"); (ended.Load() == 1) != want {
					t.Errorf("%d requests were given up", ended.Load())
				}
			})
		})
	}
}

// Where MultiCall fails, in whatever way, calls go by themselves.
func TestBatchingFallsBack(t *testing.T) {
	for name, response := range map[string]http.HandlerFunc{
		"refused":      runtimetest.Responding(404, "text/plain", "no MultiCall here"),
		"failing":      runtimetest.Responding(500, "text/html", "<title>Fehler</title>"),
		"no multipart": runtimetest.Responding(200, "text/html", "<title>Wartung</title>"),
		"nothing":      runtimetest.Responding(200, "multipart/related; boundary=B", "--B--"),
		"cut short":    runtimetest.Responding(200, "multipart/related; boundary=B", "--B\r\nX-Dio-Request-ID: <1>\r\n"),
		"other parts": runtimetest.Responding(200, "multipart/related; boundary=B",
			runtimetest.ResponsePart("1", "", "one")+"--B--"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, service := batchingEndpoint(t, 0, transport.Options{}, nil)
				service.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == "POST" {
						response(w, r)
						return
					}
					echo(w, r)
				})
				var callers sync.WaitGroup
				for _, path := range []string{"/1", "/2"} {
					callers.Go(func() {
						if got := runtimetest.Get(t, e, path).Body; got != "/rest"+path {
							t.Errorf("%s is answered %q", path, got)
						}
					})
				}
				callers.Wait()
				if got := fmt.Sprint(service.Methods()); got != "[POST GET GET]" {
					t.Errorf("requests are %v", got)
				}
			})
		})
	}
}

// A call takes no longer than Options.Timeout, the wait for others included.
func TestBatchingTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := batchingEndpoint(t, 0, transport.Options{Timeout: time.Second},
			func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-time.After(time.Minute):
				case <-r.Context().Done():
				}
			})
		begun := time.Now()
		var callers sync.WaitGroup
		for range 2 {
			callers.Go(func() {
				err := e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), nil)
				if runtimetest.FailureOf(t, err, failure.ErrTransport); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error is %v", err)
				}
			})
		}
		callers.Wait()
		if elapsed := time.Since(begun); elapsed != time.Second {
			t.Errorf("took %v", elapsed)
		}
	})
}

// The effect, over a link of 80 ms there and back, six connections at most, and 2 ms of work for each call.
func TestBatchingEffect(t *testing.T) {
	const n, latency, work = 60, 80 * time.Millisecond, 2 * time.Millisecond
	measure := func(window time.Duration, concurrent bool) (elapsed time.Duration, requests int) {
		synctest.Test(t, func(t *testing.T) {
			var mu sync.Mutex
			service := runtimetest.MultiCallServer(func(w http.ResponseWriter, r *http.Request) {
				time.Sleep(work)
				echo(w, r)
			})
			client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				requests++
				mu.Unlock()
				time.Sleep(latency)
				service(w, r)
			})
			client.Transport.(*http.Transport).MaxConnsPerHost = 6
			e, err := transport.NewEndpoint("http://localhost/rest", transport.Options{
				HTTPClient: client, Fetcher: multicall.Framing{HeaderPrefix: "X-Dio-"}.Gather(window),
			})
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			var callers sync.WaitGroup
			for i := range n {
				call := func() { runtimetest.Get(t, e, fmt.Sprint("/", i)) }
				if concurrent {
					callers.Go(call)
				} else {
					call()
				}
			}
			callers.Wait()
			elapsed = time.Since(begun)
		})
		return elapsed, requests
	}
	sequential, sequentialRequests := measure(0, false)
	concurrent, concurrentRequests := measure(0, true)
	batched, batchedRequests := measure(window, true)
	t.Logf("%d calls: %v in %d requests one after the other, %v in %d concurrently, %v in %d batched", n,
		sequential, sequentialRequests, concurrent, concurrentRequests, batched, batchedRequests)
	if sequentialRequests != n || concurrentRequests != n || batchedRequests != 1 {
		t.Error("batched calls do not travel in one request, or others do")
	}
	if concurrent >= sequential/4 || batched >= concurrent/3 {
		t.Error("batching does not pay")
	}
}
