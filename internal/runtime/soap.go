// The SOAP 1.1 envelope: a call's element goes out in one, its answer or fault comes back in another.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

const (
	soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/"
	soapOpen      = `<soapenv:Envelope xmlns:soapenv="` + soapNamespace + `"><soapenv:Header/><soapenv:Body>`
	soapClose     = `</soapenv:Body></soapenv:Envelope>`
)

// SOAPCall is one call of an operation with the document/literal style (WSDL 1.1 §3).
type SOAPCall struct {
	Operation  string   // the contract's name, for errors
	Action     string   // SOAPAction without its quotes, "" where the contract names none
	Namespaces []string // table of the decoder; the first is "", no namespace
	NS         int      // namespace of Element, an index into Namespaces
	Element    string   // that the answer's Body holds
	OneWay     bool     // the operation has no answer: an empty one is fine
}

// SOAP posts what encode appends, one element with the namespace declarations that it needs, in an envelope. decode is
// called with that element of the answer pending which call names, and takes it with all it holds; it may be nil where
// call is one-way. Every error is an *Error; after one, what decode has read is of no use. A fault is an ErrFault,
// whatever the HTTP status.
func (e *Endpoint) SOAP(ctx context.Context, call *SOAPCall, encode func([]byte) []byte, decode func(*XMLDecoder)) error {
	request := buffers.Get().(*buffer)
	defer request.release()
	request.bytes = append(request.bytes[:0], soapOpen...)
	request.bytes = encode(request.bytes)
	post := &Call{
		Operation:   call.Operation,
		Method:      http.MethodPost,
		Header:      http.Header{"SOAPAction": {`"` + call.Action + `"`}}, // spelled as SOAP 1.1 §6.1.1 does
		Accept:      "text/xml",
		ContentType: "text/xml;charset=UTF-8",
		Err:         CheckEncoded(request.bytes[len(soapOpen):]),
		buffer:      request,
	}
	request.bytes = append(request.bytes, soapClose...)

	answer, err := e.exchange(ctx, post)
	if err != nil {
		return err
	}
	return e.readSOAP(call, post, answer, decode)
}

// readSOAP tells a fault, an error status and an answer apart.
func (e *Endpoint) readSOAP(call *SOAPCall, post *Call, answer *Answer, decode func(*XMLDecoder)) error {
	media := mediaType(answer.Header)
	isXML := media == "" || strings.HasSuffix(media, "/xml") || strings.HasSuffix(media, "+xml")
	switch {
	case answer.Status/100 == 2 && call.OneWay && strings.TrimSpace(answer.Body) == "":
		return nil
	case answer.Status/100 == 2 && answer.Body == "":
		return e.contentError(post, answer, errors.New("empty where a SOAP envelope is expected"))
	case answer.Status/100 == 2 && !isXML:
		return e.contentError(post, answer, fmt.Errorf("content type %s where XML is expected", media))
	case answer.Status/100 != 2 && (!isXML || answer.Status < 400 || answer.Status == http.StatusUnauthorized):
		return e.statusError(post, answer)
	}
	if answer.Status/100 != 2 {
		decode = (*XMLDecoder).Skip // only a fault is of interest
	}
	fault, err := call.readEnvelope(answer.Body, decode)
	switch {
	case err == nil && fault != nil:
		failure := e.failure(post, ErrFault, answer.Status, nil)
		fault.String, fault.Detail = answer.redact(fault.String), answer.redact(fault.Detail)
		failure.Fault = fault
		return failure
	case answer.Status/100 != 2:
		return e.statusError(post, answer)
	case err != nil:
		return e.contentError(post, answer, err)
	}
	return nil
}

// readEnvelope reads doc, an envelope, and gives the fault in it, if there is one.
func (c *SOAPCall) readEnvelope(doc string, decode func(*XMLDecoder)) (fault *Fault, err error) {
	namespaces, soap := c.Namespaces, slices.Index(c.Namespaces, soapNamespace)
	if soap < 0 {
		namespaces, soap = append(slices.Clip(namespaces), soapNamespace), len(namespaces)
	}
	d := NewXMLDecoder(doc, namespaces)
	if !d.Child() || d.NS != soap || d.Name != "Envelope" {
		d.Failf("not a SOAP 1.1 envelope")
	}
	var bodies, elements int
	for d.Child() {
		if d.NS != soap || d.Name != "Body" {
			d.Skip() // no header block is understood, and none is asked for
			continue
		}
		bodies++
		for d.Child() {
			elements++
			switch {
			case elements > 1:
				d.Failf("a second element in the SOAP body")
			case d.NS == soap && d.Name == "Fault":
				fault = readFault(d)
			case c.OneWay:
				d.Skip()
			case d.NS == c.NS && d.Name == c.Element:
				decode(d)
			default:
				d.Failf("%.40s in the SOAP body where %s is expected", d.Name, c.qualifiedElement())
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

// readFault reads the pending Fault (SOAP 1.1 §4.4). Its elements belong to no namespace; those that a service puts into
// one by mistake are taken too.
func readFault(d *XMLDecoder) *Fault {
	var f Fault
	for d.Child() {
		switch d.Name {
		case "faultcode":
			f.Code = d.Token()
		case "faultstring":
			f.String = d.Token()
		case "faultactor":
			f.Actor = d.Token()
		case "detail":
			f.Detail = strings.TrimSpace(d.Raw())
		default:
			d.Skip()
		}
	}
	return &f
}
