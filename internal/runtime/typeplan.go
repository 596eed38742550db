// Plans: what the engine does for each field of a struct, worked out once from the struct's description.

package runtime

import (
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
)

// plan is how a struct is read, written and checked.
type plan struct {
	types *XMLTypes
	typ   reflect.Type
	list  reflect.Type // of slices of typ
	named *NamedType   // nil for a type that xsi:type cannot name

	attrs  []*fieldPlan
	value  *fieldPlan   // character content
	mixed  *fieldPlan   // all content, kept raw
	others *fieldPlan   // attributes that the contract leaves open
	fields []*fieldPlan // element content, in the order of the struct

	content  *particle    // the element content
	plain    bool         // whether that is a sequence of different elements
	single   bool         // whether that is a choice of single elements
	wild     bool         // whether the content, or a group that repeats in it, has a wildcard
	required []uint64     // the bits of the fields that must then occur
	lists    []*fieldPlan // those that then hold a bounded number of elements
	secrets  bool         // a field holds what no error may show

	filling sync.Once
	filled  atomic.Bool
	fault   error // why it could not be filled
}

// multiplicity says how many values a field holds.
type multiplicity uint8

const (
	oneValue    multiplicity = iota // the value itself
	onePointer                      // a pointer to it, nil for none
	manyValues                      // a slice
	manyPointer                     // a slice of pointers
)

// shape says what kind of value a field holds.
type shape uint8

const (
	simpleShape shape = iota
	structShape
	anyShape       // a Go interface: a struct or one that is derived from it
	openShape      // xs:anyType
	rawShape       // an element that the contract leaves open
	attributeShape // attributes that the contract leaves open
)

// fieldPlan is how a field is read, written and checked. What every element needs stands together.
type fieldPlan struct {
	offset  uintptr
	usual   usual
	many    multiplicity
	shape   shape
	plan    *plan  // of a structShape; nil until it is used, since types can hold each other
	start   tag    // the start tag without attributes
	end     tag    // the end tag, which may have the start tag of the next field behind it
	usually string // the start tag that other writers most often use: without a prefix
	ns      int    // the namespace, an index
	bit     uint   // its place among the fields of the content
	local   string // the name on the wire without its prefix

	FieldTag
	types     *XMLTypes
	goName    string
	typ       reflect.Type // of the field
	item      reflect.Type // of one value: the field's, or what it points to or has items of
	size      uintptr      // of an item of a slice
	simple    *simple
	head      *NamedType // of an anyShape: the declared type
	isNil     *fieldPlan // the NilField beside it
	takes     Wildcard
	unchecked bool // whether every value of the Go type is valid
}

// usual says which of the commonest kinds a field is of: elements without a default value, for which the engine has
// shorter ways.
type usual uint8

const (
	unusual      usual = iota
	usualText          // a required text, kept as it is
	usualToken         // a required text whose white space collapses
	usualTextPtr       // the same, by pointer
	usualTokenPtr
	usualStruct
	usualStructPtr
	usualDate
)

// classify sets usual and unchecked.
func (f *fieldPlan) classify() {
	if f.Role != ElementField || f.Default != nil {
		return
	}
	isText := f.shape == simpleShape && f.simple.kind == kindText && f.simple.order == nil && len(f.simple.patterns) == 0
	isByValue, isByPointer := f.many == oneValue && !f.Optional, f.many == onePointer && !f.Nillable
	switch {
	case isByValue && f.shape == structShape:
		f.usual = usualStruct
	case isByPointer && f.shape == structShape:
		f.usual = usualStructPtr
	case isByValue && f.shape == simpleShape && f.simple.kind == kindDate && len(f.simple.patterns) == 0:
		f.usual = usualDate
	case isByValue && isText && f.simple.space == preserveSpace:
		f.usual = usualText
	case isByValue && isText && f.simple.space == collapseSpace:
		f.usual = usualToken
	case isByPointer && isText && f.simple.space == preserveSpace:
		f.usual = usualTextPtr
	case isByPointer && isText && f.simple.space == collapseSpace:
		f.usual = usualTokenPtr
	}
	f.unchecked = f.shape == simpleShape && !f.simple.checked && f.many <= onePointer && f.usual != usualDate &&
		!(f.many == onePointer && f.Required)
}

