// Elements: the content of a struct type as a tree of XML elements.

package example

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Beyond plenty elements, a message has only what it needs, and never more than tooMany.
const (
	plenty  = 120
	tooMany = 2000
)

// The namespaces that every document can use, and the prefixes for them.
const (
	xmlNamespace = "http://www.w3.org/XML/1998/namespace"
	xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"
	xsiPrefix    = "xsi"
	typePrefix   = "type" // of a type's namespace, which needs not be one of an element's
)

// element is an XML element with its content: children, or text.
type element struct {
	tag        string
	attributes []attribute
	text       string
	children   []*element
	remark     string // in a comment after it; "" for none
}

type attribute struct{ name, value string }

// documentElement returns the element of a message, with the declarations of the namespaces that it uses.
func (m *maker) documentElement(message *schema.Message) *element {
	if message.Element.Local == "" {
		return nil
	}
	e := &element{tag: m.tag(message.Element)}
	if message.IsBody() {
		e.tag = bodyTag
	}
	if message.Type != nil {
		m.fill(e, message.Type)
	}
	used := map[string]bool{}
	e.collectPrefixes(used)
	var declarations []attribute
	if m.encoding != "" && message.Encoded {
		declarations = m.encode(e, message, used)
	}
	for _, n := range m.api.SOAP.Namespaces {
		if used[n.Prefix] && n.URI != xmlNamespace {
			declarations = append(declarations, attribute{"xmlns:" + n.Prefix, n.URI})
		}
	}
	if used[xsiPrefix] {
		declarations = append(declarations, attribute{"xmlns:" + xsiPrefix, xsiNamespace})
	}
	e.attributes = append(declarations, e.attributes...)
	return e
}

// collectPrefixes marks the prefixes of the names in e, which values can be too, as used.
func (e *element) collectPrefixes(used map[string]bool) {
	mark := func(name string) {
		if prefix, _, ok := strings.Cut(name, ":"); ok {
			used[prefix] = true
		}
	}
	mark(e.tag)
	mark(e.text)
	for _, a := range e.attributes {
		mark(a.name)
		mark(a.value)
	}
	for _, c := range e.children {
		c.collectPrefixes(used)
	}
}

// tag is a name with the prefix of its namespace.
func (m *maker) tag(name schema.QName) string {
	for _, n := range m.api.SOAP.Namespaces {
		if n.URI == name.Space && n.URI != "" {
			return n.Prefix + ":" + name.Local
		}
	}
	return name.Local
}

// fill gives e the content of t, or of a type that stands in its place.
func (m *maker) fill(e *element, t *schema.Type) {
	if t.Kind != schema.Struct {
		if t.Builtin == schema.AnyType {
			e.text = "text"
			return
		}
		e.text = m.value(t)
		return
	}
	if instance := m.instance(t); instance != t {
		if instance == nil {
			m.note(typeName(t) + " is abstract, and no type is derived from it")
			return
		}
		e.setType(instance)
		t = instance
	}
	if m.heights.of(t) == endless {
		m.note("no document of " + typeName(t) + " comes to an end, since it must hold itself")
		return
	}
	m.inside[t]++
	defer func() { m.inside[t]-- }()
	for _, a := range t.Attributes {
		if a.Required() || !m.isFull() {
			e.attributes = append(e.attributes, attribute{m.tag(a.Wire), m.fieldValue(a)})
		}
	}
	switch {
	case t.Needs != nil:
		e.children = append(e.children, m.anything(t.Needs))
	case t.Mixed:
		e.text = "text"
	case t.Value != nil:
		e.text = m.fieldValue(t.Value)
	default:
		m.content(e, t.Content, 0)
	}
}

// setType says by xsi:type which type e has.
func (e *element) setType(t *schema.Type) {
	name := t.Wire.Local
	if t.Wire.Space != "" {
		e.attributes = append(e.attributes, attribute{"xmlns:" + typePrefix, t.Wire.Space})
		name = typePrefix + ":" + name
	}
	e.attributes = append(e.attributes, attribute{xsiPrefix + ":type", name})
}

// instance returns the type to fill an element of type t with: t itself where that can be and does not hold itself,
// nil where there is none.
func (m *maker) instance(t *schema.Type) *schema.Type {
	var best *schema.Type
	for _, i := range instances(t) {
		switch {
		case m.inside[i] == 0 && m.heights.of(i) < endless:
			return i
		case best == nil || m.heights.of(i) < m.heights.of(best):
			best = i
		}
	}
	return best
}

// fieldValue is the value of an element, attribute or member of a simple type.
func (m *maker) fieldValue(f *schema.Field) string {
	switch {
	case f.Fixed != nil:
		return *f.Fixed
	case len(f.Examples) > 0:
		return m.shown(f.Examples)
	case f.Default != nil:
		return *f.Default
	}
	return m.value(f.Type)
}

