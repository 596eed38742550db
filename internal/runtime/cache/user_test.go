// Who sees the private responses of a store that several clients share (C13): users whose tokens the service accepted,
// and nobody else.

package cache_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// mapStore is a Store without limits that lists what was asked of it.
type mapStore struct {
	mu    sync.Mutex
	texts map[[2]string]string
	names map[string]bool // partitions and keys
}

func newMapStore() *mapStore {
	return &mapStore{texts: make(map[[2]string]string), names: make(map[string]bool)}
}

func (s *mapStore) note(names ...string) {
	for _, name := range names {
		s.names[name] = true
	}
}

func (s *mapStore) Load(_ context.Context, partition, key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(partition, key)
	text, ok := s.texts[[2]string{partition, key}]
	return text, ok
}

func (s *mapStore) Save(_ context.Context, partition, key, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(partition, key)
	s.texts[[2]string{partition, key}] = text
	return nil
}

func (s *mapStore) Delete(_ context.Context, partition, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(partition, key)
	delete(s.texts, [2]string{partition, key})
	return nil
}

func (s *mapStore) DeleteAll(_ context.Context, partition string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note(partition)
	maps.DeleteFunc(s.texts, func(at [2]string, _ string) bool { return at[0] == partition })
	return nil
}

// changingTokens gives one token after the other: the next one when the current one is refused, or when the test says
// so.
type changingTokens struct {
	mu     sync.Mutex
	tokens []string
}

func tokens(tokens ...string) *changingTokens { return &changingTokens{tokens: tokens} }

func (c *changingTokens) Token(context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tokens[0] == "" {
		return "", errors.New("no token today")
	}
	return c.tokens[0], nil
}

func (c *changingTokens) Invalidate(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.tokens) > 1 && c.tokens[0] == token {
		c.tokens = c.tokens[1:]
	}
}

// namedTokens are those of a source that says whose they are.
type namedTokens struct {
	*changingTokens
	user string
}

func (n namedTokens) User() string { return n.user }

// members is a service that answers each user with "user path", and everybody else with 401, but for the public pages.
// The first letters of a token, up to a dash, are its user.
type members struct {
	http.HandlerFunc

	mu       sync.Mutex
	refused  map[string]bool // tokens
	requests []string        // "user method path"
}

func newMembers() *members {
	m := &members{refused: make(map[string]bool)}
	m.HandlerFunc = runtimetest.MultiCallServer(m.answer)
	return m
}

func (m *members) answer(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/rest")
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	user, _, _ := strings.Cut(token, "-")
	m.mu.Lock()
	m.requests = append(m.requests, strings.Trim(user+" "+r.Method+" "+path, " "))
	refused := m.refused[token]
	m.mu.Unlock()
	switch {
	case strings.HasPrefix(path, "/public"):
		runtimetest.SetHeader(w, "Cache-Control: public, max-age=3600")
		user = "anybody"
	case refused:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case strings.HasPrefix(path, "/status/"):
		runtimetest.SetHeader(w, "Cache-Control: max-age=3600")
		var status int
		fmt.Sscan(strings.TrimPrefix(path, "/status/"), &status)
		w.WriteHeader(status)
	case r.Method == "GET":
		runtimetest.SetHeader(w, "Cache-Control: private, max-age=3600")
	}
	fmt.Fprint(w, user, " ", path)
}

// asked returns the requests since the last time.
func (m *members) asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	requests := m.requests
	m.requests = nil
	return requests
}

func (m *members) expectAsked(t *testing.T, requests ...string) {
	t.Helper()
	if got := m.asked(); !slices.Equal(got, requests) {
		t.Errorf("the service was asked %q, want %q", got, requests)
	}
}

func (m *members) refuse(token string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refused[token] = true
}

// member is a client of members over a store that others may use.
type member struct {
	*transport.Endpoint
	cache *cache.Cache
}

