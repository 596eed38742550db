// operations.go and multicalls.go of a REST client: a method for each function, which calls it alone or in a MultiCall.

package templates

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) restOperations() {
	f := g.newFile("The functions of the service.")
	for _, op := range g.api.REST.Operations {
		f.owner = op.Name
		f.restOperation(op)
	}
	f.owner = ""
	f.lookups()
	f.save("operations.go")
}

// multiCall writes the methods of MultiCall: one for each function whose body and result are JSON, and that
// authenticates as the MultiCall does.
func (g *generator) multiCall() {
	f := g.newFile("The functions of the service as calls of a MultiCall.")
	for _, op := range g.api.REST.Operations {
		isStream := op.Result.IsStream() || op.Result.IsText() || op.Body.IsStream() || op.Body.IsMultipart()
		if isStream || !g.api.REST.AcceptsEach(op) {
			continue
		}
		s := f.signature(op)
		f.format(op.Name+" adds a call of [Client."+op.Name+"].",
			fmt.Sprintf("func (m *MultiCall) %s(%s) *Call[%s] {\n\treturn add(m, m.client.%s, %s, opts)\n}",
				op.Name, s.withOptions(), s.result, s.request(), s.decode))
	}
	f.save("multicalls.go")
}

// signature is the signature of an operation's method, and what its body needs.
type signature struct {
	builder    string // the method that returns the request
	parameters string // without ctx, as Go declares them
	arguments  string // the names of parameters
	result     string // type of the result
	decode     string // function that decodes the result
}

// withOptions returns the parameters of a method that calls the service, without ctx.
func (s signature) withOptions() string {
	if s.parameters == "" {
		return "opts ...CallOption"
	}
	return s.parameters + ", opts ...CallOption"
}

// request returns the expression that calls the builder.
func (s signature) request() string { return s.builder + "(" + s.arguments + ")" }

func (f *file) signature(op *schema.RESTOperation) signature {
	var parameters, arguments []string
	lastType := ""
	add := func(name, typ string) {
		arguments = append(arguments, name)
		if last := len(parameters) - 1; typ == lastType { // as in: a, b string
			parameters[last] = strings.TrimSuffix(parameters[last], " "+typ)
		}
		parameters, lastType = append(parameters, name+" "+typ), typ
	}
	for _, p := range op.Parameters {
		if !p.Client && p.Required {
			add(p.Name, f.g.parameterType(p))
		}
	}
	if b := op.Body; b != nil && !b.Form {
		switch {
		case b.IsStream():
			add("body", "io.Reader")
			if len(b.MIME) > 1 {
				add("contentType", "string")
			}
		case bodyType(b).Kind == schema.Struct:
			add("body", "*"+b.Type.Name)
		default:
			add("body", f.g.typeName(bodyType(b)))
		}
	}
	if op.HasOptions() {
		add("options", "*"+op.Options)
	}
	s := signature{builder: "request" + op.Name, parameters: strings.Join(parameters, ", "),
		arguments: strings.Join(arguments, ", ")}
	s.result, s.decode = f.resultOf(op)
	return s
}

// resultOf returns the type of an operation's result and the function that decodes it.
func (f *file) resultOf(op *schema.RESTOperation) (result, decode string) {
	b := op.Result
	switch {
	case b == nil:
		return "struct{}", "nothing"
	case b.IsStream():
		return "*File", ""
	case b.IsText():
		return "string", ""
	case b.Type.Kind == schema.Struct && b.Type.Shared && !b.Repeated:
		return "*" + b.Type.Name, "sharedtype.Result[" + b.Type.Name + "]"
	case b.Type.Kind == schema.Struct && b.Repeated && !b.Type.Shared:
		return "[]" + b.Type.Name, "objects[" + b.Type.Name + "]"
	case b.Type.Kind == schema.Struct && !b.Repeated:
		return "*" + b.Type.Name, "object[" + b.Type.Name + "]"
	case b.Type.Builtin == schema.JSON && !b.Repeated:
		return rawJSON, "raw"
	case b.Repeated && f.g.typeName(b.Type) == "string":
		return "[]string", "texts"
	}
	return f.g.typeName(bodyType(b)), fmt.Sprintf("jsonitems.Value(%#v)", f.valueReader(bodyType(b)))
}

// parameterType returns the Go type of a parameter.
func (p *plan) parameterType(parameter *schema.Parameter) string {
	if parameter.IsFile() {
		return "Upload"
	}
	if parameter.Repeated {
		return "[]" + p.typeName(parameter.Type)
	}
	return p.typeName(parameter.Type)
}

func (f *file) restOperation(op *schema.RESTOperation) {
	s := f.signature(op)
	f.optionsType(op)
	result, body := "("+s.result+", error)", "return send(ctx, c, c."+s.request()+", "+s.decode+", opts)"
	switch {
	case op.Result.IsStream():
		body = "return open(ctx, c, c." + s.request() + ", opts)"
	case op.Result.IsText():
		body = "return sendForText(ctx, c, c." + s.request() + ", opts)"
	case op.Result == nil:
		result, body = "error", "_, err := send(ctx, c, c."+s.request()+", "+s.decode+", opts)\n\treturn err"
	}
	if len(op.ResponseHeaders) > 0 {
		f.responseHeaders(op)
		result, body = withHeaders(op, s, body)
	}
	f.format(f.operationDoc(op),
		"func (c *Client) "+op.Name+"(ctx context.Context, "+s.withOptions()+") "+result+" {\n\t"+body+"\n}")
	if op.Paging != nil {
		f.paging(op, s)
	}
	f.requestBuilder(op, s)
	if len(op.Errors) > 0 {
		name := "errorsOf" + op.Name
		f.errorTypes(name, name+" are the types of the error responses of "+op.Name+", by status.", f.g.api.REST.ErrorsOf(op))
	}
}

