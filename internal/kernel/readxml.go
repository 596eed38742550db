// Reading of XML.

package kernel

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// ReadXML reads doc, whose element is that of m. The node is nil if doc is malformed or has another element.
func (c *Contract) ReadXML(doc string, m *schema.Message) (*Node, []Violation) {
	r := c.newReading(doc)
	r.read(func() {
		if !r.d.Child() {
			return
		}
		name := c.description.Tag(m.Element)
		if !c.types.IsElement(r.d, name) {
			r.d.Failf("%.40s, expected %s", r.d.Name(), c.types.Described(name))
			return
		}
		r.message(m)
	})
	return r.root, r.violations
}

// ReadElement reads doc, whose element is that of a message of op in a direction; of any operation if op is nil.
func (c *Contract) ReadElement(doc string, op *schema.SOAPOperation, direction Direction) (*Node, []Violation) {
	r := &envelopeReading{reading: c.newReading(doc), op: op, direction: direction, isLiteral: true}
	r.read(func() {
		if !r.d.Child() {
			return
		}
		name := nameOf(r.d)
		_, m := r.find(name)
		if m == nil {
			m = r.otherMessage(name)
		}
		if m == nil {
			r.add("", r.expected()+", found "+wire.Shorten(name.String()), false)
			r.d.Skip()
			return
		}
		r.message(m)
	})
	return r.root, r.violations
}

// reading is the reading of a document.
type reading struct {
	*Contract
	d          *xmlwire.Decoder
	x          *xmltype.Reader
	places     *places
	violations []Violation

	isDraft bool // the order of elements does not matter

	base  string  // the path of the message that is being read; "" unless there are several
	root  *Node   // the message that was read last
	value any     // a pointer to its struct
	stack []*Node // from the message to the value that is being read

	types *xmltype.Types // of the contract, with parts
	parts *parts
}

// newReading returns the reading of doc, which may be an envelope.
func (c *Contract) newReading(doc string) *reading {
	d := xmlwire.NewDecoder(doc, slices.Concat(c.types.Table(), envelopeTable()))
	return &reading{Contract: c, d: d, places: newPlaces(d.Document()), types: c.types, parts: c.types.Attachments.(*parts)}
}

// read reads the document by use, which reads messages with r.message. A document that is malformed has one violation
// and no message.
func (r *reading) read(use func()) {
	r.types.Read(r.d, func(x *xmltype.Reader) { // it returns no deviations: r is told of them
		r.x = x
		use()
	})
	var malformed *wire.SyntaxError
	if errors.As(r.d.Close(), &malformed) {
		r.root = nil
		line, column := r.places.below(malformed.Line, malformed.Column)
		r.violations = []Violation{{Path: strings.ReplaceAll(malformed.Path, "/", "."), Line: line, Column: column,
			Message: malformed.Message}}
	}
	sortViolations(r.violations)
}

// message reads the pending element as m.
func (r *reading) message(m *schema.Message) {
	r.root = &Node{Name: m.Element.Local, Type: m.Type, index: -1, at: r.x.Offset()}
	r.root.instance = r.instanceOf()
	r.stack = []*Node{r.root}
	known := len(r.violations)
	if _, ok := r.x.InstanceAttr("nil"); ok && !m.Nillable {
		r.add("", "has xsi:nil, but cannot be nil", true)
	}
	r.value = r.x.ReadAs(r.structs[m.Type], r)
	if r.value == nil || r.x.Failed() {
		return
	}
	r.fill(r.root, r.types.ForValue(r.value), memory.AddressOf(r.value))
	r.root.Children = append(r.declare(r.root.Type.Attached), r.root.Children...)
	r.checkInstance(r.root, m.Type)
	r.check(known)
}

// Value adds the node of a value that is read next.
func (r *reading) Value(f *plan.Field, index, depth int) {
	parent := r.stack[depth]
	r.stack = r.stack[:depth+1]
	if f.Role == contract.ValueField {
		return
	}
	if n := len(parent.Children); n > 0 && parent.Children[n-1].plan == f && parent.Children[n-1].index == index {
		r.stack = append(r.stack, parent.Children[n-1])
		return
	}
	n := &Node{Name: f.Local, plan: f, index: index, at: r.x.Offset()}
	if f.Role == contract.ElementField {
		n.instance = r.instanceOf()
		r.checkNil(f, join(r.pathOf(depth), step(f.Local, index)))
	}
	parent.Children = append(parent.Children, n)
	r.stack = append(r.stack, n)
}

