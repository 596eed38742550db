// SOAP services: requests in envelopes, and faults.

package sandbox

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// soap returns the response to r, a request to a SOAP service.
func (s *Sandbox) soap(service *service, r *Request) *response {
	if r.Method != http.MethodPost {
		refused := textResponse(http.StatusMethodNotAllowed, "This is a SOAP service: it takes envelopes by POST.")
		refused.header.Set("Allow", http.MethodPost)
		return refused
	}
	envelope, violations := service.contract.ReadMessage(r.Header, string(r.Body), service.operationOf(r), kernel.Request)
	r.addViolations(violations)
	r.version = cmp.Or(envelope.Version, "1.1")
	if op := envelope.Operation; op != nil {
		r.Operation, r.message, r.node = op.Wire, op.Input, envelope.Body
		r.checkAction(envelope)
		r.checkParts(envelope)
	}
	if auth := service.contract.API.SOAP.Auth; auth != nil {
		if refused := s.authenticate(r, string(auth.Kind)); refused != nil {
			return refused
		}
	}
	return s.respond(r, func() *response {
		if len(r.Violations) > 0 || envelope.Operation == nil {
			return faultResponse(r.version, "Client", r.summary(), r.detail())
		}
		return service.soapResponse(r, envelope)
	})
}

// named returns the operation that a header names by its action and its version of SOAP; nil if there is none, or several.
// Then the element in the body tells the operation.
func (service *service) named(header http.Header) (named *schema.SOAPOperation) {
	media, action, _ := envelopeType(header, "")
	version := "1.2"
	if media != schema.Envelopes[version].MediaType {
		version, action = "1.1", strings.Trim(header.Get("SOAPAction"), `"`)
	}
	for _, op := range service.contract.API.SOAP.Operations {
		if op.Action == "" || op.Action != action || op.Port.Version != version {
			continue
		}
		if named != nil {
			return nil
		}
		named = op
	}
	return named
}

// checkAction adds violations for another type of body than the version of SOAP, or a message without an envelope, has, and
// for another action than the contract names.
func (r *Request) checkAction(envelope *kernel.Envelope) {
	op := envelope.Operation
	media, action, isGiven := envelopeType(r.Header, envelope.ContentType)
	want := schema.Envelopes[r.version].MediaType
	switch {
	case op.Input.IsAttachment() || op.Input.IsAttached() && kernel.IsRelated(r.Header):
	case op.Input.IsAttached():
		r.addViolation("the Content-Type is %q, instead of multipart/related", media)
	case media != want:
		r.addViolation("the Content-Type is %q, instead of %s for SOAP %s", media, want, r.version)
	}
	if r.version == "1.1" {
		action, isGiven = strings.Trim(r.Header.Get("SOAPAction"), `"`), len(r.Header["Soapaction"]) > 0
		if !isGiven {
			r.addViolation("the header has no SOAPAction, which SOAP 1.1 demands: it is %q", op.Action)
		}
	}
	if isGiven && action != op.Action {
		r.addViolation("the action is %q, instead of %q", action, op.Action)
	}
}

// summary is the text of the fault for r's violations.
func (r *Request) summary() string {
	switch n := len(r.Violations); n {
	case 0:
		return "The request has no operation of the contract."
	case 1:
		return "The request breaks the contract: " + r.Violations[0].String()
	default:
		return fmt.Sprintf("The request breaks the contract in %d ways. The first one: %s", n, r.Violations[0])
	}
}

// detail lists the violations as XML.
func (r *Request) detail() []byte {
	var b strings.Builder
	b.WriteString(`<violations xmlns="urn:kontrakt:sandbox">`)
	for _, v := range r.Violations {
		fmt.Fprintf(&b, `<violation line="%d" column="%d" path="%s">%s</violation>`, v.Line, v.Column, escape(v.Path), escape(v.Message))
	}
	return []byte(b.String() + "</violations>")
}

// escape returns text for XML.
func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer has no errors
	return b.String()
}

// faultCodes are the codes of SOAP 1.2 for those of SOAP 1.1 (SOAP 1.2 Part 1, section 5.4.6).
var faultCodes = map[string]string{"Client": "Sender", "Server": "Receiver"}

// faultResponse returns a fault. Its status is that of SOAP 1.1, section 6.2, or of SOAP 1.2 Part 2, table 20.
func faultResponse(version, code, message string, detail []byte) *response {
	var fault string
	status := http.StatusInternalServerError
	if version == "1.2" {
		if code = cmp.Or(faultCodes[code], code); code == "Sender" {
			status = http.StatusBadRequest
		}
		fault = "<soapenv:Fault><soapenv:Code><soapenv:Value>soapenv:" + escape(code) + "</soapenv:Value></soapenv:Code>" +
			`<soapenv:Reason><soapenv:Text xml:lang="en">` + escape(message) + "</soapenv:Text></soapenv:Reason>"
		if len(detail) > 0 {
			fault += "<soapenv:Detail>" + string(detail) + "</soapenv:Detail>"
		}
	} else {
		fault = "<soapenv:Fault><faultcode>soapenv:" + escape(code) + "</faultcode><faultstring>" + escape(message) + "</faultstring>"
		if len(detail) > 0 {
			fault += "<detail>" + string(detail) + "</detail>"
		}
	}
	return envelopeResponse(version, status, kernel.WrapEnvelope(version, nil, []byte(fault+"</soapenv:Fault>")))
}

// envelopeResponse returns a response whose body is an envelope.
func envelopeResponse(version string, status int, envelope []byte) *response {
	return newResponse(status, schema.Envelopes[version].MediaType+";charset=UTF-8", envelope)
}

// responseWith returns the response to r that has content in its body.
func (service *service) responseWith(r *Request, content []byte) *response {
	if service.contract.API.SOAP == nil {
		return newResponse(http.StatusOK, "application/json", content)
	}
	return envelopeResponse(r.version, http.StatusOK, kernel.WrapEnvelope(r.version, nil, content))
}
