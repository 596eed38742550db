// The resolver: the global components of all schemas by name, and the component that a reference names.

package xsd

import (
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// resolver finds components by name. Simple and complex types share their names (XSD Part 1, section 2.5).
type resolver struct {
	*schema.Diagnostics
	loader     *loader
	undeclared *Undeclared

	types, elements, attributes, groups, attributeGroups map[schema.QName]*component

	globals     []*component                    // the types and elements, in the contract's order
	substitutes map[schema.QName][]*component   // elements by the head of their substitution group
	declared    xmltree.Declarations            // what declares each name
	redefined   map[*xmltree.Node]*xmltree.Node // the new definition of each component that is redefined
}

// component is a global component.
type component struct {
	node *xmltree.Node
	name schema.QName

	original *component // the component that it redefines, which only its own definition can refer to
}

func newResolver(l *loader, undeclared *Undeclared) *resolver {
	return &resolver{
		Diagnostics:     l.Diagnostics,
		loader:          l,
		undeclared:      undeclared,
		types:           map[schema.QName]*component{},
		elements:        map[schema.QName]*component{},
		attributes:      map[schema.QName]*component{},
		groups:          map[schema.QName]*component{},
		attributeGroups: map[schema.QName]*component{},
		substitutes:     map[schema.QName][]*component{},
		declared:        xmltree.Declarations{},
		redefined:       map[*xmltree.Node]*xmltree.Node{},
	}
}

// collect declares the global components of d.
func (r *resolver) collect(d *document) {
	for _, n := range d.root.Children {
		kind, table := r.table(n)
		if table == nil {
			continue
		}
		c := r.declare(d, kind, table, n)
		if c == nil {
			continue
		}
		if (kind == "type" || kind == "element") && !d.isKnown {
			r.globals = append(r.globals, c)
		}
		head, ok := r.resolve(n, n.Get("substitutionGroup"), n.AttrPos("substitutionGroup"))
		if ok && head.Local != "" {
			r.substitutes[head] = append(r.substitutes[head], c)
		}
	}
}

// table returns the name of the kind of component that n declares, for messages, and the table of that kind. table is
// nil if n is not a component.
func (r *resolver) table(n *xmltree.Node) (kind string, table map[schema.QName]*component) {
	if n.Name.Space != xmltree.XSDNamespace {
		return "", nil
	}
	switch n.Name.Local {
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

// declare adds the component n of d to the table of its kind. It returns nil after a fault, and for a repetition.
func (r *resolver) declare(
	d *document, kind string, table map[schema.QName]*component, n *xmltree.Node,
) *component {
	name := schema.QName{Space: d.target, Local: r.declaredName(n)}
	if name.Local == "" || d.isKnown && table[name] != nil || !r.declared.Add(r.Diagnostics, kind, name, n) {
		return nil
	}
	c := &component{node: n, name: name}
	table[name] = c
	return c
}

// redefine replaces the components that the xs:redefine n redefines (XSD Part 1, section 4.2.2).
func (r *resolver) redefine(n *xmltree.Node) {
	target := r.loader.document(n).target
	for _, definition := range n.Children {
		kind, table := r.table(definition)
		if table == nil {
			continue
		}
		name := schema.QName{Space: target, Local: r.declaredName(definition)}
		c := r.find(kind, table, name, definition, definition.Get("name"), definition.AttrPos("name"))
		if c != nil {
			original := *c
			r.redefined[c.node] = definition
			*c = component{definition, name, &original} // in place: other components refer to c
		}
	}
}

// declaresType reports whether name, which n refers to without a prefix, is that of a type, or one in n's own namespace is.
func (r *resolver) declaresType(name schema.QName, n *xmltree.Node) bool {
	own := schema.QName{Space: r.loader.document(n).target, Local: name.Local}
	return r.types[name] != nil || r.types[own] != nil
}

// find returns the component of the kind in table that has the name, or notes that nothing declares it and returns nil.
// text is the reference as n spells it, at pos.
func (r *resolver) find(
	kind string, table map[schema.QName]*component, name schema.QName, n *xmltree.Node, text string, pos schema.Pos,
) *component {
	c := xmltree.Lookup(r.Diagnostics, table, name, r.loader.document(n).target, text, pos)
	if c != nil {
		return c
	}
	if d := r.loader.loadKnown(name.Space); d != nil {
		r.collect(d)
		if c := table[name]; c != nil {
			return c
		}
	}
	switch {
	case r.loader.files.MayDeclare(name.Space):
		r.undeclared.Note(pos, text, "") // the document is reported instead
	case name.Space == xmltree.XSDNamespace:
		r.undeclared.Note(pos, text, "unknown %s %q: xml schema itself does not declare it", kind, text)
	case name.Space == "":
		r.undeclared.Note(pos, text, "unknown %s %q: declare it in a schema without a namespace, or give its prefix",
			kind, text)
	default:
		r.undeclared.Note(pos, text, "unknown %s %q: declare it in a schema of namespace %q, or import one that does",
			kind, text, name.Space)
	}
	return nil
}

// refer returns the component of the kind in table that n's attribute names, or nil if nothing declares it.
func (r *resolver) refer(
	kind string, table map[schema.QName]*component, n *xmltree.Node, attr string,
) *component {
	text, pos := n.Get(attr), n.AttrPos(attr)
	name, ok := r.resolve(n, text, pos)
	if !ok {
		return nil
	}
	return r.find(kind, table, name, n, text, pos).seenFrom(n)
}

// seenFrom returns c, or the component that c redefines if n stands in c.
func (c *component) seenFrom(n *xmltree.Node) *component {
	for c != nil && c.original != nil && n.IsIn(c.node) {
		c = c.original
	}
	return c
}

// declaredName returns the name that n declares, "" after a fault.
func (r *resolver) declaredName(n *xmltree.Node) string {
	name := n.Get("name")
	if name == "" {
		r.Faultf(n.Pos, "%s has no name: add the attribute name", n.Label())
	} else if fault := xmltree.NameFault(name); fault != "" {
		r.Faultf(n.AttrPos("name"), "%s", fault)
		return ""
	}
	return name
}

// resolve returns the name that the QName text means in the scope of n. If its prefix is not declared, it notes that
// for pos and ok is false.
func (r *resolver) resolve(n *xmltree.Node, text string, pos schema.Pos) (name schema.QName, ok bool) {
	if name, ok = r.loader.resolve(n, text); !ok {
		r.undeclared.Note(pos, text, "the prefix of %q is not declared: declare it with xmlns", text)
	}
	return name, ok
}
