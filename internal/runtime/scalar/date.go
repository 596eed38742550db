// Dates and times of day: xs:date, xs:dateTime and xs:time, with or without an offset.

package scalar

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Years are those of the proleptic Gregorian calendar. There is no year 0 (XSD Part 2, section 3.2.7.1): -1, the year
// before 1, is 1 BCE and a leap year.

// Date is a civil date (xs:date).
type Date struct {
	Year       int32
	Month, Day uint8
	Zone       Zone
}

// DateTime is a civil date with a time of day (xs:dateTime).
type DateTime struct {
	Year                             int32
	Month, Day, Hour, Minute, Second uint8
	Zone                             Zone
	Nanosecond                       int32
}

// TimeOfDay is a time that recurs every day (xs:time).
type TimeOfDay struct {
	Hour, Minute, Second uint8
	Zone                 Zone
	Nanosecond           int32
}

// Errors of DateTime.In, for errors.Is.
var (
	ErrAmbiguousTime   = errors.New("the time occurs twice, because the clocks are set back")
	ErrNonexistentTime = errors.New("the time is skipped, because the clocks are set forward")
)

// ParseDate parses an xs:date (XSD Part 2, section 3.2.9): YYYY-MM-DD, with an optional Z or offset such as +01:00.
// Years may be negative, and have more than four digits, within the range of int32.
func ParseDate(s string) (Date, error) {
	if d, rest, ok := cutDate(s); ok {
		if rest == "" {
			return d, nil
		}
		if d.Zone, ok = parseZone(rest); ok {
			return d, nil
		}
	}
	return Date{}, errors.New(wire.Quote(s) + " is not a date (YYYY-MM-DD)")
}

// ParseDateTime parses an xs:dateTime (XSD Part 2, section 3.2.7): YYYY-MM-DDTHH:MM:SS, with an optional fraction down
// to nanoseconds and an optional Z or offset. 24:00:00 becomes 00:00:00 of the next day.
func ParseDateTime(s string) (DateTime, error) {
	if date, rest, ok := cutDate(s); ok && rest != "" && rest[0] == 'T' {
		if clock, ok := parseClock(rest[1:]); ok {
			if clock.Hour == 24 {
				date, clock.Hour = nextDay(date), 0
			}
			d := DateTime{date.Year, date.Month, date.Day, clock.Hour, clock.Minute, clock.Second, clock.Zone,
				clock.Nanosecond}
			if d.valid() {
				return d, nil
			}
		}
	}
	return DateTime{}, errors.New(wire.Quote(s) + " is not a date and time (YYYY-MM-DDTHH:MM:SS)")
}

// ParseTimeOfDay parses an xs:time (XSD Part 2, section 3.2.8): HH:MM:SS, with an optional fraction down to
// nanoseconds and an optional Z or offset. 24:00:00 becomes 00:00:00.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, ok := parseClock(s)
	if !ok {
		return TimeOfDay{}, errors.New(wire.Quote(s) + " is not a time of day (HH:MM:SS)")
	}
	t.Hour %= 24
	return t, nil
}

// cutDate cuts a date without an offset off the beginning of s.
func cutDate(s string) (d Date, rest string, ok bool) {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' { // a year of four digits, the most frequent
		century, year := twoDigits(s), twoDigits(s[2:])
		d = Date{Year: int32(century)*100 + int32(year), Month: twoDigits(s[5:]), Day: twoDigits(s[8:])}
		return d, s[10:], century < 100 && year < 100 && d.valid()
	}
	year, n := leadingYear(s)
	if n == 0 || len(s) < n+6 || s[n] != '-' || s[n+3] != '-' {
		return d, "", false
	}
	d = Date{Year: year, Month: twoDigits(s[n+1:]), Day: twoDigits(s[n+4:])}
	return d, s[n+6:], d.valid()
}

// leadingYear returns the year at the beginning of s, and its length; 0 if there is none. Years of more than four
// digits have no leading zeros.
func leadingYear(s string) (year int32, length int) {
	digits := strings.TrimPrefix(s, "-")
	n := 0
	for n < len(digits) && IsDigit(digits[n]) {
		n++
	}
	if n < 4 || n > 4 && digits[0] == '0' {
		return 0, 0
	}
	length = len(s) - len(digits) + n
	parsed, err := strconv.ParseInt(s[:length], 10, 32)
	if err != nil {
		return 0, 0
	}
	return int32(parsed), length
}

