// MultiCall: several calls in one request, each with an outcome of its own ("MultiCall" in the MVP's document).

package runtime

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"slices"
)

// Batch collects calls that are sent as one MultiCall. It is for one goroutine, and for one use.
type Batch struct {
	endpoint *Endpoint
	parts    []*Part
	sent     bool
	newID    func() string // makes boundaries and content ids
}

// NewBatch begins a MultiCall. The calls are added to it, Do sends them, and each Part then says how its call went.
func (e *Endpoint) NewBatch() *Batch { return &Batch{endpoint: e, newID: rand.Text} }

// Part is one call of a MultiCall.
type Part struct {
	call   *Call
	use    func(*Answer) error
	cached *cachedCall // nil where the cache has no say
	sent   *part       // the call as it is sent
	err    error
}

// Err is how the call went by itself: nil once its answer was used, else an *Error with the call's own operation and
// path, or what use returned. Before Do it is an error that says so.
func (p *Part) Err() error { return p.err }

// Add adds a call, whose answer use is given during Do; use may be nil, as with [Endpoint.Do]. A call that streams an
// Upload cannot be part of a MultiCall.
func (b *Batch) Add(call *Call, use func(*Answer) error) *Part {
	p := &Part{call: call, use: use}
	state := "the MultiCall was not sent yet: call Do first"
	if b.sent {
		state = "the MultiCall was sent already: begin another one"
	}
	p.err = b.endpoint.failure(call, ErrInvalid, 0, errors.New(state))
	b.parts = append(b.parts, p)
	return p
}

// Do sends the calls and gives each its outcome: in one request, or in as many as Options.MaxParts asks for, one after
// the other. Calls that the cache can answer are left out, and where none is left nothing is sent. The error is that of
// a request as a whole: not sent, not answered, or answered in a way that leaves a call without an answer or an answer
// without a call. Errors of single calls are only in their parts.
func (b *Batch) Do(ctx context.Context) error {
	whole := &Call{Operation: "MultiCall", Method: http.MethodPost}
	return b.endpoint.traced(ctx, whole.Operation, func(ctx context.Context) (int, error) {
		if b.sent {
			err := errors.New("a MultiCall is sent only once: begin another one")
			return 0, b.endpoint.failure(whole, ErrInvalid, 0, err)
		}
		b.sent = true
		parts := b.pending(ctx)
		var sent []*part
		for _, p := range parts {
			sent = append(sent, p.sent)
		}
		err := b.endpoint.multiCall(ctx, sent, b.newID)
		for _, p := range parts {
			p.err = b.settle(ctx, p)
		}
		b.invalidate(ctx, parts)
		if err != nil || len(parts) == 0 {
			return 0, err
		}
		return http.StatusOK, nil
	})
}

// pending gives the parts to send. The others have their outcome: refused, or answered from the cache. Nothing is
// answered from the cache alone where the same MultiCall may change what is stored.
func (b *Batch) pending(ctx context.Context) []*Part {
	e := b.endpoint
	safe := !slices.ContainsFunc(b.parts, func(p *Part) bool { return p.call.unsafe() })
	if slices.ContainsFunc(b.parts, func(p *Part) bool { return e.caches(p.call) }) {
		e.options.Cache.signIn(ctx, e)
	}
	var parts []*Part
	for _, p := range b.parts {
		p.sent = &part{call: p.call, id: "<" + b.newID() + ">"}
		if err := e.checkPart(p.sent); err != nil {
			p.err = e.failure(p.call, ErrInvalid, 0, err)
			continue
		}
		if e.caches(p.call) {
			asked := *p.call
			asked.Accept = "" // parts do not say what they accept
			p.cached = e.options.Cache.lookup(ctx, e.url(p.call), &asked)
			if a := p.cached.fresh(); a != nil && safe {
				p.err = p.accept(ctx, e, a)
				continue
			}
			p.sent.call = p.cached.request()
		}
		parts = append(parts, p)
	}
	return parts
}

// accept gives an answer to the call, unless its status is an error.
func (p *Part) accept(ctx context.Context, e *Endpoint, a *Answer) error {
	return e.forgive(ctx, p.call.Operation, e.accept(p.call, a, p.use))
}

// settle hands a part's answer to its call. A 304 to which nothing is stored, or no longer, is followed by the call
// by itself, without conditions.
func (b *Batch) settle(ctx context.Context, p *Part) error {
	e, answer := b.endpoint, p.sent.answer
	accept := func(a *Answer) error { return p.accept(ctx, e, a) }
	switch {
	case p.sent.err != nil:
		return p.sent.err
	case p.cached != nil:
		if seen, ok, err := p.cached.answered(e, answer); err != nil {
			return err
		} else if ok {
			return p.cached.deliver(ctx, seen, accept)
		}
		return p.cached.cache.miss(p.cached.url, p.call).ask(ctx, e, accept)
	case answer.Status == http.StatusNotModified && p.call.Method == http.MethodGet && !hasConditions(p.call):
		return e.Do(ctx, p.call, p.use)
	}
	return accept(answer)
}

// invalidate drops what is stored for the URLs of unsafe calls, unless they failed or were not sent.
func (b *Batch) invalidate(ctx context.Context, parts []*Part) {
	for _, p := range parts {
		status := 0
		if p.sent.answer != nil {
			status = p.sent.answer.Status
		}
		b.endpoint.invalidate(ctx, p.call, status, p.err)
	}
}
