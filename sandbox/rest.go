// REST services: requests by method and path, and their parameters.

package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// route is how the path of an operation is recognized.
type route struct {
	op      *schema.RESTOperation
	path    *regexp.Regexp // of the escaped path below the contract
	generic int            // how many parameters the path has
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
var parameterInBraces = regexp.MustCompile(`\\\{[^{}]*\\\}`)

// pattern returns a regular expression for the paths of a template. Parameters become groups.
func pattern(template string) *regexp.Regexp {
	return regexp.MustCompile("^" + parameterInBraces.ReplaceAllLiteralString(regexp.QuoteMeta(template), "([^/]+?)") + "/?$")
}

// routes returns the routes of the service, those with the fewest parameters first.
func (service *service) routes() []route {
	service.routed.Do(func() {
		for _, op := range service.contract.API.REST.Operations {
			template := service.basePath() + schema.URLTemplate(op.Path)
			service.routeList = append(service.routeList, route{op, pattern(template), strings.Count(template, "{")})
		}
		slices.SortStableFunc(service.routeList, func(a, b route) int { return a.generic - b.generic })
		service.base = pattern(service.basePath())
	})
	return service.routeList
}

// rest returns the response to r, a request to a REST service.
func (s *Sandbox) rest(service *service, r *Request) *response {
	routes := service.routes()
	path, query, _ := strings.Cut(r.Path, "?")
	if media, parameters := mediaType(r.Header); r.Method == http.MethodPost && strings.HasPrefix(media, "multipart/") &&
		service.contract.API.REST.MultiCall && service.base.MatchString(path) {
		return s.multiCall(service, r, parameters["boundary"])
	}
	var allowed []string
	for _, route := range routes {
		if !route.path.MatchString(path) {
			continue
		}
		if route.op.Method == r.Method {
			r.Operation = route.op.Wire
			return s.call(service, route.op, r, path, query)
		}
		allowed = append(allowed, route.op.Method)
	}
	if len(allowed) > 0 {
		slices.Sort(allowed)
		list := strings.Join(slices.Compact(allowed), ", ")
		r.addViolation("the path has no function with this method: it has %s", list)
		refused := service.refusal(r, http.StatusMethodNotAllowed)
		refused.header.Set("Allow", list)
		return refused
	}
	r.addViolation("no function has this path")
	return service.refusal(r, http.StatusNotFound)
}

// call returns the response to r, a call of op.
func (s *Sandbox) call(service *service, op *schema.RESTOperation, r *Request, path, query string) *response {
	if kinds := kindsOf(op.Auth); len(kinds) > 0 {
		if refused := s.authenticate(r, kinds...); refused != nil {
			return refused
		}
	}
	service.checkParameters(op, r, query)
	service.checkBody(op, r)
	return s.respond(r, func() *response {
		if len(r.Violations) > 0 {
			return service.refusal(r, http.StatusBadRequest)
		}
		return service.restResponse(op, r, path)
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

// checkParameters adds violations for the parameters in the query and the header.
func (service *service) checkParameters(op *schema.RESTOperation, r *Request, query string) {
	values, err := url.ParseQuery(query)
	if err != nil {
		r.addViolation("the query is malformed: %v", err)
	}
	var names []string
	for _, p := range op.Parameters {
		var given []string
		place := "query parameter " + p.Wire
		switch p.Place {
		case schema.InQuery:
			given = values[p.Wire]
			names = append(names, p.Wire)
		case schema.InHeader:
			place = "header " + service.contract.API.REST.HeaderPrefix + p.Wire
			given = r.Header.Values(service.contract.API.REST.HeaderPrefix + p.Wire)
		default:
			continue
		}
		if len(given) == 0 && p.Required {
			r.addViolation("the %s is missing", place)
		}
		for _, text := range given {
			if p.Comma || p.IsJSON() || !p.Type.Builtin.IsParsed() {
				continue
			}
			if err := p.Type.Builtin.Parse(text); err != nil {
				r.addViolation("the %s is %q: %v", place, text, err)
			}
		}
	}
	for name := range values {
		if !slices.Contains(names, name) && !isKey(op.Auth, name) {
			r.addViolation("the function has no query parameter %s%s", name, nearest(name, names))
		}
	}
}

// isKey reports whether an API key is sent in the query parameter called name.
func isKey(a schema.Alternatives, name string) bool {
	return slices.ContainsFunc(a.Schemes, func(s *schema.Scheme) bool { return s.Kind == schema.APIKey && s.Key == name })
}

// checkBody adds violations for the body.
func (service *service) checkBody(op *schema.RESTOperation, r *Request) {
	media, _ := mediaType(r.Header)
	switch {
	case op.Body == nil:
		if len(r.Body) > 0 {
			r.addViolation("the function has no body")
		}
		return
	case op.Body.Form:
		if media != op.Body.MIME[0] {
			r.addViolation("the Content-Type is %q, instead of %s", media, op.Body.MIME[0])
		}
		return
	case !slices.ContainsFunc(op.Body.MIME, func(want string) bool { return accepts(want, media) }):
		r.addViolation("the Content-Type is %q, instead of %s", media, strings.Join(op.Body.MIME, " or "))
		return
	case op.Body.IsStream() || op.Body.IsText():
		return
	}
	service.checkJSON(op, r)
}

// accepts reports whether media is of the MIME type want, which may have wildcards.
func accepts(want, media string) bool {
	if prefix, ok := strings.CutSuffix(want, "/*"); ok {
		return prefix == "*" || strings.HasPrefix(media, prefix+"/")
	}
	return strings.EqualFold(want, media)
}

// checkJSON adds violations for a body of JSON.
func (service *service) checkJSON(op *schema.RESTOperation, r *Request) {
	if !json.Valid(r.Body) {
		r.addViolation("the body is not JSON")
	}
}

// refusal returns the error response for r's violations, with the messages for the user where the contract has them.
func (service *service) refusal(r *Request, status int) *response {
	if messages := service.contract.API.REST.Messages; messages != nil {
		var texts []string
		for _, v := range r.Violations {
			texts = append(texts, v.String())
		}
		body, err := json.Marshal(map[string]any{messages.Wire.Local: texts})
		if err == nil {
			return newResponse(status, "application/json", body)
		}
	}
	return textResponse(status, fmt.Sprintf("%s.", r.describeViolations()))
}
