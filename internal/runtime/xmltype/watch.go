// Watching of the reading: the positions of values in a document, for a program that shows them to people.

package xmltype

import (
	"reflect"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// A Reader calls a Watcher before it reads a value, which the pending element has.
type Watcher interface {
	// Value is called for item index of f, -1 if f is no list. depth is the number of values around it. It is called again
	// for a group that repeats before each of its elements.
	Value(f *plan.Field, index, depth int)
	// Unknown is called for an element or attribute without a field, which is skipped. path leads to the value around it.
	Unknown(path, name string)
	// Misplaced is called for an element that the content model does not allow at its place, and that is read nevertheless.
	Misplaced(path, name string)
	// Deviation is called for each deviation. The reader does not collect those.
	Deviation(path, expected, found string)
}

// ReadAs reads the pending element into a new struct of typ, or of the derived type in its xsi:type, and returns a
// pointer to it. It returns nil if a required xsi:type is missing. It calls w for each value.
func (x *Reader) ReadAs(typ reflect.Type, w Watcher) any {
	x.watcher = w
	p := x.types.For(typ).Ready()
	if head := p.Named; head != nil {
		instance := x.instance(head, func(n *contract.NamedType) bool { return n.IsDerived(head) })
		if instance == nil {
			x.Skip()
			return nil
		}
		p = x.types.For(instance.StructType())
	}
	m := reflect.New(p.Type)
	x.structure(p, m.UnsafePointer())
	return m.Interface()
}

// watch tells the watcher of a value of f, whose field is at p.
func (x *Reader) watch(f *plan.Field, p memory.Ptr) {
	index := -1
	if f.Many >= plan.ManyValues {
		index = memory.Slice(p).Len
	}
	x.watcher.Value(f, index, len(x.path))
	if f.Role == contract.ElementField && f.Shape == plan.SimpleShape {
		for _, a := range x.OtherAttrs(xmlwire.AnyBut()) {
			x.watcher.Unknown(x.pathTo(f.PathName(index)), a.Name)
		}
	}
}

// watchAttributes tells the watcher of the attributes of the pending element that p does not have.
func (x *Reader) watchAttributes(p *plan.Struct) {
	if p.OtherAttrs != nil {
		return
	}
	isDeclared := func(a xmlwire.Attr) bool {
		return slices.ContainsFunc(p.Attrs, func(f *plan.Field) bool {
			return f.Local == a.Name && x.types.Table()[f.NS] == a.Space
		})
	}
	for _, a := range x.OtherAttrs(xmlwire.AnyBut()) {
		if !isDeclared(a) {
			x.watcher.Unknown(x.pathTo(""), a.Name)
		}
	}
}

// skipUnknown skips the pending element, which has no field.
func (x *Reader) skipUnknown() {
	if x.watcher != nil {
		x.watcher.Unknown(x.pathTo(""), x.Name())
	}
	x.Skip()
}
