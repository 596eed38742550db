// Messages as HTTP has them: an envelope, or several parts of which one has the envelope and the others attachments (SOAP
// Messages with Attachments, section 3; MTOM, section 3).

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

// ReadMessage is [Contract.ReadEnvelope] for a message with header, whose attachments can be parts beside the envelope.
// Those that are missing are violations, and so are parts that nothing refers to. Positions are those in body.
func (c *Contract) ReadMessage(header http.Header, body string, op *schema.SOAPOperation, direction Direction) (*Envelope, []Violation) {
	root := &part{contentType: header.Get("Content-Type"), content: body, isPlain: true}
	switch {
	case IsRelated(header):
	case direction == Response && op != nil && op.Output.IsAttachment() && !soap.IsEnvelope(body):
		return contentAlone(op, root), nil
	default:
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

// readMessage reads the message in body: an envelope in root, and its attachments in list.
func (c *Contract) readMessage(body string, root *part, list []*part, op *schema.SOAPOperation, direction Direction) (*Envelope, []Violation) {
	r := &envelopeReading{reading: c.newReading(root.content), op: op, direction: direction}
	r.setParts(&parts{root: root, list: list})
	if r.d.Document() == root.content && root.isPlain {
		r.places = newPlaces(body)
	} else { // all places are that of the part
		r.places = newPlaces(body[:root.start])
	}
	r.places.start = root.start
	found, violations := r.envelopeIn(root.content)
	found.Text, found.ContentType = root.content, root.contentType
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

// readParts returns the parts of body, of which there is at least one, or what is wrong with it.
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

// contentAlone returns the response of op that is p, without an envelope.
func contentAlone(op *schema.SOAPOperation, p *part) *Envelope {
	p.line, p.column = 1, 1
	t := op.Output.Type
	return &Envelope{Operation: op, Message: op.Output, ContentType: p.contentType,
		Body: &Node{Type: t, Children: []*Node{p.node(t.Attached[0])}, Line: 1, Column: 1, index: -1}}
}

// node returns the value of f that p is.
func (p *part) node(f *schema.Field) *Node {
	return &Node{Name: f.Wire.Local, Field: f, Type: f.Type, Text: base64.StdEncoding.EncodeToString([]byte(p.content)),
		ContentType: p.contentType, Line: p.line, Column: p.column, index: -1}
}

// WriteMessage is [Contract.WriteEnvelope] for a message whose attachments are beside the envelope, as generated clients send
// them: those that are short and have no content type are in the envelope.
func (c *Contract) WriteMessage(op *schema.SOAPOperation, direction Direction, body *Node, headers ...*Node) (contentType string,
	message []byte, violations []Violation) {
	if direction == Response && op.Output.IsAttachment() {
		w := draft{Contract: c}
		w.attach(body.Children[0], "")
		return w.parts[0].contentType, []byte(w.parts[0].content), w.violations
	}
	attachments := attach.New(asIs)
	envelope, value, violations := c.writeEnvelope(c.typesWith(attachments), op, direction, body, headers)
	if len(violations) > 0 {
		return "", nil, violations
	}
	post := &transport.Call{ContentType: schema.Envelopes[op.Port.Version].MediaType + ";charset=UTF-8", Body: envelope}
	if direction == Request && op.Port.Version == "1.2" && op.Action != "" {
		post.ContentType += `;action="` + op.Action + `"`
	}
	attachments.Pack(post, value)
	if post.Upload == nil {
		return post.ContentType, envelope, nil
	}
	content, err := post.Upload.Open(context.Background())
	if err == nil {
		message, err = io.ReadAll(content)
	}
	if err != nil {
		violations = []Violation{{Message: err.Error()}}
	}
	return post.ContentType, message, violations
}

// CompleteRequest returns envelope, an example of the request of op, as a message with all its attachments. It returns
// envelope itself if it is no request, or needs no parts.
func (c *Contract) CompleteRequest(op *schema.SOAPOperation, contentType, envelope string) (string, []byte) {
	if op.HasAttachments() {
		example, violations := c.ReadEnvelope(envelope, op, Request)
		c.Complete(example, op.Input)
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
