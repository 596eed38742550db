// Arrays, and the values that services write instead of them.

package jsonwire

// substitute is a value instead of an array.
type substitute struct {
	depth  int  // of the decoder inside it
	single bool // it is the only element, not an object whose members are the elements
	read   bool // Element has moved to the only element
}

// Array enters the pending array and reports whether it did. Element then moves to its elements, which are objects or
// texts. For null, the empty string and an empty object, Array consumes the value and returns false. In place of a
// whole response, these are deviations.
//
// Any other value is a deviation, but elements in it are read: PHP writes a list with gaps as an object, {"0":…,"2":…},
// whose member values are the elements. A single object or text is the only element.
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
		d.addDeviation(d.pos, "an array", "an object")
		keyed := !objects || d.isKeyed()
		if keyed && !d.enter() {
			return false
		}
		d.substitutes = append(d.substitutes, substitute{depth: d.depth, single: !keyed})
		return true
	case !objects && !whole && (c == '"' || c == '-' || isJSONDigit(c)):
		d.addDeviation(d.pos, "an array", tokenName(d.text[d.pos:]))
		d.substitutes = append(d.substitutes, substitute{depth: d.depth, single: true})
		return true
	}
	d.deviate("an array")
	return false
}

// isKeyed reports whether the pending object, which has members, is a list of objects: the name of its first member is
// a number, or its value is an object. It consumes nothing.
func (d *Decoder) isKeyed() bool {
	ahead := Decoder{text: d.text, pos: d.pos + 1} // a throwaway copy
	if ahead.peek(); !ahead.name() {
		return true // the caller finds the error
	}
	return ahead.key != "" && skipDigits(ahead.key, 0) == len(ahead.key) || ahead.peek() == '{'
}

// substituteElement is Element for a substitute.
func (d *Decoder) substituteElement() bool {
	innermost := &d.substitutes[len(d.substitutes)-1]
	if innermost.single && !innermost.read {
		innermost.read = true
		return true
	}
	if !innermost.single && d.Member() {
		return true
	}
	if d.err == nil { // an error clears substitutes
		d.substitutes = d.substitutes[:len(d.substitutes)-1]
	}
	return false
}
