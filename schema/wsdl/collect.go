// The first phase: the components of the schemas, collected by name.

package wsdl

import "github.com/kontrakt-dev/kontrakt/schema"

// components are the global components of all schemas. Simple and complex types share their names (XSD Part 1,
// section 2.5).
type components struct {
	types, elements, attributes, groups, attributeGroups map[schema.QName]*component

	globals     []*component                  // the types and elements, in the contract's order
	substitutes map[schema.QName][]*component // elements by the head of their substitution group
	extensions  map[schema.QName][]*component // complex types by the type that they extend
	declared    map[string]schema.Pos         // where each name is declared, by kind and name
}

// component is a global component and the schema in which it stands.
type component struct {
	xsd  *xsd
	node *node
	name schema.QName
}

func newComponents() components {
	return components{
		types:           map[schema.QName]*component{},
		elements:        map[schema.QName]*component{},
		attributes:      map[schema.QName]*component{},
		groups:          map[schema.QName]*component{},
		attributeGroups: map[schema.QName]*component{},
		substitutes:     map[schema.QName][]*component{},
		extensions:      map[schema.QName][]*component{},
		declared:        map[string]schema.Pos{},
	}
}

// collect declares the global components of x.
func (x *xsd) collect() {
	for _, n := range x.root.children {
		if n.name.Space != xsdNamespace {
			continue
		}
		switch n.name.Local {
		case "simpleType", "complexType":
			if c := x.declare("type", x.types, n); c != nil {
				x.globals = append(x.globals, c)
				x.collectExtension(c)
			}
		case "element":
			if c := x.declare("element", x.elements, n); c != nil {
				x.globals = append(x.globals, c)
				if head, ok := x.reference(n, "substitutionGroup"); ok && head.Local != "" {
					x.substitutes[head] = append(x.substitutes[head], c)
				}
			}
		case "attribute":
			x.declare("attribute", x.attributes, n)
		case "group":
			x.declare("group", x.groups, n)
		case "attributeGroup":
			x.declare("attribute group", x.attributeGroups, n)
		}
	}
}

// collectExtension notes which type c extends.
func (x *xsd) collectExtension(c *component) {
	for _, content := range []string{"complexContent", "simpleContent"} {
		n := c.node.child(xsdNamespace, content)
		if n == nil {
			continue
		}
		if n = n.child(xsdNamespace, "extension"); n == nil {
			continue
		}
		if base, ok := x.reference(n, "base"); ok {
			x.extensions[base] = append(x.extensions[base], c)
		}
	}
}

// declare takes n among the components of its kind. It returns nil after a fault.
func (x *xsd) declare(kind string, table map[schema.QName]*component, n *node) *component {
	name := schema.QName{Space: x.target, Local: x.ncName(n)}
	if name.Local == "" || !x.unique(kind, name, n.at("name")) {
		return nil
	}
	c := &component{x, n, name}
	table[name] = c
	return c
}

// unique reports whether name is declared for the first time, and otherwise that it is not.
func (r *reader) unique(kind string, name schema.QName, pos schema.Pos) bool {
	key := kind + " " + name.String()
	if first, ok := r.declared[key]; ok {
		r.Faultf(pos, "%s %q is declared twice, first at %s: rename or remove one of them", kind, name.Local, first)
		return false
	}
	r.declared[key] = pos
	return true
}

// ncName returns the name that n declares, "" after a fault.
func (x *xsd) ncName(n *node) string {
	name := n.get("name")
	switch {
	case name == "":
		x.Faultf(n.pos, "%s has no name: add the attribute name", n.label())
	case !ncName.MatchString(name):
		x.Faultf(n.at("name"), "%q is no xml name: use letters, digits, '_', '-' and '.'", name)
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
		x.Faultf(at, "the prefix of %q is not declared: declare it with xmlns", text)
		return name, false
	}
	if name.Space == "" && x.chameleon {
		name.Space = x.target
	}
	return name, true
}

// unknown reports that nothing of the kind is declared by name.
func (x *xsd) unknown(kind, text string, name schema.QName, at schema.Pos) {
	switch name.Space {
	case xsdNamespace:
		x.Faultf(at, "unknown %s %q: xml schema itself declares none of that name", kind, text)
	case "":
		x.Faultf(at, "unknown %s %q: declare it in a schema without a namespace, or give its prefix", kind, text)
	default:
		x.Faultf(at, "unknown %s %q: declare it in a schema of namespace %q, or import one that does", kind, text, name.Space)
	}
}