// plan returns the plan of the struct typ.
func (t *XMLTypes) plan(typ reflect.Type) *plan {
	p, ok := t.plans.Load(typ)
	if !ok {
		p, _ = t.plans.LoadOrStore(typ, &plan{types: t, typ: typ, list: reflect.SliceOf(typ)})
	}
	return p.(*plan)
}

// planOf returns the plan of m, a pointer to a struct, ready for use.
func (t *XMLTypes) planOf(m any) *plan { return t.plan(reflect.TypeOf(m).Elem()).ready() }

// ready fills p where that is to be done.
func (p *plan) ready() *plan {
	if !p.filled.Load() {
		p.filling.Do(func() {
			p.fault = p.fill()
			p.filled.Store(p.fault == nil)
		})
		if p.fault != nil {
			panic(fmt.Sprintf("the description of %s is damaged: %v", p.typ, p.fault))
		}
	}
	return p
}

// fill makes p what the description of its struct says. The generator parses every description that it writes, so that
// an error is the fault of whoever changed a generated file.
func (p *plan) fill() error {
	p.types.namespaces()
	p.named = p.types.namedAs(p.typ)
	var nils []*fieldPlan
	for i := range p.typ.NumField() {
		sf := p.typ.Field(i)
		text, ok := sf.Tag.Lookup("soap")
		if !ok {
			continue
		}
		f, err := p.types.newField(sf, text)
		if err != nil {
			return err
		}
		p.secrets = p.secrets || f.Secret
		switch f.Role {
		case AttributeField:
			p.attrs = append(p.attrs, f)
		case ValueField:
			p.value = f
		case MixedField:
			p.mixed = f
		case AttributesField:
			p.others = f
		case NilField:
			nils = append(nils, f)
		default:
			p.fields = append(p.fields, f)
		}
	}
	for _, n := range nils {
		for _, f := range p.fields {
			if f.goName == n.Name {
				f.isNil = n
			}
		}
	}
	if p.others != nil {
		var declared []string
		for _, a := range p.attrs {
			name := a.local
			if a.ns > 0 {
				name = "{" + p.types.table[a.ns] + "}" + name
			}
			declared = append(declared, name)
		}
		p.others.takes = p.others.takes.Beside(declared...)
	}
	p.wild = p.hasWildcard()
	p.required = make([]uint64, (len(p.fields)+63)/64)
	for i, f := range p.fields {
		f.bit = uint(i)
		if f.many >= manyValues && (f.Min > 1 || f.Max >= 0) {
			p.lists = append(p.lists, f)
		}
		if f.mustOccur() {
			p.required[i/64] |= 1 << (i % 64)
		}
	}
	text := p.types.contentModel(p.typ.Name())
	if text == "" {
		p.content, p.plain = p.sequence(), p.isPlain()
		if p.plain {
			p.joinTags()
		}
		return nil
	}
	model, err := ParseContentModel(text)
	if err != nil {
		return err
	}
	if model.Kind == Leaf {
		model = &Particle{Kind: Sequence, Min: 1, Max: 1, Children: []*Particle{model}}
	}
	p.content, err = p.bind(model)
	p.single = err == nil && p.content.isSingle()
	return err
}

// hasWildcard reports whether the content has a wildcard. That of a group that repeats counts, since its elements are
// placed together with the others.
func (p *plan) hasWildcard() bool {
	for _, f := range p.fields {
		if f.Role == WildcardField || f.Role == GroupField && f.plan.ready().wild {
			return true
		}
	}
	return false
}

// joinTags puts the start tag of a field that is always written to the end tag of the field before it, if that always is,
// too: all fields of a plain struct are written one after the other.
func (p *plan) joinTags() {
	for i := 1; i < len(p.fields); i++ {
		before, f := p.fields[i-1], p.fields[i]
		isWritten := before.usual == usualText || before.usual == usualToken || before.usual == usualDate ||
			before.usual == usualStruct
		if isWritten && (f.usual == usualText || f.usual == usualToken || f.usual == usualDate) {
			before.end = newTag(before.end.text + f.start.text)
			f.start = tag{}
		}
	}
}

