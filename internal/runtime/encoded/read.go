// Reading: an encoded response becomes the literal form that the engine reads.

package encoded

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Limits of a response. A few references, or a sparse array, can stand for any number of values.
const (
	minNesting = 240      // of elements, references resolved, that is always allowed
	maxItems   = 1 << 16  // of an array that are left out
	minLiteral = 32 << 20 // bytes that every literal form can have,
	maxGrowth  = 32       // and how many times the size of the response in addition
)

// errTooLarge ends the reading.
var errTooLarge = errors.New("the values that the response refers to are too large together")

// decoder appends literal values.
type decoder struct {
	writer
	types      *Types
	ids        map[string]*node // by their ids, which are referred to
	following  []string         // the ids of the elements that are being read by reference
	path       []step
	depth      int
	limit      int // of the literal form, in bytes
	nesting    int // the most elements that may be open
	deviations wire.Deviations
}

// step is an element in a path.
type step struct {
	name string
	item int // of an array, from 1; 0 for another element
}

// Decode returns envelope, which came with a charset, with the literal form of the element message in its body. The
// other elements of the body, which values refer to by their ids, are left out. deviations is nil or a
// *wire.DeviationError: values that are referred to but missing or contain themselves, and arrays that are not as their
// attributes say. They are left out. err is not nil if there is no literal form.
func (t *Types) Decode(envelope, charset, message string) (literal string, deviations, err error) {
	t.ready()
	x := xmlwire.BorrowDecoder(envelope, charset, t.Contract.Table(), true)
	defer x.Release()
	x.MaxDepth = t.Contract.MaxDepth
	var root *node
	if x.Child() {
		root = newNode(x, nil, "")
	}
	if err := x.Close(); err != nil {
		return "", nil, err
	}
	d := &decoder{types: t, ids: map[string]*node{}, limit: minLiteral + maxGrowth*len(envelope),
		nesting: max(minNesting, t.Contract.MaxDepth)}
	d.b = make([]byte, 0, len(envelope))
	d.references(root)
	d.collect(root)
	d.envelope(root, t.messages[message])
	if len(d.b) > d.limit {
		return "", nil, errTooLarge
	}
	return string(d.b), d.deviations.Err(), nil
}

// references notes the ids that elements in n refer to.
func (d *decoder) references(n *node) {
	if id, ok := n.reference(); ok {
		d.ids[id] = nil
	}
	for _, c := range n.children {
		d.references(c)
	}
}

// collect notes the elements in n that are referred to. Of several with the same id, the first counts.
func (d *decoder) collect(n *node) {
	id, ok := n.attr("", "id")
	if !ok {
		id, ok = n.attr(encoding12, "id")
	}
	if target, isUsed := d.ids[id]; ok && isUsed && target == nil {
		d.ids[id] = n
	} else if ok && isUsed {
		d.deviate("one element with the id "+wire.Quote(id), "another one")
	}
	for _, c := range n.children {
		d.collect(c)
	}
}

// envelope appends the envelope n. Of its body, only the first element that is not independent is kept.
func (d *decoder) envelope(n *node, message *structType) {
	d.start(n.name, n, false)
	d.b = append(d.b, ` xmlns:xsi="`+xmlwire.InstanceNamespace+`">`...)
	for _, c := range n.children {
		d.start(c.name, c, false)
		d.b = append(d.b, '>')
		isRoot := func(c *node) bool { return c.encodingAttr("root") != "0" }
		if c.name != (xmlwire.QName{Space: n.name.Space, Local: "Body"}) {
			d.header(c)
		} else if i := slices.IndexFunc(c.children, isRoot); i >= 0 {
			d.message(c.children[i], n.name.Space, message)
		}
		d.close(c.name)
	}
	d.close(n.name)
}

// header appends the content of n, a header, without the independent elements.
func (d *decoder) header(n *node) {
	for _, c := range n.children {
		if c.encodingAttr("root") != "0" {
			typ, _ := d.types.block(c.name)
			d.path = append(d.path, step{name: c.name.Local})
			d.value(c, c.name, typ, false)
			d.path = d.path[:len(d.path)-1]
		}
	}
}

