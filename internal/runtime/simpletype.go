// Simple types: how a value is parsed, written, compared and checked, by its description (XSD Part 2).

package runtime

import (
	"cmp"
	"fmt"
	"iter"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// simple is a simple type, ready for use.
type simple struct {
	*builtinType
	name     string
	base     string   // the built-in type
	values   []string // of an enumeration,
	open     bool     // which has others, too
	item     *simple  // of a list
	members  []*simple
	patterns []*regexp.Regexp
	lengths  lengths
	bounds   []bound
	total    int // digits; -1 is any number
	fraction int
	checked  bool // whether a value of the right Go type can be at fault
}

// lengths are the bounds of a length; a max of -1 is no limit.
type lengths struct{ min, max int }

// bound is a facet that an ordered value is compared with.
type bound struct {
	want  string // what a value has to be
	limit string
	holds func(order int, ok bool) bool
}

// simpleType returns the simple type called name, a built-in one or one that t describes. It panics if there is none:
// the generator has parsed the descriptions of every client that it writes.
func (t *XMLTypes) simpleType(name string) *simple {
	if s, ok := t.kinds.Load(name); ok {
		return s.(*simple)
	}
	s, err := t.newSimple(name)
	if err != nil {
		panic("the description of the contract's types is damaged: " + err.Error())
	}
	stored, _ := t.kinds.LoadOrStore(name, s)
	return stored.(*simple)
}

func (t *XMLTypes) newSimple(name string) (*simple, error) {
	s := &simple{name: name, lengths: lengths{0, -1}, total: -1, fraction: -1}
	d := t.description(name)
	if d == nil {
		if s.builtinType = builtinTypes[name]; s.builtinType == nil {
			return nil, fmt.Errorf("there is no simple type %q", name)
		}
		s.bound(&SimpleType{})
		s.checked = s.form != nil || s.kind == kindQName || len(s.bounds) > 0
		return s, nil
	}
	s.values, s.open = d.Values, d.Open
	if d.List != "" {
		s.builtinType = &builtinType{kind: kindList}
		s.item = t.simpleType(d.List)
	} else if s.builtinType = builtinTypes[d.Base]; s.builtinType == nil {
		return nil, fmt.Errorf("the base of the simple type %q, %q, is not known", name, d.Base)
	}
	s.base = d.Base
	if len(s.values) > 0 && !s.isSigned() && !s.isUnsigned() && s.kind != kindText {
		s.builtinType = builtinTypes["token"] // the constants are the lexical forms
	}
	for _, member := range d.Union {
		s.members = append(s.members, t.simpleType(member))
	}
	for _, pattern := range d.Patterns {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return nil, err
		}
		s.patterns = append(s.patterns, re)
	}
	s.lengths = lengths{count(d.MinLength, 0), count(d.MaxLength, -1)}
	s.total, s.fraction = count(d.TotalDigits, -1), count(d.FractionDigits, -1)
	s.bound(d)
	s.checked = true
	return s, nil
}

