// Writing: the literal form of a request becomes encoded.

package encoded

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// encoder appends encoded values.
type encoder struct {
	writer
	types *Types
	is12  bool            // the encoding of SOAP 1.2 instead of 1.1
	used  map[string]bool // the prefixes of types
	err   error
}

// Encode returns literal, the element message of a request in its literal form, in the encoding: each value has its
// xsi:type. The encoding is that of SOAP 1.2 if is12 is set, otherwise that of 1.1. A message that is not described is
// literal. The error says which array has rows of different lengths.
func (t *Types) Encode(literal, message string, is12 bool) (string, error) {
	if t.ready().messages[message] == nil {
		return literal, nil
	}
	d := xmlwire.NewDecoder(literal, t.Contract.Table())
	d.MaxDepth = t.Contract.MaxDepth
	var root *node
	if d.Child() {
		root = newNode(d, nil, "")
	}
	if err := d.Close(); err != nil {
		return "", err
	}
	e := t.encoder(root, is12)
	e.b = append(slices.Grow(e.b, 2*len(literal)), '>')
	e.members(root, t.messages[message])
	b, err := e.element(nil, message)
	return string(b), err
}

// EncodeBlocks returns literal, header blocks in their literal form, with those that the contract says are encoded in the
// encoding.
func (t *Types) EncodeBlocks(literal string, is12 bool) (string, error) {
	t.ready()
	d := xmlwire.NewDecoder(`<soapenv:Header xmlns:soapenv="`+envelopeOf(is12)+`">`+literal+`</soapenv:Header>`,
		t.Contract.Table())
	d.MaxDepth = t.Contract.MaxDepth
	var b []byte
	var err error
	for inHeader := d.Child(); inHeader && err == nil && d.Child(); {
		typ, ok := t.block(xmlwire.QName{Space: d.Space(), Local: d.Name()})
		if !ok {
			b = append(b, d.Outer()...)
			continue
		}
		n := newNode(d, nil, "")
		e := t.encoder(n, is12)
		e.attrs(n, func(xmlwire.Attr) bool { return true })
		e.content(n, typ)
		b, err = e.element(b, t.nameOf(n.name))
	}
	return string(b), errors.Join(err, d.Close())
}

// envelopeOf returns the namespace of envelopes of SOAP 1.2 or 1.1.
func envelopeOf(is12 bool) string {
	if is12 {
		return "http://www.w3.org/2003/05/soap-envelope"
	}
	return "http://schemas.xmlsoap.org/soap/envelope/"
}

// encoder returns an encoder of root. The envelope, and the element itself, declare the prefixes of the contract.
func (t *Types) encoder(root *node, is12 bool) *encoder {
	e := &encoder{types: t, is12: is12, used: map[string]bool{}}
	for prefix, uri := range root.scope.Each {
		if prefix == "soapenv" || t.prefixes[uri] == prefix {
			e.declared = append(e.declared, declaration{prefix, uri})
		}
	}
	e.declare(root.scope)
	return e
}

// element appends to b the element name, the rest of whose start tag and content are encoded.
func (e *encoder) element(b []byte, name string) ([]byte, error) {
	prefix, _, _ := strings.Cut(name, ":")
	e.used[prefix] = prefix != name
	b = append(append(b, '<'), name...)
	b = append(b, ` xmlns:xsi="`+xmlwire.InstanceNamespace+`"`...)
	b = e.declareUsed(b)
	b = append(append(append(b, ` soapenv:encodingStyle="`...), e.encoding()...), '"')
	return append(append(append(append(b, e.b...), "</"...), name...), '>'), e.err
}

// encoding returns the namespace of the encoding.
func (e *encoder) encoding() string {
	if e.is12 {
		return encoding12
	}
	return encoding11
}

// declareUsed appends declarations of the used prefixes.
func (e *encoder) declareUsed(b []byte) []byte {
	if e.used[xsdPrefix] {
		b, _ = xmlwire.AppendDeclaration(b, xsdPrefix, xsdNamespace)
	}
	if e.used[encodingPrefix] {
		b, _ = xmlwire.AppendDeclaration(b, encodingPrefix, e.encoding())
	}
	for _, n := range e.types.Contract.Namespaces {
		if e.used[n.Prefix] {
			b, _ = xmlwire.AppendDeclaration(b, n.Prefix, n.URI)
		}
	}
	return b
}

