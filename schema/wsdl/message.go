// Messages: what the body, the header and the faults of an operation carry (WSDL 1.1, sections 2.3 and 3).

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxNames is how many parts a message names.
const maxNames = 10

// body returns the body of the direction d of operation op, as b binds it in the given style: nil after a fault, and
// where the operation is left out. wrapper is what style rpc calls the element around the parts.
func (r *reader) body(op *operation, d, b *direction, style, wrapper string) *schema.Message {
	m := referred(r, "message", r.messages, d.node, "message", d.message)
	if m == nil {
		return &schema.Message{Type: r.missedType(), Pos: d.node.pos}
	}
	namespace, parts := "", m.parts
	if b != nil {
		if len(b.node.all(mimeNamespace, "content")) > 0 || b.hasAttachments() {
			r.Warnf(b.node.pos, "operation %q is left out: it has attachments (mime:content), which are not supported",
				op.name)
			return nil
		}
		parts, namespace = r.bodyParts(m, b), b.namespace
	}
	switch {
	case style == "rpc" && namespace == "":
		namespace = d.node.root().get("targetNamespace")
		r.Warnf(d.node.pos, "the parts of operation %q have no namespace for the element around them (soap:body "+
			"namespace): it is taken to be in %q", op.name, namespace)
		fallthrough
	case style == "rpc":
		return r.wrapper(m, parts, schema.QName{Space: namespace, Local: wrapper}, op)
	case len(parts) == 0:
		return &schema.Message{Pos: m.node.at("name")}
	case len(parts) == 1:
		return r.part(m, parts[0], "")
	}
	var names []string
	for _, p := range parts[:min(len(parts), maxNames)] {
		names = append(names, p.name)
	}
	r.Warnf(d.node.at("message"), "operation %q is left out: message %q puts several parts into the body (%s), and a "+
		"document holds one", op.name, m.name, strings.Join(names, ", "))
	return nil
}

// hasAttachments reports whether a part of d's MIME message is something else than its envelope.
func (d *direction) hasAttachments() bool {
	return slices.ContainsFunc(d.node.extensions(), func(n *node) bool { return n.name.Space == mimeNamespace })
}

// bodyParts returns those parts of m that b puts into the body: the ones it names, or all that are in no header.
func (r *reader) bodyParts(m *message, b *direction) []*part {
	var listed []string
	isRestricted := false
	for _, body := range b.node.soap("body") {
		if value, ok := body.attr("parts"); ok {
			listed, isRestricted = strings.Fields(value), true
		}
	}
	var body []*part
	for _, p := range m.parts {
		isHeader := slices.ContainsFunc(b.headers, func(h *header) bool {
			return h.part == p.name && optional(r, r.messages, h.node, "message", h.message) == m
		})
		if isRestricted && slices.Contains(listed, p.name) || !isRestricted && !isHeader {
			body = append(body, p)
		}
	}
	return body
}

// wrapper returns the message of style rpc: an element of the given name around the parts of m (SOAP 1.1, section 7.1),
// in their order (WS-I Basic Profile 1.1, R2301). It is nil after a fault.
func (r *reader) wrapper(m *message, parts []*part, name schema.QName, op *operation) *schema.Message {
	t := &schema.Type{Wire: name, Doc: documentation(m.node, wsdlNamespace), Pos: m.node.at("name"),
		Kind: schema.Struct}
	sequence := &schema.Particle{Kind: schema.Sequence, Pos: m.node.pos, Min: 1, Max: 1}
	for _, p := range parts {
		f := &schema.Field{Wire: schema.QName{Local: p.name}, Doc: documentation(p.node, wsdlNamespace),
			Pos: p.node.at("name")}
		switch x := (&xsd{reader: r, root: p.node}); {
		case p.element != "":
			c := x.refer("element", r.elements, p.node, "element")
			if c == nil {
				f.Type = r.missedType()
				break
			}
			r.Warnf(p.node.at("element"), "part %q of message %q names an element, where style rpc asks for a type: "+
				"the part is taken to be that element", p.name, m.name)
			f.Wire = c.name
			c.xsd.setType(f, c.node, nil)
		case nameFault(p.name) != "":
			r.Faultf(p.node.at("name"), "%s", nameFault(p.name))
			return nil
		case p.kind == "":
			r.Faultf(p.node.pos, "part %q of message %q has no type: add the attribute type", p.name, m.name)
			return nil
		default:
			f.Type = x.typeRef(p.node, p.kind, p.node.at("type"))
		}
		sequence.Children = append(sequence.Children, leaf(schema.Element, f, place{owner: t}, 1, 1))
	}
	if len(parts) > 0 {
		t.Content = sequence
	}
	r.listed = append(r.listed, t)
	return &schema.Message{Element: name, Type: t, Doc: t.Doc, Pos: op.node.at("name")}
}

