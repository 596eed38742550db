// The arithmetic of sending a long list in several requests: ranges, rows, and what became of each item.

package runtime

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Outcome says what became of one item of a list that was sent in several requests.
type Outcome uint8

// The outcomes.
const (
	Unsent   Outcome = iota // the service has not seen the item: it can be sent again
	Accepted                // the service took it
	Rejected                // the service refused it
	Unknown                 // it was sent, and the service may have taken it
)

// String gives the outcome in lower case.
func (o Outcome) String() string {
	names := [...]string{"not sent", "accepted", "rejected", "unknown"}
	if int(o) < len(names) {
		return names[o]
	}
	return fmt.Sprintf("outcome %d", uint8(o))
}

// OutcomeOf says what the error of an unsafe call means for all that the call sent. A refusal for another reason than
// the content, such as a token that is not accepted, leaves it unsent.
func OutcomeOf(err error) Outcome {
	failure, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return Accepted
	case !ok:
		return Unknown
	}
	switch failure.Kind {
	case ErrInvalid, ErrTransport, ErrAuth:
		return Unsent
	case ErrRedirect:
		switch failure.Status {
		case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			return Unsent
		} // the others may lead to what became of a request that was carried out (RFC 9110 §15.4)
	case ErrStatus:
		switch {
		case failure.Status == http.StatusRequestTimeout, failure.Status == http.StatusTooEarly,
			failure.Status == http.StatusTooManyRequests:
			return Unsent
		case failure.Status/100 == 4:
			return Rejected
		}
	case ErrFault:
		if failure.Fault.client() {
			return Rejected
		}
	}
	return Unknown
}

// SendChunks sends what stands at the places pending, in order and at most max at a time, by as many calls of send at a
// time as concurrency says, at least one. Once send reports false nothing more is begun. It returns the places that
// were not sent.
func SendChunks(pending []int, max, concurrency int, send func(chunk []int) bool) (unsent []int) {
	chunks := slices.Collect(slices.Chunk(pending, max))
	workers := concurrency
	if workers < 1 {
		workers = 1
	}
	var taken atomic.Int64
	var stop atomic.Bool
	var group sync.WaitGroup
	for range min(workers, len(chunks)) {
		group.Go(func() {
			for !stop.Load() {
				i := int(taken.Add(1)) - 1
				if i >= len(chunks) {
					return
				}
				if !send(chunks[i]) {
					stop.Store(true)
				}
			}
		})
	}
	group.Wait()
	return slices.Concat(chunks[min(int(taken.Load()), len(chunks)):]...)
}

// Pick returns the items at places.
func Pick[T any](items []T, places []int) []T {
	picked := make([]T, len(places))
	for i, place := range places {
		picked[i] = items[place]
	}
	return picked
}

// RowMismatch says which items an answer does not have exactly one row for. It is an ErrRows.
type RowMismatch struct {
	Missing    []int // items without a row
	Duplicate  []int // items with several rows
	OutOfRange []int // what rows say that belong to no item
}

// Error names the items.
func (m *RowMismatch) Error() string {
	var texts []string
	for _, list := range []struct {
		what  string
		items []int
	}{{"missing", m.Missing}, {"doubled", m.Duplicate}, {"out of range", m.OutOfRange}} {
		if n := len(list.items); n > 0 {
			text := fmt.Sprintf("%s %v", list.what, list.items[:min(n, 10)])
			if n > 10 {
				text += fmt.Sprintf(" and %d more", n-10)
			}
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}

// Place makes m speak of a list in which the items that were matched have the places at; nil leaves m as it is.
func (m *RowMismatch) Place(at []int) {
	if at == nil {
		return
	}
	for _, list := range [][]int{m.Missing, m.Duplicate} {
		for i := range list {
			list[i] = at[list[i]]
		}
	}
}

// Unwrap gives ErrRows.
func (*RowMismatch) Unwrap() error { return ErrRows }

// MatchRows matches the rows of an answer to the n items that were sent: index gives the item that a row says it
// belongs to, counted from 0. rowOf holds the row of every item, and -1 for one that has none or several, because
// nobody knows which of those counts. The error is nil or a *RowMismatch.
func MatchRows(n, rows int, index func(row int) int) (rowOf []int, err error) {
	const none, several = -1, -2
	rowOf = make([]int, n)
	for i := range rowOf {
		rowOf[i] = none
	}
	var mismatch RowMismatch
	for row := range rows {
		i := index(row)
		switch {
		case i < 0 || i >= n:
			mismatch.OutOfRange = append(mismatch.OutOfRange, i)
		case rowOf[i] == none:
			rowOf[i] = row
		default:
			rowOf[i] = several
		}
	}
	for i, row := range rowOf {
		switch row {
		case none:
			mismatch.Missing = append(mismatch.Missing, i)
		case several:
			mismatch.Duplicate = append(mismatch.Duplicate, i)
			rowOf[i] = none
		}
	}
	if mismatch.Missing == nil && mismatch.Duplicate == nil && mismatch.OutOfRange == nil {
		return rowOf, nil
	}
	return rowOf, &mismatch
}
