// xsi:type: which of several types an element has (XSD Part 1, section 2.6.1).

package runtime

// TypeQName returns the type that the pending element names by xsi:type, and the zero QName where it names none.
func (d *XMLDecoder) TypeQName() QName {
	value, ok := d.instanceAttribute("type")
	if !ok {
		return QName{}
	}
	name, err := parseQName(trimSpace(value), d.bindings)
	if err != nil {
		d.Failf("attribute xsi:type: %v", err)
	}
	return QName{d.own(name.Space), d.own(name.Local)}
}

// AppendTypeName appends xsi:type with the name q to b, which ends inside of a start tag.
func AppendTypeName(b []byte, q QName) []byte {
	b = append(b, ` xmlns:xsi="`+xsiNamespace+`"`...)
	return AppendQNamesAttr(b, "xsi:type", q)
}
