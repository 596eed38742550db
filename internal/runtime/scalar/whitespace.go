// White space of values (XSD Part 2, section 4.3.6).

package scalar

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// ReplaceSpace returns s with every white space character replaced by a space (whiteSpace=replace).
func ReplaceSpace(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}

// CollapseSpace returns s without white space at both ends, and with every run of it inside replaced by one space
// (whiteSpace=collapse).
func CollapseSpace(s string) string {
	if IsCollapsed(s) {
		return s
	}
	return strings.Join(Fields(s), " ")
}

// IsCollapsed reports whether CollapseSpace returns s unchanged.
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
	space := true // before i; no second one may follow
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

// Fields returns the parts of s between white space.
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
