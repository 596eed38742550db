// Tests of stored responses: which requests they match, how a 304 renews them, and which of two is used.

package cache_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Absent and empty are two values of a field that Vary nominates (RFC 9111, section 4.1); white space between the
// elements of a list is none.
func TestC7AbsentAndEmpty(t *testing.T) {
	values := [][]string{nil, {""}, {"a"}, {"="}, {"a,b"}, {"b, a"}, {"a", "c"}, {`"a,b"`}, {`"a, b"`}}
	for i, first := range values {
		for j, second := range values {
			e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
				runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: X-Dio-Language")
			})
			for _, value := range [][]string{first, second} {
				call := runtimetest.NewCall("GET", "/x")
				if value != nil {
					call.Header = http.Header{"X-Dio-Language": value}
				}
				if err := e.Do(t.Context(), call, nil); err != nil {
					t.Fatal(err)
				}
			}
			if n, _ := o.Asked(); (n == 1) != (i == j) {
				t.Errorf("%q and then %q: asked %d times", first, second, n)
			}
		}
	}
	for _, same := range [][2][]string{
		{{"a,b"}, {"a", "b"}}, {{"a,b"}, {"a ,\tb"}}, {{" a"}, {"a "}}, {{""}, {" "}},
	} {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: X-Dio-Language")
		})
		for _, value := range same {
			call := runtimetest.NewCall("GET", "/x")
			call.Header = http.Header{"X-Dio-Language": value}
			if err := e.Do(t.Context(), call, nil); err != nil {
				t.Fatal(err)
			}
		}
		if n, _ := o.Asked(); n != 1 {
			t.Errorf("%q: asked %d times, want once", same, n)
		}
	}
}

// The media type of a call is a field like others, though it is not in its header.
func TestC7Accept(t *testing.T) {
	for _, accept := range []string{"", "a/b"} {
		for _, header := range []http.Header{nil, {"Accept": {""}}, {"Accept": {"a/b"}}} {
			e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
				runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: accept")
			})
			first, second := runtimetest.NewCall("GET", "/x"), runtimetest.NewCall("GET", "/x")
			first.Accept, second.Header = accept, header
			for _, call := range []*transport.Call{first, second} {
				if err := e.Do(t.Context(), call, nil); err != nil {
					t.Fatal(err)
				}
			}
			same := accept == "" && header == nil || accept != "" && header.Get("Accept") == accept
			if n, _ := o.Asked(); (n == 1) != same {
				t.Errorf("Accept %q and then %q: asked %d times", accept, header, n)
			}
		}
	}
}

// What Vary does not nominate may differ.
func TestC7NotNominated(t *testing.T) {
	e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: X-Dio-Language")
	})
	for _, accept := range []string{"", "a/b", "a/c"} {
		call := runtimetest.NewCall("GET", "/x")
		call.Accept, call.Header = accept, http.Header{"X-Dio-Other": {accept}}
		if err := e.Do(t.Context(), call, nil); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := o.Asked(); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
}

// What differs by Authorization is private, however public it says it is.
func TestC7C13VaryOfAuthorization(t *testing.T) {
	requests := 0
	handler := func(w http.ResponseWriter, r *http.Request) {
		requests++
		runtimetest.SetHeader(w, "Cache-Control: public, max-age=3600", "Vary: Accept, authorization")
		fmt.Fprint(w, r.Header.Get("Authorization"))
	}
	store, session := newMapStore(), newSession()
	client := func(token string) member {
		cache := cache.NewShared(store, session)
		e := runtimetest.MemoryEndpoint(t, handler, transport.Options{Cache: cache, Tokens: tokens(token), Retries: -1})
		if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/accepted"), nil); err != nil {
			t.Fatal(err)
		}
		return member{e, cache}
	}
	service := newMembers() // accepts tokens: handler calls everything public
	accept := func(m member, token string) {
		other := cache.NewShared(store, session)
		e := runtimetest.MemoryEndpoint(t, service.HandlerFunc, transport.Options{Cache: other, Tokens: tokens(token)})
		if err := e.Do(t.Context(), runtimetest.NewCall("GET", "/page"), nil); err != nil {
			t.Fatal(err)
		}
	}
	anna, bert := client("anna-1"), client("bert-1")
	accept(anna, "anna-1")
	accept(bert, "bert-1")
	requests = 0
	for range 2 {
		anna.expect(t, "/x", "Bearer anna-1")
		bert.expect(t, "/x", "Bearer bert-1")
	}
	if requests != 2 {
		t.Errorf("%d requests, want 2", requests)
	}
	runtimetest.Logout(t, anna.cache)
	anna.expect(t, "/x", "Bearer anna-1")
	if requests != 3 {
		t.Errorf("%d requests after the logout, want 3", requests)
	}

	e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), handler)
	for i, authorization := range []string{"Basic YQ==", "Basic Yg==", "Basic Yg=="} { // of the call's own
		call := runtimetest.NewCall("GET", "/x")
		call.Header = http.Header{"Authorization": {authorization}}
		if err := e.Do(t.Context(), call, nil); err != nil || len(o.Requests) != i+1 {
			t.Errorf("%d requests after %d calls with their own credentials, %v", len(o.Requests), i+1, err)
		}
	}
}

