// Parameters and bodies of REST requests: they are checked, and become values of JSON.

package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/value"
)

// readCall reads r, a request of a route, and adds its violations to it.
func (service *service) readCall(route *route, r *Request, path string) *restCall {
	c := &restCall{route: route, contract: service.contract, request: r, path: strings.TrimSuffix(path, "/"), values: map[string]any{}}
	for i, segment := range route.path.FindStringSubmatch(path)[1:] {
		if text, err := url.PathUnescape(segment); err != nil {
			r.addViolation("the path parameter %s is malformed: %v", route.parameters[i].Wire, err)
		} else {
			c.take("path parameter", route.parameters[i], []string{text})
		}
	}
	_, query, _ := strings.Cut(r.Path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		r.addViolation("the query is malformed: %v", err)
	}
	form := c.readBody()
	prefix := service.contract.API.REST.HeaderPrefix
	for _, p := range route.op.Parameters {
		switch p.Place {
		case schema.InQuery:
			c.take("query parameter", p, values[p.Wire])
		case schema.InHeader:
			c.take("header", p, r.Header.Values(prefix+p.Wire))
		case schema.InForm, schema.InPart:
			c.take("field", p, form[p.Wire])
		}
	}
	for name := range values {
		if !isKey(route.op.Auth, name) {
			c.expectName("query parameter", name, schema.InQuery)
		}
	}
	if key := route.op.IdempotencyKey; key != "" && r.Header.Get(key) == "" {
		r.addViolation("the header %s is missing", key)
	}
	return c
}

// expectName adds a violation unless op has a parameter in one of places that is called name.
func (c *restCall) expectName(kind, name string, places ...schema.Place) {
	var names []string
	for _, p := range c.op.Parameters {
		if slices.Contains(places, p.Place) {
			names = append(names, p.Wire)
		}
	}
	if !slices.Contains(names, name) {
		c.request.addViolation("the function has no %s %s%s", kind, name, nearest(name, names))
	}
}

// isKey reports whether an API key is sent in the query parameter called name.
func isKey(a schema.Alternatives, name string) bool {
	return slices.ContainsFunc(a.Schemes, func(s *schema.Scheme) bool { return s.Kind == schema.APIKey && s.Key == name })
}

// take checks the texts of a parameter and keeps its value.
func (c *restCall) take(kind string, p *schema.Parameter, texts []string) {
	name := "the " + kind + " " + p.Wire
	isList := p.Repeated && p.Place != schema.InHeader
	switch {
	case len(texts) == 0 && p.Required:
		c.request.addViolation("%s is missing", name)
		return
	case len(texts) == 0 || p.IsFile():
		return
	case len(texts) > 1 && (!isList || p.Comma):
		c.request.addViolation("%s is given %d times, instead of once", name, len(texts))
		return
	case isList && len(texts) == 1 && texts[0] == "": // as clients send an empty list
		texts = nil
	case p.Comma:
		texts = strings.Split(texts[0], ",")
	}
	list := []any{}
	for _, text := range texts {
		if p.IsJSON() {
			c.checkJSON(name, text, kernel.BodyType(&schema.Body{Type: p.Type, Repeated: p.Repeated && !isList}))
		} else {
			c.checkText(name, text, p.Type)
		}
		list = append(list, jsonOf(text, p))
	}
	if isList {
		c.values[p.Wire] = list
	} else {
		c.values[p.Wire] = list[0]
	}
}

// checkText adds a violation if text is not a value of t, a simple type.
func (c *restCall) checkText(name, text string, t *schema.Type) {
	if err := checkText(text, t); err != nil {
		c.request.addViolation("%s", c.request.withoutSecret(name, fmt.Sprintf("%s is %q, which %v", name, text, err)))
	}
}

// checkText returns an error if text is not a value of t, a simple type. It continues a sentence that begins with the text.
func checkText(text string, t *schema.Type) error {
	if t.Builtin.Parse(text) != nil {
		return fmt.Errorf("is not of the type %s", t.Builtin.Label(true))
	}
	if err := value.Check(t, text); t.Builtin.IsXSD() && !errors.Is(err, value.ErrUnknown) {
		return err
	}
	return nil
}

// checkJSON adds violations for a parameter of type t, which is JSON.
func (c *restCall) checkJSON(name, text string, t *schema.Type) {
	_, violations := c.contract.ReadJSON(text, t)
	for i := range violations {
		violations[i].Message = c.request.withoutSecret(name, name+" is JSON that breaks the contract: "+violations[i].Message)
	}
	c.request.addViolations(violations)
}

// jsonOf returns the value of text as JSON.
func jsonOf(text string, p *schema.Parameter) any {
	kind := p.Type.Builtin.JSON().Type
	if p.IsJSON() || kind == "boolean" || kind == "integer" || kind == "number" {
		return decode([]byte(text))
	}
	return text
}

// readBody checks the body, and returns the fields of a form.
func (c *restCall) readBody() url.Values {
	body, r := c.op.Body, c.request
	media, parameters := mediaType(r.Header)
	switch {
	case body == nil && len(r.Body) > 0:
		r.addViolation("the function has no body")
	case body == nil:
	case !slices.ContainsFunc(body.MIME, func(want string) bool { return accepts(want, media) }):
		r.addViolation("the Content-Type is %q, instead of %s", media, strings.Join(body.MIME, " or "))
	case body.IsMultipart():
		return c.readForm(parameters["boundary"])
	case body.Form:
		form, err := url.ParseQuery(string(r.Body))
		if err != nil {
			r.addViolation("the form is malformed: %v", err)
		}
		for name := range form {
			c.expectName("field", name, schema.InForm)
		}
		return form
	case body.IsStream() || body.IsText():
		c.upload = &file{r.Body, r.Header.Get("Content-Type")}
		if body.IsText() && !body.Repeated {
			c.checkText("the body", string(r.Body), body.Type)
		}
	case len(bytes.TrimSpace(r.Body)) == 0:
		r.addViolation("the body is missing")
	default:
		_, violations := c.contract.ReadJSON(string(r.Body), kernel.BodyType(body))
		r.addViolations(violations)
	}
	return nil
}

// accepts reports whether media is of the MIME type want, which may have wildcards. Parameters do not count.
func accepts(want, media string) bool {
	want, _, _ = strings.Cut(want, ";")
	if prefix, ok := strings.CutSuffix(want, "/*"); ok {
		return prefix == "*" && media != "" || strings.HasPrefix(media, prefix+"/")
	}
	return strings.EqualFold(strings.TrimSpace(want), media)
}
