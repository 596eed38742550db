// Decimals: xs:decimal and xs:integer of any size, kept in their lexical form.

package scalar

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// ValidDecimal reports whether s is in the lexical space of xs:decimal (XSD Part 2, section 3.2.3): an optional sign
// and digits with at most one point among, before or after them.
func ValidDecimal(s string) bool {
	whole, fraction, _ := strings.Cut(unsigned(s), ".")
	return whole+fraction != "" && IsDigits(whole) && IsDigits(fraction)
}

// IsInteger reports whether s is in the lexical space of xs:integer (XSD Part 2, section 3.3.13): an optional sign
// and digits.
func IsInteger(s string) bool {
	digits := unsigned(s)
	return digits != "" && IsDigits(digits)
}

// ParseDecimal returns s, or an error if it is not an xs:decimal (see [ValidDecimal]).
func ParseDecimal(s string) (string, error) {
	if !ValidDecimal(s) {
		return "", errors.New(wire.Quote(s) + " is not a decimal number")
	}
	return s, nil
}

// ParseInteger returns s, or an error if it is not an xs:integer.
func ParseInteger(s string) (string, error) {
	if !IsInteger(s) {
		return "", errors.New(wire.Quote(s) + " is not an integer")
	}
	return s, nil
}

// AppendDecimal appends the decimal s to b. An invalid one is refused.
func AppendDecimal(b []byte, s string) []byte {
	if !ValidDecimal(s) {
		return wire.Refuse(b, "the value is not a decimal number (xs:decimal)")
	}
	return append(b, s...)
}

// CompareDecimal returns -1, 0 or +1 as the decimal a is less than, equal to or greater than b. Both must be valid.
func CompareDecimal(a, b string) int {
	wholeA, fractionA := significantDigits(a)
	wholeB, fractionB := significantDigits(b)
	negativeA := a != "" && a[0] == '-' && wholeA+fractionA != ""
	negativeB := b != "" && b[0] == '-' && wholeB+fractionB != ""
	switch {
	case negativeA && !negativeB:
		return -1
	case negativeB && !negativeA:
		return 1
	}
	order := len(wholeA) - len(wholeB)
	if order == 0 {
		order = strings.Compare(wholeA, wholeB)
	}
	if order == 0 {
		order = strings.Compare(fractionA, fractionB)
	}
	if negativeA {
		order = -order
	}
	return max(-1, min(order, 1))
}

// DecimalDigits returns the number of digits of the decimal s in total and after the point, for the facets totalDigits
// and fractionDigits (XSD Part 2, sections 4.3.11 and 4.3.12). Leading and trailing zeros do not count, those between
// the point and the first digit do.
func DecimalDigits(s string) (total, fraction int) {
	w, f := significantDigits(s)
	return len(w) + len(f), len(f)
}

// significantDigits returns the digits of s before the point without leading zeros, and those after it without trailing
// zeros.
func significantDigits(s string) (whole, fraction string) {
	whole, fraction, _ = strings.Cut(unsigned(s), ".")
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}

// unsigned returns s without its sign.
func unsigned(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func IsDigits(s string) bool {
	for i := range len(s) {
		if !IsDigit(s[i]) {
			return false
		}
	}
	return true
}

func IsDigit(c byte) bool { return '0' <= c && c <= '9' }
