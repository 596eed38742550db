// SOAP header blocks that the contract does not name.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// WithSOAPHeader adds a block to the header of the envelope that the contract does not name, such as one of WS-Security
// (SOAP 1.1, section 4.2; SOAP 1.2, section 5.2). It follows the blocks of the contract. block is one element with a
// namespace, which declares all prefixes in it, also that of the envelope for mustUnderstand and actor or role. It is
// sent unchanged.
func WithSOAPHeader(block string) CallOption {
	if err := soap.CheckHeaderBlock(block); err != nil {
		return invalidOption("WithSOAPHeader: %w", err)
	}
	return CallOption{func(o *transport.CallOptions) { o.HeaderBlocks = append(o.HeaderBlocks, block) }}
}

// WithSOAPHeaderFunc calls read with each block in the header of the response that the contract does not name. block
// is an element that declares the namespaces it uses, so WithSOAPHeader can send it in another call. Without this
// option, such a block with mustUnderstand is a deviation. Several goroutines may call read at once if a call sends
// several requests.
func WithSOAPHeaderFunc(read func(block string)) CallOption {
	if read == nil {
		return invalidOption("WithSOAPHeaderFunc: the function must not be nil")
	}
	return CallOption{func(o *transport.CallOptions) { o.OnHeaderBlock = read }}
}
