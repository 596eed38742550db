// Presence: whether a field holds something, and what stands for a value that is not there.

package plan

import (
	"fmt"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// IsImplied reports whether the field at p, which must occur and is held by value, holds nothing, so that its default
// or fixed value is written.
func (f *Field) IsImplied(p memory.Ptr) bool {
	return f.Default != nil && f.Many == OneValue && f.Shape == SimpleShape && f.IsAbsent(p)
}

// QNames are the values at p if they are qualified names, whose namespaces must be declared in the start tag.
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

// IsAbsent reports whether the field at p, which is optional and held by value, holds nothing.
func (f *Field) IsAbsent(p memory.Ptr) bool {
	switch f.Item.Kind() {
	case reflect.String:
		return *memory.As[string](p) == ""
	case reflect.Slice:
		return memory.Slice(p).Data == nil
	}
	return memory.IsZero(p, f.Item.Size())
}

// IsVoid reports whether the item at p is a zero value that stands for the default or fixed value, since an empty
// element would. The zero of a number, and of others that it is a value of, stands for itself.
func (f *Field) IsVoid(p memory.Ptr) bool {
	if f.Default == nil {
		return false
	}
	switch f.Simple.Kind {
	case datatype.KindText, datatype.KindDecimal, datatype.KindDate, datatype.KindDateTime, datatype.KindBase64, datatype.KindHex, datatype.KindList:
		return f.IsAbsent(p)
	}
	return false
}

// IsDemanded reports whether the attribute of f must be there.
func (f *Field) IsDemanded() bool { return f.Default == nil && f.Many == OneValue && !f.Optional }

// IsPresent reports whether the field of the struct at m holds something.
func (f *Field) IsPresent(m memory.Ptr) bool {
	p := memory.At(m, f.Offset)
	switch f.Many {
	case OnePointer:
		return memory.Pointer(p) != nil || f.IsFlaggedNil(m) || f.Nillable && f.Required
	case ManyValues, ManyPointer:
		return memory.Slice(p).Len > 0
	}
	switch {
	case f.Shape == AnyShape:
		_, v := memory.Held(p, f.GoType)
		return v != nil || f.IsFlaggedNil(m) || f.Nillable && f.Required
	case f.Shape == RawShape:
		return *memory.As[string](p) != ""
	case f.Shape == StructShape, f.Shape == OpenShape:
		return true
	case !f.Optional:
		return true
	}
	return !f.IsAbsent(p)
}

// IsFlaggedNil reports whether the struct at m says that the element of f is nil.
func (f *Field) IsFlaggedNil(m memory.Ptr) bool {
	return f.IsNil != nil && *memory.As[bool](memory.At(m, f.IsNil.Offset))
}

// IsMissing reports whether a field that must occur shows that it holds nothing. Of one that is held by value, a zero
// is a value, but for dates, which have none.
func (f *Field) IsMissing(m memory.Ptr) bool {
	if !f.IsPresent(m) {
		return true
	}
	if f.Many == OneValue && f.Shape == SimpleShape && f.Default == nil &&
		(f.Simple.Kind == datatype.KindDate || f.Simple.Kind == datatype.KindDateTime) {
		return memory.IsZero(memory.At(m, f.Offset), f.Item.Size())
	}
	return false
}

// NameOf is the name of value index of f in a path, -1 for the value of a field that is no list.
func (f *Field) NameOf(index int) string {
	if index < 0 {
		return f.Local
	}
	return fmt.Sprintf("%s[%d]", f.Local, index)
}