// withHeaders returns the result and the body of a method that returns fields of the response's header too.
func withHeaders(op *schema.RESTOperation, s signature, body string) (result, withHeaders string) {
	setup := "call, headers := c." + s.request() + ", new(" + op.Headers + ")\n\tcall.OnHeader = headers.read\n\t"
	body = strings.Replace(body, "c."+s.request(), "call", 1)
	if op.Result == nil {
		body = strings.Replace(body, "return err", "return headers, err", 1)
		return "(*" + op.Headers + ", error)", setup + body
	}
	body = strings.Replace(body, "return ", "result, err := ", 1) + "\n\treturn result, headers, err"
	return "(" + s.result + ", *" + op.Headers + ", error)", setup + body
}

// errorTypes writes the variable that has types of error responses.
func (f *file) errorTypes(name, doc string, errors []*schema.StatusError) {
	var rows strings.Builder
	for _, e := range errors {
		fmt.Fprintf(&rows, "\t%d: typederror.Of(%#v),\n", e.Status, f.valueReader(e.Type))
	}
	f.format(doc, "var "+name+" = typederror.Types{\n"+rows.String()+"}")
}

// operationDoc returns the doc comment: the contract's prose, the arguments, and the request line.
func (f *file) operationDoc(op *schema.RESTOperation) string {
	var arguments []string
	for _, p := range op.Parameters {
		if !p.Client && p.Required && p.Doc != "" {
			arguments = append(arguments, symbolProse(p.Name, p.Doc))
		}
		if !p.Client && p.Required && p.Deprecated != "" {
			arguments = append(arguments, p.Name+" is deprecated: "+fullStop(p.Deprecated))
		}
	}
	if op.Body.IsStream() && len(op.Body.MIME) > 1 {
		arguments = append(arguments, "contentType is the content type of body: "+strings.Join(op.Body.MIME, " or ")+".")
	}
	if op.Result != nil && op.Result.Type != nil && op.Result.Type.Builtin == schema.JSON {
		arguments = append(arguments, "The type of the response is not public: it is returned as received.")
	}
	if op.IdempotencyKey != "" {
		arguments = append(arguments, "The call has a random key in the header "+op.IdempotencyKey+", so it is retried as if "+
			"it only read something. [WithIdempotencyKey] replaces the key.")
	}
	return symbolDoc(op.Name, upperFirst(op.Doc), "The function "+op.Wire,
		strings.Join(arguments, " "), deprecation(op.Deprecated), "Request: "+op.Method+" "+schema.URLTemplate(op.Path),
		citation(op.Pos, "function "+op.Wire))
}

// optionsType writes the struct of the optional parameters of an operation, if it has some.
func (f *file) optionsType(op *schema.RESTOperation) {
	var fields strings.Builder
	for _, p := range op.Parameters {
		if p.Client || p.Required {
			continue
		}
		writeComment(&fields, "\t", parameterDoc(p))
		typ := f.g.parameterType(p)
		if f.optionIsPointer(p) {
			typ = "*" + typ
		}
		fields.WriteString("\t" + p.Name + " " + typ + "\n")
	}
	if fields.Len() > 0 {
		f.format(op.Options+" are the optional parameters of [Client."+op.Name+"]. A nil field is omitted.",
			"type "+op.Options+" struct {\n"+fields.String()+"}")
	}
}

// parameterDoc returns the comment of an optional parameter.
func parameterDoc(p *schema.Parameter) string {
	doc := fullStop(p.Doc)
	if p.Default != "" {
		doc = strings.TrimSpace(doc + " The service's default is " + oneLine(p.Default) + ".")
	}
	if p.Deprecated != "" {
		doc = strings.TrimSpace(doc + "\n\n" + deprecation(p.Deprecated))
	}
	return doc
}

// lookups writes, for every type whose values the service lists, the method that finds a value's item.
func (f *file) lookups() {
	done := map[string]bool{}
	for _, t := range f.g.api.Types {
		for _, field := range t.Fields() {
			op := field.ValuesOf
			if op == nil || op.Result == nil || op.Result.Type == nil || !declared(field.Type) || field.Type.Shared {
				continue
			}
			item := op.Result.Type
			key := f.g.keyOf(item)
			if key == nil {
				continue
			}
			test := "key := items[i]." + key.Name + "; key != nil && v != nil && *key == string(*v)"
			if key.Form == schema.ByValue {
				test = "v != nil && items[i]." + key.Name + " == string(*v)"
			}
			if done[field.Type.Name] {
				continue
			}
			done[field.Type.Name] = true
			names := strings.NewReplacer("$Value", field.Type.Name, "$Item", item.Name, "$Test", test, "$Key", key.Name,
				"$Op", op.Name)
			f.format(names.Replace("Find returns the item of items whose $Key is v, or nil if there is none or v is nil. The "+
				"doc comment of v's\nfield names the function that lists the items, such as [Client.$Op]."),
				names.Replace(`func (v *$Value) Find(items []$Item) *$Item {
	for i := range items {
		if $Test {
			return &items[i]
		}
	}
	return nil
}`))
		}
	}
}

// keyOf returns the field of t that has the value that an item stands for: the first one. It returns nil if that is not
// text.
func (p *plan) keyOf(t *schema.Type) *schema.Field {
	fields := t.Fields()
	if len(fields) == 0 || fields[0].Form == schema.BySlice {
		return nil
	}
	switch key := fields[0]; key.Type.Kind {
	case schema.Builtin, schema.Simple, schema.Enum:
		if p.isText(key.Type) {
			return key
		}
	}
	return nil
}
