// Header blocks of SOAP envelopes (SOAP 1.1, section 4.2).

package xmltype

import (
	"reflect"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
)

// HeaderBlocks are the fields of a struct that are header blocks; nil for none. Each field is a pointer to the struct
// of the block, nil for a block that is not sent or was not received.
type HeaderBlocks struct {
	types *Types
	plan  *plan.Struct
	m     memory.Ptr
}

// Headers returns the header blocks of m, which is nil or a pointer to a struct.
func (t *Types) Headers(m any) *HeaderBlocks {
	if IsNil(m) {
		return nil
	}
	return &HeaderBlocks{t, t.ForValue(m), memory.AddressOf(m)}
}

// Append appends the blocks of the request. Their start tags get attributes, which begins with a space or is empty.
func (h *HeaderBlocks) Append(b []byte, attributes string) []byte {
	if h == nil {
		return b
	}
	for _, f := range h.plan.Fields {
		if f.Response {
			continue
		}
		if typ, value := block(f, h.m); value != nil {
			name := len(b) + len("<"+f.Name)
			b = h.types.appendElement(b, f.Name, h.types.For(typ).Ready(), value)
			b = slices.Insert(b, name, []byte(attributes)...)
		}
	}
	return b
}

// block returns the type and the address of the block in field f of the struct at m, nil for none.
func block(f *plan.Field, m memory.Ptr) (reflect.Type, memory.Ptr) {
	if f.Shape == plan.AnyShape {
		return memory.InterfaceValue(memory.Field(m, f.Offset), f.Item)
	}
	return f.Item, memory.Pointer(memory.Field(m, f.Offset))
}

// Read reads the blocks in the pending Header that have fields: of several with one name the first, and the others are
// deviations. unknown reads each of the blocks without a field, which is then pending.
func (h *HeaderBlocks) Read(x *Reader, unknown func()) {
	var found []int // the fields that were read
	isPending := func(f *plan.Field) bool { return f.Response && f.NS == x.NS && f.Local == x.Name() }
	for x.Child() {
		i := -1
		if h != nil {
			i = slices.IndexFunc(h.plan.Fields, isPending)
		}
		switch {
		case i < 0:
			unknown()
		case slices.Contains(found, i):
			x.Deviate(x.Name(), "one header block", "another one")
			x.Skip()
		default:
			found = append(found, i)
			x.element(h.plan.Fields[i], h.m)
		}
	}
}
