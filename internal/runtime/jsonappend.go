// Writing JSON: values are appended to a buffer, strictly as RFC 8259 has them.
//
// Booleans and punctuation are appended by generated code itself. A value that JSON cannot carry is not replaced: a
// refusal is appended in its place, which CheckEncoded finds before anything is sent.

package runtime

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
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

	// The text is copied in words, some of which overlap, and looked at on the way.
	var bits, special uint64 // of all bytes
	if to := b[from+1 : len(b)-1]; n >= 8 {
		bits = word(s, n-8)
		special = specialBits(bits)
		binary.LittleEndian.PutUint64(to[n-8:], bits)
		for rest := s; len(rest) > 8 && len(to) > 8; rest, to = rest[8:], to[8:] {
			w := word(rest, 0)
			bits |= w
			special |= specialBits(w)
			binary.LittleEndian.PutUint64(to, w)
		}
	} else if n >= 4 {
		first, last := halfWord(s, 0), halfWord(s, n-4)
		bits = uint64(first) | uint64(last)<<32
		special = specialBits(bits)
		binary.LittleEndian.PutUint32(to, first)
		binary.LittleEndian.PutUint32(to[n-4:], last)
	} else if n > 0 {
		first, middle, last := s[0], s[n/2], s[n-1]
		bits = uint64(first) | uint64(middle)<<8 | uint64(last)<<16
		special = specialBits(bits | (' '*lowBits)&^0xffffff)
		to[0], to[n/2], to[n-1] = first, middle, last
	}
	if special&highBits != 0 || bits&highBits != 0 && !utf8.ValidString(s) {
		return appendEscaped(b[:from], s)
	}
	return b
}

// appendEscaped is AppendString for text of which something has to be escaped, or which is not UTF-8.
func appendEscaped(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		return Refuse(b, "text that is not UTF-8")
	}
	b = append(b, '"')
	for {
		i := passPlain(s, 0)
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

// MarshalJSON returns what encode appends to a buffer, unless that holds a refusal.
func MarshalJSON(encode func([]byte) []byte) ([]byte, error) {
	buffer := buffers.Get().(*buffer)
	defer buffer.release()
	buffer.bytes = encode(buffer.bytes[:0])
	if err := CheckEncoded(buffer.bytes); err != nil {
		return nil, err
	}
	return bytes.Clone(buffer.bytes), nil
}

// AppendJSON appends text, one complete JSON value, to b as it is. Text that is not well-formed is refused, with what
// [CheckJSON] says.
func AppendJSON(b []byte, text string) []byte {
	if err := CheckJSON(text); err != nil {
		return Refuse(b, "raw JSON: "+err.Error())
	}
	return append(b, text...)
}

// AppendJSONDecimal appends the decimal s to b as a JSON number, digit by digit as it is. What is no decimal is
// refused; so is one that JSON cannot write (RFC 8259, section 6): with a plus sign, leading zeros or a point at either
// end.
func AppendJSONDecimal(b []byte, s string) []byte {
	if !ValidDecimal(s) || numberLength(s) != len(s) {
		return Refuse(b, "a decimal that is no JSON number: write it as in -12.50")
	}
	return append(b, s...)
}

// AppendJSONFloat64 appends v to b as a JSON number, the shortest that reads back as v. Infinities and NaN, which JSON
// does not have (RFC 8259, section 6), are refused.
func AppendJSONFloat64(b []byte, v float64) []byte {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return Refuse(b, "a number that is infinite or not a number")
	}
	format := byte('f')
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e' // as ECMAScript and encoding/json do: plain digits up to a length that is still readable
	}
	return strconv.AppendFloat(b, v, format, -1, 64)
}

// AppendJSONDate appends v to b as a JSON string: "YYYY-MM-DD".
func AppendJSONDate(b []byte, v Date) []byte {
	return append(AppendDate(append(b, '"'), v), '"')
}

// AppendJSONDateTime appends v to b as a JSON string: "YYYY-MM-DDTHH:MM:SS", with its offset if it has one.
func AppendJSONDateTime(b []byte, v DateTime) []byte {
	return append(AppendDateTime(append(b, '"'), v), '"')
}

// AppendJSONDateOrEmpty is AppendJSONDate for a field that can be emptied: the zero Date is "".
func AppendJSONDateOrEmpty(b []byte, v Date) []byte {
	if v == (Date{}) {
		return append(b, `""`...)
	}
	return AppendJSONDate(b, v)
}

// AppendJSONDateTimeOrEmpty is AppendJSONDateTime for a field that can be emptied: the zero DateTime is "".
func AppendJSONDateTimeOrEmpty(b []byte, v DateTime) []byte {
	if v == (DateTime{}) {
		return append(b, `""`...)
	}
	return AppendJSONDateTime(b, v)
}
