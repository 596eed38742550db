// Child elements, with a short way for the most frequent kind, <name>text</name>, without attributes and markup.

package xmlwire

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// leaf is an element with only plain text.
type leaf struct {
	textEnd int // the offset after its text
	end     int // the offset after its end tag
}

// Child moves to the next child of the current element: of the pending one after its start tag, otherwise of the
// innermost open one. It returns false at the end tag, which it reads, and after an error.
//
// Child itself reads the most frequent start tags, <name> and <prefix:name> in ASCII inside the document element, and
// the plain text after them. nextTag reads the others.
func (d *Decoder) Child() bool {
	if d.state != atNothing && !d.enter() {
		return false
	}
	doc, p := d.doc, d.pos
	for p < len(doc) && doc[p] <= ' ' {
		p++
	}
	if len(doc)-p < 2 || doc[p] != '<' {
		return d.nextTag(p)
	}
	if doc[p+1] == '/' {
		return d.endTag(p)
	}
	name := p + len("<")
	local, end, ns := name, name, d.defaultNS
	for len(doc)-end >= 8 {
		if marks := marksNoLetter(wire.Word(doc, end)); marks != 0 {
			end += wire.FirstMark(marks)
			break
		}
		end += 8
	}
	if end >= len(doc) || doc[end] != '>' || end == name { // not letters alone
		if local, end, ns = d.plainName(name); end < 0 {
			return d.nextTag(p)
		}
	}
	if uint(d.depth-1) >= minMaxDepth-1 {
		return d.nextTag(p)
	}
	d.plainElement(name, local, end, ns)
	return true
}

// plainElement moves to the element with the start tag <name> or <prefix:name>, which ends after the name, and finds
// its text if it has no other content.
func (d *Decoder) plainElement(name, local, end, ns int) {
	e, doc := d.current(), d.doc
	e.nameStart, e.local, e.nameEnd, e.bindings = name, local, end, len(d.bindings)
	d.NS, d.attrs, d.state, d.pos = ns, d.attrs[:0], atContent, end+1

	text := end + 1
	for len(doc)-text >= 8 {
		if marks := marksMarkup(wire.Word(doc, text)); marks != 0 {
			text += wire.FirstMark(marks)
			break
		}
		text += 8
	}
	tag, n := text+len("</"), end+len(">")-name // the end tag is compared with its '>', which the start tag has as well
	if len(doc)-tag >= n && doc[text:tag] == "</" && doc[tag:tag+n] == doc[name:name+n] {
		d.state, d.leaf = atLeaf, leaf{text, tag + n}
	}
}

// plainName returns the offsets of the parts of the name at p, and its namespace, if the name is ASCII and the tag has
// nothing else. Otherwise, and if its prefix is not declared, end is negative.
func (d *Decoder) plainName(p int) (local, end, ns int) {
	doc := d.doc
	local, end, ns = p, asciiNameEnd(doc, p), d.defaultNS
	if end < len(doc) && doc[end] == ':' {
		b, ok := lookup(d.bindings, doc[p:end])
		if !ok {
			return p, -1, 0
		}
		local, end, ns = end+1, asciiNameEnd(doc, end+1), b.ns
	}
	if end == len(doc) || doc[end] != '>' || asciiNames[doc[p]]&asciiNames[doc[local]]&nameStart == 0 {
		return p, -1, 0
	}
	return local, end, ns
}

// Space returns the namespace of the current element.
func (d *Decoder) Space() string {
	if d.NS >= 0 {
		return d.namespaces[min(d.NS, len(d.namespaces)-1)]
	}
	e := d.current()
	prefix := ""
	if e.local > e.nameStart {
		prefix = d.doc[e.nameStart : e.local-1]
	}
	b, _ := lookup(d.bindings, prefix)
	return b.uri
}

// Peek looks for the next child of the current element. It returns the document from the child's start tag on, for
// [Decoder.ChildNamed]; "" if Child must be called. At the end tag, which it reads, ok is false.
func (d *Decoder) Peek() (ahead string, ok bool) {
	if d.state != atNothing && !d.enter() {
		return "", false
	}
	start := afterSpace(d.doc, d.pos)
	ahead = d.doc[start:]
	if strings.HasPrefix(ahead, "</") {
		return "", d.endTag(start)
	}
	if d.depth >= minMaxDepth {
		return "", true
	}
	return ahead, true
}

// ChildNamed moves to the child with the start tag <name>, without prefix and attributes. ahead is from Peek and begins
// with that tag; ns is [Decoder.DefaultNS].
func (d *Decoder) ChildNamed(ahead, name string, ns int) {
	start := len(d.doc) - len(ahead) + len("<")
	d.plainElement(start, start, start+len(name), ns)
}

// DefaultNS returns the namespace of names without a prefix, an index like NS.
func (d *Decoder) DefaultNS() int { return d.defaultNS }

// Failed reports whether there was an error.
func (d *Decoder) Failed() bool { return d.err != nil }

// HasAttrs reports whether the current element has attributes.
func (d *Decoder) HasAttrs() bool { return len(d.attrs) > 0 }

// BeginsWithElement reports whether the content of the pending element begins with an element.
func (d *Decoder) BeginsWithElement() bool {
	ahead := d.doc[afterSpace(d.doc, d.pos):]
	return d.state == atContent && len(ahead) > 1 && ahead[0] == '<' && !strings.ContainsRune("/!?", rune(ahead[1]))
}

// IsEmptyTag reports whether the pending element is an empty-element tag.
func (d *Decoder) IsEmptyTag() bool { return d.state == atEmpty }

// SkipElements makes Text skip elements in text-only content. SkippedElement then reports it.
func (d *Decoder) SkipElements(elements bool) { d.skipsElements = elements }

// SkippedElement returns the name of the element that Text has skipped since the last call, "" for none.
func (d *Decoder) SkippedElement() string {
	skipped := d.skippedElement
	d.skippedElement = ""
	return skipped
}

// SkippedText returns the text between elements that Child has skipped since the last call.
func (d *Decoder) SkippedText() string {
	skipped := d.skippedText
	d.skippedText = ""
	return skipped
}
