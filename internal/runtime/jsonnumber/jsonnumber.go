// Package jsonnumber reads and writes numbers of 32 bits in JSON.
package jsonnumber

import (
	"math"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// NewInt32 is [jsonwire.Decoder.NewInt64] for 32 bits: a larger integer is a deviation.
func NewInt32(d *jsonwire.Decoder) *int32 {
	n, ok := readInt32(d)
	return jsonwire.PointerTo(d, n, ok)
}

func readInt32(d *jsonwire.Decoder) (int32, bool) {
	start := d.Next()
	n, ok := d.Int64()
	if n != int64(int32(n)) {
		d.DeviateAt(start, "an integer of 32 bits")
		return 0, false
	}
	return int32(n), ok
}

// Int32 reads an item of a list or map.
func Int32[T ~int32](v *T, d *jsonwire.Decoder) {
	if d.Present("an integer") {
		n, _ := readInt32(d)
		*v = T(n)
	}
}

// AppendInt32Item appends an item of a list or map.
func AppendInt32Item[T ~int32](v *T, b []byte) []byte { return wire.AppendInt(b, int64(*v)) }

// NewFloat32 is [jsonwire.Decoder.NewFloat64] for 32 bits: a larger number is a deviation.
func NewFloat32(d *jsonwire.Decoder) *float32 {
	f, ok := readFloat32(d)
	return jsonwire.PointerTo(d, f, ok)
}

func readFloat32(d *jsonwire.Decoder) (float32, bool) {
	if d.Absent() {
		return 0, false
	}
	text, start, ok := d.Numeral("a number")
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 32)
	if err != nil {
		d.DeviateAt(start, "a number of 32 bits")
		return 0, false
	}
	return float32(f), true
}

// Float32 reads an item of a list or map.
func Float32(v *float32, d *jsonwire.Decoder) {
	if d.Present("a number") {
		*v, _ = readFloat32(d)
	}
}

// AppendFloat32 appends v to b as the shortest JSON number that reads back as v. Infinities and NaN are refused.
func AppendFloat32(b []byte, v float32) []byte {
	if f := float64(v); math.IsInf(f, 0) || math.IsNaN(f) {
		return jsonwire.AppendFloat64(b, f)
	}
	shortest, _ := strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64)
	return jsonwire.AppendFloat64(b, shortest)
}

// AppendFloat32Item appends an item of a list or map.
func AppendFloat32Item(v *float32, b []byte) []byte { return AppendFloat32(b, *v) }
