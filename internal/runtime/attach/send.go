// Attachments of requests: the envelope and the parts after it, read while they are sent (MTOM, section 3; SOAP Messages with
// Attachments, section 3).

package attach

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/check"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/concat"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/upload"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// maxInline is the size of the largest attachment that is sent in the envelope, in bytes: as a part it would be longer.
const maxInline = 1 << 10

// message has the attachments of one call.
type message struct {
	sent       []outgoing
	boundary   string
	hasInclude bool // the envelope has an xop:Include
	isAlone    bool // the response has no envelope, unless it is a fault

	received *incoming             // nil unless the response has parts
	convert  func(err error) error // of reading attachments of the response
}

// NewContentAlone is [New] for a response without an envelope: one attachment, or several as its parts.
func NewContentAlone(convert func(error) error) soap.Attachments {
	return &message{boundary: rand.Text(), convert: convert, isAlone: true}
}

// outgoing is a part beside the envelope.
type outgoing struct {
	*xmlwire.Attachment
	id, contentType string
}

// New returns the attachments of one call. convert converts the errors of reading those of the response.
func New(convert func(error) error) soap.Attachments {
	return &message{boundary: rand.Text(), convert: convert}
}

// Append implements [soap.Attachments]. A short attachment of known length is sent in the envelope, unless that would lose
// its content type.
func (m *message) Append(b []byte, a *xmlwire.Attachment, isReferred bool) []byte {
	if a.Body == nil {
		return b
	}
	if _, _, size := upload.Measure(a.Body); !isReferred && a.ContentType == "" && 0 <= size && size <= maxInline {
		return document{}.Append(b, a, false)
	}
	id := m.id(len(m.sent) + 1)
	if fault := m.add(a, id, ""); fault != "" {
		return wire.Refuse(b, fault)
	}
	if isReferred {
		return append(b, "cid:"+id...)
	}
	m.hasInclude = true
	return AppendInclude(b, "cid:"+id)
}

// add adds a to the parts. contentType is for an attachment without one; "" is application/octet-stream. It returns what is
// wrong with a, "" if nothing is.
func (m *message) add(a *xmlwire.Attachment, id, contentType string) (fault string) {
	if _, _, err := mime.ParseMediaType(a.ContentType); err != nil && a.ContentType != "" ||
		strings.ContainsFunc(a.ContentType, httpfield.IsControl) {
		return "has a content type that is not a media type"
	}
	if slices.ContainsFunc(m.sent, func(s outgoing) bool { return s.Attachment == a }) {
		return "is the attachment of another element too: its body can be read only once"
	}
	m.sent = append(m.sent, outgoing{a, id, cmp.Or(a.ContentType, contentType, "application/octet-stream")})
	return ""
}

// Check implements [soap.Attachments].
func (m *message) Check(request any, v *check.Validator) { checkDeclared(request, v) }

// id returns the Content-ID of part number i, without angle brackets. Part 0 has the envelope.
func (m *message) id(i int) string { return strconv.Itoa(i) + "." + m.boundary + "@kontrakt" }

// Pack implements [soap.Attachments]. The envelope has the media type of XOP only if it refers to a part as XOP says.
// Without an envelope, the first part is the root (RFC 2387, section 3.2), or the only one is the body.
func (m *message) Pack(post *transport.Call, request any) {
	isAlone := false
	for _, d := range declaredIn(request) {
		if a := d.attachment(); a != nil && a.Body != nil {
			isAlone = d.isAlone
			if fault := m.add(a, idOf(d.name, m.id(len(m.sent)+1)), d.contentType); fault != "" {
				post.Invalid(d.name, fault)
			}
		}
	}
	if m.isAlone {
		post.Accept += ", */*"
	}
	switch {
	case len(m.sent) == 0:
		return
	case isAlone:
		post.ContentType, post.Upload = m.sent[0].contentType, upload.New(m.sent[0].Body)
		return
	}
	var text []byte
	var kind, root, startInfo string
	if post.Body == nil {
		kind, root = mediaOf(m.sent[0].contentType), m.sent[0].id
	} else {
		kind, root = mediaOf(post.ContentType), m.id(0)
		contentType := post.ContentType
		if m.hasInclude {
			contentType = `application/xop+xml; charset=UTF-8; type="` + kind + `"`
			kind, startInfo = "application/xop+xml", `; start-info="`+kind+`"`
		}
		text = multipart.AppendHeader(nil, m.boundary, []httpfield.Field{
			{Name: "Content-Type", Value: contentType},
			{Name: "Content-Transfer-Encoding", Value: "8bit"},
			{Name: "Content-ID", Value: "<" + root + ">"},
		})
		text = append(append(text, post.Body...), "\r\n"...)
	}
	var parts []io.Reader
	for _, s := range m.sent {
		text = multipart.AppendHeader(text, m.boundary, []httpfield.Field{
			{Name: "Content-Type", Value: s.contentType},
			{Name: "Content-Transfer-Encoding", Value: "binary"},
			{Name: "Content-ID", Value: "<" + s.id + ">"},
		})
		parts = append(parts, bytes.NewReader(text), s.Body)
		text = []byte("\r\n")
	}
	parts = append(parts, bytes.NewReader(multipart.AppendClose(text, m.boundary)))
	action := ""
	if value := multipart.Parameter(post.ContentType, "action"); value != "" {
		action = `; action="` + value + `"`
	}
	post.ContentType = `multipart/related; type="` + kind + `"; boundary="` + m.boundary + `"; start="<` + root + `>"` +
		startInfo + action
	post.Upload = upload.New(concat.Readers(parts...))
}

// mediaOf returns the media type in a Content-Type.
func mediaOf(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.TrimSpace(media)
}
