// Date: a civil date.

package value

import (
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Date is a day of the calendar, without a time of day (XSD Part 2, section 3.2.9). The zero Date is no date. Dates are
// made by [NewDate], [DateOf] and [ParseDate], and can be compared by ==.
type Date struct {
	Year       int32
	Month, Day uint8
	Zone       Zone // zero for none
}

// NewDate returns a day, without an offset. It is not checked: Validate and encoders refuse a day that no calendar has.
func NewDate(year int, month time.Month, day int) Date {
	return Date{Year: int32(year), Month: uint8(min(uint(month), 255)), Day: uint8(min(uint(day), 255))}
}

// DateOf returns the day that t shows on a clock in its own location.
func DateOf(t time.Time) Date { return scalar.OwnDate[Date](scalar.DateOf(t)) }

// ParseDate parses YYYY-MM-DD, with an optional Z or offset such as +01:00.
func ParseDate(s string) (Date, error) {
	d, err := scalar.ParseDate(s)
	return scalar.OwnDate[Date](d), err
}

// Time returns the midnight that d begins with in loc, or at its own offset where it has one.
func (d Date) Time(loc *time.Location) time.Time { return scalar.PlainDate(d).Time(loc) }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns d as YYYY-MM-DD, with its offset where it has one.
func (d Date) String() string { return scalar.PlainDate(d).String() }

// MarshalText returns d as [Date.String] does, and nothing where d is zero.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	b := scalar.AppendDate(nil, scalar.PlainDate(d))
	return b, wire.CheckEncoded(b)
}

// UnmarshalText parses text as [ParseDate] does; an empty one is the zero Date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = Date{}
	if len(text) > 0 {
		*d, err = ParseDate(string(text))
	}
	return err
}
