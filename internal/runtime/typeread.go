// Reading: the engine fills structs from a document, by their plans.
//
// Only what makes a document malformed ends the reading. What departs from the contract is a deviation: it is recorded
// with its path, and the rest is read.

package runtime

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// xmlReader reads one document.
type xmlReader struct {
	*XMLDecoder
	types      *XMLTypes
	deviations Deviations
	path       []step // the fields that lead to the element at hand
	structs    []valueSlab
	matchers   []*matcher // that are not in use

	ids      map[string]target // the elements that have an id; nil until one is referred to
	open     []string          // the ids of those that are being read by reference
	followed int               // how many references were followed
}

// step is a field on the path to an element.
type step struct {
	name  string
	index int // of an item; -1 for a field that is no list
}

var readers = sync.Pool{New: func() any { return new(xmlReader) }}

// read runs use with a reader of what d reads.
func (t *XMLTypes) read(d *XMLDecoder, use func(*xmlReader)) error {
	x := readers.Get().(*xmlReader)
	x.XMLDecoder, x.types = d, t
	d.passesElements = true
	use(x)
	d.passesElements = false
	err := x.deviations.Err()
	clear(x.structs)
	*x = xmlReader{structs: x.structs[:0], path: x.path[:0], matchers: x.matchers}
	readers.Put(x)
	return err
}

// deviate records that expected was not found at the current path, or at name below it.
func (x *xmlReader) deviate(name, expected, found string) {
	if x.err != nil {
		return
	}
	x.deviations.Add(func() string { return x.pathTo(name) }, expected, found)
}

