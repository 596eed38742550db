// Values that XML cannot carry: where in a document they were refused.

package xmlwire

import (
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// CheckEncoded returns nil if the XML b may be sent, and else a *RefusalError for the first value that was refused.
func CheckEncoded(b []byte) error {
	reason, offset := wire.FindRefusal(b)
	if reason == "" {
		return nil
	}
	return &RefusalError{openElements(string(b[:offset])), reason}
}

// RefusalError says that XML cannot carry a value.
type RefusalError struct {
	Path   string // of the elements that are open there, with slashes between them; "" for none
	Reason string
}

// Error returns "path: reason".
func (r *RefusalError) Error() string {
	if r.Path == "" {
		return r.Reason
	}
	return r.Path + ": " + r.Reason
}

// openElements returns the path of the elements that are open at the end of an unfinished document.
func openElements(doc string) string {
	d := NewDecoder(doc, []string{""})
	var unfinished *wire.SyntaxError
	if errors.As(d.Close(), &unfinished) {
		return unfinished.Path
	}
	return ""
}
