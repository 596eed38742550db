// Reading JSON: values of Go types, as widely as a service in PHP writes them.

package runtime

import (
	"encoding/binary"
	"errors"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// Null consumes null if that is the value at hand and reports whether it was.
func (d *JSONDecoder) Null() bool {
	return d.peek() == 'n' && d.literal("null") != ""
}

// Absent consumes null or the empty string if that is the value at hand and reports whether it was. Both are how PHP
// writes a value that is not there; a field that can be absent is asked for by Absent before its value is read.
func (d *JSONDecoder) Absent() bool {
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

// Text returns a string's value. Of a number, true and false it returns the text, since PHP writes the same field as
// "1" or as 1; of null it returns "".
func (d *JSONDecoder) Text() string {
	if d.peek() != '"' {
		return d.otherText()
	}
	text, from := d.text, d.pos+1
	var room []byte // for a copy
	if d.borrowed {
		room = d.strings[len(d.strings):cap(d.strings)]
	}
	var bits uint64 // of all bytes, so that the highest are set where there may be some beyond ASCII
	for n := 0; len(text)-from-n >= 8; n += 8 {
		w := word(text, from+n)
		bits |= w
		copied := len(room)-n >= 8
		if copied {
			binary.LittleEndian.PutUint64(room[n:], w)
		}
		marks := marksSpecial(w)
		if marks == 0 {
			continue
		}
		n += firstMark(marks)
		s := text[from : from+n]
		if text[from+n] != '"' || bits&highBits != 0 && !utf8.ValidString(s) {
			return d.unescape(from, from+n)
		}
		d.pos = from + n + 1
		if copied {
			d.strings = d.strings[:len(d.strings)+n]
			return unsafe.String(unsafe.SliceData(room), n)
		}
		return d.own(s)
	}
	return d.own(d.quoted())
}

// otherText is Text for what is no string.
func (d *JSONDecoder) otherText() string {
	if d.Null() {
		return ""
	}
	return d.own(d.scalar("a string"))
}

// Int64 returns an integer, which may stand in quotes: 1 or "1". A number with a point or an exponent is a fault, as
// are null and the empty string: see Absent.
func (d *JSONDecoder) Int64() int64 { return d.integer(64) }

// Int32 is Int64 for 32 bits.
func (d *JSONDecoder) Int32() int32 { return int32(d.integer(32)) }

func (d *JSONDecoder) integer(bits int) int64 {
	if n, ok := d.shortInteger(); ok {
		return n
	}
	text, start := d.numeral("an integer")
	n, err := strconv.ParseInt(text, 10, bits)
	switch {
	case err == nil:
		return n
	case errors.Is(err, strconv.ErrRange):
		d.fail(start, "%s does not fit into %d bits", quote(text), bits)
	default:
		d.fail(start, "expected an integer, found %s", quote(text))
	}
	return 0
}

// shortInteger consumes an integer of one to nine digits without a sign, as most are, and returns it: it fits into any
// number of bits asked for. It reports false, and consumes nothing, for whatever else is at hand.
func (d *JSONDecoder) shortInteger() (n int64, ok bool) {
	text, end := d.text, d.pos
	for end < len(text) && isDigit(text[end]) {
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

// NewInt64 is Int64 for a pointer: it makes room for many integers at once.
func (d *JSONDecoder) NewInt64() *int64 {
	p := d.ints.next()
	*p = d.Int64()
	return p
}

// Float64 returns a number, which may stand in quotes: 1.5 or "1.5". One that is too large is a fault, as are null and
// the empty string: see Absent.
func (d *JSONDecoder) Float64() float64 {
	text, start := d.numeral("a number")
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		d.fail(start, "%s is too large a number", quote(text))
		return 0
	}
	return f
}

// Decimal returns a number without an exponent, which may stand in quotes, digit by digit as it was written: 1.50 or
// "1.50". Null and the empty string are faults: see Absent.
func (d *JSONDecoder) Decimal() string {
	text, start := d.numeral("a decimal number")
	if !ValidDecimal(text) {
		d.fail(start, "expected a decimal number without an exponent, found %s", quote(text))
		return ""
	}
	return d.own(text)
}

// numeral consumes a number, or a string that holds a number as JSON writes it and nothing else. It returns its text,
// "" after a fault, and its offset.
func (d *JSONDecoder) numeral(want string) (text string, start int) {
	c := d.peek()
	start = d.pos
	if c == 't' || c == 'f' {
		d.unexpected(want)
		return "", start
	}
	text = d.scalar(want)
	if text == "" || numberLength(text) != len(text) {
		d.fail(start, "expected %s, found %s", want, quote(text))
		return "", start
	}
	return text, start
}

// Bool returns a boolean, which may be written as true, 1, "true" or "1", or as false, 0, "false" or "0". Null and the
// empty string are faults: see Absent.
func (d *JSONDecoder) Bool() bool {
	d.peek()
	start := d.pos
	switch text := d.scalar("a boolean"); text {
	case "true", "1":
		return true
	case "false", "0":
	default:
		d.fail(start, "expected a boolean, found %s", quote(text))
	}
	return false
}

// Date returns a date, YYYY-MM-DD in a string as [ParseDate] reads it. Null and the empty string are the zero Date.
func (d *JSONDecoder) Date() Date {
	return parseText(d, ParseDate, "a date as YYYY-MM-DD")
}

// DateTime returns a date and time, YYYY-MM-DDTHH:MM:SS in a string, with or without an offset, as [ParseDateTime]
// reads it. Null and the empty string are the zero DateTime.
func (d *JSONDecoder) DateTime() DateTime {
	return parseText(d, ParseDateTime, "a date and time as YYYY-MM-DDTHH:MM:SS")
}

// parseText returns what parse makes of the string at hand, the zero value if it is null or empty.
func parseText[T any](d *JSONDecoder, parse func(string) (T, error), want string) (zero T) {
	if d.Absent() {
		return zero
	}
	start := d.pos
	text := d.scalar(want)
	v, err := parse(text)
	if err != nil {
		d.fail(start, "expected %s, found %s", want, quote(text))
		return zero
	}
	return v
}
