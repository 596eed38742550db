// client.go of a SOAP client: configuration, constructor, one method for each operation.

package templates

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) soapClient() {
	f := g.newFile("The client: configuration, constructor, one method for each operation.")
	f.packageDoc()
	f.soapConfig()
	f.soapNew()
	f.soapFaults()
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
	var b strings.Builder
	writeComment(&b, "", doc)
	f.doc = b.String()
}

func (f *file) soapConfig() {
	settings := []setting{urlSetting("Endpoint", "Endpoint is the URL of the service. It may have a query.")}
	token := "Token returns the bearer token of every request. If it is nil, none is sent."
	if f.g.api.SOAP.Auth != nil {
		settings = append(settings,
			urlSetting("TokenURL", "TokenURL is the URL that issues access tokens for UserID and UserSecret."),
			textSetting("UserID", "UserID is the ID of the service user."),
			setting{name: "UserSecret", typ: jen.String(), secret: true,
				doc: "UserSecret is the secret of the service user. A Config is printed without it, unless the Config is " +
					"in an unexported field of another struct, since package fmt calls no methods there: keep the " +
					"Client there instead."})
		token = "Token replaces TokenURL, UserID and UserSecret by another source of tokens."
	}
	settings = append(settings,
		setting{name: "Token", typ: jen.Id("TokenSource"), doc: token, hidden: true},
		setting{name: "SkipValidation", typ: jen.Bool(), hidden: true,
			doc: "SkipValidation sends requests without validating them first."})
	f.config("Config configures a client: the address of the service and the caller.", append(settings, transportSettings()...))
}

func (f *file) soapNew() {
	f.decl("Client calls the service. [New] makes one. It is safe for use by several goroutines.",
		jen.Type().Id("Client").Struct(
			jen.Id("endpoint").Op("*").Add(f.rt("transport.Endpoint"))))
	f.decl("New returns a client. It checks config and sends no request. The error says what to set.",
		jen.Func().Id("New").Params(jen.Id("config").Id("Config")).
			Params(jen.Op("*").Id("Client"), jen.Error()).BlockFunc(func(body *jen.Group) {
			tokens := jen.Id("sharedSource").Call(jen.Id("config").Dot("Token"))
			if f.g.api.SOAP.Auth != nil {
				body.List(jen.Id("tokens"), jen.Err()).Op(":=").Id("tokenSource").Call(jen.Id("config"))
				f.returnSetup(body)
				tokens = jen.Id("tokens")
			}
			own := []jen.Code{member("Tokens", tokens),
				member("SkipValidation", jen.Id("config").Dot("SkipValidation"))}
			if f.sendsSecrets() {
				own = append(own, member("Confidential", jen.True()))
			}
			body.List(jen.Id("endpoint"), jen.Err()).Op(":=").Add(f.rt("transport.NewEndpoint")).Call(
				jen.Id("config").Dot("Endpoint"), f.options(own...))
			f.returnSetup(body)
			body.Return(jen.Op("&").Id("Client").Values(member("endpoint", jen.Id("endpoint"))), jen.Nil())
		}))
	if f.g.api.SOAP.Auth == nil {
		return
	}
	f.decl("tokenSource returns the source of tokens for config.",
		jen.Func().Id("tokenSource").Params(jen.Id("config").Id("Config")).
			Params(jen.Id("TokenSource"), jen.Error()).Block(
			jen.If(jen.Id("config").Dot("Token").Op("!=").Nil()).Block(
				jen.Return(jen.Id("sharedSource").Call(jen.Id("config").Dot("Token")), jen.Nil())),
			jen.If(jen.Id("config").Dot("UserID").Op("==").Lit("").Op("||").Id("config").Dot("UserSecret").
				Op("==").Lit("")).Block(
				jen.Return(jen.Nil(),
					jen.Qual("errors", "New").Call(jen.Lit("UserID and UserSecret must be set, or Token")))),
			jen.Return(f.rt("oauth.NewPasswordTokens").Call(f.rt("oauth.PasswordGrant").Custom(
				jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true},
				member("URL", jen.Id("config").Dot("TokenURL")),
				member("Username", jen.Id("config").Dot("UserID")),
				member("Password", jen.Id("config").Dot("UserSecret")),
				member("HTTPClient", jen.Id("config").Dot("HTTPClient")),
				member("Logger", jen.Id("config").Dot("Logger")),
				member("AllowHTTP", jen.Id("config").Dot("AllowHTTP")))))))
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

	if op.Wrapping != nil {
		f.wrappedOperation(op, call)
		return
	}
	parameters := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	arguments := []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("endpoint"), jen.Op("&").Id(call), jen.Nil(), jen.Nil()}
	if op.Input.HasContent() {
		parameters = append(parameters, jen.Id("request").Add(messageType(op.Input.Type)))
		arguments[3] = jen.Id("request")
	}
	if op.HasHeaders() {
		parameters = append(parameters, jen.Id("headers").Op("*").Id(op.Headers))
		arguments[4] = jen.Id("headers")
	}
	results := []jen.Code{jen.Error()}
	var body []jen.Code
	switch {
	case returnsNothing(op):
		body = append(body, jen.Return(jen.Id("exchangeOneWay").Call(arguments...)))
	case polymorphic(op.Output.Type):
		results = []jen.Code{messageType(op.Output.Type), jen.Error()}
		body = append(body, jen.Return(jen.Id("exchangeValue").Types(jen.Id(op.Output.Type.Interface)).Call(arguments...)))
	case op.Split != nil:
		results = []jen.Code{messageType(op.Output.Type), jen.Error()}
		body = append(body,
			jen.List(jen.Id("response"), jen.Err()).Op(":=").Id("exchange").Types(jen.Id(op.Output.Type.Name)).Call(arguments...),
			jen.Return(jen.Id("response"),
				jen.Id("split"+op.Name).Dot("Match").Call(jen.Id("request"), jen.Id("response"), jen.Err())))
	default:
		results = []jen.Code{messageType(op.Output.Type), jen.Error()}
		body = append(body, jen.Return(jen.Id("exchange").Types(jen.Id(op.Output.Type.Name)).Call(arguments...)))
	}
	f.decl(f.soapDoc(op), jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id(op.Name).Params(parameters...).
		Params(results...).Block(body...))
}