// members appends the children of n, a struct of type s, which is nil if it is not described.
func (e *encoder) members(n *node, s *structType) {
	for _, c := range n.children {
		if s == nil {
			e.b = append(e.b, c.before...)
			e.value(c, c.name, typeName{})
		} else if m := s.members[c.name.Local]; m != nil {
			e.value(c, xmlwire.QName{Local: c.name.Local}, m.typ)
		} else {
			e.value(c, c.name, typeName{})
		}
	}
	if s == nil || len(n.children) == 0 {
		e.b = append(e.b, n.rest...)
	}
}

// value appends n, a value of type typ, as the element called name.
func (e *encoder) value(n *node, name xmlwire.QName, typ typeName) {
	around := e.context
	e.open(name, n, func(xmlwire.Attr) bool { return true })
	e.content(n, typ)
	e.close(name)
	e.context = around
}

// content appends the xsi:type of n, a value of type typ, the rest of its start tag and its content.
func (e *encoder) content(n *node, typ typeName) {
	typ = e.types.actual(n, typ)
	items, dimensions, _, isArray := e.types.arrayOf(typ)
	isArray = isArray || e.types.nameOf(n.typ) == encodingPrefix+":Array"
	switch {
	case isArray:
		e.array(n, items, max(dimensions, 1))
	case n.isNil:
		e.typeName(n, typ)
		e.b = append(e.b, ` xsi:nil="true">`...)
	default:
		e.typeName(n, typ)
		e.b = append(e.b, '>')
		e.members(n, e.types.structs[typ.name])
	}
}

// typeName appends the xsi:type of n, whose type is typ.
func (e *encoder) typeName(n *node, typ typeName) {
	switch {
	case typ.name == "" || typ.name == xsdPrefix+":anyType" && n.typ != (xmlwire.QName{}):
		if n.typ != (xmlwire.QName{}) {
			e.typeAttr(n.typ)
		}
	case typ.name[0] != '#' && typ.name != xsdPrefix+":anyType":
		e.b = append(append(append(e.b, ` xsi:type="`...), e.use(typ.name)...), '"')
	}
}

// use notes that the prefix of a type is used, and returns its name.
func (e *encoder) use(name string) string {
	if prefix, _, ok := strings.Cut(name, ":"); ok {
		e.used[prefix] = true
	}
	return name
}

// array appends the rest of the start tag of n, an array of items, and its content.
func (e *encoder) array(n *node, items typeName, dimensions int) {
	e.b = append(append(append(e.b, ` xsi:type="`...), e.use(encodingPrefix+":Array")...), '"')
	if n.isNil {
		e.b = append(e.b, ` xsi:nil="true">`...)
		return
	}
	sizes, cells := e.cells(n, dimensions)
	e.arrayType(items, sizes)
	e.b = append(e.b, '>')
	for _, c := range cells {
		e.value(c, xmlwire.QName{Local: "item"}, items)
	}
}

// cells returns the sizes of the dimensions of n, an array in its literal form, and its items in order.
func (e *encoder) cells(n *node, dimensions int) (sizes []int, cells []*node) {
	sizes, level := []int{len(n.children)}, n.children
	for range dimensions - 1 {
		var next []*node
		size := 0
		for i, row := range level {
			if i == 0 {
				size = len(row.children)
			} else if len(row.children) != size && e.err == nil {
				e.err = &xmlwire.RefusalError{Path: n.name.Local,
					Reason: "the rows of an array must have the same length, but there are some of " +
						strconv.Itoa(size) + " and " + strconv.Itoa(len(row.children))}
			}
			next = append(next, row.children...)
		}
		sizes, level = append(sizes, size), next
	}
	return sizes, level
}

// arrayType appends the attributes with the type of the items and the sizes.
func (e *encoder) arrayType(items typeName, sizes []int) {
	name := items.name
	if name == "" || name[0] == '#' {
		name = xsdPrefix + ":anyType"
	}
	texts := make([]string, len(sizes))
	for i, size := range sizes {
		texts[i] = strconv.Itoa(size)
	}
	if e.is12 {
		if len(items.dimensions) > 0 {
			name = encodingPrefix + ":Array"
		}
		e.b = append(e.b, ` `+encodingPrefix+`:itemType="`+e.use(name)+`" `+encodingPrefix+`:arraySize="`+
			strings.Join(texts, " ")+`"`...)
		return
	}
	e.b = append(e.b, ` `+encodingPrefix+`:arrayType="`+e.use(name)...)
	for _, d := range items.dimensions {
		e.b = append(e.b, "["+strings.Repeat(",", d-1)+"]"...)
	}
	e.b = append(e.b, "["+strings.Join(texts, ",")+`]"`...)
}
