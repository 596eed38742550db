// Package memory accesses the fields of structs whose types are known only by reflection. All unsafe access to fields
// is here.
//
// The engine reads and writes values of any generated type. Package reflect would cost several times as much as the
// rest of the engine: a call, checks and often an allocation for each field. So a plan (see [plan.Struct]) records the
// offset and the Go type of each field once, by reflection, and the functions below turn the address of a struct and an
// offset into the address of the field. This is correct as long as:
//
//   - an address comes from a value of the type of the plan: plans are found by reflect.Type, and a field is entered by
//     the plan of its own type;
//   - a field is accessed as a type with the same underlying type. A named string is accessed as a string, a Date of a
//     generated package as a Date of the runtime: datatype.Simple.Fits checks that by reflection;
//   - memory is allocated by reflection or as its exact type, so that the garbage collector knows its pointers.
//
// The tests run with the race detector, which turns on checkptr.
package memory

import (
	"reflect"
	"unsafe"
)

// Ptr is the address of a value whose type a plan has.
type Ptr = unsafe.Pointer

// Field returns the address of the field at an offset in the struct at m.
func Field(m Ptr, offset uintptr) Ptr { return unsafe.Add(m, offset) }

// As returns p as a pointer to a T. The value at p must have the same underlying type.
func As[T any](p Ptr) *T { return (*T)(p) }

// AddressOf returns the address in the pointer m.
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

// Item returns the address of item i of s; the items have size bytes.
func (s *SliceHeader) Item(i int, size uintptr) Ptr { return unsafe.Add(s.Data, uintptr(i)*size) }

// Grow appends a zero item to the slice of type typ at p, and returns its address. A full slice gets capacity for more
// items.
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

// MakeEmpty sets the slice of type typ at p to an empty one that is not nil.
func MakeEmpty(p Ptr, typ reflect.Type) {
	reflect.NewAt(typ, p).Elem().Set(reflect.MakeSlice(typ, 0, 0))
}

// Pointer returns the pointer at p.
func Pointer(p Ptr) Ptr { return *(*Ptr)(p) }

// SetPointer sets the pointer at p to value, which must be of the type that it points to.
func SetPointer(p, value Ptr) { *(*Ptr)(p) = value }

// InterfaceValue returns the type and the address that the pointer in the interface of type typ at p points to; nil if
// there is none.
func InterfaceValue(p Ptr, typ reflect.Type) (reflect.Type, Ptr) {
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

// SetInterface sets the interface of type typ at p to a pointer to value, which is of type of.
func SetInterface(p Ptr, typ, of reflect.Type, value Ptr) {
	reflect.NewAt(typ, p).Elem().Set(reflect.NewAt(of, value))
}

// New returns the address of a zero value of typ.
func New(typ reflect.Type) Ptr { return reflect.New(typ).UnsafePointer() }

// ClearValue sets the value of type typ at p to zero.
func ClearValue(p Ptr, typ reflect.Type) { reflect.NewAt(typ, p).Elem().SetZero() }

// SameUnderlying reports whether a and b have the same representation: the same kind, with the same parts. Generated
// packages have their own types for those of the runtime, such as dates.
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
