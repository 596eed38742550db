// Lists that are too long for one request: they are sent in several, and a summary has the outcome of each item.

package split

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
)

// List describes an operation whose list can be sent in several requests. Its request is a *Q with a list of I, its
// response a *P with a list of rows of type R. W is the type of a row of the client's summary, O that of its outcomes,
// with the values of Outcome.
type List[Q, P, I, R any, O ~uint8, W rowType[I, R, O]] struct {
	Path string // of the list in the messages of Validate
	Max  int    // items in one request

	Items  func(*Q) []I    // the list of a request
	With   func(Q, []I) *Q // the request with another list
	Rows   func(*P) []R    // the rows of a response
	Number func(*R) int    // the index in a row
	// Reason returns why a row rejects its item; nil if it was accepted. The function is nil if rows do not say that.
	Reason func(*R) error
	// Sent and Echoed return, by Echo, the values that rows repeat: those of an item, and those in a row. The functions
	// are nil if rows repeat none.
	Sent   func(*I) []string
	Echoed func(*R) []string

	Call     *soap.Call // names the elements of request and response
	Validate func(*Q) error
	Errors   Errors
}

// Errors converts between the error type of a client and failure.Error.
type Errors struct {
	Import func(*failure.Error) error
	Export func(error) *failure.Error // nil for an error of another type, whatever that wraps
}

// Row is the underlying type of a row of a client's summary: the outcome of one item.
type Row[I, R any, O ~uint8] struct {
	Index    int
	Item     *I
	Outcome  O
	Response *R
	Err      error
}

type rowType[I, R any, O ~uint8] interface {
	~struct {
		Index    int
		Item     *I
		Outcome  O
		Response *R
		Err      error
	}
}

// Summary is the underlying type of a client's summary.
type Summary[P, W any] struct {
	Rows        []W
	Responses   []*P
	Fingerprint string
}

type summaryType[P, W any] interface {
	~struct {
		Rows        []W
		Responses   []*P
		Fingerprint string
	}
}

// Options is the underlying type of a client's options; S is its summary.
type Options[S any] struct {
	Concurrency int
	Progress    func(*S)
	Continue    *S
	SendValid   bool
}

// Rows yields the outcome of each item of request.
func Rows[Q, P, I, R any, O ~uint8, W rowType[I, R, O]](split *List[Q, P, I, R, O, W], request *Q,
	response *P) iter.Seq2[*W, error] {
	return func(yield func(*W, error) bool) {
		rows, _ := split.match(split.Items(request), response)
		for i := range rows {
			if !yield(&rows[i], Row[I, R, O](rows[i]).Err) {
				return
			}
		}
	}
}

// Count returns the number of rows with the outcome.
func Count[W rowType[I, R, O], I, R any, O ~uint8](rows []W, outcome O) int {
	n := 0
	for _, row := range rows {
		if Row[I, R, O](row).Outcome == outcome {
			n++
		}
	}
	return n
}

// Match checks that response, which may be nil, has exactly one row for each item of request. err is the error of the
// call; the result adds what Match finds.
func (s *List[Q, P, I, R, O, W]) Match(request *Q, response *P, err error) error {
	if response == nil {
		return err
	}
	_, mismatch := s.match(s.Items(request), response)
	return s.join(err, mismatch)
}

// join returns err together with the client's error for mismatch; either may be nil.
func (s *List[Q, P, I, R, O, W]) join(err error, mismatch *RowMismatch) error {
	if err == nil || mismatch == nil {
		return cmp.Or(err, s.rowsError(mismatch))
	}
	return errors.Join(err, s.rowsError(mismatch))
}

