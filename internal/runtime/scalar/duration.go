// Durations: xs:duration in its lexical form, and its order.

package scalar

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// ValidDuration reports whether s is an xs:duration (XSD Part 2, section 3.2.6), such as P1Y2M3DT10H30M or -PT0.5S.
func ValidDuration(s string) bool {
	_, ok := durationParts(s)
	return ok
}

// ParseDuration returns s, or an error if it is not an xs:duration (see [ValidDuration]).
func ParseDuration(s string) (string, error) {
	return parseValid(s, ValidDuration, "a duration (P1Y2M3DT4H5M6S)")
}

// durationParts returns the digits of a duration without its sign: years, months, days, hours, minutes, seconds and
// fraction; "" for absent parts.
func durationParts(s string) (parts [7]string, ok bool) {
	s, ok = strings.CutPrefix(strings.TrimPrefix(s, "-"), "P")
	date, clock, timed := strings.Cut(s, "T")
	return parts, ok && s != "" && (!timed || clock != "") &&
		cutParts(date, "YMD", parts[:3]) && cutParts(clock, "HMS", parts[3:])
}

// cutParts splits s into the digits before each of the designators, which occur in this order, each at most once. The
// last part may have a fraction if parts has one more element.
func cutParts(s, designators string, parts []string) bool {
	for i := range len(designators) {
		digits, rest, ok := strings.Cut(s, designators[i:i+1])
		if !ok {
			continue
		}
		if i+1 == len(parts)-1 {
			var fraction string
			var pointed bool
			digits, fraction, pointed = strings.Cut(digits, ".")
			if pointed && fraction == "" || !IsDigits(fraction) {
				return false
			}
			parts[i+1] = fraction
		}
		if digits == "" || !IsDigits(digits) {
			return false
		}
		parts[i], s = digits, rest
	}
	return s == ""
}

// CompareDuration returns -1, 0 or +1 as the duration a is shorter than, equal to or longer than b. ok is false if that
// is undetermined, such as for P1M and P30D (XSD Part 2, section 3.2.6.2), if one is invalid, or if one exceeds the
// limits: some hundred million years, or steps below a nanosecond.
func CompareDuration(a, b string) (order int, ok bool) {
	monthsA, secondsA, nanosecondsA, okA := durationLength(a)
	monthsB, secondsB, nanosecondsB, okB := durationLength(b)
	if !okA || !okB {
		return 0, false
	}
	// The four dates from which XSD measures differ most in the lengths of the months that follow.
	for i, start := range [...]time.Time{
		time.Date(1696, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(1697, 2, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1903, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(1903, 7, 1, 0, 0, 0, 0, time.UTC),
	} {
		endA := start.AddDate(0, monthsA, 0).Unix() + secondsA
		endB := start.AddDate(0, monthsB, 0).Unix() + secondsB
		here := cmp.Or(cmp.Compare(endA, endB), cmp.Compare(nanosecondsA, nanosecondsB))
		if i > 0 && here != order {
			return 0, false
		}
		order = here
	}
	return order, true
}

// durationLength returns the months and the seconds of a duration, negative for a negative one.
func durationLength(s string) (months int, seconds, nanoseconds int64, ok bool) {
	parts, ok := durationParts(s)
	if !ok {
		return 0, 0, 0, false
	}
	var n [len(parts)]int64
	for i, digits := range parts[:6] {
		value, err := strconv.ParseUint("0"+digits, 10, 45)
		if err != nil || i < 2 && value > 100_000_000 {
			return 0, 0, 0, false
		}
		n[i] = int64(value)
	}
	fraction, rest, ok := cutNanoseconds(parts[6] + "0")
	if !ok || rest != "" {
		return 0, 0, 0, false
	}
	sign := int64(1)
	if s[0] == '-' {
		sign = -1
	}
	months = int(sign * (n[0]*12 + n[1]))
	seconds = sign * (((n[2]*24+n[3])*60+n[4])*60 + n[5])
	return months, seconds, sign * int64(fraction), true
}
