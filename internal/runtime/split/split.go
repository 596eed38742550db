// Lists that one request cannot hold: they are sent in several requests, and a summary says of each item what is known.

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

// List describes an operation whose list can be sent in several requests: its request is a *Q with a list of I, its
// response a *P with a list of rows of type R. W is the type of a row of the client's summary, O that of its outcomes,
// which has the values of Outcome.
type List[Q, P, I, R any, O ~uint8, W splitRow[I, R, O]] struct {
	Path string // of the list, as Validate names it
	Max  int    // items in one request

	Items  func(*Q) []I    // the list of a request
	With   func(Q, []I) *Q // the request with another list
	Rows   func(*P) []R    // the rows of a response
	Number func(*R) int    // the index that a row names
	// Reason returns why a row says that its item was rejected; nil if it was accepted. It is nil if rows do not say
	// it.
	Reason func(*R) error
	// Sent and Echoed return, by Echo, the values that rows repeat: those of an item, and those in a row. They are nil
	// if rows repeat none.
	Sent   func(*I) []string
	Echoed func(*R) []string

	Call     *soap.Call // which names the elements of request and response
	Validate func(*Q) error
	Errors   Errors
}

// Errors converts between the error type of a client and Error.
type Errors struct {
	Import func(*failure.Error) error
	Export func(error) *failure.Error // nil for an error of another type, whatever that wraps
}

// SplitRow says what became of one item: the underlying type of a row of a client's summary.
type SplitRow[I, R any, O ~uint8] struct {
	Index    int
	Item     *I
	Outcome  O
	Response *R
	Err      error
}

