// Error responses of REST services.

package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// messageNames are the names of fields for messages, if the contract does not state one, as [plain] returns them.
var messageNames = []string{"message", "detail", "description", "errordescription"}

// refusal returns the error response for r's violations. It has the type that the contract gives to the errors of op, which
// is nil for a request that fits no operation, with the violations as the messages for the user.
func (service *service) refusal(op *schema.RESTOperation, r *Request, status int) *response {
	t := service.errorType(op, status)
	if t == nil {
		return textResponse(status, fmt.Sprintf("%s.", r.describeViolations()))
	}
	var texts []string
	for _, v := range r.Violations {
		texts = append(texts, v.String())
	}
	value := decode([]byte(example.JSON(service.contract.API, t)))
	object, isObject := value.(map[string]any)
	messages := service.contract.API.REST.Messages
	for _, f := range t.Fields() {
		isMessage := messages == nil && slices.Contains(messageNames, plain(f.Wire.Local)) && f.Type.Builtin == schema.String &&
			f.Type.Kind == schema.Builtin
		switch {
		case !isObject || f != messages && !isMessage:
		case f.Form == schema.BySlice:
			object[f.Wire.Local] = texts
		default:
			object[f.Wire.Local] = strings.Join(texts, "\n")
		}
	}
	return newResponse(status, "application/json", encode(value))
}

// errorType returns the type of the error responses of op with a status; nil for none.
func (service *service) errorType(op *schema.RESTOperation, status int) *schema.Type {
	rest := service.contract.API.REST
	errors := rest.Errors
	if op != nil {
		errors = rest.ErrorsOf(op)
	}
	var own, others *schema.Type
	for _, e := range errors {
		switch e.Status {
		case status:
			own = e.Type
		case 0:
			others = e.Type
		}
	}
	return cmp.Or(own, others, service.contract.API.ErrorType())
}
