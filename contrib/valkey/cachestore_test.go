// Cached responses at the server: what is stored, what is found, what is dropped.

package valkeykontrakt_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	valkeykontrakt "github.com/kontrakt-dev/kontrakt/contrib/valkey"
	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

var _ mvp.CacheStore = (*valkeykontrakt.CacheStore)(nil)

// untracked turns client-side caching off.
func untracked(c *valkeykontrakt.Config) { c.Client.DisableCache = true }

// resp2 uses the older protocol, which has no client-side caching.
func resp2(c *valkeykontrakt.Config) { c.Client.AlwaysRESP2 = true }

// place is where a text is.
type place struct{ partition, key string }

// Two processes that change the same texts at random see their own changes at once, and those of each other soon.
func TestTwoProcesses(t *testing.T) {
	for name, change := range map[string]func(*valkeykontrakt.Config){
		"tracked": nil, "untracked": untracked, "RESP2": resp2,
	} {
		t.Run(name, func(t *testing.T) { twoProcesses(t, startServer(t), change) })
	}
}

func twoProcesses(t *testing.T, server *realServer, change func(*valkeykontrakt.Config)) {
	stores := []*valkeykontrakt.CacheStore{server.open(change).CacheStore(), server.open(change).CacheStore()}
	want := map[place]string{}
	partitions, keys := []string{"", "session a", "session \x00ß"}, []string{"", "https://a", "https://a?b", "c"}
	random := rand.New(rand.NewPCG(1, 2))
	for step := range 500 {
		p := place{partitions[random.IntN(len(partitions))], keys[random.IntN(len(keys))]}
		own := random.IntN(2)
		var err error
		switch n := random.IntN(20); {
		case n == 0:
			err = stores[own].DeleteAll(t.Context(), p.partition)
			for other := range want {
				if other.partition == p.partition {
					delete(want, other)
				}
			}
		case n < 5:
			err = stores[own].Delete(t.Context(), p.partition, p.key)
			delete(want, p)
		default:
			want[p] = strings.Repeat(string([]byte{byte(random.IntN(256)), 0}), random.IntN(50))
			err = stores[own].Save(t.Context(), p.partition, p.key, want[p])
		}
		if err != nil {
			t.Fatal(err)
		}
		seen := []place{p}
		for _, partition := range partitions {
			seen = append(seen, place{partition, keys[random.IntN(len(keys))]})
		}
		for _, p := range seen {
			if err := differs(t, stores[own], p, want); err != nil {
				t.Fatalf("step %d: %v", step, err)
			}
			eventually(t, "the other process sees a change", func() bool { return differs(t, stores[1-own], p, want) == nil })
		}
	}
}

// differs returns an error if the store has another text at p than want.
func differs(t *testing.T, store *valkeykontrakt.CacheStore, p place, want map[place]string) error {
	text, ok := store.Load(t.Context(), p.partition, p.key)
	if wanted, exists := want[p]; ok != exists || text != wanted {
		return fmt.Errorf("%q: got %q, %v, want %q, %v", p, text, ok, wanted, exists)
	}
	return nil
}

