// Choices in words: which fields of a struct can be set together.

package templates

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// maxListed is how many alternatives a comment lists.
const maxListed = 8

// choiceDocs returns a sentence for each choice in t that is not within another: which of its fields can be set.
func choiceDocs(t *schema.Type) []string {
	if p := onlyChoice(t); p != nil && !emptiable(p) && !slices.ContainsFunc(p.Children, isGroup) {
		return []string{"Exactly one field is set."}
	}
	var docs []string
	var visit func(p *schema.Particle, optional bool)
	visit = func(p *schema.Particle, optional bool) {
		switch {
		case p == nil || len(p.Children) == 0:
		case p.Kind != schema.Choice:
			for _, child := range p.Children {
				visit(child, optional || p.Min == 0)
			}
		case optional || emptiable(p):
			docs = append(docs, "At most one of these is set: "+choiceNames(p)+".")
		default:
			docs = append(docs, "Exactly one of these is set: "+choiceNames(p)+".")
		}
	}
	visit(t.Content, false)
	return docs
}

// choiceNames lists the alternatives of the choice p by their fields in Go.
func choiceNames(p *schema.Particle) string {
	var alternatives []string
	for _, child := range p.Children {
		var fields []string
		for _, f := range child.Fields() {
			fields = append(fields, f.Name)
		}
		alternative := fields[0]
		if len(fields) > 1 {
			alternative += " with " + andList(fields[1:min(len(fields), maxListed)])
		}
		alternatives = append(alternatives, alternative)
	}
	if n := len(alternatives); n > maxListed {
		return alternatives[0] + " to " + alternatives[n-1] + ", " + strconv.Itoa(n) + " in all"
	}
	return strings.Join(alternatives, "; ")
}

// isGroup reports whether p is not a single field.
func isGroup(p *schema.Particle) bool { return p.Field == nil }
