// Attachments: binary values that can be beside the document.

package xmltype

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Attachments writes and reads the attachments of documents.
type Attachments interface {
	// Append appends the content of the element of a.
	Append(b []byte, a *xmlwire.Attachment) []byte
	// Read reads the pending element into a. It reports whether there is an attachment, and passes faults to deviate.
	Read(x *Reader, a *xmlwire.Attachment, deviate func(expected, found string)) bool
}

// attachment appends the attachment at p. Without Attachments, nothing is read.
func (w *writer) attachment(b []byte, p memory.Ptr) []byte {
	if w.types.Attachments == nil {
		return b
	}
	return w.types.Attachments.Append(b, memory.As[xmlwire.Attachment](p))
}

// attachment reads the pending element of f, with the item index or -1, into the attachment at p.
func (x *Reader) attachment(f *plan.Field, p memory.Ptr, index int) bool {
	return x.types.Attachments.Read(x, memory.As[xmlwire.Attachment](p), func(expected, found string) {
		x.deviateValue(f, index, expected, found)
	})
}