// In a cluster all keys of a prefix are on one node.
func TestCluster(t *testing.T) {
	server := startServer(t, "--cluster-enabled", "yes")
	connection, err := net.Dial("tcp", server.address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	ask := func(command string) string {
		fmt.Fprint(connection, command+"\r\n")
		reply := make([]byte, 4096)
		n, err := connection.Read(reply)
		if err != nil {
			t.Fatal(err)
		}
		return string(reply[:n])
	}
	ask("CLUSTER ADDSLOTSRANGE 0 16383")
	eventually(t, "the cluster is ready", func() bool { return strings.Contains(ask("CLUSTER INFO"), "cluster_state:ok") })
	twoProcesses(t, server, nil)
	store := tokens(t, server.open(nil), false)
	unlock := lock(t, store)
	save(t, store, "text")
	unlock()
	wantText(t, store, "text")
}

// While a text is replaced again and again, nobody in the process that does so gets an older one than the last that was
// saved, and nobody elsewhere keeps an older one.
func TestNoOldTexts(t *testing.T) {
	server := startServer(t)
	own, other := server.open(nil).CacheStore(), server.open(nil).CacheStore()
	number := func(store *valkeykontrakt.CacheStore, key string) int64 {
		text, _ := store.Load(t.Context(), "p", key)
		n, _ := strconv.ParseInt(text, 10, 64)
		return n
	}
	const last = 200
	var group sync.WaitGroup
	for _, key := range []string{"a", "b", "c", "d"} {
		var saved atomic.Int64
		group.Go(func() {
			for n := int64(1); n <= last; n++ {
				if err := own.Save(t.Context(), "p", key, strconv.FormatInt(n, 10)); err != nil {
					t.Error(err)
				}
				saved.Store(n)
				if got := number(own, key); got < n {
					t.Errorf("%s: got %d after %d was saved", key, got, n)
				}
			}
		})
		for range 3 {
			group.Go(func() {
				for saved.Load() < last {
					if n := saved.Load(); number(own, key) < n {
						t.Errorf("%s: got an older one than %d", key, n)
					}
					number(other, key)
				}
			})
		}
	}
	group.Wait()
	for _, key := range []string{"a", "b", "c", "d"} {
		eventually(t, "the last text", func() bool { return number(other, key) == last })
	}
}

// What was read once needs no server, until it changes.
func TestClientSideCaching(t *testing.T) {
	server := startServer(t)
	admin := server.admin()
	reads := func() (n int) {
		for line := range strings.Lines(admin.text("INFO", "commandstats")) {
			if rest, ok := strings.CutPrefix(line, "cmdstat_mget:calls="); ok {
				calls, _, _ := strings.Cut(rest, ",")
				n, _ = strconv.Atoi(calls)
			}
		}
		return n
	}
	reader, writer := server.open(nil).CacheStore(), server.open(nil).CacheStore()
	for round := 1; round <= 3; round++ {
		text := strconv.Itoa(round)
		if err := writer.Save(t.Context(), "p", "k", text); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the new text", func() bool {
			got, _ := reader.Load(t.Context(), "p", "k")
			return got == text
		})
		eventually(t, "no more reads", func() bool { // the tracking may still tell of the first time
			before := reads()
			for range 100 {
				if got, ok := reader.Load(t.Context(), "p", "k"); got != text || !ok {
					t.Fatalf("got %q, %v", got, ok)
				}
			}
			return reads() == before
		})
	}
}

// A store that must not use CLIENT TRACKING reads every text from the server.
func TestServerThatDoesNotTrack(t *testing.T) {
	server := startServer(t)
	server.admin().do("ACL", "SETUSER", "default", "-client|tracking")
	var j journal
	twoProcesses(t, server, func(c *valkeykontrakt.Config) { c.Logger = j.logger() })
	if j.count("does not track keys") != 2 {
		t.Error(j.text.String())
	}
}

// All keys expire, and their names show nothing.
func TestKeys(t *testing.T) {
	server := startServer(t)
	store := server.open(func(c *valkeykontrakt.Config) { c.TTL = time.Hour }).CacheStore()
	for _, key := range []string{"https://service.example/secret", "https://service.example/other"} {
		for range 2 {
			if err := store.Save(t.Context(), "session secret", key, "text"); err != nil {
				t.Fatal(err)
			}
		}
	}
	admin := server.admin()
	keys := admin.keys("*")
	if len(keys) != 6 {
		t.Errorf("got the keys %q", keys)
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, "{kontrakt}:1:") || strings.Contains(key, "s") && strings.Contains(key, "service") ||
			strings.Contains(key, "secret") {
			t.Errorf("got the key %s", key)
		}
		limit := 2 * time.Hour
		if strings.HasPrefix(key, "{kontrakt}:1:text:") {
			limit = time.Hour
		}
		if left := admin.number("PTTL", key); left <= 0 || left > limit.Milliseconds() {
			t.Errorf("%s ends in %d ms", key, left)
		}
	}
	generation := admin.keys("*:generation:*")[0]
	admin.do("PEXPIRE", generation, "60000") // as if most of its time were over
	if err := store.Save(t.Context(), "session secret", "new", "text"); err != nil {
		t.Fatal(err)
	}
	if left := admin.number("PTTL", generation); left < time.Hour.Milliseconds() {
		t.Errorf("the generation ends in %d ms, before a text", left)
	}
	if err := store.DeleteAll(t.Context(), "session secret"); err != nil {
		t.Fatal(err)
	}
	if keys := admin.keys("*:text*:*"); len(keys) != 0 {
		t.Errorf("left: %q", keys)
	}
}

