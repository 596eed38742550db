// Reporting: diagnostics, and how files differ, as text or as JSON.

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
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

// newReporter returns a reporter to the streams of cmd. It prints JSON if cmd has a flag --json and that is set.
func newReporter(cmd *cobra.Command) reporter {
	json := cmd.Flag("json")
	return reporter{cmd.OutOrStdout(), cmd.ErrOrStderr(), json != nil && json.Value.String() == "true"}
}

// note is a line of JSON. The manual promises its form.
type note struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Severity string `json:"severity,omitempty"` // of a diagnostic: error or warning
	State    state  `json:"state,omitempty"`    // of a file: how it differs
	Message  string `json:"message"`
	Diff     string `json:"diff,omitempty"` // of a file, if asked for: how it differs
}

// print prints n to w, or text if JSON is not asked for.
func (r reporter) print(w io.Writer, text string, n note) {
	if !r.json {
		fmt.Fprintln(w, text)
		return
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(n) // fails only if w fails, which text does not report either
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
// runtime in one line. If diffs is set, what each change would do to its file follows.
func (r reporter) differences(changes []change, diffs bool) {
	seen := map[string]bool{}
	for _, c := range changes {
		n := note{File: filepath.ToSlash(c.path), State: c.state, Message: "run gen"}
		if c.runtime != "" && !diffs {
			if seen[c.runtime] {
				continue
			}
			seen[c.runtime] = true
			n.File, n.State = filepath.ToSlash(c.runtime), c.copied
		}
		if c.cause != "" {
			n.Message = c.cause + ": run gen"
		}
		text := fmt.Sprintf("%s: %s: %s", n.File, n.State, n.Message)
		if diffs {
			n.Diff = c.diff()
			text += "\n" + strings.TrimSuffix(n.Diff, "\n")
		}
		r.print(r.out, text, n)
	}
}

// diff returns the change to the file of c, in a form that patch reads.
func (c change) diff() string {
	before, after := "a/"+filepath.ToSlash(c.path), "b/"+filepath.ToSlash(c.path)
	switch c.state {
	case missing:
		before = "/dev/null"
	case extra:
		after = "/dev/null"
	}
	text := string(diff.Diff(before, withLF(c.before), after, c.content))
	_, text, _ = strings.Cut(text, "\n") // the command line of diff
	return text
}

// warnings prints a warning for each change that took someone's edits with it, or removed a file that gen wrote from
// another contract, and for each folder in which such files were replaced.
func (r reporter) warnings(changes []change) {
	var ds schema.Diagnostics
	replaced := map[string]bool{} // folders
	for _, c := range changes {
		pos, folder := schema.Pos{File: filepath.ToSlash(c.path)}, filepath.Dir(c.path)
		switch {
		case c.lost:
			ds.Warnf(pos, "someone changed it after gen wrote it: the change is overwritten")
		case c.foreign && c.state == extra:
			ds.Warnf(pos, "removed: %s", c.cause)
		case c.foreign && !replaced[folder]:
			replaced[folder] = true
			ds.Warnf(pos, "replaced, with other files in the folder: %s", c.cause)
		}
	}
	r.diagnostics(ds)
}

// explained prints to standard error which files change, and why.
func (r reporter) explained(changes []change) {
	for _, c := range changes {
		file, message := filepath.ToSlash(c.path), "new"
		switch c.state {
		case stale, edited:
			added, removed := lineChanges(c.before, c.content)
			message = fmt.Sprintf("changed (+%d -%d lines): %s", added, removed, c.cause)
		case extra:
			message = "removed: " + cmp.Or(c.cause, "no contract gives it")
		}
		r.print(r.err, file+": "+message, note{File: file, State: c.state, Message: message})
	}
}

// lineChanges returns how many lines of after are not in before, and of before not in after, at any position.
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
