// client.go of a SOAP client: configuration, constructor, one method for each operation.

package templates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/contract"
	"github.com/kontrakt-dev/kontrakt/schema"
)

func (g *generator) soapClient() {
	f := g.newFile("The client: configuration, constructor, one method for each operation.")
	f.packageDoc()
	f.soapConfig()
	f.soapAddresses()
	f.soapClients()
	f.soapFaults()
	f.soapSpelling()
	for _, op := range g.api.SOAP.Operations {
		f.owner = op.Symbol
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
	endpoint := "Endpoint is the URL of the service. It may have a query."
	if ports := f.g.api.SOAP.Ports; len(ports) > 1 {
		endpoint = "Endpoint is the URL of the port that the client calls. It may have a query."
	}
	settings := append([]setting{urlSetting("Endpoint", endpoint)}, f.soapAuthSettings()...)
	settings = append(settings,
		setting{name: "SkipValidation", typ: "bool", hidden: true,
			doc: "SkipValidation sends requests without validating them first."},
		setting{name: "SOAPHeader", typ: "func(ctx context.Context, operation string) ([]string, error)", hidden: true,
			doc: "SOAPHeader returns header blocks for each call that the contract does not name, such as one of " +
				"WS-Security with a new timestamp: see [WithSOAPHeader], whose blocks follow. If it is nil, there are none."},
		setting{name: "OnSOAPHeader", typ: "func(ctx context.Context, operation, block string)", hidden: true,
			doc: "OnSOAPHeader is called with each block in the header of a response that the contract does not name, " +
				"unless the call has [WithSOAPHeaderFunc]. Several goroutines may call it at once."})
	f.config("Config configures a client: the address of the service and the caller.", append(settings, transportSettings()...))
}

// soapAddresses writes the constants for the addresses of ports.
func (f *file) soapAddresses() {
	constant := func(name, port, address string, p *schema.Port) {
		f.format(name+" is the address of the port "+oneLine(port)+" in the contract, for ["+p.New+"].",
			"const "+name+" = "+strconv.Quote(address))
	}
	for _, p := range f.g.api.SOAP.Ports {
		if p.Default != "" {
			constant(p.Default, p.Name, p.Address, p)
		}
		for _, e := range p.Others {
			constant(e.Default, e.Port+" of the service "+e.Service, e.Address, p)
		}
	}
}

// soapClients writes the clients and their constructors.
func (f *file) soapClients() {
	ports := f.g.api.SOAP.Ports
	if len(ports) == 1 {
		p := ports[0]
		f.soapClient(p, "calls the service")
		f.soapConstructor(p.New+" returns a client. It checks config and sends no request. The error says what to set.",
			p.New, p.Client, "&"+p.Client+"{endpoint: endpoint}")
		f.soapTokens()
		return
	}
	for _, p := range ports {
		f.soapClient(p, "calls the port type "+oneLine(p.PortType.Local), p.Doc, citation(p.Pos, "portType "+p.PortType.Local))
		f.format(p.New+" returns a client. It checks config and sends no request. The error says what to set.",
			"func "+p.New+"(config Config) (*"+p.Client+`, error) {
	endpoint, err := newEndpoint(config)
	if err != nil {
		return nil, err
	}
	return &`+p.Client+`{endpoint: endpoint}, nil
}`)
	}
	f.soapConstructor("newEndpoint returns what the clients have in common.", "newEndpoint", "transport.Endpoint", "endpoint")
	f.soapTokens()
}

// soapClient writes the client of p. purpose completes its first sentence, which the
// paragraphs follow.
func (f *file) soapClient(p *schema.Port, purpose string, paragraphs ...string) {
	doc := p.Client + " " + purpose + ". [" + p.New + "] makes one. It is safe for use by several goroutines."
	f.format(symbolDoc(p.Client, doc, "", paragraphs...), "type "+p.Client+" struct {\n\tendpoint *transport.Endpoint\n}")
}

// soapConstructor writes a function that makes an endpoint of a Config. It returns a pointer of type typ: result, in
// which endpoint is that.
func (f *file) soapConstructor(comment, name, typ, result string) {
	setup, auth := f.soapAuthSetup()
	own := []string{auth, "SkipValidation: config.SkipValidation",
		"HeaderBlocks: config.SOAPHeader", "OnHeaderBlock: config.OnSOAPHeader"}
	if f.sendsSecrets() {
		own = append(own, "Confidential: true")
	}
	f.format(comment, "func "+name+"(config Config) (*"+typ+`, error) {
	`+setup+`endpoint, err := transport.NewEndpoint(config.Endpoint, `+options(own...)+`)
	`+f.returnSetup()+`
	return `+result+`, nil
}`)
}

func (f *file) soapOperation(op *schema.SOAPOperation) {
	call := "call" + op.Symbol
	f.soapCall(op, call)
	f.headersType(op)

	if op.Wrapping != nil {
		f.wrappedOperation(op, call)
		return
	}
	parameters, request, headers := "ctx context.Context", "nil", "nil"
	if !op.Input.IsEmpty() {
		parameters, request = parameters+", request "+messageType(op.Input.Type), "request"
	}
	if op.HasHeaders() {
		parameters, headers = parameters+", headers *"+op.Headers, "headers"
	}
	parameters += ", opts ...CallOption"
	arguments := fmt.Sprintf("(ctx, c.endpoint, &%s, %s, %s, opts)", call, request, headers)
	results, body := "error", "return exchangeOneWay"+arguments
	if !returnsNothing(op) {
		t := op.Output.Type
		results = "(" + messageType(t) + ", error)"
		switch {
		case polymorphic(t):
			body = "return exchangeValue[" + t.Interface + "]" + arguments
		case op.Split != nil:
			body = "response, err := exchange[" + t.Name + "]" + arguments + "\n" +
				"\treturn response, split" + op.Symbol + ".Match(request, response, err)"
		default:
			body = "return exchange[" + t.Name + "]" + arguments
		}
	}
	f.format(f.soapDoc(op), "func (c *"+op.Port.Client+") "+op.Name+"("+parameters+") "+results+" {\n\t"+body+"\n}")
}

// messageType returns the type of the parameter or result for a message of type t.
func messageType(t *schema.Type) string {
	if polymorphic(t) {
		return t.Interface
	}
	return "*" + t.Name
}

// soapCall writes the variable that describes an operation for the runtime.
func (f *file) soapCall(op *schema.SOAPOperation, name string) {
	var e entry
	e.text("Operation", op.Wire)
	if op.Port.Version == "1.2" {
		e.set("Version12", "true")
	}
	if op.Action != "" {
		e.text("Action", op.Action)
	}
	e.set("Types", "contractTypes")
	if op.Input.HasContent() {
		e.text("Request", f.g.description.MessageTag(op.Input))
	}
	if op.Output.HasContent() {
		e.text("Response", f.g.description.MessageTag(op.Output))
	}
	if len(op.Faults) > 0 {
		e.set("Faults", "contractFaults")
	}
	if op.Encoded {
		e.set("Encoding", "contractEncoding")
	}
	if f.g.api.SOAP.Spelling != nil {
		e.set("Spelling", "contractSpelling")
	}
	switch {
	case op.Output.IsAttached():
		e.set("Attachments", "newContentAlone")
	case op.HasAttachments():
		e.set("Attachments", "newAttachments")
	}
	f.text(op.Symbol, name+" describes the operation "+op.Wire+".",
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
				e.text("Element", f.g.description.Tag(fault.Element))
				if name, _ := fault.ValueType().EncodedType(); fault.Encoded && f.g.description.Prefixes()[name.Space] != "" {
					e.text("XSIType", f.g.description.Tag(name))
				}
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

// soapSpelling writes the spelling of requests, unless it is the usual one.
func (f *file) soapSpelling() {
	if s := f.g.api.SOAP.Spelling; s != nil {
		f.text("", "contractSpelling is the spelling of XML in requests.",
			"var contractSpelling = &spelling.Spelling"+entryOf(s.Runtime()).String()+"}", f.g.room("spelling"))
	}
}

// soapDoc returns the doc comment: the contract's prose, the limit of a list, the faults, and the request line.
func (f *file) soapDoc(op *schema.SOAPOperation) string {
	element := "an empty body"
	switch {
	case op.Input.IsBody():
		if elements := op.Input.Type.Content.Fields(); len(elements) == 1 {
			element = elements[0].Wire.Local
		} else if len(elements) > 1 {
			element = fmt.Sprintf("%d elements", len(elements))
		}
	case op.Input.HasContent():
		element = op.Input.Element.Local
	}
	if op.Input.HasContent() {
		for _, part := range op.Input.Type.Attached {
			element += ", the part " + part.Wire.Local
		}
	}
	request := fmt.Sprintf("Request: POST of a SOAP %s envelope with %s, SOAPAction %q.", op.Port.Version, element, op.Action)
	if op.Input.IsAttached() {
		request = "Request: POST of " + partsText(op.Input) + ", without an envelope"
		if op.Port.Version == "1.1" {
			request += fmt.Sprintf(", SOAPAction %q", op.Action)
		}
		request += "."
	}
	rows, faults := "", ""
	if op.Split != nil {
		rows = fmt.Sprintf("A request has at most %d items: see [%s.%s] for more. If the rows of the response do not "+
			"match the items of the request, the response is returned with an error of kind [ErrRows].",
			op.Split.Max, op.Port.Client, op.Split.All)
	}
	if len(op.Faults) > 0 {
		var names []string
		elements := map[string][]string{} // by type
		known := map[[2]string]bool{}     // types with elements
		for _, fault := range op.Faults {
			name := "[" + messageType(fault.Type) + "]"
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

// partsText names the parts of m, a message without an envelope.
func partsText(m *schema.Message) string {
	var names []string
	for _, part := range m.Type.Attached {
		names = append(names, "the part "+part.Wire.Local)
	}
	return strings.Join(names, ", ")
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
		tag := contract.FieldTag{Name: f.g.description.Tag(h.Element), Response: isResponse, Max: -1}
		b.WriteString("\t" + h.Name + " " + messageType(h.Type) + tagLiteral(f.soapTag(tag)) + "\n")
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
