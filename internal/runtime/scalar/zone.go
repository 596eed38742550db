// Zones: the offsets of dates and times from UTC.

package scalar

import (
	"math"
	"time"
)

// Zone is an offset from UTC; the zero value is none. Each offset is one value, so that zones, and structs with zones,
// can be compared by ==: n > 0 is n-1 minutes east of UTC, n < 0 is -n minutes west.
type Zone int16

// UTC is the zone that is written as Z.
const UTC Zone = 1

const maxZone = 14 * 60 // the largest offset, in minutes

// NewZone returns the zone with an offset, positive to the east of UTC. An offset that XML Schema does not have, of
// more than 14 hours or with seconds, makes an invalid zone.
func NewZone(offset time.Duration) Zone {
	minutes := int(offset / time.Minute)
	if offset%time.Minute != 0 || minutes < -maxZone || minutes > maxZone {
		return math.MaxInt16
	}
	return zoneFromMinutes(minutes)
}

// zoneFromMinutes is NewZone for a valid offset in minutes.
func zoneFromMinutes(offset int) Zone {
	if offset < 0 {
		return Zone(offset)
	}
	return Zone(offset) + 1
}

// Offset returns the offset from UTC, positive to the east; ok is false if z has none.
func (z Zone) Offset() (offset time.Duration, ok bool) {
	minutes, ok := z.minutes()
	return time.Duration(minutes) * time.Minute, ok
}

// minutes is Offset in minutes.
func (z Zone) minutes() (offset int, ok bool) {
	if z <= 0 {
		return int(z), z < 0
	}
	return int(z) - 1, true
}

// valid reports whether z is none or a valid offset.
func (z Zone) valid() bool { return -maxZone <= z && z <= maxZone+1 }

// String returns z as in a date, such as Z or +01:00; "" for none.
func (z Zone) String() string { return string(appendZone(nil, z)) }

// parseZone parses Z, an offset such as -05:00, or nothing.
func parseZone(s string) (zone Zone, ok bool) {
	switch {
	case s == "":
		return 0, true
	case s == "Z":
		return UTC, true
	case len(s) != 6 || s[0] != '+' && s[0] != '-' || s[3] != ':':
		return 0, false
	}
	hours, minutes := int(twoDigits(s[1:])), int(twoDigits(s[4:]))
	offset := hours*60 + minutes
	if minutes > 59 || offset > maxZone {
		return 0, false
	}
	if s[0] == '-' {
		offset = -offset
	}
	return zoneFromMinutes(offset), true
}

func appendZone(b []byte, zone Zone) []byte {
	offset, ok := zone.minutes()
	switch {
	case !ok:
		return b
	case !zone.valid():
		return append(b, "?"...)
	case offset == 0:
		return append(b, 'Z')
	case offset < 0:
		b, offset = append(b, '-'), -offset
	default:
		b = append(b, '+')
	}
	b = appendTwo(b, uint8(offset/60))
	return appendTwo(append(b, ':'), uint8(offset%60))
}
