// Reading of structs by their plans.
//
// Only a malformed document ends the reading. A deviation from the contract is recorded with its path, and the rest is
// read.

package xmltype

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plan"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Reader reads one document.
type Reader struct {
	*xmlwire.Decoder
	types      *Types
	deviations wire.Deviations
	path       []pathStep // the fields that lead to the current element
	structs    []valueSlab
	matchers   []*matcher // that are not in use

	watcher Watcher // nil for none

	ids      map[string]xmlwire.Target // the elements with an id; nil until one is referred to
	open     []string                  // the ids of the elements that are being read by reference
	followed int                       // the number of references that were followed
}

// pathStep is a field on the path to an element.
type pathStep struct {
	name  string
	index int // of an item; -1 for a field that is no list
}

var readers = sync.Pool{New: func() any { return new(Reader) }}

// Read calls use with a reader of the document in d. The error lists the deviations.
func (t *Types) Read(d *xmlwire.Decoder, use func(*Reader)) error {
	x := readers.Get().(*Reader)
	x.Decoder, x.types = d, t
	d.MaxDepth = t.MaxDepth
	d.SkipElements(true)
	use(x)
	d.SkipElements(false)
	err := x.deviations.Err()
	clear(x.structs)
	*x = Reader{structs: x.structs[:0], path: x.path[:0], matchers: x.matchers}
	readers.Put(x)
	return err
}

// Deviate records a deviation at the current path, or at name below it.
func (x *Reader) Deviate(name, expected, found string) {
	switch {
	case x.Failed():
		return
	case x.watcher != nil:
		x.watcher.Deviation(x.pathTo(name), expected, found)
		return
	}
	x.deviations.Add(func() string { return x.pathTo(name) }, expected, found)
}

