// Bases: the fields that a value inherits from the base of its type.

package xmltype

import (
	"reflect"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
)

// CopyBase copies the fields that value has of the type of base to base; both are pointers to structs. It reports
// whether the type of value is that type or derived from it.
func (t *Types) CopyBase(base, value any) bool {
	return t.eachOfBase(base, value, func(inBase, inValue reflect.Value) { assign(inBase, inValue) })
}

// SetBase copies the fields of base to value; see [Types.CopyBase].
func (t *Types) SetBase(value, base any) bool {
	return t.eachOfBase(base, value, func(inBase, inValue reflect.Value) { assign(inValue, inBase) })
}

// eachOfBase calls use with each field of base and the corresponding field of value.
func (t *Types) eachOfBase(base, value any, use func(inBase, inValue reflect.Value)) bool {
	b, v := reflect.ValueOf(base), reflect.ValueOf(value)
	if !isStruct(b) || !isStruct(v) || b.Type() != v.Type() && !t.isDerived(v.Type(), b.Type()) {
		return false
	}
	b, v = b.Elem(), v.Elem()
	used := make([]bool, v.NumField())
	for i := range b.NumField() {
		if j := fieldLike(b.Type(), i, v.Type(), used); j >= 0 {
			used[j] = true
			use(b.Field(i), v.Field(j))
		}
	}
	return true
}

// isStruct reports whether v is a pointer to a struct and not nil.
func isStruct(v reflect.Value) bool {
	return v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct && !v.IsNil()
}

// isDerived reports whether the type of value, a pointer to a struct, is derived from that of base.
func (t *Types) isDerived(value, base reflect.Type) bool {
	head := t.NamedFor(base.Elem())
	return head != nil && head.Any != nil && value.Implements(reflect.TypeOf(head.Any).Elem())
}

// fieldLike returns the first unused field of the struct value that corresponds to field i of the struct base: it has
// the same name in documents, and the same role. It returns -1 if there is none, because a restriction can leave out
// fields.
func fieldLike(base reflect.Type, i int, value reflect.Type, used []bool) int {
	want := wireField(base, i)
	for j := range value.NumField() {
		if !used[j] && wireField(value, j) == want {
			return j
		}
	}
	return -1
}

// wireField returns the role and the name in documents of field i of a struct.
func wireField(typ reflect.Type, i int) string {
	field := typ.Field(i)
	tag, err := contract.ParseFieldTag(field.Tag.Get("soap"))
	if err != nil {
		return field.Name
	}
	return tag.Role.Word() + " " + tag.Name
}

// assign sets to to from. Their types differ if a restriction requires a value or narrows its type.
func assign(to, from reflect.Value) {
	toType, fromType := to.Type(), from.Type()
	switch {
	case fromType.AssignableTo(toType):
		to.Set(from)
	case toType.Kind() == reflect.Pointer && fromType.Kind() != reflect.Pointer:
		value := reflect.New(toType.Elem())
		assign(value.Elem(), from)
		to.Set(value)
	case fromType.Kind() == reflect.Pointer && toType.Kind() != reflect.Pointer:
		if to.SetZero(); !from.IsNil() {
			assign(to, from.Elem())
		}
	case fromType.Kind() == reflect.Pointer && from.IsNil():
		to.SetZero()
	case fromType.Kind() == reflect.Pointer:
		value := reflect.New(toType.Elem())
		assign(value.Elem(), from.Elem())
		to.Set(value)
	case fromType.Kind() == reflect.Slice && toType.Kind() == reflect.Slice && toType.Elem().Kind() != reflect.Uint8:
		to.SetZero()
		for i := range from.Len() {
			item := reflect.New(toType.Elem()).Elem()
			assign(item, from.Index(i))
			to.Set(reflect.Append(to, item))
		}
	case toType.Kind() == reflect.Slice:
		item := reflect.New(toType.Elem()).Elem()
		assign(item, from)
		to.Set(reflect.Append(reflect.Zero(toType), item))
	case fromType.Kind() == reflect.Slice:
		if to.SetZero(); from.Len() > 0 {
			assign(to, from.Index(0))
		}
	case fromType.Kind() == toType.Kind() && fromType.ConvertibleTo(toType):
		to.Set(from.Convert(toType))
	}
}
