// Tests of the cache by the rules of RFC 9111 in docs/runtime.md, through Endpoint.Do.

package cache_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// What a second GET does, a minute after a response with the given header. Time in the bubble begins with the year
// 2000.
func TestC1ToC7Freshness(t *testing.T) {
	const fresh, validated, asked = "from the cache", "validated", "asked anew"
	for _, test := range []struct {
		name, want string
		header     []string
	}{
		{"seed", fresh, []string{runtimetest.SeedModified, runtimetest.SeedControl}},
		{"no heuristic freshness", validated, []string{runtimetest.SeedModified}},
		{"nothing said", asked, nil},
		{"C1 no-store", asked, []string{runtimetest.SeedModified, "Cache-Control: no-store, max-age=3600"}},
		{"C1 no-store in a second field", asked,
			[]string{runtimetest.SeedModified, runtimetest.SeedControl, "Cache-Control: No-Store"}},
		{"C2 no-cache", validated, []string{runtimetest.SeedModified, "Cache-Control: max-age=3600, No-CaChE"}},
		{"C2 no-cache for one field", validated,
			[]string{runtimetest.SeedModified, `Cache-Control: max-age=99, no-cache="A, B"`}},
		{"C4 max-age over a past Expires", fresh, []string{"Cache-Control: max-age=3600", "Expires: 0"}},
		{"C4 max-age over a future Expires", asked, []string{"Cache-Control: max-age=59", runtimetest.TenOClock}},
		{"C4 Expires", fresh, []string{"Expires: Sat, 01 Jan 2000 00:01:01 GMT"}},
		{"C4 Expires reached", asked, []string{"Expires: Sat, 01 Jan 2000 00:01:00 GMT"}},
		{"C4 Expires in the form of RFC 850", fresh, []string{"Expires: Saturday, 01-Jan-00 10:00:00 GMT"}},
		{"C4 RFC 850 in the past century", asked, []string{"Expires: Friday, 01-Jan-99 10:00:00 GMT"}},
		{"C4 RFC 850 beyond fifty years", asked, []string{"Expires: Sunday, 01-Jan-68 10:00:00 GMT"}},
		{"C4 RFC 850 within fifty years", fresh, []string{"Expires: Monday, 01-Jan-49 10:00:00 GMT"}},
		{"C4 Expires in the form of asctime", fresh, []string{"Expires: Sat Jan  1 10:00:00 2000"}},
		{"C4 Expires 0", asked, []string{"Expires: 0"}},
		{"C4 Expires in another zone", asked, []string{"Expires: Sat, 01 Jan 2000 10:00:00 CET"}},
		{"C4 Expires with an hour of one digit", asked, []string{"Expires: Sat, 01 Jan 2000 9:00:00 GMT"}},
		{"C4 two Expires", asked, []string{runtimetest.TenOClock, "Expires: Sat, 01 Jan 2000 11:00:00 GMT"}},
		{"C4 max-age reached", asked, []string{"Cache-Control: max-age=60"}},
		{"C4 max-age twice", fresh, []string{"Cache-Control: max-age=61, max-age=61"}},
		{"C4 max-age in quotes", fresh, []string{`Cache-Control: max-age="61"`}},
		{"C4 max-age in an extension", asked, []string{`Cache-Control: max-age=1, extension="max-age=3600"`}},
		{"C4 max-age negative", asked, []string{"Cache-Control: max-age=-3600"}},
		{"C4 max-age in single quotes", asked, []string{"Cache-Control: max-age='3600'"}},
		{"C4 two max-age", asked, []string{"Cache-Control: max-age=3600, max-age=7200"}},
		{"C5 max-age beyond 31 bits", fresh, []string{"Cache-Control: max-age=99999999999999999999999"}},
		{"C5 unknown directives", fresh, []string{"Cache-Control: x, immutable, s-maxage=1, max-age=3600, y=z"}},
		{"C6 Age", asked, []string{"Cache-Control: max-age=3600", "Age: 3540"}},
		{"C6 Age below", fresh, []string{"Cache-Control: max-age=3600", "Age: 3539"}},
		{"C6 Age beyond 31 bits", asked, []string{"Cache-Control: max-age=2147483647", "Age: 99999999999999999999999"}},
		{"C6 Age of two values", fresh, []string{"Cache-Control: max-age=3600", "Age: 0, 7200"}},
		{"C6 Age no number", fresh, []string{"Cache-Control: max-age=3600", "Age: 7200.0"}},
		{"C6 Date in the past", asked, []string{"Cache-Control: max-age=3600", "Date: Fri, 31 Dec 1999 23:01:00 GMT"}},
		{"C6 Date in the future", fresh, []string{"Cache-Control: max-age=61", "Date: Sat, 01 Jan 2000 10:00:00 GMT"}},
		{"C6 Age among letters", fresh, []string{"Cache-Control: max-age=3600", "Age: X7200X"}},
		{"C6 Date of antiquity", validated,
			[]string{"Cache-Control: max-age=99999999999", "Date: Mon, 01 Jan 0001 00:00:00 GMT", `ETag: "1"`}},
		{"C7 Vary of everything", asked, []string{runtimetest.SeedModified, runtimetest.SeedControl,
			"Vary: Accept, *"}},
		{"C7 Vary of the one user", fresh, []string{runtimetest.SeedControl, "Vary: authorization, Accept"}},
		{"C7 Vary of cookies", asked, []string{runtimetest.SeedModified, runtimetest.SeedControl, "Vary: Cookie"}},
		{"C7 Vary that matches", fresh, []string{runtimetest.SeedControl, "Vary: Accept-Encoding, ,X-Dio-Language"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					runtimetest.SetHeader(w, test.header...)
				})
				runtimetest.Get(t, e, "/x")
				time.Sleep(time.Minute)
				runtimetest.Get(t, e, "/x")
				got := fresh
				switch n, conditional := o.Asked(); {
				case n == 2 && conditional:
					got = validated
				case n == 2:
					got = asked
				}
				if got != test.want {
					t.Errorf("the second answer is %s, not %s", got, test.want)
				}
			})
		})
	}
}

