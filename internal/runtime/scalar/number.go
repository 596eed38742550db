// Booleans, numbers and binary values: their lexical forms, without white space around them.

package scalar

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// ParseBool parses an xs:boolean (XSD Part 2, section 3.2.2).
func ParseBool(s string) (bool, error) {
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, errors.New(wire.Quote(s) + " is not a boolean (true, false, 1 or 0)")
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

// integerError returns why s is not an integer of type T.
func integerError[T any](s string) error {
	if !IsInteger(s) {
		return errors.New(wire.Quote(s) + " is not an integer")
	}
	return fmt.Errorf("%s does not fit into %T", wire.Quote(s), *new(T))
}

// ParseFloat32 parses an xs:float (XSD Part 2, section 3.2.4).
func ParseFloat32(s string) (float32, error) {
	f, err := parseFloat(s, 32)
	return float32(f), err
}

// ParseFloat64 parses an xs:double (XSD Part 2, section 3.2.5).
func ParseFloat64(s string) (float64, error) { return parseFloat(s, 64) }

// parseFloat parses a decimal with an optional exponent, or INF, -INF, NaN. Other forms that strconv accepts are not
// those of XSD. A number that is too large is an error.
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
	return 0, fmt.Errorf("%s is not a floating-point number of %d bits", wire.Quote(s), bits)
}

// ParseBase64 parses an xs:base64Binary (XSD Part 2, section 3.2.16), which may contain white space.
func ParseBase64(s string) ([]byte, error) {
	text := s
	if strings.ContainsAny(s, " \t") { // which the decoder, unlike line ends, does not ignore
		text = strings.Join(Fields(s), "")
	}
	octets, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errors.New(wire.Quote(s) + " is not base64")
	}
	return octets, nil
}

// ParseHex parses an xs:hexBinary (XSD Part 2, section 3.2.15).
func ParseHex(s string) ([]byte, error) {
	octets, err := hex.DecodeString(s)
	if err != nil {
		return nil, errors.New(wire.Quote(s) + " is not hexadecimal")
	}
	return octets, nil
}

// AppendFloat32 appends v to b as an xs:float, in the fewest digits that identify it.
func AppendFloat32(b []byte, v float32) []byte { return appendFloat(b, float64(v), 32) }

// AppendFloat64 appends v to b as an xs:double, in the fewest digits that identify it.
func AppendFloat64(b []byte, v float64) []byte { return appendFloat(b, v, 64) }

func appendFloat(b []byte, v float64, bits int) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(b, "INF"...)
	case math.IsInf(v, -1):
		return append(b, "-INF"...)
	}
	return strconv.AppendFloat(b, v, 'G', -1, bits)
}

// AppendBase64 appends the octets v to b as an xs:base64Binary. If they are many, b has room for the end of a document
// after them, so that they are not copied.
func AppendBase64(b, v []byte) []byte {
	const many, room = 64 << 10, 4 << 10
	if len(v) > many {
		b = slices.Grow(b, base64.StdEncoding.EncodedLen(len(v))+room)
	}
	return base64.StdEncoding.AppendEncode(b, v)
}

// AppendHex appends the octets v to b as an xs:hexBinary, in upper case.
func AppendHex(b, v []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, octet := range v {
		b = append(b, digits[octet>>4], digits[octet&15])
	}
	return b
}
