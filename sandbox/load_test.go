// How fast a sandbox starts, and how many requests a service can take: see docs/performance.md.

package sandbox_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// brief is a test that the benchmark ends.
type brief struct {
	*testing.B
	cleanup []func()
}

func (t *brief) Cleanup(f func()) { t.cleanup = append(t.cleanup, f) }

// BenchmarkStart reads both built-in contracts and starts their services.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		t := &brief{B: b}
		sandbox.New(t)
		for _, f := range t.cleanup {
			f()
		}
	}
}

// BenchmarkCareFlex sends reports of one incident from 8 callers for each processor.
func BenchmarkCareFlex(b *testing.B) {
	s := sandbox.New(b, "careflex")
	client, err := careflex.New(careflex.Config{
		Endpoint: s.Endpoint("careflex"), TokenURL: s.TokenURL("careflex"),
		UserID: sandbox.User, UserSecret: sandbox.Secret,
	})
	if err != nil {
		b.Fatal(err)
	}
	request := report(1)
	var mu sync.Mutex
	var durations []time.Duration
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			start := time.Now()
			if _, err := client.NewIncident(b.Context(), request); err != nil {
				b.Error(err)
				return
			}
			mu.Lock()
			durations = append(durations, time.Since(start))
			mu.Unlock()
		}
	})
	if len(durations) == 0 {
		return
	}
	slices.Sort(durations)
	b.ReportMetric(float64(len(durations))/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(durations[len(durations)*99/100].Microseconds())/1000, "p99-ms")
}
