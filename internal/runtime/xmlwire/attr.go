// Attributes: those that a decoder asks for, those that the contract leaves open, and their encoding.

package xmlwire

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// InstanceNamespace is the namespace of the attributes that any element may have (XSD Part 1, section 2.6).
const InstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// Attr is an attribute: its namespace, "" for none, its local name, and its value.
type Attr struct {
	Space, Name, Value string
}

// attribute is an attribute of a start tag.
type attribute struct {
	Attr
	ns     int // the index of Space in the namespace table, -1 if it is not there
	prefix string
}

// Attr moves to an attribute of the pending element and reports whether the element has it. Then Text or Token returns
// its value. ns is an index into the namespace table, 0 for an attribute without a prefix.
func (d *Decoder) Attr(ns int, name string) bool {
	if d.state == atNothing {
		return false
	}
	for i := range d.attrs {
		if a := &d.attrs[i]; a.ns == ns && a.Name == name {
			d.LeaveAttr()
			d.attr, d.outerState, d.state = i, d.state, atAttribute
			return true
		}
	}
	return false
}

// LeaveAttr returns from an attribute to its element.
func (d *Decoder) LeaveAttr() {
	if d.state == atAttribute {
		d.state = d.outerState
	}
}

// AttrValue returns the value of the attribute that Attr moved to, and returns to its element.
func (d *Decoder) AttrValue() string {
	value := d.attrs[d.attr].Value
	d.LeaveAttr()
	return value
}

// InstanceAttr returns the value of an attribute in InstanceNamespace of the pending element.
func (d *Decoder) InstanceAttr(name string) (value string, ok bool) {
	if d.state == atNothing {
		return "", false
	}
	for i := range d.attrs {
		if a := &d.attrs[i]; a.Name == name && a.Space == InstanceNamespace {
			return a.Value, true
		}
	}
	return "", false
}

// OtherAttrs returns the attributes of the pending element that w allows, in document order; nil if there are none.
// They never include namespace declarations and attributes in InstanceNamespace.
func (d *Decoder) OtherAttrs(w Wildcard) []Attr {
	if d.state == atNothing {
		return nil
	}
	var others []Attr
	for i := range d.attrs {
		if a := &d.attrs[i]; a.Space != InstanceNamespace && w.Allows(a.Space) && !w.declares(&a.Attr) {
			others = append(others, Attr{d.Keep(a.Space), d.Keep(a.Name), d.Keep(a.Value)})
		}
	}
	return others
}

// isNamed reports whether name, as in Wildcard.Without, is the name of a.
func (a *Attr) isNamed(name string) bool {
	if a.Space == "" {
		return name == a.Name
	}
	space, local, ok := strings.Cut(name, "}")
	return ok && local == a.Name && space[0] == '{' && space[1:] == a.Space
}

// AppendAttrs appends attrs to b, which ends in a start tag, each after a space and a declaration of its namespace,
// with the prefixes _1, _2 and so on. A name that is not valid in XML, occurs twice, or is declared by the element is
// refused (see [wire.Refuse]).
func AppendAttrs(b []byte, attrs []Attr, w Wildcard) []byte {
	for i := range attrs {
		a := &attrs[i]
		if fault := a.fault(attrs[:i], w); fault != "" {
			return wire.Refuse(b, fault)
		}
		name := a.Name
		if a.Space != "" {
			var prefix string
			b, prefix = AppendDeclaration(b, "_"+strconv.Itoa(i+1), a.Space)
			name = prefix + ":" + name
		}
		b = append(append(append(b, ' '), name...), `="`...)
		b = append(AppendAttr(b, a.Value), '"')
	}
	return b
}

// fault returns why a, which follows others, would make a start tag malformed or change its meaning; "" if it would
// not.
func (a *Attr) fault(others []Attr, w Wildcard) string {
	again := func(other Attr) bool { return other.Name == a.Name && other.Space == a.Space }
	switch {
	case !IsNCName(a.Name) || a.Space == "" && a.Name == "xmlns" || a.Space == xmlnsNamespace:
		return "the name of an attribute is not valid in XML"
	case slices.ContainsFunc(others, again):
		return "the attribute " + a.Name + " occurs twice"
	case w.declares(a):
		return "the attribute " + a.Name + " has a field of its own"
	case a.Space == InstanceNamespace && (a.Name == "type" || a.Name == "nil"):
		return "the attribute xsi:" + a.Name + " is written automatically"
	}
	return ""
}

// AppendDeclaration appends the declaration of a prefix for a namespace, and returns the prefix to use. The prefix xml
// needs no declaration, and is the only one for its namespace.
func AppendDeclaration(b []byte, prefix, space string) (declared []byte, use string) {
	if space == xmlNamespace {
		return b, "xml"
	}
	b = append(append(append(b, ` xmlns:`...), prefix...), `="`...)
	return append(AppendAttr(b, space), '"'), prefix
}

// AnyValue is a value of xs:anyType. Generated packages have a type with the same fields.
type AnyValue struct {
	Type       QName
	Attributes []Attr
	Content    string
}

// Attachment is a binary value that can be beside the document. Generated packages have a type with the same fields.
type Attachment struct {
	ContentType string
	Body        io.Reader
}
