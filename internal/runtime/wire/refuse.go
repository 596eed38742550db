// Refusals mark values that cannot be sent, in the encoded text itself.
//
// Append functions return no error, so generated encoders are plain sequences of appends. Instead of a value that
// cannot be sent, they append a refusal between two NUL bytes, which neither XML nor JSON allows.

package wire

import (
	"bytes"
	"errors"
	"strings"
)

// Refuse appends a refusal to b instead of a value that cannot be sent. The reason says what is wrong with the value,
// without quoting it. CheckEncoded returns it as an error.
func Refuse(b []byte, reason string) []byte {
	b = append(b, 0)
	b = append(b, strings.ReplaceAll(reason, "\x00", "")...)
	return append(b, 0)
}

// CheckEncoded returns nil if the text b can be sent, otherwise its first refusal as an error.
func CheckEncoded(b []byte) error {
	if reason, _ := FindRefusal(b); reason != "" {
		return errors.New(reason)
	}
	return nil
}

// FindRefusal returns the reason and the offset of the first refusal in b; "" if there is none.
func FindRefusal(b []byte) (reason string, offset int) {
	offset = bytes.IndexByte(b, 0)
	if offset < 0 {
		return "", 0
	}
	reason, _, _ = strings.Cut(string(b[offset+1:]), "\x00")
	return reason, offset
}
