// The SOAP envelope, 1.1 and 1.2: a call's element goes out in one, its answer or fault comes back in another.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// envelope is what differs between the versions of SOAP.
type envelope struct {
	name      string
	namespace string
	media     string
	open      string // up to the header blocks
}

var (
	soap11 = newEnvelope("SOAP 1.1", "http://schemas.xmlsoap.org/soap/envelope/", "text/xml")
	soap12 = newEnvelope("SOAP 1.2", "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml")
)

func newEnvelope(name, namespace, media string) *envelope {
	return &envelope{name, namespace, media, `<soapenv:Envelope xmlns:soapenv="` + namespace + `"><soapenv:Header`}
}

const (
	soapBody  = `<soapenv:Body>`
	soapClose = `</soapenv:Body></soapenv:Envelope>`
)

// SOAPCall describes an operation (WSDL 1.1, section 3).
type SOAPCall struct {
	Version12 bool   // SOAP 1.2 rather than 1.1
	Operation string // the contract's name, for errors
	Action    string // SOAPAction without its quotes, "" if the contract names none
	Types     *XMLTypes
	Request   string      // the element in the request's Body, as prefix:local; "" for an empty Body
	Response  string      // that in the response's Body; "" if the operation has no response
	Faults    []SOAPFault // that the contract declares
}

// SOAPFault is an element that the detail of a fault can hold.
type SOAPFault struct {
	Element string // prefix:local
	Type    any    // a nil pointer to the struct that it is read into, which is an error
}

// SOAP sends request in an envelope and reads response, both pointers to structs that call.Types describes; response
// can point to an interface of structs, too, and headers are nil or a pointer to a struct whose fields are pointers to
// header blocks (see [FieldTag.Response]). Every error is an *Error. If its cause is a *DeviationError, response was
// read nevertheless, otherwise it is of no use. A fault is an ErrFault, whatever the HTTP status; its cause is the
// declared fault that its detail holds.
func (e *Endpoint) SOAP(ctx context.Context, call *SOAPCall, request, response, headers any) error {
	blocks := call.Types.headers(headers)
	post, err := e.soapRequest(call, request, blocks)
	if err != nil {
		return err
	}
	defer post.buffer.release()
	return e.traced(ctx, call.Operation, func(ctx context.Context) (int, error) {
		answer, err := e.exchange(ctx, post)
		if err != nil {
			var failure *Error
			if errors.As(err, &failure) && failure.Kind == ErrUnknownOutcome {
				failure.Sent = request
			}
			return 0, err
		}
		err = e.readSOAP(call, post, answer, response, blocks)
		return answer.Status, e.forgive(ctx, call.Operation, err)
	})
}

// soapRequest is the request of a call. An error is of kind ErrInvalid.
func (e *Endpoint) soapRequest(call *SOAPCall, request any, blocks *headerBlocks) (*Call, error) {
	if call.Request != "" && (isNilPointer(request) || !e.options.SkipValidation) {
		if err := call.Types.Validate(request); err != nil {
			return nil, invalidRequest(call.Operation, err)
		}
	}
	version := call.version()
	buffer := buffers.Get().(*buffer)
	b := append(buffer.bytes[:0], version.open...)
	header := len(b) + len(">")
	b = blocks.append(append(b, '>'))
	refused := CheckEncoded(b[header:])
	if len(b) > header {
		b = append(b, "</soapenv:Header>"...)
	} else {
		b = append(b[:header-len(">")], "/>"...)
	}
	b = append(b, soapBody...)
	body := len(b)
	if call.Request != "" {
		b = call.Types.Append(b, call.Request, request)
	}
	if refused == nil {
		refused = CheckEncoded(b[body:])
	}
	buffer.bytes = append(b, soapClose...)
	post := &Call{
		Operation:   call.Operation,
		Method:      http.MethodPost,
		Accept:      version.media,
		ContentType: version.media + ";charset=UTF-8",
		Err:         refused,
		buffer:      buffer,
		secrets:     call.Types.Secrets(request),
	}
	switch {
	case !call.Version12:
		post.Header = http.Header{"SOAPAction": {`"` + call.Action + `"`}} // spelled as SOAP 1.1 §6.1.1 does
	case call.Action != "":
		post.ContentType += `;action="` + call.Action + `"` // SOAP 1.2 Part 2 §6.5.3
	}
	return post, nil
}

// invalidRequest is the error for a request of which a validator found err.
func invalidRequest(operation string, err error) error {
	failure := &Error{Kind: ErrInvalid, Operation: operation}
	var faults *ValidationError
	if errors.As(err, &faults) {
		for _, f := range faults.Faults {
			failure.Messages = append(failure.Messages, f.String())
		}
	}
	return failure
}

func (c *SOAPCall) version() *envelope {
	if c.Version12 {
		return soap12
	}
	return soap11
}

