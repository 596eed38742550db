// Values of shared types in JSON, as text that the package of the types reads and appends.

package sharedtype

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// pointer is a pointer to a value of such a type.
type pointer[T any] interface {
	*T
	AppendJSON([]byte) ([]byte, error)
	UnmarshalJSON([]byte) error
}

// Unmarshal is [jsonwire.Unmarshal] for the package of the types. [Read] of another copy of this package understands its
// error.
func Unmarshal(text []byte, decode func(*jsonwire.Decoder)) error {
	err := jsonwire.Unmarshal(text, decode)
	if deviating, ok := err.(*wire.DeviationError); ok {
		return deviations{deviating}
	}
	return err
}

// deviations are those of a value that was read.
type deviations struct{ *wire.DeviationError }

// Unwrap returns the error of the runtime.
func (e deviations) Unwrap() error { return e.DeviationError }

// Each calls add for each deviation, and returns how many more there are.
func (e deviations) Each(add func(path, expected, found string)) (omitted int) {
	for _, d := range e.Deviations {
		add(d.Path, d.Expected, d.Found)
	}
	return e.Omitted
}

// Append appends a value to b, which appendJSON, the method AppendJSON of the value, appends. An error is a refusal.
func Append(b []byte, appendJSON func([]byte) ([]byte, error)) []byte {
	appended, err := appendJSON(b)
	if err != nil {
		return wire.Refuse(b, err.Error())
	}
	return appended
}

// AppendItem is Append for an item of a list or map.
func AppendItem[T any, P pointer[T]](v *T, b []byte) []byte { return Append(b, P(v).AppendJSON) }

// Read reads v from the next value. Its deviations are those of d.
func Read[T any, P pointer[T]](v *T, d *jsonwire.Decoder) {
	start := d.Next()
	text := "[]" // an object without members, which lacks what is required
	if d.IsObject() {
		text = d.Raw()
	}
	if d.Err() != nil {
		return
	}
	switch err := P(v).UnmarshalJSON([]byte(text)).(type) {
	case nil:
	case interface {
		Each(add func(path, expected, found string)) (omitted int)
	}:
		add := func(path, expected, found string) {
			if path != "" {
				path = "." + path
			}
			d.DeviateWithin(start, path, expected, found)
		}
		for range err.Each(add) { // more than the list has room for, which is counted
			add("", "", "")
		}
	default:
		d.DeviateWithin(start, "", "a value of its type", err.Error())
	}
}

// New returns a pointer to the next value, which read reads; nil if it is absent.
func New[T any](d *jsonwire.Decoder, read func(*T, *jsonwire.Decoder)) *T {
	if d.Absent() || !d.IsObject() {
		return nil
	}
	v := wire.New[T](&d.Slabs)
	read(v, d)
	return v
}

// Result returns a response. It never returns nil.
func Result[T any, P pointer[T]](d *jsonwire.Decoder) *T {
	v := new(T)
	if !d.IsEmpty() {
		Read[T, P](v, d)
	}
	return v
}
