// Character data of XML, and its white space.

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

// Text takes the pending element, which must have no child elements, and returns its character data, verbatim. After
// Attr has moved to an attribute, it returns the value of that and leaves the element pending.
func (d *Decoder) Text() string {
	if d.state == atLeaf {
		return d.leafText()
	}
	return d.Own(d.otherText())
}

// LentText is Text as it stands in the document.
func (d *Decoder) LentText() string {
	if d.state != atLeaf {
		return d.otherText()
	}
	text := d.doc[d.pos:d.leaf.textEnd]
	d.state, d.pos = atNothing, d.leaf.end
	return text
}

// leafText is Text for a leaf. Most texts are short, and of a borrowed document they are then copied by words, as many
// for each: that takes neither a call nor a branch that depends on the length.
func (d *Decoder) leafText() string {
	const usual = 40 // bytes
	doc, start, end := d.doc, d.pos, d.leaf.textEnd
	d.state, d.pos = atNothing, d.leaf.end
	if !d.borrowed {
		return doc[start:end]
	}
	n, room := end-start, d.texts[len(d.texts):cap(d.texts)]
	if n > usual || len(room) < usual || len(doc)-start < usual {
		return d.copied(doc[start:end])
	}
	binary.LittleEndian.PutUint64(room, wire.Word(doc, start))
	binary.LittleEndian.PutUint64(room[8:], wire.Word(doc, start+8))
	binary.LittleEndian.PutUint64(room[16:], wire.Word(doc, start+16))
	binary.LittleEndian.PutUint64(room[24:], wire.Word(doc, start+24))
	binary.LittleEndian.PutUint64(room[32:], wire.Word(doc, start+32))
	d.texts = d.texts[:len(d.texts)+n]
	return unsafe.String(unsafe.SliceData(room), n)
}

// otherText is text for what is no leaf.
func (d *Decoder) otherText() string {
	switch d.state {
	case atContent:
		return d.textWithMarkup()
	case atEmpty:
		d.leave()
	case atDefault:
		d.state = atNothing
		return d.implied
	case atAttribute:
		d.LeaveAttr()
		return d.attrs[d.attr].Value
	}
	return ""
}

// textWithMarkup is text for character data that is more than one run of plain characters.
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
		case d.passesElements:
			if !d.startTag(end + 1) {
				return ""
			}
			if d.Skip(); d.err != nil {
				return ""
			}
			d.passedElement, start = true, d.pos
		default:
			d.fail(end, "an element in what should be text only")
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

// marksMarkup marks the bytes of a word that are '<', '>' or '&'.
func marksMarkup(w uint64) uint64 {
	return wire.MarksOf(w|0x02*wire.LowBits, '>') | wire.MarksOf(w, '&')
} // '<'|2 is '>'

// Normalized is Text as [scalar.ReplaceSpace] has it.
func (d *Decoder) Normalized() string { return scalar.ReplaceSpace(d.Text()) }

// Token is Text as [scalar.CollapseSpace] has it.
func (d *Decoder) Token() string {
	if d.state == atLeaf && scalar.IsCollapsed(d.doc[d.pos:d.leaf.textEnd]) {
		return d.leafText()
	}
	text := d.LentText()
	if !scalar.IsCollapsed(text) {
		text = scalar.CollapseSpace(text)
	}
	return d.Own(text)
}