// A 304 renews the response that has the validator which the 304 states (RFC 9111, section 4.3.4), and no other.
func TestC8WhatA304Selects(t *testing.T) {
	const lm1, lm2 = "Last-Modified: Thu, 10 Sep 2015 13:30:31 GMT", "Last-Modified: Fri, 11 Sep 2015 13:30:31 GMT"
	for _, test := range []struct {
		stored, said []string
		renews       bool
	}{
		{[]string{`ETag: "1"`}, nil, true},
		{[]string{`ETag: "1"`}, []string{`ETag: "1"`}, true},
		{[]string{`ETag: "1"`}, []string{`ETag: W/"1"`}, true},
		{[]string{`ETag: W/"1"`}, []string{`ETag: W/"1"`}, true},
		{[]string{`ETag: W/"1"`}, []string{`ETag: "1"`}, false},
		{[]string{`ETag: "1"`}, []string{`ETag: "2"`}, false},
		{[]string{`ETag: "1"`}, []string{`ETag: W/"2"`}, false},
		{[]string{`ETag: "1"`}, []string{`ETag: "11"`}, false},
		{[]string{`ETag: "1"`, lm1}, []string{`ETag: "1"`, lm2}, true},
		{[]string{`ETag: "1"`, lm1}, []string{`ETag: "2"`, lm1}, false},
		{[]string{`ETag: "1"`, lm1}, []string{lm1}, true},
		{[]string{`ETag: "1"`, lm1}, []string{lm2}, false},
		{[]string{`ETag: "1"`}, []string{lm1}, false},
		{[]string{lm1}, nil, true},
		{[]string{lm1}, []string{lm1}, true},
		{[]string{lm1}, []string{lm2}, false},
		{[]string{lm1}, []string{`ETag: "1"`}, false},
		{[]string{lm1}, []string{`ETag: W/"1"`}, false},
		{[]string{lm1}, []string{`ETag: "1"`, lm1}, false},
	} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("If-None-Match")+r.Header.Get("If-Modified-Since") != "" {
						runtimetest.SetHeader(w, append(test.said, "X-Dio-Of: the 304")...)
						w.WriteHeader(http.StatusNotModified)
						return
					}
					runtimetest.SetHeader(w, append(test.stored, "Cache-Control: max-age=60")...)
					fmt.Fprint(w, "body")
				})
				runtimetest.Get(t, e, "/x")
				time.Sleep(time.Minute)
				a := runtimetest.Get(t, e, "/x")
				n, _ := o.Asked()
				renewed := a.Header.Get("X-Dio-Of") != ""
				if renewed != test.renews || a.Body != "body" || a.Status != 200 || (n == 2) != test.renews {
					t.Errorf("renewed: %v, after %d requests, with %d %q", renewed, n, a.Status, a.Body)
				}
			})
		})
	}
}

// What cannot be validated is not renewed by a 304 that nobody asked for.
func TestC8UnaskedFor304(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 200
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			runtimetest.SetHeader(w, "Cache-Control: max-age=60")
			w.WriteHeader(status)
		})
		runtimetest.Get(t, e, "/x")
		time.Sleep(time.Minute)
		status = 304
		callErr := runtimetest.FailureOf(t, e.Do(t.Context(), runtimetest.NewCall("GET", "/x"), nil), failure.ErrStatus)
		if n, _ := o.Asked(); n != 3 || callErr.Status != 304 {
			t.Errorf("%v after %d requests, want a 304 after 3", callErr, n)
		}
	})
}

