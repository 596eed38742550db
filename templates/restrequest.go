// The requests of a REST client's functions: path, query, headers and body.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// requestBuilder writes the method that returns an operation's request. If an argument is invalid, the call keeps the
// error and fails before it is sent.
func (f *file) requestBuilder(op *schema.RESTOperation, s signature) {
	var body, options strings.Builder
	rules := f.requestRules(op)
	body.WriteString(rules)
	fmt.Fprintf(&body, "\tcall := &transport.Call{Operation: %q, Method: %q", op.Wire, op.Method)
	if rules != "" {
		body.WriteString(", Err: v.Err()")
	}
	switch {
	case op.Safe && !op.IsSafeMethod():
		body.WriteString(", Safe: true")
	case !op.Safe && op.IsSafeMethod():
		body.WriteString(", Changing: true")
	}
	if op.Cacheable {
		body.WriteString(", Cacheable: true")
	}
	if auth := f.callAuth(op); auth != "" {
		body.WriteString(", Auth: " + auth)
	}
	if op.Result == nil {
		body.WriteString(", NoResult: true")
	}
	switch {
	case len(op.Errors) > 0:
		body.WriteString(", Errors: errorsOf" + op.Name)
	case len(f.g.api.REST.Errors) > 0:
		body.WriteString(", Errors: serviceErrors")
	}
	if b := op.Result; b != nil && b.MIME[0] != "application/json" {
		fmt.Fprintf(&body, ", Accept: %q", strings.Join(op.Result.MIME, ", "))
	}
	fmt.Fprintf(&body, "}\n\tcall.Path = %s\n", f.pathExpression(op))
	if op.IdempotencyKey != "" {
		fmt.Fprintf(&body, "\tidempotency.SetKey(call, %q)\n", op.IdempotencyKey)
	}
	if op.Body.IsMultipart() {
		body.WriteString("\tvar fields form.Multipart\n")
	} else if op.Body != nil && op.Body.Form {
		body.WriteString("\tvar fields form.URLEncoded\n")
	}
	for _, p := range op.Parameters {
		switch {
		case p.Client || p.Place == schema.InPath:
		case p.Required:
			body.WriteString("\t" + f.sendParameter(p, p.Name) + "\n")
		default:
			field := "options." + p.Name
			fmt.Fprintf(&options, "\t\tif %s != nil {\n\t\t\t%s\n\t\t}\n", field, f.sendParameter(p, f.optionValue(p)))
		}
	}
	if options.Len() > 0 {
		body.WriteString("\tif options != nil {\n" + options.String() + "\t}\n")
	}
	if op.Body != nil {
		body.WriteString("\t" + f.sendBody(op.Body) + "\n")
		if isJSON := op.Body.Type != nil && !op.Body.IsText(); isJSON && op.Body.MIME[0] != "application/json" {
			fmt.Fprintf(&body, "\tcall.ContentType = %q\n", op.Body.MIME[0])
		}
	}
	f.format(s.builder+" returns the request of "+op.Name+".",
		"func (c *Client) "+s.builder+"("+s.parameters+") *transport.Call {\n"+body.String()+"\treturn call\n}")
}

// pathExpression returns the expression of an operation's path.
func (f *file) pathExpression(op *schema.RESTOperation) string {
	var terms []string
	for _, part := range op.Path {
		switch p := part.Parameter; {
		case p == nil:
			terms = append(terms, strconv.Quote(part.Literal))
		case p.Client:
			terms = append(terms, fmt.Sprintf("call.Segment(%q, c.parameters.%s)", p.Wire, p.Name))
		default:
			terms = append(terms, fmt.Sprintf("call.Segment(%q, %s)", p.Wire, f.parameterText(p, p.Name)))
		}
	}
	return strings.Join(terms, " + ")
}

// optionIsPointer reports whether the field of an optional parameter is a pointer, because its type has no nil.
func (f *file) optionIsPointer(p *schema.Parameter) bool {
	return !p.Repeated && !p.Type.HasNil()
}

// optionValue returns the value of an optional parameter that is set.
func (f *file) optionValue(p *schema.Parameter) string {
	if f.optionIsPointer(p) && p.Type.Kind != schema.Struct {
		return "*options." + p.Name
	}
	return "options." + p.Name
}

// sendParameter returns the statement that sets a query or header parameter to v.
func (f *file) sendParameter(p *schema.Parameter, v string) string {
	switch {
	case p.Place == schema.InForm || p.Place == schema.InPart:
		return f.sendField(p, v)
	case p.Place == schema.InHeader:
		return fmt.Sprintf("call.SetHeader(%q, %s)", f.g.api.REST.HeaderPrefix+p.Wire, f.headerText(p, v))
	case p.Repeated && p.Comma:
		return fmt.Sprintf("parameter.SetCommaList(call, %q, %s)", p.Wire, f.parameterTexts(p, v))
	case p.Repeated:
		return fmt.Sprintf("call.SetQuery(%q, %s...)", p.Wire, f.parameterTexts(p, v))
	}
	return fmt.Sprintf("call.SetQuery(%q, %s)", p.Wire, f.parameterText(p, v))
}

