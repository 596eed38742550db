// REST services: which function a request calls.

package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// route is how the path of an operation is recognized.
type route struct {
	op         *schema.RESTOperation
	path       *regexp.Regexp      // of the canonical path below the contract, with a group for each parameter
	parameters []*schema.Parameter // of the groups
	literal    int                 // how long the path is without its parameters
	example    func() string       // the body of the response in the example of op
	headers    func() []string     // the lines of its header, after the status
}

// restCall is a call of an operation.
type restCall struct {
	*route
	contract *kernel.Contract
	request  *Request
	path     string         // canonical, without a slash at its end
	values   map[string]any // the parameters as JSON, by their names in the contract
	upload   *file          // the body, or a file in it; nil for none
}

// file is a stream of bytes.
type file struct {
	content     []byte
	contentType string
}

// basePath returns the path of the base URL, with its parameters in braces.
func (service *service) basePath() string {
	_, rest, _ := strings.Cut(schema.URLTemplate(service.contract.API.REST.BaseURL), "://")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return strings.TrimSuffix(rest[i:], "/")
	}
	return ""
}

// parameterInBraces matches a parameter of a template.
var parameterInBraces = regexp.MustCompile(`\{[^{}]*\}`)

// pattern returns a regular expression for the canonical paths of a template, in which parameters are groups. literal is
// how long the template is without its parameters.
func pattern(template string) (re *regexp.Regexp, literal int) {
	var b strings.Builder
	b.WriteString("^")
	for i, text := range parameterInBraces.Split(strings.TrimSuffix(template, "/"), -1) {
		if i > 0 {
			b.WriteString("([^/]+?)")
		}
		b.WriteString(regexp.QuoteMeta(canonical(text)))
		literal += len(text)
	}
	return regexp.MustCompile(b.String() + "/?$"), literal
}

// canonical returns an escaped path in the only spelling that [url.PathEscape] has for it.
func canonical(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if text, err := url.PathUnescape(segment); err == nil {
			segments[i] = url.PathEscape(text)
		}
	}
	return strings.Join(segments, "/")
}

// routes returns the routes of the service, the most specific first: those with the longest literal text.
func (service *service) routes() []route {
	service.routed.Do(func() {
		rest := service.contract.API.REST
		base := service.basePath()
		for _, op := range rest.Operations {
			r := route{op: op}
			r.path, r.literal = pattern(base + schema.URLTemplate(op.Path))
			for _, name := range parameterInBraces.FindAllString(base, -1) {
				i := slices.IndexFunc(rest.Parameters, func(p *schema.Parameter) bool { return "{"+p.Wire+"}" == name })
				r.parameters = append(r.parameters, rest.Parameters[i])
			}
			for _, part := range op.Path {
				if part.Parameter != nil {
					r.parameters = append(r.parameters, part.Parameter)
				}
			}
			shown := sync.OnceValue(func() *example.Message { return example.REST(service.contract.API, op).Response })
			r.example = func() string { return shown().Body }
			r.headers = func() []string { return shown().Head[1:] }
			service.routeList = append(service.routeList, r)
		}
		slices.SortStableFunc(service.routeList, func(a, b route) int { return b.literal - a.literal })
		service.base, _ = pattern(base)
	})
	return service.routeList
}

// rest returns the response to r, a request to a REST service.
func (s *Sandbox) rest(service *service, r *Request) *response {
	service.routes()
	path, _, _ := strings.Cut(r.Path, "?")
	path = canonical(path)
	media, parameters := mediaType(r.Header)
	isMultiCall := r.Method == http.MethodPost && strings.HasPrefix(media, "multipart/") &&
		service.contract.API.REST.MultiCall && service.base.MatchString(path)
	switch {
	case isMultiCall && r.isPart:
		r.addViolation("a MultiCall cannot be a part of another one")
		return service.refusal(nil, r, http.StatusBadRequest)
	case isMultiCall:
		return s.multiCall(service, r, parameters["boundary"])
	case service.isPicture(path) && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		if schemes := service.schemes(); len(schemes) > 0 {
			if refused := s.authenticate(r, schemes...); refused != nil {
				return refused
			}
		}
		return validated(newResponse(http.StatusOK, "image/png", picture()), r.Header, unchanged, false)
	}
	route, allowed := service.find(path, r.Method)
	switch {
	case route != nil:
		r.Operation = route.op.Wire
		return s.call(service, route, r, path)
	case len(allowed) == 0:
		r.addViolation("no function has this path")
		return service.refusal(nil, r, http.StatusNotFound)
	}
	list := strings.Join(allowed, ", ")
	refused := newResponse(http.StatusNoContent, "", nil)
	if r.Method != http.MethodOptions { // RFC 9110, section 9.3.7
		r.addViolation("the path has no function with this method: it has %s", list)
		refused = service.refusal(nil, r, http.StatusMethodNotAllowed)
	}
	refused.header.Set("Allow", list)
	return refused
}

// find returns the route of a request; nil for none. allowed are the methods that its path has. A function with the method
// GET has HEAD too (RFC 9110, section 9.3.2).
func (service *service) find(path, method string) (found *route, allowed []string) {
	for i := range service.routeList {
		route := &service.routeList[i]
		if !route.path.MatchString(path) {
			continue
		}
		has := route.op.Method
		if found == nil && has == method {
			found = route
		}
		if allowed = append(allowed, has); has == http.MethodGet {
			allowed = append(allowed, http.MethodHead)
		}
	}
	if found == nil && method == http.MethodHead && slices.Contains(allowed, http.MethodGet) {
		found, _ = service.find(path, http.MethodGet)
	}
	slices.Sort(allowed)
	return found, slices.Compact(allowed)
}

// call returns the response to r, a call of a route's operation.
func (s *Sandbox) call(service *service, route *route, r *Request, path string) *response {
	if kinds := kindsOf(route.op.Auth); len(kinds) > 0 {
		if refused := s.authenticate(r, kinds...); refused != nil {
			return refused
		}
	}
	call := service.readCall(route, r, path)
	return s.respond(r, func() *response {
		if len(r.Violations) > 0 {
			return service.refusal(route.op, r, http.StatusBadRequest)
		}
		return service.execute(call)
	})
}

// kindsOf returns the kinds of a's schemes; none if a call needs no credentials, or has an API key, which the sandbox does
// not check.
func kindsOf(a schema.Alternatives) (kinds []string) {
	if a.Optional {
		return nil
	}
	for _, scheme := range a.Schemes {
		if scheme.Kind == schema.APIKey {
			return nil
		}
		kinds = append(kinds, string(scheme.Kind))
	}
	return kinds
}

// schemes returns the kinds of all schemes of the service.
func (service *service) schemes() (kinds []string) {
	for _, scheme := range service.contract.API.REST.Schemes {
		kinds = append(kinds, string(scheme.Kind))
	}
	return kinds
}
