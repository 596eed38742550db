// Encoding of values, strictly by RFC 8259. Generated code itself appends booleans and punctuation. Instead of a value
// that JSON does not allow, a refusal is appended, which wire.CheckEncoded finds before anything is sent.

package jsonwire

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// AppendString appends s to b as a JSON string, in quotes (RFC 8259, section 7). Only quotes, backslashes and control
// characters are escaped. Text that is not UTF-8 is refused.
func AppendString(b []byte, s string) []byte {
	from, n := len(b), len(s)
	if cap(b)-from < n+2 {
		b = slices.Grow(b, n+2)
	}
	b = b[:from+n+2]
	b[from], b[len(b)-1] = '"', '"'

	// The text is copied and checked in words, some of which overlap.
	var bits, special uint64 // of all bytes
	if to := b[from+1 : len(b)-1]; n >= 8 {
		bits = wire.Word(s, n-8)
		special = specialBits(bits)
		binary.LittleEndian.PutUint64(to[n-8:], bits)
		for rest := s; len(rest) > 8 && len(to) > 8; rest, to = rest[8:], to[8:] {
			w := wire.Word(rest, 0)
			bits |= w
			special |= specialBits(w)
			binary.LittleEndian.PutUint64(to, w)
		}
	} else if n >= 4 {
		first, last := wire.HalfWord(s, 0), wire.HalfWord(s, n-4)
		bits = uint64(first) | uint64(last)<<32
		special = specialBits(bits)
		binary.LittleEndian.PutUint32(to, first)
		binary.LittleEndian.PutUint32(to[n-4:], last)
	} else if n > 0 {
		first, middle, last := s[0], s[n/2], s[n-1]
		bits = uint64(first) | uint64(middle)<<8 | uint64(last)<<16
		special = specialBits(bits | (' '*wire.LowBits)&^0xffffff)
		to[0], to[n/2], to[n-1] = first, middle, last
	}
	if special&wire.HighBits != 0 || bits&wire.HighBits != 0 && !utf8.ValidString(s) {
		return appendEscaped(b[:from], s)
	}
	return b
}

// appendEscaped is AppendString for text that needs escapes or is not UTF-8.
func appendEscaped(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		return wire.Refuse(b, "text that is not UTF-8")
	}
	b = append(b, '"')
	for {
		i := skipPlain(s, 0)
		b = append(b, s[:i]...)
		if i == len(s) {
			return append(b, '"')
		}
		b = appendEscape(b, s[i])
		s = s[i+1:]
	}
}

// appendEscape appends the escape of a quote, a backslash or a control character.
func appendEscape(b []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// Marshal returns the text that encode appends, or an error if it has a refusal.
func Marshal(encode func([]byte) []byte) ([]byte, error) {
	buffer := wire.BorrowScratch()
	defer buffer.Release()
	buffer.Bytes = encode(buffer.Bytes[:0])
	if err := wire.CheckEncoded(buffer.Bytes); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.Bytes), nil
}

// AppendRaw appends text, one complete JSON value, to b. Text that is not well-formed (see [Check]) is refused.
func AppendRaw(b []byte, text string) []byte {
	if err := Check(text); err != nil {
		return wire.Refuse(b, "raw JSON: "+err.Error())
	}
	return append(b, text...)
}

// AppendFloat64 appends v to b as the shortest JSON number that reads back as v. Infinities and NaN, which JSON does
// not have (RFC 8259, section 6), are refused.
func AppendFloat64(b []byte, v float64) []byte {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return wire.Refuse(b, "a number that is infinite or not a number")
	}
	format := byte('f')
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e' // as in ECMAScript and encoding/json, for readability
	}
	return strconv.AppendFloat(b, v, format, -1, 64)
}
