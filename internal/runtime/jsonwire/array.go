// Reading JSON: arrays, and what services write in their place.

package jsonwire

// standIn is a value in the place of an array.
type standIn struct {
	depth  int  // of the decoder inside of it
	single bool // it is the only element, and not an object whose members are the elements
	read   bool // the only element was moved to
}

// Array enters the array at hand and reports whether it did: its elements, which are objects or else texts, are then
// had by Element. It reports false, and consumes the value, for null, for the empty string and for an empty object,
// unless they are a whole response: then these are deviations.
//
// Any other value is a deviation, of which the elements are read nevertheless where it has some. PHP writes a list with
// gaps as an object, {"0":…,"2":…}: then the elements are the values of its members. A single object or text in the
// place of a list is the only element.
func (d *Decoder) Array(objects bool) bool {
	c := d.peek()
	whole := d.depth == 0 && d.response
	switch {
	case c == '[':
		return d.enter()
	case !whole && (c == '{' && d.isEmpty('}')):
		d.Skip()
		return false
	case !whole && d.Absent():
		return false
	case c == '{' && !d.isEmpty('}'):
		d.note(d.pos, "an array", "an object")
		keyed := !objects || d.isKeyed()
		if keyed && !d.enter() {
			return false
		}
		d.inPlace = append(d.inPlace, standIn{depth: d.depth, single: !keyed})
		return true
	case !objects && !whole && (c == '"' || c == '-' || isJSONDigit(c)):
		d.note(d.pos, "an array", tokenName(d.text[d.pos:]))
		d.inPlace = append(d.inPlace, standIn{depth: d.depth, single: true})
		return true
	}
	d.deviate("an array")
	return false
}

// isKeyed reports whether the object at hand, which has members, is a list of objects: the name of its first member is
// a number, or its value is an object. It consumes nothing.
func (d *Decoder) isKeyed() bool {
	look := Decoder{text: d.text, pos: d.pos + 1} // of which nothing is kept
	if look.peek(); !look.name() {
		return true // so that the fault is met again
	}
	return look.key != "" && passDigits(look.key, 0) == len(look.key) || look.peek() == '{'
}

// elementInPlace is Element for what stands in the place of an array.
func (d *Decoder) elementInPlace() bool {
	innermost := &d.inPlace[len(d.inPlace)-1]
	if innermost.single && !innermost.read {
		innermost.read = true
		return true
	}
	if !innermost.single && d.Member() {
		return true
	}
	if d.err == nil { // after a fault nothing is left
		d.inPlace = d.inPlace[:len(d.inPlace)-1]
	}
	return false
}
