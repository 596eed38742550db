// Calls and documents: what the methods of the client and of the contract's types have in common.

package soap

import (
	"context"
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// exchange sends request, and the blocks of headers, to the operation that c describes, and returns its response. A
// response that departs from the contract comes together with an error of kind [ErrContent].
func exchange[T any](ctx context.Context, e *transport.Endpoint, c *soap.Call, request, headers any) (*T, error) {
	response := new(T)
	err := c.Do(ctx, e, request, response, headers)
	var deviations *wire.DeviationError
	if err != nil && !errors.As(err, &deviations) {
		return nil, fail(err)
	}
	return response, fail(err)
}

// appendXML appends m as the element called name to b, without an XML declaration. It fails with [ErrInvalid] if m
// holds what XML cannot carry; other faults are for Validate to find.
func appendXML(b []byte, name string, m any) ([]byte, error) {
	b, err := contractTypes.AppendDocument(b, name, m)
	return b, invalid(err)
}

// decodeXML reads m from doc, a document whose element is called name. It fails with [ErrContent] if doc is not
// well-formed or not that element, and if it departs from the contract; m is then read as far as possible. Elements
// that the contract does not know are passed over.
func decodeXML(doc []byte, name string, m any) error {
	return fail(contractTypes.DecodeDocument(doc, name, m))
}

// validate checks m against the contract. The error is an [*Error] of kind [ErrInvalid] whose Messages name every
// fault by its path.
func validate(m any) error { return invalid(contractTypes.Validate(m)) }