// messageType returns the type of the parameter or result for a message of type t.
func messageType(t *schema.Type) *jen.Statement {
	if polymorphic(t) {
		return jen.Id(t.Interface)
	}
	return jen.Op("*").Id(t.Name)
}

// soapCall writes the variable that describes an operation for the runtime.
func (f *file) soapCall(op *schema.SOAPOperation, name string) {
	var e entry
	e.text("Operation", op.Wire)
	if f.g.api.SOAP.Version == "1.2" {
		e.set("Version12", "true")
	}
	if op.Action != "" {
		e.text("Action", op.Action)
	}
	e.set("Types", "contractTypes")
	if op.Input.HasContent() {
		e.text("Request", f.g.description.tag(op.Input.Element))
	}
	if op.Output.HasContent() {
		e.text("Response", f.g.description.tag(op.Output.Element))
	}
	if len(op.Faults) > 0 {
		e.set("Faults", "contractFaults")
	}
	f.text(op.Name, name+" describes the operation "+op.Wire+".",
		"var "+name+" = soap.Call"+e.String()+"}", f.g.room("soap"))
}

// soapFaults writes the table of the faults that the contract declares.
func (f *file) soapFaults() {
	seen := map[document]bool{}
	var faults []*entry
	for _, op := range f.g.api.SOAP.Operations {
		for _, fault := range op.Faults {
			if !seen[documentOf(fault)] {
				seen[documentOf(fault)] = true
				e := new(entry)
				e.text("Element", f.g.description.tag(fault.Element))
				e.set("Type", nilPointer(fault.Type.Name))
				faults = append(faults, e)
			}
		}
	}
	if len(faults) > 0 {
		f.text("", "contractFaults are the faults that the contract declares.",
			"var contractFaults = "+f.list("soap.Fault", 1, faults), f.g.room("soap"))
	}
}

// soapDoc returns the doc comment: the contract's prose, the limit of a list, the faults, and the request line.
func (f *file) soapDoc(op *schema.SOAPOperation) string {
	element := "an empty body"
	if op.Input.HasContent() {
		element = op.Input.Element.Local
	}
	request := fmt.Sprintf("Request: POST of a SOAP %s envelope with %s, SOAPAction %q.", f.g.api.SOAP.Version, element,
		op.Action)
	rows, faults := "", ""
	if op.Split != nil {
		rows = fmt.Sprintf("A request has at most %d items: see [Client.%s] for more. If the rows of the response do not "+
			"match the items of the request, the response is returned with an error of kind [ErrRows].",
			op.Split.Max, op.Split.All)
	}
	if len(op.Faults) > 0 {
		var names []string
		elements := map[string][]string{} // by type
		known := map[[2]string]bool{}     // types with elements
		for _, fault := range op.Faults {
			name := "[*" + fault.Type.Name + "]"
			if polymorphic(fault.Type) {
				name = "[" + fault.Type.Interface + "]"
			}
			if elements[name] == nil {
				names = append(names, name)
			}
			if pair := [2]string{name, fault.Element.Local}; !known[pair] {
				known[pair] = true
				elements[name] = append(elements[name], fault.Element.Local)
			}
		}
		isShared := false
		for i, name := range names {
			if list := elements[name]; len(list) > 1 {
				names[i] += " (" + strings.Join(list, ", ") + ")"
				isShared = true
			}
		}
		faults = "A fault of the service can be " + orList(names) + ", for errors.As."
		if isShared {
			faults += " [Fault.Name] tells those of one type apart."
		}
	}
	return symbolDoc(op.Name, op.Doc, "The operation "+op.Wire+" of the contract", wrappedDoc(op), rows, faults,
		request, citation(op.Pos, "operation "+op.Wire))
}

// headersType writes the struct of an operation's header blocks: those of the request and those of the response.
func (f *file) headersType(op *schema.SOAPOperation) {
	if !op.HasHeaders() {
		return
	}
	name := op.Headers
	var b strings.Builder
	b.WriteString("type " + name + " struct {\n")
	block := func(h *schema.Message, isResponse bool) {
		typ := "*" + h.Type.Name
		if polymorphic(h.Type) {
			typ = h.Type.Interface
		}
		b.WriteString("\t" + h.Name + " " + typ + " " +
			f.structTag(contract.FieldTag{Name: f.g.description.tag(h.Element), Response: isResponse, Max: -1}) + "\n")
	}
	for _, h := range op.InputHeaders {
		block(h, false)
	}
	for _, h := range op.OutputHeaders {
		block(h, true)
	}
	b.WriteString("}")
	f.format(name+" are the header blocks of "+op.Name+
		". The fields that begin with Response are set from the response. Of the others,\nnil fields are omitted.",
		b.String())
}
