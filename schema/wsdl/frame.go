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
	node    *node
	name    string
	element string // what it refers to; "" where that is a type
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
	node    *node
	message string // of a port type
	use     string // of a binding
	headers int    // of a binding
}

type binding struct {
	node             *node
	name, portType   string
	soap             bool // SOAP 1.1
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
	if err := xml.NewTokenDecoder(&frameTokens{steps: []step{{node: root}}}).Decode(&w); err != nil {
		r.Faultf(root.pos, "the document cannot be read: %v", err)
	}
	f := &frame{node: root, target: w.TargetNamespace}
	nodes := root.all(wsdlNamespace, "message")
	for i, m := range w.Messages {
		joined := &message{node: nodes[i], name: m.Name}
		parts := nodes[i].all(wsdlNamespace, "part")
		for j, p := range m.Parts {
			joined.parts = append(joined.parts, &part{parts[j], p.Name, strings.TrimSpace(p.Element)})
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
			soap:  nodes[i].child(soap11Namespace, "binding") != nil,
			style: b.SOAPBinding.Style, transport: b.SOAPBinding.Transport,
			operations: joinOperations(nodes[i], b.Operations),
		})
	}
	nodes = root.all(wsdlNamespace, "service")
	for i, s := range w.Service {
		joined := &service{node: nodes[i], name: s.Name}
		ports := nodes[i].all(wsdlNamespace, "port")
		for j, p := range s.Ports {
			joined.ports = append(joined.ports, &port{ports[j], p.Name, strings.TrimSpace(p.Binding), p.SOAPAddress.Location})
		}
		f.services = append(f.services, joined)
	}
	return f
}

func joinOperations(n *node, operations []*gowsdl.WSDLOperation) []*operation {
	var joined []*operation
	nodes := n.all(wsdlNamespace, "operation")
	for i, o := range operations {
		op := &operation{node: nodes[i], name: o.Name, action: o.SOAPOperation.SOAPAction, style: o.SOAPOperation.Style}
		if in := nodes[i].child(wsdlNamespace, "input"); in != nil {
			op.input = &direction{in, strings.TrimSpace(o.Input.Message), o.Input.SOAPBody.Use, len(o.Input.SOAPHeader)}
		}
		if out := nodes[i].child(wsdlNamespace, "output"); out != nil {
			op.output = &direction{out, strings.TrimSpace(o.Output.Message), o.Output.SOAPBody.Use, len(o.Output.SOAPHeader)}
		}
		faults := nodes[i].all(wsdlNamespace, "fault")
		for j, f := range o.Faults {
			op.faults = append(op.faults, &direction{faults[j], strings.TrimSpace(f.Message), f.SOAPFault.Use, 0})
		}
		joined = append(joined, op)
	}
	return joined
}

// frameTokens are the tokens of a tree for gowsdl: names with their namespaces, and only those elements that its
// document types ask for.
type frameTokens struct {
	steps []step // from the root to where the tokens are
}

// step is an element and how many of its tokens are given out: its start, its children, its end.
type step struct {
	node *node
	next int
}

// Token returns the next token.
func (t *frameTokens) Token() (xml.Token, error) {
	for len(t.steps) > 0 {
		s := &t.steps[len(t.steps)-1]
		s.next++
		switch child := s.next - 2; {
		case child < 0:
			return s.node.startToken(), nil
		case child == len(s.node.children):
			t.steps = t.steps[:len(t.steps)-1]
			return xml.EndElement{Name: s.node.nameToken()}, nil
		case inFrame(s.node, s.node.children[child]):
			t.steps = append(t.steps, step{node: s.node.children[child]})
		}
	}
	return nil, io.EOF
}

// inFrame reports whether n, a child of parent, belongs to the frame. Types are no part of it, documentation is read
// from the tree, and gowsdl would take any element for a fault whose local name is that.
func inFrame(parent, n *node) bool {
	switch n.name.Space {
	case wsdlNamespace:
		return n.name.Local != "documentation" && n.name.Local != "types"
	case soap11Namespace:
		return parent.name.Local != "operation" || n.name.Local == "operation"
	}
	return false
}

func (n *node) nameToken() xml.Name { return xml.Name{Space: n.name.Space, Local: n.name.Local} }

func (n *node) startToken() xml.StartElement {
	start := xml.StartElement{Name: n.nameToken()}
	for _, a := range n.attrs {
		if a.name.Space == "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: a.name.Local}, Value: a.value})
		}
	}
	return start
}
