// Near misses: texts that are no value of their type, though what they mean is beyond doubt. Servers write them; they
// are read, as deviations.

package datatype

import (
	"math/big"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// maxExponent bounds the exponent of a decimal that is written with one.
const maxExponent = 300

// NearMiss returns the value that text, which is no value of s, can only mean, in the lexical form of s; "" for none.
func (s *Simple) NearMiss(text string) string {
	text = scalar.TrimSpace(text)
	switch {
	case s.isInteger(), s.Kind == KindDecimal && s.Want == "an integer":
		whole, fraction, ok := strings.Cut(text, ".")
		if ok && strings.Trim(fraction, "0") == "" && scalar.IsInteger(whole) {
			return whole // 12.0
		}
		return ""
	}
	switch s.Kind {
	case KindBool:
		if lower := strings.ToLower(text); lower == "true" || lower == "false" {
			return lower
		}
	case kindFloat32, KindFloat64:
		if sign, ok := strings.CutSuffix(text, "Infinity"); ok && (sign == "" || sign == "-") {
			return sign + "INF"
		}
	case KindDecimal:
		return plainDecimal(text)
	case KindDate:
		if d, err := scalar.ParseDateTime(text); err == nil && d.Clock() == (scalar.TimeOfDay{Zone: d.Zone}) {
			return scalar.Date{Year: d.Year, Month: d.Month, Day: d.Day, Zone: d.Zone}.String() // midnight of the day
		}
	case KindDateTime:
		return nearDateTime(text)
	case KindTime:
		if clock := nearClock(text); clock != text {
			return clock
		}
	}
	return ""
}

// plainDecimal is a number with an exponent, 1E-7, without one; "" for what is none.
func plainDecimal(text string) string {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(text), "E")
	if !ok || !scalar.ValidDecimal(mantissa) || !scalar.IsInteger(exponent) {
		return ""
	}
	power, _ := new(big.Int).SetString(strings.TrimPrefix(exponent, "+"), 10)
	if power.CmpAbs(big.NewInt(maxExponent)) > 0 {
		return ""
	}
	value, ok := new(big.Rat).SetString(mantissa + "E" + power.String())
	if !ok {
		return ""
	}
	digits := value.FloatString(maxExponent + len(mantissa))
	return strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
}

// nearDateTime is a date and time with a space for the T, or with a time of day that is a near miss, in the form of
// xs:dateTime; "" for what is none.
func nearDateTime(text string) string {
	day, clock, ok := strings.Cut(strings.Replace(text, " ", "T", 1), "T")
	if !ok {
		return ""
	}
	near := day + "T" + nearClock(clock)
	if _, err := scalar.ParseDateTime(near); err != nil {
		return ""
	}
	return near
}

// nearClock is a time of day without seconds, or with a zone that has no colon, in the form of xs:time. What is none is
// returned in some form.
func nearClock(clock string) string {
	if n := len(clock) - len("+0200"); n > 0 && (clock[n] == '+' || clock[n] == '-') && scalar.IsDigits(clock[n+1:]) {
		clock = clock[:n+3] + ":" + clock[n+3:]
	}
	if hours := clock[:min(len(clock), len("10:00"))]; strings.Count(strings.TrimRight(clock, "Z"), ":") == 1 ||
		len(clock) > len(hours) && (clock[len(hours)] == '+' || clock[len(hours)] == '-') {
		clock = hours + ":00" + clock[len(hours):]
	}
	return clock
}
