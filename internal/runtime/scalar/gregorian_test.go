// Tests of parts of dates.

package scalar_test

import (
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

func TestCompareCalendarParts(t *testing.T) {
	for _, test := range []struct {
		compare func(a, b string) (int, bool)
		a, b    string
		want    int
		ok      bool
	}{
		{scalar.CompareGYear, "2026", "2027", -1, true},
		{scalar.CompareGYear, "-0001", "0001", -1, true},
		{scalar.CompareGYear, "2026Z", "2026+00:00", 0, true},
		{scalar.CompareGYear, "2026Z", "2026", 0, false},
		{scalar.CompareGYear, "2026", "26", 0, false},
		{scalar.CompareGYearMonth, "2026-12", "2027-01", -1, true},
		{scalar.CompareGMonth, "--12", "--02", 1, true},
		{scalar.CompareGMonthDay, "--02-29", "--03-01", -1, true},
		{scalar.CompareGDay, "---31", "---01", 1, true},
	} {
		order, ok := test.compare(test.a, test.b)
		if ok != test.ok || ok && order != test.want {
			t.Errorf("%s, %s: %d, %v", test.a, test.b, order, ok)
		}
	}
}
