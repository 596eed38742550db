// Near misses: invalid texts with an obvious meaning, which some servers write. They are read, as deviations.

package datatype

import (
	"math/big"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/scalar"
)

// maxExponent is the largest exponent of a decimal with one.
const maxExponent = 300

// NearMiss returns the obvious meaning of text, which is not valid for s, in a valid form; "" for none.
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
	case kindOwn:
		return s.plain.NearMiss(text)
	case KindBool:
		if lower := strings.ToLower(text); lower == "true" || lower == "false" {
			return lower
		}
	case kindFloat32, kindFloat64:
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

// plainDecimal returns a number such as 1E-7 without its exponent; "" if text is not one.
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

// nearDateTime returns a date and time with a space instead of the T, or with a near miss of a time of day, as an
// xs:dateTime; "" if text is not one.
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

// nearClock returns a time of day without seconds, or with an offset without a colon, as an xs:time. The result for
// other texts is undefined.
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
