// The commonest elements of XML, which the scanner takes in one go: <name>text</name>, without attributes and markup.

package runtime

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
func (d *XMLDecoder) Child() bool {
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
		if marks := marksNoLetter(word(doc, end)); marks != 0 {
			end += firstMark(marks)
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
func (d *XMLDecoder) plain(name, local, end, ns int) {
	e, doc := d.current(), d.doc
	e.nameStart, e.local, e.nameEnd, e.bindings = name, local, end, len(d.bindings)
	d.NS, d.attrs, d.state, d.pos = ns, d.attrs[:0], atContent, end+1

	text := end + 1
	for len(doc)-text >= 8 {
		if marks := marksMarkup(word(doc, text)); marks != 0 {
			text += firstMark(marks)
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
func (d *XMLDecoder) plainName(p int) (local, end, ns int) {
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