func TestC6ResponsesWithAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			runtimetest.SetHeader(w, runtimetest.SeedControl, "Age: 5")
			fmt.Fprint(w, "body")
		})
		runtimetest.Get(t, e, "/x")
		time.Sleep(10 * time.Second)
		if a := runtimetest.Get(t, e, "/x"); a.Header.Get("Age") != "17" || a.Body != "body" || a.Status != 200 {
			t.Errorf("answer is %+v, want the body with Age 17", a)
		}
	})
}

func TestC6DelayCountsAsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * time.Second)
			runtimetest.SetHeader(w, "Cache-Control: max-age=2")
		})
		runtimetest.Get(t, e, "/x")
		runtimetest.Get(t, e, "/x")
		if n, _ := o.Asked(); n != 2 {
			t.Errorf("asked %d times, want 2", n)
		}
	})
}

func TestC8C12Validation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := cache.New(1 << 20)
		e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, "Last-Modified: thursday, verbatim", `ETag: W/"1"`, runtimetest.SeedControl)
			if r.Header.Get("If-None-Match") == "" {
				runtimetest.SetHeader(w, "Content-Type: application/json", "Content-Length: 4", "X-Dio-Kept: kept",
					"X-Dio-New: old", "Age: 1800")
				fmt.Fprint(w, "body")
				return
			}
			if r.Header.Get("If-Modified-Since") != "thursday, verbatim" || r.Header.Get("If-None-Match") != `W/"1"` {
				t.Errorf("conditions are %q", r.Header)
			}
			runtimetest.SetHeader(w, "Content-Type: text/html", "Content-Length: 0", "X-Dio-New: new")
			w.WriteHeader(http.StatusNotModified)
		})
		runtimetest.Get(t, e, "/x")
		time.Sleep(2 * time.Hour)
		a := runtimetest.Get(t, e, "/x")
		for name, want := range map[string]string{
			"Content-Type": "application/json", "Content-Length": "4", "X-Dio-Kept": "kept", "X-Dio-New": "new",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if a.Status != 200 || a.Body != "body" {
			t.Errorf("the validated answer is %d %q", a.Status, a.Body)
		}
		time.Sleep(59 * time.Minute)
		if runtimetest.Get(t, e, "/x"); len(o.Requests) != 2 {
			t.Errorf("asked %d times, though the 304 made the answer fresh", len(o.Requests))
		}
		runtimetest.Logout(t, cache)
	})
}

