// The tree: elements and attributes with their positions and namespaces.

package xmltree

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Node is an element.
type Node struct {
	Name       schema.QName
	Pos        schema.Pos
	Attributes []Attribute // without namespace declarations
	Parent     *Node       // nil for the root element
	Children   []*Node
	Text       []Text

	scope *scope
}

// Attribute is an attribute that does not declare a namespace.
type Attribute struct {
	Name  schema.QName
	Value string
	Pos   schema.Pos
}

// Text is character data. Before is how many of the element's children come before it.
type Text struct {
	Before int
	Data   string
}

// Is reports whether n is the element local of namespace space.
func (n *Node) Is(space, local string) bool {
	return n.Name.Space == space && n.Name.Local == local
}

// Label returns n's name for messages, with the usual prefix of its namespace.
func (n *Node) Label() string {
	switch n.Name.Space {
	case XSDNamespace:
		return "<xs:" + n.Name.Local + ">"
	case WSDLNamespace:
		return "<wsdl:" + n.Name.Local + ">"
	case SOAP11Namespace, SOAP12Namespace:
		return "<soap:" + n.Name.Local + ">"
	}
	return "<" + n.Name.String() + ">"
}

// Child returns n's first child with the name, or nil.
func (n *Node) Child(space, local string) *Node {
	for _, c := range n.Children {
		if c.Is(space, local) {
			return c
		}
	}
	return nil
}

// All returns n's children with the name.
func (n *Node) All(space, local string) []*Node {
	var found []*Node
	for _, c := range n.Children {
		if c.Is(space, local) {
			found = append(found, c)
		}
	}
	return found
}

// attribute returns n's attribute that has no namespace, or nil.
func (n *Node) attribute(local string) *Attribute {
	for i, a := range n.Attributes {
		if a.Name == (schema.QName{Local: local}) {
			return &n.Attributes[i]
		}
	}
	return nil
}

// Attr returns the value of n's attribute that has no namespace, and whether n has it.
func (n *Node) Attr(local string) (value string, ok bool) {
	if a := n.attribute(local); a != nil {
		return a.Value, true
	}
	return "", false
}

// Get returns the value of n's attribute without surrounding white space, "" if n does not have it.
func (n *Node) Get(local string) string {
	value, _ := n.Attr(local)
	return strings.TrimSpace(value)
}

// IsTrue reports whether n's attribute is a true boolean.
func (n *Node) IsTrue(local string) bool { return IsTrue(n.Get(local)) }

// AttrPos returns the position of n's attribute, or n's own position if n does not have it.
func (n *Node) AttrPos(local string) schema.Pos {
	if a := n.attribute(local); a != nil {
		return a.Pos
	}
	return n.Pos
}

// Root returns the root element of n's document.
func (n *Node) Root() *Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// IsIn reports whether n is outer or one of its descendants.
func (n *Node) IsIn(outer *Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// Equal reports whether n and o mean the same. Documentation and the order of attributes may differ.
func (n *Node) Equal(o *Node) bool {
	isInO := func(a Attribute) bool {
		return slices.ContainsFunc(o.Attributes, func(b Attribute) bool {
			nameA, _ := n.Resolve(a.Value)
			nameB, _ := o.Resolve(b.Value)
			return a.Name == b.Name && a.Value == b.Value && nameA == nameB
		})
	}
	isOnlyInN := func(a Attribute) bool { return !isInO(a) }
	return n.Name == o.Name && len(n.Attributes) == len(o.Attributes) &&
		!slices.ContainsFunc(n.Attributes, isOnlyInN) &&
		slices.EqualFunc(n.withoutDocumentation(), o.withoutDocumentation(), (*Node).Equal)
}

// withoutDocumentation returns n's children except those that document it.
func (n *Node) withoutDocumentation() []*Node {
	return slices.DeleteFunc(slices.Clone(n.Children), func(c *Node) bool {
		return c.Is(XSDNamespace, "annotation") || c.Is(WSDLNamespace, "documentation")
	})
}
