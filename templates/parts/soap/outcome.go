// Outcomes: what became of each item of a list, alone or sent in several requests.

package soap

import (
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

// Outcome is what is known of one item after a call.
type Outcome uint8

const (
	// NotSent: the service has not seen the item. It can be sent again.
	NotSent = Outcome(runtime.Unsent)
	// Accepted: the service took the item.
	Accepted = Outcome(runtime.Accepted)
	// Rejected: the service refused the item, or the whole request that it was in.
	Rejected = Outcome(runtime.Rejected)
	// Unknown: the item was sent, and the answer was lost or says nothing of it.
	Unknown = Outcome(runtime.Unknown)
)

// String returns the outcome in words.
func (o Outcome) String() string { return runtime.Outcome(o).String() }

// RowMismatch says how the rows of an answer fail to match the items of the request, by the index of the item from 0.
// It is the cause of an [Error] of kind [ErrRows].
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with more than one row
	OutOfRange []int // indices that no item of the request has
}

// Error names them.
func (m *RowMismatch) Error() string { return (*runtime.RowMismatch)(m).Error() }

// outcomeOf says what err, which a call of one request failed with, means for its items.
func outcomeOf(err error) Outcome {
	var e *Error
	if !errors.As(err, &e) {
		return Unknown
	}
	return Outcome(runtime.OutcomeOf(e.runtime()))
}

// mismatch turns what the runtime found of the items whose places are at, nil for all, into an *Error.
func mismatch(operation string, err error, at []int) error {
	var m *runtime.RowMismatch
	if !errors.As(err, &m) {
		return err
	}
	m.Place(at)
	return &Error{Kind: ErrRows, Operation: operation, Err: (*RowMismatch)(m)}
}