func (m *members) client(t *testing.T, store cache.Store, session string, tokens transport.TokenSource) member {
	cache := cache.NewShared(store, session)
	return member{runtimetest.MemoryEndpoint(t, m.HandlerFunc, transport.Options{
		Cache: cache, Tokens: tokens, Retries: -1,
	}), cache}
}

// newSession returns a name that no other test uses.
func newSession() string { return rand.Text() }

// ways are those in which a GET can be made: how it is answered, or why it is not.
var ways = map[string]func(*testing.T, member, string) (string, error){
	"alone": func(t *testing.T, m member, path string) (body string, err error) {
		err = m.Do(t.Context(), runtimetest.NewCall("GET", path),
			func(a *transport.Response) error { body = a.Body; return nil })
		return body, err
	},
	"in a MultiCall": func(t *testing.T, m member, path string) (body string, err error) {
		b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(m.Endpoint)
		part := b.Add(runtimetest.NewCall("GET", path), func(a *transport.Response) error { body = a.Body; return nil })
		err = b.Do(t.Context())
		return body, errors.Join(err, part.Err())
	},
}

func (m member) expect(t *testing.T, path, body string) {
	t.Helper()
	if got, err := ways["alone"](t, m, path); err != nil || got != body {
		t.Errorf("%s gives %q, %v, want %q", path, got, err, body)
	}
}

func (m member) expectError(t *testing.T, path string, kind error) {
	t.Helper()
	if got, err := ways["alone"](t, m, path); !errors.Is(err, kind) {
		t.Errorf("%s gives %q, %v, want an error of kind %q", path, got, err, kind)
	}
}

