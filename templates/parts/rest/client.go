// Stand-ins for what is written from the contract, so that the parts beside this file compile. It is not copied.

package rest

import "github.com/kontrakt-dev/kontrakt/internal/runtime"

// Client is written from the contract.
type Client struct{ endpoint *runtime.Endpoint }
