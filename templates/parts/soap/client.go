// Declarations that a client has in other files, so that the parts beside this file compile. It is not copied.

package soap

import "github.com/kontrakt-dev/kontrakt/internal/runtime/transport"

// Deviation is declared in deviation.go of a client.
type Deviation struct{ Path, Expected, Found string }

// CallOption is declared in calloption.go of a client.
type CallOption struct{ apply func(*transport.CallOptions) }

func optionsOf([]CallOption) *transport.CallOptions { return nil }

func invalidOption(string, ...any) CallOption { return CallOption{} }
