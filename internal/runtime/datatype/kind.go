// Kinds: the Go types of simple values, and their functions.

package datatype

import (
	"bytes"
	"cmp"
	"iter"
	"math/big"
	"reflect"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Kind is the Go type of a simple value.
type Kind uint8

const (
	KindText    Kind = iota // a string
	KindDecimal             // a string with a number
	KindBool
	kindInt8
	kindInt16
	kindInt32
	kindInt64
	kindUint8
	kindUint16
	kindUint32
	kindUint64
	kindFloat32
	kindFloat64
	KindDate
	KindDateTime
	KindTime
	KindBase64
	KindHex
	KindQName
	KindList
	kindOwn // of the program; see Simple.Own
)

// goKind has the functions that parse, write and compare values of a Go type. Texts have none, because their meaning
// depends on the built-in type.
type goKind struct {
	goType  reflect.Type
	builtin string // the built-in type with all values of goType
	alloc   func(*wire.Slabs) memory.Ptr
	parse   func(text string, p memory.Ptr) error
	append  func(b []byte, p memory.Ptr) []byte // in the default form
	forms   func(p memory.Ptr) iter.Seq[string] // all of them
	compare func(p memory.Ptr, literal string) (order int, ok bool)
}

var kinds = [...]goKind{
	KindText:    {goType: reflect.TypeFor[string](), builtin: "string"},
	KindDecimal: {goType: reflect.TypeFor[string](), builtin: "decimal"},
	KindBool:    kindOf("boolean", scalar.ParseBool, strconv.AppendBool, scalar.BoolForms, compareBool),
	kindInt8:    integerKind("byte", scalar.ParseInt8),
	kindInt16:   integerKind("short", scalar.ParseInt16),
	kindInt32:   integerKind("int", scalar.ParseInt32),
	kindInt64:   integerKind("long", scalar.ParseInt64),
	kindUint8:   integerKind("unsignedByte", scalar.ParseUint8),
	kindUint16:  integerKind("unsignedShort", scalar.ParseUint16),
	kindUint32:  integerKind("unsignedInt", scalar.ParseUint32),
	kindUint64:  integerKind("unsignedLong", scalar.ParseUint64),
	kindFloat32: kindOf("float", scalar.ParseFloat32, scalar.AppendFloat32, scalar.Float32Forms, compareFloat),
	kindFloat64: kindOf("double", scalar.ParseFloat64, scalar.AppendFloat64, scalar.Float64Forms, compareFloat),
	KindDate:    kindOf("date", scalar.ParseDate, scalar.AppendDate, scalar.DateForms, scalar.CompareDate),
	KindDateTime: kindOf("dateTime", scalar.ParseDateTime, scalar.AppendDateTime, scalar.DateTimeForms,
		scalar.CompareDateTime),
	KindTime:   kindOf("time", scalar.ParseTimeOfDay, scalar.AppendTime, scalar.TimeForms, scalar.CompareTimeOfDay),
	KindBase64: kindOf("base64Binary", scalar.ParseBase64, scalar.AppendBase64, scalar.Base64Forms, compareOctets),
	KindHex:    kindOf("hexBinary", scalar.ParseHex, scalar.AppendHex, scalar.HexForms, compareOctets),
	KindQName:  {goType: reflect.TypeFor[xmlwire.QName](), builtin: "QName"},
}

// kindOf returns the kind of T.
func kindOf[T any](builtin string, parse func(string) (T, error), write func([]byte, T) []byte,
	forms func(T) iter.Seq[string], compare func(a, b T) (order int, ok bool)) goKind {
	return goKind{
		goType:  reflect.TypeFor[T](),
		builtin: builtin,
		alloc:   func(slabs *wire.Slabs) memory.Ptr { return memory.AddressOf(wire.New[T](slabs)) },
		parse: func(text string, p memory.Ptr) (err error) {
			*memory.As[T](p), err = parse(text)
			return err
		},
		append: func(b []byte, p memory.Ptr) []byte { return write(b, *memory.As[T](p)) },
		forms:  func(p memory.Ptr) iter.Seq[string] { return forms(*memory.As[T](p)) },
		compare: func(p memory.Ptr, literal string) (order int, ok bool) {
			limit, err := parse(scalar.TrimSpace(literal))
			order, ok = compare(*memory.As[T](p), limit)
			return order, ok && err == nil
		},
	}
}

// integerKind returns the kind of T. Its values can be compared with integers outside of T.
func integerKind[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](builtin string,
	parse func(string) (T, error)) goKind {
	isSigned := T(0)-1 < 0
	write := func(b []byte, v T) []byte {
		if isSigned {
			return strconv.AppendInt(b, int64(v), 10)
		}
		return strconv.AppendUint(b, uint64(v), 10)
	}
	forms := func(v T) iter.Seq[string] {
		if isSigned {
			return scalar.IntForms(int64(v))
		}
		return scalar.UintForms(uint64(v))
	}
	k := kindOf(builtin, parse, write, forms, func(a, b T) (int, bool) { return cmp.Compare(a, b), true })
	k.compare = func(p memory.Ptr, literal string) (order int, ok bool) {
		value, _ := new(big.Int).SetString(string(k.append(nil, p)), 10)
		limit, ok := new(big.Int).SetString(strings.TrimPrefix(scalar.TrimSpace(literal), "+"), 10)
		if !ok {
			return 0, false
		}
		return value.Cmp(limit), true
	}
	return k
}

// compareFloat compares floating-point numbers. NaN has no order.
func compareFloat[T float32 | float64](a, b T) (order int, ok bool) {
	return cmp.Compare(a, b), a == a && b == b
}

// compareBool orders false before true.
func compareBool(a, b bool) (order int, ok bool) {
	switch {
	case a == b:
		return 0, true
	case a:
		return 1, true
	}
	return -1, true
}

func compareOctets(a, b []byte) (order int, ok bool) { return bytes.Compare(a, b), true }

// New returns the address of a new value of s, whose Go type is typ. It is in one of slabs if it has no text.
func (s *Simple) New(slabs *wire.Slabs, typ reflect.Type) memory.Ptr {
	if s.KeepsText() || s.Kind == KindQName || s.Kind == KindList || s.Kind == kindOwn {
		return memory.New(typ)
	}
	return kinds[s.Kind].alloc(slabs)
}

// KeepsText reports whether the values of s can be parts of the text that Parse reads.
func (s *Simple) KeepsText() bool {
	return s.Kind == KindText || s.Kind == KindDecimal || s.Kind == KindList && s.Item.KeepsText()
}

// NamedDefault is [DefaultOf] for the name of a Go type in generated code, such as int32, Date or []byte.
func NamedDefault(goType string) string {
	for _, k := range kinds {
		if k.goType.Name() == goType || k.goType.Kind() == reflect.Slice && goType == "[]byte" {
			return k.builtin
		}
	}
	return ""
}

// DefaultOf returns the built-in type of a Go type without a tag, "" if there is none. Of several it is the first.
func DefaultOf(typ reflect.Type) string {
	for _, k := range kinds {
		if typ.Kind() == k.goType.Kind() && (typ.Kind() == reflect.Slice || memory.SameUnderlying(typ, k.goType)) {
			return k.builtin
		}
	}
	return ""
}
