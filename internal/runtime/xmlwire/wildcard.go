// Wildcards: the elements and attributes that a contract leaves open (XSD Part 1, section 3.10).

package xmlwire

import "slices"

// Wildcard says which elements, or which attributes of an element, the contract leaves open. Its zero value takes all.
type Wildcard struct {
	spaces   []string // namespaces, "" is none: all but those,
	listed   bool     // or only those
	declared []string // the attributes that are not left open
}

// AnyBut takes all namespaces but some; "" is none.
func AnyBut(spaces ...string) Wildcard { return Wildcard{spaces: spaces} }

// OnlyOf takes some namespaces; "" is none.
func OnlyOf(spaces ...string) Wildcard { return Wildcard{spaces: spaces, listed: true} }

// Beside is w without the attributes that the element declares, each given as its name, or as "{namespace}name".
func (w Wildcard) Beside(declared ...string) Wildcard {
	w.declared = declared
	return w
}

// Takes reports whether w leaves the namespace open.
func (w Wildcard) Takes(space string) bool { return slices.Contains(w.spaces, space) == w.listed }

// names reports whether the element declares a.
func (w Wildcard) names(a *Attr) bool { return slices.ContainsFunc(w.declared, a.isNamed) }

// ElementFault says why raw is not one element that w takes, "" if it is.
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
	case ns < 0 && w.listed, ns >= 0 && !w.Takes(d.namespaces[ns]):
		return "is of a namespace that the contract does not leave open"
	}
	return ""
}

// AttrFault says why attribute i of attrs is not one that w takes, "" if it is.
func (w Wildcard) AttrFault(attrs []Attr, i int) string {
	a := &attrs[i]
	if fault := a.fault(attrs[:i], w); fault != "" {
		return fault
	}
	if !w.Takes(a.Space) && a.Space != InstanceNamespace {
		return "is an attribute of a namespace that the contract does not leave open"
	}
	return ""
}
