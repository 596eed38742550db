// Plans: how the engine handles each field of a struct, determined once from the struct's description.

package plan

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/datatype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Struct is the plan of a struct.
type Struct struct {
	types *Plans
	Type  reflect.Type
	List  reflect.Type        // the type of its slices
	Named *contract.NamedType // nil for a type that xsi:type cannot name

	Attrs      []*Field
	Value      *Field   // character content
	Mixed      *Field   // all content, as markup
	OtherAttrs *Field   // attributes that the contract leaves open
	Fields     []*Field // element content, in the order of the struct

	Content  *Particle // the element content
	Plain    bool      // it is a sequence of different elements
	Single   bool      // it is a choice of single elements
	Wild     bool      // it, or a repeated group in it, has a wildcard
	Required []uint64  // of a plain struct: the bits of the fields that must occur
	Lists    []*Field  // of a plain struct: the fields with a bounded number of elements
	Secrets  bool      // a field has a value that no error may show

	filling sync.Once
	filled  atomic.Bool
	fault   error // why filling failed
}

// Multiplicity says how many values a field has, and how it has them.
type Multiplicity uint8

const (
	OneValue    Multiplicity = iota // the value itself
	OnePointer                      // a pointer to it, nil for none
	ManyValues                      // a slice
	ManyPointer                     // a slice of pointers
)

// Shape is the kind of a field's values.
type Shape uint8

const (
	SimpleShape Shape = iota
	StructShape
	AnyShape  // a Go interface: a struct or one derived from it
	OpenShape // xs:anyType
	RawShape  // an element that the contract leaves open
	AttachmentShape
	attributeShape // attributes that the contract leaves open
)

// Field is the plan of a field. The members that every element needs come first.
type Field struct {
	Offset     uintptr
	Common     Common
	Many       Multiplicity
	Shape      Shape
	Struct     *Struct // of a StructShape; filled when it is used, because types can be recursive
	Start      Tag     // the start tag without attributes
	End        Tag     // the end tag, perhaps with the start tag of the next field
	PlainStart string  // the start tag without a prefix, as most other writers write it
	NS         int     // the namespace, an index
	Bit        uint    // its index among the fields of the content
	Local      string  // the name in documents, without its prefix

	contract.FieldTag
	Types     *Plans
	GoName    string
	GoType    reflect.Type // of the field
	Item      reflect.Type // of one value
	Size      uintptr      // of an item of a slice
	Simple    *datatype.Simple
	Head      *contract.NamedType // of an AnyShape: the declared type
	IsNil     *Field              // the contract.NilField for it
	Wildcard  xmlwire.Wildcard
	Unchecked bool // every value of the Go type is valid
}

// Common is one of the most frequent kinds of fields: elements without a default value, which the engine handles
// faster.
type Common uint8

const (
	uncommon      Common = iota
	CommonText           // a required text with its white space
	CommonToken          // a required text with collapsed white space
	CommonTextPtr        // the same by pointer
	CommonTokenPtr
	CommonStruct
	CommonStructPtr
	CommonDate
)

// classify sets Common and Unchecked.
func (f *Field) classify() {
	if f.Role != contract.ElementField || f.Default != nil {
		return
	}
	isText := f.Shape == SimpleShape && f.Simple.Kind == datatype.KindText && f.Simple.Order == nil &&
		len(f.Simple.Patterns) == 0
	isByValue, isByPointer := f.Many == OneValue && !f.Optional, f.Many == OnePointer && !f.Nillable
	switch {
	case isByValue && f.Shape == StructShape:
		f.Common = CommonStruct
	case isByPointer && f.Shape == StructShape:
		f.Common = CommonStructPtr
	case isByValue && f.Shape == SimpleShape && f.Simple.Kind == datatype.KindDate && len(f.Simple.Patterns) == 0:
		f.Common = CommonDate
	case isByValue && isText && f.Simple.Space == datatype.PreserveSpace:
		f.Common = CommonText
	case isByValue && isText && f.Simple.Space == datatype.CollapseSpace:
		f.Common = CommonToken
	case isByPointer && isText && f.Simple.Space == datatype.PreserveSpace:
		f.Common = CommonTextPtr
	case isByPointer && isText && f.Simple.Space == datatype.CollapseSpace:
		f.Common = CommonTokenPtr
	}
	f.Unchecked = f.Shape == SimpleShape && !f.Simple.Checked && f.Many <= OnePointer && f.Common != CommonDate &&
		!(f.Many == OnePointer && f.Required)
}

