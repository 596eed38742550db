// Tokens at the server: one token request for all processes, and the lock's holders that die, hang or are cut off.

package valkeykontrakt_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

var _ mvp.TokenStore = (*valkeykontrakt.TokenStore)(nil)

// The variables of a process that does something instead of running tests.
const (
	actVariable    = "KONTRAKT_TEST_ACT" // "call" or "hold"
	serverVariable = "KONTRAKT_TEST_SERVER"
	urlVariable    = "KONTRAKT_TEST_URL"
	keyVariable    = "KONTRAKT_TEST_KEY"
)

func TestMain(m *testing.M) {
	switch os.Getenv(actVariable) {
	case "call":
		exit(callAsProcess())
	case "hold":
		exit(holdAsProcess())
	}
	os.Exit(m.Run())
}

func exit(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// openAsProcess opens the token store of a process.
func openAsProcess(lease time.Duration) (*valkeykontrakt.TokenStore, error) {
	server, err := valkeykontrakt.Open(valkeykontrakt.Config{
		Client: option(os.Getenv(serverVariable)), Lease: lease, Timeout: patience})
	if err != nil {
		return nil, err
	}
	return server.TokenStore(valkeykontrakt.TokenConfig{Name: "test"})
}

// lease is that of a process that dies: long enough for a slow machine to renew it.
const lease = time.Second

// holdAsProcess gets the lock, says so, and waits until it is killed.
func holdAsProcess() error {
	store, err := openAsProcess(lease)
	if err != nil {
		return err
	}
	if _, err := store.Lock(context.Background()); err != nil {
		return err
	}
	fmt.Println("locked")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// callAsProcess signs in and calls the service in 50 goroutines.
func callAsProcess() error {
	store, err := openAsProcess(patience)
	if err != nil {
		return err
	}
	client, err := signIn(os.Getenv(urlVariable), os.Getenv(keyVariable), store)
	if err != nil {
		return err
	}
	errs := make(chan error, 50)
	for range cap(errs) {
		go func() {
			_, err := client.GetMitarbeiter(context.Background())
			errs <- err
		}()
	}
	for range cap(errs) {
		err = errors.Join(err, <-errs)
	}
	return err
}

// signIn returns the client of a service account.
func signIn(url, key string, store mvp.TokenStore) (*mvp.Client, error) {
	return mvp.SignIn{
		Config: mvp.Config{BaseURL: url + "/rest", Mandant: "bd", Version: "1.0", Mitarbeiter: "123456_123456",
			CacheBytes: -1},
		ClientID: "program", TokenURL: url + "/token", Store: store,
	}.WithServiceAccount(context.Background(), mvp.ServiceAccount{Key: key})
}

// process returns a process of this test's program that does something else.
func process(t *testing.T, act string, variables ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program)
	command.Env = append(append(os.Environ(), actVariable+"="+act), variables...)
	return command
}

// authority issues tokens and accepts the last one.
type authority struct {
	url    string
	life   atomic.Int64 // of the next tokens, in milliseconds
	issued atomic.Int64
	served atomic.Int64
}

func startAuthority(t *testing.T) *authority {
	a := new(authority)
	a.life.Store(3_600_000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			fmt.Fprintf(w, `{"access_token": "token-%d", "token_type": "Bearer", "expires_in": %v}`, a.issued.Add(1),
				float64(a.life.Load())/1000)
			return
		}
		if want := fmt.Sprintf("Bearer token-%d", a.issued.Load()); r.Header.Get("Authorization") != want {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		a.served.Add(1)
		io.WriteString(w, `{}`)
	}))
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// privateKey returns a new key of a service account.
func privateKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// tokens returns the store "test" as a process would have it.
func tokens(t *testing.T, server *valkeykontrakt.Server, own bool) *valkeykontrakt.TokenStore {
	t.Helper()
	store, err := server.TokenStore(valkeykontrakt.TokenConfig{Name: "test", OwnTokens: own})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// lock locks, or fails the test.
func lock(t *testing.T, store *valkeykontrakt.TokenStore) (unlock func()) {
	t.Helper()
	unlock, err := store.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return unlock
}

// save saves, or fails the test.
func save(t *testing.T, store *valkeykontrakt.TokenStore, text string) {
	t.Helper()
	if err := store.Save(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

// wantText checks what is loaded.
func wantText(t *testing.T, store *valkeykontrakt.TokenStore, want string) {
	t.Helper()
	if got, err := store.Load(t.Context()); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// Eight processes with 50 calls each, whose common token has expired, send one token request.
func TestOneTokenRequest(t *testing.T) {
	server := startServer(t)
	a := startAuthority(t)
	key := privateKey(t)
	a.life.Store(1)
	if _, err := signIn(a.url, key, tokens(t, server.open(nil), false)); err != nil {
		t.Fatal(err)
	}
	a.life.Store(3_600_000)
	before := a.issued.Load()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			output, err := process(t, "call", serverVariable+"="+server.address, urlVariable+"="+a.url,
				keyVariable+"="+key).CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
	group.Wait()
	if n := a.issued.Load() - before; n != 1 || a.served.Load() != 8*50 {
		t.Errorf("%d token requests, %d calls", n, a.served.Load())
	}
}

// A process that dies with the lock costs its lease, and no more.
func TestDeadWinner(t *testing.T) {
	server := startServer(t)
	store := tokens(t, server.open(nil), false)
	holder := process(t, "hold", serverVariable+"="+server.address)
	input, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	output, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	defer holder.Process.Kill()
	said := make([]byte, len("locked"))
	if _, err := io.ReadFull(output, said); err != nil || string(said) != "locked" {
		t.Fatalf("got %q, %v", said, err)
	}
	admin := server.admin()
	renewed, before := 0, int64(0)
	eventually(t, "the lease is renewed twice", func() bool {
		left := admin.number("PTTL", "{kontrakt}:1:lock:test")
		if left > before && before > 0 {
			renewed++
		}
		before = left
		return renewed == 2
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := store.Lock(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if left := admin.number("PTTL", "{kontrakt}:1:lock:test"); left > lease.Milliseconds() {
		t.Errorf("the lease has %d ms left", left)
	}
	lock(t, store)()
	_ = holder.Wait() // it was killed
}

// A process that was paused until its lease had ended cannot overwrite what its successor has saved, nor end its lock.
// Without a successor it can save.
func TestFencing(t *testing.T) {
	server := startServer(t)
	admin := server.admin()
	endLease := func() { admin.do("DEL", "{kontrakt}:1:lock:test") }
	paused, next := tokens(t, server.open(nil), false), tokens(t, server.open(nil), false)
	for _, lastFence := range []string{"", "5", "9007199254740000", "x"} {
		if lastFence != "" {
			admin.do("HSET", "{kontrakt}:1:tokens:test", "fence", lastFence) // as if the clock had been wrong
		}
		unlockPaused := lock(t, paused)
		fence, err := strconv.ParseInt(admin.text("HGET", "{kontrakt}:1:tokens:test", "fence"), 10, 64)
		if last, _ := strconv.ParseInt(lastFence, 10, 64); err != nil || fence <= last {
			t.Errorf("the fence %d follows %s, %v", fence, lastFence, err)
		}
		save(t, paused, "first")
		endLease()
		save(t, paused, "second")
		unlockNext := lock(t, next)
		wantText(t, next, "second")
		for _, text := range []string{"late", ""} {
			if err := paused.Save(t.Context(), text); err == nil || !strings.Contains(err.Error(), "another process has got the lock") {
				t.Errorf("got %v", err)
			}
		}
		save(t, next, "winner")
		unlockPaused()
		if n := admin.number("EXISTS", "{kontrakt}:1:lock:test"); n != 1 {
			t.Error("the paused process has ended the lock of its successor")
		}
		unlockNext()
		wantText(t, paused, "winner")
	}
}

// Of many goroutines of several processes one at a time has the lock.
func TestLockExcludes(t *testing.T) {
	server := startServer(t)
	var stores []*valkeykontrakt.TokenStore
	for range 3 {
		stores = append(stores, tokens(t, server.open(nil), false))
	}
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			store := stores[i%len(stores)]
			for range 5 {
				unlock, err := store.Lock(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				text, err := store.Load(t.Context())
				n, _ := strconv.Atoi(text)
				if err := errors.Join(err, store.Save(t.Context(), strconv.Itoa(n+1))); err != nil {
					t.Error(err)
				}
				unlock()
				unlock()
			}
		})
	}
	group.Wait()
	wantText(t, stores[0], "60")
}

func TestSaveAndLoadTokens(t *testing.T) {
	server := startServer(t)
	store, other := tokens(t, server.open(nil), false), tokens(t, server.open(nil), false)
	another, err := server.open(nil).TokenStore(valkeykontrakt.TokenConfig{Name: "another"})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "one", strings.Repeat("ä\x00", 100_000), "two", "", ""} {
		unlock := lock(t, store)
		save(t, store, text)
		unlock()
		wantText(t, store, text)
		wantText(t, other, text)
		wantText(t, another, "")
	}
	if err := store.Save(t.Context(), "s3cret"); err == nil || strings.Contains(err.Error(), "s3cret") ||
		!strings.Contains(err.Error(), "without the lock") {
		t.Errorf("got %v", err)
	}
	if _, err := server.open(nil).TokenStore(valkeykontrakt.TokenConfig{}); err == nil {
		t.Error("no name, and no error")
	}
}

// During an outage a sign-in with OwnTokens goes on with tokens of this process. Another one fails at once, and never
// loses what is at the server.
func TestTokensDuringTheOutage(t *testing.T) {
	server := startServer(t)
	p := startProxy(t, server.address)
	var j journal
	cut := openAt(t, p.address, func(c *valkeykontrakt.Config) { c.Logger = j.logger() })
	own, shared := tokens(t, cut, true), tokens(t, cut, false)
	other := tokens(t, server.open(nil), false)
	unlock := lock(t, own)
	save(t, own, "common")
	p.cut()
	eventually(t, "the outage is noticed", func() bool { return j.count(outage) == 1 })

	wantText(t, own, "common") // the lock was got before
	save(t, own, "own")
	wantText(t, own, "own")
	if err := own.Save(t.Context(), ""); !errors.Is(err, valkeykontrakt.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	unlock()
	unlock = lock(t, own)
	wantText(t, own, "own")
	save(t, own, "own again")

	for what, err := range map[string]error{
		"Lock": func() error { _, err := shared.Lock(t.Context()); return err }(),
		"Load": func() error { _, err := shared.Load(t.Context()); return err }(),
	} {
		if !errors.Is(err, valkeykontrakt.ErrUnavailable) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	server.admin().do("DEL", "{kontrakt}:1:lock:test") // the lease has ended
	unlockOther := lock(t, other)
	wantText(t, other, "common")
	save(t, other, "winner")
	unlockOther()

	p.restore()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	save(t, own, "of a lock that was got during the outage")
	wantText(t, other, "winner")
	unlock()
	for _, store := range []*valkeykontrakt.TokenStore{own, shared} {
		unlock := lock(t, store)
		wantText(t, store, "winner")
		unlock()
	}
}

// A call that begins before an outage ends in it: its tokens are not lost.
func TestOutageBetweenLockAndSave(t *testing.T) {
	server := startServer(t, "--appendonly", "yes", "--appendfsync", "always")
	var j journal
	opened := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() })
	store := tokens(t, opened, false)
	unlock := lock(t, store)
	server.kill()
	if err := store.Save(t.Context(), "text"); !errors.Is(err, valkeykontrakt.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	server.start()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	save(t, store, "text")
	unlock()
	lock(t, tokens(t, server.open(nil), false))()
	wantText(t, store, "text")
	if n := j.count("appendonly"); n != 0 {
		t.Error(j.text.String())
	}
}

// A server without an append-only file is reported, once.
func TestServerThatForgets(t *testing.T) {
	server := startServer(t)
	var j journal
	store := tokens(t, server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }), false)
	for range 3 {
		lock(t, store)()
	}
	if n := j.count("appendonly is off"); n != 1 {
		t.Errorf("reported %d times", n)
	}
}

// Tokens that were edited by hand are an error that names their key, or are replaced by new ones.
func TestDamagedTokens(t *testing.T) {
	server := startServer(t)
	a := startAuthority(t)
	admin := server.admin()
	store := tokens(t, server.open(nil), false)
	key := privateKey(t)
	for _, damage := range [][]string{
		{"SET", "{kontrakt}:1:tokens:test", "x"}, {"RPUSH", "{kontrakt}:1:tokens:test", "x"},
	} {
		admin.do("DEL", damage[1])
		admin.do(damage...)
		if _, err := signIn(a.url, key, store); err == nil ||
			!strings.Contains(err.Error(), "delete the key {kontrakt}:1:tokens:test") {
			t.Errorf("%s: got %v", damage, err)
		}
	}
	for _, text := range []string{"", "x", `{"access_token": 5}`, `{"access_token": "`} {
		admin.do("DEL", "{kontrakt}:1:tokens:test")
		admin.do("HSET", "{kontrakt}:1:tokens:test", "text", text, "fence", text)
		before := a.issued.Load()
		if _, err := signIn(a.url, key, store); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if n := a.issued.Load() - before; n != 1 {
			t.Errorf("%s: %d token requests", text, n)
		}
	}
	if n := a.issued.Load(); n != 4 {
		t.Errorf("%d token requests", n)
	}
}
