// Simple values of XSD: from their lexical forms to Go, in elements and in attributes.

package runtime

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The methods below take what Text takes, the pending element or an attribute of it, and return it as a value of the
// type they are named for. White space around it does not count. Content that is no such value is an error.

// Bool returns an xs:boolean.
func (d *XMLDecoder) Bool() bool { return takeValue(d, ParseBool) }

// Int8 returns an xs:byte.
func (d *XMLDecoder) Int8() int8 { return takeValue(d, ParseInt8) }

// Int16 returns an xs:short.
func (d *XMLDecoder) Int16() int16 { return takeValue(d, ParseInt16) }

// Int32 returns an xs:int.
func (d *XMLDecoder) Int32() int32 { return takeValue(d, ParseInt32) }

// Int64 returns an xs:long.
func (d *XMLDecoder) Int64() int64 { return takeValue(d, ParseInt64) }

// Uint8 returns an xs:unsignedByte.
func (d *XMLDecoder) Uint8() uint8 { return takeValue(d, ParseUint8) }

// Uint16 returns an xs:unsignedShort.
func (d *XMLDecoder) Uint16() uint16 { return takeValue(d, ParseUint16) }

// Uint32 returns an xs:unsignedInt.
func (d *XMLDecoder) Uint32() uint32 { return takeValue(d, ParseUint32) }

// Uint64 returns an xs:unsignedLong.
func (d *XMLDecoder) Uint64() uint64 { return takeValue(d, ParseUint64) }

// Float32 returns an xs:float.
func (d *XMLDecoder) Float32() float32 { return takeValue(d, ParseFloat32) }

// Float64 returns an xs:double.
func (d *XMLDecoder) Float64() float64 { return takeValue(d, ParseFloat64) }

// Decimal returns an xs:decimal as it is written.
func (d *XMLDecoder) Decimal() string { return takeText(d, ParseDecimal) }

// Integer returns an xs:integer as it is written.
func (d *XMLDecoder) Integer() string { return takeText(d, ParseInteger) }

// Date returns an xs:date.
func (d *XMLDecoder) Date() Date { return takeValue(d, ParseDate) }

// DateTime returns an xs:dateTime.
func (d *XMLDecoder) DateTime() DateTime { return takeValue(d, ParseDateTime) }

// Time returns an xs:time.
func (d *XMLDecoder) Time() TimeOfDay { return takeValue(d, ParseTimeOfDay) }

// Duration returns an xs:duration as it is written.
func (d *XMLDecoder) Duration() string { return takeText(d, ParseDuration) }

// GYear returns an xs:gYear as it is written.
func (d *XMLDecoder) GYear() string { return takeText(d, ParseGYear) }

// GYearMonth returns an xs:gYearMonth as it is written.
func (d *XMLDecoder) GYearMonth() string { return takeText(d, ParseGYearMonth) }

// GMonth returns an xs:gMonth as it is written.
func (d *XMLDecoder) GMonth() string { return takeText(d, ParseGMonth) }

// GMonthDay returns an xs:gMonthDay as it is written.
func (d *XMLDecoder) GMonthDay() string { return takeText(d, ParseGMonthDay) }

// GDay returns an xs:gDay as it is written.
func (d *XMLDecoder) GDay() string { return takeText(d, ParseGDay) }

// Base64 returns the octets of an xs:base64Binary.
func (d *XMLDecoder) Base64() []byte { return takeValue(d, ParseBase64) }

// Hex returns the octets of an xs:hexBinary.
func (d *XMLDecoder) Hex() []byte { return takeValue(d, ParseHex) }

// takeText is takeValue for a value that is the text itself.
func takeText(d *XMLDecoder, parse func(string) (string, error)) string {
	return d.own(takeValue(d, parse))
}

// takeValue takes what Text takes and returns the value that parse finds in it. A string in it is part of the document.
func takeValue[T any](d *XMLDecoder, parse func(string) (T, error)) (value T) {
	start, inAttribute := d.pos, d.state == atAttribute
	text := d.text()
	if d.err != nil {
		return value
	}
	value, err := parse(trimSpace(text))
	switch {
	case err == nil:
	case inAttribute:
		d.Failf("attribute %s: %v", d.attrs[d.attr].Name, err)
	default:
		d.failInside(start, "%v", err)
	}
	return value
}

// XMLItems takes what Text takes and returns it as a list (XSD Part 2, section 4.2.1.2): the values that parse finds
// in its items, which white space separates; nil for an empty list.
func XMLItems[T any](d *XMLDecoder, parse func(string) (T, error)) []T {
	return takeValue(d, func(s string) ([]T, error) { return ParseItems(d.own(s), parse) })
}

