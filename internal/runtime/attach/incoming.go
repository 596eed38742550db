// The parts of a response that arrive one after the other, and can be read in any order.

package attach

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/xmlwire"
)

// maxParts bounds the parts of a response.
const maxParts = 10000

// incoming has the parts of a response. A part is read from the connection, and those before it that are still needed are
// put aside.
type incoming struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	e       *transport.Endpoint
	call    *transport.Call
	reply   transport.Reply
	convert func(error) error
	body    watched
	parts   *parts    // nil for a response without parts
	alone   io.Reader // the content of such a response; nil for an envelope

	hasEnvelope bool // the envelope was read, or there is none

	mu       sync.Mutex
	byID     map[string]*part // those that have arrived, and those that the envelope refers to
	expected []*part          // those that the contract names, in its order
	arrived  []*part
	current  *part    // that is arriving
	waiting  int      // parts with an attachment, neither read to their ends nor closed
	needless []string // the Content-IDs of parts that neither the envelope refers to nor the contract names
	aside    int64    // bytes in memory of parts that were put aside
	err      error    // why no other part can be read
	ended    bool     // the connection is not used any more
	released bool
}

// watched is the body of a response. It keeps the error of the connection.
type watched struct {
	io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// part is a part of a response, and the body of its attachment.
type part struct {
	in         *incoming
	id         string              // its Content-ID
	name       string              // in the contract; "" for a part that the envelope refers to
	attachment *xmlwire.Attachment // nil if the part is needless
	isRoot     bool                // it has the envelope
	header     http.Header         // nil until it arrives
	content    io.Reader
	isDone     bool // it was read to its end, or closed
	err        error
}

// refer sets a to the part with the Content-ID id. It returns why there cannot be one, or "".
func (in *incoming) refer(id string, a *xmlwire.Attachment) (fault string) {
	p := in.byID[id]
	switch {
	case p == nil:
		p = &part{in: in, id: id}
		in.byID[id] = p
	case p.isRoot:
		return "it is the part with the envelope"
	case p.attachment != nil:
		return "another element refers to it"
	}
	p.attachment, a.Body = a, p
	if p.header != nil {
		a.ContentType = p.header.Get("Content-Type")
	}
	in.waiting++
	return ""
}

// expect returns the attachment of the part that the contract calls name.
func (in *incoming) expect(name string) *xmlwire.Attachment {
	p := &part{in: in, name: name}
	p.attachment = &xmlwire.Attachment{Body: p}
	in.expected = append(in.expected, p)
	in.waiting++
	return p.attachment
}

// takeAlone makes the response the first expected part, which should be the only one.
func (in *incoming) takeAlone() error {
	p := in.expected[0]
	p.header, p.content = in.reply.Header, in.alone
	p.attachment.ContentType = p.header.Get("Content-Type")
	in.hasEnvelope, in.arrived, in.current = true, []*part{p}, p
	return in.missingParts()
}

// claim returns the expected part that the part with the Content-ID id is: the one that id names or, if it names none, the
// next one. It returns nil if there is none.
func (in *incoming) claim(id string) (next *part) {
	name := NameIn(id)
	for _, p := range in.expected {
		hasArrived := p.header != nil
		switch {
		case p.name == name && hasArrived:
			return nil
		case p.name == name:
			return p
		case next == nil && !hasArrived:
			next = p
		}
	}
	return next
}

// start waits for the first part that the envelope refers to. Without one, it reads the rest of the response. The error is
// a *failure.Error, or a *wire.DeviationError if no connection is open.
func (in *incoming) start() error {
	for i, p := range in.arrived { // before the envelope
		if p.isRoot || p.attachment != nil {
			continue
		}
		claimed := in.claim(p.id)
		if claimed == nil {
			in.needless = append(in.needless, p.id)
			p.discard()
			continue
		}
		claimed.id, claimed.header, claimed.content = p.id, p.header, p.content
		claimed.attachment.ContentType = p.header.Get("Content-Type")
		in.arrived[i], in.byID[p.id] = claimed, claimed
		if in.current == p {
			in.current = claimed
		}
	}
	if in.waiting == 0 {
		if err := in.finish(); err != nil {
			return in.failure(err)
		}
		return in.needlessParts()
	}
	if slices.ContainsFunc(in.arrived, func(p *part) bool { return p.attachment != nil }) {
		return nil
	}
	for in.current == nil || in.current.attachment == nil {
		more, err := in.next()
		if err != nil {
			return in.failure(err)
		}
		if !more {
			return in.missingParts()
		}
	}
	return nil
}

// missingParts returns the deviations for the parts that the envelope refers to, or the contract names, and the response does
// not have.
func (in *incoming) missingParts() error {
	var ids []string
	for _, p := range in.byID {
		if p.attachment != nil && p.header == nil {
			ids = append(ids, p.id)
		}
	}
	slices.Sort(ids)
	var missing wire.Deviations
	for _, id := range ids {
		missing.Add(nowhere, "a part with the Content-ID "+wire.Quote(id), "none")
	}
	for _, p := range in.expected {
		if p.header == nil {
			missing.Add(func() string { return p.name }, "a part of the message", "none")
		}
	}
	return missing.Err()
}

// needlessParts returns the deviations for the needless parts.
func (in *incoming) needlessParts() error {
	var needless wire.Deviations
	for _, id := range in.needless {
		needless.Add(nowhere, "a reference to each part of the message", "none to the part "+wire.Quote(id))
	}
	return needless.Err()
}

// nowhere is the path of a deviation outside of the envelope.
func nowhere() string { return "" }

// next moves to the next part; more is false after the last one. The part before it is put aside if it is still needed.
func (in *incoming) next() (more bool, err error) {
	if in.err == nil {
		in.err = in.advance()
	}
	if in.err == io.EOF {
		return false, nil
	}
	return in.err == nil, in.err
}

// advance is next with io.EOF for the end.
func (in *incoming) advance() error {
	if err := in.leave(); err != nil {
		return err
	}
	header, err := http.Header(nil), io.EOF
	if in.parts != nil {
		header, err = in.parts.next()
	}
	switch {
	case err == io.EOF:
		io.CopyN(io.Discard, in.reply.Body, maxEpilogue)
		in.disconnect(nil)
		return io.EOF
	case err != nil:
		return err
	}
	if len(in.arrived) == maxParts {
		return fmt.Errorf("more than %d parts", maxParts)
	}
	id := TrimID(header.Get("Content-ID"))
	p := in.byID[id]
	switch {
	case p == nil || id == "":
		if p = in.claim(id); p == nil {
			p = &part{in: in}
		}
		p.id, in.byID[id] = id, p
	case p.header != nil:
		return fmt.Errorf("two parts have the Content-ID %.80q", id)
	}
	p.header = header
	in.arrived = append(in.arrived, p)
	if p.content, err = decoded(header, in.parts); err != nil {
		return err
	}
	if p.attachment != nil {
		p.attachment.ContentType = header.Get("Content-Type")
	} else if in.hasEnvelope {
		in.needless = append(in.needless, id)
	}
	in.current = p
	return nil
}

// maxEpilogue is how many bytes after the last part are read, so that the connection can be used again.
const maxEpilogue = 4 << 10

// leave puts the rest of the current part aside if it is still needed, and discards it otherwise.
func (in *incoming) leave() error {
	p := in.current
	if p == nil {
		return nil
	}
	in.current = nil
	switch {
	case p.isDone:
	case p.attachment == nil && in.hasEnvelope:
		limit := in.e.Options().MaxResponseBytes
		if n, _ := io.CopyN(io.Discard, p.content, limit+1); n > limit {
			return fmt.Errorf("more than %d bytes in a part that nothing refers to", limit)
		}
	default:
		aside, inMemory, err := spool(p.content, maxAside-in.aside)
		if err != nil {
			p.err = err
			return err
		}
		p.content = aside
		in.aside += inMemory
	}
	return nil
}

// finish reads the parts that nobody needs.
func (in *incoming) finish() error {
	for {
		if more, err := in.next(); err != nil || !more {
			return err
		}
	}
}

// disconnect ends the use of the connection. err says why the response is incomplete, if it is.
func (in *incoming) disconnect(err error) {
	if in.ended {
		return
	}
	in.ended = true
	in.reply.End(err)
	in.cancel(nil)
}

// release ends the response: nothing of it is needed but attachments that were put aside. err says why it is incomplete,
// if it is.
func (in *incoming) release(err error) {
	in.disconnect(err)
	in.released = true
	for _, p := range in.arrived {
		if p.attachment == nil {
			p.discard()
		}
	}
}

// failure returns the error of the call for err, which reading the response returned.
func (in *incoming) failure(err error) error {
	kind, cause := failure.ErrContent, err
	var inFile *os.PathError
	switch broken := in.body.err; {
	case errors.As(err, &inFile): // of a part that was put aside
		kind = failure.ErrTransport
	case broken == nil: // the response is complete, but not as it should be
	case !in.hasEnvelope && in.call.Unsafe():
		kind, err = failure.ErrUnknownOutcome, transport.Cause(in.ctx, broken)
	case errors.Is(broken, io.ErrUnexpectedEOF):
		err = fmt.Errorf("truncated: %w", broken)
	default:
		kind, err = failure.ErrTransport, transport.Cause(in.ctx, broken)
	}
	in.release(err)
	in.err = cmp.Or(in.err, cause)
	return in.e.Failure(in.call, kind, in.reply.StatusCode, err).Redact(in.reply.Head().Secrets(in.call)...)
}

// String returns what tells p from other parts.
func (p *part) String() string {
	if p.name != "" {
		return wire.Quote(p.name)
	}
	return "with the Content-ID " + wire.Quote(p.id)
}

// Read implements io.Reader. Parts that arrive before p are put aside if they are still needed.
func (p *part) Read(b []byte) (int, error) {
	in := p.in
	in.mu.Lock()
	defer in.mu.Unlock()
	n, err := p.read(b)
	if err == nil || err == io.EOF {
		return n, err
	}
	if p.err == nil {
		p.err = in.convert(err)
	}
	return n, p.err
}

func (p *part) read(b []byte) (n int, err error) {
	in := p.in
	switch {
	case p.err != nil:
		return 0, p.err
	case p.isDone:
		return 0, io.EOF
	}
	for p.header == nil {
		more, err := in.next()
		if err != nil {
			return 0, in.failure(err)
		}
		if !more {
			return 0, in.failure(fmt.Errorf("the response has no part %s", p))
		}
	}
	n, err = p.content.Read(b)
	if err == io.EOF {
		if err := p.end(); err != nil {
			return n, err
		}
		return n, io.EOF
	}
	if err != nil {
		err = in.failure(err)
	}
	return n, err
}

// end is called at the end of p. After the last part that the envelope refers to, the rest of the response is read.
func (p *part) end() error {
	in := p.in
	p.discard()
	isBroken := in.released && in.err != io.EOF
	if in.waiting--; in.waiting > 0 || isBroken {
		return nil
	}
	if err := in.finish(); err != nil {
		return in.failure(err)
	}
	needless := in.needlessParts()
	if needless == nil {
		return nil
	}
	return in.e.Forgive(context.WithoutCancel(in.ctx), in.call.Operation, in.e.ContentError(in.call, in.reply.Head(), needless))
}

// Close implements io.Closer. The connection is closed with the last part.
func (p *part) Close() error {
	in := p.in
	in.mu.Lock()
	defer in.mu.Unlock()
	if p.isDone {
		return nil
	}
	p.discard()
	p.err = os.ErrClosed
	if in.waiting--; in.waiting == 0 {
		in.release(nil)
	}
	return nil
}

// discard ends the use of p.
func (p *part) discard() {
	p.isDone = true
	if closer, ok := p.content.(io.Closer); ok {
		closer.Close()
	}
}