// Texts that have expired leave nothing in the index.
func TestExpiredTexts(t *testing.T) {
	server := startServer(t)
	store := server.open(nil).CacheStore()
	admin := server.admin()
	save := func(key string) {
		t.Helper()
		if err := store.Save(t.Context(), "p", key, "text"); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 250 {
		save(strconv.Itoa(i))
	}
	for _, key := range admin.keys("*:text:*") {
		admin.do("DEL", key)
		admin.do("ZADD", "{kontrakt}:1:saved", "1", strings.TrimPrefix(key, "{kontrakt}:1:text:"))
	}
	for range 3 {
		save("new")
	}
	total := admin.number("HGET", "{kontrakt}:1:sizes", "total")
	size := admin.number("HLEN", "{kontrakt}:1:sizes")
	set := admin.number("SCARD", admin.keys("*:texts:*")[0])
	if n := admin.number("ZCARD", "{kontrakt}:1:saved"); n != 1 || size != 2 || set != 1 || total > 2000 {
		t.Errorf("the index has %d texts, %d in their partition, %d sizes with the total %d", n, set, size, total)
	}
}

// However many texts of whatever sizes are saved, the server has at most MaxBytes, and those that were saved last.
func TestMaxBytes(t *testing.T) {
	const maxBytes = 100_000
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) {
		c.MaxBytes, c.Logger = maxBytes, j.logger()
		untracked(c)
	}).CacheStore()
	admin := server.admin()
	random := rand.New(rand.NewPCG(1, 2))
	var order []place
	for step := range 500 {
		p := place{strconv.Itoa(random.IntN(3)), strconv.Itoa(random.IntN(60))}
		size := random.IntN(8000)
		if step%100 == 99 {
			size = maxBytes + 1 - random.IntN(3)
		}
		if err := store.Save(t.Context(), p.partition, p.key, strings.Repeat("x", size)); err != nil {
			t.Fatal(err)
		}
		order = slices.DeleteFunc(order, func(o place) bool { return o == p })
		if size < 8000 {
			order = append(order, p)
		}
		if step%50 != 49 {
			continue
		}
		var bytes, total int64
		for _, key := range admin.keys("*:text:*") {
			bytes += admin.number("STRLEN", key)
		}
		total = admin.number("HGET", "{kontrakt}:1:sizes", "total")
		if bytes > maxBytes || total > maxBytes || bytes == 0 {
			t.Errorf("step %d: %d bytes, total %d", step, bytes, total)
		}
		found := 0
		for i, p := range order {
			if _, ok := store.Load(t.Context(), p.partition, p.key); ok {
				found++
			} else if found > 0 {
				t.Errorf("step %d: text %d of %d is missing, but an older one is not", step, i, len(order))
			}
		}
		if n := admin.number("ZCARD", "{kontrakt}:1:saved"); int(n) != found || len(admin.keys("*:text:*")) != found {
			t.Errorf("step %d: %d texts are found, the index has %d", step, found, n)
		}
	}
	if text := j.text.String(); text != "" {
		t.Error(text)
	}
}

// A text that was changed by hand, at any byte, cut anywhere, or moved, is not there.
func TestDamagedTexts(t *testing.T) {
	server := startServer(t)
	store := server.open(untracked).CacheStore()
	admin := server.admin()
	save := func() string {
		t.Helper()
		for _, p := range []place{{"p", "k"}, {"p", "l"}, {"q", "k"}} {
			if err := store.Save(t.Context(), p.partition, p.key, "text of "+p.partition+p.key); err != nil {
				t.Fatal(err)
			}
		}
		for _, key := range admin.keys("*:text:*") {
			if strings.HasSuffix(admin.text("GET", key), "text of pk") {
				return key
			}
		}
		t.Fatal("the text is not stored")
		return ""
	}
	key := save()
	missing := func(what string) {
		t.Helper()
		if text, ok := store.Load(t.Context(), "p", "k"); ok || text != "" {
			t.Errorf("%s: got %q", what, text)
		}
	}
	whole := admin.text("GET", key)
	for i := range len(whole) {
		admin.do("SET", key, whole[:i])
		missing(fmt.Sprintf("cut at %d", i))
		changed := []byte(whole)
		changed[i] ^= 1 << (i % 8)
		admin.do("SET", key, string(changed))
		missing(fmt.Sprintf("byte %d changed", i))
	}
	admin.do("SET", key, whole+"x")
	missing("longer")
	for _, other := range admin.keys("*:text:*") {
		if other != key {
			admin.do("SET", key, admin.text("GET", other))
			missing("moved from " + other)
		}
	}
	admin.do("DEL", key)
	admin.do("RPUSH", key, "x")
	missing("a list")
	if save() != key {
		t.Error("saved elsewhere")
	}
	if text, ok := store.Load(t.Context(), "p", "k"); !ok || text != "text of pk" {
		t.Errorf("after all: got %q, %v", text, ok)
	}
}