// Plans are the plans of the structs of a contract. They are made when they are used.
type Plans struct {
	*contract.Types
	simple datatype.Types
	plans  sync.Map // a *Struct for each reflect.Type
}

// New returns the plans of the types of contract.
func New(contract *contract.Types) *Plans {
	return &Plans{Types: contract, simple: datatype.Types{Contract: contract}}
}

// For returns the plan of the struct typ. It may not be ready.
func (t *Plans) For(typ reflect.Type) *Struct {
	p, ok := t.plans.Load(typ)
	if !ok {
		p, _ = t.plans.LoadOrStore(typ, &Struct{types: t, Type: typ, List: reflect.SliceOf(typ)})
	}
	return p.(*Struct)
}

// ForValue returns the plan of m, a pointer to a struct. It is ready.
func (t *Plans) ForValue(m any) *Struct { return t.For(reflect.TypeOf(m).Elem()).Ready() }

// Ready fills p, unless that was done, and returns it.
func (p *Struct) Ready() *Struct {
	if p.filled.Load() {
		return p
	}
	return p.fillOnce()
}

// fillOnce fills p, unless that was done meanwhile.
func (p *Struct) fillOnce() *Struct {
	p.filling.Do(func() {
		p.fault = p.fill()
		p.filled.Store(p.fault == nil)
	})
	if p.fault != nil {
		panic(fmt.Sprintf("the description of %s is invalid: %v", p.Type, p.fault))
	}
	return p
}

// fill fills p from the description of its struct. The generator parses every description that it writes, so an error
// means that somebody changed a generated file.
func (p *Struct) fill() error {
	p.types.Table()
	p.Named = p.types.NamedFor(p.Type)
	var nils []*Field
	for i := range p.Type.NumField() {
		sf := p.Type.Field(i)
		text, ok := sf.Tag.Lookup("soap")
		if !ok {
			continue
		}
		f, err := p.types.newField(sf, text)
		if err != nil {
			return err
		}
		p.Secrets = p.Secrets || f.Secret
		switch f.Role {
		case contract.AttributeField:
			p.Attrs = append(p.Attrs, f)
		case contract.ValueField:
			p.Value = f
		case contract.MixedField:
			p.Mixed = f
		case contract.AttributesField:
			p.OtherAttrs = f
		case contract.NilField:
			nils = append(nils, f)
		default:
			p.Fields = append(p.Fields, f)
		}
	}
	for _, n := range nils {
		for _, f := range p.Fields {
			if f.GoName == n.Name {
				f.IsNil = n
			}
		}
	}
	if p.OtherAttrs != nil {
		var declared []string
		for _, a := range p.Attrs {
			name := a.Local
			if a.NS > 0 {
				name = "{" + p.types.Table()[a.NS] + "}" + name
			}
			declared = append(declared, name)
		}
		p.OtherAttrs.Wildcard = p.OtherAttrs.Wildcard.Without(declared...)
	}
	p.Wild = p.hasWildcard()
	p.Required = make([]uint64, (len(p.Fields)+63)/64)
	for i, f := range p.Fields {
		f.Bit = uint(i)
		if f.Many >= ManyValues && (f.Min > 1 || f.Max >= 0) {
			p.Lists = append(p.Lists, f)
		}
		if f.MustOccur() {
			p.Required[i/64] |= 1 << (i % 64)
		}
	}
	text := p.types.Model(cmp.Or(p.Type.Name(), p.Type.String()))
	if text == "" {
		p.Content, p.Plain = p.sequence(), p.isPlain()
		if p.Plain {
			p.joinTags()
		}
		return nil
	}
	model, err := contract.ParseContentModel(text)
	if err != nil {
		return err
	}
	if model.Kind == contract.Leaf {
		model = &contract.Particle{Kind: contract.Sequence, Min: 1, Max: 1, Children: []*contract.Particle{model}}
	}
	p.Content, err = p.bind(model)
	p.Single = err == nil && p.Content.isSingle()
	return err
}