// sendField returns the statement that adds a field of a form.
func (f *file) sendField(p *schema.Parameter, v string) string {
	switch {
	case p.IsFile():
		var allowed strings.Builder
		for _, mime := range p.File {
			allowed.WriteString(", " + strconv.Quote(mime))
		}
		return fmt.Sprintf("fields.AddFile(%q, form.File(%s)%s)", p.Wire, v, allowed.String())
	case p.Repeated:
		return fmt.Sprintf("fields.Add(%q, %s...)", p.Wire, f.parameterTexts(p, v))
	case p.IsJSON():
		return fmt.Sprintf("fields.AddJSON(%q, %s)", p.Wire, f.jsonFunction(p.Type, v))
	}
	return fmt.Sprintf("fields.Add(%q, %s)", p.Wire, f.parameterText(p, v))
}

// headerText returns the expression of a header parameter. Objects and lists are JSON.
func (f *file) headerText(p *schema.Parameter, v string) string {
	switch {
	case p.Repeated:
		return "parameter.JSON(" + f.jsonFunction(listIf(true, p.Type), v) + ")"
	case p.Type.Kind == schema.Struct:
		return "parameter.JSON(" + f.jsonFunction(p.Type, v) + ")"
	case p.Type.Builtin == schema.JSON:
		return "parameter.ASCII(parameter.Compact(" + v + "))"
	}
	return f.parameterText(p, v)
}

// parameterTexts returns the expression of the texts of a list.
func (f *file) parameterTexts(p *schema.Parameter, v string) string {
	item := f.parameterText(p, "v")
	if item == "v" {
		return v
	}
	typ := f.g.typeName(p.Type)
	if function, ok := strings.CutSuffix(item, "(v)"); ok && !declared(p.Type) {
		return fmt.Sprintf("parameter.Texts(%s, %s)", v, function)
	}
	return fmt.Sprintf("parameter.Texts(%s, func(v %s) string { return %s })", v, typ, item)
}

// parameterText returns the expression that formats a single value outside of a body.
func (f *file) parameterText(p *schema.Parameter, v string) string {
	basic := f.g.basic(p.Type)
	switch {
	case p.Type.GoType != nil:
		return f.ownText(p.Type, v)
	case basic.Writer == schema.WriteRaw:
		return "parameter.Compact(" + v + ")"
	case basic.Writer == schema.WriteBool:
		return "strconv.FormatBool(" + v + ")"
	case basic.Writer == schema.WriteInt && basic.Type == "int64" && !declared(p.Type):
		return "strconv.FormatInt(" + v + ", 10)"
	case basic.Writer == schema.WriteInt:
		return "strconv.FormatInt(int64(" + v + "), 10)"
	case basic.Writer == schema.WriteFloat64:
		return "parameter.Number(" + v + ")"
	case basic.Writer == schema.WriteFloat32:
		return "string(jsonnumber.AppendFloat32(nil, " + v + "))"
	case basic.Writer == schema.WriteNumber:
		return "string(scalar.AppendDecimal(nil, string(" + v + ")))"
	case basic.Writer == schema.WriteBase64:
		return "string(scalar.AppendBase64(nil, " + v + "))"
	case basic.IsStruct() && !p.Repeated && (!p.Required || p.Place == schema.InPath):
		return fmt.Sprintf("scalar.%[1]sText(scalar.Plain%[1]s(%[2]s))", basic.Type, v)
	case basic.IsStruct():
		return fmt.Sprintf("string(scalar.Append%[1]s(nil, scalar.Plain%[1]s(%[2]s)))", basic.Type, v)
	case declared(p.Type):
		return "string(" + v + ")"
	}
	return v
}

// ownText returns the expression of the text of v, a value of t, which has a Go type of another package.
func (f *file) ownText(t *schema.Type, v string) string {
	return "owntype.TextOf(" + ownForm(f.g.basic(t).Codec) + ", " + v + ")"
}

// sendBody returns the statement that sets the body of a request.
func (f *file) sendBody(b *schema.Body) string {
	switch {
	case b.Form:
		return "fields.Send(call)"
	case b.IsStream() && len(b.MIME) > 1:
		var allowed strings.Builder
		for _, mime := range b.MIME {
			allowed.WriteString(", " + strconv.Quote(mime))
		}
		return "upload.Set(call, body, contentType" + allowed.String() + ")"
	case b.IsStream():
		return fmt.Sprintf("upload.Set(call, body, %[1]q, %[1]q)", b.MIME[0])
	case b.IsText():
		if b.Type.GoType != nil {
			return fmt.Sprintf("plaintext.SetEncoded(call, %q, %s)", b.MIME[0], f.ownText(b.Type, "body"))
		}
		text := "body"
		if declared(b.Type) {
			text = "string(body)"
		}
		return fmt.Sprintf("plaintext.SetBody(call, %q, %s)", b.MIME[0], text)
	case bodyType(b).Kind == schema.Struct:
		return "if body != nil {\nrest.SetJSON(call, " + f.jsonFunction(b.Type, "body") + ")\n} else {\nrest.SetJSON(call, nil)\n}"
	case f.g.basic(bodyType(b)).Writer == schema.WriteRaw:
		return "rest.SetRawJSON(call, body)"
	}
	return "rest.SetJSON(call, " + f.jsonFunction(bodyType(b), "body") + ")"
}

// jsonFunction returns the function that appends v, of type t, to JSON.
func (f *file) jsonFunction(t *schema.Type, v string) string {
	if t.Kind == schema.Struct && !t.Shared {
		return v + ".appendJSON"
	}
	var a appender
	f.appendJSONValue(&a, t, jen.Id(v))
	_, expression, _ := strings.Cut(fmt.Sprintf("%#v", a.statements[0]), " = ")
	return "func(b []byte) []byte { return " + expression + " }"
}
