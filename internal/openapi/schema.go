// Schemas: types as JSON Schema (OpenAPI 3.1, section 4.8.24).

package openapi

import "github.com/kontrakt-dev/kontrakt/schema"

// declaration is the schema of a type that the description declares.
func (e *exporter) declaration(t *schema.Type) object {
	var s object
	if name := e.names.of(t); name != t.Wire.Local {
		s.set("title", t.Wire.Local)
	}
	if t.Kind != schema.Struct {
		s = append(s, e.builtin(t.Builtin)...)
		s.setUnless("description", t.Doc, "")
		return s
	}
	s.set("type", "object")
	s.setUnless("description", t.Doc, "")
	var properties object
	for _, f := range t.Fields() {
		properties.set(f.Wire.Local, e.property(f))
	}
	if len(properties) > 0 {
		s.set("properties", properties)
	}
	s.setUnless("additionalProperties", t.KeepUnknown, false)
	if t.File != nil {
		s.set("x-kontrakt-file", t.File.Wire.Local)
	}
	return s
}

// property is the schema of a field. Any field can be absent. If null can be sent, it is a type of its own.
func (e *exporter) property(f *schema.Field) object {
	s := orNull(e.listOf(e.use(f.Type), f.Form == schema.BySlice), f.Nillable)
	s.setUnless("description", f.Doc, "")
	if f.ValuesOf != nil {
		s.set("x-kontrakt-valuesOf", f.ValuesOf.Wire)
	}
	return s
}

// use is the schema of what has the type t: a reference where t is declared.
func (e *exporter) use(t *schema.Type) object {
	switch t.Kind {
	case schema.Builtin:
		return e.builtin(t.Builtin)
	case schema.List:
		return e.listOf(e.use(t.Item), true)
	case schema.Map:
		return object{{"type", "object"}, {"additionalProperties", orNull(e.use(t.Item), t.NilItems)}}
	}
	return object{{"$ref", "#/components/schemas/" + e.names.of(t)}}
}

// orNull is the schema s, or one for null too.
func orNull(s object, nullable bool) object {
	if !nullable {
		return s
	}
	return object{{"anyOf", []any{s, object{{"type", "null"}}}}}
}

// listOf is the schema of a list of items, where it is one.
func (e *exporter) listOf(item object, isList bool) object {
	if !isList {
		return item
	}
	return object{{"type", "array"}, {"items", item}}
}

// builtin returns the schema of a built-in type, with a format of the OpenAPI Format Registry.
func (e *exporter) builtin(t schema.BuiltinType) object {
	form := t.JSON()
	if t == schema.DateTime && e.api.REST.TimeZone != "" { // a time without an offset is in that zone
		form.Format = "date-time-local"
	}
	o := object{}
	o.setUnless("type", form.Type, "")
	o.setUnless("format", form.Format, "")
	return o
}
