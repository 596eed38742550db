// Schemas: types as JSON Schema (OpenAPI 3.1, section 4.8.24).

package openapi

import "github.com/kontrakt-dev/kontrakt/schema"

// declaration is the schema of a type that the description declares.
func (e *exporter) declaration(t *schema.Type) object {
	var s object
	if name := e.names.of(t); name != "" && name != t.Wire.Local {
		s.set("title", t.Wire.Local)
	}
	if t.Kind == schema.OneOf {
		return append(s, e.oneOf(t)...)
	}
	if t.Kind != schema.Struct {
		s = append(s, e.simple(t)...)
		s.setUnless("description", t.Doc, "")
		s.setUnless("deprecated", t.Deprecated != "", false)
		s.setExamples(t.Examples)
		return s
	}
	s.set("type", "object")
	s.setUnless("description", t.Doc, "")
	s.setUnless("deprecated", t.Deprecated != "", false)
	s.setExamples(t.Examples)
	var properties object
	var required []any
	if t.Tag != nil {
		properties.set(t.Tag.Name, object{{"const", t.Tag.Value}})
		required = append(required, t.Tag.Name)
	}
	for _, f := range t.Fields() {
		properties.set(f.Wire.Local, e.property(f))
		if f.Required() {
			required = append(required, f.Wire.Local)
		}
	}
	if len(required) > 0 {
		s.set("required", required)
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
	s := e.listOf(e.use(f.Type), f.Form == schema.BySlice)
	if f.Items != nil {
		setCount(&s, "minItems", f.Items.MinLength)
		setCount(&s, "maxItems", f.Items.MaxLength)
	}
	s = orNull(s, f.Nillable)
	s.setUnless("description", f.Doc, "")
	s.setUnless("deprecated", f.Deprecated != "", false)
	if f.Default != nil {
		s.set("default", literal(f.Type, *f.Default))
	}
	s.setExamples(f.Examples)
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
	switch {
	case t.DeclaredBy != "": // in place
		return e.declaration(t)
	case t.Kind == schema.Simple && e.names.of(t) == "": // restricted in place
		return e.simple(t)
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

// oneOf is the schema of a type with alternatives.
func (e *exporter) oneOf(t *schema.Type) object {
	var s, mapping object
	s.setUnless("description", t.Doc, "")
	s.setUnless("deprecated", t.Deprecated != "", false)
	s.setExamples(t.Examples)
	var alternatives []any
	for _, a := range t.Alternatives {
		alternatives = append(alternatives, e.use(a.Type))
		mapping.set(a.Value, "#/components/schemas/"+e.names.of(a.Type))
	}
	s.set("oneOf", alternatives)
	s.set("discriminator", object{{"propertyName", t.Discriminator}, {"mapping", mapping}})
	return s
}

// simple is the schema of a simple type: its built-in type, the values of an enumeration, and facets.
func (e *exporter) simple(t *schema.Type) object {
	s := e.builtin(t.Builtin)
	var values []any
	for _, v := range t.Values {
		values = append(values, literal(t, v.Value))
	}
	switch {
	case t.Kind == schema.Enum && t.Open:
		s.set("x-kontrakt-knownValues", values)
	case t.Kind == schema.Enum:
		s.set("enum", values)
	}
	f := t.Facets
	if f == nil {
		return s
	}
	setCount(&s, "minLength", f.MinLength)
	setCount(&s, "maxLength", f.MaxLength)
	if f.Regexp != nil {
		s.set("pattern", *f.Regexp)
	}
	for _, b := range []struct {
		key   string
		bound *string
	}{{"minimum", f.MinInclusive}, {"maximum", f.MaxInclusive}, {"exclusiveMinimum", f.MinExclusive},
		{"exclusiveMaximum", f.MaxExclusive}} {
		if b.bound != nil {
			s.set(b.key, number(*b.bound))
		}
	}
	return s
}

func setCount(s *object, key string, count *int) {
	if count != nil {
		s.set(key, *count)
	}
}

// literal is a value of the simple type t.
func literal(t *schema.Type, text string) any {
	switch t.Builtin.JSON().Type {
	case "boolean":
		return text == "true"
	case "integer", "number":
		return number(text)
	}
	return text
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
