// Messages as HTTP has them: an envelope, or several parts of which one has the envelope and the others attachments (SOAP
// Messages with Attachments, section 3; MTOM, section 3), or attachments without an envelope (WSDL 1.1, section 5).

package kernel

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/attach"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// part is a part of a message.
type part struct {
	id, contentType, content string
	start                    int  // the offset of its content in the message
	line, column             int  // of start
	isPlain                  bool // its content is in the message as it is
	isNeeded                 bool // an element refers to it, or the contract names it
}

// IsRelated reports whether a message with header has several parts.
func IsRelated(header http.Header) bool { return transport.MediaType(header) == "multipart/related" }

// IsMessage reports whether e, which [Contract.ReadMessage] has read from a response with a status and header, is a message at
// all, or should be one: the page of an HTTP error is none.
func (e *Envelope) IsMessage(status int, header http.Header) bool {
	isPage := e.Message.IsAttached() && e.Text == "" && status/100 != 2
	return !isPage && (e.Version != "" || IsRelated(header))
}

// ReadMessage is [Contract.ReadEnvelope] for a message with header, whose attachments can be parts beside the envelope, or
// the whole message. Those that are missing are violations, and so are parts that nothing refers to. Positions are those in
// body. The operation of a request without an envelope must be known.
func (c *Contract) ReadMessage(header http.Header, body string, op *schema.SOAPOperation, direction Direction) (*Envelope, []Violation) {
	root := &part{contentType: header.Get("Content-Type"), content: body, line: 1, column: 1, isPlain: true}
	isContent := direction == Request && messageOf(op, direction).IsAttachment() // of any type
	if isContent || !IsRelated(header) {
		return c.readMessage(body, root, nil, op, direction)
	}
	list, fault := readParts(root.contentType, body)
	if fault != nil {
		return new(Envelope), []Violation{*fault}
	}
	root = list[0]
	start := attach.TrimID(multipart.Parameter(header.Get("Content-Type"), "start"))
	var violations []Violation
	var distinct []*part
	known := map[string]bool{}
	for _, p := range list {
		if known[p.id] && p.id != "" {
			violations = append(violations, p.violation("two parts have the Content-ID "+wire.Quote(p.id)))
			continue
		}
		known[p.id] = true
		if p.id == start && start != "" {
			root = p
		}
		distinct = append(distinct, p)
	}
	found, more := c.readMessage(body, root, distinct, op, direction)
	violations = append(violations, more...)
	sortViolations(violations)
	return found, violations
}

// readMessage reads the message in body: an envelope in root, and its attachments in list, or attachments alone. list is nil
// if there is only root.
func (c *Contract) readMessage(body string, root *part, list []*part, op *schema.SOAPOperation, direction Direction) (*Envelope, []Violation) {
	r := &envelopeReading{reading: c.newReading(""), op: op, direction: direction}
	found, violations := &r.found, []Violation(nil)
	if m := messageOf(op, direction); m.IsAttached() && (direction == Request || !soap.IsEnvelope(root.content)) {
		if list == nil {
			list = []*part{root}
		}
		root = nil
		r.setParts(&parts{list: list})
		r.attached(m)
		found.Version, violations = op.Port.Version, r.violations
	} else {
		r.reading = c.newReading(root.content)
		r.setParts(&parts{root: root, list: list})
		if r.d.Document() == root.content && root.isPlain {
			r.places = newPlaces(body)
		} else { // all places are that of the part
			r.places = newPlaces(body[:root.start])
		}
		r.places.start = root.start
		found, violations = r.envelopeIn(root.content)
		found.Text, found.ContentType = root.content, root.contentType
	}
	for _, p := range list {
		if p != root && !p.isNeeded && !r.d.Failed() {
			v := p.violation("expected a reference to each part of the message, found none to the part " + wire.Quote(p.id))
			v.Tolerated = op != nil && !op.HasAttachments()
			violations = append(violations, v)
		}
	}
	return found, violations
}

// violation returns a violation at p.
func (p *part) violation(message string) Violation {
	return Violation{Line: p.line, Column: p.column, Message: message}
}

