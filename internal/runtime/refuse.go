// Refusals: values that the wire format cannot carry, noted in the encoded text itself.
//
// Append functions return no error, so that generated encoders are plain sequences of appends. A value that cannot be
// sent leaves its refusal in the text instead, between two NUL bytes, which neither XML nor JSON may hold.

package runtime

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

// CheckEncoded returns nil if the text b, XML or JSON, may be sent, and else its first refusal as an error. For XML
// the error begins with the path of the elements open at the refusal.
func CheckEncoded(b []byte) error {
	start := bytes.IndexByte(b, 0)
	if start < 0 {
		return nil
	}
	reason, _, _ := strings.Cut(string(b[start+1:]), "\x00")
	r := &refusal{reason: reason}
	if bytes.HasPrefix(b, []byte("<")) {
		r.path = openElements(string(b[:start]))
	}
	return r
}

// refusal is the error of a value that cannot be sent.
type refusal struct {
	path   string // of the elements that it stands in, "" for none
	reason string
}

func (r *refusal) Error() string {
	if r.path == "" {
		return r.reason
	}
	return r.path + ": " + r.reason
}

// openElements returns the path of the elements that are open at the end of an unfinished document.
func openElements(doc string) string {
	d := NewXMLDecoder(doc, []string{""})
	var unfinished *SyntaxError
	if errors.As(d.Close(), &unfinished) {
		return unfinished.Path
	}
	return ""
}
