// Tests of dates and times.

package scalar_test

import (
	"errors"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"

	_ "time/tzdata"
)

// so that Berlin's clocks are known everywhere

func TestParseDate(t *testing.T) {
	for s, want := range map[string]scalar.Date{
		"2020-02-29":        {Year: 2020, Month: 2, Day: 29, Zone: 0},
		"1999-12-31Z":       {Year: 1999, Month: 12, Day: 31, Zone: 1},
		"2020-01-01+01:30":  {Year: 2020, Month: 1, Day: 1, Zone: 91},
		"2020-01-01-00:01":  {Year: 2020, Month: 1, Day: 1, Zone: -1},
		"2020-01-01+14:00":  {Year: 2020, Month: 1, Day: 1, Zone: 841},
		"2020-01-01-14:00":  {Year: 2020, Month: 1, Day: 1, Zone: -840},
		"0001-01-01":        {Year: 1, Month: 1, Day: 1, Zone: 0},
		"-0001-02-29":       {Year: -1, Month: 2, Day: 29, Zone: 0},
		"12345-06-07":       {Year: 12345, Month: 6, Day: 7, Zone: 0},
		"2147483647-01-01":  {Year: 2147483647, Month: 1, Day: 1, Zone: 0},
		"-2147483647-01-01": {Year: -2147483647, Month: 1, Day: 1, Zone: 0},
	} {
		got, err := scalar.ParseDate(s)
		if got != want || err != nil || got.String() != s {
			t.Errorf("ParseDate(%q) = %+v, %v", s, got, err)
		}
		if encoded := scalar.AppendDate(nil, got); string(encoded) != s {
			t.Errorf("AppendDate = %q, want %q", encoded, s)
		}
	}
	for _, zero := range []string{"+00:00", "-00:00"} {
		if d, err := scalar.ParseDate("2020-01-01" + zero); d.Zone != 1 || err != nil {
			t.Errorf("%s = %+v, %v", zero, d, err)
		}
	}
	for _, s := range []string{
		"", "2020", "2020-2-29", "20-02-29", "02020-02-29", "0000-01-01", "2019-02-29", "1900-02-29", "2020-13-01",
		"2020-00-01", "2020-01-00", "2020-01-32", "2020-04-31", "2020-01-01z", "2020-01-01 ", " 2020-01-01",
		"2020-01-01+14:01", "2020-01-01+1:00", "2020-01-01+01:60", "2020-01-01+01", "2020-01-01T00:00:00", "2020/01/01",
		"+2020-01-01", "--2020-01-01",
		"2147483648-01-01", "99999999999-01-01", "24.04.2020", "2020-0a-01", "2020-01",
	} {
		if d, err := scalar.ParseDate(s); err == nil || d != (scalar.Date{}) {
			t.Errorf("ParseDate(%q) = %+v", s, d)
		}
	}
}

