// Wildcards in words: which elements and attributes they allow.

package templates

import "github.com/kontrakt-dev/kontrakt/schema"

// wildcardDoc returns the namespaces that w allows, as a phrase.
func wildcardDoc(w *schema.Wildcard) string {
	var named []string
	none := false
	for _, space := range w.Spaces {
		if space == "" {
			none = true
		} else {
			named = append(named, oneLine(space))
		}
	}
	doc := ""
	switch {
	case w.Listed && len(named) == 0:
		doc = "without a namespace"
	case w.Listed && none:
		doc = "of namespace " + orList(append(named, "none"))
	case w.Listed:
		doc = "of namespace " + orList(named)
	case len(named) == 0 && none:
		doc = "of any namespace"
	case len(named) == 0:
		doc = "of any namespace or none"
	case none:
		doc = "of any namespace but " + orList(named)
	default:
		doc = "of any namespace or none but " + orList(named)
	}
	if w.Strict {
		doc += ", which a schema declares"
	}
	return doc
}
