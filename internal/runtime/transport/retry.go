// Retries of safe calls: which failures are temporary, how long to wait, and when to stop.

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
	MaxRetryAfter  = 30 * time.Second // a call is not retried if the service asks for a longer pause
)

// retries counts the attempts that a call has left. The repetition after a 401 does not count.
type retries struct {
	left    int
	backoff time.Duration // the longest next pause
	end     time.Time     // when the call times out; zero: never
}

// retries returns the retries of call. There are none unless the call is safe, or carried out only once.
func (e *Endpoint) retries(ctx context.Context, call *Call) retries {
	r := retries{backoff: backoffBase}
	hasKey := call.IdempotencyKey != "" || call.Options != nil && call.Options.Idempotent
	if (hasKey || !call.Unsafe()) && call.Upload == nil {
		r.left = e.options.Retries
	}
	r.end, _ = ctx.Deadline()
	if limit, _ := e.TimeoutOf(call); limit > 0 && (r.end.IsZero() || time.Until(r.end) > limit) {
		r.end = time.Now().Add(limit)
	}
	return r
}

// next returns how long to wait before the next attempt, after one that led to reply or err; again is false if there is
// none. The pause is random, below a bound that doubles, so that callers that failed together do not return together.
// It is added to the pause that Retry-After asks for.
func (r *retries) next(ctx context.Context, reply Reply, err error) (pause time.Duration, again bool) {
	var after time.Duration
	switch {
	case r.left <= 0 || ctx.Err() != nil:
		return 0, false
	case err != nil:
		if callErr, ok := errors.AsType[*failure.Error](err); !ok || !errors.Is(callErr.Kind, failure.ErrTransport) {
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

// Transient reports whether a response with the status is temporary.
func Transient(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// RetryAfter returns how long the service asks to wait (RFC 9110, section 10.2.3), 0 if it does not or if the header is
// malformed. A date is relative to the Date of the response, because the clocks may differ.
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

// sleep waits for d, or returns an error as soon as ctx ends.
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
