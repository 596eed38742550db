// Simple values of XSD: from their lexical forms to Go, as the content of elements, in attributes and in lists.

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

// The methods below take the pending element and return its content as a value of the type they are named for. White space
// around it does not count. Content that is no such value is an error.

// Bool returns an xs:boolean.
func (d *XMLDecoder) Bool() bool { return content(d, ParseBool) }

// Int8 returns an xs:byte.
func (d *XMLDecoder) Int8() int8 { return content(d, ParseInt8) }

// Int16 returns an xs:short.
func (d *XMLDecoder) Int16() int16 { return content(d, ParseInt16) }

// Int32 returns an xs:int.
func (d *XMLDecoder) Int32() int32 { return content(d, ParseInt32) }

// Int64 returns an xs:long.
func (d *XMLDecoder) Int64() int64 { return content(d, ParseInt64) }

// Uint8 returns an xs:unsignedByte.
func (d *XMLDecoder) Uint8() uint8 { return content(d, ParseUint8) }

// Uint16 returns an xs:unsignedShort.
func (d *XMLDecoder) Uint16() uint16 { return content(d, ParseUint16) }

// Uint32 returns an xs:unsignedInt.
func (d *XMLDecoder) Uint32() uint32 { return content(d, ParseUint32) }

// Uint64 returns an xs:unsignedLong.
func (d *XMLDecoder) Uint64() uint64 { return content(d, ParseUint64) }

// Float32 returns an xs:float.
func (d *XMLDecoder) Float32() float32 { return content(d, ParseFloat32) }

// Float64 returns an xs:double.
func (d *XMLDecoder) Float64() float64 { return content(d, ParseFloat64) }

// Decimal returns an xs:decimal as it is written.
func (d *XMLDecoder) Decimal() string { return content(d, ParseDecimal) }

// Integer returns an xs:integer as it is written.
func (d *XMLDecoder) Integer() string { return content(d, ParseInteger) }

// Date returns an xs:date.
func (d *XMLDecoder) Date() Date { return content(d, ParseDate) }

// DateTime returns an xs:dateTime.
func (d *XMLDecoder) DateTime() DateTime { return content(d, ParseDateTime) }

// Time returns an xs:time.
func (d *XMLDecoder) Time() TimeOfDay { return content(d, ParseTimeOfDay) }

// Base64 returns the octets of an xs:base64Binary.
func (d *XMLDecoder) Base64() []byte { return content(d, ParseBase64) }

// Hex returns the octets of an xs:hexBinary.
func (d *XMLDecoder) Hex() []byte { return content(d, ParseHex) }

// content takes the pending element and returns its parsed content.
func content[T any](d *XMLDecoder, parse func(string) (T, error)) (value T) {
	start := d.pos
	text := d.Text()
	if d.err != nil {
		return value
	}
	value, err := parse(trimSpace(text))
	if err != nil {
		d.failInside(start, "%v", err)
	}
	return value
}

// XMLValue returns s, the value of an attribute of the pending element, as parse reads it; an error of parse is one of d.
// White space around the value does not count.
func XMLValue[T any](d *XMLDecoder, s string, parse func(string) (T, error)) T {
	value, err := parse(trimSpace(s))
	if err != nil {
		d.Failf("%v", err)
	}
	return value
}

// XMLList returns the items of s, an attribute or the text of an element, which white space separates, as parse reads each
// of them. An error of parse is one of d.
func XMLList[T any](d *XMLDecoder, s string, parse func(string) (T, error)) []T {
	fields := fieldsOf(s)
	values := make([]T, 0, len(fields))
	for _, field := range fields {
		values = append(values, XMLValue(d, field, parse))
	}
	return values
}

// ParseBool parses an xs:boolean (XSD Part 2, section 3.2.2): true, false, 1 or 0.
func ParseBool(s string) (bool, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, errors.New(quote(s) + " is not a boolean (true, false, 1 or 0)")
}

// ParseInt8 parses an xs:byte (XSD Part 2, section 3.3.19).
func ParseInt8(s string) (int8, error) { return parseSigned[int8](s, 8) }

// ParseInt16 parses an xs:short (XSD Part 2, section 3.3.18).
func ParseInt16(s string) (int16, error) { return parseSigned[int16](s, 16) }

// ParseInt32 parses an xs:int (XSD Part 2, section 3.3.17).
func ParseInt32(s string) (int32, error) { return parseSigned[int32](s, 32) }

// ParseInt64 parses an xs:long (XSD Part 2, section 3.3.16).
func ParseInt64(s string) (int64, error) { return parseSigned[int64](s, 64) }

// ParseUint8 parses an xs:unsignedByte (XSD Part 2, section 3.3.24).
func ParseUint8(s string) (uint8, error) { return parseUnsigned[uint8](s, 8) }

// ParseUint16 parses an xs:unsignedShort (XSD Part 2, section 3.3.23).
func ParseUint16(s string) (uint16, error) { return parseUnsigned[uint16](s, 16) }

// ParseUint32 parses an xs:unsignedInt (XSD Part 2, section 3.3.22).
func ParseUint32(s string) (uint32, error) { return parseUnsigned[uint32](s, 32) }

// ParseUint64 parses an xs:unsignedLong (XSD Part 2, section 3.3.21).
func ParseUint64(s string) (uint64, error) { return parseUnsigned[uint64](s, 64) }

func parseSigned[T int8 | int16 | int32 | int64](s string, bits int) (T, error) {
	n, err := strconv.ParseInt(s, 10, bits)
	if err != nil {
		return 0, integerError(s, err, -1<<(bits-1), 1<<(bits-1)-1)
	}
	return T(n), nil
}

func parseUnsigned[T uint8 | uint16 | uint32 | uint64](s string, bits int) (T, error) {
	digits := s
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") && CompareDecimal(s, "0") == 0 {
		digits = s[1:]
	}
	n, err := strconv.ParseUint(digits, 10, bits)
	if err != nil {
		return 0, integerError(s, err, 0, math.MaxUint64>>(64-bits))
	}
	return T(n), nil
}

// integerError says why s is no integer from lowest to highest.
func integerError(s string, err error, lowest int64, highest uint64) error {
	if !ValidInteger(s) {
		return errors.New(quote(s) + " is not an integer")
	}
	return fmt.Errorf("%s is not an integer from %d to %d", quote(s), lowest, highest)
}

// ParseFloat32 parses an xs:float (XSD Part 2, section 3.2.4).
func ParseFloat32(s string) (float32, error) {
	f, err := parseFloat(s, 32)
	return float32(f), err
}

// ParseFloat64 parses an xs:double (XSD Part 2, section 3.2.5).
func ParseFloat64(s string) (float64, error) { return parseFloat(s, 64) }

// parseFloat parses a decimal with an optional exponent, or INF, -INF, NaN. What strconv reads beyond that is no value of
// XSD, and neither is a number that is too large.
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
