// The definitions of a WSDL 1.1 document except its types, with their nodes. References keep the document's spelling:
// the resolver resolves them.

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema/xmltree"

// definitions is a WSDL document.
type definitions struct {
	node      *xmltree.Node
	target    string // its namespace
	messages  []*message
	portTypes []*portType
	bindings  []*binding
	services  []*service
}

type message struct {
	node  *xmltree.Node
	name  string
	parts []*part
}

// part is a part of a message. It refers to an element or to a type; the other is "".
type part struct {
	node                    *xmltree.Node
	name, element, typeName string
}

type portType struct {
	node       *xmltree.Node
	name       string
	operations []*operation
}

type binding struct {
	node             *xmltree.Node
	name, portType   string
	soap             string // the version of SOAP, "" for another protocol
	style, transport string
	operations       []*operation
}

// operation is one of a port type or of a binding.
type operation struct {
	node          *xmltree.Node
	name          string
	input, output *direction // nil for none
	faults        []*direction
	action, style string // of a binding
}

// direction is an input, output or fault of an operation.
type direction struct {
	node      *xmltree.Node
	name      string
	message   string    // of a port type
	use       string    // of a binding
	namespace string    // of a binding: that of the wrapper in style rpc
	headers   []*header // of a binding
}

// header is a block of the SOAP header: a part of a message.
type header struct {
	node                     *xmltree.Node
	message, part, namespace string
}

type service struct {
	node  *xmltree.Node
	name  string
	ports []*port
}

type port struct {
	node                   *xmltree.Node
	name, binding, address string
}

// directions returns the input, output and faults that op has.
func (op *operation) directions() []*direction {
	var found []*direction
	for _, d := range append([]*direction{op.input, op.output}, op.faults...) {
		if d != nil {
			found = append(found, d)
		}
	}
	return found
}

// isSOAP reports whether n extends WSDL for SOAP 1.1 or 1.2.
func isSOAP(n *xmltree.Node) bool {
	return n.Name.Space == xmltree.SOAP11Namespace || n.Name.Space == xmltree.SOAP12Namespace
}

// soapVersion returns the version of SOAP that the wsdl:binding n binds to, "" for another protocol.
func soapVersion(n *xmltree.Node) string {
	switch {
	case n.Child(xmltree.SOAP11Namespace, "binding") != nil:
		return "1.1"
	case n.Child(xmltree.SOAP12Namespace, "binding") != nil:
		return "1.2"
	}
	return ""
}

// soapExtensions returns n's extensions for SOAP that are called local, also those in the parts of a MIME message, one
// of which is the envelope (WSDL 1.1, section 5.2).
func soapExtensions(n *xmltree.Node, local string) []*xmltree.Node {
	var found []*xmltree.Node
	for _, c := range withoutMIME(n) {
		if isSOAP(c) && c.Name.Local == local {
			found = append(found, c)
		}
	}
	return found
}

// withoutMIME returns n's children, with a MIME message replaced by the content of its parts.
func withoutMIME(n *xmltree.Node) []*xmltree.Node {
	var found []*xmltree.Node
	for _, c := range n.Children {
		if !c.Is(xmltree.MIMENamespace, "multipartRelated") {
			found = append(found, c)
			continue
		}
		for _, part := range c.All(xmltree.MIMENamespace, "part") {
			found = append(found, part.Children...)
		}
	}
	return found
}
