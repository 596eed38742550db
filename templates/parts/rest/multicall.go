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
}

// MultiCall begins a request of several calls.
func (c *Client) MultiCall() *MultiCall { return &MultiCall{c, c.framing.NewBatch(c.endpoint)} }

// Do sends the calls and waits for their responses. Its error is that of the request as a whole: it was not sent, got
// no response, or one that lacks a call's. The Result of each call has its own outcome, after an error too. Calls with
// a cached response are not sent; if none is left, nothing is. opts are for each request.
func (m *MultiCall) Do(ctx context.Context, opts ...CallOption) error {
	m.batch.Options = callOptions(opts)
	return fail(m.batch.Do(ctx))
}

// Call is one call of a MultiCall.
type Call[T any] struct {
	part  *multicall.Part
	value T
}

// Result returns the call's value or its own error, both if the response deviates from the contract. Before
// [MultiCall.Do], it returns an error that says so.
func (c *Call[T]) Result() (T, error) { return c.value, fail(c.part.Err()) }

// add adds a call to m.
func add[T any](m *MultiCall, call *transport.Call, decode func(*jsonwire.Decoder) T, options []CallOption) *Call[T] {
	call.SetOptions(callOptions(options))
	c := new(Call[T])
	c.part = m.batch.Add(call, func(response *transport.Response) (err error) {
		c.value, err = rest.DecodeJSON(m.client.endpoint, call, response, decode)
		return err
	})
	return c
}
