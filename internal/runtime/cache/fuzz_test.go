// Fuzz targets of what the cache reads: header fields, dates, stored texts.

package cache_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Nothing that a header may hold makes a response fresh unless it says how long, or in spite of no-store.
func FuzzCacheHeaders(f *testing.F) {
	f.Add("max-age=3600", "", "", "", "")
	f.Add("private, must-revalidate, max-age=3600", "0", "Sat, 01 Jan 2000 00:00:00 GMT", "12",
		"Accept, X-Dio-Language")
	f.Add(`no-cache="a, b", No-Store`, "Sat, 01 Jan 2050 00:00:00 GMT", "x", "99999999999999999999", "*")
	f.Add("max-age=-1,,=,\"", "Saturday, 01-Jan-50 00:00:00 GMT", "Sat Jan  1 00:00:00 2000", "-1", ",")
	f.Fuzz(func(t *testing.T, control, expires, date, age, vary string) {
		synctest.Test(t, func(t *testing.T) {
			e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
				h := w.Header()
				h["Cache-Control"], h["Expires"], h["Date"] = []string{control}, []string{expires}, []string{date}
				h["Age"], h["Vary"] = []string{age}, []string{vary}
				fmt.Fprint(w, "body")
			})
			first := runtimetest.Get(t, e, "/x")
			if second := runtimetest.Get(t, e, "/x"); second.Body != first.Body || second.Status != first.Status {
				t.Errorf("the second answer is %d %q", second.Status, second.Body)
			}
			control = strings.ToLower(control)
			stated := strings.Contains(control, "max-age") || expires != ""
			forbidden := strings.Trim(control, " \t,") == "no-store" || strings.Trim(vary, " \t,") == "*"
			if n, _ := o.Asked(); n == 1 && (!stated || forbidden) {
				t.Error("an answer was used again that must not be")
			}
		})
	})
}

// A date that is accepted is one in the preferred form too, and one of two digits is not far from now.
func FuzzHTTPDate(f *testing.F) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	f.Add("Thu, 10 Sep 2015 13:30:31 GMT")
	f.Add("thU, 10 sEP 2015 13:30:31 gmt")
	f.Add("Sunday, 06-Nov-94 08:49:37 GMT")
	f.Add("Sun Nov  6 08:49:37 1994")
	f.Add("Thu, 10 Sep 2015 13:30:60 GMT")
	f.Fuzz(func(t *testing.T, s string) {
		date, ok := cache.ParseHTTPDate(s, now)
		if !ok {
			return
		}
		again, ok := cache.ParseHTTPDate(date.UTC().Format(http.TimeFormat), now)
		if !ok || !again.Equal(date) {
			t.Errorf("%q is %v, and in the preferred form %v", s, date, again)
		}
		if strings.Count(s, "-") == 2 && (date.Before(now.AddDate(-50, 0, 0)) || date.After(now.AddDate(50, 0, 0))) {
			t.Errorf("%q is %v", s, date)
		}
	})
}

// fixedStore gives the same text for every key, and remembers what is saved.
type fixedStore struct{ text string }

func (s *fixedStore) Load(context.Context, string, string) (string, bool) { return s.text, true }

func (s *fixedStore) Save(_ context.Context, _, _, text string) error {
	s.text = text
	return nil
}

func (s *fixedStore) Delete(context.Context, string, string) error { return nil }
func (s *fixedStore) DeleteAll(context.Context, string) error      { return nil }

// Whatever a store gives, a call has a response: that which was stored, or a new one.
func FuzzStoredText(f *testing.F) {
	service := func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, runtimetest.SeedModified, runtimetest.SeedControl, "Vary: Accept")
		fmt.Fprint(w, "body")
	}
	stored := new(fixedStore)
	e, _ := runtimetest.CachedEndpoint(f, sharedCache(f, stored, "anna"), service)
	runtimetest.Get(f, e, "/x")
	f.Add(stored.text)
	f.Add(stored.text[:len(stored.text)/2])
	f.Add("")
	f.Add("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, text string) {
		e, o := runtimetest.CachedEndpoint(t, sharedCache(t, &fixedStore{text}, "anna"), service)
		err := e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), func(a *transport.Response) error {
			if n, _ := o.Asked(); n > 0 && a.Body != "body" {
				t.Errorf("answer is %q, though the service was asked", a.Body)
			}
			return nil
		})
		if n, _ := o.Asked(); n > 0 && err != nil {
			t.Errorf("error is %v, though the service has answered", err)
		}
		if _, ok := errors.AsType[*failure.Error](err); err != nil && !ok {
			t.Errorf("error is %v", err)
		}
	})
}