// part returns what the part p of m is where it stands alone: the element that it names or, for one that names a type,
// an element of the part's own name in the given namespace. It is nil after a fault.
func (r *reader) part(m *message, p *part, namespace string) *schema.Message {
	x := &xsd{reader: r, root: p.node}
	switch {
	case p.element != "":
		c := x.refer("element", r.elements, p.node, "element")
		if c == nil {
			return &schema.Message{Element: schema.QName{Local: p.name}, Type: r.missedType(),
				Pos: p.node.at("element")}
		}
		t := c.xsd.elementType(c.node, c.name, nil)
		return &schema.Message{Element: c.name, Type: r.messageType(t, c.node, c.name), Doc: annotation(c.node),
			Pos: c.node.at("name")}
	case p.kind == "":
		r.Faultf(p.node.pos, "part %q of message %q is nothing: add the attribute element", p.name, m.name)
		return nil
	case nameFault(p.name) != "":
		r.Faultf(p.node.at("name"), "%s", nameFault(p.name))
		return nil
	}
	name := schema.QName{Space: namespace, Local: p.name}
	r.Warnf(p.node.at("type"), "part %q of message %q names a type, where an element is asked for: it is taken to be "+
		"an element <%s> of that type", p.name, m.name, p.name)
	t := x.typeRef(p.node, p.kind, p.node.at("type"))
	return &schema.Message{Element: name, Type: r.messageType(t, p.node, name),
		Doc: documentation(p.node, wsdlNamespace), Pos: p.node.at("name")}
}

// messageType returns t, or for a type that is no struct one that holds its value, for the element or part n called
// name.
func (r *reader) messageType(t *schema.Type, n *node, name schema.QName) *schema.Type {
	if t.Kind == schema.Struct {
		return t
	}
	if wrapped, ok := r.wrapped[n]; ok {
		return wrapped
	}
	wrapped := &schema.Type{Wire: name, Doc: annotation(n), Pos: n.at("name"), Kind: schema.Struct}
	if t == r.builtin(schema.AnyType) {
		wrapped.Mixed, wrapped.OtherAttributes = true, new(schema.Wildcard)
	} else {
		wrapped.Value = &schema.Field{Wire: schema.QName{Local: "value"}, Pos: n.at("type"), Type: t, Min: 1, Max: 1}
		r.values(wrapped.Value, n)
		wrapped.Value.Form = form(wrapped.Value)
	}
	r.wrapped[n] = wrapped
	r.listed = append(r.listed, wrapped)
	return wrapped
}

// headers returns the header blocks that b, which binds a direction of operation op, asks for.
func (r *reader) headers(op *operation, b *direction) []*schema.Message {
	if b == nil {
		return nil
	}
	var headers []*schema.Message
	for _, h := range b.headers {
		m := optional(r, r.messages, h.node, "message", h.message)
		if m == nil {
			r.Warnf(h.node.at("message"), "a header of operation %q is left out: there is no message %q", op.name,
				h.message)
			continue
		}
		i := slices.IndexFunc(m.parts, func(p *part) bool { return p.name == h.part })
		if i < 0 && h.part == "" && len(m.parts) == 1 {
			i = 0
		}
		if i < 0 {
			r.Warnf(h.node.at("part"), "a header of operation %q is left out: message %q has no part %q", op.name,
				m.name, h.part)
			continue
		}
		block := r.part(m, m.parts[i], h.namespace)
		isKnown := func(known *schema.Message) bool { return known.Element == block.Element }
		if block != nil && !slices.ContainsFunc(headers, isKnown) {
			headers = append(headers, block)
		}
		if len(h.node.soap("headerfault")) > 0 {
			r.Warnf(h.node.pos, "the header faults of operation %q are left out: they are not supported", op.name)
		}
	}
	return headers
}

// faultDetail returns the detail of the fault d of operation op: nil where it cannot be a type of its own.
func (r *reader) faultDetail(op *operation, d *direction) *schema.Message {
	m := optional(r, r.messages, d.node, "message", d.message)
	switch {
	case m == nil:
		r.Warnf(d.node.at("message"), "fault %q of operation %q has no type of its own: there is no message %q",
			d.name, op.name, d.message)
		return nil
	case len(m.parts) != 1:
		r.Warnf(d.node.at("message"), "fault %q of operation %q has no type of its own: message %q has %d parts, and "+
			"a fault has one", d.name, op.name, m.name, len(m.parts))
		return nil
	}
	return r.part(m, m.parts[0], "")
}
