// White space of values, as the datatype.WhiteSpace facet has it (XSD Part 2, section 4.3.6).

package scalar

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// ReplaceSpace returns s with every white space character made a space, as datatype.WhiteSpace=replace says (XSD Part
// 2, section 4.3.6).
func ReplaceSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}

// CollapseSpace returns s with white space removed at both ends and every run of it inside made one space, as
// datatype.WhiteSpace=collapse says (XSD Part 2, section 4.3.6).
func CollapseSpace(s string) string {
	if IsCollapsed(s) {
		return s
	}
	return strings.Join(Fields(s), " ")
}

// IsCollapsed reports whether datatype.WhiteSpace=collapse leaves s as it is.
func IsCollapsed(s string) bool {
	if last := len(s) - 8; last >= 0 {
		blanks := wire.MarksBlank(wire.Word(s, last))
		for i := 0; i < last; i += 8 {
			blanks |= wire.MarksBlank(wire.Word(s, i))
		}
		if blanks == 0 {
			return true
		}
	}
	space := true // what is before i, and so none may follow
	for i := range len(s) {
		if s[i] > ' ' {
			space = false
		} else if space || s[i] != ' ' {
			return false
		} else {
			space = true
		}
	}
	return !space || s == ""
}

// Fields returns the parts of s that white space separates.
func Fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' })
}

// TrimSpace returns s without white space at its ends.
func TrimSpace(s string) string {
	if s != "" && s[0] > ' ' && s[len(s)-1] > ' ' {
		return s
	}
	return strings.Trim(s, " \t\n\r")
}
