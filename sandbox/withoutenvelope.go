// SOAP requests without an envelope: content alone, or several parts (WSDL 1.1, section 5).

package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// withoutEnvelope returns the operation of r, a request without an envelope: the one that SOAPAction names or, if it names
// no operation, the only one with such requests. It returns nil for another request.
func (service *service) withoutEnvelope(r *Request) (only *schema.SOAPOperation) {
	named := strings.Trim(r.Header.Get("SOAPAction"), `"`)
	isNamed := false
	count := 0
	for _, op := range service.contract.API.SOAP.Operations {
		if op.Port.Version == "1.1" && op.Action != "" && op.Action == named {
			if op.Input.IsAttached() {
				return op
			}
			isNamed = true
		}
		if op.Input.IsAttached() {
			only = op
			count++
		}
	}
	if isNamed || count != 1 || kernel.IsEnvelope(string(r.Body)) {
		return nil
	}
	return only
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
