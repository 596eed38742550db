// The XML scanner: a pull decoder for one complete document that checks well-formedness and namespaces in full.

package xmlwire

import (
	"fmt"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Limits of a document.
const (
	minMaxDepth   = 256 // the least Decoder.MaxDepth
	maxAttributes = 256 // of one element, namespace declarations included
)

// Decoder reads one document, element by element, as the engine ([xmltype.Types]) does:
//
//	for d.Child() {
//		switch {
//		case d.NS == 0 && d.Name() == "employeeId":
//			m.EmployeeID = d.Text()
//		case d.NS == 0 && d.Name() == "address":
//			m.Address = decodeAddress(d) // a loop of the same kind
//		default:
//			d.Skip()
//		}
//	}
//	if err := d.Close(); err != nil { … }
//
// Child moves to an element, which is then pending, and Attr to its attributes. The caller reads the element with Text,
// Token or Raw, which return its content, with Skip, or with Child, which moves to its first child. Character data
// between elements is skipped.
//
// After the first error, every method returns false or the zero value, and Close returns the error, a
// *wire.SyntaxError. Strings share the memory of the document unless a reference had to be resolved. If the document is
// borrowed, only those of Name do.
//
// A Decoder accepts exactly the documents that are well-formed and use namespaces correctly (XML 1.0, fifth edition,
// and Namespaces in XML 1.0, third edition). The exceptions, and the differences to other parsers:
//   - Document type declarations are refused, and with them all entities but the predefined ones.
//   - More than 256 attributes of an element are refused, and more than MaxDepth open elements or namespace declarations
//     in scope.
//   - Encodings are UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII. A byte order mark overrides
//     the XML declaration (RFC 7303); libxml2 refuses some of these contradictions.
//   - Versions 1.x are read as 1.0. libxml2 also reads 1. without a digit; encoding/xml reads only 1.0.
//   - Names are those of the fifth edition; encoding/xml knows those of the fourth.
//   - Namespace names may be any text. libxml2 reports those that are not URIs.
//   - The document is checked to the last byte. libxml2 stops at a NUL, and ignores half of a last UTF-16 code unit.
//   - encoding/xml accepts much that is not well-formed, such as several document elements.
type Decoder struct {
	wire.Slabs // for values that decoded structs point to

	// MaxDepth is how many elements may be open, and how many namespace declarations except that of xml in scope. Less
	// than 256 means 256. Reset sets it to 0.
	MaxDepth int

	// NS is the namespace of the element that Child moved to, an index into the namespace table; -1 if it is not there.
	NS int

	doc         string // only XML characters, line ends normalized
	pos         int    // the offset of what is read next
	state       xmlState
	leaf        leaf // the pending element at atLeaf
	rootSeen    bool
	defaultNS   int         // the namespace of names without a prefix
	elements    []element   // the open elements, outermost first, and after them the current one
	depth       int         // the number of open elements
	bindings    []binding   // the prefixes in scope
	attrs       []attribute // the attributes of the current element,
	attr        int         // the one that Attr moved to,
	outerState  xmlState    // and the state to return to from there
	defaultText string      // the argument of Default
	namespaces  []string
	scratch     []byte            // text under construction
	borrowed    bool              // doc belongs to the caller, so texts are copied
	texts       []byte            // the block that they are copied to
	strings     wire.Slab[string] // for NewString
	err         error

	skipsElements  bool   // Text skips elements in text-only content,
	skippedElement string // and has skipped the one of this name
	skippedText    string // skipped by Child, between elements
}

// xmlState is what the value methods of a Decoder read.
type xmlState uint8

const (
	atNothing   xmlState = iota // nothing: the current element was read or entered
	atLeaf                      // the current element, with only plain text
	atContent                   // the current element, with other content
	atEmpty                     // the current element, an empty-element tag
	atAttribute                 // one of its attributes
	atDefault                   // the default value of an element without content, which was read
)

// element is an element whose start tag was read.
type element struct {
	nameStart int // the offset of its name with its prefix,
	local     int // of its local name,
	nameEnd   int // and after both
	bindings  int // the number of bindings outside of it
}

// NewDecoder returns a decoder of doc. NS is an index into namespaces, whose first must be "", for no namespace.
func NewDecoder(doc string, namespaces []string) *Decoder {
	d := new(Decoder)
	d.Reset(doc, namespaces)
	return d
}

// Reset makes d a new decoder, like NewDecoder, but keeps its memory.
func (d *Decoder) Reset(doc string, namespaces []string) { d.reset(doc, "", namespaces) }

// reset is Reset for a doc that came with a charset, see toUTF8.
func (d *Decoder) reset(doc, charset string, namespaces []string) {
	d.Slabs.Reuse(len(doc))
	*d = Decoder{Slabs: d.Slabs, elements: d.elements,
		bindings: d.bindings[:0], attrs: d.attrs[:0], namespaces: namespaces}
	if len(d.elements) == 0 {
		d.elements, d.bindings = make([]element, 16), make([]binding, 0, 8)
	}
	d.bind("xml", xmlNamespace)
	text, declaration, fault := toUTF8(doc, charset)
	d.doc = text
	if fault != nil {
		d.fail(fault.offset, "%s", fault.message)
		return
	}
	bad, hasCR := checkXMLChars(text)
	if hasCR {
		d.doc, declaration = normalizeLineEnds(text), normalizeLineEnds(declaration)
	}
	d.pos = len(declaration)
	if bad >= 0 {
		bad = len(normalizeLineEnds(text[:bad]))
		d.fail(bad, "%s", describeBadChar(d.doc[bad:]))
	}
}

// decoders are the unused decoders.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// BorrowDecoder returns a decoder to be released, for a doc that came with a charset, see toUTF8. If copies is true,
// everything that it returns is a copy, except for Name.
func BorrowDecoder(doc, charset string, namespaces []string, copies bool) *Decoder {
	d := decoders.Get().(*Decoder)
	d.reset(doc, charset, namespaces)
	d.borrowed = copies
	return d
}

// Release returns d for reuse, and drops the document.
func (d *Decoder) Release() {
	clear(d.bindings[:cap(d.bindings)])
	clear(d.attrs[:cap(d.attrs)])
	d.Reset("", nil)
	decoders.Put(d)
}

// Close reads the rest of the document and returns the first error.
func (d *Decoder) Close() error {
	for d.err == nil && !(d.rootSeen && d.state == atNothing && d.depth == 0) {
		if d.Child() {
			d.Skip()
		}
	}
	d.Child() // nothing but comments, processing instructions and white space may follow
	return d.err
}

// Failf records an error that the caller found, at the element that Child moved to or left last.
func (d *Decoder) Failf(format string, args ...any) {
	offset := d.pos
	if d.state != atNothing {
		offset = d.tagStart()
	}
	d.failInside(offset, format, args...)
}

// fail records an error at an offset, between the children of the innermost open element. It returns false.
func (d *Decoder) fail(offset int, format string, args ...any) bool {
	return d.failAt(offset, d.elements[:d.depth], format, args...)
}

// failInside records an error in the current element. It returns false.
func (d *Decoder) failInside(offset int, format string, args ...any) bool {
	return d.failAt(offset, d.elements[:d.depth+1], format, args...)
}

func (d *Decoder) failAt(offset int, open []element, format string, args ...any) bool {
	if d.err != nil {
		return false
	}
	line, column := wire.Position(d.doc, offset)
	d.err = &wire.SyntaxError{Line: line, Column: column, Path: strings.Clone(d.path(open)),
		Message: fmt.Sprintf(format, args...)}
	// An empty document stops every method.
	d.doc, d.pos, d.state, d.depth = "", 0, atNothing, 0
	*d.current() = element{}
	return false
}

// path returns the names of the innermost of open, outermost first.
func (d *Decoder) path(open []element) string {
	const maxNames = 16
	var names []string
	if len(open) > maxNames {
		names, open = []string{"…"}, open[len(open)-maxNames:]
	}
	for _, e := range open {
		names = append(names, d.nameOf(e))
	}
	return strings.Join(names, "/")
}

// nameOf returns the name of e in the document, cut for an error message.
func (d *Decoder) nameOf(e element) string { return wire.Shorten(d.doc[e.nameStart:e.nameEnd]) }

// current returns the element that Child moved to. It stays current when it was read, but not when it is entered.
func (d *Decoder) current() *element { return &d.elements[d.depth] }

// tagStart returns the offset of the start tag of the current element.
func (d *Decoder) tagStart() int { return d.current().nameStart - len("<") }

// Name returns the local name of the element that Child moved to. It is not stored: that would be another pointer for
// the garbage collector, for every element.
func (d *Decoder) Name() string {
	e := d.current()
	return d.doc[e.local:e.nameEnd]
}

// nextTag moves to the element whose start tag is next from p on, of any kind. Otherwise it is like Child.
func (d *Decoder) nextTag(p int) bool {
	doc := d.doc
	for {
		p = afterSpace(doc, p)
		if p+1 >= len(doc) {
			return d.endOfDocument(p)
		}
		if doc[p] != '<' {
			if p = d.skipCharacters(p); p < 0 {
				return false
			}
			continue
		}
		if c := doc[p+1]; c == '/' {
			return d.endTag(p)
		} else if c != '!' && c != '?' {
			return d.startTag(p + 1)
		}
		start := p
		if p = d.skipMarkup(p); p < 0 {
			return false
		}
		if section, ok := strings.CutPrefix(doc[start:p], "<![CDATA["); ok {
			if text := scalar.TrimSpace(strings.TrimSuffix(section, "]]>")); text != "" {
				d.skippedText = text
			}
		}
	}
}

// Skip reads the pending element with its content.
func (d *Decoder) Skip() {
	switch d.state {
	case atNothing:
	case atLeaf:
		d.state, d.pos = atNothing, d.leaf.end
	default:
		for d.Child() {
			d.Skip()
		}
		d.skippedText = ""
	}
}

// enter makes the pending element the innermost open one. It returns false if the element is empty, which is then read.
func (d *Decoder) enter() bool {
	d.LeaveAttr()
	if d.state == atEmpty {
		d.leave()
		return false
	}
	d.state = atNothing
	if d.depth++; d.depth == len(d.elements) {
		d.elements = append(d.elements, element{})
	}
	return true
}

// leave ends the scope of the current element.
func (d *Decoder) leave() {
	d.state = atNothing
	if e := d.current(); len(d.bindings) > e.bindings {
		d.bindings = d.bindings[:e.bindings]
		b, _ := lookup(d.bindings, "")
		d.defaultNS = b.ns
	}
}

// endTag reads the end tag at p, which must be that of the innermost open element. It returns false.
func (d *Decoder) endTag(p int) bool {
	if d.depth == 0 {
		return d.fail(p, "an end tag without a start tag")
	}
	e := &d.elements[d.depth-1]
	after := afterEndTag(d.doc, p, e.nameStart, e.nameEnd)
	if after < 0 {
		return d.fail(p, "expected the end tag </%s>", d.nameOf(*e))
	}
	d.pos = after
	d.depth--
	d.leave()
	return false
}

// afterEndTag returns the offset after the end tag at p of the element named doc[nameStart:nameEnd], or -1 if there is
// something else.
func afterEndTag(doc string, p, nameStart, nameEnd int) int {
	name := p + len("</")
	end := name + nameEnd - nameStart
	if end >= len(doc) || doc[p:name] != "</" || doc[name:end] != doc[nameStart:nameEnd] {
		return -1
	}
	if end = afterSpace(doc, end); end == len(doc) || doc[end] != '>' {
		return -1
	}
	return end + 1
}

// endOfDocument checks the end of a document at p, after which there is no tag. It returns false.
func (d *Decoder) endOfDocument(p int) bool {
	switch {
	case d.depth > 0:
		return d.fail(p, "the document ends before </%s>", d.nameOf(d.elements[d.depth-1]))
	case p < len(d.doc):
		return d.fail(p, "text outside of the document element")
	case !d.rootSeen:
		return d.fail(p, "the document has no element")
	}
	d.pos = p
	return false
}

// skipCharacters checks the character data at p and returns the offset after it, or -1 after an error.
func (d *Decoder) skipCharacters(p int) int {
	if d.depth == 0 {
		d.fail(p, "text outside of the document element")
		return -1
	}
	from := p
	for start := p; ; {
		switch p = nextMarkup(d.doc, p); {
		case p == len(d.doc) || d.doc[p] == '<':
			if text := d.doc[from:p]; !isBlank(text) {
				d.skippedText = text
			}
			return p
		case d.doc[p] == '&':
			_, n := cutReference(d.doc[p:])
			if n == 0 {
				d.fail(p, badReference)
				return -1
			}
			p += n
			start = p
		default:
			if strings.HasSuffix(d.doc[start:p], "]]") {
				d.fail(p, badCharacters)
				return -1
			}
			p++
		}
	}
}

// isBlank reports whether text, with its references, is white space.
func isBlank(text string) bool {
	for text = scalar.TrimSpace(text); text != ""; text = scalar.TrimSpace(text) {
		if text[0] != '&' {
			return false
		}
		r, n := cutReference(text)
		if n == 0 || r > ' ' {
			return false
		}
		text = text[n:]
	}
	return true
}

// skipMarkup reads the comment, processing instruction or CDATA section at p. It returns the offset after it, or -1
// after an error.
func (d *Decoder) skipMarkup(p int) int {
	rest := d.doc[p:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		if n := strings.Index(rest[4:], "--"); n >= 0 && strings.HasPrefix(rest[4+n:], "-->") {
			return p + 4 + n + 3
		}
		d.fail(p, "a comment that does not end, or contains --")
	case strings.HasPrefix(rest, "<?"):
		target := nameEnd(rest, 2)
		end := strings.Index(rest, "?>")
		ends := target == end || end > target && rest[target] <= ' '
		if target > 2 && ends && !strings.EqualFold(rest[2:target], "xml") {
			return p + end + 2
		}
		d.fail(p, "a malformed processing instruction")
	case strings.HasPrefix(rest, "<![CDATA[") && d.depth > 0:
		if n := strings.Index(rest, "]]>"); n >= 0 {
			return p + n + 3
		}
		d.fail(p, "a CDATA section that does not end")
	case strings.HasPrefix(rest, "<!DOCTYPE"):
		d.fail(p, "document type declarations are not accepted")
	default:
		d.fail(p, "malformed markup")
	}
	return -1
}
