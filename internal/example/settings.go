// Settings: the examples that the user of a contract adds in gen.yaml.

package example

import (
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// Configure adds examples to api: a mapping from the names of types, of fields with those of their types before them
// (Type.field), and of fields in all types to a value, or to a list of values in turn. Names are those on the wire. A
// field without its type has the example only where there is none of the field itself. examples may be nil.
func Configure(api *schema.API, examples *yamldoc.Node) (ds schema.Diagnostics) {
	entries := examples.Entries()
	if len(entries) == 0 {
		return nil
	}
	c, ds := kernel.New(api)
	if ds.Faulty() {
		return ds
	}
	s := settings{contract: c, places: map[string][]place{}}
	s.findPlaces()
	for _, e := range entries {
		places := s.places[e.Key]
		if len(places) == 0 {
			s.ds.Faultf(e.Pos, "the contract has no type or field %q%s", e.Key, schema.Suggest(e.Key, s.names))
		}
		for _, p := range places {
			if values := s.values(e.Value, p); !p.isVague || len(*p.examples) == 0 {
				*p.examples = values
			}
		}
	}
	return s.ds
}

// settings are being applied to a contract.
type settings struct {
	contract *kernel.Contract
	places   map[string][]place
	names    []string // of places, in the order of the contract
	ds       schema.Diagnostics
}

// place has examples of values of a type.
type place struct {
	examples *[]string
	typ      *schema.Type
	isList   bool // in JSON: the value is a list
	isVague  bool // the name is that of fields in all types
}

// findPlaces finds the places that settings can name. A name that is that of a type is none of fields.
func (s *settings) findPlaces() {
	add := func(name string, p place) {
		if s.places[name] == nil {
			s.names = append(s.names, name)
		}
		s.places[name] = append(s.places[name], p)
	}
	types := slices.Clone(s.contract.API.Types)
	for _, t := range types {
		if t.Wire.Local != "" {
			add(t.Wire.Local, place{examples: &t.Examples, typ: t})
		}
	}
	declared := slices.Clone(s.names)
	for _, t := range types {
		for _, f := range t.Fields() {
			if f.Wildcard != nil || f.Type.Group {
				continue
			}
			p := place{examples: &f.Examples, typ: f.Type, isList: f.Form == schema.BySlice && s.contract.API.SOAP == nil}
			if t.Wire.Local != "" {
				add(t.Wire.Local+"."+f.Wire.Local, p)
			}
			if p.isVague = true; !slices.Contains(declared, f.Wire.Local) {
				add(f.Wire.Local, p)
			}
		}
	}
}

// values returns n as examples for p: a value, or several.
func (s *settings) values(n *yamldoc.Node, p place) (values []string) {
	isValue := !n.IsList() || p.isList || p.typ.Kind == schema.List
	if isValue {
		return []string{s.value(n, p)}
	}
	for _, item := range n.Items() {
		values = append(values, s.value(item, p))
	}
	return values
}

// value returns n as an example for p: JSON, or a lexical form.
func (s *settings) value(n *yamldoc.Node, p place) string {
	if s.contract.API.SOAP != nil {
		return s.lexical(n, p.typ)
	}
	t := kernel.BodyType(&schema.Body{Type: p.typ, Repeated: p.isList})
	json, ds := s.contract.Example(n, t)
	s.ds = append(s.ds, ds...)
	return json
}

// lexical returns n as a value of t, a simple type of XML.
func (s *settings) lexical(n *yamldoc.Node, t *schema.Type) string {
	switch {
	case t.Kind == schema.Struct || t.IsOpen():
		s.ds.Faultf(n.Pos(), "%s has elements or attributes: write examples of those", typeName(t))
		return ""
	case n.IsMapping() || n.IsList():
		s.ds.Faultf(n.Pos(), "expected a single value: in XML, a list has spaces between its items")
		return ""
	}
	text, _ := n.Scalar()
	if err := value.Check(t, text); err != nil {
		s.ds.Faultf(n.Pos(), "the example %q %v", text, err)
	}
	return value.Normalize(t, text)
}
