// Parts of dates, xs:gYear to xs:gDay: whether a text is one, and their order.

package scalar

import (
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// calendarPart is a kind of part: the hyphens that it begins with, and what is put before and after it for the first
// date that it occurs in. Months are those of a leap year.
type calendarPart struct{ hyphens, before, after string }

var (
	gYear      = calendarPart{"", "", "-01-01"}
	gYearMonth = calendarPart{"", "", "-01"}
	gMonth     = calendarPart{"--", "2000-", "-01"}
	gMonthDay  = calendarPart{"--", "2000-", ""}
	gDay       = calendarPart{"---", "2000-01-", ""}
)

// date returns the date that s begins, and whether s is such a part. An offset may follow it.
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

// compare compares two parts as CompareDate does the dates that they begin; ok is false where one is no such part.
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

// CompareGYear compares two xs:gYear as [CompareDate] does their first days. ok is also false where one is not valid.
func CompareGYear(a, b string) (order int, ok bool) { return gYear.compare(a, b) }

// CompareGYearMonth compares two xs:gYearMonth as [CompareGYear] does years.
func CompareGYearMonth(a, b string) (order int, ok bool) { return gYearMonth.compare(a, b) }

// CompareGMonth compares two xs:gMonth of one year as [CompareGYear] does years.
func CompareGMonth(a, b string) (order int, ok bool) { return gMonth.compare(a, b) }

// CompareGMonthDay compares two xs:gMonthDay of one year as [CompareGYear] does years.
func CompareGMonthDay(a, b string) (order int, ok bool) { return gMonthDay.compare(a, b) }

// CompareGDay compares two xs:gDay of one month as [CompareGYear] does years.
func CompareGDay(a, b string) (order int, ok bool) { return gDay.compare(a, b) }

// ParseGYear returns s, with an error if it is no xs:gYear (see [ValidGYear]).
func ParseGYear(s string) (string, error) { return checked(s, ValidGYear, "a year (YYYY)") }

// ParseGYearMonth returns s, with an error if it is no xs:gYearMonth (see [ValidGYearMonth]).
func ParseGYearMonth(s string) (string, error) {
	return checked(s, ValidGYearMonth, "a month of a year (YYYY-MM)")
}

// ParseGMonth returns s, with an error if it is no xs:gMonth (see [ValidGMonth]).
func ParseGMonth(s string) (string, error) { return checked(s, ValidGMonth, "a month (--MM)") }

// ParseGMonthDay returns s, with an error if it is no xs:gMonthDay (see [ValidGMonthDay]).
func ParseGMonthDay(s string) (string, error) {
	return checked(s, ValidGMonthDay, "a day of a month (--MM-DD)")
}

// ParseGDay returns s, with an error if it is no xs:gDay (see [ValidGDay]).
func ParseGDay(s string) (string, error) { return checked(s, ValidGDay, "a day (---DD)") }

// checked returns s if it is valid, else an error that says what it is not.
func checked(s string, valid func(string) bool, what string) (string, error) {
	if !valid(s) {
		return "", errors.New(wire.Quote(s) + " is not " + what)
	}
	return s, nil
}
