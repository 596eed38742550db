// Calls whose response is a value: an interface, or the elements of a message.

package soap

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// exchangeValue is exchange for a response that is not a pointer. It is zero if there is none.
func exchangeValue[T any](ctx context.Context, e *transport.Endpoint, c *soap.Call, request, headers any,
	options []CallOption) (T, error) {
	response, err := exchange[T](ctx, e, c, request, headers, options)
	if response == nil {
		response = new(T)
	}
	return *response, err
}
