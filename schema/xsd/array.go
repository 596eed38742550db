// Arrays of SOAP's encoding (SOAP 1.1, section 5.4.2; WSDL 1.1, section 2.2; SOAP 1.2 Part 2, section 3.1.4).

package xsd

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// maxDimensions bounds the dimensions of an array, and the arrays that are items of each other.
const maxDimensions = 8

// isArray reports whether name is the type of which all arrays are.
func isArray(name schema.QName) bool {
	return schema.IsSOAPEncoding(name.Space) && name.Local == "Array"
}

// SetEncoded says that the contract has encoded messages: types that restrict SOAP's array are lists of its items. In
// other contracts, arrays are kept as they come.
func (s *Schemas) SetEncoded() { s.builder.isEncoded = true }

// IsNullable reports whether a value of type t can be nil in encoded messages, whether or not its element is nillable:
// complex types, and those of SOAP's encoding.
func (s *Schemas) IsNullable(t *schema.Type) bool { return s.builder.isNullable(t) }

func (t *types) isNullable(used *schema.Type) bool {
	return t.isEncoded && (used.Kind == schema.Struct || used.Builtin == schema.AnyType || schema.IsSOAPEncoding(used.Wire.Space))
}

// arrayOf returns the xs:restriction or xs:extension in n, the content of a complex type, if that derives an array of an
// encoded contract from SOAP's type; otherwise nil.
func (b *complexTypes) arrayOf(n *xmltree.Node) *xmltree.Node {
	if !b.isEncoded {
		return nil
	}
	for _, derivation := range n.Children {
		if name, ok := derivation.Resolve(derivation.Get("base")); ok && isArray(name) {
			return derivation
		}
	}
	return nil
}

// fillArray makes t the array that n defines: wsdl:arrayType gives the type of its items, or else an element does that
// repeats. Items of an array without either can have any type.
func (b *complexTypes) fillArray(t *schema.Type, n *xmltree.Node) {
	element := arrayElement(n)
	name := schema.QName{Local: "item"}
	if element != nil && element.Get("name") != "" {
		name.Local = b.resolver.declaredName(element)
	}
	holder, arrayType := arrayAttribute(n)
	dimensions := []int{1}
	var item *schema.Type
	switch {
	case arrayType != nil:
		var text string
		text, dimensions = parseArrayType(arrayType)
		if dimensions == nil {
			b.Faultf(arrayType.Pos, "%q is not the type of an array: write the type of its items and [], such as "+
				"xs:string[]", arrayType.Value)
			return
		}
		item = b.named.ref(holder, text, arrayType.Pos)
	case element != nil && element.Get("ref") != "":
		item = b.builtin(schema.AnyType)
	case element != nil:
		item = b.content.elements.typeOf(element, name, t)
	default:
		item = b.builtin(schema.AnyType)
	}
	b.setItems(t, item, name, dimensions)
}

// arrayElement returns the element that repeats in n, the definition of an array, or nil.
func arrayElement(n *xmltree.Node) *xmltree.Node {
	for _, group := range n.Children {
		for _, e := range group.All(xmltree.XSDNamespace, "element") {
			return e
		}
	}
	return nil
}

// arrayAttribute returns the attribute wsdl:arrayType, or that for the type of items in SOAP 1.2, in the attributes that
// n defines, and the node that has it; nil for none.
func arrayAttribute(n *xmltree.Node) (holder *xmltree.Node, found *xmltree.Attribute) {
	for _, a := range n.All(xmltree.XSDNamespace, "attribute") {
		for i, annotation := range a.Attributes {
			if annotation.Name.Space != "" &&
				(annotation.Name.Local == "arrayType" || annotation.Name.Local == "itemType") {
				return a, &a.Attributes[i]
			}
		}
	}
	return nil, nil
}

// parseArrayType returns the name of a type and the dimensions of the arrays around it, the outermost last; nil after a
// fault.
func parseArrayType(a *xmltree.Attribute) (name string, dimensions []int) {
	name, brackets, isArray := strings.Cut(strings.TrimSpace(a.Value), "[")
	if !isArray && a.Name.Local == "itemType" {
		return name, []int{1}
	}
	for _, b := range strings.Split(brackets, "[") {
		sizes, ok := strings.CutSuffix(strings.TrimSpace(b), "]")
		if !ok || strings.Trim(sizes, "0123456789, ") != "" || strings.Count(sizes, ",") >= maxDimensions {
			return "", nil
		}
		dimensions = append(dimensions, strings.Count(sizes, ",")+1)
	}
	if len(dimensions) > maxDimensions {
		return "", nil
	}
	return strings.TrimSpace(name), dimensions
}

// setItems makes t an array of item, whose literal name is name. The last of dimensions are those of t, the others those
// of arrays between.
func (b *complexTypes) setItems(t, item *schema.Type, name schema.QName, dimensions []int) {
	last := len(dimensions) - 1
	t.Dimensions = dimensions[last]
	if last > 0 {
		inner := b.anonymousArray(t, name)
		b.setItems(inner, item, schema.QName{Local: "item"}, slices.Clip(dimensions[:last]))
		item = inner
	}
	row := t
	for range t.Dimensions - 1 {
		next := b.anonymousArray(row, name)
		b.setField(row, next, name)
		row.Content.Children[0].Field.Nillable = false
		row = next
	}
	b.setField(row, item, name)
}

// anonymousArray returns a new type of the items of owner, or of its rows.
func (b *complexTypes) anonymousArray(owner *schema.Type, name schema.QName) *schema.Type {
	t := &schema.Type{Wire: name, Pos: owner.Pos, Kind: schema.Struct, Owner: owner, DeclaredBy: "element"}
	b.add(t)
	return t
}

// setField gives t its only field, with any number of items.
func (b *complexTypes) setField(t, item *schema.Type, name schema.QName) {
	f := &schema.Field{Wire: name, Pos: t.Pos, Type: item, Nillable: b.isNullable(item)}
	items := leaf(schema.Element, f, context{owner: t}, 0, schema.Unbounded)
	t.Content = &schema.Particle{Kind: schema.Sequence, Pos: t.Pos, Min: 1, Max: 1, Children: []*schema.Particle{items}}
}
