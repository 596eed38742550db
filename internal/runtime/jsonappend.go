// Writing JSON: values are appended to a buffer, strictly as RFC 8259 has them.
//
// Integers, booleans and punctuation are appended by generated code itself. A value that JSON cannot carry is not
// replaced: a refusal is appended in its place, which CheckEncoded finds before anything is sent.

package runtime

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// AppendString appends s to b as a JSON string, in quotes (RFC 8259, section 7). Only quotes, backslashes and control
// characters are escaped. Text that is not UTF-8 is refused.
func AppendString(b []byte, s string) []byte {
	b = append(b, '"')
	if isPlainASCII(s) {
		b = append(b, s...)
	} else {
		b = appendEscaped(b, s)
	}
	return append(b, '"')
}

// isPlainASCII reports whether s can be copied as it is and is ASCII: most strings are, and are checked in one pass.
func isPlainASCII(s string) bool {
	if len(s) < 8 {
		for i := range len(s) {
			if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
				return false
			}
		}
		return true
	}
	last := len(s) - 8
	for i := 0; i < last; i += 8 {
		if !isPlainWord(word(s, i)) {
			return false
		}
	}
	return isPlainWord(word(s, last)) // which may overlap the word before
}

// isPlainWord is isPlainASCII for the eight bytes of w.
func isPlainWord(w uint64) bool {
	return marksUnplain(w)|marksOf(w, '"')|marksOf(w, '\\') == 0
}

// appendEscaped appends s with its quotes, backslashes and control characters escaped.
func appendEscaped(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		return Refuse(b, "text that is not UTF-8")
	}
	for {
		i := passPlain(s, 0)
		b = append(b, s[:i]...)
		if i == len(s) {
			return b
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
