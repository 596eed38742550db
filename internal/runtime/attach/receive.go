// Attachments of responses: the parts after the envelope, in the order in which they arrive.

package attach

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/soap"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmltype"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// Exchange implements [soap.Attachments]. Options.Timeout applies until the envelope was received.
func (m *message) Exchange(ctx context.Context, e *transport.Endpoint, post *transport.Call) (*transport.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	if limit, exceeded := e.TimeoutOf(post); limit > 0 {
		timer := time.AfterFunc(limit, func() { cancel(exceeded) })
		defer timer.Stop()
	}
	reply, err := e.Send(ctx, post)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	in := &incoming{ctx: ctx, cancel: cancel, e: e, call: post, reply: reply, convert: m.convert, byID: map[string]*part{}}
	in.body.Reader = reply.Body
	response, isRelated := reply.Head(), transport.MediaType(reply.Header) == "multipart/related"
	switch {
	case response.Status >= 300:
		response.Body = reply.Page()
		if isRelated {
			in.body.Reader = io.MultiReader(strings.NewReader(response.Body), reply.Body)
			if root, err := in.related(false); err == nil && soap.IsEnvelope(root.Body) { // of a fault
				header := response.Header.Clone()
				header.Set("Content-Type", root.Header.Get("Content-Type"))
				response.Header, response.Body, m.received = header, root.Body, in
				return response, nil
			}
		}
	case isRelated:
		if response, err = in.related(m.isAlone); err == nil {
			m.received = in
			return response, nil
		}
	case m.isAlone:
		content := bufio.NewReaderSize(&in.body, headSize)
		var hasEnvelope bool
		if hasEnvelope, err = in.beginsEnvelope(content); err != nil {
			break
		}
		if !hasEnvelope {
			in.alone, m.received = content, in
			return response, nil
		}
		response.Body, err = in.whole(content)
	default:
		response.Body, err = in.whole(&in.body)
	}
	in.release(err)
	return response, err
}

// headSize is how many bytes at the beginning of a response tell an envelope from other content.
const headSize = 4 << 10

// beginsEnvelope reports whether content, which has a buffer of headSize, is an envelope. The error is that of the call.
func (in *incoming) beginsEnvelope(content *bufio.Reader) (ok bool, err error) {
	head, err := content.Peek(headSize)
	if err != nil && err != io.EOF {
		return false, in.failure(err)
	}
	return soap.IsEnvelope(string(head)), nil
}

// Read implements [soap.Attachments].
func (m *message) Read(x *xmltype.Reader, a *xmlwire.Attachment, isReferred bool, deviate func(expected, found string)) bool {
	return Read(x, a, isReferred, deviate, m.find)
}

// find sets a to the part that href refers to (RFC 2392). It returns why there is none, or "".
func (m *message) find(href string, a *xmlwire.Attachment) (fault string) {
	if m.received == nil {
		return noParts(href, a)
	}
	id, fault := IDIn(href)
	if fault != "" {
		return fault
	}
	return m.received.refer(id, a)
}

// IDIn returns the Content-ID of the part that href refers to (RFC 2392), or why it refers to none.
func IDIn(href string) (id, fault string) {
	scheme, escaped, _ := strings.Cut(href, ":")
	id, err := url.PathUnescape(escaped)
	if err != nil || !strings.EqualFold(scheme, "cid") {
		return "", "it does not begin with cid:"
	}
	return unescaped(id), ""
}

// Start implements [soap.Attachments].
func (m *message) Start(response any) error {
	parts := declaredIn(response)
	if m.received == nil {
		var missing wire.Deviations
		for _, d := range parts {
			missing.Add(func() string { return d.name }, "a part of the message", "none")
		}
		return missing.Err()
	}
	for _, d := range parts {
		d.set(m.received.expect(d.name))
	}
	if m.received.alone != nil {
		return m.received.takeAlone()
	}
	return m.received.start()
}

// End implements [soap.Attachments]. The attachments of a fault are put aside, because programs seldom read them.
func (m *message) End(err error) {
	in := m.received
	if in == nil {
		return
	}
	if errors.Is(err, failure.ErrFault) {
		in.finish() // an error is that of reading an attachment
	}
	var deviations *wire.DeviationError
	if in.waiting == 0 || err != nil && !errors.As(err, &deviations) {
		in.release(err)
	}
}

// related returns the response with the part that has the envelope: the one that the parameter start names, or else the
// first (RFC 2387, section 3.2). If mayLack is set and that is no envelope, all parts are attachments, and the response has no
// body.
func (in *incoming) related(mayLack bool) (*transport.Response, error) {
	contentType := in.reply.Header.Get("Content-Type")
	boundary, err := multipart.Boundary(contentType)
	if err != nil {
		return nil, in.e.ContentError(in.call, in.reply.Head(), err)
	}
	in.parts = newParts(&in.body, boundary)
	start := TrimID(multipart.Parameter(contentType, "start"))
	var root *part
	for {
		more, err := in.next()
		if err != nil {
			return nil, in.failure(err)
		}
		if !more {
			break
		}
		if start == "" || in.current.id == start {
			root = in.current
			break
		}
		if root == nil {
			root = in.current
		}
	}
	if root == nil {
		return nil, in.e.ContentError(in.call, in.reply.Head(), errors.New("the multipart body has no parts"))
	}
	response := in.reply.Head()
	response.Header = root.header
	if mayLack {
		content := bufio.NewReaderSize(root.content, headSize)
		hasEnvelope, err := in.beginsEnvelope(content)
		if err != nil {
			return nil, err
		}
		root.content = peeked{content, root.content}
		if !hasEnvelope {
			in.hasEnvelope = true
			return response, nil
		}
	}
	if response.Body, err = in.whole(root.content); err != nil {
		return nil, err
	}
	root.discard()
	in.hasEnvelope, root.isRoot = true, true
	return response, nil
}

// peeked is the content of a part whose beginning is in a buffer.
type peeked struct {
	io.Reader
	content io.Reader
}

// Close implements io.Closer.
func (p peeked) Close() error {
	if closer, ok := p.content.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}

// whole returns the text that content reads, of Options.MaxResponseBytes at most.
func (in *incoming) whole(content io.Reader) (string, error) {
	var b strings.Builder
	limit := in.e.Options().MaxResponseBytes
	n, err := io.Copy(&b, io.LimitReader(content, limit+1))
	switch {
	case err != nil:
		return "", in.failure(err)
	case n > limit:
		return "", in.e.Failure(in.call, failure.ErrTooLarge, in.reply.StatusCode, fmt.Errorf("more than %d bytes", limit))
	}
	return b.String(), nil
}

// TrimID returns a Content-ID, or a reference to one, without its angle brackets (RFC 2392).
func TrimID(value string) string {
	return unescaped(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(value), "<"), ">"))
}

// unescaped returns a Content-ID without percent-encoding. RFC 2392 has that only in references, but some services write the
// Content-ID as they refer to it.
func unescaped(id string) string {
	if plain, err := url.PathUnescape(id); err == nil {
		return plain
	}
	return id
}

// decoded returns content without its Content-Transfer-Encoding (RFC 2045, section 6).
func decoded(header http.Header, content io.Reader) (io.Reader, error) {
	switch encoding := header.Get("Content-Transfer-Encoding"); strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "7bit", "8bit", "binary":
		return content, nil
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, content), nil
	case "quoted-printable":
		return quotedprintable.NewReader(content), nil
	default:
		return nil, fmt.Errorf("Content-Transfer-Encoding %.40q is not supported", encoding)
	}
}
