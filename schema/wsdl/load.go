// Loading: the documents that a contract is made of, each read once.

package wsdl

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxBytes bounds all documents of a contract together.
const maxBytes = 64 << 20

// reader is the state of one Read.
type reader struct {
	schema.Diagnostics
	src    schema.Source
	left   int64             // bytes that may still be read
	rank   map[string]int    // the order in which files, as positions name them, were first read
	roots  []*node           // of all documents, in the order they were read
	seen   map[document]bool // documents that have been asked for
	inWSDL map[string]bool   // namespaces of the schemas in WSDL documents

	frames  []*frame
	schemas []*xsd
	declarations
	components
	resolver
}

// document is a file in the namespace that it was asked for: a chameleon may be asked for in several.
type document struct{ file, namespace string }

// xsd is an xs:schema (XSD Part 1, section 3.15).
type xsd struct {
	*reader
	root      *node
	file      string
	target    string // its namespace: a chameleon's is that of the schema that includes it
	chameleon bool
}

func newReader(src schema.Source) *reader {
	return &reader{
		src: src, left: maxBytes, rank: map[string]int{}, seen: map[document]bool{}, inWSDL: map[string]bool{},
		components: newComponents(), resolver: newResolver(),
	}
}

// read reads the whole contract. What it returns is incomplete where there is a fault.
func (r *reader) read() *schema.API {
	api := &schema.API{Contract: path.Base(r.src.Name)}
	r.loadWSDL(r.src.Name, schema.Pos{File: r.name(r.src.Name)})
	if r.Faulty() {
		return api
	}
	r.declareFrames()
	e := r.endpoint()
	if e == nil {
		return api
	}
	for _, x := range r.schemas {
		x.check(x.root)
		x.collect()
	}
	operations := r.operations(e)
	api.Types = r.resolve()
	if r.Faulty() {
		return api
	}
	api.Title = e.service.name
	api.Doc = join([]string{documentation(r.frames[0].node, wsdlNamespace), documentation(e.service.node, wsdlNamespace)})
	api.SOAP = &schema.SOAP{
		Version:    "1.1",
		Namespaces: r.namespaces(api.Types, operations),
		Endpoint:   e.port.address,
		Operations: operations,
	}
	return api
}

// name returns how positions cite a file.
func (r *reader) name(file string) string { return path.Join(r.src.Dir, file) }

// parse reads a file; at is what refers to it. It returns nil after a fault.
func (r *reader) parse(file string, at schema.Pos) *node {
	data, err := r.readFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Faultf(at, "there is no file %q in the contract's folder: save it there", file)
		return nil
	case err != nil:
		r.Faultf(at, "%q cannot be read: %v", file, err)
		return nil
	}
	root, err := parse(r.name(file), data)
	if f, ok := errors.AsType[*fault](err); ok {
		r.Faultf(f.pos, "%s", f.message)
		return nil
	}
	if _, known := r.rank[r.name(file)]; !known {
		r.rank[r.name(file)] = len(r.rank)
	}
	r.roots = append(r.roots, root)
	return root
}

func (r *reader) readFile(file string) ([]byte, error) {
	f, err := r.src.FS.Open(file)
	if err != nil {
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err // the path is in the message already
		}
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, r.left+1))
	if err != nil {
		return nil, err
	}
	if r.left -= int64(len(data)); r.left < 0 {
		return nil, errors.New("the contract is larger than 64 MB")
	}
	return data, nil
}

// locate returns the file that location refers to from the document file, and whether there is one to read.
func (r *reader) locate(file, location string, at schema.Pos) (string, bool) {
	if location == "" {
		r.Faultf(at, "no document is named: say where it is")
		return "", false
	}
	if u, err := url.Parse(location); err == nil && u.Scheme == "" {
		location = u.Path // without %-escapes
	} else {
		r.Faultf(at, "%q is not read from the network: save it in the contract's folder and refer to it there", location)
		return "", false
	}
	located := path.Join(path.Dir(file), location)
	if path.IsAbs(location) || !fs.ValidPath(located) {
		r.Faultf(at, "%q is outside of the contract's folder: save it there", location)
		return "", false
	}
	return located, true
}

