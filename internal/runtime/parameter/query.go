// Values in the query of a request.

package parameter

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Number returns v with as few digits as read back as v. Infinities and NaN are refused; see [wire.Refuse].
func Number(v float64) string { return string(jsonwire.AppendFloat64(nil, v)) }

// Texts returns the texts of the values in list, nil for a nil list.
func Texts[T any](list []T, text func(T) string) []string {
	if list == nil {
		return nil
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = text(v)
	}
	return texts
}

// SetCommaList sets a query parameter to the values, separated by commas: style form without explode (OpenAPI 3.1,
// section 4.8.12). A value with a comma would be two, so it is refused, and so is an empty one in a list of one.
func SetCommaList(call *transport.Call, name string, values []string) {
	joined := strings.Join(values, ",")
	if strings.Count(joined, ",") > max(0, len(values)-1) {
		joined = string(wire.Refuse(nil, "a value that contains a comma, in a list that is separated by commas"))
	} else if joined == "" && len(values) == 1 {
		joined = string(wire.Refuse(nil, "an empty value, which would be an empty list"))
	}
	call.SetQuery(name, joined)
}
