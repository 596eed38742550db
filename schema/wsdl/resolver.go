// The resolver: the messages, port types and bindings of all WSDL documents by name (WSDL 1.1, section 2.1).

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/xsd"
)

// resolver finds definitions by name.
type resolver struct {
	*schema.Diagnostics
	files      *xmltree.Loader
	undeclared *xsd.Undeclared
	documents  []*definitions
	messages   map[schema.QName]*message
	portTypes  map[schema.QName]*portType
	bindings   map[schema.QName]*binding
	leftOut    []*schema.LeftOut
}

// newResolver checks the documents and collects their definitions by name.
func newResolver(files *xmltree.Loader, undeclared *xsd.Undeclared, documents []*definitions) *resolver {
	r := &resolver{
		Diagnostics: files.Diagnostics,
		files:       files,
		undeclared:  undeclared,
		documents:   documents,
		messages:    map[schema.QName]*message{},
		portTypes:   map[schema.QName]*portType{},
		bindings:    map[schema.QName]*binding{},
	}
	declared := xmltree.Declarations{}
	for _, d := range documents {
		check(r.Diagnostics, d.node)
		isFirst := func(kind, local string, n *xmltree.Node) (schema.QName, bool) {
			name := schema.QName{Space: d.target, Local: local}
			return name, declared.Add(r.Diagnostics, kind, name, n)
		}
		for _, m := range d.messages {
			if name, ok := isFirst("message", m.name, m.node); ok {
				r.messages[name] = m
				m.parts = distinctParts(r.Diagnostics, m.parts)
			}
		}
		for _, p := range d.portTypes {
			if name, ok := isFirst("port type", p.name, p.node); ok {
				r.portTypes[name] = p
			}
		}
		for _, b := range d.bindings {
			if name, ok := isFirst("binding", b.name, b.node); ok {
				r.bindings[name] = b
			}
		}
	}
	return r
}

// distinctParts returns the first part of each name.
func distinctParts(ds *schema.Diagnostics, parts []*part) []*part {
	declared := xmltree.Declarations{}
	return slices.DeleteFunc(parts, func(p *part) bool {
		return !declared.Add(ds, "part", schema.QName{Local: p.name}, p.node)
	})
}

// refer returns the definition that n's attribute, whose value is text, names in the table. If nothing declares it,
// refer notes that and returns nil, the zero value.
func refer[D comparable](r *resolver, kind string, table map[schema.QName]D, n *xmltree.Node, attr, text string) D {
	var none D
	if text == "" {
		r.undeclared.Note(n.Pos, text, "%s does not name a %s: add the attribute %s", n.Label(), kind, attr)
		return none
	}
	name, ok := n.Resolve(text)
	if !ok {
		r.undeclared.Note(n.AttrPos(attr), text, "the prefix of %q is not declared: declare it with xmlns", text)
		return none
	}
	found := find(r, table, n, attr, text)
	switch {
	case found != none:
	case r.files.MayDeclare(name.Space):
		r.undeclared.Note(n.AttrPos(attr), text, "") // the document is reported instead
	default:
		r.undeclared.Note(n.AttrPos(attr), text,
			"unknown %s %q: declare it in namespace %q, or import a document that does", kind, text, name.Space)
	}
	return found
}

// find returns the definition that n's attribute, whose value is text, names in the table: nil, the zero value, if
// nothing declares it.
func find[D comparable](r *resolver, table map[schema.QName]D, n *xmltree.Node, attr, text string) D {
	name, _ := n.Resolve(text)
	return xmltree.Lookup(r.Diagnostics, table, name, n.Root().Get("targetNamespace"), text, n.AttrPos(attr))
}

// The definitions that nodes name. They are nil if nothing declares them, without a diagnostic.

func (r *resolver) message(n *xmltree.Node, text string) *message {
	return find(r, r.messages, n, "message", text)
}

func (r *resolver) binding(p *port) *binding {
	return find(r, r.bindings, p.node, "binding", p.binding)
}

func (r *resolver) portType(b *binding) *portType {
	return find(r, r.portTypes, b.node, "type", b.portType)
}