// What is no number of seconds, or several, is none.
func TestC4MaxAgeOfNothing(t *testing.T) {
	for _, value := range []string{
		"", "=", "=0", "=-1", "=+1", "=1.5", "=x", "= 3600", "=3600x", "=1, max-age=2", `="`,
	} {
		synctest.Test(t, func(t *testing.T) {
			e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
				runtimetest.SetHeader(w, "Cache-Control: max-age"+value)
			})
			runtimetest.Get(t, e, "/x")
			runtimetest.Get(t, e, "/x")
			if n, _ := o.Asked(); n != 2 {
				t.Errorf("max-age%s: asked %d times, want 2", value, n)
			}
		})
	}
}

// A year of two digits is at most fifty years away, to the second.
func TestC4BoundsOfRFC850(t *testing.T) {
	now := time.Date(2026, 3, 5, 10, 20, 30, 0, time.UTC)
	for s, want := range map[string]time.Time{
		"Thursday, 05-Mar-76 10:20:29 GMT": time.Date(2076, 3, 5, 10, 20, 29, 0, time.UTC),
		"Friday, 05-Mar-76 10:20:30 GMT":   time.Date(1976, 3, 5, 10, 20, 30, 0, time.UTC),
		"Friday, 05-Mar-76 10:20:31 GMT":   time.Date(1976, 3, 5, 10, 20, 31, 0, time.UTC),
		"Monday, 06-Apr-76 10:20:30 GMT":   time.Date(1976, 4, 6, 10, 20, 30, 0, time.UTC),
		"Monday, 01-Feb-71 00:00:00 GMT":   time.Date(2071, 2, 1, 0, 0, 0, 0, time.UTC),
	} {
		if got, ok := cache.ParseHTTPDate(s, now); !ok || !got.Equal(want) {
			t.Errorf("%s is %v, %v, want %v", s, got, ok, want)
		}
	}
	for s, want := range map[string]time.Time{ // in 1996, when a year of two digits below 69 is past 2000 first
		"Tuesday, 05-Mar-46 10:20:30 GMT":  time.Date(2046, 3, 5, 10, 20, 30, 0, time.UTC),
		"Tuesday, 05-Mar-46 10:20:31 GMT":  time.Date(1946, 3, 5, 10, 20, 31, 0, time.UTC),
		"Saturday, 06-Apr-46 10:20:30 GMT": time.Date(1946, 4, 6, 10, 20, 30, 0, time.UTC),
	} {
		if got, ok := cache.ParseHTTPDate(s, now.AddDate(-30, 0, 0)); !ok || !got.Equal(want) {
			t.Errorf("in 1996 %s is %v, %v, want %v", s, got, ok, want)
		}
	}
}

// In 2026 a year 70 is still to come (RFC 9110, section 5.6.7).
func TestC4CenturyOfRFC850(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, "Expires: Wednesday, 01-Jan-70 10:00:00 GMT")
		})
		runtimetest.Get(t, e, "/x")
		if runtimetest.Get(t, e, "/x"); len(o.Requests) != 1 {
			t.Error("the answer counts as expired")
		}
	})
}

// A 304 whose validator is not the stored one says nothing about what is stored (RFC 9111, section 4.3.4).
func TestCacheForeignValidation(t *testing.T) {
	for stored, foreign := range map[string]string{
		`ETag: "1"`:              `ETag: "2"`,
		runtimetest.SeedModified: "Last-Modified: Thu, 10 Sep 2015 13:30:32 GMT",
	} {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match")+r.Header.Get("If-Modified-Since") != "" {
				runtimetest.SetHeader(w, foreign)
				w.WriteHeader(http.StatusNotModified)
				return
			}
			runtimetest.SetHeader(w, stored)
			fmt.Fprint(w, "complete")
		})
		runtimetest.Get(t, e, "/x")
		if a := runtimetest.Get(t, e, "/x"); a.Body != "complete" || len(o.Requests) != 3 {
			t.Errorf("%s: got %q after %d requests, want the complete answer after 3", foreign, a.Body, len(o.Requests))
		}
	}
}

