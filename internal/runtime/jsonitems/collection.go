// Lists and maps.

package jsonitems

import (
	"maps"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

// List returns the pending array, whose items read reads. It returns nil for null, the empty string and an empty
// object: see [jsonwire.Decoder.Array].
func List[T any](d *jsonwire.Decoder, read func(*T, *jsonwire.Decoder)) []T {
	return list(d, read, false)
}

// Objects is List for items that are objects or maps.
func Objects[T any](d *jsonwire.Decoder, read func(*T, *jsonwire.Decoder)) []T {
	return list(d, read, true)
}

func list[T any](d *jsonwire.Decoder, read func(*T, *jsonwire.Decoder), objects bool) []T {
	if d.IsEmpty() || !d.Array(objects) {
		return nil
	}
	list := []T{}
	for d.Element() {
		list = jsonwire.Extend(d, list)
		read(&list[len(list)-1], d)
	}
	return list
}

// ListOf returns the function that reads a list as an item.
func ListOf[T any](read func(*T, *jsonwire.Decoder)) func(*[]T, *jsonwire.Decoder) {
	return func(v *[]T, d *jsonwire.Decoder) {
		if d.Present("an array") {
			*v = List(d, read)
		}
	}
}

// ObjectsOf is ListOf for items that are objects or maps.
func ObjectsOf[T any](read func(*T, *jsonwire.Decoder)) func(*[]T, *jsonwire.Decoder) {
	return func(v *[]T, d *jsonwire.Decoder) {
		if d.Present("an array") {
			*v = Objects(d, read)
		}
	}
}

// AppendList appends list to b as an array, whose items write appends.
func AppendList[T any](b []byte, list []T, write func(*T, []byte) []byte) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(&list[i], b)
	}
	return append(b, ']')
}

// AppendListOf returns the function that appends a list as an item.
func AppendListOf[T any](write func(*T, []byte) []byte) func(*[]T, []byte) []byte {
	return func(v *[]T, b []byte) []byte { return AppendList(b, *v, write) }
}

// Value returns the function that reads a result of the type that read reads.
func Value[T any](read func(*T, *jsonwire.Decoder)) func(*jsonwire.Decoder) T {
	return func(d *jsonwire.Decoder) (v T) {
		read(&v, d)
		return v
	}
}

// Map returns the members of the pending object by name; read reads their values. It returns nil for null and the empty
// string. A name that occurs twice is a deviation; the last value counts.
func Map[T any](d *jsonwire.Decoder, read func(*T, *jsonwire.Decoder)) map[string]T {
	if d.IsEmpty() || d.AbsentMember() {
		return nil
	}
	members := map[string]T{}
	if !d.Object() {
		return members
	}
	for d.Member() {
		name := d.Name()
		if _, twice := members[name]; twice {
			d.Repeated()
		}
		var v T
		read(&v, d)
		members[name] = v
	}
	return members
}

// MapOf returns the function that reads a map as an item.
func MapOf[T any](read func(*T, *jsonwire.Decoder)) func(*map[string]T, *jsonwire.Decoder) {
	return func(v *map[string]T, d *jsonwire.Decoder) {
		if d.Present("an object") {
			*v = Map(d, read)
		}
	}
}

// AppendMap appends members to b as an object, sorted by name; write appends their values.
func AppendMap[T any](b []byte, members map[string]T, write func(*T, []byte) []byte) []byte {
	var v T
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			b = append(b, ',')
		}
		v = members[name]
		b = write(&v, append(jsonwire.AppendString(b, name), ':'))
	}
	return append(b, '}')
}

// AppendMapOf returns the function that appends a map as an item.
func AppendMapOf[T any](write func(*T, []byte) []byte) func(*map[string]T, []byte) []byte {
	return func(v *map[string]T, b []byte) []byte { return AppendMap(b, *v, write) }
}
