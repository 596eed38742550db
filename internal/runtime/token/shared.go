// Package token keeps one bearer token for all calls and renews it.
package token

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	tokenMargin  = 5 * time.Minute  // before its end, or a tenth of a shorter life: when a token is renewed
	tokenPause   = 10 * time.Second // between attempts to renew a token that is still valid
	FetchTimeout = 30 * time.Second // of one fetch
	DenialPause  = time.Minute      // for which a refusal is returned without another request
	functionLife = 5 * time.Minute  // of a token from a function, which does not say how long it is valid
)

// Shared is a token that all calls share. It is fetched once, kept until its end, and renewed shortly before that while
// calls use the old one: so a short outage of its source goes unnoticed. There is at most one fetch at a time.
type Shared struct {
	Fetch   func(context.Context) (*Bearer, error)
	Timeout time.Duration // of one fetch

	mu      sync.Mutex
	current *Bearer
	renewal *renewal      // in progress, or nil
	refusal *RefusedError // of the last renewal, or nil
	ended   time.Time     // when the last renewal ended
}

// Bearer is a token with its times. They have the monotonic clock and count from when the token was requested, so
// neither a wrong clock nor created_at matters.
type Bearer struct {
	token   string
	renew   time.Time // from when it is renewed
	expires time.Time // from when it is not used
}

// NewBearer returns a token that was requested at start and is valid for life.
func NewBearer(token string, start time.Time, life time.Duration) *Bearer {
	return &Bearer{token, start.Add(life - min(tokenMargin, life/10)), start.Add(life)}
}

// Fresh reports whether b need not be renewed yet.
func (b *Bearer) Fresh(now time.Time) bool { return now.Before(b.renew) }

// renewal is one fetch. Its result is valid once done is closed.
type renewal struct {
	done   chan struct{}
	bearer *Bearer
	err    error
}

// RefusedError is the error of a fetch that must not be repeated before Pause is over.
type RefusedError struct {
	Err   error
	Pause time.Duration
}

// Error returns the text of e.Err.
func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns e.Err.
func (e *RefusedError) Unwrap() error { return e.Err }

// Token returns the current token, or waits for a new one until ctx ends. A fetch goes on for other callers if the
// caller that started it gives up.
func (s *Shared) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	now := time.Now()
	valid := s.current != nil && now.Before(s.current.expires)
	switch {
	case valid && s.current.Fresh(now), s.renewal != nil:
	case s.refusal == nil || !now.Before(s.ended.Add(s.refusal.Pause)):
		s.renewal = &renewal{done: make(chan struct{})}
		go s.renew(context.WithoutCancel(ctx), s.renewal)
	case !valid:
		defer s.mu.Unlock()
		return "", fmt.Errorf("%w (refused %v ago, asked again after %v)", s.refusal,
			now.Sub(s.ended).Round(time.Second), s.refusal.Pause)
	}
	if valid {
		defer s.mu.Unlock()
		return s.current.token, nil
	}
	r := s.renewal
	s.mu.Unlock()

	select {
	case <-r.done:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if r.err != nil {
		return "", r.err
	}
	return r.bearer.token, nil // even if its life is short: another fetch would return the same
}

// Invalidate drops token if it is the current one.
func (s *Shared) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.token == token {
		s.current = nil
	}
}

// renew fetches a token for r.
func (s *Shared) renew(ctx context.Context, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	r.bearer, r.err = s.Fetch(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.renewal, s.ended = nil, time.Now()
	s.refusal, _ = r.err.(*RefusedError)
	if r.err == nil {
		s.current = r.bearer
	} else if s.current != nil && s.refusal == nil {
		s.current.renew = s.ended.Add(tokenPause)
	}
	close(r.done)
}

// Function is a token source that calls a function. It implements [transport.TokenSource].
type Function struct{ *Shared }

// NewFunction returns a source that calls function once for all calls that wait for a token, and again after five
// minutes or when the service refuses the token. The context of function ends after 30 seconds. It has the values of
// the first waiting call's context.
func NewFunction(function func(context.Context) (string, error)) *Function {
	fetch := func(ctx context.Context) (_ *Bearer, err error) {
		defer func() {
			if fault := recover(); fault != nil { // in this goroutine, callers cannot recover
				err = fmt.Errorf("the token function panicked: %v", fault)
			}
		}()
		start := time.Now()
		token, err := function(ctx)
		return NewBearer(token, start, functionLife), err
	}
	return &Function{&Shared{Fetch: fetch, Timeout: FetchTimeout}}
}
