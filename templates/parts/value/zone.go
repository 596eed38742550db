// Zone: an offset from UTC.

package value

import (
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// Zone is the offset from UTC that a date or a time has; the zero Zone is none. Zones are made by [NewZone], and can be
// compared by ==.
type Zone int16

// UTC is the Zone of what is written with a Z.
const UTC = Zone(scalar.UTC)

// NewZone returns the Zone with an offset from UTC, positive to the east: NewZone(time.Hour) is +01:00. It is not
// checked: Validate and encoders refuse an offset of more than 14 hours, and one with seconds.
func NewZone(offset time.Duration) Zone { return Zone(scalar.NewZone(offset)) }

// Offset returns the offset from UTC, positive to the east; ok is false if there is none.
func (z Zone) Offset() (offset time.Duration, ok bool) { return scalar.Zone(z).Offset() }

// String returns z as a date has it, such as Z, +01:00 or -05:00; "" for none.
func (z Zone) String() string { return scalar.Zone(z).String() }
