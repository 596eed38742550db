// Types, fields and particles: what a contract says about the shape of its data.

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

// Kind says what a Type is in Go.
type Kind uint8

const (
	// Builtin is a type without a declaration: the Go type that Type.Builtin stands for.
	Builtin Kind = iota
	// Simple restricts a built-in type by facets. It has a declaration of its own only where Type.Declared says so.
	Simple
	// Enum is a string type with constants.
	Enum
	// List is a white-space separated list of Type.Item: a slice.
	List
	// Struct is a struct with fields.
	Struct
)

// Type is a type of the contract.
type Type struct {
	Name       string // Go name; "" for one without a declaration
	Wire       QName  // the contract's name; for an anonymous type that of its element
	Doc        string
	Pos        Pos
	Kind       Kind
	Owner      *Type  // the type in which an anonymous type or an item struct stands; nil for a named one
	DeclaredBy string // the kind of component that declares an anonymous type: "element"; "" for a named one

	// Builtin is the built-in type of a Builtin, Simple or Enum.
	Builtin BuiltinType
	// Facets restrict a Simple, Enum or List.
	Facets *Facets
	// Declared gives a Simple a Go type of its own.
	Declared bool
	// Values are the constants of an Enum.
	Values []*EnumValue
	// Open means that an Enum has values beyond those: unknown ones are valid.
	Open bool
	// Item is what a List holds.
	Item *Type
	// Members are the types of which a union, which is a Simple or an Enum that is Open, takes the values.
	Members []*Type

	// Attributes of a Struct.
	Attributes []*Field
	// Value is the character content of a Struct with simple content.
	Value *Field
	// Content is the element content of a Struct; nil for an empty one. For JSON it is a sequence of members.
	Content *Particle
	// Group marks a Struct that is no element of its own but one occurrence of a group that repeats.
	Group bool
	// Mixed content: the struct is the element's inner XML, kept raw, and its attributes. It has no Content.
	Mixed bool
	// OtherAttributes are those that a Struct keeps although the contract does not name them (xs:anyAttribute); nil for
	// none.
	OtherAttributes *Wildcard
	// Base is the complex type that a Struct extends or restricts (XSD Part 1, section 3.4); nil for none. Its fields
	// are among the Struct's own.
	Base *Type
	// Derived are all Structs that are derived from this one, directly or not, as far as block and final let them stand
	// in its place. A field of a type that has some holds any of them, and xsi:type travels with it.
	Derived []*Type
	// Abstract means that only a Derived one can stand in a document.
	Abstract bool
	// Interface is the Go name of the interface of this type's values and those of Derived ones.
	Interface string
	// KeepUnknown makes a JSON Struct keep the members that the contract does not know.
	KeepUnknown bool
	// Error marks a Struct that implements error: a declared fault, or what a row of a split operation was rejected
	// with.
	Error bool
}

// IsPolymorphic reports whether a field of type t holds values of any of several types.
func (t *Type) IsPolymorphic() bool { return t.Kind == Struct && (len(t.Derived) > 0 || t.Abstract) }

// EnumValue is one constant of an Enum.
type EnumValue struct {
	Name  string // Go name
	Value string // on the wire
	Doc   string
	Pos   Pos
}

// Form is how a field holds its value.
type Form uint8

const (
	// ByValue holds the value itself. Where the field is optional its zero value means absent.
	ByValue Form = iota
	// ByPointer holds a pointer, nil when absent.
	ByPointer
	// BySlice holds any number of values.
	BySlice
)

// Field is an element, attribute, JSON member, or repeating group, as a struct holds it.
type Field struct {
	Name     string // Go name
	NilName  string // Go name of the flag that says that the element is there and nil; see HasFlag
	Wire     QName
	Doc      string
	Pos      Pos
	Type     *Type
	Form     Form
	Min, Max int // occurrence of the element; for an attribute or member 0 or 1, and 1 (or Unbounded for an array)
	// Nillable means that xsi:nil, or null, is told apart from absent: a required field holds a nil pointer for it, an
	// optional one has a flag beside it, and a slice holds pointers.
	Nillable bool
	// NilList means that it is the list that can be nil, not its items: in JSON.
	NilList bool
	// Default and Fixed are the value, as a document writes it, of an attribute that is absent and of an element that
	// is empty (XSD Part 1, sections 3.2.1 and 3.3.1). No other value than Fixed is valid.
	Default, Fixed *string
	// Wildcard says which elements the field holds as raw XML (xs:any); nil for a field with a name and a type.
	Wildcard *Wildcard
	// Secret means that no error may show the field's value, a text.
	Secret bool
	// ValuesOf is the operation that lists the values of an enumeration kept by the service.
	ValuesOf *RESTOperation
}

// Wildcard says which elements or attributes a contract leaves open (XSD Part 1, section 3.10). Its zero value is all
// of them.
type Wildcard struct {
	Spaces []string // namespaces; "" is none
	Listed bool     // only those in Spaces are taken, instead of all but those
	Strict bool     // a schema must declare them (processContents), which nobody checks
}

// Required reports whether f must occur at least once.
func (f *Field) Required() bool { return f.Min > 0 }

// HasFlag reports whether a flag beside f says that its element is nil: where that must be told from an element that is
// absent, and where an element that is nil can have attributes. A list in JSON can be nil as a whole.
func (f *Field) HasFlag() bool {
	return f.Nillable && (f.Form != BySlice || f.NilList) && (!f.Required() || f.Type.Kind == Struct &&
		!f.Type.IsPolymorphic() && (len(f.Type.Attributes) > 0 || f.Type.OtherAttributes != nil))
}

// Implied returns the fixed or default value of f, nil for neither. A required field that has one may be left out in
// Go: that value is then sent.
func (f *Field) Implied() *string {
	if f.Fixed != nil {
		return f.Fixed
	}
	return f.Default
}

// Demanded reports whether a value has no valid document without one for f.
func (f *Field) Demanded() bool { return f.Required() && f.Implied() == nil }

// ParticleKind says how a particle's children relate (XSD Part 1, section 3.9).
type ParticleKind uint8

const (
	// Element is a leaf: one field.
	Element ParticleKind = iota
	// Sequence has its children in order.
	Sequence
	// Choice has one of its children.
	Choice
	// All has its children in any order.
	All
	// Any is a wildcard leaf: its field keeps the raw XML of whatever occurs.
	Any
	// Repeat is a leaf: a group that occurs more than once. Its field is a slice of structs whose Type has Group set.
	Repeat
)

// Particle is a node of a content model. A group that occurs at most once keeps its children here, so that they are
// laid inline in the surrounding struct; one that repeats is a Repeat leaf.
type Particle struct {
	Kind     ParticleKind
	Pos      Pos
	Min, Max int
	Field    *Field      // Element, Any, Repeat; several Elements of a choice, in different alternatives, may share it
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

// Fields returns every field of a Struct: attributes, value, then content, each in the contract's order.
func (t *Type) Fields() []*Field {
	fields := append([]*Field(nil), t.Attributes...)
	if t.Value != nil {
		fields = append(fields, t.Value)
	}
	return append(fields, t.Content.Fields()...)
}

// Facets are the constraining facets of a simple type (XSD Part 2, section 4.3). Bounds keep their lexical form; counts
// above math.MaxInt32, which nothing reaches, are that.
type Facets struct {
	Pos                        Pos
	Length                     *int
	MinLength, MaxLength       *int
	Patterns                   [][]string // one of each group must match: a group per derivation step
	MinInclusive, MaxInclusive *string
	MinExclusive, MaxExclusive *string
	TotalDigits                *int
	FractionDigits             *int
}
