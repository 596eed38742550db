// Date: a civil date.

package value

import (
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Date is a day of the calendar, without a time of day (XSD Part 2, section 3.2.9). The zero Date is no date. Use
// [NewDate], [DateOf] or [ParseDate] to make one. Dates can be compared by ==.
type Date struct {
	Year       int32
	Month, Day uint8
	Zone       Zone // zero for none
}

// NewDate returns a day without an offset. It does not check it: Validate and encoders refuse a day that does not
// exist.
func NewDate(year int, month time.Month, day int) Date {
	return Date{Year: int32(year), Month: uint8(min(uint(month), 255)), Day: uint8(min(uint(day), 255))}
}

// DateOf returns the day of t in its location.
func DateOf(t time.Time) Date { return scalar.OwnDate[Date](scalar.DateOf(t)) }

// ParseDate parses YYYY-MM-DD, with an optional Z or offset such as +01:00.
func ParseDate(s string) (Date, error) {
	d, err := scalar.ParseDate(s)
	return scalar.OwnDate[Date](d), err
}

// Time returns the beginning of d in its offset, or in loc if it has none.
func (d Date) Time(loc *time.Location) time.Time { return scalar.PlainDate(d).Time(loc) }

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns d as YYYY-MM-DD, with its offset if it has one.
func (d Date) String() string { return scalar.PlainDate(d).String() }

// MarshalText returns the text of [Date.String], or none if d is zero.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	b := scalar.AppendDate(nil, scalar.PlainDate(d))
	return b, wire.CheckEncoded(b)
}

// UnmarshalText parses text as [ParseDate] does. An empty text is the zero Date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = Date{}
	if len(text) > 0 {
		*d, err = ParseDate(string(text))
	}
	return err
}
