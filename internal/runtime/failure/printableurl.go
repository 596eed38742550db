// URLs as errors and logs show them.

package failure

import (
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
)

// longestWord is the length of the longest path segment that the error of a redirect shows.
const longestWord = 16

// RedirectTarget returns the URL of a redirect for an error: its origin, and the words of its path, such as /login. Any
// other segment may be a secret that the service made for this redirect, and is shown as "…".
func RedirectTarget(location string) string {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return `""`
	}
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		if len(segment) > longestWord || strings.Trim(segment, httpfield.Letters+"-_.") != "" {
			segments[i] = "…"
		}
	}
	origin := url.URL{Scheme: u.Scheme, Host: u.Host}
	return origin.String() + strings.Join(segments, "/")
}

// PrintableURL returns rawURL, or the template of a URL, without user name and password, and without query and
// fragment, which may contain a key.
func PrintableURL(rawURL string) string {
	if end := strings.IndexAny(rawURL, "?#"); end >= 0 {
		rawURL = rawURL[:end+1] + Redacted
	}
	scheme, rest, _ := strings.Cut(rawURL, "//")
	if atSign := strings.LastIndexByte(rest, '@'); atSign >= 0 {
		rawURL = scheme + "//" + Redacted + rest[atSign:]
	}
	return rawURL
}
