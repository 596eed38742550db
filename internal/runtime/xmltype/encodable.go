// Validation by encoding: text that XML does not allow, dates that do not exist.

package xmltype

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// encodes adds the refusal in the text that encode appends, at the path of its element. encode appends the content of
// an element, perhaps after its attributes.
func (v *checker) encodes(encode func(b []byte) []byte) {
	scratch := wire.BorrowScratch()
	defer scratch.Release()
	scratch.Bytes = encode(append(scratch.Bytes[:0], "<_>"...))
	var r *xmlwire.RefusalError
	if errors.As(xmlwire.CheckEncoded(scratch.Bytes), &r) {
		path := strings.TrimPrefix(strings.TrimPrefix(r.Path, "_"), "/")
		v.Fault(strings.ReplaceAll(path, "/", "."), "%s", r.Reason)
	}
}
