// The loader: the WSDL documents of a contract, and the schemas in them.

package wsdl

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
	"github.com/kontrakt-dev/kontrakt/schema/xsd"
)

// loader loads WSDL documents.
type loader struct {
	*schema.Diagnostics
	files     *xmltree.Loader
	schemas   *xsd.Schemas
	documents []*definitions // in the order of reading
}

// loadContract loads the contract's first document and everything that it refers to.
func (l *loader) loadContract() {
	if root, file := l.files.Contract(); root != nil {
		l.load(root, file)
	}
}

// load loads the WSDL document root, the documents that it imports, and the schemas in it.
func (l *loader) load(root *xmltree.Node, file string) {
	if !root.Is(xmltree.WSDLNamespace, "definitions") {
		l.Faultf(root.Pos, "found %s, expected <wsdl:definitions> (namespace %s)", root.Label(), xmltree.WSDLNamespace)
		return
	}
	l.documents = append(l.documents, decode(l.Diagnostics, root))
	for _, n := range root.All(xmltree.WSDLNamespace, "import") {
		namespace := n.Get("namespace")
		imported, file := l.files.Load(xmltree.Reference{Node: n, File: file, Attr: "location", Namespace: namespace,
			IsKnown: xsd.IsKnown(namespace)})
		switch {
		case imported == nil:
		case imported.Is(xmltree.XSDNamespace, "schema"): // some contracts import schemas like this
			if target := imported.Get("targetNamespace"); l.files.Request(file, target) {
				l.schemas.Load(imported, file, target)
			}
		default:
			l.load(imported, file)
		}
	}
	var inline []*xmltree.Node
	for _, types := range root.All(xmltree.WSDLNamespace, "types") {
		inline = append(inline, types.All(xmltree.XSDNamespace, "schema")...)
	}
	l.schemas.LoadInline(inline, file)
}