// A damaged index, whatever is in its keys, costs texts at most.
func TestDamagedIndex(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.MaxBytes = 50_000; c.Logger = j.logger() }).CacheStore()
	other := server.open(nil).CacheStore()
	admin := server.admin()
	fill := func(t *testing.T) {
		t.Helper()
		for i := range 100 {
			key := strconv.Itoa(i)
			if err := store.Save(t.Context(), "p", key, "text"); err != nil {
				t.Fatal(err)
			}
			if text, ok := store.Load(t.Context(), "p", key); text != "text" || !ok {
				t.Fatalf("got %q, %v", text, ok)
			}
		}
	}
	fill(t)
	for _, key := range admin.keys("*") {
		if strings.Contains(key, ":text:") {
			continue
		}
		for name, damage := range map[string][]string{
			"none": nil, "a string": {"SET", key, "x"}, "a list": {"RPUSH", key, "x"}, "a set": {"SADD", key, "x"},
			"a hash": {"HSET", key, "total", "x", "a:b", "y"}, "a sorted set": {"ZADD", key, "1", "x"},
			"a number that is too large": {"HSET", key, "total", "9e15"}, "below zero": {"HSET", key, "total", "-5000000"},
			"of another time": {"ZADD", key, "9e15", "a:b", "-9e15", "c:d"},
		} {
			admin.do("DEL", key)
			if damage != nil {
				admin.do(damage...)
			}
			for range 2 {
				other.Load(t.Context(), "p", "99")
				if err := store.DeleteAll(t.Context(), "p"); err != nil {
					t.Errorf("%s is %s: %v", key, name, err)
				}
				for i := range 100 {
					if _, ok := store.Load(t.Context(), "p", strconv.Itoa(i)); ok {
						t.Errorf("%s is %s: the deleted text %d is found", key, name, i)
					}
				}
				eventually(t, "the text is gone elsewhere", func() bool {
					_, ok := other.Load(t.Context(), "p", "99")
					return !ok
				})
				fill(t)
			}
		}
	}
	if j.count("damaged") == 0 {
		t.Error("nobody was told")
	}
}

// The clock of the server is set forward or back by a year: texts are saved, found and bounded as before.
func TestClockOfTheServer(t *testing.T) {
	const maxBytes = 50_000
	server := startServer(t)
	store := server.open(func(c *valkeykontrakt.Config) { c.MaxBytes = maxBytes; untracked(c) }).CacheStore()
	admin := server.admin()
	for _, shift := range []string{"31536000000000", "-31536000000000"} {
		for i := range 100 {
			if err := store.Save(t.Context(), "p", strconv.Itoa(i), "text"); err != nil {
				t.Fatal(err)
			}
			if text, ok := store.Load(t.Context(), "p", strconv.Itoa(i)); text != "text" || !ok {
				t.Fatalf("got %q, %v", text, ok)
			}
			for _, id := range admin.list("ZRANDMEMBER", "{kontrakt}:1:saved", "3") {
				admin.do("ZINCRBY", "{kontrakt}:1:saved", shift, id) // as if it had been saved with another clock
			}
			if n := admin.number("HGET", "{kontrakt}:1:sizes", "total"); n > maxBytes {
				t.Fatalf("%d bytes", n)
			}
		}
	}
}

// Data of another version are neither read nor changed.
func TestAnotherVersion(t *testing.T) {
	server := startServer(t)
	admin := server.admin()
	store := server.open(nil).CacheStore()
	if err := store.Save(t.Context(), "p", "k", "text"); err != nil {
		t.Fatal(err)
	}
	for _, key := range admin.keys("*") {
		admin.do("RENAME", key, strings.Replace(key, ":1:", ":2:", 1))
	}
	of2 := admin.keys("*")
	eventually(t, "the text of version 2 is not used", func() bool {
		_, ok := store.Load(t.Context(), "p", "k")
		return !ok
	})
	if err := store.Save(t.Context(), "p", "k", "new"); err != nil {
		t.Fatal(err)
	}
	if err := store.DeleteAll(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	if got := admin.keys("{kontrakt}:2:*"); !slices.Equal(got, of2) {
		t.Errorf("version 2 has %q, want %q", got, of2)
	}
}

// Programs with other prefixes have other texts.
func TestPrefix(t *testing.T) {
	server := startServer(t)
	for _, prefix := range []string{"a", "b", "kontrakt"} {
		store := server.open(func(c *valkeykontrakt.Config) { c.Prefix = prefix }).CacheStore()
		if text, ok := store.Load(t.Context(), "p", "k"); ok {
			t.Errorf("%s: got %q", prefix, text)
		}
		if err := store.Save(t.Context(), "p", "k", prefix); err != nil {
			t.Fatal(err)
		}
	}
}

// The largest text is kept, whether or not the memory has room for it. A larger one replaces the old one by none.
func TestLargeTexts(t *testing.T) {
	server := startServer(t)
	for name, change := range map[string]func(*valkeykontrakt.Config){
		"with room": nil, "without": func(c *valkeykontrakt.Config) { c.MemoryBytes = 1000 },
	} {
		store, other := server.open(change).CacheStore(), server.open(change).CacheStore()
		largest := strings.Repeat("x", 8<<20)
		if err := store.Save(t.Context(), "p", "k", largest); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			eventually(t, name+": the largest text", func() bool {
				text, ok := other.Load(t.Context(), "p", "k")
				return ok && text == largest
			})
		}
		if err := store.Save(t.Context(), "p", "k", largest+"x"); err != nil {
			t.Fatal(err)
		}
		if text, ok := store.Load(t.Context(), "p", "k"); ok {
			t.Errorf("%s: got %d bytes", name, len(text))
		}
	}
}