// Callers can send conditions of their own. If the stored response is fresh, they get a 304 if it matches, otherwise the
// stored response. If it is not fresh, the call is sent to the service with the caller's conditions.
func TestCacheConditionsOfTheCaller(t *testing.T) {
	const modified, before, after = "Thu, 10 Sep 2015 13:30:31 GMT", "Thu, 10 Sep 2015 13:30:30 GMT",
		"Thu, 10 Sep 2015 13:30:32 GMT"
	match := func(values ...string) http.Header { return http.Header{"If-None-Match": values} }
	since := func(value string) http.Header { return http.Header{"If-Modified-Since": {value}} }
	both := func(tag, value string) http.Header {
		return http.Header{"If-None-Match": {tag}, "If-Modified-Since": {value}}
	}
	for _, test := range []struct {
		etag      string
		modified  string
		condition http.Header
		status    int // from the cache
	}{
		{`"1"`, "", match(`*`), 304},
		{``, "", match(`*`), 304},
		{`"1"`, "", match(`"1"`), 304},
		{`"1"`, "", match(`W/"1"`), 304},
		{`W/"1"`, "", match(`"1"`), 304},
		{`"1"`, "", match(`"0", "1"`), 304},
		{`"1"`, "", match(`"0"`, `W/"1"`), 304},
		{`"1"`, "", match(`"1"`, `"0"`), 304},
		{`"a,b"`, "", match(`"0","a,b"`), 304},
		{`"1"`, "", match(`"0", *`), 304},
		{`"1"`, "", match(`"2"`), 200},
		{`"1"`, "", match(`"11"`), 200},
		{`"1"`, "", match(`"0", "2"`), 200},
		{`"a,b"`, "", match(`"a"`, `"b"`), 200},
		{``, "", match(`"1"`), 200},
		{``, "", match(`""`), 200},
		{``, "", match(`, "1"`), 200},
		{``, "", match(`W/, "1"`), 200},
		{``, modified, since(modified), 304},
		{``, modified, since(after), 304},
		{``, modified, since(before), 200},
		{``, modified, since("yesterday"), 200},
		{``, "once", since(modified), 200},
		{``, "", since(modified), 200},
		{`"1"`, modified, since(modified), 304},
		{`"1"`, modified, match(`"1"`), 304},
		{`"1"`, modified, both(`"1"`, before), 304}, // the tag alone counts (RFC 9110, section 13.1.3)
		{`"1"`, modified, both(`"2"`, after), 200},
	} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					runtimetest.SetHeader(w, "Cache-Control: max-age=60", "X-Dio-Kept: 1")
					if test.etag != "" {
						runtimetest.SetHeader(w, "ETag: "+test.etag)
					}
					if test.modified != "" {
						runtimetest.SetHeader(w, "Last-Modified: "+test.modified)
					}
					if len(r.Header["If-None-Match"])+len(r.Header["If-Modified-Since"]) > 0 {
						w.WriteHeader(http.StatusNotModified)
						return
					}
					fmt.Fprint(w, "body")
				})
				ask := func() *transport.Response {
					call := runtimetest.NewCall("GET", "/x")
					call.Header = test.condition.Clone()
					response, err := runtimetest.ResponseTo(t.Context(), e, call)
					if err != nil {
						t.Fatal(err)
					}
					return response
				}
				if a := ask(); a.Status != 304 || len(o.Requests) != 1 {
					t.Errorf("before anything is stored: %d after %d requests", a.Status, len(o.Requests))
				}
				runtimetest.Get(t, e, "/x")
				a := ask()
				body := map[int]string{200: "body", 304: ""}[test.status]
				if a.Status != test.status || a.Body != body || len(o.Requests) != 2 ||
					a.Header.Get("X-Dio-Kept") != "1" {
					t.Errorf("from the cache: %d %q after %d requests", a.Status, a.Body, len(o.Requests))
				}
				time.Sleep(time.Minute)
				a = ask()
				sent := o.Requests[len(o.Requests)-1].Header
				if a.Status != 304 || len(o.Requests) != 3 ||
					!slices.Equal(sent["If-None-Match"], test.condition["If-None-Match"]) ||
					!slices.Equal(sent["If-Modified-Since"], test.condition["If-Modified-Since"]) {
					t.Errorf("when stale: %d after %d requests with %q", a.Status, len(o.Requests), sent)
				}
				// The caller's 304 leaves what is stored for others.
				runtimetest.Get(t, e, "/x")
				if _, validated := o.Asked(); validated != (test.etag+test.modified != "") {
					t.Errorf("the stored answer is validated: %v", validated)
				}
			})
		})
	}
}

