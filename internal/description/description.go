// Package description describes the XML types of a contract for the runtime's engine, which reads, writes and checks values
// by it: the tags of the fields of structs, and the table of the contract. Generated code carries them as Go source; the
// kernel builds its types from them when it runs.
package description

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// The names of fields that structs of generated code have for content that the contract does not name.
const (
	OtherAttributes = "OtherAttributes"
	MixedContent    = "Content"
)

// Description describes the types of a contract.
type Description struct {
	Namespaces []contract.Namespace                          // in the order of the table
	Tags       map[*schema.Type]map[string]contract.FieldTag // of structs, by the Go names of their fields
	Simple     []contract.SimpleType
	Content    []contract.ContentModel
	Named      []*schema.Type // the structs that xsi:type can name
	Elements   []*Element
	Messages   []*schema.Message // of all operations, each once
	Values     []*schema.Type    // the simple types with a description of their own values

	EncodedMessages, EncodedStructs []EncodedStruct
	EncodedValues                   []EncodedValue

	prefixes map[string]string       // by namespace
	known    map[string]string       // names of simple types, by the content of their descriptions
	keys     map[*schema.Type]string // the names of simple types
}

// Element is an element that needs an entry in the table.
type Element struct {
	Name     string
	Prefixes []string
	Head     *schema.Type // nil if values have one type
}

// Tag returns a qualified name with its prefix.
func (d *Description) Tag(name schema.QName) string {
	if prefix := d.prefixes[name.Space]; prefix != "" {
		return prefix + ":" + name.Local
	}
	return name.Local
}

// MessageTag returns the qualified name of the element of m with its prefix.
func (d *Description) MessageTag(m *schema.Message) string {
	if m.IsBody() {
		return soap.Body
	}
	return d.Tag(m.Element)
}

// Prefixes returns the prefixes of namespaces.
func (d *Description) Prefixes() map[string]string { return d.prefixes }

// SimpleName returns the name of the description of t, the simple type of a field.
func (d *Description) SimpleName(t *schema.Type) string { return d.keys[t] }

// describer builds a description.
type describer struct {
	Description
	api         *schema.API
	diagnostics schema.Diagnostics
	shared      *Description                     // of the package of the types that clients share; nil for none
	namespaces  map[*schema.Type]map[string]bool // for every struct those of the elements and attributes in and below it
	takesAny    bool                             // a value can have any type that has a name
	taken       map[string]bool                  // the names of simple types in use
	last        map[string]int                   // the last number after each name
}

