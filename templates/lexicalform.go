// Values that a pattern facet makes the encoder write in another form than the usual one.

package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// formFunctions are the functions of the runtime that give the forms of a value, and what it is converted to for them.
var formFunctions = map[writer]struct{ name, goType string }{
	writeBool:     {"BoolForms", ""},
	writeInt:      {"IntForms", "int64"},
	writeUint:     {"UintForms", "uint64"},
	writeFloat32:  {"Float32Forms", ""},
	writeFloat64:  {"Float64Forms", ""},
	writeDate:     {"DateForms", "Date"},
	writeDateTime: {"DateTimeForms", "DateTime"},
	writeTime:     {"TimeForms", "TimeOfDay"},
	writeHex:      {"HexForms", ""},
	writeBase64:   {"Base64Forms", ""},
}

// forms are the forms in which v, of the simple type t, can be written; nil for text, which has one.
func (f *file) forms(t *schema.Type, v jen.Code) jen.Code {
	basic := f.g.basic(t)
	function, ok := formFunctions[basic.write]
	if !ok || t.Kind == schema.Enum {
		return nil
	}
	switch basic.write {
	case writeInt, writeUint:
		v = widen(function.goType, t, basic, v)
	case writeDate, writeDateTime, writeTime:
		v = f.rt(function.goType).Call(v)
	}
	return f.rt(function.name).Call(v)
}

// patternedForm is the expression that appends v in a form that matches the pattern facets of t; nil where the usual
// form will do.
func (f *file) patternedForm(t *schema.Type, v jen.Code) jen.Code {
	if t.Facets == nil || len(t.Facets.Patterns) == 0 {
		return nil
	}
	forms := f.forms(t, v)
	if forms == nil {
		return nil
	}
	arguments := []jen.Code{jen.Id("b"), forms}
	for _, group := range t.Facets.Patterns {
		if name, err := f.g.pattern(t, group); err == nil {
			arguments = append(arguments, jen.Id(name).Call())
		}
	}
	return f.rt("AppendForm").Call(arguments...)
}
