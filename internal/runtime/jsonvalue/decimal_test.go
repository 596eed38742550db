// Tests of decimals and binary values in JSON.

package jsonvalue_test

import (
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonvalue"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

func TestNewDecimal(t *testing.T) {
	for text, want := range map[string]string{
		`1.50`: "1.50", `"1.50"`: "1.50", `-0`: "-0", `1e2`: "100", `1.25e1`: "12.5", `-12e-1`: "-1.2", `5E-3`: "0.005",
		`0.5e+1`: "5", `0e5`: "0", `10.5e-2`: "0.105", `null`: "", `""`: "", `1e308`: "1" + strings.Repeat("0", 308),
	} {
		var got *string
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { got = jsonvalue.NewDecimal[string](d) })
		switch {
		case err != nil:
			t.Errorf("%s: %v", text, err)
		case want == "" && got != nil, want != "" && (got == nil || *got != want):
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		`1e309`: "expected a decimal number with a smaller exponent, found 1e309", `true`: "expected a decimal number, found true",
		`1e-999999999999999999999`: "expected a decimal number with a smaller exponent, found 1e-999999999999999999999",
		`"x"`:                      `expected a decimal number, found "x"`,
	} {
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { jsonvalue.NewDecimal[string](d) })
		if fmt.Sprint(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// FuzzDecimal reads JSON numbers as decimals, which are the same numbers and can be sent.
func FuzzDecimal(f *testing.F) {
	for _, text := range []string{"0", "-1.5e10", "123.456E-5", "1e-308", "0.000e3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !jsonwire.IsNumber(text) {
			return
		}
		var got *string
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { got = jsonvalue.NewDecimal[string](d) })
		if err != nil {
			return // too large an exponent
		}
		want, _ := new(big.Rat).SetString(text)
		number, ok := new(big.Rat).SetString(*got)
		if !ok || number.Cmp(want) != 0 || !scalar.ValidDecimal(*got) || jsonvalue.AppendDecimal(nil, *got)[0] == 0 {
			t.Errorf("%s is read as %s", text, *got)
		}
	})
}

func TestBytes(t *testing.T) {
	for text, want := range map[string][]byte{`null`: nil, `""`: {}, `"AAEC"`: {0, 1, 2}, `"AA ==\n"`: {0}} {
		var got []byte
		err := jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { got = jsonvalue.NewBytes(d) })
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %#v, %v, want %#v", text, got, err, want)
		}
	}
	for _, text := range []string{`"A"`, `"AB=="`, `5`, `[]`} {
		if jsonwire.Unmarshal([]byte(text), func(d *jsonwire.Decoder) { jsonvalue.NewBytes(d) }) == nil {
			t.Errorf("%s is read", text)
		}
	}
	if got := jsonvalue.AppendBytes(nil, []byte{0, 1, 2}); string(got) != `"AAEC"` {
		t.Errorf("got %s", got)
	}
}
