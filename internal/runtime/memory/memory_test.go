// Tests of memory: the same values as by reflection.

package memory_test

import (
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/memory"
)

type (
	item  struct{ A, B string }
	whole struct {
		Text  string
		Items []item
		Any   any
		Next  *item
	}
)

func fieldOf(w *whole, name string) (memory.Ptr, reflect.Type) {
	f, _ := reflect.TypeFor[whole]().FieldByName(name)
	return memory.Field(memory.AddressOf(w), f.Offset), f.Type
}

func TestFields(t *testing.T) {
	w := new(whole)
	p, _ := fieldOf(w, "Text")
	if !memory.IsZero(p, reflect.TypeFor[string]().Size()) {
		t.Error("an empty text is not zero")
	}
	*memory.As[string](p) = "x"
	if w.Text != "x" || memory.IsZero(p, reflect.TypeFor[string]().Size()) {
		t.Errorf("the text is %q", w.Text)
	}
	next, _ := fieldOf(w, "Next")
	memory.SetPointer(next, memory.AddressOf(&item{A: "next"}))
	if w.Next.A != "next" || memory.Pointer(next) != memory.AddressOf(w.Next) {
		t.Errorf("the pointer is to %v", w.Next)
	}
	any, typ := fieldOf(w, "Any")
	if held, _ := memory.InterfaceValue(any, typ); held != nil {
		t.Errorf("nil has a value of type %v", held)
	}
	memory.SetInterface(any, typ, reflect.TypeFor[item](), memory.AddressOf(&item{B: "any"}))
	if held, value := memory.InterfaceValue(any, typ); held != reflect.TypeFor[item]() ||
		memory.As[item](value).B != "any" || w.Any.(*item).B != "any" {
		t.Errorf("the interface has %v", w.Any)
	}
	memory.ClearValue(any, typ)
	if w.Any != nil {
		t.Errorf("the cleared interface has %v", w.Any)
	}
}

// Growing by any step keeps the items, and adds zero items even if the array had others.
func TestGrow(t *testing.T) {
	for more := 1; more < 6; more++ {
		w := new(whole)
		p, typ := fieldOf(w, "Items")
		size := reflect.TypeFor[item]().Size()
		for i := range 20 {
			added := memory.As[item](memory.Grow(p, typ, size, more))
			if *added != (item{}) {
				t.Fatalf("by %d: new item %d is %v", more, i, *added)
			}
			added.A = string(rune('a' + i))
		}
		for i, it := range w.Items {
			if it.A != string(rune('a'+i)) || memory.Slice(p).Item(i, size) != memory.AddressOf(&w.Items[i]) {
				t.Errorf("by %d: item %d is %v", more, i, it)
			}
		}
		if len(w.Items) != 20 || memory.Slice(p).Len != 20 {
			t.Errorf("by %d: %d items", more, len(w.Items))
		}
		memory.MakeEmpty(p, typ)
		if w.Items == nil || len(w.Items) != 0 {
			t.Errorf("by %d: the empty slice is %#v", more, w.Items)
		}
	}
}

func TestSameUnderlying(t *testing.T) {
	type text string
	type other struct{ A, B text }
	types := [][]reflect.Type{
		{reflect.TypeFor[string](), reflect.TypeFor[text]()},
		{reflect.TypeFor[item](), reflect.TypeFor[other]()},
		{reflect.TypeFor[[]item](), reflect.TypeFor[[]other]()},
		{reflect.TypeFor[struct{ A, C string }]()},
		{reflect.TypeFor[struct{ A string }]()},
		{reflect.TypeFor[[]string](), reflect.TypeFor[[]text]()},
		{reflect.TypeFor[int32]()},
	}
	for i, group := range types {
		for j, others := range types {
			for _, a := range group {
				for _, b := range others {
					if same := memory.SameUnderlying(a, b); same != (i == j) {
						t.Errorf("%v and %v: same %t", a, b, same)
					}
				}
			}
		}
	}
}