// readParts returns the parts of body: at least one. If body cannot be read, it returns a fault instead.
func readParts(contentType, body string) (list []*part, fault *Violation) {
	boundary, err := multipart.Boundary(contentType)
	if err != nil {
		return nil, &Violation{Message: err.Error()}
	}
	reader, places := multipart.NewReader(body, boundary), newPlaces(body)
	at := 0 // the end of the part before
	for p, ok := reader.Next(); ok; p, ok = reader.Next() {
		at = endOf(body, "--"+boundary, at, p.Body)
		read := &part{id: attach.TrimID(p.Header.Get("Content-ID")), contentType: p.Header.Get("Content-Type"),
			start: at - len(p.Body)}
		read.line, read.column = places.of(read.start)
		if read.content, err = multipart.Decode(p.Header.Get("Content-Transfer-Encoding"), p.Body); err != nil {
			fault := read.violation(err.Error())
			return nil, &fault
		}
		read.isPlain = read.content == p.Body
		list = append(list, read)
	}
	if err = reader.Err; err == nil && len(list) == 0 {
		err = errors.New("the multipart body has no parts")
	}
	if err != nil {
		line, column := places.of(at)
		return nil, &Violation{Line: line, Column: column, Message: err.Error()}
	}
	return list, nil
}

// endOf returns where content, which a delimiter follows, ends in body at the offset from or later.
func endOf(body, delimiter string, from int, content string) int {
	for at := from; ; {
		i := strings.Index(body[at:], delimiter)
		if i < 0 {
			return len(body)
		}
		end := len(strings.TrimSuffix(strings.TrimSuffix(body[:at+i], "\n"), "\r"))
		if end-len(content) > from && strings.HasSuffix(body[:end], content) {
			return end
		}
		at += i + len(delimiter)
	}
}

// node returns the value of f that p is.
func (p *part) node(f *schema.Field) *Node {
	return &Node{Name: f.Wire.Local, Field: f, Type: f.Type, Text: base64.StdEncoding.EncodeToString([]byte(p.content)),
		ContentType: p.contentType, Line: p.line, Column: p.column, index: -1}
}

// WriteMessage is [Contract.WriteEnvelope] for a message whose attachments are beside the envelope, as generated clients send
// them: those that are short and have no content type are in the envelope. A message without an envelope has no headers.
func (c *Contract) WriteMessage(op *schema.SOAPOperation, direction Direction, body *Node, headers ...*Node) (contentType string,
	message []byte, violations []Violation) {
	attachments, post := attach.New(asIs), &transport.Call{}
	var value any
	if m := messageOf(op, direction); m.IsAttached() {
		value, violations = c.valueOf(body, m, false)
	} else {
		post.ContentType = schema.Envelopes[op.Port.Version].MediaType + ";charset=UTF-8"
		if direction == Request && op.Port.Version == "1.2" && op.Action != "" {
			post.ContentType += `;action="` + op.Action + `"`
		}
		post.Body, value, violations = c.writeEnvelope(c.typesWith(attachments), op, direction, body, headers)
	}
	if len(violations) > 0 {
		return "", nil, violations
	}
	attachments.Pack(post, value)
	message, err := post.Body, post.Err
	if err == nil && post.Upload != nil {
		var content io.Reader
		if content, err = post.Upload.Open(context.Background()); err == nil {
			message, err = io.ReadAll(content)
		}
	}
	if err != nil {
		return "", nil, []Violation{{Message: err.Error()}}
	}
	return post.ContentType, message, nil
}

// CompleteRequest returns envelope, an example of the request of op, as a message with all its attachments. It returns
// envelope itself if it is no request, or needs no parts.
func (c *Contract) CompleteRequest(op *schema.SOAPOperation, contentType, envelope string) (string, []byte) {
	if op.HasAttachments() {
		example, violations := c.ReadExample(envelope, op, Request)
		completeType, message, more := c.WriteMessage(op, Request, example.Body, example.Headers...)
		if len(violations)+len(more) == 0 {
			return completeType, message
		}
	}
	return contentType, []byte(envelope)
}

// attachment returns p as an attachment.
func (p *part) attachment() *xmlwire.Attachment {
	return &xmlwire.Attachment{ContentType: p.contentType, Body: strings.NewReader(p.content)}
}
