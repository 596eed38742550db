// Refusals: values that the wire format cannot carry, noted in the encoded text itself.
//
// Append functions return no error, so that generated encoders are plain sequences of appends. A value that cannot be
// sent leaves its refusal in the text instead, between two NUL bytes, which neither XML nor JSON may hold.

package wire

import (
	"bytes"
	"errors"
	"strings"
)

// Refuse appends a refusal to b in place of a value that cannot be sent. The reason says what is wrong with the value,
// without quoting it; CheckEncoded reports it.
func Refuse(b []byte, reason string) []byte {
	b = append(b, 0)
	b = append(b, strings.ReplaceAll(reason, "\x00", "")...)
	return append(b, 0)
}

// CheckEncoded returns nil if the text b may be sent, and else its first refusal as an error.
func CheckEncoded(b []byte) error {
	if reason, _ := FindRefusal(b); reason != "" {
		return errors.New(reason)
	}
	return nil
}

// FindRefusal returns the reason of the first refusal in b and its offset; "" for none.
func FindRefusal(b []byte) (reason string, offset int) {
	offset = bytes.IndexByte(b, 0)
	if offset < 0 {
		return "", 0
	}
	reason, _, _ = strings.Cut(string(b[offset+1:]), "\x00")
	return reason, offset
}
