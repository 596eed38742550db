// Errors and deviations, and their positions.

package jsonwire

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// fail records an error at offset pos, unless there is one, and returns false. Nothing more of the text is read. The
// path is derived from the text up to pos, so that reading need not track it.
func (d *Decoder) fail(pos int, format string, args ...any) bool {
	if d.err == nil {
		line, column := wire.Position(d.text, pos)
		d.err = &wire.SyntaxError{Line: line, Column: column, Path: jsonPath(d.text[:pos]),
			Message: fmt.Sprintf(format, args...)}
		d.text, d.pos, d.first = "", 0, false
		d.key, d.keyEnd = "", 0
		d.substitutes = nil
	}
	return false
}

// deviate consumes the pending value and records that it deviates from the contract.
func (d *Decoder) deviate(want string) {
	c := d.peek()
	start := d.pos
	d.Skip()
	switch {
	case d.err != nil:
	case c == '{' || c == '[':
		d.addDeviation(start, want, tokenName(d.text[start:]))
	default:
		d.DeviateAt(start, want)
	}
}

// DeviateAt records that the scalar at offset start, which has just been consumed, is not want.
func (d *Decoder) DeviateAt(start int, want string) {
	if d.err == nil {
		found := strings.Clone(wire.Shorten(d.text[start:d.pos])) // without the memory of the text
		d.addDeviation(start, want, found)
	}
}

// addDeviation records a deviation at offset pos.
func (d *Decoder) addDeviation(pos int, want, found string) {
	d.deviations.Add(func() string { return d.position.path(d.text, pos) }, want, found)
}

// unexpected records an error: something else than want was found. It returns false.
func (d *Decoder) unexpected(want string) bool {
	return d.fail(d.pos, "expected %s, found %s", want, tokenName(d.text[d.pos:]))
}

// tokenName returns the kind of the token at the beginning of s.
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

// jsonPath returns the path of the value at the end of text, the beginning of a JSON text, such as
// Profilbilder[2].Breite; "" for the outermost value. Names are cut to 40 characters.
func jsonPath(text string) string {
	var position jsonPosition
	return position.path(text, len(text))
}

// jsonPosition is a position in a JSON text, with the open objects and arrays.
type jsonPosition struct {
	offset int
	levels []jsonLevel // the first is outside of the outermost value
}

type jsonLevel struct {
	array bool
	index int    // of the element of an array
	name  string // of the member of an object, with its quotes; "" before the first
}

// path is jsonPath of text up to the offset pos. It continues at the last position if that precedes pos.
func (p *jsonPosition) path(text string, pos int) string {
	if pos < p.offset || p.levels == nil {
		*p = jsonPosition{levels: make([]jsonLevel, 1)}
	}
	i := p.offset
	for ; i < pos; i++ {
		innermost := &p.levels[len(p.levels)-1]
		switch text[i] {
		case '{', '[':
			p.levels = append(p.levels, jsonLevel{array: text[i] == '['})
		case '}', ']':
			p.levels = p.levels[:max(1, len(p.levels)-1)]
		case ',':
			innermost.index++
			innermost.name = ""
		case '"':
			from := i
			i = closingQuote(text[:pos], i)
			if innermost.name == "" && i < pos {
				innermost.name = text[from : i+1]
			}
		}
	}
	p.offset = i
	var path strings.Builder
	for _, l := range p.levels[1:] {
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

// closingQuote returns the offset of the quote that ends the string beginning at offset i of s, or len(s).
func closingQuote(s string, i int) int {
	for i++; i < len(s) && s[i] != '"'; i++ {
		if s[i] == '\\' {
			i++
		}
	}
	return min(i, len(s))
}

// invalidUTF8 returns the offset of the first byte of s that is not UTF-8. There must be one.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			return i
		}
	}
	return len(s)
}

// DeviateHere records a deviation of the value after the current position, or of the object or array that ends there.
func (d *Decoder) DeviateHere(expected, found string) { d.addDeviation(d.pos, expected, found) }

// DeviateWithin records a deviation at path, which is empty or begins with a dot, in the value at offset start.
func (d *Decoder) DeviateWithin(start int, path, expected, found string) {
	d.deviations.Add(func() string { return strings.TrimPrefix(d.position.path(d.text, start)+path, ".") }, expected, found)
}
