// Tests of caches with faulty stores, and of the store in memory.

package cache_test

import (
	"container/list"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// An entry that is cut, or goes on, at any place counts as missing: its call asks the service.
func TestC9CutEntries(t *testing.T) {
	service := func(w http.ResponseWriter, r *http.Request) {
		runtimetest.SetHeader(w, runtimetest.SeedModified, runtimetest.SeedControl, "Vary: Accept, X-Dio-Language")
		fmt.Fprint(w, "the body of an answer")
	}
	store := newMapStore()
	source := tokens("anna-1")
	session := newSession()
	client := func() (*transport.Endpoint, *runtimetest.Origin) {
		o := &runtimetest.Origin{Handler: http.HandlerFunc(service)}
		e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
			HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, session), Tokens: source,
		})
		if err != nil {
			t.Fatal(err)
		}
		return e, o
	}
	e, _ := client()
	runtimetest.Get(t, e, "/x")
	var at [2]string
	for at = range store.texts {
	}
	whole := store.texts[at]
	asked := func(text string) bool {
		store.texts[at] = text
		e, o := client()
		if body := runtimetest.Get(t, e, "/x").Body; body != "the body of an answer" {
			t.Errorf("a text of %d bytes gives %q", len(text), body)
		}
		n, validated := o.Asked()
		if validated {
			t.Errorf("a text of %d bytes is validated", len(text))
		}
		return n > 0
	}
	if asked(whole) {
		t.Fatal("the whole text is not used")
	}
	if !cache.ParsesEntry(whole) {
		t.Fatal("the whole text is not read")
	}
	for n := range len(whole) {
		if !asked(whole[:n]) || cache.ParsesEntry(whole[:n]) {
			t.Errorf("the text is used when cut after %d of %d bytes", n, len(whole))
		}
	}
	for i := range len(whole) { // whatever is in a text, it is read without a panic
		for _, c := range []byte{0, 1, 0x7F, 0x80, 0xFF, whole[i] ^ 1, whole[i] + 1, whole[i] - 1} {
			cache.ParsesEntry(whole[:i] + string([]byte{c}) + whole[i+1:])
			cache.ParsesEntry(whole[:i] + strings.Repeat(string([]byte{c}), 12))
		}
		for _, n := range []uint64{1 << 32, 1 << 62, 1<<63 + 1, 1<<64 - 1} { // nor is it read for ever
			cache.ParsesEntry(whole[:i] + string(binary.AppendUvarint(nil, n)) + whole[i+1:])
		}
	}
	_, length := binary.Uvarint([]byte(whole[1:]))
	for _, status := range []uint64{0, 1, 199, 206, 304, 401, 600, 1<<63 + 200} {
		if !asked(whole[:1] + string(binary.AppendUvarint(nil, status)) + whole[1+length:]) {
			t.Errorf("a text of status %d is used", status)
		}
	}
	for _, status := range []uint64{200, 299} {
		if asked(whole[:1] + string(binary.AppendUvarint(nil, status)) + whole[1+length:]) {
			t.Errorf("a text of status %d is not used", status)
		}
	}
	start, end := 1+length, 1+length // of the age
	for i := range 3 {
		_, n := binary.Varint([]byte(whole[end:]))
		if end += n; i < 2 {
			start = end
		}
	}
	for age, used := range map[time.Duration]bool{
		-1: false, 0: true, time.Minute: true, 1 << 31 * time.Second: true, 1<<31*time.Second + 1: false,
		1<<63 - 1: false,
	} {
		text := whole[:start] + string(binary.AppendVarint(nil, int64(age))) + whole[end:]
		if cache.ParsesEntry(text) != used {
			t.Errorf("a text of age %v is read: %v", age, !used)
		}
	}
	for _, more := range []string{"x", "\x00", whole} {
		if !asked(whole+more) || cache.ParsesEntry(whole+more) {
			t.Errorf("the text is used with %d bytes more", len(more))
		}
	}
}

// contextStore is a store as one behind a network: it does nothing for a context that has ended, and fails when told
// to.
type contextStore struct {
	cache.Store
	failing map[string]bool // by method
}

