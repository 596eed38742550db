// Header blocks and faults (WSDL 1.1, sections 3.6 and 3.7).

package wsdl

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// headers returns the header blocks that bound, which binds a direction of operation op and may be nil, adds.
// isEncoded says that the messages of the body are encoded.
func (b *operationBuilder) headers(op *operation, bound *direction, isEncoded bool) []*schema.Message {
	if bound == nil {
		return nil
	}
	var headers []*schema.Message
	seen := map[schema.QName]bool{}
	for _, h := range bound.headers {
		m := b.resolver.message(h.node, h.message)
		if m == nil {
			b.Warnf(h.node.AttrPos("message"), "a header of operation %q is left out: there is no message %q", op.name,
				h.message)
			continue
		}
		p := m.headerPart(h)
		if p == nil {
			b.Warnf(h.node.AttrPos("part"), "a header of operation %q is left out: message %q has no part %q", op.name,
				m.name, h.part)
			continue
		}
		var block *schema.Message
		switch {
		case h.node.Get("use") != "encoded":
			block = b.part(m, p, h.namespace)
		case !isEncoded:
			b.Warnf(h.node.AttrPos("use"), "a header of operation %q is left out: it is encoded, but the body is not",
				op.name)
			continue
		default:
			block = b.encodedPart(m, p, h.namespace)
		}
		if block != nil && !seen[block.Element] {
			seen[block.Element] = true
			headers = append(headers, block)
		}
		if len(soapExtensions(h.node, "headerfault")) > 0 {
			b.Warnf(h.node.Pos, "the header faults of operation %q are left out: they are not supported", op.name)
		}
	}
	return headers
}

// headerPart returns the part of m that h names, or nil. h need not name the only part.
func (m *message) headerPart(h *header) *part {
	if h.part == "" && len(m.parts) == 1 {
		return m.parts[0]
	}
	return m.part(h.part)
}

// faults returns the details of the faults of op, an operation of a port type, that can have types of their own. bound
// binds op.
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
	for _, f := range op.faults {
		m := b.faultDetail(op, f, bindings[f.name], bound.isEncoded())
		if m == nil {
			continue
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
	return faults
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
