// Memory for structs that fields point to.

package xmltype

import (
	"reflect"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// valueSlab is memory for the structs of one type; see [wire.Slabs].
type valueSlab struct {
	plan *plan.Struct
	next memory.Ptr
	left int
	made int // the number of structs in all slabs
}

// newStruct returns the address of a zero struct of p, which may share an allocation with others.
func (x *Reader) newStruct(p *plan.Struct) memory.Ptr {
	if !x.Long {
		return memory.New(p.Type)
	}
	var s *valueSlab
	for i := range x.structs {
		if x.structs[i].plan == p {
			s = &x.structs[i]
		}
	}
	if s == nil {
		if len(x.structs) == wire.MaxSlabs {
			return memory.New(p.Type)
		}
		x.structs = append(x.structs, valueSlab{plan: p})
		s = &x.structs[len(x.structs)-1]
	}
	size := p.Type.Size()
	if s.left == 0 {
		s.left = max(1, min(x.Remaining(s.made), wire.MaxSlab, wire.MaxSlabBytes/int(max(1, size))))
		s.made += s.left
		s.next = reflect.MakeSlice(p.List, s.left, s.left).UnsafePointer()
	}
	value := s.next
	if s.left--; s.left > 0 {
		s.next = unsafe.Add(value, size)
	} else {
		s.next = nil
	}
	return value
}
