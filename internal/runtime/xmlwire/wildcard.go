// Wildcards: the elements and attributes that a contract leaves open (XSD Part 1, section 3.10).

package xmlwire

import "slices"

// Wildcard says which elements, or which attributes of an element, the contract leaves open. Its zero value allows all.
type Wildcard struct {
	spaces   []string // namespaces, "" for none: all others are allowed,
	listed   bool     // or only these
	declared []string // the attributes that the element declares
}

// AnyBut allows all namespaces but spaces; "" is no namespace.
func AnyBut(spaces ...string) Wildcard { return Wildcard{spaces: spaces} }

// OnlyOf allows the namespaces spaces; "" is no namespace.
func OnlyOf(spaces ...string) Wildcard { return Wildcard{spaces: spaces, listed: true} }

// Without returns w without the attributes that the element declares, each as its name or as "{namespace}name".
func (w Wildcard) Without(declared ...string) Wildcard {
	w.declared = declared
	return w
}

// Allows reports whether w allows the namespace.
func (w Wildcard) Allows(space string) bool { return slices.Contains(w.spaces, space) == w.listed }

// declares reports whether the element declares a.
func (w Wildcard) declares(a *Attr) bool { return slices.ContainsFunc(w.declared, a.isNamed) }

// ElementFault returns why raw is not one element that w allows, "" if it is.
func (w Wildcard) ElementFault(raw string) string {
	d := BorrowDecoder(raw, "", append([]string{""}, w.spaces...), false)
	defer d.Release()
	var ns int
	if d.Child() {
		ns = d.NS
		d.Skip()
	}
	switch {
	case d.Close() != nil:
		return "must be one well-formed element"
	case ns < 0 && w.listed, ns >= 0 && !w.Allows(d.namespaces[ns]):
		return "is of a namespace that the contract does not allow"
	}
	return ""
}

// AttrFault returns why w does not allow attribute i of attrs, "" if it does.
func (w Wildcard) AttrFault(attrs []Attr, i int) string {
	a := &attrs[i]
	if fault := a.fault(attrs[:i], w); fault != "" {
		return fault
	}
	if !w.Allows(a.Space) && a.Space != InstanceNamespace {
		return "is an attribute of a namespace that the contract does not allow"
	}
	return ""
}
