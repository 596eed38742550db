// Facets: whether a type allows a value.

package example

import (
	"errors"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// allows reports whether text is a value of t, a simple type. What cannot be told is not allowed.
func allows(t *schema.Type, text string) bool {
	err := value.Check(t, text)
	return value.Normalize(t, text) == text && (err == nil || errors.Is(err, value.ErrBeyond))
}