func (x *xmlReader) pathTo(name string) string {
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

// structure reads the struct at m from the element at hand, and takes the element.
func (x *xmlReader) structure(p *plan, m ptr) {
	if !p.filled.Load() {
		p.ready()
	}
	if len(p.attrs) > 0 || p.others != nil {
		x.attributes(p, m)
	}
	switch {
	case p.value != nil:
		if p.value.Default != nil {
			x.Default(*p.value.Default)
		}
		x.simpleField(p.value, at(m, p.value.offset))
	case p.mixed != nil:
		*as[string](at(m, p.mixed.offset)) = x.Raw()
	case p.plain:
		x.sequence(p, m)
	default:
		x.content(p, m)
	}
}

// attributes reads the attributes of the element at hand, which stays pending.
func (x *xmlReader) attributes(p *plan, m ptr) {
	for _, f := range p.attrs {
		if f.Default != nil {
			x.AttrOr(f.ns, f.local, *f.Default)
		}
		if x.Attr(f.ns, f.local) {
			x.simpleField(f, at(m, f.offset))
			x.leaveAttribute()
		} else if f.isDemanded() {
			x.deviate(f.local, "an attribute", "none")
		}
	}
	if p.others != nil {
		*as[[]XMLAttr](at(m, p.others.offset)) = x.OtherAttrs(p.others.takes)
	}
}

// sequence reads the content of a struct that is a sequence of different elements. Each is looked for first where the
// one before it left off.
func (x *xmlReader) sequence(p *plan, m ptr) {
	var few [2]uint64
	seen := few[:]
	if len(p.required) > len(few) {
		seen = make([]uint64, len(p.required))
	}
	next := 0
	for {
		f, ok := x.childOf(p, next)
		if !ok {
			break
		}
		if f == nil {
			if f = x.misplaced(p); f == nil {
				x.Skip()
				continue
			}
		}
		word, mask := f.bit/64, uint64(1)<<(f.bit%64)
		next = int(f.bit)
		if f.many < manyValues {
			if seen[word]&mask != 0 {
				x.deviate(f.local, "one element", "another one")
				x.Skip()
				continue
			}
			next++
		}
		seen[word] |= mask
		x.element(f, m)
	}
	for _, f := range p.lists {
		if n := slice(at(m, f.offset)).len; n < f.Min && n > 0 || f.Max >= 0 && n > f.Max {
			x.miscounted(f.local, f.Min, f.Max, n)
		}
	}
	for i, required := range p.required {
		if missing := required &^ seen[i]; missing != 0 {
			x.lacks(p, i*64, missing)
		}
	}
}

// childOf moves to the next child and returns the field of p that it belongs to, nil for none. Instead of looking for the
// end of its name, it compares the names that should come next, from the field at next on. ok is false if there is no
// child left.
func (x *xmlReader) childOf(p *plan, next int) (f *fieldPlan, ok bool) {
	if x.state != atNothing && !x.enter() {
		return nil, false
	}
	start := afterSpace(x.doc, x.pos)
	rest := x.doc[start:]
	if strings.HasPrefix(rest, "</") {
		return nil, x.endTag(start)
	}
	if x.depth < maxElementDepth {
		for _, f := range p.fields[next:] {
			if f.ns == x.defaultNS && strings.HasPrefix(rest, f.usually) {
				name := start + len("<")
				x.plain(name, name, name+len(f.local), f.ns)
				return f, true
			}
		}
	}
	if !x.next() {
		return nil, false
	}
	name := x.Name()
	for _, f := range p.fields {
		if f.local == name && f.ns == x.NS {
			return f, true
		}
	}
	return nil, true
}

// next moves to the next child of a struct. Text between children is passed over.
func (x *xmlReader) next() bool {
	ok := x.Child()
	if x.passedText != "" {
		x.deviate("", "elements only", quote(trimSpace(x.passedText)))
		x.passedText = ""
	}
	return ok
}

// misplaced returns the field of p that has the name of the element at hand, which is in another namespace than the
// contract says. An element that the contract does not know is passed over, so that a service can add some.
func (x *xmlReader) misplaced(p *plan) *fieldPlan {
	name := x.Name()
	for _, f := range p.fields {
		if f.local == name && f.Role == ElementField {
			x.deviate(name, "an element "+inNamespace(x.types.table[f.ns]), "one "+inNamespace(x.space()))
			return f
		}
	}
	return nil
}

func inNamespace(space string) string {
	if space == "" {
		return "in no namespace"
	}
	return "in the namespace " + shorten(space)
}

// space is the namespace of the element at hand.
func (x *xmlReader) space() string {
	if x.NS >= 0 {
		return x.types.table[min(x.NS, len(x.types.table)-1)]
	}
	e := x.current()
	prefix := ""
	if e.local > e.nameStart {
		prefix = x.doc[e.nameStart : e.local-1]
	}
	b, _ := lookup(x.bindings, prefix)
	return b.uri
}

// lacks records the missing fields of p, the one at first for the lowest bit.
func (x *xmlReader) lacks(p *plan, first int, missing uint64) {
	for i := 0; missing != 0; i, missing = i+1, missing>>1 {
		if missing&1 != 0 {
			x.deviate(p.fields[first+i].local, "an element", "none")
		}
	}
}

// miscounted records that the element called name occurred n times rather than min to max.
func (x *xmlReader) miscounted(name string, min, max, n int) {
	expected := fmt.Sprintf("%d to %s", min, counted(max, "element"))
	switch {
	case max < 0:
		expected = "at least " + counted(min, "element")
	case min == max:
		expected = counted(min, "element")
	}
	x.deviate(name, expected, strconv.Itoa(n))
}

// content reads the content of a struct by its model.
func (x *xmlReader) content(p *plan, m ptr) {
	mm := x.matcher()
	defer func() { x.matchers = append(x.matchers, mm) }()
	mm.start(p.content, m)
	var taken []*fieldPlan // of the elements that were out of place
	for x.next() {
		e := elementName{ns: x.NS, local: x.Name()}
		if p.wild {
			e.space = x.space()
		}
		f, base := mm.place(&e)
		if f == nil {
			if f = x.outOfPlace(p, m, mm, &e); f == nil {
				continue
			}
			base = mm.base
			taken = append(taken, f)
		}
		depth := len(x.path)
		x.enterGroups(mm)
		x.element(f, base)
		x.path = x.path[:depth]
	}
	if x.err != nil {
		return
	}
	mm.close(0, search{})
	for _, q := range mm.missing {
		if len(taken) == 0 || q.kind == Leaf && !slices.Contains(taken, q.field) {
			x.deviate(q.names(), "an element", "none")
		}
	}
	if len(taken) > 0 {
		x.judge(p.content, m)
		return
	}
	for _, c := range mm.miscounts {
		x.miscounted(c.names(), c.min, c.max, c.times)
	}
}

// judge records what the struct at m breaks of q, whose elements were in no order that q allows: what is there counts,
// wherever it was.
func (x *xmlReader) judge(q *particle, m ptr) {
	switch {
	case q.kind == Leaf:
		if q.field.many < manyValues {
			return
		}
		list := slice(at(m, q.field.offset))
		if list.len > 0 && (list.len < q.min || q.max >= 0 && list.len > q.max) {
			x.miscounted(q.names(), q.min, q.max, list.len)
		}
		for i := 0; q.item != nil && i < list.len; i++ {
			x.path = append(x.path, step{q.field.local, i})
			x.judge(q.model(), list.item(i, q.field.size))
			x.path = x.path[:len(x.path)-1]
		}
	case !q.isPresent(m):
	case q.kind == Choice:
		chosen, fault := q.choose(m)
		if fault != "" {
			var found []string
			for _, c := range chosen {
				found = append(found, c.names())
			}
			x.deviate("", "only one of "+strings.Join(q.alternatives(), ", "), strings.Join(found, " and "))
		}
		for _, c := range chosen {
			x.judge(c, m)
		}
	default:
		for _, c := range q.children {
			x.judge(c, m)
		}
	}
}

// enterGroups adds the items of groups that are open to the path.
func (x *xmlReader) enterGroups(mm *matcher) {
	for i := range mm.open {
		if o := &mm.open[i]; o.item != nil {
			x.path = append(x.path, step{o.field.local, slice(at(o.base, o.field.offset)).len - 1})
		}
	}
}

// outOfPlace returns the field of an element that the model does not allow where it stands, and sets base of the
// matcher to its struct. One that has no field, or that has occurred before, is taken.
func (x *xmlReader) outOfPlace(p *plan, m ptr, mm *matcher, e *elementName) *fieldPlan {
	mm.base = m
	for _, f := range p.fields {
		switch {
		case f.Role != ElementField || f.local != e.local:
			continue
		case f.ns != e.ns:
			if x.misplaced(p) == nil {
				continue
			}
		}
		if f.many < manyValues && (f.isPresent(m) && f.many == onePointer || mm.took(f)) {
			continue
		}
		return f
	}
	for i, c := range p.content.children {
		if c.item != nil && c.begins(e, search{skip: true}) {
			mm.open = mm.open[:1]
			mm.enter(0, i, e, search{skip: true})
			leaf := &mm.open[len(mm.open)-1]
			mm.base = leaf.base
			return leaf.children[leaf.child].field
		}
	}
	for _, f := range p.content.fields {
		if f.Role == ElementField && f.local == e.local && f.ns == e.ns {
			x.deviate(f.local, "one element", "another one")
			break
		}
	}
	x.Skip()
	return nil
}

// matcher returns a matcher that is not in use.
func (x *xmlReader) matcher() *matcher {
	if n := len(x.matchers); n > 0 {
		m := x.matchers[n-1]
		x.matchers = x.matchers[:n-1]
		m.x = x
		return m
	}
	return &matcher{x: x}
}

// element reads the element at hand into the field f of the struct at m, and takes the element.
func (x *xmlReader) element(f *fieldPlan, m ptr) {
	p := at(m, f.offset)
	if len(x.attrs) > 0 {
		switch {
		case f.shape == rawShape: // whatever it says is not for its reader
		case x.isNil(f):
			x.nilElement(f, m, p)
			return
		case x.refers(f, m):
			return
		}
		if f.shape == structShape {
			x.checkType(f)
		}
	}
	switch f.usual {
	case usualText:
		*as[string](p) = x.Text()
		x.textOnly(f, -1)
		return
	case usualToken:
		*as[string](p) = x.Token()
		x.textOnly(f, -1)
		return
	case usualTextPtr:
		*as[*string](p) = x.NewString(x.Text())
		x.textOnly(f, -1)
		return
	case usualTokenPtr:
		*as[*string](p) = x.NewString(x.Token())
		x.textOnly(f, -1)
		return
	case usualDate:
		x.simpleValue(f, p, -1)
		return
	case usualStructPtr:
		value := x.newStruct(f.plan)
		point(p, value)
		p = value
		fallthrough
	case usualStruct:
		x.path = append(x.path, step{f.local, -1})
		x.structure(f.plan, p)
		x.path = x.path[:len(x.path)-1]
		return
	}
	if f.Default != nil {
		x.Default(*f.Default)
	}
	switch f.many {
	case oneValue:
		x.valueOf(f, p, -1)
	case onePointer:
		x.pointed(f, p, -1)
	case manyValues:
		index := slice(p).len
		x.valueOf(f, grow(p, f.typ, f.size, x.room(index)), index)
	case manyPointer:
		index := slice(p).len
		x.pointed(f, grow(p, f.typ, f.size, x.room(index)), index)
	}
}

// isNil reports whether the element at hand, which is one of f, is nil (XSD Part 1, section 2.6.2).
func (x *xmlReader) isNil(f *fieldPlan) bool {
	value, ok := x.instanceAttribute("nil")
	if !ok {
		return false
	}
	isNil, err := ParseBool(trimSpace(value))
	if err != nil {
		x.deviate(f.local, "an xsi:nil of true or false", quote(value))
	}
	return isNil
}

// nilElement takes an element that is nil, in the sense of xsi:nil.
func (x *xmlReader) nilElement(f *fieldPlan, m, p ptr) {
	if !f.Nillable {
		x.deviate(f.local, "a value", "xsi:nil")
	}
	if f.shape == openShape && f.many == oneValue {
		x.valueOf(f, p, -1)
		return
	}
	if f.isNil != nil && f.shape == structShape && f.plan.ready().hasAttributes(x) {
		value := x.newStruct(f.plan)
		x.path = append(x.path, step{f.local, -1})
		x.attributes(f.plan, value)
		x.path = x.path[:len(x.path)-1]
		point(p, value)
	}
	isEmpty := true
	for x.Child() {
		isEmpty = false
		x.Skip()
	}
	if !isEmpty || x.passedText != "" {
		x.passedText = ""
		x.deviate(f.local, "nothing in an element that is nil", "content")
	}
	switch {
	case f.many >= manyValues && f.Nillable:
		grow(p, f.typ, f.size, x.room(slice(p).len))
	case f.isNil != nil:
		*as[bool](at(m, f.isNil.offset)) = true
	}
}

// isDemanded reports whether the attribute of f must be there.
func (f *fieldPlan) isDemanded() bool { return f.Default == nil && f.many == oneValue && !f.Optional }

// hasAttributes reports whether the attributes of the element at hand are to be read: p demands some, or it has some of
// those of p.
func (p *plan) hasAttributes(x *xmlReader) bool {
	for _, a := range p.attrs {
		if a.isDemanded() {
			return true
		}
		if x.Attr(a.ns, a.local) {
			x.leaveAttribute()
			return true
		}
	}
	return p.others != nil && len(x.OtherAttrs(p.others.takes)) > 0
}

// pointed reads the element at hand into a new value, which the pointer at p then points to. A value that is none
// leaves it nil.
func (x *xmlReader) pointed(f *fieldPlan, p ptr, index int) {
	if f.shape == simpleShape && f.simple.kind == kindText && f.simple.order == nil {
		value := x.NewString("")
		point(p, addressOf(value))
		x.simpleValue(f, addressOf(value), index)
		return
	}
	value := x.newValue(f)
	if x.valueOf(f, value, index) {
		point(p, value)
	}
}

// newValue returns the address of a new value of f.
func (x *xmlReader) newValue(f *fieldPlan) ptr {
	switch f.shape {
	case simpleShape:
		return x.newSimple(f)
	case structShape:
		return x.newStruct(f.plan)
	}
	return newZero(f.item)
}

// newSimple is newValue for a simple type.
func (x *xmlReader) newSimple(f *fieldPlan) ptr {
	switch f.simple.kind {
	case kindInt32:
		return addressOf(New[int32](&x.Slabs))
	case kindInt64:
		return addressOf(New[int64](&x.Slabs))
	case kindFloat64:
		return addressOf(New[float64](&x.Slabs))
	case kindBool:
		return addressOf(New[bool](&x.Slabs))
	case kindDate:
		return addressOf(New[Date](&x.Slabs))
	case kindDateTime:
		return addressOf(New[DateTime](&x.Slabs))
	}
	return newZero(f.item)
}

// valueOf reads one value of f, item index or -1, into p. It reports whether there is one.
func (x *xmlReader) valueOf(f *fieldPlan, p ptr, index int) bool {
	switch f.shape {
	case simpleShape:
		return x.simpleValue(f, p, index)
	case structShape:
		x.path = append(x.path, step{f.local, index})
		x.structure(f.plan, p)
		x.path = x.path[:len(x.path)-1]
		return true
	case anyShape:
		x.path = append(x.path, step{f.local, index})
		ok := x.derived(f, p)
		x.path = x.path[:len(x.path)-1]
		return ok
	case openShape:
		v := as[AnyValue](p)
		v.Type = x.typeOf(f.nameOf(index))
		v.Attributes = x.OtherAttrs(AnyBut())
		v.Content = x.Raw()
		return true
	}
	*as[string](p) = x.Outer()
	return true
}

// derived reads the element at hand as the type that its xsi:type names, into the interface at p.
func (x *xmlReader) derived(f *fieldPlan, p ptr) bool {
	typ := x.instance(f.head, func(n *NamedType) bool {
		return ptrTo(n.structType()).Implements(f.item)
	})
	if typ == nil {
		x.Skip()
		return false
	}
	instance := x.types.plan(typ.structType())
	value := x.newStruct(instance)
	x.structure(instance, value)
	hold(p, f.item, typ.structType(), value)
	return true
}

// instance returns the type of the element at hand, which is declared to be head: what its xsi:type names, if that is
// head or fits as one that is derived from it. Another one is a deviation, and head stands in for it. It is nil if
// head is abstract.
func (x *xmlReader) instance(head *NamedType, fits func(*NamedType) bool) *NamedType {
	name := x.typeOf("")
	typ := head
	if name != (QName{}) {
		typ = x.types.named(name)
		if typ == nil || typ.Abstract || typ != head && !fits(typ) {
			x.deviate("", "a type that is "+head.local()+" or derived from it", "xsi:type "+quote(name.Local))
			typ = head
		}
	}
	if typ.Abstract {
		if name == (QName{}) {
			x.deviate("", "an xsi:type that names a type derived from "+head.local(), "none")
		}
		return nil
	}
	return typ
}

// checkType records that the xsi:type of the element at hand, of which no type but its own is derived, names another
// type.
func (x *xmlReader) checkType(f *fieldPlan) {
	name := x.typeOf(f.local)
	if typ := x.types.named(name); typ != nil && typ.structType() != f.item {
		x.deviate(f.local, "its own type", "xsi:type "+quote(name.Local))
	}
}

// typeOf returns the type that the xsi:type of the element at hand names, the zero QName for none. name is the element's
// below the current path.
func (x *xmlReader) typeOf(name string) QName {
	value, ok := x.instanceAttribute("type")
	if !ok {
		return QName{}
	}
	q, err := parseQName(trimSpace(value), x.bindings)
	if err != nil {
		x.deviate(name, "the name of a type, with a prefix that is declared", "xsi:type "+quote(value))
	}
	return QName{x.own(q.Space), x.own(q.Local)}
}

// local is the name of n without its prefix.
func (n *NamedType) local() string { return n.Name[strings.IndexByte(n.Name, ':')+1:] }

// simpleField reads what Text takes into a field that is an attribute or character content.
func (x *xmlReader) simpleField(f *fieldPlan, p ptr) {
	if f.many == onePointer {
		x.pointed(f, p, -1)
	} else {
		x.simpleValue(f, p, -1)
	}
}

// simpleValue reads what Text takes into the value of f at p. It reports whether it is one: otherwise p stays zero.
func (x *xmlReader) simpleValue(f *fieldPlan, p ptr, index int) bool {
	ok := x.simpleText(f, p, index)
	x.textOnly(f, index)
	return ok
}

// textOnly records that an element was in the text of f, item index or -1, if one was.
func (x *xmlReader) textOnly(f *fieldPlan, index int) {
	if x.passedElement {
		x.passedElement = false
		x.refuse(f, index, "text", "an element")
	}
}

// simpleText is simpleValue for an element without elements in it.
func (x *xmlReader) simpleText(f *fieldPlan, p ptr, index int) bool {
	s := f.simple
	var err error
	var text string
	switch s.kind {
	case kindText:
		if s.order == nil {
			text = x.ownText(s)
			*as[string](p) = text
			return x.isSeen(f, p, index, text)
		}
		text = x.Text()
		err = s.parse(text, p, f.item)
	case kindInt32:
		text = x.text()
		*as[int32](p), err = ParseInt32(trimSpace(text))
	case kindDate:
		text = x.text()
		*as[Date](p), err = ParseDate(trimSpace(text))
	case kindBool:
		text = x.text()
		*as[bool](p), err = ParseBool(trimSpace(text))
	case kindQName:
		return x.qname(f, p, index)
	case kindList:
		if s.item.kind == kindQName {
			return x.qnames(f, p, index)
		}
		text = x.Text()
		err = s.parse(text, p, f.item)
	default:
		text = x.Text()
		err = s.parse(text, p, f.item)
	}
	if err == nil {
		return x.isSeen(f, p, index, text)
	}
	x.refuse(f, index, s.expected(), quote(text))
	if s.kind == kindList {
		return false
	}
	clearValue(p, f.item)
	near := s.nearMiss(text)
	return near != "" && s.parse(near, p, f.item) == nil
}

// isSeen reports whether the value of f at p, which was read from text, is seen to be there: where the zero value stands
// for none, it is no value of the type, and a deviation.
func (x *xmlReader) isSeen(f *fieldPlan, p ptr, index int, text string) bool {
	if f.Optional && f.many == oneValue && f.isAbsent(p) && x.err == nil {
		x.refuse(f, index, "another value", quote(text))
		return false
	}
	return x.err == nil
}

// ownText takes what Text takes, with its white space as s has it.
func (x *xmlReader) ownText(s *simple) string {
	switch s.space {
	case preserveSpace:
		return x.Text()
	case replaceSpace:
		return x.Normalized()
	}
	return x.Token()
}

// refuse records that the value of f, item index or -1, is none.
func (x *xmlReader) refuse(f *fieldPlan, index int, expected, found string) {
	if f.Role == ValueField {
		x.deviate("", expected, found)
		return
	}
	x.deviate(f.nameOf(index), expected, found)
}

// nameOf is the name of value index of f in a path, -1 for the value of a field that is no list.
func (f *fieldPlan) nameOf(index int) string {
	if index < 0 {
		return f.local
	}
	return fmt.Sprintf("%s[%d]", f.local, index)
}

// expected says what a value of s is.
func (s *simple) expected() string {
	switch {
	case s.want != "":
		return s.want
	case s.kind == kindList:
		return "a list"
	}
	return "xs:" + kindNames[s.kind]
}

// kindNames are the built-in types whose values each kind holds.
var kindNames = map[kind]string{kindText: "string", kindBool: "boolean", kindInt8: "byte", kindInt16: "short",
	kindInt32: "int", kindInt64: "long", kindUint8: "unsignedByte", kindUint16: "unsignedShort",
	kindUint32: "unsignedInt", kindUint64: "unsignedLong", kindFloat32: "float", kindFloat64: "double", kindDate: "date",
	kindDateTime: "dateTime", kindTime: "time", kindBase64: "base64Binary", kindHex: "hexBinary", kindQName: "QName"}

// qname reads an xs:QName, whose prefix means what is in scope.
func (x *xmlReader) qname(f *fieldPlan, p ptr, index int) bool {
	scope := x.bindings // outlives the element, whose own declarations count
	text := x.Text()
	q, err := parseQName(trimSpace(text), scope)
	if err != nil {
		x.refuse(f, index, f.simple.want, err.Error())
		return false
	}
	*as[QName](p) = QName{x.own(q.Space), q.Local}
	return true
}

// qnames reads a list of xs:QName.
func (x *xmlReader) qnames(f *fieldPlan, p ptr, index int) bool {
	scope := x.bindings
	text := x.Text()
	err := f.simple.parseItems(text, p, f.item, func(item string, p ptr) error {
		q, err := parseQName(item, scope)
		*as[QName](p) = QName{x.own(q.Space), q.Local}
		return err
	})
	if err != nil {
		x.refuse(f, index, "qualified names", err.Error())
	}
	return err == nil
}
