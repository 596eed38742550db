// client.go of a SOAP client: configuration, constructor, one method for each operation.

package templates

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) soapClient() {
	f := g.newFile("The client: configuration, constructor, one method for each operation.")
	f.packageDoc()
	f.soapConfig()
	f.soapNew()
	for _, op := range g.api.SOAP.Operations {
		f.owner = op.Name
		f.soapOperation(op)
	}
	f.save("client.go")
}

// packageDoc writes the package comment, which only client.go has.
func (f *file) packageDoc() {
	doc := fmt.Sprintf("Package %s is a client of %s.", f.g.api.Package, oneLine(f.g.api.Title))
	if f.g.api.Doc != "" {
		doc += "\n\n" + f.g.api.Doc
	}
	for _, t := range f.g.api.Types {
		if f.g.api.REST != nil && t.Kind == schema.Simple && !t.Declared && t.Doc != "" {
			doc += "\n\n" + t.Wire.Local + ": " + fullStop(t.Doc)
		}
	}
	for _, line := range wrap(doc, commentWidth-len("// ")) {
		f.doc += commentLine(line) + "\n"
	}
}

func (f *file) soapConfig() {
	settings := []setting{urlSetting("Endpoint", "Endpoint is the URL that requests are posted to. It may have a query.")}
	token := "Token gives the bearer token of every request; nil sends none."
	if f.g.api.SOAP.Auth != nil {
		settings = append(settings,
			urlSetting("TokenURL", "TokenURL is where access tokens are requested, with UserID and UserSecret."),
			textSetting("UserID", "UserID is the ID of the service user."),
			setting{name: "UserSecret", typ: jen.String(), secret: true,
				doc: "UserSecret is the secret of the service user. A Config prints without it, unless it stands in an " +
					"unexported field of another struct, for which package fmt calls no method: keep the Client there."})
		token = "Token replaces TokenURL, UserID and UserSecret by a source of your own."
	}
	settings = append(settings,
		setting{name: "Token", typ: jen.Id("TokenSource"), doc: token, hidden: true},
		setting{name: "SkipValidation", typ: jen.Bool(), hidden: true,
			doc: "SkipValidation sends requests without checking them against the contract first."})
	f.config("Config says where the service is and who calls it.", append(settings, transportSettings()...))
}

func (f *file) soapNew() {
	f.decl("Client calls the service. It is made by [New] and serves any number of goroutines.",
		jen.Type().Id("Client").Struct(
			jen.Id("endpoint").Op("*").Add(f.rt("Endpoint")),
			jen.Id("validate").Bool()))
	f.decl("New returns a client. It checks config and makes no request; the error says what to set.",
		jen.Func().Id("New").Params(jen.Id("config").Id("Config")).
			Params(jen.Op("*").Id("Client"), jen.Error()).BlockFunc(func(body *jen.Group) {
			tokens := jen.Id("sharedSource").Call(jen.Id("config").Dot("Token"))
			if f.g.api.SOAP.Auth != nil {
				body.List(jen.Id("tokens"), jen.Err()).Op(":=").Id("tokenSource").Call(jen.Id("config"))
				f.returnSetup(body)
				tokens = jen.Id("tokens")
			}
			own := []jen.Code{member("Tokens", tokens)}
			if f.sendsSecrets() {
				own = append(own, member("Confidential", jen.True()))
			}
			body.List(jen.Id("endpoint"), jen.Err()).Op(":=").Add(f.rt("NewEndpoint")).Call(
				jen.Id("config").Dot("Endpoint"), f.options(own...))
			f.returnSetup(body)
			body.Return(jen.Op("&").Id("Client").Values(
				member("endpoint", jen.Id("endpoint")),
				member("validate", jen.Op("!").Id("config").Dot("SkipValidation"))), jen.Nil())
		}))
	if f.g.api.SOAP.Auth == nil {
		return
	}
	f.decl("tokenSource returns the source of tokens that config asks for.",
		jen.Func().Id("tokenSource").Params(jen.Id("config").Id("Config")).
			Params(jen.Id("TokenSource"), jen.Error()).Block(
			jen.If(jen.Id("config").Dot("Token").Op("!=").Nil()).Block(
				jen.Return(jen.Id("sharedSource").Call(jen.Id("config").Dot("Token")), jen.Nil())),
			jen.If(jen.Id("config").Dot("UserID").Op("==").Lit("").Op("||").Id("config").Dot("UserSecret").
				Op("==").Lit("")).Block(
				jen.Return(jen.Nil(),
					jen.Qual("errors", "New").Call(jen.Lit("UserID and UserSecret must be set, or Token")))),
			jen.Return(f.rt("NewPasswordTokens").Call(f.rt("PasswordGrant").Custom(
				jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true},
				member("URL", jen.Id("config").Dot("TokenURL")),
				member("Username", jen.Id("config").Dot("UserID")),
				member("Password", jen.Id("config").Dot("UserSecret")),
				member("HTTPClient", jen.Id("config").Dot("HTTPClient")),
				member("Logger", jen.Id("config").Dot("Logger")),
				member("Insecure", jen.Id("config").Dot("AllowHTTP")))))))
}

