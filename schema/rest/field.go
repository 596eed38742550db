// The fields of types.

package rest

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/schema"
	xsdvalue "github.com/kontrakt-dev/kontrakt/schema/value"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// readField reads one field of the type owner, or returns nil after a fault.
func (r *reader) readField(owner *schema.Type, e yamldoc.Entry) *schema.Field {
	r.place = place{owner, "field", e.Key, anyItem}
	v := r.readValueOr(e.Value, anyItem,
		slices.Concat([]string{"doc", "deprecated", "example", "nullable", "required", "default", "valuesOf", "minItems", "maxItems"},
			detailKeys)...)
	if v.typ == nil {
		return nil
	}
	f := &schema.Field{
		Wire: schema.QName{Local: e.Key}, Doc: doc(v.keys), Deprecated: deprecated(v.keys), Pos: e.Pos, Type: v.typ, Max: 1,
		Nillable: v.keys.Get("nullable").Bool(),
		ValuesOf: r.readValuesOf(v.keys.Get("valuesOf")),
	}
	if v.keys.Get("required").Bool() {
		f.Min = 1
	}
	switch {
	case v.list:
		f.Form, f.Max, f.NilList = schema.BySlice, schema.Unbounded, f.Nillable
	case f.Nillable && v.typ.Builtin == schema.JSON:
		v.keys.Get("nullable").Faultf("json can always be null: remove nullable")
	case !v.typ.HasNil() && (f.Nillable || !f.Required()):
		f.Form = schema.ByPointer
	}
	f.Default = r.readDefault(f, v.keys.Get("default"))
	f.Items = readItemCount(v)
	r.laterExample(v.keys, v.typ, v.list, f.Items, func(json string) { f.Examples = []string{json} })
	if f.ValuesOf != nil && v.typ.Builtin != schema.String {
		v.keys.Get("valuesOf").Faultf("only text can refer to the values of an enumeration: expected a type with the " +
			"base string")
	}
	return f
}

// readItemCount reads how many items the list v has, nil for any number.
func readItemCount(v value) *schema.Facets {
	first := firstOf(v.keys, []string{"minItems", "maxItems"})
	if first == nil {
		return nil
	}
	if !v.list {
		first.Faultf("only a list has items: expected listOf")
	}
	f := &schema.Facets{Pos: first.Pos()}
	f.MinLength, f.MaxLength = readLengths(v.keys.Get("minItems"), v.keys.Get("maxItems"))
	return f
}

// readDefault reads the value that an absent f has, nil for none.
func (r *reader) readDefault(f *schema.Field, n *yamldoc.Node) *string {
	if n == nil {
		return nil
	}
	if f.Required() {
		n.Faultf("what is required is never absent: remove default, or required")
		return nil
	}
	var text string
	var ok bool
	switch t := f.Type; {
	case f.Form == schema.BySlice || t.Kind == schema.Struct || t.HasNil() || t.Builtin.Go().IsStruct():
		n.Faultf("only text, numbers, true and false can be defaults")
		return nil
	case t.Builtin == schema.Boolean:
		text, ok = "false", true
		if n.Bool() {
			text = "true"
		}
	case t.Builtin.JSON().Type == "string":
		text = n.Text()
		ok = text != ""
	default:
		text, ok = n.Number()
	}
	if !ok {
		return nil
	}
	if f.Type.Builtin.Parse(text) != nil {
		n.Faultf("the default %q is not a value of the type %s", text, f.Type.Builtin.Label(true))
		return nil
	}
	if err := xsdvalue.Check(f.Type, text); err != nil {
		n.Faultf("the default %q %v", text, err)
		return nil
	}
	return &text
}

// readValuesOf finds the function that lists the values of an enumeration.
func (r *reader) readValuesOf(n *yamldoc.Node) *schema.RESTOperation {
	name := n.Text()
	if name == "" {
		return nil
	}
	op, ok := r.operations.find(name)
	switch {
	case !ok:
		n.Faultf("function %q does not exist%s", name, schema.Suggest(name, r.operations.names))
	case op.Method != "GET" || op.Result == nil || !op.Result.Repeated || len(op.Parameters) > 0:
		n.Faultf("function %q does not list values: expected a GET without parameters of its own that returns a list",
			name)
	}
	return op
}

// fileField returns the field of t that n names, which refers to a file.
func fileField(t *schema.Type, n *yamldoc.Node) *schema.Field {
	name := n.Text()
	if name == "" {
		return nil
	}
	var known []string
	for _, f := range t.Fields() {
		known = append(known, f.Wire.Local)
		if f.Wire.Local != name {
			continue
		}
		if f.Type.Builtin != schema.URI || f.Form != schema.ByPointer {
			n.Faultf("field %q does not refer to a file: expected a field with the type uri", name)
			return nil
		}
		return f
	}
	n.Faultf("field %q does not exist%s", name, schema.Suggest(name, known))
	return nil
}
