// Automatic batching: GETs that begin at nearly the same time travel as one MultiCall, and each has what it would have
// had alone.

package runtime

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// batching gathers the calls that are to travel together.
type batching struct {
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
	call   *Call
	ctx    context.Context
	done   chan struct{} // closed when the call's way is decided:
	answer *Answer       // nil where it has to go by itself
}

// fetch is exchange by way of a MultiCall, if Options.BatchWindow says so and another call comes along. Whatever is
// wrong with the MultiCall, or with the call's part in it, is not the caller's business: the call then goes by itself.
func (e *Endpoint) fetch(ctx context.Context, call *Call) (*Answer, error) {
	asked, ok := e.batchable(call)
	if !ok {
		return e.exchange(ctx, call)
	}
	if e.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.options.Timeout, e.timeout)
		defer cancel()
	}
	own := &gathered{call: asked, ctx: ctx, done: make(chan struct{})}
	g := e.join(own)
	select {
	case <-own.done:
		if own.answer != nil {
			return own.answer, nil
		}
		return e.exchange(ctx, call)
	case <-ctx.Done():
		e.leave(g)
		return nil, e.failure(call, ErrTransport, 0, context.Cause(ctx))
	}
}

// batchable gives call as it is to be a part, if it can be one: a GET that is sound. It says what it accepts, as it
// does when it is alone.
func (e *Endpoint) batchable(call *Call) (asked *Call, ok bool) {
	if e.options.BatchWindow <= 0 || call.Method != http.MethodGet || call.Body != nil {
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
	return &own, e.checkPart(&part{call: &own}) == nil
}

// join adds a call to the gathering, or begins one. A full one goes at once.
func (e *Endpoint) join(own *gathered) *gathering {
	b := &e.batching
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.gathering
	if g == nil {
		g = new(gathering)
		g.ctx, g.cancel = context.WithCancel(context.WithoutCancel(own.ctx))
		g.timer = time.AfterFunc(e.options.BatchWindow, func() { e.dispatch(g) })
		b.gathering = g
	}
	g.calls = append(g.calls, own)
	g.waiting++
	if len(g.calls) == e.options.MaxParts && g.timer.Stop() {
		b.gathering = nil
		go e.dispatch(g)
	}
	return g
}

// leave is called by a caller that gives up. When the last one does, so does the request.
func (e *Endpoint) leave(g *gathering) {
	b := &e.batching
	b.mu.Lock()
	defer b.mu.Unlock()
	if g.waiting--; g.waiting == 0 && b.gathering != g {
		g.cancel()
	}
}

// dispatch ends a gathering and sends it, unless there is but one call left in it.
func (e *Endpoint) dispatch(g *gathering) {
	defer g.cancel()
	e.batching.mu.Lock()
	if e.batching.gathering == g {
		e.batching.gathering = nil
	}
	e.batching.mu.Unlock()

	var parts []*part
	asker := make(map[*part]*gathered)
	for _, own := range g.calls {
		if own.ctx.Err() == nil {
			p := &part{call: own.call, id: "<" + rand.Text() + ">"}
			parts, asker[p] = append(parts, p), own
		}
	}
	if len(parts) > 1 {
		e.sendGathered(g.ctx, parts)
	}
	for _, p := range parts {
		if p.answer != nil && !followedUp(p.answer.Status) {
			asker[p].answer = p.answer
		}
		close(asker[p].done)
	}
}

// sendGathered is multiCall for calls that go by themselves if it fails, even by a panic, which no caller could recover
// from.
func (e *Endpoint) sendGathered(ctx context.Context, parts []*part) {
	defer func() { _ = recover() }()
	_ = e.multiCall(ctx, parts, rand.Text) // what it means to a call is in its part
}

// followedUp reports whether a single call that gets an answer of the status may send another request: to where it is
// redirected, or once more.
func followedUp(status int) bool {
	return status/100 == 3 && status != http.StatusNotModified || transient(status)
}
