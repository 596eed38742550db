// client.go of a SOAP client: configuration, constructor, one method for each operation.

package templates

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) soapClient() {
	f := g.newFile("The client: configuration, constructor, one method for each operation.")
	f.packageDoc()
	f.soapConfig()
	f.soapNew()
	for _, op := range g.api.SOAP.Operations {
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
		f.PackageComment(commentLine(line))
	}
}

func (f *file) soapConfig() {
	settings := []setting{textSetting("Endpoint", "Endpoint is the URL that requests are posted to.")}
	token := "Token gives the bearer token of every request; nil sends none."
	if f.g.api.SOAP.Auth != nil {
		settings = append(settings,
			textSetting("TokenURL", "TokenURL is where access tokens are requested, with UserID and UserSecret."),
			textSetting("UserID", "UserID is the ID of the service user."),
			setting{name: "UserSecret", typ: jen.String(), secret: true, doc: "UserSecret is the secret of the service user. It is never printed."})
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
		jen.Func().Id("New").Params(jen.Id("config").Id("Config")).Params(jen.Op("*").Id("Client"), jen.Error()).BlockFunc(func(body *jen.Group) {
			tokens := jen.Id("config").Dot("Token")
			if f.g.api.SOAP.Auth != nil {
				body.List(jen.Id("tokens"), jen.Err()).Op(":=").Id("tokenSource").Call(jen.Id("config"))
				f.returnSetup(body)
				tokens = jen.Id("tokens")
			}
			body.List(jen.Id("endpoint"), jen.Err()).Op(":=").Add(f.rt("NewEndpoint")).Call(
				jen.Id("config").Dot("Endpoint"), f.options(member("Tokens", tokens)))
			f.returnSetup(body)
			body.Return(jen.Op("&").Id("Client").Values(
				member("endpoint", jen.Id("endpoint")), member("validate", jen.Op("!").Id("config").Dot("SkipValidation"))), jen.Nil())
		}))
	if f.g.api.SOAP.Auth == nil {
		return
	}
	f.decl("tokenSource returns the source of tokens that config asks for.",
		jen.Func().Id("tokenSource").Params(jen.Id("config").Id("Config")).Params(jen.Id("TokenSource"), jen.Error()).Block(
			jen.If(jen.Id("config").Dot("Token").Op("!=").Nil()).Block(jen.Return(jen.Id("config").Dot("Token"), jen.Nil())),
			jen.Return(f.rt("NewPasswordTokens").Call(f.rt("PasswordGrant").Custom(
				jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true},
				member("URL", jen.Id("config").Dot("TokenURL")),
				member("Username", jen.Id("config").Dot("UserID")),
				member("Password", jen.Id("config").Dot("UserSecret")),
				member("HTTPClient", jen.Id("config").Dot("HTTPClient")),
				member("Insecure", jen.Id("config").Dot("AllowHTTP")))))))
}

// returnSetup returns err from a constructor.
func (f *file) returnSetup(body *jen.Group) {
	body.If(jen.Err().Op("!=").Nil()).Block(
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit(f.g.api.Package+": %w"), jen.Err())))
}

func (f *file) soapOperation(op *schema.SOAPOperation) {
	call := unexportedWord(op.Name) + "Call"
	values := []jen.Code{member("Operation", jen.Lit(op.Wire)), member("Namespaces", jen.Id("namespaces"))}
	if op.Action != "" {
		values = append(values, member("Action", jen.Lit(op.Action)))
	}
	if op.Output != nil {
		values = append(values, member("NS", f.g.namespace(op.Output.Element.Space)), member("Element", jen.Lit(op.Output.Element.Local)))
	} else {
		values = append(values, member("OneWay", jen.True()))
	}
	f.decl(call+" is what does not change between calls of "+op.Name+".",
		jen.Var().Id(call).Op("=").Add(f.rt("SOAPCall")).Values(values...))

	request := fmt.Sprintf("Request: POST of a SOAP %s envelope with %s, SOAPAction %q.", f.g.api.SOAP.Version, op.Input.Element.Local, op.Action)
	rows := ""
	if op.Split != nil {
		rows = fmt.Sprintf("A request takes at most %d items: see [Client.%sAll] for more. Where the rows of the answer do not match the "+
			"items of the request, the answer comes together with an error of kind [ErrRows].", op.Split.Max, op.Name)
	}
	doc := symbolDoc(op.Name, op.Doc, "The operation "+op.Wire+" of the contract", op.Pos, rows, request)
	input := jen.Op("*").Id(op.Input.Type.Name)
	guard := []jen.Code{
		jen.If(jen.Id("request").Op("==").Nil().Op("||").Id("c").Dot("validate")).Block(
			jen.If(jen.Err().Op(":=").Id("request").Dot("Validate").Call(), jen.Err().Op("!=").Nil()).Block(
				jen.Return(f.soapResults(op, jen.Err())...))),
	}
	soap := func(decode jen.Code) jen.Code {
		return jen.Id("c").Dot("endpoint").Dot("SOAP").Call(jen.Id("ctx"), jen.Op("&").Id(call), jen.Id("request").Dot(f.g.elementMethod(op.Input)), decode)
	}
	method := jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id(op.Name).
		Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("request").Add(input))
	if op.Output == nil {
		f.decl(doc, method.Error().Block(append(guard, jen.Return(jen.Id("fail").Call(soap(jen.Nil()))))...))
		return
	}
	body := append(guard,
		jen.Id("response").Op(":=").New(jen.Id(op.Output.Type.Name)),
		jen.If(jen.Err().Op(":=").Add(soap(jen.Id("response").Dot("decodeXML"))), jen.Err().Op("!=").Nil()).Block(
			jen.Return(jen.Nil(), jen.Id("fail").Call(jen.Err()))))
	if op.Split != nil {
		body = append(body, jen.Return(jen.Id("response"), jen.Id("fail").Call(jen.Id("response").Dot("match").Call(jen.Id("request")))))
	} else {
		body = append(body, jen.Return(jen.Id("response"), jen.Nil()))
	}
	f.decl(doc, method.Params(jen.Op("*").Id(op.Output.Type.Name), jen.Error()).Block(body...))
}

// soapResults are the results of an operation that failed before it was sent.
func (f *file) soapResults(op *schema.SOAPOperation, err jen.Code) []jen.Code {
	if op.Output == nil {
		return []jen.Code{err}
	}
	return []jen.Code{jen.Nil(), err}
}
