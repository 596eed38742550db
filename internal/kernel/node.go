// Nodes: messages as trees.

package kernel

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Node is a value in a message: an element, an attribute, a member, or one occurrence of a group that repeats.
//
// A program that builds a message needs to set only the name and the content of a node.
type Node struct {
	Name  string        // without its namespace
	Field *schema.Field // nil for the message itself
	Type  *schema.Type  // of the value: the one that xsi:type names, if there is one

	Text        string         // of a simple type: in a lexical form; a qualified name is {namespace}local. Of an attachment in Base64, wherever it is
	ContentType string         // of an attachment beside the envelope; "" for one in the document
	Nil         bool           // the element is nil (XSD Part 1, section 2.6.2), or the member null
	Children    []*Node        // attributes, then elements in their order
	Attributes  []xmlwire.Attr // those that the contract leaves open
	Markup      string         // content that the contract leaves open: XML or JSON
	OpenType    xmlwire.QName  // of a value of xs:anyType: its xsi:type

	Line, Column int // of the start tag or the member, from 1; 0 if the message has no text

	plan  *plan.Field
	index int // in a list; -1 for a single value
	at    int // the offset in the document

	instance *xmlwire.QName // the xsi:type, nil for none
}

// Child returns the first child called name; nil if there is none.
func (n *Node) Child(name string) *Node {
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// fieldOf returns the field of t whose name on the wire is name; nil if there is none.
func fieldOf(t *schema.Type, name string) *schema.Field {
	if t == nil {
		return nil
	}
	for _, f := range t.Fields() {
		if f.Wire.Local == name {
			return f
		}
	}
	return nil
}

// fieldCalled returns the field of t whose Go name is name.
func fieldCalled(t *schema.Type, name string) *schema.Field {
	for _, f := range t.Fields() {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// find adds to found the nodes below n, by their paths. path is that of n.
func (n *Node) find(path string, found map[string]*Node) {
	counts := map[*schema.Field]int{}
	for _, c := range n.Children {
		index := -1
		if c.Field != nil && c.Field.Form == schema.BySlice {
			index = counts[c.Field]
			counts[c.Field]++
		}
		below := join(path, step(c.Name, index))
		if found[below] == nil {
			found[below] = c
		}
		c.find(below, found)
	}
}
