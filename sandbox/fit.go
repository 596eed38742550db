// Values of JSON as values of the types of a contract.

package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// isOf reports whether the value of r is exactly of type t.
func (r resource) isOf(t *schema.Type) bool {
	return r.value != nil && r.valueType != nil && r.valueType == t
}

// as returns the value of r as one of type t, with parts of the first of examples; see [fit].
func (r resource) as(t *schema.Type, examples []any) (value any, ok bool) {
	if r.isOf(t) {
		return r.value, true
	}
	var shown any
	if len(examples) > 0 {
		shown = examples[0]
	}
	return fit(r.value, t, shown)
}

// fitBody is fit for a body.
func fitBody(value any, body *schema.Body, shown any) (fitted any, ok bool) {
	if body.Repeated {
		return fitList(value, body.Type, nil, false, shown)
	}
	return fit(value, body.Type, shown)
}

// fit returns value as one of type t. It takes parts that do not fit or are missing from shown, an example, which may be
// nil. ok is false if it cannot make a value of t.
func fit(value any, t *schema.Type, shown any) (fitted any, ok bool) {
	switch object, isObject := value.(map[string]any); {
	case t.Builtin == schema.JSON && t.Kind <= schema.Enum:
		return value, true
	case t.Kind == schema.List:
		return fitList(value, t.Item, t.Facets, t.NilItems, shown)
	case t.Kind == schema.Struct && isObject:
		return fitObject(object, t, shown)
	case t.Kind == schema.Map && isObject:
		members := map[string]any{}
		var item any
		for _, item = range asObject(shown) {
			break
		}
		for name, member := range object {
			if fitted, ok := fit(member, t.Item, item); ok || member == nil && t.NilItems {
				members[name] = fitted
			}
		}
		return members, true
	case t.Kind == schema.OneOf && isObject:
		for _, alternative := range t.Alternatives {
			if object[t.Discriminator] == alternative.Value {
				if asObject(shown)[t.Discriminator] != alternative.Value {
					shown = nil
				}
				return fit(value, alternative.Type, shown)
			}
		}
	case t.Kind <= schema.Enum && fitsSimple(value, t):
		return value, true
	}
	return shown, shown != nil
}

// fitObject is fit for an object.
func fitObject(object map[string]any, t *schema.Type, shown any) (fitted any, ok bool) {
	members := map[string]any{}
	known := map[string]bool{}
	if t.Tag != nil {
		members[t.Tag.Name], known[t.Tag.Name] = t.Tag.Value, true
	}
	for _, f := range t.Fields() {
		name := f.Wire.Local
		known[name] = true
		example, isShown := asObject(shown)[name]
		value, has := object[name]
		switch {
		case has && value == nil && f.Nillable && (f.Form != schema.BySlice || f.NilList):
		case has && f.Form == schema.BySlice:
			value, has = fitList(value, f.Type, f.Items, f.Nillable && !f.NilList, example)
		case has && value != nil:
			value, has = fit(value, f.Type, example)
		default:
			value, has = example, isShown
		}
		switch {
		case has:
			members[name] = value
		case f.Required():
			return shown, shown != nil
		}
	}
	for name, value := range object {
		if t.KeepUnknown && !known[name] {
			members[name] = value
		}
	}
	return members, true
}

// fitList is fit for a list of items of type t, as many as count allows; nil for any number.
func fitList(value any, t *schema.Type, count *schema.Facets, hasNil bool, shown any) (fitted any, ok bool) {
	list, isList := value.([]any)
	var example any
	if examples, ok := shown.([]any); ok && len(examples) > 0 {
		example = examples[0]
	}
	items := []any{}
	for _, item := range list {
		if item == nil && hasNil {
			items = append(items, nil)
		} else if item, ok := fit(item, t, example); ok {
			items = append(items, item)
		}
	}
	if count != nil {
		isList = isList && (count.MinLength == nil || len(items) >= *count.MinLength) &&
			(count.MaxLength == nil || len(items) <= *count.MaxLength)
	}
	if !isList {
		return shown, shown != nil
	}
	return items, true
}

// fitsSimple reports whether value is one of t, a simple type.
func fitsSimple(value any, t *schema.Type) bool {
	var isKind bool
	switch kind := t.Builtin.JSON().Type; value.(type) {
	case string:
		isKind = kind == "string"
	case bool:
		isKind = kind == "boolean"
	case json.Number:
		isKind = kind == "number" || kind == "integer"
	}
	return isKind && checkText(textOf(value), t) == nil
}

// asObject returns value as an object; nil if it is none.
func asObject(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

// textOf returns the text of a simple value; "" for another one.
func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return fmt.Sprint(value)
	}
	return ""
}

// decode returns JSON as a value, with numbers as they are written.
func decode(text []byte) (value any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	_ = d.Decode(&value) // it was checked, or written by the sandbox
	return value
}

// encode returns value as JSON.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(value) // it came from JSON
	return b.Bytes()
}