func TestParseDateTime(t *testing.T) {
	for s, want := range map[string]string{
		"2020-02-29T23:59:59":            "",
		"2020-02-29T00:00:00.000000001Z": "",
		"2020-02-29T00:00:00.120-05:00":  "2020-02-29T00:00:00.12-05:00",
		"2020-02-29T00:00:00.1234567890": "2020-02-29T00:00:00.123456789",
		"2020-02-28T24:00:00":            "2020-02-29T00:00:00",
		"2020-04-30T24:00:00":            "2020-05-01T00:00:00",
		"2019-12-31T24:00:00.0Z":         "2020-01-01T00:00:00Z",
		"-0001-12-31T24:00:00":           "0001-01-01T00:00:00",
	} {
		if want == "" {
			want = s
		}
		got, err := scalar.ParseDateTime(s)
		if got.String() != want || err != nil || string(scalar.AppendDateTime(nil, got)) != want {
			t.Errorf("ParseDateTime(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "2020-01-01", "2020-01-01t00:00:00", "2020-01-01 00:00:00", "2020-01-01T", "2020-01-01T00:00",
		"2020-01-01T24:00:01", "2020-01-01T24:00:00.1", "2020-01-01T25:00:00", "2020-01-01T00:60:00",
		"2020-01-01T00:00:60", "2020-01-01T00:00:00.", "2020-01-01T00:00:00.1234567891", "2020-01-01Z00:00:00",
		"2020-01-01+01:00T00:00:00", "2020-01-01T00:00:00+25:00", "2147483647-12-31T24:00:00", "2020-01-01T0a:00:00",
	} {
		if d, err := scalar.ParseDateTime(s); err == nil || d != (scalar.DateTime{}) {
			t.Errorf("ParseDateTime(%q) = %+v", s, d)
		}
	}
}

func TestParseTimeOfDay(t *testing.T) {
	for s, want := range map[string]string{"23:59:59.5+01:00": "23:59:59.5+01:00", "24:00:00Z": "00:00:00Z"} {
		got, err := scalar.ParseTimeOfDay(s)
		if got.String() != want || err != nil || string(scalar.AppendTime(nil, got)) != want {
			t.Errorf("ParseTimeOfDay(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "10:00", "24:00:01", "10-00-00", "10:00:00 Z"} {
		if got, err := scalar.ParseTimeOfDay(s); err == nil || got != (scalar.TimeOfDay{}) {
			t.Errorf("ParseTimeOfDay(%q) = %v", s, got)
		}
	}
}

func TestAppendDateRefuses(t *testing.T) {
	for _, b := range [][]byte{
		scalar.AppendDate(nil, scalar.Date{}),
		scalar.AppendDate(nil, scalar.Date{Year: 2019, Month: 2, Day: 29}),
		scalar.AppendDate(nil, scalar.Date{Year: 2019, Month: 2, Day: 1, Zone: 842}),
		scalar.AppendDateTime(nil, scalar.DateTime{}),
		scalar.AppendDateTime(nil, scalar.DateTime{Year: 2020, Month: 1, Day: 1, Hour: 24}),
		scalar.AppendTime(nil, scalar.TimeOfDay{Nanosecond: -1}),
	} {
		if wire.CheckEncoded(b) == nil {
			t.Errorf("%q is not refused", b)
		}
	}
}

func TestSituation25DateTimeIn(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		s, want string
		err     error
	}{
		{"2026-07-01T12:00:00", "2026-07-01T12:00:00+02:00", nil},
		{"2026-01-01T12:00:00.5", "2026-01-01T12:00:00.5+01:00", nil},
		{"2026-07-01T12:00:00Z", "2026-07-01T14:00:00+02:00", nil},
		{"2026-10-25T01:59:59", "2026-10-25T01:59:59+02:00", nil},
		{"2026-10-25T02:00:00", "", scalar.ErrAmbiguousTime},
		{"2026-10-25T02:30:00", "", scalar.ErrAmbiguousTime},
		{"2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00", nil},
		{"2026-10-25T03:00:00", "2026-10-25T03:00:00+01:00", nil},
		{"2026-03-29T01:59:59", "2026-03-29T01:59:59+01:00", nil},
		{"2026-03-29T02:00:00", "", scalar.ErrNonexistentTime},
		{"2026-03-29T02:30:00", "", scalar.ErrNonexistentTime},
		{"2026-03-29T03:00:00", "2026-03-29T03:00:00+02:00", nil},
		{"0044-03-15T12:00:00Z", "0044-03-15T12:53:28+00:53", nil},
	} {
		d, err := scalar.ParseDateTime(test.s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.In(berlin)
		text := ""
		if err == nil {
			text = got.Format("2006-01-02T15:04:05.999999999Z07:00")
		}
		if text != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: got %s, %v", test.s, text, err)
		}
		if err != nil && err.Error() != test.s+" in Europe/Berlin: "+test.err.Error() {
			t.Error(err)
		}
	}
	if _, err := (scalar.DateTime{}).In(berlin); err == nil {
		t.Error("the zero value is a time")
	}
}

func TestTimeConversions(t *testing.T) {
	zone := time.FixedZone("", 5*3600+1800)
	at := time.Date(2020, 2, 29, 1, 2, 3, 4, zone)
	if d := scalar.DateTimeOf(at); d.String() != "2020-02-29T01:02:03.000000004+05:30" {
		t.Error(d)
	} else if back, err := d.In(zone); !back.Equal(at) || err != nil {
		t.Error(back, err)
	}
	midnight := time.Date(2020, 2, 29, 0, 0, 0, 0, zone)
	if d := scalar.DateOf(at); d != (scalar.Date{Year: 2020, Month: 2, Day: 29}) || !d.Time(zone).Equal(midnight) {
		t.Error(d, d.Time(zone))
	}
	inUTC := scalar.Date{Year: 2020, Month: 2, Day: 29, Zone: scalar.UTC}
	if got := inUTC.Time(zone); !got.Equal(time.Date(2020, 2, 29, 0, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
	for _, seconds := range []int{53*60 + 28, 15 * 3600, -15 * 3600} {
		if d := scalar.DateTimeOf(at.In(time.FixedZone("", seconds))); d.String() != "2020-02-28T19:32:03.000000004Z" {
			t.Error(d)
		}
	}
	for year, want := range map[int]string{1: "0001-03-01", 0: "-0001-03-01", -1: "-0002-03-01", 12345: "12345-03-01"} {
		day := time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC)
		if d := scalar.DateOf(day); d.String() != want || !d.Time(time.UTC).Equal(day) {
			t.Errorf("year %d: %s", year, d)
		}
	}
}

// FuzzParseDateTime checks that what is read is written in a form that reads the same, and that package time agrees.
func FuzzParseDateTime(f *testing.F) {
	for _, seed := range []string{
		"2020-02-29T23:59:59.5+01:00", "2020-02-28T24:00:00Z", "-0001-02-29T00:00:00", "12345-01-01T00:00:00-14:00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := scalar.ParseDateTime(s)
		if reference, bad := time.Parse(time.RFC3339Nano, s); bad == nil && err == nil && len(s) < 30 {
			if at, err := d.In(time.UTC); err != nil || !at.Equal(reference) {
				t.Errorf("%q: %v, %v, want %v", s, at, err, reference)
			}
		}
		if err != nil {
			return
		}
		encoded := scalar.AppendDateTime(nil, d)
		if again, err := scalar.ParseDateTime(string(encoded)); again != d || err != nil {
			t.Errorf("%q became %q: %v, %v", s, encoded, again, err)
		}
	})
}
