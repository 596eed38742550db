// Attr: an attribute that the contract does not name.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime"

// Attr is an attribute that the contract does not name but allows.
type Attr struct {
	Space string // the namespace, or ""
	Name  string
	Value string
}

// attributes reads the attributes of the element at hand that are not among known.
func attributes(d *runtime.XMLDecoder, known ...string) []Attr {
	var list []Attr
	for _, a := range d.OtherAttrs(known...) {
		list = append(list, Attr(a))
	}
	return list
}

// appendAttributes appends attributes inside a start tag.
func appendAttributes(b []byte, list []Attr) []byte {
	attrs := make([]runtime.XMLAttr, len(list))
	for i, a := range list {
		attrs[i] = runtime.XMLAttr(a)
	}
	return runtime.AppendAttrs(b, attrs)
}
