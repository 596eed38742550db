// Memory for decoded values: copies of text, strings that are pointed to, and items of slices.

package xmlwire

import (
	"strings"
	"unsafe"
)

// Keep returns s, a part of the document, or a copy if the document belongs to the caller.
func (d *Decoder) Keep(s string) string {
	if d.borrowed {
		return d.copyText(s)
	}
	return s
}

// copyText returns a copy of s. Short copies share blocks of memory, so keeping one keeps at most maxBlock bytes: text
// is a fraction of a document, most of which is markup.
func (d *Decoder) copyText(s string) string {
	const maxBlock = 4096
	if s == "" || len(s) > maxBlock/4 {
		return strings.Clone(s)
	}
	n := len(d.texts)
	if cap(d.texts)-n < len(s) {
		d.texts, n = make([]byte, 0, max(len(s), min(len(d.doc)/4, maxBlock))), 0
	}
	d.texts = append(d.texts, s...)
	return unsafe.String(&d.texts[n], len(s)) // these bytes are never written again
}

// NewString returns a pointer to s. The strings of a document share slabs of memory, even of a short one: a string
// header is only two words.
func (d *Decoder) NewString(s string) *string {
	p := d.strings.Next()
	*p = s
	return p
}

// Room returns the number of items to allocate when the pending element is the first item beyond n: the number that the
// rest of the document probably has, but at most four times n.
func (d *Decoder) Room(n int) int {
	if n == 0 || d.depth == 0 { // the first item, or an error
		return 1
	}
	items := d.pos - d.elements[d.depth-1].nameEnd // approximately, the bytes of the n items
	return max(n, min(4*n, n*(len(d.doc)-d.pos)/items))
}

// Remaining returns the number of elements of a kind that the rest of the document probably has, if the part before has
// n.
func (d *Decoder) Remaining(n int) int {
	if n == 0 || d.pos == 0 { // the first element, or an error
		return 4
	}
	return n*(len(d.doc)-d.pos)/d.pos + 1
}
