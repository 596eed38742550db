// The types of a contract, made when a program runs: structs with the fields and tags that generated code has.
//
// Types can be recursive, and package reflect cannot make types that are. So the pointers and slices of these structs are
// those of an empty struct, and tags name the structs that are really there. Structs are always held by pointer.

package kernel

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"github.com/kontrakt-dev/kontrakt/internal/description"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// unknown stands for a struct of the contract.
type unknown = struct{}

// build makes the types.
func (c *Contract) build() {
	d := c.description
	types := &contract.Types{Namespaces: d.Namespaces, Simple: d.Simple, MaxDepth: c.API.SOAP.MaxDepth,
		Structs: map[string]reflect.Type{}}
	c.structs, c.model = map[*schema.Type]reflect.Type{}, map[reflect.Type]*schema.Type{}
	simple := &datatype.Types{Contract: types}
	for _, t := range c.API.Types {
		if t.Kind == schema.Struct {
			made := c.structType(t, simple)
			types.Structs[t.Name], c.structs[t], c.model[made] = made, made, t
		}
	}
	for _, m := range d.Content {
		types.Content = append(types.Content, contract.ContentModel{Type: types.Structs[m.Type].String(), Model: m.Model})
	}
	slices.SortFunc(types.Content, func(a, b contract.ContentModel) int { return cmp.Compare(a.Type, b.Type) })
	for _, t := range d.Named {
		n := contract.NamedType{Name: d.Tag(t.Wire), Value: reflect.Zero(reflect.PointerTo(c.structs[t])).Interface(),
			Abstract: t.Abstract}
		for _, derived := range t.Derived {
			n.Derived = append(n.Derived, d.Tag(derived.Wire))
		}
		types.Named = append(types.Named, n)
	}
	for _, e := range d.Elements {
		made := contract.Element{Name: e.Name}
		for i, prefix := range e.Prefixes {
			if i > 0 {
				made.Prefixes += " "
			}
			made.Prefixes += prefix
		}
		if e.Head != nil {
			made.Head = d.Tag(e.Head.Wire)
		}
		types.Elements = append(types.Elements, made)
	}
	c.types = attach.Types(types)
	c.document = c.types.Attachments
	c.types.Attachments = &parts{document: c.document, isAlone: true}
}

// structType makes the struct of t. Its first field tells it from the structs of other types with the same fields.
func (c *Contract) structType(t *schema.Type, simple *datatype.Types) reflect.Type {
	fields := []reflect.StructField{{Name: "_", PkgPath: "kernel", Type: reflect.TypeFor[struct{}](),
		Tag: reflect.StructTag("name:" + strconv.Quote(t.Name))}}
	add := func(name string, typ reflect.Type, tag contract.FieldTag) {
		fields = append(fields, reflect.StructField{Name: name, Type: typ,
			Tag: reflect.StructTag("soap:" + strconv.Quote(tag.String()))})
	}
	tags := c.description.Tags[t]
	for _, f := range t.Fields() {
		tag, ok := tags[f.Name]
		if !ok { // it is beside the envelope
			fields = append(fields, reflect.StructField{Name: f.Name, Type: reflect.TypeFor[*xmlwire.Attachment](),
				Tag: reflect.StructTag(description.PartTag(f))})
			continue
		}
		typ := c.fieldType(f, &tag, simple)
		add(f.Name, typ, tag)
		if f.HasFlag() {
			add(f.NilName, reflect.TypeFor[bool](), tags[f.NilName])
		}
	}
	if t.OtherAttributes != nil {
		add(description.OtherAttributes, reflect.TypeFor[[]xmlwire.Attr](), tags[description.OtherAttributes])
	}
	if t.Mixed {
		add(description.MixedContent, reflect.TypeFor[string](), tags[description.MixedContent])
	}
	return reflect.StructOf(fields)
}

// fieldType returns the Go type of f, and changes the tag of generated code to one for it.
func (c *Contract) fieldType(f *schema.Field, tag *contract.FieldTag, simple *datatype.Types) reflect.Type {
	var typ reflect.Type
	form := f.Form
	switch {
	case f.Wildcard != nil:
		typ = reflect.TypeFor[string]()
	case f.Type.IsPolymorphic():
		typ, tag.Of = reflect.TypeFor[any](), f.Type.Name
	case f.Type.Kind == schema.Struct:
		typ, tag.Of = reflect.TypeFor[unknown](), f.Type.Name
		if form == schema.ByValue {
			form, tag.Required, tag.Optional = schema.ByPointer, f.Required(), false
		}
	case f.Type.IsOpen():
		typ = reflect.TypeFor[xmlwire.AnyValue]()
	case f.Type.IsAttachment():
		typ = reflect.TypeFor[xmlwire.Attachment]()
	default:
		tag.Type, tag.Own = c.description.SimpleName(f.Type), false
		typ = simple.Simple(tag.Type).GoType()
	}
	isInterface := f.Wildcard != nil || f.Type.IsPolymorphic()
	switch {
	case form == schema.BySlice && (f.Nillable || f.Type.IsAttachment()) && !isInterface:
		return reflect.SliceOf(reflect.PointerTo(typ))
	case form == schema.BySlice:
		return reflect.SliceOf(typ)
	case form == schema.ByPointer && !isInterface:
		return reflect.PointerTo(typ)
	}
	return typ
}
