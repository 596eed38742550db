// Memory in which something is encoded that is then copied or thrown away.

package wire

import "sync"

// scratch is such memory. It is reused.
type scratch struct{ Bytes []byte }

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// maxScratch bounds the memory that is kept, in bytes.
const maxScratch = 1 << 20

// BorrowScratch returns memory of any content.
func BorrowScratch() *scratch { return scratches.Get().(*scratch) }

// Release gives s back.
func (s *scratch) Release() {
	if cap(s.Bytes) <= maxScratch {
		scratches.Put(s)
	}
}
