// Attachments that a binding declares: parts of messages beside the envelope (WSDL 1.1, section 5; WS-I Attachments Profile
// 1.0).

package wsdl

import (
	"mime"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// attachedParts returns the fields of the parts of m that bound, which binds a direction of operation op, makes parts of a
// MIME message, in the order of the binding. ok is false after a fault.
func (b *operationBuilder) attachedParts(op *operation, m *message, bound *direction) (fields []*schema.Field, ok bool) {
	var content []*xmltree.Node
	for _, related := range bound.node.All(xmltree.MIMENamespace, "multipartRelated") {
		for _, part := range related.All(xmltree.MIMENamespace, "part") {
			content = append(content, contentOf(part)...)
		}
	}
	return b.attachments(op, m, content)
}

// attachments returns the fields of the parts of m that content, elements mime:content or mime:mimeXml, names. Several of
// one part are alternatives (section 5.3). ok is false after a fault.
func (b *operationBuilder) attachments(op *operation, m *message, content []*xmltree.Node) (fields []*schema.Field, ok bool) {
	ok = true
	for _, n := range content {
		p := b.partOf(op, m, n)
		if p == nil {
			ok = false
			continue
		}
		i := slices.IndexFunc(fields, func(f *schema.Field) bool { return f.Wire.Local == p.name })
		switch {
		case i < 0:
			fields = append(fields, &schema.Field{Wire: schema.QName{Local: p.name}, Pos: p.node.AttrPos("name"),
				Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Type: schema.NewAttachment(),
				Form: schema.ByPointer, Min: 1, Max: 1, ContentTypes: []string{contentType(n)}})
		case !slices.Contains(fields[i].ContentTypes, contentType(n)):
			fields[i].ContentTypes = append(fields[i].ContentTypes, contentType(n))
		}
	}
	return fields, ok
}

// contentOf returns the children of n, a direction of a binding, that are MIME content without an envelope.
func contentOf(n *xmltree.Node) (content []*xmltree.Node) {
	for _, c := range n.Children {
		if c.Name.Space == xmltree.MIMENamespace && c.Name.Local != "multipartRelated" {
			content = append(content, c)
		}
	}
	return content
}

// lacksEnvelope reports whether the messages of d, a direction of a binding, have no envelope: they are content, or have parts
// of which none is an envelope.
func lacksEnvelope(d *xmltree.Node) bool {
	isRelated := d.Child(xmltree.MIMENamespace, "multipartRelated") != nil
	return contentOf(d) != nil || isRelated && !hasEnvelope(d)
}

// withoutEnvelope returns the message of op that bound binds without an envelope: it is one content, of which the binding
// can name alternatives, or has parts that are content. name is that of its type. It returns nil after a fault, and if op
// is left out.
func (b *operationBuilder) withoutEnvelope(op *operation, m *message, bound *direction, name string) *schema.Message {
	kind, content := bound.node.Name.Local, contentOf(bound.node)
	related := bound.node.Child(xmltree.MIMENamespace, "multipartRelated")
	isAlone := content != nil
	var fields []*schema.Field
	ok := true
	if isAlone {
		fields, ok = b.attachments(op, m, content)
	} else {
		fields, ok = b.attachedParts(op, m, bound)
	}
	switch {
	case !ok:
		return nil
	case isAlone && (related != nil || hasEnvelope(bound.node)):
		b.leaveOut(content[0].Pos, op.name, "its %s is <mime:%s> or another message, which is not supported", kind, content[0].Name.Local)
		return nil
	case isAlone && len(fields) > 1:
		b.leaveOut(content[0].Pos, op.name, "its %s is one of several parts of message %q, which is not "+
			"supported", kind, m.name)
		return nil
	case len(fields) == 0:
		b.leaveOut(related.Pos, op.name, "none of the parts of its %s has the envelope (soap:body) or content "+
			"(mime:content)", kind)
		return nil
	}
	fields[0].Alone = isAlone
	for _, p := range m.parts {
		if !slices.ContainsFunc(fields, func(f *schema.Field) bool { return f.Wire.Local == p.name }) {
			b.Warnf(p.node.AttrPos("name"), "part %q of message %q is left out of operation %q: its binding does not name it",
				p.name, m.name, op.name)
		}
	}
	message := b.messageOf(m, nil, fields, schema.QName{Space: bound.node.Root().Get("targetNamespace"), Local: name}, nil, op)
	message.Element = schema.QName{}
	return message
}

// hasEnvelope reports whether n, a direction of a binding, has the envelope.
func hasEnvelope(n *xmltree.Node) bool { return len(soapExtensions(n, "body")) > 0 }

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

// contentType returns the media type of n, an element mime:content or mime:mimeXml, which can have wildcards. A type that is
// missing or malformed is any.
func contentType(n *xmltree.Node) string {
	if n.Name.Local == "mimeXml" {
		return "text/xml"
	}
	value := n.Get("type")
	if _, _, err := mime.ParseMediaType(value); err != nil {
		return "*/*"
	}
	return value
}
