// Whole calls over loopback: a NewIncident with 100 incidents and a GetMitarbeiter, alone and among 64 at once.

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"
)

// client is one way to make a call.
type client struct {
	name string
	call func(context.Context) error
}

// callEffort says how much of whole calls is measured.
type callEffort struct {
	rounds int
	turn   time.Duration
}

// crowds are how many callers there are at once.
var crowds = []int{1, 64}

// tally is how a client did among a crowd.
type tally struct {
	latencies     []time.Duration // of single calls
	elapsed       time.Duration
	allocs, bytes uint64
}

// holdCalls lets clients take turns at the same call, prints a table, and fails where a call does.
func holdCalls(w io.Writer, title string, clients []client, e callEffort) error {
	tallies := make([][]tally, len(clients)) // by client and crowd
	for i, client := range clients {
		if err := client.call(context.Background()); err != nil {
			return fmt.Errorf("%s, %s: %w", title, client.name, err)
		}
		tallies[i] = make([]tally, len(crowds))
	}
	for range e.rounds {
		for j, crowd := range crowds {
			for i, client := range clients {
				if err := tallies[i][j].turn(client, crowd, e.turn); err != nil {
					return fmt.Errorf("%s, %s: %w", title, client.name, err)
				}
			}
		}
	}
	fmt.Fprintf(w, "### %s\n\n| |", title)
	for _, crowd := range crowds {
		fmt.Fprintf(w, " calls/s at %d | p50 | p99 |", crowd)
	}
	fmt.Fprintf(w, " allocs/call | kB/call |\n|---|")
	for range crowds {
		fmt.Fprint(w, "--:|--:|--:|")
	}
	fmt.Fprintln(w, "--:|--:|")
	for i, client := range clients {
		fmt.Fprintf(w, "| %s |", client.name)
		for j := range crowds {
			t := &tallies[i][j]
			slices.Sort(t.latencies)
			fmt.Fprintf(w, " %.0f | %s | %s |", float64(len(t.latencies))/t.elapsed.Seconds(),
				inUnits(t.percentile(50)), inUnits(t.percentile(99)))
		}
		t := &tallies[i][0]
		n := float64(len(t.latencies))
		fmt.Fprintf(w, " %.0f | %.1f |\n", float64(t.allocs)/n, float64(t.bytes)/n/1000)
	}
	fmt.Fprintln(w)
	return nil
}

// turn lets crowd callers make calls for a while.
func (t *tally) turn(c client, crowd int, turn time.Duration) error {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var callers sync.WaitGroup
	latencies := make([][]time.Duration, crowd)
	start := time.Now()
	for i := range crowd {
		callers.Go(func() {
			for ctx.Err() == nil && time.Since(start) < turn {
				began := time.Now()
				if err := c.call(ctx); err != nil {
					cancel(err)
				}
				latencies[i] = append(latencies[i], time.Since(began))
			}
		})
	}
	callers.Wait()
	t.elapsed += time.Since(start)
	runtime.ReadMemStats(&after)
	t.allocs += after.Mallocs - before.Mallocs
	t.bytes += after.TotalAlloc - before.TotalAlloc
	t.latencies = append(t.latencies, slices.Concat(latencies...)...)
	return context.Cause(ctx)
}

// percentile is the latency that p percent of the calls keep. The latencies must be sorted.
func (t *tally) percentile(p int) time.Duration {
	return t.latencies[(len(t.latencies)-1)*p/100]
}

// newHTTPClient is the client that all are given: one that keeps a connection for every caller.
func newHTTPClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = slices.Max(crowds)
	return &http.Client{Transport: transport}
}

// newPeerClient is newHTTPClient for those that set no limit to the time of a call themselves, as generated clients do.
func newPeerClient() *http.Client {
	client := newHTTPClient()
	client.Timeout = 2 * time.Minute
	return client
}
