// Reading JSON: the decoder and its way through objects and arrays.

package jsonwire

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// maxJSONDepth bounds how deeply objects and arrays may be nested (RFC 8259, section 9, allows a limit).
const maxJSONDepth = 256

// Decoder reads one complete JSON text (RFC 8259) value by value, as the caller asks for them:
//
//	if !d.Object() {
//		return
//	}
//	for d.Member() {
//		switch d.Key() {
//		case "Id":
//			m.ID = d.Text()
//		default:
//			d.Skip()
//		}
//	}
//
// After Member and after Element exactly one value is to be read.
//
// The text must be well-formed in full, including what is skipped: UTF-8, escapes that pair their surrogates, numbers
// without leading zeros, nothing after the value, at most 256 levels of nesting. The first fault ends the reading: from
// then on every method returns false or a zero value, and Err and Close return the fault, a *[wire.SyntaxError].
//
// A value of another type than expected is a deviation: the method consumes the value, records the deviation and
// returns false, nil or a zero value, and the reading goes on. Close returns all deviations, a *[wire.DeviationError].
// Some of it is no deviation, because the MitarbeiterWebservice is written in PHP, and third parties observed what that
// does: the same field arrives as "1" or 1, an empty object as [], what is absent as "" or null. Each method says which
// of these it takes. Strings that are returned share the memory of the text, if it is the decoder's own.
type Decoder struct {
	wire.Slabs // for what the decoded values point to

	text     string // emptied by the first fault, so that nothing more is found in it
	borrowed bool   // the text is the caller's, who may change it afterwards: no string that is kept may be part of it
	pos      int    // offset of the next byte
	first    bool   // an object or array was entered just now: no comma comes before what follows
	depth    int    // of objects and arrays entered and not left

	keyStart, keyEnd int    // offsets of the last member's name in text; keyEnd is 0 where …
	key              string // … the name had to be read as any string is

	strings []byte            // holds, one after the other, strings that are no part of text; they are not written again
	texts   wire.Slab[string] // holds strings that are pointed at, and
	ints    wire.Slab[int64]  // integers

	response   bool      // the text is a whole response, which null, "" and [] cannot stand for
	inPlace    []standIn // what was entered in the place of an array and not left
	deviations wire.Deviations
	place      jsonPlace // of the last deviation
	err        error
}

// NewDecoder returns a decoder of text. A byte order mark before it is ignored.
func NewDecoder(text string) *Decoder {
	return &Decoder{text: strings.TrimPrefix(text, wire.ByteOrderMark), Slabs: wire.NewSlabs(len(text))}
}

// Unmarshal has decode read text, of which nothing is kept, as one complete value.
func Unmarshal(text []byte, decode func(*Decoder)) error {
	d := NewDecoder(unsafe.String(unsafe.SliceData(text), len(text)))
	d.borrowed = true
	decode(d)
	return d.Close()
}

// Object enters the object at hand and reports whether it did: its members are then had by Member. It reports false,
// and consumes the value, for an empty array, which is how PHP writes an empty object; if the text is no whole
// response, for null and for the empty string as well. Any other value is a deviation.
func (d *Decoder) Object() bool {
	if d.depth == 0 && !d.response && d.Absent() || !d.IsObject() {
		return false
	}
	if d.text[d.pos] == '{' {
		return d.enter()
	}
	d.Skip()
	return false
}

// IsObject reports whether the value at hand is an object, or an empty array, which is how PHP writes an empty object.
// Any other value is a deviation, which it consumes.
func (d *Decoder) IsObject() bool {
	c := d.peek()
	if c == '{' || c == '[' && d.isEmpty(']') && (d.depth > 0 || !d.response) {
		return true
	}
	d.deviate("an object")
	return false
}

// isEmpty reports whether the bracket end follows the bracket at hand. It consumes nothing.
func (d *Decoder) isEmpty(end byte) bool {
	start := d.pos
	d.pos++
	empty := d.peek() == end
	d.pos = start
	return empty
}

