// Messages: the content of the body of an operation (WSDL 1.1, sections 2.3 and 3).

package wsdl

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/xsd"
)

// body returns the body of the direction d of operation op, as bound, which may be nil, binds it in the given style. It
// returns nil after a fault, and if the operation is left out. wrapper is the name of the element around the parts in
// style rpc.
func (b *operationBuilder) body(op *operation, d, bound *direction, style, wrapper string) *schema.Message {
	m := refer(b.resolver, "message", b.resolver.messages, d.node, "message", d.message)
	if m == nil {
		return &schema.Message{Type: b.schemas.Undeclared.Placeholder(), Pos: d.node.Pos}
	}
	namespace, parts := "", m.parts
	var attached []*schema.Field
	if bound != nil {
		if hasDIME(bound.node) {
			b.leaveOut(bound.node.Pos, op.name, "its attachments are in DIME messages, which are not "+
				"supported: ask for MTOM, which has replaced them")
			return nil
		}
		if lacksEnvelope(bound.node) {
			return b.withoutEnvelope(op, m, bound, wrapper)
		}
		var ok bool
		if attached, ok = b.attachedParts(op, m, bound); !ok {
			return nil
		}
		if parts, ok = b.bodyParts(op, m, bound, attached); !ok {
			return nil
		}
		namespace = bound.namespace
	}
	switch {
	case style == "rpc" && namespace == "":
		namespace = d.node.Root().Get("targetNamespace")
		b.Warnf(d.node.Pos, "the element around the parts of operation %q has no namespace (soap:body namespace): "+
			"%q is used", op.name, namespace)
		fallthrough
	case style == "rpc":
		message := b.wrapper(m, parts, attached, schema.QName{Space: namespace, Local: wrapper}, op)
		if message != nil {
			message.Encoded = bound != nil && bound.use == "encoded"
		}
		return message
	case attached == nil && len(parts) == 0:
		return &schema.Message{Pos: m.node.AttrPos("name")}
	case attached == nil && len(parts) == 1:
		return b.part(m, parts[0], "")
	case areElements(parts):
		return b.several(m, parts, attached, schema.QName{Space: d.node.Root().Get("targetNamespace"), Local: wrapper}, op)
	}
	b.leaveOut(d.node.AttrPos("message"), op.name, "message %q has the parts %s in the body, which are not "+
		"different elements: name one that is an element in the parts of soap:body", m.name, listing(names(parts)))
	return nil
}

// hasDIME reports whether n, a direction of a binding, says that its messages are DIME messages.
func hasDIME(n *xmltree.Node) bool {
	return slices.ContainsFunc(n.Children, func(c *xmltree.Node) bool { return c.Is(dimeNamespace, "message") })
}

// dimeNamespace is that of the extension of WSDL for DIME.
const dimeNamespace = "http://schemas.xmlsoap.org/ws/2002/04/dime/wsdl/"

