// Traits: what two contracts must say alike of a type that their clients share.

package schema

import (
	"slices"
	"strconv"
	"strings"
)

// trait is something that is the same in two types if they are the same in Go and in documents.
type trait struct {
	text string
	pos  Pos
}

// traits returns all that the declaration of t in Go and its form in documents depend on, except for names that
// [Name] chooses and marks of settings.
func (s *sharer) traits(t *Type) []trait {
	list := []trait{{s.own(t), t.Pos}}
	for _, v := range t.Values {
		list = append(list, trait{"the value " + strconv.Quote(v.Value), v.Pos})
	}
	for _, a := range t.Alternatives {
		list = append(list, trait{"the alternative " + strconv.Quote(a.Value) + " " + s.ids[a.Type], a.Pos})
	}
	for i, f := range t.Fields() {
		kind := "element "
		switch {
		case i < len(t.Attributes):
			kind = "attribute "
		case f == t.Value:
			kind = "content "
		case f.Type.Group:
			kind = "group "
		}
		list = append(list, trait{kind + s.field(f), f.Pos})
	}
	if t.Content != nil {
		list = append(list, trait{"the content model " + model(t.Content, t.Content.Fields()), t.Pos})
	}
	return list
}

// own returns the traits of t without those of its fields and constants.
func (s *sharer) own(t *Type) string {
	var b strings.Builder
	switch {
	case t.Kind == Struct:
		b.WriteString("a content of elements and attributes")
	case t.Kind == List:
		b.WriteString("lists of " + s.reference(t.Item))
	case t.Kind == Map:
		b.WriteString("maps of " + s.reference(t.Item))
	case t.Kind == OneOf:
		b.WriteString("alternatives by " + strconv.Quote(t.Discriminator))
	default:
		b.WriteString("values of xs:" + string(t.Builtin))
	}
	add := func(condition bool, words string) {
		if condition {
			b.WriteString(", " + words)
		}
	}
	add(t.Kind == Enum, "enumerated")
	add(t.Open, "open")
	add(t.Group, "grouped")
	add(t.Mixed, "mixed")
	add(t.Abstract, "abstract")
	add(t.NilItems, "some of them null")
	add(t.KeepUnknown, "with unknown members")
	if t.Tag != nil {
		add(true, "the "+t.Tag.Name+" "+strconv.Quote(t.Tag.Value))
	}
	if t.File != nil {
		add(true, "the file "+t.File.Wire.Local)
	}
	for _, m := range t.Members {
		add(true, "the member "+s.reference(m))
	}
	var derived []string
	for _, d := range t.Derived {
		derived = append(derived, s.ids[d])
	}
	slices.Sort(derived) // the order depends on that of the imports
	for _, id := range derived {
		add(true, "the derived "+id)
	}
	if t.Facets != nil {
		add(true, "the facets "+facetText(t.Facets))
	}
	if t.GoType != nil {
		add(true, "the Go type "+t.GoType.Path+"."+t.GoType.Name)
	}
	if w := t.OtherAttributes; w != nil {
		add(true, "other attributes "+wildcardText(w))
	}
	return b.String()
}

// reference returns what identifies t: its identity, or the traits of a type without a declaration.
func (s *sharer) reference(t *Type) string {
	if isDeclared(t) {
		return s.ids[t]
	}
	text := s.own(t)
	for _, v := range t.Values {
		text += ", the value " + strconv.Quote(v.Value)
	}
	return text
}

// field returns the traits of f.
func (s *sharer) field(f *Field) string {
	text := f.Wire.String() + " with " + s.reference(f.Type)
	add := func(condition bool, words string) {
		if condition {
			text += ", " + words
		}
	}
	switch {
	case f.Max == Unbounded:
		add(f.Min != 1 || f.Max != 1, strconv.Itoa(f.Min)+" times or more")
	default:
		add(f.Min != 1 || f.Max != 1, strconv.Itoa(f.Min)+" to "+strconv.Itoa(f.Max)+" times")
	}
	add(f.Form == ByPointer, "as a pointer")
	add(f.Form == BySlice, "as a list")
	add(f.Nillable, "nillable")
	add(f.NilList, "as a whole")
	if f.Items != nil {
		add(true, "the items "+facetText(f.Items))
	}
	if f.Default != nil {
		add(true, "default "+strconv.Quote(*f.Default))
	}
	if f.Fixed != nil {
		add(true, "fixed "+strconv.Quote(*f.Fixed))
	}
	if f.Wildcard != nil {
		add(true, wildcardText(f.Wildcard))
	}
	return text
}

// model returns a content model whose leaves are the indexes of fields.
func model(p *Particle, fields []*Field) string {
	text := []string{"element", "sequence", "choice", "all", "any", "repeat"}[p.Kind] + " " + strconv.Itoa(p.Min) + " to " +
		strconv.Itoa(p.Max)
	if p.Field != nil {
		text += " " + p.Field.Wire.Local + " " + strconv.Itoa(slices.Index(fields, p.Field)+1)
	}
	for _, c := range p.Children {
		text += " (" + model(c, fields) + ")"
	}
	return text
}

// wildcardText returns what w allows.
func wildcardText(w *Wildcard) string {
	text := "of all namespaces but "
	if w.Listed {
		text = "of the namespaces "
	}
	return text + strings.Join(w.Spaces, " ")
}

// facetText returns f in words.
func facetText(f *Facets) string {
	var words []string
	count := func(name string, n *int) {
		if n != nil {
			words = append(words, name+" "+strconv.Itoa(*n))
		}
	}
	text := func(name string, s *string) {
		if s != nil {
			words = append(words, name+" "+strconv.Quote(*s))
		}
	}
	count("length", f.Length)
	count("minLength", f.MinLength)
	count("maxLength", f.MaxLength)
	count("totalDigits", f.TotalDigits)
	count("fractionDigits", f.FractionDigits)
	text("minInclusive", f.MinInclusive)
	text("maxInclusive", f.MaxInclusive)
	text("minExclusive", f.MinExclusive)
	text("maxExclusive", f.MaxExclusive)
	text("part", f.Regexp)
	for _, group := range f.Patterns {
		words = append(words, "pattern "+strconv.Quote(strings.Join(group, "|")))
	}
	return strings.Join(words, " ")
}
