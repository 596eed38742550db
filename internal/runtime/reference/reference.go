// Package reference resolves references of a service to its own resources.
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

// Resolve returns the path and the query of ref. The path is escaped and below the endpoint, as in Call.Path. ref is an
// absolute URL, the path of one, or a path below the endpoint, with or without a leading slash, as in the parts of a
// MultiCall. Resolve returns an error if ref leads anywhere else, or if a server could take it to lead there. A
// fragment is ignored.
func Resolve(e *transport.Endpoint, ref string) (path string, query url.Values, err error) {
	return ResolveFrom(e, "", ref)
}

// ResolveFrom is Resolve for a reference in the response to a request of the path own. It may lead to own again, such as
// with another query, whatever own is: the service has received that path already.
func ResolveFrom(e *transport.Endpoint, own, ref string) (path string, query url.Values, err error) {
	path, query, err = resolve(e, own, ref)
	if err != nil {
		return "", nil, fmt.Errorf("reference %.100s: %w", withoutSecrets(ref), err)
	}
	return path, query, nil
}

func resolve(e *transport.Endpoint, own, ref string) (path string, query url.Values, err error) {
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
		if err := checkSegment(segment); err != nil && below != own {
			return "", nil, err
		}
	}
	if query, err = url.ParseQuery(u.RawQuery); err != nil {
		return "", nil, errors.New("has a malformed query")
	}
	for name, values := range root.Query() {
		if slices.Equal(query[name], values) { // the endpoint's own, which is part of every call
			query.Del(name)
		}
	}
	return below, query, nil
}

// checkSegment returns an error for a segment that servers interpret in different ways: a dot segment, or one with an
// escape that may make it one.
func checkSegment(segment string) error {
	if segment == "." || segment == ".." {
		return errors.New("has a dot segment")
	}
	lower := strings.ToLower(segment)
	for _, unclear := range []struct{ escape, what string }{
		{"%2e", "dot"}, {"%2f", "slash"}, {"%5c", "backslash"}, {"%25", "percent sign"}, {"%0", "control character"},
	} {
		if strings.Contains(lower, unclear.escape) {
			return fmt.Errorf("has an escaped %s", unclear.what)
		}
	}
	return nil
}

// withoutSecrets returns rawURL without user info, query and fragment, for an error. An invalid URL is not shown.
func withoutSecrets(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil || rawURL == "" {
		return `""`
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