func TestC3NeverStale(t *testing.T) {
	for _, test := range []struct {
		status int
		kept   bool
	}{{499, false}, {500, true}, {501, true}, {503, true}, {599, true}} {
		synctest.Test(t, func(t *testing.T) {
			status := 200
			e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
				runtimetest.SetHeader(w, runtimetest.SeedControl)
				if status == 200 {
					runtimetest.SetHeader(w, runtimetest.SeedModified)
				}
				w.WriteHeader(status)
			})
			runtimetest.Get(t, e, "/x")
			time.Sleep(2 * time.Hour)
			status = test.status
			err := e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), func(*transport.Response) error {
				t.Error("a stale answer was used")
				return nil
			})
			if !errors.Is(err, failure.ErrStatus) {
				t.Errorf("error is %v, want the status", err)
			}
			time.Sleep(2 * time.Hour)
			status = 200
			runtimetest.Get(t, e, "/x")
			if since := o.Requests[len(o.Requests)-1].Header.Get("If-Modified-Since"); (since != "") != test.kept {
				t.Errorf("after %d the stored answer is validated: %v", test.status, since != "")
			}
		})
	}
}

// Every status is stored if it says for how long it holds, but those that tell of the moment or of a part, and those
// that HTTP does not know.
func TestCacheStatuses(t *testing.T) {
	never := []int{206, 304, 401, 407, 408, 425, 429, 600, 999}
	for status := 200; status < 1000; status++ {
		if status > 601 && status < 999 {
			continue
		}
		for _, lifetime := range []int{0, 1} {
			synctest.Test(t, func(t *testing.T) {
				store := newMapStore()
				o := &runtimetest.Origin{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					runtimetest.SetHeader(w, fmt.Sprint("Cache-Control: max-age=", lifetime), `ETag: "1"`)
					if r.Method == "GET" {
						w.WriteHeader(status)
					}
				})}
				e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
					HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, newSession()),
					Tokens: tokens("anna-1"), Retries: -1,
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/accept"), nil); err != nil {
					t.Fatal(err)
				}
				_, _ = runtimetest.ResponseTo(t.Context(), e,
					runtimetest.NewCall("GET", "/x")) // whatever a call makes of the status
				stored := (lifetime > 0 || status < 300) && status < 600 && !slices.Contains(never, status)
				if got := len(store.texts) > 0; got != stored {
					t.Errorf("%d with max-age=%d is stored: %v", status, lifetime, got)
				}
			})
		}
	}
}

// An error holds for as long as the service says, but that of a failing service not longer than ten seconds.
func TestCacheErrors(t *testing.T) {
	for _, test := range []struct {
		status  int
		control string
		pause   time.Duration
		asked   int
	}{
		{404, "max-age=3600", 59 * time.Minute, 1},
		{404, "max-age=3600", time.Hour, 2},
		{404, "private", 0, 2},
		{500, "max-age=3600", 9 * time.Second, 1},
		{500, "max-age=3600", 10 * time.Second, 2},
		{500, "max-age=5", 5 * time.Second, 2},
	} {
		t.Run(fmt.Sprint(test.status, test.control, test.pause), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					runtimetest.SetHeader(w, "Cache-Control: "+test.control, "Content-Type: text/html")
					w.WriteHeader(test.status)
					fmt.Fprint(w, "<title>Wartung</title>")
				})
				for range 2 {
					err := e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), nil)
					if callErr := runtimetest.FailureOf(t, err, failure.ErrStatus); callErr.Status != test.status ||
						callErr.Excerpt != "Wartung" {
						t.Errorf("error is %v", callErr)
					}
					time.Sleep(test.pause)
				}
				if n, _ := o.Asked(); n != test.asked {
					t.Errorf("asked %d times, want %d", n, test.asked)
				}
			})
		})
	}
}

func TestC7Vary(t *testing.T) {
	e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: accept, X-Dio-Language")
	})
	for i, test := range []struct {
		accept, language string
		requests         int
	}{{"a/b", "de", 1}, {"a/b", "de", 1}, {"a/b", "en", 2}, {"a/c", "en", 3}, {"a/c", "", 4}, {"a/c", "", 4}} {
		call := runtimetest.NewCall("GET", "/x")
		call.Accept = test.accept
		if test.language != "" {
			call.Header = http.Header{"X-Dio-Language": {test.language}}
		}
		if err := e.Do(t.Context(), call, nil); err != nil {
			t.Fatal(err)
		}
		if len(o.Requests) != test.requests {
			t.Errorf("call %d: asked %d times, want %d", i, len(o.Requests), test.requests)
		}
	}
}

