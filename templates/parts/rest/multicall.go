// MultiCall: several calls in one request.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// MultiCall collects calls that are sent in one request. Use [Client.MultiCall] to make one. It is for one goroutine
// and can be sent once.
type MultiCall struct {
	client *Client
	batch  *multicall.Batch
	err    error // why it cannot be sent, if it is not of a client
}

// MultiCall begins a request of several calls.
func (c *Client) MultiCall() *MultiCall {
	return &MultiCall{client: c, batch: c.framing.NewBatch(c.endpoint)}
}

// Do sends the calls and waits for their responses. Its error is that of the request as a whole: it was not sent, got
// no response, or one that lacks a call's. The Result of each call has its own outcome, after an error too. Calls with
// a cached response are not sent; if none is left, nothing is. opts are for each request.
func (m *MultiCall) Do(ctx context.Context, opts ...CallOption) error {
	if m.err != nil {
		return m.err
	}
	m.batch.Options = optionsOf(opts)
	return fail(m.batch.Do(ctx))
}

// Call is one call of a MultiCall.
type Call[T any] struct {
	part  *multicall.Part // nil if it is not of a MultiCall
	value T
	err   error // if part is nil
}

// NewCall returns a Call with a result, for tests of code that takes one.
func NewCall[T any](value T, err error) *Call[T] { return &Call[T]{value: value, err: err} }

// Result returns the call's value or its own error, both if the response deviates from the contract. Before
// [MultiCall.Do], it returns an error that says so.
func (c *Call[T]) Result() (T, error) {
	if c.part == nil {
		return c.value, c.err
	}
	return c.value, fail(c.part.Err())
}

// add adds a call to m.
func add[T any](m *MultiCall, call *transport.Call, decode func(*jsonwire.Decoder) T, options []CallOption) *Call[T] {
	c := &Call[T]{err: m.err}
	if m.err != nil {
		return c
	}
	call.SetOptions(optionsOf(options))
	c.part = m.batch.Add(call, func(response *transport.Response) (err error) {
		c.value, err = rest.DecodeJSON(m.client.endpoint, call, response, decode)
		return err
	})
	return c
}