// parseClock parses HH:MM:SS with an optional fraction and an optional offset. Hour 24 is valid only in 24:00:00.
func parseClock(s string) (t TimeOfDay, ok bool) {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return t, false
	}
	t = TimeOfDay{Hour: twoDigits(s), Minute: twoDigits(s[3:]), Second: twoDigits(s[6:])}
	s = s[8:]
	if strings.HasPrefix(s, ".") {
		if t.Nanosecond, s, ok = cutNanoseconds(s[1:]); !ok {
			return t, false
		}
	}
	if t.Zone, ok = parseZone(s); !ok {
		return t, false
	}
	return t, t.valid() || t == TimeOfDay{Hour: 24, Zone: t.Zone}
}

// cutNanoseconds cuts the digits of a fraction of a second off the beginning of s. Digits beyond nanoseconds must be
// zero, because they would be lost.
func cutNanoseconds(s string) (nanoseconds int32, rest string, ok bool) {
	n := 0
	for unit := int32(100_000_000); n < len(s) && IsDigit(s[n]); n++ {
		digit := int32(s[n] - '0')
		if unit == 0 && digit != 0 {
			return 0, "", false
		}
		nanoseconds += digit * unit
		unit /= 10
	}
	return nanoseconds, s[n:], n > 0
}

// twoDigits returns the two-digit number at the beginning of s, or 255, which no field allows.
func twoDigits(s string) uint8 {
	if len(s) < 2 || !IsDigit(s[0]) || !IsDigit(s[1]) {
		return 255
	}
	return (s[0]-'0')*10 + s[1] - '0'
}

func (d Date) valid() bool {
	return d.Year != 0 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month) && d.Zone.valid()
}

func (t TimeOfDay) valid() bool {
	return t.Hour < 24 && t.Minute < 60 && t.Second < 60 && t.Nanosecond >= 0 && t.Nanosecond < 1e9 && t.Zone.valid()
}

func (d DateTime) valid() bool { return d.date().valid() && d.Clock().valid() }

// date returns the date of d, without an offset.
func (d DateTime) date() Date { return Date{d.Year, d.Month, d.Day, 0} }
func (d DateTime) Clock() TimeOfDay {
	return TimeOfDay{d.Hour, d.Minute, d.Second, d.Zone, d.Nanosecond}
}

