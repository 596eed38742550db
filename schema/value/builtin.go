// Built-in types: which texts are their values.

package value

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// IsBuiltin reports whether text, without white space around it, is a value of the built-in type b. Clients may be
// unable to hold the value: the year 10000000000, for example.
func IsBuiltin(b schema.BuiltinType, text string) bool {
	switch {
	case b.IsInteger():
		return isInteger(b, text)
	case b.Pattern() != "":
		return compile([]string{b.Pattern()}).MatchString(text)
	}
	return b.Parse(text) == nil || b.Parse(b.Nearest(text)) == nil
}

func isInteger(b schema.BuiltinType, text string) bool {
	if _, err := scalar.ParseInteger(text); err != nil {
		return false
	}
	min, max := b.Range()
	return (min == "" || scalar.CompareDecimal(text, min) >= 0) &&
		(max == "" || scalar.CompareDecimal(text, max) <= 0)
}
