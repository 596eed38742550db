// DateTime: a civil date with a time of day.

package value

import (
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// DateTime is a day with a time of day, with or without an offset from UTC (XSD Part 2, section 3.2.7). The zero
// DateTime is no time. Use [DateTimeOf] or [ParseDateTime] to make one.
type DateTime struct {
	Year                             int32
	Month, Day, Hour, Minute, Second uint8
	Zone                             Zone // zero for none
	Nanosecond                       int32
}

// Errors of [DateTime.In], for errors.Is: without an offset, some times cannot be told.
var (
	// ErrAmbiguousTime is the kind of a time that occurs twice, because the clocks are set back.
	ErrAmbiguousTime error = scalar.ErrAmbiguousTime
	// ErrNonexistentTime is the kind of a time that is skipped, because the clocks are set forward.
	ErrNonexistentTime error = scalar.ErrNonexistentTime
)

// DateTimeOf returns t in its location, with its offset from UTC.
func DateTimeOf(t time.Time) DateTime { return scalar.OwnDateTime[DateTime](scalar.DateTimeOf(t)) }

// ParseDateTime parses YYYY-MM-DDThh:mm:ss, with an optional fraction and an optional Z or offset such as +01:00.
func ParseDateTime(s string) (DateTime, error) {
	d, err := scalar.ParseDateTime(s)
	return scalar.OwnDateTime[DateTime](d), err
}

// In returns the instant of d: by its own offset, or in loc if it has none. In loc, a time that occurs twice or is
// skipped is [ErrAmbiguousTime] or [ErrNonexistentTime].
func (d DateTime) In(loc *time.Location) (time.Time, error) { return scalar.PlainDateTime(d).In(loc) }

// IsZero reports whether d is the zero DateTime.
func (d DateTime) IsZero() bool { return d == DateTime{} }

// String returns d as YYYY-MM-DDThh:mm:ss, with its fraction and offset if it has them.
func (d DateTime) String() string { return scalar.PlainDateTime(d).String() }

// MarshalText returns the text of [DateTime.String], or none if d is zero.
func (d DateTime) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	b := scalar.AppendDateTime(nil, scalar.PlainDateTime(d))
	return b, wire.CheckEncoded(b)
}

// UnmarshalText parses text as [ParseDateTime] does. An empty text is the zero DateTime.
func (d *DateTime) UnmarshalText(text []byte) (err error) {
	*d = DateTime{}
	if len(text) > 0 {
		*d, err = ParseDateTime(string(text))
	}
	return err
}
