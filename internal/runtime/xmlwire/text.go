// Character data, and its white space.

package xmlwire

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Faults of character data.
const (
	badCharacters = "]]> in character data"
	badReference  = "& begins no reference: &lt; &gt; &amp; &quot; &apos; and characters such as &#233; are known"
)

// Text reads the pending element, which must have no child elements, and returns its character data, unchanged. After
// Attr, it returns the value of the attribute instead and leaves the element pending.
func (d *Decoder) Text() string {
	if d.state == atLeaf {
		return d.leafText()
	}
	return d.Keep(d.otherText())
}

// BorrowedText is Text without a copy.
func (d *Decoder) BorrowedText() string {
	if d.state != atLeaf {
		return d.otherText()
	}
	text := d.doc[d.pos:d.leaf.textEnd]
	d.state, d.pos = atNothing, d.leaf.end
	return text
}

// leafText is Text for a leaf. Short texts of a borrowed document, which are the most frequent, are copied by a fixed
// number of words: that needs neither a call nor a branch on the length.
func (d *Decoder) leafText() string {
	const short = 40 // bytes
	doc, start, end := d.doc, d.pos, d.leaf.textEnd
	d.state, d.pos = atNothing, d.leaf.end
	if !d.borrowed {
		return doc[start:end]
	}
	n, room := end-start, d.texts[len(d.texts):cap(d.texts)]
	if n > short || len(room) < short || len(doc)-start < short {
		return d.copyText(doc[start:end])
	}
	binary.LittleEndian.PutUint64(room, wire.Word(doc, start))
	binary.LittleEndian.PutUint64(room[8:], wire.Word(doc, start+8))
	binary.LittleEndian.PutUint64(room[16:], wire.Word(doc, start+16))
	binary.LittleEndian.PutUint64(room[24:], wire.Word(doc, start+24))
	binary.LittleEndian.PutUint64(room[32:], wire.Word(doc, start+32))
	d.texts = d.texts[:len(d.texts)+n]
	return unsafe.String(unsafe.SliceData(room), n)
}

// otherText is BorrowedText for everything but a leaf.
func (d *Decoder) otherText() string {
	switch d.state {
	case atContent:
		return d.textWithMarkup()
	case atEmpty:
		d.leave()
	case atDefault:
		d.state = atNothing
		return d.defaultText
	case atAttribute:
		d.LeaveAttr()
		return d.attrs[d.attr].Value
	}
	return ""
}

// textWithMarkup is BorrowedText for character data with references, comments or the like.
func (d *Decoder) textWithMarkup() string {
	doc, start := d.doc, d.pos
	d.enter()
	text := d.scratch[:0]
	for {
		end := nextMarkup(doc, start)
		text = append(text, doc[start:end]...)
		rest := doc[end:]
		switch {
		case rest == "":
			d.endOfDocument(end)
			return ""
		case rest[0] == '&':
			r, n := cutReference(rest)
			if n == 0 {
				d.fail(end, badReference)
				return ""
			}
			text = utf8.AppendRune(text, r)
			start = end + n
		case rest[0] == '>':
			if strings.HasSuffix(doc[start:end], "]]") {
				d.fail(end, badCharacters)
				return ""
			}
			text = append(text, '>')
			start = end + 1
		case strings.HasPrefix(rest, "</"):
			if d.endTag(end); d.err != nil {
				return ""
			}
			d.scratch = text
			return string(text)
		case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
			if start = d.skipMarkup(end); start < 0 {
				return ""
			}
			if section, ok := strings.CutPrefix(doc[end:start], "<![CDATA["); ok {
				text = append(text, strings.TrimSuffix(section, "]]>")...)
			}
		case d.skipsElements:
			if !d.startTag(end + 1) {
				return ""
			}
			d.skippedElement = d.Name()
			if d.Skip(); d.err != nil {
				return ""
			}
			start = d.pos
		default:
			d.fail(end, "an element in text-only content")
			return ""
		}
	}
}

// nextMarkup returns the offset of the first '<', '>' or '&' from p on, or the length of s.
func nextMarkup(s string, p int) int {
	for p < len(s) && s[p] != '<' && s[p] != '>' && s[p] != '&' {
		p++
	}
	return p
}

// marksMarkup marks the bytes of a word that are '<', '>' or '&'. '<'|2 is '>'.
func marksMarkup(w uint64) uint64 {
	return wire.MarksOf(w|0x02*wire.LowBits, '>') | wire.MarksOf(w, '&')
}

// Normalized is Text after [scalar.ReplaceSpace].
func (d *Decoder) Normalized() string { return scalar.ReplaceSpace(d.Text()) }

// Token is Text after [scalar.CollapseSpace].
func (d *Decoder) Token() string {
	if d.state == atLeaf && scalar.IsCollapsed(d.doc[d.pos:d.leaf.textEnd]) {
		return d.leafText()
	}
	text := d.BorrowedText()
	if !scalar.IsCollapsed(text) {
		text = scalar.CollapseSpace(text)
	}
	return d.Keep(text)
}
