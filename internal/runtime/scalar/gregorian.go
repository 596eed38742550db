// Parts of dates, xs:gYear to xs:gDay: their lexical forms and their order.

package scalar

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// calendarPart is a kind of part: the hyphens before it, and the texts before and after it that make it the first date
// in which it occurs. Months are those of a leap year.
type calendarPart struct{ hyphens, before, after string }

var (
	gYear      = calendarPart{"", "", "-01-01"}
	gYearMonth = calendarPart{"", "", "-01"}
	gMonth     = calendarPart{"--", "2000-", "-01"}
	gMonthDay  = calendarPart{"--", "2000-", ""}
	gDay       = calendarPart{"---", "2000-01-", ""}
)

// date returns the first date of the part s, and whether s is valid. It may have an offset.
func (p calendarPart) date(s string) (Date, bool) {
	part, ok := strings.CutPrefix(s, p.hyphens)
	zone := len(part)
	switch {
	case strings.HasSuffix(part, "Z"):
		zone -= len("Z")
	case len(part) > 6 && part[len(part)-3] == ':':
		zone -= len("+00:00")
	}
	date, err := ParseDate(p.before + part[:zone] + p.after + part[zone:])
	return date, ok && err == nil
}

func (p calendarPart) valid(s string) bool {
	_, ok := p.date(s)
	return ok
}

// compare compares the first dates of two parts as CompareDate does. ok is also false if one is invalid.
func (p calendarPart) compare(a, b string) (order int, ok bool) {
	dateA, okA := p.date(a)
	dateB, okB := p.date(b)
	order, ok = CompareDate(dateA, dateB)
	return order, ok && okA && okB
}

// ValidGYear reports whether s is an xs:gYear (XSD Part 2, section 3.2.11), such as 2026 or 2026+01:00.
func ValidGYear(s string) bool { return gYear.valid(s) }

// ValidGYearMonth reports whether s is an xs:gYearMonth (XSD Part 2, section 3.2.10), such as 2026-12.
func ValidGYearMonth(s string) bool { return gYearMonth.valid(s) }

// ValidGMonth reports whether s is an xs:gMonth (XSD Part 2, section 3.2.14), such as --12.
func ValidGMonth(s string) bool { return gMonth.valid(s) }

// ValidGMonthDay reports whether s is an xs:gMonthDay (XSD Part 2, section 3.2.12), such as --12-31.
func ValidGMonthDay(s string) bool { return gMonthDay.valid(s) }

// ValidGDay reports whether s is an xs:gDay (XSD Part 2, section 3.2.13), such as ---31.
func ValidGDay(s string) bool { return gDay.valid(s) }

// CompareGYear compares the first days of two xs:gYear as [CompareDate] does. ok is also false if one is invalid.
func CompareGYear(a, b string) (order int, ok bool) { return gYear.compare(a, b) }

// CompareGYearMonth is [CompareGYear] for xs:gYearMonth.
func CompareGYearMonth(a, b string) (order int, ok bool) { return gYearMonth.compare(a, b) }

// CompareGMonth is [CompareGYear] for two xs:gMonth of one year.
func CompareGMonth(a, b string) (order int, ok bool) { return gMonth.compare(a, b) }

// CompareGMonthDay is [CompareGYear] for two xs:gMonthDay of one year.
func CompareGMonthDay(a, b string) (order int, ok bool) { return gMonthDay.compare(a, b) }

// CompareGDay is [CompareGYear] for two xs:gDay of one month.
func CompareGDay(a, b string) (order int, ok bool) { return gDay.compare(a, b) }

// ParseGYear returns s, or an error if it is not an xs:gYear (see [ValidGYear]).
func ParseGYear(s string) (string, error) { return parseValid(s, ValidGYear, "a year (YYYY)") }

// ParseGYearMonth returns s, or an error if it is not an xs:gYearMonth (see [ValidGYearMonth]).
func ParseGYearMonth(s string) (string, error) {
	return parseValid(s, ValidGYearMonth, "a month of a year (YYYY-MM)")
}

// ParseGMonth returns s, or an error if it is not an xs:gMonth (see [ValidGMonth]).
func ParseGMonth(s string) (string, error) { return parseValid(s, ValidGMonth, "a month (--MM)") }

// ParseGMonthDay returns s, or an error if it is not an xs:gMonthDay (see [ValidGMonthDay]).
func ParseGMonthDay(s string) (string, error) {
	return parseValid(s, ValidGMonthDay, "a day of a month (--MM-DD)")
}

// ParseGDay returns s, or an error if it is not an xs:gDay (see [ValidGDay]).
func ParseGDay(s string) (string, error) { return parseValid(s, ValidGDay, "a day (---DD)") }

// parseValid returns s if it is valid, otherwise an error that says what it is not.
func parseValid(s string, valid func(string) bool, what string) (string, error) {
	if !valid(s) {
		return "", errors.New(wire.Quote(s) + " is not " + what)
	}
	return s, nil
}
