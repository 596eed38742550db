// Value spaces: which texts are one value of a built-in type (XSD Part 2, section 2.2), so that an enumeration of 7.0
// has 7.00.

package scalar

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Canonical returns one text for all that are the same value of the built-in type, which is spelled as in XSD Part 2:
// "decimal". Texts without white space around them are the same value if, and only if, they have the same canonical
// text; it need not be a form of the value. A text that is no value of the type, or of a type that has one form for
// each value, is returned as it is.
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

// canonical returns what write makes of the value that parse finds in text, or text if there is none.
func canonical[T any](text string, parse func(string) (T, error), write func(T) string) string {
	v, err := parse(text)
	if err != nil {
		return text
	}
	return write(v)
}

func canonicalDecimal(s string) string {
	whole, fraction := significant(s)
	switch {
	case whole+fraction == "":
		return "0"
	case s[0] == '-':
		return "-" + whole + "." + fraction
	}
	return whole + "." + fraction
}

// canonicalFloat has one zero and one NaN, as section 3.2.4 has.
func canonicalFloat(v float64) string {
	if v == 0 || math.IsNaN(v) {
		v = math.Abs(v)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// canonicalDateTime tells an instant by UTC, and a local time by its own clocks.
func canonicalDateTime(d DateTime) string {
	_, zoned := d.Zone.minutes()
	t := d.in(time.UTC)
	return fmt.Sprintf("%d.%09d %t", t.Unix(), t.Nanosecond(), zoned)
}

func canonicalDate(d Date) string { return canonicalDateTime(d.start()) }

// canonicalTime tells a time with an offset by UTC, where it may be one of another day.
func canonicalTime(t TimeOfDay) string {
	_, zoned := t.Zone.minutes()
	u := t.anyDay().in(time.UTC).UTC()
	return fmt.Sprintf("%s %t", u.Format("15:04:05.999999999"), zoned)
}

func (p calendarPart) canonical(s string) string {
	d, ok := p.date(s)
	if !ok {
		return s
	}
	return canonicalDate(d)
}

// Listed returns the first of values that is the same value of the built-in type as s (see [Canonical]), and
// whether one is.
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