// match finds the row of each item. An item without one is Unknown.
func (s *List[Q, P, I, R, O, W]) match(items []I, response *P) ([]W, *RowMismatch) {
	sent, rows := make([][]string, len(items)), s.Rows(response)
	keys := make([]RowKey, len(rows))
	for r := range rows {
		keys[r].Number = s.Number(&rows[r])
		if s.Echoed != nil {
			keys[r].Echo = s.Echoed(&rows[r])
		}
	}
	for i := range items {
		if s.Sent != nil {
			sent[i] = s.Sent(&items[i])
		}
	}
	rowOf, mismatch := MatchRows(sent, keys)
	err := s.rowsError(mismatch)
	matched := make([]W, len(items))
	for i, r := range rowOf {
		row := Row[I, R, O]{Index: i, Item: &items[i], Outcome: O(Unknown), Err: err}
		if r >= 0 {
			row.Response, row.Outcome, row.Err = &rows[r], O(Accepted), nil
			if reason := s.reason(&rows[r]); reason != nil {
				row.Outcome, row.Err = O(Rejected), reason
			}
		}
		matched[i] = W(row)
	}
	return matched, mismatch
}

// reason returns why row rejects its item, or nil.
func (s *List[Q, P, I, R, O, W]) reason(row *R) error {
	if s.Reason == nil {
		return nil
	}
	return s.Reason(row)
}

// Reason returns the error e of a row, or nil if e is nil.
func Reason[T any, E interface {
	*T
	error
}](e E) error {
	if e == nil {
		return nil
	}
	return e
}

// rowsError returns the client's error for mismatch, or nil.
func (s *List[Q, P, I, R, O, W]) rowsError(mismatch *RowMismatch) error {
	if mismatch == nil {
		return nil
	}
	return s.Errors.Import(&failure.Error{Kind: failure.ErrRows, Operation: s.Call.Operation, Err: mismatch})
}

// Send sends the list of request by calls of call, with options. validate says whether the items are validated first.
func Send[S summaryType[P, W], Q, P, I, R any, O ~uint8, W rowType[I, R, O]](ctx context.Context,
	split *List[Q, P, I, R, O, W], request *Q, options *Options[S], validate bool,
	call func(context.Context, *Q) (*P, error)) (*S, error) {
	if options == nil {
		options = new(Options[S])
	}
	summary := options.Continue
	if summary == nil || request == nil {
		summary = new(S)
	}
	run := sending[Q, P, I, R, O, W]{List: split, request: request, call: call, sum: Summary[P, W](*summary)}
	run.progress = func() {
		*summary = S(run.sum)
		if options.Progress != nil {
			options.Progress(summary)
		}
	}
	if request != nil {
		run.items = split.Items(request)
	}
	if len(run.items) == 0 {
		return new(S), split.withOperation(split.Validate(request))
	}
	if err := run.begin(options.Continue != nil); err != nil {
		return new(S(run.sum)), err
	}
	err := run.send(ctx, options.Concurrency, validate, options.SendValid)
	*summary = S(run.sum)
	return summary, err
}

// withOperation sets the operation of err, unless it is nil.
func (s *List[Q, P, I, R, O, W]) withOperation(err error) error {
	if e := s.Errors.Export(err); e != nil {
		e.Operation = s.Call.Operation
		return s.Errors.Import(e)
	}
	return err
}

// sending is one call of Send.
type sending[Q, P, I, R any, O ~uint8, W rowType[I, R, O]] struct {
	*List[Q, P, I, R, O, W]
	request  *Q
	items    []I
	call     func(context.Context, *Q) (*P, error)
	progress func()

	mu       sync.Mutex // guards the fields below while requests are in progress
	sum      Summary[P, W]
	failures []error
	stopped  error // why no more requests are sent
}

// begin makes the summary one of the items: a new one, or the one to continue, if it is of this list.
func (r *sending[Q, P, I, R, O, W]) begin(continued bool) error {
	var err error
	if continued {
		err = r.check(&r.sum, r.request)
	}
	if err != nil {
		err = r.Errors.Import(&failure.Error{Kind: failure.ErrInvalid, Operation: r.Call.Operation, Err: err})
	}
	if err != nil || !continued {
		r.sum = Summary[P, W]{Rows: make([]W, len(r.items))}
	}
	if err == nil && r.sum.Fingerprint == "" {
		r.sum.Fingerprint = r.fingerprint(r.request, newSalt())
	}
	for i := range r.items {
		r.update(i, func(row *Row[I, R, O]) {
			row.Index, row.Item = i, &r.items[i]
			if row.Outcome == O(Unsent) {
				row.Response, row.Err = nil, err
			}
		})
	}
	return err
}

