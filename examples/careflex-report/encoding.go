// The encoding of CSV files: UTF-8 with or without a byte order mark, or Windows-1252, as German payroll programs write.

package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// windows1252 has the characters of the bytes 0x80 to 0x9F; U+FFFD for the five that have none. All others are those of
// ISO 8859-1.
var windows1252 = []rune("€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ")

// decode returns the text of a file.
func decode(content []byte) (string, error) {
	if bytes.HasPrefix(content, []byte{0xFF, 0xFE}) || bytes.HasPrefix(content, []byte{0xFE, 0xFF}) {
		return "", errors.New("the file is UTF-16: export it as CSV in UTF-8 or Windows-1252")
	}
	if utf8.Valid(content) {
		return strings.TrimPrefix(string(content), "\uFEFF"), nil
	}
	var text strings.Builder
	line := 1
	for _, b := range content {
		r := rune(b)
		if b >= 0x80 && b <= 0x9F {
			r = windows1252[b-0x80]
		}
		if r == utf8.RuneError {
			return "", fmt.Errorf("line %d: the byte 0x%X is neither UTF-8 nor Windows-1252: export the file in one of them", line, b)
		}
		if r == '\n' {
			line++
		}
		text.WriteRune(r)
	}
	return text.String(), nil
}
