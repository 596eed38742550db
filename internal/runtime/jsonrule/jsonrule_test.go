// Tests of the rules that are checked while JSON is read.

package jsonrule_test

import (
	"fmt"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonrule"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

type (
	colour string
	level  int32
)

var (
	colours = []colour{"red", "green"}
	levels  = []level{1, -2}
)

func TestEnumerations(t *testing.T) {
	field := func(d *jsonwire.Decoder) string { return show(jsonrule.NewText(d, colours)) }
	number := func(d *jsonwire.Decoder) string { return show(jsonrule.NewInt(d, levels)) }
	item := func(d *jsonwire.Decoder) string {
		var v colour
		jsonrule.Text(colours)(&v, d)
		return show(&v)
	}
	numberItem := func(d *jsonwire.Decoder) string {
		var v level
		jsonrule.Int(levels)(&v, d)
		return show(&v)
	}
	for _, test := range []struct {
		read            func(*jsonwire.Decoder) string
		text, want, err string
	}{
		{field, `"red"`, `red`, ``}, {field, `null`, `none`, ``}, {field, `""`, `none`, ``},
		{field, `"blue"`, `blue`, `expected one of red, green, found "blue"`}, {field, `7`, `7`, `expected one of red, green, found 7`},
		{field, `{}`, `none`, `expected a string, found an object`},
		{number, `1`, `1`, ``}, {number, `"-2"`, `-2`, ``}, {number, `null`, `none`, ``}, {number, `""`, `none`, ``},
		{number, `3`, `3`, `expected one of 1, -2, found 3`}, {number, `1.5`, `none`, `expected an integer, found 1.5`},
		{number, `4294967297`, `none`, `expected one of 1, -2, found 4294967297`},
		{item, `"green"`, `green`, ``}, {item, `null`, ``, `expected one of red, green, found null`},
		{item, `""`, ``, `expected one of red, green, found ""`}, {item, `"x"`, `x`, `expected one of red, green, found "x"`},
		{numberItem, `-2`, `-2`, ``}, {numberItem, `null`, `0`, `expected one of 1, -2, found null`},
		{numberItem, `5`, `5`, `expected one of 1, -2, found 5`},
	} {
		var got string
		err := jsonwire.Unmarshal([]byte(test.text), func(d *jsonwire.Decoder) { got = test.read(d) })
		if text := fmt.Sprint(err); got != test.want || text != test.err && !(err == nil && test.err == "") {
			t.Errorf("%s is read as %s, %v, want %s, %s", test.text, got, err, test.want, test.err)
		}
	}
}

func show[T any](v *T) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprint(*v)
}

// TestRequire reads an object with many members, of which some are required.
func TestRequire(t *testing.T) {
	var names []string
	for i := range 200 {
		names = append(names, fmt.Sprintf("m%d", i))
	}
	known := jsonwire.NewMembers(names...)
	for present := range names {
		for _, required := range []int{0, 63, 64, 65, 127, 128, 199} {
			text := fmt.Sprintf(`{"o":{"%s":1}}`, names[present])
			err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) {
				d.Object()
				for d.Member() {
					var seen jsonwire.SeenMembers
					d.Object()
					for d.MemberOf(known, &seen) {
						d.Skip()
					}
					jsonrule.Require(d, known, &seen, required)
				}
			})
			want := ""
			if present != required {
				want = fmt.Sprintf(`o: expected the member "m%d", found none`, required)
			}
			if got := fmt.Sprint(err); got != want && !(err == nil && want == "") {
				t.Fatalf("%s: %v, want %s", text, err, want)
			}
		}
	}
}
