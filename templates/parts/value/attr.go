// Attr: an attribute that the contract does not name.

package value

import "github.com/kontrakt-dev/kontrakt/internal/runtime"

// Attr is an attribute that the contract does not name but allows.
type Attr struct {
	Space string // the namespace, or ""
	Name  string
	Value string
}

// attributes reads those attributes of the element at hand that w takes.
func attributes(d *runtime.XMLDecoder, w runtime.Wildcard) []Attr {
	var list []Attr
	for _, a := range d.OtherAttrs(w) {
		list = append(list, Attr(a))
	}
	return list
}

// appendAttributes appends attributes that w takes inside a start tag.
func appendAttributes(b []byte, list []Attr, w runtime.Wildcard) []byte {
	return runtime.AppendAttrs(b, xmlAttributes(list), w)
}

// validateAttributes adds the faults of attributes, each of which w must take, to v.
func validateAttributes(v *runtime.Validator, list []Attr, w runtime.Wildcard) {
	v.Attributes(xmlAttributes(list), w)
}

func xmlAttributes(list []Attr) []runtime.XMLAttr {
	attrs := make([]runtime.XMLAttr, len(list))
	for i, a := range list {
		attrs[i] = runtime.XMLAttr(a)
	}
	return attrs
}
