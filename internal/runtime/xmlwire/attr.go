// Attributes of XML: those a decoder asks for, those it does not know, and how they are written again.

package xmlwire

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// InstanceNamespace holds the attributes that any element may have (XSD Part 1, section 2.6).
const InstanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// Attr is an attribute: its name in the namespace Space, "" for none, and its value.
type Attr struct {
	Space, Name, Value string
}

// attribute is an attribute of a start tag.
type attribute struct {
	Attr
	ns     int // the index of Space in the namespace table; -1 if it is not in there
	prefix string
}

// Attr moves to an attribute of the pending element and reports whether it has it; what Text or Token takes next is the
// attribute's value. ns is an index into the namespace table: 0 for an attribute without a prefix.
func (d *Decoder) Attr(ns int, name string) bool {
	if d.state == atNothing {
		return false
	}
	for i := range d.attrs {
		if a := &d.attrs[i]; a.ns == ns && a.Name == name {
			d.LeaveAttr()
			d.attr, d.around, d.state = i, d.state, atAttribute
			return true
		}
	}
	return false
}

// LeaveAttr returns from an attribute to its element.
func (d *Decoder) LeaveAttr() {
	if d.state == atAttribute {
		d.state = d.around
	}
}

// TakeAttr returns the value of the attribute that Attr moved to, and returns to its element.
func (d *Decoder) TakeAttr() string {
	value := d.attrs[d.attr].Value
	d.LeaveAttr()
	return value
}

// InstanceAttr returns the value of the pending element's attribute of that name in InstanceNamespace.
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

// OtherAttrs returns the attributes of the pending element that w takes, in the order in which they are written; nil if
// there are none. Namespace declarations and the attributes of XMLSchema-instance are never among them.
func (d *Decoder) OtherAttrs(w Wildcard) []Attr {
	if d.state == atNothing {
		return nil
	}
	var others []Attr
	for i := range d.attrs {
		if a := &d.attrs[i]; a.Space != InstanceNamespace && w.Takes(a.Space) && !w.names(&a.Attr) {
			others = append(others, Attr{d.Own(a.Space), d.Own(a.Name), d.Own(a.Value)})
		}
	}
	return others
}

// isNamed reports whether name, as Wildcard.Beside takes it, is a's.
func (a *Attr) isNamed(name string) bool {
	if a.Space == "" {
		return name == a.Name
	}
	space, local, ok := strings.Cut(name, "}")
	return ok && local == a.Name && space[0] == '{' && space[1:] == a.Space
}

// AppendAttrs appends attrs to b, which ends inside of a start tag, each behind a space and with a declaration of its
// namespace. The prefixes _1, _2 and so on are declared for that. A name that is none in XML, that occurs twice or that
// the element has otherwise is refused (see [wire.Refuse]).
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

// fault says why a, which stands after others, would make a start tag malformed, or mean something else; "" if it does
// not.
func (a *Attr) fault(others []Attr, w Wildcard) string {
	again := func(other Attr) bool { return other.Name == a.Name && other.Space == a.Space }
	switch {
	case !IsNCName(a.Name) || a.Space == "" && a.Name == "xmlns" || a.Space == xmlnsNamespace:
		return "the name of an attribute is not valid in XML"
	case slices.ContainsFunc(others, again):
		return "the attribute " + a.Name + " occurs twice"
	case w.names(a):
		return "the attribute " + a.Name + " is one with a field of its own"
	case a.Space == InstanceNamespace && (a.Name == "type" || a.Name == "nil"):
		return "the attribute xsi:" + a.Name + " is written where it is needed"
	}
	return ""
}

// AppendDeclaration appends the declaration of a prefix for a namespace, and returns the prefix to use: "xml" is
// declared in every document, and the only one for its namespace.
func AppendDeclaration(b []byte, prefix, space string) (declared []byte, use string) {
	if space == xmlNamespace {
		return b, "xml"
	}
	b = append(append(append(b, ` xmlns:`...), prefix...), `="`...)
	return append(AppendAttr(b, space), '"'), prefix
}

// AnyValue is a value of xs:anyType, as generated packages have it.
type AnyValue struct {
	Type       QName
	Attributes []Attr
	Content    string
}
