// The commonest elements of XML, which the scanner takes in one go: <name>text</name>, without attributes and markup.

package xmlwire

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// leaf is what is known of an element that holds plain text alone.
type leaf struct {
	textEnd int // where its text ends
	end     int // where the element does
}

// Child moves to the next child of the current element: of the pending one right after its start tag, else of the
// innermost one that is open. It returns false at the end tag, which it takes, and on an error.
//
// It takes the commonest kinds itself: the start tags <name> and <prefix:name> of ASCII characters somewhere inside the
// document element, which need nothing of what others need, and the plain text behind them.
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
	if uint(d.depth-1) >= maxElementDepth-1 {
		return d.nextTag(p)
	}
	d.plain(name, local, end, ns)
	return true
}

// plain moves to the element with the start tag <name> or <prefix:name>, which ends after the name, and finds its text
// if that is all there is in it.
func (d *Decoder) plain(name, local, end, ns int) {
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

// plainName returns the parts and the namespace of the name at p if it is of ASCII characters and all that the tag has;
// end is less than 0 otherwise, and if its prefix is not declared.
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

// Space is the namespace of the element at hand.
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

// Ahead moves to what follows in the content of the current element. It returns the document from the start tag of the
// next child on, for [Decoder.Take]; "" if only Child can tell what is there. At the end of the element, which it
// takes, ok is false.
func (d *Decoder) Ahead() (ahead string, ok bool) {
	if d.state != atNothing && !d.enter() {
		return "", false
	}
	start := afterSpace(d.doc, d.pos)
	ahead = d.doc[start:]
	if strings.HasPrefix(ahead, "</") {
		return "", d.endTag(start)
	}
	if d.depth >= maxElementDepth {
		return "", true
	}
	return ahead, true
}

// Take moves to the child whose start tag is <name>, without a prefix and attributes. ahead is what Ahead returned, and
// begins with that tag; ns is [Decoder.DefaultNS].
func (d *Decoder) Take(ahead, name string, ns int) {
	start := len(d.doc) - len(ahead) + len("<")
	d.plain(start, start, start+len(name), ns)
}

// DefaultNS is the namespace of names without a prefix, as NS is that of the current element.
func (d *Decoder) DefaultNS() int { return d.defaultNS }

// Failed reports whether the reading has ended with an error.
func (d *Decoder) Failed() bool { return d.err != nil }

// HasAttrs reports whether the current element has attributes.
func (d *Decoder) HasAttrs() bool { return len(d.attrs) > 0 }

// IsEmptyTag reports whether the pending element is an empty-element tag.
func (d *Decoder) IsEmptyTag() bool { return d.state == atEmpty }

// PassOver makes Text pass over elements in what should be text only, for [Decoder.PassedElement] to report.
func (d *Decoder) PassOver(elements bool) { d.passesElements = elements }

// PassedElement reports whether Text has passed over an element since PassedElement was called last.
func (d *Decoder) PassedElement() bool {
	passed := d.passedElement
	d.passedElement = false
	return passed
}

// PassedText returns the text between elements that Child has passed over since PassedText was called last.
func (d *Decoder) PassedText() string {
	passed := d.passedText
	d.passedText = ""
	return passed
}
