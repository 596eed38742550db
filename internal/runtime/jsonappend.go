// Writing JSON: values are appended to a buffer, strictly as RFC 8259 has them.
//
// Integers, booleans and punctuation are appended by generated code itself. A value that JSON cannot carry is not
// replaced: a refusal is appended in its place, which CheckEncoded finds before anything is sent.

package runtime

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendString appends s to b as a JSON string, in quotes (RFC 8259, section 7). Only quotes, backslashes and control
// characters are escaped. Text that is not UTF-8 is refused.
func AppendString(b []byte, s string) []byte {
	var marks, bits uint64 // of all bytes
	if last := len(s) - 8; last >= 0 {
		for i := 0; i < last; i += 8 {
			w := word(s, i)
			marks |= marksSpecial(w)
			bits |= w
		}
		bits |= word(s, last) // which may overlap the word before
		marks |= marksSpecial(word(s, last))
	} else {
		bits = shortWord(s)
		marks = marksSpecial(bits)
	}
	if marks != 0 || bits&highBits != 0 && !utf8.ValidString(s) {
		return appendEscaped(b, s)
	}
	start, end := len(b)+1, len(b)+1+len(s)
	b = slices.Grow(b, len(s)+2)[:end+1]
	b[start-1], b[end] = '"', '"'
	copy(b[start:end], s)
	return b
}

// shortWord returns a word of the bytes of s, less than eight, in any order, some of them twice, and of spaces.
func shortWord(s string) uint64 {
	const spaces uint64 = ' ' * lowBits
	switch n := len(s); {
	case n >= 4:
		return uint64(halfWord(s)) | uint64(halfWord(s[n-4:]))<<32
	case n > 0:
		return spaces&^0xffffff | uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16
	}
	return spaces
}

// halfWord is word for the first four bytes of s.
func halfWord(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
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

// AppendJSONDecimal appends the decimal s to b as a JSON number, digit by digit as it is. What is no decimal is refused;
// so is one that JSON cannot write (RFC 8259, section 6): with a plus sign, leading zeros or a point at either end.
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
