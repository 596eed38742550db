// Refusals in XML, with the path of the element.

package xmlwire

import (
	"errors"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// CheckEncoded returns nil if the XML b can be sent, otherwise a *RefusalError for the first refusal.
func CheckEncoded(b []byte) error {
	reason, offset := wire.FindRefusal(b)
	if reason == "" {
		return nil
	}
	return &RefusalError{openElements(string(b[:offset])), reason}
}

// RefusalError says that XML cannot represent a value.
type RefusalError struct {
	Path   string // the open elements, separated by slashes; "" for none
	Reason string
}

// Error returns "path: reason".
func (r *RefusalError) Error() string {
	if r.Path == "" {
		return r.Reason
	}
	return r.Path + ": " + r.Reason
}

// openElements returns the path of the open elements at the end of an unfinished document.
func openElements(doc string) string {
	d := NewDecoder(doc, []string{""})
	var unfinished *wire.SyntaxError
	if errors.As(d.Close(), &unfinished) {
		return unfinished.Path
	}
	return ""
}
