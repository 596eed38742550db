// Built-in types: which texts are their values.

package value

import (
	"regexp"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// forms are the compiled patterns of the built-in types, by pattern.
var forms sync.Map // of *regexp.Regexp

// form returns the regular expression of a built-in type's pattern.
func form(text string) *regexp.Regexp {
	if compiled, ok := forms.Load(text); ok {
		return compiled.(*regexp.Regexp)
	}
	expression, err := pattern.Translate([]string{text})
	if err != nil {
		panic(err) // the pattern is part of this program
	}
	compiled := regexp.MustCompile(expression)
	forms.Store(text, compiled)
	return compiled
}

// IsBuiltin reports whether text, without white space around it, is a value of the built-in type b. Clients may be
// unable to hold the value: the year 10000000000, for example.
func IsBuiltin(b schema.BuiltinType, text string) bool {
	switch {
	case b.IsInteger():
		return isInteger(b, text)
	case b.Pattern() != "":
		return form(b.Pattern()).MatchString(text)
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
