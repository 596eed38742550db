// Functions: their parameters, bodies and results.

package rest

import (
	"cmp"
	"mime"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

// methods are the keys for a function's path. Each is an HTTP method in lower case.
var methods = []string{"get", "head", "post", "put", "patch", "delete"}

// jsonMIME is the MIME type of every body that is not a stream.
const jsonMIME = "application/json"

func (r *reader) readMIMETypes(n *yamldoc.Node) {
	for _, e := range n.Entries() {
		text := e.Value.Text()
		media, parameters, err := mime.ParseMediaType(text)
		if text != "" && (err != nil || !strings.Contains(media, "/")) {
			e.Value.Faultf("%q is not a MIME type: expected type/subtype", text)
		}
		if before, ok := r.mimeAt[e.Key]; ok {
			r.checkDeclared("MIME type", e.Key, e.Pos, before)
		}
		r.mimeAt[e.Key] = e.Pos
		r.mimeTypes.add(e.Key, mime.FormatMediaType(media, parameters)) // in lower case
	}
}

func (r *reader) readFunctions(n *yamldoc.Node) {
	entries := n.Entries()
	if n.IsMapping() && len(entries) == 0 {
		n.Faultf("no functions: a client needs at least one")
	}
	for _, e := range entries {
		if !isName(e.Key) {
			r.diagnostics.Faultf(e.Pos, "%q cannot name a function: %s", e.Key, nameRule)
		}
		faults := len(r.diagnostics)
		op := r.readFunction(e)
		r.operations.add(op.Wire, op)
		if len(r.diagnostics) == faults {
			r.checkRoute(op)
		}
		r.rest.Operations = append(r.rest.Operations, op)
	}
}

func (r *reader) readFunction(e yamldoc.Entry) *schema.RESTOperation {
	m := e.Value.Mapping(append(slices.Clone(methods),
		"doc", "parameters", "query", "headers", "body", "result", "responseHeaders", "errors", "cacheable", "safe", "auth",
		"idempotencyKey", "deprecated", "paging")...)
	op := &schema.RESTOperation{
		Wire: e.Key, Doc: doc(m), Pos: e.Pos,
		Result:    r.readResult(e.Key, m.Get("result")),
		Errors:    r.readFunctionErrors(e.Key, m.Get("errors")),
		Cacheable: m.Get("cacheable").Bool(), Deprecated: deprecated(m),
	}
	if method := oneOf(e.Value, m, methods...); method != "" {
		op.Method = strings.ToUpper(method)
		r.readPath(op, m.Get(method))
	}
	r.readPathParameters(op, m.Get("parameters"))
	op.Parameters = append(op.Parameters, r.readQuery(e.Key, m.Get("query"))...)
	op.Parameters = append(op.Parameters, r.readHeaders(e.Key, m.Get("headers"))...)
	r.readRequestBody(op, m.Get("body"))
	op.Auth = r.readAlternatives(m.Get("auth"))
	r.checkKeys(op)
	op.ResponseHeaders = r.readResponseHeaders(e.Key, m.Get("responseHeaders"))

	r.readSafe(op, m.Get("safe"))
	r.readIdempotencyKey(op, m.Get("idempotencyKey"))
	if body := m.Get("body"); body != nil && op.Safe && op.IsSafeMethod() {
		body.Faultf("a %s has no body (RFC 9110 section 9.3): use post or put, or remove the body", op.Method)
	}
	if result := m.Get("result"); result != nil && op.Method == "HEAD" {
		result.Faultf("the response to a HEAD has no body (RFC 9110 section 9.3.2): use get, or remove the result")
	}
	if op.Cacheable {
		checkCacheable(op, m)
	}
	if n := m.Get("paging"); n != nil {
		r.pagings = append(r.pagings, paging{op, n})
	}
	return op
}

// readSafe reads whether op changes nothing. By default, its method says so.
func (r *reader) readSafe(op *schema.RESTOperation, n *yamldoc.Node) {
	op.Safe = op.IsSafeMethod()
	if n == nil {
		return
	}
	switch safe := n.Bool(); {
	case op.Method == "HEAD":
		n.Faultf("a HEAD has neither a body nor a result: remove safe, or use get")
	case safe == op.Safe && op.Method != "":
		n.Faultf("safe is %t for every %s: remove it", safe, op.Method)
	default:
		op.Safe = safe
	}
}

// checkRoute adds a fault if an earlier function has the method and path of op. The names of path parameters make no
// difference.
func (r *reader) checkRoute(op *schema.RESTOperation) {
	route := op.Method + " " + schema.WirePath(op.Path)
	if other := r.routes[route]; other != nil {
		r.diagnostics.Faultf(op.Pos, "function %q in line %d is the same %s %s: remove one, or give one function the "+
			"parameters of both", other.Wire, other.Pos.Line, op.Method, schema.URLTemplate(op.Path))
		return
	}
	r.routes[route] = op
}

// checkCacheable adds a fault if op, the function m, has nothing to cache.
func checkCacheable(op *schema.RESTOperation, m yamldoc.Mapping) {
	noResult := m.Get("result") == nil
	if otherMethod := (op.Method != "GET" || !op.Safe) && op.Method != ""; noResult || op.Result.IsStream() || otherMethod {
		m.Get("cacheable").Faultf("only a GET that returns JSON and changes nothing can be cached: remove cacheable")
	}
}

// readPathParameters reads the types and the documentation of the parameters in op's path.
func (r *reader) readPathParameters(op *schema.RESTOperation, n *yamldoc.Node) {
	var inPath index[*schema.Parameter]
	for _, p := range op.Parameters {
		inPath.add(p.Wire, p)
	}
	for _, e := range n.Entries() {
		p, ok := inPath.find(e.Key)
		if !ok {
			e.Value.Faultf("the path has no parameter {%s} of this function%s", e.Key,
				schema.Suggest(e.Key, inPath.names))
			p = new(schema.Parameter)
		}
		p.Pos = e.Pos
		r.place = inFunction(op.Wire, "path", e.Key)
		v := value{}
		if e.Value.IsMapping() {
			v.keys = e.Value.Mapping(slices.Concat([]string{"type", "enum", "doc", "deprecated", "example"}, simpleKeys)...)
			p.Doc, p.Deprecated = doc(v.keys), deprecated(v.keys)
		}
		if e.Value.IsMapping() && v.keys.Get("type") == nil && v.keys.Get("enum") == nil {
			v.typ = r.restricted(p.Type, v.keys)
		} else if e.Value.IsMapping() {
			v = r.valueOf(e.Value, v.keys, []string{"type", "enum"})
		} else {
			v.typ = r.typeNamed(e.Value)
		}
		if v.typ != nil {
			p.Type = v.typ
			r.laterExample(v.keys, p.Type, false, nil, func(json string) { p.Examples = []string{json} })
			checkSimple(cmp.Or(v.keys.Get("type"), e.Value), v.typ, "path parameter")
		}
	}
}

// checkSimple adds a fault if t, the type of a parameter in the place, is not one whose values are texts.
func checkSimple(n *yamldoc.Node, t *schema.Type, place string) {
	switch {
	case t.Kind == schema.Struct || t.Kind == schema.OneOf:
		n.Faultf("type %q has fields: a %s has a simple type", t.Wire.Local, place)
	case t.Builtin == schema.JSON && place == "path parameter":
		n.Faultf("json cannot be a segment of a path: expected a simple type")
	}
}

// parameterKeys are the keys of a parameter that do not choose its type.
var parameterKeys = []string{"doc", "required", "default", "deprecated", "example"}

// readQuery reads the query parameters of a function.
func (r *reader) readQuery(function string, n *yamldoc.Node) []*schema.Parameter {
	var parameters []*schema.Parameter
	for _, e := range n.Entries() {
		r.place = inFunction(function, "query", e.Key, "enum")
		v := r.readValueOr(e.Value, []string{"listOf", "enum"}, slices.Concat(parameterKeys, []string{"style"}, simpleKeys)...)
		if v.typ == nil {
			continue
		}
		checkSimple(e.Value, v.typ, "query parameter")
		p := r.newParameter(e, schema.InQuery, v)
		p.Comma = readStyle(v.keys.Get("style"), v.list)
		parameters = append(parameters, p)
	}
	return parameters
}

// readHeaders reads the header parameters of a function.
func (r *reader) readHeaders(function string, n *yamldoc.Node) []*schema.Parameter {
	var parameters []*schema.Parameter
	for _, e := range n.Entries() {
		r.place = inFunction(function, "header", e.Key, definitions...)
		v := r.readValueOr(e.Value, append([]string{"listOf"}, definitions...), slices.Concat(parameterKeys, detailKeys)...)
		if v.typ == nil {
			continue
		}
		if !isToken(e.Key) {
			r.diagnostics.Faultf(e.Pos, "%q cannot name a header: use letters, digits and hyphens", e.Key)
		}
		parameters = append(parameters, r.newParameter(e, schema.InHeader, v))
	}
	return parameters
}

// newParameter returns the parameter that v describes.
func (r *reader) newParameter(e yamldoc.Entry, place schema.Place, v value) *schema.Parameter {
	p := &schema.Parameter{Wire: e.Key, Doc: doc(v.keys), Pos: e.Pos, Place: place, Type: v.typ, Repeated: v.list,
		Required: v.keys.Get("required").Bool(), Deprecated: deprecated(v.keys)}
	f := &schema.Field{Type: p.Type}
	if p.Required {
		f.Min = 1
	}
	if p.Repeated {
		f.Form = schema.BySlice
	}
	if text := r.readDefault(f, v.keys.Get("default")); text != nil {
		p.Default = *text
	}
	r.laterExample(v.keys, p.Type, p.Repeated, nil, func(json string) { p.Examples = []string{json} })
	return p
}

// readIdempotencyKey reads the name of the header with the idempotency key of op
// (draft-ietf-httpapi-idempotency-key-header-07, section 2.1).
func (r *reader) readIdempotencyKey(op *schema.RESTOperation, n *yamldoc.Node) {
	op.IdempotencyKey = n.Text()
	isParameter := func(p *schema.Parameter) bool {
		return p.Place == schema.InHeader && strings.EqualFold(r.rest.HeaderPrefix+p.Wire, op.IdempotencyKey)
	}
	switch {
	case op.IdempotencyKey == "":
	case !isToken(op.IdempotencyKey):
		n.Faultf("%q cannot name a header: use letters, digits and hyphens", op.IdempotencyKey)
	case op.Safe:
		n.Faultf("a %s changes nothing, so it is retried without a key: remove idempotencyKey", op.Method)
	case slices.ContainsFunc(op.Parameters, isParameter):
		n.Faultf("header %s is a parameter too: remove that, since callers can set the key", op.IdempotencyKey)
	}
}

// readStyle reads how a list in the query is written, and reports whether its items are separated by commas. Nothing
// but a list has a style.
func readStyle(n *yamldoc.Node, isList bool) (comma bool) {
	switch style := n.Text(); {
	case style == "":
	case !isList:
		n.Faultf("only a list has a style: remove style")
	case style != "repeat" && style != "comma":
		n.Faultf("style %q is unknown%s", style, schema.Suggest(style, []string{"repeat", "comma"}))
	}
	return n.Text() == "comma"
}

// readResult reads the body of a response: JSON of a type, or a stream of bytes of one or several MIME types. It returns
// nil if n is nil, and after a fault.
func (r *reader) readResult(function string, n *yamldoc.Node) *schema.Body {
	if n == nil {
		return nil
	}
	r.place = inFunction(function, "result", "result", anyItem...)
	return r.bodyOf(r.readValueOr(n, append(slices.Clone(anyItem), "mime"), append([]string{"doc", "as", "example"}, detailKeys...)...), false)
}

// bodyOf returns the body that v describes, or nil after a fault.
func (r *reader) bodyOf(v value, isRequest bool) *schema.Body {
	body := &schema.Body{Type: v.typ, Repeated: v.list, MIME: []string{jsonMIME}, Doc: doc(v.keys)}
	as := v.keys.Get("as")
	switch {
	case v.other != nil && as != nil:
		as.Faultf("a stream of bytes has its MIME type under mime: remove as")
	case v.other != nil:
		body.MIME = r.readMIME(v.other, isRequest)
		v.keys.Get("example").Faultf("a stream of bytes has no example: remove it")
	case v.typ == nil:
		return nil
	case as != nil:
		r.readRepresentation(body, as)
	}
	r.laterExample(v.keys, v.typ, v.list, nil, func(json string) { body.Example = json })
	return body
}

// readRepresentation reads the MIME type of body, which is JSON or a text.
func (r *reader) readRepresentation(body *schema.Body, n *yamldoc.Node) {
	if n.IsList() {
		n.Faultf("expected one MIME type, found a list")
		return
	}
	body.MIME = r.readMIME(n, false)
	isText := !body.Repeated && body.Type.Builtin == schema.String && body.Type.Kind != schema.Enum
	switch {
	case len(body.MIME) == 0 || body.IsText() && isText || isJSON(body.MIME[0]):
	case body.IsText():
		n.Faultf("only a string can be %s: choose type string, or leave out as", body.MIME[0])
	default:
		n.Faultf("%s is neither JSON nor text: use mime instead of a type, for a stream of bytes", body.MIME[0])
	}
}

// isJSON reports whether a MIME type is JSON (RFC 6839, section 3.1).
func isJSON(mediaType string) bool {
	mediaType, _, _ = mime.ParseMediaType(mediaType)
	return mediaType == jsonMIME || strings.HasSuffix(mediaType, "+json")
}

// readMIME reads the name of a MIME type, or a list of such names.
func (r *reader) readMIME(n *yamldoc.Node, isRequest bool) []string {
	choices := []*yamldoc.Node{n}
	if n.IsList() {
		choices = n.Items()
	}
	if len(choices) == 0 {
		n.Faultf("expected at least one MIME type, found none")
	}
	var found []string
	for _, choice := range choices {
		name := choice.Text()
		text, ok := r.mimeTypes.find(name)
		switch {
		case name == "":
		case !ok:
			choice.Faultf("MIME type %q is not among mimeTypes%s", name, schema.Suggest(name, r.mimeTypes.names))
		case slices.Contains(found, text):
			choice.Faultf("MIME type %q occurs twice: remove one", name)
		case isRequest && strings.Contains(text, "*"):
			choice.Faultf("%s does not say which type is sent: use a MIME type without *", text)
		case isRequest && isUnbounded(text):
			choice.Faultf("a request body of several parts (%s) cannot be generated yet: if the caller writes the "+
				"parts, name their boundary in the MIME type, as in \"multipart/form-data; boundary=x\"", text)
		default:
			found = append(found, text)
		}
	}
	return found
}

// isUnbounded reports whether the MIME type text has several parts but no boundary between them (RFC 2046, section
// 5.1.1).
func isUnbounded(text string) bool {
	media, parameters, _ := mime.ParseMediaType(text)
	return strings.HasPrefix(media, "multipart/") && parameters["boundary"] == ""
}

// isToken reports whether s can be (part of) the name of a header (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	for _, c := range []byte(s) {
		letterOrDigit := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letterOrDigit && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
