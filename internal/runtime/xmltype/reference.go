// References in a document: some servers write a shared object once, with an id, and elsewhere refer to it by href
// (SOAP 1.1, section 5.4.1), in literal messages too.

package xmltype

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Limits on the references of one document.
const (
	maxReferences = 10000 // that are followed
	maxOpen       = 256   // nested
)

// refers reports whether the pending element is a reference, and reads the element that it refers to into field f of
// the struct at m. An element that is declared to have an attribute href is not a reference.
func (x *Reader) refers(f *plan.Field, m memory.Ptr) bool {
	if !x.IsEmptyTag() || f.Shape == plan.RawShape || f.Shape == plan.OpenShape {
		return false
	}
	if f.Shape == plan.StructShape && declares(f.Struct.Ready(), "href") || !x.Attr(0, "href") {
		return false
	}
	href := x.AttrValue()
	id, ok := strings.CutPrefix(href, "#")
	if !ok || id == "" {
		return false
	}
	target, found := x.targets()[id]
	// A reference to an element that is being read would never end.
	if !found || x.followed == maxReferences || len(x.open) == maxOpen || slices.Contains(x.open, id) {
		x.Deviate(f.Local, "an element with the id that is referred to", wire.Quote(href))
		x.Skip()
		return true
	}
	x.Skip()
	x.followed++
	x.open = append(x.open, id)
	outer := x.Decoder
	x.Decoder = outer.Branch(target)
	if !x.Failed() {
		x.element(f, m)
	}
	outer.Join(x.Decoder)
	x.Decoder = outer
	x.open = x.open[:len(x.open)-1]
	return true
}

// targets returns the elements with an id.
func (x *Reader) targets() map[string]xmlwire.Target {
	if x.ids == nil {
		x.ids = x.Targets("id")
	}
	return x.ids
}

// declares reports whether p has an attribute name without a namespace.
func declares(p *plan.Struct, name string) bool {
	for _, a := range p.Attrs {
		if a.NS == 0 && a.Local == name {
			return true
		}
	}
	return p.OtherAttrs != nil
}
