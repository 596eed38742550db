// Validation of what only an encoder knows: text that XML cannot carry, days that no calendar has.

package runtime

import (
	"errors"
	"strings"
)

// encodes notes why what encode appends cannot be sent, at the path of the element at fault. encode appends the content
// of an element, or its attributes and then its content. After other faults it notes nothing: most likely it is one of
// them.
func (v *validator) encodes(encode func(b []byte) []byte) {
	if len(v.faults) > 0 {
		return
	}
	scratch := buffers.Get().(*buffer)
	defer scratch.release()
	scratch.bytes = encode(append(scratch.bytes[:0], "<_>"...))
	var r *refusal
	if errors.As(CheckEncoded(scratch.bytes), &r) {
		path := strings.TrimPrefix(strings.TrimPrefix(r.path, "_"), "/")
		v.fault(strings.ReplaceAll(path, "/", "."), "%s", r.reason)
	}
}
