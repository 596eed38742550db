// Wildcards in words: what the contract leaves open.

package templates

import "github.com/kontrakt-dev/kontrakt/schema"

// wildcardDoc says of which namespaces what w takes is.
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
		doc = "of namespace " + or(append(named, "none"))
	case w.Listed:
		doc = "of namespace " + or(named)
	case len(named) == 0 && none:
		doc = "of any namespace"
	case len(named) == 0:
		doc = "of any namespace or none"
	case none:
		doc = "of any namespace but " + or(named)
	default:
		doc = "of any namespace or none but " + or(named)
	}
	if w.Strict {
		doc += ", which a schema declares"
	}
	return doc
}
