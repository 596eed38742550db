// Types and their fields.

package rest

import (
	"slices"
	"unicode"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// declaredStruct is a struct whose fields have not been read yet.
type declaredStruct struct {
	typ    *schema.Type
	fields *yamldoc.Node
	file   *yamldoc.Node // the name of the field that refers to a file; nil for none
}

// declareTypes declares every type by its name, so that types and functions can refer to it in any order. A struct that
// does not say whether it keeps unknown members does so if keepUnknown is set. It returns the structs.
func (r *reader) declareTypes(n *yamldoc.Node, keepUnknown bool) []declaredStruct {
	var structs []declaredStruct
	for _, e := range n.Entries() {
		t := &schema.Type{Wire: schema.QName{Local: e.Key}, Pos: e.Pos}
		switch {
		case isBuiltin(e.Key):
			r.diagnostics.Faultf(e.Pos, "type %q is built in: choose another name", e.Key)
			continue
		case !isName(e.Key):
			r.diagnostics.Faultf(e.Pos, "%q cannot name a type: %s", e.Key, nameRule)
		}
		r.types.add(e.Key, t)
		r.api.Types = append(r.api.Types, t)

		m := e.Value.Mapping("doc", "base", "fields", "keepUnknown", "file")
		t.Doc = doc(m)
		switch oneOf(e.Value, m, "base", "fields") {
		case "base":
			t.Kind = schema.Simple
			r.readBase(t, m.Get("base"))
			for _, key := range []string{"keepUnknown", "file"} {
				if n := m.Get(key); n != nil {
					n.Faultf("a simple type has no fields: remove %s", key)
				}
			}
		case "fields":
			t.Kind = schema.Struct
			keep := m.Get("keepUnknown")
			t.KeepUnknown = keep.Bool() || keep == nil && keepUnknown
			structs = append(structs, declaredStruct{t, m.Get("fields"), m.Get("file")})
		}
	}
	for _, b := range schema.DialectTypes() {
		name := b.Label(true)
		r.types.add(name, &schema.Type{Wire: schema.QName{Local: name}, Kind: schema.Builtin, Builtin: b})
	}
	return structs
}

// isBuiltin reports whether name is the name of a built-in type.
func isBuiltin(name string) bool {
	for _, b := range schema.DialectTypes() {
		if b.Label(true) == name {
			return true
		}
	}
	return false
}

// readBase makes t a simple type with the base that n names. Only text gets a Go type of its own, since there the name
// says more than the built-in type.
func (r *reader) readBase(t *schema.Type, n *yamldoc.Node) {
	name := n.Text()
	var known []string
	for _, b := range schema.DialectTypes() {
		if b == schema.JSON { // not a single value that could have a name
			continue
		}
		known = append(known, b.Label(true))
		if b.Label(true) == name {
			t.Builtin = b
			t.Declared = b == schema.String || b == schema.URI
			return
		}
	}
	if name != "" {
		n.Faultf("base %q is not a simple built-in type%s", name, yamldoc.Suggest(name, known))
	}
}

// defineTypes reads the fields of structs.
func (r *reader) defineTypes(structs []declaredStruct) {
	for _, s := range structs {
		content := &schema.Particle{Kind: schema.Sequence, Pos: s.typ.Pos, Min: 1, Max: 1}
		for _, e := range s.fields.Entries() {
			if f := r.readField(e); f != nil {
				content.Children = append(content.Children,
					&schema.Particle{Kind: schema.Element, Pos: f.Pos, Min: f.Min, Max: f.Max, Field: f})
			}
		}
		s.typ.Content = content
		s.typ.File = fileField(s.typ, s.file)
	}
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
	n.Faultf("field %q does not exist%s", name, yamldoc.Suggest(name, known))
	return nil
}

// readField reads one field, or returns nil after a fault.
func (r *reader) readField(e yamldoc.Entry) *schema.Field {
	v := r.readValueOr(e.Value, collections, "doc", "nullable", "valuesOf")
	if v.typ == nil {
		return nil
	}
	f := &schema.Field{
		Wire: schema.QName{Local: e.Key}, Doc: doc(v.keys), Pos: e.Pos, Type: v.typ, Max: 1,
		Nillable: v.keys.Get("nullable").Bool(),
		ValuesOf: r.readValuesOf(v.keys.Get("valuesOf")),
	}
	switch {
	case v.list:
		f.Form, f.Max, f.NilList = schema.BySlice, schema.Unbounded, f.Nillable
	case !v.typ.HasNil():
		f.Form = schema.ByPointer
	case f.Nillable && v.typ.Builtin == schema.JSON:
		v.keys.Get("nullable").Faultf("json can always be null: remove nullable")
	}
	if f.ValuesOf != nil && v.typ.Builtin != schema.String {
		v.keys.Get("valuesOf").Faultf("only text can refer to the values of an enumeration: expected a type with the " +
			"base string")
	}
	return f
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
		n.Faultf("function %q does not exist%s", name, yamldoc.Suggest(name, r.operations.names))
	case op.Method != "GET" || op.Result == nil || !op.Result.Repeated || len(op.Parameters) > 0:
		n.Faultf("function %q does not list values: expected a GET without parameters of its own that returns a list",
			name)
	}
	return op
}

