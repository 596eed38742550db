// Outages: the server dies, hangs, starts anew with old data, is cut off or flushed.

package valkeykontrakt_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
)

// A server that is killed leaves the process its memory, at once, and is used again as soon as it is back.
func TestKilledServer(t *testing.T) {
	for name, change := range map[string]func(*valkeykontrakt.Config){
		"tracked": nil, "untracked": untracked, "RESP2": resp2,
	} {
		t.Run(name, func(t *testing.T) { killedServer(t, change) })
	}
}

func killedServer(t *testing.T, change func(*valkeykontrakt.Config)) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) {
		c.Logger = j.logger()
		if change != nil {
			change(c)
		}
	}).CacheStore()
	for round := range 3 {
		server.kill()
		text := strconv.Itoa(round)
		if err := store.Save(t.Context(), "p", "k", text); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if got, ok := store.Load(t.Context(), "p", "k"); got != text || !ok {
				t.Errorf("during the outage: got %q, %v", got, ok)
			}
		}
		server.start()
		eventually(t, "the server is used again", func() bool { return j.count(back) == round+1 })
		if got, ok := store.Load(t.Context(), "p", "k"); ok {
			t.Errorf("after the outage: got %q", got)
		}
		if err := store.Save(t.Context(), "p", "k", text); err != nil {
			t.Fatal(err)
		}
		if keys := server.admin().keys("*:text:*"); len(keys) != 1 {
			t.Errorf("the server has %q", keys)
		}
		if got, ok := store.Load(t.Context(), "p", "k"); got != text || !ok {
			t.Errorf("after the outage: got %q, %v", got, ok)
		}
	}
	if n := j.count(outage); n != 3 {
		t.Errorf("%d outages were reported:\n%s", n, j.text.String())
	}
}

// While a server is killed and started again and again, no call waits for long, and each gets the text of its key.
func TestKilledInTheMiddle(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	stop := make(chan struct{})
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() {
			key := strconv.Itoa(i % 8)
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if text, ok := store.Load(t.Context(), "p", key); ok && text != "text "+key {
					t.Errorf("%s: got %q", key, text)
				}
				if n%3 == 0 {
					if err := store.Save(t.Context(), "p", key, "text "+key); err != nil {
						t.Error(err)
					}
				}
				if err := store.DeleteAll(t.Context(), "q"); err != nil && !errors.Is(err, valkeykontrakt.ErrUnavailable) {
					t.Error(err)
				}
			}
		})
	}
	for round := range 3 {
		eventually(t, "the server is used", func() bool {
			_, ok := store.Load(t.Context(), "p", "0")
			return ok && j.count(back) == round
		})
		server.kill()
		server.start()
	}
	eventually(t, "the server is back", func() bool { return j.count(back) == 3 })
	close(stop)
	group.Wait()
}

// A server that hangs costs one timeout, and is used again when it goes on.
func TestFrozenServer(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) {
		c.Logger, c.Timeout = j.logger(), 500*time.Millisecond
	}).CacheStore()
	server.freeze()
	for i := range 100 {
		key := strconv.Itoa(i)
		if err := store.Save(t.Context(), "p", key, key); err != nil {
			t.Fatal(err)
		}
		if got, ok := store.Load(t.Context(), "p", key); got != key || !ok {
			t.Fatalf("got %q, %v", got, ok)
		}
	}
	eventually(t, "the outage is reported", func() bool { return j.count(outage) == 1 })
	server.thaw()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	if keys := server.admin().keys("*:text:*"); len(keys) != 0 {
		t.Errorf("what was overwritten during the outage is at the server: %q", keys)
	}
}

// A server that hangs while a process needs only its copies is noticed too: the server cannot tell what changes.
func TestSilentServer(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) {
		c.Logger, c.Timeout = j.logger(), 500*time.Millisecond
	}).CacheStore()
	if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
		t.Fatal(err)
	}
	copied := func() bool {
		_, ok := store.Load(t.Context(), "p", "k")
		return ok
	}
	eventually(t, "the text", copied)
	server.freeze()
	eventually(t, "the copy is not used any more", func() bool { return !copied() && j.count(outage) == 1 })
	server.thaw()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
}

