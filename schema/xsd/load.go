// Loading: a contract's documents, from the first to those that they import, include and redefine.

package wsdl

import (
	"errors"
	"path"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// reader is the state of one Read.
type reader struct {
	schema.Diagnostics
	src    schema.Source
	left   int64           // bytes that may still be read
	rank   map[string]int  // the order in which files, as positions name them, were first read
	roots  []*node         // of all documents, in the order they were read
	seen   map[asked]bool  // documents that have been asked for
	inWSDL map[string]bool // namespaces of the schemas in WSDL documents
	lost   []*lost         // documents that could not be had
	lostIn map[string]bool // namespaces that were looked for in those, and whether they may be there

	frames        []*frame
	schemas       []*xsd
	redefinitions []component // without names: the xs:redefine elements, inner ones first
	declarations
	components
	missing
	resolver
}

// xsd is an xs:schema (XSD Part 1, section 3.15).
type xsd struct {
	*reader
	root      *node
	file      string
	target    string // its namespace: a chameleon's is that of the schema that includes it
	chameleon bool
	isKnown   bool // one of the reader's own
}

func newReader(src schema.Source) *reader {
	return &reader{
		src: src, left: maxBytes, rank: map[string]int{}, seen: map[asked]bool{}, inWSDL: map[string]bool{},
		lostIn: map[string]bool{}, components: newComponents(), resolver: newResolver(),
		missing: missing{lacking: map[*schema.Type]*undeclared{}},
	}
}

// read reads the whole contract. What it returns is incomplete where there is a fault.
func (r *reader) read() *schema.API {
	api := &schema.API{Contract: path.Base(r.src.Name)}
	defer r.reportLost()
	r.loadRoot()
	if r.Faulty() {
		return api
	}
	r.declareFrames()
	r.checkExtensions()
	e := r.endpoint()
	if e == nil {
		r.reportMissing(false)
		return api
	}
	for _, x := range r.schemas {
		x.check(x.root)
		x.collect()
	}
	for _, d := range r.redefinitions {
		d.xsd.redefine(d.node)
	}
	operations := r.operations(e)
	api.Types, operations = r.leaveOut(r.resolve(), operations)
	if len(operations) == 0 && len(r.references) == 0 && !r.Faulty() {
		r.Faultf(e.binding.node.pos, "binding %q has no operations that can be called: there is nothing to write",
			e.binding.name)
	}
	if r.Faulty() {
		return api
	}
	r.reportUnused()
	api.Title, api.Doc = e.title, join([]string{documentation(r.frames[0].node, wsdlNamespace), e.doc})
	api.SOAP = &schema.SOAP{
		Version:    e.binding.soap,
		Namespaces: r.namespaces(api.Types, operations),
		Endpoint:   e.address,
		Pos:        e.pos(),
		Operations: operations,
	}
	return api
}

// loadRoot reads the contract itself, and everything that it refers to.
func (r *reader) loadRoot() {
	r.first(r.src.Name, "")
	root, err := r.parse(r.src.Name)
	f, isFault := errors.AsType[*fault](err)
	switch {
	case isFault:
		r.Faultf(f.pos, "%s", f.message)
	case err != nil:
		if err == errNoFile {
			err = errors.New("there is no such file: check its name")
		}
		r.Faultf(schema.Pos{File: r.name(r.src.Name)}, "%v", err)
	default:
		r.loadWSDL(root, r.src.Name)
	}
}

// loadWSDL takes the WSDL document, the schemas in it, and what it imports.
func (r *reader) loadWSDL(root *node, file string) {
	if !root.is(wsdlNamespace, "definitions") {
		r.Faultf(root.pos, "%s found where <wsdl:definitions> (namespace %s) is expected", root.label(), wsdlNamespace)
		return
	}
	r.frames = append(r.frames, r.frame(root))
	for _, i := range root.all(wsdlNamespace, "import") {
		imported, file := r.document(reference{i, file, "location", i.get("namespace")})
		switch {
		case imported == nil:
		case imported.is(xsdNamespace, "schema"): // some contracts import their schemas so
			if target := imported.get("targetNamespace"); r.first(file, target) {
				r.loadSchema(imported, file, target)
			}
		default:
			r.loadWSDL(imported, file)
		}
	}
	// The inline schemas are known before any of them is loaded: an import of one names no file.
	var inline []*node
	for _, t := range root.all(wsdlNamespace, "types") {
		inline = append(inline, t.all(xsdNamespace, "schema")...)
	}
	for _, s := range inline {
		r.inWSDL[s.get("targetNamespace")] = true
	}
	for _, s := range inline {
		r.loadSchema(s, file, s.get("targetNamespace"))
	}
}

// loadSchema takes an xs:schema into the namespace target, and then what it includes, imports and redefines.
func (r *reader) loadSchema(root *node, file, target string) {
	x := &xsd{reader: r, root: root, file: file, target: target}
	x.chameleon = target != root.get("targetNamespace")
	r.schemas = append(r.schemas, x)
	for _, c := range root.children {
		switch {
		case c.is(xsdNamespace, "include"):
			x.load(c, target)
		case c.is(xsdNamespace, "redefine"):
			x.load(c, target)
			r.redefinitions = append(r.redefinitions, component{xsd: x, node: c})
		case c.is(xsdNamespace, "import"):
			x.imports(c)
		}
	}
}

// imports loads a schema document of another namespace (XSD Part 1, section 4.2.3).
func (x *xsd) imports(n *node) {
	namespace, location := n.get("namespace"), n.get("schemaLocation")
	_, isMapped := x.src.Map[namespace]
	// A location is a hint: there is nothing to load where the namespace is known. An import without one says only that
	// the namespace is used; what is then missing is reported where it is used.
	isHad := namespace == xmlNamespace || namespace == xsdNamespace || location == "" && !isMapped ||
		x.inWSDL[namespace] && strings.Contains(location, "://")
	if !isHad {
		x.load(n, namespace)
	}
}

// load loads the schema document that n refers to, which should be of the given namespace. One of no namespace takes on
// that of the schema that includes it (XSD Part 1, section 4.2.1).
func (x *xsd) load(n *node, namespace string) {
	root, file := x.document(reference{n, x.file, "schemaLocation", namespace})
	if root == nil {
		return
	}
	if !root.is(xsdNamespace, "schema") {
		x.Faultf(root.pos, "%s found where <xs:schema> is expected", root.label())
		return
	}
	own := root.get("targetNamespace")
	isChameleon := own == "" && !n.is(xsdNamespace, "import")
	if own != namespace && !isChameleon {
		x.Warnf(n.at("schemaLocation"), "%q is a schema of namespace %q, not of %q: it is taken for what it is",
			file, own, namespace)
		if namespace = own; !x.first(file, own) {
			return
		}
	}
	x.loadSchema(root, file, namespace)
}
