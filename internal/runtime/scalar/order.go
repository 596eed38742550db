// The order of dates and times. It is partial: one with an offset and one without may have no order.

package scalar

import "time"

// CompareDateTime returns -1, 0 or +1 as a is before, at or after b. ok is false if that is undetermined: if only one
// of them has an offset, the other may be up to 14 hours on either side of UTC (XSD Part 2, section 3.2.7.4).
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
	return CompareDateTime(a.onOneDay(), b.onOneDay())
}

func (t TimeOfDay) onOneDay() DateTime {
	return DateTime{2000, 1, 1, t.Hour, t.Minute, t.Second, t.Zone, t.Nanosecond}
}

// AtLeast, AtMost, MoreThan and LessThan apply a comparison to a bound (XSD Part 2, sections 4.3.7 to 4.3.10). A value
// without an order to a bound violates it.

// AtLeast reports whether a compared value is not below the bound.
func AtLeast(order int, ok bool) bool { return ok && order >= 0 }

// AtMost reports whether a compared value is not above the bound.
func AtMost(order int, ok bool) bool { return ok && order <= 0 }

// MoreThan reports whether a compared value is above the bound.
func MoreThan(order int, ok bool) bool { return ok && order > 0 }

// LessThan reports whether a compared value is below the bound.
func LessThan(order int, ok bool) bool { return ok && order < 0 }
