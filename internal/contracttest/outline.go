// Outlines: the types of a model as text.

package contracttest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// Outline returns the types as text: a line for a type, then a line for each attribute and particle. A field that
// stands in several places is marked where it does so again.
func Outline(types []*schema.Type) string {
	var b strings.Builder
	for _, t := range types {
		kind := [...]string{"builtin", "simple", "enum", "list", "map", "struct", "one-of"}[t.Kind]
		fmt.Fprintf(&b, "%s %s", kind, t.Wire.Local)
		if t.Owner != nil {
			fmt.Fprintf(&b, " in %s", t.Owner.Wire.Local)
		}
		for _, flag := range []struct {
			name string
			set  bool
		}{
			{"open", t.Open}, {"group", t.Group}, {"mixed", t.Mixed}, {"abstract", t.Abstract},
			{"+attributes" + wildcard(t.OtherAttributes), t.OtherAttributes != nil},
		} {
			if flag.set {
				b.WriteString(" " + flag.name)
			}
		}
		if t.Builtin != "" {
			fmt.Fprintf(&b, " %s", t.Builtin)
		}
		if t.Item != nil {
			fmt.Fprintf(&b, " of %s", t.Item.Wire.Local)
		}
		if t.Base != nil {
			fmt.Fprintf(&b, " from %s", t.Base.Wire.Local)
		}
		for i, d := range t.Derived {
			b.WriteString([]string{" also ", ", "}[min(i, 1)] + d.Wire.Local)
		}
		for _, v := range t.Values {
			fmt.Fprintf(&b, " %q", v.Value)
		}
		b.WriteString(facets(t.Facets) + "\n")
		for _, a := range t.Attributes {
			fmt.Fprintf(&b, "  @%s\n", field(a))
		}
		if t.Value != nil {
			fmt.Fprintf(&b, "  =%s\n", t.Value.Type.Wire.Local+facets(t.Value.Type.Facets))
		}
		particle(&b, t.Content, "  ", map[*schema.Field]bool{})
	}
	return b.String()
}

func particle(b *strings.Builder, p *schema.Particle, indent string, seen map[*schema.Field]bool) {
	if p == nil {
		return
	}
	kind := [...]string{"", "sequence", "choice", "all", "any ", "repeat "}[p.Kind]
	if p.Field != nil {
		again := ""
		if seen[p.Field] {
			again = " again"
		}
		seen[p.Field] = true
		fmt.Fprintf(b, "%s%s%s%s%s\n", indent, kind, field(p.Field), occurrence(p.Min, p.Max), again)
		return
	}
	fmt.Fprintf(b, "%s%s%s\n", indent, kind, occurrence(p.Min, p.Max))
	for _, c := range p.Children {
		particle(b, c, indent+"  ", seen)
	}
}

func occurrence(min, max int) string {
	switch {
	case min == 1 && max == 1:
		return ""
	case max == schema.Unbounded:
		return fmt.Sprintf(" %d..", min)
	}
	return fmt.Sprintf(" %d..%d", min, max)
}

func field(f *schema.Field) string {
	s := f.Wire.String() + " " + [...]string{"", "*", "[]"}[f.Form] + f.Type.Wire.Local
	if f.Min == 0 {
		s += " optional"
	}
	if f.Nillable {
		s += " nillable"
	}
	s += wildcard(f.Wildcard)
	if f.Default != nil {
		s += " default=" + strconv.Quote(*f.Default)
	}
	if f.Fixed != nil {
		s += " fixed=" + strconv.Quote(*f.Fixed)
	}
	return s
}

func wildcard(w *schema.Wildcard) string {
	if w == nil {
		return ""
	}
	s := ""
	if w.Listed {
		s = " of"
	} else if len(w.Spaces) > 0 {
		s = " not of"
	}
	for _, space := range w.Spaces {
		s += fmt.Sprintf(" %q", space)
	}
	if !w.Strict {
		s += " lax"
	}
	return s
}

func facets(f *schema.Facets) string {
	if f == nil {
		return ""
	}
	var s string
	for _, count := range []struct {
		name  string
		value *int
	}{
		{"length", f.Length}, {"minLength", f.MinLength}, {"maxLength", f.MaxLength}, {"totalDigits", f.TotalDigits},
		{"fractionDigits", f.FractionDigits},
	} {
		if count.value != nil {
			s += fmt.Sprintf(" %s=%d", count.name, *count.value)
		}
	}
	for _, bound := range []struct {
		name  string
		value *string
	}{
		{"minInclusive", f.MinInclusive}, {"maxInclusive", f.MaxInclusive}, {"minExclusive", f.MinExclusive},
		{"maxExclusive", f.MaxExclusive},
	} {
		if bound.value != nil {
			s += " " + bound.name + "=" + *bound.value
		}
	}
	for _, group := range f.Patterns {
		s += " pattern=" + strings.Join(group, "|")
	}
	return s
}