// Describe describes the types and messages of api, a WSDL whose Go names [schema.Name] has chosen. shared is the
// description of the types that its client shares with others, nil for none. The diagnostics are warnings about facets
// that are not checked.
func Describe(api *schema.API, shared *Description) (*Description, schema.Diagnostics) {
	d := &describer{api: api, shared: shared, taken: map[string]bool{}, last: map[string]int{}}
	d.prefixes, d.Tags = map[string]string{"": ""}, map[*schema.Type]map[string]contract.FieldTag{}
	d.known, d.keys = map[string]string{}, map[*schema.Type]string{}
	d.findMessages()
	d.findNamespaces()
	for _, n := range api.SOAP.Namespaces {
		d.prefixes[n.URI] = n.Prefix
		d.Namespaces = append(d.Namespaces, contract.Namespace{Prefix: n.Prefix, URI: n.URI})
	}
	for _, t := range api.Types {
		if t.Kind != schema.Struct && t.Name != "" {
			d.taken[t.Name] = true
		}
		d.takesAny = d.takesAny || slices.ContainsFunc(t.Fields(), hasAny)
	}
	if shared != nil {
		for _, s := range shared.Simple {
			d.taken[s.Name] = true
		}
	}
	for _, t := range api.Types {
		if t.Kind == schema.Struct {
			d.Tags[t] = d.structTags(t)
			d.model(t)
		}
	}
	for _, m := range d.Messages {
		if !m.IsBody() {
			d.prefix(m.Element.Space)
		}
	}
	d.Named = d.namedTypes()
	d.Elements = d.messageElements()
	d.describeEncoding()
	slices.SortFunc(d.Simple, func(a, b contract.SimpleType) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(d.Content, func(a, b contract.ContentModel) int { return cmp.Compare(a.Type, b.Type) })
	return &d.Description, d.diagnostics
}

// hasAny reports whether values of f can have any type that has a name.
func hasAny(f *schema.Field) bool { return f.Wildcard == nil && f.Type.IsOpen() }

// prefix returns the prefix of a namespace. A namespace without elements and attributes of the contract gets one here.
func (d *describer) prefix(uri string) string {
	if prefix, ok := d.prefixes[uri]; ok {
		return prefix
	}
	var shared Description
	if d.shared != nil {
		shared = *d.shared
	}
	prefix, ok := shared.prefixes[uri]
	for n := len(d.Namespaces) + 1; !ok; n++ {
		prefix = "_" + strconv.Itoa(n)
		isIt := func(n contract.Namespace) bool { return n.Prefix == prefix }
		ok = !slices.ContainsFunc(d.Namespaces, isIt) && !slices.ContainsFunc(shared.Namespaces, isIt)
	}
	d.prefixes[uri] = prefix
	d.Namespaces = append(d.Namespaces, contract.Namespace{Prefix: prefix, URI: uri})
	return prefix
}

// structTags returns the tags of the fields of the struct t, by their Go names.
func (d *describer) structTags(t *schema.Type) map[string]contract.FieldTag {
	tags := map[string]contract.FieldTag{}
	for _, a := range t.Attributes {
		tags[a.Name] = d.fieldTag(a, contract.AttributeField, a.Min, a.Max)
	}
	if t.Value != nil {
		tag := d.fieldTag(t.Value, contract.ValueField, t.Value.Min, 1)
		tag.Name = ""
		tags[t.Value.Name] = tag
	}
	for _, leaf := range t.Content.Leaves() {
		role := contract.ElementField
		switch leaf.Kind {
		case schema.Any:
			role = contract.WildcardField
		case schema.Repeat:
			role = contract.GroupField
		}
		f := leaf.Field
		if _, ok := tags[f.Name]; ok {
			continue // it is in several alternatives of a choice
		}
		tag := d.fieldTag(f, role, leaf.Min, leaf.Max)
		if role == contract.WildcardField {
			d.wildcard(&tag, f.Wildcard)
		}
		tags[f.Name] = tag
		if f.HasFlag() {
			tags[f.NilName] = contract.FieldTag{Name: f.Name, Role: contract.NilField, Max: -1}
		}
	}
	if t.OtherAttributes != nil {
		tag := contract.FieldTag{Role: contract.AttributesField, Max: -1}
		d.wildcard(&tag, t.OtherAttributes)
		tags[OtherAttributes] = tag
	}
	if t.Mixed {
		tags[MixedContent] = contract.FieldTag{Role: contract.MixedField, Max: -1}
	}
	return tags
}

// fieldTag returns the tag of the field f, whose element, attribute or group occurs min to max times.
func (d *describer) fieldTag(f *schema.Field, role contract.FieldRole, min, max int) contract.FieldTag {
	d.prefix(f.Wire.Space)
	tag := contract.FieldTag{Name: d.Tag(f.Wire), Role: role, Nillable: f.Nillable, Secret: f.Secret, Max: -1,
		Default: f.Implied(), Fixed: f.Fixed, Referred: f.Type.Builtin == schema.ReferredAttachment}
	if f.Fixed != nil && f.Type.Kind == schema.List {
		d.diagnostics.Warnf(f.Pos, "the fixed value %.40q is not checked: lists are not compared", *f.Fixed)
	}
	switch {
	case f.Form == schema.BySlice:
		tag.Min, tag.Max = min, max
	case f.Form == schema.ByPointer && f.Wildcard == nil && !f.Type.IsPolymorphic():
		tag.Required = f.Required()
	default:
		tag.Optional = !f.Required()
	}
	if role != contract.WildcardField && f.Type.Kind != schema.Struct && !f.Type.IsOpen() && !f.Type.IsAttachment() {
		key, goName := d.simpleType(f.Type), goName(f.Type)
		tag.Own = f.Type.HasGoType()
		isBytes := f.Form == schema.BySlice && goName == "uint8" // which has the Go type of base64Binary
		if key != goName && key != datatype.NamedDefault(goName) || isBytes || tag.Own {
			tag.Type = key
		}
	}
	return tag
}

// goName returns the name of the Go type of a simple value.
func goName(t *schema.Type) string {
	switch {
	case t.GoType != nil || t.Kind == schema.List:
		return ""
	case t.Name != "":
		return t.Name
	}
	return schema.HeldInteger(t).Go().Type
}

// wildcard sets the namespaces that w allows.
func (d *describer) wildcard(tag *contract.FieldTag, w *schema.Wildcard) {
	tag.Name, tag.Listed = "", w.Listed
	if tag.Role == contract.WildcardField {
		tag.Name = "any"
	}
	for _, space := range w.Spaces {
		if space == "" {
			tag.Spaces = append(tag.Spaces, "-")
		} else {
			tag.Spaces = append(tag.Spaces, d.prefix(space))
		}
	}
}

// simpleType returns the name of the simple type t, and describes it if it is not built in.
func (d *describer) simpleType(t *schema.Type) string {
	if key, ok := d.keys[t]; ok {
		return key
	}
	description := d.describeSimple(t)
	if reflect.DeepEqual(description, contract.SimpleType{Base: description.Base}) {
		d.keys[t] = description.Base
		return description.Base
	}
	if t.Name != "" {
		description.Name = t.Name
	} else {
		content := fmt.Sprintf("%#v", description)
		if key, ok := d.known[content]; ok {
			d.keys[t] = key
			return key
		}
		if d.shared != nil {
			description.Name = d.shared.known[content]
		}
		if description.Name == "" {
			description.Name = d.name(t)
		}
		d.known[content] = description.Name
	}
	d.keys[t] = description.Name
	d.Simple = append(d.Simple, description)
	return description.Name
}

// name returns a new name for the description of t, which has no Go type of its own.
func (d *describer) name(t *schema.Type) string {
	base := lowerFirst(schema.Identifier(t.Wire.Local))
	name := base
	for d.taken[name] || isBuiltin(name) {
		d.last[base]++
		name = base + strconv.Itoa(d.last[base]+1)
	}
	d.taken[name] = true
	return name
}

// isBuiltin reports whether name is that of a built-in type.
func isBuiltin(name string) bool { return schema.BuiltinType(name).Go().Type != "" }

// describeSimple returns the description of the simple type t, without a name.
func (d *describer) describeSimple(t *schema.Type) contract.SimpleType {
	var s contract.SimpleType
	if t.Kind == schema.List {
		s.List = d.simpleType(t.Item)
	} else {
		s.Base = string(schema.HeldInteger(t))
		d.Values = append(d.Values, t)
	}
	if s.Open = t.Open && !slices.ContainsFunc(t.Members, takesAnyText); !t.Open || s.Open {
		for _, v := range t.Values {
			s.Values = append(s.Values, v.Value)
		}
		for _, m := range t.Members {
			s.Union = append(s.Union, d.simpleType(m))
		}
	}
	if f := t.Facets; f != nil {
		d.facets(&s, t, f)
	}
	if held := schema.HeldInteger(t); held != t.Builtin && t.Kind != schema.Enum {
		restoreBounds(&s, t.Builtin, held)
	}
	return s
}

// restoreBounds gives s, a 64-bit integer in Go, the bounds of the built-in type that it restricts.
func restoreBounds(s *contract.SimpleType, builtin, held schema.BuiltinType) {
	min, max := builtin.Range()
	heldMin, heldMax := held.Range()
	if s.MinInclusive == "" && s.MinExclusive == "" && min != heldMin {
		s.MinInclusive = min
	}
	if s.MaxInclusive == "" && s.MaxExclusive == "" && max != heldMax {
		s.MaxInclusive = max
	}
}

// takesAnyText reports whether every text is a value of t, so that a union with it has all values.
func takesAnyText(t *schema.Type) bool {
	return t.Kind == schema.Builtin && t.Builtin.TakesAnyText()
}

// facets sets the facets of t.
func (d *describer) facets(s *contract.SimpleType, t *schema.Type, f *schema.Facets) {
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	s.MinLength, s.MaxLength = number(f.MinLength), number(f.MaxLength)
	if f.Length != nil {
		s.MinLength, s.MaxLength = number(f.Length), number(f.Length)
	}
	s.TotalDigits, s.FractionDigits = number(f.TotalDigits), number(f.FractionDigits)
	for _, bound := range []struct {
		limit *string
		to    *string
	}{{f.MinInclusive, &s.MinInclusive}, {f.MaxInclusive, &s.MaxInclusive}, {f.MinExclusive, &s.MinExclusive},
		{f.MaxExclusive, &s.MaxExclusive}} {
		switch {
		case bound.limit == nil:
		case datatype.IsOrdered(string(t.Builtin), *bound.limit):
			*bound.to = *bound.limit
		default:
			d.omit(t, "the bound %.40q of xs:%s", *bound.limit, t.Builtin)
		}
	}
	switch {
	case len(f.Patterns) == 0:
	case t.Builtin == schema.QNameType:
		d.omit(t, "a pattern of xs:%s", t.Builtin)
	default:
		for _, group := range f.Patterns {
			text, err := pattern.Translate(group)
			if err != nil {
				d.omit(t, "the pattern %.60q %v", group[0], err)
				continue
			}
			s.Patterns = append(s.Patterns, text)
		}
	}
}

// omit warns that a facet of t is not checked.
func (d *describer) omit(t *schema.Type, format string, args ...any) {
	pos := t.Pos
	if t.Facets != nil {
		pos = t.Facets.Pos
	}
	d.diagnostics.Warnf(pos, format+": it is not checked", args...)
}

// model adds the content of the struct t, unless it is just a sequence of its fields.
func (d *describer) model(t *schema.Type) {
	p := t.Content
	if p == nil || p.Kind == schema.Sequence && p.Min == 1 && !slices.ContainsFunc(p.Children, func(c *schema.Particle) bool { return c.Field == nil }) {
		return
	}
	model := contentModel(p).String()
	if parsed, err := contract.ParseContentModel(model); err != nil || parsed.String() != model {
		d.diagnostics.Faultf(t.Pos, "the runtime does not understand the content model %q: %v", model, err)
	}
	d.Content = append(d.Content, contract.ContentModel{Type: t.Name, Model: model})
}

// contentModel returns p as the runtime has it.
func contentModel(p *schema.Particle) *contract.Particle {
	kinds := map[schema.ParticleKind]contract.ParticleKind{schema.Sequence: contract.Sequence, schema.Choice: contract.Choice,
		schema.All: contract.All}
	q := &contract.Particle{Kind: kinds[p.Kind], Min: p.Min, Max: p.Max}
	if p.Field != nil {
		q.Field = p.Field.Name
	}
	for _, c := range p.Children {
		q.Children = append(q.Children, contentModel(c))
	}
	return q
}

// namedTypes returns the structs that xsi:type can name: those of hierarchies, and all if a value can be of any type.
func (d *describer) namedTypes() []*schema.Type {
	heads := map[*schema.Type]bool{}
	for _, t := range d.api.Types {
		if t.IsPolymorphic() {
			heads[t] = true
			for _, derived := range t.Derived {
				heads[derived] = true
			}
		}
	}
	var named []*schema.Type
	seen := map[schema.QName]bool{}
	for _, t := range d.api.Types {
		isNamed := t.Kind == schema.Struct && t.Owner == nil && !t.Group
		if isNamed && (heads[t] || d.takesAny) && !seen[t.Wire] {
			seen[t.Wire] = true
			named = append(named, t)
		}
	}
	for _, t := range named {
		d.prefix(t.Wire.Space)
	}
	slices.SortFunc(named, func(a, b *schema.Type) int { return cmp.Compare(d.Tag(a.Wire), d.Tag(b.Wire)) })
	return named
}

// messageElements returns the elements of messages that need an entry in the table.
func (d *describer) messageElements() []*Element {
	byName := map[string]*Element{}
	var list []*Element
	for _, m := range d.Messages {
		name := d.MessageTag(m)
		var more []string
		for _, n := range d.api.SOAP.Namespaces {
			if n.URI != m.Element.Space && d.namespaces[m.Type][n.URI] {
				more = append(more, n.Prefix)
			}
		}
		if len(more) == 0 && !m.Type.IsPolymorphic() {
			continue
		}
		e := byName[name]
		if e == nil {
			e = &Element{Name: name}
			byName[name] = e
			list = append(list, e)
		}
		for _, prefix := range more {
			if !slices.Contains(e.Prefixes, prefix) {
				e.Prefixes = append(e.Prefixes, prefix)
			}
		}
		if m.Type.IsPolymorphic() {
			e.Head = m.Type
		}
	}
	slices.SortFunc(list, func(a, b *Element) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// PartTag returns the tag of the field of a part beside the envelope: its name, its content type if it has only one, and
// whether it is the whole message.
func PartTag(part *schema.Field) string {
	text := part.Wire.Local
	if only := part.ContentTypes[0]; len(part.ContentTypes) == 1 && !strings.Contains(only, "*") {
		text += "," + only
	}
	if part.Alone {
		text += ",alone"
	}
	return "part:" + strconv.Quote(text)
}

// lowerFirst returns s with its first character in lower case.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