var errStore = errors.New("the store is down")

func (s *contextStore) do(ctx context.Context, method string) error {
	if s.failing[method] {
		return errStore
	}
	return ctx.Err()
}

func (s *contextStore) Load(ctx context.Context, partition, key string) (string, bool) {
	text, ok := s.Store.Load(ctx, partition, key)
	return text, ok && s.do(ctx, "Load") == nil
}

func (s *contextStore) Save(ctx context.Context, partition, key, text string) error {
	if err := s.do(ctx, "Save"); err != nil {
		return err
	}
	return s.Store.Save(ctx, partition, key, text)
}

func (s *contextStore) Delete(ctx context.Context, partition, key string) error {
	if err := s.do(ctx, "Delete"); err != nil {
		return err
	}
	return s.Store.Delete(ctx, partition, key)
}

func (s *contextStore) DeleteAll(ctx context.Context, partition string) error {
	if err := s.do(ctx, "DeleteAll"); err != nil {
		return err
	}
	return s.Store.DeleteAll(ctx, partition)
}

// A caller that gives up as soon as it has its answer leaves the store as one that stays does.
func TestCacheStoreAfterTheCaller(t *testing.T) {
	for name, open := range map[string]bool{"user who is known": true, "user who is not": false} {
		t.Run(name, func(t *testing.T) {
			service, session := newMembers(), newSession()
			store := newMapStore()
			anna := service.client(t, &contextStore{Store: store}, session, tokens("anna-1"))
			call := func(method, path string) {
				ctx, cancel := context.WithCancel(t.Context())
				err := anna.Do(ctx, runtimetest.NewCall(method, path),
					func(*transport.Response) error { cancel(); return nil })
				if err != nil {
					t.Error(err)
				}
			}
			call("GET", "/page")
			call("GET", "/public")
			if len(store.texts) != 2 {
				t.Errorf("%d texts are stored, want 2", len(store.texts))
			}
			if !open {
				cache.ForgetAcceptedTokens()
				anna = service.client(t, &contextStore{Store: store}, session, tokens("anna-1"))
			}
			call("PUT", "/public")
			call("PUT", "/page")
			if len(store.texts) != 0 {
				t.Errorf("%d texts are stored after they may have changed, want none", len(store.texts))
			}
			call("GET", "/page")
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := anna.cache.Logout(ctx); err != nil || len(store.texts) != 0 {
				t.Errorf("after the logout: %d texts, %v", len(store.texts), err)
			}
		})
	}
}

