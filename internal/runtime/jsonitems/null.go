// Values of maps that can be null.

package jsonitems

import "github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"

// NullOr returns the function that reads a value that read reads, or null, which is nil.
func NullOr[T any](read func(*T, *jsonwire.Decoder)) func(**T, *jsonwire.Decoder) {
	return func(v **T, d *jsonwire.Decoder) {
		if !d.Null() {
			*v = new(T)
			read(*v, d)
		}
	}
}

// AppendNullOr returns the function that appends a value that write appends, or null.
func AppendNullOr[T any](write func(*T, []byte) []byte) func(**T, []byte) []byte {
	return func(v **T, b []byte) []byte {
		if *v == nil {
			return append(b, "null"...)
		}
		return write(*v, b)
	}
}
