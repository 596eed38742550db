// Calls of operations without a response.

package soap

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// exchangeOneWay is exchange for an operation without a response.
func exchangeOneWay(ctx context.Context, e *runtime.Endpoint, c *runtime.SOAPCall, request, headers any) error {
	return fail(e.SOAP(ctx, c, request, nil, headers))
}
