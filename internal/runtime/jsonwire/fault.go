// Reading JSON: what is wrong with a text, and where.

package jsonwire

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// fail records a fault at offset pos, unless there is one, and reports false. The text is read no further. Nothing has
// to be remembered for the path while reading: the text up to pos tells it.
func (d *Decoder) fail(pos int, format string, args ...any) bool {
	if d.err == nil {
		line, column := wire.Position(d.text, pos)
		d.err = &wire.SyntaxError{Line: line, Column: column, Path: jsonPath(d.text[:pos]),
			Message: fmt.Sprintf(format, args...)}
		d.text, d.pos, d.first = "", 0, false
		d.key, d.keyEnd = "", 0
		d.inPlace = nil
	}
	return false
}

// deviate consumes the value at hand and records that it is not what the contract says.
func (d *Decoder) deviate(want string) {
	c := d.peek()
	start := d.pos
	d.Skip()
	switch {
	case d.err != nil:
	case c == '{' || c == '[':
		d.note(start, want, tokenName(d.text[start:]))
	default:
		d.noteScalar(start, want)
	}
}

// noteScalar records that the scalar at offset start, which was consumed, is not want.
func (d *Decoder) noteScalar(start int, want string) {
	if d.err == nil {
		d.note(start, want, strings.Clone(wire.Shorten(d.text[start:d.pos]))) // which shares no memory with the text
	}
}

// note records a deviation at offset pos.
func (d *Decoder) note(pos int, want, found string) {
	d.deviations.Add(func() string { return d.place.path(d.text, pos) }, want, found)
}

// unexpected records that something else than want was found. It reports false.
func (d *Decoder) unexpected(want string) bool {
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
	var place jsonPlace
	return place.path(text, len(text))
}

// jsonPlace is a place in a JSON text, with what is open there.
type jsonPlace struct {
	offset int
	levels []jsonLevel // the first is what the outermost value stands in
}

type jsonLevel struct {
	array bool
	index int    // of the element, in an array
	name  string // of the member with its quotes, in an object; "" before there is one
}

// path is jsonPath of text up to the offset pos. It goes on from the place that was asked for last, if that comes
// before.
func (p *jsonPlace) path(text string, pos int) string {
	if pos < p.offset || p.levels == nil {
		*p = jsonPlace{levels: make([]jsonLevel, 1)}
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

// Deviate records a deviation of the text as a whole.
func (d *Decoder) Deviate(expected, found string) { d.note(0, expected, found) }