// The response that was not found is that for everybody, whatever conditions a caller has.
func TestCacheConditionsOnAnError(t *testing.T) {
	e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, "Cache-Control: max-age=60", `ETag: "1"`)
		w.WriteHeader(http.StatusNotFound)
	})
	for range 2 {
		call := runtimetest.NewCall("GET", "/x")
		call.Header = http.Header{"If-None-Match": {`"1"`}}
		if a, err := runtimetest.ResponseTo(t.Context(), e, call); err != nil || a.Status != 404 ||
			len(o.Requests) != 1 {
			t.Errorf("got %v, %v after %d requests", a, err, len(o.Requests))
		}
	}
}

// Of two responses to the same request the later one by Date stays, and with the same Date the one that was asked for
// later, in whichever order they arrive, and whether or not they may be stored.
func TestCacheKeepsTheNewerResponse(t *testing.T) {
	const start = "Sat, 01 Jan 2000 00:00:"
	for _, test := range []struct {
		name          string
		first, second string // the Date of the request that is sent first, and of the one that overtakes it
		store         string // the Cache-Control of the first
		want          string // the answer that is kept, "" for none
	}{
		{"later Date", start + "05 GMT", start + "06 GMT", "max-age=60", "second"},
		{"earlier Date", start + "05 GMT", start + "04 GMT", "max-age=60", "first"},
		{"same Date", start + "05 GMT", start + "05 GMT", "max-age=60", "second"},
		{"no Date", "", "", "max-age=60", "first"}, // their receipt counts
		{"Date in the future", start + "59 GMT", start + "58 GMT", "max-age=60", "first"},
		{"Date in the future of the one that is stored", start + "08 GMT", start + "59 GMT", "max-age=60", "first"},
		{"not to be stored but later", start + "07 GMT", start + "06 GMT", "no-store", ""},
		{"not to be stored and earlier", start + "05 GMT", start + "06 GMT", "no-store", "second"},
		{"not to be stored with the same Date", start + "05 GMT", start + "05 GMT", "no-store", "second"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler := func(w http.ResponseWriter, r *http.Request) {
					if date := r.Header.Get("X-Dio-Date"); date != "" {
						runtimetest.SetHeader(w, "Date: "+date)
					}
					control := "max-age=60"
					if r.Header.Get("X-Dio-Name") == "first" {
						time.Sleep(10 * time.Second)
						control = test.store
					}
					runtimetest.SetHeader(w, "Cache-Control: "+control)
					fmt.Fprint(w, r.Header.Get("X-Dio-Name"))
				}
				store, session := newMapStore(), newSession()
				ask := func(name, date string) string {
					o := &runtimetest.Origin{Handler: http.HandlerFunc(handler)}
					e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
						HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, session),
						Tokens: tokens("anna-1"),
					})
					if err != nil {
						t.Fatal(err)
					}
					if name == "accept" || name == "" { // a client whose token is accepted
						if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/accept"), nil); err != nil {
							t.Fatal(err)
						}
					}
					call := runtimetest.NewCall("GET", "/x")
					call.Header = http.Header{"X-Dio-Name": {name}, "X-Dio-Date": {date}}
					a, err := runtimetest.ResponseTo(t.Context(), e, call)
					if err != nil {
						t.Fatal(err)
					}
					return a.Body
				}
				done := make(chan bool)
				go func() {
					ask("first", test.first)
					close(done)
				}()
				time.Sleep(6 * time.Second)
				ask("second", test.second)
				<-done
				if got := ask("", ""); got != test.want {
					t.Errorf("%q is kept, want %q", got, test.want)
				}
			})
		})
	}
}

// A clock that was set back makes no stored answer win over all that come: what it received in the future is replaced.
func TestCacheAfterTheClockWasSetBack(t *testing.T) {
	store, session := newMapStore(), newSession()
	handler := func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, "Cache-Control: max-age=60")
		fmt.Fprint(w, time.Now().Year())
	}
	ask := func(t *testing.T) string {
		o := &runtimetest.Origin{Handler: http.HandlerFunc(handler)}
		e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
			HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, session),
			Tokens: tokens("anna-1"),
		})
		if err != nil {
			t.Fatal(err)
		}
		return runtimetest.Get(t, e, "/x").Body
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(366 * 24 * time.Hour)
		ask(t)
	})
	synctest.Test(t, func(t *testing.T) { // begins with the year 2000 again
		ask(t)
		time.Sleep(time.Second)
		handler = func(w http.ResponseWriter, r *http.Request) { t.Error("the newer answer was not kept") }
		if body := ask(t); body != "2000" {
			t.Errorf("got %q", body)
		}
	})
}

