// Zone: an offset from UTC.

package value

import (
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// Zone is the offset of a date or time from UTC; the zero Zone is none. Use [NewZone] to make one. Zones can be
// compared by ==.
type Zone int16

// UTC is the Zone that is written as Z.
const UTC = Zone(scalar.UTC)

// NewZone returns the Zone with an offset from UTC, positive to the east: NewZone(time.Hour) is +01:00. It does not
// check it: Validate and encoders refuse an offset of more than 14 hours or with seconds.
func NewZone(offset time.Duration) Zone { return Zone(scalar.NewZone(offset)) }

// Offset returns the offset from UTC, positive to the east; ok is false if there is none.
func (z Zone) Offset() (offset time.Duration, ok bool) { return scalar.Zone(z).Offset() }

// String returns z as in a date, such as Z, +01:00 or -05:00; "" for none.
func (z Zone) String() string { return scalar.Zone(z).String() }
