// Package xsd reads the XML schemas of a contract (XML Schema 1.0) into the types of package schema.
//
// It works in three steps. The loader (load.go) reads the schema documents. The resolver (resolver.go) collects their
// global components by name, and finds the component that a reference names. The builders (builder.go) make types of
// the components: one builder each for simple types, complex types, content models, elements, substitution groups,
// values and derivation.
package xsd

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// Schemas are the schemas of one contract. Its methods are called in this order: Load and LoadInline for all documents,
// Collect, then those that refer to elements and types, and last Types.
type Schemas struct {
	Undeclared *Undeclared // the references to names that nothing declares

	loader   *loader
	resolver *resolver
	builder  *builder
}

// New returns the schemas of the contract that files loads. They are empty until something is loaded.
func New(files *xmltree.Loader) *Schemas {
	undeclared := &Undeclared{Diagnostics: files.Diagnostics, types: map[*schema.Type]*reference{}}
	l := newLoader(files)
	r := newResolver(l, undeclared)
	return &Schemas{Undeclared: undeclared, loader: l, resolver: r, builder: newBuilder(r)}
}

// Load loads the xs:schema root of the document file, and the documents that it includes, imports and redefines. Its
// components are in the namespace target.
func (s *Schemas) Load(root *xmltree.Node, file, target string) { s.loader.load(root, file, target) }

// LoadInline loads the xs:schema elements in the WSDL document file. They may import each other without a location.
func (s *Schemas) LoadInline(schemas []*xmltree.Node, file string) {
	s.loader.loadInline(schemas, file)
}

// HasNamespace reports whether a schema of the namespace has been loaded.
func (s *Schemas) HasNamespace(namespace string) bool { return s.loader.hasNamespace(namespace) }

// Collect checks the loaded documents and collects their components by name.
func (s *Schemas) Collect() {
	for _, d := range s.loader.documents {
		s.resolver.check(d.root)
		s.resolver.collect(d)
	}
	for _, n := range s.loader.redefinitions {
		s.resolver.redefine(n)
	}
}

// Element is a global element.
type Element struct {
	Name schema.QName
	Node *xmltree.Node
}

// Element returns the global element that n's attribute names, or nil if nothing declares it.
func (s *Schemas) Element(n *xmltree.Node, attr string) *Element {
	c := s.resolver.refer("element", s.resolver.elements, n, attr)
	if c == nil {
		return nil
	}
	return &Element{c.name, c.node}
}

// Type returns the type that n's attribute names, or a placeholder if nothing declares it.
func (s *Schemas) Type(n *xmltree.Node, attr string) *schema.Type {
	return s.builder.named.ref(n, n.Get(attr), n.AttrPos(attr))
}

// NamesType reports whether n's attribute names a type, and not an element.
func (s *Schemas) NamesType(n *xmltree.Node, attr string) bool {
	name, ok := s.loader.resolve(n, n.Get(attr))
	isBuiltin := name.Space == xmltree.XSDNamespace && (schema.BuiltinType(name.Local).IsXSD() || draftNames[name.Local] != "")
	return ok && s.resolver.elements[name] == nil && (isBuiltin || s.resolver.types[name] != nil)
}

// ElementStruct returns the struct of e's content: its type, or a struct around a type of another kind.
func (s *Schemas) ElementStruct(e *Element) *schema.Type {
	return s.Struct(s.builder.elements.typeOf(e.Node, e.Name, nil), e.Node, e.Name)
}

// Struct returns t if it is a struct, or else a struct called name around it. n declares the element or part that has
// the type.
func (s *Schemas) Struct(t *schema.Type, n *xmltree.Node, name schema.QName) *schema.Type {
	return s.builder.structOf(t, n, name)
}

// SetElement makes f a field for the element e.
func (s *Schemas) SetElement(f *schema.Field, e *Element) {
	f.Wire = e.Name
	s.builder.elements.setType(f, e.Node, nil)
}

// Required returns the particle of a field that occurs once.
func Required(f *schema.Field) *schema.Particle {
	return leaf(schema.Element, f, context{}, 1, 1)
}

// Add adds t to the types of the contract.
func (s *Schemas) Add(t *schema.Type) { s.builder.add(t) }

// Types builds all types that have not been built yet, and returns the types of the contract in the order of its
// documents.
func (s *Schemas) Types() []*schema.Type { return s.builder.finish() }

// Documentation returns the xs:documentation of n, "" if it has none (XSD Part 1, section 3.13).
func Documentation(n *xmltree.Node) string {
	var doc []string
	for _, a := range n.All(xmltree.XSDNamespace, "annotation") {
		doc = append(doc, xmltree.Documentation(a, xmltree.XSDNamespace))
	}
	return xmltree.JoinParagraphs(doc)
}
