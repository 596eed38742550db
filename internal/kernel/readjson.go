// Reading of JSON, by the types of a YAML description, as generated decoders read it.

package kernel

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonrule"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// ReadJSON reads text, a value of type t. The node is nil if text is malformed.
func (c *Contract) ReadJSON(text string, t *schema.Type) (*Node, []Violation) {
	r := &jsonReading{jsonwire.NewDecoder(text)}
	var n *Node
	if t.Kind == schema.Struct {
		n = r.object(t)
	} else {
		n = r.item(t)
	}
	return r.finish(text, n)
}

// BodyType returns the type of the JSON of b.
func BodyType(b *schema.Body) *schema.Type {
	if b.Repeated {
		return listOf(b.Type)
	}
	return b.Type
}

// listOf returns the type of lists of t.
func listOf(t *schema.Type) *schema.Type { return &schema.Type{Kind: schema.List, Item: t} }

// valueType returns the type of the value of f: a list if f is one.
func valueType(f *schema.Field) *schema.Type {
	if f.Form == schema.BySlice {
		return listOf(f.Type)
	}
	return f.Type
}

// jsonReading is the reading of a JSON text. Its methods read the pending value. They call the functions that generated
// decoders call, in the same order.
type jsonReading struct{ d *jsonwire.Decoder }

// finish returns n, the value of text, with the places of its parts, and the violations.
func (r *jsonReading) finish(text string, n *Node) (*Node, []Violation) {
	err := r.d.Close()
	var malformed *wire.SyntaxError
	if errors.As(err, &malformed) {
		return nil, []Violation{{Path: malformed.Path, Line: malformed.Line, Column: malformed.Column,
			Message: malformed.Message}}
	}
	text = strings.TrimPrefix(text, wire.ByteOrderMark)
	at := &jsonPlaces{places: newPlaces(text), text: text, decoder: json.NewDecoder(strings.NewReader(text)),
		offsets: map[string]int{}}
	at.index("")
	var violations []Violation
	deviates := map[string]bool{}
	var deviating *wire.DeviationError
	if errors.As(err, &deviating) {
		for _, d := range deviating.Deviations {
			violations = append(violations, at.violation(d.Path, "expected "+d.Expected+", found "+d.Found))
			deviates[d.Path] = true
		}
	}
	if n != nil {
		at.place(n, "")
		for _, f := range rulesOf(n) {
			if !deviates[f.Path] {
				violations = append(violations, at.violation(f.Path, f.Message))
			}
		}
	}
	sortViolations(violations)
	return n, violations
}

// item reads a value that must be there: an item, a required member or a whole text.
func (r *jsonReading) item(t *schema.Type) *Node {
	n := &Node{Type: t}
	switch {
	case t.Kind == schema.List:
		if r.d.Present("an array") {
			r.list(n)
		}
	case t.Kind == schema.Map:
		if r.d.Present("an object") {
			r.members(n)
		}
	case t.Kind == schema.Struct:
		return r.object(t)
	case t.Kind == schema.OneOf:
		if value := r.oneOf(t); value != nil {
			return value
		}
	case t.Builtin == schema.JSON:
		n.Markup = r.d.Raw()
	default:
		n.Text = codecOf(t).item(r.d)
	}
	return n
}

// optional reads a value that may be absent; nil if it is.
func (r *jsonReading) optional(t *schema.Type) *Node {
	n := &Node{Type: t}
	ok := true
	switch {
	case t.Kind == schema.List:
		ok = r.list(n)
	case t.Kind == schema.Map:
		ok = r.members(n)
	case t.Kind == schema.Struct:
		if r.d.Absent() || !r.d.IsObject() {
			return nil
		}
		return r.object(t)
	case t.Kind == schema.OneOf:
		return r.oneOf(t)
	case t.Builtin == schema.JSON:
		n.Markup = r.d.Raw()
	default:
		n.Text, ok = codecOf(t).member(r.d)
	}
	if !ok {
		return nil
	}
	return n
}

