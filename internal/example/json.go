// JSON: values of types with fields, indented.

package example

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// jsonValue is a JSON value: an object, an array, or a literal.
type jsonValue struct {
	members []jsonMember // of an object, which may be empty
	items   []*jsonValue // of an array
	literal string       // as it is written; "" for an object or array
}

type jsonMember struct {
	name  string
	value *jsonValue
}

// json returns a value of t. A member whose type is being filled already is left out: all are optional.
func (m *maker) json(t *schema.Type) *jsonValue {
	if v := m.shownJSON(t.Examples, t); v != nil {
		return v
	}
	switch {
	case t.Kind == schema.List && m.inside[innermost(t)] > 0:
		return &jsonValue{items: []*jsonValue{}}
	case t.Kind == schema.Map && m.inside[innermost(t)] > 0:
		return &jsonValue{}
	case t.Kind == schema.List:
		return &jsonValue{items: []*jsonValue{m.json(t.Item)}}
	case t.Kind == schema.Map:
		return &jsonValue{members: []jsonMember{{"name", m.json(t.Item)}}}
	case t.Kind == schema.OneOf:
		return m.json(t.Alternatives[0].Type)
	case t.Kind != schema.Struct:
		return m.simple(t)
	}
	return m.object(t)
}

// object returns a value of t, which has fields, with examples of these.
func (m *maker) object(t *schema.Type) *jsonValue {
	if m.inside[t] > 1 {
		m.note("no value of " + typeName(t) + " comes to an end, since it must hold itself")
		return &jsonValue{}
	}
	m.inside[t]++
	defer func() { m.inside[t]-- }()
	object := &jsonValue{}
	if t.Tag != nil {
		object.members = append(object.members, jsonMember{t.Tag.Name, &jsonValue{literal: quote(t.Tag.Value)}})
	}
	for _, f := range t.Fields() {
		if !f.Required() && (m.inside[innermost(f.Type)] > 0 || m.isFull()) {
			continue
		}
		m.elements++
		object.members = append(object.members, jsonMember{f.Wire.Local, m.member(f)})
	}
	return object
}

// member returns a value of f.
func (m *maker) member(f *schema.Field) *jsonValue {
	isList := f.Form == schema.BySlice
	if text := m.shown(f.Examples); text != "" && isList {
		return parseJSON(text)
	} else if text != "" {
		return m.completed(parseJSON(text), f.Type)
	}
	value := m.json(f.Type)
	if isList {
		return listOf(value, f.Items)
	}
	return value
}

// listOf returns a list of as many items as count demands, one if that is nil.
func listOf(item *jsonValue, count *schema.Facets) *jsonValue {
	n := 1
	if count != nil && count.MinLength != nil {
		n = min(*count.MinLength, maxText)
	}
	if count != nil && count.MaxLength != nil {
		n = min(max(n, 1), *count.MaxLength)
	}
	return &jsonValue{items: slices.Repeat([]*jsonValue{item}, n)}
}

// innermost returns the type of the items of t, and of their items, up to one that is neither a list nor a map.
func innermost(t *schema.Type) *schema.Type {
	for {
		switch {
		case t.Collection() != "":
			t = t.Item
		case t.Kind == schema.OneOf:
			t = t.Alternatives[0].Type
		default:
			return t
		}
	}
}

// simple returns a value of a simple type.
func (m *maker) simple(t *schema.Type) *jsonValue {
	switch {
	case t.Builtin == schema.JSON:
		return &jsonValue{literal: "{}"}
	case t.Builtin.JSON().Type != "string" && t.Builtin.JSON().Type != "":
		return &jsonValue{literal: m.value(t)}
	case t.Builtin == schema.DateTime && m.api.REST.TimeZone == "": // so a time needs an offset
		return &jsonValue{literal: quote(m.value(t) + "Z")}
	}
	return &jsonValue{literal: quote(m.value(t))}
}

// quote returns s as a JSON string, with markup as it is.
func quote(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always can be
	return strings.TrimSuffix(b.String(), "\n")
}

// bare returns a literal as it stands outside of JSON: a text without quotes.
func (v *jsonValue) bare() string {
	var text string
	if json.Unmarshal([]byte(v.literal), &text) == nil {
		return text
	}
	return v.literal
}

// write appends v to b. Its first line continues the one at hand; the others are indented.
func (v *jsonValue) write(b *strings.Builder, indent int) {
	margin := "\n" + strings.Repeat(" ", indent)
	switch {
	case v.literal != "":
		b.WriteString(v.literal)
	case v.items != nil:
		b.WriteString("[")
		for i, item := range v.items {
			b.WriteString([]string{"", ","}[min(i, 1)] + margin + "  ")
			item.write(b, indent+2)
		}
		b.WriteString(margin + "]")
	case len(v.members) == 0:
		b.WriteString("{}")
	default:
		b.WriteString("{")
		for i, member := range v.members {
			b.WriteString([]string{"", ","}[min(i, 1)] + margin + "  " + quote(member.name) + ": ")
			member.value.write(b, indent+2)
		}
		b.WriteString(margin + "}")
	}
}
