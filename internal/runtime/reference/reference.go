// References of the service to its own resources, and nothing beyond them.

package reference

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Resolve gives the path below the endpoint, escaped and as Call.Path takes it, and the query that ref means: an
// absolute URL, the path of one, or a path below the endpoint, with or without a slash before it, as the paths of
// MultiCall parts are written. It is an error for ref to lead anywhere else, or to be written so that a server could
// take it to. A fragment is not sent and therefore ignored.
func Resolve(e *transport.Endpoint, ref string) (path string, query url.Values, err error) {
	path, query, err = resolve(e, ref)
	if err != nil {
		return "", nil, fmt.Errorf("reference %.100s: %w", withoutSecrets(ref), err)
	}
	return path, query, nil
}

func resolve(e *transport.Endpoint, ref string) (path string, query url.Values, err error) {
	root := e.BaseURL()
	base := strings.TrimRight(root.EscapedPath(), "/")
	u, err := url.Parse(ref)
	switch {
	case ref == "":
		return "", nil, errors.New("is empty")
	case err != nil || strings.ContainsAny(ref, "\\ ") || strings.ContainsFunc(ref, httpfield.IsControl):
		return "", nil, errors.New("is not a valid URL")
	case u.User != nil || strings.HasPrefix(ref, "//") || u.Scheme != "" && !transport.SameOrigin(u, root):
		return "", nil, fmt.Errorf("is not at %s://%s", root.Scheme, root.Host)
	}
	path = u.EscapedPath()
	below, ok := strings.CutPrefix(path, base)
	if !ok || below != "" && !strings.HasPrefix(below, "/") {
		if u.Scheme != "" {
			return "", nil, fmt.Errorf("is not below %s/", base)
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
	for name, values := range root.Query() {
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
