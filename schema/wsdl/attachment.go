// Attachments that a binding declares: parts of messages beside the envelope (WSDL 1.1, section 5; WS-I Attachments Profile
// 1.0).

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// attachedParts returns the fields of the parts of m that bound, which binds a direction of operation op, puts beside the
// envelope, in the order of the binding. ok is false after a fault, and if op is left out.
func (b *operationBuilder) attachedParts(op *operation, m *message, bound *direction) (fields []*schema.Field, ok bool) {
	if n := outsideOfParts(bound.node); n != nil {
		b.Warnf(n.Pos, "operation %q is left out: its %s is <mime:%s> in place of an envelope, which is not "+
			"supported", op.name, bound.node.Name.Local, n.Name.Local)
		return nil, false
	}
	ok = true
	for _, related := range bound.node.All(xmltree.MIMENamespace, "multipartRelated") {
		parts := related.All(xmltree.MIMENamespace, "part")
		if !slices.ContainsFunc(parts, hasEnvelope) {
			b.Warnf(related.Pos, "operation %q is left out: none of the parts of its %s has the envelope (soap:body)", op.name,
				bound.node.Name.Local)
			return nil, false
		}
		for _, part := range parts {
			for _, n := range part.Children {
				if n.Name.Space != xmltree.MIMENamespace {
					continue
				}
				p := b.partOf(op, m, n)
				switch i := indexOf(fields, p); {
				case p == nil:
					ok = false
				case i < 0:
					fields = append(fields, &schema.Field{Wire: schema.QName{Local: p.name}, Pos: p.node.AttrPos("name"),
						Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Type: schema.NewAttachment(),
						Form: schema.ByPointer, Min: 1, Max: 1, ContentTypes: []string{contentType(n)}})
				case !slices.Contains(fields[i].ContentTypes, contentType(n)): // an alternative (section 5.3)
					fields[i].ContentTypes = append(fields[i].ContentTypes, contentType(n))
				}
			}
		}
	}
	return fields, ok
}

// outsideOfParts returns the first child of n, a direction of a binding, that is MIME content without an envelope; nil for
// none.
func outsideOfParts(n *xmltree.Node) *xmltree.Node {
	for _, c := range n.Children {
		if c.Name.Space == xmltree.MIMENamespace && c.Name.Local != "multipartRelated" {
			return c
		}
	}
	return nil
}

// hasEnvelope reports whether part, a mime:part, is the envelope.
func hasEnvelope(part *xmltree.Node) bool { return len(soapExtensions(part, "body")) > 0 }

// partOf returns the part of m that n, an element mime:content or mime:mimeXml, puts beside the envelope: the only one if n
// does not name it. It returns nil after a fault.
func (b *operationBuilder) partOf(op *operation, m *message, n *xmltree.Node) *part {
	name, isNamed := n.Attr("part")
	if !isNamed && len(m.parts) == 1 {
		return m.parts[0]
	}
	p := m.part(name)
	if p == nil {
		b.Faultf(n.AttrPos("part"), "message %q has no part %q for the attachment of operation %q: it has %s", m.name, name,
			op.name, listing(names(m.parts)))
	}
	return p
}

// indexOf returns the index of the field of p, which can be nil, or -1.
func indexOf(fields []*schema.Field, p *part) int {
	return slices.IndexFunc(fields, func(f *schema.Field) bool { return p != nil && f.Wire.Local == p.name })
}

// contentType returns the media type of n, an element mime:content or mime:mimeXml, which can have wildcards.
func contentType(n *xmltree.Node) string {
	switch value := n.Get("type"); {
	case n.Name.Local == "mimeXml":
		return "text/xml"
	case value != "":
		return value
	}
	return "*/*"
}
