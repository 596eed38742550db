// Built-in types in Go: their names, and how their values are read and written.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// basic is a built-in type in Go.
type basic struct {
	goType string // of a field
	xml    string // the method of runtime.XMLDecoder that reads it, and of …
	json   string // … runtime.JSONDecoder: Text for NewText, which returns a pointer
	write  writer
	zero   zero
	part   string // the file under parts/ that declares goType
}

// writer is how a value is appended.
type writer uint8

const (
	writeString writer = iota // AppendText or AppendString
	writeBool
	writeInt
	writeUint
	writeFloat32
	writeFloat64
	writeNumber // a decimal: digits as they are
	writeDate
	writeDateTime
	writeTime
	writeBase64
	writeHex
	writeRaw // markup or JSON as it is
	writeQName
)

// zero is the kind of a type's zero value.
type zero uint8

const (
	zeroString zero = iota
	zeroBool
	zeroNumber
	zeroStruct
	zeroBytes
)

var basics = map[schema.BuiltinType]basic{
	schema.AnyType:            {"Any", "", "", writeRaw, zeroStruct, "value/any.go"},
	schema.AnySimpleType:      {"string", "Text", "", writeString, zeroString, ""},
	schema.String:             {"string", "Text", "Text", writeString, zeroString, ""},
	schema.NormalizedString:   {"string", "Normalized", "", writeString, zeroString, ""},
	schema.Token:              {"string", "Token", "", writeString, zeroString, ""},
	schema.Language:           {"string", "Token", "", writeString, zeroString, ""},
	schema.NameType:           {"string", "Token", "", writeString, zeroString, ""},
	schema.NCName:             {"string", "Token", "", writeString, zeroString, ""},
	schema.ID:                 {"string", "Token", "", writeString, zeroString, ""},
	schema.IDREF:              {"string", "Token", "", writeString, zeroString, ""},
	schema.ENTITY:             {"string", "Token", "", writeString, zeroString, ""},
	schema.NMTOKEN:            {"string", "Token", "", writeString, zeroString, ""},
	schema.AnyURI:             {"string", "Token", "", writeString, zeroString, ""},
	schema.QNameType:          {"QName", "QName", "", writeQName, zeroStruct, "value/qname.go"},
	schema.NOTATION:           {"string", "Token", "", writeString, zeroString, ""},
	schema.Boolean:            {"bool", "Bool", "Bool", writeBool, zeroBool, ""},
	schema.Decimal:            {"Decimal", "Decimal", "", writeNumber, zeroString, "value/decimal.go"},
	schema.Integer:            {"Integer", "Integer", "", writeNumber, zeroString, "value/integer.go"},
	schema.NonPositiveInteger: {"Integer", "Integer", "", writeNumber, zeroString, "value/integer.go"},
	schema.NegativeInteger:    {"Integer", "Integer", "", writeNumber, zeroString, "value/integer.go"},
	schema.NonNegativeInteger: {"Integer", "Integer", "", writeNumber, zeroString, "value/integer.go"},
	schema.PositiveInteger:    {"Integer", "Integer", "", writeNumber, zeroString, "value/integer.go"},
	schema.Long:               {"int64", "Int64", "Int64", writeInt, zeroNumber, ""},
	schema.Int:                {"int32", "Int32", "", writeInt, zeroNumber, ""},
	schema.Short:              {"int16", "Int16", "", writeInt, zeroNumber, ""},
	schema.Byte:               {"int8", "Int8", "", writeInt, zeroNumber, ""},
	schema.UnsignedLong:       {"uint64", "Uint64", "", writeUint, zeroNumber, ""},
	schema.UnsignedInt:        {"uint32", "Uint32", "", writeUint, zeroNumber, ""},
	schema.UnsignedShort:      {"uint16", "Uint16", "", writeUint, zeroNumber, ""},
	schema.UnsignedByte:       {"uint8", "Uint8", "", writeUint, zeroNumber, ""},
	schema.Float:              {"float32", "Float32", "", writeFloat32, zeroNumber, ""},
	schema.Double:             {"float64", "Float64", "Float64", writeFloat64, zeroNumber, ""},
	schema.DateTime:           {"DateTime", "DateTime", "DateTime", writeDateTime, zeroStruct, "value/datetime.go"},
	schema.Time:               {"TimeOfDay", "Time", "", writeTime, zeroStruct, "value/timeofday.go"},
	schema.Date:               {"Date", "Date", "Date", writeDate, zeroStruct, "value/date.go"},
	schema.Duration:           {"string", "Duration", "", writeString, zeroString, ""},
	schema.GYear:              {"string", "GYear", "", writeString, zeroString, ""},
	schema.GYearMonth:         {"string", "GYearMonth", "", writeString, zeroString, ""},
	schema.GMonth:             {"string", "GMonth", "", writeString, zeroString, ""},
	schema.GMonthDay:          {"string", "GMonthDay", "", writeString, zeroString, ""},
	schema.GDay:               {"string", "GDay", "", writeString, zeroString, ""},
	schema.HexBinary:          {"[]byte", "Hex", "", writeHex, zeroBytes, ""},
	schema.Base64Binary:       {"[]byte", "Base64", "", writeBase64, zeroBytes, ""},
	schema.JSON:               {"json.RawMessage", "", "Raw", writeRaw, zeroBytes, ""},
	schema.URI:                {"string", "", "Text", writeString, zeroString, ""},
}