// readSOAP tells a fault, an error status and an answer apart. What a response to a one-way call holds, unless it is a
// fault, does not matter.
func (e *Endpoint) readSOAP(call *SOAPCall, post *Call, answer *Answer, response any,
	blocks *headerBlocks) (err error) {
	defer e.guard(post, answer, &err)
	succeeded := answer.Status/100 == 2
	if !succeeded && (answer.Status < 400 || answer.Status == http.StatusUnauthorized) {
		return e.statusError(post, answer)
	}
	document, broken := soapDocument(answer)
	isEnvelope := broken == nil && call.version().isRootOf(document)
	media := mediaType(document.Header)
	isXML := media == "" || strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml")
	switch {
	case isEnvelope:
	case !succeeded:
		return e.statusError(post, answer)
	case call.Response == "":
		return nil
	case broken != nil:
		return e.contentError(post, answer, broken)
	case document.Body == "":
		return e.contentError(post, answer, errors.New("empty where a SOAP envelope is expected"))
	case !isXML:
		return e.contentError(post, document, fmt.Errorf("content type %s where XML is expected", media))
	}
	if !succeeded {
		response = nil // only a fault is of interest
	}
	fault, err := call.readEnvelope(document, e.options.CopyText, response, blocks)
	switch {
	case err == nil && fault != nil:
		failure := e.failure(post, ErrFault, answer.Status, nil)
		failure.Fault = fault
		failure.redact(answer.secrets(post)...)
		failure.Err = call.declared(fault) // made of what is free of secrets
		return failure.redact(answer.secrets(post)...)
	case !succeeded:
		return e.statusError(post, answer)
	case err != nil && call.Response != "":
		return e.contentError(post, answer, err)
	}
	return nil
}

// readEnvelope reads answer, an envelope, and gives the fault in it, if there is one. With copies, nothing that is read
// is part of the answer. If response is nil, the body is passed over. An error that is a *DeviationError says that all
// was read.
func (c *SOAPCall) readEnvelope(answer *Answer, copies bool, response any, blocks *headerBlocks) (*Fault, error) {
	version := c.version()
	namespaces := c.Types.namespaces()
	soap := slices.Index(namespaces, version.namespace)
	if soap < 0 {
		namespaces, soap = append(slices.Clip(namespaces), version.namespace), len(namespaces)
	}
	d := borrowXMLDecoder(answer.Body, charset(answer.Header), namespaces)
	defer d.release()
	d.borrowed = copies
	if !d.Child() || d.NS != soap || d.Name() != "Envelope" {
		d.Failf("not a %s envelope", version.name)
	}
	var fault *Fault
	var bodies, elements int
	err := c.Types.read(d, func(x *xmlReader) {
		for d.Child() {
			if d.NS == soap && d.Name() == "Header" {
				blocks.read(x)
				continue
			}
			if d.NS != soap || d.Name() != "Body" {
				d.Skip()
				continue
			}
			bodies++
			for d.Child() {
				elements++
				switch {
				case elements > 1:
					x.deviate("", "one element in the SOAP body", "another one")
					d.Skip()
				case d.NS == soap && d.Name() == "Fault":
					fault = c.readFault(d)
				case response == nil:
					d.Skip()
				default:
					x.message(c.Response, response)
				}
			}
		}
	})
	switch closed := d.Close(); {
	case closed != nil:
		return nil, closed
	case bodies != 1:
		return nil, fmt.Errorf("the SOAP envelope has %d bodies", bodies)
	case elements == 0 && c.Response != "":
		return nil, fmt.Errorf("the SOAP body is empty where %s is expected", c.Types.described(c.Response))
	}
	return fault, err
}

// message reads the element at hand, which should be called name, into m.
func (x *xmlReader) message(name string, m any) {
	if !x.types.isElement(x.XMLDecoder, name) {
		x.deviate("", "the element "+x.types.described(name),
			fmt.Sprintf("%s of namespace %q", shorten(x.Name()), shorten(x.space())))
	}
	x.root(m)
}

// readFault reads the pending Fault. The elements of a fault of SOAP 1.1 belong to no namespace (§4.4); those that a
// service puts into one by mistake are taken too.
func (c *SOAPCall) readFault(d *XMLDecoder) *Fault {
	var f Fault
	for d.Child() {
		switch d.Name() {
		case "faultcode":
			f.Code = d.Token()
		case "faultstring":
			f.String = d.Token()
		case "faultactor", "Node":
			f.Actor = d.Token()
		case "detail", "Detail":
			f.Detail = strings.TrimSpace(d.Raw())
		case "Code": // SOAP 1.2 Part 1 §5.4
			f.Code, f.Subcode = readCode(d)
		case "Reason":
			f.String = firstOf(d, "Text")
		default:
			d.Skip()
		}
	}
	return &f
}

// readCode takes the pending Code or Subcode and returns its value, and those of the subcodes in it.
func readCode(d *XMLDecoder) (value, subcodes string) {
	for d.Child() {
		switch d.Name() {
		case "Value":
			value = d.Token()
		case "Subcode":
			own, inner := readCode(d)
			subcodes = strings.TrimSpace(own + " " + inner)
		default:
			d.Skip()
		}
	}
	return value, subcodes
}

// firstOf takes the pending element and returns the text of its first child of that name.
func firstOf(d *XMLDecoder, name string) (text string) {
	for d.Child() {
		if d.Name() == name && text == "" {
			text = d.Token()
		} else {
			d.Skip()
		}
	}
	return text
}

// declared is the error that the contract declares for f's detail, and nil where it declares none or the detail is not
// what it says. It gives f the name of what is declared.
func (c *SOAPCall) declared(f *Fault) (declared error) {
	if len(c.Faults) == 0 || f.Detail == "" {
		return nil
	}
	name := ""
	d := NewXMLDecoder("<detail>"+f.Detail+"</detail>", c.Types.namespaces())
	d.Child()
	for d.Child() {
		i := slices.IndexFunc(c.Faults, func(f SOAPFault) bool { return c.Types.isElement(d, f.Element) })
		if i < 0 || declared != nil {
			d.Skip()
			continue
		}
		name = d.Name()
		declared = c.Types.decodeFault(d, c.Faults[i].Type)
	}
	if d.Close() != nil {
		return nil
	}
	f.Name = name
	return declared
}

// SkipsValidation reports whether requests are sent without checking them first.
func (e *Endpoint) SkipsValidation() bool { return e.options.SkipValidation }
