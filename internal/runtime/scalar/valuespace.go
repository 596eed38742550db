// Value spaces: which texts are the same value of a built-in type (XSD Part 2, section 2.2), so that an enumeration
// with 7.0 accepts 7.00.

package scalar

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Canonical returns one text for all texts that are the same value of the built-in type, such as "decimal". Two texts
// without white space around them are the same value if and only if Canonical returns the same. The result need not be
// a valid form. A text that is invalid, or of a type with one form for each value, is returned unchanged.
func Canonical(builtin, text string) string {
	switch builtin {
	case "boolean":
		return canonical(text, ParseBool, strconv.FormatBool)
	case "decimal", "integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger",
		"long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte":
		return canonical(text, ParseDecimal, canonicalDecimal)
	case "float":
		return canonical(text, ParseFloat32, func(v float32) string { return canonicalFloat(float64(v)) })
	case "double":
		return canonical(text, ParseFloat64, canonicalFloat)
	case "duration":
		if months, seconds, nanoseconds, ok := durationLength(text); ok {
			return fmt.Sprintf("%d months %d seconds %d", months, seconds, nanoseconds)
		}
	case "dateTime":
		return canonical(text, ParseDateTime, canonicalDateTime)
	case "date":
		return canonical(text, ParseDate, canonicalDate)
	case "time":
		return canonical(text, ParseTimeOfDay, canonicalTime)
	case "gYear":
		return gYear.canonical(text)
	case "gYearMonth":
		return gYearMonth.canonical(text)
	case "gMonth":
		return gMonth.canonical(text)
	case "gMonthDay":
		return gMonthDay.canonical(text)
	case "gDay":
		return gDay.canonical(text)
	case "hexBinary":
		return canonical(text, ParseHex, func(v []byte) string { return string(AppendHex(nil, v)) })
	case "base64Binary":
		return canonical(text, ParseBase64, func(v []byte) string { return string(AppendBase64(nil, v)) })
	}
	return text
}

// canonical returns write of the value in text, or text if parse returns an error.
func canonical[T any](text string, parse func(string) (T, error), write func(T) string) string {
	v, err := parse(text)
	if err != nil {
		return text
	}
	return write(v)
}

func canonicalDecimal(s string) string {
	whole, fraction := significantDigits(s)
	switch {
	case whole+fraction == "":
		return "0"
	case s[0] == '-':
		return "-" + whole + "." + fraction
	}
	return whole + "." + fraction
}

// canonicalFloat returns the same text for both zeros and for each NaN (section 3.2.4).
func canonicalFloat(v float64) string {
	if v == 0 || math.IsNaN(v) {
		v = math.Abs(v)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// canonicalDateTime returns an instant in UTC, or a local time.
func canonicalDateTime(d DateTime) string {
	_, zoned := d.Zone.minutes()
	t := d.in(time.UTC)
	return fmt.Sprintf("%d.%09d %t", t.Unix(), t.Nanosecond(), zoned)
}

func canonicalDate(d Date) string { return canonicalDateTime(d.start()) }

// canonicalTime returns a time in UTC if it has an offset; it may then be on another day.
func canonicalTime(t TimeOfDay) string {
	_, zoned := t.Zone.minutes()
	u := t.onOneDay().in(time.UTC).UTC()
	return fmt.Sprintf("%s %t", u.Format("15:04:05.999999999"), zoned)
}

func (p calendarPart) canonical(s string) string {
	d, ok := p.date(s)
	if !ok {
		return s
	}
	return canonicalDate(d)
}

// Listed returns the first of values that is the same value of the built-in type as s (see [Canonical]), and whether
// there is one.
func Listed(builtin, s string, values ...string) (listed string, ok bool) {
	for _, value := range values {
		if s == value {
			return value, true
		}
	}
	s = Canonical(builtin, s)
	for _, value := range values {
		if s == Canonical(builtin, value) {
			return value, true
		}
	}
	return "", false
}
