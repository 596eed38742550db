// The loader: the schema documents of a contract, and those that they include, import and redefine.

package xsd

import (
	"bytes"
	"embed"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// loader loads schema documents.
type loader struct {
	*schema.Diagnostics
	files         *xmltree.Loader
	documents     []*document                 // without those of known namespaces
	byRoot        map[*xmltree.Node]*document // all documents
	redefinitions []*xmltree.Node             // the xs:redefine elements, inner ones first
	inline        map[string]bool             // namespaces of the schemas in WSDL documents
}

// document is an xs:schema (XSD Part 1, section 3.15).
type document struct {
	root        *xmltree.Node
	file        string
	target      string // the namespace of its components
	isChameleon bool   // whether target is that of the schema that includes it
	isKnown     bool   // whether it is part of this program
}

func newLoader(files *xmltree.Loader) *loader {
	return &loader{Diagnostics: files.Diagnostics, files: files, byRoot: map[*xmltree.Node]*document{},
		inline: map[string]bool{}}
}

// document returns the schema in which n stands, or an empty one for a node that is in none.
func (l *loader) document(n *xmltree.Node) *document {
	for ; n != nil; n = n.Parent {
		if d := l.byRoot[n]; d != nil {
			return d
		}
	}
	return &document{root: &xmltree.Node{}}
}

// resolve returns the name that the QName text means in the scope of n, and whether its prefix is declared. In a
// chameleon, a name without a namespace is in that of the schema that includes it (XSD Part 1, section 4.2.1).
func (l *loader) resolve(n *xmltree.Node, text string) (name schema.QName, ok bool) {
	name, ok = n.Resolve(text)
	if ok && name.Space == "" {
		if d := l.document(n); d.isChameleon {
			name.Space = d.target
		}
	}
	return name, ok
}

// hasNamespace reports whether a schema of the namespace has been loaded.
func (l *loader) hasNamespace(namespace string) bool {
	return slices.ContainsFunc(l.documents, func(d *document) bool { return d.target == namespace })
}

// loadInline loads the schemas in the WSDL document file. All are known before any of them is loaded, since an import
// of one does not name a file.
func (l *loader) loadInline(schemas []*xmltree.Node, file string) {
	for _, root := range schemas {
		l.inline[root.Get("targetNamespace")] = true
	}
	for _, root := range schemas {
		l.load(root, file, root.Get("targetNamespace"))
	}
}

// load loads the xs:schema root of the document file into the namespace target, then the documents it refers to.
func (l *loader) load(root *xmltree.Node, file, target string) {
	d := &document{root: root, file: file, target: target, isChameleon: target != root.Get("targetNamespace")}
	l.documents = append(l.documents, d)
	l.byRoot[root] = d
	for _, c := range root.Children {
		switch {
		case c.Is(xmltree.XSDNamespace, "include"):
			l.follow(d, c, target)
		case c.Is(xmltree.XSDNamespace, "redefine"):
			l.follow(d, c, target)
			l.redefinitions = append(l.redefinitions, c)
		case c.Is(xmltree.XSDNamespace, "import"):
			l.followImport(d, c)
		}
	}
}

// followImport loads the schema document that the xs:import n of d refers to (XSD Part 1, section 4.2.3). A location is
// a hint: nothing is loaded if the namespace is built in or an inline schema has it. An import without a location only
// says that the namespace is used; names that are then missing are reported at their references.
func (l *loader) followImport(d *document, n *xmltree.Node) {
	namespace, location := n.Get("namespace"), n.Get("schemaLocation")
	switch {
	case namespace == xmltree.XMLNamespace, namespace == xmltree.XSDNamespace:
	case location == "" && !l.files.IsMapped(namespace):
	case l.inline[namespace] && strings.Contains(location, "://"):
	default:
		l.follow(d, n, namespace)
	}
}

// follow loads the schema document that the element n of d refers to, which should be of the given namespace. An
// included document without a namespace is a chameleon: it takes the namespace of d.
func (l *loader) follow(d *document, n *xmltree.Node, namespace string) {
	root, file := l.files.Load(xmltree.Reference{Node: n, File: d.file, Attr: "schemaLocation", Namespace: namespace,
		IsKnown: IsKnown(namespace)})
	if root == nil {
		return
	}
	if !root.Is(xmltree.XSDNamespace, "schema") {
		l.Faultf(root.Pos, "found %s, expected <xs:schema>", root.Label())
		return
	}
	own := root.Get("targetNamespace")
	isChameleon := own == "" && !n.Is(xmltree.XSDNamespace, "import")
	if own != namespace && !isChameleon {
		l.Warnf(n.AttrPos("schemaLocation"), "%q is a schema of namespace %q, not of %q: its own namespace is used",
			file, own, namespace)
		if namespace = own; !l.files.Request(file, own) {
			return
		}
	}
	l.load(root, file, namespace)
}

//go:embed known/*.xsd
var knownFiles embed.FS

// known are the schemas of well-known namespaces, written for this package. Contracts refer to them without a location,
// or with one in the network. They hold the components that contracts refer to. A schema of the contract takes
// precedence.
var known = map[string]string{
	xmltree.XMLNamespace:                               "known/xml.xsd",
	schema.SOAPEncoding11:                              "known/soapenc.xsd",
	schema.SOAPEncoding12:                              "known/soapenc.xsd",
	"http://xml.apache.org/xml-soap":                   "known/xmlsoap.xsd",
	"http://schemas.xmlsoap.org/soap/envelope/":        "known/soapenv.xsd",
	"http://schemas.xmlsoap.org/ws/2004/08/addressing": "known/addressing2004.xsd",
	"http://ws-i.org/profiles/basic/1.1/xsd":           "known/swaref.xsd",
	"http://www.w3.org/1999/xlink":                     "known/xlink.xsd",
	"http://www.w3.org/2000/09/xmldsig#":               "known/xmldsig.xsd",
	"http://www.w3.org/2004/06/xmlmime":                "known/xmlmime2004.xsd",
	"http://www.w3.org/2005/05/xmlmime":                "known/xmlmime.xsd",
	"http://www.w3.org/2005/08/addressing":             "known/addressing.xsd",
	"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd": "known/wsu.xsd",
}

// IsKnown reports whether this package has a schema of the namespace.
func IsKnown(namespace string) bool { return known[namespace] != "" }

// loadKnown returns the package's own schema of the namespace when that is asked for first, and nil after that or if
// there is none.
func (l *loader) loadKnown(namespace string) *document {
	file, isKnown := known[namespace]
	if !isKnown || !l.files.Request(file, namespace) {
		return nil
	}
	data, err := knownFiles.ReadFile(file)
	if err != nil {
		panic(err) // the file is embedded
	}
	if namespace == schema.SOAPEncoding12 { // whose types are those of SOAP 1.1
		data = bytes.ReplaceAll(data, []byte(schema.SOAPEncoding11), []byte(schema.SOAPEncoding12))
	}
	d := &document{root: l.files.Embedded(file, data), file: file, target: namespace, isKnown: true}
	l.byRoot[d.root] = d
	return d
}
