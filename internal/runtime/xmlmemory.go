// Memory for what is decoded from XML: strings that are pointed to, and items of slices.

package runtime

import "slices"

// NewString returns a pointer to s, as new does. The strings of one document share blocks of memory, of up to
// maxStrings. That keeps little alive for longer: a string of a block is a few words, and nearly all of them alias the
// one document.
func (d *XMLDecoder) NewString(s string) *string {
	const maxStrings = 64
	if len(d.strings) == cap(d.strings) {
		d.strings = make([]string, 0, min(max(4, 2*cap(d.strings)), maxStrings))
	}
	d.strings = append(d.strings, s)
	return &d.strings[len(d.strings)-1]
}

// NewItem adds an item to items, for the pending element, and returns it.
func NewItem[T any](d *XMLDecoder, items *[]T) *T {
	n := len(*items)
	if n == cap(*items) {
		*items = slices.Grow(*items, d.room(n))
	}
	*items = append(*items, *new(T))
	return &(*items)[n]
}

// room is how many items to make room for where the pending element begins the next one after n: as many as the rest of
// the document can be expected to hold, but at most four times as many as there are.
func (d *XMLDecoder) room(n int) int {
	if n == 0 || len(d.open) == 0 { // the first, or none, after an error
		return 1
	}
	items := d.pos - d.open[len(d.open)-1].nameEnd // the bytes of those that there are, about
	return max(n, min(4*n, n*(len(d.doc)-d.pos)/items))
}
