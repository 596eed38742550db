// Descriptions: the tags of a struct's fields, and the table in xml.go of a generated package, by which the runtime
// reads, writes and checks the contract's types.

package templates

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/pattern"
)

// description describes the types of a contract: the content of the tags and of the table.
type description struct {
	prefixes map[string]string                             // by namespace
	known    map[string]string                             // names of simple types, by the content of their descriptions
	spaces   []contract.Namespace                          // in the order of the table
	tags     map[*schema.Type]map[string]contract.FieldTag // of structs, by the Go names of their fields
	simple   []contract.SimpleType
	content  []contract.ContentModel
	named    []*schema.Type // the structs that xsi:type can name
	elements []*element

	encodedMessages, encodedStructs []encodedStruct
	encodedValues                   []encodedValue
}

// tag returns a qualified name with its prefix.
func (d *description) tag(name schema.QName) string {
	if prefix := d.prefixes[name.Space]; prefix != "" {
		return prefix + ":" + name.Local
	}
	return name.Local
}

// describer builds a description.
type describer struct {
	*plan
	description
	keys  map[*schema.Type]string // the names of simple types
	taken map[string]bool         // … and all names in use
	last  map[string]int          // the last number after each name
}

// describe describes the types and messages of the contract.
func (p *plan) describe() {
	d := &describer{plan: p, keys: map[*schema.Type]string{}, taken: map[string]bool{}, last: map[string]int{}}
	d.prefixes, d.tags = map[string]string{"": ""}, map[*schema.Type]map[string]contract.FieldTag{}
	d.known = map[string]string{}
	for _, n := range p.api.SOAP.Namespaces {
		d.prefixes[n.URI] = n.Prefix
		d.spaces = append(d.spaces, contract.Namespace{Prefix: n.Prefix, URI: n.URI})
	}
	for _, t := range p.api.Types {
		if t.Kind != schema.Struct && declared(t) {
			d.taken[t.Name] = true
		}
	}
	if p.shared != nil {
		for _, s := range p.shared.description.simple {
			d.taken[s.Name] = true
		}
	}
	for _, t := range p.api.Types {
		if t.Kind == schema.Struct {
			d.tags[t] = d.structTags(t)
			d.model(t)
		}
	}
	for _, m := range p.messages {
		d.prefix(m.Element.Space)
	}
	d.named = d.namedTypes()
	d.elements = d.messageElements()
	d.describeEncoding()
	slices.SortFunc(d.simple, func(a, b contract.SimpleType) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(d.content, func(a, b contract.ContentModel) int { return cmp.Compare(a.Type, b.Type) })
	p.description = &d.description
	p.checkShared()
}

// prefix returns the prefix of a namespace. A namespace without elements and attributes of the contract gets one here.
func (d *describer) prefix(uri string) string {
	if prefix, ok := d.prefixes[uri]; ok {
		return prefix
	}
	var shared description
	if d.shared != nil {
		shared = *d.shared.description
	}
	prefix, ok := shared.prefixes[uri]
	for n := len(d.spaces) + 1; !ok; n++ {
		prefix = "_" + strconv.Itoa(n)
		isIt := func(n contract.Namespace) bool { return n.Prefix == prefix }
		ok = !slices.ContainsFunc(d.spaces, isIt) && !slices.ContainsFunc(shared.spaces, isIt)
	}
	d.prefixes[uri] = prefix
	d.spaces = append(d.spaces, contract.Namespace{Prefix: prefix, URI: uri})
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
	for _, leaf := range leaves(t.Content) {
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
			tags[nilFlag(f)] = contract.FieldTag{Name: f.Name, Role: contract.NilField, Max: -1}
		}
	}
	if t.OtherAttributes != nil {
		tag := contract.FieldTag{Role: contract.AttributesField, Max: -1}
		d.wildcard(&tag, t.OtherAttributes)
		tags[otherAttributes] = tag
	}
	if t.Mixed {
		tags[mixedContent] = contract.FieldTag{Role: contract.MixedField, Max: -1}
	}
	return tags
}

// fieldTag returns the tag of the field f, whose element, attribute or group occurs min to max times.
func (d *describer) fieldTag(f *schema.Field, role contract.FieldRole, min, max int) contract.FieldTag {
	d.prefix(f.Wire.Space)
	tag := contract.FieldTag{Name: d.tag(f.Wire), Role: role, Nillable: f.Nillable, Secret: f.Secret, Max: -1,
		Default: f.Implied(), Fixed: f.Fixed}
	if f.Fixed != nil && f.Type.Kind == schema.List {
		d.diagnostics.Warnf(f.Pos, "the fixed value %.40q is not checked: lists are not compared", *f.Fixed)
	}
	switch {
	case f.Form == schema.BySlice:
		tag.Min, tag.Max = min, max
	case f.Form == schema.ByPointer && f.Wildcard == nil && !polymorphic(f.Type):
		tag.Required = f.Required()
	default:
		tag.Optional = !f.Required()
	}
	if role != contract.WildcardField && f.Type.Kind != schema.Struct && !isOpen(f.Type) {
		key, goName := d.simpleType(f.Type), d.goName(f.Type)
		tag.Own = len(goImports(f)) > 0
		isBytes := f.Form == schema.BySlice && goName == "uint8" // which has the Go type of base64Binary
		if key != goName && key != datatype.NamedDefault(goName) || isBytes || tag.Own {
			tag.Type = key
		}
	}
	return tag
}

