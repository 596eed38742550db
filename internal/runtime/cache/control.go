// The header fields that govern how long a stored answer may be used, read as strictly as RFC 9111 and RFC 9110 state
// them: what is malformed never makes an answer fresh.

package cache

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// maxDeltaSeconds is what a greater number of seconds counts as (RFC 9111, section 1.2.2).
const maxDeltaSeconds = 1 << 31

// maxDelta is maxDeltaSeconds as a duration. Durations derived from header fields are held below it, so sums cannot
// overflow.
const maxDelta = maxDeltaSeconds * time.Second

// cacheDirectives are the directives of a Cache-Control response field that matter to a private cache (RFC 9111,
// section 5.2.2). Those that forbid the use of a stale answer are not among them: this cache never uses one.
type cacheDirectives struct {
	noStore, noCache, mustUnderstand, public, private, hasMaxAge bool

	maxAge time.Duration
}

// parseCacheControl reads the Cache-Control fields of an answer. Directives are compared without regard to case,
// unknown ones are ignored, and no-cache or private count in full where they name single fields. A max-age that is
// malformed, or given twice with different values, counts as zero (RFC 9111, section 4.2.1).
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

// forbidStoring reports whether an answer of the status must not be stored. must-understand takes the place of
// no-store where the status is one that this cache understands (RFC 9111, section 5.2.2.3).
func (d cacheDirectives) forbidStoring(status int) bool {
	understood := http.StatusText(status) != ""
	if d.mustUnderstand {
		return !understood
	}
	return d.noStore
}

// parseDeltaSeconds reads a non-negative number of seconds. One too great to represent counts as maxDelta. What is no
// number is zero.
func parseDeltaSeconds(s string) time.Duration {
	n, _ := strconv.ParseUint(s, 10, 64) // zero for the one, the greatest for the other
	return time.Duration(min(n, maxDeltaSeconds)) * time.Second
}

// parseHTTPDate reads a date in one of the three forms of RFC 9110, section 5.6.7. What the form does not produce
// itself, such as an hour of one digit, is refused; only the day of the week may be wrong, and the case of letters (RFC
// 9111, section 4.2). now settles the century of a year of two digits.
func parseHTTPDate(s string, now time.Time) (t time.Time, ok bool) {
	if at := len(s) - len("GMT"); at > 0 && strings.EqualFold(s[at:], "GMT") {
		s = s[:at] + "GMT"
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
		_, meant, _ := strings.Cut(t.Format(layout), " ")
		return t, strings.EqualFold(stated, meant)
	}
	return time.Time{}, false
}

// freshnessLifetime says how long an answer of the given date may be used: max-age, or else Expires less Date. There
// is no heuristic: an answer that states neither, or an Expires that is no date, is never fresh (RFC 9111, sections
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

// correctedInitialAge is the age an answer of the given date had when it was received (RFC 9111, section 4.2.3). Of
// several Age values the first counts, and one that is no number counts for nothing (section 5.1).
func correctedInitialAge(h http.Header, date, requested, received time.Time) time.Duration {
	first, _, _ := strings.Cut(h.Get("Age"), ",")
	age := parseDeltaSeconds(strings.Trim(first, " \t"))
	return min(max(received.Sub(date), age+received.Sub(requested), 0), maxDelta)
}

// selectingFields gives the names of the request fields that an answer's Vary nominates. ok is false where a "*" is
// among them, so that no request ever matches (RFC 9111, section 4.1).
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
