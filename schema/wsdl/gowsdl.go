// Decoding of WSDL documents by gowsdl: the only file that knows it.
//
// gowsdl gives the document types of WSDL 1.1: which attributes and children its elements have, as Go structs. It has
// no positions, no namespace scopes, no SOAP 1.2 and no MIME. So it reads the tokens of our tree instead of the file,
// and its structs are joined with the nodes they were decoded from, which have the same order.

package wsdl

import (
	"encoding/xml"
	"io"
	"iter"
	"strings"

	"github.com/hooklift/gowsdl"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// decode returns the definitions of the WSDL document root.
func decode(ds *schema.Diagnostics, root *xmltree.Node) *definitions {
	var w gowsdl.WSDL
	if err := xml.NewTokenDecoder(&tokens{open: []*openElement{{node: root}}}).Decode(&w); err != nil {
		ds.Faultf(root.Pos, "the document cannot be read: %v", err)
	}
	d := &definitions{node: root, target: w.TargetNamespace}
	for n, m := range joined(root, "message", w.Messages) {
		decoded := &message{node: n, name: m.Name}
		for n, p := range joined(n, "part", m.Parts) {
			decoded.parts = append(decoded.parts,
				&part{n, p.Name, strings.TrimSpace(p.Element), strings.TrimSpace(p.Type)})
		}
		d.messages = append(d.messages, decoded)
	}
	for n, p := range joined(root, "portType", w.PortTypes) {
		d.portTypes = append(d.portTypes, &portType{n, p.Name, decodeOperations(n, p.Operations)})
	}
	for n, b := range joined(root, "binding", w.Binding) {
		d.bindings = append(d.bindings, &binding{n, b.Name, strings.TrimSpace(b.Type), soapVersion(n),
			b.SOAPBinding.Style, b.SOAPBinding.Transport, decodeOperations(n, b.Operations)})
	}
	for n, s := range joined(root, "service", w.Service) {
		decoded := &service{node: n, name: s.Name}
		for n, p := range joined(n, "port", s.Ports) {
			decoded.ports = append(decoded.ports,
				&port{n, p.Name, strings.TrimSpace(p.Binding), p.SOAPAddress.Location})
		}
		d.services = append(d.services, decoded)
	}
	return d
}

func decodeOperations(n *xmltree.Node, operations []*gowsdl.WSDLOperation) []*operation {
	var decoded []*operation
	for n, o := range joined(n, "operation", operations) {
		op := &operation{node: n, name: o.Name, action: o.SOAPOperation.SOAPAction, style: o.SOAPOperation.Style}
		if n := n.Child(xmltree.WSDLNamespace, "input"); n != nil {
			op.input = decodeDirection(n, o.Input.Name, o.Input.Message, o.Input.SOAPBody, o.Input.SOAPHeader)
		}
		if n := n.Child(xmltree.WSDLNamespace, "output"); n != nil {
			op.output = decodeDirection(n, o.Output.Name, o.Output.Message, o.Output.SOAPBody, o.Output.SOAPHeader)
		}
		for n, f := range joined(n, "fault", o.Faults) {
			op.faults = append(op.faults,
				decodeDirection(n, f.Name, f.Message, gowsdl.WSDLSOAPBody(f.SOAPFault), nil))
		}
		decoded = append(decoded, op)
	}
	return decoded
}

func decodeDirection(n *xmltree.Node, name, message string, body gowsdl.WSDLSOAPBody,
	headers []*gowsdl.WSDLSOAPHeader) *direction {
	d := &direction{node: n, name: name, message: strings.TrimSpace(message), use: body.Use, namespace: body.Namespace}
	nodes := soapExtensions(n, "header")
	for i, h := range headers {
		d.headers = append(d.headers, &header{nodes[i], strings.TrimSpace(h.Message), h.Part, h.Namespace})
	}
	return d
}

// joined yields the values that were decoded from n's children called local, each with its node.
func joined[T any](n *xmltree.Node, local string, values []T) iter.Seq2[*xmltree.Node, T] {
	return func(yield func(*xmltree.Node, T) bool) {
		nodes := n.All(xmltree.WSDLNamespace, local)
		for i, v := range values {
			if !yield(nodes[i], v) {
				return
			}
		}
	}
}

// tokens gives gowsdl the elements of a tree that it understands. Extensions for SOAP 1.2 have the same names and
// attributes as those for SOAP 1.1, and become those.
type tokens struct {
	open []*openElement // from the root inwards
}

// openElement is an element and the children whose tokens are still to come.
type openElement struct {
	node      *xmltree.Node
	isStarted bool
	children  []*xmltree.Node
}

// Token returns the next token.
func (t *tokens) Token() (xml.Token, error) {
	for len(t.open) > 0 {
		last := len(t.open) - 1
		e := t.open[last]
		switch {
		case !e.isStarted:
			e.isStarted, e.children = true, withoutMIME(e.node)
			return startToken(e.node), nil
		case len(e.children) == 0:
			t.open = t.open[:last]
			return xml.EndElement{Name: nameToken(e.node)}, nil
		}
		child := e.children[0]
		e.children = e.children[1:]
		if isUnderstood(e.node, child) {
			t.open = append(t.open, &openElement{node: child})
		}
	}
	return nil, io.EOF
}

// isUnderstood reports whether gowsdl should see n, a child of parent. The tree is enough for types and documentation,
// and gowsdl would take any element with the local name fault for a fault of WSDL.
func isUnderstood(parent, n *xmltree.Node) bool {
	if n.Name.Space == xmltree.WSDLNamespace {
		return n.Name.Local != "documentation" && n.Name.Local != "types"
	}
	return isSOAP(n) && (parent.Name.Local != "operation" || n.Name.Local == "operation")
}

func nameToken(n *xmltree.Node) xml.Name {
	if isSOAP(n) {
		return xml.Name{Space: xmltree.SOAP11Namespace, Local: n.Name.Local}
	}
	return xml.Name(n.Name)
}

func startToken(n *xmltree.Node) xml.StartElement {
	start := xml.StartElement{Name: nameToken(n)}
	for _, a := range n.Attributes {
		if a.Name.Space == "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a.Name.Local}, Value: a.Value})
		}
	}
	return start
}
