// References within a document: servers write an object that occurs twice only once, with an id, and refer to it by
// href elsewhere (SOAP 1.1, section 5.4.1), in literal messages too.

package xmltype

import (
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Limits on the references of one document.
const (
	maxReferences = 10000 // that are followed
	maxOpen       = 256   // one within another
)

// refers reports whether the element at hand is a reference, and then reads the element that it refers to into the
// field f of the struct at m. An element that is declared to have an attribute href is none.
func (x *Reader) refers(f *plan.Field, m memory.Ptr) bool {
	if !x.IsEmptyTag() || f.Shape == plan.RawShape || f.Shape == plan.OpenShape {
		return false
	}
	if f.Shape == plan.StructShape && declares(f.Struct.Ready(), "href") || !x.Attr(0, "href") {
		return false
	}
	href := x.TakeAttr()
	id, ok := strings.CutPrefix(href, "#")
	if !ok || id == "" {
		return false
	}
	target, found := x.targets()[id]
	if !found || x.followed == maxReferences || len(x.open) == maxOpen || x.isOpen(id) {
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

// isOpen reports whether the element with the id is being read, so that a reference to it would have no end.
func (x *Reader) isOpen(id string) bool {
	for _, open := range x.open {
		if open == id {
			return true
		}
	}
	return false
}

// targets returns the elements of the document that have an id.
func (x *Reader) targets() map[string]xmlwire.Target {
	if x.ids == nil {
		x.ids = x.Targets("id")
	}
	return x.ids
}

// declares reports whether p has an attribute of that name, in no namespace.
func declares(p *plan.Struct, name string) bool {
	for _, a := range p.Attrs {
		if a.NS == 0 && a.Local == name {
			return true
		}
	}
	return p.OtherAttrs != nil
}
