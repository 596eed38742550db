// Writing of JSON. Like XML, a tree is first written as a draft, which is read and checked, and then written as generated
// encoders write it.

package kernel

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// WriteJSON returns n as JSON of the type t. The text is nil if there is a violation. The position of a violation is that
// of its node.
func (c *Contract) WriteJSON(n *Node, t *schema.Type) ([]byte, []Violation) {
	known := map[string]*Node{}
	indexNodes(n, "", t, known)
	value, violations := c.ReadJSON(string(draftJSON(nil, n, t)), t)
	for i := range violations {
		v := &violations[i]
		at := known[v.Path]
		for path := v.Path; at == nil; at = known[path] {
			path = path[:max(0, strings.LastIndexAny(path, ".["))]
		}
		v.Line, v.Column = at.Line, at.Column
	}
	if len(violations) > 0 {
		return nil, violations
	}
	text := appendJSON(nil, value, t)
	if err := wire.CheckEncoded(text); err != nil {
		return nil, []Violation{{Line: n.Line, Column: n.Column, Message: err.Error()}}
	}
	return text, nil
}

// indexNodes adds n, of type t and at path, and the nodes in it to known.
func indexNodes(n *Node, path string, t *schema.Type, known map[string]*Node) {
	known[path] = n
	for i, child := range n.Children {
		below, inner := join(path, child.Name), t
		switch f := fieldOf(t, child.Name); {
		case t.Kind == schema.List:
			below, inner = step(path, i), t.Item
		case t.Kind == schema.Map:
			inner = t.Item
		case f != nil:
			inner = valueType(f)
		}
		indexNodes(child, below, inner, known)
	}
}

// draftJSON appends n as JSON that its reader takes, with all simple values in quotes.
func draftJSON(b []byte, n *Node, t *schema.Type) []byte {
	if n.Type != nil && t.Kind == schema.OneOf {
		t = n.Type
	}
	switch {
	case n.Nil:
		return append(b, "null"...)
	case n.Markup != "":
		return append(b, n.Markup...)
	case t.Kind == schema.List:
		b = append(b, '[')
		for i, item := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = draftJSON(b, item, t.Item)
		}
		return append(b, ']')
	case t.Kind == schema.Map, t.Kind == schema.Struct:
		b = append(b, '{')
		if t.Tag != nil {
			b = append(append(append(jsonwire.AppendString(b, t.Tag.Name), ':'), jsonwire.AppendString(nil, t.Tag.Value)...), ',')
		}
		for _, child := range n.Children {
			b = append(jsonwire.AppendString(b, child.Name), ':')
			inner := t.Item
			if f := fieldOf(t, child.Name); f != nil {
				inner = valueType(f)
			}
			if inner == nil { // a member that the contract does not name
				inner = &schema.Type{Builtin: schema.String}
			}
			b = append(draftJSON(b, child, inner), ',')
		}
		if b[len(b)-1] == ',' {
			b = b[:len(b)-1]
		}
		return append(b, '}')
	}
	return jsonwire.AppendString(b, n.Text)
}

// appendJSON appends n, a value of type t that was read.
func appendJSON(b []byte, n *Node, t *schema.Type) []byte {
	if n.Type != nil && t.Kind == schema.OneOf {
		t = n.Type
	}
	switch {
	case n.Nil:
		return append(b, "null"...)
	case t.Kind == schema.OneOf || t.Builtin == schema.JSON:
		return jsonwire.AppendRaw(b, n.Markup)
	case t.Kind == schema.List:
		b = append(b, '[')
		for i, item := range n.Children {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item, t.Item)
		}
		return append(b, ']')
	case t.Kind == schema.Map, t.Kind == schema.Struct:
		start := len(b)
		if t.Tag != nil {
			b = append(append(jsonwire.AppendString(append(b, ','), t.Tag.Name), ':'), jsonwire.AppendString(nil, t.Tag.Value)...)
		}
		for _, child := range sortedMembers(n) {
			b = append(jsonwire.AppendString(append(b, ','), child.Name), ':')
			switch {
			case t.Kind == schema.Map:
				b = appendJSON(b, child, t.Item)
			case child.Field == nil:
				b = jsonwire.AppendRaw(b, child.Markup)
			default:
				b = appendJSON(b, child, valueType(child.Field))
			}
		}
		return jsonwire.CloseObject(b, start)
	}
	switch form := formOf(t); {
	case form.Writer == schema.WriteNumber:
		return jsonvalue.AppendDecimal(b, n.Text)
	case form.IsNumber() || form.Writer == schema.WriteBool:
		return append(b, n.Text...)
	}
	return jsonwire.AppendString(b, n.Text)
}
