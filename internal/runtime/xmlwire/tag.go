// Start tags: names, attributes and namespace declarations.

package xmlwire

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Namespaces that have a meaning in every document (Namespaces in XML 1.0, section 3).
const (
	xmlNamespace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace = "http://www.w3.org/2000/xmlns/"
)

// binding is a namespace declaration.
type binding struct {
	prefix, uri string
	ns          int
}

// startTag reads a start tag; its name begins at p.
func (d *Decoder) startTag(p int) bool {
	if d.depth == 0 && d.rootSeen {
		return d.fail(p-1, "a second document element")
	}
	if limit := max(d.MaxDepth, minMaxDepth); d.depth == limit {
		return d.fail(p-1, "more than %d elements are open", limit)
	}
	prefix, local, end := d.qualifiedName(p)
	if end == p {
		return d.fail(p-1, "a malformed start tag")
	}
	*d.current() = element{p, end - len(local), end, len(d.bindings)}
	if end = d.startTagRest(end); end < 0 {
		return false
	}
	d.NS = d.defaultNS
	if prefix != "" {
		b, ok := lookup(d.bindings, prefix)
		if !ok {
			return d.failInside(p-1, "the prefix %s is not declared", wire.Quote(prefix))
		}
		d.NS = b.ns
	}
	if !d.resolveAttributes() {
		return false
	}
	d.rootSeen, d.pos = true, end
	return true
}

// startTagRest reads the attributes and the end of a start tag from p on. It returns the offset after it, or -1 after
// an error.
func (d *Decoder) startTagRest(p int) int {
	doc := d.doc
	d.attrs = d.attrs[:0]
	for {
		space := p
		p = afterSpace(doc, p)
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

// attribute reads the attribute or namespace declaration at p. It returns the offset after it, or -1 after an error.
func (d *Decoder) attribute(p int) int {
	prefix, name, end := d.qualifiedName(p)
	equals := afterSpace(d.doc, end)
	if end == p || equals == len(d.doc) || d.doc[equals] != '=' {
		d.failInside(p, "a malformed attribute")
		return -1
	}
	start := afterSpace(d.doc, equals+1)
	if start == len(d.doc) || d.doc[start] != '"' && d.doc[start] != '\'' {
		d.failInside(p, "the value of attribute %s is not quoted", wire.Quote(name))
		return -1
	}
	quotation, rest := d.doc[start], d.doc[start+1:]
	length := strings.IndexByte(rest, quotation)
	if length < 0 {
		d.failInside(p, "the value of attribute %s does not end", wire.Quote(name))
		return -1
	}
	value, ok := attributeValue(rest[:length])
	if !ok {
		d.failInside(p, "the value of attribute %s has a < or a malformed reference", wire.Quote(name))
		return -1
	}
	if len(d.attrs)+len(d.bindings)-d.current().bindings == maxAttributes {
		d.failInside(p, "more than %d attributes", maxAttributes)
		return -1
	}
	switch {
	case prefix == "xmlns":
		ok = d.declare(p, name, value)
	case prefix == "" && name == "xmlns":
		ok = d.declare(p, "", value)
	default:
		d.attrs = append(d.attrs, attribute{Attr: Attr{Name: name, Value: value}, prefix: prefix})
	}
	if !ok {
		return -1
	}
	return start + 1 + length + 1
}

// afterSpace returns the offset after the white space at p.
func afterSpace(doc string, p int) int {
	for p < len(doc) && doc[p] <= ' ' {
		p++
	}
	return p
}

// declare binds a prefix, "" for the default namespace, in the scope of the current element. The declaration is at p.
func (d *Decoder) declare(p int, prefix, uri string) bool {
	reserved := prefix == "xmlns" || uri == xmlnsNamespace || (prefix == "xml") != (uri == xmlNamespace)
	if reserved || prefix != "" && uri == "" {
		return d.failInside(p, "the prefix %s cannot be bound to %s", wire.Quote(prefix), wire.Quote(uri))
	}
	for _, b := range d.bindings[d.current().bindings:] {
		if b.prefix == prefix {
			return d.failInside(p, "the prefix %s is declared twice", wire.Quote(prefix))
		}
	}
	if limit := max(d.MaxDepth, minMaxDepth); len(d.bindings) > limit {
		return d.failInside(p, "more than %d namespace declarations are in scope", limit)
	}
	d.bind(prefix, uri)
	return true
}

// bind declares a prefix, without checks.
func (d *Decoder) bind(prefix, uri string) {
	ns := slices.Index(d.namespaces, uri)
	if prefix == "" {
		d.defaultNS = ns
	}
	d.bindings = append(d.bindings, binding{prefix, uri, ns})
}

// lookup returns the binding of a prefix in scope. "" is always bound: to no namespace, if it is not declared.
func lookup(scope []binding, prefix string) (b *binding, ok bool) {
	for i := len(scope) - 1; i >= 0; i-- {
		if scope[i].prefix == prefix {
			return &scope[i], true
		}
	}
	return &binding{}, prefix == ""
}

// resolveAttributes sets the namespaces of the current element's attributes, of which no two may be the same.
func (d *Decoder) resolveAttributes() bool {
	for i := range d.attrs {
		a := &d.attrs[i]
		if a.prefix != "" {
			b, ok := lookup(d.bindings, a.prefix)
			if !ok {
				return d.failInside(d.tagStart(), "the prefix %s is not declared", wire.Quote(a.prefix))
			}
			a.Space, a.ns = b.uri, b.ns
		}
		for _, other := range d.attrs[:i] {
			if other.Name == a.Name && other.Space == a.Space {
				return d.failInside(d.tagStart(), "the attribute %s occurs twice", wire.Quote(a.Name))
			}
		}
	}
	return true
}

// qualifiedName returns the parts of the name at p, with or without a prefix, and the offset after it; p if there is
// none.
func (d *Decoder) qualifiedName(p int) (prefix, local string, end int) {
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

// attributeValue returns the value of s as written: references are resolved, white space becomes spaces (XML 1.0,
// section 3.3.3).
func attributeValue(s string) (value string, ok bool) {
	plain := 0
	for plain < len(s) && s[plain] >= ' ' && s[plain] != '&' && s[plain] != '<' {
		plain++
	}
	if plain == len(s) {
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
