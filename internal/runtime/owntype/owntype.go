// Package owntype reads and writes values of Go types of a program's own, which convert themselves from and to text.
package owntype

import (
	"encoding"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// pointer is a pointer to a value of such a type.
type pointer[T any] interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// New reads a value of the form f. It returns nil for null, and for an empty string that is not a value. A value that T
// does not take is a deviation.
func New[T any, P pointer[T], V any](d *jsonwire.Decoder, f Form[V]) *T {
	start := d.Next()
	plain := f.read(d)
	if plain == nil {
		return nil
	}
	v, text := new(T), f.text(*plain)
	if err := P(v).UnmarshalText([]byte(text)); err != nil {
		if text != "" {
			d.DeviateAt(start, expected(f, v))
		}
		return nil
	}
	return v
}

// Item returns the function that reads a value of the form f. It records a deviation if there is none.
func Item[T any, P pointer[T], V any](f Form[V]) func(*T, *jsonwire.Decoder) {
	return func(v *T, d *jsonwire.Decoder) {
		start := d.Next()
		if isAbsent := d.Null() || !f.takesEmpty && d.Absent(); isAbsent {
			d.DeviateAt(start, f.want)
			return
		}
		plain := f.read(d)
		if plain == nil {
			return // a deviation
		}
		if err := P(v).UnmarshalText([]byte(f.text(*plain))); err != nil {
			*v = *new(T)
			d.DeviateAt(start, expected(f, v))
		}
	}
}

// expected returns the expectation of a value of the form f that the type of v takes.
func expected[T, V any](f Form[V], v *T) string { return fmt.Sprintf("%s for a %T", f.want, *v) }

// Default returns the value with the text of a default. If T does not take it, that is a deviation, and Default returns
// nil.
func Default[T any, P pointer[T], V any](d *jsonwire.Decoder, f Form[V], text string) *T {
	v, err := Parse[T, P](f)(text)
	if err != nil {
		d.DeviateHere(fmt.Sprintf("a member, since %q, its default, is not a value of %T", text, v), "none")
		return nil
	}
	return &v
}

// Append appends v in JSON. A text that is not of the form f is refused.
func Append[T any, P pointer[T], V any](b []byte, f Form[V], v T) []byte {
	plain, err := plainOf[T, P](f, &v)
	if err != nil {
		return wire.Refuse(b, err.Error())
	}
	return f.write(b, plain)
}

// AppendItem returns the function that appends a value in JSON: see [Append].
func AppendItem[T any, P pointer[T], V any](f Form[V]) func(*T, []byte) []byte {
	return func(v *T, b []byte) []byte { return Append[T, P](b, f, *v) }
}

// TextOf returns the text of v. One that is not of the form f is refused; see [wire.Refuse].
func TextOf[T any, P pointer[T], V any](f Form[V], v T) string {
	plain, err := plainOf[T, P](f, &v)
	if err != nil {
		return string(wire.Refuse(nil, err.Error()))
	}
	return f.text(plain)
}

// Parse returns the function that parses a text of the form f.
func Parse[T any, P pointer[T], V any](f Form[V]) func(string) (T, error) {
	return func(text string) (v T, err error) {
		plain, err := f.parse(text)
		if err == nil {
			err = P(&v).UnmarshalText([]byte(f.text(plain)))
		}
		return v, err
	}
}

// Check returns the value of the runtime that has the text of value. If there is none, it adds a fault of the field name
// to v.
func Check[T any, P pointer[T], V any](v *check.Validator, name string, f Form[V], value T) (plain V, ok bool) {
	plain, err := plainOf[T, P](f, &value)
	if err != nil {
		v.Fault(name, "%v", err)
	}
	return plain, err == nil
}

// plainOf returns the value of the runtime that has the text of the value at p.
func plainOf[T any, P pointer[T], V any](f Form[V], p *T) (plain V, err error) {
	text, err := P(p).MarshalText()
	if err != nil {
		return plain, fmt.Errorf("cannot be written: %w", err)
	}
	if plain, err = f.parse(string(text)); err != nil {
		return plain, fmt.Errorf("cannot be written: the text of a %T is not %s", *p, f.want)
	}
	return plain, nil
}
