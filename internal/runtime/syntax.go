// Syntax errors: where in a document something is wrong, and what.

package runtime

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SyntaxError says that a document is malformed or does not hold what its contract says.
type SyntaxError struct {
	Line, Column int    // where, from 1; columns count characters
	Path         string // the elements or members that are open there; "" outside of all
	Message      string // what is wrong
}

// Error returns "line L column C: path: message".
func (e *SyntaxError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("line %d column %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("line %d column %d: %s: %s", e.Line, e.Column, e.Path, e.Message)
}

// position returns the line and the column, both from 1, of a byte offset into text.
func position(text string, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// maxQuoted is how many characters of a value an error message shows at most.
const maxQuoted = 40

// quote returns s in quotes for an error message, cut after maxQuoted characters.
func quote(s string) string { return strconv.Quote(shorten(s)) }

// shorten returns s, or its first maxQuoted characters and an ellipsis.
func shorten(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxQuoted {
			return s[:i] + "…"
		}
	}
	return s
}