// Where a public and a private answer are stored for one URL, as other clients may have been given, the newer one is
// used; an unsafe call drops both.
func TestC13PublicAndPrivateResponse(t *testing.T) {
	for _, kinds := range [][2]string{{"public", "private"}, {"private", "public"}} {
		synctest.Test(t, func(t *testing.T) {
			control, number := "", 0
			handler := func(w http.ResponseWriter, r *http.Request) {
				if r.Method == "GET" {
					number++
					runtimetest.SetHeader(w, "Cache-Control: max-age=60, "+control)
					fmt.Fprint(w, number)
				}
			}
			store := newMapStore()
			e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
				HTTPClient: &http.Client{Transport: &runtimetest.Origin{Handler: http.HandlerFunc(handler)}},
				Cache:      cache.NewShared(store, newSession()), Tokens: tokens("anna-1"),
			})
			if err != nil {
				t.Fatal(err)
			}
			unsafeCall := func(path string) {
				if err := e.Do(t.Context(), runtimetest.NewCall("DELETE", path), nil); err != nil {
					t.Fatal(err)
				}
			}
			unsafeCall("/accept")
			control = kinds[0]
			runtimetest.Get(t, e, "/x")
			older := maps.Clone(store.texts)
			time.Sleep(time.Minute)
			control = kinds[1]
			runtimetest.Get(t, e, "/x")
			if len(store.texts) != 1 {
				t.Errorf("%v: %d texts are stored, want the newer one", kinds, len(store.texts))
			}
			maps.Copy(store.texts, older) // which is stale by now: it would be asked for
			if body := runtimetest.Get(t, e, "/x").Body; body != "2" || len(store.texts) != 2 {
				t.Errorf("%v: got answer %s of %d stored ones, want 2 of 2", kinds, body, len(store.texts))
			}
			unsafeCall("/x")
			if len(store.texts) != 0 {
				t.Errorf("%v: %d texts are stored after an unsafe call", kinds, len(store.texts))
			}
		})
	}
}

// In a cache of one user's, a response takes the place of the one before, be it public or private.
func TestC13PublicBecomesPrivate(t *testing.T) {
	for _, kinds := range [][2]string{{"public", "private"}, {"private", "public"}} {
		synctest.Test(t, func(t *testing.T) {
			cache, number := cache.New(1<<20), 0
			e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
				runtimetest.SetHeader(w, "Cache-Control: max-age=60, "+kinds[min(number, 1)])
				number++
				fmt.Fprint(w, number)
			})
			runtimetest.Get(t, e, "/x")
			time.Sleep(time.Minute)
			runtimetest.Get(t, e, "/x")
			if body := runtimetest.Get(t, e, "/x").Body; body != "2" || len(o.Requests) != 2 {
				t.Errorf("%v: got %q after %d requests", kinds, body, len(o.Requests))
			}
			runtimetest.Logout(t, cache)
			runtimetest.Get(t, e, "/x")
			if want := map[string]int{"private": 3, "public": 2}[kinds[1]]; len(o.Requests) != want {
				t.Errorf("%v: %d requests after the logout, want %d", kinds, len(o.Requests), want)
			}
		})
	}
}

// A stored response that cannot be used is asked for anew; one that cannot be decoded is an error, as from the service.
func TestPanicInCachedResponse(t *testing.T) {
	cache := cache.New(1 << 20)
	e, service := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=60")
		w.Header().Set("Vary", "X-Kind")
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `"a"`)
	})
	call := func() *transport.Call {
		return &transport.Call{Operation: "GetOne", Method: "GET", Path: "/one", Cacheable: true}
	}
	read := func(decode func(*jsonwire.Decoder) string) error {
		_, err := rest.DoJSON(t.Context(), e, call(), decode)
		return err
	}
	if err := read((*jsonwire.Decoder).Text); err != nil {
		t.Fatal(err)
	}
	err := read(func(*jsonwire.Decoder) string { runtimetest.OutOfRange(); return "" })
	runtimetest.CheckGuarded(t, err, "GetOne", 200, runtimetest.IndexFault)
	if n := len(service.Methods()); n != 1 {
		t.Errorf("got %d requests, want 1", n)
	}
	if url := "https://service.example/rest/one"; !cache.Has(t.Context(), url, call()) ||
		cache.Has(t.Context(), url, nil) { // which panics as its fields are compared
		t.Error("the entry is not used, or used after a panic")
	}
}