// start is open without the attributes of the encoding. An id to which nothing refers can be the contract's, and so can
// any id of a struct.
func (d *decoder) start(name xmlwire.QName, n *node, isStruct bool) {
	d.open(name, n, func(a xmlwire.Attr) bool {
		switch a.Space {
		case "":
			return a.Name != "id" || isStruct || d.ids[a.Value] != n
		case encoding11, encoding12:
			return false
		}
		return a.Name != "encodingStyle"
	})
}

// message appends n, the message of a body, which can be a fault.
func (d *decoder) message(n *node, envelope string, s *structType) {
	if n.name == (xmlwire.QName{Space: envelope, Local: "Fault"}) {
		d.fault(n)
		return
	}
	d.start(n.name, n, false)
	d.b = append(d.b, '>')
	if s != nil && len(s.members) == 1 && len(n.children) == 1 && s.members[n.children[0].name.Local] == nil {
		for _, m := range s.members { // the name of a result has no meaning (SOAP 1.1, section 7.1)
			d.member(n.children[0], m)
		}
	} else {
		d.members(n, s)
	}
	d.close(n.name)
}

// members appends the content of n, a struct of type s, which is nil if it is not described.
func (d *decoder) members(n *node, s *structType) {
	for _, c := range n.children {
		if s == nil {
			d.b = append(d.b, c.before...)
			d.value(c, c.name, typeName{}, false)
		} else if m := s.members[c.name.Local]; m != nil {
			d.member(c, m)
		} else {
			d.value(c, c.name, typeName{}, false)
		}
	}
	if s == nil || len(n.children) == 0 {
		d.b = append(d.b, n.rest...)
	}
	if s != nil {
		d.omitted(n, s)
	}
}

// omitted appends the members of n, a struct of type s, that are nil by omission (SOAP 1.1, section 5.1; SOAP 1.2 Part 2,
// section 3.1.3).
func (d *decoder) omitted(n *node, s *structType) {
	for _, m := range s.list {
		isMember := func(c *node) bool { return c.name.Local == m.name.Local }
		if m.nillable && !slices.ContainsFunc(n.children, isMember) {
			d.name(m.name)
			d.b = append(d.b, ` xsi:nil="true"/>`...)
		}
	}
}

// fault appends n, a fault (SOAP 1.1, section 4.4; SOAP 1.2 Part 1, section 5.4).
func (d *decoder) fault(n *node) {
	d.start(n.name, n, false)
	d.b = append(d.b, '>')
	for _, c := range n.children {
		if !strings.EqualFold(c.name.Local, "detail") {
			d.value(c, c.name, typeName{}, false)
			continue
		}
		d.start(c.name, c, false)
		d.b = append(d.b, '>')
		for _, entry := range c.children {
			d.b = append(d.b, entry.before...)
			d.detail(entry)
		}
		d.b = append(d.b, c.rest...)
		d.close(c.name)
	}
	d.close(n.name)
}

// detail appends n, an element in the detail of a fault, with its xsi:type and the name that the contract has.
func (d *decoder) detail(n *node) {
	followed, around := len(d.following), d.context
	if target := d.resolve(n); target != nil {
		named := *target
		named.name = n.name
		name, typ := n.name, typeName{}
		if v := d.types.detail(&named); v != nil {
			name = v.name
			if target.typ == (xmlwire.QName{}) {
				typ = v.typ
			}
		}
		d.resolved(target, name, typ, false)
	}
	d.following, d.context = d.following[:followed], around
}

func (d *decoder) member(n *node, m *member) {
	d.path = append(d.path, step{name: m.name.Local})
	d.value(n, m.name, m.typ, m.optional)
	d.path = d.path[:len(d.path)-1]
}

// value appends n, a value of type typ, as the element called name. If optional is true, nil is left out.
func (d *decoder) value(n *node, name xmlwire.QName, typ typeName, optional bool) {
	followed, around := len(d.following), d.context
	if target := d.resolve(n); target != nil {
		d.resolved(target, name, typ, optional)
	}
	d.following, d.context = d.following[:followed], around
}

