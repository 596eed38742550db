// References of the service to its own resources, and nothing beyond them.

package runtime

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Resolve gives the path below the endpoint, escaped and as Call.Path takes it, and the query that ref means: an
// absolute URL, the path of one, or a path below the endpoint, with or without a slash before it, as the paths of
// MultiCall parts are written. It is an error for ref to lead anywhere else, or to be written so that a server could
// take it to. A fragment is not sent and therefore ignored.
func (e *Endpoint) Resolve(ref string) (path string, query url.Values, err error) {
	path, query, err = e.resolve(ref)
	if err != nil {
		return "", nil, fmt.Errorf("reference %.100s: %w", withoutSecrets(ref), err)
	}
	return path, query, nil
}

func (e *Endpoint) resolve(ref string) (path string, query url.Values, err error) {
	u, err := url.Parse(ref)
	switch {
	case ref == "":
		return "", nil, errors.New("is empty")
	case err != nil || strings.ContainsAny(ref, "\\ ") || strings.ContainsFunc(ref, isControl):
		return "", nil, errors.New("is not a valid URL")
	case u.User != nil || strings.HasPrefix(ref, "//") || u.Scheme != "" && !sameOrigin(u, e.root):
		return "", nil, fmt.Errorf("is not at %s://%s", e.root.Scheme, e.root.Host)
	}
	path = u.EscapedPath()
	below, ok := strings.CutPrefix(path, e.base)
	if !ok || below != "" && !strings.HasPrefix(below, "/") {
		if u.Scheme != "" {
			return "", nil, fmt.Errorf("is not below %s/", e.base)
		}
		below = "/" + strings.TrimPrefix(path, "/")
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(below, "/"), "/") {
		if err := checkSegment(segment); err != nil {
			return "", nil, err
		}
	}
	if query, err = url.ParseQuery(u.RawQuery); err != nil {
		return "", nil, errors.New("has a malformed query")
	}
	for name, values := range e.root.Query() {
		if slices.Equal(query[name], values) { // the endpoint's own, which every call has
			query.Del(name)
		}
	}
	return below, query, nil
}

// checkSegment refuses a segment that servers understand in different ways: one that climbs, or hides behind an escape
// what would make it climb.
func checkSegment(segment string) error {
	if segment == "." || segment == ".." {
		return errors.New("has a dot segment")
	}
	lower := strings.ToLower(segment)
	for _, hidden := range []struct{ escape, what string }{
		{"%2e", "dot"}, {"%2f", "slash"}, {"%5c", "backslash"}, {"%25", "percent sign"}, {"%0", "control character"},
	} {
		if strings.Contains(lower, hidden.escape) {
			return fmt.Errorf("has an escaped %s", hidden.what)
		}
	}
	return nil
}

// withoutSecrets is a URL for an error: without user info, query and fragment. What is no URL is not shown.
func withoutSecrets(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil || rawURL == "" {
		return `""`
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// longestWord is how long a segment of a redirect's path may be that an error shows.
const longestWord = 16

// redirectTarget is the URL of a redirect for an error: its origin, and of its path the words, such as /login. Any other
// segment may be a secret that the service made up for this redirect, and is shown as "…".
func redirectTarget(location string) string {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return `""`
	}
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		if len(segment) > longestWord || strings.Trim(segment, letters+"-_.") != "" {
			segments[i] = "…"
		}
	}
	origin := url.URL{Scheme: u.Scheme, Host: u.Host}
	return origin.String() + strings.Join(segments, "/")
}

// PrintableURL returns rawURL, or a template of one, as it may be printed: without a user name and password, and without
// its query and fragment, which may hold a key.
func PrintableURL(rawURL string) string {
	if end := strings.IndexAny(rawURL, "?#"); end >= 0 {
		rawURL = rawURL[:end+1] + redacted
	}
	scheme, rest, _ := strings.Cut(rawURL, "//")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rawURL = scheme + "//" + redacted + rest[at:]
	}
	return rawURL
}
