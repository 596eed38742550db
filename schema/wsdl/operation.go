// Operations: the first SOAP 1.1 port with its binding, port type and messages (WSDL 1.1, sections 2 and 3).

package wsdl

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// declarations are the parts of all frames by name.
type declarations struct {
	messages  map[schema.QName]*message
	portTypes map[schema.QName]*portType
	bindings  map[schema.QName]*binding
}

// endpoint is the port that the client is written for.
type endpoint struct {
	service *service
	port    *port
	binding *binding
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
			if name := (schema.QName{Space: f.target, Local: m.name}); r.unique("message", name, m.node.at("name")) {
				r.messages[name] = m
			}
		}
		for _, p := range f.portTypes {
			if name := (schema.QName{Space: f.target, Local: p.name}); r.unique("port type", name, p.node.at("name")) {
				r.portTypes[name] = p
			}
		}
		for _, b := range f.bindings {
			if name := (schema.QName{Space: f.target, Local: b.name}); r.unique("binding", name, b.node.at("name")) {
				r.bindings[name] = b
			}
		}
	}
}

// referred returns the declaration that the QName text refers to where n stands; nil, the zero value, after a fault.
func referred[D any](r *reader, kind string, declared map[schema.QName]D, n *node, attr, text string) (found D) {
	if text == "" {
		r.Faultf(n.pos, "%s names no %s: add the attribute %s", n.label(), kind, attr)
		return found
	}
	name, ok := n.resolve(text)
	if !ok {
		r.Faultf(n.at(attr), "the prefix of %q is not declared: declare it with xmlns", text)
		return found
	}
	found, ok = declared[name]
	if !ok {
		r.Faultf(n.at(attr), "unknown %s %q: declare it in namespace %q, or import a document that does",
			kind, text, name.Space)
	}
	return found
}

// endpoint returns the first SOAP 1.1 port of the contract and reports the others, nil after a fault.
func (r *reader) endpoint() *endpoint {
	var chosen *endpoint
	var others []*port
	for _, f := range r.frames {
		for _, s := range f.services {
			for _, p := range s.ports {
				b := referred(r, "binding", r.bindings, p.node, "binding", p.binding)
				if chosen == nil && b != nil && b.soap {
					chosen = &endpoint{s, p, b}
				} else if b != nil {
					others = append(others, p)
				}
			}
		}
	}
	if chosen == nil {
		if !r.Faulty() {
			r.Faultf(r.frames[0].node.pos, "there is no port with a soap 1.1 binding: others are not supported yet")
		}
		return nil
	}
	for _, p := range others {
		r.Warnf(p.node.pos, "port %q is left out: the client is written for port %q", p.name, chosen.port.name)
	}
	if t := chosen.binding.transport; t != "" && strings.TrimSuffix(t, "/") != httpTransport {
		at := chosen.binding.node.child(soap11Namespace, "binding").at("transport")
		r.Faultf(at, "transport %q is not supported: http (%s) is", t, httpTransport)
		return nil
	}
	if !r.isLiteral(chosen.binding) {
		return nil
	}
	return chosen
}

// isLiteral reports whether all of b is document/literal, and otherwise that it is not.
func (r *reader) isLiteral(b *binding) bool {
	for _, op := range b.operations {
		style, use := cmp.Or(op.style, b.style, "document"), "literal"
		for _, d := range append([]*direction{op.input, op.output}, op.faults...) {
			if d != nil && d.use == "encoded" {
				use = d.use
			}
		}
		switch {
		case use == "encoded":
			r.Faultf(b.node.at("name"), "binding %q is %s/encoded, which is not supported: ask for document/literal",
				b.name, style)
			return false
		case style != "document":
			r.Faultf(b.node.at("name"), "binding %q is %s/literal, which is not supported yet: document/literal is",
				b.name, style)
			return false
		}
	}
	return true
}

// operations returns the operations of e.
func (r *reader) operations(e *endpoint) []*schema.SOAPOperation {
	pt := referred(r, "port type", r.portTypes, e.binding.node, "type", e.binding.portType)
	if pt == nil {
		return nil
	}
	abstract := map[string]*operation{}
	for _, op := range pt.operations {
		if first, ok := abstract[op.name]; ok {
			r.Faultf(op.node.at("name"), "operation %q is declared twice, first at %s: overloading is not supported",
				op.name, first.node.at("name"))
			continue
		}
		abstract[op.name] = op
	}
	var operations []*schema.SOAPOperation
	bound := map[string]bool{}
	for _, b := range e.binding.operations {
		op := abstract[b.name]
		switch {
		case op == nil:
			r.Faultf(b.node.at("name"), "unknown operation %q: port type %q has none of that name", b.name, pt.name)
		case bound[b.name]:
			r.Faultf(b.node.at("name"), "operation %q is bound twice: remove one of them", b.name)
		case op.input == nil:
			r.Warnf(op.node.pos, "operation %q is left out: it has no input, so it is the service that calls", op.name)
		default:
			if o := r.operation(op, b); o != nil {
				operations = append(operations, o)
			}
		}
		bound[b.name] = true
	}
	for _, op := range pt.operations {
		if !bound[op.name] {
			r.Warnf(op.node.at("name"), "operation %q is left out: binding %q has none of that name", op.name, e.binding.name)
		}
	}
	if len(operations) == 0 && !r.Faulty() {
		r.Faultf(e.binding.node.pos, "binding %q has no operations: there is nothing to call", e.binding.name)
	}
	return operations
}

