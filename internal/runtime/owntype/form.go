// The forms of the built-in types.

package owntype

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonnumber"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Form is a built-in type of the contract: how its values are written in JSON and as texts. V is their Go type in the
// runtime.
type Form[V any] struct {
	want       string
	takesEmpty bool                       // whether the empty text is a value
	read       func(*jsonwire.Decoder) *V // returns nil for null and, unless takesEmpty, for the empty string
	write      func([]byte, V) []byte     // appends JSON
	parse      func(string) (V, error)
	text       func(V) string
}

// The forms of the built-in types.
var (
	Text = Form[string]{"a string", true, (*jsonwire.Decoder).NewText, jsonwire.AppendString,
		func(s string) (string, error) { return s, nil }, func(s string) string { return s }}
	Bool    = number("a boolean", (*jsonwire.Decoder).NewBool, strconv.AppendBool, scalar.ParseBool)
	Int64   = number("an integer", (*jsonwire.Decoder).NewInt64, wire.AppendInt, scalar.ParseInt64)
	Int32   = number("an integer", jsonnumber.NewInt32, appendInt32, scalar.ParseInt32)
	Float64 = number("a number", (*jsonwire.Decoder).NewFloat64, jsonwire.AppendFloat64, scalar.ParseFloat64)
	Float32 = number("a number", jsonnumber.NewFloat32, jsonnumber.AppendFloat32, scalar.ParseFloat32)
	Decimal = number("a decimal number", jsonvalue.NewDecimal[string], jsonvalue.AppendDecimal, parseDecimal)
	Date    = Form[scalar.Date]{"a date", false, jsonvalue.NewDate[scalar.Date], jsonvalue.AppendDate, scalar.ParseDate,
		scalar.DateText}
	DateTime = Form[scalar.DateTime]{"a date and time", false, jsonvalue.NewDateTime[scalar.DateTime],
		jsonvalue.AppendDateTime, scalar.ParseDateTime, scalar.DateTimeText}
	Bytes = Form[[]byte]{"a text in base64", true, newBytes, jsonvalue.AppendBytes, scalar.ParseBase64,
		func(v []byte) string { return string(scalar.AppendBase64(nil, v)) }}
)

// number returns the form of a type whose texts are those in JSON.
func number[V any](
	want string, read func(*jsonwire.Decoder) *V, write func([]byte, V) []byte, parse func(string) (V, error),
) Form[V] {
	return Form[V]{want, false, read, write, parse, func(v V) string { return string(write(nil, v)) }}
}

func appendInt32(b []byte, v int32) []byte { return wire.AppendInt(b, int64(v)) }

// parseDecimal returns the decimal s in the form of JSON (RFC 8259, section 6): without a plus sign and leading zeros,
// and with digits on both sides of a point.
func parseDecimal(s string) (string, error) {
	if _, err := scalar.ParseDecimal(s); err != nil {
		return "", err
	}
	digits, isNegative := strings.CutPrefix(strings.TrimPrefix(s, "+"), "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	number := cmp.Or(strings.TrimLeft(whole, "0"), "0")
	if fraction != "" {
		number += "." + fraction
	}
	if isNegative {
		number = "-" + number
	}
	return number, nil
}

func newBytes(d *jsonwire.Decoder) *[]byte {
	v := jsonvalue.NewBytes(d)
	if v == nil {
		return nil
	}
	return &v
}
