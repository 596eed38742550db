// The elements of a message as a tree, and markup made of it.

package encoded

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// node is an element.
type node struct {
	name     xmlwire.QName
	attrs    []xmlwire.Attr // without those of xsi and declarations
	typ      xmlwire.QName  // of xsi:type; zero if its prefix is not declared
	typeText string         // of xsi:type
	isNil    bool
	scope    xmlwire.Scope
	before   string // the character data before it, as markup
	children []*node
	rest     string // the character data after its last child, as markup
}

// newNode reads the pending element.
func newNode(d *xmlwire.Decoder, parent *node, before string) *node {
	n := &node{name: xmlwire.QName{Space: d.Space(), Local: d.Name()}, before: before,
		attrs: d.OtherAttrs(xmlwire.AnyBut())}
	if n.scope = d.Scope(); parent != nil && len(parent.scope) == len(n.scope) {
		n.scope = parent.scope
	} else {
		n.scope = slices.Clone(n.scope)
	}
	if text, ok := d.InstanceAttr("type"); ok {
		n.typeText = scalar.TrimSpace(text)
		n.typ, _ = n.scope.QName(n.typeText)
	}
	if text, ok := d.InstanceAttr("nil"); ok {
		n.isNil, _ = scalar.ParseBool(scalar.TrimSpace(text))
	}
	n.rest = d.Content(func(before string) { n.children = append(n.children, newNode(d, n, before)) })
	return n
}

// isEmpty reports whether n has no content.
func (n *node) isEmpty() bool { return len(n.children) == 0 && strings.TrimSpace(n.rest) == "" }

// attr returns the value of an attribute.
func (n *node) attr(space, name string) (value string, ok bool) {
	for _, a := range n.attrs {
		if a.Space == space && a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// encodingAttr returns the value of an attribute of the encoding, "" for none.
func (n *node) encodingAttr(name string) string {
	value, ok := n.attr(encoding11, name)
	if !ok {
		value, _ = n.attr(encoding12, name)
	}
	return scalar.TrimSpace(value)
}

// declaration binds a prefix.
type declaration struct{ prefix, uri string }

// Prefixes that a writer declares itself: of elements, and of xsi:type.
const (
	elementPrefix = "_n"
	typePrefix    = "_t"
)

// isCopied reports whether declarations of prefix are kept: not if the writer, or the engine for xsi:type, makes them.
func isCopied(prefix string) bool {
	switch prefix {
	case "", "xml", "xsi", elementPrefix, typePrefix, "type":
		return false
	}
	return !strings.HasPrefix(prefix, "_q.xsi.")
}

// writer appends elements as markup.
type writer struct {
	b []byte
	context
}

// context is the declarations in effect in an element.
type context struct {
	declared []declaration // the innermost last
	scope    xmlwire.Scope // those that the element inherits or has
}

// open appends the start tag of n, called name, up to its attributes: those that n has are appended if keep allows.
// It declares the prefixes in the scope of n.
func (w *writer) open(name xmlwire.QName, n *node, keep func(xmlwire.Attr) bool) {
	w.name(name)
	w.declare(n.scope)
	w.attrs(n, keep)
}

// attrs appends the attributes of n that keep allows. The prefixes in its scope are declared.
func (w *writer) attrs(n *node, keep func(xmlwire.Attr) bool) {
	var others []xmlwire.Attr
	for _, a := range n.attrs {
		if !keep(a) {
			continue
		}
		prefix, ok := w.prefixOf(a.Space)
		if !ok {
			others = append(others, a)
			continue
		}
		w.b = xmlwire.AppendAttr(append(append(append(append(w.b, ' '), prefix...), a.Name...), `="`...), a.Value)
		w.b = append(w.b, '"')
	}
	w.b = xmlwire.AppendAttrs(w.b, others, xmlwire.AnyBut())
}

// prefixOf returns a prefix in effect for the namespace of an attribute, with a colon.
func (w *writer) prefixOf(space string) (prefix string, ok bool) {
	if space == "" {
		return "", true
	}
	for _, d := range slices.Backward(w.declared) {
		if d.uri == space && d.prefix != "" && w.uri(d.prefix) == space {
			return d.prefix + ":", true
		}
	}
	return "", false
}

// declare appends declarations of the prefixes in scope, unless they are in effect.
func (w *writer) declare(scope xmlwire.Scope) {
	if len(scope) == 0 || len(scope) == len(w.scope) && &scope[0] == &w.scope[0] {
		return // it is that of the element around it
	}
	w.scope = scope
	effective := map[string]string{}
	for prefix, uri := range scope.Each {
		effective[prefix] = uri
	}
	for prefix, uri := range scope.Each {
		if isCopied(prefix) && effective[prefix] == uri && w.uri(prefix) != uri {
			w.b, _ = xmlwire.AppendDeclaration(w.b, prefix, uri)
			w.declared = append(w.declared, declaration{prefix, uri})
		}
	}
}

// name appends the beginning of a start tag.
func (w *writer) name(name xmlwire.QName) {
	w.b = append(w.b, '<')
	if name.Space == "" {
		w.b = append(w.b, name.Local...)
		return
	}
	w.b = append(append(append(w.b, elementPrefix+":"...), name.Local...), ` xmlns:`+elementPrefix+`="`...)
	w.b = append(xmlwire.AppendAttr(w.b, name.Space), '"')
}

// close appends the end tag of an element.
func (w *writer) close(name xmlwire.QName) {
	w.b = append(w.b, "</"...)
	if name.Space != "" {
		w.b = append(w.b, elementPrefix+":"...)
	}
	w.b = append(append(w.b, name.Local...), '>')
}

// uri returns the namespace of a prefix in effect, "" for none.
func (w *writer) uri(prefix string) string {
	for _, d := range slices.Backward(w.declared) {
		if d.prefix == prefix {
			return d.uri
		}
	}
	return ""
}

// typeAttr appends xsi:type with a prefix of its own.
func (w *writer) typeAttr(q xmlwire.QName) {
	if q.Space == "" {
		w.b = append(append(append(w.b, ` xsi:type="`...), q.Local...), '"')
		return
	}
	w.b = xmlwire.AppendAttr(append(w.b, ` xmlns:`+typePrefix+`="`...), q.Space)
	w.b = append(append(append(w.b, `" xsi:type="`+typePrefix+`:`...), q.Local...), '"')
}