// update changes row i of the summary.
func (r *sending[Q, P, I, R, O, W]) update(i int, change func(*Row[I, R, O])) {
	row := Row[I, R, O](r.sum.Rows[i])
	change(&row)
	r.sum.Rows[i] = W(row)
}

// setOutcome sets the outcome and the error of the items at indices.
func (r *sending[Q, P, I, R, O, W]) setOutcome(indices []int, outcome Outcome, err error) {
	for _, i := range indices {
		r.update(i, func(row *Row[I, R, O]) { row.Outcome, row.Err = O(outcome), err })
	}
}

// send sends the items that are Unsent.
func (r *sending[Q, P, I, R, O, W]) send(ctx context.Context, concurrency int, validate, sendValid bool) error {
	var pending []int
	for i, row := range r.sum.Rows {
		if Row[I, R, O](row).Outcome == O(Unsent) {
			pending = append(pending, i)
		}
	}
	if validate {
		valid, err := r.validate(pending)
		if err != nil && !sendValid {
			return err
		}
		if pending = valid; err != nil {
			r.failures = append(r.failures, err)
		}
	}
	unsent := SendChunks(pending, r.Max, concurrency, func(chunk []int) bool { return r.sendChunk(ctx, chunk) })
	r.setOutcome(unsent, Unsent, r.stopped)
	return errors.Join(r.failures...)
}

// validate checks the items at indices, each by itself, so that none is blamed for another. It returns the indices of
// the valid ones; none if the request is invalid with any item.
func (r *sending[Q, P, I, R, O, W]) validate(indices []int) (valid []int, err error) {
	whole := r.faults(nil) // of every request
	var all []string
	for _, i := range indices {
		var itemFaults []string
		for _, message := range r.faults(r.items[i : i+1]) {
			if slices.Contains(whole, message) {
				continue
			}
			if ofItem, ok := r.withIndex(message, i); ok {
				itemFaults = append(itemFaults, ofItem)
			} else {
				whole = append(whole, message)
			}
		}
		if itemFaults == nil {
			valid = append(valid, i)
			continue
		}
		all = append(all, itemFaults...)
		r.setOutcome([]int{i}, Unsent, r.invalid(itemFaults))
	}
	if len(whole) > 0 {
		r.setOutcome(valid, Unsent, r.invalid(whole))
		valid = nil
	}
	return valid, r.invalid(slices.Concat(whole, all))
}

// faults returns the faults that Validate finds in the request with items, except their number.
func (r *sending[Q, P, I, R, O, W]) faults(items []I) []string {
	e := r.Errors.Export(r.Validate(r.With(*r.request, items)))
	if e == nil {
		return nil
	}
	return slices.DeleteFunc(e.Messages, func(message string) bool { return strings.HasPrefix(message, r.Path+":") })
}

// withIndex returns a message about a request that has only item i with the path that it has in the whole list. It
// reports whether the message is about the item.
func (r *sending[Q, P, I, R, O, W]) withIndex(message string, i int) (string, bool) {
	item := fmt.Sprintf("%s[%d]", r.Path, i)
	if below, ok := strings.CutPrefix(message, r.Path+"[0]"); ok {
		return item + below, true
	}
	// The engine's own faults have the path of the elements, without an index, and a group is no element.
	if below, ok := strings.CutPrefix(message, r.Path+"."); ok {
		return item + "." + below, true
	}
	if below, ok := strings.CutPrefix(message, r.Path[:strings.LastIndexByte(r.Path, '.')+1]); ok {
		return item + "." + below, true
	}
	return "", false
}

// invalid returns the client's error for messages, or nil if there are none.
func (r *sending[Q, P, I, R, O, W]) invalid(messages []string) error {
	if n := len(messages); n > check.MaxFaults {
		messages = append(messages[:check.MaxFaults:check.MaxFaults],
			fmt.Sprintf("and %d more faults", n-check.MaxFaults))
	}
	if len(messages) == 0 {
		return nil
	}
	return r.Errors.Import(&failure.Error{Kind: failure.ErrInvalid, Operation: r.Call.Operation, Messages: messages})
}

// errInFlight is the cause of the error of items while their request has no response.
var errInFlight = errors.New("no response yet")