// isPlain reports whether the name of an element decides which field of p it belongs to.
func (p *plan) isPlain() bool {
	seen := make(map[QName]bool, len(p.fields))
	for _, f := range p.fields {
		name := QName{strconv.Itoa(f.ns), f.local}
		if f.Role == WildcardField || f.Role == GroupField || seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

// mustOccur reports whether the element of f must occur where the content has no model.
func (f *fieldPlan) mustOccur() bool {
	switch {
	case f.Optional:
		return false
	case f.many >= manyValues:
		return f.Min > 0
	case f.many == onePointer:
		return f.Required
	}
	return true
}

// newField returns the plan of the field sf, whose tag is text.
func (t *XMLTypes) newField(sf reflect.StructField, text string) (*fieldPlan, error) {
	fieldTag, err := ParseFieldTag(text)
	if err != nil {
		return nil, err
	}
	f := &fieldPlan{FieldTag: fieldTag, types: t, goName: sf.Name, offset: sf.Offset, typ: sf.Type, item: sf.Type}
	if f.ns, f.local = t.cutPrefix(f.Name); f.ns < 0 {
		return nil, fmt.Errorf("the prefix of %s is not declared", f.Name)
	}
	f.start, f.end, f.usually = newTag("<"+f.Name+">"), newTag("</"+f.Name+">"), "<"+f.local+">"
	if err := t.setSpaces(f); err != nil {
		return nil, err
	}
	switch f.Role {
	case NilField:
		return f, nil
	case AttributesField:
		f.shape = attributeShape
		return f, nil
	case MixedField:
		f.shape = rawShape
		return f, nil
	}
	if f.Type != "" {
		if f.simple, err = t.newOrKnown(f.Type); err != nil {
			return nil, err
		}
	}
	f.unwrap()
	switch {
	case f.Role == WildcardField:
		f.shape = rawShape
	case f.simple != nil:
	case f.item.Kind() == reflect.Interface:
		f.shape = anyShape
		if f.head = t.headOf(f.item); f.head == nil {
			return nil, fmt.Errorf("the interface %s of %s is not among the named types", f.item, sf.Name)
		}
	case f.item.Kind() == reflect.Struct && isOpenType(f.item):
		f.shape = openShape
	case f.item.Kind() == reflect.Struct && simpleOf(f.item) == "":
		f.shape = structShape
		f.plan = t.plan(f.item)
	case t.description(f.item.Name()) != nil:
		f.simple = t.simpleType(f.item.Name())
	default:
		f.simple = t.simpleType(simpleOf(f.item))
	}
	if f.shape == simpleShape && !f.simple.fits(f.item) {
		return nil, fmt.Errorf("the type %s of %s does not hold values of %s", f.item, sf.Name, f.simple.name)
	}
	f.classify()
	return f, nil
}

// newOrKnown is simpleType with an error for a name that nothing describes.
func (t *XMLTypes) newOrKnown(name string) (*simple, error) {
	if builtinTypes[name] == nil && t.description(name) == nil {
		return nil, fmt.Errorf("there is no simple type %q", name)
	}
	return t.simpleType(name), nil
}

// unwrap finds what one value of f is: what the field points to or has items of. A slice can be a value itself: a list
// or binary data.
func (f *fieldPlan) unwrap() {
	isValue := func(typ reflect.Type) bool {
		return typ.Kind() == reflect.Slice && f.simple != nil && f.simple.fits(typ)
	}
	if f.simple == nil && f.Type == "" && f.typ.Kind() == reflect.Slice && f.typ.Elem() == reflect.TypeFor[byte]() {
		return // base64
	}
	switch {
	case isValue(f.item):
	case f.item.Kind() == reflect.Slice:
		f.many, f.item = manyValues, f.item.Elem()
		f.size = f.item.Size()
		if f.item.Kind() == reflect.Pointer {
			f.many, f.item = manyPointer, f.item.Elem()
		}
	case f.item.Kind() == reflect.Pointer:
		f.many, f.item = onePointer, f.item.Elem()
	}
}

// setSpaces sets the namespaces that a wildcard takes.
func (t *XMLTypes) setSpaces(f *fieldPlan) error {
	var spaces []string
	for _, prefix := range f.Spaces {
		if prefix == "-" {
			spaces = append(spaces, "")
			continue
		}
		ns, _ := t.cutPrefix(prefix + ":")
		if ns < 0 {
			return fmt.Errorf("the prefix %s of a wildcard is not declared", prefix)
		}
		spaces = append(spaces, t.table[ns])
	}
	if f.Listed {
		f.takes = OnlyOf(spaces...)
	} else {
		f.takes = AnyBut(spaces...)
	}
	return nil
}

// AnyValue is a value of xs:anyType, as generated packages have it.
type AnyValue struct {
	Type       QName
	Attributes []XMLAttr
	Content    string
}

// isOpenType reports whether typ is AnyValue as a generated package has it.
func isOpenType(typ reflect.Type) bool { return sameUnderlying(typ, reflect.TypeFor[AnyValue]()) }

// simpleOf is the built-in type whose values typ holds if no tag says otherwise, "" for none.
func simpleOf(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int8:
		return "byte"
	case reflect.Int16:
		return "short"
	case reflect.Int32:
		return "int"
	case reflect.Int64:
		return "long"
	case reflect.Uint8:
		return "unsignedByte"
	case reflect.Uint16:
		return "unsignedShort"
	case reflect.Uint32:
		return "unsignedInt"
	case reflect.Uint64:
		return "unsignedLong"
	case reflect.Float32:
		return "float"
	case reflect.Float64:
		return "double"
	case reflect.Slice:
		return "base64Binary"
	}
	switch {
	case sameUnderlying(typ, reflect.TypeFor[Date]()):
		return "date"
	case sameUnderlying(typ, reflect.TypeFor[DateTime]()):
		return "dateTime"
	case sameUnderlying(typ, reflect.TypeFor[TimeOfDay]()):
		return "time"
	case sameUnderlying(typ, reflect.TypeFor[QName]()):
		return "QName"
	}
	return ""
}

// fits reports whether typ holds values of s in the form that s works on.
func (s *simple) fits(typ reflect.Type) bool {
	if s.kind == kindList {
		return typ.Kind() == reflect.Slice && s.item.fits(typ.Elem())
	}
	return sameUnderlying(typ, goTypes[s.kind])
}

// sameUnderlying reports whether a and b are the same in memory: of one kind, with the same parts. Generated packages
// have types of their own for what the runtime has, such as dates.
func sameUnderlying(a, b reflect.Type) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case reflect.Struct:
		if a.NumField() != b.NumField() {
			return false
		}
		for i := range a.NumField() {
			if a.Field(i).Name != b.Field(i).Name || !sameUnderlying(a.Field(i).Type, b.Field(i).Type) {
				return false
			}
		}
	case reflect.Slice:
		return sameUnderlying(a.Elem(), b.Elem())
	}
	return true
}

