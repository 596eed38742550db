// Diagnostics: the faults and warnings about a contract. Readers collect them and continue.

package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity is whether a diagnostic is a fault or a warning.
type Severity uint8

const (
	// Fault means that no client can be written.
	Fault Severity = iota
	// Warning means that the client is written, but may lack something.
	Warning
)

// Diagnostic is a fault or a warning. The message says, in lower case, what was found and what to do about it.
type Diagnostic struct {
	Pos
	Severity Severity
	Message  string
	Root     string // of a file outside of the contract's folder: the folder that contains both; otherwise ""
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

// Diagnostics collects faults and warnings in any order. The zero value is ready to use. See Err for its use as an
// error.
type Diagnostics []Diagnostic

// Faultf adds a fault at pos.
func (ds *Diagnostics) Faultf(pos Pos, format string, args ...any) {
	*ds = append(*ds, Diagnostic{Pos: pos, Severity: Fault, Message: fmt.Sprintf(format, args...)})
}

// OutsideFaultf adds a fault at pos: it refers to a file outside of the contract's folder, which is not opened unless the
// user allows the folder root.
func (ds *Diagnostics) OutsideFaultf(pos Pos, root, format string, args ...any) {
	*ds = append(*ds, Diagnostic{Pos: pos, Severity: Fault, Message: fmt.Sprintf(format, args...), Root: root})
}

// Warnf adds a warning at pos.
func (ds *Diagnostics) Warnf(pos Pos, format string, args ...any) {
	*ds = append(*ds, Diagnostic{Pos: pos, Severity: Warning, Message: fmt.Sprintf(format, args...)})
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

// Err returns ds, sorted, as an error if it contains a fault, and nil otherwise.
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
