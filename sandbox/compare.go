// Comparison: exchanges that took place elsewhere, by the contracts.

package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Compare compares an exchange of another server with the contract that r names. Its path is that of the other server,
// whose base URL or endpoint was at. Compare sets the operation of r and its violations; credentials are not checked. It
// returns the violations of the response, whose status is 0 for none. If the exchange is not one of the contract, such as
// a request for a token, isOther is true.
func (s *Sandbox) Compare(at string, r *Request, status int, header http.Header, body []byte) (violations []Violation, isOther bool) {
	r.service = s.mustService(r.Contract)
	response := &Request{Contract: r.Contract, Header: header, Body: body, Status: status, service: r.service}
	if r.service.contract.API.SOAP != nil {
		isOther = r.service.compareSOAP(r, response)
	} else {
		isOther = r.service.compareREST(at, r, response)
	}
	return response.Violations, isOther
}

// compareSOAP compares messages.
func (service *service) compareSOAP(r, response *Request) (isOther bool) {
	op := service.operationOf(r)
	media, _ := mediaType(r.Header)
	isMessage := strings.Contains(media, "xml") || kernel.IsRelated(r.Header) || len(r.Header.Values("SOAPAction")) > 0 ||
		op != nil && op.Input.IsAttachment() && acceptsAny(op.Input.Type.Attached[0].ContentTypes, media)
	if r.Method != http.MethodPost || !isMessage {
		return true // a token, or the WSDL
	}
	envelope, violations := service.contract.ReadMessage(r.Header, string(r.Body), op, kernel.Request)
	r.version = cmp.Or(envelope.Version, "1.1")
	r.addViolations(violations)
	if op := envelope.Operation; op != nil {
		r.Operation = op.Wire
		r.checkAction(envelope)
		r.checkParts(envelope)
	}
	answer, violations := service.contract.ReadMessage(response.Header, string(response.Body), envelope.Operation, kernel.Response)
	if answer.IsMessage(response.Status, response.Header) {
		response.addViolations(violations)
	}
	return false
}

// compareREST compares a call of a function, or several in a MultiCall.
func (service *service) compareREST(at string, r, response *Request) (isOther bool) {
	service.routes()
	if service.isOfServer(r.Path) {
		return true
	}
	path, query, hasQuery := strings.Cut(r.Path, "?")
	path = service.pathBelow(at, canonical(path))
	if hasQuery {
		r.Path = path + "?" + query
	}
	media, parameters := mediaType(r.Header)
	if r.Method == http.MethodPost && strings.HasPrefix(media, "multipart/") && service.contract.API.REST.MultiCall &&
		service.base.MatchString(path) {
		service.compareMultiCall(path, parameters["boundary"], r, response)
		return false
	}
	route, allowed := service.find(path, r.Method)
	switch {
	case route == nil && len(allowed) == 0:
		r.addViolation("no function has this path")
		return false
	case route == nil:
		r.addViolation("the path has no function with the method %s: it has %s", r.Method, strings.Join(allowed, ", "))
		return false
	}
	r.Operation = route.op.Wire
	service.readCall(route, r, path)
	service.compareResult(route.op, response)
	return false
}

// isOfServer reports whether a path is that of an endpoint of the authorization server.
func (service *service) isOfServer(path string) bool {
	scheme := service.contract.API.REST.OAuth()
	if scheme == nil {
		return false
	}
	path, _, _ = strings.Cut(path, "?")
	for _, text := range []string{scheme.Server.TokenURL, scheme.Server.AuthorizationURL, scheme.Server.UserInfoURL, scheme.Server.RevocationURL} {
		if u, err := url.Parse(text); err == nil && u.Path != "" && u.EscapedPath() == path {
			return true
		}
	}
	return false
}

// pathBelow returns the path of a request at a server as the contract has it: the base URL of the server may have another
// path than that of the contract.
func (service *service) pathBelow(at, path string) string {
	for i := range service.routeList {
		if service.routeList[i].path.MatchString(path) {
			return path
		}
	}
	u, err := url.Parse(at)
	if err != nil {
		return path
	}
	below, found := strings.CutPrefix(path, strings.TrimSuffix(canonical(u.EscapedPath()), "/"))
	if !found {
		return path
	}
	base := parameterInBraces.ReplaceAllStringFunc(service.basePath(), func(name string) string {
		for _, p := range service.contract.API.REST.Parameters {
			if "{"+p.Wire+"}" == name && p.Default != "" {
				return url.PathEscape(p.Default)
			}
		}
		return strings.Trim(name, "{}")
	})
	return base + below
}

// compareResult compares the response of op.
func (service *service) compareResult(op *schema.RESTOperation, r *Request) {
	media, _ := mediaType(r.Header)
	body, t := op.Result, (*schema.Type)(nil)
	switch {
	case r.Status == 0, r.Status/100 == 3:
		return
	case r.Status >= 400:
		if t = service.errorType(op, r.Status); !strings.Contains(media, "json") {
			return // errors are HTML too
		}
	case body == nil || body.IsText() || body.Type == nil:
		return
	case len(r.Body) == 0:
		r.addViolation("the response has no body")
		return
	default:
		t = kernel.BodyType(body)
	}
	if t == nil {
		return
	}
	_, violations := service.contract.ReadJSON(string(r.Body), t)
	r.addViolations(violations)
}

// compareMultiCall compares the calls of a MultiCall at a path, and their responses.
func (service *service) compareMultiCall(path, boundary string, r, response *Request) {
	parts := readMultiCall(r, boundary)
	_, parameters := mediaType(response.Header)
	results, err := readParts(response.Body, parameters["boundary"])
	if response.Status == http.StatusOK && (err != nil || len(results) != len(parts)) {
		response.addViolation("the MultiCall has %d calls, and the response %d parts", len(parts), len(results))
	}
	for i, part := range parts {
		call := &Request{Contract: r.Contract, Method: service.partField(part, "Method"), Path: strings.TrimSuffix(path, "/") +
			service.partField(part, "Path"), Header: http.Header(part.header), Body: part.content, service: service}
		result := &Request{service: service}
		if i < len(results) {
			result.Header, result.Body = http.Header(results[i].header), results[i].content
			status, _, _ := strings.Cut(service.partField(results[i], "Status"), " ")
			result.Status, _ = strconv.Atoi(status) // 0 is not compared
		}
		service.compareREST("", call, result)
		name := fmt.Sprintf("call %d", i+1)
		r.Violations = append(r.Violations, within(name, call.Violations)...)
		response.Violations = append(response.Violations, within(name, result.Violations)...)
	}
}

// within returns violations of a part of a body.
func within(part string, violations []Violation) []Violation {
	for i, v := range violations {
		violations[i] = Violation{Message: part + ": " + v.String()}
	}
	return violations
}
