// Typed, strict access to the values of a document.

package yamldoc

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Node is a value of a document, with its position. A nil *Node is a missing value: its methods return zero values and
// add no fault, so that optional keys need no test.
type Node struct {
	value *yaml.Node
	doc   *document
}

// Entry is a key of a mapping with arbitrary keys, and its value.
type Entry struct {
	Key   string
	Pos   schema.Pos // of the key
	Value *Node
}

// Mapping is a mapping with fixed keys: see [Node.Mapping]. The zero Mapping has no keys and adds no fault.
type Mapping struct {
	node   *Node
	values map[string]*Node
}

// Pos returns where n begins, or the zero Pos.
func (n *Node) Pos() schema.Pos {
	if n == nil {
		return schema.Pos{}
	}
	return schema.Pos{File: n.doc.file, Line: n.value.Line, Col: n.value.Column}
}

// At returns the position of a line and a column of n's text, from 1, if n is a literal block whose indentation is that of
// its first line. Otherwise it returns where n begins.
func (n *Node) At(line, column int) schema.Pos {
	pos := n.Pos()
	if n.value.Style&yaml.LiteralStyle == 0 || pos.Line >= len(n.doc.lines) || line < 1 {
		return pos
	}
	if header := n.doc.lines[pos.Line-1][pos.Col-1:]; bytes.ContainsAny(header, "123456789") {
		return pos
	}
	first := bytes.TrimLeft(n.doc.lines[pos.Line], " ")
	return schema.Pos{File: pos.File, Line: pos.Line + line, Col: len(n.doc.lines[pos.Line]) - len(first) + max(column, 1)}
}

// Faultf adds a fault at n, or nothing for a nil n.
func (n *Node) Faultf(format string, args ...any) {
	if n != nil {
		n.doc.diagnostics.Faultf(n.Pos(), format, args...)
	}
}

// IsMapping reports whether n is a mapping.
func (n *Node) IsMapping() bool { return n != nil && n.value.Kind == yaml.MappingNode }

// IsList reports whether n is a list.
func (n *Node) IsList() bool { return n != nil && n.value.Kind == yaml.SequenceNode }

// Text returns the text of n, which must not be empty. Everything else is a fault, also control characters other than
// line feed and tab, and a number, true or false in YAML: the version 1.0 must be quoted, or else it is 1.
func (n *Node) Text() string {
	if !n.expect("!!str", "text") {
		return ""
	}
	text := n.value.Value
	if text == "" {
		n.Faultf("expected text, found none: leave the key out")
	}
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			n.Faultf("control character %U is not allowed", r)
			return ""
		}
	}
	return text
}

// Bool returns whether n is true. Anything but true and false is a fault.
func (n *Node) Bool() bool {
	if !n.expect("!!bool", "true or false") {
		return false
	}
	switch n.value.Value {
	case "true":
		return true
	case "false":
	default:
		n.Faultf("expected true or false, in lower case")
	}
	return false
}

// Int returns the decimal whole number n. Everything else is a fault, and ok is false.
func (n *Node) Int() (i int64, ok bool) {
	if !n.expect("!!int", "a whole number") {
		return 0, false
	}
	i, err := strconv.ParseInt(n.value.Value, 10, 64)
	if err != nil {
		n.Faultf("expected a whole number in decimal digits that fits 64 bits")
	}
	return i, err == nil
}

// IsBool reports whether n is true or false.
func (n *Node) IsBool() bool { return n != nil && n.value.ShortTag() == "!!bool" }

// IsInt reports whether n is a whole number.
func (n *Node) IsInt() bool { return n != nil && n.value.ShortTag() == "!!int" }

// IsNumber reports whether n is a number.
func (n *Node) IsNumber() bool { return n.IsInt() || n != nil && n.value.ShortTag() == "!!float" }

// Scalar returns the text of n as it is written, without quotes, whatever it means; isNull reports whether it is null.
func (n *Node) Scalar() (text string, isNull bool) {
	return n.value.Value, n.value.ShortTag() == "!!null"
}

