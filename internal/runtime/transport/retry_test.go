// Tests of retries: which calls and failures are retried, the pauses, Retry-After.

package transport_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// failing answers each request with the next of statuses, 0 being none, and with 200 once they are used up. It counts
// the requests.
func failing(t *testing.T, requests *int, statuses ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		*requests++
		status := http.StatusOK
		if len(statuses) > 0 {
			status, statuses = statuses[0], statuses[1:]
		}
		if status == 0 {
			runtimetest.Closing(t, "")(w, r)
			return
		}
		w.WriteHeader(status)
	}
}

func TestSituation12Retries(t *testing.T) {
	for _, test := range []struct {
		method   string
		statuses []int
		retries  int // option
		requests int
		kind     error // nil: the call succeeds
		status   int
	}{
		{"GET", []int{503, 503}, 0, 3, nil, 0},
		{"GET", []int{429, 502}, 0, 3, nil, 0},
		{"GET", []int{504, 504, 504}, 0, 3, failure.ErrStatus, 504},
		{"GET", []int{0, 0}, 0, 3, nil, 0},
		{"GET", []int{0, 0, 0}, 0, 3, failure.ErrTransport, 0},
		{"HEAD", []int{503}, 0, 2, nil, 0},
		{"GET", []int{503, 503, 503, 503}, 4, 5, nil, 0},
		{"GET", []int{503}, -1, 1, failure.ErrStatus, 503},
		{"GET", []int{0}, -1, 1, failure.ErrTransport, 0},
		{"GET", []int{500}, 0, 1, failure.ErrStatus, 500},
		{"GET", []int{404}, 0, 1, failure.ErrStatus, 404},
		{"GET", []int{401, 503, 503}, 0, 4, nil, 0}, // the replay after the 401 is no retry
		{"GET", []int{503, 401, 503}, 0, 4, nil, 0},
		{"GET", []int{401, 503, 401}, 0, 3, failure.ErrAuth, 401},
		{"POST", []int{503}, 0, 1, failure.ErrStatus, 503},
		{"POST", []int{429}, 0, 1, failure.ErrStatus, 429},
		{"POST", []int{0}, 0, 1, failure.ErrUnknownOutcome, 0},
		{"PUT", []int{0}, 0, 1, failure.ErrUnknownOutcome, 0},
		{"DELETE", []int{502}, 9, 1, failure.ErrStatus, 502},
	} {
		t.Run(fmt.Sprint(test.method, test.statuses, test.retries), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var requests int
				e := runtimetest.MemoryEndpoint(t, failing(t, &requests, test.statuses...),
					transport.Options{Retries: test.retries, Tokens: new(runtimetest.NumberedTokens)})
				err := e.Do(t.Context(), &transport.Call{Method: test.method}, nil)
				if test.kind == nil && err != nil {
					t.Error(err)
				}
				if test.kind != nil {
					if callErr := runtimetest.FailureOf(t, err, test.kind); callErr.Status != test.status {
						t.Errorf("got %v", callErr)
					}
				}
				if requests != test.requests {
					t.Errorf("%d requests, want %d", requests, test.requests)
				}
			})
		})
	}
}

func TestSituation12SOAPIsSentOnce(t *testing.T) {
	for status, kind := range map[int]error{503: failure.ErrStatus, 429: failure.ErrStatus,
		0: failure.ErrUnknownOutcome} {
		synctest.Test(t, func(t *testing.T) {
			var requests int
			e := runtimetest.MemoryEndpoint(t, failing(t, &requests, status), transport.Options{})
			runtimetest.FailureOf(t, runtimetest.Report(t, e, runtimetest.NoIncident), kind)
			if requests != 1 {
				t.Errorf("%d: %d requests", status, requests)
			}
		})
	}
}

func TestSituation12Backoff(t *testing.T) {
	const retries = 8
	var longest [retries]time.Duration
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			var times []time.Time
			e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				times = append(times, time.Now())
				w.WriteHeader(http.StatusServiceUnavailable)
			}, transport.Options{Retries: retries})
			runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: "GET"}, nil), failure.ErrStatus)
			if len(times) != retries+1 {
				t.Fatalf("%d requests", len(times))
			}
			for i := range longest {
				longest[i] = max(longest[i], times[i+1].Sub(times[i]))
			}
		})
	}
	for i, got := range longest {
		bound := min(200*time.Millisecond<<i, 5*time.Second)
		// Of 20 random pauses one is in the upper half, but for once in a million times.
		if got > bound || got < bound/2 {
			t.Errorf("the longest pause before retry %d was %v, want one below %v", i+1, got, bound)
		}
	}
}

