// Tests of durations and of parts of dates.

package scalar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

func TestLexicalForms(t *testing.T) {
	for _, test := range []struct {
		name  string
		valid func(string) bool
		parse func(string) (string, error)
		good  string // separated by spaces
		wrong string
	}{
		{"duration", scalar.ValidDuration, scalar.ParseDuration,
			"P1Y2M3DT10H30M12.5S -P120D P0Y PT0S P1347M P1Y2MT2H PT1004199059S -PT0.5S P1M PT1M P00012D",
			"P P1 PT P1YT P-1Y +P1Y 1Y P1S PT1Y P1D2Y P1Y2Y PT1.S PT.5S P1.5Y PT1.5M P1YM p1y --P1Y P1Y-2M P1Ä PTS"},
		{"gYear", scalar.ValidGYear, scalar.ParseGYear,
			"2026 2026Z 2026+01:00 -0001 -0001-05:00 12026 9999-14:00",
			"26 0000 02026 2026-01 2026-01-01 2026+15:00 2026z 2026-01-01-01:01 Z -05:00 2026-05:60"},
		{"gYearMonth", scalar.ValidGYearMonth, scalar.ParseGYearMonth,
			"2026-12 2026-01Z -0044-03+01:00 12026-12", "2026 2026-13 2026-1 2026-12-01 2026-05:00 26-12 2026-00"},
		{"gMonth", scalar.ValidGMonth, scalar.ParseGMonth,
			"--12 --01Z --02+01:00", "12 --13 --00 --1 --12-- --12-31 ---12 ---05:00 --"},
		{"gMonthDay", scalar.ValidGMonthDay, scalar.ParseGMonthDay,
			"--12-31 --02-29 --02-29Z --01-01-14:00", "--02-30 --12 12-31 --12-31- --1-1 --12-31+1:00"},
		{"gDay", scalar.ValidGDay, scalar.ParseGDay,
			"---31 ---01Z ---15-05:00", "--31 31 ---32 ---00 ---1 ---"},
	} {
		for _, s := range strings.Fields(test.good) {
			if got, err := test.parse(s); !test.valid(s) || got != s || err != nil {
				t.Errorf("the parser of %s reads %q: = %q, %v", test.name, s, got, err)
			}
			if got, err := runtimetest.ReadValue("", "v,type="+test.name, "<r><v> "+s+"\n</v></r>"); got != s ||
				err != nil {
				t.Errorf("%s of %q: %v, %v", test.name, s, got, err)
			}
		}
		for _, s := range append(strings.Fields(test.wrong), "") {
			if got, err := test.parse(s); test.valid(s) || got != "" || err == nil {
				t.Errorf("the parser of %s reads %q: = %q, want an error", test.name, s, got)
			}
			if got, err := runtimetest.ReadValue("", "v,type="+test.name,
				"<r><v>"+s+"</v></r>"); got != "" || !runtimetest.IsDeviation(err) {
				t.Errorf("%s of %q: %v, %v, want a deviation", test.name, s, got, err)
			}
		}
	}
}

func TestCompareDuration(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"P1Y", "P364D", "+1"}, {"P1Y", "P367D", "-1"}, {"P1Y", "P365D", "?"}, {"P1Y", "P366D", "?"},
		{"P1M", "P27D", "+1"}, {"P1M", "P28D", "?"}, {"P1M", "P31D", "?"}, {"P1M", "P32D", "-1"},
		{"P5M", "P149D", "+1"}, {"P5M", "P150D", "?"}, {"P5M", "P154D", "-1"},
		{"P1Y", "P12M", "+0"}, {"PT24H", "P1D", "+0"}, {"PT60M", "PT3600.0S", "+0"}, {"-P1D", "PT0S", "-1"},
		{"PT0.5S", "PT0.49S", "+1"}, {"-PT0.5S", "-PT0.49S", "-1"}, {"-PT0.5S", "-PT1S", "+1"}, {"-P1M", "-P31D", "?"},
		{"P1D", "", "?"}, {"P1D", "PT99999999999999999999S", "?"}, {"P999999999Y", "P1D", "?"},
		{"P100000000Y", "P99999999Y", "+1"}, {"PT0.0000000001S", "PT0S", "?"},
	} {
		got := "?"
		if order, ok := scalar.CompareDuration(test.a, test.b); ok {
			got = fmt.Sprintf("%+d", order)
		}
		if got != test.want {
			t.Errorf("CompareDuration(%s, %s) = %s, want %s", test.a, test.b, got, test.want)
		}
	}
}
