// Memory for what is decoded from XML: copies of text, strings that are pointed to, and items of slices.

package xmlwire

import (
	"strings"
	"unsafe"
)

// Own returns s, a part of the document, or a copy if the document is the caller's.
func (d *Decoder) Own(s string) string {
	if d.borrowed {
		return d.copied(s)
	}
	return s
}

// copied returns a copy of s. Short ones share blocks of memory, of up to plan.maxBlock bytes: they are a fraction of
// the document, most of which is markup, and one that is kept for long keeps no more than a block with it.
func (d *Decoder) copied(s string) string {
	const maxBlock = 4096
	if s == "" || len(s) > maxBlock/4 {
		return strings.Clone(s)
	}
	n := len(d.texts)
	if cap(d.texts)-n < len(s) {
		d.texts, n = make([]byte, 0, max(len(s), min(len(d.doc)/4, maxBlock))), 0
	}
	d.texts = append(d.texts, s...)
	return unsafe.String(&d.texts[n], len(s)) // bytes that are never written again
}

// NewString returns a pointer to s, as new does. The strings of one document share slabs of memory, also where it is
// short. That keeps little alive for longer: a string is two words beside its text.
func (d *Decoder) NewString(s string) *string {
	p := d.strings.Next()
	*p = s
	return p
}

// Room is how many items to make room for where the pending element begins the next one after n: as many as the rest of
// the document can be expected to hold, but at most four times as many as there are.
func (d *Decoder) Room(n int) int {
	if n == 0 || d.depth == 0 { // the first, or none, after an error
		return 1
	}
	items := d.pos - d.elements[d.depth-1].nameEnd // the bytes of those that there are, about
	return max(n, min(4*n, n*(len(d.doc)-d.pos)/items))
}

// More is how many elements of a kind the rest of the document can be expected to hold, if what was read of it holds n.
func (d *Decoder) More(n int) int {
	if n == 0 || d.pos == 0 { // the first, or after an error
		return 4
	}
	return n*(len(d.doc)-d.pos)/d.pos + 1
}
