// Automatic batching: GETs that begin at nearly the same time are sent as one MultiCall.

package multicall

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Gather returns a [transport.Fetcher] that holds each GET for the window and sends those that begin meanwhile as one
// MultiCall. The outcome of each is as if it were sent by itself; a single one is. The Fetcher serves one endpoint. It
// is nil if window is 0 or negative: then every call is sent at once.
func (f Framing) Gather(window time.Duration) transport.Fetcher {
	if window <= 0 {
		return nil
	}
	return &gatherer{Framing: f, window: window}
}

// gatherer collects the calls that are sent together.
type gatherer struct {
	Framing
	window    time.Duration
	mu        sync.Mutex
	gathering *gathering // that calls can still join; nil for none
}

// gathering is a MultiCall that is being collected, and then sent.
type gathering struct {
	ctx     context.Context // of the request: it ends when no caller waits any more
	cancel  context.CancelFunc
	timer   *time.Timer // ends the collecting
	calls   []*gatheredCall
	waiting int // callers that have not given up
}

// gatheredCall is a call of a gathering.
type gatheredCall struct {
	call     *transport.Call
	ctx      context.Context
	done     chan struct{}       // closed when response is final:
	response *transport.Response // nil if the call must be sent by itself
}

// Fetch sends call in a MultiCall if another call joins, otherwise by itself, as [transport.Endpoint.Exchange] does. If
// the MultiCall or the part of the call fails, Fetch sends the call by itself.
func (b *gatherer) Fetch(ctx context.Context, e *transport.Endpoint,
	call *transport.Call) (*transport.Response, error) {
	s := &sender{Framing: b.Framing, endpoint: e}
	prepared, ok := s.batchable(call)
	if !ok {
		return e.Exchange(ctx, call)
	}
	joined := &gatheredCall{call: prepared, ctx: ctx, done: make(chan struct{})}
	g := b.join(s, joined)
	select {
	case <-joined.done:
		if joined.response != nil {
			return joined.response, nil
		}
		return e.Exchange(ctx, call)
	case <-ctx.Done():
		b.leave(g)
		return nil, e.Failure(call, failure.ErrTransport, 0, context.Cause(ctx))
	}
}

// batchable returns call as a part, if it can be one: a valid GET that authenticates as the MultiCall does and has no
// options of its caller. The part says what it accepts, as the call alone does.
func (s *sender) batchable(call *transport.Call) (prepared *transport.Call, ok bool) {
	if call.Method != http.MethodGet || call.Changing || call.Body != nil || call.Options != nil || call.Auth != nil {
		return nil, false
	}
	copied := *call
	copied.Header = call.Header.Clone()
	if copied.Header == nil {
		copied.Header = make(http.Header)
	}
	if call.Accept != "" {
		copied.Header.Set("Accept", call.Accept)
	}
	return &copied, s.checkPart(&sentCall{call: &copied}) == nil
}

// join adds a call to the current gathering, or begins one. A full gathering is sent at once.
func (b *gatherer) join(s *sender, call *gatheredCall) *gathering {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.gathering
	if g == nil {
		g = new(gathering)
		g.ctx, g.cancel = context.WithCancel(context.WithoutCancel(call.ctx))
		g.timer = time.AfterFunc(b.window, func() { b.dispatch(s, g) })
		b.gathering = g
	}
	g.calls = append(g.calls, call)
	g.waiting++
	if len(g.calls) == b.maxParts() && g.timer.Stop() {
		b.gathering = nil
		go b.dispatch(s, g)
	}
	return g
}

// leave is called for a caller that gives up. The last one cancels the request.
func (b *gatherer) leave(g *gathering) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if g.waiting--; g.waiting == 0 && b.gathering != g {
		g.cancel()
	}
}

// dispatch ends a gathering and sends it, unless only one call is left.
func (b *gatherer) dispatch(s *sender, g *gathering) {
	defer g.cancel()
	b.mu.Lock()
	if b.gathering == g {
		b.gathering = nil
	}
	b.mu.Unlock()

	var parts []*sentCall
	calls := make(map[*sentCall]*gatheredCall)
	for _, call := range g.calls {
		if call.ctx.Err() == nil {
			p := &sentCall{call: call.call, id: "<" + s.newID() + ">"}
			parts, calls[p] = append(parts, p), call
		}
	}
	if len(parts) > 1 {
		s.sendGathered(g.ctx, parts)
	}
	for _, p := range parts {
		if p.response != nil && !followedUp(p.response.Status) {
			calls[p].response = p.response
		}
		close(calls[p].done)
	}
}

// sendGathered sends parts. Errors and panics, which no caller could recover from, are dropped: the calls are then sent
// by themselves.
func (s *sender) sendGathered(ctx context.Context, parts []*sentCall) {
	defer func() { _ = recover() }()
	_ = s.send(ctx, parts) // each part has its own error
}

// followedUp reports whether a single call with a response of the status may send another request: a redirect or a
// retry.
func followedUp(status int) bool {
	return status/100 == 3 && status != http.StatusNotModified || transport.Transient(status)
}
