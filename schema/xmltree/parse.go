// The parser: the bytes of a document become its tree.

package xmltree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Bounds far beyond any real contract. MaxDepth bounds how deeply elements nest, and MaxAttributes how many attributes
// an element has; package xsd bounds its own nesting and attributes by the same numbers.
const (
	MaxDepth      = 1000
	MaxAttributes = 1000
	maxValue      = 64 << 10 // bytes in the value of an attribute
	maxScope      = 1000     // namespace declarations in scope
)

// xmlSpace is the white space of XML (production 3).
const xmlSpace = " \t\r\n"

// fault is a fault of a document as an error.
type fault struct {
	pos     schema.Pos
	message string
}

func (f *fault) Error() string { return f.pos.String() + ": " + f.message }

// faultAt returns a fault at the offset in data, the text of the document file.
func faultAt(file string, data []byte, offset int, format string, args ...any) *fault {
	before := data[:offset]
	pos := schema.Pos{File: file, Line: 1 + bytes.Count(before, []byte("\n")),
		Col: offset - bytes.LastIndexByte(before, '\n')}
	return &fault{pos, fmt.Sprintf(format, args...)}
}

// parse returns the root element of the document data, which is UTF-8. Positions name it file; an error is a *fault.
func parse(file string, data []byte) (*Node, error) {
	p := &parser{file: file, data: data}
	for i, b := range data {
		if b == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	p.decoder = xml.NewDecoder(bytes.NewReader(data))
	// The text has been converted to UTF-8, whatever its declaration says.
	p.decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		start := int(p.decoder.InputOffset())
		token, err := p.decoder.RawToken()
		if err == io.EOF {
			return p.end()
		}
		if err != nil {
			return nil, p.malformed(err)
		}
		if err := p.token(start, token); err != nil {
			return nil, err
		}
	}
}

// parser builds the tree of one document.
type parser struct {
	file    string
	data    []byte
	lines   []int // where each line but the first begins
	decoder *xml.Decoder
	root    *Node
	open    *Node      // the innermost open element
	names   []xml.Name // of the open elements, as they are spelled
}

func (p *parser) pos(offset int) schema.Pos {
	line := sort.SearchInts(p.lines, offset+1)
	start := 0
	if line > 0 {
		start = p.lines[line-1]
	}
	return schema.Pos{File: p.file, Line: line + 1, Col: offset - start + 1}
}

func (p *parser) faultf(offset int, format string, args ...any) error {
	return &fault{p.pos(offset), fmt.Sprintf(format, args...)}
}

// malformed turns an error of the decoder into a fault at the offset where the decoder stopped.
func (p *parser) malformed(err error) error {
	message := err.Error()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		message = syntax.Msg
	}
	if message == "invalid UTF-8" {
		return p.faultf(int(p.decoder.InputOffset()), "found bytes that are not utf-8: declare the encoding of the "+
			"file in its first line, such as windows-1252, or save it in utf-8")
	}
	return p.faultf(int(p.decoder.InputOffset()), "malformed xml: %s", strings.TrimPrefix(message, "xml: "))
}

func (p *parser) token(start int, token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(start, t)
	case xml.EndElement:
		if p.open == nil {
			return p.faultf(start, "malformed xml: </%s> has no start tag", spelled(t.Name))
		}
		last := len(p.names) - 1
		if p.names[last] != t.Name {
			return p.faultf(start, "malformed xml: </%s> found, expected </%s> to close the element of line %d",
				spelled(t.Name), spelled(p.names[last]), p.open.Pos.Line)
		}
		p.open, p.names = p.open.Parent, p.names[:last]
	case xml.CharData:
		if p.open != nil {
			p.open.Text = append(p.open.Text, Text{len(p.open.Children), string(t)})
		} else if len(bytes.Trim(t, xmlSpace)) > 0 {
			return p.faultf(start, "malformed xml: text outside of the root element")
		}
	case xml.ProcInst:
		if t.Target == "xml" && len(bytes.Trim(p.data[:start], xmlSpace)) > 0 {
			return p.faultf(start, "malformed xml: <?xml is allowed only at the beginning of a file: remove it")
		}
	case xml.Directive:
		return p.faultf(start, "document type declarations are not allowed: remove it")
	}
	return nil
}

