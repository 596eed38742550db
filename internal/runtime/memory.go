// Memory: all access of the engine to the fields of structs whose types it knows by their descriptions alone.
//
// The engine reads and writes values of any generated type. Package reflect would cost several times what the rest of
// the engine does: a call, checks and often an allocation for each field. So a plan (see [plan]) notes the offset and
// the Go type of each field once, by reflection, and the functions below turn the address of a struct and an offset
// into the address of the field. This is right as long as:
//
//   - an address comes from a value of the very type that the plan is made from: plans are found by reflect.Type, and
//     fields are entered by the plan of their own type;
//   - a field is accessed as a type of the same underlying type. A named string is accessed as a string, a Date of a
//     generated package as a Date of this one: kindOf checks by reflection that their underlying types are the same;
//   - memory is allocated by reflection or as its exact type, so that the garbage collector knows its pointers.
//
// Nothing else in the runtime's engine imports unsafe. The tests run with the race detector, which turns on checkptr.

package runtime

import (
	"reflect"
	"unsafe"
)

// ptr is the address of a value whose type a plan knows.
type ptr = unsafe.Pointer

// at returns the address of the field at an offset in the struct at m.
func at(m ptr, offset uintptr) ptr { return unsafe.Add(m, offset) }

// as returns the value at p as a T, which its type must have the underlying type of.
func as[T any](p ptr) *T { return (*T)(p) }

// addressOf returns the address in m, a pointer.
func addressOf(m any) ptr { return reflect.ValueOf(m).UnsafePointer() }

// isZero reports whether all size bytes at p are zero.
func isZero(p ptr, size uintptr) bool {
	for _, b := range unsafe.Slice((*byte)(p), size) {
		if b != 0 {
			return false
		}
	}
	return true
}

// sliceHeader is a slice of any type.
type sliceHeader struct {
	data     ptr
	len, cap int
}

// slice returns the slice at p.
func slice(p ptr) *sliceHeader { return (*sliceHeader)(p) }

// item returns the address of item i of s, whose items have size bytes.
func (s *sliceHeader) item(i int, size uintptr) ptr { return unsafe.Add(s.data, uintptr(i)*size) }

// grow adds a zero item to the slice at p, whose type is typ, and returns its address. A slice that is full gets room
// for more items.
func grow(p ptr, typ reflect.Type, size uintptr, more int) ptr {
	s := slice(p)
	if s.len == s.cap {
		grown := reflect.MakeSlice(typ, s.len+more, s.len+more)
		reflect.Copy(grown, reflect.NewAt(typ, p).Elem())
		s.data, s.cap = grown.UnsafePointer(), s.len+more
	}
	s.len++
	return s.item(s.len-1, size)
}

// makeEmpty makes the slice at p, whose type is typ, empty but not nil.
func makeEmpty(p ptr, typ reflect.Type) {
	reflect.NewAt(typ, p).Elem().Set(reflect.MakeSlice(typ, 0, 0))
}

// pointer returns the pointer at p.
func pointer(p ptr) ptr { return *(*ptr)(p) }

// point makes the pointer at p point to value, which must be of the type that it points to.
func point(p, value ptr) { *(*ptr)(p) = value }

// held returns the value of the interface at p, whose type is typ: the type and the address that its pointer has, nil
// for no value.
func held(p ptr, typ reflect.Type) (reflect.Type, ptr) {
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

// hold makes the interface at p, whose type is typ, hold a pointer to value, which is of the type of.
func hold(p ptr, typ, of reflect.Type, value ptr) {
	reflect.NewAt(typ, p).Elem().Set(reflect.NewAt(of, value))
}

// newZero returns the address of a zero value of typ.
func newZero(typ reflect.Type) ptr { return reflect.New(typ).UnsafePointer() }

// valueSlab is memory for the structs of one type that fields point to: see [Slabs].
type valueSlab struct {
	plan *plan
	next ptr
	left int
	made int // how many there was room for, in all slabs
}

// newStruct returns the address of a zero value of the struct of p, which may share an allocation with others.
func (x *xmlReader) newStruct(p *plan) ptr {
	if !x.long {
		return newZero(p.typ)
	}
	var s *valueSlab
	for i := range x.structs {
		if x.structs[i].plan == p {
			s = &x.structs[i]
		}
	}
	if s == nil {
		if len(x.structs) == maxSlabs {
			return newZero(p.typ)
		}
		x.structs = append(x.structs, valueSlab{plan: p})
		s = &x.structs[len(x.structs)-1]
	}
	size := p.typ.Size()
	if s.left == 0 {
		s.left = max(1, min(x.more(s.made), maxSlab, maxSlabBytes/int(max(1, size))))
		s.made += s.left
		s.next = reflect.MakeSlice(p.list, s.left, s.left).UnsafePointer()
	}
	value := s.next
	if s.left--; s.left > 0 {
		s.next = unsafe.Add(value, size)
	} else {
		s.next = nil
	}
	return value
}

// more is how many structs of a type the rest of the document can be expected to hold, if what was read of it holds n.
func (x *xmlReader) more(n int) int {
	if n == 0 || x.pos == 0 { // the first, or after an error
		return 4
	}
	return n*(len(x.doc)-x.pos)/x.pos + 1
}

// clearValue makes the value at p, of type typ, zero.
func clearValue(p ptr, typ reflect.Type) { reflect.NewAt(typ, p).Elem().SetZero() }

// ptrTo is the type of pointers to typ.
func ptrTo(typ reflect.Type) reflect.Type { return reflect.PointerTo(typ) }
