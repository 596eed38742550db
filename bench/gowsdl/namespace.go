// The namespace: what encoding/xml needs to write local elements without one.

package gowsdl

import "encoding/xml"

// MarshalXML writes r with a prefix for its own name alone.
func (r *NewIncidentRequest) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	type plain NewIncidentRequest
	return e.EncodeElement((*plain)(r), prefixed("NewIncidentRequest"))
}

// MarshalXML writes r with a prefix for its own name alone.
func (r *NewIncidentResponse) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	type plain NewIncidentResponse
	return e.EncodeElement((*plain)(r), prefixed("NewIncidentResponse"))
}

// prefixed is the start of an element with the prefix ns, which it declares.
func prefixed(name string) xml.StartElement {
	return xml.StartElement{
		Name: xml.Name{Local: "ns:" + name},
		Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns:ns"}, Value: "http://n4.de/careflex/2.0"}},
	}
}
