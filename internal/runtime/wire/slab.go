// Slabs: shared allocations for values that decoded structs point to.

package wire

import "unsafe"

// Slabs are the memory from which a decoder allocates values that are pointed to. In a long document, the values of a
// type share allocations, which saves the allocator and the garbage collector most of their work. Keeping one value
// keeps the others of its slab: at most 64, or 4 kB.
type Slabs struct {
	Long  bool  // the document may hold many values
	slabs []any // a *slab[T] for each type T
}

// Sizes of documents and slabs.
const (
	longDocument = 4 << 10 // bytes from which a document is long
	MaxSlabs     = 16      // slabs of a document: they are searched one by one
	MaxSlab      = 64      // values of a slab
	MaxSlabBytes = 4 << 10 // bytes of a slab
)

// Slab is the memory of one type.
type Slab[T any] struct{ used []T }

// New returns a pointer to a zero T, like new.
func New[T any](s *Slabs) *T {
	if memory := slabOf[T](s); memory != nil {
		return memory.Next()
	}
	return new(T)
}

// NewList returns an empty slice with capacity n, like make.
func NewList[T any](s *Slabs, n int) []T {
	if memory := slabOf[T](s); memory != nil {
		return memory.nextN(n)[:0]
	}
	return make([]T, 0, n)
}

// slabOf returns the slab of T, or nil if each value is to have its own allocation.
func slabOf[T any](s *Slabs) *Slab[T] {
	if !s.Long {
		return nil
	}
	for _, other := range s.slabs {
		if memory, ok := other.(*Slab[T]); ok {
			return memory
		}
	}
	if len(s.slabs) == MaxSlabs {
		return nil
	}
	memory := new(Slab[T])
	s.slabs = append(s.slabs, memory)
	return memory
}

// Next returns a pointer to the next value.
func (s *Slab[T]) Next() *T {
	if len(s.used) == cap(s.used) {
		s.grow(1)
	}
	s.used = s.used[:len(s.used)+1]
	return &s.used[len(s.used)-1]
}

// nextN returns the next n values.
func (s *Slab[T]) nextN(n int) []T {
	if cap(s.used)-len(s.used) < n {
		s.grow(n)
	}
	from := len(s.used)
	s.used = s.used[:from+n]
	return s.used[from : from+n : from+n]
}

// grow replaces the memory by new memory with room for n values or more.
func (s *Slab[T]) grow(n int) {
	size := max(1, int(unsafe.Sizeof(*new(T))))
	s.used = make([]T, 0, max(n, min(2*cap(s.used)+4, MaxSlab, MaxSlabBytes/size)))
}

// Reuse prepares s for a document of the length. Slabs of the last document are dropped.
func (s *Slabs) Reuse(length int) {
	clear(s.slabs)
	*s = Slabs{length >= longDocument, s.slabs[:0]}
}

// NewSlabs returns slabs for a document of the length.
func NewSlabs(length int) Slabs { return Slabs{Long: length >= longDocument} }
