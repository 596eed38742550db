// Tests of the order of dates and times.

package scalar

import (
	"fmt"
	"strings"
	"testing"
)

func TestCompareDateTime(t *testing.T) {
	for _, test := range []struct{ a, want, b string }{
		{"2000-01-15T00:00:00", "<", "2000-02-15T00:00:00"}, // this and the next ones stand in the specification
		{"2000-01-15T12:00:00", "<", "2000-01-16T12:00:00Z"},
		{"2000-01-01T12:00:00", "?", "1999-12-31T23:00:00Z"},
		{"2000-01-16T12:00:00", "?", "2000-01-16T12:00:00Z"},
		{"2000-01-16T00:00:00", "?", "2000-01-16T12:00:00Z"},
		{"2000-01-01T12:00:00+01:00", "=", "2000-01-01T11:00:00Z"},
		{"2000-01-01T12:00:00.5", ">", "2000-01-01T12:00:00"},
		{"2000-01-01T14:00:00", "?", "2000-01-01T00:00:00Z"}, // exactly 14 hours
		{"2000-01-01T14:00:00.000000001", ">", "2000-01-01T00:00:00Z"},
		{"-0001-12-31T23:59:59Z", "<", "0001-01-01T00:00:00Z"},
		{"100000-01-01T00:00:00Z", ">", "-100000-01-01T00:00:00"},
	} {
		a, errA := ParseDateTime(test.a)
		b, errB := ParseDateTime(test.b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if got := relation(CompareDateTime(a, b)); got != test.want {
			t.Errorf("%s %s %s, want %s", test.a, got, test.b, test.want)
		}
	}
}

func TestCompareDateAndTime(t *testing.T) {
	day := func(s string) Date {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	clock := func(s string) TimeOfDay {
		c, err := ParseTimeOfDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	got := strings.Join([]string{
		relation(CompareDate(day("2000-02-28"), day("2000-03-01"))),
		relation(CompareDate(day("2000-01-02+14:00"), day("2000-01-01-10:00"))),
		relation(CompareDate(day("2000-01-01"), day("2000-01-01Z"))),
		relation(CompareDate(day("2000-01-03"), day("2000-01-01Z"))),
		relation(CompareTimeOfDay(clock("12:00:00"), clock("11:59:59.9"))),
		relation(CompareTimeOfDay(clock("12:00:00Z"), clock("13:00:00+01:00"))),
		relation(CompareTimeOfDay(clock("12:00:00"), clock("12:00:00Z"))),
	}, " ")
	if want := "< = ? > > = ?"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// What is in no order to a bound is within none.
func TestBounds(t *testing.T) {
	for _, test := range []struct {
		order int
		ok    bool
		want  string
	}{
		{-1, true, "[false true false true]"}, {0, true, "[true true false false]"},
		{1, true, "[true false true false]"}, {0, false, "[false false false false]"},
		{1, false, "[false false false false]"},
	} {
		got := fmt.Sprint([]bool{AtLeast(test.order, test.ok), AtMost(test.order, test.ok),
			MoreThan(test.order, test.ok), LessThan(test.order, test.ok)})
		if got != test.want {
			t.Errorf("%d, %v: %s, want %s", test.order, test.ok, got, test.want)
		}
	}
}

func relation(order int, ok bool) string {
	if !ok {
		return "?"
	}
	return [...]string{"<", "=", ">"}[order+1]
}
