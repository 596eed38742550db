// Tests of decimals of any size.

package scalar_test

import (
	"math/big"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

func TestValidDecimal(t *testing.T) {
	for s, want := range map[string]bool{
		"0": true, "-1": true, "+007": true, "1.": true, ".5": true, "-0.50": true,
		"": false, ".": false, "-": false, "+.": false, "1.2.3": false, "1e5": false, "--1": false, " 1": false,
		"1,5": false, "INF": false, "0x1": false, "١": false,
	} {
		if got := scalar.ValidDecimal(s); got != want {
			t.Errorf("ValidDecimal(%q) = %v", s, got)
		}
		if refused := wire.CheckEncoded(scalar.AppendDecimal(nil, s)) != nil; refused == want {
			t.Errorf("AppendDecimal(%q): refused is %v", s, refused)
		}
	}
}

func TestDecimalDigits(t *testing.T) {
	for s, want := range map[string][2]int{
		"0": {0, 0}, "100": {3, 0}, "-0012.3400": {4, 2}, "0.001": {3, 3}, "1.": {1, 0}, ".5": {1, 1},
	} {
		if total, fraction := scalar.DecimalDigits(s); total != want[0] || fraction != want[1] {
			t.Errorf("DecimalDigits(%q) = %d, %d, want %v", s, total, fraction, want)
		}
	}
}

func FuzzCompareDecimal(f *testing.F) {
	for _, seed := range [][2]string{
		{"1", "1.0"}, {"-0", "+0.00"}, {"-1", "1"}, {"1", "-1"}, {"10", "9"}, {"-10", "-9"}, {"0.1", "0.09"},
		{"-.5", "-.45"}, {".", "x"}, {"123456789012345678901234567890.1", "123456789012345678901234567890.01"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		order := scalar.CompareDecimal(a, b) // must not panic, whatever they are
		if !scalar.ValidDecimal(a) || !scalar.ValidDecimal(b) {
			return
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if want := x.Cmp(y); order != want {
			t.Errorf("CompareDecimal(%q, %q) = %d, want %d", a, b, order, want)
		}
	})
}
