// Syntax errors and their positions.

package wire

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SyntaxError says that a document is malformed or breaks its contract.
type SyntaxError struct {
	Line, Column int    // from 1; columns count characters
	Path         string // the open elements or members; "" outside of all
	Message      string // what is wrong
}

// Error returns "line L column C: path: message".
func (e *SyntaxError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("line %d column %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("line %d column %d: %s: %s", e.Line, e.Column, e.Path, e.Message)
}

// Position returns the line and the column, both from 1, of a byte offset into text.
func Position(text string, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// maxQuoted is how many characters of a value an error message shows at most.
const maxQuoted = 40

// Quote returns s in quotes for an error message, cut after maxQuoted characters.
func Quote(s string) string { return strconv.Quote(Shorten(s)) }

// Shorten returns s, or its first maxQuoted characters and an ellipsis.
func Shorten(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxQuoted {
			return s[:i] + "…"
		}
	}
	return s
}

// ByteOrderMark may stand at the beginning of a document (RFC 8259, section 8.1; RFC 7303, section 3.3).
const ByteOrderMark = "\ufeff"

// OrList joins names: "a, b or c".
func OrList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
