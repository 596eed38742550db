// Tests of slabs: every value that is allocated from one is a value of its own.

package wire_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// point is what the records below point to.
type point struct{ X, Y *int64 }

// points decodes a list of objects, each with a point or none, as generated code does it.
func points(d *jsonwire.Decoder) (list []*point) {
	for ok := d.Array(false); ok && d.Element(); {
		if d.Absent() {
			list = append(list, nil)
			continue
		}
		p := wire.New[point](&d.Slabs)
		for ok := d.Object(); ok && d.Member(); {
			if d.Key() == "x" {
				p.X = d.NewInt64()
			} else {
				p.Y = d.NewInt64()
			}
		}
		list = append(list, p)
	}
	return list
}

// TestNew reads short and long documents: every value is one of its own, and zero where nothing was read.
func TestNew(t *testing.T) {
	for _, n := range []int{1, 2, 1000} {
		text := "[" + strings.Repeat(`{"x":1},null,{"y":2},`, n) + `{}]`
		d := jsonwire.NewDecoder(text)
		list := points(d)
		if err := d.Close(); err != nil || len(list) != 3*n+1 {
			t.Fatalf("%d: %d points, %v", n, len(list), err)
		}
		met := make(map[*point]bool)
		for i, p := range list {
			switch {
			case i%3 == 1:
				if p != nil {
					t.Errorf("%d of %d: %+v where there was null", i, n, p)
				}
				continue
			case i == 3*n:
				if *p != (point{}) {
					t.Errorf("the empty object of %d is %+v", n, p)
				}
			case (p.X == nil) != (i%3 == 2) || (p.Y == nil) != (i%3 == 0):
				t.Errorf("%d of %d: %+v", i, n, p)
			}
			if met[p] {
				t.Errorf("%d of %d is another one as well", i, n)
			}
			met[p] = true
		}
	}
}

// TestNewSpares allocates seldom for a long document, and each value by itself for a short one, which is kept by
// itself.
func TestNewSpares(t *testing.T) {
	read := func(n int) float64 {
		text := "[" + strings.Repeat(`{},`, n) + "{}]"
		return testing.AllocsPerRun(10, func() {
			d := jsonwire.NewDecoder(text)
			for ok := d.Array(true); ok && d.Element(); d.Skip() {
				wire.New[point](&d.Slabs)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
	if n := read(9); n < 10 {
		t.Errorf("%g allocations for ten values of a short document", n)
	}
	if n := read(1999); n > 2000/32+10 {
		t.Errorf("%g allocations for 2000 values of a long document", n)
	}
}

// TestNewManyTypes takes values of more types than there are slabs for.
func TestNewManyTypes(t *testing.T) {
	d := jsonwire.NewDecoder(strings.Repeat(" ", 5000) + "0")
	met := make(map[unsafe.Pointer]string)
	for range 3 {
		for name, p := range map[string]unsafe.Pointer{
			"1": take[[1]int](d), "2": take[[2]int](d), "3": take[[3]int](d), "4": take[[4]int](d),
			"5": take[[5]int](d), "6": take[[6]int](d), "7": take[[7]int](d), "8": take[[8]int](d),
			"9": take[[9]int](d), "10": take[[10]int](d), "11": take[[11]int](d), "12": take[[12]int](d),
			"13": take[[13]int](d), "14": take[[14]int](d), "15": take[[15]int](d), "16": take[[16]int](d),
			"17": take[[17]int](d), "18": take[[18]int](d), "large": take[[2000]int](d),
		} {
			if other, ok := met[p]; ok {
				t.Errorf("%s is where %s is", name, other)
			}
			met[p] = name
		}
	}
}

func take[T any](d *jsonwire.Decoder) unsafe.Pointer {
	return unsafe.Pointer(wire.New[T](&d.Slabs))
}

// TestExtendShares appends to decoded lists: they share memory, but not their ends.
func TestExtendShares(t *testing.T) {
	d := jsonwire.NewDecoder("[" + strings.Repeat("[1,2],[3],", 1000) + "[4,5,6]]")
	var lists [][]int64
	for ok := d.Array(false); ok && d.Element(); {
		var list []int64
		for ok := d.Array(false); ok && d.Element(); {
			list = jsonwire.Extend(d, list)
			list[len(list)-1] = *d.NewInt64()
		}
		lists = append(lists, list)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for i, list := range lists {
		lists[i] = append(list, 0, 0)
	}
	for i, list := range lists {
		want := []string{"[1 2 0 0]", "[3 0 0]"}[i%2]
		if i == 2000 {
			want = "[4 5 6 0 0]"
		}
		if got := fmt.Sprint(list); got != want {
			t.Errorf("list %d is %s, want %s", i, got, want)
		}
	}
}

// TestNewAcrossDocuments reads a second document with the same decoder, whose values are not those of the first.
func TestNewAcrossDocuments(t *testing.T) {
	doc := "<list>" + strings.Repeat("<item>1</item>", 1000) + "</list>"
	d := xmlwire.NewDecoder("", []string{""})
	met := make(map[*point]bool)
	for range 3 {
		d.Reset(doc, []string{""})
		d.Child()
		for d.Child() {
			p := wire.New[point](&d.Slabs)
			if met[p] || *p != (point{}) {
				t.Fatalf("%+v was taken before", p)
			}
			p.X = new(int64)
			met[p] = true
			d.Skip()
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
