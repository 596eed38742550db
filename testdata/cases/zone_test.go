// Zones of dates and times.

package cases_test

import (
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/builtins"
)

// A zone is written as it reads, and can be compared.
func TestZones(t *testing.T) {
	for zone, want := range map[builtins.Zone]string{
		0: "", builtins.UTC: "Z", builtins.NewZone(0): "Z", builtins.NewZone(time.Hour): "+01:00",
		builtins.NewZone(-5*time.Hour - 30*time.Minute): "-05:30", builtins.NewZone(14 * time.Hour): "+14:00",
	} {
		day := builtins.Date{Year: 2026, Month: 4, Day: 1, Zone: zone}
		if got, err := builtins.ParseDate("2026-04-01" + want); got != day || err != nil || day.String() != "2026-04-01"+want {
			t.Errorf("%s: got %s, %v", want, got, err)
		}
		moment, err := builtins.ParseDateTime("2026-04-01T10:20:30" + want)
		if moment.Zone != zone || err != nil || moment.Zone.String() != want {
			t.Errorf("%s: got %s, %v", want, moment.Zone, err)
		}
		clock, err := builtins.ParseTimeOfDay("10:20:30" + want)
		if clock.Zone != zone || err != nil || clock.String() != "10:20:30"+want {
			t.Errorf("%s: got %s, %v", want, clock, err)
		}
		offset, ok := zone.Offset()
		if ok != (want != "") || ok && builtins.NewZone(offset) != zone {
			t.Errorf("%s: the offset is %v, %v", want, offset, ok)
		}
	}
	berlin := time.FixedZone("CEST", 2*60*60)
	if got := builtins.DateTimeOf(time.Date(2026, 7, 1, 12, 0, 0, 0, berlin)); got.Zone != builtins.NewZone(2*time.Hour) {
		t.Errorf("got %s", got)
	}
	for _, offset := range []time.Duration{15 * time.Hour, time.Second} {
		day := builtins.Date{Year: 2026, Month: 4, Day: 1, Zone: builtins.NewZone(offset)}
		if text, err := day.MarshalText(); err == nil {
			t.Errorf("an offset of %v is written as %s", offset, text)
		}
	}
}