func TestC9StoresOnlyWhatIsUsable(t *testing.T) {
	refuse := func(*transport.Response) error { return errors.New("not what the contract says") }
	for _, test := range []struct {
		name   string
		status int
		length string
		use    func(*transport.Response) error
	}{
		{"not decoded", 200, "2", refuse},
		{"too many requests", 429, "2", nil},
		{"truncated error", 404, "100", nil},
		{"truncated", 200, "100", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var requests atomic.Int32
			o := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests.Add(1)
				runtimetest.SetHeader(w, runtimetest.SeedControl, "Content-Length: "+test.length)
				w.WriteHeader(test.status)
				fmt.Fprint(w, "{}")
			}))
			defer o.Close()
			e, err := transport.NewEndpoint(o.URL, transport.Options{Cache: cache.New(1 << 20), Retries: -1})
			if err != nil {
				t.Fatal(err)
			}
			err = e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), test.use)
			if err == nil {
				t.Error("no error")
			}
			_ = e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), nil) // whether it asks is what counts
			if n := requests.Load(); n != 2 {
				t.Errorf("asked %d times, want 2", n)
			}
		})
	}
}

func TestC10Invalidation(t *testing.T) {
	for _, test := range []struct {
		method   string
		status   int
		requests int
	}{{"PUT", 200, 3}, {"POST", 204, 3}, {"DELETE", 200, 3}, {"PUT", 400, 2}, {"HEAD", 200, 2}} {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, runtimetest.SeedControl)
			if r.Method != "GET" {
				w.WriteHeader(test.status)
			}
		})
		runtimetest.Get(t, e, "/x")
		_ = e.Do(t.Context(), runtimetest.NewCall(test.method, "/x"), nil) // the status is the case's
		runtimetest.Get(t, e, "/x")
		if len(o.Requests) != test.requests {
			t.Errorf("%s answered %d: %d requests, want %d", test.method, test.status, len(o.Requests), test.requests)
		}
	}
}

// What was carried out drops what is stored, though its answer is lost or of no use.
func TestC10UnusableResponses(t *testing.T) {
	stream := func(e *transport.Endpoint, call *transport.Call) error {
		call.Accept = "application/pdf"
		_, err := stream.Open(t.Context(), e, call)
		return err
	}
	do := func(e *transport.Endpoint, call *transport.Call) error { return e.Do(t.Context(), call, nil) }
	multiCall := func(e *transport.Endpoint, call *transport.Call) error {
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(e)
		part := b.Add(call, nil)
		return errors.Join(b.Do(t.Context()), part.Err())
	}
	tooLarge := runtimetest.Responding(200, "text/plain", strings.Repeat("x", 1001))
	for _, test := range []struct {
		name     string
		send     func(*transport.Endpoint, *transport.Call) error
		answer   http.HandlerFunc
		kind     error
		requests int
	}{
		{"too large", do, tooLarge, failure.ErrTooLarge, 3},
		{"MultiCall too large", multiCall, tooLarge, failure.ErrTooLarge, 3},
		{"lost", do, runtimetest.Closing(t, ""), failure.ErrUnknownOutcome, 3},
		{"lost stream", stream, runtimetest.Closing(t, ""), failure.ErrUnknownOutcome, 3},
		{"page instead of a stream", stream, runtimetest.Responding(200, "text/html", "<h1>OK</h1>"), failure.ErrContent,
			3},
		{"lost MultiCall", multiCall, runtimetest.Closing(t, ""), failure.ErrUnknownOutcome, 3},
		{"page instead of a MultiCall", multiCall, runtimetest.Responding(200, "text/html", ""), failure.ErrContent, 3},
		{"refused stream", stream, runtimetest.Responding(403, "text/plain", ""), failure.ErrStatus, 2},
		{"refused MultiCall", multiCall, runtimetest.Responding(403, "text/plain", ""), failure.ErrStatus, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			requests := 0
			e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				if requests++; r.Method != "GET" {
					test.answer(w, r)
					return
				}
				runtimetest.SetHeader(w, runtimetest.SeedControl)
			}, transport.Options{Cache: cache.New(1 << 20), MaxResponseBytes: 1000})
			runtimetest.Get(t, e, "/x")
			runtimetest.FailureOf(t, test.send(e, runtimetest.NewCall("PUT", "/x")), test.kind)
			runtimetest.Get(t, e, "/x")
			if requests != test.requests {
				t.Errorf("%d requests, want %d", requests, test.requests)
			}
		})
	}
}