func (p *parser) start(offset int, t xml.StartElement) error {
	if p.open == nil && p.root != nil {
		return p.faultf(offset, "malformed xml: <%s> follows the root element", spelled(t.Name))
	}
	if len(p.names) == MaxDepth {
		return p.faultf(offset, "elements nest deeper than %d levels: this is not a contract", MaxDepth)
	}
	if name := spelled(t.Name); len(name) > 2*maxName {
		return p.faultf(offset, "the name of an element has more than %d bytes: this is not a contract", 2*maxName)
	}
	if len(t.Attr) > MaxAttributes {
		return p.faultf(offset, "an element has more than %d attributes: this is not a contract", MaxAttributes)
	}
	n := &Node{Pos: p.pos(offset), Parent: p.open}
	if p.open != nil {
		n.scope = p.open.scope
		p.open.Children = append(p.open.Children, n)
	} else {
		p.root = n
	}
	offsets := attributeOffsets(p.data[offset:p.decoder.InputOffset()])
	for i := range t.Attr {
		offsets[i] += offset
		if len(spelled(t.Attr[i].Name)) > 2*maxName {
			return p.faultf(offsets[i], "the name of an attribute has more than %d bytes: this is not a contract",
				2*maxName)
		}
		if len(t.Attr[i].Value) > maxValue {
			return p.faultf(offsets[i], "an attribute has more than %d bytes: shorten it", maxValue)
		}
		prefix, isDeclaration := declaredPrefix(t.Attr[i].Name)
		if !isDeclaration {
			continue
		}
		if prefix != "" && t.Attr[i].Value == "" {
			return p.faultf(offsets[i], "malformed xml: prefix %q is declared for no namespace", prefix)
		}
		if n.scope = n.scope.declare(prefix, t.Attr[i].Value); n.scope.size > maxScope {
			return p.faultf(offsets[i],
				"more than %d namespace declarations are in scope: remove those that nothing uses", maxScope)
		}
	}
	for i, a := range t.Attr {
		if slices.ContainsFunc(t.Attr[:i], func(b xml.Attr) bool { return b.Name == a.Name }) {
			return p.faultf(offsets[i], "malformed xml: attribute %q is given twice", spelled(a.Name))
		}
		if _, isDeclaration := declaredPrefix(a.Name); isDeclaration {
			continue
		}
		name := schema.QName{Local: a.Name.Local}
		if a.Name.Space != "" { // an attribute without a prefix is in no namespace
			var ok bool
			if name.Space, ok = n.scope.lookup(a.Name.Space); !ok {
				return p.undeclared(offsets[i], a.Name.Space)
			}
		}
		n.Attributes = append(n.Attributes, Attribute{name, a.Value, p.pos(offsets[i])})
	}
	uri, ok := n.scope.lookup(t.Name.Space)
	if !ok {
		return p.undeclared(offset, t.Name.Space)
	}
	n.Name = schema.QName{Space: uri, Local: t.Name.Local}
	p.open, p.names = n, append(p.names, t.Name)
	return nil
}

func (p *parser) undeclared(offset int, prefix string) error {
	return p.faultf(offset, "prefix %q is not declared: add xmlns:%s", prefix, prefix)
}

func (p *parser) end() (*Node, error) {
	if p.open != nil {
		return nil, p.faultf(len(p.data), "malformed xml: the file ends before </%s>, which closes the element of "+
			"line %d", spelled(p.names[len(p.names)-1]), p.open.Pos.Line)
	}
	if p.root == nil {
		return nil, p.faultf(len(p.data), "malformed xml: there is no root element")
	}
	return p.root, nil
}

// spelled returns a raw name as the document spells it.
func spelled(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

// declaredPrefix returns the prefix that an attribute with the raw name declares, and whether it declares one.
func declaredPrefix(name xml.Name) (prefix string, ok bool) {
	if name.Space == "xmlns" {
		return name.Local, true
	}
	return "", name == xml.Name{Local: "xmlns"}
}

// attributeOffsets returns the offset of each attribute in a well-formed start tag.
func attributeOffsets(tag []byte) []int {
	var offsets []int
	inName := true // the element's name comes first
	for i := 1; i < len(tag); i++ {
		switch c := tag[i]; {
		case c == '"' || c == '\'':
			i += 1 + bytes.IndexByte(tag[i+1:], c)
			inName = false
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			inName = false
		case c == '=' || c == '/' || c == '>':
			inName = true // a value follows, or nothing
		case !inName:
			offsets = append(offsets, i)
			inName = true
		}
	}
	return offsets
}
