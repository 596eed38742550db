// The decoder, and how it moves through objects and arrays.

package jsonwire

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// maxJSONDepth is the largest depth of objects and arrays (RFC 8259, section 9, allows a limit).
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
// After Member and after Element, the caller must read exactly one value.
//
// The whole text must be well-formed, including skipped values: UTF-8, paired surrogates, numbers without leading
// zeros, nothing after the value, at most 256 levels of nesting. After the first error, every method returns false or a
// zero value, and Err and Close return the error, a *[wire.SyntaxError].
//
// A value of an unexpected type is a deviation: the method consumes it, records the deviation and returns false, nil or
// a zero value. Close returns all deviations, a *[wire.DeviationError]. Some values are accepted because the
// MitarbeiterWebservice is written in PHP, where third parties observed the same field as "1" or 1, an empty object as
// [], and an absent value as "" or null. Each method says which of these it accepts. Returned strings share the memory
// of the text, unless it is borrowed.
type Decoder struct {
	wire.Slabs // for values that decoded structs point to

	text     string // emptied by the first error
	borrowed bool   // text belongs to the caller, who may change it, so returned strings are copied
	pos      int    // offset of the next byte
	first    bool   // an object or array was just entered: no comma precedes what follows
	depth    int    // the number of open objects and arrays

	keyStart, keyEnd int    // offsets of the current member's name in text; keyEnd is 0 if …
	key              string // … the name is in key

	strings []byte            // returned strings that are not part of text, one after the other; never overwritten
	texts   wire.Slab[string] // of strings that are pointed to, and of
	ints    wire.Slab[int64]  // integers

	response    bool         // text is a whole response, so null, "" and [] are deviations
	substitutes []substitute // that were entered and not left
	deviations  wire.Deviations
	position    jsonPosition // of the last deviation
	err         error
}

// NewDecoder returns a decoder of text. It ignores a byte order mark.
func NewDecoder(text string) *Decoder {
	return &Decoder{text: strings.TrimPrefix(text, wire.ByteOrderMark), Slabs: wire.NewSlabs(len(text))}
}

// Unmarshal decodes text, one complete value, with decode. Decoded values do not share its memory.
func Unmarshal(text []byte, decode func(*Decoder)) error {
	d := NewDecoder(unsafe.String(unsafe.SliceData(text), len(text)))
	d.borrowed = true
	decode(d)
	return d.Close()
}

// Object enters the pending object and reports whether it did. Member then moves to its members. For an empty array,
// which PHP writes for an empty object, Object consumes the value and returns false; also for null and the empty
// string, unless text is a whole response. Any other value is a deviation.
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

// IsObject reports whether the pending value is an object, or an empty array, which PHP writes for an empty object. Any
// other value is a deviation and consumed.
func (d *Decoder) IsObject() bool {
	c := d.peek()
	if c == '{' || c == '[' && d.isEmpty(']') && (d.depth > 0 || !d.response) {
		return true
	}
	d.deviate("an object")
	return false
}

// isEmpty reports whether the bracket end follows the pending bracket. It consumes nothing.
func (d *Decoder) isEmpty(end byte) bool {
	start := d.pos
	d.pos++
	empty := d.peek() == end
	d.pos = start
	return empty
}

// enter consumes the pending bracket.
func (d *Decoder) enter() bool {
	if d.depth == maxJSONDepth {
		return d.fail(d.pos, "nested more than %d levels deep", maxJSONDepth)
	}
	d.depth++
	d.pos++
	d.first = true
	return true
}

// Element moves to the next element of the innermost array; the caller must read it. It returns false at the end of the
// array, which it consumes, and after an error.
func (d *Decoder) Element() bool {
	if n := len(d.substitutes); n > 0 && d.substitutes[n-1].depth == d.depth {
		return d.substituteElement()
	}
	return d.more(']')
}

// more consumes the comma before another member or element, or the bracket end.
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

// Extend returns list, the elements so far of the innermost array, with another zero element. A long list gets capacity
// for the elements that the rest of the text probably has.
func Extend[T any](d *Decoder, list []T) []T {
	n := len(list)
	if n == 0 {
		list = wire.NewList[T](&d.Slabs, 2)
	} else if n == cap(list) {
		room := n
		if n >= 16 && d.depth <= 2 { // an outer array, which has the rest of the text
			room = max(room, min((len(d.text)-d.pos)/(d.pos/n), 64*n))
		}
		list = slices.Grow(list, room)
	}
	return list[:n+1]
}

// Skip consumes the pending value and checks that it is well-formed. It does not notice duplicate names in skipped
// objects.
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

// Raw consumes the pending value and returns its text.
func (d *Decoder) Raw() string {
	d.peek()
	text, start := d.text, d.pos
	if d.Skip(); d.err != nil {
		return ""
	}
	return d.keep(text[start:d.pos])
}

// Check returns nil if text is one well-formed JSON value in UTF-8, without a byte order mark, otherwise a
// *[wire.SyntaxError].
func Check(text string) error {
	d := &Decoder{text: text}
	d.Skip()
	return d.Close()
}

// Err returns the first error.
func (d *Decoder) Err() error { return d.err }

// Close checks that only white space follows the value. It returns the first error, otherwise the deviations.
func (d *Decoder) Close() error {
	if d.peek(); d.pos < len(d.text) {
		d.unexpected("nothing after the value")
	}
	if d.err != nil {
		return d.err
	}
	return d.deviations.Err()
}

// peek skips white space and returns the next byte, 0 at the end of the text.
func (d *Decoder) peek() byte {
	if d.pos < len(d.text) && d.text[d.pos] > ' ' {
		return d.text[d.pos]
	}
	return d.skipBlanks()
}

// skipBlanks is peek if there is white space (RFC 8259, section 2).
func (d *Decoder) skipBlanks() byte {
	for ; d.pos < len(d.text); d.pos++ {
		if c := d.text[d.pos]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
	}
	return 0
}

// Response resets d to read a whole response, for which null, "" and [] are deviations. If copies is true, returned
// strings are copies.
func (d *Decoder) Response(text string, copies bool) {
	*d = *NewDecoder(text)
	d.borrowed, d.response = copies, true
}
