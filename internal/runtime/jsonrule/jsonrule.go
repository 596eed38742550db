// Package jsonrule checks rules of a contract while JSON is read: required members, and the values of enumerations.
package jsonrule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Require records a deviation for each of the members at indices that has not occurred in the object that was read.
func Require(d *jsonwire.Decoder, known jsonwire.Members, seen *jsonwire.SeenMembers, indices ...int) {
	for _, i := range indices {
		if !seen.Has(i) {
			d.DeviateHere("the member "+wire.Quote(known.Name(i)), "none")
		}
	}
}

// NewText returns a pointer to a text that is one of values; nil for null and the empty string. Another text is a
// deviation, and is returned.
func NewText[T ~string](d *jsonwire.Decoder, values []T) *T {
	if d.Absent() {
		return nil
	}
	v, ok := readText(d, values)
	return jsonwire.PointerTo(d, v, ok)
}

// Text returns the function that reads a text that is one of values. Another text is a deviation, and is kept.
func Text[T ~string](values []T) func(*T, *jsonwire.Decoder) {
	return func(v *T, d *jsonwire.Decoder) {
		if d.Present(expected(values)) {
			*v, _ = readText(d, values)
		}
	}
}

func readText[T ~string](d *jsonwire.Decoder, values []T) (v T, ok bool) {
	start := d.Next()
	text := d.NewText()
	if text == nil {
		return "", false
	}
	if v = T(*text); !slices.Contains(values, v) {
		d.DeviateAt(start, expected(values))
	}
	return v, true
}

// NewInt returns a pointer to an integer that is one of values; nil for null and the empty string. Another integer is a
// deviation, and is returned.
func NewInt[T ~int64 | ~int32](d *jsonwire.Decoder, values []T) *T {
	v, ok := readInt(d, values)
	return jsonwire.PointerTo(d, v, ok)
}

// Int returns the function that reads an integer that is one of values. Another integer is a deviation, and is kept.
func Int[T ~int64 | ~int32](values []T) func(*T, *jsonwire.Decoder) {
	return func(v *T, d *jsonwire.Decoder) {
		if d.Present(expected(values)) {
			*v, _ = readInt(d, values)
		}
	}
}

func readInt[T ~int64 | ~int32](d *jsonwire.Decoder, values []T) (v T, ok bool) {
	start := d.Next()
	n, ok := d.Int64()
	if !ok {
		return 0, false
	}
	v = T(n)
	isHeld := int64(v) == n
	if !isHeld || !slices.Contains(values, v) {
		d.DeviateAt(start, expected(values))
	}
	return v, isHeld
}

// expected returns the expectation of one of values.
func expected[T any](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = fmt.Sprint(v)
	}
	return "one of " + strings.Join(texts, ", ")
}
