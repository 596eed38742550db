// SOAP requests without an envelope: content alone, or several parts (WSDL 1.1, section 5).

package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// withoutEnvelope returns the operation of r, a request without an envelope: the only one that its header fits or, if it fits
// none, the only one with such requests. It returns nil for another request.
func (service *service) withoutEnvelope(r *Request) *schema.SOAPOperation {
	isEnvelope := kernel.IsEnvelope(string(r.Body))
	actions := r.Header["Soapaction"]
	var fitting, all []*schema.SOAPOperation
	for _, op := range service.contract.API.SOAP.Operations {
		if !op.Input.IsAttached() {
			continue
		}
		all = append(all, op)
		if op.Port.Version == "1.1" && len(actions) == 1 && strings.Trim(actions[0], `"`) == op.Action ||
			op.Port.Version == "1.2" && len(actions) == 0 && !isEnvelope {
			fitting = append(fitting, op)
		}
	}
	switch {
	case len(fitting) == 1:
		return fitting[0]
	case len(all) == 1 && !isEnvelope && service.named(r.Header) == nil:
		return all[0]
	}
	return nil
}

// checkContent adds violations for what r, a request without an envelope, does not have as m says.
func (r *Request) checkContent(m *schema.Message) {
	media, parameters := mediaType(r.Header)
	if m.IsAttachment() {
		r.checkContentType(m.Type.Attached[0], media)
		return
	}
	if media != "multipart/related" {
		r.addViolation("the Content-Type is %q, instead of multipart/related", media)
		return
	}
	parts, err := readParts(r.Body, parameters["boundary"])
	if err != nil {
		r.addViolation("the multipart body is malformed: %v", err)
		return
	}
	fields := m.Type.Attached
	if len(parts) != len(fields) {
		r.addViolation("the request has %d parts, instead of %d", len(parts), len(fields))
		return
	}
	for i, f := range fields {
		media, _ := mediaType(http.Header{"Content-Type": parts[i].header["Content-Type"]})
		r.checkContentType(f, media)
	}
}

// checkContentType adds a violation for a part with a media type that f does not allow.
func (r *Request) checkContentType(f *schema.Field, media string) {
	if !slices.ContainsFunc(f.ContentTypes, func(want string) bool { return accepts(want, media) }) {
		r.addViolation("the Content-Type of the part %s is %q, instead of %s", f.Wire.Local, media, strings.Join(f.ContentTypes, " or "))
	}
}
