// Wildcards: what the contract leaves open, in words and in the terms of the runtime.

package templates

import (
	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

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

// wildcard is w in the terms of the runtime.
func (f *file) wildcard(w *schema.Wildcard) *jen.Statement {
	constructor := "AnyBut"
	if w.Listed {
		constructor = "OnlyOf"
	}
	return f.rt(constructor).CallFunc(func(spaces *jen.Group) {
		for _, space := range w.Spaces {
			spaces.Lit(space)
		}
	})
}

// attributesVariable holds which attributes the struct t takes beside those that it names.
func attributesVariable(t *schema.Type) string { return "attributesOf" + t.Name }

// openAttributes declares the variable.
func (f *file) openAttributes(t *schema.Type) {
	value := f.wildcard(t.OtherAttributes)
	if len(t.Attributes) > 0 {
		value.Dot("Beside").CallFunc(func(names *jen.Group) {
			for _, a := range t.Attributes {
				names.Lit(a.Wire.String())
			}
		})
	}
	f.decl(attributesVariable(t)+" are those that "+t.Name+" can have beside its own.",
		jen.Var().Id(attributesVariable(t)).Op("=").Add(value))
}
