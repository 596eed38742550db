// Built-in types in Go: their names, and how their values are read and written.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// basic returns the Go type of a simple type's values.
func (p *plan) basic(t *schema.Type) schema.GoForm { return p.builtin(t).Go() }

// builtin returns the built-in type that has the same Go type as the simple type t.
func (p *plan) builtin(t *schema.Type) schema.BuiltinType {
	builtin := t.Builtin
	if p.api.SOAP != nil || t.Builtin == schema.Integer { // JSON numbers are not longer
		builtin = schema.HeldInteger(t)
	}
	if t.Kind == schema.Enum {
		switch builtin.Go().Writer {
		case schema.WriteText, schema.WriteInt, schema.WriteUint:
		default:
			return schema.Token // the constants are the lexical forms
		}
	}
	return builtin
}

// isText reports whether values of the simple type t are strings in Go.
func (p *plan) isText(t *schema.Type) bool {
	return t.Collection() == "" && t.GoType == nil && p.basic(t).Writer == schema.WriteText
}

// declared reports whether t has a Go type of its own.
func declared(t *schema.Type) bool { return t.Name != "" }

// typeName returns the Go type of a value of t.
func (p *plan) typeName(t *schema.Type) string {
	switch {
	case polymorphic(t):
		return t.Interface
	case t.GoType != nil:
		return t.GoType.String()
	case declared(t):
		return t.Name
	case t.Kind == schema.List:
		return "[]" + p.typeName(t.Item)
	case t.Kind == schema.Map && t.NilItems:
		return "map[string]*" + p.typeName(t.Item)
	case t.Kind == schema.Map:
		return "map[string]" + p.typeName(t.Item)
	}
	return p.basic(t).Type
}

// goType returns typeName with its import.
func (p *plan) goType(t *schema.Type) *jen.Statement { return imported(p.typeName(t)) }

// imported returns the type called name with its import.
func imported(name string) *jen.Statement {
	for typ, path := range map[string]string{rawJSON: "encoding/json", "io.Reader": "io"} {
		if prefix, ok := strings.CutSuffix(name, typ); ok {
			_, local, _ := strings.Cut(typ, ".")
			return jen.Op(prefix).Qual(path, local)
		}
	}
	return jen.Id(name)
}

// fieldType returns the Go type of the field f.
func (p *plan) fieldType(f *schema.Field) string {
	switch {
	case f.Wildcard != nil:
		if f.Form == schema.BySlice {
			return "[]RawXML"
		}
		return "RawXML"
	case f.Form == schema.BySlice && (f.Nillable || f.Type.IsAttachment()) && !f.NilList && !polymorphic(f.Type):
		return "[]*" + p.typeName(f.Type)
	case f.Form == schema.BySlice:
		return "[]" + p.typeName(f.Type)
	case f.Form == schema.ByPointer && !polymorphic(f.Type):
		return "*" + p.typeName(f.Type)
	}
	return p.typeName(f.Type)
}

// goImports returns the imports of the Go types of other packages that fields have.
func goImports(fields ...*schema.Field) (imports []string) {
	for _, f := range fields {
		for t := range schema.Walk(func(t *schema.Type) []*schema.Type { return []*schema.Type{t.Item} }, f.Type) {
			if t.GoType != nil {
				imports = append(imports, t.GoType.Import())
			}
		}
	}
	return imports
}

// isStructValue reports whether the field f holds a struct, neither by pointer nor in a slice.
func (p *plan) isStructValue(f *schema.Field) bool {
	if f.Form != schema.ByValue || f.Wildcard != nil || f.Type.Collection() != "" || polymorphic(f.Type) {
		return false
	}
	return f.Type.Kind == schema.Struct || f.Type.GoType != nil || f.Type.IsOpen() || f.Type.Kind != schema.Enum && p.basic(f.Type).IsStruct()
}

// rawJSON is the type of JSON that is not decoded.
const rawJSON = "json.RawMessage"

// nilFlag returns the name of the field that makes an optional element nil rather than absent.
func nilFlag(f *schema.Field) string { return f.NilName }

// widen converts v to the type that strconv takes, unless it has that type.
func widen(to string, t *schema.Type, b schema.GoForm, v jen.Code) jen.Code {
	if b.Type == to && !declared(t) {
		return v
	}
	return jen.Id(to).Call(v)
}
