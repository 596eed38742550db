// One bearer token for all calls: who waits for whom while it is fetched, how long it is kept, and when a source that
// refused is asked again.

package token

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	tokenMargin  = 5 * time.Minute  // renewed this long before the end, but not before nine tenths of the life
	tokenPause   = 10 * time.Second // between attempts to renew a token that is still valid
	FetchTimeout = 30 * time.Second // of one fetch
	DenialPause  = time.Minute      // for which a refusal stands without another request
	functionLife = 5 * time.Minute  // of a token that a function gives, which does not say how long it lives
)

// Shared is a token that is fetched once for all calls and kept until its end. It is renewed shortly before that,
// while calls go on with the old one, so that a source which is down for a moment goes unnoticed. However many calls
// wait for a token, one fetch is under way at a time.
type Shared struct {
	Fetch   func(context.Context) (*Bearer, error)
	Timeout time.Duration // of one fetch

	mu      sync.Mutex
	current *Bearer
	renewal *renewal // under way, or nil
	denial  *denial  // nil: none so far
}

// Bearer is a token with the times from which it is to be renewed and from which it is no longer used. They carry the
// monotonic clock and count from when the token was asked for, so neither a wrong clock nor created_at matters.
type Bearer struct {
	token     string
	renew, to time.Time
}

// NewBearer returns a token that was asked for at start and lives as long as life says.
func NewBearer(token string, start time.Time, life time.Duration) *Bearer {
	return &Bearer{token, start.Add(life - min(tokenMargin, life/10)), start.Add(life)}
}

// renewal is one fetch and what came of it, valid once done is closed.
type renewal struct {
	done   chan struct{}
	bearer *Bearer
	err    error
}

// denial is the error of a fetch that is not repeated for a while: whoever asks for a token has it.
type denial struct {
	err   error
	at    time.Time
	pause time.Duration
}

// RefusedError is what a fetch fails with that is not to be repeated before pause is over.
type RefusedError struct {
	Err   error
	Pause time.Duration
}

// Error returns the text of the error.
func (e *RefusedError) Error() string { return e.Err.Error() }

// Unwrap returns the error.
func (e *RefusedError) Unwrap() error { return e.Err }

// Token returns the current token, or waits for a new one until ctx ends. A fetch that is under way goes on without the
// caller that started it, for all others that wait.
func (s *Shared) Token(ctx context.Context) (string, error) {
	s.mu.Lock()
	now := time.Now()
	valid := s.current != nil && now.Before(s.current.to)
	switch {
	case valid && now.Before(s.current.renew), s.renewal != nil:
	case !s.denial.stands(now):
		s.renewal = &renewal{done: make(chan struct{})}
		go s.renew(context.WithoutCancel(ctx), s.renewal)
	case !valid:
		defer s.mu.Unlock()
		return "", fmt.Errorf("%w (answered %v ago, asked again after %v)", s.denial.err,
			now.Sub(s.denial.at).Round(time.Second), s.denial.pause)
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
	return r.bearer.token, nil // even if its life is short: asking once more would give the same
}

// stands reports whether nothing is fetched yet because of r.
func (r *denial) stands(now time.Time) bool { return r != nil && now.Before(r.at.Add(r.pause)) }

// Invalidate drops token if it is the current one.
func (s *Shared) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.token == token {
		s.current = nil
	}
}

// renew carries out r and publishes its outcome.
func (s *Shared) renew(ctx context.Context, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	r.bearer, r.err = s.Fetch(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.renewal, s.denial = nil, nil
	if r.err == nil {
		s.current = r.bearer
	} else if refused, ok := r.err.(*RefusedError); ok {
		s.denial = &denial{r.err, time.Now(), refused.Pause}
	} else if s.current != nil {
		s.current.renew = time.Now().Add(tokenPause)
	}
	close(r.done)
}

// Function gets tokens from a function of the user's. Its method set is that of a [transport.TokenSource].
type Function struct{ *Shared }

// NewFunction returns a source that calls function once for all calls that wait for a token, and again after five
// minutes or as soon as the service refuses the token. The function's context ends after 30 seconds; it has the values
// of the context of the call that began to wait first.
func NewFunction(function func(context.Context) (string, error)) *Function {
	fetch := func(ctx context.Context) (_ *Bearer, err error) {
		defer func() {
			if fault := recover(); fault != nil { // in a goroutine of ours, where nobody could
				err = fmt.Errorf("the token function panicked: %v", fault)
			}
		}()
		start := time.Now()
		token, err := function(ctx)
		return NewBearer(token, start, functionLife), err
	}
	return &Function{&Shared{Fetch: fetch, Timeout: FetchTimeout}}
}