type splitRow[I, R any, O ~uint8] interface {
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

type splitSummary[P, W any] interface {
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

// Rows yields what became of each item of request.
func Rows[Q, P, I, R any, O ~uint8, W splitRow[I, R, O]](split *List[Q, P, I, R, O, W], request *Q,
	response *P) iter.Seq2[*W, error] {
	return func(yield func(*W, error) bool) {
		rows, _ := split.match(split.Items(request), response)
		for i := range rows {
			if !yield(&rows[i], SplitRow[I, R, O](rows[i]).Err) {
				return
			}
		}
	}
}

// Count returns how many rows have the outcome.
func Count[W splitRow[I, R, O], I, R any, O ~uint8](rows []W, outcome O) int {
	n := 0
	for _, row := range rows {
		if SplitRow[I, R, O](row).Outcome == outcome {
			n++
		}
	}
	return n
}

// Match checks that response, which may be nil, has exactly one row for each item of request. err is the error that
// came with the response; the result says what is wrong besides.
func (s *List[Q, P, I, R, O, W]) Match(request *Q, response *P, err error) error {
	if response == nil {
		return err
	}
	_, mismatch := s.match(s.Items(request), response)
	return s.join(err, mismatch)
}

// join returns err together with the client's error for mismatch; both can be nil.
func (s *List[Q, P, I, R, O, W]) join(err error, mismatch *RowMismatch) error {
	if err == nil || mismatch == nil {
		return cmp.Or(err, s.mismatched(mismatch))
	}
	return errors.Join(err, s.mismatched(mismatch))
}

// match finds the row of each item. The items whose rows are not found are Unknown.
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
	err := s.mismatched(mismatch)
	matched := make([]W, len(items))
	for i, r := range rowOf {
		row := SplitRow[I, R, O]{Index: i, Item: &items[i], Outcome: O(Unknown), Err: err}
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

// reason returns why row says that its item was rejected, or nil.
func (s *List[Q, P, I, R, O, W]) reason(row *R) error {
	if s.Reason == nil {
		return nil
	}
	return s.Reason(row)
}

// Reason returns e as an error, nil if it is nil: what a row that has e says of its item.
func Reason[T any, E interface {
	*T
	error
}](e E) error {
	if e == nil {
		return nil
	}
	return e
}

// mismatched returns the client's error for mismatch, or nil.
func (s *List[Q, P, I, R, O, W]) mismatched(mismatch *RowMismatch) error {
	if mismatch == nil {
		return nil
	}
	return s.Errors.Import(&failure.Error{Kind: failure.ErrRows, Operation: s.Call.Operation, Err: mismatch})
}

// Send sends the list of request by calls of call, as options say. validate says whether the items are checked
// first.
func Send[S splitSummary[P, W], Q, P, I, R any, O ~uint8, W splitRow[I, R, O]](ctx context.Context,
	split *List[Q, P, I, R, O, W], request *Q, options *Options[S], validate bool,
	call func(context.Context, *Q) (*P, error)) (*S, error) {
	if options == nil {
		options = new(Options[S])
	}
	summary := options.Continue
	if summary == nil || request == nil {
		summary = new(S)
	}
	run := splitRun[Q, P, I, R, O, W]{List: split, request: request, call: call, sum: Summary[P, W](*summary)}
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
		return new(S), split.during(split.Validate(request))
	}
	if err := run.begin(options.Continue != nil); err != nil {
		return new(S(run.sum)), err
	}
	err := run.send(ctx, options.Concurrency, validate, options.SendValid)
	*summary = S(run.sum)
	return summary, err
}

// during notes in err, unless it is nil, which operation it is of.
func (s *List[Q, P, I, R, O, W]) during(err error) error {
	if e := s.Errors.Export(err); e != nil {
		e.Operation = s.Call.Operation
		return s.Errors.Import(e)
	}
	return err
}

// splitRun is one call of Send.
type splitRun[Q, P, I, R any, O ~uint8, W splitRow[I, R, O]] struct {
	*List[Q, P, I, R, O, W]
	request  *Q
	items    []I
	call     func(context.Context, *Q) (*P, error)
	progress func()

	mu       sync.Mutex // guards what follows while requests are under way
	sum      Summary[P, W]
	failures []error
	stopped  error // why no more requests are made
}

// begin makes the summary one of the items: a new one, or the one to continue, if it is of this list.
func (r *splitRun[Q, P, I, R, O, W]) begin(continued bool) error {
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
		r.update(i, func(row *SplitRow[I, R, O]) {
			row.Index, row.Item = i, &r.items[i]
			if row.Outcome == O(Unsent) {
				row.Response, row.Err = nil, err
			}
		})
	}
	return err
}

// update changes row i of the summary.
func (r *splitRun[Q, P, I, R, O, W]) update(i int, change func(*SplitRow[I, R, O])) {
	row := SplitRow[I, R, O](r.sum.Rows[i])
	change(&row)
	r.sum.Rows[i] = W(row)
}

// note says of the items at places what is known of all of them.
func (r *splitRun[Q, P, I, R, O, W]) note(places []int, outcome Outcome, err error) {
	for _, i := range places {
		r.update(i, func(row *SplitRow[I, R, O]) { row.Outcome, row.Err = O(outcome), err })
	}
}

// send sends the items that were not sent.
func (r *splitRun[Q, P, I, R, O, W]) send(ctx context.Context, concurrency int, validate, sendValid bool) error {
	var pending []int
	for i, row := range r.sum.Rows {
		if SplitRow[I, R, O](row).Outcome == O(Unsent) {
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
	r.note(unsent, Unsent, r.stopped)
	return errors.Join(r.failures...)
}

// validate checks the items at places, each by itself, so that one is not blamed for another. It returns the places of
// those that are valid; none if the request could not be sent with any item.
func (r *splitRun[Q, P, I, R, O, W]) validate(places []int) (valid []int, err error) {
	whole := r.faults(nil) // of every request
	var all []string
	for _, i := range places {
		var own []string
		for _, message := range r.faults(r.items[i : i+1]) {
			if slices.Contains(whole, message) {
				continue
			}
			if ofItem, ok := r.ofItem(message, i); ok {
				own = append(own, ofItem)
			} else {
				whole = append(whole, message)
			}
		}
		if own == nil {
			valid = append(valid, i)
			continue
		}
		all = append(all, own...)
		r.note([]int{i}, Unsent, r.invalid(own))
	}
	if len(whole) > 0 {
		r.note(valid, Unsent, r.invalid(whole))
		valid = nil
	}
	return valid, r.invalid(slices.Concat(whole, all))
}

// faults returns what Validate finds in the request with items, but for how many they are.
func (r *splitRun[Q, P, I, R, O, W]) faults(items []I) []string {
	e := r.Errors.Export(r.Validate(r.With(*r.request, items)))
	if e == nil {
		return nil
	}
	return slices.DeleteFunc(e.Messages, func(message string) bool { return strings.HasPrefix(message, r.Path+":") })
}

// ofItem returns message, which was found in a request that has item i alone, as it is in the whole list. It reports
// whether the message is about the item.
func (r *splitRun[Q, P, I, R, O, W]) ofItem(message string, i int) (string, bool) {
	place := fmt.Sprintf("%s[%d]", r.Path, i)
	if below, ok := strings.CutPrefix(message, r.Path+"[0]"); ok {
		return place + below, true
	}
	// validator.encodes has the path of the elements, without an index, and a group is no element.
	if below, ok := strings.CutPrefix(message, r.Path+"."); ok {
		return place + "." + below, true
	}
	if below, ok := strings.CutPrefix(message, r.Path[:strings.LastIndexByte(r.Path, '.')+1]); ok {
		return place + "." + below, true
	}
	return "", false
}

// invalid returns the client's error for messages, or nil if there are none.
func (r *splitRun[Q, P, I, R, O, W]) invalid(messages []string) error {
	if n := len(messages); n > check.MaxFaults {
		messages = append(messages[:check.MaxFaults:check.MaxFaults], fmt.Sprintf("and %d more faults", n-check.MaxFaults))
	}
	if len(messages) == 0 {
		return nil
	}
	return r.Errors.Import(&failure.Error{Kind: failure.ErrInvalid, Operation: r.Call.Operation, Messages: messages})
}

// errInFlight is the cause that items have while the request that they are in has no response.
var errInFlight = errors.New("no response yet")

// sendChunk sends the items at the places chunk in one request. It reports whether more requests may follow.
func (r *splitRun[Q, P, I, R, O, W]) sendChunk(ctx context.Context, chunk []int) bool {
	part := r.With(*r.request, pick(r.items, chunk))
	r.locked(func() {
		r.note(chunk, Unknown, r.Errors.Import(&failure.Error{Kind: failure.ErrUnknownOutcome, Operation: r.Call.Operation,
			Err: errInFlight}))
	})
	response, err := r.call(ctx, part)
	goOn := true
	r.locked(func() {
		if response != nil {
			goOn, err = r.record(chunk, r.Items(part), response, err)
		} else {
			outcome := Unknown
			if e := r.find(err); e != nil {
				outcome = OutcomeOf(e)
			}
			r.note(chunk, outcome, err)
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

// locked changes the summary and reports progress.
func (r *splitRun[Q, P, I, R, O, W]) locked(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
	r.progress()
}

// record notes the response to the request of the items at the places chunk; err came with it. It reports whether the
// response says anything of them, and returns err with what is wrong with its rows, by their places in the whole list.
func (r *splitRun[Q, P, I, R, O, W]) record(chunk []int, items []I, response *P, err error) (known bool, _ error) {
	rows, mismatch := r.match(items, response)
	if mismatch != nil {
		mismatch.place(chunk)
	}
	err = r.join(r.withoutRows(err), mismatch)
	r.sum.Responses = append(r.sum.Responses, response)
	for k, i := range chunk {
		r.update(i, func(row *SplitRow[I, R, O]) {
			matched := SplitRow[I, R, O](rows[k])
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

// withoutRows returns what err says besides failure.ErrRows, which counts the items of one request.
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

// find returns the first error of the client in err's tree, or nil.
func (s *List[Q, P, I, R, O, W]) find(err error) *failure.Error {
	if e := s.Errors.Export(err); e != nil {
		return e
	}
	switch wrapping := err.(type) {
	case interface{ Unwrap() error }:
		return s.find(wrapping.Unwrap())
	case interface{ Unwrap() []error }:
		for _, part := range wrapping.Unwrap() {
			if e := s.find(part); e != nil {
				return e
			}
		}
	}
	return nil
}

// SendChunks sends what is at the places pending, in order and at most max at a time, by as many concurrent calls of
// send as concurrency says, at least one. Once send reports false no more are begun. It returns the places that were
// not sent.
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

// pick returns the items at places.
func pick[T any](items []T, places []int) []T {
	picked := make([]T, len(places))
	for i, place := range places {
		picked[i] = items[place]
	}
	return picked
}
