// Header blocks of SOAP envelopes that the contract declares (SOAP 1.1, section 4.2).

package runtime

import "reflect"

// headerBlocks are the fields of a struct that are header blocks; nil for none. Each is a pointer to the struct of the
// block, nil for a block that is not sent or was not received.
type headerBlocks struct {
	plan *plan
	m    ptr
}

// headers returns the header blocks of m, nil or a pointer to a struct.
func (t *XMLTypes) headers(m any) *headerBlocks {
	if isNilPointer(m) {
		return nil
	}
	return &headerBlocks{t.planOf(m), addressOf(m)}
}

// append appends the blocks that are sent.
func (h *headerBlocks) append(b []byte) []byte {
	if h == nil {
		return b
	}
	for _, f := range h.plan.fields {
		if f.Response {
			continue
		}
		if typ, value := f.block(h.m); value != nil {
			b = f.types.appendElement(b, f.Name, f.types.plan(typ).ready(), value)
		}
	}
	return b
}

// block is the struct of the block that the field f of the struct at m holds, nil for none.
func (f *fieldPlan) block(m ptr) (reflect.Type, ptr) {
	if f.shape == anyShape {
		return held(at(m, f.offset), f.item)
	}
	return f.item, pointer(at(m, f.offset))
}

// read reads the blocks in the pending Header that are fields. Others are passed over.
func (h *headerBlocks) read(x *xmlReader) {
	for x.Child() {
		if h == nil || !h.take(x) {
			x.Skip()
		}
	}
}

// take reads the block at hand if it is a field, and reports whether it is.
func (h *headerBlocks) take(x *xmlReader) bool {
	for _, f := range h.plan.fields {
		if f.Response && f.ns == x.NS && f.local == x.Name() {
			x.element(f, h.m)
			return true
		}
	}
	return false
}
