// Objects of generated types, whose members are optional.

package jsonwire

// CloseObject ends an object whose members were appended to b from start on, each after a comma. The first comma
// becomes the opening brace.
func CloseObject(b []byte, start int) []byte {
	if len(b) == start {
		return append(b, "{}"...)
	}
	b[start] = '{'
	return append(b, '}')
}

// Name is Key for a name that is kept: it does not share the memory of a borrowed text.
func (d *Decoder) Name() string { return d.keep(d.Key()) }

// Repeated records that the current member is not the first of its name: a deviation.
func (d *Decoder) Repeated() { d.DeviateHere("one member of this name", "another") }

// IsEmpty reports whether the text is empty or ends here.
func (d *Decoder) IsEmpty() bool { return d.peek() == 0 && d.pos == len(d.text) }
