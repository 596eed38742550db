// Attachments: binary values that can be beside the document.

package xmltype

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Attachments writes and reads the attachments of documents.
type Attachments interface {
	// Append appends the content of the element of a. isReferred means that it is the URL of a part (swaRef).
	Append(b []byte, a *xmlwire.Attachment, isReferred bool) []byte
	// Read reads the pending element into a. It reports whether there is an attachment, and passes faults to deviate.
	Read(x *Reader, a *xmlwire.Attachment, isReferred bool, deviate func(expected, found string)) bool
	// Check adds the faults of the attachments of m, a pointer to a struct, that are in no element.
	Check(m any, v *check.Validator)
}

// attachment appends the attachment of f at p. Without Attachments, nothing is read.
func (w *writer) attachment(b []byte, f *plan.Field, p memory.Ptr) []byte {
	if w.types.Attachments == nil {
		return b
	}
	return w.types.Attachments.Append(b, memory.As[xmlwire.Attachment](p), f.Referred)
}

// attachment reads the pending element of f, with the item index or -1, into the attachment at p.
func (x *Reader) attachment(f *plan.Field, p memory.Ptr, index int) bool {
	return x.types.Attachments.Read(x, memory.As[xmlwire.Attachment](p), f.Referred, func(expected, found string) {
		x.deviateValue(f, index, expected, found)
	})
}