// operation returns the operation op of a port type as b binds it, nil after a fault.
func (r *reader) operation(op, b *operation) *schema.SOAPOperation {
	if !ncName.MatchString(op.name) {
		r.Faultf(op.node.at("name"), "%q is no xml name: use letters, digits, '_', '-' and '.'", op.name)
		return nil
	}
	if i := strings.IndexFunc(b.action, unicode.IsControl); i >= 0 || strings.Contains(b.action, `"`) {
		r.Faultf(b.node.pos, "the soapAction of operation %q holds characters that no header may: remove them", op.name)
		return nil
	}
	o := &schema.SOAPOperation{
		Wire: op.name, Doc: documentation(op.node, wsdlNamespace), Pos: op.node.at("name"),
		Action: strings.TrimSpace(b.action),
	}
	o.Input = r.body(op, op.input, b.input)
	if op.output != nil {
		o.Output = r.body(op, op.output, b.output)
	}
	for _, f := range op.faults {
		if m := r.body(op, f, nil); m != nil {
			o.Faults = append(o.Faults, m)
		}
	}
	if o.Input == nil || op.output != nil && o.Output == nil {
		return nil
	}
	if o.Doc == "" {
		o.Doc = o.Input.Doc
	}
	return o
}

// body returns the message that the direction d of operation op carries as b binds it, nil after a fault.
func (r *reader) body(op *operation, d, b *direction) *schema.Message {
	m := referred(r, "message", r.messages, d.node, "message", d.message)
	if m == nil {
		return nil
	}
	parts := m.parts
	if b != nil {
		if b.headers > 0 {
			r.Warnf(b.node.pos, "the soap headers of operation %q are left out: they are not supported yet", op.name)
		}
		if b.node.child(mimeNamespace, "multipartRelated") != nil {
			r.Faultf(b.node.pos, "operation %q is bound to mime parts: attachments are not supported yet", op.name)
			return nil
		}
		parts = bodyParts(parts, b)
	}
	if len(parts) != 1 {
		r.Faultf(m.node.at("name"), "message %q puts %d parts into the body of operation %q: exactly one is supported",
			m.name, len(parts), op.name)
		return nil
	}
	part := parts[0]
	if part.element == "" {
		r.Faultf(part.node.pos, "part %q of message %q names no element: document/literal needs one", part.name, m.name)
		return nil
	}
	c := referred(r, "element", r.elements, part.node, "element", part.element)
	if c == nil {
		return nil
	}
	return &schema.Message{Element: c.name, Type: r.messageType(c), Doc: annotation(c.node), Pos: c.node.at("name")}
}

// bodyParts returns those of parts that b puts into the body: the ones it names, or all that are in no header.
func bodyParts(parts []*part, b *direction) []*part {
	var listed []string
	restricted := false
	for _, body := range b.node.all(soap11Namespace, "body") {
		if value, ok := body.attr("parts"); ok {
			listed, restricted = strings.Fields(value), true
		}
	}
	var inHeader []string
	for _, h := range b.node.all(soap11Namespace, "header") {
		inHeader = append(inHeader, h.get("part"))
	}
	var body []*part
	for _, p := range parts {
		if restricted && slices.Contains(listed, p.name) || !restricted && !slices.Contains(inHeader, p.name) {
			body = append(body, p)
		}
	}
	return body
}

// messageType returns the struct of the element c; one of a simple type gets a struct that holds its value.
func (r *reader) messageType(c *component) *schema.Type {
	t := c.xsd.elementType(c.node, c.name, nil)
	if t.Kind == schema.Struct {
		return t
	}
	if wrapped, ok := r.wrapped[c]; ok {
		return wrapped
	}
	wrapped := &schema.Type{Wire: c.name, Doc: annotation(c.node), Pos: c.node.at("name"), Kind: schema.Struct}
	f := &schema.Field{Wire: schema.QName{Local: "value"}, Pos: c.node.at("type"), Type: t, Min: 1, Max: 1}
	if t.Builtin == schema.AnyType && t.Kind == schema.Builtin {
		f.Wire.Local = "any"
		wrapped.Content, wrapped.Mixed = asGroup(leaf(schema.Any, f, place{}, 0, schema.Unbounded)), true
	} else {
		wrapped.Value = f
	}
	r.wrapped[c] = wrapped
	r.listed = append(r.listed, wrapped)
	return wrapped
}
