// Simple types: how values are parsed, written, compared and validated (XSD Part 2).

package datatype

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Simple is a simple type, ready for use.
type Simple struct {
	*Builtin
	Name     string
	base     string       // the built-in type
	values   []string     // of an enumeration,
	open     bool         // other values are valid too
	Item     *Simple      // of a list
	plain    *Simple      // of a kindOwn: the type with values of the runtime,
	own      reflect.Type // and the Go type
	members  []*Simple
	Patterns []*regexp.Regexp
	lengths  lengths
	bounds   []bound
	total    int // digits; -1 means no limit
	fraction int
	Checked  bool // a value of the Go type can be invalid
}

// lengths are the bounds of a length; a max of -1 means no limit.
type lengths struct{ min, max int }

// bound is a facet that an ordered value is compared with.
type bound struct {
	want      string // in messages
	limit     string
	satisfied func(order int, ok bool) bool
}

// Types are the simple types of a contract. They are made when they are used.
type Types struct {
	Contract *contract.Types
	byName   sync.Map // a *Simple for each name
}

// Simple returns the simple type name, built in or described. It panics if there is none: the generator has checked the
// descriptions of every client that it writes.
func (t *Types) Simple(name string) *Simple {
	if s, ok := t.byName.Load(name); ok {
		return s.(*Simple)
	}
	s, err := t.newSimple(name)
	if err != nil {
		panic("the description of the contract's types is invalid: " + err.Error())
	}
	stored, _ := t.byName.LoadOrStore(name, s)
	return stored.(*Simple)
}

func (t *Types) newSimple(name string) (*Simple, error) {
	s := &Simple{Name: name, lengths: lengths{0, -1}, total: -1, fraction: -1}
	d := t.Contract.Description(name)
	if d == nil {
		if s.Builtin = Builtins[name]; s.Builtin == nil {
			return nil, fmt.Errorf("there is no simple type %q", name)
		}
		s.setBounds(&contract.SimpleType{})
		s.Checked = s.form != nil || s.Kind == KindQName || len(s.bounds) > 0
		return s, nil
	}
	s.values, s.open = d.Values, d.Open
	if d.List != "" {
		s.Builtin = &Builtin{Kind: KindList}
		s.Item = t.Simple(d.List)
	} else if s.Builtin = Builtins[d.Base]; s.Builtin == nil {
		return nil, fmt.Errorf("the base of the simple type %q, %q, is not known", name, d.Base)
	}
	s.base = d.Base
	if len(s.values) > 0 && !s.isInteger() && s.Kind != KindText && s.Kind != KindQName {
		s.Builtin = Builtins["token"] // the constants are the lexical forms
	}
	for _, member := range d.Union {
		s.members = append(s.members, t.Simple(member))
	}
	for _, pattern := range d.Patterns {
		re, err := regexp.Compile(pattern)
		if err != nil {
			return nil, err
		}
		s.Patterns = append(s.Patterns, re)
	}
	s.lengths = lengths{parseLimit(d.MinLength, 0), parseLimit(d.MaxLength, -1)}
	s.total, s.fraction = parseLimit(d.TotalDigits, -1), parseLimit(d.FractionDigits, -1)
	s.setBounds(d)
	s.Checked = true
	return s, nil
}