// basic returns the Go type of a simple type's values.
func (p *plan) basic(t *schema.Type) basic { return basics[p.builtin(t)] }

// builtin returns the built-in type that has the same Go type as the simple type t.
func (p *plan) builtin(t *schema.Type) schema.BuiltinType {
	builtin := t.Builtin
	if p.api.SOAP != nil || t.Builtin == schema.Integer { // JSON numbers are not longer
		builtin = schema.HeldInteger(t)
	}
	b := basics[builtin]
	if t.Kind == schema.Enum && b.write != writeString && b.write != writeInt && b.write != writeUint {
		return schema.Token // the constants are the lexical forms
	}
	return builtin
}

// isOpen reports whether t is xs:anyType.
func isOpen(t *schema.Type) bool { return t.Kind == schema.Builtin && t.Builtin == schema.AnyType }

// isText reports whether values of the simple type t are strings in Go.
func (p *plan) isText(t *schema.Type) bool {
	return t.Kind != schema.List && p.basic(t).write == writeString
}

// declared reports whether t has a Go type of its own.
func declared(t *schema.Type) bool { return t.Name != "" }

// typeName returns the Go type of a value of t.
func (p *plan) typeName(t *schema.Type) string {
	switch {
	case polymorphic(t):
		return t.Interface
	case declared(t):
		return t.Name
	case t.Kind == schema.List:
		return "[]" + p.typeName(t.Item)
	}
	return p.basic(t).goType
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
	case f.Form == schema.BySlice && f.Nillable && !f.NilList && !polymorphic(f.Type):
		return "[]*" + p.typeName(f.Type)
	case f.Form == schema.BySlice:
		return "[]" + p.typeName(f.Type)
	case f.Form == schema.ByPointer && !polymorphic(f.Type):
		return "*" + p.typeName(f.Type)
	}
	return p.typeName(f.Type)
}

// rawJSON is the type of JSON that is not decoded.
const rawJSON = "json.RawMessage"

// Names of fields that are not for one element or attribute.
const (
	otherAttributes = "OtherAttributes"
	mixedContent    = "Content"
)

// nilFlag returns the name of the field that makes an optional element nil rather than absent.
func nilFlag(f *schema.Field) string { return f.NilName }

// widen converts v to the type that strconv takes, unless it has that type.
func widen(to string, t *schema.Type, b basic, v jen.Code) jen.Code {
	if b.goType == to && !declared(t) {
		return v
	}
	return jen.Id(to).Call(v)
}