// count is the number in text, or none where that is empty. One that no int holds is as good as the greatest.
func count(text string, none int) int {
	if text == "" {
		return none
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return n
}

// bound notes the bounds of a description, and those of the built-in type that it does not replace.
func (s *simple) bound(d *SimpleType) {
	least, most := d.MinInclusive, d.MaxInclusive
	if least == "" && d.MinExclusive == "" {
		least = s.least
	}
	if most == "" && d.MaxExclusive == "" {
		most = s.most
	}
	for _, b := range []bound{{"at least ", least, AtLeast}, {"at most ", most, AtMost},
		{"more than ", d.MinExclusive, MoreThan}, {"less than ", d.MaxExclusive, LessThan}} {
		if b.limit != "" {
			b.want += b.limit
			s.bounds = append(s.bounds, b)
		}
	}
}

// text is the text at p with its white space as a reader takes it.
func (s *simple) text(p ptr) string { return s.spaced(*as[string](p)) }

func (s *simple) spaced(text string) string {
	switch s.space {
	case preserveSpace:
		return text
	case replaceSpace:
		return ReplaceSpace(text)
	}
	return CollapseSpace(text)
}

// parse reads text, whose white space around it does not count, into the value at p, whose type is typ. A string in it
// is part of text.
func (s *simple) parse(text string, p ptr, typ reflect.Type) (err error) {
	switch s.kind {
	case kindText, kindDecimal:
		text = s.spaced(text)
		if s.checksOnReading() && !s.isConstant(text) && !s.form(text) {
			return fmt.Errorf("%s is not %s", quote(text), s.want)
		}
		*as[string](p) = text
	case kindBool:
		*as[bool](p), err = ParseBool(trimSpace(text))
	case kindInt8:
		*as[int8](p), err = ParseInt8(trimSpace(text))
	case kindInt16:
		*as[int16](p), err = ParseInt16(trimSpace(text))
	case kindInt32:
		*as[int32](p), err = ParseInt32(trimSpace(text))
	case kindInt64:
		*as[int64](p), err = ParseInt64(trimSpace(text))
	case kindUint8:
		*as[uint8](p), err = ParseUint8(trimSpace(text))
	case kindUint16:
		*as[uint16](p), err = ParseUint16(trimSpace(text))
	case kindUint32:
		*as[uint32](p), err = ParseUint32(trimSpace(text))
	case kindUint64:
		*as[uint64](p), err = ParseUint64(trimSpace(text))
	case kindFloat32:
		*as[float32](p), err = ParseFloat32(trimSpace(text))
	case kindFloat64:
		*as[float64](p), err = ParseFloat64(trimSpace(text))
	case kindDate:
		*as[Date](p), err = ParseDate(trimSpace(text))
	case kindDateTime:
		*as[DateTime](p), err = ParseDateTime(trimSpace(text))
	case kindTime:
		*as[TimeOfDay](p), err = ParseTimeOfDay(trimSpace(text))
	case kindBase64:
		*as[[]byte](p), err = ParseBase64(trimSpace(text))
	case kindHex:
		*as[[]byte](p), err = ParseHex(trimSpace(text))
	case kindList:
		return s.parseItems(text, p, typ, func(item string, p ptr) error { return s.item.parse(item, p, typ.Elem()) })
	default:
		return fmt.Errorf("%s is a qualified name, which only a document can hold", quote(text))
	}
	return err
}

// isConstant reports whether text is one of the values of an enumeration.
func (s *simple) isConstant(text string) bool {
	_, ok := listedValue(s.base, text, s.values...)
	return ok
}

// parseItems reads a list into the slice at p (XSD Part 2, section 4.2.1.2). It leaves out what is no item, and returns
// the first error.
func (s *simple) parseItems(text string, p ptr, typ reflect.Type, parse func(item string, p ptr) error) (first error) {
	makeEmpty(p, typ)
	for _, item := range fieldsOf(text) {
		value := grow(p, typ, typ.Elem().Size(), 4)
		if err := parse(item, value); err != nil {
			first = cmp.Or(first, err)
			clearValue(value, typ.Elem())
			slice(p).len--
		}
	}
	return first
}

// append appends the value at p, in the usual form or one that the patterns ask for. escape appends a text.
func (s *simple) append(b []byte, p ptr, typ reflect.Type, escape func([]byte, string) []byte) []byte {
	if len(s.patterns) > 0 && s.kind != kindList {
		if forms := s.forms(p); forms != nil {
			return appendForm(b, forms, s.patterns...)
		}
	}
	switch s.kind {
	case kindText:
		return escape(b, *as[string](p))
	case kindDecimal:
		if s.values != nil {
			return escape(b, *as[string](p))
		}
		return AppendDecimal(b, *as[string](p))
	case kindBool:
		return strconv.AppendBool(b, *as[bool](p))
	case kindInt8, kindInt16, kindInt32, kindInt64:
		return strconv.AppendInt(b, s.int(p), 10)
	case kindUint8, kindUint16, kindUint32, kindUint64:
		return strconv.AppendUint(b, s.uint(p), 10)
	case kindFloat32:
		return AppendFloat32(b, *as[float32](p))
	case kindFloat64:
		return AppendFloat64(b, *as[float64](p))
	case kindDate:
		return AppendDate(b, *as[Date](p))
	case kindDateTime:
		return AppendDateTime(b, *as[DateTime](p))
	case kindTime:
		return AppendTime(b, *as[TimeOfDay](p))
	case kindBase64:
		return AppendBase64(b, *as[[]byte](p))
	case kindHex:
		return AppendHex(b, *as[[]byte](p))
	case kindList:
		list, size := slice(p), typ.Elem().Size()
		for i := range list.len {
			if i > 0 {
				b = append(b, ' ')
			}
			b = s.item.append(b, list.item(i, size), typ.Elem(), escape)
		}
	}
	return b
}

// int is the signed integer at p.
func (s *simple) int(p ptr) int64 {
	switch s.kind {
	case kindInt8:
		return int64(*as[int8](p))
	case kindInt16:
		return int64(*as[int16](p))
	case kindInt32:
		return int64(*as[int32](p))
	}
	return *as[int64](p)
}

// uint is the unsigned integer at p.
func (s *simple) uint(p ptr) uint64 {
	switch s.kind {
	case kindUint8:
		return uint64(*as[uint8](p))
	case kindUint16:
		return uint64(*as[uint16](p))
	case kindUint32:
		return uint64(*as[uint32](p))
	}
	return *as[uint64](p)
}

// isSigned and isUnsigned report how Go holds the value of an integer type.
func (s *simple) isSigned() bool   { return kindInt8 <= s.kind && s.kind <= kindInt64 }
func (s *simple) isUnsigned() bool { return kindUint8 <= s.kind && s.kind <= kindUint64 }

// forms are the forms in which the value at p can be written; nil for text, which has one.
func (s *simple) forms(p ptr) iter.Seq[string] {
	switch {
	case s.values != nil && !s.isSigned() && !s.isUnsigned():
		return nil // an enumeration keeps the form
	case s.isSigned():
		return intForms(s.int(p))
	case s.isUnsigned():
		return uintForms(s.uint(p))
	}
	switch s.kind {
	case kindBool:
		return boolForms(*as[bool](p))
	case kindFloat32:
		return float32Forms(*as[float32](p))
	case kindFloat64:
		return float64Forms(*as[float64](p))
	case kindDate:
		return dateForms(*as[Date](p))
	case kindDateTime:
		return dateTimeForms(*as[DateTime](p))
	case kindTime:
		return timeForms(*as[TimeOfDay](p))
	case kindHex:
		return hexForms(*as[[]byte](p))
	case kindBase64:
		return base64Forms(*as[[]byte](p))
	}
	return nil
}

// check adds the faults of the value at p, of the field called name, to v.
func (s *simple) check(v *validator, name string, p ptr, typ reflect.Type) {
	if !s.checked {
		return
	}
	if s.kind == kindList {
		s.checkItems(v, name, p, typ)
		return
	}
	if s.kind == kindText && slices.Contains(s.values, *as[string](p)) {
		return
	}
	if s.values != nil && !s.open {
		s.checkConstant(v, name, p)
		return
	}
	if s.values == nil {
		s.checkForm(v, name, p)
	}
	s.checkLength(v, name, p)
	s.checkPatterns(v, name, p)
	for i := range s.bounds {
		b := &s.bounds[i]
		v.bound(name, b.holds(s.compare(p, b.limit)), b.want)
	}
	s.checkDigits(v, name, p)
	if len(s.members) > 0 {
		s.checkMembers(v, name, s.text(p))
	}
}

// checkConstant checks that an enumeration has one of its values.
func (s *simple) checkConstant(v *validator, name string, p ptr) {
	if s.kind == kindText || s.kind == kindDecimal {
		if text := s.text(p); !s.isConstant(text) {
			v.enum(name, text, s.values...)
		}
		return
	}
	for _, value := range s.values {
		if order, ok := s.compare(p, value); ok && order == 0 {
			return
		}
	}
	v.fault(name, "must be one of %s", strings.Join(s.values, ", "))
}

// checkForm checks what the built-in type says of a text.
func (s *simple) checkForm(v *validator, name string, p ptr) {
	switch {
	case s.kind == kindQName:
		v.bound(name, ValidQName(*as[QName](p)), s.want)
	case s.form != nil:
		v.bound(name, s.form(s.text(p)), s.want)
	}
}

// checkLength checks the length facets: characters of a text, octets of a binary value. Those of qualified names say
// nothing (XSD Part 2, section 4.3.1.3).
func (s *simple) checkLength(v *validator, name string, p ptr) {
	l := s.lengths
	if l == (lengths{0, -1}) {
		return
	}
	switch s.kind {
	case kindText:
		text := s.text(p)
		if l.min == l.max {
			v.length(name, text, l.min)
			return
		}
		if l.min > 0 {
			v.minLength(name, text, l.min)
		}
		if l.max >= 0 {
			v.maxLength(name, text, l.max)
		}
	case kindBase64, kindHex:
		v.octets(name, slice(p).len, l.min, l.max)
	}
}

// checkPatterns checks the pattern facets. Text has them as it is; of what can be written in several forms, one must
// match.
func (s *simple) checkPatterns(v *validator, name string, p ptr) {
	if len(s.patterns) == 0 {
		return
	}
	if forms := s.forms(p); forms != nil {
		v.form(name, forms, s.patterns...)
		return
	}
	for _, re := range s.patterns {
		v.pattern(name, s.text(p), re)
	}
}

// checkDigits checks how many digits a number has (XSD Part 2, sections 4.3.11 and 4.3.12).
func (s *simple) checkDigits(v *validator, name string, p ptr) {
	switch {
	case s.total < 0 && s.fraction < 0:
	case s.kind == kindDecimal:
		v.digits(name, s.text(p), s.total, s.fraction)
	case s.isSigned():
		v.digits(name, strconv.FormatInt(s.int(p), 10), s.total, -1)
	case s.isUnsigned():
		v.digits(name, strconv.FormatUint(s.uint(p), 10), s.total, -1)
	}
}

// checkItems checks how many items a list has, each of them, and the list as it is written.
func (s *simple) checkItems(v *validator, name string, p ptr, typ reflect.Type) {
	list := slice(p)
	if s.lengths != (lengths{0, -1}) {
		v.count(name, list.len, s.lengths.min, s.lengths.max)
	}
	size := typ.Elem().Size()
	for i := range list.len {
		item := list.item(i, size)
		if s.item.kind == kindText && len(fieldsOf(*as[string](item))) != 1 {
			v.fault(name, "has an item that is empty or holds a space: an item of a list is one word")
			continue
		}
		s.item.check(v, name, item, typ.Elem())
	}
	if len(s.patterns) == 0 {
		return
	}
	text := string(s.append(nil, p, typ, func(b []byte, item string) []byte { return append(b, item...) }))
	for _, re := range s.patterns {
		v.pattern(name, text, re)
	}
}

// checkMembers checks that a text is a value of a member of a union (XSD Part 2, section 2.5.1.3).
func (s *simple) checkMembers(v *validator, name, text string) {
	var want []string
	for _, m := range s.members {
		if m.takes(text) {
			return
		}
		want = append(want, m.described())
	}
	v.fault(name, "must be %s", orList(want))
}

// takes reports whether text is a value of s.
func (s *simple) takes(text string) bool {
	switch {
	case s.kind == kindQName: // prefixes mean nothing here
		prefix, local, ok := strings.Cut(trimSpace(text), ":")
		return isNCName(prefix) && (!ok || isNCName(local))
	case s.kind == kindList && s.item.kind == kindQName:
		items := fieldsOf(text)
		return s.lengths.min <= len(items) && (s.lengths.max < 0 || len(items) <= s.lengths.max) &&
			!slices.ContainsFunc(items, func(item string) bool { return !s.item.takes(item) })
	}
	typ := s.goType()
	value := reflect.New(typ).UnsafePointer()
	if s.kind == kindText || s.kind == kindDecimal {
		*as[string](value) = s.spaced(text)
	} else if s.parse(text, value, typ) != nil {
		return false
	}
	if !matchesAll(s.spaced(text), s.patterns) {
		return false // whether or not the value has another form
	}
	var v validator
	s.check(&v, "", value, typ)
	return v.err() == nil
}

// goTypes are the types that hold the values of each kind.
var goTypes = map[kind]reflect.Type{kindText: reflect.TypeFor[string](), kindDecimal: reflect.TypeFor[string](),
	kindBool: reflect.TypeFor[bool](), kindInt8: reflect.TypeFor[int8](), kindInt16: reflect.TypeFor[int16](),
	kindInt32: reflect.TypeFor[int32](), kindInt64: reflect.TypeFor[int64](), kindUint8: reflect.TypeFor[uint8](),
	kindUint16: reflect.TypeFor[uint16](), kindUint32: reflect.TypeFor[uint32](), kindUint64: reflect.TypeFor[uint64](),
	kindFloat32: reflect.TypeFor[float32](), kindFloat64: reflect.TypeFor[float64](), kindDate: reflect.TypeFor[Date](),
	kindDateTime: reflect.TypeFor[DateTime](), kindTime: reflect.TypeFor[TimeOfDay](),
	kindBase64: reflect.TypeFor[[]byte](), kindHex: reflect.TypeFor[[]byte](), kindQName: reflect.TypeFor[QName]()}

// goType is a type that holds values of s.
func (s *simple) goType() reflect.Type {
	if s.kind == kindList {
		return reflect.SliceOf(s.item.goType())
	}
	return goTypes[s.kind]
}

// described says what the values of a member of a union are.
func (s *simple) described() string {
	switch {
	case s.values != nil && !s.open:
		return "one of " + strings.Join(s.values, ", ")
	case builtinTypes[s.name] == s.builtinType:
		return "xs:" + s.name
	}
	return s.name
}

// orList joins names: "a, b or c".
func orList(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// compare compares the value at p with a literal (XSD Part 2, section 4.2.2). ok is false if they are in no order.
func (s *simple) compare(p ptr, literal string) (order int, ok bool) {
	switch {
	case s.isSigned():
		return compareInteger(big.NewInt(s.int(p)), literal)
	case s.isUnsigned():
		return compareInteger(new(big.Int).SetUint64(s.uint(p)), literal)
	}
	switch s.kind {
	case kindText, kindDecimal:
		if s.order != nil && s.values == nil {
			return s.order(s.text(p), literal)
		}
		return strings.Compare(s.text(p), s.spaced(literal)), true
	case kindFloat32:
		limit, err := ParseFloat32(literal)
		return compareFloat(float64(*as[float32](p)), float64(limit), err)
	case kindFloat64:
		limit, err := ParseFloat64(literal)
		return compareFloat(*as[float64](p), limit, err)
	case kindDate:
		limit, err := ParseDate(literal)
		order, ok = CompareDate(*as[Date](p), limit)
		return order, ok && err == nil
	case kindDateTime:
		limit, err := ParseDateTime(literal)
		order, ok = CompareDateTime(*as[DateTime](p), limit)
		return order, ok && err == nil
	case kindTime:
		limit, err := ParseTimeOfDay(literal)
		order, ok = CompareTimeOfDay(*as[TimeOfDay](p), limit)
		return order, ok && err == nil
	case kindBool:
		limit, err := ParseBool(literal)
		return boolToInt(*as[bool](p)) - boolToInt(limit), err == nil
	case kindBase64:
		limit, err := ParseBase64(literal)
		return strings.Compare(string(*as[[]byte](p)), string(limit)), err == nil
	case kindHex:
		limit, err := ParseHex(literal)
		return strings.Compare(string(*as[[]byte](p)), string(limit)), err == nil
	}
	return 0, false
}

func compareInteger(value *big.Int, literal string) (order int, ok bool) {
	limit, ok := new(big.Int).SetString(strings.TrimPrefix(trimSpace(literal), "+"), 10)
	if !ok {
		return 0, false
	}
	return value.Cmp(limit), true
}

// compareFloat compares floating-point numbers; NaN is in no order to any other.
func compareFloat(value, limit float64, err error) (order int, ok bool) {
	switch {
	case err != nil || value != value || limit != limit:
		return 0, false
	case value < limit:
		return -1, true
	case value > limit:
		return 1, true
	}
	return 0, true
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// IsOrdered reports whether values of the built-in type can be compared with the literal limit.
func IsOrdered(builtin, limit string) bool {
	b := builtinTypes[builtin]
	if b == nil {
		return false
	}
	s := &simple{builtinType: b}
	switch {
	case b.kind == kindText && b.order == nil, b.kind == kindBool, b.kind == kindBase64, b.kind == kindHex,
		b.kind == kindQName:
		return false
	}
	_, ok := s.compare(reflect.New(goTypes[b.kind]).UnsafePointer(), limit)
	if b.kind == kindText || b.kind == kindDecimal {
		_, ok = b.order(limit, limit)
	}
	return ok || b.kind == kindDateTime || b.kind == kindDate || b.kind == kindTime
}
