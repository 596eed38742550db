// Attachments of requests: the envelope and the parts after it, read while they are sent (MTOM, section 3).

package attach

import (
	"bytes"
	"crypto/rand"
	"io"
	"mime"
	"slices"
	"strconv"
	"strings"

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
	sent     []*xmlwire.Attachment
	boundary string

	received *incoming             // nil unless the response has parts
	convert  func(err error) error // of reading attachments of the response
}

// New returns the attachments of one call. convert converts the errors of reading those of the response.
func New(convert func(error) error) soap.Attachments {
	return &message{boundary: rand.Text(), convert: convert}
}

// Append implements [soap.Attachments]. A short attachment of known length is sent in the envelope, unless that would lose
// its content type.
func (m *message) Append(b []byte, a *xmlwire.Attachment) []byte {
	if a.Body == nil {
		return b
	}
	if _, _, size := upload.Measure(a.Body); a.ContentType == "" && 0 <= size && size <= maxInline {
		return document{}.Append(b, a)
	}
	if _, _, err := mime.ParseMediaType(a.ContentType); err != nil && a.ContentType != "" ||
		strings.ContainsFunc(a.ContentType, httpfield.IsControl) {
		return wire.Refuse(b, "has a content type that is not a media type")
	}
	if slices.Contains(m.sent, a) {
		return wire.Refuse(b, "is the attachment of another element too: its body can be read only once")
	}
	m.sent = append(m.sent, a)
	return append(b, `<xop:Include xmlns:xop="`+includeNamespace+`" href="cid:`+m.id(len(m.sent))+`"/>`...)
}

// id returns the Content-ID of part number i, without angle brackets. Part 0 has the envelope.
func (m *message) id(i int) string { return strconv.Itoa(i) + "." + m.boundary + "@kontrakt" }

// Pack implements [soap.Attachments].
func (m *message) Pack(post *transport.Call) {
	if len(m.sent) == 0 {
		return
	}
	media, _, _ := strings.Cut(post.ContentType, ";")
	text := multipart.AppendHeader(nil, m.boundary, []httpfield.Field{
		{Name: "Content-Type", Value: `application/xop+xml; charset=UTF-8; type="` + media + `"`},
		{Name: "Content-Transfer-Encoding", Value: "8bit"},
		{Name: "Content-ID", Value: "<" + m.id(0) + ">"},
	})
	text = append(append(text, post.Body...), "\r\n"...)
	var parts []io.Reader
	for i, a := range m.sent {
		contentType := a.ContentType
		if contentType == "" {
			contentType = "application/octet-stream"
		}
		text = multipart.AppendHeader(text, m.boundary, []httpfield.Field{
			{Name: "Content-Type", Value: contentType},
			{Name: "Content-Transfer-Encoding", Value: "binary"},
			{Name: "Content-ID", Value: "<" + m.id(i+1) + ">"},
		})
		parts = append(parts, bytes.NewReader(text), a.Body)
		text = []byte("\r\n")
	}
	parts = append(parts, bytes.NewReader(multipart.AppendClose(text, m.boundary)))
	action := ""
	if value := multipart.Parameter(post.ContentType, "action"); value != "" {
		action = `; action="` + value + `"`
	}
	post.ContentType = `multipart/related; type="application/xop+xml"; boundary="` + m.boundary + `"; start="<` + m.id(0) +
		`>"; start-info="` + media + `"` + action
	post.Upload = upload.New(concat.Readers(parts...))
}
