// Tests of bases: random structs, and structs that have more fields among theirs.

package xmltype

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// fieldKinds are types that a field of a base can have, and types that the same field of a derived struct can have.
var fieldKinds = []struct{ base, derived reflect.Type }{
	{reflect.TypeFor[string](), reflect.TypeFor[string]()},
	{reflect.TypeFor[*string](), reflect.TypeFor[string]()},
	{reflect.TypeFor[string](), reflect.TypeFor[*string]()},
	{reflect.TypeFor[int32](), reflect.TypeFor[int32]()},
	{reflect.TypeFor[*int32](), reflect.TypeFor[*int32]()},
	{reflect.TypeFor[[]string](), reflect.TypeFor[[]string]()},
	{reflect.TypeFor[[]string](), reflect.TypeFor[string]()},
	{reflect.TypeFor[[]*int32](), reflect.TypeFor[[]int32]()},
	{reflect.TypeFor[[]byte](), reflect.TypeFor[[]byte]()},
	{reflect.TypeFor[string](), reflect.TypeFor[namedText]()},
	{reflect.TypeFor[*string](), reflect.TypeFor[*namedText]()},
	{reflect.TypeFor[scalar.Date](), reflect.TypeFor[scalar.Date]()},
	{reflect.TypeFor[xmlwire.AnyValue](), reflect.TypeFor[xmlwire.AnyValue]()},
}

type namedText string

// setRandom gives v a value that is not zero.
func setRandom(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("t", r.IntN(1000)))
	case reflect.Int32:
		v.SetInt(1 + r.Int64N(1000))
	case reflect.Uint8, reflect.Uint16:
		v.SetUint(1 + r.Uint64N(200))
	case reflect.Int16:
		v.SetInt(1 + r.Int64N(200))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		setRandom(r, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		setRandom(r, v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			setRandom(r, v.Field(i))
		}
	}
}

func TestBasesOfRandomStructs(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 5))
		var base, derived []reflect.StructField
		field := func(name string, typ reflect.Type, tag string) reflect.StructField {
			return reflect.StructField{Name: name, Type: typ, Tag: reflect.StructTag(`soap:"` + tag + `"`)}
		}
		more := func() {
			for range r.IntN(3) {
				n := len(derived)
				tag := []string{"x%d", "x%d,attr", "x%d,any"}[r.IntN(3)]
				derived = append(derived, field(fmt.Sprintf("M%d", n), reflect.TypeFor[string](), fmt.Sprintf(tag, n)))
			}
		}
		isAttribute := r.IntN(2)
		for i := range 1 + r.IntN(6) {
			k := fieldKinds[r.IntN(len(fieldKinds))]
			tag := fmt.Sprintf("n%d", r.IntN(2)) // one name can stand at several places
			if i < isAttribute {
				tag += ",attr"
			}
			base = append(base, field(fmt.Sprintf("F%d", i), k.base, tag))
			derived = append(derived, field(fmt.Sprintf("D%d", i), k.derived, tag))
			more()
		}
		b, v := reflect.New(reflect.StructOf(base)), reflect.New(reflect.StructOf(derived))
		types := New(
			&contract.Types{Named: []contract.NamedType{{Name: "b", Value: reflect.Zero(
				b.Type()).Interface(), Any: (*any)(nil)}}})
		setRandom(r, b.Elem())
		setRandom(r, v.Elem())
		before := reflect.New(v.Type().Elem())
		before.Elem().Set(v.Elem())
		if !types.SetBase(v.Interface(), b.Interface()) {
			t.Fatalf("seed %d: %v is no base of %v", seed, b.Type(), v.Type())
		}
		again := reflect.New(b.Type().Elem())
		if !types.CopyBase(again.Interface(), v.Interface()) || !reflect.DeepEqual(again.Interface(), b.Interface()) {
			t.Errorf("seed %d: %+v came back as %+v, by %+v", seed, b.Elem(), again.Elem(), v.Elem())
		}
		for i, f := range derived {
			got, want := v.Elem().Field(i).Interface(), before.Elem().Field(i).Interface()
			if f.Name[0] == 'M' && !reflect.DeepEqual(got, want) {
				t.Errorf("seed %d: %s, which is no field of the base, has changed", seed, f.Name)
			}
		}
	}
}