func TestSituation13RetryAfter(t *testing.T) {
	const jitter = 200 * time.Millisecond
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of every synctest bubble
	at := func(after time.Duration) string { return start.Add(after).Format(http.TimeFormat) }
	for _, test := range []struct {
		value, date string
		timeout     time.Duration // of the call
		requests    int
		wait        time.Duration
	}{
		{"3", "", 0, 2, 3 * time.Second},
		{" 30 ", "", 0, 2, 30 * time.Second},
		{"0", "", 0, 2, 0},
		{at(7 * time.Second), "", 0, 2, 7 * time.Second},
		{at(time.Hour), at(time.Hour - 7*time.Second), 0, 2, 7 * time.Second}, // the service's clock is fast
		{at(-time.Hour), "", 0, 2, 0},
		{"", "", 0, 2, 0},
		{"-5", "", 0, 2, 0},
		{"1.5", "", 0, 2, 0},
		{"soon", "", 0, 2, 0},
		{"31", "", 0, 1, 0},
		{"31536000", "", 0, 1, 0},
		{"18446744073709551617", "", 0, 1, 0}, // 1 in 64 bits
		{at(365 * 24 * time.Hour), "", 0, 1, 0},
		{"20", "", 10 * time.Second, 1, 0},
		{"9", "", 10 * time.Second, 2, 9 * time.Second},
	} {
		for _, streamed := range []bool{false, true} {
			t.Run(fmt.Sprint(test.value, test.date, test.timeout, streamed), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					requests := 0
					e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
						if requests++; requests > 1 {
							return
						}
						if w.Header()["Date"] = nil; test.date != "" {
							w.Header().Set("Date", test.date)
						}
						w.Header().Set("Retry-After", test.value)
						w.WriteHeader(http.StatusServiceUnavailable)
					}, transport.Options{Timeout: test.timeout})
					call := &transport.Call{Method: "GET"}
					do := func() error { return e.Do(t.Context(), call, nil) }
					if streamed {
						do = func() error {
							s, err := stream.Open(t.Context(), e, call)
							if err == nil {
								err = s.Close()
							}
							return err
						}
					}
					err := do()
					if test.requests == 1 {
						callErr := runtimetest.FailureOf(t, err, failure.ErrStatus)
						if callErr.Status != http.StatusServiceUnavailable {
							t.Error(err)
						}
					} else if err != nil {
						t.Error(err)
					}
					wait := time.Since(start)
					if requests != test.requests || wait < test.wait || wait > test.wait+jitter ||
						requests == 1 && wait > 0 {
						t.Errorf("%d requests within %v", requests, wait)
					}
				})
			})
		}
	}
}

func TestSituation12RetriesEndWithTheCall(t *testing.T) {
	t.Run("the caller gives up", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", "20")
				w.WriteHeader(http.StatusServiceUnavailable)
			}, transport.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			start := time.Now()
			err := e.Do(ctx, &transport.Call{Method: "GET"}, nil)
			runtimetest.FailureOf(t, err, failure.ErrTransport)
			if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
				t.Errorf("got %v after %v", err, time.Since(start))
			}
		})
	})
	for name, timeout := range map[string]time.Duration{"timeout of the client": 10 * time.Second, "deadline": -1} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := runtimetest.MemoryEndpoint(t, runtimetest.Responding(http.StatusServiceUnavailable, "", ""),
					transport.Options{Retries: 1000, Timeout: timeout})
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				start := time.Now()
				runtimetest.FailureOf(t, e.Do(ctx, &transport.Call{Method: "GET"}, nil), failure.ErrStatus)
				if took := time.Since(start); timeout > 0 && took > timeout || took > 20*time.Second ||
					took < 5*time.Second {
					t.Errorf("gave up after %v", took)
				}
			})
		})
	}
}

func TestSituation11RefusalOfTheUserIsNotRetried(t *testing.T) {
	requests, refusal := 0, errors.New("the user follows nothing")
	client := runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/rest/there?s3cret", http.StatusFound)
	})
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return refusal }
	e, err := transport.NewEndpoint("http://service.example/rest",
		transport.Options{HTTPClient: client, AllowHTTP: true})
	if err != nil {
		t.Fatal(err)
	}
	err = e.Do(t.Context(), &transport.Call{Method: "GET"}, nil)
	callErr := runtimetest.FailureOf(t, err, failure.ErrRedirect)
	if !errors.Is(err, refusal) || callErr.Status != http.StatusFound || requests != 1 ||
		strings.Contains(err.Error(), "s3cret") {
		t.Errorf("got %v after %d requests", err, requests)
	}
}

func TestSituation11RedirectedResponseIsNotCached(t *testing.T) {
	var requests []string
	e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		requests = append(requests, r.URL.Path)
		if r.URL.Path == "/rest/here" {
			http.Redirect(w, r, "/rest/there", http.StatusFound)
			return
		}
		w.Header().Set("Cache-Control", "private, max-age=3600")
		io.WriteString(w, "there")
	}, transport.Options{Cache: cache.New(1 << 20)})
	for _, path := range []string{"/here", "/here", "/there", "/there"} {
		err := e.Do(t.Context(), &transport.Call{Method: "GET", Path: path, Cacheable: true},
			func(a *transport.Response) error {
				if a.Body != "there" {
					t.Errorf("got %q", a.Body)
				}
				return nil
			})
		if err != nil {
			t.Error(err)
		}
	}
	if got, want := strings.Join(requests, " "),
		"/rest/here /rest/there /rest/here /rest/there /rest/there"; got != want {
		t.Errorf("got requests %s, want %s", got, want)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{
		"", "0", "3", "30", "31", "-1", "1.5", "soon", "99999999999999999999", "0000000000000000000000001",
		"Sat, 01 Jan 2000 00:00:07 GMT", "Saturday, 01-Jan-00 00:00:07 GMT", "Sat Jan  1 00:00:07 2000",
		"Fri, 31 Dec 9999 23:59:59 GMT",
	} {
		f.Add(value, "")
		f.Add(value, "Fri, 31 Dec 1999 23:59:59 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		synctest.Test(t, func(t *testing.T) {
			header := http.Header{"Retry-After": {value}, "Date": {date}}
			start := time.Now()
			err := runtimetest.CannedEndpoint(t, runtimetest.CannedClient(503, header, "")).Do(t.Context(),
				&transport.Call{Method: "GET"}, nil)
			runtimetest.FailureOf(t, err, failure.ErrStatus)
			if took := time.Since(start); took > 2*30*time.Second+600*time.Millisecond {
				t.Errorf("Retry-After: %q took %v", value, took)
			}
		})
	})
}
