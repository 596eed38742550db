// Encoded messages (SOAP 1.1, section 5; SOAP 1.2 Part 2, section 3).

package schema

import "strings"

// The namespaces of SOAP's encoding, and of built-in types.
const (
	SOAPEncoding11 = "http://schemas.xmlsoap.org/soap/encoding/"
	SOAPEncoding12 = "http://www.w3.org/2003/05/soap-encoding"

	xsdNamespace = "http://www.w3.org/2001/XMLSchema"
)

// IsSOAPEncoding reports whether namespace is that of SOAP's encoding.
func IsSOAPEncoding(namespace string) bool {
	return namespace == SOAPEncoding11 || namespace == SOAPEncoding12
}

// Items returns the type of the items of an array, and the field of its first dimension.
func (t *Type) Items() (items *Type, field *Field) {
	items = t
	for range t.Dimensions {
		items = items.Fields()[0].Type
	}
	return items, t.Fields()[0]
}

// EncodedType returns the type that values of t have in encoded messages, and the brackets after it of an array without a
// name, such as [] or [,]. The name of another struct without a name is empty.
func (t *Type) EncodedType() (name QName, brackets string) {
	isNamed := t.Owner == nil && t.DeclaredBy == "" && t.Wire.Local != ""
	switch {
	case isNamed:
		return t.Wire, ""
	case t.Dimensions > 0:
		items, _ := t.Items()
		name, brackets = items.EncodedType()
		return name, brackets + t.Brackets()
	case t.Kind == Struct:
		return QName{}, ""
	case t.Kind == List:
		return QName{xsdNamespace, string(String)}, ""
	}
	return QName{xsdNamespace, string(t.Builtin)}, ""
}

// ValueType returns the type of m's value on the wire. m.Type is a struct around that of a part with a simple type.
func (m *Message) ValueType() *Type {
	if m.Type.DeclaredBy == "part" && m.Type.Value != nil {
		return m.Type.Value.Type
	}
	return m.Type
}

// Brackets returns those of an array type with the dimensions of t: [] or [,].
func (t *Type) Brackets() string { return "[" + strings.Repeat(",", t.Dimensions-1) + "]" }
