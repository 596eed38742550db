// Outcomes of the items of a list, in one request or in several.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
)

// Outcome says what became of one item.
type Outcome uint8

const (
	// NotSent: the service has not accepted the item. It can be sent again.
	NotSent = Outcome(split.Unsent)
	// Accepted: the service accepted the item.
	Accepted = Outcome(split.Accepted)
	// Rejected: the service rejected the item, or the content of its request.
	Rejected = Outcome(split.Rejected)
	// Unknown: the item was sent, or was about to be sent, and no response says what became of it.
	Unknown = Outcome(split.Unknown)
)

// String returns the outcome in lower case.
func (o Outcome) String() string { return split.Outcome(o).String() }

// RowMismatch says how the rows of a response do not match the items of the request. Items are indices from 0. It is
// the cause of an [Error] of kind [ErrRows].
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with several rows
	OutOfRange []int // row numbers that no item has
	Misplaced  []int // row numbers whose rows repeat values of another item
	Uncertain  []int // items whose row cannot be told from that of another item
}

// Error returns the items by kind.
func (m *RowMismatch) Error() string { return (*split.RowMismatch)(m).Error() }

// errorConversion converts between the errors of this package and those of the runtime.
var errorConversion = split.Errors{
	Import: func(e *failure.Error) error {
		if m, ok := e.Err.(*split.RowMismatch); ok {
			e.Err = (*RowMismatch)(m)
		}
		return fail(e)
	},
	Export: func(err error) *failure.Error {
		if e, ok := err.(*Error); ok {
			return e.runtime()
		}
		return nil
	},
}
