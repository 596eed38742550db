// Tokens: strings, numbers and literals (RFC 8259, sections 3, 6 and 7).

package jsonwire

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// literal consumes the literal name, whose first letter is pending.
func (d *Decoder) literal(name string) string {
	if !strings.HasPrefix(d.text[d.pos:], name) {
		d.fail(d.pos, "expected %s", name)
		return ""
	}
	d.pos += len(name)
	return name
}

// scalar consumes a string, a number, true or false. It returns the string's value or the other's text. For anything
// else, the error says that want was expected.
func (d *Decoder) scalar(want string) string {
	switch d.peek() {
	case '"':
		return d.quoted()
	case 't':
		return d.literal("true")
	case 'f':
		return d.literal("false")
	}
	n := numberLength(d.text[d.pos:])
	if n == 0 {
		d.unexpected(want)
		return ""
	}
	d.pos += n
	return d.text[d.pos-n : d.pos]
}

// numberLength returns the length of the longest number at the beginning of s, 0 if there is none. It does not include
// digits after a leading zero, nor a point or an exponent without digits: those are unexpected when they are read.
func numberLength(s string) int {
	n := 0
	if strings.HasPrefix(s, "-") {
		n++
	}
	end := skipDigits(s, n)
	switch {
	case end == n:
		return 0
	case s[n] == '0':
		end = n + 1
	}
	n = end
	if n < len(s) && s[n] == '.' {
		if end = skipDigits(s, n+1); end > n+1 {
			n = end
		}
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		from := n + 1
		if from < len(s) && (s[from] == '+' || s[from] == '-') {
			from++
		}
		if end = skipDigits(s, from); end > from {
			n = end
		}
	}
	return n
}

// skipDigits returns the offset of the first byte of s from i on that is not a digit.
func skipDigits(s string, i int) int {
	for i < len(s) && isJSONDigit(s[i]) {
		i++
	}
	return i
}

// quoted consumes the pending string and returns its value.
func (d *Decoder) quoted() string {
	from := d.pos + 1
	to := skipPlain(d.text, from)
	if to == len(d.text) || d.text[to] != '"' {
		return d.unescape(from, to)
	}
	if !d.checkUTF8(from, to) {
		return ""
	}
	d.pos = to + 1
	return d.text[from:to]
}

// checkUTF8 reports whether the text between two offsets, in a string, is UTF-8. Outside of strings, only ASCII is
// accepted.
func (d *Decoder) checkUTF8(from, to int) bool {
	s := d.text[from:to]
	return utf8.ValidString(s) || d.fail(from+invalidUTF8(s), "the text is not UTF-8")
}

// skipPlain returns the offset of the first quote, backslash or control character of s from i on.
func skipPlain(s string, i int) int {
	for i < len(s) && s[i] != '"' && s[i] != '\\' && s[i] >= ' ' {
		i++
	}
	return i
}

// marksSpecial marks the quotes, backslashes and control characters of a word; see wire.MarksOf.
func marksSpecial(w uint64) uint64 { return specialBits(w) & wire.HighBits }

// specialBits is marksSpecial with further bits that have no meaning. With its second bit inverted, the quote is the
// character after the control characters and the space.
func specialBits(w uint64) uint64 {
	turned, backslash := w^2*wire.LowBits, w^'\\'*wire.LowBits
	return ((turned - '!'*wire.LowBits) | (backslash - wire.LowBits)) &^ w
}

// keep returns s, a part of the text, or a copy if the text is borrowed.
func (d *Decoder) keep(s string) string {
	if d.borrowed {
		return d.copyString(s)
	}
	return s
}

// copied returns a copy of s.
func (d *Decoder) copyString(s string) string {
	start := len(d.strings)
	if cap(d.strings)-start < len(s) {
		d.strings, start = d.newStrings(len(s)), 0
	}
	d.strings = append(d.strings, s...)
	return unsafe.String(unsafe.SliceData(d.strings[start:]), len(s))
}

// newStrings returns an empty block for strings, with room for n bytes or more, but not for more than the rest of the
// text can fill.
func (d *Decoder) newStrings(n int) []byte {
	const blockSize = 8 << 10
	return make([]byte, 0, max(n, min(blockSize, n+len(d.text)-d.pos)))
}

// unescape is quoted for a string with an escape or an error. It begins at the offset from, and is plain up to the
// offset to.
func (d *Decoder) unescape(from, to int) string {
	text, b, start := d.text, d.strings, len(d.strings)
	for first := from; ; to = skipPlain(text, from) {
		if n := to - from + utf8.UTFMax; cap(b)-len(b) < n {
			b, start = append(d.newStrings(2*(len(b)-start+n)), b[start:]...), 0
		}
		b = append(b, text[from:to]...)
		switch {
		case to == len(text):
			d.fail(d.pos, "the string is not closed")
			return ""
		case text[to] == '"':
			if !d.checkUTF8(first, to) {
				return ""
			}
			d.pos, d.strings = to+1, b
			return unsafe.String(unsafe.SliceData(b[start:]), len(b)-start)
		case text[to] < ' ':
			d.fail(to, "control character %U in a string: it must be escaped", text[to])
			return ""
		}
		r, n := resolveEscape(text[to:])
		if n == 0 {
			d.fail(to, "invalid escape in a string")
			return ""
		}
		b = utf8.AppendRune(b, r)
		from = to + n
	}
}

// resolveEscape returns the character of the escape at the beginning of s and the escape's length, 0 if it is invalid.
// A surrogate pair counts as one escape.
func resolveEscape(s string) (r rune, length int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r = hexCodeUnit(s[2:])
		switch {
		case r < 0:
		case !utf16.IsSurrogate(r):
			return r, 6
		case strings.HasPrefix(s[6:], `\u`):
			if r = utf16.DecodeRune(r, hexCodeUnit(s[8:])); r != '\ufffd' {
				return r, 12
			}
		}
	}
	return 0, 0
}

// hexCodeUnit returns the value of the four hexadecimal digits at the beginning of s, negative if there are fewer.
func hexCodeUnit(s string) rune {
	if len(s) < 4 {
		return -1
	}
	return hexDigits[s[0]]<<12 | hexDigits[s[1]]<<8 | hexDigits[s[2]]<<4 | hexDigits[s[3]]
}

// hexDigits has the values of the hexadecimal digits, and -1 for every other byte.
var hexDigits = func() (values [256]rune) {
	for c := range values {
		values[c] = -1
	}
	for i, c := range "0123456789abcdef" {
		values[c], values[unicode.ToUpper(c)] = rune(i), rune(i)
	}
	return values
}()

// IsNumber reports whether s is a number (RFC 8259, section 6).
func IsNumber(s string) bool { return s != "" && numberLength(s) == len(s) }

func isJSONDigit(c byte) bool { return '0' <= c && c <= '9' }
