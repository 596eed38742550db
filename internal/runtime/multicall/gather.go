// Automatic batching: GETs that begin at nearly the same time travel as one MultiCall, and each has what it would have
// had alone.

package multicall

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Gather returns a [transport.Fetcher] by which a GET waits for others that begin within the window, to travel with
// them as one MultiCall. Each has what it would have had alone, and goes alone if no other comes along. The Fetcher
// serves one endpoint. It is nil if the window is 0 or negative: every call is then sent at once.
func (f Framing) Gather(window time.Duration) transport.Fetcher {
	if window <= 0 {
		return nil
	}
	return &gatherer{Framing: f, window: window}
}

// gatherer gathers the calls that are to travel together.
type gatherer struct {
	Framing
	window    time.Duration
	mu        sync.Mutex
	gathering *gathering // that calls can still join, nil for none
}

// gathering is a MultiCall in the making, and then on its way.
type gathering struct {
	ctx     context.Context // of the request: it ends when nobody waits for it any more
	cancel  context.CancelFunc
	timer   *time.Timer // ends the gathering
	calls   []*gathered
	waiting int // callers that have not given up
}

// gathered is a call of a gathering.
type gathered struct {
	call     *transport.Call
	ctx      context.Context
	done     chan struct{}       // closed when the call's way is decided:
	response *transport.Response // nil where it has to go by itself
}

// Fetch is [transport.Endpoint.Exchange] by way of a MultiCall, if another call comes along. Whatever is wrong with the
// MultiCall, or with the call's part in it, is not the caller's business: the call then goes by itself.
func (b *gatherer) Fetch(ctx context.Context, e *transport.Endpoint, call *transport.Call) (*transport.Response, error) {
	s := &sender{b.Framing, e}
	asked, ok := s.batchable(call)
	if !ok {
		return e.Exchange(ctx, call)
	}
	own := &gathered{call: asked, ctx: ctx, done: make(chan struct{})}
	g := b.join(s, own)
	select {
	case <-own.done:
		if own.response != nil {
			return own.response, nil
		}
		return e.Exchange(ctx, call)
	case <-ctx.Done():
		b.leave(g)
		return nil, e.Failure(call, failure.ErrTransport, 0, context.Cause(ctx))
	}
}

// batchable gives call as it is to be a part, if it can be one: a GET that is sound. It says what it accepts, as it
// does when it is alone.
func (s *sender) batchable(call *transport.Call) (asked *transport.Call, ok bool) {
	if call.Method != http.MethodGet || call.Body != nil {
		return nil, false
	}
	own := *call
	own.Header = call.Header.Clone()
	if own.Header == nil {
		own.Header = make(http.Header)
	}
	if call.Accept != "" {
		own.Header.Set("Accept", call.Accept)
	}
	return &own, s.checkPart(&part{call: &own}) == nil
}

// join adds a call to the gathering, or begins one. A full one goes at once.
func (b *gatherer) join(s *sender, own *gathered) *gathering {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.gathering
	if g == nil {
		g = new(gathering)
		g.ctx, g.cancel = context.WithCancel(context.WithoutCancel(own.ctx))
		g.timer = time.AfterFunc(b.window, func() { b.dispatch(s, g) })
		b.gathering = g
	}
	g.calls = append(g.calls, own)
	g.waiting++
	if len(g.calls) == b.maxParts() && g.timer.Stop() {
		b.gathering = nil
		go b.dispatch(s, g)
	}
	return g
}

// leave is called by a caller that gives up. When the last one does, so does the request.
func (b *gatherer) leave(g *gathering) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if g.waiting--; g.waiting == 0 && b.gathering != g {
		g.cancel()
	}
}

// dispatch ends a gathering and sends it, unless there is but one call left in it.
func (b *gatherer) dispatch(s *sender, g *gathering) {
	defer g.cancel()
	b.mu.Lock()
	if b.gathering == g {
		b.gathering = nil
	}
	b.mu.Unlock()

	var parts []*part
	asker := make(map[*part]*gathered)
	for _, own := range g.calls {
		if own.ctx.Err() == nil {
			p := &part{call: own.call, id: "<" + s.newID() + ">"}
			parts, asker[p] = append(parts, p), own
		}
	}
	if len(parts) > 1 {
		s.sendGathered(g.ctx, parts)
	}
	for _, p := range parts {
		if p.response != nil && !followedUp(p.response.Status) {
			asker[p].response = p.response
		}
		close(asker[p].done)
	}
}

// sendGathered is send for calls that go by themselves if it fails, even by a panic, which no caller could recover
// from.
func (s *sender) sendGathered(ctx context.Context, parts []*part) {
	defer func() { _ = recover() }()
	_ = s.send(ctx, parts) // what it means to a call is in its part
}

// followedUp reports whether a single call that gets an answer of the status may send another request: to where it is
// redirected, or once more.
func followedUp(status int) bool {
	return status/100 == 3 && status != http.StatusNotModified || transport.Transient(status)
}
