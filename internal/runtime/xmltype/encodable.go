// Validation of what only an encoder knows: text that XML cannot carry, days that no calendar has.

package xmltype

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// encodes notes why what encode appends cannot be sent, at the path of the element at fault. encode appends the content
// of an element, or its attributes and then its content. After other faults it notes nothing: most likely it is one of
// them.
func (v *checker) encodes(encode func(b []byte) []byte) {
	if v.IsFaulty() {
		return
	}
	scratch := wire.BorrowScratch()
	defer scratch.Release()
	scratch.Bytes = encode(append(scratch.Bytes[:0], "<_>"...))
	var r *xmlwire.RefusalError
	if errors.As(xmlwire.CheckEncoded(scratch.Bytes), &r) {
		path := strings.TrimPrefix(strings.TrimPrefix(r.Path, "_"), "/")
		v.Fault(strings.ReplaceAll(path, "/", "."), "%s", r.Reason)
	}
}
