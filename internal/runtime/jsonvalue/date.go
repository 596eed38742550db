// Dates and times in JSON.

package jsonvalue

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// The forms of values in deviations.
const (
	date     = "a date as YYYY-MM-DD"
	dateTime = "a date and time as YYYY-MM-DDTHH:MM:SS"
)

// item reads an item of a list or map, a string that parse parses, into v.
func item[T any](v *T, d *jsonwire.Decoder, parse func(string) (T, error), want string) {
	if d.Present(want) {
		if parsed, ok := jsonwire.Parse(d, parse, want); ok {
			*v = parsed
		}
	}
}

// NewDate returns a pointer to a date, YYYY-MM-DD in a string (see [scalar.ParseDate]). It returns nil for null and the
// empty string. Anything else is a deviation.
func NewDate[T scalar.DateFields[Z], Z ~int16](d *jsonwire.Decoder) *T {
	return jsonwire.ParseText(d, parseOwnDate[T], date)
}

// Date is NewDate for an item of a list or map, where null and the empty string are deviations.
func Date[T scalar.DateFields[Z], Z ~int16](v *T, d *jsonwire.Decoder) {
	item(v, d, parseOwnDate[T], date)
}

func parseOwnDate[T scalar.DateFields[Z], Z ~int16](s string) (T, error) {
	v, err := scalar.ParseDate(s)
	return scalar.OwnDate[T](v), err
}

// NewDateTime returns a pointer to a date and time, YYYY-MM-DDTHH:MM:SS in a string, with or without an offset (see
// [scalar.ParseDateTime]). It returns nil for null and the empty string. Anything else is a deviation.
func NewDateTime[T scalar.DateTimeFields[Z], Z ~int16](d *jsonwire.Decoder) *T {
	return jsonwire.ParseText(d, parseOwnDateTime[T], dateTime)
}

// DateTime is NewDateTime for an item of a list or map, where null and the empty string are deviations.
func DateTime[T scalar.DateTimeFields[Z], Z ~int16](v *T, d *jsonwire.Decoder) {
	item(v, d, parseOwnDateTime[T], dateTime)
}

func parseOwnDateTime[T scalar.DateTimeFields[Z], Z ~int16](s string) (T, error) {
	v, err := scalar.ParseDateTime(s)
	return scalar.OwnDateTime[T](v), err
}

// AppendDate appends v to b as a JSON string: "YYYY-MM-DD".
func AppendDate(b []byte, v scalar.Date) []byte {
	return append(scalar.AppendDate(append(b, '"'), v), '"')
}

// AppendDateTime appends v to b as a JSON string: "YYYY-MM-DDTHH:MM:SS", with its offset if it has one.
func AppendDateTime(b []byte, v scalar.DateTime) []byte {
	return append(scalar.AppendDateTime(append(b, '"'), v), '"')
}

// AppendDateItem is AppendDate for an item of a list or map.
func AppendDateItem[T scalar.DateFields[Z], Z ~int16](v *T, b []byte) []byte {
	return AppendDate(b, scalar.PlainDate(*v))
}

// AppendDateTimeItem is AppendDateTime for an item of a list or map.
func AppendDateTimeItem[T scalar.DateTimeFields[Z], Z ~int16](v *T, b []byte) []byte {
	return AppendDateTime(b, scalar.PlainDateTime(*v))
}

// AppendDateOrEmpty is AppendDate for a field that can be emptied: the zero Date becomes "".
func AppendDateOrEmpty(b []byte, v scalar.Date) []byte {
	if v == (scalar.Date{}) {
		return append(b, `""`...)
	}
	return AppendDate(b, v)
}

// AppendDateTimeOrEmpty is AppendDateTime for a field that can be emptied: the zero DateTime becomes "".
func AppendDateTimeOrEmpty(b []byte, v scalar.DateTime) []byte {
	if v == (scalar.DateTime{}) {
		return append(b, `""`...)
	}
	return AppendDateTime(b, v)
}
