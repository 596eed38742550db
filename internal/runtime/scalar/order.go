// The order of dates and times, which is partial: a value with an offset from UTC and one without may be in none.

package scalar

import "time"

// CompareDateTime returns -1, 0 or +1 as a is before, at or after b. ok is false where neither is so: where only one of
// them has an offset, the other is taken to be up to 14 hours on either side of UTC (XSD Part 2, section 3.2.7.4).
func CompareDateTime(a, b DateTime) (order int, ok bool) {
	_, zonedA := a.Zone.minutes()
	_, zonedB := b.Zone.minutes()
	timeA, timeB := a.in(time.UTC), b.in(time.UTC)
	return timeA.Compare(timeB), zonedA == zonedB || timeA.Sub(timeB).Abs() > maxZone*time.Minute
}

// CompareDate compares the starts of two days as [CompareDateTime] does (XSD Part 2, section 3.2.9).
func CompareDate(a, b Date) (order int, ok bool) {
	return CompareDateTime(a.start(), b.start())
}

func (d Date) start() DateTime {
	return DateTime{Year: d.Year, Month: d.Month, Day: d.Day, Zone: d.Zone}
}

// CompareTimeOfDay compares two times of one day as [CompareDateTime] does (XSD Part 2, section 3.2.8).
func CompareTimeOfDay(a, b TimeOfDay) (order int, ok bool) {
	return CompareDateTime(a.anyDay(), b.anyDay())
}

func (t TimeOfDay) anyDay() DateTime {
	return DateTime{2000, 1, 1, t.Hour, t.Minute, t.Second, t.Zone, t.Nanosecond}
}

// AtLeast, AtMost, MoreThan and LessThan say what a comparison means for a bound (XSD Part 2, sections 4.3.7 to
// 4.3.10). Values that are in no order to a bound are beyond it.

// AtLeast reports whether a compared value is not below the bound.
func AtLeast(order int, ok bool) bool { return ok && order >= 0 }

// AtMost reports whether a compared value is not above the bound.
func AtMost(order int, ok bool) bool { return ok && order <= 0 }

// MoreThan reports whether a compared value is above the bound.
func MoreThan(order int, ok bool) bool { return ok && order > 0 }

// LessThan reports whether a compared value is below the bound.
func LessThan(order int, ok bool) bool { return ok && order < 0 }