// Number returns the number n in the form of a decimal: -1.50. Everything else is a fault, and ok is false.
func (n *Node) Number() (text string, ok bool) {
	if n == nil {
		return "", false
	}
	if !n.IsInt() && !n.expect("!!float", "a number") {
		return "", false
	}
	text = n.value.Value
	if ok = isDecimal.MatchString(text); !ok {
		n.Faultf("expected a number in decimal digits, without an exponent")
	}
	return text, ok
}

// isDecimal matches decimal numbers.
var isDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// Items returns the values of the list n. Anything else is a fault.
func (n *Node) Items() []*Node {
	if !n.expect("!!seq", "a list") {
		return nil
	}
	items := make([]*Node, len(n.value.Content))
	for i, item := range n.value.Content {
		items[i] = &Node{item, n.doc}
	}
	return items
}

// Entries returns the keys of the mapping n and their values, in the document's order. It is a fault if n is not a
// mapping, or if a key is not a single line of text or a whole number, or is repeated; such keys are left out.
func (n *Node) Entries() []Entry {
	if !n.expect("!!map", "a mapping") {
		return nil
	}
	var entries []Entry
	first := map[string]schema.Pos{}
	for i := 0; i+1 < len(n.value.Content); i += 2 {
		key := &Node{n.value.Content[i], n.doc}
		if isNumber := key.value.ShortTag() == "!!int"; !isNumber && !key.expect("!!str", "text as a key") {
			continue
		}
		if key.value.Value == "" || strings.ContainsFunc(key.value.Value, unicode.IsControl) {
			key.Faultf("expected a single line of text as a key")
			continue
		}
		e := Entry{key.value.Value, key.Pos(), &Node{n.value.Content[i+1], n.doc}}
		if pos, twice := first[e.Key]; twice {
			key.Faultf("duplicate key %q: it is already in line %d", e.Key, pos.Line)
			continue
		}
		first[e.Key] = e.Pos
		entries = append(entries, e)
	}
	return entries
}

// Mapping returns the mapping n, whose keys must be among known. An unknown key is a fault that names the nearest known
// one. The other faults are those of [Node.Entries].
func (n *Node) Mapping(known ...string) Mapping {
	m, _ := n.MappingOr(func(string) bool { return false }, known...)
	return m
}

// MappingOr is Mapping with other keys too: those for which isOther is true, which it returns with their values.
func (n *Node) MappingOr(isOther func(key string) bool, known ...string) (m Mapping, others []Entry) {
	if n == nil {
		return Mapping{}, nil
	}
	m = Mapping{n, map[string]*Node{}}
	for _, e := range n.Entries() {
		switch {
		case slices.Contains(known, e.Key):
			m.values[e.Key] = e.Value
		case isOther(e.Key):
			others = append(others, e)
		default:
			n.doc.diagnostics.Faultf(e.Pos, "unknown key %q%s", e.Key, schema.Suggest(e.Key, known))
		}
	}
	return m, others
}

// Get returns the value of key, or nil.
func (m Mapping) Get(key string) *Node { return m.values[key] }

// Need returns the value of key. It is a fault if the mapping does not have it.
func (m Mapping) Need(key string) *Node {
	v := m.values[key]
	if v == nil && m.node.IsMapping() {
		m.node.Faultf("missing key %q", key)
	}
	return v
}

// expect reports whether n has the given YAML tag. Otherwise it adds a fault that says what was expected.
func (n *Node) expect(tag, expected string) bool {
	if n == nil {
		return false
	}
	found := n.value.ShortTag()
	if found == tag {
		return true
	}
	switch found {
	case "!!map":
		n.Faultf("expected %s, found a mapping", expected)
	case "!!seq":
		n.Faultf("expected %s, found a list", expected)
	case "!!null":
		n.Faultf("expected %s, found nothing", expected)
	case "!!str":
		n.Faultf("expected %s, found text", expected)
	default:
		if tag == "!!str" {
			n.Faultf("expected %s, found %s: put it in quotes", expected, scalarNames[found])
		} else {
			n.Faultf("expected %s, found %s", expected, scalarNames[found])
		}
	}
	return false
}

// scalarNames describes the YAML types of unquoted scalars.
var scalarNames = map[string]string{
	"!!bool":      "true or false",
	"!!int":       "a number",
	"!!float":     "a number",
	"!!timestamp": "a date",
}
