// Package soak_test lets 64 callers use both clients against a server whose every fifth answer is spoiled. No result
// may be lost, doubled or another user's; no secret may be told; goroutines and memory may not grow.
//
//	go test ./internal/soak                     two minutes of synctest's time
//	go test ./internal/soak -v -loopback 30s    in real time, as `make soak` does
package soak_test

import (
	"flag"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var (
	realTime = flag.Duration("loopback", 0, "soak for this long in real time, on loopback sockets")
	seed     = flag.Uint64("seed", 1, "of all that is random")
)

const (
	callers     = 64
	users       = 8
	maxResponse = 256 << 10 // bytes
)

var silent = log.New(io.Discard, "", 0)

func TestSoak(t *testing.T) {
	if *realTime > 0 {
		s := newSoak(t, loopback, 1500*time.Millisecond)
		s.run(*realTime, time.Millisecond)
		return
	}
	synctest.Test(t, func(t *testing.T) {
		s := newSoak(t, memory, time.Minute)
		s.run(2*time.Minute, 10*time.Second)
	})
}

// soak is what the callers share.
type soak struct {
	*testing.T
	service *service
	network *network
	client  *http.Client
	faults  *faults
	timeout time.Duration // of a call
	log     *slog.Logger
	spans   atomic.Int64 // that were begun and not ended

	mu       sync.Mutex
	outcomes map[string]int  // of calls, by the kind of error
	unknown  map[string]bool // what may or may not have been carried out
}

func newSoak(t *testing.T, start func(http.Handler) *network, hang time.Duration) *soak {
	s := &soak{T: t, faults: newFaults(*seed, hang), timeout: hang / 4, outcomes: map[string]int{},
		unknown: map[string]bool{}}
	s.service = newService(t, s.faults)
	s.network = start(s.service)
	s.service.host = s.network.host
	s.client = &http.Client{Transport: s.network.transport}
	s.log = slog.New(slog.NewTextHandler(secretFinder{t}, nil))
	return s
}

// secretFinder is where the log goes.
type secretFinder struct{ t *testing.T }

func (f secretFinder) Write(line []byte) (int, error) {
	findSecrets(f.t, string(line))
	return len(line), nil
}

func findSecrets(t *testing.T, text string) {
	for _, mark := range []string{tokenMark, passwordMark, apiTokenMark} {
		if strings.Contains(text, mark) {
			t.Errorf("a secret is told: %s", text)
		}
	}
}

// run lets the callers make calls for a while, with a pause of at most pause between two, and judges the whole.
func (s *soak) run(length, pause time.Duration) {
	start := time.Now()
	all := s.newCallers()
	before := s.settle(runtime.NumGoroutine())
	s.let(all, length/4, pause)
	warm := s.settle(before.goroutines)
	s.let(all, length-length/4, pause)
	after := s.settle(before.goroutines)
	s.network.close()

	if after.goroutines > before.goroutines {
		s.Errorf("goroutines: %d before, %d after", before.goroutines, after.goroutines)
	}
	if growth := after.heap - warm.heap; growth > 4<<20 {
		s.Errorf("the heap grew by %d bytes after the first quarter", growth)
	}
	if n := s.spans.Load(); n != 0 {
		s.Errorf("%d traces were not ended", n)
	}
	s.Logf("%d callers, %v, seed %d", callers, time.Since(start).Round(time.Millisecond), *seed)
	s.Logf("requests: %d, tokens: %d", s.service.requests, s.service.issued)
	s.Logf("heap: %d KiB after a quarter, %d KiB at the end", warm.heap>>10, after.heap>>10)
	s.Logf("goroutines: %d before, %d after", before.goroutines, after.goroutines)
	s.Logf("calls by outcome:%s", counts(s.outcomes))
	s.Logf("faults:%s", counts(s.faults.counts))
}

// let has all callers work for length.
func (s *soak) let(all []*caller, length, pause time.Duration) {
	end := time.Now().Add(length)
	var group sync.WaitGroup
	for _, c := range all {
		group.Go(func() {
			for time.Now().Before(end) {
				c.act()
				time.Sleep(rand.N(pause))
			}
		})
	}
	group.Wait()
}

// usage is what the process holds.
type usage struct {
	goroutines int
	heap       int64
}

// settle judges and measures once nothing is under way: connections are closed, and hanging servers have noticed.
func (s *soak) settle(goroutines int) usage {
	for range 40 {
		s.network.transport.CloseIdleConnections()
		if runtime.NumGoroutine() <= goroutines {
			break
		}
		time.Sleep(s.faults.hang / 20)
	}
	s.judgeLedger()
	return usage{runtime.NumGoroutine(), heapInUse()}
}

// judgeLedger checks what was carried out without its caller having been told, and begins a new ledger.
func (s *soak) judgeLedger() {
	s.service.mu.Lock()
	defer s.service.mu.Unlock()
	for _, ledger := range []*map[string]int{&s.service.applied, &s.service.added} {
		for id, n := range *ledger {
			if n > 1 || !s.unknown[id] {
				s.Errorf("%s was carried out %d times, and its caller told otherwise", id, n)
			}
		}
		*ledger = map[string]int{}
	}
	s.unknown = map[string]bool{}
}

// carriedOut checks how often id was carried out against what its caller was told: one of "yes", "no" and "unknown".
func (s *soak) carriedOut(ledger *map[string]int, id, told string) {
	s.service.mu.Lock()
	n := (*ledger)[id]
	if told != "unknown" {
		delete(*ledger, id)
	}
	s.service.mu.Unlock()
	if n > 1 || told == "yes" && n != 1 || told == "no" && n != 0 {
		s.Errorf("%s was carried out %d times, its caller was told %q", id, n, told)
	}
	if told == "unknown" {
		s.mu.Lock()
		s.unknown[id] = true
		s.mu.Unlock()
	}
}

// count notes how a call went.
func (s *soak) count(outcome string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes[outcome]++
}
