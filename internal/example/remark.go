// Remarks: what a person who fills in an example has to know of each value.

package example

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Remarks returns, for each field of the types that can be reached from roots, whether it is required, or a choice among
// which fields, how often it occurs, and which values it has: "optional; one of m, f".
func Remarks(roots ...*schema.Type) map[*schema.Field]string {
	remarks := map[*schema.Field]string{}
	for t := range schema.Walk((*schema.Type).Uses, roots...) {
		for _, f := range t.Attributes {
			remarks[f] = remark(f, need(f.Required()))
		}
		remarkContent(remarks, t.Content, true, "")
		for _, f := range t.Attached {
			remarks[f] = "required; attached: " + wire.OrList(f.ContentTypes)
		}
	}
	return remarks
}

// remarkContent adds the remarks of the fields below p. isRequired is false if something around p can be left out, choice
// is the remark for the alternatives of a choice.
func remarkContent(remarks map[*schema.Field]string, p *schema.Particle, isRequired bool, choice string) {
	if p == nil {
		return
	}
	isRequired = isRequired && p.Min > 0
	if p.Field != nil {
		if choice == "" {
			choice = need(isRequired)
		}
		remarks[p.Field] = remark(p.Field, choice)
		return
	}
	if p.Kind == schema.Choice && len(p.Children) > 1 {
		var alternatives []string
		for _, c := range p.Children {
			var names []string
			for _, f := range c.Fields() {
				names = append(names, f.Wire.Local)
			}
			alternatives = append(alternatives, strings.Join(names, "+"))
		}
		choice = "choose " + wire.OrList(alternatives)
		if !isRequired {
			choice += ", or none"
		}
	}
	for _, c := range p.Children {
		remarkContent(remarks, c, isRequired, choice)
	}
}

func need(isRequired bool) string {
	if isRequired {
		return "required"
	}
	return "optional"
}

// remark completes the remark of f, which begins with start.
func remark(f *schema.Field, start string) string {
	parts := []string{start}
	if f.Form == schema.BySlice {
		switch least, most := f.Min, f.Max; {
		case f.Items != nil: // in JSON
			parts = append(parts, count(f.Items.MinLength, f.Items.MaxLength))
		case most == schema.Unbounded:
			parts = append(parts, count(&least, nil))
		default:
			parts = append(parts, count(&least, &most))
		}
	}
	if f.Type.Kind == schema.Enum {
		var values []string
		for _, v := range f.Type.Values {
			values = append(values, v.Value)
		}
		if f.Type.Open {
			parts = append(parts, "such as "+wire.OrList(values))
		} else {
			parts = append(parts, "one of "+strings.Join(values, ", "))
		}
	}
	if f.Fixed != nil {
		parts = append(parts, "always "+*f.Fixed)
	} else if f.Default != nil {
		parts = append(parts, "default "+*f.Default)
	}
	if f.Deprecated != "" {
		parts = append(parts, "deprecated")
	}
	return strings.Join(strings.Fields(strings.Join(parts, "; ")), " ")
}

// count says how many items a list has; nil is no limit.
func count(least, most *int) string {
	switch {
	case most == nil && (least == nil || *least <= 1):
		return "any number"
	case most == nil:
		return fmt.Sprintf("at least %d", *least)
	case least == nil:
		return fmt.Sprintf("at most %d", *most)
	}
	return fmt.Sprintf("%d to %d", *least, *most)
}
