// Summaries as JSON, and their fingerprints, which identify the list of a summary.

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

// savedSummary is the JSON form of a summary. Responses are XML documents, because encoding/json cannot read every Go
// type of a contract.
type savedSummary struct {
	Fingerprint string       `json:"fingerprint"`
	Rows        []savedRow   `json:"rows"`
	Responses   []string     `json:"responses,omitempty"`
	Errors      []savedError `json:"errors,omitempty"` // each once, however many rows it concerns
}

// savedRow is the row of the item with the same index.
type savedRow struct {
	Outcome  string  `json:"outcome"`
	Response *[2]int `json:"response,omitempty"` // indices of the response and of its row
	Error    *int    `json:"error,omitempty"`    // index; nil if the response has the reason
}

// savedError is an error as text. Only the kind of what it wraps is kept.
type savedError struct {
	Kind      string         `json:"kind,omitempty"` // see errorKinds; "" for another error
	Operation string         `json:"operation,omitempty"`
	Path      string         `json:"path,omitempty"`
	Status    int            `json:"status,omitempty"`
	Messages  []string       `json:"messages,omitempty"`
	Fault     *failure.Fault `json:"fault,omitempty"`
	Excerpt   string         `json:"excerpt,omitempty"`
	Cause     string         `json:"cause,omitempty"` // the whole text if there is no kind
	Joined    []savedError   `json:"joined,omitempty"`
}

// errorKinds are the kinds of failure and their names in saved errors. The names must not change.
var errorKinds = []struct {
	name string
	kind error
}{
	{"invalid", failure.ErrInvalid}, {"auth", failure.ErrAuth}, {"transport", failure.ErrTransport},
	{"unknownOutcome", failure.ErrUnknownOutcome}, {"status", failure.ErrStatus}, {"content", failure.ErrContent},
	{"tooLarge", failure.ErrTooLarge}, {"fault", failure.ErrFault}, {"rows", failure.ErrRows},
	{"redirect", failure.ErrRedirect},
}

// MarshalSummary returns summary as JSON, without the items.
func (s *List[Q, P, I, R, O, W]) MarshalSummary(summary Summary[P, W]) ([]byte, error) {
	saved := savedSummary{Fingerprint: summary.Fingerprint, Rows: make([]savedRow, len(summary.Rows))}
	indices := map[*R][2]int{}
	for i, response := range summary.Responses {
		saved.Responses = append(saved.Responses, string(s.Call.Types.Append(nil, s.Call.Response, response)))
		rows := s.Rows(response)
		for k := range rows {
			indices[&rows[k]] = [2]int{i, k}
		}
	}
	known := map[error]int{}
	for i, w := range summary.Rows {
		row, to := Row[I, R, O](w), &saved.Rows[i]
		to.Outcome = Outcome(row.Outcome).String()
		if row.Response != nil {
			index, ok := indices[row.Response]
			if !ok {
				return nil, fmt.Errorf("row %d has a response that is not in Responses", i)
			}
			to.Response = &index
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

// UnmarshalSummary parses JSON of MarshalSummary. The rows have no items.
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
		row := Row[I, R, O]{Index: i, Outcome: O(outcome)}
		if index := from.Response; index != nil {
			if index[0] < 0 || index[0] >= len(summary.Responses) || index[1] < 0 ||
				index[1] >= len(s.Rows(summary.Responses[index[0]])) {
				return none, fmt.Errorf("row %d: there is no row %d of response %d", i, index[1], index[0])
			}
			row.Response = &s.Rows(summary.Responses[index[0]])[index[1]]
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

// saveError returns the saved form of err.
func (s *List[Q, P, I, R, O, W]) saveError(err error) savedError {
	if e := s.Errors.Export(err); e != nil {
		saved := savedError{Operation: e.Operation, Path: e.Path, Status: e.Status, Messages: e.Messages,
			Fault: e.Fault, Excerpt: e.Excerpt}
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

// restoreError returns the error of a saved form.
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
	// digestRounds slow down attempts to guess a short token from a summary.
	digestRounds = 4096
)

func newSalt() []byte {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return salt
}

// fingerprint returns what identifies the sender, the request and its list: a salt, a digest of the request without its
// list, and one of the list. The request can be found from them only by trying all values.
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

// check returns an error if summary is not one of request's list.
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
			if Row[I, R, O](w).Item != &items[i] {
				return errors.New("the summary in Continue has no Fingerprint, so it may be of another list")
			}
		}
		return nil
	case len(parts) != 3 || err != nil || len(salt) != saltBytes:
		return errors.New("the summary in Continue has an invalid Fingerprint")
	}
	expected := strings.Split(s.fingerprint(request, salt), ".")
	switch {
	case expected[1] != parts[1]:
		return errors.New("the summary in Continue is of another request: its values outside the list differ")
	case expected[2] != parts[2]:
		return errors.New("the summary in Continue is of another list")
	}
	return nil
}
