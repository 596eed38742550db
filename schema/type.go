// Types, fields and particles: the shape of a contract's data.

package schema

// Unbounded is the Max of a particle that may occur any number of times.
const Unbounded = -1

// QName is a name in a namespace. JSON names have none.
type QName struct {
	Space, Local string
}

// String returns {namespace}local, or the local name alone.
func (n QName) String() string {
	if n.Space == "" {
		return n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// Kind is the form of a Type in Go.
type Kind uint8

const (
	// Builtin is a type without a declaration: the Go type of Type.Builtin.
	Builtin Kind = iota
	// Simple restricts a built-in type by facets. It has a declaration only if Type.Declared is set.
	Simple
	// Enum is a string type with constants.
	Enum
	// List is a slice: a list of Type.Item. In XML, its items are separated by white space.
	List
	// Map is a Go map: an object in JSON that has values of Type.Item by any names.
	Map
	// Struct is a struct with fields.
	Struct
	// OneOf is an interface: a JSON object of one of the types Type.Alternatives.
	OneOf
)

// Type is a type of the contract.
type Type struct {
	Name       string // Go name; "" for one without a declaration
	Wire       QName  // the contract's name; for an anonymous type, that of its element
	Doc        string
	Pos        Pos
	Kind       Kind
	Owner      *Type  // the type around an anonymous type or a group that repeats; nil for a named one
	DeclaredBy string // the kind of component that declares an anonymous type: "element", "result"; "" for a named one
	Port       *Port  // whose operation the type wraps the parts of a message of; nil for another type
	Deprecated string // why it should not be used any more, and what instead; "" if it is not deprecated

	// Examples are values that the documentation of the service shows: JSON or, of a simple type in XML, lexical forms.
	Examples []string

	// Builtin is the built-in type of a Builtin, Simple or Enum.
	Builtin BuiltinType
	// Facets restrict a Simple, Enum or List.
	Facets *Facets
	// Declared means that a Simple has a Go type of its own.
	Declared bool
	// Values are the constants of an Enum. Those of a Simple are the only qualified names that it takes, as QName.String
	// returns them.
	Values []*EnumValue
	// Open means that other values are valid too.
	Open bool
	// Item is the type of the items of a List or Map.
	Item *Type
	// NilItems means that the values of a Map can be null: in Go they are pointers.
	NilItems bool
	// Alternatives are the types of a OneOf. Its member Discriminator tells them apart. Other is the Go name of the type of
	// values that are none of them.
	Alternatives  []*Alternative
	Discriminator string
	Other         string
	// Tag is the member by which a Struct is an alternative of a OneOf; nil for none.
	Tag *Tag
	// Members are the types of a union, which is a Simple or an Open Enum and has the values of all of them.
	Members []*Type

	// Attributes of a Struct.
	Attributes []*Field
	// Value is the character content of a Struct with simple content.
	Value *Field
	// Content is the element content of a Struct; nil if it is empty. For JSON it is a sequence of members.
	Content *Particle
	// Attached are parts of a message beside its envelope, for the Struct of the message (SwA). Each is a required attachment
	// with ContentTypes.
	Attached []*Field
	// Group marks a Struct that is one occurrence of a group that repeats, instead of an element.
	Group bool
	// Mixed means that the content is kept as raw XML, beside the attributes. Content is nil.
	Mixed bool
	// Needs is a wildcard that an element in the content of a Mixed must match; nil for none. Only examples show it.
	Needs *Wildcard
	// OtherAttributes are the attributes that a Struct keeps without a name in the contract (xs:anyAttribute); nil for
	// none.
	OtherAttributes *Wildcard
	// Base is the complex type that a Struct extends or restricts (XSD Part 1, section 3.4); nil for none. Its fields
	// are among the Struct's own.
	Base *Type
	// Derived are all Structs that are derived from this one, directly or not, except those that block and final
	// prohibit in its place. A field of a type with derived types takes any of them, and xsi:type is written with it.
	Derived []*Type
	// Abstract means that documents contain only the Derived types.
	Abstract bool
	// Dimensions is set for a Struct that is an array in encoded messages (SOAP 1.1, section 5.4.2): their number. Its
	// only field has the items or, with several dimensions, the rows.
	Dimensions int
	// Interface is the Go name of the interface of this type and its Derived types.
	Interface string
	// KeepUnknown means that a JSON Struct keeps members that are not in the contract.
	KeepUnknown bool
	// File is the field of a JSON Struct that refers to the file that a value stands for; nil for none.
	File *Field
	// Opener is the Go name of the client's method that opens File.
	Opener string
	// GoType is the Go type that a Builtin or Simple has instead of the client's; nil for none.
	GoType *GoType
	// Shared means that clients share the type. It is declared in the package API.Shared, without methods of one client.
	Shared bool
	// Error marks a Struct that implements error: a declared fault, or the error of a row of a split operation.
	Error bool
}

// Collection returns what a type with items is called, "list" or "map", and "" for other types.
func (t *Type) Collection() string {
	switch t.Kind {
	case List:
		return "list"
	case Map:
		return "map"
	}
	return ""
}

// HasNil reports whether the Go values of t, a type in JSON, can be nil: those of lists, maps, interfaces, binary values and raw
// JSON.
func (t *Type) HasNil() bool {
	return t.GoType == nil && (t.Collection() != "" || t.Kind == OneOf || t.Builtin == JSON || t.Builtin == Base64Binary)
}

// IsPolymorphic reports whether a field of type t takes values of several types.
func (t *Type) IsPolymorphic() bool { return t.Kind == Struct && (len(t.Derived) > 0 || t.Abstract) }

// IsOpen reports whether t is xs:anyType: a value of any type.
func (t *Type) IsOpen() bool { return t.Kind == Builtin && t.Builtin == AnyType }

// HasGoType reports whether values of t, or its items, have a Go type of a program's own.
func (t *Type) HasGoType() bool {
	for u := range Walk(func(t *Type) []*Type { return []*Type{t.Item} }, t) {
		if u.GoType != nil {
			return true
		}
	}
	return false
}

// Alternative is one of the types of a OneOf.
type Alternative struct {
	Value string // of the discriminator
	Type  *Type  // a Struct, whose Tag has Value
	Pos   Pos
}

// Tag is a member of a JSON object that is not among the fields of its type: its name and its only value.
type Tag struct{ Name, Value string }

// EnumValue is one constant of an Enum.
type EnumValue struct {
	Name  string // Go name
	Value string // on the wire
	Doc   string
	Pos   Pos

	Deprecated string // see Type.Deprecated
}

// Form is how a field has its value in Go.
type Form uint8

const (
	// ByValue is the value itself. The zero value of an optional field means absent.
	ByValue Form = iota
	// ByPointer is a pointer, nil if absent.
	ByPointer
	// BySlice is any number of values.
	BySlice
)

// Field is an element, an attribute, a JSON member, or a group that repeats, in a struct.
type Field struct {
	Name    string // Go name
	NilName string // Go name of the flag for an element that is present and nil; see HasFlag
	Wire    QName
	Doc     string
	Pos     Pos

	Deprecated string   // see Type.Deprecated
	Examples   []string // see Type.Examples

	Type     *Type
	Form     Form
	Min, Max int // occurrence of the element; for an attribute or member 0 or 1, and 1 (or Unbounded for an array)
	// Nillable means that xsi:nil, or null, differs from absent. It is a nil pointer in a required field, a flag beside
	// an optional one, and a nil pointer in a slice.
	Nillable bool
	// NilList means that the list can be nil, instead of its items. It occurs only in JSON.
	NilList bool
	// Items restricts the number of items of a list in JSON, by its lengths; nil for any number.
	Items *Facets
	// Default and Fixed are the value of an absent attribute or JSON member, or of an empty element, as it is written in
	// a document (XSD Part 1, sections 3.2.1 and 3.3.1). Only the value Fixed is valid.
	Default, Fixed *string
	// Wildcard is set for a field that keeps elements as raw XML (xs:any): which ones.
	Wildcard *Wildcard
	// IsExpected means that the contract expects content types of the value, a binary one, so that it can be an attachment
	// (xmime:expectedContentTypes).
	IsExpected bool
	// ContentTypes are the media types, which can have wildcards, of a part beside the envelope. They are nil for an element.
	ContentTypes []string
	// Alone means that the part is the whole message, which has no envelope and no other parts.
	Alone bool
	// Secret means that errors must not show the field's value, a text.
	Secret bool
	// ValuesOf is the operation that lists the values of the field, an enumeration of the service.
	ValuesOf *RESTOperation
}

// Wildcard is a set of elements or attributes that a contract leaves open (XSD Part 1, section 3.10). The zero value is
// all of them.
type Wildcard struct {
	Spaces []string // namespaces; "" is none
	Listed bool     // whether the set is the namespaces in Spaces, or all others
	Strict bool     // whether a schema must declare them (processContents); not checked
}

// Required reports whether f must occur at least once.
func (f *Field) Required() bool { return f.Min > 0 }

// HasFlag reports whether f has a flag for nil: if nil must differ from absent, and if an element that is nil can have
// attributes. A list in JSON can be nil as a whole.
func (f *Field) HasFlag() bool {
	return f.Nillable && (f.Form != BySlice || f.NilList) && (!f.Required() || f.Type.Kind == Struct &&
		!f.Type.IsPolymorphic() && (len(f.Type.Attributes) > 0 || f.Type.OtherAttributes != nil))
}

// Implied returns the fixed or default value of f, nil for neither. A required field with such a value may be absent in
// Go: then the value is sent.
func (f *Field) Implied() *string {
	if f.Fixed != nil {
		return f.Fixed
	}
	return f.Default
}

// Demanded reports whether f must have a value in Go.
func (f *Field) Demanded() bool { return f.Required() && f.Implied() == nil }

// ParticleKind is the kind of a particle (XSD Part 1, section 3.9).
type ParticleKind uint8

const (
	// Element is a leaf: one field.
	Element ParticleKind = iota
	// Sequence is its children in order.
	Sequence
	// Choice is one of its children.
	Choice
	// All is its children in any order.
	All
	// Any is a wildcard leaf: its field keeps raw XML.
	Any
	// Repeat is a leaf: a group that occurs more than once. Its field is a slice of structs whose Type has Group set.
	Repeat
)

// Particle is a node of a content model. A group that occurs at most once has its children here, and their fields
// become fields of the struct around it. A group that repeats is a Repeat leaf.
type Particle struct {
	Kind     ParticleKind
	Pos      Pos
	Min, Max int
	Field    *Field      // Element, Any, Repeat; Elements in different alternatives of a choice may share it
	Children []*Particle // Sequence, Choice, All
}

// Fields returns the fields of p's leaves in document order, each once: elements of one name in different alternatives
// of a choice share one.
func (p *Particle) Fields() []*Field {
	var fields []*Field
	seen := map[*Field]bool{}
	var add func(p *Particle)
	add = func(p *Particle) {
		if p == nil {
			return
		}
		if f := p.Field; f != nil && !seen[f] {
			seen[f] = true
			fields = append(fields, f)
		}
		for _, c := range p.Children {
			add(c)
		}
	}
	add(p)
	return fields
}

// Leaves returns the leaves of p in document order; none if p is nil.
func (p *Particle) Leaves() []*Particle {
	if p == nil {
		return nil
	}
	if p.Field != nil {
		return []*Particle{p}
	}
	var leaves []*Particle
	for _, c := range p.Children {
		leaves = append(leaves, c.Leaves()...)
	}
	return leaves
}

// Fields returns every field of a Struct: attributes, value, content, then the parts beside the envelope, each in the
// contract's order.
func (t *Type) Fields() []*Field {
	fields := append([]*Field(nil), t.Attributes...)
	if t.Value != nil {
		fields = append(fields, t.Value)
	}
	return append(append(fields, t.Content.Fields()...), t.Attached...)
}

// Facets are the constraining facets of a simple type (XSD Part 2, section 4.3). Bounds keep their lexical form; counts
// above math.MaxInt32 are stored as that.
type Facets struct {
	Pos                        Pos
	Length                     *int
	MinLength, MaxLength       *int
	Patterns                   [][]string // one of each group must match; a group for each derivation step
	Regexp                     *string    // in JSON: a part of a text must match it (ECMA-262, as far as Go has it)
	MinInclusive, MaxInclusive *string
	MinExclusive, MaxExclusive *string
	TotalDigits                *int
	FractionDigits             *int
}