func TestC11DropsFieldsOfTheConnection(t *testing.T) {
	dropped := []string{
		"Connection", "X-Dio-Hop", "X-Dio-Leap", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
		"Upgrade", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
	}
	client := runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		h := make(http.Header)
		for _, name := range dropped {
			h.Set(name, "1")
		}
		h["Connection"] = []string{"close, x-dio-hop", "X-Dio-Leap "}
		h.Set("X-Dio-End", "1")
		h.Set("Cache-Control", "max-age=60")
		return &http.Response{StatusCode: 200, Header: h, Body: http.NoBody, Request: r}, nil
	})
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: client}, Cache: cache.New(1 << 20),
	})
	if err != nil {
		t.Fatal(err)
	}
	first, h := runtimetest.Get(t, e, "/x").Header, runtimetest.Get(t, e, "/x").Header
	for _, name := range dropped {
		if h.Get(name) != "" || first.Get(name) == "" {
			t.Errorf("%s was stored, or not received", name)
		}
	}
	if h.Get("X-Dio-End") == "" {
		t.Error("X-Dio-End was not stored")
	}
}

func TestC13Logout(t *testing.T) {
	cache := cache.New(1 << 20)
	e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, "Cache-Control: max-age=3600, "+strings.TrimPrefix(r.URL.Path, "/rest/"))
	})
	for _, path := range []string{"/public", "/private", "/unmarked", "/public,private"} {
		runtimetest.Get(t, e, path)
	}
	runtimetest.Logout(t, cache)
	for path, want := range map[string]int{"/public": 0, "/private": 1, "/unmarked": 1, "/public,private": 1} {
		before := len(o.Requests)
		if runtimetest.Get(t, e, path); len(o.Requests)-before != want {
			t.Errorf("%s: asked %d times after the logout, want %d", path, len(o.Requests)-before, want)
		}
	}
}

// A response that a logout or an unsafe call overtakes is the caller's, and nobody else's.
func TestC10C13Overtaken(t *testing.T) {
	for name, overtake := range map[string]func(*cache.Cache, *transport.Endpoint){
		"logout": func(c *cache.Cache, _ *transport.Endpoint) { runtimetest.Logout(t, c) },
		"unsafe call": func(_ *cache.Cache, e *transport.Endpoint) {
			_ = e.Do(t.Context(), runtimetest.NewCall("PUT", "/x"), nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			cache := cache.New(1 << 20)
			var e *transport.Endpoint
			gets := 0
			e, _ = runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != "GET" {
					return
				}
				gets++
				if gets == 2 {
					overtake(cache, e)
				}
				runtimetest.SetHeader(w, runtimetest.SeedModified, "Cache-Control: max-age=0")
				if r.Header.Get("If-Modified-Since") != "" {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				fmt.Fprint(w, gets)
			})
			if body := runtimetest.Get(t, e, "/x").Body; body != "1" {
				t.Fatalf("the first answer is %q", body)
			}
			// The second call is conditional and answered 304, but what it asked about is gone by then.
			if body := runtimetest.Get(t, e, "/x").Body; body != "3" {
				t.Errorf("the second answer is %q, want a third one that was asked for without conditions", body)
			}
		})
	}
}

func TestC13StoresNothingAskedForBeforeLogout(t *testing.T) {
	cache := cache.New(1 << 20)
	e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
		runtimetest.Logout(t, cache)
		runtimetest.SetHeader(w, runtimetest.SeedControl)
	})
	runtimetest.Get(t, e, "/x")
	if runtimetest.Get(t, e, "/x"); len(o.Requests) != 2 {
		t.Error("an answer from before the logout was used after it")
	}
}

