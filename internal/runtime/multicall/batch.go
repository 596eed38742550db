// MultiCall: several calls in one request, each with its own outcome ("MultiCall" in the MVP's document).

package multicall

import (
	"context"
	"crypto/rand"
	"errors"
	"math"
	"net/http"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Framing is how a service frames MultiCalls.
type Framing struct {
	HeaderPrefix string // of the headers of parts: "X-Dio-"
	MaxParts     int    // calls in one request; 0: 100, negative: no limit

	// NewID returns the ids of parts, in their order, and then a boundary, for each request. Nil: they are random.
	NewID func() string
}

// newID returns an id or a boundary.
func (f Framing) newID() string {
	if f.NewID != nil {
		return f.NewID()
	}
	return rand.Text()
}

// maxParts returns MaxParts with its special values replaced.
func (f Framing) maxParts() int {
	switch {
	case f.MaxParts == 0:
		return defaultMaxParts
	case f.MaxParts < 0:
		return math.MaxInt
	}
	return f.MaxParts
}

// Batch collects calls that are sent as one MultiCall. It is for one goroutine and one use.
type Batch struct {
	sender
	parts []*Part
	sent  bool
}

// NewBatch begins a MultiCall. Calls are added to it, Do sends them, and the Err of each Part then returns its outcome.
func (f Framing) NewBatch(e *transport.Endpoint) *Batch {
	return &Batch{sender: sender{Framing: f, endpoint: e}}
}

// Part is one call of a MultiCall.
type Part struct {
	call   *transport.Call
	use    func(*transport.Response) error
	cached transport.CachedCall // nil if the call does not use the cache
	sent   *sentCall            // the call as it is sent
	err    error
}

// Err returns nil once the response to the call was used, otherwise a *failure.Error with the call's operation and
// path, or the error of use. Before Do, it returns an error that says so.
func (p *Part) Err() error { return p.err }

// Add adds a call. Do passes its response to use, which may be nil, as in [transport.Endpoint.Do]. A call that streams
// an Upload cannot be part of a MultiCall.
func (b *Batch) Add(call *transport.Call, use func(*transport.Response) error) *Part {
	p := &Part{call: call, use: use}
	state := "the MultiCall was not sent yet: call Do first"
	if b.sent {
		state = "the MultiCall was sent already: begin another one"
	}
	p.err = b.endpoint.Failure(call, failure.ErrInvalid, 0, errors.New(state))
	b.parts = append(b.parts, p)
	return p
}

// Do sends the calls, in one request or in as many as MaxParts requires, one after the other. Calls with a cached
// response are not sent; if none is left, nothing is. The error is that of a request as a whole: it was not sent, got
// no response, or one in which responses and calls do not match. Errors of single calls are only in their parts.
func (b *Batch) Do(ctx context.Context) error {
	whole := &transport.Call{Operation: "MultiCall", Method: http.MethodPost}
	return b.endpoint.Traced(ctx, whole.Operation, func(ctx context.Context) (int, error) {
		if b.sent {
			err := errors.New("a MultiCall is sent only once: begin another one")
			return 0, b.endpoint.Failure(whole, failure.ErrInvalid, 0, err)
		}
		b.sent = true
		if err := b.checkOptions(); err != nil {
			return 0, b.endpoint.Failure(whole, failure.ErrInvalid, 0, err)
		}
		parts := b.pending(ctx)
		var sent []*sentCall
		for _, p := range parts {
			sent = append(sent, p.sent)
		}
		err := b.send(ctx, sent)
		for _, p := range parts {
			p.err = b.finish(ctx, p)
		}
		b.invalidate(ctx, parts)
		if err != nil || len(parts) == 0 {
			return 0, err
		}
		return http.StatusOK, nil
	})
}

// checkOptions returns an error if the requests cannot have the options.
func (b *Batch) checkOptions() error {
	var whole transport.Call
	whole.SetOptions(b.Options)
	if err := whole.Check(); err != nil {
		return err
	}
	if b.Options != nil && b.Options.Idempotent {
		return errors.New("an idempotency key is for one call: pass the option to the method of that call")
	}
	return nil
}

// pending returns the parts to send. The others have their outcome: they are invalid, or have a cached response. If a
// call of the MultiCall may change what is stored, no cached response is used without validation.
func (b *Batch) pending(ctx context.Context) []*Part {
	e := b.endpoint
	safe := !slices.ContainsFunc(b.parts, func(p *Part) bool { return p.call.Unsafe() })
	if slices.ContainsFunc(b.parts, func(p *Part) bool { return e.Caches(p.call) }) {
		e.Options().Cache.SignIn(ctx, e)
	}
	var parts []*Part
	for _, p := range b.parts {
		p.sent = &sentCall{call: p.call, id: "<" + b.newID() + ">"}
		if err := b.checkPart(p.sent); err != nil {
			p.err = e.Failure(p.call, failure.ErrInvalid, 0, err)
			continue
		}
		if e.Caches(p.call) {
			plain := *p.call
			plain.Accept = "" // parts do not say what they accept
			p.cached = e.Options().Cache.Lookup(ctx, e, &plain)
			if response := p.cached.Fresh(); response != nil && safe {
				p.err = p.accept(ctx, e, response)
				continue
			}
			p.sent.call = p.cached.Request()
		}
		parts = append(parts, p)
	}
	return parts
}

// accept passes a response to the call, unless its status is an error.
func (p *Part) accept(ctx context.Context, e *transport.Endpoint, response *transport.Response) error {
	return e.Forgive(ctx, p.call.Operation, e.Accept(p.call, response, p.use))
}

// finish returns the outcome of a part that was sent. After a 304 without a stored response, it sends the call by
// itself, without conditions.
func (b *Batch) finish(ctx context.Context, p *Part) error {
	e, response := b.endpoint, p.sent.response
	accept := func(response *transport.Response) error { return p.accept(ctx, e, response) }
	switch {
	case p.sent.err != nil:
		return p.sent.err
	case p.cached != nil:
		return p.cached.Settle(ctx, response, p.call, accept)
	case response.Status == http.StatusNotModified && p.call.Method == http.MethodGet && !p.call.HasConditions():
		return e.Do(ctx, p.call, p.use)
	}
	return accept(response)
}

// invalidate drops what is stored for the URLs of unsafe calls that may have been carried out.
func (b *Batch) invalidate(ctx context.Context, parts []*Part) {
	for _, p := range parts {
		status := 0
		if p.sent.response != nil {
			status = p.sent.response.Status
		}
		b.endpoint.Invalidate(ctx, p.call, status, p.err)
	}
}
