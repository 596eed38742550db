// Values of Go types, in the forms in which services in PHP write them.

package jsonwire

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Null consumes a pending null and reports whether there was one.
func (d *Decoder) Null() bool {
	return d.peek() == 'n' && d.literal("null") != ""
}

// Absent consumes a pending null or empty string and reports whether there was one. PHP writes both for an absent
// value.
func (d *Decoder) Absent() bool {
	switch d.peek() {
	case '"':
		if d.pos+1 < len(d.text) && d.text[d.pos+1] == '"' {
			d.pos += 2
			return true
		}
	case 'n':
		return d.Null()
	}
	return false
}

// NewText returns a pointer to the result of Text, nil for null.
func (d *Decoder) NewText() *string {
	switch c := d.peek(); {
	case c == '"':
		p := d.texts.Next()
		*p = d.quotedText()
		return p
	case c == '-', isJSONDigit(c):
		p := d.texts.Next()
		*p = d.otherText()
		return p
	case c == 'n' && d.Null():
		return nil
	}
	d.deviate("a string")
	return nil
}

// Text returns the value of a string, or the text of a number, because PHP writes "1" and 1 for the same field.
// Anything else is a deviation.
func (d *Decoder) Text() string {
	if d.peek() != '"' {
		return d.otherText()
	}
	return d.quotedText()
}

// quotedText is Text for a string at the current offset.
func (d *Decoder) quotedText() string {
	text, from := d.text, d.pos+1
	var room []byte // for a copy
	if d.borrowed {
		room = d.strings[len(d.strings):cap(d.strings)]
	}
	var bits uint64 // of all bytes; a highest bit is set if there are non-ASCII bytes
	for n := 0; len(text)-from-n >= 8; n += 8 {
		w := wire.Word(text, from+n)
		bits |= w
		copied := len(room)-n >= 8
		if copied {
			binary.LittleEndian.PutUint64(room[n:], w)
		}
		marks := marksSpecial(w)
		if marks == 0 {
			continue
		}
		n += wire.FirstMark(marks)
		s := text[from : from+n]
		if text[from+n] != '"' || bits&wire.HighBits != 0 && !utf8.ValidString(s) {
			return d.unescape(from, from+n)
		}
		d.pos = from + n + 1
		if copied {
			d.strings = d.strings[:len(d.strings)+n]
			return unsafe.String(unsafe.SliceData(room), n)
		}
		return d.keep(s)
	}
	return d.keep(d.quoted())
}

// otherText is Text for other values than strings.
func (d *Decoder) otherText() string {
	if c := d.peek(); c == '-' || isJSONDigit(c) {
		return d.keep(d.scalar("a string"))
	}
	d.deviate("a string")
	return ""
}

// NewInt64 returns a pointer to an integer, with or without quotes: 1 or "1". It returns nil for null and the empty
// string. Anything else is a deviation. If the deviation is an integer in another form, such as 12.0, that is returned.
func (d *Decoder) NewInt64() *int64 {
	n, ok := d.Int64()
	if !ok {
		return nil
	}
	p := d.ints.Next()
	*p = n
	return p
}

// Int64 returns the integer that NewInt64 points to; ok is false if that is nil.
func (d *Decoder) Int64() (n int64, ok bool) {
	if n, ok = d.shortInteger(); ok {
		return n, true
	}
	if d.Absent() {
		return 0, false
	}
	return d.integer()
}

// integer is NewInt64 for a value that is present.
func (d *Decoder) integer() (n int64, ok bool) {
	text, start, ok := d.Numeral("an integer")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil {
		return n, true
	}
	const exact = 1 << 53 // every smaller integer is a float64
	f, _ := strconv.ParseFloat(text, 64)
	whole := f == math.Trunc(f) && math.Abs(f) < exact
	want := "an integer"
	if errors.Is(err, strconv.ErrRange) {
		want = "an integer of 64 bits"
	}
	d.DeviateAt(start, want)
	return int64(f), whole
}