// What a server has forgotten to delete, because it died and read an older file, is not used.
func TestRestoredServer(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	for _, key := range []string{"deleted", "left"} {
		if err := store.Save(t.Context(), "p", key, "private"); err != nil {
			t.Fatal(err)
		}
	}
	server.admin().do("SAVE")
	if err := store.DeleteAll(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	server.kill()
	server.start()
	if keys := server.admin().keys("*:text:*"); len(keys) != 2 {
		t.Fatalf("the server has not read its file: it has %q", keys)
	}
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	for _, key := range []string{"deleted", "left"} {
		if text, ok := store.Load(t.Context(), "p", key); ok {
			t.Errorf("%s: got %q", key, text)
		}
	}
	if err := store.Save(t.Context(), "p", "new", "text"); err != nil {
		t.Fatal(err)
	}
	if text, ok := store.Load(t.Context(), "p", "deleted"); ok {
		t.Errorf("got %q", text)
	}
}

// What a process deletes or replaces while it is cut off is deleted for all when the connection is back. How much that is
// does not matter.
func TestDeletedDuringTheOutage(t *testing.T) {
	server := startServer(t)
	p := startProxy(t, server.address)
	var j journal
	cut := openAt(t, p.address, func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	other := server.open(untracked).CacheStore()
	const all = 10_001
	for _, key := range []string{"deleted", "replaced", "left"} {
		for _, partition := range []string{"one", "many", "all"} {
			if err := other.Save(t.Context(), partition, key, "old"); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.cut()
	eventually(t, "the outage is noticed", func() bool { return j.count(outage) == 1 })
	for _, partition := range []string{"one", "many"} {
		if err := cut.Delete(t.Context(), partition, "deleted"); err != nil {
			t.Fatal(err)
		}
		if err := cut.Save(t.Context(), partition, "replaced", "new"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range all {
		if err := cut.Delete(t.Context(), "many", strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := cut.DeleteAll(t.Context(), "all"); !errors.Is(err, valkeykontrakt.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
	}
	if err := cut.Delete(t.Context(), "all", "left"); err != nil {
		t.Fatal(err)
	}
	if text, ok := other.Load(t.Context(), "one", "deleted"); !ok || text != "old" {
		t.Errorf("got %q, %v", text, ok)
	}
	p.restore()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	for _, store := range []*valkeykontrakt.CacheStore{cut, other} {
		for partition, want := range map[string]string{"one": "left", "many": "", "all": ""} {
			var found []string
			for _, key := range []string{"deleted", "replaced", "left"} {
				if _, ok := store.Load(t.Context(), partition, key); ok {
					found = append(found, key)
				}
			}
			if got := strings.Join(found, " "); got != want {
				t.Errorf("%s: got %q, want %q", partition, got, want)
			}
		}
	}
}

// A process that is cut off forgets its copies: it would not learn what changes.
func TestCopiesDuringTheOutage(t *testing.T) {
	server := startServer(t)
	p := startProxy(t, server.address)
	var j journal
	store := openAt(t, p.address, func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
		t.Fatal(err)
	}
	if _, ok := store.Load(t.Context(), "p", "k"); !ok {
		t.Fatal("no text")
	}
	p.cut()
	eventually(t, "the outage is noticed", func() bool { return j.count(outage) == 1 })
	if text, ok := store.Load(t.Context(), "p", "k"); ok {
		t.Errorf("got %q", text)
	}
}

// After somebody has flushed the database there is no copy, and texts are saved again.
func TestFlushedDatabase(t *testing.T) {
	server := startServer(t)
	for _, change := range []func(*valkeykontrakt.Config){nil, untracked} {
		store := server.open(change).CacheStore()
		for _, command := range []string{"FLUSHALL", "FLUSHDB"} {
			if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
				t.Fatal(err)
			}
			if _, ok := store.Load(t.Context(), "p", "k"); !ok {
				t.Error("no text before")
			}
			server.admin().do(command)
			eventually(t, "the text is gone", func() bool {
				_, ok := store.Load(t.Context(), "p", "k")
				return !ok
			})
			eventually(t, "the next text is at the server", func() bool {
				if err := store.Save(t.Context(), "p", "k", "next"); err != nil {
					t.Fatal(err)
				}
				return len(server.admin().keys("*:text:*")) == 1
			})
		}
	}
}

// A process that starts during an outage uses its memory until the server is there.
func TestOpenDuringTheOutage(t *testing.T) {
	server := startServer(t)
	server.kill()
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
		t.Fatal(err)
	}
	if text, ok := store.Load(t.Context(), "p", "k"); text != "text" || !ok || j.count(outage) != 1 {
		t.Errorf("got %q, %v, and logged %s", text, ok, j.text.String())
	}
	server.start()
	eventually(t, "the server is used", func() bool { return j.count(back) == 1 })
}

// A server that comes back with another password is reported, again and again, and the process goes on with its memory.
func TestRefusedDuringTheOutage(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	server.kill()
	server.args = append(server.args, "--requirepass", "s3cret")
	server.start()
	eventually(t, "the refusal is reported", func() bool { return j.count("the server refuses the connection") == 1 })
	if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
		t.Fatal(err)
	}
	if text, ok := store.Load(t.Context(), "p", "k"); text != "text" || !ok {
		t.Errorf("got %q, %v", text, ok)
	}
}

// However a connection and an outage stand when a Server is closed, no connection is left.
func TestClose(t *testing.T) {
	server := startServer(t)
	p := startProxy(t, server.address)
	for range 20 {
		var opened []*valkeykontrakt.Server
		for range 4 {
			opened = append(opened, openAt(t, p.address, nil))
		}
		p.cut()
		p.restore()
		var group sync.WaitGroup
		for _, s := range opened {
			group.Go(func() {
				s.CacheStore().Load(t.Context(), "p", "k")
				s.Close()
			})
		}
		group.Wait()
	}
	admin := server.admin()
	eventually(t, "only this connection is left", func() bool {
		return strings.Count(admin.text("CLIENT", "LIST"), "\n") == 1
	})
}

// A call that gives up is no outage.
func TestImpatientCall(t *testing.T) {
	server := startServer(t)
	for name, change := range map[string]func(*valkeykontrakt.Config){
		"tracked": nil, "untracked": untracked, "RESP2": resp2,
	} {
		var j journal
		store := server.open(func(c *valkeykontrakt.Config) {
			c.Logger = j.logger()
			if change != nil {
				change(c)
			}
		}).CacheStore()
		var group sync.WaitGroup
		server.freeze()
		for i := range 20 {
			group.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*time.Millisecond)
				defer cancel()
				if err := store.Save(ctx, "p", "k", "text"); !errors.Is(err, ctx.Err()) {
					t.Errorf("%s: got %v", name, err)
				}
				store.Load(ctx, "p", "k")
			})
		}
		group.Wait()
		server.thaw()
		if err := store.Save(t.Context(), "p", "k", "text"); err != nil || j.count(outage) != 0 {
			t.Errorf("%s: got %v, and logged %s", name, err, j.text.String())
		}
	}
}

// Clients go on during an outage, and share responses again after it.
func TestClientDuringTheOutage(t *testing.T) {
	server := startServer(t)
	url, requests := service(t)
	var j journal
	c := client(t, url, server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore())
	call := func(want int64) {
		t.Helper()
		for range 3 {
			if _, err := c.GetMitarbeiter(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := requests.Load(); n != want {
			t.Errorf("%d requests, want %d", n, want)
		}
	}
	call(1)
	server.kill()
	eventually(t, "the outage is noticed", func() bool { return j.count(outage) == 1 })
	call(2)
	if err := c.Logout(t.Context()); !errors.Is(err, valkeykontrakt.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	server.start()
	eventually(t, "the server is back", func() bool { return j.count(back) == 1 })
	if err := c.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	call(3)
}

// A wrong configuration is an error that shows no password.
func TestInvalidConfig(t *testing.T) {
	server := startServer(t, "--requirepass", "s3cret")
	for want, change := range map[string]func(*valkeykontrakt.Config){
		"Config.Client.InitAddress must have an address": func(c *valkeykontrakt.Config) { c.Client.InitAddress = nil },
		"sent to 192.0.2.1:6379 without TLS: set TLSConfig, or AllowPlaintext": func(c *valkeykontrakt.Config) {
			c.Client.InitAddress = []string{"localhost:1", "192.0.2.1:6379"}
		},
		"sent to valkey.example:6379 without TLS": func(c *valkeykontrakt.Config) {
			c.Client.InitAddress = []string{"valkey.example:6379"}
		},
		`Config.Prefix: got "a{b}"`:    func(c *valkeykontrakt.Config) { c.Prefix = "a{b}" },
		"must not be negative":         func(c *valkeykontrakt.Config) { c.MaxBytes = -1 },
		"must be milliseconds or more": func(c *valkeykontrakt.Config) { c.TTL = 1 },
		"WRONGPASS":                    func(c *valkeykontrakt.Config) { c.Client.Password = "wr0ng" },
		"NOAUTH":                       func(c *valkeykontrakt.Config) { c.Client.Password = "" },
	} {
		config := valkeykontrakt.Config{}
		config.Client.InitAddress, config.Client.Password = []string{server.address}, "s3cret"
		change(&config)
		opened, err := valkeykontrakt.Open(config)
		if err == nil {
			opened.Close()
		}
		if text := fmt.Sprint(err); !strings.HasPrefix(text, "valkeykontrakt: ") || !strings.Contains(text, want) ||
			strings.Contains(text, "s3cret") || strings.Contains(text, "wr0ng") {
			t.Errorf("got %v, want %s", err, want)
		}
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
			if text := fmt.Sprintf(format, config); strings.Contains(text, "s3cret") || strings.Contains(text, "wr0ng") {
				t.Errorf("%s prints %s", format, text)
			}
		}
	}
}
