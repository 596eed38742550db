// The summary of a list that was sent in several requests: as JSON, and whose list it is of.

package split

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// savedSummary is the JSON form of a summary. Responses are documents, because encoding/json cannot read every Go type
// that a contract gives.
type savedSummary struct {
	Fingerprint string       `json:"fingerprint"`
	Rows        []savedRow   `json:"rows"`
	Responses   []string     `json:"responses,omitempty"`
	Errors      []savedError `json:"errors,omitempty"` // each once, however many rows it concerns
}

// savedRow is the row of the item with its index.
type savedRow struct {
	Outcome  string  `json:"outcome"`
	Response *[2]int `json:"response,omitempty"` // indices of the response and of its row
	Error    *int    `json:"error,omitempty"`    // index; nil if the response gives the reason
}

// savedError is an error as text. Of what it wraps, only its kind remains.
type savedError struct {
	Kind      string         `json:"kind,omitempty"` // see errorKinds; "" for an error that is no *Error
	Operation string         `json:"operation,omitempty"`
	Path      string         `json:"path,omitempty"`
	Status    int            `json:"status,omitempty"`
	Messages  []string       `json:"messages,omitempty"`
	Fault     *failure.Fault `json:"fault,omitempty"`
	Excerpt   string         `json:"excerpt,omitempty"`
	Cause     string         `json:"cause,omitempty"` // or all of it, if there is no kind
	Joined    []savedError   `json:"joined,omitempty"`
}

// errorKinds are the kinds of failure by the names that a saved error has for them. The names do not change.
var errorKinds = []struct {
	name string
	kind error
}{
	{"invalid",
		failure.ErrInvalid}, {"auth", failure.ErrAuth}, {"transport", failure.ErrTransport}, {"unknownOutcome",
		failure.ErrUnknownOutcome},
	{"status", failure.ErrStatus}, {"content", failure.ErrContent}, {"tooLarge", failure.ErrTooLarge},
	{"fault", failure.ErrFault}, {"rows", failure.ErrRows},
	{"redirect", failure.ErrRedirect},
}

// MarshalSummary returns summary as JSON, without the items.
func (s *List[Q, P, I, R, O, W]) MarshalSummary(summary Summary[P, W]) ([]byte, error) {
	saved := savedSummary{Fingerprint: summary.Fingerprint, Rows: make([]savedRow, len(summary.Rows))}
	places := map[*R][2]int{}
	for i, response := range summary.Responses {
		saved.Responses = append(saved.Responses, string(s.Call.Types.Append(nil, s.Call.Response, response)))
		rows := s.Rows(response)
		for k := range rows {
			places[&rows[k]] = [2]int{i, k}
		}
	}
	known := map[error]int{}
	for i, w := range summary.Rows {
		row, to := SplitRow[I, R, O](w), &saved.Rows[i]
		to.Outcome = Outcome(row.Outcome).String()
		if row.Response != nil {
			place, ok := places[row.Response]
			if !ok {
				return nil, fmt.Errorf("row %d has a response that is not in Responses", i)
			}
			to.Response = &place
		}
		if row.Err == nil || row.Response != nil && row.Outcome == O(Rejected) {
			continue
		}
		comparable := reflect.ValueOf(row.Err).Comparable()
		if n, ok := known[row.Err]; comparable && ok {
			to.Error = &n
			continue
		}
		n := len(saved.Errors)
		saved.Errors = append(saved.Errors, s.saveError(row.Err))
		if to.Error = &n; comparable {
			known[row.Err] = n
		}
	}
	return json.Marshal(saved)
}

// UnmarshalSummary reads what MarshalSummary returned. The rows have no items.
func (s *List[Q, P, I, R, O, W]) UnmarshalSummary(data []byte) (Summary[P, W], error) {
	var saved savedSummary
	var none Summary[P, W]
	if err := json.Unmarshal(data, &saved); err != nil {
		return none, err
	}
	summary := Summary[P, W]{Fingerprint: saved.Fingerprint, Rows: make([]W, len(saved.Rows))}
	for i, document := range saved.Responses {
		response := new(P)
		err := s.Call.Types.DecodeDocument([]byte(document), s.Call.Response, response)
		if _, readable := errors.AsType[*wire.DeviationError](err); err != nil && !readable {
			return none, fmt.Errorf("response %d: %w", i, err)
		}
		summary.Responses = append(summary.Responses, response)
	}
	var errs []error
	for _, e := range saved.Errors {
		errs = append(errs, s.restoreError(e))
	}
	for i, from := range saved.Rows {
		outcome := slices.Index(outcomeNames[:], from.Outcome)
		if outcome < 0 {
			return none, fmt.Errorf("row %d: unknown outcome %q", i, from.Outcome)
		}
		row := SplitRow[I, R, O]{Index: i, Outcome: O(outcome)}
		if at := from.Response; at != nil {
			if at[0] < 0 || at[0] >= len(summary.Responses) || at[1] < 0 ||
				at[1] >= len(s.Rows(summary.Responses[at[0]])) {
				return none, fmt.Errorf("row %d: there is no row %d of response %d", i, at[1], at[0])
			}
			row.Response = &s.Rows(summary.Responses[at[0]])[at[1]]
			row.Err = s.reason(row.Response)
		}
		if n := from.Error; n != nil {
			if *n < 0 || *n >= len(errs) {
				return none, fmt.Errorf("row %d: there is no error %d", i, *n)
			}
			row.Err = errs[*n]
		}
		summary.Rows[i] = W(row)
	}
	return summary, nil
}

