// Extensions: elements of other namespaces in the frame, which may ask for anything (WSDL 1.1, section 2.1.3).

package wsdl

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// understood are the namespaces of the extensions that the reader knows, or reports where they are left out.
var understood = []string{wsdlNamespace, xsdNamespace, soap11Namespace, soap12Namespace, mimeNamespace, httpNamespace}

// checkExtensions reports the extensions in all frames that are not understood, such as policies: each kind once.
func (r *reader) checkExtensions() {
	found := map[schema.QName][]*node{}
	var names []schema.QName
	var visit func(n *node)
	visit = func(n *node) {
		for _, c := range n.children {
			switch {
			case !slices.Contains(understood, c.name.Space):
				if found[c.name] == nil {
					names = append(names, c.name)
				}
				found[c.name] = append(found[c.name], c)
			case c.name.Space == wsdlNamespace && c.name.Local != "types" && c.name.Local != "documentation":
				visit(c)
			}
		}
	}
	for _, f := range r.frames {
		visit(f.node)
	}
	for _, name := range names {
		nodes := found[name]
		more := ""
		if len(nodes) > 1 {
			more = ", here and elsewhere"
		}
		if i := slices.IndexFunc(nodes, isRequired); i >= 0 {
			r.Warnf(nodes[i].pos, "%s is not understood, although the contract requires it%s: the service may refuse "+
				"calls without what it asks for", nodes[i].label(), more)
			continue
		}
		r.Warnf(nodes[0].pos, "%s is not understood%s: what it asks for is not done", nodes[0].label(), more)
	}
}

// isRequired reports whether a client must understand the extension n.
func isRequired(n *node) bool {
	return slices.ContainsFunc(n.attrs, func(a attribute) bool {
		return a.name == (schema.QName{Space: wsdlNamespace, Local: "required"}) && isTrue(a.value)
	})
}
