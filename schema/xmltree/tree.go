// The XML tree: elements and attributes of a document with their positions and namespaces.

package wsdl

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

// Bounds that no contract comes near: how deeply elements nest, how many attributes one has, how long the value of one
// is, and how many namespace declarations are in scope.
const (
	maxDepth      = 1000
	maxAttributes = 1000
	maxValue      = 64 << 10
	maxScope      = 1000
)

// xmlSpace is the white space of XML (production 3).
const xmlSpace = " \t\r\n"

// node is an element.
type node struct {
	name     schema.QName
	pos      schema.Pos
	attrs    []attribute
	scope    *scope
	parent   *node
	children []*node
	text     []text
}

// attribute is an attribute that is no namespace declaration.
type attribute struct {
	name  schema.QName
	value string
	pos   schema.Pos
}

// text is character data and the number of the node's children that come before it.
type text struct {
	before int
	data   string
}

// scope is a namespace declaration and those around it.
type scope struct {
	prefix, uri string
	outer       *scope
	size        int // how many declarations are in scope
}

// declare returns the scope inside of s in which prefix stands for uri. The draft of XML Schema is read as if it were
// the recommendation: they differ in a few names, and one that the recommendation does not have is reported where it is
// used.
func (s *scope) declare(prefix, uri string) *scope {
	if uri == xsdDraft {
		uri = xsdNamespace
	}
	size := 1
	if s != nil {
		size += s.size
	}
	return &scope{prefix, uri, s, size}
}

// lookup returns the namespace that prefix stands for; the empty prefix always stands for one, if only for none.
func (s *scope) lookup(prefix string) (uri string, ok bool) {
	for ; s != nil; s = s.outer {
		if s.prefix == prefix {
			return s.uri, s.uri != "" || prefix == ""
		}
	}
	if prefix == "xml" {
		return xmlNamespace, true
	}
	return "", prefix == ""
}

// is reports whether n is the element local of namespace space.
func (n *node) is(space, local string) bool {
	return n.name.Space == space && n.name.Local == local
}

// label returns n's name as its document spells the usual ones: for messages.
func (n *node) label() string {
	switch n.name.Space {
	case xsdNamespace:
		return "<xs:" + n.name.Local + ">"
	case wsdlNamespace:
		return "<wsdl:" + n.name.Local + ">"
	case soap11Namespace, soap12Namespace:
		return "<soap:" + n.name.Local + ">"
	}
	return "<" + n.name.String() + ">"
}

// child returns n's first child with the name, or nil.
func (n *node) child(space, local string) *node {
	for _, c := range n.children {
		if c.is(space, local) {
			return c
		}
	}
	return nil
}

// all returns n's children with the name.
func (n *node) all(space, local string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.is(space, local) {
			found = append(found, c)
		}
	}
	return found
}

// attr returns the value of n's attribute without a namespace, and whether there is one.
func (n *node) attr(local string) (string, bool) {
	for _, a := range n.attrs {
		if a.name == (schema.QName{Local: local}) {
			return a.value, true
		}
	}
	return "", false
}

// get returns the value of n's attribute without surrounding white space, "" where there is none.
func (n *node) get(local string) string {
	value, _ := n.attr(local)
	return strings.TrimSpace(value)
}

// at returns the position of n's attribute, or n's where there is none.
func (n *node) at(local string) schema.Pos {
	for _, a := range n.attrs {
		if a.name == (schema.QName{Local: local}) {
			return a.pos
		}
	}
	return n.pos
}

// declaredAt returns the position of the name of the type n or, for an anonymous one, of what holds it.
func (n *node) declaredAt() schema.Pos {
	if _, named := n.attr("name"); named || n.parent == nil {
		return n.at("name")
	}
	return n.parent.at("name")
}

// root returns the root element of n's document.
func (n *node) root() *node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// isIn reports whether n is outer or stands in it.
func (n *node) isIn(outer *node) bool {
	for ; n != nil; n = n.parent {
		if n == outer {
			return true
		}
	}
	return false
}

// equal reports whether n and o say the same, prose aside.
func (n *node) equal(o *node) bool {
	isSame := func(a, b attribute) bool {
		meant, _ := n.resolve(a.value)
		other, _ := o.resolve(b.value)
		return a.name == b.name && a.value == b.value && meant == other
	}
	return n.name == o.name && slices.EqualFunc(n.attrs, o.attrs, isSame) &&
		slices.EqualFunc(n.withoutProse(), o.withoutProse(), (*node).equal)
}

// withoutProse returns n's children but those that document it.
func (n *node) withoutProse() []*node {
	return slices.DeleteFunc(slices.Clone(n.children), func(c *node) bool {
		return c.is(xsdNamespace, "annotation") || c.is(wsdlNamespace, "documentation")
	})
}

