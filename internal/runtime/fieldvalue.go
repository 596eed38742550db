// The syntax of header fields: tokens, quoted strings and lists (RFC 9110, section 5).

package runtime

import (
	"fmt"
	"strings"
)

// headerField is one header field, in a header whose order matters.
type headerField struct{ name, value string }

// check says what keeps the field from being written: CR, LF or another control character would begin a field, or a
// message, of somebody else's making. The value is not quoted, for it may be a secret.
func (f headerField) check() error {
	if !isToken(f.name) {
		return fmt.Errorf("%.40q is no name of a header field", f.name)
	}
	if strings.ContainsFunc(f.value, func(r rune) bool { return isControl(r) && r != '\t' }) {
		return fmt.Errorf("the value of %s holds a line break or another control character", f.name)
	}
	return nil
}

// isToken reports whether s is a token (section 5.6.2).
func isToken(s string) bool {
	return s != "" && strings.Trim(s, letters+digits+"!#$%&'*+-.^_`|~") == ""
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// cutElement splits a field value at its first separator outside of a quoted string (section 5.6.1).
func cutElement(value string, separator byte) (element, rest string) {
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

// unquote gives the text of a quoted string that escapes nothing; any other value is given as it is.
func unquote(value string) string {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return value[1 : n-1]
	}
	return value
}
