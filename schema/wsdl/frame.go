// The frame: all of a WSDL 1.1 document but its types, read with gowsdl's document types and joined with positions.

package wsdl

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/hooklift/gowsdl"
)

// frame is a WSDL document without its types. References keep the spelling of the document: they are resolved where the
// node stands.
type frame struct {
	node      *node
	target    string
	messages  []*message
	portTypes []*portType
	bindings  []*binding
	services  []*service
}

type message struct {
	node  *node
	name  string
	parts []*part
}

type part struct {
	node          *node
	name          string
	element, kind string // the element or the type that it refers to; one of them is ""
}

type portType struct {
	node       *node
	name       string
	operations []*operation
}

// operation is one of a port type, or one of a binding.
type operation struct {
	node          *node
	name          string
	input, output *direction // nil where there is none
	faults        []*direction
	action, style string // of a binding
}

// direction is an input, output or fault of an operation.
type direction struct {
	node      *node
	name      string
	message   string    // of a port type
	use       string    // of a binding
	namespace string    // of a binding: that of the wrapper of style rpc
	headers   []*header // of a binding
}

// header is a block of the SOAP header: a part of a message.
type header struct {
	node                     *node
	message, part, namespace string
}

type binding struct {
	node             *node
	name, portType   string
	soap             string // the version of SOAP, "" for another protocol
	style, transport string
	operations       []*operation
}

type service struct {
	node  *node
	name  string
	ports []*port
}

type port struct {
	node          *node
	name, binding string
	address       string
}

// frame reads the document below root.
func (r *reader) frame(root *node) *frame {
	var w gowsdl.WSDL
	if err := xml.NewTokenDecoder(&frameTokens{steps: []*step{{node: root}}}).Decode(&w); err != nil {
		r.Faultf(root.pos, "the document cannot be read: %v", err)
	}
	f := &frame{node: root, target: w.TargetNamespace}
	nodes := root.all(wsdlNamespace, "message")
	for i, m := range w.Messages {
		joined := &message{node: nodes[i], name: m.Name}
		parts := nodes[i].all(wsdlNamespace, "part")
		for j, p := range m.Parts {
			joined.parts = append(joined.parts,
				&part{parts[j], p.Name, strings.TrimSpace(p.Element), strings.TrimSpace(p.Type)})
		}
		f.messages = append(f.messages, joined)
	}
	nodes = root.all(wsdlNamespace, "portType")
	for i, p := range w.PortTypes {
		f.portTypes = append(f.portTypes, &portType{nodes[i], p.Name, joinOperations(nodes[i], p.Operations)})
	}
	nodes = root.all(wsdlNamespace, "binding")
	for i, b := range w.Binding {
		f.bindings = append(f.bindings, &binding{
			node: nodes[i], name: b.Name, portType: strings.TrimSpace(b.Type),
			soap:  soapVersion(nodes[i]),
			style: b.SOAPBinding.Style, transport: b.SOAPBinding.Transport,
			operations: joinOperations(nodes[i], b.Operations),
		})
	}
	nodes = root.all(wsdlNamespace, "service")
	for i, s := range w.Service {
		joined := &service{node: nodes[i], name: s.Name}
		ports := nodes[i].all(wsdlNamespace, "port")
		for j, p := range s.Ports {
			joined.ports = append(joined.ports,
				&port{ports[j], p.Name, strings.TrimSpace(p.Binding), p.SOAPAddress.Location})
		}
		f.services = append(f.services, joined)
	}
	return f
}

// soapVersion returns the version of SOAP that the wsdl:binding n binds to, "" for another protocol.
func soapVersion(n *node) string {
	switch {
	case n.child(soap11Namespace, "binding") != nil:
		return "1.1"
	case n.child(soap12Namespace, "binding") != nil:
		return "1.2"
	}
	return ""
}