// What a store fails to do costs requests. What it failed to delete is not used until a logout succeeds.
func TestC13FailingStore(t *testing.T) {
	for _, test := range []struct {
		failing string
		fails   bool     // the logout
		asked   []string // by a page that was stored before, a PUT, the page, a logout, the page twice
	}{
		{"", false, []string{"PUT", "GET", "GET"}},
		{"Load", false, []string{"GET", "PUT", "GET", "GET", "GET"}},
		{"Save", false, []string{"PUT", "GET", "GET", "GET"}},
		{"Delete", false, []string{"PUT", "GET", "GET"}},
		{"DeleteAll", true, []string{"PUT", "GET", "GET", "GET"}},
	} {
		t.Run(test.failing, func(t *testing.T) {
			service, store := newMembers(), &contextStore{Store: newMapStore(), failing: make(map[string]bool)}
			anna := service.client(t, store, newSession(), tokens("anna-1"))
			anna.expect(t, "/page", "anna /page")
			service.asked()
			store.failing[test.failing] = true
			anna.expect(t, "/page", "anna /page")
			if err := anna.Do(t.Context(), runtimetest.NewCall("PUT", "/page"), nil); err != nil {
				t.Error(err)
			}
			anna.expect(t, "/page", "anna /page")
			err := anna.cache.Logout(t.Context())
			if errors.Is(err, errStore) != test.fails || (err != nil) != test.fails {
				t.Errorf("logout: %v", err)
			} else if err != nil && !strings.HasPrefix(err.Error(), "cached responses could not be deleted: ") {
				t.Errorf("logout: %q does not say what", err)
			}
			anna.expect(t, "/page", "anna /page")
			anna.expect(t, "/page", "anna /page")
			for i, want := range test.asked {
				test.asked[i] = "anna " + want + " /page"
			}
			service.expectAsked(t, test.asked...)

			// When the store works again, so does the cache, after a logout.
			clear(store.failing)
			runtimetest.Logout(t, anna.cache)
			anna.expect(t, "/page", "anna /page")
			anna.expect(t, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page")
		})
	}
}

// After a failed delete the public answers may be out of date too, so the next logout drops them.
func TestC10LogoutAfterAFailedDelete(t *testing.T) {
	for _, failed := range []bool{false, true} {
		service, store := newMembers(), &contextStore{Store: newMapStore(), failing: make(map[string]bool)}
		anna := service.client(t, store, newSession(), tokens("anna-1"))
		anna.expect(t, "/page", "anna /page")
		anna.expect(t, "/public", "anybody /public")
		store.failing["Delete"] = failed
		if err := anna.Do(t.Context(), runtimetest.NewCall("PUT", "/other"), nil); err != nil {
			t.Error(err)
		}
		clear(store.failing)
		anna.expect(t, "/more", "anna /more")
		if n := len(store.Store.(*mapStore).texts); (n == 3) == failed {
			t.Errorf("delete failed: %v, and then %d texts are stored", failed, n)
		}
		runtimetest.Logout(t, anna.cache)
		service.asked()
		anna.expect(t, "/public", "anybody /public")
		if asked := len(service.asked()) == 1; asked != failed {
			t.Errorf("delete failed: %v, and the public page is asked for: %v", failed, asked)
		}
	}
}

// A store that fails to keep a response has none, rather than the one before.
func TestCacheFailedSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &contextStore{Store: newMapStore(), failing: make(map[string]bool)}
		number := 0
		o := &runtimetest.Origin{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			number++
			runtimetest.SetHeader(w, fmt.Sprintf(`ETag: "%d"`, number), "Cache-Control: max-age=10")
			fmt.Fprint(w, number)
		})}
		e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
			HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, newSession()),
		})
		if err != nil {
			t.Fatal(err)
		}
		runtimetest.Get(t, e, "/x")
		time.Sleep(time.Minute)
		store.failing["Save"] = true
		runtimetest.Get(t, e, "/x")
		if _, validated := o.Asked(); !validated {
			t.Error("the stored answer was not validated")
		}
		runtimetest.Get(t, e, "/x")
		if n, validated := o.Asked(); n != 3 || validated {
			t.Errorf("%d requests, the last one a validation: %v", n, validated)
		}
	})
}

// The store in memory keeps what a plain model of it keeps, however it is used.
func TestMemoryStore(t *testing.T) {
	const overhead = 256
	for _, size := range []int{99, 100, 101} { // of a text, where 100 bytes fit
		s := cache.NewMemoryStore(overhead + 2 + 100)
		save(t, s, "p", "k", strings.Repeat("x", size))
		if fits := len(holds(t, s, "p", "k")) == 1; fits != (size <= 100) {
			t.Errorf("%d bytes are kept: %v", size, fits)
		}
	}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		maxBytes := int64(random.IntN(3000))
		s, m := cache.NewMemoryStore(maxBytes), list.New() // of [3]string, the most recently used at the front
		find := func(partition, key string) *list.Element {
			for e := m.Front(); e != nil; e = e.Next() {
				if text := e.Value.([3]string); text[0] == partition && text[1] == key {
					return e
				}
			}
			return nil
		}
		size := func() (n int64) {
			for e := m.Front(); e != nil; e = e.Next() {
				text := e.Value.([3]string)
				n += int64(overhead + len(text[0]) + len(text[1]) + len(text[2]))
			}
			return n
		}
		for step := range 400 {
			partition, key := strings.Repeat("p", random.IntN(3)), fmt.Sprint(random.IntN(8))
			switch op := random.IntN(20); {
			case op == 0:
				_ = s.DeleteAll(t.Context(), partition)
				for e := m.Front(); e != nil; {
					next := e.Next()
					if e.Value.([3]string)[0] == partition {
						m.Remove(e)
					}
					e = next
				}
			case op < 3:
				_ = s.Delete(t.Context(), partition, key)
				if e := find(partition, key); e != nil {
					m.Remove(e)
				}
			case op < 11:
				text := strings.Repeat("x", random.IntN(500))
				_ = s.Save(t.Context(), partition, key, text)
				if e := find(partition, key); e != nil {
					m.Remove(e)
				}
				m.PushFront([3]string{partition, key, text})
				if int64(overhead+len(partition)+len(key)+len(text)) > maxBytes {
					m.Remove(m.Front())
				}
				for size() > maxBytes {
					m.Remove(m.Back())
				}
			default:
				text, ok := s.Load(t.Context(), partition, key)
				e := find(partition, key)
				if ok != (e != nil) || ok && text != e.Value.([3]string)[2] {
					t.Fatalf("seed %d, step %d: %q %q gives %d bytes, %v", seed, step, partition, key, len(text), ok)
				}
				if e != nil {
					m.MoveToFront(e)
				}
			}
			if s.Bytes() != size() || s.Bytes() > maxBytes {
				t.Fatalf("seed %d, step %d: %d bytes of %d, want %d", seed, step, s.Bytes(), maxBytes, size())
			}
		}
	}
}