// parseLimit returns the number in text, or unset if text is empty. A number that is too large becomes the largest int.
func parseLimit(text string, unset int) int {
	if text == "" {
		return unset
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return n
}

// setBounds sets the bounds of a description, and those of the built-in type that it does not replace.
func (s *Simple) setBounds(d *contract.SimpleType) {
	least, most := d.MinInclusive, d.MaxInclusive
	if least == "" && d.MinExclusive == "" {
		least = s.least
	}
	if most == "" && d.MaxExclusive == "" {
		most = s.most
	}
	for _, b := range []bound{{"at least ", least, scalar.AtLeast}, {"at most ", most, scalar.AtMost},
		{"more than ", d.MinExclusive, scalar.MoreThan}, {"less than ", d.MaxExclusive, scalar.LessThan}} {
		if b.limit != "" {
			b.want += b.limit
			s.bounds = append(s.bounds, b)
		}
	}
}

// text returns the text at p with its white space normalized.
func (s *Simple) text(p memory.Ptr) string { return s.normalizeSpace(*memory.As[string](p)) }

func (s *Simple) normalizeSpace(text string) string {
	switch s.Space {
	case PreserveSpace:
		return text
	case ReplaceSpace:
		return scalar.ReplaceSpace(text)
	}
	return scalar.CollapseSpace(text)
}

// Parse parses text, with white space around it, into the value of type typ at p. Strings in it share the memory of
// text.
func (s *Simple) Parse(text string, p memory.Ptr, typ reflect.Type) error {
	switch s.Kind {
	case KindText, KindDecimal:
		text = s.normalizeSpace(text)
		if s.checksOnReading() && !s.isConstant(text) && !s.form(text) {
			return fmt.Errorf("%s is not %s", wire.Quote(text), s.Want)
		}
		*memory.As[string](p) = text
	case KindList:
		return s.ParseItems(text, p, typ, func(item string, p memory.Ptr) error {
			return s.Item.Parse(item, p, typ.Elem())
		})
	case KindQName:
		return fmt.Errorf("%s is a qualified name, which only a document can contain", wire.Quote(text))
	case kindOwn:
		return s.parseOwn(text, p)
	default:
		return kinds[s.Kind].parse(scalar.TrimSpace(text), p)
	}
	return nil
}

// isConstant reports whether text is a value of the enumeration.
func (s *Simple) isConstant(text string) bool {
	_, ok := scalar.Listed(s.base, text, s.values...)
	return ok
}

// ParseItems parses a list into the slice at p (XSD Part 2, section 4.2.1.2). It leaves out invalid items, and returns
// the first error.
func (s *Simple) ParseItems(text string, p memory.Ptr, typ reflect.Type,
	parse func(item string, p memory.Ptr) error) (first error) {
	memory.MakeEmpty(p, typ)
	for _, item := range scalar.Fields(text) {
		value := memory.Grow(p, typ, typ.Elem().Size(), 4)
		if err := parse(item, value); err != nil {
			first = cmp.Or(first, err)
			memory.ClearValue(value, typ.Elem())
			memory.Slice(p).Len--
		}
	}
	return first
}

// Append appends the value at p, in the default form or one that matches the patterns. escape appends a text.
func (s *Simple) Append(b []byte, p memory.Ptr, typ reflect.Type, escape func([]byte, string) []byte) []byte {
	if len(s.Patterns) > 0 && s.Kind != KindList {
		if forms := s.forms(p); forms != nil {
			return scalar.AppendForm(b, forms, s.Patterns...)
		}
	}
	switch s.Kind {
	case KindText:
		return escape(b, *memory.As[string](p))
	case KindDecimal:
		if s.values != nil {
			return escape(b, *memory.As[string](p))
		}
		return scalar.AppendDecimal(b, *memory.As[string](p))
	case KindList:
		list, size := memory.Slice(p), typ.Elem().Size()
		for i := range list.Len {
			if i > 0 {
				b = append(b, ' ')
			}
			b = s.Item.Append(b, list.Item(i, size), typ.Elem(), escape)
		}
		return b
	case kindOwn:
		return s.appendOwn(b, p, escape)
	}
	return kinds[s.Kind].append(b, p)
}

// isInteger reports whether the Go type of s is an integer.
func (s *Simple) isInteger() bool { return kindInt8 <= s.Kind && s.Kind <= kindUint64 }

// forms returns the forms of the value at p; nil for text, which has one.
func (s *Simple) forms(p memory.Ptr) iter.Seq[string] {
	forms := kinds[s.Kind].forms
	if forms == nil || s.values != nil && !s.isInteger() { // an enumeration keeps the form
		return nil
	}
	return forms(p)
}

// Check adds the faults of the value at p, of the field name, to v.
func (s *Simple) Check(v *check.Validator, name string, p memory.Ptr, typ reflect.Type) {
	if !s.Checked {
		return
	}
	switch s.Kind {
	case KindList:
		s.checkItems(v, name, p, typ)
		return
	case kindOwn:
		s.checkOwn(v, name, p)
		return
	}
	if s.Kind == KindText && slices.Contains(s.values, *memory.As[string](p)) {
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
		v.Bound(name, b.satisfied(s.Compare(p, b.limit)), b.want)
	}
	s.checkDigits(v, name, p)
	if len(s.members) > 0 {
		s.checkMembers(v, name, s.text(p))
	}
}

// checkConstant checks that the value is one of the enumeration.
func (s *Simple) checkConstant(v *check.Validator, name string, p memory.Ptr) {
	switch s.Kind {
	case KindText, KindDecimal:
		if text := s.text(p); !s.isConstant(text) {
			v.Enum(name, text, s.values...)
		}
		return
	case KindQName:
		v.Enum(name, memory.As[xmlwire.QName](p).String(), s.values...)
		return
	}
	for _, value := range s.values {
		if order, ok := s.Compare(p, value); ok && order == 0 {
			return
		}
	}
	v.Fault(name, "must be one of %s", strings.Join(s.values, ", "))
}

// checkForm checks the lexical form of the built-in type.
func (s *Simple) checkForm(v *check.Validator, name string, p memory.Ptr) {
	switch {
	case s.Kind == KindQName:
		v.Bound(name, xmlwire.ValidQName(*memory.As[xmlwire.QName](p)), s.Want)
	case s.form != nil:
		v.Bound(name, s.form(s.text(p)), s.Want)
	}
}

// checkLength checks the length facets: characters of a text, octets of a binary value. Those of qualified names have
// no meaning (XSD Part 2, section 4.3.1.3).
func (s *Simple) checkLength(v *check.Validator, name string, p memory.Ptr) {
	l := s.lengths
	if l == (lengths{0, -1}) {
		return
	}
	switch s.Kind {
	case KindText:
		text := s.text(p)
		if l.min == l.max {
			v.Length(name, text, l.min)
			return
		}
		if l.min > 0 {
			v.MinLength(name, text, l.min)
		}
		if l.max >= 0 {
			v.MaxLength(name, text, l.max)
		}
	case KindBase64, KindHex:
		v.Octets(name, memory.Slice(p).Len, l.min, l.max)
	}
}

// checkPatterns checks the pattern facets. A text must match as it is; of a value with several forms, one must match.
func (s *Simple) checkPatterns(v *check.Validator, name string, p memory.Ptr) {
	if len(s.Patterns) == 0 {
		return
	}
	if forms := s.forms(p); forms != nil {
		checkForms(v, name, forms, s.Patterns...)
		return
	}
	for _, re := range s.Patterns {
		v.Pattern(name, s.text(p), re)
	}
}

// checkDigits checks the number of digits (XSD Part 2, sections 4.3.11 and 4.3.12).
func (s *Simple) checkDigits(v *check.Validator, name string, p memory.Ptr) {
	switch {
	case s.total < 0 && s.fraction < 0:
	case s.Kind == KindDecimal:
		v.Digits(name, s.text(p), s.total, s.fraction)
	case s.isInteger():
		v.Digits(name, string(kinds[s.Kind].append(nil, p)), s.total, -1)
	}
}

// checkItems checks the number of items, each item, and the patterns of the whole list.
func (s *Simple) checkItems(v *check.Validator, name string, p memory.Ptr, typ reflect.Type) {
	list := memory.Slice(p)
	if s.lengths != (lengths{0, -1}) {
		v.Count(name, list.Len, s.lengths.min, s.lengths.max)
	}
	size := typ.Elem().Size()
	for i := range list.Len {
		item := list.Item(i, size)
		if s.Item.Kind == KindText && len(scalar.Fields(*memory.As[string](item))) != 1 {
			v.Fault(name, "has an item that is empty or contains a space: an item of a list is one word")
			continue
		}
		s.Item.Check(v, name, item, typ.Elem())
	}
	if len(s.Patterns) == 0 {
		return
	}
	text := string(s.Append(nil, p, typ, func(b []byte, item string) []byte { return append(b, item...) }))
	for _, re := range s.Patterns {
		v.Pattern(name, text, re)
	}
}

// checkMembers checks that a text is a value of a member of the union (XSD Part 2, section 2.5.1.3).
func (s *Simple) checkMembers(v *check.Validator, name, text string) {
	var want []string
	for _, m := range s.members {
		if m.accepts(text) {
			return
		}
		want = append(want, m.description())
	}
	v.Fault(name, "must be %s", wire.OrList(want))
}

// accepts reports whether text is a value of s.
func (s *Simple) accepts(text string) bool {
	switch {
	case s.Kind == KindQName: // prefixes mean nothing here
		prefix, local, ok := strings.Cut(scalar.TrimSpace(text), ":")
		return xmlwire.IsNCName(prefix) && (!ok || xmlwire.IsNCName(local))
	case s.Kind == KindList && s.Item.Kind == KindQName:
		items := scalar.Fields(text)
		return s.lengths.min <= len(items) && (s.lengths.max < 0 || len(items) <= s.lengths.max) &&
			!slices.ContainsFunc(items, func(item string) bool { return !s.Item.accepts(item) })
	}
	typ := s.GoType()
	value := reflect.New(typ).UnsafePointer()
	if s.Kind == KindText || s.Kind == KindDecimal {
		*memory.As[string](value) = s.normalizeSpace(text)
	} else if s.Parse(text, value, typ) != nil {
		return false
	}
	if !scalar.MatchesAll(s.normalizeSpace(text), s.Patterns) {
		return false // whether or not the value has another form
	}
	var found check.Validator
	s.Check(&found, "", value, typ)
	return !found.IsFaulty()
}

// GoType returns a Go type for values of s.
func (s *Simple) GoType() reflect.Type {
	if s.Kind == KindList {
		return reflect.SliceOf(s.Item.GoType())
	}
	return kinds[s.Kind].goType
}

// description returns what the values of a union's member are, for messages.
func (s *Simple) description() string {
	switch {
	case s.values != nil && !s.open:
		return "one of " + strings.Join(s.values, ", ")
	case Builtins[s.Name] == s.Builtin:
		return "xs:" + s.Name
	}
	return s.Name
}

// Compare compares the value at p with a literal (XSD Part 2, section 4.2.2). ok is false if they have no order.
func (s *Simple) Compare(p memory.Ptr, literal string) (order int, ok bool) {
	switch s.Kind {
	case KindText, KindDecimal:
		if s.Order != nil && s.values == nil {
			return s.Order(s.text(p), literal)
		}
		return strings.Compare(s.text(p), s.normalizeSpace(literal)), true
	case KindQName, KindList:
		return 0, false
	case kindOwn:
		return s.compareOwn(p, literal)
	}
	return kinds[s.Kind].compare(p, literal)
}

// IsOrdered reports whether values of the built-in type can be compared with the literal limit.
func IsOrdered(builtin, limit string) bool {
	b := Builtins[builtin]
	if b == nil {
		return false
	}
	s := &Simple{Builtin: b}
	switch {
	case b.Kind == KindText && b.Order == nil, b.Kind == KindBool, b.Kind == KindBase64, b.Kind == KindHex,
		b.Kind == KindQName:
		return false
	}
	_, ok := s.Compare(reflect.New(kinds[b.Kind].goType).UnsafePointer(), limit)
	if b.Kind == KindText || b.Kind == KindDecimal {
		_, ok = b.Order(limit, limit)
	}
	return ok || b.Kind == KindDateTime || b.Kind == KindDate || b.Kind == KindTime
}

// checkForms checks that one of the forms of the field name matches all patterns.
func checkForms(v *check.Validator, name string, forms iter.Seq[string], patterns ...*regexp.Regexp) {
	for form := range forms {
		if scalar.MatchesAll(form, patterns) {
			return
		}
	}
	v.Fault(name, "does not match the pattern %s", patterns[len(patterns)-1])
}

// Expected returns what a value of s is, for messages.
func (s *Simple) Expected() string {
	switch {
	case s.Want != "":
		return s.Want
	case s.Kind == KindList:
		return "a list"
	}
	return "xs:" + kinds[s.Kind].builtin
}

// Fits reports whether typ has the representation of s.
func (s *Simple) Fits(typ reflect.Type) bool {
	if s.Kind == KindList {
		return typ.Kind() == reflect.Slice && s.Item.Fits(typ.Elem())
	}
	return memory.SameUnderlying(typ, kinds[s.Kind].goType)
}
