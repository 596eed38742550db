// Tests of lexical forms.

package runtime

import (
	"iter"
	"math"
	"regexp"
	"testing"
	"time"
)

// Each value is written in the form that its pattern demands, and in the usual one where it cannot be.
func TestAppendForm(t *testing.T) {
	date := Date{Year: 2026, Month: 1, Day: 2, Zone: UTC}
	local := DateTime{Year: 2026, Month: 1, Day: 2, Hour: 3, Nanosecond: 500_000_000}
	for _, test := range []struct {
		forms         iter.Seq[string]
		pattern, want string
		ok            bool
	}{
		{boolForms(true), `0|1`, "1", true},
		{boolForms(false), `0|1`, "0", true},
		{boolForms(true), `false`, "true", false},
		{intForms(7), `.*`, "7", true},
		{intForms(-7), `-[0-9]{3}`, "-007", true},
		{intForms(math.MinInt64), `-0.*`, "-09223372036854775808", true},
		{intForms(7), `\+7`, "+7", true},
		{intForms(7), `8`, "7", false},
		{uintForms(math.MaxUint64), `[0-9]{21}`, "018446744073709551615", true},
		{float64Forms(1e21), `[0-9]+`, "1000000000000000000000", true},
		{float64Forms(2), `[0-9]\.[0-9]{2}`, "2.00", true},
		{float32Forms(0.1), `[0-9.]{5}`, "0.100", true},
		{float64Forms(1500), `1\.5E3`, "1.5E3", true},
		{float64Forms(1000), `1\.0E3`, "1.0E3", true},
		{float64Forms(math.Inf(-1)), `x`, "-INF", false},
		{dateForms(date), `.*Z`, "2026-01-02Z", true},
		{dateForms(date), `.*\+00:00`, "2026-01-02+00:00", true},
		{dateTimeForms(local), `.*\.[0-9]{7}`, "2026-01-02T03:00:00.5000000", true},
		{timeForms(TimeOfDay{Hour: 3, Zone: NewZone(time.Hour)}), `.*\.0\+01:00`, "03:00:00.0+01:00", true},
		{timeForms(TimeOfDay{Hour: 3}), `.*Z`, "03:00:00", false},
		{hexForms([]byte{0xAB}), `[a-f]*`, "ab", true},
		{hexForms([]byte{0xAB}), `[A-F]*`, "AB", true},
		{hexForms(nil), `[A-F]*`, "", true},
		{base64Forms([]byte("hello")), `.*=`, "aGVsbG8=", true},
	} {
		pattern := regexp.MustCompile("^(?:" + test.pattern + ")$")
		anything := regexp.MustCompile("")
		if got := string(appendForm(nil, test.forms, anything, pattern)); got != test.want {
			t.Errorf("%s: written as %s, want %s", test.pattern, got, test.want)
		}
		var v validator
		v.form("x", test.forms, anything, pattern)
		if ok := v.err() == nil; ok != test.ok {
			t.Errorf("%s: %v", test.pattern, v.err())
		}
	}
	for _, forms := range []iter.Seq[string]{
		dateForms(Date{}), dateTimeForms(DateTime{Year: 2026}),
		timeForms(TimeOfDay{Hour: 24}),
	} {
		if b := appendForm([]byte("<x>"), forms, regexp.MustCompile("")); CheckEncoded(b) == nil {
			t.Errorf("a value that is none is written: %s", b)
		}
	}
}

func TestCompareCalendarParts(t *testing.T) {
	for _, test := range []struct {
		compare func(a, b string) (int, bool)
		a, b    string
		want    int
		ok      bool
	}{
		{CompareGYear, "2026", "2027", -1, true},
		{CompareGYear, "-0001", "0001", -1, true},
		{CompareGYear, "2026Z", "2026+00:00", 0, true},
		{CompareGYear, "2026Z", "2026", 0, false},
		{CompareGYear, "2026", "26", 0, false},
		{CompareGYearMonth, "2026-12", "2027-01", -1, true},
		{CompareGMonth, "--12", "--02", 1, true},
		{CompareGMonthDay, "--02-29", "--03-01", -1, true},
		{CompareGDay, "---31", "---01", 1, true},
	} {
		order, ok := test.compare(test.a, test.b)
		if ok != test.ok || ok && order != test.want {
			t.Errorf("%s, %s: %d, %v", test.a, test.b, order, ok)
		}
	}
}
