// Tests of numbers of 32 bits.

package jsonnumber_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonnumber"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
)

func TestNumbers(t *testing.T) {
	integer := func(d *jsonwire.Decoder) string {
		if n := jsonnumber.NewInt32(d); n != nil {
			return string(jsonnumber.AppendInt32Item(n, nil))
		}
		return "none"
	}
	number := func(d *jsonwire.Decoder) string {
		if f := jsonnumber.NewFloat32(d); f != nil {
			return string(jsonnumber.AppendFloat32Item(f, nil))
		}
		return "none"
	}
	for _, test := range []struct {
		read            func(*jsonwire.Decoder) string
		text, want, err string
	}{
		{integer, `2147483647`, `2147483647`, ``}, {integer, `"-2147483648"`, `-2147483648`, ``},
		{integer, `2147483648`, `none`, `expected an integer of 32 bits, found 2147483648`},
		{integer, ` "-2147483649"`, `none`, `expected an integer of 32 bits, found "-2147483649"`},
		{integer, `null`, `none`, ``}, {integer, `""`, `none`, ``}, {integer, `1.5`, `none`, `expected an integer, found 1.5`},
		{integer, `12.0`, `12`, `expected an integer, found 12.0`},
		{number, `0.1`, `0.1`, ``}, {number, `"1.5"`, `1.5`, ``}, {number, `16777217`, `16777216`, ``},
		{number, `1e-7`, `1e-07`, ``}, {number, `null`, `none`, ``}, {number, `""`, `none`, ``},
		{number, `1e39`, `none`, `expected a number of 32 bits, found 1e39`},
		{number, `true`, `none`, `expected a number, found true`},
	} {
		var got string
		err := jsonwire.Unmarshal([]byte(test.text), func(d *jsonwire.Decoder) { got = test.read(d) })
		if text := fmt.Sprint(err); got != test.want || text != test.err && !(err == nil && test.err == "") {
			t.Errorf("%s is read as %s, %v, want %s, %s", test.text, got, err, test.want, test.err)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if b := jsonnumber.AppendFloat32(nil, float32(f)); b[0] != 0 {
			t.Errorf("%v is appended as %q", f, b)
		}
	}
}

// An item that is null or empty is a deviation.
func TestItems(t *testing.T) {
	for _, text := range []string{`null`, `""`} {
		for _, read := range []func(d *jsonwire.Decoder){
			func(d *jsonwire.Decoder) { jsonnumber.Int32(new(int32), d) },
			func(d *jsonwire.Decoder) { jsonnumber.Float32(new(float32), d) },
		} {
			if jsonwire.Unmarshal([]byte(text), read) == nil {
				t.Errorf("%s is an item", text)
			}
		}
	}
}