// pathOf returns the path of the value at a depth of the stack.
func (r *reading) pathOf(depth int) string {
	path := ""
	for _, n := range r.stack[1 : depth+1] {
		path = join(path, step(n.Name, n.index))
	}
	return path
}

// checkNil adds a violation if the pending element of f says that it is not nil, although it cannot be: an element that
// cannot be nil has no xsi:nil (XSD Part 1, section 3.3.4). The engine finds the others.
func (r *reading) checkNil(f *plan.Field, path string) {
	value, ok := r.x.InstanceAttr("nil")
	if !ok || f.Nillable || f.Shape == plan.OpenShape {
		return
	}
	if isNil, err := scalar.ParseBool(strings.TrimSpace(value)); err == nil && !isNil {
		r.add(path, "has xsi:nil, but cannot be nil", true)
	}
}

// instanceOf returns the xsi:type of the pending element, nil for none. One with a prefix that is not declared is zero.
func (r *reading) instanceOf() *xmlwire.QName {
	text, ok := r.x.InstanceAttr("type")
	if !ok {
		return nil
	}
	name, err := r.x.Scope().QName(strings.TrimSpace(text))
	if err != nil {
		return new(xmlwire.QName)
	}
	return &name
}

// checkInstance adds a violation if n has an xsi:type of another type than t, which has no derived types.
func (r *reading) checkInstance(n *Node, t *schema.Type) {
	if n.instance == nil || t.IsOpen() || t.IsPolymorphic() || r.isInstance(t, schema.QName(*n.instance)) {
		return
	}
	r.violations = append(r.violations, Violation{Path: r.base, Line: n.Line, Column: n.Column, Tolerated: true,
		Message: "the element " + n.Name + " has an xsi:type that is not its own type"})
}

// isInstance reports whether name is that of t or, if t is simple, of a type whose values are those of t too.
func (r *reading) isInstance(t *schema.Type, name schema.QName) bool {
	if name == t.Wire || t.Kind == schema.Struct {
		return name == t.Wire
	}
	if builtin := schema.BuiltinType(name.Local); name.Space == xsdNamespace && builtin.IsXSD() {
		return builtin.IsWithin(t.Builtin, false)
	}
	return slices.ContainsFunc(r.API.Types, func(other *schema.Type) bool {
		return other.Wire == name && other.Kind != schema.Struct && other.Builtin.IsWithin(t.Builtin, false)
	})
}

// xsdNamespace is that of the built-in types.
const xsdNamespace = "http://www.w3.org/2001/XMLSchema"

// Unknown adds the violation for an element or attribute that the contract does not name.
func (r *reading) Unknown(path, name string) {
	r.add(join(path, wire.Shorten(name)), "is not in the contract", true)
}

// Misplaced adds the violation for an element out of order.
func (r *reading) Misplaced(path, name string) {
	if !r.isDraft {
		r.add(join(path, name), "is not allowed at this place: the contract has another order", true)
	}
}

// Deviation adds the violation for a deviation.
func (r *reading) Deviation(path, expected, found string) {
	r.add(path, "expected "+expected+", found "+found, false)
}

// add adds a violation at the current element.
func (r *reading) add(path, message string, isTolerated bool) {
	r.addAt(r.x.Offset(), path, message, isTolerated)
}

// addAt adds a violation at an offset.
func (r *reading) addAt(offset int, path, message string, isTolerated bool) {
	line, column := r.places.of(offset)
	r.violations = append(r.violations, Violation{Path: join(r.base, path), Line: line, Column: column, Message: message,
		Tolerated: isTolerated})
}

