// Calls of operations without a response.

package soap

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// exchangeOneWay is exchange for an operation without a response.
func exchangeOneWay(ctx context.Context, e *transport.Endpoint, c *soap.Call, request, headers any,
	options []CallOption) error {
	return fail(c.Do(ctx, e, request, nil, headers, optionsOf(options)))
}
