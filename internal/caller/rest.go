// Calls of REST services.

package caller

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/form"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/idempotency"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/parameter"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/plaintext"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Body is the body of a request: Node for JSON, or Content.
type Body struct {
	Node    *kernel.Node
	Content string
}

// REST calls op. The violations of the request, if it has some, are returned instead of a response: nothing is sent then.
func (c *Caller) REST(ctx context.Context, op *schema.RESTOperation, body Body) (*Response, []kernel.Violation, error) {
	r := &restRequest{Caller: c, op: op, used: map[string]bool{}}
	call, err := r.build(body)
	if err != nil || len(r.violations) > 0 {
		return nil, r.violations, err
	}
	url, err := r.baseURL()
	if err != nil || len(r.violations) > 0 {
		return nil, r.violations, err
	}
	if name := r.unknown(); name != "" {
		return nil, nil, fmt.Errorf("%s has no parameter %q", op.Wire, name)
	}
	auth, err := c.Credentials.forREST(c.API.REST, op)
	if err != nil {
		return nil, nil, err
	}
	e, err := transport.NewEndpoint(url, c.options(auth, nil))
	if err != nil {
		return nil, nil, err
	}
	received, err := e.Exchange(ctx, call)
	if err != nil {
		return nil, nil, err
	}
	response := &Response{Status: received.Status, Header: received.Header, Body: received.Body}
	if err := e.StatusError(call, received); err != nil {
		return response, nil, err
	}
	if op.Result != nil && op.Result.Type != nil && !op.Result.IsText() {
		response.Type = kernel.BodyType(op.Result)
		response.Node, response.Violations = c.ReadJSON(received.Body, response.Type)
	}
	return response, nil, nil
}

// restRequest is a request that is being made.
type restRequest struct {
	*Caller
	op         *schema.RESTOperation
	used       map[string]bool // the parameters
	violations []kernel.Violation
}

// build returns the request, without its endpoint.
func (r *restRequest) build(body Body) (*transport.Call, error) {
	op := r.op
	call := &transport.Call{Operation: op.Wire, Method: op.Method, NoResult: op.Result == nil, Accept: "application/json"}
	if b := op.Result; b != nil {
		call.Accept = strings.Join(b.MIME, ", ")
	}
	for _, part := range op.Path {
		if p := part.Parameter; p == nil {
			call.Path += part.Literal
		} else if texts := r.texts(p); len(texts) > 0 {
			call.Path += call.Segment(p.Wire, texts[0])
		}
	}
	if op.IdempotencyKey != "" {
		idempotency.SetKey(call, op.IdempotencyKey)
	}
	var fields form.URLEncoded
	for _, p := range op.Parameters {
		if p.Client || p.Place == schema.InPath {
			continue
		}
		texts := r.texts(p)
		switch {
		case len(texts) == 0:
		case p.IsFile() || p.Place == schema.InPart:
			return nil, errors.New("forms of several parts need a program: gen call cannot send them")
		case p.Place == schema.InForm:
			fields.Add(p.Wire, texts...)
		case p.Place == schema.InHeader:
			call.SetHeader(r.API.REST.HeaderPrefix+p.Wire, texts[0])
		case p.Comma:
			parameter.SetCommaList(call, p.Wire, texts)
		default:
			call.SetQuery(p.Wire, texts...)
		}
	}
	switch b := op.Body; {
	case b == nil:
	case b.Form:
		fields.Send(call)
	case b.IsStream():
		call.Body, call.ContentType = []byte(body.Content), b.MIME[0]
	case b.IsText():
		plaintext.SetBody(call, b.MIME[0], body.Content)
	case body.Node == nil:
		r.violations = append(r.violations, kernel.Violation{Message: "the request needs a body"})
	default:
		text, violations := r.WriteJSON(body.Node, kernel.BodyType(b))
		r.violations = append(r.violations, violations...)
		rest.SetJSON(call, func(b []byte) []byte { return append(b, text...) })
		if b.MIME[0] != "application/json" {
			call.ContentType = b.MIME[0]
		}
	}
	return call, call.Err
}

// texts returns the values of p on the wire; none if it is not given. A parameter of the client may have a default.
func (r *restRequest) texts(p *schema.Parameter) []string {
	r.used[p.Wire] = true
	values := r.Parameters[p.Wire]
	switch {
	case len(values) == 0 && p.Client && p.Default != "":
		values = []string{p.Default}
	case len(values) == 0 && (p.Required || p.Client):
		r.violations = append(r.violations, kernel.Violation{Path: p.Wire, Message: "is required: give it with --param " + p.Wire + "=VALUE"})
		return nil
	case len(values) > 1 && !p.Repeated:
		r.violations = append(r.violations, kernel.Violation{Path: p.Wire, Message: "has several values, but takes one"})
		return nil
	}
	texts, violations := r.ParameterTexts(p, values)
	r.violations = append(r.violations, violations...)
	return texts
}

// baseURL returns the URL of the service.
func (r *restRequest) baseURL() (string, error) {
	if r.Endpoint != "" {
		return r.Endpoint, nil
	}
	var pairs []string
	for _, part := range r.API.REST.BaseURL {
		if p := part.Parameter; p != nil {
			if texts := r.texts(p); len(texts) > 0 {
				pairs = append(pairs, p.Wire, texts[0])
			}
		}
	}
	if len(r.violations) > 0 {
		return "", nil
	}
	return rest.ExpandURL(schema.URLTemplate(r.API.REST.BaseURL), pairs...)
}

// unknown returns the first parameter that the function does not have; "" for none.
func (r *restRequest) unknown() string {
	for _, p := range slices.Concat(r.API.REST.Parameters, r.op.Parameters) {
		r.used[p.Wire] = true
	}
	var names []string
	for name := range r.Parameters {
		if !r.used[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names[:min(1, len(names))], "")
}

// StatusText returns the status of a response, for people.
func StatusText(status int) string { return fmt.Sprintf("%d %s", status, http.StatusText(status)) }
