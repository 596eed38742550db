// Package yamldoc reads small YAML files strictly: every value knows its line and column, every fault is collected
// with its position, and nothing is ignored silently.
//
// It accepts a subset of YAML 1.2 without surprises: one document, text in UTF-8, no anchors, aliases, merge keys or
// tags, and no key twice in one mapping. Size and depth are bounded.
package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/kontrakt-dev/kontrakt/schema"
)

const (
	maxSize  = 4 << 20 // bytes of a file
	maxDepth = 100     // mappings and lists within one another
)

// Read opens and parses the file that src names. It returns the value at the root, or nil and a fault in ds if the file
// cannot be read or parsed.
func Read(src schema.Source, ds *schema.Diagnostics) *Node {
	file := filepath.Join(src.Dir, src.Name)
	text, err := src.ReadFile(src.Name, maxSize)
	if err != nil {
		ds.Faultf(schema.Pos{File: file}, "cannot be read: %v", err)
		return nil
	}
	return Parse(file, text, ds)
}

// Parse parses text, the content of the file called file in positions. It returns the value at the root, or nil and a
// fault in ds if the text is too long, not UTF-8, not well-formed, empty or several documents, or if it uses a part of
// YAML that this package does not support.
func Parse(file string, text []byte, ds *schema.Diagnostics) *Node {
	return ParseUpTo(maxSize, file, text, ds)
}

// ParseUpTo is Parse for a text of at most size bytes, instead of 4 MB.
func ParseUpTo(size int, file string, text []byte, ds *schema.Diagnostics) *Node {
	if len(text) > size {
		ds.Faultf(schema.Pos{File: file}, "is longer than %d MB: split it", size>>20)
		return nil
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	doc := &document{file, bytes.Split(text, []byte("\n")), ds}
	if !doc.checkCharacters() {
		return nil
	}
	limits := yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth)))
	loader, err := yaml.NewLoader(bytes.NewReader(text), limits)
	if err != nil {
		ds.Faultf(schema.Pos{File: file}, "cannot be read: %v", err)
		return nil
	}
	var root, second yaml.Node
	if err := loader.Load(&root); err == io.EOF {
		ds.Faultf(doc.pos(1, 1), "the file is empty: expected a mapping")
		return nil
	} else if err != nil {
		doc.syntaxFault(err)
		return nil
	}
	if err := loader.Load(&second); err == nil {
		ds.Faultf(doc.pos(second.Line, second.Column),
			"a second document begins here: expected one document in the file")
		return nil
	} else if err != io.EOF {
		doc.syntaxFault(err)
		return nil
	}
	if !doc.check(&root, &cursor{doc: doc}) {
		return nil
	}
	return &Node{root.Content[0], doc}
}

// document is the file of a Node.
type document struct {
	file        string
	lines       [][]byte
	diagnostics *schema.Diagnostics
}

// pos converts a line and a column in characters, as the YAML library counts, into a position, whose column counts
// bytes.
func (doc *document) pos(line, column int) schema.Pos {
	c := cursor{doc: doc}
	return schema.Pos{File: doc.file, Line: line, Col: c.byteColumn(line, column)}
}

// cursor converts columns in characters into columns in bytes. It is fast if they come in the order of the text.
type cursor struct {
	doc               *document
	line, column, col int // of the last call; the column in characters and in bytes
}

// byteColumn returns the column in bytes for a line and a column in characters.
func (c *cursor) byteColumn(line, column int) int {
	if line < 1 || line > len(c.doc.lines) {
		return column
	}
	if line != c.line || column < c.column {
		c.line, c.column, c.col = line, 1, 1
	}
	for text := c.doc.lines[line-1]; c.column < column && c.col <= len(text); c.column++ {
		_, size := utf8.DecodeRune(text[c.col-1:])
		c.col += size
	}
	return c.col
}

// checkCharacters reports whether the text is UTF-8 without control characters, and adds a fault at the first that is
// not: the YAML library has no position for these.
func (doc *document) checkCharacters() bool {
	for i, line := range doc.lines {
		for j := 0; j < len(line); {
			r, size := utf8.DecodeRune(line[j:])
			here := schema.Pos{File: doc.file, Line: i + 1, Col: j + 1}
			switch {
			case r == utf8.RuneError && size == 1:
				doc.diagnostics.Faultf(here, "byte %#02x is not UTF-8: save the file as UTF-8", line[j])
				return false
			case unicode.IsControl(r) && r != '\t' && r != '\r':
				doc.diagnostics.Faultf(here, "control character %U is not allowed", r)
				return false
			}
			j += size
		}
	}
	return true
}

// syntaxFault adds the error of the YAML library for text that is not well-formed.
func (doc *document) syntaxFault(err error) {
	lerr, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		doc.diagnostics.Faultf(schema.Pos{File: doc.file}, "not well-formed YAML: %v", err)
		return
	}
	pos := doc.pos(lerr.Mark.Line, lerr.Mark.Column)
	message := lerr.Message
	if lerr.ContextMsg != "" {
		message += " " + lerr.ContextMsg
	}
	switch {
	case doc.byteAt(pos) == '\t':
		message = "a tab cannot indent: use spaces"
	case strings.HasPrefix(message, "mapping values are not allowed"):
		message += `: put text that contains ": " in quotes`
	}
	doc.diagnostics.Faultf(pos, "not well-formed YAML: %s", message)
}

// byteAt returns the byte at pos, or 0 if there is none.
func (doc *document) byteAt(pos schema.Pos) byte {
	if pos.Line < 1 || pos.Line > len(doc.lines) || pos.Col < 1 || pos.Col > len(doc.lines[pos.Line-1]) {
		return 0
	}
	return doc.lines[pos.Line-1][pos.Col-1]
}

// check adds a fault for every alias, anchor, merge key and tag in n, and reports whether there is none. It
// visits the nodes in the order of the text, and makes their columns count bytes.
func (doc *document) check(n *yaml.Node, c *cursor) bool {
	n.Column = c.byteColumn(n.Line, n.Column)
	fault := ""
	switch {
	case n.Kind == yaml.AliasNode:
		fault = "aliases are not supported: write the value out"
	case n.Anchor != "":
		fault = "anchors are not supported: write the value out where it is needed"
	case n.Kind == yaml.ScalarNode && n.Tag == "!!merge":
		fault = "merge keys are not supported: write the keys out"
	case n.Style&yaml.TaggedStyle != 0:
		fault = "tags are not supported: leave it out"
	}
	ok := fault == ""
	if !ok {
		doc.diagnostics.Faultf(schema.Pos{File: doc.file, Line: n.Line, Col: n.Column}, "%s", fault)
	}
	for _, child := range n.Content {
		ok = doc.check(child, c) && ok
	}
	return ok
}
