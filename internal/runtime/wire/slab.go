// Slabs: memory for the values that decoded types point to, which several of a type share.

package wire

import "unsafe"

// Slabs are where a decoder takes values from that are pointed to. In a long document, the values of a type share
// allocations, which spares the allocator and the garbage collector most of their work. Whoever keeps one of them keeps
// the others of its slab as well: 64 at most, or 4 kB of them.
type Slabs struct {
	Long  bool  // the document may hold many values
	slabs []any // a *slab[T] for each type T
}

// The bytes of a document that is long, the slabs that are looked through, and the limits of a slab.
const (
	longDocument = 4 << 10
	MaxSlabs     = 16
	MaxSlab      = 64
	MaxSlabBytes = 4 << 10
)

// Slab is the memory of one type, as far as it is taken.
type Slab[T any] struct{ taken []T }

// New returns a pointer to a zero T, as new does.
func New[T any](s *Slabs) *T {
	if memory := slabOf[T](s); memory != nil {
		return memory.Next()
	}
	return new(T)
}

// NewList returns room for n values, as make does.
func NewList[T any](s *Slabs, n int) []T {
	if memory := slabOf[T](s); memory != nil {
		return memory.take(n)[:0]
	}
	return make([]T, 0, n)
}

// slabOf returns the slab of T, nil where values have an allocation each.
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

// Next returns a pointer to one value.
func (s *Slab[T]) Next() *T {
	if len(s.taken) == cap(s.taken) {
		s.grow(1)
	}
	s.taken = s.taken[:len(s.taken)+1]
	return &s.taken[len(s.taken)-1]
}

// take returns n values.
func (s *Slab[T]) take(n int) []T {
	if cap(s.taken)-len(s.taken) < n {
		s.grow(n)
	}
	from := len(s.taken)
	s.taken = s.taken[:from+n]
	return s.taken[from : from+n : from+n]
}

// grow begins new memory, which has room for n values at least.
func (s *Slab[T]) grow(n int) {
	size := max(1, int(unsafe.Sizeof(*new(T))))
	s.taken = make([]T, 0, max(n, min(2*cap(s.taken)+4, MaxSlab, MaxSlabBytes/size)))
}

// Reuse makes s what a document of the length takes its values from. Slabs of another document are given up.
func (s *Slabs) Reuse(length int) {
	clear(s.slabs)
	*s = Slabs{length >= longDocument, s.slabs[:0]}
}

// NewSlabs returns what a document of the length takes its values from.
func NewSlabs(length int) Slabs { return Slabs{Long: length >= longDocument} }