// resolve returns the element that n refers to, and n itself if it does not refer to one. It returns nil after a
// deviation.
func (d *decoder) resolve(n *node) *node {
	typ := n.typ
	for {
		id, ok := n.reference()
		if !ok {
			break
		}
		target := d.ids[id]
		switch {
		case target == nil:
			d.deviate("an element with the id that is referred to", wire.Quote(id))
			return nil
		case slices.Contains(d.following, id):
			d.deviate("a value that does not contain itself", "a reference to "+wire.Quote(id)+" inside of it")
			return nil
		}
		d.following = append(d.following, id)
		n = target
	}
	if n.typ == (xmlwire.QName{}) && typ != n.typ {
		typed := *n
		typed.typ = typ
		return &typed
	}
	return n
}

// reference returns the id that n refers to (SOAP 1.1, section 5.4.1; SOAP 1.2 Part 2, section 3.1.5.1).
func (n *node) reference() (id string, ok bool) {
	if !n.isEmpty() {
		return "", false
	}
	if href, ok := n.attr("", "href"); ok {
		return strings.CutPrefix(scalar.TrimSpace(href), "#")
	}
	ref, ok := n.attr(encoding12, "ref")
	return strings.TrimPrefix(scalar.TrimSpace(ref), "#"), ok
}

// resolved is value for an element that is not a reference.
func (d *decoder) resolved(n *node, name xmlwire.QName, declared typeName, optional bool) {
	if n.isNil && optional || len(d.b) > d.limit {
		return
	}
	if d.depth == d.nesting {
		d.deviate("at most "+strconv.Itoa(d.nesting)+" nested elements", "more")
		return
	}
	typ := d.types.actual(n, declared)
	items, dimensions, item, isArray := d.types.arrayOf(typ)
	isOpen := declared.name == "" || declared.name == xsdPrefix+":anyType"
	isStruct := !isArray && d.types.structs[typ.name] != nil
	if href, ok := n.attr("", "href"); ok && n.isEmpty() && !isOpen && !isStruct { // of a struct it can be the contract's
		d.deviate("a reference to an element of the message", wire.Quote(href))
		return
	}
	d.depth++
	d.start(name, n, d.types.structs[typ.name] != nil)
	switch isTyped := n.typ != (xmlwire.QName{}); {
	case !isTyped && n.typeText != "" && (isOpen || isStruct):
		d.deviate("the name of a type, with a prefix that is declared", "xsi:type "+wire.Quote(n.typeText))
	case isTyped && (isOpen || typ.name != declared.name || isStruct && !d.types.isNamed(n.typ, typ.name)):
		d.typeAttr(n.typ) // the engine says whether it can have that
	}
	if n.isNil {
		d.b = append(d.b, ` xsi:nil="true"`...)
	}
	d.b = append(d.b, '>')
	switch {
	case n.isNil:
	case isArray:
		d.array(n, items, dimensions, item)
	case isOpen && n.arrayInfo().text != "":
		d.openArray(n)
	default:
		d.members(n, d.types.structs[typ.name])
	}
	d.close(name)
	d.depth--
}

// openArray appends the items of n, an array that the contract leaves open. Those without an xsi:type get that of the
// array.
func (d *decoder) openArray(n *node) {
	items := n.arrayInfo().items
	for i, c := range n.children {
		d.path = append(d.path, step{c.name.Local, i + 1})
		if c.typeText == "" && items.Local != "anyType" {
			typed := *c
			typed.typ = items
			c = &typed
		}
		d.value(c, c.name, typeName{}, false)
		d.path = d.path[:len(d.path)-1]
	}
}

// deviate records a deviation at the current path.
func (d *decoder) deviate(expected, found string) {
	d.deviations.Add(d.location, expected, found)
}

// location returns the current path in the literal form, such as people.item[1].
func (d *decoder) location() string {
	var b []byte
	for i, s := range d.path {
		if i > 0 {
			b = append(b, '.')
		}
		b = append(b, s.name...)
		if s.item > 0 {
			b = append(strconv.AppendInt(append(b, '['), int64(s.item-1), 10), ']')
		}
	}
	return string(b)
}
