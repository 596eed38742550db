// Calls and documents: the shared parts of methods.

package soap

import (
	"context"
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// exchange sends request and the header blocks in headers to the operation c, and returns its response. A response that
// deviates from the contract is returned with an error of kind [ErrContent].
func exchange[T any](ctx context.Context, e *transport.Endpoint, c *soap.Call, request, headers any,
	options []CallOption) (*T, error) {
	response := new(T)
	err := c.Do(ctx, e, request, response, headers, optionsOf(options))
	var deviations *wire.DeviationError
	if err != nil && !errors.As(err, &deviations) {
		return nil, fail(err)
	}
	return response, fail(err)
}

// appendXML appends m as the element name to b, without an XML declaration. The error is of kind [ErrInvalid] if XML
// does not allow a value; Validate finds other faults.
func appendXML(b []byte, name string, m any) ([]byte, error) {
	b, err := contractTypes.AppendDocument(b, name, m)
	return b, invalid(err)
}

// decodeXML reads doc, a document whose element is name, into m. The error is of kind [ErrContent] if doc is malformed
// or another element. If doc deviates from the contract, m is read as far as possible. Unknown elements are skipped.
func decodeXML(doc []byte, name string, m any) error {
	return fail(contractTypes.DecodeDocument(doc, name, m))
}

// validate checks m against the contract. The error is an [*Error] of kind [ErrInvalid] whose Messages have every fault
// with its path.
func validate(m any) error { return invalid(contractTypes.Validate(m)) }
