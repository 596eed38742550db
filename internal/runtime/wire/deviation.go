// Deviations: differences between a response and its contract.

package wire

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

const (
	maxDeviations   = 100 // kept for each response; the others are counted
	namedDeviations = 10  // in the text of an error
)

// Deviation is one difference between a response and its contract. The rest of the response was read.
type Deviation struct {
	Path     string // the elements or members that lead there: incidentList.item[3].rowNumber; items count from 0
	Expected string // by the contract: "an integer"
	Found    string // instead: "an array", or a value in quotes, cut after 40 characters
}

// String returns "path: expected …, found …". A deviation of the whole response has no path.
func (d Deviation) String() string { return d.Expectation() + ", found " + d.Found }

// Expectation returns String without what was found.
func (d Deviation) Expectation() string {
	if d.Path == "" {
		return "expected " + d.Expected
	}
	return d.Path + ": expected " + d.Expected
}

// Deviations collects the deviations of one response, in order. The zero value is ready for use. It allocates nothing
// until the first deviation.
type Deviations struct {
	list    []Deviation
	omitted int
}

// Add records a deviation. It calls path only if it keeps the deviation, so path may be slow.
func (l *Deviations) Add(path func() string, expected, found string) {
	if len(l.list) == maxDeviations {
		l.omitted++
		return
	}
	l.list = append(l.list, Deviation{path(), expected, found})
}

// Err returns nil if there is no deviation, otherwise a *DeviationError.
func (l *Deviations) Err() error {
	if len(l.list) == 0 {
		return nil
	}
	return &DeviationError{Deviations: l.list, Omitted: l.omitted}
}

// DeviationError lists the deviations of a response that was read. It is the cause of an error of kind
// failure.ErrContent whose call returned a value as well.
type DeviationError struct {
	Deviations []Deviation
	Omitted    int // how many more there are
}

// Error returns the first deviations, separated by semicolons, and the number of the others.
func (e *DeviationError) Error() string {
	named := e.Deviations[:min(len(e.Deviations), namedDeviations)]
	texts := make([]string, 0, len(named)+1)
	for _, d := range named {
		texts = append(texts, d.String())
	}
	if more := len(e.Deviations) - len(named) + e.Omitted; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, "; ")
}

// Redacted returns e with every text cleaned.
func (e *DeviationError) Redacted(clean func(string) string) *DeviationError {
	list := make([]Deviation, len(e.Deviations))
	for i, d := range e.Deviations {
		list[i] = Deviation{clean(d.Path), clean(d.Expected), clean(d.Found)}
	}
	return &DeviationError{Deviations: list, Omitted: e.Omitted}
}

// OwnDeviation is a type of the caller's with the fields of [Deviation].
type OwnDeviation interface {
	~struct{ Path, Expected, Found string }
}

// DeviationsOf returns the deviations in err as a type of the caller's, nil if there are none.
func DeviationsOf[D OwnDeviation](err error) []D {
	if deviating, ok := errors.AsType[*DeviationError](err); ok {
		return ownDeviations[D](deviating.Deviations)
	}
	return nil
}

// ReportOf returns report, which takes a type of the caller's, as a function of the runtime; nil if report is nil.
func ReportOf[D OwnDeviation](report func(context.Context, string, []D)) func(context.Context, string, []Deviation) {
	if report == nil {
		return nil
	}
	return func(ctx context.Context, operation string, list []Deviation) {
		report(ctx, operation, ownDeviations[D](list))
	}
}

func ownDeviations[D OwnDeviation](list []Deviation) []D {
	own := make([]D, len(list))
	for i, d := range list {
		own[i] = D(d)
	}
	return own
}
