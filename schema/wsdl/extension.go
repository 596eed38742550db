// Extensions: elements of other namespaces in WSDL documents, which may require anything (WSDL 1.1, section 2.1.3).

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// understood are the namespaces of the extensions that are supported, or reported when they are left out.
var understood = []string{
	xmltree.WSDLNamespace, xmltree.XSDNamespace, xmltree.SOAP11Namespace, xmltree.SOAP12Namespace,
	xmltree.MIMENamespace, xmltree.HTTPNamespace, dimeNamespace,
}

// reportExtensions reports the extensions in the documents that are not understood, such as policies: each kind once.
func reportExtensions(ds *schema.Diagnostics, documents []*definitions, policies *policies) {
	found := map[schema.QName][]*xmltree.Node{}
	var names []schema.QName
	var visit func(n *xmltree.Node)
	visit = func(n *xmltree.Node) {
		for _, c := range n.Children {
			switch {
			case policies.isUnderstood(c):
			case !slices.Contains(understood, c.Name.Space):
				if found[c.Name] == nil {
					names = append(names, c.Name)
				}
				found[c.Name] = append(found[c.Name], c)
			case c.Name.Space == xmltree.WSDLNamespace && c.Name.Local != "types" && c.Name.Local != "documentation":
				visit(c)
			}
		}
	}
	for _, d := range documents {
		visit(d.node)
	}
	for _, name := range names {
		nodes := found[name]
		more := ""
		if len(nodes) > 1 {
			more = ", here and elsewhere"
		}
		if i := slices.IndexFunc(nodes, isRequired); i >= 0 {
			ds.Warnf(nodes[i].Pos, "%s is required by the contract but not understood%s: the service may "+
				"refuse calls", nodes[i].Label(), more)
			continue
		}
		ds.Warnf(nodes[0].Pos, "%s is not understood%s: the client does not do what it asks for",
			nodes[0].Label(), more)
	}
}

// isRequired reports whether a client must understand the extension n.
func isRequired(n *xmltree.Node) bool {
	return slices.ContainsFunc(n.Attributes, func(a xmltree.Attribute) bool {
		return a.Name == (schema.QName{Space: xmltree.WSDLNamespace, Local: "required"}) && xmltree.IsTrue(a.Value)
	})
}
