// Decimals and binary values in JSON.

package jsonvalue

import (
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// NewDecimal returns a pointer to a decimal with the digits of a number, with or without quotes: 1.50 or "1.50". It
// returns nil for null and the empty string. Anything else is a deviation, including a number with an exponent of more
// than maxExponent.
func NewDecimal[T ~string](d *jsonwire.Decoder) *T {
	v, ok := readDecimal[T](d)
	return jsonwire.PointerTo(d, v, ok)
}

func readDecimal[T ~string](d *jsonwire.Decoder) (v T, ok bool) {
	if d.Absent() {
		return "", false
	}
	text, start, ok := d.Numeral("a decimal number")
	if !ok {
		return "", false
	}
	if text, ok = withoutExponent(text); !ok {
		d.DeviateAt(start, "a decimal number with a smaller exponent")
		return "", false
	}
	return T(strings.Clone(text)), true
}

// maxExponent is the largest exponent of a decimal, that of a float64.
const maxExponent = 308

// withoutExponent returns the JSON number text with its point moved by its exponent. ok is false if that is too large.
func withoutExponent(text string) (decimal string, ok bool) {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return text, true
	}
	exponent, err := strconv.Atoi(text[i+1:])
	if err != nil || exponent < -maxExponent || exponent > maxExponent {
		return "", false
	}
	number, isNegative := strings.CutPrefix(text[:i], "-")
	whole, fraction, _ := strings.Cut(number, ".")
	point := len(whole) + exponent
	digits := whole + fraction
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	} else if point < 1 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	decimal = strings.TrimLeft(digits[:point-1], "0") + digits[point-1:point]
	if point < len(digits) {
		decimal += "." + digits[point:]
	}
	if isNegative {
		decimal = "-" + decimal
	}
	return decimal, true
}

// Decimal is NewDecimal for an item of a list or map, where null and the empty string are deviations.
func Decimal[T ~string](v *T, d *jsonwire.Decoder) {
	if d.Present("a decimal number") {
		*v, _ = readDecimal[T](d)
	}
}

// AppendDecimal appends the decimal s to b as a JSON number, with the same digits. An invalid decimal is refused, and
// one that JSON does not allow (RFC 8259, section 6): with a plus sign, leading zeros, or a point at either end.
func AppendDecimal(b []byte, s string) []byte {
	if !scalar.ValidDecimal(s) || !jsonwire.IsNumber(s) {
		return wire.Refuse(b, "a decimal that is not a JSON number, such as -12.50")
	}
	return append(b, s...)
}

// AppendDecimalItem appends an item of a list or map.
func AppendDecimalItem[T ~string](v *T, b []byte) []byte { return AppendDecimal(b, string(*v)) }

// NewBytes returns the octets of a string in base64 (RFC 4648, section 4), nil for null. Anything else is a deviation.
func NewBytes(d *jsonwire.Decoder) []byte {
	if d.Null() {
		return nil
	}
	var v []byte
	Bytes(&v, d)
	return v
}

// Bytes is NewBytes for an item of a list or map, where null is a deviation.
func Bytes(v *[]byte, d *jsonwire.Decoder) {
	if octets, ok := jsonwire.ParseAny(d, scalar.ParseBase64, "a text in base64"); ok {
		*v = octets
	}
}

// AppendBytes appends v to b as a string in base64.
func AppendBytes(b, v []byte) []byte { return append(scalar.AppendBase64(append(b, '"'), v), '"') }

// AppendBytesItem appends an item of a list or map.
func AppendBytesItem(v *[]byte, b []byte) []byte { return AppendBytes(b, *v) }
