// Lexical forms: the ways to write one value, of which a pattern facet may require one (XSD Part 2, sections 2.3 and
// 4.3.4). The first form is the default.

package scalar

import (
	"encoding/hex"
	"iter"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// AppendForm appends the first of forms that matches all patterns to b, or the default if none does: validation reports
// that. A value without a form is refused (see [wire.Refuse]).
func AppendForm(b []byte, forms iter.Seq[string], patterns ...*regexp.Regexp) []byte {
	for form := range forms {
		if MatchesAll(form, patterns) {
			return append(b, form...)
		}
	}
	for first := range forms {
		return append(b, first...)
	}
	return wire.Refuse(b, "the value is not set or not valid")
}

// MatchesAll reports whether form matches all patterns.
func MatchesAll(form string, patterns []*regexp.Regexp) bool {
	return !slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return !p.MatchString(form) })
}

// BoolForms returns the forms of an xs:boolean.
func BoolForms(v bool) iter.Seq[string] {
	if v {
		return slices.Values([]string{"true", "1"})
	}
	return slices.Values([]string{"false", "0"})
}

// maxPadding is the largest number of zeros that are tried before a number or after its point.
const maxPadding = 20

// IntForms returns the forms of an xs:long or a type derived from it: with leading zeros, and with a plus sign.
func IntForms(v int64) iter.Seq[string] {
	if v < 0 {
		return integerForms("-", strconv.FormatInt(v, 10)[1:])
	}
	return integerForms("", strconv.FormatInt(v, 10))
}

// UintForms is IntForms for an xs:unsignedLong or a type derived from it.
func UintForms(v uint64) iter.Seq[string] { return integerForms("", strconv.FormatUint(v, 10)) }

func integerForms(sign, digits string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range maxPadding {
			if !yield(sign + strings.Repeat("0", n) + digits) {
				return
			}
		}
		if sign == "" {
			yield("+" + digits)
		}
	}
}

// Float32Forms returns the forms of an xs:float: the one of [AppendFloat32], without exponent, with trailing zeros, and
// with the exponent of XSD's canonical form.
func Float32Forms(v float32) iter.Seq[string] { return floatForms(float64(v), 32) }

// Float64Forms is Float32Forms for an xs:double.
func Float64Forms(v float64) iter.Seq[string] { return floatForms(v, 64) }

func floatForms(v float64, bits int) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(string(appendFloat(nil, v, bits))) || math.IsInf(v, 0) || math.IsNaN(v) {
			return
		}
		plain := strconv.FormatFloat(v, 'f', -1, bits)
		if !yield(plain) {
			return
		}
		if !strings.Contains(plain, ".") {
			plain += "."
		}
		for n := 1; n < maxPadding; n++ {
			if !yield(plain + strings.Repeat("0", n)) {
				return
			}
		}
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'E', -1, bits), "E")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		power, _ := strconv.Atoi(exponent)
		yield(mantissa + "E" + strconv.Itoa(power))
	}
}

// DateForms returns the forms of an xs:date, which differ in how they write UTC; none if d is invalid.
func DateForms(d Date) iter.Seq[string] {
	day := Date{d.Year, d.Month, d.Day, 0}
	return zonedForms(d.valid(), d.Zone, day.String, 1)
}

// DateTimeForms returns the forms of an xs:dateTime: with trailing zeros in the fraction, and those of [DateForms].
func DateTimeForms(d DateTime) iter.Seq[string] {
	local := d
	local.Zone = 0
	return zonedForms(d.valid(), d.Zone, local.String, maxPadding)
}

// TimeForms is DateTimeForms for an xs:time.
func TimeForms(t TimeOfDay) iter.Seq[string] {
	local := t
	local.Zone = 0
	return zonedForms(t.valid(), t.Zone, local.String, maxPadding)
}

// zonedForms returns the forms of a value that is text without its offset, with fewer than zeros trailing zeros; none
// if it is invalid.
func zonedForms(valid bool, zone Zone, text func() string, zeros int) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !valid {
			return
		}
		form := text()
		for range zeros {
			for _, offset := range zoneForms(zone) {
				if !yield(form + offset) {
					return
				}
			}
			if !strings.Contains(form, ".") {
				form += "."
			}
			form += "0"
		}
	}
}

// zoneForms returns the ways to write an offset.
func zoneForms(zone Zone) []string {
	if offset, ok := zone.minutes(); ok && offset == 0 {
		return []string{"Z", "+00:00", "-00:00"}
	}
	return []string{zone.String()}
}

// HexForms returns the forms of an xs:hexBinary: in upper case and in lower case.
func HexForms(v []byte) iter.Seq[string] {
	return slices.Values([]string{string(AppendHex(nil, v)), hex.EncodeToString(v)})
}

// Base64Forms returns the form of an xs:base64Binary without white space.
func Base64Forms(v []byte) iter.Seq[string] {
	return slices.Values([]string{string(AppendBase64(nil, v))})
}
