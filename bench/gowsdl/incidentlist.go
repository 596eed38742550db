// The order of the list: what encoding/xml needs to keep alternatives in the order in which they came.

package gowsdl

import "encoding/xml"

// UnmarshalXML reads the alternatives in their order.
func (l *IncidentList) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			var item IncidentListItem
			switch t.Name.Local {
			case "plainIncident":
				err = d.DecodeElement(&item.PlainIncident, &t)
			case "newIncident":
				err = d.DecodeElement(&item.NewIncident, &t)
			default:
				err = d.Skip()
			}
			if err != nil {
				return err
			}
			l.Items = append(l.Items, item)
		}
	}
}

// MarshalXML writes the alternatives in their order.
func (l *IncidentList) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for i := range l.Items {
		var err error
		if item := &l.Items[i]; item.PlainIncident != nil {
			err = e.EncodeElement(item.PlainIncident, xml.StartElement{Name: xml.Name{Local: "plainIncident"}})
		} else {
			err = e.EncodeElement(item.NewIncident, xml.StartElement{Name: xml.Name{Local: "newIncident"}})
		}
		if err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}
