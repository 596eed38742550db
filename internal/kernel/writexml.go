// Writing of XML. A tree is first written as a plain draft of the document. The engine reads that into a value of the
// contract's types, checks the value and writes it, so the result is what a generated client writes.

package kernel

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// WriteXML returns n as the element of m. The document is nil if there is a violation. The position of a violation is that
// of its node.
func (c *Contract) WriteXML(n *Node, m *schema.Message) ([]byte, []Violation) {
	doc, _, violations := c.write(c.types, n, m)
	return doc, violations
}

// write is WriteXML by types, which decide where attachments are. value is that of n.
func (c *Contract) write(types *xmltype.Types, n *Node, m *schema.Message) (doc []byte, value any, violations []Violation) {
	value, violations = c.valueOf(n, m, types == c.types)
	if len(violations) > 0 {
		return nil, nil, violations
	}
	doc, err := types.AppendDocument(nil, c.description.MessageTag(m), value)
	if err != nil {
		return nil, nil, []Violation{{Line: n.Line, Column: n.Column, Message: err.Error()}}
	}
	return doc, value, nil
}

// valueOf returns a pointer to a struct with the content of n. isAlone means that it is not for a message with attachments.
func (c *Contract) valueOf(n *Node, m *schema.Message, isAlone bool) (any, []Violation) {
	w := draft{Contract: c}
	w.element(m.Element, n, m.Type, cmp.Or(n.Type, m.Type), w.declarations())
	if len(w.violations) > 0 {
		return nil, w.violations
	}
	r := c.newReading(string(w.text))
	r.isDraft = true
	r.setParts(&parts{list: w.parts, isAlone: isAlone})
	if m.IsAttached() {
		r.fromParts(m)
	} else {
		r.read(func() {
			if r.d.Child() {
				r.message(m)
			}
		})
	}
	nodes := map[string]*Node{}
	n.find("", nodes)
	for i := range r.violations {
		v := &r.violations[i]
		at := n
		for path := v.Path; path != ""; path = parentOf(path) {
			if nodes[path] != nil {
				at = nodes[path]
				break
			}
		}
		v.Line, v.Column = at.Line, at.Column
	}
	sortViolations(r.violations)
	return r.value, r.violations
}

// draft is a document with the content of a tree.
type draft struct {
	*Contract
	text       []byte
	path       []string
	parts      []*part // that it refers to, and those that the contract names
	violations []Violation
}

// declarations returns the namespaces that the draft uses.
func (w *draft) declarations() (attributes []byte) {
	for _, n := range w.description.Namespaces {
		attributes, _ = xmlwire.AppendDeclaration(attributes, n.Prefix, n.URI)
	}
	attributes, _ = xmlwire.AppendDeclaration(attributes, "xsi", xmlwire.InstanceNamespace)
	return attributes
}

// element writes n, of a field of type declared, as the element name. attributes are written in its start tag.
func (w *draft) element(name schema.QName, n *Node, declared, actual *schema.Type, attributes []byte) {
	tag := w.description.Tag(name)
	w.text = append(append(append(w.text, '<'), tag...), attributes...)
	if actual != declared {
		w.qualified(" xsi:type", xmlwire.QName(actual.Wire))
	}
	if n.Nil {
		w.text = append(w.text, ` xsi:nil="true"`...)
	}
	var content []*Node
	for _, child := range n.Children {
		f := child.Field
		if f == nil {
			f = fieldOf(actual, child.Name)
		}
		switch {
		case f == nil:
			w.unknown(child, actual)
		case slices.Contains(actual.Attributes, f):
			w.attribute(f, child)
		case slices.Contains(actual.Attached, f):
			w.path = append(w.path, child.Name)
			w.attach(child, url.PathEscape(f.Wire.Local)+"=")
			w.path = w.path[:len(w.path)-1]
		default:
			content = append(content, child)
		}
	}
	if n.OpenType != (xmlwire.QName{}) {
		w.qualified(" xsi:type", n.OpenType)
	}
	w.text = append(xmlwire.AppendAttrs(w.text, n.Attributes, xmlwire.AnyBut()), '>')
	switch {
	case n.Nil:
	case actual.Kind != schema.Struct && !actual.IsOpen():
		w.simple(n, actual)
	case actual.Value != nil:
		w.simple(n, actual.Value.Type)
	default:
		w.text = append(w.text, n.Markup...)
		w.children(content, actual)
	}
	w.text = append(append(append(w.text, "</"...), tag...), '>')
}