// resolve returns the name that the text of a QName stands for where n stands, and whether its prefix is declared.
func (n *node) resolve(text string) (schema.QName, bool) {
	prefix, local, found := strings.Cut(text, ":")
	if !found {
		prefix, local = "", text
	}
	uri, ok := n.scope.lookup(prefix)
	return schema.QName{Space: uri, Local: local}, ok
}

// fault is a diagnostic as an error.
type fault struct {
	pos     schema.Pos
	message string
}

func (f *fault) Error() string { return f.pos.String() + ": " + f.message }

// parse reads the document data, which is UTF-8 and whose positions name file. It returns the root element; an error is
// a *fault.
func parse(file string, data []byte) (*node, error) {
	p := &parser{file: file, data: data}
	for i, b := range data {
		if b == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	p.decoder = xml.NewDecoder(bytes.NewReader(data))
	// The text is UTF-8 by now, whatever its declaration says.
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
	root    *node
	open    *node      // the innermost open element
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

// malformed turns an error of the decoder into a fault where the decoder stopped.
func (p *parser) malformed(err error) error {
	message := err.Error()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		message = syntax.Msg
	}
	return p.faultf(int(p.decoder.InputOffset()), "malformed xml: %s", strings.TrimPrefix(message, "xml: "))
}

func (p *parser) token(start int, token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(start, t)
	case xml.EndElement:
		if p.open == nil {
			return p.faultf(start, "malformed xml: </%s> closes nothing", spelled(t.Name))
		}
		last := len(p.names) - 1
		if p.names[last] != t.Name {
			return p.faultf(start, "malformed xml: </%s> found where </%s> must close the element of line %d",
				spelled(t.Name), spelled(p.names[last]), p.open.pos.Line)
		}
		p.open, p.names = p.open.parent, p.names[:last]
	case xml.CharData:
		if p.open != nil {
			p.open.text = append(p.open.text, text{len(p.open.children), string(t)})
		} else if len(bytes.Trim(t, xmlSpace)) > 0 {
			return p.faultf(start, "malformed xml: text outside of the root element")
		}
	case xml.ProcInst:
		if t.Target == "xml" && len(bytes.Trim(p.data[:start], xmlSpace)) > 0 {
			return p.faultf(start, "malformed xml: <?xml stands at the beginning of a file or nowhere: remove it")
		}
	case xml.Directive:
		return p.faultf(start, "document type declarations are refused: remove it")
	}
	return nil
}

func (p *parser) start(offset int, t xml.StartElement) error {
	if p.open == nil && p.root != nil {
		return p.faultf(offset, "malformed xml: <%s> follows the root element", spelled(t.Name))
	}
	if len(p.names) == maxDepth {
		return p.faultf(offset, "elements nest deeper than %d levels: this is no contract", maxDepth)
	}
	if name := spelled(t.Name); len(name) > 2*maxName {
		return p.faultf(offset, "the name of an element has more than %d bytes: this is no contract", 2*maxName)
	}
	if len(t.Attr) > maxAttributes {
		return p.faultf(offset, "an element has more than %d attributes: this is no contract", maxAttributes)
	}
	n := &node{pos: p.pos(offset), parent: p.open}
	if p.open != nil {
		n.scope = p.open.scope
		p.open.children = append(p.open.children, n)
	} else {
		p.root = n
	}
	offsets := attributeOffsets(p.data[offset:p.decoder.InputOffset()])
	for i := range t.Attr {
		offsets[i] += offset
		if len(spelled(t.Attr[i].Name)) > 2*maxName {
			return p.faultf(offsets[i], "the name of an attribute has more than %d bytes: this is no contract",
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
		n.attrs = append(n.attrs, attribute{name, a.Value, p.pos(offsets[i])})
	}
	uri, ok := n.scope.lookup(t.Name.Space)
	if !ok {
		return p.undeclared(offset, t.Name.Space)
	}
	n.name = schema.QName{Space: uri, Local: t.Name.Local}
	p.open, p.names = n, append(p.names, t.Name)
	return nil
}

func (p *parser) undeclared(offset int, prefix string) error {
	return p.faultf(offset, "prefix %q is not declared: add xmlns:%s", prefix, prefix)
}

func (p *parser) end() (*node, error) {
	if p.open != nil {
		return nil, p.faultf(len(p.data), "malformed xml: the file ends where </%s> must close the element of line %d",
			spelled(p.names[len(p.names)-1]), p.open.pos.Line)
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

// attributeOffsets returns where in a well-formed start tag each attribute begins.
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