// A server that has no room refuses texts. That is reported, and no outage.
func TestFullServer(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger() }).CacheStore()
	server.admin().do("CONFIG", "SET", "maxmemory", "1")
	for range 3 {
		if err := store.Save(t.Context(), "p", "k", "text"); err == nil || !strings.Contains(err.Error(), "OOM") {
			t.Errorf("got %v", err)
		}
	}
	if j.count("cached responses cannot be changed") != 1 || j.count(outage) != 0 {
		t.Error(j.text.String())
	}
}

// A server that drops any keys when it has no room costs texts, but no deletion is lost.
func TestServerThatDropsKeys(t *testing.T) {
	server := startServer(t)
	var j journal
	store := server.open(func(c *valkeykontrakt.Config) { c.Logger = j.logger(); untracked(c) }).CacheStore()
	admin := server.admin()
	var used int64
	for line := range strings.Lines(admin.text("INFO", "memory")) {
		if text, ok := strings.CutPrefix(line, "used_memory:"); ok {
			used, _ = strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		}
	}
	admin.do("CONFIG", "SET", "maxmemory", strconv.FormatInt(used+1<<20, 10), "maxmemory-policy", "allkeys-random")
	found := 0
	for round := range 3 {
		text := strings.Repeat(strconv.Itoa(round), 2000)
		for i := range 1000 {
			if err := store.Save(t.Context(), "p", strconv.Itoa(i), text); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 1000 {
			if got, ok := store.Load(t.Context(), "p", strconv.Itoa(i)); ok && got != text {
				t.Fatalf("text %d is an older one", i)
			} else if ok {
				found++
			}
		}
		if err := store.DeleteAll(t.Context(), "p"); err != nil {
			t.Fatal(err)
		}
		for i := range 1000 {
			if _, ok := store.Load(t.Context(), "p", strconv.Itoa(i)); ok {
				t.Errorf("the deleted text %d is found", i)
			}
		}
	}
	if found == 0 || found == 3000 || j.count(outage) != 0 {
		t.Errorf("%d texts were found\n%s", found, j.text.String())
	}
}

// service returns a service whose responses are cached, private to their user, and how many requests it has got.
func service(t *testing.T) (url string, requests *atomic.Int64) {
	requests = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "max-age=3600")
		io.WriteString(w, `{"Vorname": "Erika"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

// client returns a client of the service.
func client(t *testing.T, url string, store mvp.CacheStore) *mvp.Client {
	t.Helper()
	c, err := mvp.New(mvp.Config{BaseURL: url, Mandant: "bd", Version: "1.0", Mitarbeiter: "123456_123456",
		Token: mvp.StaticToken("t0k3n"), CacheStore: store})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Clients of several processes share a private response, until one of them logs out.
func TestLogoutEverywhere(t *testing.T) {
	server := startServer(t)
	url, requests := service(t)
	var clients []*mvp.Client
	for range 3 {
		clients = append(clients, client(t, url, server.open(nil).CacheStore()))
	}
	call := func(c *mvp.Client) {
		t.Helper()
		if m, err := c.GetMitarbeiter(t.Context()); err != nil || m.Vorname == nil || *m.Vorname != "Erika" {
			t.Fatalf("got %v, %v", m, err)
		}
	}
	for range 5 {
		for _, c := range clients {
			call(c)
		}
	}
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests before the logout", n)
	}
	if err := clients[0].Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if keys := server.admin().keys("*:text:*"); len(keys) != 0 {
		t.Errorf("after the logout there is %q", keys)
	}
	eventually(t, "the other process asks the service", func() bool {
		call(clients[1])
		return requests.Load() == 2
	})
}
