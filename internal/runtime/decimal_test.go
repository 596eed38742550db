// Tests of decimals of any size.

package runtime_test

import (
	"math/big"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime"
)

func TestValidDecimal(t *testing.T) {
	for s, want := range map[string]struct{ decimal, integer bool }{
		"0": {true, true}, "-1": {true, true}, "+007": {true, true}, "1.": {true, false}, ".5": {true, false}, "-0.50": {true, false},
		"": {}, ".": {}, "-": {}, "+.": {}, "1.2.3": {}, "1e5": {}, "--1": {}, " 1": {}, "1,5": {}, "INF": {}, "0x1": {}, "١": {},
	} {
		if got := runtime.ValidDecimal(s); got != want.decimal {
			t.Errorf("ValidDecimal(%q) = %v", s, got)
		}
		if got := runtime.ValidInteger(s); got != want.integer {
			t.Errorf("ValidInteger(%q) = %v", s, got)
		}
	}
	for _, b := range [][]byte{runtime.AppendDecimal(nil, "1e5"), runtime.AppendInteger(nil, "1.5")} {
		if runtime.CheckEncoded(b) == nil {
			t.Errorf("%q is not refused", b)
		}
	}
}

func TestDecimalDigits(t *testing.T) {
	for s, want := range map[string][2]int{
		"0": {0, 0}, "100": {3, 0}, "-0012.3400": {4, 2}, "0.001": {3, 3}, "1.": {1, 0}, ".5": {1, 1},
	} {
		if total, fraction := runtime.DecimalDigits(s); total != want[0] || fraction != want[1] {
			t.Errorf("DecimalDigits(%q) = %d, %d, want %v", s, total, fraction, want)
		}
	}
}

func FuzzCompareDecimal(f *testing.F) {
	for _, seed := range [][2]string{
		{"1", "1.0"}, {"-0", "+0.00"}, {"-1", "1"}, {"10", "9"}, {"-10", "-9"}, {"0.1", "0.09"}, {"-.5", "-.45"}, {".", "x"},
		{"123456789012345678901234567890.1", "123456789012345678901234567890.01"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		order := runtime.CompareDecimal(a, b) // must not panic, whatever they are
		if !runtime.ValidDecimal(a) || !runtime.ValidDecimal(b) {
			return
		}
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if want := x.Cmp(y); order != want {
			t.Errorf("CompareDecimal(%q, %q) = %d, want %d", a, b, order, want)
		}
	})
}
