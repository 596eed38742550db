// Messages of several parts in style document: their elements are in the Body of the envelope, with nothing around them
// (WSDL 1.1, section 3.5).

package schema

import "slices"

// BodyOf returns the name of the Body of an envelope of a version of SOAP. A message of several parts has it as its
// element.
func BodyOf(version string) QName { return QName{Envelopes[version].Namespace, "Body"} }

// IsBody reports whether m has several parts, which are the elements in its type: it is the Body itself.
func (m *Message) IsBody() bool {
	return m.HasContent() && (m.Element == BodyOf("1.1") || m.Element == BodyOf("1.2"))
}

// HasElement reports whether t has a field that is the element name.
func (t *Type) HasElement(name QName) bool {
	return slices.ContainsFunc(t.Content.Fields(), func(f *Field) bool { return f.Wire == name })
}
