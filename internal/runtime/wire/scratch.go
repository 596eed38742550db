// Temporary memory for encoding.

package wire

import "sync"

// scratch is reusable memory for a text that is copied or dropped afterwards.
type scratch struct{ Bytes []byte }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// maxScratch is the size of the largest memory that is kept, in bytes.
const maxScratch = 1 << 20

// BorrowScratch returns memory with undefined content.
func BorrowScratch() *scratch { return scratches.Get().(*scratch) }

// Release returns s for reuse.
func (s *scratch) Release() {
	if cap(s.Bytes) <= maxScratch {
		scratches.Put(s)
	}
}
