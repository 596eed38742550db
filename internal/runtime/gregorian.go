// Parts of dates, xs:gYear to xs:gDay, and whether a text is one.

package runtime

import (
	"errors"
	"strings"
)

// ValidGYear reports whether s is an xs:gYear (XSD Part 2, section 3.2.11), such as 2026 or 2026+01:00.
func ValidGYear(s string) bool { return completes(s, "", "", "-01-01") }

// ValidGYearMonth reports whether s is an xs:gYearMonth (XSD Part 2, section 3.2.10), such as 2026-12.
func ValidGYearMonth(s string) bool { return completes(s, "", "", "-01") }

// ValidGMonth reports whether s is an xs:gMonth (XSD Part 2, section 3.2.14), such as --12.
func ValidGMonth(s string) bool { return completes(s, "--", "2000-", "-01") }

// ValidGMonthDay reports whether s is an xs:gMonthDay (XSD Part 2, section 3.2.12), such as --12-31.
func ValidGMonthDay(s string) bool { return completes(s, "--", "2000-", "") }

// ValidGDay reports whether s is an xs:gDay (XSD Part 2, section 3.2.13), such as ---31.
func ValidGDay(s string) bool { return completes(s, "---", "2000-01-", "") }

// completes reports whether s without the hyphens it opens with is a date once before and after, the parts it lacks,
// are put around it. An offset may follow.
func completes(s, hyphens, before, after string) bool {
	part, ok := strings.CutPrefix(s, hyphens)
	zone := len(part)
	switch {
	case strings.HasSuffix(part, "Z"):
		zone -= len("Z")
	case len(part) > 6 && part[len(part)-3] == ':':
		zone -= len("+00:00")
	}
	_, err := ParseDate(before + part[:zone] + after + part[zone:])
	return ok && err == nil
}

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
		return "", errors.New(quote(s) + " is not " + what)
	}
	return s, nil
}