// value is the type of a field, parameter or body.
type value struct {
	typ  *schema.Type // nil after a fault, and for another choice
	list bool
	keys yamldoc.Mapping // the keys that do not choose the type

	choice string        // the key of another choice
	other  *yamldoc.Node // its value
}

// collections are the keys for the type of a list's items and of a map's values.
var collections = []string{"listOf", "mapOf"}

// readValue reads the type of something: the name of a type, or a mapping with the type or with the type of a list's
// items under "listOf", and with further keys.
func (r *reader) readValue(n *yamldoc.Node, further ...string) value {
	return r.readValueOr(n, []string{"listOf"}, further...)
}

// readValueOr is readValue with choices instead of a type, by their keys: some of collections, and others.
func (r *reader) readValueOr(n *yamldoc.Node, choices []string, further ...string) value {
	if !n.IsMapping() {
		return value{typ: r.typeNamed(n)}
	}
	choices = append([]string{"type"}, choices...)
	m := n.Mapping(append(slices.Clone(choices), further...)...)
	v := value{keys: m}
	switch key := oneOf(n, m, choices...); key {
	case "type":
		v.typ = r.typeNamed(m.Get("type"))
	case "listOf":
		v.typ, v.list = r.readItem(m.Get("listOf")), true
	case "mapOf":
		v.typ = r.readMap(m.Get("mapOf"))
	default:
		v.choice, v.other = key, m.Get(key)
	}
	return v
}

// readItem reads the type of the items of a list or of the values of a map: the name of a type, or a mapping with
// "listOf" or "mapOf" alone. It returns nil after a fault.
func (r *reader) readItem(n *yamldoc.Node) *schema.Type {
	if !n.IsMapping() {
		return r.typeNamed(n)
	}
	m := n.Mapping(collections...)
	switch key := oneOf(n, m, collections...); key {
	case "listOf":
		return r.readList(m.Get(key))
	case "mapOf":
		return r.readMap(m.Get(key))
	}
	return nil
}

// readList returns the type of a list with the items that n describes, or nil after a fault.
func (r *reader) readList(n *yamldoc.Node) *schema.Type {
	item := r.readItem(n)
	if item == nil {
		return nil
	}
	return &schema.Type{Kind: schema.List, Pos: n.Pos(), Item: item}
}

// readMap returns the type of a map with the values that n describes, or nil after a fault.
func (r *reader) readMap(n *yamldoc.Node) *schema.Type {
	v := r.readValueOr(n, collections, "nullable")
	switch {
	case v.typ == nil:
		return nil
	case v.list:
		v.typ = &schema.Type{Kind: schema.List, Pos: n.Pos(), Item: v.typ}
	}
	t := &schema.Type{Kind: schema.Map, Pos: n.Pos(), Item: v.typ, NilItems: v.keys.Get("nullable").Bool()}
	if t.NilItems && v.typ.Builtin == schema.JSON {
		v.keys.Get("nullable").Faultf("json can always be null: remove nullable")
	}
	return t
}

// typeNamed returns the type that n names, or nil after a fault.
func (r *reader) typeNamed(n *yamldoc.Node) *schema.Type {
	name := n.Text()
	t, ok := r.types.find(name)
	if !ok && name != "" {
		n.Faultf("type %q does not exist%s", name, yamldoc.Suggest(name, r.types.names))
	}
	return t
}

const nameRule = "expected a letter, then letters, digits, _, - and ."

// isName reports whether s follows nameRule.
func isName(s string) bool {
	for i, c := range s {
		letter := unicode.IsLetter(c)
		if i == 0 && !letter || !letter && !unicode.IsDigit(c) && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return s != ""
}