// list reads the items of n. It returns false if there is no list.
func (r *jsonReading) list(n *Node) bool {
	item := n.Type.Item
	isObject := item.Kind == schema.Struct || item.Kind == schema.OneOf || item.Kind == schema.Map
	if r.d.IsEmpty() || !r.d.Array(isObject) {
		return false
	}
	for r.d.Element() {
		n.Children = append(n.Children, r.item(item))
	}
	return true
}

// members reads the values of n, a map. It returns false if there is no map.
func (r *jsonReading) members(n *Node) bool {
	if r.d.IsEmpty() || r.d.AbsentMember() {
		return false
	}
	for ok := r.d.Object(); ok && r.d.Member(); {
		name := r.d.Name()
		if n.Child(name) != nil {
			r.d.Repeated()
		}
		var value *Node
		if n.Type.NilItems && r.d.Null() {
			value = &Node{Type: n.Type.Item, Nil: true}
		} else {
			value = r.item(n.Type.Item)
		}
		n.set(name, value)
	}
	return true
}

// set makes value the only child of n called name.
func (n *Node) set(name string, value *Node) {
	value.Name = name
	for i, c := range n.Children {
		if c.Name == name {
			n.Children[i] = value
			return
		}
	}
	n.Children = append(n.Children, value)
}

// oneOf reads an object of one of the alternatives of t; nil if it is no object. One of another kind is kept.
func (r *jsonReading) oneOf(t *schema.Type) *Node {
	if !r.d.IsObject() {
		return nil
	}
	kind := jsonrule.Kind(r.d, t.Discriminator)
	var kinds []string
	for _, a := range t.Alternatives {
		if a.Value == kind {
			return r.object(a.Type)
		}
		kinds = append(kinds, a.Value)
	}
	return &Node{Type: t, Markup: string(jsonrule.OtherKind(r.d, t.Discriminator, kinds...))}
}

// object reads an object of the type t, a Struct.
func (r *jsonReading) object(t *schema.Type) *Node {
	n := &Node{Type: t}
	var names []string
	var required []int
	if t.Tag != nil {
		names, required = append(names, t.Tag.Name), append(required, 0)
	}
	fields := t.Fields()
	for _, f := range fields {
		if f.Required() {
			required = append(required, len(names))
		}
		names = append(names, f.Wire.Local)
	}
	known := jsonwire.NewMembers(names...)
	var seen jsonwire.SeenMembers
	for ok := r.d.Object(); ok && r.d.MemberOf(known, &seen); {
		name := r.d.Name()
		switch f := fieldOf(t, name); {
		case t.Tag != nil && name == t.Tag.Name:
			jsonrule.Tag(r.d, t.Tag.Value)
		case f != nil:
			if value := r.member(f); value != nil {
				value.Field = f
				n.set(name, value)
			}
		case t.KeepUnknown:
			if n.Child(name) != nil {
				r.d.Repeated()
			}
			n.set(name, &Node{Markup: r.d.Raw()})
		default:
			r.d.SkipUnknown()
		}
	}
	jsonrule.Require(r.d, known, &seen, required...)
	for _, f := range fields {
		if f.Default != nil && n.Child(f.Wire.Local) == nil {
			n.set(f.Wire.Local, &Node{Field: f, Type: f.Type, Text: *f.Default})
		}
	}
	return n
}

// member reads the value of f; nil if it is absent.
func (r *jsonReading) member(f *schema.Field) *Node {
	t := valueType(f)
	isNeeded := f.Required() && !f.Nillable
	isSingleOneOf := t.Kind == schema.OneOf && f.Form == schema.ByValue
	switch {
	case isSingleOneOf && !f.Required() && !f.HasFlag() && r.d.Absent():
		return nil
	case isNeeded && t.Collection() != "":
		want := "an array"
		if t.Kind == schema.Map {
			want = "an object"
		}
		if !r.d.Present(want) {
			return nil
		}
		if value := r.optional(t); value != nil {
			return value
		}
		return &Node{Type: t} // an empty one, in another form
	case isNeeded && f.Form == schema.ByValue && t.Builtin != schema.JSON:
		return r.item(t)
	case f.HasFlag() && r.d.Null():
		return &Node{Type: t, Nil: true}
	}
	value := r.optional(t)
	if value == nil && f.Required() && f.Nillable {
		return &Node{Type: t, Nil: true}
	}
	return value
}