// returnSetup returns err from a constructor.
func (f *file) returnSetup(body *jen.Group) {
	body.If(jen.Err().Op("!=").Nil()).Block(
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit(f.g.api.Package+": %w"), jen.Err())))
}

func (f *file) soapOperation(op *schema.SOAPOperation) {
	call := "call" + op.Name
	f.soapCall(op, call)
	f.headersType(op)

	results, failed := []jen.Code{jen.Error()}, func(err jen.Code) jen.Code { return jen.Return(err) }
	decode := jen.Nil()
	if answers(op.Output) {
		results = []jen.Code{jen.Op("*").Id(op.Output.Type.Name), jen.Error()}
		failed = func(err jen.Code) jen.Code { return jen.Return(jen.Nil(), err) }
		decode = jen.Id("response").Dot("decodeXML")
	}
	parameters := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	var body []jen.Code
	fail := func(err jen.Code) jen.Code { return jen.Id("fail").Call(err) }
	encode := jen.Func().Params(jen.Id("b").Index().Byte()).Index().Byte().Block(jen.Return(jen.Id("b")))
	if answers(op.Input) {
		parameters = append(parameters, jen.Id("request").Op("*").Id(op.Input.Type.Name))
		fail = func(err jen.Code) jen.Code {
			return jen.Id("unanswered").Call(jen.Id("request"), jen.Id("fail").Call(err))
		}
		encode = jen.Id("request").Dot(f.g.elementMethods[documentOf(op.Input)])
		body = append(body, jen.If(jen.Id("request").Op("==").Nil().Op("||").Id("c").Dot("validate")).Block(
			jen.If(jen.Err().Op(":=").Id("request").Dot("Validate").Call(), jen.Err().Op("!=").Nil()).Block(
				failed(jen.Id("during").Call(jen.Lit(op.Wire), jen.Err())))))
	}
	var options jen.Code
	if secrets := f.secretFields(op.Input); len(secrets) > 0 {
		body = append(body,
			jen.Id("options").Op(":=").Add(f.rt("SOAPOptions")).
				Values(member("Secrets", jen.Index().String().Values(secrets...))))
		options = jen.Id("options")
	}
	if op.HasHeaders() {
		parameters = append(parameters, jen.Id("headers").Op("*").Id(op.Headers))
		if options == nil {
			body = append(body, jen.Var().Id("options").Add(f.rt("SOAPOptions")))
			options = jen.Id("options")
		}
		body = append(body, jen.Id("headers").Dot("join").Call(jen.Op("&").Id("options")))
	}
	send := jen.Id("c").Dot("endpoint").Dot("SOAP").Call(jen.Id("ctx"), jen.Op("&").Id(call), encode, decode)
	if options != nil {
		send = jen.Id("c").Dot("endpoint").Dot("SOAPWith").
			Call(jen.Id("ctx"), jen.Op("&").Id(call), options, encode, decode)
	}
	method := jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id(op.Name).Params(parameters...).Params(results...)
	switch {
	case !answers(op.Output):
		body = append(body, jen.Return(fail(send)))
	default:
		body = append(body, jen.Id("response").Op(":=").New(jen.Id(op.Output.Type.Name)),
			jen.If(jen.Err().Op(":=").Add(send), jen.Err().Op("!=").Nil()).Block(failed(fail(jen.Err()))))
		if op.Split != nil {
			body = append(body, jen.Return(jen.Id("response"),
				jen.Id("split"+op.Name).Dot("Match").Call(jen.Id("request"), jen.Id("response"))))
		} else {
			body = append(body, jen.Return(jen.Id("response"), jen.Nil()))
		}
	}
	f.decl(f.soapDoc(op), method.Block(body...))
}

// answers reports whether a message has content: an operation can have no answer, and a body can be empty.
func answers(m *schema.Message) bool { return m != nil && m.Element.Local != "" }

// soapCall writes what the runtime needs to know of an operation.
func (f *file) soapCall(op *schema.SOAPOperation, name string) {
	values := []jen.Code{member("Operation", jen.Lit(op.Wire))}
	if f.g.api.SOAP.Version == "1.2" {
		values = append(values, member("Version12", jen.True()))
	}
	if op.Action != "" {
		values = append(values, member("Action", jen.Lit(op.Action)))
	}
	values = append(values, member("Namespaces", jen.Id("namespaces")))
	if answers(op.Output) {
		values = append(values, member("NS", f.g.namespace(op.Output.Element.Space)),
			member("Element", jen.Lit(op.Output.Element.Local)))
	} else {
		values = append(values, member("OneWay", jen.True()))
	}
	if len(op.Faults) > 0 {
		values = append(values, member("Faults", jen.Index().Add(f.rt("SOAPFault")).ValuesFunc(func(faults *jen.Group) {
			for _, fault := range op.Faults {
				faults.Line().
					Values(member("NS", f.g.namespace(fault.Element.Space)),
						member("Element", jen.Lit(fault.Element.Local)),
						member("Decode", jen.Func().Params(jen.Id("d").Op("*").Add(f.rt("XMLDecoder"))).Error().Block(
							jen.Id("m").Op(":=").New(jen.Id(fault.Type.Name)),
							jen.Id("m").Dot("decodeXML").Call(jen.Id("d")),
							jen.Return(jen.Id("m")))))
			}
			faults.Line()
		})))
	}
	f.decl(name+" is what does not change between calls of "+op.Name+".",
		jen.Var().Id(name).Op("=").Add(f.rt("SOAPCall")).Values(values...))
}