func (x *Reader) pathTo(name string) string {
	var b strings.Builder
	for _, s := range x.path {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
		if s.index >= 0 {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	if name != "" && b.Len() > 0 {
		b.WriteByte('.')
	}
	return b.String() + name
}

// structure reads the pending element into the struct at m.
func (x *Reader) structure(p *plan.Struct, m memory.Ptr) {
	p.Ready()
	if x.watcher != nil {
		x.watchAttributes(p)
	}
	if len(p.Attrs) > 0 || p.OtherAttrs != nil {
		x.attributes(p, m)
	}
	switch {
	case p.Value != nil:
		if p.Value.Default != nil {
			x.Default(*p.Value.Default)
		}
		x.simpleField(p.Value, memory.Field(m, p.Value.Offset))
	case p.Mixed != nil:
		*memory.As[string](memory.Field(m, p.Mixed.Offset)) = x.Raw()
	case p.Plain:
		x.sequence(p, m)
	default:
		x.content(p, m)
	}
}

// attributes reads the attributes of the element, which stays pending.
func (x *Reader) attributes(p *plan.Struct, m memory.Ptr) {
	for _, f := range p.Attrs {
		if f.Default != nil {
			x.AttrOr(f.NS, f.Local, *f.Default)
		}
		if x.Attr(f.NS, f.Local) {
			x.simpleField(f, memory.Field(m, f.Offset))
			x.LeaveAttr()
		} else if f.IsRequiredAttr() {
			x.Deviate(f.Local, "an attribute", "none")
		}
	}
	if p.OtherAttrs != nil {
		*memory.As[[]xmlwire.Attr](memory.Field(m, p.OtherAttrs.Offset)) = x.OtherAttrs(p.OtherAttrs.Wildcard)
	}
}

// sequence reads the content of a plain struct. The search for the field of a child begins after that of the last
// child.
func (x *Reader) sequence(p *plan.Struct, m memory.Ptr) {
	var few [2]uint64
	seen := few[:]
	if len(p.Required) > len(few) {
		seen = make([]uint64, len(p.Required))
	}
	next := 0
	for {
		f, ok := x.childOf(p, next)
		if !ok {
			break
		}
		if f == nil {
			if f = x.wrongNamespace(p); f == nil {
				x.skipUnknown()
				continue
			}
		}
		word, mask := f.Bit/64, uint64(1)<<(f.Bit%64)
		isLate := int(f.Bit) < next
		next = int(f.Bit)
		if f.Many < plan.ManyValues {
			if seen[word]&mask != 0 {
				x.Deviate(f.Local, "one element", "another one")
				x.Skip()
				continue
			}
			next++
		}
		seen[word] |= mask
		if isLate && x.watcher != nil {
			x.watcher.Misplaced(x.pathTo(""), f.Local)
		}
		x.element(f, m)
	}
	for _, f := range p.Lists {
		if n := memory.Slice(memory.Field(m, f.Offset)).Len; n < f.Min && n > 0 || f.Max >= 0 && n > f.Max {
			x.miscounted(f.Local, f.Min, f.Max, n)
		}
	}
	for i, required := range p.Required {
		if missing := required &^ seen[i]; missing != 0 {
			x.reportMissing(p, i*64, missing)
		}
	}
}

// childOf moves to the next child and returns its field in p, nil for none. It compares the start tags that should come
// next, from the field at next on, before it looks for the end of the name. ok is false if there is no other child.
func (x *Reader) childOf(p *plan.Struct, next int) (f *plan.Field, ok bool) {
	ahead, ok := x.Peek()
	if !ok {
		return nil, false
	}
	for _, f := range p.Fields[next:] {
		if f.NS == x.DefaultNS() && strings.HasPrefix(ahead, f.PlainStart) {
			x.ChildNamed(ahead, f.Local, f.NS)
			return f, true
		}
	}
	if !x.next() {
		return nil, false
	}
	name := x.Name()
	for _, f := range p.Fields {
		if f.Local == name && f.NS == x.NS {
			return f, true
		}
	}
	return nil, true
}

// next moves to the next child of a struct. Text between children is a deviation.
func (x *Reader) next() bool {
	ok := x.Child()
	if skipped := x.SkippedText(); skipped != "" {
		x.Deviate("", "elements only", wire.Quote(scalar.TrimSpace(skipped)))
	}
	return ok
}

// wrongNamespace returns the field of p with the name of the pending element, whose namespace is not the one of the
// contract. It returns nil for an unknown element: that is skipped, so that a service can add elements.
func (x *Reader) wrongNamespace(p *plan.Struct) *plan.Field {
	name := x.Name()
	for _, f := range p.Fields {
		if f.Local == name && f.Role == contract.ElementField {
			x.Deviate(name, "an element "+inNamespace(x.types.Table()[f.NS]), "one "+inNamespace(x.Space()))
			return f
		}
	}
	return nil
}

func inNamespace(space string) string {
	if space == "" {
		return "in no namespace"
	}
	return "in the namespace " + wire.Shorten(space)
}

// reportMissing records the missing fields of p, from first on for the lowest bit.
func (x *Reader) reportMissing(p *plan.Struct, first int, missing uint64) {
	for i := 0; missing != 0; i, missing = i+1, missing>>1 {
		if missing&1 != 0 {
			x.Deviate(p.Fields[first+i].Local, "an element", "none")
		}
	}
}

// miscounted records that the element name occurred n times instead of min to max.
func (x *Reader) miscounted(name string, min, max, n int) {
	expected := fmt.Sprintf("%d to %s", min, check.Counted(max, "element"))
	switch {
	case max < 0:
		expected = "at least " + check.Counted(min, "element")
	case min == max:
		expected = check.Counted(min, "element")
	}
	x.Deviate(name, expected, strconv.Itoa(n))
}

// content reads the content of a struct by its model.
func (x *Reader) content(p *plan.Struct, m memory.Ptr) {
	mm := x.matcher()
	defer func() { x.matchers = append(x.matchers, mm) }()
	mm.start(p.Content, m)
	var displaced []*plan.Field // of elements that were out of place
	for x.next() {
		e := plan.ElementName{NS: x.NS, Local: x.Name()}
		if p.Wild {
			e.Space = x.Space()
		}
		f, base := mm.find(&e)
		if f == nil {
			if f = x.outOfPlace(p, m, mm, &e); f == nil {
				continue
			}
			base = mm.base
			displaced = append(displaced, f)
			if x.watcher != nil {
				x.watcher.Misplaced(x.pathTo(""), f.Local)
			}
		}
		depth := len(x.path)
		if base == mm.open[len(mm.open)-1].base { // it is not in another group, out of place
			x.enterGroups(mm)
		}
		x.element(f, base)
		x.path = x.path[:depth]
	}
	if x.Failed() {
		return
	}
	mm.close(0, plan.Search{})
	for _, q := range mm.missing {
		if len(displaced) == 0 || q.Kind == contract.Leaf && !slices.Contains(displaced, q.Field) {
			x.Deviate(q.Names(), "an element", "none")
		}
	}
	if len(displaced) > 0 {
		x.checkUnordered(p.Content, m)
		return
	}
	for _, c := range mm.miscounts {
		x.miscounted(c.Names(), c.Min, c.Max, c.times)
	}
}

// checkUnordered records what is missing or too much in the struct at m by q, after elements out of order. Each value
// counts, wherever it was.
func (x *Reader) checkUnordered(q *plan.Particle, m memory.Ptr) {
	switch {
	case q.Kind == contract.Leaf:
		if q.Field.Many < plan.ManyValues {
			return
		}
		list := memory.Slice(memory.Field(m, q.Field.Offset))
		if list.Len > 0 && (list.Len < q.Min || q.Max >= 0 && list.Len > q.Max) {
			x.miscounted(q.Names(), q.Min, q.Max, list.Len)
		}
		for i := 0; q.Item != nil && i < list.Len; i++ {
			x.path = append(x.path, pathStep{q.Field.Local, i})
			x.checkUnordered(q.Model(), list.Item(i, q.Field.Size))
			x.path = x.path[:len(x.path)-1]
		}
	case !q.IsPresent(m):
	case q.Kind == contract.Choice:
		chosen, fault := q.Choose(m)
		if fault != "" {
			var found []string
			for _, c := range chosen {
				found = append(found, c.Names())
			}
			x.Deviate("", "only one of "+strings.Join(q.Alternatives(), ", "), strings.Join(found, " and "))
		}
		for _, c := range chosen {
			x.checkUnordered(c, m)
		}
	default:
		for _, c := range q.Children {
			x.checkUnordered(c, m)
		}
	}
}

// enterGroups adds the items of open groups to the path.
func (x *Reader) enterGroups(mm *matcher) {
	for i := range mm.open {
		if o := &mm.open[i]; o.Item != nil {
			if list := memory.Field(o.base, o.Field.Offset); x.watcher != nil {
				x.watcher.Value(o.Field, memory.Slice(list).Len-1, len(x.path))
			}
			x.path = append(x.path, pathStep{o.Field.Local, memory.Slice(memory.Field(o.base, o.Field.Offset)).Len - 1})
		}
	}
}

// outOfPlace returns the field of an element that the model does not allow at its position, and sets the base of the
// matcher. An element without a field, or that has occurred before, is skipped.
func (x *Reader) outOfPlace(p *plan.Struct, m memory.Ptr, mm *matcher, e *plan.ElementName) *plan.Field {
	mm.base = m
	for _, f := range p.Fields {
		switch {
		case f.Role != contract.ElementField || f.Local != e.Local:
			continue
		case f.NS != e.NS:
			if x.wrongNamespace(p) == nil {
				continue
			}
		}
		if f.Many < plan.ManyValues && (f.IsPresent(m) && f.Many == plan.OnePointer || mm.hasOccurred(f)) {
			continue
		}
		return f
	}
	for i, c := range p.Content.Children {
		if c.Item != nil && c.Begins(e, plan.Search{Skip: true}) {
			mm.open = mm.open[:1]
			mm.enter(0, i, e, plan.Search{Skip: true})
			leaf := &mm.open[len(mm.open)-1]
			mm.base = leaf.base
			return leaf.Children[leaf.child].Field
		}
	}
	for _, f := range p.Content.Fields {
		if f.Role == contract.ElementField && f.Local == e.Local && f.NS == e.NS {
			x.Deviate(f.Local, "one element", "another one")
			x.Skip()
			return nil
		}
	}
	x.skipUnknown()
	return nil
}

// matcher returns an unused matcher.
func (x *Reader) matcher() *matcher {
	if n := len(x.matchers); n > 0 {
		m := x.matchers[n-1]
		x.matchers = x.matchers[:n-1]
		m.x = x
		return m
	}
	return &matcher{x: x}
}

// element reads the pending element into field f of the struct at m.
func (x *Reader) element(f *plan.Field, m memory.Ptr) {
	p := memory.Field(m, f.Offset)
	if x.watcher != nil {
		x.watch(f, p)
	}
	if x.HasAttrs() {
		index := -1
		if f.Many >= plan.ManyValues {
			index = memory.Slice(p).Len
		}
		switch {
		case f.Shape == plan.RawShape: // its attributes are part of the value
		case x.isNil(f, index):
			x.nilElement(f, m, p, index)
			return
		case x.refers(f, m):
			return
		}
		if f.Shape == plan.StructShape {
			x.checkType(f)
		}
	}
	switch f.Common {
	case plan.CommonText:
		*memory.As[string](p) = x.Text()
		x.textOnly(f, -1)
		return
	case plan.CommonToken:
		*memory.As[string](p) = x.Token()
		x.textOnly(f, -1)
		return
	case plan.CommonTextPtr:
		*memory.As[*string](p) = x.NewString(x.Text())
		x.textOnly(f, -1)
		return
	case plan.CommonTokenPtr:
		*memory.As[*string](p) = x.NewString(x.Token())
		x.textOnly(f, -1)
		return
	case plan.CommonDate:
		x.simpleValue(f, p, -1)
		return
	case plan.CommonStructPtr:
		value := x.newStruct(f.Struct)
		memory.SetPointer(p, value)
		p = value
		fallthrough
	case plan.CommonStruct:
		x.path = append(x.path, pathStep{f.Local, -1})
		x.structure(f.Struct, p)
		x.path = x.path[:len(x.path)-1]
		return
	}
	if f.Default != nil {
		x.Default(*f.Default)
	}
	switch f.Many {
	case plan.OneValue:
		x.valueOf(f, p, -1)
	case plan.OnePointer:
		x.readPointer(f, p, -1)
	case plan.ManyValues:
		index := memory.Slice(p).Len
		x.valueOf(f, memory.Grow(p, f.GoType, f.Size, x.Room(index)), index)
	case plan.ManyPointer:
		index := memory.Slice(p).Len
		x.readPointer(f, memory.Grow(p, f.GoType, f.Size, x.Room(index)), index)
	}
}

// isNil reports whether the pending element of f, with the item index or -1, is nil (XSD Part 1, section 2.6.2).
func (x *Reader) isNil(f *plan.Field, index int) bool {
	value, ok := x.InstanceAttr("nil")
	if !ok {
		return false
	}
	isNil, err := scalar.ParseBool(scalar.TrimSpace(value))
	if err != nil {
		x.deviateValue(f, index, "an xsi:nil of true or false", wire.Quote(value))
	}
	return isNil
}

// nilElement reads an element with xsi:nil, with the item index or -1.
func (x *Reader) nilElement(f *plan.Field, m, p memory.Ptr, index int) {
	if !f.Nillable {
		x.deviateValue(f, index, "a value", "xsi:nil")
	}
	if f.Shape == plan.OpenShape && f.Many == plan.OneValue {
		x.valueOf(f, p, -1)
		return
	}
	if f.IsNil != nil && f.Shape == plan.StructShape && x.hasAttributes(f.Struct.Ready()) {
		value := x.newStruct(f.Struct)
		x.path = append(x.path, pathStep{f.Local, -1})
		x.attributes(f.Struct, value)
		x.path = x.path[:len(x.path)-1]
		memory.SetPointer(p, value)
	}
	isEmpty := true
	for x.Child() {
		isEmpty = false
		x.Skip()
	}
	if skipped := x.SkippedText(); !isEmpty || skipped != "" {
		x.deviateValue(f, index, "nothing in an element that is nil", "content")
	}
	switch {
	case f.Many >= plan.ManyValues: // so that the other items keep their positions
		memory.Grow(p, f.GoType, f.Size, x.Room(memory.Slice(p).Len))
	case f.IsNil != nil:
		*memory.As[bool](memory.Field(m, f.IsNil.Offset)) = true
	}
}

// hasAttributes reports whether the attributes of the pending element must be read: p requires some, or the element has
// some of p.
func (x *Reader) hasAttributes(p *plan.Struct) bool {
	for _, a := range p.Attrs {
		if a.IsRequiredAttr() {
			return true
		}
		if x.Attr(a.NS, a.Local) {
			x.LeaveAttr()
			return true
		}
	}
	return p.OtherAttrs != nil && len(x.OtherAttrs(p.OtherAttrs.Wildcard)) > 0
}

// readPointer reads the pending element into a new value and sets the pointer at p to it. The pointer stays nil if the
// value is invalid.
func (x *Reader) readPointer(f *plan.Field, p memory.Ptr, index int) {
	if f.Shape == plan.SimpleShape && f.Simple.Kind == datatype.KindText && f.Simple.Order == nil {
		value := x.NewString("")
		memory.SetPointer(p, memory.AddressOf(value))
		x.simpleValue(f, memory.AddressOf(value), index)
		return
	}
	value := x.newValue(f)
	if x.valueOf(f, value, index) {
		memory.SetPointer(p, value)
	}
}

// newValue returns the address of a new value of f.
func (x *Reader) newValue(f *plan.Field) memory.Ptr {
	switch f.Shape {
	case plan.SimpleShape:
		return f.Simple.New(&x.Slabs, f.Item)
	case plan.StructShape:
		return x.newStruct(f.Struct)
	}
	return memory.New(f.Item)
}

// valueOf reads a value of f into p, with the item index or -1. It reports whether there is one.
func (x *Reader) valueOf(f *plan.Field, p memory.Ptr, index int) bool {
	switch f.Shape {
	case plan.SimpleShape:
		return x.simpleValue(f, p, index)
	case plan.StructShape:
		x.path = append(x.path, pathStep{f.Local, index})
		x.structure(f.Struct, p)
		x.path = x.path[:len(x.path)-1]
		return true
	case plan.AnyShape:
		x.path = append(x.path, pathStep{f.Local, index})
		ok := x.derived(f, p)
		x.path = x.path[:len(x.path)-1]
		return ok
	case plan.OpenShape:
		v := memory.As[xmlwire.AnyValue](p)
		v.Type = x.typeOf(f.PathName(index))
		v.Attributes = x.OtherAttrs(xmlwire.AnyBut())
		v.Content = x.Raw()
		return true
	case plan.AttachmentShape:
		return x.attachment(f, p, index)
	}
	*memory.As[string](p) = x.Outer()
	return true
}

// derived reads the pending element into the interface at p, as the type of its xsi:type.
func (x *Reader) derived(f *plan.Field, p memory.Ptr) bool {
	typ := x.instance(f.Head, func(n *contract.NamedType) bool { return n.IsDerived(f.Head) })
	if typ == nil {
		x.Skip()
		return false
	}
	instance := x.types.For(typ.StructType())
	value := x.newStruct(instance)
	x.structure(instance, value)
	memory.SetInterface(p, f.Item, typ.StructType(), value)
	return true
}

// instance returns the type of the pending element: that of its xsi:type, if that is head or fits as one derived from
// it. Another type is a deviation, and head replaces it. instance returns nil if head is abstract.
func (x *Reader) instance(head *contract.NamedType, fits func(*contract.NamedType) bool) *contract.NamedType {
	name := x.typeOf("")
	typ := head
	if name != (xmlwire.QName{}) {
		typ = x.types.ByName(name)
		if typ == nil || typ.Abstract || typ != head && !fits(typ) {
			x.Deviate("", "a type that is "+head.Local()+" or derived from it", "xsi:type "+wire.Quote(name.Local))
			typ = head
		}
	}
	if typ.Abstract {
		if name == (xmlwire.QName{}) {
			x.Deviate("", "an xsi:type that names a type derived from "+head.Local(), "none")
		}
		return nil
	}
	return typ
}

// checkType records a deviation if the pending element, whose type has no derived ones, has an xsi:type with another
// type.
func (x *Reader) checkType(f *plan.Field) {
	name := x.typeOf(f.Local)
	if typ := x.types.ByName(name); typ != nil && typ.StructType() != f.Item {
		x.Deviate(f.Local, "its own type", "xsi:type "+wire.Quote(name.Local))
	}
}

// typeOf returns the type in the xsi:type of the pending element, zero if there is none. name is the element's name
// below the current path.
func (x *Reader) typeOf(name string) xmlwire.QName {
	value, ok := x.InstanceAttr("type")
	if !ok {
		return xmlwire.QName{}
	}
	q, err := x.Scope().QName(scalar.TrimSpace(value))
	if err != nil {
		x.Deviate(name, "the name of a type, with a prefix that is declared", "xsi:type "+wire.Quote(value))
	}
	return xmlwire.QName{Space: x.Keep(q.Space), Local: x.Keep(q.Local)}
}

// simpleField reads an attribute or character content into f.
func (x *Reader) simpleField(f *plan.Field, p memory.Ptr) {
	if x.watcher != nil {
		x.watch(f, p)
	}
	if f.Many == plan.OnePointer {
		x.readPointer(f, p, -1)
	} else {
		x.simpleValue(f, p, -1)
	}
}

// simpleValue reads the value of f at p. It reports whether it is valid; otherwise p stays zero.
func (x *Reader) simpleValue(f *plan.Field, p memory.Ptr, index int) bool {
	ok := x.simpleText(f, p, index)
	x.textOnly(f, index)
	return ok
}

// textOnly records a deviation if Text has skipped an element.
func (x *Reader) textOnly(f *plan.Field, index int) {
	if name := x.SkippedElement(); name != "" {
		x.deviateValue(f, index, "text", "an element "+wire.Quote(name))
	}
}

// simpleText is simpleValue without the check for elements.
func (x *Reader) simpleText(f *plan.Field, p memory.Ptr, index int) bool {
	s := f.Simple
	var text string
	switch {
	case s.Kind == datatype.KindText && s.Order == nil:
		text = x.normalizedText(s)
		*memory.As[string](p) = text
		return x.checkPresent(f, p, index, text)
	case s.Kind == datatype.KindQName:
		return x.qname(f, p, index)
	case s.Kind == datatype.KindList && s.Item.Kind == datatype.KindQName:
		return x.qnames(f, p, index)
	case s.KeepsText():
		text = x.Text()
	default:
		text = x.BorrowedText()
	}
	err := s.Parse(text, p, f.Item)
	if err == nil {
		return x.checkPresent(f, p, index, text)
	}
	x.deviateValue(f, index, s.Expected(), wire.Quote(text))
	if s.Kind == datatype.KindList {
		return false
	}
	memory.ClearValue(p, f.Item)
	near := s.NearMiss(text)
	return near != "" && s.Parse(near, p, f.Item) == nil
}

// checkPresent reports whether the value of f at p can be told from an absent one. If not, text is a deviation.
func (x *Reader) checkPresent(f *plan.Field, p memory.Ptr, index int, text string) bool {
	if f.Optional && f.Many == plan.OneValue && f.IsAbsent(p) && !x.Failed() {
		x.deviateValue(f, index, "another value", wire.Quote(text))
		return false
	}
	return !x.Failed()
}

// normalizedText returns Text with the white space of s.
func (x *Reader) normalizedText(s *datatype.Simple) string {
	switch s.Space {
	case datatype.PreserveSpace:
		return x.Text()
	case datatype.ReplaceSpace:
		return x.Normalized()
	}
	return x.Token()
}

// deviateValue records that a value of f is invalid, with the item index or -1.
func (x *Reader) deviateValue(f *plan.Field, index int, expected, found string) {
	if f.Role == contract.ValueField {
		x.Deviate("", expected, found)
		return
	}
	x.Deviate(f.PathName(index), expected, found)
}

// qnames reads a list of xs:QName.
func (x *Reader) qnames(f *plan.Field, p memory.Ptr, index int) bool {
	scope := x.Scope()
	text := x.Text()
	err := f.Simple.ParseItems(text, p, f.Item, func(item string, p memory.Ptr) error {
		q, err := scope.QName(item)
		*memory.As[xmlwire.QName](p) = xmlwire.QName{Space: x.Keep(q.Space), Local: q.Local}
		return err
	})
	if err != nil {
		x.deviateValue(f, index, "qualified names", err.Error())
	}
	return err == nil
}

// qname reads an xs:QName by the prefixes in scope.
func (x *Reader) qname(f *plan.Field, p memory.Ptr, index int) bool {
	scope := x.Scope() // includes the declarations of the element
	text := x.Text()
	q, err := scope.QName(scalar.TrimSpace(text))
	if err != nil {
		x.deviateValue(f, index, f.Simple.Want, err.Error())
		return false
	}
	*memory.As[xmlwire.QName](p) = xmlwire.QName{Space: x.Keep(q.Space), Local: q.Local}
	return true
}

// Message reads the pending element, which should be named name, into m.
func (x *Reader) Message(name string, m any) {
	if !x.types.IsElement(x.Decoder, name) {
		x.Deviate("", "the element "+x.types.Described(name),
			fmt.Sprintf("%s of namespace %q", wire.Shorten(x.Name()), wire.Shorten(x.Space())))
	}
	x.root(m)
}

// Content reads the pending element into m, whatever its name is.
func (x *Reader) Content(m any) { x.root(m) }
