// The statements that a process sends to PostgreSQL: their number, and how long some of them take.

package outbox_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// statements is a tracer of pgx.
type statements struct {
	count atomic.Int64
	// fragments identify the statements whose times are of interest.
	fragments []string

	mu    sync.Mutex
	times map[string][]time.Duration // by fragment
}

// startedStatement is the key of a statement's fragment and beginning in a context.
type startedStatement struct{}

type start struct {
	fragment string
	at       time.Time
}

// TraceQueryStart is of pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.count.Add(1)
	for _, fragment := range s.fragments {
		if strings.Contains(data.SQL, fragment) {
			return context.WithValue(ctx, startedStatement{}, start{fragment, time.Now()})
		}
	}
	return ctx
}

// TraceQueryEnd is of pgx.QueryTracer. The rows have been read.
func (s *statements) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	begun, ok := ctx.Value(startedStatement{}).(start)
	if !ok || data.CommandTag.RowsAffected() == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.times == nil {
		s.times = map[string][]time.Duration{}
	}
	s.times[begun.fragment] = append(s.times[begun.fragment], time.Since(begun.at))
}

// median returns the median time of the statements with a fragment, and their number.
func (s *statements) median(fragment string) (time.Duration, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	times := slices.Sorted(slices.Values(s.times[fragment]))
	if len(times) == 0 {
		return 0, 0
	}
	return times[len(times)/2], len(times)
}
