// The description of encoded messages (SOAP 1.1, section 5).

package description

import (
	"cmp"
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// EncodedStruct is an entry of the table: see Struct of the runtime's package encoded.
type EncodedStruct struct {
	Name    string
	Members []string
	Array   string
	Item    string
}

// EncodedValue is an entry of the table: see Value of the runtime's package encoded.
type EncodedValue struct{ Name, Type string }

// describeEncoding describes the encoded messages and the types of their values.
func (d *describer) describeEncoding() {
	seen := map[string]bool{}
	var used []*schema.Type
	for _, op := range d.api.SOAP.Operations {
		for _, m := range []*schema.Message{op.Input, op.Output} {
			if !m.HasContent() || !m.Encoded {
				continue
			}
			if name := d.Tag(m.Element); !seen[name] {
				seen[name] = true
				d.EncodedMessages = append(d.EncodedMessages, EncodedStruct{Name: name, Members: d.members(m.Type)})
			}
			for _, f := range m.Type.Fields() {
				used = append(used, f.Type)
			}
		}
		for _, m := range slices.Concat(op.InputHeaders, op.OutputHeaders, op.Faults) {
			if m.Encoded {
				used = append(used, m.ValueType())
				d.EncodedValues = append(d.EncodedValues, EncodedValue{d.Tag(m.Element), d.encodedType(m.ValueType())})
			}
		}
	}
	if len(used) > 0 && d.takesAny { // a value can have any type that has a name
		for _, t := range d.Named {
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
			d.EncodedStructs = append(d.EncodedStructs, EncodedStruct{Name: d.encodedType(t), Members: d.members(t)})
		case t.Owner == nil: // a name of another array says everything
			items, field := t.Items()
			d.EncodedStructs = append(d.EncodedStructs, EncodedStruct{Name: d.encodedType(t),
				Array: d.encodedType(items) + t.Brackets(), Item: d.Tag(field.Wire)})
		}
	}
	byName := func(a, b EncodedStruct) int { return cmp.Compare(a.Name, b.Name) }
	slices.SortFunc(d.EncodedMessages, byName)
	slices.SortFunc(d.EncodedValues, func(a, b EncodedValue) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
	})
	d.EncodedValues = slices.Compact(d.EncodedValues)
	slices.SortFunc(d.EncodedStructs, byName)
	d.EncodedStructs = slices.CompactFunc(d.EncodedStructs, func(a, b EncodedStruct) bool { return a.Name == b.Name })
}

// members returns the elements of t with their types. Elements of one name have the first type.
func (d *describer) members(t *schema.Type) []string {
	var list []string
	seen := map[string]bool{}
	var add func(p *schema.Particle)
	add = func(p *schema.Particle) {
		for _, leaf := range p.Leaves() {
			f := leaf.Field
			switch {
			case leaf.Kind == schema.Repeat:
				add(f.Type.Content)
			case leaf.Kind == schema.Element && !seen[f.Wire.Local]:
				seen[f.Wire.Local] = true
				member := d.Tag(f.Wire) + " " + d.encodedType(f.Type)
				switch {
				case f.Nillable && f.Required():
					member += " nil"
				case !f.Nillable && !f.Required():
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
	return d.Tag(name) + brackets
}