// bodyParts returns the parts of m that bound, which binds a direction of operation op, puts into the body: those it
// names, or else all that are not in a header, and never those that are attached. ok is false after a fault.
func (b *operationBuilder) bodyParts(op *operation, m *message, bound *direction, attached []*schema.Field) (body []*part, ok bool) {
	var listed []string
	isListed := false
	ok = true
	for _, n := range soapExtensions(bound.node, "body") {
		value, hasParts := n.Attr("parts")
		if !hasParts {
			continue
		}
		listed, isListed = strings.Fields(value), true
		if len(m.parts) == 0 && len(listed) > 0 {
			b.Warnf(n.AttrPos("parts"), "the body of operation %q is taken to be empty: message %q has no parts",
				op.name, m.name)
			continue
		}
		for _, name := range listed {
			if m.part(name) == nil {
				b.Faultf(n.AttrPos("parts"), "message %q has no part %q for the body of operation %q: it has %s",
					m.name, name, op.name, listing(names(m.parts)))
				ok = false
			}
		}
	}
	for _, p := range m.parts {
		if slices.ContainsFunc(attached, func(f *schema.Field) bool { return f.Wire.Local == p.name }) {
			continue
		}
		isHeader := slices.ContainsFunc(bound.headers, func(h *header) bool {
			return b.resolver.message(h.node, h.message) == m && m.headerPart(h) == p
		})
		switch {
		case isListed && slices.Contains(listed, p.name), !isListed && !isHeader:
			body = append(body, p)
		case !isHeader && ok:
			b.Warnf(p.node.AttrPos("name"), "part %q of message %q is left out of operation %q: its binding puts it "+
				"neither into the body nor into the header", p.name, m.name, op.name)
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

func names(parts []*part) []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// maxNames is how many names a diagnostic lists.
const maxNames = 10

// listing returns the first maxNames of names for messages.
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
// in their order (WS-I Basic Profile 1.1, R2301), with the attached ones beside the envelope. It returns nil after a fault.
func (b *operationBuilder) wrapper(m *message, parts []*part, attached []*schema.Field, name schema.QName,
	op *operation) *schema.Message {
	return b.messageOf(m, parts, attached, name, b.wrappedPart, op)
}

// messageOf returns the message of the element name whose type has the fields of parts, and the attached ones. It returns
// nil after a fault.
func (b *operationBuilder) messageOf(m *message, parts []*part, attached []*schema.Field, name schema.QName,
	fieldOf func(*message, *part) *schema.Field, op *operation) *schema.Message {
	t := &schema.Type{Wire: name, Doc: xmltree.Documentation(m.node, xmltree.WSDLNamespace),
		Pos: m.node.AttrPos("name"), DeclaredBy: "message", Port: b.port, Kind: schema.Struct, Attached: attached}
	sequence := &schema.Particle{Kind: schema.Sequence, Pos: m.node.Pos, Min: 1, Max: 1}
	for _, p := range parts {
		f := fieldOf(m, p)
		if f == nil {
			return nil
		}
		sequence.Children = append(sequence.Children, xsd.Required(f))
	}
	if len(parts) > 0 {
		t.Content = sequence
	}
	b.schemas.Add(t)
	return &schema.Message{Element: name, Type: t, Doc: t.Doc, Pos: op.node.AttrPos("name")}
}

// areElements reports whether each of parts names another element.
func areElements(parts []*part) bool {
	seen := map[schema.QName]bool{}
	for _, p := range parts {
		name, ok := p.node.Resolve(p.element)
		if p.element == "" || !ok || seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// several returns the message of parts of m that are elements in the body itself, and of attached ones. name is that of
// its type. It returns nil after a fault.
func (b *operationBuilder) several(m *message, parts []*part, attached []*schema.Field, name schema.QName,
	op *operation) *schema.Message {
	message := b.messageOf(m, parts, attached, name, b.elementPart, op)
	if message != nil {
		message.Element = schema.BodyOf(b.port.Version)
	}
	return message
}

// elementPart returns the field of the part p of m, which names an element.
func (b *operationBuilder) elementPart(_ *message, p *part) *schema.Field {
	f := &schema.Field{Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Pos: p.node.AttrPos("name")}
	e := b.schemas.Element(p.node, "element")
	if e == nil {
		f.Wire, f.Type = schema.QName{Local: p.name}, b.schemas.Undeclared.Placeholder()
		return f
	}
	b.schemas.SetElement(f, e)
	return f
}

// wrappedPart returns the field of the part p of m in style rpc, nil after a fault.
func (b *operationBuilder) wrappedPart(m *message, p *part) *schema.Field {
	if p.element == "" {
		return b.typedPart(m, p, "type")
	}
	pos := p.node.AttrPos("element")
	if b.schemas.NamesType(p.node, "element") {
		b.Warnf(pos, "part %q of message %q names an element, but %q is a type: the part is taken to be of that type",
			p.name, m.name, p.element)
		return b.typedPart(m, p, "element")
	}
	f := b.elementPart(m, p)
	if _, isUndeclared := b.schemas.Undeclared.NeededBy(f.Type); !isUndeclared {
		b.Warnf(pos, "part %q of message %q names an element, but style rpc needs a type: the part is taken to be that "+
			"element", p.name, m.name)
	}
	return f
}

// typedPart returns the field of the part p of m whose attribute names its type, nil after a fault.
func (b *operationBuilder) typedPart(m *message, p *part, attr string) *schema.Field {
	f := &schema.Field{Wire: schema.QName{Local: p.name},
		Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Pos: p.node.AttrPos("name")}
	switch {
	case xmltree.NameFault(p.name) != "":
		b.Faultf(p.node.AttrPos("name"), "%s", xmltree.NameFault(p.name))
		return nil
	case p.node.Get(attr) == "":
		b.Faultf(p.node.Pos, "part %q of message %q has no type: add the attribute type", p.name, m.name)
		return nil
	}
	f.Type = b.schemas.Type(p.node, attr)
	f.Nillable = b.schemas.IsNullable(f.Type)
	return f
}

// part returns the message of the part p of m that stands alone: the element that p names or, if p names a type, an
// element with p's name in the given namespace. It returns nil after a fault.
func (b *operationBuilder) part(m *message, p *part, namespace string) *schema.Message {
	switch {
	case p.element != "":
		e := b.schemas.Element(p.node, "element")
		if e == nil {
			return &schema.Message{Element: schema.QName{Local: p.name}, Type: b.schemas.Undeclared.Placeholder(),
				Pos: p.node.AttrPos("element")}
		}
		return &schema.Message{Element: e.Name, Type: b.schemas.ElementStruct(e), Doc: xsd.Documentation(e.Node),
			Pos: e.Node.AttrPos("name"), Nillable: e.Node.IsTrue("nillable")}
	case p.typeName == "":
		b.Faultf(p.node.Pos, "part %q of message %q has neither an element nor a type: add the attribute element",
			p.name, m.name)
		return nil
	case xmltree.NameFault(p.name) != "":
		b.Faultf(p.node.AttrPos("name"), "%s", xmltree.NameFault(p.name))
		return nil
	}
	name := schema.QName{Space: namespace, Local: p.name}
	b.Warnf(p.node.AttrPos("type"), "part %q of message %q names a type, but an element is needed: it is "+
		"taken to be an element <%s> of that type", p.name, m.name, p.name)
	return &schema.Message{Element: name, Type: b.schemas.Struct(b.schemas.Type(p.node, "type"), p.node, name),
		Doc: xmltree.Documentation(p.node, xmltree.WSDLNamespace), Pos: p.node.AttrPos("name")}
}
