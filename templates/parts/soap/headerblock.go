// Options for the SOAP header blocks that the contract names.

package soap

import "github.com/kontrakt-dev/kontrakt/internal/runtime/transport"

// WithMustUnderstand demands that the receiver of the contract's header blocks understands them: otherwise it must
// respond with a fault (SOAP 1.1, section 4.2.3; SOAP 1.2 Part 1, section 5.2.3).
func WithMustUnderstand() CallOption {
	return CallOption{func(o *transport.CallOptions) { o.Mandatory = true }}
}

// WithActor sends the contract's header blocks to a receiver before the service, such as a proxy, which uri names (actor
// in SOAP 1.1, section 4.2.2; role in SOAP 1.2 Part 1, section 5.2.2).
func WithActor(uri string) CallOption {
	if uri == "" {
		return invalidOption("WithActor: the URI must not be empty")
	}
	return CallOption{func(o *transport.CallOptions) { o.Actor = uri }}
}