func TestCacheAsksOnce(t *testing.T) {
	for _, test := range []struct {
		name, header string
		requests     int
		elapsed      time.Duration
	}{
		{"fresh", runtimetest.SeedControl, 1, time.Second},
		{"not to be stored", "Cache-Control: no-store", 50, 2 * time.Second}, // the others do not queue up
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(time.Second)
					runtimetest.SetHeader(w, test.header)
					fmt.Fprint(w, "body")
				})
				begun := time.Now()
				var callers sync.WaitGroup
				for range 50 {
					callers.Go(func() {
						if body := runtimetest.Get(t, e, "/x").Body; body != "body" {
							t.Errorf("answer is %q", body)
						}
					})
				}
				callers.Wait()
				if n, _ := o.Asked(); n != test.requests {
					t.Errorf("asked %d times, want %d", n, test.requests)
				}
				if elapsed := time.Since(begun); elapsed != test.elapsed {
					t.Errorf("took %v, want %v", elapsed, test.elapsed)
				}
			})
		})
	}
}

// Of three callers the one that asks gives up, and then one that waits: the third has its answer nevertheless.
// Nobody waits for a response that is not likely to be stored, until one was.
func TestCacheDoesNotWaitInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var storable atomic.Bool
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			if storable.Load() {
				runtimetest.SetHeader(w, runtimetest.SeedControl)
			}
		})
		runtimetest.Get(t, e, "/x")
		begun := time.Now()
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() { runtimetest.Get(t, e, "/x") })
		}
		callers.Wait()
		if elapsed := time.Since(begun); elapsed != time.Second {
			t.Errorf("took %v, want one second", elapsed)
		}
		storable.Store(true)
		runtimetest.Get(t, e, "/x")
		runtimetest.Get(t, e, "/x")
		if n, _ := o.Asked(); n != 52 {
			t.Errorf("asked %d times, want 52", n)
		}
	})
}

func TestCacheCallersGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(10 * time.Second):
			case <-r.Context().Done():
			}
			runtimetest.SetHeader(w, runtimetest.SeedControl)
		})
		var callers sync.WaitGroup
		for i, patience := range []time.Duration{2 * time.Second, time.Second, time.Minute, time.Minute, time.Minute} {
			callers.Go(func() {
				time.Sleep(time.Duration(i)) // in this order
				begun := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				err := e.Do(ctx, runtimetest.NewCall("GET", "/x"), nil)
				if gaveUp := errors.Is(err, context.DeadlineExceeded); gaveUp != (i < 2) || (err != nil) != gaveUp {
					t.Errorf("caller %d: %v", i, err)
				}
				if callErr, ok := errors.AsType[*failure.Error](err); ok && callErr.Status != 0 {
					t.Errorf("caller %d: status %d, though nothing was answered", i, callErr.Status)
				}
				if elapsed := time.Since(begun); i < 2 && elapsed != patience {
					t.Errorf("caller %d gave up after %v, want %v", i, elapsed, patience)
				}
			})
		}
		callers.Wait()
		if n, _ := o.Asked(); n != 2 {
			t.Errorf("asked %d times, want 2", n)
		}
	})
}

func TestCacheIsBounded(t *testing.T) {
	const size = 10_000
	e, o := runtimetest.CachedEndpoint(t, cache.New(3*size), func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, runtimetest.SeedControl)
		n := size * 8 / 10
		if strings.HasSuffix(r.URL.Path, "/huge") {
			n = 4 * size
		}
		fmt.Fprint(w, strings.Repeat("x", n))
	})
	for _, step := range []struct {
		path  string
		asked bool
	}{
		{"/1", true}, {"/2", true}, {"/3", true},
		{"/1", false}, // and so more recently used than /2
		{"/4", true}, {"/1", false}, {"/3", false}, {"/2", true}, {"/4", true},
		{"/huge", true}, {"/huge", true}, {"/4", false},
	} {
		before := len(o.Requests)
		if runtimetest.Get(t, e, step.path); (len(o.Requests) > before) != step.asked {
			t.Errorf("%s: asked %v, want %v", step.path, !step.asked, step.asked)
		}
	}
}
