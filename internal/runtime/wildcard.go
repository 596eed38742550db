// Wildcards: the elements and attributes that a contract leaves open (XSD Part 1, section 3.10).

package runtime

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

// takes reports whether w leaves the namespace open.
func (w Wildcard) takes(space string) bool { return slices.Contains(w.spaces, space) == w.listed }

// names reports whether the element declares a.
func (w Wildcard) names(a *XMLAttr) bool { return slices.ContainsFunc(w.declared, a.isNamed) }

// element checks that raw, of the field name, is one element that w takes.
func (v *validator) element(name, raw string, w Wildcard) {
	d := borrowXMLDecoder(raw, "", append([]string{""}, w.spaces...))
	defer d.release()
	var ns int
	if d.Child() {
		ns = d.NS
		d.Skip()
	}
	switch {
	case d.Close() != nil:
		v.fault(name, "must be one well-formed element")
	case ns < 0 && w.listed, ns >= 0 && !w.takes(d.namespaces[ns]):
		v.fault(name, "is of a namespace that the contract does not leave open")
	}
}

// attributes checks that w takes all attributes of the current field.
func (v *validator) attributes(attrs []XMLAttr, w Wildcard) {
	for i := range attrs {
		a := &attrs[i]
		if fault := a.fault(attrs[:i], w); fault != "" {
			v.fault(a.Name, "%s", fault)
		} else if !w.takes(a.Space) && a.Space != xsiNamespace {
			v.fault(a.Name, "is an attribute of a namespace that the contract does not leave open")
		}
	}
}
