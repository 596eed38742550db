//go:build peers

// Random values of generated types.

package peers

import (
	"encoding"
	"fmt"
	"math/rand/v2"
	"reflect"
)

// values draws random values that every type of the contracts allows.
type values struct {
	*rand.Rand
	shapes []reflect.Type // structs that an interface takes
}

// fill sets v to a random value.
func (g values) fill(v reflect.Value) {
	switch v.Type().Name() {
	case "Mood":
		v.SetString([]string{"calm", "busy"}[g.IntN(2)])
		return
	case "Decimal":
		v.SetString(fmt.Sprintf("%d.%d", g.IntN(100_000), 1+g.IntN(9)))
		return
	case "Date":
		g.parse(v, fmt.Sprintf("%d-%02d-%02d", 1970+g.IntN(60), 1+g.IntN(12), 1+g.IntN(28)))
		return
	case "DateTime":
		g.parse(v, fmt.Sprintf("%d-%02d-%02dT%02d:%02d:%02dZ", 1970+g.IntN(60), 1+g.IntN(12), 1+g.IntN(28), g.IntN(24),
			g.IntN(60), g.IntN(60)))
		return
	case "Choice":
		g.fill(g.allocate(v.Field(g.IntN(v.NumField()))))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString([]string{"a", "ü & <b>", "two  words", "]]>", "1", "x\ny"}[g.IntN(6)])
	case reflect.Int32:
		v.SetInt(int64(int32(g.Uint32())))
	case reflect.Int64:
		v.SetInt(int64(g.Uint64()>>11) - 1<<52) // JavaScript has 53 bits
	case reflect.Float64:
		v.SetFloat(float64(g.IntN(100_000)) / 64)
	case reflect.Bool:
		v.SetBool(g.IntN(2) == 0)
	case reflect.Pointer:
		if g.IntN(3) > 0 {
			g.fill(g.allocate(v))
		}
	case reflect.Interface:
		shape := reflect.New(g.shapes[g.IntN(len(g.shapes))])
		g.fill(shape.Elem())
		v.Set(shape)
	case reflect.Slice:
		size := 1 + g.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), size, size))
		for i := range size {
			if v.Type().Elem().Kind() == reflect.Uint8 {
				v.Index(i).SetUint(g.Uint64() & 0xff)
			} else {
				g.fill(v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			g.fill(v.Field(i))
		}
		if v.Type().Name() == "Grid" { // whose rows have one length
			for rows, i := v.Field(0), 1; i < rows.Len(); i++ {
				rows.Index(i).Set(rows.Index(0))
			}
		}
	}
}

// allocate sets the pointer v and returns the value that it points to.
func (g values) allocate(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	v.Set(reflect.New(v.Type().Elem()))
	return v.Elem()
}

func (g values) parse(v reflect.Value, text string) {
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
}
