// Memory: all access of the engine to the fields of structs whose types it knows by their descriptions alone.
//
// The engine reads and writes values of any generated type. Package reflect would cost several times what the rest of
// the engine does: a call, checks and often an allocation for each field. So a plan (see [plan.Struct]) notes the
// offset and the Go type of each field once, by reflection, and the functions below turn the address of a struct and an
// offset into the address of the field. This is right as long as:
//
//   - an address comes from a value of the very type that the plan is made from: plans are found by reflect.Type, and
//     fields are entered by the plan of their own type;
//   - a field is accessed as a type of the same underlying type. A named string is accessed as a string, a Date of a
//     generated package as a Date of this one: kindOf checks by reflection that their underlying types are the same;
//   - memory is allocated by reflection or as its exact type, so that the garbage collector knows its pointers.
//
// Nothing else in the runtime's engine imports unsafe. The tests run with the race detector, which turns on checkptr.

package memory

import (
	"reflect"
	"unsafe"
)

// Ptr is the address of a value whose type a plan knows.
type Ptr = unsafe.Pointer

// At returns the address of the field at an offset in the struct at m.
func At(m Ptr, offset uintptr) Ptr { return unsafe.Add(m, offset) }

// As returns the value at p as a T, which its type must have the underlying type of.
func As[T any](p Ptr) *T { return (*T)(p) }

// AddressOf returns the address in m, a pointer.
func AddressOf(m any) Ptr { return reflect.ValueOf(m).UnsafePointer() }

// IsZero reports whether all size bytes at p are zero.
func IsZero(p Ptr, size uintptr) bool {
	for _, b := range unsafe.Slice((*byte)(p), size) {
		if b != 0 {
			return false
		}
	}
	return true
}

// SliceHeader is a slice of any type.
type SliceHeader struct {
	Data     Ptr
	Len, cap int
}

// Slice returns the slice at p.
func Slice(p Ptr) *SliceHeader { return (*SliceHeader)(p) }

// Item returns the address of item i of s, whose items have size bytes.
func (s *SliceHeader) Item(i int, size uintptr) Ptr { return unsafe.Add(s.Data, uintptr(i)*size) }

// Grow adds a zero item to the slice at p, whose type is typ, and returns its address. A slice that is full gets room
// for more items.
func Grow(p Ptr, typ reflect.Type, size uintptr, more int) Ptr {
	s := Slice(p)
	if s.Len == s.cap {
		grown := reflect.MakeSlice(typ, s.Len+more, s.Len+more)
		reflect.Copy(grown, reflect.NewAt(typ, p).Elem())
		s.Data, s.cap = grown.UnsafePointer(), s.Len+more
	}
	s.Len++
	return s.Item(s.Len-1, size)
}

// MakeEmpty makes the slice at p, whose type is typ, empty but not nil.
func MakeEmpty(p Ptr, typ reflect.Type) {
	reflect.NewAt(typ, p).Elem().Set(reflect.MakeSlice(typ, 0, 0))
}

// Pointer returns the pointer at p.
func Pointer(p Ptr) Ptr { return *(*Ptr)(p) }

// Point makes the pointer at p point to value, which must be of the type that it points to.
func Point(p, value Ptr) { *(*Ptr)(p) = value }

// Held returns the value of the interface at p, whose type is typ: the type and the address that its pointer has, nil
// for no value.
func Held(p Ptr, typ reflect.Type) (reflect.Type, Ptr) {
	v := reflect.NewAt(typ, p).Elem()
	if v.IsNil() {
		return nil, nil
	}
	v = v.Elem()
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil, nil
	}
	return v.Type().Elem(), v.UnsafePointer()
}

// Hold makes the interface at p, whose type is typ, hold a pointer to value, which is of the type of.
func Hold(p Ptr, typ, of reflect.Type, value Ptr) {
	reflect.NewAt(typ, p).Elem().Set(reflect.NewAt(of, value))
}

// New returns the address of a zero value of typ.
func New(typ reflect.Type) Ptr { return reflect.New(typ).UnsafePointer() }

// ClearValue makes the value at p, of type typ, zero.
func ClearValue(p Ptr, typ reflect.Type) { reflect.NewAt(typ, p).Elem().SetZero() }

// PointerTo is the type of pointers to typ.
func PointerTo(typ reflect.Type) reflect.Type { return reflect.PointerTo(typ) }

// SameUnderlying reports whether a and b are the same in memory: of one kind, with the same parts. Generated packages
// have types of their own for what the runtime has, such as dates.
func SameUnderlying(a, b reflect.Type) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case reflect.Struct:
		if a.NumField() != b.NumField() {
			return false
		}
		for i := range a.NumField() {
			if a.Field(i).Name != b.Field(i).Name || !SameUnderlying(a.Field(i).Type, b.Field(i).Type) {
				return false
			}
		}
	case reflect.Slice:
		return SameUnderlying(a.Elem(), b.Elem())
	}
	return true
}
