// Values of Go types of a program's own, which convert themselves from and to text.

package datatype

import (
	"encoding"
	"fmt"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// textValue is a pointer to a value of such a type.
type textValue interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// Own returns s for values of typ instead of those of the runtime. It returns nil if typ, or the type of its items, does
// not convert itself from and to text, and for qualified names, whose text depends on the document.
func (s *Simple) Own(typ reflect.Type) *Simple {
	switch {
	case s.Kind == KindList && typ.Kind() == reflect.Slice:
		item := s.Item.Own(typ.Elem())
		if item == nil {
			return nil
		}
		list := *s
		list.Item = item
		return &list
	case s.Kind == KindQName || s.Kind == KindList:
		return nil
	case !reflect.PointerTo(typ).Implements(reflect.TypeFor[textValue]()):
		return nil
	}
	own := &Builtin{Kind: kindOwn, Space: s.Space, Want: fmt.Sprintf("%s for a %s", s.Expected(), typ)}
	return &Simple{Builtin: own, Name: s.Name, plain: s, own: typ, lengths: lengths{0, -1}, total: -1, fraction: -1,
		Checked: true}
}

// parseOwn parses text into the value at p. The value gets the text in its default form.
func (s *Simple) parseOwn(text string, p memory.Ptr) error {
	plain := memory.New(s.plain.GoType())
	if err := s.plain.Parse(text, plain, s.plain.GoType()); err != nil {
		return err
	}
	form := s.plain.Append(nil, plain, s.plain.GoType(), appendPlain)
	if err := s.ownValue(p).UnmarshalText(form); err != nil {
		return fmt.Errorf("%s is not a value of %s: %w", wire.Quote(text), s.own, err)
	}
	return nil
}

// plainOf returns the value of the runtime that has the text of the value at p.
func (s *Simple) plainOf(p memory.Ptr) (plain memory.Ptr, err error) {
	text, err := s.ownValue(p).MarshalText()
	if err != nil {
		return nil, fmt.Errorf("cannot be written: %w", err)
	}
	plain = memory.New(s.plain.GoType())
	return plain, s.plain.Parse(string(text), plain, s.plain.GoType())
}

// compareOwn compares the value at p with a literal.
func (s *Simple) compareOwn(p memory.Ptr, literal string) (order int, ok bool) {
	plain, err := s.plainOf(p)
	if err != nil {
		return 0, false
	}
	return s.plain.Compare(plain, literal)
}

// appendOwn appends the value at p, in a form of s.
func (s *Simple) appendOwn(b []byte, p memory.Ptr, escape func([]byte, string) []byte) []byte {
	plain, err := s.plainOf(p)
	if err != nil {
		return wire.Refuse(b, err.Error())
	}
	return s.plain.Append(b, plain, s.plain.GoType(), escape)
}

// checkOwn adds the faults of the value at p to v.
func (s *Simple) checkOwn(v *check.Validator, name string, p memory.Ptr) {
	plain, err := s.plainOf(p)
	if err != nil {
		v.Fault(name, "%v", err)
		return
	}
	s.plain.Check(v, name, plain, s.plain.GoType())
}

// ownValue returns the value at p.
func (s *Simple) ownValue(p memory.Ptr) textValue {
	return reflect.NewAt(s.own, p).Interface().(textValue)
}

func appendPlain(b []byte, text string) []byte { return append(b, text...) }