// saveError returns what is saved of err.
func (s *List[Q, P, I, R, O, W]) saveError(err error) savedError {
	if e := s.Errors.Export(err); e != nil {
		saved := savedError{Operation: e.Operation, Path: e.Path, Status: e.Status, Messages: e.Messages, Fault: e.Fault,
			Excerpt: e.Excerpt}
		for _, k := range errorKinds {
			if e.Kind == k.kind {
				saved.Kind = k.name
			}
		}
		if e.Err != nil {
			saved.Cause = e.Err.Error()
		}
		return saved
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var saved savedError
		for _, part := range joined.Unwrap() {
			saved.Joined = append(saved.Joined, s.saveError(part))
		}
		return saved
	}
	return savedError{Cause: err.Error()}
}

// restoreError returns the error that e was saved of, as far as that goes.
func (s *List[Q, P, I, R, O, W]) restoreError(e savedError) error {
	var joined []error
	for _, part := range e.Joined {
		joined = append(joined, s.restoreError(part))
	}
	if joined != nil {
		return errors.Join(joined...)
	}
	cause := errors.New(e.Cause)
	for _, k := range errorKinds {
		if e.Kind == k.name {
			restored := &failure.Error{Kind: k.kind, Operation: e.Operation, Path: e.Path, Status: e.Status,
				Messages: e.Messages, Fault: e.Fault, Excerpt: e.Excerpt}
			if e.Cause != "" {
				restored.Err = cause
			}
			return s.Errors.Import(restored)
		}
	}
	return cause
}

const (
	saltBytes   = 16
	digestBytes = 16
	// digestRounds slow down whoever has a summary and guesses at a short token in it.
	digestRounds = 4096
)

func newSalt() []byte {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return salt
}

// fingerprint returns what tells request, its list and whoever signs it from others: a salt, a digest of the request
// without its list, and one of the list. Nothing in the request can be told from them but by trying all values.
func (s *List[Q, P, I, R, O, W]) fingerprint(request *Q, salt []byte) string {
	var b []byte
	add := func(to io.Writer, items []I) {
		b = s.Call.Types.Append(b[:0], s.Call.Request, s.With(*request, items))
		fmt.Fprintf(to, "%d ", len(b))
		to.Write(b)
	}
	whole, list := sha256.New(), sha256.New()
	add(whole, nil)
	items := s.Items(request)
	for i := range items {
		add(list, items[i:i+1])
	}
	return strings.Join([]string{base64.RawURLEncoding.EncodeToString(salt), digest(whole.Sum(nil), salt),
		digest(list.Sum(nil), salt)}, ".")
}

// digest returns a digest of sum as text.
func digest(sum, salt []byte) string {
	key, err := pbkdf2.Key(sha256.New, string(sum), salt, digestRounds, digestBytes)
	if err != nil {
		panic(err) // the parameters, which are constants, are wrong
	}
	return base64.RawURLEncoding.EncodeToString(key)
}

// check reports why summary is not one of request's list.
func (s *List[Q, P, I, R, O, W]) check(summary *Summary[P, W], request *Q) error {
	items := s.Items(request)
	if len(summary.Rows) != len(items) {
		return fmt.Errorf("the summary in Continue is of another list: it has %d rows, the list %d items",
			len(summary.Rows), len(items))
	}
	parts := strings.Split(summary.Fingerprint, ".")
	salt, err := base64.RawURLEncoding.DecodeString(parts[0])
	switch {
	case summary.Fingerprint == "":
		for i, w := range summary.Rows {
			if SplitRow[I, R, O](w).Item != &items[i] {
				return errors.New("the summary in Continue has no Fingerprint that would show that it is of this list")
			}
		}
		return nil
	case len(parts) != 3 || err != nil || len(salt) != saltBytes:
		return errors.New("the summary in Continue has a Fingerprint that was not made here")
	}
	own := strings.Split(s.fingerprint(request, salt), ".")
	switch {
	case own[1] != parts[1]:
		return errors.New("the summary in Continue is of a request of somebody else: what is beside its list differs")
	case own[2] != parts[2]:
		return errors.New("the summary in Continue is of another list")
	}
	return nil
}
