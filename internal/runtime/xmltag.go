// Start tags of XML: their names, attributes and namespace declarations.

package runtime

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// Namespaces that have a meaning in every document.
const (
	xmlNamespace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace = "http://www.w3.org/2000/xmlns/"
	xsiNamespace   = "http://www.w3.org/2001/XMLSchema-instance"
)

// binding is a namespace declaration.
type binding struct {
	prefix, uri string
	ns          int
}

// XMLAttr is an attribute.
type XMLAttr struct {
	Space, Name, Value string
	NS                 int // the index of Space in the namespace table; -1 if it is not in there
	prefix             string
}

// startTag takes any start tag; its name begins at p.
func (d *XMLDecoder) startTag(p int) bool {
	if len(d.open) == 0 && d.rootSeen {
		return d.fail(p-1, "a second document element")
	}
	if len(d.open) == maxElementDepth {
		return d.fail(p-1, "more than %d elements are open", maxElementDepth)
	}
	prefix, local, end := d.qualifiedName(p)
	if end == p {
		return d.fail(p-1, "a malformed start tag")
	}
	d.Name = local
	d.current = element{p, end, len(d.bindings), d.defaultNS}
	if end = d.startTagRest(end); end < 0 {
		return false
	}
	d.NS = d.defaultNS
	if prefix != "" {
		b, ok := d.lookup(prefix)
		if !ok {
			return d.failInside(p-1, "the prefix %s is not declared", quote(prefix))
		}
		d.NS = b.ns
	}
	if !d.resolveAttributes() {
		return false
	}
	d.rootSeen, d.pos = true, end
	return true
}

// startTagRest takes the attributes and the end of a start tag from p on, and returns the offset after it, or -1
// after an error.
func (d *XMLDecoder) startTagRest(p int) int {
	doc := d.doc
	d.attrs = d.attrs[:0]
	for {
		space := p
		for p < len(doc) && doc[p] <= ' ' {
			p++
		}
		switch {
		case strings.HasPrefix(doc[p:], ">"):
			d.state = atContent
			return p + 1
		case strings.HasPrefix(doc[p:], "/>"):
			d.state = atEmpty
			return p + 2
		case space == p:
			d.failInside(p, "a malformed start tag")
			return -1
		}
		if p = d.attribute(p); p < 0 {
			return -1
		}
	}
}

// attribute takes the attribute or namespace declaration at p and returns the offset after it, or -1 after an error.
func (d *XMLDecoder) attribute(p int) int {
	prefix, name, end := d.qualifiedName(p)
	rest := strings.TrimLeft(d.doc[end:], xmlSpace)
	if end == p || !strings.HasPrefix(rest, "=") {
		d.failInside(p, "a malformed attribute")
		return -1
	}
	rest = strings.TrimLeft(rest[1:], xmlSpace)
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		d.failInside(p, "the value of attribute %s is not quoted", quote(name))
		return -1
	}
	quotation, rest := rest[0], rest[1:]
	length := strings.IndexByte(rest, quotation)
	if length < 0 {
		d.failInside(p, "the value of attribute %s does not end", quote(name))
		return -1
	}
	value, ok := attributeValue(rest[:length])
	if !ok {
		d.failInside(p, "the value of attribute %s has a < or a malformed reference", quote(name))
		return -1
	}
	if len(d.attrs)+len(d.bindings)-d.current.bindings == maxAttributes {
		d.failInside(p, "more than %d attributes", maxAttributes)
		return -1
	}
	switch {
	case prefix == "xmlns":
		ok = d.declare(p, name, value)
	case prefix == "" && name == "xmlns":
		ok = d.declare(p, "", value)
	default:
		d.attrs = append(d.attrs, XMLAttr{Name: name, Value: value, prefix: prefix})
	}
	if !ok {
		return -1
	}
	return len(d.doc) - len(rest) + length + 1
}

