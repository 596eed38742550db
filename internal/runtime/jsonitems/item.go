// Items: the values of lists and maps.

package jsonitems

import (
	"encoding/json"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Text reads a string: see [jsonwire.Decoder.Text].
func Text[T ~string](v *T, d *jsonwire.Decoder) { *v = T(d.Text()) }

// AppendText appends a string.
func AppendText[T ~string](v *T, b []byte) []byte { return jsonwire.AppendString(b, string(*v)) }

// Int64 reads an integer: see [jsonwire.Decoder.NewInt64].
func Int64[T ~int64](v *T, d *jsonwire.Decoder) {
	if d.Present("an integer") {
		n, _ := d.Int64()
		*v = T(n)
	}
}

// AppendInt64 appends an integer.
func AppendInt64[T ~int64](v *T, b []byte) []byte { return wire.AppendInt(b, int64(*v)) }

// Float64 reads a number: see [jsonwire.Decoder.NewFloat64].
func Float64(v *float64, d *jsonwire.Decoder) {
	if d.Present("a number") {
		*v, _ = d.Float64()
	}
}

// AppendFloat64 appends a number.
func AppendFloat64(v *float64, b []byte) []byte { return jsonwire.AppendFloat64(b, *v) }

// Bool reads a boolean: see [jsonwire.Decoder.NewBool].
func Bool(v *bool, d *jsonwire.Decoder) {
	if d.Present("a boolean") {
		*v, _ = d.Bool()
	}
}

// AppendBool appends a boolean.
func AppendBool(v *bool, b []byte) []byte { return strconv.AppendBool(b, *v) }

// Raw reads any value.
func Raw(v *json.RawMessage, d *jsonwire.Decoder) { *v = json.RawMessage(d.Raw()) }

// AppendRaw appends a value as it is: see [jsonwire.AppendRaw].
func AppendRaw(v *json.RawMessage, b []byte) []byte { return jsonwire.AppendRaw(b, string(*v)) }