// check adds the violations of the value, unless the reader has found them: those after the first known are of this
// message. A value that deviates is absent, so its field has more faults, and so has the choice that it belongs to.
func (r *reading) check(known int) {
	var faults *check.ValidationError
	if !errors.As(r.types.Validate(r.value), &faults) {
		return
	}
	deviates := map[string]bool{}
	for _, v := range r.violations[known:] {
		if !v.Tolerated {
			deviates[v.Path], deviates[parentOf(v.Path)] = true, true
		}
	}
	nodes := map[string]*Node{"": r.root}
	r.root.find("", nodes)
	for _, f := range faults.Faults {
		path := join(r.base, f.Path)
		if deviates[path] {
			continue
		}
		n := nodes[f.Path]
		for above := f.Path; n == nil; n = nodes[above] {
			above = parentOf(above)
		}
		r.violations = append(r.violations, Violation{Path: path, Line: n.Line, Column: n.Column, Message: f.Message})
	}
	if faults.Omitted > 0 {
		r.violations = append(r.violations, Violation{Path: r.base, Line: r.root.Line, Column: r.root.Column,
			Message: fmt.Sprintf("has %d more faults", faults.Omitted)})
	}
}

// fill sets the values of n and the nodes below it to those of the struct at m.
func (r *reading) fill(n *Node, p *plan.Struct, m memory.Ptr) {
	p.Ready()
	n.Line, n.Column = r.places.of(n.at)
	n.Type = r.model[p.Type]
	switch {
	case p.Value == nil:
	case p.Value.Shape == plan.AttachmentShape:
		if a := memory.Pointer(memory.Field(m, p.Value.Offset)); a != nil {
			n.setAttachment(a)
		}
	default:
		n.Text = textOf(p.Value, memory.Field(m, p.Value.Offset))
	}
	if p.Mixed != nil {
		n.Markup = *memory.As[string](memory.Field(m, p.Mixed.Offset))
	}
	if p.OtherAttrs != nil {
		n.Attributes = *memory.As[[]xmlwire.Attr](memory.Field(m, p.OtherAttrs.Offset))
	}
	for _, child := range n.Children {
		child.Field = fieldCalled(n.Type, child.plan.GoName)
		r.fillValue(child, m)
	}
}

// fillValue sets the value of n, a field of the struct at m.
func (r *reading) fillValue(n *Node, m memory.Ptr) {
	n.Line, n.Column = r.places.of(n.at)
	f := n.plan
	n.Type = n.Field.Type
	p := memory.Field(m, f.Offset)
	if f.Many >= plan.ManyValues {
		list := memory.Slice(p)
		if n.index >= list.Len {
			return
		}
		p = list.Item(n.index, f.Size)
	}
	r.checkInstance(n, n.Field.Type)
	n.Nil = f.IsFlaggedNil(m)
	if f.Many == plan.OnePointer || f.Many == plan.ManyPointer {
		if p = memory.Pointer(p); p == nil {
			n.Nil = n.Nil || f.Nillable
			return
		}
	}
	switch f.Shape {
	case plan.SimpleShape:
		n.Text = textOf(f, p)
	case plan.AttachmentShape:
		n.setAttachment(p)
	case plan.StructShape:
		r.fill(n, f.Struct, p)
	case plan.AnyShape:
		if typ, value := memory.InterfaceValue(p, f.Item); value != nil {
			r.fill(n, r.types.For(typ), value)
		} else {
			n.Nil = n.Nil || f.Nillable
		}
	case plan.OpenShape:
		v := memory.As[xmlwire.AnyValue](p)
		n.OpenType, n.Attributes, n.Markup = v.Type, v.Attributes, v.Content
	case plan.RawShape:
		n.Markup = *memory.As[string](p)
	}
}

// textOf returns the simple value of f at p; "" if XML cannot represent it.
func textOf(f *plan.Field, p memory.Ptr) string {
	if f.Role == contract.ValueField && f.Many == plan.OnePointer {
		if p = memory.Pointer(p); p == nil {
			return ""
		}
	}
	if names, ok := f.QNames(p); ok {
		texts := make([]string, len(names))
		for i, name := range names {
			texts[i] = name.String()
		}
		return strings.Join(texts, " ")
	}
	text := f.Simple.Append(nil, p, f.Item, func(b []byte, s string) []byte { return append(b, s...) })
	if wire.CheckEncoded(text) != nil {
		return ""
	}
	return string(text)
}