// isPresent reports whether the field of the struct at m holds something.
func (f *fieldPlan) isPresent(m ptr) bool {
	p := at(m, f.offset)
	switch f.many {
	case onePointer:
		return pointer(p) != nil || f.isFlaggedNil(m) || f.Nillable && f.Required
	case manyValues, manyPointer:
		return slice(p).len > 0
	}
	switch {
	case f.shape == anyShape:
		_, v := held(p, f.typ)
		return v != nil || f.isFlaggedNil(m) || f.Nillable && f.Required
	case f.shape == rawShape:
		return *as[string](p) != ""
	case f.shape == structShape, f.shape == openShape:
		return true
	case !f.Optional:
		return true
	}
	return !f.isAbsent(p)
}

// isFlaggedNil reports whether the struct at m says that the element of f is nil.
func (f *fieldPlan) isFlaggedNil(m ptr) bool {
	return f.isNil != nil && *as[bool](at(m, f.isNil.offset))
}

// isMissing reports whether a field that must occur shows that it holds nothing. Of one that is held by value, a zero
// is a value, but for dates, which have none.
func (f *fieldPlan) isMissing(m ptr) bool {
	if !f.isPresent(m) {
		return true
	}
	if f.many == oneValue && f.shape == simpleShape && f.Default == nil &&
		(f.simple.kind == kindDate || f.simple.kind == kindDateTime) {
		return isZero(at(m, f.offset), f.item.Size())
	}
	return false
}
