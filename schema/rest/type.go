// Types: those that the description declares, and those that are defined in place.

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

// definitions are the keys that define a type, one of which a mapping has.
var definitions = []string{"fields", "enum"}

// detailKeys are the keys that say more about a definition, or about a built-in type.
var detailKeys = append([]string{"keepUnknown", "open"}, facetKeys...)

// simpleKeys are the detailKeys of simple types and enumerations.
var simpleKeys = detailKeys[1:]

// declareTypes declares every type by its name, so that types and functions can refer to it in any order. The fields of
// structs are read later: see defineTypes.
func (r *reader) declareTypes(n *yamldoc.Node) {
	for _, e := range n.Entries() {
		t := &schema.Type{Wire: schema.QName{Local: e.Key}, Pos: e.Pos}
		switch {
		case isBuiltin(e.Key):
			r.diagnostics.Faultf(e.Pos, "type %q is built in: choose another name", e.Key)
			continue
		case !isName(e.Key):
			r.diagnostics.Faultf(e.Pos, "%q cannot name a type: %s", e.Key, nameRule)
		}
		if before, ok := r.types.find(e.Key); ok {
			r.checkDeclared("type", e.Key, e.Pos, before.Pos)
		}
		r.types.add(e.Key, t)
		r.api.Types = append(r.api.Types, t)

		keys := slices.Concat([]string{"doc", "deprecated", "example", "base", "file"}, definitions, []string{"oneOf"}, detailKeys)
		m := e.Value.Mapping(keys...)
		t.Doc, t.Deprecated = doc(m), deprecated(m)
		r.laterExample(m, t, false, nil, func(json string) { t.Examples = []string{json} })
		choices := slices.Concat([]string{"base"}, definitions, []string{"oneOf"})
		if m.Get("enum") != nil { // its base says what its values are
			choices = choices[1:]
		}
		switch key := oneOf(e.Value, m, choices...); key {
		case "":
		case "base":
			r.readBase(t, m.Get("base"))
			r.readFacets(t, m)
		default:
			r.define(t, key, m)
		}
	}
}

// declareBuiltins makes the built-in types known by their names.
func (r *reader) declareBuiltins() {
	for _, b := range schema.DialectTypes() {
		name := b.Label(true)
		r.types.add(name, &schema.Type{Wire: schema.QName{Local: name}, Kind: schema.Builtin, Builtin: b})
	}
}

// define makes t what the mapping m defines under key: one of definitions, or oneOf.
func (r *reader) define(t *schema.Type, key string, m yamldoc.Mapping) {
	var allowed []string
	switch key {
	case "fields":
		allowed = []string{"keepUnknown", "file"}
		t.Kind = schema.Struct
		keep := m.Get("keepUnknown")
		t.KeepUnknown = keep.Bool() || keep == nil && r.keepUnknown
		r.undefined = append(r.undefined, declaredStruct{t, m.Get("fields"), m.Get("file")})
	case "enum":
		allowed = []string{"open"}
		t.Open = m.Get("open").Bool()
		r.readEnum(t, m)
	case "oneOf":
		r.readOneOf(t, m.Get("oneOf"))
	}
	for _, other := range append([]string{"file"}, detailKeys...) {
		if n := m.Get(other); n != nil && !slices.Contains(allowed, other) {
			n.Faultf("%s says nothing about %s: remove it", other, map[string]string{"fields": "a type with fields",
				"enum": "an enumeration", "oneOf": "a type with alternatives"}[key])
		}
	}
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
	t.Kind = schema.Simple
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
		n.Faultf("base %q is not a simple built-in type%s", name, schema.Suggest(name, known))
	}
}

// defineTypes reads the fields of structs. They can define more types, which follow the type around them.
func (r *reader) defineTypes() {
	for ; len(r.undefined) > 0; r.undefined = r.undefined[1:] {
		s := r.undefined[0]
		content := &schema.Particle{Kind: schema.Sequence, Pos: s.typ.Pos, Min: 1, Max: 1}
		for _, e := range s.fields.Entries() {
			if f := r.readField(s.typ, e); f != nil {
				content.Children = append(content.Children,
					&schema.Particle{Kind: schema.Element, Pos: f.Pos, Min: f.Min, Max: f.Max, Field: f})
			}
		}
		s.typ.Content = content
		s.typ.File = fileField(s.typ, s.file)
	}
	r.findAlternatives()
	var ordered []*schema.Type
	var add func(t *schema.Type)
	add = func(t *schema.Type) {
		ordered = append(ordered, t)
		for _, inner := range r.inner[t] {
			add(inner)
		}
	}
	for _, t := range append(r.api.Types, r.inner[nil]...) {
		add(t)
	}
	r.api.Types = ordered
	schema.BreakCycles(ordered)
}

