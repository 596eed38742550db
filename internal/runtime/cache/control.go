// The header fields that limit the use of a stored response, parsed as strictly as RFC 9111 and RFC 9110 say: a
// malformed field never makes a response fresh.

package cache

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// maxDeltaSeconds is the largest number of seconds; larger ones count as this (RFC 9111, section 1.2.2).
const maxDeltaSeconds = 1 << 31

// maxDelta is maxDeltaSeconds as a duration. Durations from header fields are at most this, so sums cannot overflow.
const maxDelta = maxDeltaSeconds * time.Second

// cacheDirectives are the directives of Cache-Control in a response that matter to a private cache (RFC 9111, section
// 5.2.2). Those that forbid stale responses are left out: this cache never uses one.
type cacheDirectives struct {
	noStore, noCache, mustUnderstand, public, private, hasMaxAge bool

	maxAge time.Duration
}

// parseCacheControl parses the Cache-Control fields of a response. It ignores case and unknown directives. no-cache and
// private count as a whole, even if they name single fields. A max-age that is malformed, or present twice with
// different values, counts as zero (RFC 9111, section 4.2.1).
func parseCacheControl(h http.Header) cacheDirectives {
	var d cacheDirectives
	for _, list := range h.Values("Cache-Control") {
		for list != "" {
			var directive string
			directive, list = httpfield.Cut(list, ',')
			name, value, _ := strings.Cut(directive, "=")
			switch strings.ToLower(name) {
			case "no-store":
				d.noStore = true
			case "no-cache":
				d.noCache = true
			case "must-understand":
				d.mustUnderstand = true
			case "public":
				d.public = true
			case "private":
				d.private = true
			case "max-age":
				age := parseDeltaSeconds(httpfield.Unquote(value))
				if d.hasMaxAge && age != d.maxAge {
					age = 0
				}
				d.maxAge, d.hasMaxAge = age, true
			}
		}
	}
	return d
}

// forbidStoring reports whether a response with the status must not be stored. must-understand overrides no-store for a
// status that this cache understands (RFC 9111, section 5.2.2.3).
func (d cacheDirectives) forbidStoring(status int) bool {
	understood := http.StatusText(status) != ""
	if d.mustUnderstand {
		return !understood
	}
	return d.noStore
}

// parseDeltaSeconds parses a non-negative number of seconds. One that is too large counts as maxDelta, a malformed one
// as zero.
func parseDeltaSeconds(s string) time.Duration {
	n, _ := strconv.ParseUint(s, 10, 64) // zero if malformed, the largest if out of range
	return time.Duration(min(n, maxDeltaSeconds)) * time.Second
}

// parseHTTPDate parses a date in one of the three forms of RFC 9110, section 5.6.7. It refuses anything else, such as
// an hour of one digit, except a wrong day of the week and another case of letters (RFC 9111, section 4.2). now
// determines the century of a year of two digits.
func parseHTTPDate(s string, now time.Time) (t time.Time, ok bool) {
	if zone := len(s) - len("GMT"); zone > 0 && strings.EqualFold(s[zone:], "GMT") {
		s = s[:zone] + "GMT"
	}
	const rfc850 = "Monday, 02-Jan-06 15:04:05 GMT"
	for _, layout := range [...]string{http.TimeFormat, rfc850, time.ANSIC} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if layout == rfc850 {
			for t.Before(now.AddDate(-50, 0, 0)) {
				t = t.AddDate(100, 0, 0)
			}
			for t.After(now.AddDate(50, 0, 0)) {
				t = t.AddDate(-100, 0, 0)
			}
		}
		_, stated, _ := strings.Cut(s, " ")
		_, formatted, _ := strings.Cut(t.Format(layout), " ")
		return t, strings.EqualFold(stated, formatted)
	}
	return time.Time{}, false
}

// freshnessLifetime returns how long a response of the given date may be used: max-age, or else Expires minus Date.
// There is no heuristic: a response without either, or with an invalid Expires, is never fresh (RFC 9111, sections
// 4.2.1 and 5.3).
func freshnessLifetime(h http.Header, d cacheDirectives, date time.Time) time.Duration {
	if d.hasMaxAge {
		return d.maxAge
	}
	if values := h.Values("Expires"); len(values) == 1 {
		if expires, ok := parseHTTPDate(values[0], date); ok {
			return expires.Sub(date)
		}
	}
	return 0
}

// correctedInitialAge returns the age of a response of the given date when it was received (RFC 9111, section 4.2.3).
// The first of several Age values counts; a malformed one is ignored (section 5.1).
func correctedInitialAge(h http.Header, date, requested, received time.Time) time.Duration {
	first, _, _ := strings.Cut(h.Get("Age"), ",")
	age := parseDeltaSeconds(strings.Trim(first, " \t"))
	return min(max(received.Sub(date), age+received.Sub(requested), 0), maxDelta)
}

// selectingFields returns the names of the request fields in the Vary of a response. ok is false if "*" is among them,
// so that no request ever matches (RFC 9111, section 4.1).
func selectingFields(h http.Header) (names []string, ok bool) {
	for _, list := range h.Values("Vary") {
		for name := range strings.SplitSeq(list, ",") {
			switch name = strings.Trim(name, " \t"); name {
			case "":
			case "*":
				return nil, false
			default:
				names = append(names, http.CanonicalHeaderKey(name))
			}
		}
	}
	return names, true
}
