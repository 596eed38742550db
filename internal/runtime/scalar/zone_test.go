// Tests of zones.

package scalar_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// TestZones takes every offset that XML Schema has, and those beyond: as a Zone, as text, and in each kind of moment.
func TestZones(t *testing.T) {
	seen := map[scalar.Zone]bool{0: true}
	for minutes := -15 * 60; minutes <= 15*60; minutes++ {
		offset := time.Duration(minutes) * time.Minute
		z := scalar.NewZone(offset)
		date := scalar.Date{Year: 2026, Month: 4, Day: 1, Zone: z}
		refused := wire.CheckEncoded(scalar.AppendDate(nil, date)) != nil
		if minutes < -14*60 || minutes > 14*60 {
			if !refused {
				t.Errorf("an offset of %v is written as %s", offset, date)
			}
			continue
		}
		want := fmt.Sprintf("+%02d:%02d", minutes/60, minutes%60)
		switch {
		case minutes == 0:
			want = "Z"
		case minutes < 0:
			want = fmt.Sprintf("-%02d:%02d", -minutes/60, -minutes%60)
		}
		if got, ok := z.Offset(); got != offset || !ok || z.String() != want || refused || seen[z] {
			t.Errorf("%v is %s with the offset %v, %v; seen: %v, refused: %v", offset, z, got, ok, seen[z], refused)
		}
		seen[z] = true
		if d, err := scalar.ParseDate("2026-04-01" + want); d != date || err != nil {
			t.Errorf("%s is read as %v, %v", want, d, err)
		}
		if d, err := scalar.ParseDateTime("2026-04-01T01:02:03" + want); d.Zone != z || err != nil ||
			d != scalar.DateTimeOf(time.Date(2026, 4, 1, 1, 2, 3, 0, time.FixedZone("", minutes*60))) {
			t.Errorf("%s is read as %v, %v", want, d, err)
		}
		if c, err := scalar.ParseTimeOfDay("01:02:03" + want); c != (scalar.TimeOfDay{Hour: 1, Minute: 2, Second: 3,
			Zone: z}) || err != nil {
			t.Errorf("%s is read as %v, %v", want, c, err)
		}
	}
	if offset, ok := scalar.Zone(0).Offset(); offset != 0 || ok || scalar.Zone(0).String() != "" ||
		scalar.NewZone(0) != scalar.UTC {
		t.Error("no zone has an offset, or UTC has none")
	}
	for _, offset := range []time.Duration{time.Second, -time.Nanosecond, 1 << 62, -1 << 62,
		(1<<16 + 1) * time.Minute} {
		d := scalar.Date{Year: 2026, Month: 4, Day: 1, Zone: scalar.NewZone(offset)}
		if wire.CheckEncoded(scalar.AppendDate(nil, d)) == nil {
			t.Errorf("an offset of %v is written as %s", offset, d)
		}
	}
}