var monthDays = [13]uint8{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// daysIn returns the number of days of a month; 0 if the month is invalid.
func daysIn(year int32, month uint8) uint8 {
	switch {
	case int(month) >= len(monthDays):
		return 0
	case month == 2 && isLeap(astronomical(year)):
		return 29
	}
	return monthDays[month]
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// astronomical returns the year as in package time, where 0 is 1 BCE.
func astronomical(year int32) int {
	if year < 0 {
		return int(year) + 1
	}
	return int(year)
}

// historical is the inverse of astronomical.
func historical(year int) int32 {
	if year <= 0 {
		year--
	}
	return int32(year)
}

// nextDay returns the day after d; the zero value, which is invalid, after the last one.
func nextDay(d Date) Date {
	if d.Day++; d.Day <= daysIn(d.Year, d.Month) {
		return d
	}
	d.Day = 1
	if d.Month++; d.Month <= 12 {
		return d
	}
	switch d.Year {
	case math.MaxInt32:
		return Date{}
	case -1:
		return Date{1, 1, 1, d.Zone}
	}
	return Date{d.Year + 1, 1, 1, d.Zone}
}

// AppendDate appends d to b as an xs:date. An invalid value, such as the zero value, is refused.
func AppendDate(b []byte, d Date) []byte {
	if !d.valid() {
		return wire.Refuse(b, "the date is not set or not valid")
	}
	return appendZone(appendDay(b, d), d.Zone)
}

// AppendDateTime appends d to b as an xs:dateTime. An invalid value, such as the zero value, is refused.
func AppendDateTime(b []byte, d DateTime) []byte {
	if !d.valid() {
		return wire.Refuse(b, "the date and time is not set or not valid")
	}
	b = append(appendDay(b, d.date()), 'T')
	return appendZone(appendClock(b, d.Clock()), d.Zone)
}

// AppendTime appends t to b as an xs:time. An invalid value is refused.
func AppendTime(b []byte, t TimeOfDay) []byte {
	if !t.valid() {
		return wire.Refuse(b, "the time of day is not valid")
	}
	return appendZone(appendClock(b, t), t.Zone)
}

// String returns d as an xs:date.
func (d Date) String() string { return string(appendZone(appendDay(nil, d), d.Zone)) }

// String returns d as an xs:dateTime.
func (d DateTime) String() string {
	return string(appendZone(appendClock(append(appendDay(nil, d.date()), 'T'), d.Clock()), d.Zone))
}

// String returns t as an xs:time.
func (t TimeOfDay) String() string { return string(appendZone(appendClock(nil, t), t.Zone)) }

func appendDay(b []byte, d Date) []byte {
	year := int64(d.Year)
	if year < 0 {
		b = append(b, '-')
		year = -year
	}
	if year > 9999 {
		b = strconv.AppendInt(b, year/10_000, 10)
		year %= 10_000
	}
	const zero = '0'
	century, yearOfCentury := byte(year/100), byte(year%100)
	return append(b, zero+century/10, zero+century%10, zero+yearOfCentury/10, zero+yearOfCentury%10, '-',
		zero+d.Month/10, zero+d.Month%10, '-', zero+d.Day/10, zero+d.Day%10)
}

func appendClock(b []byte, t TimeOfDay) []byte {
	b = appendTwo(b, t.Hour)
	b = appendTwo(append(b, ':'), t.Minute)
	b = appendTwo(append(b, ':'), t.Second)
	if t.Nanosecond == 0 {
		return b
	}
	fraction := fmt.Sprintf(".%09d", t.Nanosecond)
	return append(b, strings.TrimRight(fraction, "0")...)
}

// appendTwo appends n, less than 100, as two digits.
func appendTwo(b []byte, n uint8) []byte { return append(b, '0'+n/10, '0'+n%10) }

// in returns d in its offset, or in loc if it has none, like time.Date.
func (d DateTime) in(loc *time.Location) time.Time {
	if offset, ok := d.Zone.minutes(); ok {
		loc = time.FixedZone("", offset*60)
	}
	return time.Date(astronomical(d.Year), time.Month(d.Month), int(d.Day), int(d.Hour), int(d.Minute), int(d.Second),
		int(d.Nanosecond), loc)
}

// In returns d as a time in loc. With an offset, d is an instant; without, it is a local time in loc. A local time that
// occurs twice is ErrAmbiguousTime, one that is skipped is ErrNonexistentTime; the error names it.
func (d DateTime) In(loc *time.Location) (time.Time, error) {
	if !d.valid() {
		return time.Time{}, errors.New("the date and time is not set or not valid")
	}
	t := d.in(loc)
	if _, zoned := d.Zone.minutes(); zoned {
		return t.In(loc), nil
	}
	if !d.shownBy(t) {
		return time.Time{}, fmt.Errorf("%s in %s: %w", d, loc, ErrNonexistentTime)
	}
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	for _, neighbour := range []time.Time{start.Add(-1), end} {
		_, other := neighbour.Zone()
		repeated := t.Add(time.Duration(offset-other) * time.Second)
		if other != offset && d.shownBy(repeated) {
			return time.Time{}, fmt.Errorf("%s in %s: %w", d, loc, ErrAmbiguousTime)
		}
	}
	return t, nil
}

// shownBy reports whether clocks in t's location show d at t.
func (d DateTime) shownBy(t time.Time) bool {
	shown := DateTimeOf(t)
	shown.Zone = 0
	return shown == d
}

// Time returns the beginning of d: in its offset, or in loc if it has none. If midnight is skipped in loc, it returns
// the time of time.Date.
func (d Date) Time(loc *time.Location) time.Time {
	return DateTime{Year: d.Year, Month: d.Month, Day: d.Day, Zone: d.Zone}.in(loc)
}

// DateOf returns the date of t in t's location, without an offset.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{historical(year), uint8(month), uint8(day), 0}
}

// DateTimeOf returns t with its offset. If xs:dateTime does not allow that offset, because it has seconds or exceeds 14
// hours, it returns the same instant in UTC.
func DateTimeOf(t time.Time) DateTime {
	_, offset := t.Zone()
	if offset%60 != 0 || offset < -maxZone*60 || offset > maxZone*60 {
		t, offset = t.UTC(), 0
	}
	date := DateOf(t)
	return DateTime{date.Year, date.Month, date.Day, uint8(t.Hour()), uint8(t.Minute()), uint8(t.Second()),
		zoneFromMinutes(offset / 60), int32(t.Nanosecond())}
}
