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

// SOAPCall is one call of an operation (WSDL 1.1 §3).
type SOAPCall struct {
	Version12  bool        // SOAP 1.2 rather than 1.1
	Operation  string      // the contract's name, for errors
	Action     string      // SOAPAction without its quotes, "" where the contract names none
	Namespaces []string    // table of the decoder; the first is "", no namespace
	NS         int         // namespace of Element, an index into Namespaces
	Element    string      // that the answer's Body holds
	OneWay     bool        // the operation has no answer: an empty one is fine
	Faults     []SOAPFault // that the contract declares
}

// SOAPFault is the element that a fault's detail can hold, and how it is read into an error.
type SOAPFault struct {
	NS      int // an index into SOAPCall.Namespaces
	Element string
	Decode  func(*XMLDecoder) error
}

// SOAPOptions are what a call has besides its Body. The zero SOAPOptions are nothing.
type SOAPOptions struct {
	AppendHeader func([]byte) []byte    // appends header blocks
	DecodeHeader func(*XMLDecoder) bool // takes the pending block of the answer, or reports that it knows none such
	Secrets      []string               // values of the request that no error may show
}

// SOAP posts what encode appends, one element with the namespace declarations that it needs, in an envelope. decode is
// called with that element of the answer pending which call names, and takes it with all it holds; it may be nil where
// call is one-way. Every error is an *Error; after one, what decode has read is of no use. A fault is an ErrFault,
// whatever the HTTP status; its cause is what one of call.Faults makes of its detail.
func (e *Endpoint) SOAP(ctx context.Context, call *SOAPCall, encode func([]byte) []byte,
	decode func(*XMLDecoder)) error {
	return e.SOAPWith(ctx, call, SOAPOptions{}, encode, decode)
}

// SOAPWith is SOAP with options.
func (e *Endpoint) SOAPWith(ctx context.Context, call *SOAPCall, o SOAPOptions, encode func([]byte) []byte,
	decode func(*XMLDecoder)) error {
	version := call.version()
	request := buffers.Get().(*buffer)
	defer request.release()
	b := append(request.bytes[:0], version.open...)
	var refused error
	if o.AppendHeader != nil {
		start := len(b) + 1
		b = o.AppendHeader(append(b, '>'))
		refused = CheckEncoded(b[start:])
		b = append(b, "</soapenv:Header>"...)
	} else {
		b = append(b, "/>"...)
	}
	start := len(b) + len(soapBody)
	b = encode(append(b, soapBody...))
	if refused == nil {
		refused = CheckEncoded(b[start:])
	}
	request.bytes = append(b, soapClose...)
	post := &Call{
		Operation:   call.Operation,
		Method:      http.MethodPost,
		Accept:      version.media,
		ContentType: version.media + ";charset=UTF-8",
		Err:         refused,
		buffer:      request,
		secrets:     o.Secrets,
	}
	switch {
	case !call.Version12:
		post.Header = http.Header{"SOAPAction": {`"` + call.Action + `"`}} // spelled as SOAP 1.1 §6.1.1 does
	case call.Action != "":
		post.ContentType += `;action="` + call.Action + `"` // SOAP 1.2 Part 2 §6.5.3
	}
	return e.traced(ctx, call.Operation, func(ctx context.Context) (int, error) {
		answer, err := e.exchange(ctx, post)
		if err != nil {
			return 0, err
		}
		err = e.readSOAP(call, post, answer, o.DecodeHeader, decode)
		return answer.Status, e.forgive(ctx, call.Operation, err)
	})
}

func (c *SOAPCall) version() *envelope {
	if c.Version12 {
		return soap12
	}
	return soap11
}

