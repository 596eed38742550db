// operations.go and multicalls.go of a REST client: a method for each function, which calls it alone or in a MultiCall.

package templates

import (
	"strings"

	"github.com/dave/jennifer/jen"

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

// multiCall writes the methods of MultiCall: one for each function whose body and result are JSON.
func (g *generator) multiCall() {
	f := g.newFile("The functions of the service as calls of a MultiCall.")
	for _, op := range g.api.REST.Operations {
		if isStream(op.Result) || isStream(op.Body) {
			continue
		}
		s := f.signature(op)
		f.decl(op.Name+" adds a call of [Client."+op.Name+"].",
			jen.Func().Params(jen.Id("m").Op("*").Id("MultiCall")).Id(op.Name).Params(s.parameters...).
				Op("*").Id("Call").Types(s.result).Block(
				jen.Return(jen.Id("add").
					Call(jen.Id("m"), jen.Id("m").Dot("client").Dot(s.builder).Call(s.arguments...), s.decode))))
	}
	f.save("multicalls.go")
}

// isStream reports whether b is a stream of bytes rather than JSON.
func isStream(b *schema.Body) bool { return b != nil && b.Type == nil }

// signature is the signature of an operation's method, and what its body needs.
type signature struct {
	builder    string     // the method that returns the request
	parameters []jen.Code // without ctx
	arguments  []jen.Code // the arguments that pass the parameters on
	options    bool       // whether the last parameter is a pointer to options
	result     jen.Code   // type of the result
	decode     jen.Code   // function that decodes the result
}

func (f *file) signature(op *schema.RESTOperation) signature {
	s := signature{builder: "request" + op.Name}
	var names []jen.Code // of the parameters that share lastType: a, b string
	var lastType string
	add := func(name, typ string) {
		s.arguments = append(s.arguments, jen.Id(name))
		if typ != lastType {
			names, lastType = nil, typ
			s.parameters = append(s.parameters, nil)
		}
		names = append(names, jen.Id(name))
		s.parameters[len(s.parameters)-1] = jen.List(names...).Add(imported(typ))
	}
	for _, p := range op.Parameters {
		switch {
		case p.Client:
		case p.Required:
			add(p.Name, f.g.parameterType(p))
		default:
			s.options = true
		}
	}
	if b := op.Body; b != nil {
		switch {
		case isStream(b):
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
	if s.options {
		add("options", "*"+op.Options)
	}
	s.result, s.decode = f.resultOf(op)
	return s
}

// resultOf returns the type of an operation's result and the function that decodes it.
func (f *file) resultOf(op *schema.RESTOperation) (result, decode jen.Code) {
	b := op.Result
	switch {
	case b == nil:
		return jen.Struct(), jen.Id("nothing")
	case isStream(b):
		return jen.Op("*").Id("File"), nil
	case b.Type.Kind == schema.Struct && b.Repeated:
		return jen.Index().Id(b.Type.Name), jen.Id("objects").Types(jen.Id(b.Type.Name))
	case b.Type.Kind == schema.Struct:
		return jen.Op("*").Id(b.Type.Name), jen.Id("object").Types(jen.Id(b.Type.Name))
	case b.Type.Builtin == schema.JSON && !b.Repeated:
		return jen.Qual("encoding/json", "RawMessage"), jen.Id("raw")
	case b.Repeated && f.g.typeName(b.Type) == "string":
		return jen.Index().String(), jen.Id("texts")
	}
	return f.g.goType(bodyType(b)), f.rt("jsonitems.Value").Call(f.itemReader(bodyType(b)))
}

// parameterType returns the Go type of a parameter.
func (p *plan) parameterType(parameter *schema.Parameter) string {
	if parameter.Repeated {
		return "[]" + p.typeName(parameter.Type)
	}
	return p.typeName(parameter.Type)
}

func (f *file) restOperation(op *schema.RESTOperation) {
	s := f.signature(op)
	f.optionsType(op)
	ctx := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	method := jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id(op.Name).Params(append(ctx, s.parameters...)...)
	request := jen.Id("c").Dot(s.builder).Call(s.arguments...)
	doc := f.operationDoc(op)
	switch {
	case isStream(op.Result):
		f.decl(doc,
			method.Params(s.result, jen.Error()).Block(
				jen.Return(jen.Id("open").Call(jen.Id("ctx"), jen.Id("c"), request))))
	case op.Result == nil:
		f.decl(doc, method.Error().Block(
			jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("send").Call(jen.Id("ctx"), jen.Id("c"), request, s.decode),
			jen.Return(jen.Err())))
	default:
		f.decl(doc, method.Params(s.result, jen.Error()).Block(
			jen.Return(jen.Id("send").Call(jen.Id("ctx"), jen.Id("c"), request, s.decode))))
	}
	f.requestBuilder(op, s)
}

// operationDoc returns the doc comment: the contract's prose, the arguments, and the request line.
func (f *file) operationDoc(op *schema.RESTOperation) string {
	var arguments []string
	for _, p := range op.Parameters {
		if !p.Client && p.Required && p.Doc != "" {
			arguments = append(arguments, symbolProse(p.Name, p.Doc))
		}
	}
	if isStream(op.Body) && len(op.Body.MIME) > 1 {
		arguments = append(arguments, "contentType is the content type of body: "+strings.Join(op.Body.MIME, " or ")+".")
	}
	if op.Result != nil && op.Result.Type != nil && op.Result.Type.Builtin == schema.JSON {
		arguments = append(arguments, "The type of the response is not public: it is returned as received.")
	}
	return symbolDoc(op.Name, upperFirst(op.Doc), "The function "+op.Wire,
		strings.Join(arguments, " "), "Request: "+op.Method+" "+schema.URLTemplate(op.Path),
		citation(op.Pos, "function "+op.Wire))
}

// optionsType writes the struct of the optional parameters of an operation, if it has some.
func (f *file) optionsType(op *schema.RESTOperation) {
	var fields strings.Builder
	for _, p := range op.Parameters {
		if p.Client || p.Required {
			continue
		}
		writeComment(&fields, "\t", fullStop(p.Doc))
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

// requestBuilder writes the method that returns an operation's request. If an argument is invalid, the call keeps the
// error and fails before it is sent.
func (f *file) requestBuilder(op *schema.RESTOperation, s signature) {
	call := jen.Id("call")
	values := []jen.Code{member("Operation", jen.Lit(op.Wire)), member("Method", jen.Lit(op.Method))}
	if op.Cacheable {
		values = append(values, member("Cacheable", jen.True()))
	}
	if op.Result == nil {
		values = append(values, member("NoResult", jen.True()))
	}
	if isStream(op.Result) {
		values = append(values, member("Accept", jen.Lit(strings.Join(op.Result.MIME, ", "))))
	}
	body := []jen.Code{
		jen.Add(call).Op(":=").Op("&").Add(f.rt("transport.Call")).Values(values...),
		jen.Add(call).Dot("Path").Op("=").Add(f.pathExpression(op)),
	}
	var optional []jen.Code
	for _, p := range op.Parameters {
		switch {
		case p.Client || p.Place == schema.InPath:
		case p.Required:
			body = append(body, f.sendParameter(p, jen.Id(p.Name)))
		default:
			v := jen.Id("options").Dot(p.Name)
			value := v
			if f.optionIsPointer(p) {
				value = jen.Op("*").Add(v)
			}
			optional = append(optional, jen.If(jen.Add(v).Op("!=").Nil()).Block(f.sendParameter(p, value)))
		}
	}
	if s.options {
		body = append(body, jen.If(jen.Id("options").Op("!=").Nil()).Block(optional...))
	}
	if b := op.Body; b != nil {
		body = append(body, f.sendBody(b)...)
	}
	f.decl(s.builder+" returns the request of "+op.Name+".",
		jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id(s.builder).Params(s.parameters...).
			Op("*").Add(f.rt("transport.Call")).
			Block(append(body, jen.Return(call))...))
}

func (f *file) pathExpression(op *schema.RESTOperation) *jen.Statement {
	var path *jen.Statement
	for _, part := range op.Path {
		var code jen.Code
		switch p := part.Parameter; {
		case p == nil:
			code = jen.Lit(part.Literal)
		case p.Client:
			code = jen.Id("call").Dot("Segment").Call(jen.Lit(p.Wire), jen.Id("c").Dot("parameters").Dot(p.Name))
		default:
			code = jen.Id("call").Dot("Segment").Call(jen.Lit(p.Wire), f.parameterText(p, jen.Id(p.Name)))
		}
		if path == nil {
			path = jen.Add(code)
		} else {
			path = path.Op("+").Add(code)
		}
	}
	return path
}

// optionIsPointer reports whether the field of an optional parameter is a pointer, because its type has no nil.
func (f *file) optionIsPointer(p *schema.Parameter) bool {
	return !p.Repeated && p.Type.Builtin != schema.JSON
}

func (f *file) sendParameter(p *schema.Parameter, v jen.Code) jen.Code {
	method, name := "SetQuery", p.Wire
	if p.Place == schema.InHeader {
		method, name = "SetHeader", f.g.api.REST.HeaderPrefix+p.Wire
	}
	if p.Repeated && p.Place == schema.InQuery {
		return jen.Id("call").Dot(method).Call(jen.Lit(name), jen.Add(v).Op("..."))
	}
	return jen.Id("call").Dot(method).Call(jen.Lit(name), f.parameterText(p, v))
}

// parameterText returns the expression that formats a parameter outside of a body.
func (f *file) parameterText(p *schema.Parameter, v jen.Code) jen.Code {
	basic := f.g.basic(p.Type)
	switch {
	case p.Repeated:
		return f.rt("jsonvalue.Strings").Call(v)
	case basic.Writer == schema.WriteRaw:
		return f.rt("jsonvalue.Compact").Call(v)
	case basic.Writer == schema.WriteBool:
		return jen.Qual("strconv", "FormatBool").Call(v)
	case basic.Writer == schema.WriteInt:
		return jen.Qual("strconv", "FormatInt").Call(widen("int64", p.Type, basic, v), jen.Lit(10))
	case basic.Writer == schema.WriteFloat64:
		return jen.Qual("strconv", "FormatFloat").Call(v, jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	case basic.IsStruct() && !p.Required && !p.Client:
		return f.rt("scalar." + basic.Type + "Text").Call(f.rt("scalar.Plain" + basic.Type).Call(v))
	case basic.IsStruct():
		return jen.String().Call(f.rt("scalar.Append"+basic.Type).Call(jen.Nil(), f.rt("scalar.Plain"+basic.Type).Call(v)))
	case declared(p.Type):
		return jen.String().Call(v)
	default:
		return v
	}
}

func (f *file) sendBody(b *schema.Body) []jen.Code {
	call := jen.Id("call")
	switch {
	case isStream(b) && len(b.MIME) > 1:
		values := []jen.Code{jen.Id("body"), jen.Id("contentType")}
		for _, mime := range b.MIME {
			values = append(values, jen.Lit(mime))
		}
		return []jen.Code{call.Dot("SetUpload").Call(values...)}
	case isStream(b):
		return []jen.Code{call.Dot("SetUpload").Call(jen.Id("body"), jen.Lit(b.MIME[0]), jen.Lit(b.MIME[0]))}
	case bodyType(b).Kind == schema.Struct:
		return []jen.Code{jen.If(jen.Id("body").Op("!=").Nil()).Block(
			f.rt("rest.SetJSON").Call(jen.Id("call"), jen.Id("body").Dot("appendJSON"))).Else().Block(
			f.rt("rest.SetJSON").Call(jen.Id("call"), jen.Nil()))}
	case f.g.basic(bodyType(b)).Writer == schema.WriteRaw:
		return []jen.Code{f.rt("rest.SetRawJSON").Call(jen.Id("call"), jen.Id("body"))}
	default:
		var a appender
		f.appendJSONValue(&a, bodyType(b), jen.Id("body"))
		encode := jen.Func().Params(jen.Id("b").Index().Byte()).Index().Byte().Block(a.finish()...)
		return []jen.Code{f.rt("rest.SetJSON").Call(jen.Id("call"), encode)}
	}
}

// lookups writes, for every type whose values the service lists, the method that finds a value's item.
func (f *file) lookups() {
	done := map[string]bool{}
	for _, t := range f.g.api.Types {
		for _, field := range t.Fields() {
			op := field.ValuesOf
			if op == nil || op.Result == nil || op.Result.Type == nil || op.Result.Type.Kind != schema.Struct ||
				!declared(field.Type) {
				continue
			}
			item := op.Result.Type
			key := item.Fields()[0]
			if done[field.Type.Name] {
				continue
			}
			done[field.Type.Name] = true
			names := strings.NewReplacer("$Value", field.Type.Name, "$Item", item.Name, "$Key", key.Name, "$Op", op.Name)
			f.format(names.Replace("Find returns the item of items whose $Key is v, or nil if there is none or v is nil. The "+
				"doc comment of v's\nfield names the function that lists the items, such as [Client.$Op]."),
				names.Replace(`func (v *$Value) Find(items []$Item) *$Item {
	for i := range items {
		if key := items[i].$Key; key != nil && v != nil && *key == string(*v) {
			return &items[i]
		}
	}
	return nil
}`))
		}
	}
}
