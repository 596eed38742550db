// SOAP requests without an envelope: content alone, or several parts (WSDL 1.1, section 5).

package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// operationOf returns the operation of r, if its header names it or the request has no envelope; otherwise nil.
func (service *service) operationOf(r *Request) *schema.SOAPOperation {
	return cmp.Or(service.withoutEnvelope(r), service.named(r.Header))
}

// withoutEnvelope returns the operation of r, a request without an envelope: the only one that its header fits or, if it fits
// none, the only one with such requests. It returns nil for another request.
func (service *service) withoutEnvelope(r *Request) *schema.SOAPOperation {
	all := slices.DeleteFunc(slices.Clone(service.contract.API.SOAP.Operations), func(op *schema.SOAPOperation) bool {
		return !op.Input.IsAttached()
	})
	if len(all) == 0 {
		return nil
	}
	isEnvelope, actions := kernel.IsEnvelope(string(r.Body)), r.Header["Soapaction"]
	fitting := slices.DeleteFunc(slices.Clone(all), func(op *schema.SOAPOperation) bool {
		if op.Port.Version == "1.1" {
			return len(actions) != 1 || strings.Trim(actions[0], `"`) != op.Action
		}
		return len(actions) > 0 || isEnvelope
	})
	switch {
	case len(fitting) == 1:
		return fitting[0]
	case len(all) == 1 && !isEnvelope && service.named(r.Header) == nil:
		return all[0]
	}
	return nil
}
