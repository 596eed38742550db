// Diagnostics: everything that a reader has to say about a contract, collected rather than stopped at.

package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity tells a fault from a warning.
type Severity uint8

const (
	// Fault means that no client can be written.
	Fault Severity = iota
	// Warning means that something was left out and everything else is written.
	Warning
)

// Diagnostic is one fault or warning: where it is, what was found there and what to do about it, in lower case.
type Diagnostic struct {
	Pos
	Severity Severity
	Message  string
}

// String returns the line that is printed for d: file:line:col: message.
func (d Diagnostic) String() string {
	s := d.Message
	if d.Severity == Warning {
		s = "warning: " + s
	}
	if d.Pos == (Pos{}) {
		return s
	}
	return d.Pos.String() + ": " + s
}

// Diagnostics collects faults and warnings in any order. The zero value is ready to use. It is an error where it
// holds a fault: see Err.
type Diagnostics []Diagnostic

// Faultf adds a fault at pos.
func (ds *Diagnostics) Faultf(pos Pos, format string, args ...any) {
	*ds = append(*ds, Diagnostic{pos, Fault, fmt.Sprintf(format, args...)})
}

// Warnf adds a warning at pos.
func (ds *Diagnostics) Warnf(pos Pos, format string, args ...any) {
	*ds = append(*ds, Diagnostic{pos, Warning, fmt.Sprintf(format, args...)})
}

// Sort orders ds by file, line, column and text, and drops repetitions.
func (ds *Diagnostics) Sort() {
	slices.SortStableFunc(*ds, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Severity, b.Severity), strings.Compare(a.Message, b.Message))
	})
	*ds = slices.Compact(*ds)
}

// Faulty reports whether ds holds a fault.
func (ds Diagnostics) Faulty() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return d.Severity == Fault })
}

// Err returns ds, sorted, as an error where it holds a fault, and nil otherwise.
func (ds Diagnostics) Err() error {
	if !ds.Faulty() {
		return nil
	}
	ds.Sort()
	return ds
}

// Error returns the diagnostics, a line each.
func (ds Diagnostics) Error() string {
	var b strings.Builder
	for i, d := range ds {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.String())
	}
	return b.String()
}
