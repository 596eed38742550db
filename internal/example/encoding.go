// Encoded messages (SOAP 1.1, section 5): elements get the types of their values, and arrays their sizes.

package example

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// The prefixes of built-in types and of SOAP's encoding.
const (
	xsdPrefix      = "xsd"
	encodingPrefix = "soapenc"
)

// encode encodes e, the element of message. It marks the prefixes of types as used, and returns the declarations of those
// that are not the contract's.
func (m *maker) encode(e *element, message *schema.Message, used map[string]bool) []attribute {
	clear(used)
	prefix, _, _ := strings.Cut(e.tag, ":")
	used[prefix], used[xsiPrefix] = true, true
	if message.Type != nil && message.Type.DeclaredBy == "message" { // of style rpc
		m.encodeMembers(e, message.Type, used)
	} else {
		m.encodeValue(e, message.ValueType(), used)
	}
	declarations := []attribute{{"soapenv:encodingStyle", m.encoding}}
	if used[xsdPrefix] {
		declarations = append(declarations, attribute{"xmlns:" + xsdPrefix, xmltree.XSDNamespace})
	}
	if used[encodingPrefix] {
		declarations = append(declarations, attribute{"xmlns:" + encodingPrefix, m.encoding})
	}
	return declarations
}

// encodeMembers encodes the children of e, whose type is t.
func (m *maker) encodeMembers(e *element, t *schema.Type, used map[string]bool) {
	types := map[string]*schema.Type{}
	var add func(p *schema.Particle)
	add = func(p *schema.Particle) {
		for _, f := range p.Fields() {
			if f.Type.Group {
				add(f.Type.Content)
			} else if _, ok := types[f.Wire.Local]; !ok {
				types[f.Wire.Local] = f.Type
			}
		}
	}
	add(t.Content)
	for _, c := range e.children {
		c.tag = c.tag[strings.IndexByte(c.tag, ':')+1:]
		if member := types[c.tag]; member != nil {
			m.encodeValue(c, member, used)
		}
	}
}

// encodeValue encodes e, a value of type t.
func (m *maker) encodeValue(e *element, t *schema.Type, used map[string]bool) {
	if t.Dimensions > 0 {
		m.encodeArray(e, t, used)
		return
	}
	for i, a := range e.attributes {
		if a.name == xsiPrefix+":type" { // that of a derived type
			_, local, _ := strings.Cut(a.value, ":")
			for _, derived := range t.Derived {
				if derived.Wire.Local == local {
					e.attributes = append(e.attributes[:max(i-1, 0):max(i-1, 0)], e.attributes[i+1:]...)
					m.encodeValue(e, derived, used)
					return
				}
			}
		}
	}
	if name, _ := m.encodedName(t, used); name != "" {
		e.attributes = append(e.attributes, attribute{xsiPrefix + ":type", name})
	}
	m.encodeMembers(e, t, used)
}

// encodeArray encodes e, an array of type t, without its rows.
func (m *maker) encodeArray(e *element, t *schema.Type, used map[string]bool) {
	used[encodingPrefix] = true
	e.attributes = append(e.attributes, attribute{xsiPrefix + ":type", encodingPrefix + ":Array"})
	var sizes []string
	for range t.Dimensions - 1 {
		sizes = append(sizes, fmt.Sprint(len(e.children)))
		var cells []*element
		for _, row := range e.children {
			cells = append(cells, row.children...)
		}
		e.children = cells
	}
	sizes = append(sizes, fmt.Sprint(len(e.children)))
	items, _ := t.Items()
	for _, c := range e.children {
		c.tag = "item"
		m.encodeValue(c, items, used)
	}
	name, brackets := m.encodedName(items, used)
	if name == "" {
		used[xsdPrefix] = true
		name = xsdPrefix + ":anyType"
	}
	if m.encoding == schema.SOAPEncoding12 {
		e.attributes = append(e.attributes, attribute{encodingPrefix + ":itemType", name},
			attribute{encodingPrefix + ":arraySize", strings.Join(sizes, " ")})
		return
	}
	e.attributes = append(e.attributes,
		attribute{encodingPrefix + ":arrayType", name + brackets + "[" + strings.Join(sizes, ",") + "]"})
}

// encodedName returns the name of t with a prefix, which it marks as used, and the brackets of an array without a name.
func (m *maker) encodedName(t *schema.Type, used map[string]bool) (name, brackets string) {
	q, brackets := t.EncodedType()
	switch {
	case q.Local == "":
		return "", brackets
	case q.Space == xmltree.XSDNamespace:
		name = xsdPrefix + ":" + q.Local
	case schema.IsSOAPEncoding(q.Space):
		name = encodingPrefix + ":" + q.Local
	default:
		name = m.tag(q)
	}
	prefix, _, _ := strings.Cut(name, ":")
	used[prefix] = true
	return name, brackets
}
