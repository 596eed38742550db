// TimeOfDay: a time that recurs every day.

package value

import (
	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// TimeOfDay is a time that recurs every day (XSD Part 2, section 3.2.8). The zero TimeOfDay is midnight.
type TimeOfDay struct {
	Hour, Minute, Second uint8
	Zone                 Zone // zero for none
	Nanosecond           int32
}

// ParseTimeOfDay parses hh:mm:ss, with an optional fraction and an optional Z or offset such as +01:00.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := scalar.ParseTimeOfDay(s)
	return TimeOfDay{t.Hour, t.Minute, t.Second, Zone(t.Zone), t.Nanosecond}, err
}

// String returns t as hh:mm:ss, with its fraction and offset if it has them.
func (t TimeOfDay) String() string {
	return scalar.TimeOfDay{Hour: t.Hour, Minute: t.Minute, Second: t.Second, Zone: scalar.Zone(t.Zone),
		Nanosecond: t.Nanosecond}.String()
}

// MarshalText returns the text of [TimeOfDay.String].
func (t TimeOfDay) MarshalText() ([]byte, error) {
	b := scalar.AppendTime(nil, scalar.TimeOfDay{Hour: t.Hour, Minute: t.Minute, Second: t.Second,
		Zone: scalar.Zone(t.Zone), Nanosecond: t.Nanosecond})
	return b, wire.CheckEncoded(b)
}

// UnmarshalText parses text as [ParseTimeOfDay] does.
func (t *TimeOfDay) UnmarshalText(text []byte) (err error) {
	*t, err = ParseTimeOfDay(string(text))
	return err
}
