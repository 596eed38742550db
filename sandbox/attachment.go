// Attachments of SOAP messages: parts beside the envelope.

package sandbox

import (
	"cmp"
	"encoding/base64"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// envelopeType returns the media type of the envelope of a message with header, and the action of SOAP 1.2. part is the
// Content-Type of the part with the envelope, "" if it is not known.
func envelopeType(header http.Header, part string) (media, action string, hasAction bool) {
	media, parameters := mediaType(header)
	if !kernel.IsRelated(header) {
		action, hasAction = parameters["action"]
		return media, action, hasAction
	}
	const xop = "application/xop+xml"
	whole := header.Get("Content-Type")
	types := []string{part, multipart.Parameter(part, "type"), multipart.Parameter(whole, "type"), multipart.Parameter(whole, "start-info")}
	media = ""
	for _, t := range types {
		if of, _, _ := mime.ParseMediaType(t); (media == "" || media == xop) && of != "" {
			media = of
		}
	}
	for _, t := range append(types, whole) {
		if action == "" {
			action = multipart.Parameter(t, "action")
		}
	}
	return media, action, action != ""
}

// checkParts adds violations for parts with other content types than the contract names.
func (r *Request) checkParts(envelope *kernel.Envelope) {
	if envelope.Body == nil {
		return
	}
	for _, n := range envelope.Body.Children {
		if n.Field == nil || acceptsAny(n.Field.ContentTypes, n.ContentType) {
			continue
		}
		r.addViolations([]kernel.Violation{{Path: n.Name, Line: n.Line, Column: n.Column,
			Message: "the Content-Type is " + strconv.Quote(n.ContentType) + ", instead of " + strings.Join(n.Field.ContentTypes, " or ")}})
	}
}

// acceptsAny reports whether a content type is one of wanted, which are nil for any.
func acceptsAny(wanted []string, contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	return wanted == nil || err == nil && slices.ContainsFunc(wanted, func(want string) bool { return accepts(want, media) })
}

// isAttachment reports whether the value of n is an attachment.
func isAttachment(n *kernel.Node) bool {
	t := n.ValueType()
	return t != nil && t.IsAttachment()
}

// Attachment is an attachment of a request.
type Attachment struct {
	Name        string // of its element or part
	ContentType string // "" for one in the envelope
	Content     []byte
}

// Attachments returns the attachments in the body of a SOAP request, or beside it, in the order of the contract.
func (r *Request) Attachments() (list []Attachment) {
	for n := range r.node.Binaries() {
		if content, err := base64.StdEncoding.DecodeString(n.Text); err == nil && isAttachment(n) {
			list = append(list, Attachment{n.Name, n.ContentType, content})
		}
	}
	return list
}

// write returns the response of op with envelope. Its attachments are beside the envelope if the contract says so, or the
// client of r takes them there; otherwise they are in it.
func (service *service) write(r *Request, op *schema.SOAPOperation, envelope *kernel.Envelope) (*response, []kernel.Violation) {
	areParts := kernel.IsRelated(r.Header) || strings.Contains(r.Header.Get("Accept"), "multipart/related") ||
		service.contract.API.SOAP.MTOM
	needsParts := op.Output.Type != nil && len(op.Output.Type.Attached) > 0
	if op.HasAttachments() {
		for n := range envelope.Body.Binaries() {
			switch t := n.ValueType(); {
			case t.Builtin == schema.ReferredAttachment:
				needsParts = true
			case t.IsAttachment() && areParts:
				n.ContentType = cmp.Or(n.ContentType, "application/octet-stream")
			}
		}
		if areParts || needsParts {
			contentType, message, violations := service.contract.WriteMessage(op, kernel.Response, envelope.Body, envelope.Headers...)
			return newResponse(http.StatusOK, contentType, message), violations
		}
	}
	written, violations := service.contract.WriteEnvelope(op, kernel.Response, envelope.Body, envelope.Headers...)
	return envelopeResponse(op.Port.Version, http.StatusOK, written), violations
}