// sendChunk sends the items at the indices chunk in one request. It reports whether more requests may follow.
func (r *sending[Q, P, I, R, O, W]) sendChunk(ctx context.Context, chunk []int) bool {
	part := r.With(*r.request, itemsAt(r.items, chunk))
	r.change(func() {
		r.setOutcome(chunk, Unknown, r.Errors.Import(&failure.Error{Kind: failure.ErrUnknownOutcome,
			Operation: r.Call.Operation, Err: errInFlight}))
	})
	response, err := r.call(ctx, part)
	goOn := true
	r.change(func() {
		if response != nil {
			goOn, err = r.record(chunk, r.Items(part), response, err)
		} else {
			outcome := Unknown
			if e := r.findError(err); e != nil {
				outcome = OutcomeOf(e)
			}
			r.setOutcome(chunk, outcome, err)
			goOn = outcome == Rejected
		}
		if err != nil {
			r.failures = append(r.failures, err)
		}
		if !goOn && r.stopped == nil {
			r.stopped = err
		}
	})
	return goOn
}

// change calls f with the summary locked, and reports progress.
func (r *sending[Q, P, I, R, O, W]) change(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	r.progress()
}

// record records the response to one request, which sent the items at the indices chunk. err is the error of that
// request. known reports whether the outcome of at least one item is known. The returned error is err, with the faults of
// the rows; their indices are those in the whole list.
func (r *sending[Q, P, I, R, O, W]) record(chunk []int, items []I, response *P, err error) (known bool, _ error) {
	rows, mismatch := r.match(items, response)
	if mismatch != nil {
		mismatch.translate(chunk)
	}
	err = r.join(r.withoutRows(err), mismatch)
	r.sum.Responses = append(r.sum.Responses, response)
	for k, i := range chunk {
		r.update(i, func(row *Row[I, R, O]) {
			matched := Row[I, R, O](rows[k])
			row.Outcome, row.Response, row.Err = matched.Outcome, matched.Response, matched.Err
			if row.Outcome == O(Unknown) {
				row.Err = err
			} else {
				known = true
			}
		})
	}
	return known, err
}

// withoutRows returns err without failure.ErrRows, whose indices are those of one request.
func (s *List[Q, P, I, R, O, W]) withoutRows(err error) error {
	if e := s.Errors.Export(err); e != nil {
		if e.Kind == failure.ErrRows {
			return nil
		}
		return err
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var others []error
	for _, part := range joined.Unwrap() {
		if part = s.withoutRows(part); part != nil {
			others = append(others, part)
		}
	}
	if len(others) == 1 {
		return others[0]
	}
	return errors.Join(others...)
}

// findError returns the first error of the client in err's tree, or nil.
func (s *List[Q, P, I, R, O, W]) findError(err error) *failure.Error {
	if e := s.Errors.Export(err); e != nil {
		return e
	}
	switch wrapping := err.(type) {
	case interface{ Unwrap() error }:
		return s.findError(wrapping.Unwrap())
	case interface{ Unwrap() []error }:
		for _, part := range wrapping.Unwrap() {
			if e := s.findError(part); e != nil {
				return e
			}
		}
	}
	return nil
}

// SendChunks calls send for the indices pending, in order and at most max at a time, in concurrency goroutines, at
// least one. Once send returns false, no more calls begin. SendChunks returns the indices that were not sent.
func SendChunks(pending []int, max, concurrency int, send func(chunk []int) bool) (unsent []int) {
	chunks := slices.Collect(slices.Chunk(pending, max))
	workers := concurrency
	if workers < 1 {
		workers = 1
	}
	var next atomic.Int64
	var stop atomic.Bool
	var group sync.WaitGroup
	for range min(workers, len(chunks)) {
		group.Go(func() {
			for !stop.Load() {
				i := int(next.Add(1)) - 1
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
	return slices.Concat(chunks[min(int(next.Load()), len(chunks)):]...)
}

// itemsAt returns the items at indices.
func itemsAt[T any](items []T, indices []int) []T {
	picked := make([]T, len(indices))
	for i, index := range indices {
		picked[i] = items[index]
	}
	return picked
}
