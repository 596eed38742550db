// Presence: whether a field has a value, and which value it has otherwise.

package plan

import (
	"fmt"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// UsesDefault reports whether the required field at p, held by value, is absent, so that its default or fixed value is
// written.
func (f *Field) UsesDefault(p memory.Ptr) bool {
	return f.Default != nil && f.Many == OneValue && f.Shape == SimpleShape && f.IsAbsent(p)
}

// QNames returns the qualified names at p. Their namespaces must be declared in the start tag. ok is false for values
// of other types.
func (f *Field) QNames(p memory.Ptr) (names []xmlwire.QName, ok bool) {
	switch {
	case f.Shape != SimpleShape:
		return nil, false
	case f.Simple.Kind == datatype.KindQName:
		return []xmlwire.QName{*memory.As[xmlwire.QName](p)}, true
	case f.Simple.Kind == datatype.KindList && f.Simple.Item.Kind == datatype.KindQName:
		return *memory.As[[]xmlwire.QName](p), true
	}
	return nil, false
}

// IsAbsent reports whether the field at p, held by value, has no value.
func (f *Field) IsAbsent(p memory.Ptr) bool {
	switch f.Item.Kind() {
	case reflect.String:
		return *memory.As[string](p) == ""
	case reflect.Slice:
		return memory.Slice(p).Data == nil
	}
	return memory.IsZero(p, f.Item.Size())
}

// ItemUsesDefault reports whether the item at p is a zero value that stands for the default or fixed value, as an empty
// element does. The zero of a number, and of other types in which it is a value, stands for itself.
func (f *Field) ItemUsesDefault(p memory.Ptr) bool {
	if f.Default == nil {
		return false
	}
	switch f.Simple.Kind {
	case datatype.KindText, datatype.KindDecimal, datatype.KindDate, datatype.KindDateTime, datatype.KindBase64,
		datatype.KindHex, datatype.KindList:
		return f.IsAbsent(p)
	}
	return false
}

// IsRequiredAttr reports whether the attribute of f must be present.
func (f *Field) IsRequiredAttr() bool { return f.Default == nil && f.Many == OneValue && !f.Optional }

// IsPresent reports whether the field of the struct at m has a value.
func (f *Field) IsPresent(m memory.Ptr) bool {
	p := memory.Field(m, f.Offset)
	switch f.Many {
	case OnePointer:
		return memory.Pointer(p) != nil || f.IsFlaggedNil(m) || f.Nillable && f.Required
	case ManyValues, ManyPointer:
		return memory.Slice(p).Len > 0
	}
	switch {
	case f.Shape == AnyShape:
		_, v := memory.InterfaceValue(p, f.GoType)
		return v != nil || f.IsFlaggedNil(m) || f.Nillable && f.MustOccur()
	case f.Shape == RawShape:
		return *memory.As[string](p) != ""
	case f.Shape == StructShape, f.Shape == OpenShape:
		return true
	case !f.Optional:
		return true
	}
	return !f.IsAbsent(p)
}

// IsFlaggedNil reports whether the struct at m marks the element of f as nil.
func (f *Field) IsFlaggedNil(m memory.Ptr) bool {
	return f.IsNil != nil && *memory.As[bool](memory.Field(m, f.IsNil.Offset))
}

// IsMissing reports whether a required field has no value. If it is held by value, zero is a value, except for dates.
func (f *Field) IsMissing(m memory.Ptr) bool {
	if !f.IsPresent(m) {
		return true
	}
	if f.Many == OneValue && f.Shape == SimpleShape && f.Default == nil &&
		(f.Simple.Kind == datatype.KindDate || f.Simple.Kind == datatype.KindDateTime) {
		return memory.IsZero(memory.Field(m, f.Offset), f.Item.Size())
	}
	return false
}

// PathName returns the name of value index of f in a path; -1 if the field is not a list.
func (f *Field) PathName(index int) string {
	if index < 0 {
		return f.Local
	}
	return fmt.Sprintf("%s[%d]", f.Local, index)
}
