// Tests of value spaces.

package scalar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestCanonical checks which texts are one value: those in one group, and none in two groups of a type.
func TestCanonical(t *testing.T) {
	numbers := [][]string{
		{"0", "-0", "+0", "000"}, {"7", "+7", "007"}, {"-7", "-07"}, {"70"},
		{"12345678901234567890", "+012345678901234567890"},
		{"x"}, {""},
	}
	for builtin, groups := range map[string][][]string{
		"boolean": {{"true", "1"}, {"false", "0"}, {"TRUE"}},
		"decimal": {{"7.0", "7", "7.", "+7.00", "07"}, {"0", "-0.0", ".0"}, {"-7", "-7.0"},
			{".7", "0.7", "0.70"}, {"70"}, {"7e0"}},
		"integer":      numbers,
		"unsignedByte": numbers,
		"float": {{"0.1", "1E-1", ".10", "0.100000001"}, {"0", "-0", "0e5"}, {"INF"}, {"-INF"}, {"NaN"},
			{"0.1001"}, {"inf"}},
		"double": {{"1e3", "1000", "1000.0"}, {"0.1"}, {"0.100000001"}, {"NaN"}, {"-0", "0"}, {"1e999"}},
		"duration": {{"P1Y", "P12M", "P0Y12M0D"}, {"P1D", "PT24H", "PT1440M", "PT86400.0S"}, {"P30D"}, {"P1M"},
			{"-P1M"}, {"PT0.5S", "PT0.50S"}, {"PT0S", "P0Y", "-P0D"}, {"P400Y"}, {"P146097D"}, {"P"}},
		"dateTime": {{"2026-01-01T12:00:00Z", "2026-01-01T13:00:00+01:00", "2026-01-01T12:00:00.000-00:00"},
			{"2026-01-01T12:00:00"}, {"2026-01-02T00:00:00", "2026-01-01T24:00:00"}, {"2026-01-01T12:00:00.1Z"}},
		"date": {{"2026-01-01"}, {"2026-01-01Z", "2026-01-01+00:00"}, {"2026-01-01+13:00", "2025-12-31-11:00"},
			{"2026-13-01"}},
		"time": {{"12:00:00Z", "13:00:00+01:00"}, {"12:00:00", "12:00:00.0"}, {"00:00:00", "24:00:00"},
			{"23:30:00Z", "00:30:00+01:00"}},
		"gYear":        {{"2026"}, {"2026Z", "2026+00:00"}, {"2027"}, {"26"}},
		"gYearMonth":   {{"2026-01"}, {"2026-01Z", "2026-01-00:00"}, {"2026-02"}},
		"gMonth":       {{"--01"}, {"--01Z", "--01+00:00"}, {"--02"}},
		"gMonthDay":    {{"--01-01"}, {"--01-01Z", "--01-01+00:00"}, {"--01-02"}},
		"gDay":         {{"---01"}, {"---01Z", "---01+00:00"}, {"---02"}},
		"hexBinary":    {{"0aFf", "0AFF", "0aff"}, {"0AF0"}, {""}, {"0"}},
		"base64Binary": {{"AAEC", " A AE\nC "}, {"AAED"}, {""}, {"A"}},
		"string":       {{"7"}, {"7.0"}, {"a"}, {"A"}},
		"anyURI":       {{"HTTP://x"}, {"http://x"}},
	} {
		seen := map[string]int{}
		for i, group := range groups {
			for _, text := range group {
				key := Canonical(builtin, text)
				if key != Canonical(builtin, group[0]) {
					t.Errorf("%s: %q and %q differ", builtin, text, group[0])
				}
				if other, ok := seen[key]; ok && other != i {
					t.Errorf("%s: %q is the same as %q", builtin, text, groups[other][0])
				}
				seen[key] = i
			}
		}
	}
}

// TestCanonicalByOrder holds the canonical texts of drawn values against the order of their types.
func TestCanonicalByOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n := func(max int) int { return random.IntN(max) }
	zones := []string{"", "Z", "+01:00", "-11:30"}
	zone := func() string { return zones[n(len(zones))] }
	draws := map[string]func() string{
		"decimal": func() string {
			return []string{"", "-", "+"}[n(3)] + strings.Repeat("0", n(3)) + fmt.Sprintf("%d.%d", n(3), n(3)) +
				strings.Repeat("0", n(3))
		},
		"dateTime": func() string { return fmt.Sprintf("2026-01-%02dT%02d:00:00%s", 1+n(2), n(3), zone()) },
		"date":     func() string { return fmt.Sprintf("2026-01-%02d%s", 1+n(3), zone()) },
		"duration": func() string { return fmt.Sprintf("P%dDT%dH", n(3), 12*n(5)) },
		"gYear":    func() string { return fmt.Sprintf("%d%s", 2020+n(3), zone()) },
	}
	compare := map[string]func(a, b string) (int, bool){
		"decimal":  func(a, b string) (int, bool) { return CompareDecimal(a, b), true },
		"dateTime": parsedOrder(ParseDateTime, CompareDateTime),
		"date":     parsedOrder(ParseDate, CompareDate),
		"duration": CompareDuration,
		"gYear":    CompareGYear,
	}
	for builtin, draw := range draws {
		same := 0
		for range 5000 {
			a, b := draw(), draw()
			order, ok := compare[builtin](a, b)
			got := Canonical(builtin, a) == Canonical(builtin, b)
			if want := ok && order == 0; got != want {
				t.Fatalf("%s: %s and %s are the same: %v, want %v", builtin, a, b, got, want)
			}
			if got {
				same++
			}
		}
		if same == 0 {
			t.Errorf("%s: no two values are the same", builtin)
		}
	}
}

func parsedOrder[T any](
	parse func(string) (T, error), compare func(a, b T) (int, bool),
) func(a, b string) (int, bool) {
	return func(a, b string) (int, bool) {
		x, _ := parse(a)
		y, _ := parse(b)
		return compare(x, y)
	}
}

// TestListedValue checks which value of an enumeration a text is.
func TestListedValue(t *testing.T) {
	for _, test := range []struct {
		builtin, text, want string
		values              []string
	}{
		{"decimal", "7.00", "7.0", []string{"1", "7.0", "7"}},
		{"decimal", "7", "7", []string{"1", "7.0", "7"}},
		{"decimal", "8", "", []string{"1", "7.0", "7"}},
		{"string", "7.00", "", []string{"7.0"}},
		{"date", "2026-01-01+00:00", "2026-01-01Z", []string{"2026-01-01", "2026-01-01Z"}},
		{"decimal", "7", "", nil},
	} {
		got, ok := Listed(test.builtin, test.text, test.values...)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("xs:%s %s of %q: %q, %v", test.builtin, test.text, test.values, got, ok)
		}
	}
}
