// Package httpfield has the syntax of header fields (RFC 9110, section 5).
package httpfield

import (
	"fmt"
	"strings"
)

// Field is one header field of a header whose order matters.
type Field struct{ Name, Value string }

// Check returns an error if the field cannot be written: CR, LF or another control character could begin another field
// or message. The error does not quote the value, which may be a secret.
func (f Field) Check() error {
	if !isToken(f.Name) {
		return fmt.Errorf("%.40q is not a valid name of a header field", f.Name)
	}
	if strings.ContainsFunc(f.Value, func(r rune) bool { return IsControl(r) && r != '\t' }) {
		return fmt.Errorf("the value of %s contains a line break or another control character", f.Name)
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

// Cut splits a field value at the first separator outside of quoted strings (section 5.6.1).
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

// Unquote returns the text of a quoted string (section 5.6.4). Any other value is returned unchanged.
func Unquote(value string) string {
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		return unescape.Replace(value[1 : n-1])
	}
	return value
}

var unescape = strings.NewReplacer(`\\`, `\`, `\`, "")

// IsControl reports whether r is a control character, which no header field and no path may contain.
func IsControl(r rune) bool { return r < ' ' || r == 0x7F }
