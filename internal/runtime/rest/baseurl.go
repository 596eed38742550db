// The base URL of a service, expanded from a template.

package rest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// ExpandURL replaces every {name} in template by its value, escaped for the path or the query. pairs alternate names
// and values. A value that is used must not be empty or a dot segment, and each name in template must be in pairs.
func ExpandURL(template string, pairs ...string) (string, error) {
	path, query, hasQuery := strings.Cut(template, "?")
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := "{"+pairs[i]+"}", pairs[i+1]
		if !strings.Contains(template, name) {
			continue
		}
		var c transport.Call
		segment := c.Segment(pairs[i], value)
		if c.Err != nil {
			return "", fmt.Errorf("base URL: %w", c.Err)
		}
		path = strings.ReplaceAll(path, name, segment)
		query = strings.ReplaceAll(query, name, url.QueryEscape(value))
	}
	expanded := path
	if hasQuery {
		expanded += "?" + query
	}
	if i := strings.IndexAny(expanded, "{}"); i >= 0 {
		return "", fmt.Errorf("base URL: %.60s is not a parameter", expanded[i:])
	}
	if _, err := url.Parse(expanded); err != nil {
		return "", fmt.Errorf("base URL: not a valid URL")
	}
	return expanded, nil
}
