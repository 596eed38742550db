// MultiCall: several calls in one request.

package rest

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multicall"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// MultiCall gathers calls that travel in one request; it is made by [Client.MultiCall]. It is for one goroutine and can
// be sent once.
type MultiCall struct {
	client *Client
	batch  *multicall.Batch
}

// MultiCall begins a request of several calls.
func (c *Client) MultiCall() *MultiCall { return &MultiCall{c, c.framing.NewBatch(c.endpoint)} }

// Do sends the calls and waits for their answers. Its error is that of the request as a whole: not sent, not answered,
// or answered in a way that leaves a call without an answer. What became of a single call is its Result's to say, after
// an error too. Calls that the cache can answer are not sent, and where none is left nothing is.
func (m *MultiCall) Do(ctx context.Context) error { return fail(m.batch.Do(ctx)) }

// Call is one call of a MultiCall, with the answer that it is going to have.
type Call[T any] struct {
	part  *multicall.Part
	value T
}

// Result returns the call's answer, or its own error; both if the answer deviates from the contract. Before
// [MultiCall.Do] it is an error that says so.
func (c *Call[T]) Result() (T, error) { return c.value, fail(c.part.Err()) }

// add puts a call into m.
func add[T any](m *MultiCall, call *transport.Call, decode func(*jsonwire.Decoder) T) *Call[T] {
	c := new(Call[T])
	c.part = m.batch.Add(call, func(a *transport.Response) (err error) {
		c.value, err = rest.DecodeJSON(m.client.endpoint, call, a, decode)
		return err
	})
	return c
}
