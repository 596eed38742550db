// The description of encoded messages in xml.go of a generated package (SOAP 1.1, section 5).

package templates

import (
	"strings"
)

// encodingTable writes the table.
func (f *file) encodingTable() {
	d := f.g.description
	if len(d.EncodedMessages) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("var contractEncoding = &encoded.Types{\n")
	b.WriteString("\tContract: contractTypes.Types,\n")
	for _, list := range []struct {
		field, typ string
		entries    []*entry
	}{
		{"Messages", "encoded.Struct", entriesOf(d.EncodedMessages)},
		{"Values", "encoded.Value", entriesOf(d.EncodedValues)},
		{"Structs", "encoded.Struct", entriesOf(d.EncodedStructs)},
	} {
		if len(list.entries) > 0 {
			b.WriteString("\t" + list.field + ": " + f.list(list.typ, 2, list.entries) + ",\n")
		}
	}
	b.WriteString("}")
	f.text("", "contractEncoding describes the values of encoded messages.", b.String(), f.g.room("encoded"))
}

// entriesOf returns the entries of a table.
func entriesOf[T any](list []T) (entries []*entry) {
	for _, value := range list {
		entries = append(entries, entryOf(value))
	}
	return entries
}
