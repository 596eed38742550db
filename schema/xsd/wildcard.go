// Wildcards: the elements and attributes that a schema leaves open (XSD Part 1, section 3.10).

package wsdl

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// wildcard returns what the xs:any or xs:anyAttribute n takes.
func (x *xsd) wildcard(n *node) *schema.Wildcard {
	w := &schema.Wildcard{Strict: true}
	switch process := n.get("processContents"); process {
	case "", "strict":
	case "lax", "skip":
		w.Strict = false
	default:
		x.Warnf(n.at("processContents"),
			"%q is no way to process contents: it is taken for strict; write strict, lax or skip",
			process)
	}
	constraint, isConstrained := n.attr("namespace")
	switch strings.TrimSpace(constraint) {
	case "##any":
		return w
	case "##other":
		w.Spaces = []string{"", x.target}
		if x.target == "" {
			w.Spaces = []string{""}
		}
		return w
	}
	w.Listed = isConstrained
	for _, text := range strings.Fields(constraint) {
		switch {
		case text == "##targetNamespace":
			text = x.target
		case text == "##local":
			text = ""
		case strings.HasPrefix(text, "##"):
			x.Warnf(n.at("namespace"), "%q is no constraint on namespaces: any is taken; write ##any, ##other, or a "+
				"list of namespaces, ##targetNamespace and ##local", text)
			return &schema.Wildcard{Strict: w.Strict}
		}
		if !slices.Contains(w.Spaces, text) {
			w.Spaces = append(w.Spaces, text)
		}
	}
	return w
}

// unite returns what a takes and what b does (section 3.10.6, "Attribute Wildcard Union"); either may be nil.
func unite(a, b *schema.Wildcard) *schema.Wildcard {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return combine(a, b, func(inA, inB bool) bool { return inA || inB })
}

// intersect returns what both a and b take (section 3.10.6, "Attribute Wildcard Intersection"); a may be nil, for all.
func intersect(a, b *schema.Wildcard) *schema.Wildcard {
	if a == nil {
		return b
	}
	return combine(a, b, func(inA, inB bool) bool { return inA && inB })
}

// combine returns what takes a namespace as takes says of whether a and b do. It is as strict as the two are.
func combine(a, b *schema.Wildcard, takes func(inA, inB bool) bool) *schema.Wildcard {
	w := &schema.Wildcard{Strict: a.Strict && b.Strict}
	w.Listed = !takes(!a.Listed, !b.Listed) // what becomes of a namespace that neither mentions
	for _, space := range slices.Concat(a.Spaces, b.Spaces) {
		inA, inB := slices.Contains(a.Spaces, space) == a.Listed, slices.Contains(b.Spaces, space) == b.Listed
		if takes(inA, inB) == w.Listed && !slices.Contains(w.Spaces, space) {
			w.Spaces = append(w.Spaces, space)
		}
	}
	return w
}
