// The grammar of WSDL: which children each element may have.

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// grammar lists the children of each element of WSDL 1.1 (its appendix A4.1). Elements of other namespaces extend it.
var grammar = map[string]string{
	"definitions": "import types message portType binding service",
	"message":     "part",
	"portType":    "operation",
	"binding":     "operation",
	"operation":   "input output fault",
	"service":     "port",
}

// maxParts bounds the parts of a message, each of which is compared with the header blocks.
const maxParts = 1000

// check reports what in n and its descendants WSDL does not allow, and schemas of another kind than XML Schema.
func check(ds *schema.Diagnostics, n *xmltree.Node) {
	names := strings.Fields(grammar[n.Name.Local])
	switch n.Name.Local {
	case "message", "input", "output":
		if len(n.Children) > maxParts {
			ds.Faultf(n.Pos, "%s has more than %d parts: put them into an element of a type", n.Label(), maxParts)
		}
	}
	seen := map[string]bool{}
	for _, c := range n.Children {
		switch {
		case c.Name.Space == xmltree.WSDLNamespace && slices.Contains(names, c.Name.Local):
			if isSingle := c.Name.Local == "input" || c.Name.Local == "output"; isSingle && seen[c.Name.Local] {
				ds.Faultf(c.Pos, "%s has a second %s: remove one of them", n.Label(), c.Label())
			}
			seen[c.Name.Local] = true
			check(ds, c)
		case c.Name.Space == xmltree.WSDLNamespace && c.Name.Local != "documentation":
			ds.Warnf(c.Pos, "%s is not allowed in %s: it is ignored", c.Label(), n.Label())
		case n.Name.Local == "types" && c.Name.Space != xmltree.WSDLNamespace && c.Name.Space != xmltree.XSDNamespace:
			ds.Warnf(c.Pos, "%s is left out: only XML Schema (namespace %s) is supported", c.Label(),
				xmltree.XSDNamespace)
		}
	}
}
