// Header blocks and faults (WSDL 1.1, sections 3.6 and 3.7).

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// headers returns the header blocks that bound, which binds a direction of operation op and may be nil, adds.
func (b *operationBuilder) headers(op *operation, bound *direction) []*schema.Message {
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
		if h.node.Get("use") == "encoded" {
			b.Warnf(h.node.AttrPos("use"), "a header of operation %q is left out: it is encoded", op.name)
			continue
		}
		block := b.part(m, p, h.namespace)
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
	isDeclared, isEncoded := map[string]bool{}, map[string]bool{}
	for _, f := range op.faults {
		isDeclared[f.name] = true
	}
	for _, f := range bound.faults {
		if !isDeclared[f.name] {
			b.Warnf(f.node.AttrPos("name"), "fault %q is left out: operation %q does not declare it in its port type",
				f.name, op.name)
		}
		isEncoded[f.name] = f.use == "encoded"
	}
	var faults []*schema.Message
	seen := map[schema.QName]bool{}
	for _, f := range op.faults {
		if isEncoded[f.name] {
			b.Warnf(f.node.AttrPos("name"), "fault %q of operation %q has no type of its own: it is encoded", f.name,
				op.name)
			continue
		}
		m := b.faultDetail(op, f)
		if m != nil && !seen[m.Element] {
			seen[m.Element] = true
			faults = append(faults, m)
		}
	}
	return faults
}

// faultDetail returns the detail of the fault d of operation op, nil if it cannot have a type of its own.
func (b *operationBuilder) faultDetail(op *operation, d *direction) *schema.Message {
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
	}
	return b.part(m, m.parts[0], "")
}
