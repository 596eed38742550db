// The first phase: the components of the schemas, collected by name.

package wsdl

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// components are the global components of all schemas. Simple and complex types share their names (XSD Part 1,
// section 2.5).
type components struct {
	types, elements, attributes, groups, attributeGroups map[schema.QName]*component

	globals     []*component                  // the types and elements, in the contract's order
	substitutes map[schema.QName][]*component // elements by the head of their substitution group
	declared    map[string]*node              // what declares each name, by kind and name
	hidden      map[*node]*node               // what redefines a component, by that
}

// component is a global component and the schema in which it stands.
type component struct {
	xsd  *xsd
	node *node
	name schema.QName

	original *component // what it redefines, which is hidden from all but itself
}

func newComponents() components {
	return components{
		types:           map[schema.QName]*component{},
		elements:        map[schema.QName]*component{},
		attributes:      map[schema.QName]*component{},
		groups:          map[schema.QName]*component{},
		attributeGroups: map[schema.QName]*component{},
		substitutes:     map[schema.QName][]*component{},
		declared:        map[string]*node{},
		hidden:          map[*node]*node{},
	}
}

// collect declares the global components of x.
func (x *xsd) collect() {
	for _, n := range x.root.children {
		kind, table := x.table(n)
		if table == nil {
			continue
		}
		c := x.declare(kind, table, n)
		if c == nil {
			continue
		}
		if (kind == "type" || kind == "element") && !x.isKnown {
			x.globals = append(x.globals, c)
		}
		if head, ok := x.reference(n, "substitutionGroup"); ok && head.Local != "" {
			x.substitutes[head] = append(x.substitutes[head], c)
		}
	}
}

// table returns what the component n is called in messages, and the table of its kind: nil for what is no component.
func (r *reader) table(n *node) (kind string, table map[schema.QName]*component) {
	if n.name.Space != xsdNamespace {
		return "", nil
	}
	switch n.name.Local {
	case "simpleType", "complexType":
		return "type", r.types
	case "element":
		return "element", r.elements
	case "attribute":
		return "attribute", r.attributes
	case "group":
		return "group", r.groups
	case "attributeGroup":
		return "attribute group", r.attributeGroups
	}
	return "", nil
}

// redefine puts the components in the xs:redefine n in place of those that they redefine (XSD Part 1, section 4.2.2).
func (x *xsd) redefine(n *node) {
	for _, d := range n.children {
		kind, table := x.table(d)
		if table == nil {
			continue
		}
		name := schema.QName{Space: x.target, Local: x.ncName(d)}
		if c := x.find(kind, table, name, d.get("name"), d.at("name")); c != nil {
			original := *c
			x.hidden[c.node] = d
			*c = component{x, d, name, &original} // for everybody who has it
		}
	}
}

// declare takes n among the components of its kind. It returns nil after a fault.
func (x *xsd) declare(kind string, table map[schema.QName]*component, n *node) *component {
	name := schema.QName{Space: x.target, Local: x.ncName(n)}
	if name.Local == "" || x.isKnown && table[name] != nil || !x.unique(kind, name, n) {
		return nil
	}
	c := &component{xsd: x, node: n, name: name}
	table[name] = c
	return c
}

// unique reports whether name is declared for the first time. A second declaration is a fault where it differs from the
// first: copies of one schema are common.
func (r *reader) unique(kind string, name schema.QName, n *node) bool {
	key := kind + " " + name.String()
	first, isDeclared := r.declared[key]
	if !isDeclared {
		r.declared[key] = n
		return true
	}
	if !n.equal(first) {
		r.Faultf(n.at("name"), "%s %q is declared twice, first at %s: rename or remove one of them",
			kind, name.Local, first.at("name"))
	}
	return false
}

// find returns the component of the kind in table that has the name, which is spelled text at a place: nil where it is
// missed.
func (r *reader) find(
	kind string, table map[schema.QName]*component, name schema.QName, text string, at schema.Pos,
) *component {
	if c := table[name]; c != nil {
		return c
	}
	if r.loadKnown(name.Space) && table[name] != nil {
		return table[name]
	}
	switch {
	case r.isLost(name.Space):
		r.miss(at, text, "") // the document is reported instead
	case name.Space == xsdNamespace:
		r.miss(at, text, "unknown %s %q: xml schema itself declares none of that name", kind, text)
	case name.Space == "":
		r.miss(at, text, "unknown %s %q: declare it in a schema without a namespace, or give its prefix", kind, text)
	default:
		r.miss(at, text, "unknown %s %q: declare it in a schema of namespace %q, or import one that does", kind, text,
			name.Space)
	}
	return nil
}

// refer returns the component of the kind in table that n's attribute refers to, nil where it is missed.
func (x *xsd) refer(kind string, table map[schema.QName]*component, n *node, attr string) *component {
	text := n.get(attr)
	name, ok := x.qualified(n, text, n.at(attr))
	if !ok {
		return nil
	}
	return x.find(kind, table, x.meant(table, name, text, n.at(attr)), text, n.at(attr)).from(n)
}

// meant returns name or, for one spelled as text without a prefix that is none of the default namespace, that of the
// schema's own namespace, if it declares that: with a warning at the place.
func (x *xsd) meant(table map[schema.QName]*component, name schema.QName, text string, at schema.Pos) schema.QName {
	own := schema.QName{Space: x.target, Local: name.Local}
	if table[name] == nil && table[own] != nil && !strings.Contains(text, ":") {
		x.warnUnprefixed(text, own.Space, at)
		return own
	}
	return name
}

// warnUnprefixed reports that a name without a prefix is taken to be in a namespace that is not the default one.
func (r *reader) warnUnprefixed(text, space string, at schema.Pos) {
	r.Warnf(at, "%q has no prefix, and the default namespace has nothing of that name: it is taken to be in namespace "+
		"%q; write its prefix", text, space)
}

// from returns c as n refers to it: what redefines a component refers to the original.
func (c *component) from(n *node) *component {
	for c != nil && c.original != nil && n.isIn(c.node) {
		c = c.original
	}
	return c
}

// ncName returns the name that n declares, "" after a fault.
func (x *xsd) ncName(n *node) string {
	name := n.get("name")
	if name == "" {
		x.Faultf(n.pos, "%s has no name: add the attribute name", n.label())
	} else if fault := nameFault(name); fault != "" {
		x.Faultf(n.at("name"), "%s", fault)
		return ""
	}
	return name
}

// reference returns the name that n's attribute refers to, and whether its prefix is declared.
func (x *xsd) reference(n *node, attr string) (schema.QName, bool) {
	return x.qualified(n, n.get(attr), n.at(attr))
}

// qualified returns the name that the QName text stands for where n stands. In a chameleon, a name without a prefix
// is in the namespace of the schema that includes it.
func (x *xsd) qualified(n *node, text string, at schema.Pos) (schema.QName, bool) {
	name, ok := n.resolve(text)
	if !ok {
		x.miss(at, text, "the prefix of %q is not declared: declare it with xmlns", text)
		return name, false
	}
	if name.Space == "" && x.chameleon {
		name.Space = x.target
	}
	return name, true
}
