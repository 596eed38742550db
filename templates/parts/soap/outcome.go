// Outcomes: what became of each item of a list, alone or sent in several requests.

package soap

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/split"
)

// Outcome is what is known of one item after a call.
type Outcome uint8

const (
	// NotSent: the service has not taken the item. It can be sent again.
	NotSent = Outcome(split.Unsent)
	// Accepted: the service took the item.
	Accepted = Outcome(split.Accepted)
	// Rejected: the service refused the item, or the content of the request that it was in.
	Rejected = Outcome(split.Rejected)
	// Unknown: the item was sent, or was about to be, and no response says what became of it.
	Unknown = Outcome(split.Unknown)
)

// String returns the outcome in words.
func (o Outcome) String() string { return split.Outcome(o).String() }

// RowMismatch says how the rows of a response fail to match the items of the request, by the index of the item from 0. It
// is the cause of an [Error] of kind [ErrRows].
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with several rows
	OutOfRange []int // row numbers that no item has
	Misplaced  []int // row numbers whose rows repeat values that the item of that number does not have
	Uncertain  []int // items whose row cannot be told from that of another item
}

// Error names them.
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