// soapDoc is the contract's prose, the limits of a request, the faults, and the request line.
func (f *file) soapDoc(op *schema.SOAPOperation) string {
	element := "an empty body"
	if answers(op.Input) {
		element = op.Input.Element.Local
	}
	request := fmt.Sprintf("Request: POST of a SOAP %s envelope with %s, SOAPAction %q.", f.g.api.SOAP.Version, element,
		op.Action)
	rows, faults := "", ""
	if op.Split != nil {
		rows = fmt.Sprintf("A request takes at most %d items: see [Client.%s] for more. Where the rows of the "+
			"answer do not match the items of the request, the answer comes together with an error of kind [ErrRows].",
			op.Split.Max, op.Split.All)
	}
	if len(op.Faults) > 0 {
		var names []string
		for _, fault := range op.Faults {
			if name := "[*" + fault.Type.Name + "]"; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		faults = "A fault of the service can be " + or(names) + ", for errors.As."
	}
	return symbolDoc(op.Name, op.Doc, "The operation "+op.Wire+" of the contract", op.Pos, rows, faults, request)
}

// headersType writes the header blocks of an operation: those that are sent, and those that come back.
func (f *file) headersType(op *schema.SOAPOperation) {
	if !op.HasHeaders() {
		return
	}
	name := op.Headers
	f.decl(name+" are the header blocks of "+op.Name+
		". Those whose names begin with Response are filled from the answer; of the others\n"+
		"nil ones are not sent.",
		jen.Type().Id(name).StructFunc(func(s *jen.Group) {
			for _, h := range op.InputHeaders {
				s.Id(h.Name).Op("*").Id(h.Type.Name)
			}
			for _, h := range op.OutputHeaders {
				s.Id(h.Name).Op("*").Id(h.Type.Name)
			}
		}))
	receiver := jen.Id("h").Op("*").Id(name)
	var joins []jen.Code
	if len(op.InputHeaders) > 0 {
		joins = append(joins, jen.Id("options").Dot("AppendHeader").Op("=").Id("h").Dot("appendXML"))
		var writes []jen.Code
		for _, h := range op.InputHeaders {
			block := jen.Id("h").Dot(h.Name)
			writes = append(writes, jen.If(jen.Add(block).Op("!=").Nil()).Block(
				jen.Id("b").Op("=").Add(block).Dot(f.g.elementMethods[documentOf(h)]).Call(jen.Id("b"))))
		}
		f.decl("appendXML appends the blocks that are sent.",
			jen.Func().Params(receiver).Id("appendXML").Params(jen.Id("b").Index().Byte()).Index().Byte().Block(
				append(writes, jen.Return(jen.Id("b")))...))
	}
	if len(op.OutputHeaders) > 0 {
		joins = append(joins, jen.Id("options").Dot("DecodeHeader").Op("=").Id("h").Dot("decodeXML"))
		var cases []jen.Code
		for _, h := range op.OutputHeaders {
			block := jen.Id("h").Dot(h.Name)
			cases = append(cases,
				jen.Case(jen.Id("d").Dot("NS").Op("==").Add(f.g.namespace(h.Element.Space)).
					Op("&&").Id("d").Dot("Name").Call().Op("==").Lit(h.Element.Local)).Block(
					jen.Add(block).Op("=").New(jen.Id(h.Type.Name)), jen.Add(block).Dot("decodeXML").Call(jen.Id("d"))))
		}
		cases = append(cases, jen.Default().Block(jen.Return(jen.False())))
		f.decl("decodeXML takes a block of the answer, or reports that it is none of these.",
			jen.Func().Params(receiver).Id("decodeXML").
				Params(jen.Id("d").Op("*").Add(f.rt("XMLDecoder"))).Bool().Block(
				jen.Switch().Block(cases...), jen.Return(jen.True())))
	}
	f.decl("join adds h to what a call has besides its body.",
		jen.Func().Params(receiver).Id("join").Params(jen.Id("options").Op("*").Add(f.rt("SOAPOptions"))).Block(
			jen.If(jen.Id("h").Op("!=").Nil()).Block(joins...)))
}
