// Pages that are linked by their headers.

package paging

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/reference"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// ByLink returns the items of pages each of which links the next one in its header, by a relation such as next (RFC
// 8288). request returns the request for the first page. The other requests differ from it in path and query. The
// sequence ends when there is no link. A link out of the service is an error, and so is one that comes again.
func ByLink[T any](f Function, e *transport.Endpoint, relation string, request func() *transport.Call,
	get func(*transport.Call) (items []T, more bool, err error)) iter.Seq2[*T, error] {
	return all(func() func() ([]T, bool, error) {
		var known loop
		var next string // the URL of the next page
		return func() ([]T, bool, error) {
			call := request()
			if next != "" {
				path, query, err := reference.ResolveFrom(e, call.Path, next)
				if err != nil {
					return nil, false, f.fault(fmt.Errorf("the link to the next page: %w", err))
				}
				call.Path, call.Query = path, query
			}
			link := ""
			call.OnHeader = func(h http.Header) error {
				link = Target(h.Values("Link"), relation)
				return nil
			}
			items, more, err := get(call)
			if err != nil || !more || link == "" {
				return items, false, err
			}
			if next, err = absolute(e.URL(call), link); err != nil {
				return items, false, f.fault(err)
			}
			if known.repeats(next) {
				return items, false, f.fault(errors.New("the link to the next page is that of an earlier one"))
			}
			return items, true, nil
		}
	})
}

// absolute returns the URL that link means in the response to a request of base.
func absolute(base, link string) (string, error) {
	u, err := url.Parse(base)
	if err == nil {
		u, err = u.Parse(link)
	}
	if err != nil {
		return "", errors.New("the link to the next page is not a valid URL")
	}
	return u.String(), nil
}

// Target returns the target of the first link in fields, the lines of a Link header, that has the relation (RFC 8288,
// section 3); "" if there is none. Links from another resource, which have an anchor, are ignored.
func Target(fields []string, relation string) string {
	for _, rest := range fields {
		for rest != "" {
			var target, parameters string
			_, rest, _ = strings.Cut(rest, "<")
			target, rest, _ = strings.Cut(rest, ">")
			parameters, rest = httpfield.Cut(rest, ',')
			if relatesAs(parameters, relation) {
				return strings.TrimSpace(target)
			}
		}
	}
	return ""
}

// relatesAs reports whether the parameters of a link state the relation. Only the first rel counts.
func relatesAs(parameters, relation string) bool {
	relations, hasAnchor := "", false
	for parameters != "" {
		var parameter string
		parameter, parameters = httpfield.Cut(parameters, ';')
		name, value, _ := strings.Cut(parameter, "=")
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, "anchor"):
			hasAnchor = true
		case strings.EqualFold(name, "rel") && relations == "":
			relations = httpfield.Unquote(strings.TrimSpace(value))
		}
	}
	return !hasAnchor && slices.ContainsFunc(strings.Fields(relations), func(r string) bool {
		return strings.EqualFold(r, relation)
	})
}
