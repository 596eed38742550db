// XML messages as JSON: see fromdata.go for its form.

package kernel

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// ToJSON returns n, a message of a WSDL whose type is t or derived from it, as JSON that [Contract.FromData] reads.
func (c *Contract) ToJSON(n *Node, t *schema.Type) []byte { return dataOf(n, t).appendTo(nil) }

// dataOf returns the value of n, whose declared type is declared.
func dataOf(n *Node, declared *schema.Type) *data {
	t := n.Type
	switch {
	case n.Nil:
		return &data{kind: nullData}
	case n.Field != nil && n.Field.Wildcard != nil:
		return &data{text: n.Markup, isQuoted: true}
	case t.IsOpen():
		d := &data{kind: objectData}
		if n.OpenType.Local != "" {
			d.add(typeMember, textData(n.OpenType.String()))
		}
		d.add(markupMember, textData(n.Markup))
		return d
	case t.Kind == schema.List:
		d := &data{kind: listData}
		for _, item := range strings.Fields(n.Text) {
			d.items = append(d.items, scalarOf(item, t.Item))
		}
		return d
	case t.Kind != schema.Struct:
		return simpleOf(n, t)
	}
	d := &data{kind: objectData}
	if declared != t {
		d.add(typeMember, textData(t.Wire.Local))
	}
	names := memberNames(t, true)
	for _, child := range n.Children {
		name := names[child.Field]
		value := dataOf(child, child.Field.Type)
		if child.Field.Form == schema.BySlice {
			d.list(name).items = append(d.list(name).items, value)
		} else {
			d.add(name, value)
		}
	}
	if t.Value != nil {
		d.add(textMember, simpleOf(n, t.Value.Type))
	}
	if t.Mixed {
		d.add(markupMember, textData(n.Markup))
	}
	return d
}

func textData(text string) *data { return &data{text: text, isQuoted: true} }

// simpleOf returns the value of n, which is of the simple type t.
func simpleOf(n *Node, t *schema.Type) *data {
	if n.ContentType == "" {
		return scalarOf(n.Text, t)
	}
	return &data{kind: objectData, names: []string{contentTypeMember, contentMember},
		items: []*data{textData(n.ContentType), textData(n.Text)}}
}

// add adds a member to d.
func (d *data) add(name string, value *data) {
	d.names, d.items = append(d.names, name), append(d.items, value)
}

// list returns the list that is the member name of d.
func (d *data) list(name string) *data {
	for i, n := range d.names {
		if n == name {
			return d.items[i]
		}
	}
	d.add(name, &data{kind: listData})
	return d.items[len(d.items)-1]
}

// scalarOf returns a value of the simple type t: a number or a boolean if t is one and JSON has it.
func scalarOf(text string, t *schema.Type) *data {
	form := t.Builtin.Go()
	isNumber := (form.IsNumber() || form.Writer == schema.WriteNumber) && jsonwire.IsNumber(text)
	isBool := form.Writer == schema.WriteBool && (text == "true" || text == "false")
	return &data{text: text, isQuoted: !isNumber && !isBool}
}