// isFull reports whether the message should have only what it needs.
func (m *maker) isFull() bool { return m.elements >= plenty }

// content gives e what p asks for and, unless the message is full, what p allows. Of a choice it takes the
// alternative that is preferred, or the next that comes to an end.
func (m *maker) content(e *element, p *schema.Particle, preferred int) {
	if p == nil || p.Min == 0 && !m.isWelcome(p) {
		return
	}
	switch p.Kind {
	case schema.Element, schema.Any:
		for range m.occurrences(p) {
			if m.add(e, p); m.elements > tooMany {
				return
			}
		}
	case schema.Repeat:
		for i := range m.repetitions(p) {
			if m.content(e, p.Field.Type.Content, i); m.elements > tooMany {
				return
			}
		}
	case schema.Choice:
		if c := m.alternative(p, preferred); c != nil {
			m.content(e, c, 0)
		}
	default:
		for _, c := range p.Children {
			m.content(e, c, preferred)
		}
	}
}

// add adds one element of the leaf p to e.
func (m *maker) add(e *element, p *schema.Particle) {
	if m.elements++; m.elements > tooMany {
		m.note("the contract asks for more elements than are shown")
		return
	}
	if p.Kind == schema.Any {
		if p.Min > 0 {
			e.children = append(e.children, m.anything(p.Field.Wildcard))
		}
		return
	}
	child := &element{tag: m.tag(p.Field.Wire), remark: m.remarks[p.Field]}
	e.children = append(e.children, child)
	if p.Field.Nillable && !m.isNew(p) {
		child.attributes = append(child.attributes, attribute{xsiPrefix + ":nil", "true"})
		return
	}
	if p.Field.Type.Kind == schema.Struct || p.Field.Type.Builtin == schema.AnyType {
		m.fill(child, p.Field.Type)
	} else {
		child.text = m.fieldValue(p.Field)
	}
}

// anything returns an element that a wildcard takes.
func (m *maker) anything(w *schema.Wildcard) *element {
	space := "urn:example"
	for !w.Listed && slices.Contains(w.Spaces, space) {
		space += ":other"
	}
	if w.Listed && len(w.Spaces) > 0 {
		space = w.Spaces[0]
	}
	if w.Strict {
		m.note("the element any stands for one that a schema declares")
	}
	return &element{tag: "any", attributes: []attribute{{"xmlns", space}}}
}

// occurrences is how often an element is shown: once for each example of its value.
func (m *maker) occurrences(p *schema.Particle) int {
	n := max(1, len(p.Field.Examples))
	if p.Max != schema.Unbounded {
		n = min(n, p.Max)
	}
	return max(n, p.Min, 1)
}

// repetitions is how often a group that repeats is shown: once for every alternative that it begins with, at most
// thrice.
func (m *maker) repetitions(p *schema.Particle) int {
	const most = 3
	n := 1
	if content := p.Field.Type.Content; content != nil && content.Kind == schema.Choice && !m.isFull() {
		n = min(len(content.Children), most)
	}
	if p.Max != schema.Unbounded {
		n = min(n, p.Max)
	}
	return max(n, p.Min, 1)
}

// isWelcome reports whether p, which can be left out, is to be shown: it comes to an end, and leads into no type that
// is being filled.
func (m *maker) isWelcome(p *schema.Particle) bool {
	return !m.isFull() && p.Max != 0 && p.Kind != schema.Any && m.isNew(p)
}

// isNew reports whether p can be filled without filling a type within itself at once.
func (m *maker) isNew(p *schema.Particle) bool {
	switch p.Kind {
	case schema.Any:
		return true
	case schema.Repeat:
		return m.isNew(p.Field.Type.Content)
	case schema.Element:
		if p.Field.Type.Kind != schema.Struct {
			return true
		}
		i := m.instance(p.Field.Type)
		return i != nil && m.inside[i] == 0 && m.heights.of(i) < endless
	case schema.Choice:
		return slices.ContainsFunc(p.Children, m.isNew)
	}
	for _, c := range p.Children {
		if c.Min > 0 && !m.isNew(c) {
			return false
		}
	}
	return true
}

// alternative returns the child of a choice to take, nil where there is none.
func (m *maker) alternative(p *schema.Particle, preferred int) *schema.Particle {
	var best *schema.Particle
	for i := range p.Children {
		c := p.Children[(i+preferred)%len(p.Children)]
		switch {
		case m.isNew(c):
			return c
		case best == nil || m.heights.content(c) < m.heights.content(best):
			best = c
		}
	}
	return best
}
