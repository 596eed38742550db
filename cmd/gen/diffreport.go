// The report of gen diff: as text, as JSON, and as Markdown for a pull request.

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/goapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// diffReport is the output of gen diff. The manual promises its JSON.
type diffReport struct {
	Old        string       `json:"old"`
	New        string       `json:"new"`
	Breaking   int          `json:"breaking"`
	Compatible int          `json:"compatible"`
	Wire       []diffChange `json:"wire"` // null if a client is compared, which does not contain its contract
	Go         []diffChange `json:"go"`
}

// diffChange is a change on the wire or in Go.
type diffChange struct {
	Breaking   bool          `json:"breaking"`
	Rule       diff.Rule     `json:"rule,omitempty"`       // on the wire
	Operations []string      `json:"operations,omitempty"` // on the wire; none for the whole service
	Symbol     string        `json:"symbol,omitempty"`     // in Go
	Message    string        `json:"message"`
	Old        *diffPosition `json:"old,omitempty"`
	New        *diffPosition `json:"new,omitempty"`
}

// diffPosition is a place in a contract or a Go file.
type diffPosition struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// position returns p as reports have it, or nil if it is not known.
func position(p schema.Pos) *diffPosition {
	if p == (schema.Pos{}) {
		return nil
	}
	return &diffPosition{filepath.ToSlash(p.File), p.Line, p.Col}
}

// String returns file:line:col.
func (p *diffPosition) String() string {
	if p == nil {
		return ""
	}
	return schema.Pos{File: p.File, Line: p.Line, Col: p.Column}.String()
}

// count adds to the numbers of changes.
func (r *diffReport) count(isBreaking bool) {
	if isBreaking {
		r.Breaking++
	} else {
		r.Compatible++
	}
}

// addWire adds changes on the wire.
func (r *diffReport) addWire(changes []diff.Change) {
	r.Wire = []diffChange{}
	for _, c := range changes {
		r.count(c.Breaking)
		r.Wire = append(r.Wire, diffChange{Breaking: c.Breaking, Rule: c.Rule, Operations: c.Operations,
			Message: c.String(), Old: position(c.Old), New: position(c.New)})
	}
}

// addGo adds changes in Go, first the names that stand for something else.
func (r *diffReport) addGo(changes []goapi.Change, moves []schema.Move) {
	r.Go = []diffChange{}
	for _, m := range moves {
		r.count(true)
		r.Go = append(r.Go, diffChange{Breaking: true, Symbol: m.Symbol, Message: m.String(), New: position(m.Pos)})
	}
	for _, c := range changes {
		r.count(c.Breaking)
		r.Go = append(r.Go, diffChange{Breaking: c.Breaking, Symbol: c.Symbol, Message: c.Symbol + ": " + c.Message,
			Old: position(c.Old), New: position(c.New)})
	}
}

// format returns the report in one of the formats.
func (r *diffReport) format(format string) string {
	var b strings.Builder
	switch format {
	case "json":
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		encoder.Encode(r) // texts, numbers and lists, which cannot fail
	case "markdown":
		r.markdown(&b)
	default:
		r.text(&b)
	}
	return b.String()
}

// summary says how much changes.
func (r *diffReport) summary() string {
	switch {
	case r.Breaking+r.Compatible == 0:
		return "nothing changes"
	case r.Compatible == 0:
		return fmt.Sprintf("%d breaking", r.Breaking)
	case r.Breaking == 0:
		return fmt.Sprintf("%d compatible", r.Compatible)
	}
	return fmt.Sprintf("%d breaking, %d compatible", r.Breaking, r.Compatible)
}

// sections calls each with the changes on the wire and with those in Go, if there are any.
func (r *diffReport) sections(each func(title string, changes []diffChange)) {
	if len(r.Wire) > 0 {
		each("On the wire", r.Wire)
	}
	if len(r.Go) > 0 {
		each("In Go", r.Go)
	}
}

// notCompared explains why there is nothing about the wire.
const notCompared = "A client does not say what its contract was, so nothing is said here of the wire: " +
	"name the older contract for that."

// text prints the report for a terminal.
func (r *diffReport) text(b *strings.Builder) {
	fmt.Fprintf(b, "%s → %s: %s\n", filepath.ToSlash(r.Old), filepath.ToSlash(r.New), r.summary())
	r.sections(func(title string, changes []diffChange) {
		fmt.Fprintf(b, "\n%s:\n", title)
		for _, c := range changes {
			fmt.Fprintf(b, "  %-10s  %s\n", judgement(c.Breaking), c.Message)
			if at := c.between(" → "); at != "" {
				fmt.Fprintf(b, "  %-10s  %s\n", "", at)
			}
		}
	})
	if r.Wire == nil {
		fmt.Fprintf(b, "\n%s\n", notCompared)
	}
}

func judgement(isBreaking bool) string {
	if isBreaking {
		return "breaking"
	}
	return "compatible"
}

// between returns the positions of the change in both versions, or in the one that has it.
func (c diffChange) between(arrow string) string {
	if c.Old == nil || c.New == nil {
		arrow = ""
	}
	return c.Old.String() + arrow + c.New.String()
}

// markdown prints the report for a pull request.
func (r *diffReport) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## %s → %s: %s\n", code(filepath.ToSlash(r.Old)), code(filepath.ToSlash(r.New)), r.summary())
	r.sections(func(title string, changes []diffChange) {
		fmt.Fprintf(b, "\n### %s\n\n| | change | old | new |\n|---|---|---|---|\n", title)
		for _, c := range changes {
			judged := judgement(c.Breaking)
			if c.Breaking {
				judged = "**" + judged + "**"
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", judged, prose(c.Message), code(c.Old.String()),
				code(c.New.String()))
		}
	})
	if r.Wire == nil {
		fmt.Fprintf(b, "\n%s\n", notCompared)
	}
}

// prose returns text with code spans for words that Markdown, or a forge that links names, would change.
func prose(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		inner := strings.TrimRight(strings.TrimLeft(word, "("), "),:")
		if strings.ContainsAny(inner, "\\`*_{}[]<>#|~@&/!$") {
			before, after, _ := strings.Cut(word, inner)
			words[i] = before + code(inner) + after
		}
	}
	return strings.Join(words, " ")
}

// code returns text as a code span within a table.
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + strings.ReplaceAll(text, "|", `\|`) + fence
}
