// Declarations: the messages, port types and bindings of a contract's documents, by name (WSDL 1.1, section 2.1).

package wsdl

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// declarations are the parts of all frames by name.
type declarations struct {
	messages  map[schema.QName]*message
	portTypes map[schema.QName]*portType
	bindings  map[schema.QName]*binding
}

// declareFrames checks all frames and collects their declarations by name.
func (r *reader) declareFrames() {
	r.declarations = declarations{
		messages:  map[schema.QName]*message{},
		portTypes: map[schema.QName]*portType{},
		bindings:  map[schema.QName]*binding{},
	}
	for _, f := range r.frames {
		r.checkFrame(f.node)
		for _, m := range f.messages {
			if name := (schema.QName{Space: f.target, Local: m.name}); r.unique("message", name, m.node) {
				r.messages[name] = m
			}
		}
		for _, p := range f.portTypes {
			if name := (schema.QName{Space: f.target, Local: p.name}); r.unique("port type", name, p.node) {
				r.portTypes[name] = p
			}
		}
		for _, b := range f.bindings {
			if name := (schema.QName{Space: f.target, Local: b.name}); r.unique("binding", name, b.node) {
				r.bindings[name] = b
			}
		}
	}
}

// referred returns the declaration that n's attribute, which is text, refers to: nil, the zero value, where it is
// missed.
func referred[D comparable](r *reader, kind string, declared map[schema.QName]D, n *node, attr, text string) D {
	var none D
	if text == "" {
		r.miss(n.pos, text, "%s names no %s: add the attribute %s", n.label(), kind, attr)
		return none
	}
	name, ok := n.resolve(text)
	if !ok {
		r.miss(n.at(attr), text, "the prefix of %q is not declared: declare it with xmlns", text)
		return none
	}
	found := optional(r, declared, n, attr, text)
	switch {
	case found != none:
	case r.isLost(name.Space):
		r.miss(n.at(attr), text, "") // the document is reported instead
	default:
		r.miss(n.at(attr), text, "unknown %s %q: declare it in namespace %q, or import a document that does",
			kind, text, name.Space)
	}
	return found
}

// optional returns the declaration that n's attribute, which is text, refers to: nil, the zero value, where there is
// none. A name without a prefix that is none of the default namespace is that of the document, which is what its writer
// meant: it is taken so with a warning.
func optional[D comparable](r *reader, declared map[schema.QName]D, n *node, attr, text string) D {
	var none D
	name, _ := n.resolve(text)
	if found := declared[name]; found != none || strings.Contains(text, ":") {
		return found
	}
	own := schema.QName{Space: n.root().get("targetNamespace"), Local: text}
	found := declared[own]
	if found != none {
		r.warnUnprefixed(text, own.Space, n.at(attr))
	}
	return found
}