// loadWSDL reads the WSDL document file, the schemas in it, and what it imports.
func (r *reader) loadWSDL(file string, at schema.Pos) {
	if !r.first(file, "") {
		return
	}
	root := r.parse(file, at)
	if root == nil {
		return
	}
	if root.is(xsdNamespace, "schema") && file != r.src.Name {
		r.loadSchema(root, file, root.get("targetNamespace")) // some contracts import their schemas so
		return
	}
	if !root.is(wsdlNamespace, "definitions") {
		r.Faultf(root.pos, "%s found where <wsdl:definitions> (namespace %s) is expected", root.label(), wsdlNamespace)
		return
	}
	r.frames = append(r.frames, r.frame(root))
	for _, i := range root.all(wsdlNamespace, "import") {
		if imported, ok := r.locate(file, i.get("location"), i.at("location")); ok {
			r.loadWSDL(imported, i.at("location"))
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

// loadSchema takes an xs:schema into the namespace target, and then what it includes and imports.
func (r *reader) loadSchema(root *node, file, target string) {
	x := &xsd{reader: r, root: root, file: file, target: target}
	x.chameleon = target != root.get("targetNamespace")
	r.schemas = append(r.schemas, x)
	for _, c := range root.children {
		switch {
		case c.is(xsdNamespace, "include"):
			x.include(c)
		case c.is(xsdNamespace, "import"):
			x.imports(c)
		}
	}
}

// include loads a schema document of x's own namespace, or of none (XSD Part 1, section 4.2.1).
func (x *xsd) include(n *node) {
	file, ok := x.locate(x.file, n.get("schemaLocation"), n.at("schemaLocation"))
	if !ok || !x.first(file, x.target) {
		return
	}
	root := x.schemaRoot(file, n)
	if root == nil {
		return
	}
	if own := root.get("targetNamespace"); own != "" && own != x.target {
		x.Faultf(n.at("schemaLocation"), "%q is a schema of namespace %q, not of %q: import it", file, own, x.target)
		return
	}
	x.loadSchema(root, file, x.target)
}

// imports loads a schema document of another namespace (XSD Part 1, section 4.2.3).
func (x *xsd) imports(n *node) {
	namespace, location := n.get("namespace"), n.get("schemaLocation")
	// A location is a hint: there is nothing to load where the namespace is known. An import without one says only that
	// the namespace is used; what is then missing is reported where it is used.
	isKnown := namespace == xmlNamespace || namespace == xsdNamespace ||
		x.inWSDL[namespace] && strings.Contains(location, "://")
	if location == "" || isKnown {
		return
	}
	file, ok := x.locate(x.file, location, n.at("schemaLocation"))
	if !ok || !x.first(file, namespace) {
		return
	}
	root := x.schemaRoot(file, n)
	if root == nil {
		return
	}
	if own := root.get("targetNamespace"); own != namespace {
		x.Faultf(n.at("schemaLocation"), "%q is a schema of namespace %q, not of %q", file, own, namespace)
		return
	}
	x.loadSchema(root, file, namespace)
}

// first reports whether the document file is asked for in the namespace for the first time.
func (r *reader) first(file, namespace string) bool {
	d := document{file, namespace}
	known := r.seen[d]
	r.seen[d] = true
	return !known
}

// schemaRoot reads the schema document file that n refers to. It returns nil after a fault.
func (x *xsd) schemaRoot(file string, n *node) *node {
	root := x.parse(file, n.at("schemaLocation"))
	if root != nil && !root.is(xsdNamespace, "schema") {
		x.Faultf(root.pos, "%s found where <xs:schema> is expected", root.label())
		return nil
	}
	return root
}