// hasWildcard reports whether the content has a wildcard, also in a repeated group, because its elements are matched
// together with the others.
func (p *Struct) hasWildcard() bool {
	for _, f := range p.Fields {
		if f.Role == contract.WildcardField || f.Role == contract.GroupField && f.Struct.Ready().Wild {
			return true
		}
	}
	return false
}

// joinTags moves the start tag of each field that is always written to the end tag of the field before, if that is
// always written too: the fields of a plain struct are written one after the other.
func (p *Struct) joinTags() {
	for i := 1; i < len(p.Fields); i++ {
		before, f := p.Fields[i-1], p.Fields[i]
		isWritten := before.Common == CommonText || before.Common == CommonToken || before.Common == CommonDate ||
			before.Common == CommonStruct
		if isWritten && (f.Common == CommonText || f.Common == CommonToken || f.Common == CommonDate) {
			before.End = newTag(before.End.text + f.Start.text)
			f.Start = Tag{}
		}
	}
}

// isPlain reports whether the name of an element determines its field in p.
func (p *Struct) isPlain() bool {
	seen := make(map[xmlwire.QName]bool, len(p.Fields))
	for _, f := range p.Fields {
		name := xmlwire.QName{Space: strconv.Itoa(f.NS), Local: f.Local}
		if f.Role == contract.WildcardField || f.Role == contract.GroupField || seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// MustOccur reports whether the element of f must occur. It applies to content without a model.
func (f *Field) MustOccur() bool {
	switch {
	case f.Optional:
		return false
	case f.Many >= ManyValues:
		return f.Min > 0
	case f.Many == OnePointer:
		return f.Required
	}
	return true
}

// newField returns the plan of the field sf with the tag text.
func (t *Plans) newField(sf reflect.StructField, text string) (*Field, error) {
	fieldTag, err := contract.ParseFieldTag(text)
	if err != nil {
		return nil, err
	}
	f := &Field{FieldTag: fieldTag, Types: t, GoName: sf.Name, Offset: sf.Offset, GoType: sf.Type, Item: sf.Type}
	if f.NS, f.Local = t.CutPrefix(f.Name); f.NS < 0 {
		return nil, fmt.Errorf("the prefix of %s is not declared", f.Name)
	}
	f.Start, f.End, f.PlainStart = newTag("<"+f.Name+">"), newTag("</"+f.Name+">"), "<"+f.Local+">"
	if err := t.setSpaces(f); err != nil {
		return nil, err
	}
	switch f.Role {
	case contract.NilField:
		return f, nil
	case contract.AttributesField:
		f.Shape = attributeShape
		return f, nil
	case contract.MixedField:
		f.Shape = RawShape
		return f, nil
	}
	if f.Type != "" {
		if f.Simple, err = t.newOrKnown(f.Type); err != nil {
			return nil, err
		}
	} else if f.Own {
		return nil, fmt.Errorf("the tag of %s has own without type=", sf.Name)
	}
	f.unwrap()
	if f.Of != "" {
		if err := f.resolve(); err != nil {
			return nil, err
		}
	}
	switch {
	case f.Shape != SimpleShape:
	case f.Role == contract.WildcardField:
		f.Shape = RawShape
	case f.Own:
		if f.Simple = f.Simple.Own(f.Item); f.Simple == nil {
			return nil, fmt.Errorf("the type %s of %s does not convert itself from and to text", f.Item, sf.Name)
		}
	case f.Simple != nil:
	case f.Item.Kind() == reflect.Interface:
		f.Shape = AnyShape
		if f.Head = t.HeadFor(f.Item); f.Head == nil {
			return nil, fmt.Errorf("the interface %s of %s is not among the named types", f.Item, sf.Name)
		}
	case f.Item.Kind() == reflect.Struct && isOpenType(f.Item):
		f.Shape = OpenShape
	case f.Item.Kind() == reflect.Struct && memory.SameUnderlying(f.Item, reflect.TypeFor[xmlwire.Attachment]()):
		f.Shape = AttachmentShape
	case f.Item.Kind() == reflect.Struct && datatype.DefaultOf(f.Item) == "":
		f.Shape = StructShape
		f.Struct = t.For(f.Item)
	case t.Description(f.Item.Name()) != nil:
		f.Simple = t.simple.Simple(f.Item.Name())
	default:
		f.Simple = t.simple.Simple(datatype.DefaultOf(f.Item))
	}
	if f.Shape == SimpleShape && !f.Own && !f.Simple.Fits(f.Item) {
		return nil, fmt.Errorf("the type %s of %s does not hold values of %s", f.Item, sf.Name, f.Simple.Name)
	}
	f.classify()
	return f, nil
}

// resolve sets the struct of the values of f, which its tag names: its Go type has a pointer, a slice or an interface in
// place of it.
func (f *Field) resolve() error {
	typ := f.Types.Structs[f.Of]
	if typ == nil {
		return fmt.Errorf("there is no struct %q", f.Of)
	}
	if f.Item.Kind() == reflect.Interface {
		f.Shape, f.Head = AnyShape, f.Types.NamedFor(typ)
		return nil
	}
	f.Shape, f.Item, f.Struct = StructShape, typ, f.Types.For(typ)
	switch f.Many {
	case ManyValues:
		f.Size, f.GoType = typ.Size(), reflect.SliceOf(typ)
	case ManyPointer:
		f.GoType = reflect.SliceOf(reflect.PointerTo(typ))
	}
	return nil
}

// newOrKnown returns the simple type name, or an error if it is not known.
func (t *Plans) newOrKnown(name string) (*datatype.Simple, error) {
	if datatype.Builtins[name] == nil && t.Description(name) == nil {
		return nil, fmt.Errorf("there is no simple type %q", name)
	}
	return t.simple.Simple(name), nil
}

// unwrap sets the type of one value of f: the one that the field points to, or has items of. A slice can itself be a
// value: a list or binary data.
func (f *Field) unwrap() {
	isValue := func(typ reflect.Type) bool {
		if f.Own {
			return typ.Kind() == reflect.Slice && f.Simple.Own(typ) != nil
		}
		return typ.Kind() == reflect.Slice && f.Simple != nil && f.Simple.Fits(typ)
	}
	if f.Simple == nil && f.Type == "" && f.GoType.Kind() == reflect.Slice &&
		f.GoType.Elem() == reflect.TypeFor[byte]() {
		return // base64
	}
	switch {
	case isValue(f.Item):
	case f.Item.Kind() == reflect.Slice:
		f.Many, f.Item = ManyValues, f.Item.Elem()
		f.Size = f.Item.Size()
		if f.Item.Kind() == reflect.Pointer {
			f.Many, f.Item = ManyPointer, f.Item.Elem()
		}
	case f.Item.Kind() == reflect.Pointer:
		f.Many, f.Item = OnePointer, f.Item.Elem()
	}
}

// setSpaces sets the namespaces that the wildcard of f allows.
func (t *Plans) setSpaces(f *Field) error {
	var spaces []string
	for _, prefix := range f.Spaces {
		if prefix == "-" {
			spaces = append(spaces, "")
			continue
		}
		ns, _ := t.CutPrefix(prefix + ":")
		if ns < 0 {
			return fmt.Errorf("the prefix %s of a wildcard is not declared", prefix)
		}
		spaces = append(spaces, t.Table()[ns])
	}
	if f.Listed {
		f.Wildcard = xmlwire.OnlyOf(spaces...)
	} else {
		f.Wildcard = xmlwire.AnyBut(spaces...)
	}
	return nil
}

// isOpenType reports whether typ is xmlwire.AnyValue, or the type with the same fields in a generated package.
func isOpenType(typ reflect.Type) bool {
	return memory.SameUnderlying(typ, reflect.TypeFor[xmlwire.AnyValue]())
}