func joinOperations(n *node, operations []*gowsdl.WSDLOperation) []*operation {
	var joined []*operation
	nodes := n.all(wsdlNamespace, "operation")
	for i, o := range operations {
		op := &operation{node: nodes[i], name: o.Name, action: o.SOAPOperation.SOAPAction, style: o.SOAPOperation.Style}
		if n := nodes[i].child(wsdlNamespace, "input"); n != nil {
			op.input = joinDirection(n, o.Input.Name, o.Input.Message, o.Input.SOAPBody, o.Input.SOAPHeader)
		}
		if n := nodes[i].child(wsdlNamespace, "output"); n != nil {
			op.output = joinDirection(n, o.Output.Name, o.Output.Message, o.Output.SOAPBody, o.Output.SOAPHeader)
		}
		faults := nodes[i].all(wsdlNamespace, "fault")
		for j, f := range o.Faults {
			op.faults = append(op.faults,
				joinDirection(faults[j], f.Name, f.Message, gowsdl.WSDLSOAPBody(f.SOAPFault), nil))
		}
		joined = append(joined, op)
	}
	return joined
}

func joinDirection(n *node, name, message string, body gowsdl.WSDLSOAPBody,
	headers []*gowsdl.WSDLSOAPHeader) *direction {
	d := &direction{node: n, name: name, message: strings.TrimSpace(message), use: body.Use, namespace: body.Namespace}
	nodes := n.soap("header")
	for i, h := range headers {
		d.headers = append(d.headers, &header{nodes[i], strings.TrimSpace(h.Message), h.Part, h.Namespace})
	}
	return d
}

// soap returns those of n's extensions that SOAP's bindings call local, also from within the parts of a MIME message,
// one of which is the envelope (WSDL 1.1, section 5.2).
func (n *node) soap(local string) []*node {
	var found []*node
	for _, c := range n.extensions() {
		if isSOAP(c) && c.name.Local == local {
			found = append(found, c)
		}
	}
	return found
}

// extensions returns n's children, with the content of MIME parts in place of a MIME message.
func (n *node) extensions() []*node {
	var found []*node
	for _, c := range n.children {
		if !c.is(mimeNamespace, "multipartRelated") {
			found = append(found, c)
			continue
		}
		for _, part := range c.all(mimeNamespace, "part") {
			found = append(found, part.children...)
		}
	}
	return found
}

// isSOAP reports whether n extends WSDL for SOAP, in either version.
func isSOAP(n *node) bool { return n.name.Space == soap11Namespace || n.name.Space == soap12Namespace }

// frameTokens are the tokens of a tree for gowsdl: names with their namespaces, and only those elements that its
// document types ask for. They know the extensions for SOAP 1.1 alone, so those for SOAP 1.2, which have the same names
// and attributes, are given out as such.
type frameTokens struct {
	steps []*step // from the root to where the tokens are
}

// step is an element and how far its tokens are given out: its start, its children, its end.
type step struct {
	node     *node
	started  bool
	children []*node
}

// Token returns the next token.
func (t *frameTokens) Token() (xml.Token, error) {
	for len(t.steps) > 0 {
		last := len(t.steps) - 1
		s := t.steps[last]
		switch {
		case !s.started:
			s.started, s.children = true, s.node.extensions()
			return s.node.startToken(), nil
		case len(s.children) == 0:
			t.steps = t.steps[:last]
			return xml.EndElement{Name: s.node.nameToken()}, nil
		}
		child := s.children[0]
		s.children = s.children[1:]
		if inFrame(s.node, child) {
			t.steps = append(t.steps, &step{node: child})
		}
	}
	return nil, io.EOF
}

// inFrame reports whether n, a child of parent, belongs to the frame. Types are no part of it, documentation is read
// from the tree, and gowsdl would take any element for a fault whose local name is that.
func inFrame(parent, n *node) bool {
	if n.name.Space == wsdlNamespace {
		return n.name.Local != "documentation" && n.name.Local != "types"
	}
	return isSOAP(n) && (parent.name.Local != "operation" || n.name.Local == "operation")
}

func (n *node) nameToken() xml.Name {
	if isSOAP(n) {
		return xml.Name{Space: soap11Namespace, Local: n.name.Local}
	}
	return xml.Name{Space: n.name.Space, Local: n.name.Local}
}

func (n *node) startToken() xml.StartElement {
	start := xml.StartElement{Name: n.nameToken()}
	for _, a := range n.attrs {
		if a.name.Space == "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a.name.Local}, Value: a.value})
		}
	}
	return start
}
