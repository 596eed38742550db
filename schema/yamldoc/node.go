// Typed, strict access to the values of a document.

package yamldoc

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Node is a value of a document and where it stands. A nil *Node is a value that the document does not have: its
// methods return zero values and add no fault, so that an optional key needs no test of its own.
type Node struct {
	value *yaml.Node
	doc   *document
}

// Entry is one key of a mapping whose keys are the document's own choice.
type Entry struct {
	Key   string
	Pos   schema.Pos // of the key
	Value *Node
}

// Mapping is a mapping whose keys are given: see [Node.Mapping]. The zero Mapping has no keys and adds no fault.
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

// Text returns the text of n, which is not empty. Anything else is a fault, also control characters other than line
// feed and tab, and what YAML takes for a number, true or false: a version of 1.0 wants quotes, lest it be 1.
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

// Int returns the decimal whole number n. Anything else is a fault and not ok.
func (n *Node) Int() (i int, ok bool) {
	if !n.expect("!!int", "a whole number") {
		return 0, false
	}
	i, err := strconv.Atoi(n.value.Value)
	if err != nil {
		n.Faultf("expected a whole number in decimal digits that fits 64 bits")
	}
	return i, err == nil
}

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

// Entries returns the keys of the mapping n and their values, in the document's order. A value that is no mapping, a
// key that is no single line of text, and the second of two equal keys are faults; the latter two are left out.
func (n *Node) Entries() []Entry {
	if !n.expect("!!map", "a mapping") {
		return nil
	}
	var entries []Entry
	first := map[string]schema.Pos{}
	for i := 0; i+1 < len(n.value.Content); i += 2 {
		key := &Node{n.value.Content[i], n.doc}
		if !key.expect("!!str", "text as a key") {
			continue
		}
		if key.value.Value == "" || strings.ContainsFunc(key.value.Value, unicode.IsControl) {
			key.Faultf("expected a single line of text as a key")
			continue
		}
		e := Entry{key.value.Value, key.Pos(), &Node{n.value.Content[i+1], n.doc}}
		if pos, twice := first[e.Key]; twice {
			key.Faultf("duplicate key %q: it stands at line %d already", e.Key, pos.Line)
			continue
		}
		first[e.Key] = e.Pos
		entries = append(entries, e)
	}
	return entries
}

// Mapping returns the mapping n, whose keys must be among known. A key that is not is a fault that names the nearest
// known one; otherwise the faults are those of [Node.Entries].
func (n *Node) Mapping(known ...string) Mapping {
	if n == nil {
		return Mapping{}
	}
	m := Mapping{n, map[string]*Node{}}
	for _, e := range n.Entries() {
		if slices.Contains(known, e.Key) {
			m.values[e.Key] = e.Value
		} else {
			n.doc.diagnostics.Faultf(e.Pos, "unknown key %q%s", e.Key, Suggest(e.Key, known))
		}
	}
	return m
}

// Get returns the value of key, or nil.
func (m Mapping) Get(key string) *Node { return m.values[key] }

// Need returns the value of key. A mapping that lacks it is a fault.
func (m Mapping) Need(key string) *Node {
	v := m.values[key]
	if v == nil && m.node.IsMapping() {
		m.node.Faultf("missing key %q", key)
	}
	return v
}

// expect reports whether n has the given YAML tag. Where it has another one it adds a fault that says what was
// expected.
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

// scalarNames says in words what YAML takes an unquoted scalar for.
var scalarNames = map[string]string{
	"!!bool":      "true or false",
	"!!int":       "a number",
	"!!float":     "a number",
	"!!timestamp": "a date",
}
