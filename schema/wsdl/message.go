// Messages: what the body, the header and the faults of an operation carry (WSDL 1.1, sections 2.3 and 3).

package wsdl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxNames is how many names a diagnostic lists.
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
		var ok bool
		if parts, ok = r.bodyParts(op, m, b); !ok {
			return nil
		}
		namespace = b.namespace
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
	for _, p := range parts {
		names = append(names, p.name)
	}
	r.Warnf(d.node.at("message"), "operation %q is left out: message %q puts several parts into the body (%s), and a "+
		"document holds one", op.name, m.name, listing(names))
	return nil
}

// hasAttachments reports whether a part of d's MIME message is something else than its envelope.
func (d *direction) hasAttachments() bool {
	return slices.ContainsFunc(d.node.extensions(), func(n *node) bool { return n.name.Space == mimeNamespace })
}

// bodyParts returns those parts of m that b, which binds a direction of operation op, puts into the body: the ones it
// names, or all that are in no header. ok is false after a fault.
func (r *reader) bodyParts(op *operation, m *message, b *direction) (body []*part, ok bool) {
	var listed []string
	isRestricted := false
	ok = true
	for _, n := range b.node.soap("body") {
		value, hasParts := n.attr("parts")
		if !hasParts {
			continue
		}
		listed, isRestricted = strings.Fields(value), true
		if len(m.parts) == 0 && len(listed) > 0 {
			r.Warnf(n.at("parts"), "the body of operation %q is taken to be empty: message %q has no parts", op.name,
				m.name)
			continue
		}
		for _, name := range listed {
			if m.part(name) == nil {
				r.Faultf(n.at("parts"), "message %q has no part %q for the body of operation %q: it has %s", m.name,
					name, op.name, listing(m.partNames()))
				ok = false
			}
		}
	}
	for _, p := range m.parts {
		isHeader := slices.ContainsFunc(b.headers, func(h *header) bool {
			return optional(r, r.messages, h.node, "message", h.message) == m && m.headerPart(h) == p
		})
		isListed := slices.Contains(listed, p.name)
		if isRestricted && isListed || !isRestricted && !isHeader {
			body = append(body, p)
		}
		if isRestricted && !isListed && !isHeader && ok {
			r.Warnf(p.node.at("name"), "part %q of message %q is left out of operation %q: its binding puts it neither "+
				"into the body nor into the header", p.name, m.name, op.name)
		}
	}
	return body, ok
}

// part returns the part of m called name, or nil.
func (m *message) part(name string) *part {
	if i := slices.IndexFunc(m.parts, func(p *part) bool { return p.name == name }); i >= 0 {
		return m.parts[i]
	}
	return nil
}

// headerPart returns the part of m that h names, which may be left out if there is but one; nil for none.
func (m *message) headerPart(h *header) *part {
	if h.part == "" && len(m.parts) == 1 {
		return m.parts[0]
	}
	return m.part(h.part)
}

func (m *message) partNames() []string {
	var names []string
	for _, p := range m.parts {
		names = append(names, p.name)
	}
	return names
}

// listing lists names for messages, the first maxNames of them.
func listing(names []string) string {
	more := ""
	if len(names) > maxNames {
		names, more = names[:maxNames], fmt.Sprintf(" and %d more", len(names)-maxNames)
	}
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, strconv.Quote(name))
	}
	return strings.Join(quoted, ", ") + more
}

// wrapper returns the message of style rpc: an element of the given name around the parts of m (SOAP 1.1, section 7.1),
// in their order (WS-I Basic Profile 1.1, R2301). It is nil after a fault.
func (r *reader) wrapper(m *message, parts []*part, name schema.QName, op *operation) *schema.Message {
	t := &schema.Type{Wire: name, Doc: documentation(m.node, wsdlNamespace), Pos: m.node.at("name"),
		Of: "message", Kind: schema.Struct}
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
			Pos: c.node.at("name"), Nillable: isTrue(c.node.get("nillable"))}
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
	wrapped := &schema.Type{Wire: name, Doc: annotation(n), Pos: n.at("name"), Of: n.name.Local, Kind: schema.Struct}
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
	known := map[schema.QName]bool{}
	for _, h := range b.headers {
		m := optional(r, r.messages, h.node, "message", h.message)
		if m == nil {
			r.Warnf(h.node.at("message"), "a header of operation %q is left out: there is no message %q", op.name,
				h.message)
			continue
		}
		p := m.headerPart(h)
		if p == nil {
			r.Warnf(h.node.at("part"), "a header of operation %q is left out: message %q has no part %q", op.name,
				m.name, h.part)
			continue
		}
		if h.node.get("use") == "encoded" {
			r.Warnf(h.node.at("use"), "a header of operation %q is left out: it is encoded", op.name)
			continue
		}
		block := r.part(m, p, h.namespace)
		if block != nil && !known[block.Element] {
			known[block.Element] = true
			headers = append(headers, block)
		}
		if len(h.node.soap("headerfault")) > 0 {
			r.Warnf(h.node.pos, "the header faults of operation %q are left out: they are not supported", op.name)
		}
	}
	return headers
}

// faults returns the details of the faults of op, a port type's operation that b binds: those that can be types of their
// own.
func (r *reader) faults(op, b *operation) []*schema.Message {
	isDeclared, isEncoded := map[string]bool{}, map[string]bool{}
	for _, f := range op.faults {
		isDeclared[f.name] = true
	}
	for _, f := range b.faults {
		if !isDeclared[f.name] {
			r.Warnf(f.node.at("name"), "fault %q is left out: operation %q has none of that name in its port type",
				f.name, op.name)
		}
		isEncoded[f.name] = f.use == "encoded"
	}
	var faults []*schema.Message
	known := map[schema.QName]bool{}
	for _, f := range op.faults {
		if isEncoded[f.name] {
			r.Warnf(f.node.at("name"), "fault %q of operation %q has no type of its own: it is encoded", f.name, op.name)
			continue
		}
		m := r.faultDetail(op, f)
		if m != nil && !known[m.Element] {
			known[m.Element] = true
			faults = append(faults, m)
		}
	}
	return faults
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