// enter consumes the bracket at hand.
func (d *Decoder) enter() bool {
	if d.depth == maxJSONDepth {
		return d.fail(d.pos, "nested more than %d levels deep", maxJSONDepth)
	}
	d.depth++
	d.pos++
	d.first = true
	return true
}

// Element moves to the next element of the array that was entered last; it is then to be read. It reports false at the
// array's end, which it consumes, and after a fault.
func (d *Decoder) Element() bool {
	if n := len(d.inPlace); n > 0 && d.inPlace[n-1].depth == d.depth {
		return d.elementInPlace()
	}
	return d.more(']')
}

// more consumes the comma before another member or element, or else the bracket end.
func (d *Decoder) more(end byte) bool {
	switch c := d.peek(); {
	case c == end:
		d.pos++
		d.depth--
		d.first = false
		return false
	case d.first:
		d.first = false
		return true
	case c == ',':
		d.pos++
		return true
	}
	return d.unexpected("a comma or " + string(rune(end)))
}

// Extend returns list, which holds the elements read so far of the array that was entered last, with one more element,
// a zero value. Once it has many, it makes room for as many as the rest of the text is likely to hold.
func Extend[T any](d *Decoder, list []T) []T {
	n := len(list)
	if n == 0 {
		list = wire.NewList[T](&d.Slabs, 2)
	} else if n == cap(list) {
		room := n
		if n >= 16 && d.depth <= 2 { // an array which is in no other one, so that the rest of the text is its own
			room = max(room, min((len(d.text)-d.pos)/(d.pos/n), 64*n))
		}
		list = slices.Grow(list, room)
	}
	return list[:n+1]
}

// Skip consumes the value at hand, whatever it is, and checks that it is well-formed. That two members of a
// skipped object have the same name is not noticed.
func (d *Decoder) Skip() {
	switch d.peek() {
	case '{':
		for ok := d.enter(); ok && d.Member(); {
			d.Skip()
		}
	case '[':
		for ok := d.enter(); ok && d.Element(); {
			d.Skip()
		}
	case 'n':
		d.literal("null")
	default:
		d.scalar("a value")
	}
}

// Raw consumes the value at hand and returns its text as it was written.
func (d *Decoder) Raw() string {
	d.peek()
	text, start := d.text, d.pos
	if d.Skip(); d.err != nil {
		return ""
	}
	return d.own(text[start:d.pos])
}

// Check returns nil if text is one well-formed JSON value in UTF-8, without a byte order mark, and a
// *[wire.SyntaxError] otherwise. A raw value has to pass it before it is sent.
func Check(text string) error {
	d := &Decoder{text: text}
	d.Skip()
	return d.Close()
}

// Err returns the first fault.
func (d *Decoder) Err() error { return d.err }

// Close checks that nothing but blanks follows the value that was read. It returns the first fault, or else the
// deviations.
func (d *Decoder) Close() error {
	if d.peek(); d.pos < len(d.text) {
		d.unexpected("nothing after the value")
	}
	if d.err != nil {
		return d.err
	}
	return d.deviations.Err()
}

// peek passes over blanks and returns the byte at hand, 0 at the end of the text.
func (d *Decoder) peek() byte {
	if d.pos < len(d.text) && d.text[d.pos] > ' ' {
		return d.text[d.pos]
	}
	return d.passBlanks()
}

// passBlanks is peek where there are blanks (RFC 8259, section 2).
func (d *Decoder) passBlanks() byte {
	for ; d.pos < len(d.text); d.pos++ {
		if c := d.text[d.pos]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
	}
	return 0
}

// Response makes d read a whole response, which null, "" and [] cannot stand for. With copies, no string that is kept
// is part of text.
func (d *Decoder) Response(text string, copies bool) {
	*d = *NewDecoder(text)
	d.borrowed, d.response = copies, true
}
