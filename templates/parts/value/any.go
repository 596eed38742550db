// Any: an element whose content the contract leaves open.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime"

// Any is an element whose attributes and content the contract leaves open (xs:anyType).
type Any struct {
	Type       QName // what xsi:type says; zero where it says nothing
	Attributes []Attr
	Content    RawXML
}

// appendXML appends m's attributes, the end of its start tag, and its content.
func (m *Any) appendXML(b []byte) []byte {
	if m.Type != (QName{}) {
		b = runtime.AppendTypeName(b, runtime.QName(m.Type))
	}
	b = appendAttributes(b, m.Attributes, runtime.AnyBut())
	return runtime.AppendRaw(append(b, '>'), string(m.Content))
}

// decodeXML reads m from the element at hand and consumes it.
func (m *Any) decodeXML(d *runtime.XMLDecoder) {
	m.Type = QName(d.TypeQName())
	m.Attributes = attributes(d, runtime.AnyBut())
	m.Content = RawXML(d.Raw())
}