// shortInteger consumes an integer of one to nine digits without a sign, the most frequent form. For anything else, it
// consumes nothing and returns false.
func (d *Decoder) shortInteger() (n int64, ok bool) {
	d.peek()
	text, end := d.text, d.pos
	for end < len(text) && isJSONDigit(text[end]) {
		n = n*10 + int64(text[end]-'0')
		end++
	}
	length := end - d.pos
	if length < 1 || length > 9 || length > 1 && text[d.pos] == '0' {
		return 0, false
	}
	if end < len(text) && (text[end] == '.' || text[end] == 'e' || text[end] == 'E') {
		return 0, false
	}
	d.pos = end
	return n, true
}

// NewFloat64 returns a pointer to a number, with or without quotes: 1.5 or "1.5". It returns nil for null and the empty
// string. Anything else is a deviation, including a number that is too large.
func (d *Decoder) NewFloat64() *float64 {
	f, ok := d.Float64()
	return PointerTo(d, f, ok)
}

// PointerTo returns a pointer to v, or nil if ok is false.
func PointerTo[T any](d *Decoder, v T, ok bool) *T {
	if !ok {
		return nil
	}
	p := wire.New[T](&d.Slabs)
	*p = v
	return p
}

// Float64 returns the number that NewFloat64 points to; ok is false if that is nil.
func (d *Decoder) Float64() (f float64, ok bool) {
	if d.Absent() {
		return 0, false
	}
	text, start, ok := d.Numeral("a number")
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		d.DeviateAt(start, "a number of 64 bits")
		return 0, false
	}
	return f, true
}

// Numeral consumes a number, or a string with a JSON number, and returns its text and its offset. Anything else is a
// deviation.
func (d *Decoder) Numeral(want string) (text string, start int, ok bool) {
	c := d.peek()
	if c != '"' && c != '-' && !isJSONDigit(c) {
		d.deviate(want)
		return "", 0, false
	}
	start = d.pos
	text = d.scalar(want)
	if text == "" || numberLength(text) != len(text) {
		d.DeviateAt(start, want)
		return "", 0, false
	}
	return text, start, true
}

// NewBool returns a pointer to a boolean: true, 1, "true" or "1", or false, 0, "false" or "0". It returns nil for null
// and the empty string. Anything else is a deviation.
func (d *Decoder) NewBool() *bool {
	v, ok := d.Bool()
	return PointerTo(d, v, ok)
}

// Bool returns the boolean that NewBool points to; ok is false if that is nil.
func (d *Decoder) Bool() (v, ok bool) {
	if d.Absent() {
		return false, false
	}
	c := d.peek()
	start := d.pos
	if c == '{' || c == '[' {
		d.deviate("a boolean")
		return false, false
	}
	switch d.scalar("a boolean") {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	d.DeviateAt(start, "a boolean")
	return false, false
}

// ParseText returns a pointer to the result of [Parse], nil if that is not ok.
func ParseText[T any](d *Decoder, parse func(string) (T, error), want string) *T {
	v, ok := Parse(d, parse, want)
	return PointerTo(d, v, ok)
}

// Parse returns the result of parse for the pending string. ok is false if it is null, empty, or not want.
func Parse[T any](d *Decoder, parse func(string) (T, error), want string) (v T, ok bool) {
	if d.Absent() {
		return v, false
	}
	return ParseAny(d, parse, want)
}

// ParseAny is [Parse] for a value that can be empty, and for which null is a deviation.
func ParseAny[T any](d *Decoder, parse func(string) (T, error), want string) (v T, ok bool) {
	if d.peek() != '"' {
		d.deviate(want)
		return v, false
	}
	start := d.pos
	v, err := parse(d.scalar(want))
	if err != nil {
		d.DeviateAt(start, want)
	}
	return v, err == nil
}

// Ahead returns a decoder that reads the pending value without consuming it.
func (d *Decoder) Ahead() *Decoder { return &Decoder{text: d.text, pos: d.pos, depth: 1} }

// Next returns the offset of the pending value.
func (d *Decoder) Next() int {
	d.peek()
	return d.pos
}

// Present reports whether the pending value is neither null nor the empty string, which are deviations and consumed.
func (d *Decoder) Present(want string) bool {
	start := d.Next()
	if !d.Absent() {
		return true
	}
	d.DeviateAt(start, want)
	return false
}

// AbsentMember is Absent for a value that is not a whole response, for which null and "" are deviations.
func (d *Decoder) AbsentMember() bool { return d.depth > 0 && d.Absent() }