// Two users of one session see what is public, and each what is private to it; whom the service does not know sees
// nothing private, however often it asks.
func TestC13UsersOfOneSession(t *testing.T) {
	for name, get := range ways {
		t.Run(name, func(t *testing.T) {
			service, store, session := newMembers(), newMapStore(), newSession()
			service.refuse("stranger-1")
			expect := func(m member, path, want string) {
				t.Helper()
				body, err := get(t, m, path)
				if want == "" && !errors.Is(err, failure.ErrAuth) {
					t.Errorf("%s gives %q, %v, want a refusal", path, body, err)
				} else if want != "" && (body != want || err != nil) {
					t.Errorf("%s gives %q, %v, want %q", path, body, err, want)
				}
			}
			anna := service.client(t, store, session, tokens("anna-1"))
			expect(anna, "/page", "anna /page")
			expect(anna, "/public", "anybody /public")
			expect(anna, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page", "anna GET /public")

			stranger := service.client(t, store, session, tokens("stranger-1"))
			expect(stranger, "/public", "anybody /public")
			for range 2 {
				expect(stranger, "/page", "")
			}
			expect(stranger, "/public/other", "anybody /public/other") // which shows nothing of the token
			expect(stranger, "/page", "")
			twice := []string{"stranger GET /page", "stranger GET /page"} // as the token is refused
			service.expectAsked(t, slices.Concat(twice, twice, []string{"stranger GET /public/other"}, twice)...)

			bert := service.client(t, store, session, tokens("bert-1"))
			expect(bert, "/page", "bert /page")
			expect(bert, "/page", "bert /page")
			expect(bert, "/public", "anybody /public")
			expect(anna, "/page", "anna /page")
			service.expectAsked(t, "bert GET /page")

			// A second client has what the first one has, once the service has seen the token in this process.
			next := service.client(t, store, session, tokens("anna-1"))
			expect(next, "/page", "anna /page")
			service.expectAsked(t)
			other := service.client(t, store, newSession(), tokens("anna-1"))
			expect(other, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page")

			// In another process it has not seen it yet.
			cache.ForgetAcceptedTokens()
			restarted := service.client(t, store, session, tokens("anna-1"))
			expect(restarted, "/page/2", "anna /page/2")
			expect(restarted, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page/2")

			for name := range store.names {
				if strings.Contains(name, "-1") {
					t.Errorf("the store sees a token: %q", name)
				}
			}
		})
	}
}

// A renewed token is that of the same user. Another client of the process that has only that one finds the same
// answers.
func TestC13RenewedToken(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	source := tokens("anna-1", "anna-2", "anna-3")
	anna := service.client(t, store, session, source)
	anna.expect(t, "/page", "anna /page")
	source.Invalidate("anna-1") // as at the end of its life
	anna.expect(t, "/page", "anna /page")
	anna.expect(t, "/other", "anna /other")
	service.expectAsked(t, "anna GET /page", "anna GET /other")

	service.refuse("anna-2")
	anna.expect(t, "/third", "anna /third")
	for _, path := range []string{"/page", "/other", "/third"} {
		anna.expect(t, path, "anna "+path)
	}
	service.expectAsked(t, "anna GET /third", "anna GET /third")

	second := service.client(t, store, session, tokens("anna-3"))
	second.expect(t, "/page", "anna /page")
	third := service.client(t, store, session, tokens("anna-4"))
	third.expect(t, "/page", "anna /page")
	service.expectAsked(t, "anna GET /page") // for anna-4, of which nothing is known

	service.refuse("anna-3")
	second.expectError(t, "/fourth", failure.ErrAuth)
	service.asked()
	second.expectError(t, "/page", failure.ErrAuth)
	fourth := service.client(t, store, session, tokens("anna-3"))
	fourth.expectError(t, "/page", failure.ErrAuth)
	service.expectAsked(t, "anna GET /page", "anna GET /page", "anna GET /page", "anna GET /page")
}

// A source that names the user finds that user's answers after a restart, with another token too.
func TestC13NamedUser(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	client := func(user string, list ...string) member {
		cache.ForgetAcceptedTokens()
		return service.client(t, store, session, namedTokens{tokens(list...), user})
	}
	client("anna", "anna-1").expect(t, "/page", "anna /page")
	anna := client("anna", "anna-2")
	anna.expect(t, "/other", "anna /other")
	anna.expect(t, "/page", "anna /page")
	service.expectAsked(t, "anna GET /page", "anna GET /other")

	bert := client("bert", "bert-1")
	bert.expect(t, "/other", "bert /other")
	bert.expect(t, "/page", "bert /page")
	service.refuse("liar-1")
	client("anna", "liar-1").expectError(t, "/page", failure.ErrAuth)
	service.expectAsked(t, "bert GET /other", "bert GET /page", "liar GET /page", "liar GET /page")

	elsewhere, err := transport.NewEndpoint("https://other.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: &runtimetest.Origin{Handler: service.HandlerFunc}},
		Cache:      cache.NewShared(store, session), Tokens: namedTokens{tokens("anna-2"), "anna"},
	})
	if err != nil {
		t.Fatal(err)
	}
	member{Endpoint: elsewhere}.expect(t, "/page", "anna /page")
	service.expectAsked(t, "anna GET /page")
}

// A token is accepted by what the service does for that token alone.
func TestC13WhatAcceptsAToken(t *testing.T) {
	do := func(method, path string) func(*testing.T, member) {
		return func(t *testing.T,
			m member) {
			_ = m.Do(t.Context(), runtimetest.NewCall(method, path), nil)
		} // however it ends
	}
	parts := func(calls ...*transport.Call) func(*testing.T, member) {
		return func(t *testing.T, m member) {
			b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(m.Endpoint)
			for _, call := range calls {
				b.Add(call, nil)
			}
			if err := b.Do(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	for _, test := range []struct {
		name    string
		call    func(*testing.T, member)
		accepts bool
	}{
		{"GET", do("GET", "/other"), true},
		{"PUT", do("PUT", "/other"), true},
		{"POST 201", do("POST", "/status/201"), true},
		{"stream", func(t *testing.T, m member) {
			stream, err := stream.Open(t.Context(), m.Endpoint, runtimetest.NewCall("GET", "/file"))
			if err != nil {
				t.Fatal(err)
			}
			stream.Close()
		}, true},
		{"part", parts(runtimetest.NewCall("GET", "/other")), true},
		{"one of two parts", parts(runtimetest.NewCall("GET", "/status/404"), runtimetest.NewCall("PUT", "/other")),
			true},
		{"public answer", do("GET", "/public"), false},
		{"public part", parts(runtimetest.NewCall("GET", "/public")), false},
		{"part not found", parts(runtimetest.NewCall("GET", "/status/404")), false},
		{"not found", do("GET", "/status/404"), false},
		{"forbidden", do("GET", "/status/403"), false},
		{"redirect", do("PUT", "/status/302"), false},
		{"failure", do("GET", "/status/500"), false},
		{"refusal", do("GET", "/status/401"), false},
		{"refused part", parts(runtimetest.NewCall("GET", "/status/401")), false},
		{"refused part after another", parts(runtimetest.NewCall("GET", "/other"),
			runtimetest.NewCall("GET", "/status/401")),
			false},
	} {
		t.Run(test.name, func(t *testing.T) {
			service, store, session := newMembers(), newMapStore(), newSession()
			service.client(t, store, session, tokens("anna-1")).expect(t, "/page", "anna /page")
			cache.ForgetAcceptedTokens()
			anna := service.client(t, store, session, tokens("anna-1"))
			test.call(t, anna)
			service.asked()
			anna.expect(t, "/page", "anna /page")
			if asked := len(service.asked()) > 0; asked == test.accepts {
				t.Errorf("the service was asked: %v", asked)
			}
		})
	}
}

// Without tokens nothing tells one user from another: each client has its own private answers.
func TestC13NoTokens(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	one, other := service.client(t, store, session, nil), service.client(t, store, session, nil)
	for range 2 {
		one.expect(t, "/page", " /page")
		one.expect(t, "/public", "anybody /public")
		other.expect(t, "/other", " /other")
		other.expect(t, "/page", " /page")
		other.expect(t, "/public", "anybody /public")
	}
	service.expectAsked(t, "GET /page", "GET /public", "GET /other", "GET /page")
}

// A token that is accepted after it was refused opens what it opened before.
func TestC13RefusedForAWhile(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	anna := service.client(t, store, session, tokens("anna-1"))
	anna.expect(t, "/page", "anna /page")
	service.refuse("anna-1")
	anna.expectError(t, "/other", failure.ErrAuth)
	service.mu.Lock()
	clear(service.refused)
	service.mu.Unlock()
	service.asked()
	anna.expect(t, "/other", "anna /other")
	anna.expect(t, "/page", "anna /page")
	service.expectAsked(t, "anna GET /other")
}

// However many tokens are accepted, a bounded number is remembered. A client whose token is forgotten asks once more.
func TestC13AcceptedTokensAreBounded(t *testing.T) {
	cache.ForgetAcceptedTokens()
	service, store, session := newMembers(), newMapStore(), newSession()
	list := make([]string, 5000)
	for i := range list {
		list[i] = fmt.Sprint("anna-", i)
	}
	source := tokens(list...)
	e, err := transport.NewEndpoint("https://service.example/rest", transport.Options{
		HTTPClient: &http.Client{Transport: &runtimetest.Origin{Handler: service.HandlerFunc}},
		Cache:      cache.NewShared(store, session), Tokens: source,
	})
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for i := range list {
		if err := e.Do(t.Context(), runtimetest.NewCall("PUT", "/other"), nil); err != nil {
			t.Fatal(err)
		}
		source.Invalidate(list[i])
		if i == 0 { // another session, which is forgotten with its tokens
			service.client(t, store, newSession(), tokens("bert-1")).expect(t, "/page", "bert /page")
		}
		n, sessions := cache.AcceptedTokens()
		most = max(most, n)
		if want := map[bool]int{true: 2, false: 1}[i < 4095]; sessions != want {
			t.Fatalf("after %d tokens %d sessions are remembered, want %d", i+2, sessions, want)
		}
	}
	if most != 4096 {
		t.Errorf("%d tokens are remembered at most, want 4096", most)
	}
}

// A logout reaches what all users of the session have stored, in this process and before; the responses of other
// sessions and what is public stay. Then the cache is as good as new: the next user may be another one.
func TestC13LogoutOfASession(t *testing.T) {
	for name, fresh := range map[string]bool{"client that made calls": false, "new client": true} {
		t.Run(name, func(t *testing.T) {
			service, store, session := newMembers(), newMapStore(), newSession()
			source := tokens("anna-1", "bert-1", "anna-2")
			anna := service.client(t, store, session, source)
			other := service.client(t, store, newSession(), tokens("anna-1"))
			for _, m := range []member{anna, other, service.client(t, store, session, tokens("anna-0"))} {
				m.expect(t, "/page", "anna /page")
				m.expect(t, "/public", "anybody /public")
			}
			if fresh {
				cache.ForgetAcceptedTokens()
				anna = service.client(t, store, session, source)
			}
			service.asked()
			runtimetest.Logout(t, anna.cache)
			other.expect(t, "/page", "anna /page")
			anna.expect(t, "/public", "anybody /public")
			service.expectAsked(t)
			if len(store.texts) != 2 {
				t.Errorf("%d texts after the logout, want the public one and another session's", len(store.texts))
			}
			anna.expect(t, "/page", "anna /page")
			anna.expect(t, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page")

			second := service.client(t, store, session, tokens("anna-1"))
			second.expect(t, "/page", "anna /page")
			runtimetest.Logout(t, anna.cache)
			source.Invalidate("anna-1")
			// A client that goes on stores answers under the same token. It does not vouch for that to others.
			second.expect(t, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page")
			service.client(t, store, session, tokens("anna-1")).expect(t, "/page", "anna /page")
			service.expectAsked(t, "anna GET /page")
			bert := anna
			bert.expect(t, "/page", "bert /page")
			bert.expect(t, "/page", "bert /page")
			service.expectAsked(t, "bert GET /page")
			service.refuse("bert-1")
			runtimetest.Logout(t, bert.cache)
			anna.expect(t, "/page", "anna /page")
			service.expectAsked(t, "bert GET /page", "anna GET /page")
		})
	}
}

// A response that was asked for before a logout does not sign its user in again.
func TestC13ResponseAfterLogout(t *testing.T) {
	for name, get := range ways {
		t.Run(name, func(t *testing.T) {
			service, store, session := newMembers(), newMapStore(), newSession()
			source := tokens("anna-1", "bert-1")
			var client member
			inner := service.HandlerFunc
			service.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
				inner(w, r)
				if strings.Contains(r.Header.Get("Authorization"), "anna") && client.cache != nil {
					runtimetest.Logout(t, client.cache)
					source.Invalidate("anna-1")
					client.cache = nil
				}
			}
			client = service.client(t, store, session, source)
			endpoint := member{Endpoint: client.Endpoint}
			if body, err := get(t, endpoint, "/page"); body != "anna /page" || err != nil {
				t.Fatalf("got %q, %v", body, err)
			}
			// The same answer from elsewhere, which this client must not give to Bert.
			service.client(t, store, session, tokens("anna-1")).expect(t, "/page", "anna /page")
			endpoint.expect(t, "/page", "bert /page")
		})
	}
}

// A refusal of a token that was replaced meanwhile does not concern the new one.
func TestC13LateRefusal(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	source := tokens("anna-1", "anna-2")
	entered, release := make(chan bool), make(chan bool)
	inner := service.HandlerFunc
	service.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/rest/status/") && r.Header.Get("Authorization") == "Bearer anna-1" {
			close(entered)
			<-release
		}
		inner(w, r)
	}
	anna := service.client(t, store, session, source)
	anna.expect(t, "/page", "anna /page")
	var slow sync.WaitGroup
	slow.Go(func() { anna.expectError(t, "/status/404", failure.ErrStatus) }) // which accepts no token
	<-entered
	source.Invalidate("anna-1")
	anna.expect(t, "/other", "anna /other")
	service.refuse("anna-1")
	close(release)
	slow.Wait()
	service.asked()
	anna.expect(t, "/page", "anna /page")
	service.expectAsked(t)
}

// What an unsafe call may have changed is gone, though it is not known yet whose it is.
func TestC10UnsafeCallOfAnUnknownUser(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	service.client(t, store, session, tokens("anna-1")).expect(t, "/page", "anna /page")
	cache.ForgetAcceptedTokens()
	inner := service.HandlerFunc
	service.HandlerFunc = func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PUT" {
			panic(http.ErrAbortHandler)
		}
		inner(w, r)
	}
	anna := service.client(t, store, session, tokens("anna-1"))
	runtimetest.FailureOf(t, anna.Do(t.Context(), runtimetest.NewCall("PUT", "/page"), nil), failure.ErrUnknownOutcome)
	service.asked()
	anna.expect(t, "/other", "anna /other")
	anna.expect(t, "/page", "anna /page")
	service.expectAsked(t, "anna GET /other", "anna GET /page")
}

// An unsafe call of a user who is known drops what that user and everybody has for its URL, and nothing else.
func TestC10UnsafeCallOfAKnownUser(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	anna := service.client(t, store, session, tokens("anna-1"))
	bert := service.client(t, store, session, tokens("bert-1"))
	for _, path := range []string{"/page", "/other", "/public"} {
		anna.expect(t, path, cmpUser(path, "anna"))
		bert.expect(t, path, cmpUser(path, "bert"))
	}
	for _, path := range []string{"/page", "/public"} {
		if err := anna.Do(t.Context(), runtimetest.NewCall("PUT", path), nil); err != nil {
			t.Error(err)
		}
	}
	service.asked()
	for _, path := range []string{"/page", "/other", "/public"} {
		anna.expect(t, path, cmpUser(path, "anna"))
		bert.expect(t, path, cmpUser(path, "bert"))
	}
	service.expectAsked(t, "anna GET /page", "anna GET /public")
}

func cmpUser(path, user string) string {
	if strings.HasPrefix(path, "/public") {
		user = "anybody"
	}
	return user + " " + path
}

// A client whose token cannot be had says so. Others ask for theirs no more often than without a cache, but once more
// for each call or MultiCall before the service has accepted it, if it has accepted another one of the session.
func TestC13TokenCannotBeHad(t *testing.T) {
	service, store, session := newMembers(), newMapStore(), newSession()
	service.client(t, store, session, tokens("anna-1")).expect(t, "/page", "anna /page")
	service.client(t, store, session, tokens("")).expectError(t, "/page", failure.ErrAuth)
	calls := 0
	counted := runtimetest.TokenFunc(func() (string, error) { calls++; return "carl-1", nil })
	carl := service.client(t, store, newSession(), counted)
	for i := range 3 {
		carl.expect(t, "/page", "carl /page")
		if calls != 1 {
			t.Errorf("%d tokens were asked for after %d calls, want 1", calls, i+1)
		}
	}
	calls = 0
	known := service.client(t, store, session, counted)
	b := multicall.Framing{HeaderPrefix: "X-Dio-"}.NewBatch(known.Endpoint)
	for i := range 5 {
		b.Add(runtimetest.NewCall("GET", fmt.Sprint("/page/", i)), nil)
	}
	if err := b.Do(t.Context()); err != nil || calls != 2 {
		t.Errorf("%d tokens for a MultiCall, %v, want 2", calls, err)
	}
}