// place says in which component a type without a name is defined. name is that of the field in the type owner or, if
// owner is nil, the function and the part of it, such as getBook/result.
type place struct {
	owner *schema.Type
	by    string // the kind of component that defines the type: see schema.Type.DeclaredBy
	name  string
	items []string // the keys that define the items of a list
}

// inFunction returns the place of the component by of a function, such as its result.
func inFunction(function, by, name string, items ...string) place {
	return place{by: by, name: function + "/" + name, items: items}
}

// anyItem are the keys that define the items of a list that can have any type.
var anyItem = slices.Concat(collections, definitions)

// defineInPlace returns the type that n, the mapping m, defines under key, one of definitions, in the current place.
func (r *reader) defineInPlace(key string, n *yamldoc.Node, m yamldoc.Mapping) *schema.Type {
	owner := r.place.owner
	t := &schema.Type{Wire: schema.QName{Local: r.place.name}, Pos: n.Pos(), Owner: owner, DeclaredBy: r.place.by}
	r.inner[owner] = append(r.inner[owner], t)
	r.define(t, key, m)
	return t
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

// readValueOr reads the type of something: the name of a type, or a mapping with the type or one of choices instead, by
// their keys, and with further keys. The choices are some of collections and definitions, and others.
func (r *reader) readValueOr(n *yamldoc.Node, choices []string, further ...string) value {
	if !n.IsMapping() {
		return value{typ: r.typeNamed(n)}
	}
	choices = append([]string{"type"}, choices...)
	return r.valueOf(n, n.Mapping(append(slices.Clone(choices), further...)...), choices)
}

// valueOf is readValueOr for the mapping m of n.
func (r *reader) valueOf(n *yamldoc.Node, m yamldoc.Mapping, choices []string) value {
	v := value{keys: m}
	if m.Get("enum") != nil && m.Get("listOf") == nil && m.Get("mapOf") == nil { // its type says what its values are
		choices = slices.DeleteFunc(choices, func(key string) bool { return key == "type" })
	}
	switch key := oneOf(n, m, choices...); {
	case key == "type":
		v.typ = r.restricted(r.typeNamed(m.Get("type")), m)
	case key == "listOf":
		v.typ, v.list = r.readItem(m.Get("listOf")), true
	case key == "mapOf":
		v.typ = r.readMap(m.Get("mapOf"))
	case slices.Contains(definitions, key):
		v.typ = r.defineInPlace(key, n, m)
	default:
		v.choice, v.other = key, m.Get(key)
	}
	switch detail := firstOf(m, detailKeys); {
	case detail == nil:
	case v.list || v.typ != nil && v.typ.Collection() != "":
		detail.Faultf("this restricts the items: write it with their type, as in listOf: {type: string, maxLength: 5}")
	case v.other != nil:
		detail.Faultf("this says nothing about %s: remove it", v.choice)
	}
	return v
}

// readItem reads the type of the items of a list or of the values of a map: the name of a type, or a mapping that says
// more. It returns nil after a fault.
func (r *reader) readItem(n *yamldoc.Node) *schema.Type {
	v := r.readValueOr(n, r.place.items, r.details()...)
	if v.typ != nil && v.list {
		v.typ = &schema.Type{Kind: schema.List, Pos: n.Pos(), Item: v.typ}
	}
	return v.typ
}

// details returns the keys that say more about an item.
func (r *reader) details() []string {
	if slices.Contains(r.place.items, "fields") {
		return detailKeys
	}
	return simpleKeys
}

// readMap returns the type of a map with the values that n describes, or nil after a fault.
func (r *reader) readMap(n *yamldoc.Node) *schema.Type {
	v := r.readValueOr(n, slices.Concat(collections, definitions), append([]string{"nullable"}, detailKeys...)...)
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
		n.Faultf("type %q does not exist%s", name, schema.Suggest(name, r.types.names))
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
