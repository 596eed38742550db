// Reading JSON: what is wrong with a text, and where.

package runtime

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Failf records a fault that the caller found in the value read last, at its path. An earlier fault stays.
func (d *JSONDecoder) Failf(format string, args ...any) { d.fail(d.pos, format, args...) }

// fail records a fault at offset pos, unless there is one, and reports false. The text is read no further. Nothing has
// to be remembered for the path while reading: the text up to pos tells it.
func (d *JSONDecoder) fail(pos int, format string, args ...any) bool {
	if d.err == nil {
		line, column := position(d.text, pos)
		d.err = &SyntaxError{line, column, jsonPath(d.text[:pos]), fmt.Sprintf(format, args...)}
		d.text, d.pos, d.first = "", 0, false
		d.key, d.keyEnd = "", 0
	}
	return false
}

// unexpected records that something else than want was found. It reports false.
func (d *JSONDecoder) unexpected(want string) bool {
	return d.fail(d.pos, "expected %s, found %s", want, tokenName(d.text[d.pos:]))
}

// tokenName says what kind of token s begins with.
func tokenName(s string) string {
	if s == "" {
		return "the end of the text"
	}
	switch c := s[0]; c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	if numberLength(s) > 0 {
		return "a number"
	}
	r, _ := utf8.DecodeRuneInString(s)
	return strconv.QuoteRune(r)
}

// jsonPath returns the path to the value in or after which text, the beginning of a JSON text, ends, such as
// Profilbilder[2].Breite; it is "" for the outermost value. Names are shortened to 40 characters.
func jsonPath(text string) string {
	type level struct {
		array bool
		index int    // of the element, in an array
		name  string // of the member with its quotes, in an object; "" before there is one
	}
	levels := []level{{}} // the first is what the outermost value stands in
	for i := 0; i < len(text); i++ {
		innermost := &levels[len(levels)-1]
		switch text[i] {
		case '{', '[':
			levels = append(levels, level{array: text[i] == '['})
		case '}', ']':
			levels = levels[:max(1, len(levels)-1)]
		case ',':
			innermost.index++
			innermost.name = ""
		case '"':
			from := i
			i = closingQuote(text, i)
			if innermost.name == "" && i < len(text) {
				innermost.name = text[from : i+1]
			}
		}
	}
	var path strings.Builder
	for _, l := range levels[1:] {
		switch {
		case l.array:
			fmt.Fprintf(&path, "[%d]", l.index)
		case l.name != "":
			if path.Len() > 0 {
				path.WriteByte('.')
			}
			fmt.Fprintf(&path, "%.40s", l.name[1:len(l.name)-1])
		}
	}
	return path.String()
}

// closingQuote returns the offset of the quote that ends the string which begins at offset i of s, or len(s).
func closingQuote(s string, i int) int {
	for i++; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return min(i, len(s))
}

// invalidUTF8 returns the offset of the first byte of s that is not UTF-8, which there is.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			return i
		}
	}
	return len(s)
}
