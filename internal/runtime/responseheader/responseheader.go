// Package responseheader reads fields of the header of a response as values of the contract.
package responseheader

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Reader reads the fields of a header. Err returns what deviates from the contract.
type Reader struct {
	header     http.Header
	deviations wire.Deviations
}

// NewReader returns a reader of header.
func NewReader(header http.Header) *Reader { return &Reader{header: header} }

// Err returns nil, or a *wire.DeviationError that lists the fields that could not be read.
func (r *Reader) Err() error { return r.deviations.Err() }

// Text returns a field as a text; nil if it is absent. The values of several lines are joined by commas (RFC 9110,
// section 5.3).
func Text[T ~string](r *Reader, name string) *T {
	lines := r.header.Values(name)
	if len(lines) == 0 {
		return nil
	}
	text := T(strings.Join(lines, ", "))
	return &text
}

// Texts returns the items of a field that is a list (RFC 9110, section 5.6.1), without quotes; nil if it is absent.
func Texts[T ~string](r *Reader, name string) []T {
	return Values(r, name, "", func(text string) (T, error) { return T(text), nil })
}

// Value returns a field that parse reads; nil if it is absent. If parse fails, that is a deviation from what is expected.
func Value[T any](r *Reader, name, expected string, parse func(string) (T, error)) *T {
	text := Text[string](r, name)
	if text == nil {
		return nil
	}
	return value(r, name, expected, *text, parse)
}

// Values is Value for each item of a list. Items that deviate are left out.
func Values[T any](r *Reader, name, expected string, parse func(string) (T, error)) []T {
	lines := r.header.Values(name)
	if len(lines) == 0 {
		return nil
	}
	list := []T{}
	for rest := strings.Join(lines, ","); rest != ""; {
		var item string
		if item, rest = httpfield.Cut(rest, ','); item == "" {
			continue // as a list may have (RFC 9110, section 5.6.1.2)
		}
		if v := value(r, name, expected, httpfield.Unquote(item), parse); v != nil {
			list = append(list, *v)
		}
	}
	return list
}

func value[T any](r *Reader, name, expected, text string, parse func(string) (T, error)) *T {
	v, err := parse(strings.TrimSpace(text))
	if err != nil {
		const longest = 40 // characters of a value in a deviation
		found := []rune(text)
		r.deviations.Add(func() string { return "header " + name }, expected, strconv.Quote(string(found[:min(len(found), longest)])))
		return nil
	}
	return &v
}

// Int64 parses an integer in decimal digits.
func Int64[T ~int64](text string) (T, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	return T(n), err
}

// Int32 is Int64 for 32 bits.
func Int32[T ~int32](text string) (T, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return T(n), err
}

// Float64 parses a number.
func Float64(text string) (float64, error) { return strconv.ParseFloat(text, 64) }

// Float32 is Float64 for 32 bits.
func Float32(text string) (float32, error) {
	f, err := strconv.ParseFloat(text, 32)
	return float32(f), err
}
