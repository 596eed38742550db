// Reporting: diagnostics, and how files differ, as text or as JSON.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// reportDiagnostics sorts ds and prints them to cmd's standard error, a line each. Where they hold a fault it returns
// errReported.
func reportDiagnostics(cmd *cobra.Command, ds schema.Diagnostics) error {
	return newReporter(cmd).diagnostics(ds)
}

// reporter prints what there is to say, a line each.
type reporter struct {
	out, err io.Writer
	json     bool // whether a line is a JSON object
}

// newReporter returns a reporter to the streams of cmd, which prints JSON where cmd has a flag --json and that is set.
func newReporter(cmd *cobra.Command) reporter {
	json := cmd.Flag("json")
	return reporter{cmd.OutOrStdout(), cmd.ErrOrStderr(), json != nil && json.Value.String() == "true"}
}

// note is a line of JSON. Its form is part of what the manual promises.
type note struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity,omitempty"` // of a diagnostic: error or warning
	State    state  `json:"state,omitempty"`    // of a file: how it differs
	Message  string `json:"message"`
}

// print prints n to w, or text where no JSON is asked for.
func (r reporter) print(w io.Writer, text string, n note) {
	if !r.json {
		fmt.Fprintln(w, text)
		return
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(n) // fails where w does, which is as well not told of text
}

// diagnostics does what reportDiagnostics does.
func (r reporter) diagnostics(ds schema.Diagnostics) error {
	ds.Sort()
	for _, d := range ds {
		severity := "error"
		if d.Severity == schema.Warning {
			severity = "warning"
		}
		r.print(r.err, d.String(),
			note{File: d.File, Line: d.Line, Column: d.Col, Severity: severity, Message: d.Message})
	}
	if ds.Faulty() {
		return errReported
	}
	return nil
}

// differences prints what --check found to standard output: the changes that a run would make, those of a copy of the
// runtime in one line.
func (r reporter) differences(changes []change) {
	seen := map[string]bool{}
	for _, c := range changes {
		file, state := filepath.ToSlash(c.path), c.state
		if c.runtime != "" {
			if seen[c.runtime] {
				continue
			}
			seen[c.runtime] = true
			file, state = filepath.ToSlash(c.runtime), old
		}
		message := "run gen"
		if c.cause != "" {
			message = c.cause + ": run gen"
		}
		r.print(r.out, fmt.Sprintf("%s: %s: %s", file, state, message),
			note{File: file, State: state, Message: message})
	}
}

// lost prints a warning for each change that took someone's edits with it.
func (r reporter) lost(changes []change) {
	var ds schema.Diagnostics
	for _, c := range changes {
		if c.lost {
			ds.Warnf(schema.Pos{File: filepath.ToSlash(c.path)},
				"someone changed it since gen wrote it, and that is gone now")
		}
	}
	r.diagnostics(ds)
}

// explained prints to standard error what becomes of every file of outputs, and why.
func (r reporter) explained(outputs []output, changes []change) {
	changing := map[string]bool{}
	for _, c := range changes {
		changing[c.path] = true
	}
	for _, out := range outputs {
		for name := range out.files {
			if !changing[out.path(name)] {
				changes = append(changes, change{path: out.path(name)})
			}
		}
	}
	sortChanges(changes)
	for _, c := range changes {
		file, message := filepath.ToSlash(c.path), "unchanged"
		switch c.state {
		case missing:
			message = "new"
		case stale, edited:
			added, removed := lineChanges(c.before, c.content)
			message = fmt.Sprintf("changed (+%d -%d lines): %s", added, removed, c.cause)
		case extra:
			message = "removed: no contract gives it"
		}
		r.print(r.err, file+": "+message, note{File: file, State: c.state, Message: message})
	}
}

// lineChanges returns how many lines of after are not in before, and of before not in after, wherever they stand.
func lineChanges(before, after []byte) (added, removed int) {
	count := map[string]int{}
	for line := range bytes.Lines(withLF(before)) {
		count[string(line)]++
	}
	for line := range bytes.Lines(after) {
		if count[string(line)]--; count[string(line)] < 0 {
			added++
		}
	}
	for _, n := range count {
		removed += max(n, 0)
	}
	return added, removed
}
