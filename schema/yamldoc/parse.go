// Package yamldoc reads small YAML files strictly: every value knows its line and column, every fault is collected
// with its position, and nothing that the file says is passed over in silence.
//
// It takes a subset of YAML 1.2 that cannot surprise: one document, text in UTF-8, no anchors, aliases, merge keys or
// tags, and no key twice in one mapping. Size and depth are bounded.
package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
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

// Read opens and parses the file that src names. It returns the value at the root, or nil after a fault in ds where
// the file cannot be opened or Parse finds it wanting.
func Read(src schema.Source, ds *schema.Diagnostics) *Node {
	file := filepath.Join(src.Dir, src.Name)
	text, err := readFile(src)
	if err != nil {
		ds.Faultf(schema.Pos{File: file}, "cannot be read: %v", err)
		return nil
	}
	return Parse(file, text, ds)
}

// readFile returns the content of src, or one byte more than maxSize of it.
func readFile(src schema.Source) ([]byte, error) {
	f, err := src.FS.Open(src.Name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	return text, withoutPath(err)
}

// withoutPath drops the path from a file system's error: the diagnostic names the file as its user did.
func withoutPath(err error) error {
	if perr, ok := errors.AsType[*fs.PathError](err); ok {
		return perr.Err
	}
	return err
}

// Parse parses text, the content of the file that positions call file. It returns the value at the root, or nil after
// a fault in ds: a file that is too long, not UTF-8, not well-formed, empty or of several documents, or that uses
// what this package leaves out of YAML.
func Parse(file string, text []byte, ds *schema.Diagnostics) *Node {
	doc := &document{file: file, text: text, diagnostics: ds}
	if len(text) > maxSize {
		ds.Faultf(schema.Pos{File: file}, "is longer than %d MB: split it", maxSize>>20)
		return nil
	}
	if !doc.checkCharacters() {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
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
		ds.Faultf(doc.pos(second.Line, second.Column), "a second document begins here: expected one document in the file")
		return nil
	} else if err != io.EOF {
		doc.syntaxFault(err)
		return nil
	}
	if !doc.checkSubset(&root) {
		return nil
	}
	return &Node{root.Content[0], doc}
}

// document is the file that a Node stands in.
type document struct {
	file        string
	text        []byte
	lines       [][]byte // of text, cut at the first use
	diagnostics *schema.Diagnostics
}

// pos turns a line and a column in characters, as the YAML library counts, into a position, whose column counts bytes.
func (doc *document) pos(line, column int) schema.Pos {
	if doc.lines == nil {
		doc.lines = bytes.Split(bytes.TrimPrefix(doc.text, []byte("\ufeff")), []byte("\n"))
	}
	if line < 1 || line > len(doc.lines) {
		return schema.Pos{File: doc.file, Line: max(line, 0), Col: max(column, 0)}
	}
	rest, col := doc.lines[line-1], 1
	for ; column > 1 && len(rest) > 0; column-- {
		_, size := utf8.DecodeRune(rest)
		rest, col = rest[size:], col+size
	}
	return schema.Pos{File: doc.file, Line: line, Col: col}
}

// checkCharacters reports whether the text is UTF-8 without control characters, and adds a fault at the first that is
// not: the YAML library has no position for these.
func (doc *document) checkCharacters() bool {
	line, start := 1, 0
	for i := 0; i < len(doc.text); {
		r, size := utf8.DecodeRune(doc.text[i:])
		here := schema.Pos{File: doc.file, Line: line, Col: i - start + 1}
		switch {
		case r == utf8.RuneError && size == 1:
			doc.diagnostics.Faultf(here, "byte %#02x is not UTF-8: save the file as UTF-8", doc.text[i])
			return false
		case r == '\n':
			line, start = line+1, i+1
		case unicode.IsControl(r) && r != '\t' && r != '\r':
			doc.diagnostics.Faultf(here, "control character %U is not allowed", r)
			return false
		}
		i += size
	}
	return true
}

// syntaxFault adds what the YAML library says of text that is not well-formed.
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
		message += `: put text that holds ": " in quotes`
	}
	doc.diagnostics.Faultf(pos, "not well-formed YAML: %s", message)
}

// byteAt returns the byte at pos, or 0 where there is none.
func (doc *document) byteAt(pos schema.Pos) byte {
	if pos.Line < 1 || pos.Line > len(doc.lines) || pos.Col < 1 || pos.Col > len(doc.lines[pos.Line-1]) {
		return 0
	}
	return doc.lines[pos.Line-1][pos.Col-1]
}

// checkSubset adds a fault for every alias, anchor, merge key and tag below n, and reports whether there is none.
func (doc *document) checkSubset(n *yaml.Node) bool {
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
		doc.diagnostics.Faultf(doc.pos(n.Line, n.Column), "%s", fault)
	}
	for _, c := range n.Content {
		ok = doc.checkSubset(c) && ok
	}
	return ok
}
