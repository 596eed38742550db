// Lists and maps in json.go of a generated package: the expressions that read and append them, and their items.

package templates

import (
	"cmp"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// valueType returns the type of the value of a field: a list if the field is one.
func valueType(field *schema.Field) *schema.Type {
	return listIf(field.Form == schema.BySlice, field.Type)
}

// bodyType returns the type of the JSON of a body: a list if the body is one.
func bodyType(b *schema.Body) *schema.Type { return listIf(b.Repeated, b.Type) }

// listIf returns a list of item if isList is true, otherwise item.
func listIf(isList bool, item *schema.Type) *schema.Type {
	if !isList {
		return item
	}
	return &schema.Type{Kind: schema.List, Item: item}
}

// readCollection returns the expression that reads a list or map from d.
func (f *file) readCollection(t *schema.Type) *jen.Statement {
	return f.rt("jsonitems."+collectionReader(t)).Call(jen.Id("d"), f.itemReader(t))
}

// collectionReader returns the name of the runtime's function that reads a list or map.
func collectionReader(t *schema.Type) string {
	switch {
	case t.Kind == schema.Map:
		return "Map"
	case t.Item.Kind == schema.Struct || t.Item.Kind == schema.OneOf || t.Item.Kind == schema.Map:
		return "Objects"
	}
	return "List"
}

// itemReader returns the function that reads an item of the list or map t, of the type func(*T, *jsonwire.Decoder).
func (f *file) itemReader(t *schema.Type) jen.Code {
	if t.NilItems {
		return f.rt("jsonitems.NullOr").Call(f.valueReader(t.Item))
	}
	return f.valueReader(t.Item)
}

// valueReader returns the function that reads a value of t, of the type func(*T, *jsonwire.Decoder).
func (f *file) valueReader(t *schema.Type) jen.Code {
	switch {
	case t.Collection() != "":
		return f.rt("jsonitems." + collectionReader(t) + "Of").Call(f.itemReader(t))
	case t.Kind == schema.Struct && t.Shared:
		return f.rt("sharedtype.Read").Types(jen.Id(t.Name))
	case t.Kind == schema.Struct:
		return jen.Parens(jen.Op("*").Id(t.Name)).Dot("decodeJSON")
	case t.Kind == schema.OneOf:
		return jen.Id(decodeOneOf(t))
	}
	if t.GoType != nil {
		return f.rt("owntype.Item").Types(f.g.goType(t)).Call(f.ownForm(t))
	}
	if isClosed(t) {
		return f.rt("jsonrule." + enumCodec(f.g.basic(t))).Call(jen.Id("valuesOf" + t.Name))
	}
	codec := f.g.basic(t).Codec
	return f.ofType(f.rt(cmp.Or(codecPackages[codec], "jsonitems")+"."+codec), t)
}

// enumCodec names the runtime's functions that read values of a closed enumeration.
func enumCodec(basic schema.GoForm) string {
	if basic.IsNumber() {
		return "Int"
	}
	return "Text"
}

// codecPackages are the packages of the runtime with the functions for values of some built-in types, by
// [schema.GoForm.Codec]. Package jsonwire reads values of the others, and jsonitems items.
var codecPackages = map[string]string{"Int32": "jsonnumber", "Float32": "jsonnumber", "Date": "jsonvalue",
	"DateTime": "jsonvalue", "Decimal": "jsonvalue", "Bytes": "jsonvalue"}

// appendCollection returns the expression that appends the list or map v to b.
func (f *file) appendCollection(t *schema.Type, v jen.Code) jen.Code {
	return f.rt("jsonitems.Append"+goCollection(t)).Call(jen.Id("b"), v, f.itemWriter(t))
}

func goCollection(t *schema.Type) string { return upperFirst(t.Collection()) }

// itemWriter returns the function that appends an item of the list or map t, of the type func(*T, []byte) []byte.
func (f *file) itemWriter(t *schema.Type) jen.Code {
	if t.NilItems {
		return f.rt("jsonitems.AppendNullOr").Call(f.valueWriter(t.Item))
	}
	return f.valueWriter(t.Item)
}

// valueWriter returns the function that appends a value of t, of the type func(*T, []byte) []byte.
func (f *file) valueWriter(t *schema.Type) jen.Code {
	switch {
	case t.Collection() != "":
		return f.rt("jsonitems.Append" + goCollection(t) + "Of").Call(f.itemWriter(t))
	case t.Kind == schema.Struct && t.Shared:
		return f.rt("sharedtype.AppendItem").Types(jen.Id(t.Name))
	case t.Kind == schema.Struct:
		return jen.Parens(jen.Op("*").Id(t.Name)).Dot(f.appendMethod(t))
	case t.Kind == schema.OneOf:
		return jen.Id(f.appendOneOf(t))
	case t.GoType != nil:
		return f.rt("owntype.AppendItem").Types(f.g.goType(t)).Call(f.ownForm(t))
	}
	codec := f.g.basic(t).Codec
	if pkg, ok := codecPackages[codec]; ok {
		return f.ofType(f.rt(pkg+".Append"+codec+"Item"), t)
	}
	return f.ofType(f.rt("jsonitems.Append"+codec), t)
}

// ownForm returns the form of the values of t, which have a Go type of another package.
func (f *file) ownForm(t *schema.Type) *jen.Statement { return f.rt(ownForm(f.g.basic(t).Codec)) }

// ownForm returns the name of the runtime's form of a built-in type with the codec.
func ownForm(codec string) string { return "owntype." + codec }

// ofType returns function for values of t, if the runtime has it for several types.
func (f *file) ofType(function *jen.Statement, t *schema.Type) jen.Code {
	switch f.g.basic(t).Writer {
	case schema.WriteText, schema.WriteInt, schema.WriteNumber, schema.WriteDate, schema.WriteDateTime:
		return function.Types(f.g.goType(t))
	}
	return function
}