// readSOAP tells a fault, an error status and an answer apart. What a response to a one-way call holds, unless it is a
// fault, does not matter.
func (e *Endpoint) readSOAP(call *SOAPCall, post *Call, answer *Answer, header func(*XMLDecoder) bool,
	decode func(*XMLDecoder)) (err error) {
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
	case call.OneWay:
		return nil
	case broken != nil:
		return e.contentError(post, answer, broken)
	case document.Body == "":
		return e.contentError(post, answer, errors.New("empty where a SOAP envelope is expected"))
	case !isXML:
		return e.contentError(post, document, fmt.Errorf("content type %s where XML is expected", media))
	}
	if !succeeded {
		decode = (*XMLDecoder).Skip // only a fault is of interest
	}
	fault, err := call.readEnvelope(document, e.options.CopyText, header, decode)
	switch {
	case err == nil && fault != nil:
		failure := e.failure(post, ErrFault, answer.Status, nil)
		failure.Fault = fault
		failure.redact(answer.secrets(post)...)
		failure.Err = call.declared(fault) // made of what is free of secrets
		return failure.redact(answer.secrets(post)...)
	case !succeeded:
		return e.statusError(post, answer)
	case err != nil && !call.OneWay:
		return e.contentError(post, answer, err)
	}
	return nil
}

// readEnvelope reads answer, an envelope, and gives the fault in it, if there is one. With copies, nothing that is read
// is part of the answer.
func (c *SOAPCall) readEnvelope(answer *Answer, copies bool, header func(*XMLDecoder) bool,
	decode func(*XMLDecoder)) (fault *Fault, err error) {
	version := c.version()
	namespaces, soap := c.Namespaces, slices.Index(c.Namespaces, version.namespace)
	if soap < 0 {
		namespaces, soap = append(slices.Clip(namespaces), version.namespace), len(namespaces)
	}
	d := borrowXMLDecoder(answer.Body, charset(answer.Header), namespaces)
	defer d.release()
	d.borrowed = copies
	if !d.Child() || d.NS != soap || d.Name() != "Envelope" {
		d.Failf("not a %s envelope", version.name)
	}
	var bodies, elements int
	for d.Child() {
		if d.NS == soap && d.Name() == "Header" {
			readHeader(d, header)
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
				d.Failf("a second element in the SOAP body")
			case d.NS == soap && d.Name() == "Fault":
				fault = c.readFault(d)
			case c.OneWay:
				d.Skip()
			case d.NS == c.NS && d.Name() == c.Element:
				decode(d)
			default:
				d.Failf("%.40s in the SOAP body where %s is expected", d.Name(), c.qualifiedElement())
			}
		}
	}
	switch err := d.Close(); {
	case err != nil:
		return nil, err
	case bodies != 1:
		return nil, fmt.Errorf("the SOAP envelope has %d bodies", bodies)
	case elements == 0 && !c.OneWay:
		return nil, fmt.Errorf("the SOAP body is empty where %s is expected", c.qualifiedElement())
	}
	return fault, nil
}

// qualifiedElement is the expected element with its namespace, for errors.
func (c *SOAPCall) qualifiedElement() string {
	if c.Namespaces[c.NS] == "" {
		return c.Element
	}
	return fmt.Sprintf("%s of namespace %s", c.Element, c.Namespaces[c.NS])
}

// readHeader hands the blocks of the pending Header to take; those that it does not know are passed over.
func readHeader(d *XMLDecoder, take func(*XMLDecoder) bool) {
	for d.Child() {
		if take == nil || !take(d) {
			d.Skip()
		}
	}
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
// what it says.
func (c *SOAPCall) declared(f *Fault) (declared error) {
	if len(c.Faults) == 0 || f.Detail == "" {
		return nil
	}
	d := NewXMLDecoder("<detail>"+f.Detail+"</detail>", c.Namespaces)
	d.Child()
	for d.Child() {
		i := slices.IndexFunc(c.Faults, func(f SOAPFault) bool { return f.NS == d.NS && f.Element == d.Name() })
		if i < 0 || declared != nil {
			d.Skip()
			continue
		}
		declared = c.Faults[i].Decode(d)
	}
	if d.Close() != nil {
		return nil
	}
	return declared
}
