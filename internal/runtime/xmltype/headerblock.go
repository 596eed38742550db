// Header blocks of SOAP envelopes that the contract declares (SOAP 1.1, section 4.2).

package xmltype

import (
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
)

// HeaderBlocks are the fields of a struct that are header blocks; nil for none. Each is a pointer to the struct of the
// block, nil for a block that is not sent or was not received.
type HeaderBlocks struct {
	types *Types
	plan  *plan.Struct
	m     memory.Ptr
}

// Headers returns the header blocks of m, nil or a pointer to a struct.
func (t *Types) Headers(m any) *HeaderBlocks {
	if IsNil(m) {
		return nil
	}
	return &HeaderBlocks{t, t.OfValue(m), memory.AddressOf(m)}
}

// Append appends the blocks that are sent.
func (h *HeaderBlocks) Append(b []byte) []byte {
	if h == nil {
		return b
	}
	for _, f := range h.plan.Fields {
		if f.Response {
			continue
		}
		if typ, value := block(f, h.m); value != nil {
			b = h.types.appendElement(b, f.Name, h.types.Of(typ).Ready(), value)
		}
	}
	return b
}

// block is the struct of the block that the field f of the struct at m holds, nil for none.
func block(f *plan.Field, m memory.Ptr) (reflect.Type, memory.Ptr) {
	if f.Shape == plan.AnyShape {
		return memory.Held(memory.At(m, f.Offset), f.Item)
	}
	return f.Item, memory.Pointer(memory.At(m, f.Offset))
}

// Read reads the blocks in the pending Header that are fields. Others are passed over.
func (h *HeaderBlocks) Read(x *Reader) {
	for x.Child() {
		if h == nil || !h.take(x) {
			x.Skip()
		}
	}
}

// take reads the block at hand if it is a field, and reports whether it is.
func (h *HeaderBlocks) take(x *Reader) bool {
	for _, f := range h.plan.Fields {
		if f.Response && f.NS == x.NS && f.Local == x.Name() {
			x.element(f, h.m)
			return true
		}
	}
	return false
}
