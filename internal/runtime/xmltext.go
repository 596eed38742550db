// Character data of XML, and its white space.

package runtime

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Faults of character data.
const (
	badCharacters = "]]> in character data"
	badReference  = "& begins no reference: &lt; &gt; &amp; &quot; &apos; and characters such as &#233; are known"
)

// Text takes the pending element, which must have no child elements, and returns its character data, verbatim. After
// Attr has moved to an attribute, it returns the value of that and leaves the element pending.
func (d *XMLDecoder) Text() string {
	if d.state == atLeaf {
		return d.leafText()
	}
	return d.own(d.otherText())
}

// text is Text as it stands in the document.
func (d *XMLDecoder) text() string {
	if d.state != atLeaf {
		return d.otherText()
	}
	text := d.doc[d.pos:d.leaf.textEnd]
	d.state, d.pos = atNothing, d.leaf.end
	return text
}

// leafText is Text for a leaf. Most texts are short, and of a borrowed document they are then copied by words, as many
// for each: that takes neither a call nor a branch that depends on the length.
func (d *XMLDecoder) leafText() string {
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
	binary.LittleEndian.PutUint64(room, word(doc, start))
	binary.LittleEndian.PutUint64(room[8:], word(doc, start+8))
	binary.LittleEndian.PutUint64(room[16:], word(doc, start+16))
	binary.LittleEndian.PutUint64(room[24:], word(doc, start+24))
	binary.LittleEndian.PutUint64(room[32:], word(doc, start+32))
	d.texts = d.texts[:len(d.texts)+n]
	return unsafe.String(unsafe.SliceData(room), n)
}

// otherText is text for what is no leaf.
func (d *XMLDecoder) otherText() string {
	switch d.state {
	case atContent:
		return d.textWithMarkup()
	case atEmpty:
		d.leave()
	case atDefault:
		d.state = atNothing
		return d.implied
	case atAttribute:
		d.leaveAttribute()
		return d.attrs[d.attr].Value
	}
	return ""
}

// textWithMarkup is text for character data that is more than one run of plain characters.
func (d *XMLDecoder) textWithMarkup() string {
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
func marksMarkup(w uint64) uint64 { return marksOf(w|0x02*lowBits, '>') | marksOf(w, '&') } // '<'|2 is '>'

// Normalized is Text as [ReplaceSpace] has it.
func (d *XMLDecoder) Normalized() string { return ReplaceSpace(d.Text()) }

// ReplaceSpace returns s with every white space character made a space, as whiteSpace=replace says (XSD Part 2, section
// 4.3.6).
func ReplaceSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}

// Token is Text as [CollapseSpace] has it.
func (d *XMLDecoder) Token() string {
	if d.state == atLeaf && isCollapsed(d.doc[d.pos:d.leaf.textEnd]) {
		return d.leafText()
	}
	text := d.text()
	if !isCollapsed(text) {
		text = CollapseSpace(text)
	}
	return d.own(text)
}

// CollapseSpace returns s with white space removed at both ends and every run of it inside made one space, as
// whiteSpace=collapse says (XSD Part 2, section 4.3.6).
func CollapseSpace(s string) string {
	if isCollapsed(s) {
		return s
	}
	return strings.Join(fieldsOf(s), " ")
}

// isCollapsed reports whether whiteSpace=collapse leaves s as it is.
func isCollapsed(s string) bool {
	if last := len(s) - 8; last >= 0 {
		blanks := marksBlank(word(s, last))
		for i := 0; i < last; i += 8 {
			blanks |= marksBlank(word(s, i))
		}
		if blanks == 0 {
			return true
		}
	}
	space := true // what is before i, and so none may follow
	for i := range len(s) {
		if s[i] > ' ' {
			space = false
		} else if space || s[i] != ' ' {
			return false
		} else {
			space = true
		}
	}
	return !space || s == ""
}

// fieldsOf returns the parts of s that white space separates.
func fieldsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' })
}

// trimSpace returns s without white space at its ends.
func trimSpace(s string) string {
	if s != "" && s[0] > ' ' && s[len(s)-1] > ' ' {
		return s
	}
	return strings.Trim(s, xmlSpace)
}