// Calls whose responses were not to be stored wait for each other again once one was.
func TestCacheAsksOnceAgain(t *testing.T) {
	for name, stored := range map[string]bool{"storable": true, "not storable": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				control := "no-store"
				e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(time.Second)
					runtimetest.SetHeader(w, "Cache-Control: "+control)
				})
				together := func() (requests int) {
					before, _ := o.Asked()
					var callers sync.WaitGroup
					for range 10 {
						callers.Go(func() { runtimetest.Get(t, e, "/x") })
					}
					callers.Wait()
					after, _ := o.Asked()
					return after - before
				}
				if n := together(); n != 10 {
					t.Errorf("%d requests for what is not stored, want 10", n)
				}
				want := 10
				if stored {
					control, want = "max-age=60", 1
				}
				runtimetest.Get(t, e, "/x")
				time.Sleep(time.Minute)
				if n := together(); n != want {
					t.Errorf("%d requests, want %d", n, want)
				}
			})
		})
	}
}

// Of the URLs whose responses were not to be stored 1024 are remembered, and then others.
func TestCacheManyURLsNotStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, control := false, "no-store"
		e, _ := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			if slow {
				time.Sleep(time.Second)
			}
			runtimetest.SetHeader(w, "Cache-Control: "+control)
		})
		// waits reports whether calls wait for each other. Then they take longer, if nothing is stored.
		waits := func(path string) bool {
			slow = true
			begun := time.Now()
			var callers sync.WaitGroup
			for range 5 {
				callers.Go(func() { runtimetest.Get(t, e, path) })
			}
			callers.Wait()
			slow = false
			return time.Since(begun) > time.Second
		}
		for i := range 1024 {
			runtimetest.Get(t, e, fmt.Sprint("/", i))
		}
		if waits("/0") || waits("/1023") || !waits("/none") {
			t.Error("calls wait for what is not stored, or do not for what may be")
		}
		runtimetest.Get(t, e, "/another")
		if waits("/another") || waits("/none") || !waits("/0") {
			t.Error("calls wait for the last ones, or do not for what was forgotten")
		}
	})
}

// slowStore looks up at once but takes a while to say what it has found.
type slowStore struct {
	cache.Store
	pause time.Duration
}

func (s *slowStore) Load(ctx context.Context, partition, key string) (string, bool) {
	text, ok := s.Store.Load(ctx, partition, key)
	time.Sleep(s.pause)
	return text, ok
}