// ParseItems parses a list: see [XMLItems].
func ParseItems[T any](s string, parse func(string) (T, error)) (items []T, err error) {
	for _, item := range fieldsOf(s) {
		value, err := parse(item)
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	return items, nil
}

// The functions below parse what the methods above read. White space around a value is no part of it.

// ParseString returns s: every text is an xs:string.
func ParseString(s string) (string, error) { return s, nil }

// ParseBool parses an xs:boolean (XSD Part 2, section 3.2.2).
func ParseBool(s string) (bool, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, errors.New(quote(s) + " is not a boolean (true, false, 1 or 0)")
}

// ParseInt8 parses an xs:byte.
func ParseInt8(s string) (int8, error) { return parseSigned[int8](s) }

// ParseInt16 parses an xs:short.
func ParseInt16(s string) (int16, error) { return parseSigned[int16](s) }

// ParseInt32 parses an xs:int.
func ParseInt32(s string) (int32, error) { return parseSigned[int32](s) }

// ParseInt64 parses an xs:long.
func ParseInt64(s string) (int64, error) { return parseSigned[int64](s) }

// ParseUint8 parses an xs:unsignedByte.
func ParseUint8(s string) (uint8, error) { return parseUnsigned[uint8](s) }

// ParseUint16 parses an xs:unsignedShort.
func ParseUint16(s string) (uint16, error) { return parseUnsigned[uint16](s) }

// ParseUint32 parses an xs:unsignedInt.
func ParseUint32(s string) (uint32, error) { return parseUnsigned[uint32](s) }

// ParseUint64 parses an xs:unsignedLong.
func ParseUint64(s string) (uint64, error) { return parseUnsigned[uint64](s) }

// parseSigned parses an xs:long or one of the types derived from it (XSD Part 2, section 3.3.16).
func parseSigned[T int8 | int16 | int32 | int64](s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if v := T(n); err == nil && int64(v) == n {
		return v, nil
	}
	return 0, integerError[T](s)
}

// parseUnsigned parses an xs:unsignedLong or one of the types derived from it (XSD Part 2, section 3.3.21). Zero may
// have any sign.
func parseUnsigned[T uint8 | uint16 | uint32 | uint64](s string) (T, error) {
	digits := strings.TrimPrefix(s, "+")
	if strings.HasPrefix(s, "-") && CompareDecimal(s, "0") == 0 {
		digits = s[1:]
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if v := T(n); err == nil && uint64(v) == n {
		return v, nil
	}
	return 0, integerError[T](s)
}

// integerError says why s is no integer of type T.
func integerError[T any](s string) error {
	if !isInteger(s) {
		return errors.New(quote(s) + " is not an integer")
	}
	return fmt.Errorf("%s does not fit into %T", quote(s), *new(T))
}

// ParseFloat32 parses an xs:float (XSD Part 2, section 3.2.4).
func ParseFloat32(s string) (float32, error) {
	f, err := parseFloat(s, 32)
	return float32(f), err
}

// ParseFloat64 parses an xs:double (XSD Part 2, section 3.2.5).
func ParseFloat64(s string) (float64, error) { return parseFloat(s, 64) }

// parseFloat parses a decimal with an optional exponent, or INF, -INF, NaN. What strconv reads beyond that is no
// value of XSD, and neither is a number that is too large.
func parseFloat(s string, bits int) (float64, error) {
	switch s {
	case "INF":
		return math.Inf(1), nil
	case "-INF":
		return math.Inf(-1), nil
	case "NaN":
		return math.NaN(), nil
	}
	if strings.Trim(s, "0123456789+-.eE") == "" {
		if f, err := strconv.ParseFloat(s, bits); err == nil {
			return f, nil
		}
	}
	return 0, fmt.Errorf("%s is not a floating-point number of %d bits", quote(s), bits)
}

// ParseBase64 parses an xs:base64Binary (XSD Part 2, section 3.2.16), which may hold white space.
func ParseBase64(s string) ([]byte, error) {
	octets, err := base64.StdEncoding.Strict().DecodeString(strings.Join(fieldsOf(s), ""))
	if err != nil {
		return nil, errors.New(quote(s) + " is not base64")
	}
	return octets, nil
}

// ParseHex parses an xs:hexBinary (XSD Part 2, section 3.2.15).
func ParseHex(s string) ([]byte, error) {
	octets, err := hex.DecodeString(s)
	if err != nil {
		return nil, errors.New(quote(s) + " is not hexadecimal")
	}
	return octets, nil
}
