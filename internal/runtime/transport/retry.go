// Retries of safe calls: which failures may pass, how long to wait, and when to stop.

package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

const (
	defaultRetries = 2
	backoffBase    = 200 * time.Millisecond
	backoffCap     = 5 * time.Second
	MaxRetryAfter  = 30 * time.Second // a service that asks for more is not waited for
)

// retries counts the attempts that a call has left. The 401 that is replayed is none of them.
type retries struct {
	left    int
	backoff time.Duration // bounds the next pause
	end     time.Time     // when the call's time is up; zero: never
}

// retries gives what call is allowed, which is nothing unless it is safe: a request that changes something is sent
// once.
func (e *Endpoint) retries(ctx context.Context, call *Call) retries {
	r := retries{backoff: backoffBase}
	if !call.Unsafe() && call.Upload == nil {
		r.left = e.options.Retries
	}
	r.end, _ = ctx.Deadline()
	if limit := e.options.Timeout; limit > 0 && (r.end.IsZero() || time.Until(r.end) > limit) {
		r.end = time.Now().Add(limit)
	}
	return r
}

// next gives how long to wait before the next attempt after one that led to reply or failed; again is false where there
// is to be none. The pause is chosen at random below a bound that doubles, so that callers who failed together do not
// return together, and comes on top of what Retry-After asks for.
func (r *retries) next(ctx context.Context, reply Reply, failed error) (pause time.Duration, again bool) {
	var after time.Duration
	switch {
	case r.left <= 0 || ctx.Err() != nil:
		return 0, false
	case failed != nil:
		if failed, ok := errors.AsType[*failure.Error](failed); !ok || failed.Kind != failure.ErrTransport {
			return 0, false
		}
	default:
		if !Transient(reply.StatusCode) {
			return 0, false
		}
		if after = RetryAfter(reply.Header, time.Now()); after > MaxRetryAfter {
			return 0, false
		}
	}
	pause = after + rand.N(r.backoff)
	r.left--
	r.backoff = min(2*r.backoff, backoffCap)
	return pause, r.end.IsZero() || time.Until(r.end) > pause
}

// Transient tells whether an answer of the status may be another one a little later.
func Transient(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// RetryAfter gives how long the service asks to be left alone (RFC 9110 §10.2.3), 0 where it does not, or in words that
// nobody understands. A date counts from the answer's own Date, should the clocks differ.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value != "" && strings.Trim(value, "0123456789") == "" {
		seconds := int64(0)
		for _, digit := range value {
			seconds = min(10*seconds+int64(digit-'0'), int64(MaxRetryAfter/time.Second)+1)
		}
		return time.Duration(seconds) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return max(0, date.Sub(now))
}

// sleep waits for d, or fails as soon as ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