// A caller who finds nothing while another one is about to store it looks again before it asks.
func TestCacheLooksAgain(t *testing.T) {
	for name, test := range map[string]struct {
		age      string
		requests int
	}{"fresh": {"0", 1}, "stale": {"60", 2}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := &slowStore{Store: newMapStore()}
				o := &runtimetest.Origin{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					time.Sleep(time.Second)
					runtimetest.SetHeader(w, "Cache-Control: max-age=60", `ETag: "1"`, "Age: "+test.age)
				})}
				e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
					HTTPClient: &http.Client{Transport: o}, Cache: cache.NewShared(store, newSession()),
					Tokens: tokens("anna-1"),
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/accept"), nil); err != nil {
					t.Fatal(err)
				}
				store.pause = 2 * time.Second
				var callers sync.WaitGroup
				for i := range 2 {
					callers.Go(func() {
						// The first one looks for 4 s, asks for 1 s and compares for 4 s. The second one looks while
						// nothing is stored yet, and goes on when it is.
						time.Sleep(time.Duration(i) * 7 * time.Second)
						runtimetest.Get(t, e, "/x")
					})
				}
				callers.Wait()
				n, validated := o.Asked()
				if n != 1+test.requests || validated != (test.requests == 2) {
					t.Errorf("%d requests, the last one a validation: %v", n-1, validated)
				}
			})
		})
	}
}

// Callers whose requests differ in what Vary nominates wait for each other once, and then ask together.
func TestCacheWaitsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, o := runtimetest.CachedEndpoint(t, cache.New(1<<20), func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			runtimetest.SetHeader(w, runtimetest.SeedControl, "Vary: X-Dio-Language")
		})
		begun := time.Now()
		var callers sync.WaitGroup
		for i := range 10 {
			callers.Go(func() {
				call := runtimetest.NewCall("GET", "/x")
				call.Header = http.Header{"X-Dio-Language": {fmt.Sprint(i)}}
				if err := e.Do(t.Context(), call, nil); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		if n, _ := o.Asked(); n != 10 || time.Since(begun) != 2*time.Second {
			t.Errorf("%d requests in %v, want 10 in 2s", n, time.Since(begun))
		}
	})
}

// After a logout nobody waits for what was asked for before it, and what was not stored before may be now.
func TestC13LogoutEndsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache := cache.New(1 << 20)
		control := "no-store"
		e, o := runtimetest.CachedEndpoint(t, cache, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(10 * time.Second)
			runtimetest.SetHeader(w, "Cache-Control: "+control)
		})
		timed := func() time.Duration {
			begun := time.Now()
			runtimetest.Get(t, e, "/x")
			return time.Since(begun)
		}
		timed()
		control = runtimetest.SeedControl[len("Cache-Control: "):]
		var callers sync.WaitGroup
		runtimetest.Logout(t, cache)
		callers.Go(func() { timed() })
		time.Sleep(time.Second)
		runtimetest.Logout(t, cache)
		for range 3 {
			callers.Go(func() {
				if took := timed(); took != 10*time.Second {
					t.Errorf("a call after the logout took %v, want 10s", took)
				}
			})
		}
		callers.Wait()
		if n, _ := o.Asked(); n != 3 {
			t.Errorf("%d requests, want one before the logouts, one between and one after them", n)
		}
	})
}

// A call that is given up when it may have changed something drops what is stored, though its context has ended.
func TestC10GivenUp(t *testing.T) {
	service, store := newMembers(), newMapStore()
	anna := service.client(t, &contextStore{Store: store}, newSession(), tokens("anna-1"))
	anna.expect(t, "/page", "anna /page")
	anna.expect(t, "/public", "anybody /public")
	for _, path := range []string{"/page", "/public"} {
		ctx, cancel := context.WithCancel(t.Context())
		inner := service.HandlerFunc
		service.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}
		// The endpoint has its own copy of the handler, so this is another client of the same cache.
		e := runtimetest.MemoryEndpoint(t, service.HandlerFunc,
			transport.Options{Cache: anna.cache, Tokens: tokens("anna-1")})
		runtimetest.FailureOf(t, e.Do(ctx, runtimetest.NewCall("PUT", path), nil), failure.ErrUnknownOutcome)
		service.HandlerFunc = inner
	}
	if len(store.texts) != 0 {
		t.Errorf("%d texts are stored after they may have changed", len(store.texts))
	}
}
