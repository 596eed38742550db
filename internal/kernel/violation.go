// Violations: differences between a message and its contract.

package kernel

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Violation is one difference between a message and its contract.
type Violation struct {
	Path         string `json:"path"` // the elements or members that lead there: incidentList.item[3].employeeId; items count from 0
	Line, Column int    // from 1; 0 if the message has no text
	Message      string // without Path
	// Tolerated means that a generated client accepts the message nevertheless: it ignores an element or attribute that
	// the contract does not name, and reads elements in another order.
	Tolerated bool
}

// String returns "path: message", without the path if the whole message is meant.
func (v Violation) String() string {
	if v.Path == "" {
		return v.Message
	}
	return v.Path + ": " + v.Message
}

// sortViolations sorts list by the positions.
func sortViolations(list []Violation) {
	slices.SortStableFunc(list, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// Faulty reports whether list has a violation that generated clients do not accept.
func Faulty(list []Violation) bool {
	return slices.ContainsFunc(list, func(v Violation) bool { return !v.Tolerated })
}

// parentOf returns the path without its last step.
func parentOf(path string) string {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)]
}

// join returns the path of name below path.
func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// step returns the name of an item in a path; the index is -1 for a single value.
func step(name string, index int) string {
	if index < 0 {
		return name
	}
	return fmt.Sprintf("%s[%d]", name, index)
}

// places turns offsets into a text into lines and columns. It is fast for offsets that grow.
type places struct {
	text             string
	start            int // the place in text of the offset 0
	at, line, column int // of the last offset
}

func newPlaces(text string) *places { return &places{text, 0, 0, 1, 1} }

// below returns the place of a line and a column of the text that begins at the start.
func (p *places) below(line, column int) (int, int) {
	first, from := p.of(0)
	switch {
	case p.start == len(p.text): // all places are that of the start
		return first, from
	case line == 1:
		return first, from + column - 1
	}
	return first + line - 1, column
}

// of returns the line and the column of an offset, both from 1.
func (p *places) of(offset int) (line, column int) {
	if offset = min(p.start+offset, len(p.text)); offset < p.at {
		*p = places{p.text, p.start, 0, 1, 1}
	}
	between := p.text[p.at:offset]
	if i := strings.LastIndexByte(between, '\n'); i >= 0 {
		p.line, p.column, between = p.line+strings.Count(between, "\n"), 1, between[i+1:]
	}
	p.at, p.column = offset, p.column+utf8.RuneCountInString(between)
	return p.line, p.column
}
