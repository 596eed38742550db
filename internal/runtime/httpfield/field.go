// The syntax of header fields: tokens, quoted strings and lists (RFC 9110, section 5).

package httpfield

import (
	"fmt"
	"strings"
)

// Field is one header field, in a header whose order matters.
type Field struct{ Name, Value string }

// Check says what keeps the field from being written: CR, LF or another control character would begin a field, or a
// message, of somebody else's making. The value is not quoted, for it may be a secret.
func (f Field) Check() error {
	if !isToken(f.Name) {
		return fmt.Errorf("%.40q is no name of a header field", f.Name)
	}
	if strings.ContainsFunc(f.Value, func(r rune) bool { return IsControl(r) && r != '\t' }) {
		return fmt.Errorf("the value of %s holds a line break or another control character", f.Name)
	}
	return nil
}

// isToken reports whether s is a token (section 5.6.2).
func isToken(s string) bool {
	return s != "" && strings.Trim(s, Letters+Digits+"!#$%&'*+-.^_`|~") == ""
}

const (
	Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	Digits  = "0123456789"
)

// Cut splits a field value at its first separator outside of a quoted string (section 5.6.1).
func Cut(value string, separator byte) (element, rest string) {
	quoted := false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == separator && !quoted:
			return strings.Trim(value[:i], " \t"), value[i+1:]
		}
	}
	return strings.Trim(value, " \t"), ""
}

// Unquote gives the text of a quoted string that escapes nothing; any other value is given as it is.
func Unquote(value string) string {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return value[1 : n-1]
	}
	return value
}

// IsControl reports whether r is a control character, which no header field and no path may hold.
func IsControl(r rune) bool { return r < ' ' || r == 0x7F }
