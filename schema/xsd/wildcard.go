// Wildcards: the elements and attributes that a schema leaves open (XSD Part 1, section 3.10).

package xsd

import (
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/xmltree"
)

// wildcard returns the wildcard of the xs:any or xs:anyAttribute n.
func (r *resolver) wildcard(n *xmltree.Node) *schema.Wildcard {
	target := r.loader.document(n).target
	w := &schema.Wildcard{Strict: true}
	switch process := n.Get("processContents"); process {
	case "", "strict":
	case "lax", "skip":
		w.Strict = false
	default:
		r.Warnf(n.AttrPos("processContents"), "unknown processContents %q: strict is used; write strict, lax or skip",
			process)
	}
	constraint, isConstrained := n.Attr("namespace")
	switch strings.TrimSpace(constraint) {
	case "##any":
		return w
	case "##other":
		w.Spaces = []string{"", target}
		if target == "" {
			w.Spaces = []string{""}
		}
		return w
	}
	w.Listed = isConstrained
	for _, text := range strings.Fields(constraint) {
		switch {
		case text == "##targetNamespace":
			text = target
		case text == "##local":
			text = ""
		case strings.HasPrefix(text, "##"):
			r.Warnf(n.AttrPos("namespace"), "unknown constraint on namespaces %q: any namespace is allowed; write "+
				"##any, ##other, or a list of namespaces, ##targetNamespace and ##local", text)
			return &schema.Wildcard{Strict: w.Strict}
		}
		if !slices.Contains(w.Spaces, text) {
			w.Spaces = append(w.Spaces, text)
		}
	}
	return w
}

// required returns the wildcard of the first xs:any that documents must match in n, a sequence; nil for none.
func (r *resolver) required(n *xmltree.Node) *schema.Wildcard {
	if n.Name.Local != "sequence" || n.Get("minOccurs") == "0" {
		return nil
	}
	for _, c := range n.All(xmltree.XSDNamespace, "any") {
		if c.Get("minOccurs") != "0" {
			return r.wildcard(c)
		}
	}
	return nil
}

// unite returns the union of a and b (section 3.10.6, "Attribute Wildcard Union"); either may be nil, for none.
func unite(a, b *schema.Wildcard) *schema.Wildcard {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return combine(a, b, func(inA, inB bool) bool { return inA || inB })
}

// intersect returns the intersection of a and b (section 3.10.6, "Attribute Wildcard Intersection"); a may be nil, for
// all.
func intersect(a, b *schema.Wildcard) *schema.Wildcard {
	if a == nil {
		return b
	}
	return combine(a, b, func(inA, inB bool) bool { return inA && inB })
}

// combine returns the wildcard of the namespaces for which takes returns true, given whether they are in a and in b. It
// is strict if both are.
func combine(a, b *schema.Wildcard, takes func(inA, inB bool) bool) *schema.Wildcard {
	w := &schema.Wildcard{Strict: a.Strict && b.Strict}
	w.Listed = !takes(!a.Listed, !b.Listed) // decides for namespaces that neither lists
	for _, space := range slices.Concat(a.Spaces, b.Spaces) {
		inA, inB := slices.Contains(a.Spaces, space) == a.Listed, slices.Contains(b.Spaces, space) == b.Listed
		if takes(inA, inB) == w.Listed && !slices.Contains(w.Spaces, space) {
			w.Spaces = append(w.Spaces, space)
		}
	}
	return w
}
