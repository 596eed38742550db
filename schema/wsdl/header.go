// Header blocks and faults (WSDL 1.1, sections 3.6 and 3.7).

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// headers returns the header blocks that bound, which binds a direction of operation op and may be nil, adds.
// isEncoded says that the messages of the body are encoded.
func (b *operationBuilder) headers(op *operation, bound *direction, isEncoded bool) []*schema.Message {
	var headers []*schema.Message
	for _, h := range bound.allHeaders() {
		if lacksEnvelope(bound.node) {
			b.Warnf(h.node.Pos, "a header of operation %q is left out: its %s has no envelope", op.name,
				bound.node.Name.Local)
			continue
		}
		block := b.block(op, h, isEncoded, "header")
		isSame := func(o *schema.Message) bool { return o.Element == block.Element }
		if block != nil && !slices.ContainsFunc(headers, isSame) {
			headers = append(headers, block)
		}
	}
	return headers
}

// block returns the header block h of operation op, nil if it is left out. isEncoded says that the messages of the body
// are encoded. kind is what h is, for messages.
func (b *operationBuilder) block(op *operation, h *header, isEncoded bool, kind string) *schema.Message {
	m := b.resolver.message(h.node, h.message)
	if m == nil {
		b.Warnf(h.node.AttrPos("message"), "a %s of operation %q is left out: there is no message %q", kind, op.name,
			h.message)
		return nil
	}
	p := m.headerPart(h)
	switch {
	case p == nil:
		b.Warnf(h.node.AttrPos("part"), "a %s of operation %q is left out: message %q has no part %q", kind, op.name,
			m.name, h.part)
		return nil
	case h.node.Get("use") != "encoded":
		return b.part(m, p, h.namespace)
	case !isEncoded:
		b.Warnf(h.node.AttrPos("use"), "a %s of operation %q is left out: it is encoded, but the body is not", kind,
			op.name)
		return nil
	}
	return b.encodedPart(m, p, h.namespace)
}

// headerPart returns the part of m that h names, or nil. h need not name the only part.
func (m *message) headerPart(h *header) *part {
	if h.part == "" && len(m.parts) == 1 {
		return m.parts[0]
	}
	return m.part(h.part)
}

// faults returns the details and header blocks of the faults of op, an operation of a port type, that can have types of
// their own. bound binds op.
func (b *operationBuilder) faults(op, bound *operation) []*schema.Message {
	isDeclared := map[string]bool{}
	for _, f := range op.faults {
		isDeclared[f.name] = true
	}
	bindings := map[string]*direction{}
	for _, f := range bound.faults {
		if !isDeclared[f.name] {
			b.Warnf(f.node.AttrPos("name"), "fault %q is left out: operation %q does not declare it in its port type",
				f.name, op.name)
		}
		bindings[f.name] = f
	}
	type identity struct {
		element schema.QName
		encoded *schema.Type
	}
	var faults []*schema.Message
	seen := map[identity]bool{}
	add := func(m *schema.Message) {
		if m == nil {
			return
		}
		id := identity{element: m.Element}
		if m.Encoded {
			id.encoded = m.Type
		}
		if !seen[id] {
			seen[id] = true
			faults = append(faults, m)
		}
	}
	for _, f := range op.faults {
		add(b.faultDetail(op, f, bindings[f.name], bound.isEncoded()))
	}
	for _, h := range append(bound.input.allHeaders(), bound.output.allHeaders()...) {
		for _, n := range soapExtensions(h.node, "headerfault") { // WSDL 1.1, section 3.7
			f := &header{n, strings.TrimSpace(n.Get("message")), n.Get("part"), n.Get("namespace")}
			add(b.block(op, f, bound.isEncoded(), "header fault"))
		}
	}
	return faults
}

// allHeaders returns the headers of d, which may be nil.
func (d *direction) allHeaders() []*header {
	if d == nil {
		return nil
	}
	return slices.Clone(d.headers)
}

// faultDetail returns the detail of the fault d of operation op, nil if it cannot have a type of its own. bound binds d
// and may be nil. isEncoded says that the messages of the body are encoded.
func (b *operationBuilder) faultDetail(op *operation, d, bound *direction, isEncoded bool) *schema.Message {
	m := b.resolver.message(d.node, d.message)
	switch {
	case m == nil:
		b.Warnf(d.node.AttrPos("message"), "fault %q of operation %q has no type of its own: there is no message %q",
			d.name, op.name, d.message)
		return nil
	case len(m.parts) != 1:
		b.Warnf(d.node.AttrPos("message"), "fault %q of operation %q has no type of its own: message %q has %d parts, "+
			"but a fault has one", d.name, op.name, m.name, len(m.parts))
		return nil
	case bound == nil || bound.use != "encoded":
		return b.part(m, m.parts[0], "")
	case !isEncoded:
		b.Warnf(d.node.AttrPos("name"), "fault %q of operation %q has no type of its own: it is encoded, but the body is "+
			"not", d.name, op.name)
		return nil
	}
	return b.encodedPart(m, m.parts[0], bound.namespace)
}

// encodedPart returns the message of the part p of m, a header block or the detail of a fault, as an element of the given
// namespace with p's name, whose value is encoded (WSDL 1.1, section 3.5). It returns nil after a fault.
func (b *operationBuilder) encodedPart(m *message, p *part, namespace string) *schema.Message {
	if p.typeName == "" || xmltree.NameFault(p.name) != "" {
		return b.part(m, p, namespace)
	}
	name := schema.QName{Space: namespace, Local: p.name}
	return &schema.Message{Element: name, Type: b.schemas.Struct(b.schemas.Type(p.node, "type"), p.node, name),
		Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Pos: p.node.AttrPos("name"), Encoded: true}
}
