// The depth of values that are written or checked: one that contains itself has no end.

package xmltype

import "math"

// maxDepth bounds the structs that are open at once: each takes some of the stack.
const maxDepth = 10_000

// tooDeep is the fault of a value with more.
const tooDeep = "is nested more than 10000 levels deep, or contains itself"

// depth counts the structs that are open.
type depth int

// enter opens a struct. It returns false from the first one on that would be too deep, because a value that contains itself
// several times has very many of these; d stays above maxDepth then.
func (d *depth) enter() bool {
	if *d >= maxDepth {
		*d = math.MaxInt / 2
		return false
	}
	*d++
	return true
}
