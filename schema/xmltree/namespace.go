// Namespaces: the declarations in scope, and the names that prefixes make.

package xmltree

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// The namespaces of XML, XML Schema, WSDL 1.1 and its bindings.
const (
	XMLNamespace    = "http://www.w3.org/XML/1998/namespace"
	XSDNamespace    = "http://www.w3.org/2001/XMLSchema"
	WSDLNamespace   = "http://schemas.xmlsoap.org/wsdl/"
	SOAP11Namespace = "http://schemas.xmlsoap.org/wsdl/soap/"
	SOAP12Namespace = "http://schemas.xmlsoap.org/wsdl/soap12/"
	MIMENamespace   = "http://schemas.xmlsoap.org/wsdl/mime/"
	HTTPNamespace   = "http://schemas.xmlsoap.org/wsdl/http/"
)

// XSDDrafts are the namespaces of drafts of XML Schema: one of the examples of the WSDL 1.1 specification, and one of
// early contracts with SOAP's encoding.
var XSDDrafts = []string{"http://www.w3.org/2000/10/XMLSchema", "http://www.w3.org/1999/XMLSchema"}

// scope is a namespace declaration and the declarations around it.
type scope struct {
	prefix, uri string
	outer       *scope
	size        int // how many declarations are in scope
}

// declare returns the scope inside of s in which prefix stands for uri. A draft of XML Schema is read as if it were
// the recommendation: they differ in a few names, and one that the recommendation does not have is reported where it is
// used.
func (s *scope) declare(prefix, uri string) *scope {
	if slices.Contains(XSDDrafts, uri) {
		uri = XSDNamespace
	}
	size := 1
	if s != nil {
		size += s.size
	}
	return &scope{prefix, uri, s, size}
}

// lookup returns the namespace of prefix, and whether prefix is declared. The empty prefix always is: without a
// declaration it stands for no namespace.
func (s *scope) lookup(prefix string) (uri string, ok bool) {
	for ; s != nil; s = s.outer {
		if s.prefix == prefix {
			return s.uri, s.uri != "" || prefix == ""
		}
	}
	if prefix == "xml" {
		return XMLNamespace, true
	}
	return "", prefix == ""
}

// Resolve returns the name that the QName text means in the scope of n, and whether its prefix is declared.
func (n *Node) Resolve(text string) (name schema.QName, ok bool) {
	prefix, local, found := strings.Cut(text, ":")
	if !found {
		prefix, local = "", text
	}
	uri, ok := n.scope.lookup(prefix)
	return schema.QName{Space: uri, Local: local}, ok
}

// Prefixes returns the prefixes that the documents declare for each namespace, in the order of the documents.
func Prefixes(roots []*Node) map[string][]string {
	declared := map[string][]string{}
	for _, root := range roots {
		root.collectPrefixes(declared, map[scope]bool{})
	}
	return declared
}

// collectPrefixes adds the prefixes that n and its descendants declare, in document order.
func (n *Node) collectPrefixes(declared map[string][]string, seen map[scope]bool) {
	var outer *scope
	if n.Parent != nil {
		outer = n.Parent.scope
	}
	var own []*scope
	for s := n.scope; s != outer; s = s.outer {
		own = append(own, s)
	}
	for i := len(own) - 1; i >= 0; i-- {
		declaration := scope{prefix: own[i].prefix, uri: own[i].uri}
		if !seen[declaration] {
			seen[declaration] = true
			declared[declaration.uri] = append(declared[declaration.uri], declaration.prefix)
		}
	}
	for _, c := range n.Children {
		c.collectPrefixes(declared, seen)
	}
}
