// The content of elements as markup, child by child.

package xmlwire

import "strings"

// Content reads the pending element. It calls child for each child element, which is then pending, with the character
// data before it as markup. It returns the character data after the last child.
func (d *Decoder) Content(child func(before string)) (rest string) {
	if d.state == atNothing || !d.enter() {
		return ""
	}
	doc, start := d.doc, d.pos
	for d.Child() {
		child(doc[start:d.tagStart()])
		start = d.pos
	}
	if d.skippedText = ""; d.err != nil {
		return ""
	}
	return doc[start:strings.LastIndex(doc[:d.pos], "</")]
}

// Each yields the prefixes in scope with their namespaces, the outermost first. The last of several for one prefix is
// the one that counts.
func (scope Scope) Each(yield func(prefix, uri string) bool) {
	for _, b := range scope {
		if !yield(b.prefix, b.uri) {
			return
		}
	}
}