// children writes the elements of a value of type t.
func (w *draft) children(list []*Node, t *schema.Type) {
	for _, n := range list {
		f := n.Field
		if f == nil {
			f = fieldOf(t, n.Name)
		}
		w.path = append(w.path, n.Name)
		switch {
		case f.Wildcard != nil:
			w.text = append(w.text, n.Markup...)
		case f.Type.Group:
			w.group(n, f.Type)
		case n.Type != nil && f.Type.Kind == schema.Struct:
			w.element(f.Wire, n, f.Type, n.Type, nil)
		default:
			w.element(f.Wire, n, f.Type, f.Type, nil)
		}
		w.path = w.path[:len(w.path)-1]
	}
}

// group writes one occurrence of a group that repeats.
func (w *draft) group(n *Node, t *schema.Type) {
	var known []*Node
	for _, child := range n.Children {
		if child.Field == nil && fieldOf(t, child.Name) == nil {
			w.unknown(child, t)
		} else {
			known = append(known, child)
		}
	}
	w.children(known, t)
}

// unknown adds the violation for a node that t has no field for.
func (w *draft) unknown(n *Node, t *schema.Type) {
	var names []string
	for _, f := range t.Fields() {
		names = append(names, f.Wire.Local)
	}
	message := "is not in the contract"
	if len(names) > 0 {
		message += ": expected " + strings.Join(names, ", ")
	}
	w.violations = append(w.violations, Violation{Path: join(strings.Join(w.path, "."), n.Name), Line: n.Line,
		Column: n.Column, Message: message})
}

// attribute writes n as the attribute of f.
func (w *draft) attribute(f *schema.Field, n *Node) {
	text := n.Text
	if isQName(f.Type) {
		text = w.prefixed(text)
	}
	w.text = append(append(append(w.text, ' '), w.description.Tag(f.Wire)...), `="`...)
	w.text = append(xmlwire.AppendAttr(w.text, text), '"')
}

// simple writes the text of n, a value of the simple type t. Qualified names need the declarations of their namespaces, so
// they are declared in the start tag, which must be the last that was written.
func (w *draft) simple(n *Node, t *schema.Type) {
	text := n.Text
	if isQName(t) {
		w.text = w.text[:len(w.text)-len(">")]
		text = w.prefixed(text)
		w.text = append(w.text, '>')
	}
	isReferred := t.Builtin == schema.ReferredAttachment
	switch id := strconv.Itoa(len(w.parts) + 1); {
	case isReferred && !strings.Contains(text, ":"): // it is no URL
		text = w.attach(n, id)
	case t.IsAttachment() && !isReferred && n.ContentType != "":
		w.text = attach.AppendInclude(w.text, w.attach(n, id))
		return
	}
	w.text = xmlwire.AppendText(w.text, text)
}

// isQName reports whether values of t are qualified names, or lists of them.
func isQName(t *schema.Type) bool {
	for t.Kind == schema.List {
		t = t.Item
	}
	return t.Builtin.IsQName()
}

// prefixed declares the namespaces of the qualified names in text, which are written as {namespace}local, in the start tag,
// and returns the names with prefixes.
func (w *draft) prefixed(text string) string {
	names := strings.Fields(text)
	for i, name := range names {
		space, local, ok := strings.Cut(strings.TrimPrefix(name, "{"), "}")
		if !ok {
			continue
		}
		prefix := "n" + strconv.Itoa(len(w.text))
		w.text, prefix = xmlwire.AppendDeclaration(w.text, prefix, space)
		names[i] = prefix + ":" + local
	}
	return strings.Join(names, " ")
}

// qualified writes an attribute with a qualified name.
func (w *draft) qualified(attribute string, name xmlwire.QName) {
	value := w.prefixed(name.String())
	w.text = append(append(w.text, attribute...), `="`...)
	w.text = append(xmlwire.AppendAttr(w.text, value), '"')
}
