// The description of encoded messages in xml.go of a generated package (SOAP 1.1, section 5).

package templates

import (
	"cmp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// encodedStruct is an entry of the table: see Struct of the runtime's package encoded.
type encodedStruct struct {
	Name    string
	Members []string
	Array   string
	Item    string
}

// encodedValue is an entry of the table: see Value of the runtime's package encoded.
type encodedValue struct{ Name, Type string }

// describeEncoding describes the encoded messages and the types of their values.
func (d *describer) describeEncoding() {
	seen := map[string]bool{}
	var used []*schema.Type
	for _, op := range d.api.SOAP.Operations {
		for _, m := range []*schema.Message{op.Input, op.Output} {
			if !op.Encoded || !m.HasContent() {
				continue
			}
			if name := d.tag(m.Element); !seen[name] {
				seen[name] = true
				d.encodedMessages = append(d.encodedMessages, encodedStruct{Name: name, Members: d.members(m.Type)})
			}
			for _, f := range m.Type.Fields() {
				used = append(used, f.Type)
			}
		}
		for _, m := range slices.Concat(op.InputHeaders, op.OutputHeaders, op.Faults) {
			if m.Encoded {
				used = append(used, m.ValueType())
				d.encodedValues = append(d.encodedValues, encodedValue{d.tag(m.Element), d.encodedType(m.ValueType())})
			}
		}
	}
	if len(used) > 0 && d.values[schema.AnyType] { // a value can have any type that has a name
		for _, t := range d.named {
			if t.DeclaredBy == "" {
				used = append(used, t)
			}
		}
	}
	isRow := map[*schema.Type]bool{} // of an array with several dimensions
	for t := range schema.Walk((*schema.Type).Uses, used...) {
		row := t
		for range t.Dimensions - 1 {
			row = row.Fields()[0].Type
			isRow[row] = true
		}
		switch {
		case t.Kind != schema.Struct || t.Group || isRow[t]:
		case t.Dimensions == 0:
			d.encodedStructs = append(d.encodedStructs, encodedStruct{Name: d.encodedType(t), Members: d.members(t)})
		case t.Owner == nil: // a name of another array says everything
			items, field := t.Items()
			d.encodedStructs = append(d.encodedStructs, encodedStruct{Name: d.encodedType(t),
				Array: d.encodedType(items) + t.Brackets(), Item: d.tag(field.Wire)})
		}
	}
	byName := func(a, b encodedStruct) int { return cmp.Compare(a.Name, b.Name) }
	slices.SortFunc(d.encodedMessages, byName)
	slices.SortFunc(d.encodedValues, func(a, b encodedValue) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	d.encodedValues = slices.Compact(d.encodedValues)
	slices.SortFunc(d.encodedStructs, byName)
	d.encodedStructs = slices.CompactFunc(d.encodedStructs, func(a, b encodedStruct) bool { return a.Name == b.Name })
}

// members returns the elements of t with their types. Elements of one name have the first type.
func (d *describer) members(t *schema.Type) []string {
	var list []string
	seen := map[string]bool{}
	var add func(p *schema.Particle)
	add = func(p *schema.Particle) {
		for _, leaf := range leaves(p) {
			f := leaf.Field
			switch {
			case leaf.Kind == schema.Repeat:
				add(f.Type.Content)
			case leaf.Kind == schema.Element && !seen[f.Wire.Local]:
				seen[f.Wire.Local] = true
				member := d.tag(f.Wire) + " " + d.encodedType(f.Type)
				if !f.Nillable && !f.Required() {
					member += "?"
				}
				list = append(list, member)
			}
		}
	}
	add(t.Content)
	return list
}

// encodedType returns the type that values of t have in encoded messages, as the runtime's package encoded names it.
func (d *describer) encodedType(t *schema.Type) string {
	name, brackets := t.EncodedType()
	switch {
	case name.Local == "":
		return "#" + t.Name + brackets
	case name.Space == xmltree.XSDNamespace:
		return "xsd:" + name.Local + brackets
	case schema.IsSOAPEncoding(name.Space):
		return "soapenc:" + name.Local + brackets
	}
	d.prefix(name.Space)
	return d.tag(name) + brackets
}

// encodingTable writes the table.
func (f *file) encodingTable() {
	d := f.g.description
	if len(d.encodedMessages) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("var contractEncoding = &encoded.Types{\n")
	b.WriteString("\tContract: contractTypes.Types,\n")
	for _, list := range []struct {
		field, typ string
		entries    []*entry
	}{
		{"Messages", "encoded.Struct", entriesOf(d.encodedMessages)},
		{"Values", "encoded.Value", entriesOf(d.encodedValues)},
		{"Structs", "encoded.Struct", entriesOf(d.encodedStructs)},
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