// declare binds a prefix, "" for the default namespace, in the scope of the current element. The declaration is at p.
func (d *XMLDecoder) declare(p int, prefix, uri string) bool {
	reserved := prefix == "xmlns" || uri == xmlnsNamespace || (prefix == "xml") != (uri == xmlNamespace)
	if reserved || prefix != "" && uri == "" {
		return d.failInside(p, "the prefix %s cannot be bound to %s", quote(prefix), quote(uri))
	}
	for _, b := range d.bindings[d.current.bindings:] {
		if b.prefix == prefix {
			return d.failInside(p, "the prefix %s is declared twice", quote(prefix))
		}
	}
	if len(d.bindings) == maxBindings {
		return d.failInside(p, "more than %d namespace declarations are in scope", maxBindings)
	}
	b := binding{prefix, uri, slices.Index(d.namespaces, uri)}
	if prefix == "" {
		d.defaultNS = b.ns
	}
	d.bindings = append(d.bindings, b)
	return true
}

// lookup returns what a prefix is bound to.
func (d *XMLDecoder) lookup(prefix string) (binding, bool) {
	for i := len(d.bindings) - 1; i >= 0; i-- {
		if d.bindings[i].prefix == prefix {
			return d.bindings[i], true
		}
	}
	return binding{prefix, xmlNamespace, slices.Index(d.namespaces, xmlNamespace)}, prefix == "xml"
}

// resolveAttributes finds the namespaces of the current element's attributes, of which no two may be the same.
func (d *XMLDecoder) resolveAttributes() bool {
	for i := range d.attrs {
		a := &d.attrs[i]
		if a.prefix != "" {
			b, ok := d.lookup(a.prefix)
			if !ok {
				return d.failInside(d.tagStart(), "the prefix %s is not declared", quote(a.prefix))
			}
			a.Space, a.NS = b.uri, b.ns
		}
		for _, other := range d.attrs[:i] {
			if other.Name == a.Name && other.Space == a.Space {
				return d.failInside(d.tagStart(), "the attribute %s occurs twice", quote(a.Name))
			}
		}
	}
	return true
}

// qualifiedName returns the parts of the name at p, with or without a prefix, and the offset after it; p if none is
// there.
func (d *XMLDecoder) qualifiedName(p int) (prefix, local string, end int) {
	doc := d.doc
	end = nameEnd(doc, p)
	if end == p || end == len(doc) || doc[end] != ':' {
		return "", doc[p:end], end
	}
	colon := end
	if end = nameEnd(doc, colon+1); end == colon+1 {
		return "", "", p
	}
	return doc[p:colon], doc[colon+1 : end], end
}

// attributeValue returns the value that is written as s: references resolved, white space made spaces (XML 1.0,
// section 3.3.3).
func attributeValue(s string) (value string, ok bool) {
	if !strings.ContainsAny(s, "&<\t\n") {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n := 1
		switch c := s[i]; c {
		case '<':
			return "", false
		case '&':
			var r rune
			if r, n = cutReference(s[i:]); n == 0 {
				return "", false
			}
			b = utf8.AppendRune(b, r)
		case '\t', '\n':
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
		i += n
	}
	return string(b), true
}

// Attr moves to an attribute of the pending element and reports whether it has it; what a method such as Text or
// Int32 takes next is the attribute's value. ns is an index into the namespace table: 0 for an attribute without a
// prefix.
func (d *XMLDecoder) Attr(ns int, name string) bool {
	if d.state == atNothing {
		return false
	}
	for i := range d.attrs {
		if a := &d.attrs[i]; a.NS == ns && a.Name == name {
			d.leaveAttribute()
			d.attr, d.selfClosed, d.state = i, d.state == atEmpty, atAttribute
			return true
		}
	}
	return false
}

// leaveAttribute returns from an attribute to its element.
func (d *XMLDecoder) leaveAttribute() {
	if d.state != atAttribute {
		return
	}
	d.state = atContent
	if d.selfClosed {
		d.state = atEmpty
	}
}

// Attrs yields the attributes of the pending element, namespace declarations left out.
func (d *XMLDecoder) Attrs() iter.Seq[XMLAttr] {
	return func(yield func(XMLAttr) bool) {
		if d.state == atNothing {
			return
		}
		for _, a := range d.attrs {
			if !yield(a) {
				return
			}
		}
	}
}

// Nil reports whether the pending element says that it is nil, by xsi:nil (XSD Part 1, section 2.6.2).
func (d *XMLDecoder) Nil() bool {
	for a := range d.Attrs() {
		if a.Space == xsiNamespace && a.Name == "nil" {
			isNil, err := parseBool(trimSpace(a.Value))
			if err != nil {
				d.Failf("attribute xsi:nil: %v", err)
			}
			return isNil
		}
	}
	return false
}