// goName returns the name of the Go type of a simple value.
func (p *plan) goName(t *schema.Type) string {
	switch {
	case t.GoType != nil || t.Kind == schema.List:
		return ""
	case declared(t):
		return t.Name
	}
	return p.basic(t).Type
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
	if declared(t) {
		description.Name = t.Name
	} else {
		content := fmt.Sprintf("%#v", description)
		if key, ok := d.known[content]; ok {
			d.keys[t] = key
			return key
		}
		if d.shared != nil {
			description.Name = d.shared.description.known[content]
		}
		if description.Name == "" {
			description.Name = d.name(t)
		}
		d.known[content] = description.Name
	}
	d.keys[t] = description.Name
	d.simple = append(d.simple, description)
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
		d.useValue(t)
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
	if p == nil || p.Kind == schema.Sequence && p.Min == 1 && !slices.ContainsFunc(p.Children, isGroup) {
		return
	}
	model := contentModel(p).String()
	if parsed, err := contract.ParseContentModel(model); err != nil || parsed.String() != model {
		d.fail("xml.go", fmt.Errorf("the runtime does not understand the content model %q: %w", model, err))
	}
	d.content = append(d.content, contract.ContentModel{Type: t.Name, Model: model})
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
		if polymorphic(t) {
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
		if isNamed && (heads[t] || d.values[schema.AnyType]) && !seen[t.Wire] {
			seen[t.Wire] = true
			named = append(named, t)
		}
	}
	for _, t := range named {
		d.prefix(t.Wire.Space)
	}
	slices.SortFunc(named, func(a, b *schema.Type) int { return cmp.Compare(d.tag(a.Wire), d.tag(b.Wire)) })
	return named
}

// messageElements returns the elements of messages that need an entry in the table.
func (d *describer) messageElements() []*element {
	byName := map[string]*element{}
	var list []*element
	for _, m := range d.messages {
		name := d.tag(m.Element)
		var more []string
		for _, n := range d.api.SOAP.Namespaces {
			if n.URI != m.Element.Space && d.namespaces[m.Type][n.URI] {
				more = append(more, n.Prefix)
			}
		}
		if len(more) == 0 && !polymorphic(m.Type) {
			continue
		}
		e := byName[name]
		if e == nil {
			e = &element{name: name}
			byName[name] = e
			list = append(list, e)
		}
		for _, prefix := range more {
			if !slices.Contains(e.prefixes, prefix) {
				e.prefixes = append(e.prefixes, prefix)
			}
		}
		if polymorphic(m.Type) {
			e.head = m.Type
		}
	}
	slices.SortFunc(list, func(a, b *element) int { return cmp.Compare(a.name, b.name) })
	return list
}

// element is an entry of the table.
type element struct {
	name     string
	prefixes []string
	head     *schema.Type
}

// typeTable writes the table.
func (f *file) typeTable() {
	d := f.g.description
	var spaces, simple, content, named, elements []*entry
	for _, t := range d.named {
		e := new(entry)
		e.text("Name", d.tag(t.Wire))
		e.set("Value", nilPointer(t.Name))
		if polymorphic(t) {
			e.set("Any", nilPointer(t.Interface))
		}
		if t.Abstract {
			e.set("Abstract", "true")
		}
		named = append(named, e)
	}
	for _, m := range d.elements {
		e := new(entry)
		e.text("Name", m.name)
		if len(m.prefixes) > 0 {
			e.text("Prefixes", strings.Join(m.prefixes, " "))
		}
		if m.head != nil {
			e.set("Any", nilPointer(m.head.Interface))
		}
		elements = append(elements, e)
	}
	for _, s := range d.simple {
		simple = append(simple, entryOf(s))
	}
	for _, c := range d.content {
		content = append(content, entryOf(c))
	}
	for _, s := range d.spaces {
		e := new(entry)
		e.text("Prefix", s.Prefix)
		e.text("URI", s.URI)
		spaces = append(spaces, e)
	}
	var b strings.Builder
	b.WriteString("var contractTypes = xmltype.New(&contract.Types{\n")
	for _, list := range []struct {
		field, typ string
		entries    []*entry
	}{{"Namespaces", "Namespace", spaces}, {"Simple", "SimpleType", simple}, {"Content", "ContentModel", content},
		{"Named", "NamedType", named}, {"Elements", "Element", elements}} {
		if len(list.entries) > 0 || list.field == "Namespaces" {
			b.WriteString("\t" + list.field + ": " + f.list("contract."+list.typ, 2, list.entries) + ",\n")
		}
	}
	if n := f.g.api.SOAP.MaxDepth; n > 0 {
		fmt.Fprintf(&b, "\tMaxDepth: %d,\n", n)
	}
	b.WriteString("})")
	f.text("", "contractTypes describes the contract's types, together with the tags of their fields.",
		b.String(), f.g.room("contract"), f.g.room("xmltype"))
}

// nilPointer returns the expression of a nil pointer to the type called name.
func nilPointer(name string) string { return "(*" + name + ")(nil)" }
