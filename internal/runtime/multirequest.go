// MultiCall requests on the wire: calls go out as parts, and each part gets an answer or the reason why there is none
// ("MultiCall" in the MVP's document).

package runtime

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	defaultMaxParts = 100
	maxStrayParts   = 16 // parts more than were asked for that an answer may have before it is read no further
)

// part is one call within a MultiCall request: what is sent, and then what came back.
type part struct {
	call   *Call
	id     string // its Content-ID, in angle brackets
	answer *Answer
	err    *Error // why there is no answer
}

// checkPart says what keeps a call from being a part.
func (e *Endpoint) checkPart(p *part) error {
	if err := p.call.check(); err != nil {
		return err
	}
	if p.call.Upload != nil {
		return errors.New("an upload cannot be part of a MultiCall: send it by itself")
	}
	for _, field := range e.partHeader(p) {
		if err := field.check(); err != nil {
			return err
		}
	}
	return nil
}

// partHeader is the header of a part: method and path of the call it stands for, the call's own fields and conditions,
// and its id.
func (e *Endpoint) partHeader(p *part) []headerField {
	path := p.call.Path
	if path == "" {
		path = "/"
	}
	if len(p.call.Query) > 0 {
		path += "?" + p.call.Query.Encode()
	}
	prefix := e.options.HeaderPrefix
	header := []headerField{{prefix + "Method", p.call.Method}, {prefix + "Path", path}}
	for _, name := range slices.Sorted(maps.Keys(p.call.Header)) {
		for _, value := range p.call.Header[name] {
			header = append(header, headerField{name, value})
		}
	}
	if p.call.ContentType != "" {
		header = append(header, headerField{"Content-Type", p.call.ContentType})
	}
	return append(header, headerField{"Content-ID", p.id})
}

// multiCall sends parts in their order, in requests of at most Options.MaxParts, with boundaries that newID makes. A
// part that is answered 401 is sent once more, with a new token. In the end each part has an answer or an error; the
// first error of a request is returned. Behind a request that failed as a whole nothing is sent, for it may build on
// what that request was to do.
func (e *Endpoint) multiCall(ctx context.Context, parts []*part, newID func() string) error {
	var first, last *Error
	for chunk := range slices.Chunk(parts, e.options.MaxParts) {
		if last != nil && last.Kind != ErrMultiCall {
			e.leaveUnsent(chunk, last)
			continue
		}
		last = e.sendParts(ctx, chunk, newID)
		if again := e.unauthorized(chunk); len(again) > 0 {
			last = cmp.Or(e.sendParts(ctx, again, newID), last)
		}
		first = cmp.Or(first, last)
	}
	if first == nil {
		return nil
	}
	return first
}

// unauthorized gives the parts that were refused with a token that may be renewed, and drops that token.
func (e *Endpoint) unauthorized(parts []*part) []*part {
	if e.options.Tokens == nil {
		return nil
	}
	var again []*part
	for _, p := range parts {
		if p.answer != nil && p.answer.Status == http.StatusUnauthorized {
			e.options.Tokens.Invalidate(p.answer.token)
			p.answer = nil
			again = append(again, p)
		}
	}
	return again
}

// leaveUnsent says of parts that a failure before kept them from being sent.
func (e *Endpoint) leaveUnsent(parts []*part, before *Error) {
	kind := before.Kind
	if kind == ErrUnknownOutcome {
		kind = ErrTransport
	}
	for _, p := range parts {
		p.err = e.failure(p.call, kind, 0, errors.New("not sent: the MultiCall failed at an earlier request"))
	}
}

// sendParts sends parts in one request. The error is that of the request as a whole, or an ErrMultiCall that says in
// which way calls and answers do not match.
func (e *Endpoint) sendParts(ctx context.Context, parts []*part, newID func() string) *Error {
	call := &Call{Operation: "MultiCall", Method: http.MethodPost, Accept: "multipart/related", multiCall: true}
	call.safe = !slices.ContainsFunc(parts, func(p *part) bool { return p.call.unsafe() })
	call.buffer = buffers.Get().(*buffer)
	defer call.release()
	call.ContentType, call.buffer.bytes = e.encodeParts(call.buffer.bytes, parts, newID)
	logouts := e.options.Cache.begin()
	answer, err := e.exchange(ctx, call)
	var faults faultList
	var missing map[*part]error
	if err == nil {
		err = e.accept(call, answer, func(*Answer) error {
			boundary, err := multipartBoundary(answer.Header.Get("Content-Type"))
			if err != nil {
				return e.contentError(call, answer, err)
			}
			faults, missing = e.assign(parts, answer, boundary)
			return nil
		})
	}
	if err != nil {
		failure := e.failure(call, ErrTransport, 0, err)
		errors.As(err, &failure)
		return e.fail(parts, failure)
	}
	for p, fault := range missing {
		whole := e.failure(call, ErrMultiCall, answer.Status, fault).redact(answer.token)
		p.answer, p.err = nil, e.lost(p, whole)
	}
	for _, p := range parts {
		if p.answer != nil {
			e.options.Cache.observe(e, logouts, p.answer.token, p.answer.Status, p.answer.Header)
		}
	}
	if err := faults.err(); err != nil {
		return e.failure(call, ErrMultiCall, answer.Status, err).redact(answer.token)
	}
	return nil
}

// encodeParts writes the body of a request over what memory holds, with a boundary that occurs in none of the parts.
func (e *Endpoint) encodeParts(memory []byte, parts []*part, newID func() string) (contentType string, body []byte) {
	for {
		boundary := newID()
		body = memory[:0]
		for _, p := range parts {
			body = appendPart(body, boundary, e.partHeader(p), p.call.Body)
		}
		body = appendCloseDelimiter(body, boundary)
		if bytes.Count(body, []byte("--"+boundary)) == len(parts)+1 {
			params := map[string]string{"boundary": boundary, "start": parts[0].id}
			return mime.FormatMediaType("multipart/related", params), body
		}
	}
}

// assign gives each part the answer with its id. missing holds those without a usable one, and why; faults is what is
// wrong with the whole: nothing if every call has one answer and every answer a call.
func (e *Endpoint) assign(parts []*part, whole *Answer, boundary string) (faults faultList, missing map[*part]error) {
	missing = make(map[*part]error)
	byID := make(map[string]*part, len(parts))
	for _, p := range parts {
		byID[p.id] = p
	}
	r := newMultipartReader(whole.Body, boundary)
	for number := 1; ; number++ {
		received, ok := r.next()
		if !ok {
			break
		}
		if number > len(parts)+maxStrayParts {
			r.err = fmt.Errorf("more than %d parts answer %d calls", number-1, len(parts))
			break
		}
		id, sole := e.requestID(received)
		p := byID["<"+id+">"]
		switch {
		case !sole:
			faults.add(fmt.Errorf("part %d answers %.40q and another call, so neither", number, id))
		case p == nil:
			faults.add(fmt.Errorf("part %d answers %.40q, which is no call of this request", number, id))
		case p.answer != nil || missing[p] != nil:
			missing[p] = errors.New("answered by more than one part")
			faults.add(fmt.Errorf("part %d answers %s again", number, p.call.Operation))
		default:
			var err error
			if p.answer, err = e.partAnswer(received); err != nil {
				missing[p] = err
				faults.add(fmt.Errorf("part %d: %w", number, err))
				break
			}
			p.answer.token = whole.token
		}
	}
	if r.err != nil {
		faults.add(r.err)
	}
	for _, p := range parts {
		switch {
		case p.answer != nil || missing[p] != nil:
		case r.err != nil:
			missing[p] = r.err
		default:
			missing[p] = errors.New("answered by no part")
			faults.add(fmt.Errorf("no part answers %s", p.call.Operation))
		}
	}
	return faults, missing
}

// partAnswer makes the answer that a single call would have had out of a part.
func (e *Endpoint) partAnswer(received bodyPart) (*Answer, error) {
	value := e.partField(received, "Status")
	code, _, _ := strings.Cut(value, " ")
	status, err := strconv.Atoi(code)
	if err != nil || status < 200 || status > 599 {
		return nil, fmt.Errorf("%.40q is no HTTP status", value)
	}
	switch coding := received.header.Get("Content-Encoding"); strings.ToLower(coding) {
	case "", "identity":
	default:
		return nil, fmt.Errorf("Content-Encoding %.40q is not supported in a part", coding)
	}
	body, err := decodeTransfer(received.header.Get("Content-Transfer-Encoding"), received.body)
	if err != nil {
		return nil, err
	}
	header := received.header.Clone()
	header.Del("Content-Transfer-Encoding")
	for _, name := range [...]string{"Status", "Request-ID"} {
		header.Del(e.options.HeaderPrefix + name)
		header.Del(name)
	}
	header.Del("Content-ID")
	return &Answer{Status: status, Header: header, Body: body}, nil
}

// requestID is the id of the call that a part answers, without its angle brackets. It is the sole one unless the part
// names another call as well.
func (e *Endpoint) requestID(received bodyPart) (id string, sole bool) {
	var ids []string
	for name, values := range received.header {
		if strings.EqualFold(name, e.options.HeaderPrefix+"Request-ID") || strings.EqualFold(name, "Request-ID") {
			for _, value := range values {
				ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(value, "<"), ">"))
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return "", true
	}
	return ids[0], len(ids) == 1
}

// partField is a field of MultiCall's own in the header of a part. The document's table names them without the prefix.
func (e *Endpoint) partField(received bodyPart, name string) string {
	if value := received.header.Get(e.options.HeaderPrefix + name); value != "" {
		return value
	}
	return received.header.Get(name)
}

// fail gives the failure of the whole to every part, and returns it.
func (e *Endpoint) fail(parts []*part, whole *Error) *Error {
	for _, p := range parts {
		p.answer, p.err = nil, e.lost(p, whole)
	}
	return whole
}

// lost is the outcome of a call without an answer of its own, for the reason that the whole failed. Whether an unsafe
// call was carried out is unknown once the service answered at all.
func (e *Endpoint) lost(p *part, whole *Error) *Error {
	own := e.failure(p.call, whole.Kind, whole.Status, whole.Err)
	own.Messages, own.Excerpt = whole.Messages, whole.Excerpt
	switch unknown := errors.Is(whole, ErrUnknownOutcome); {
	case !p.call.unsafe() && unknown:
		own.Kind = ErrTransport
	case p.call.unsafe() && !unknown && whole.Status/100 == 2:
		own.Err = fmt.Errorf("%w: %w", whole.Err, ErrUnknownOutcome)
	}
	return own
}

// faultList keeps the first of several faults and counts the others.
type faultList struct {
	first error
	more  int
}

func (l *faultList) add(err error) {
	if l.first == nil {
		l.first = err
	} else {
		l.more++
	}
}

func (l *faultList) err() error {
	if l.more == 0 {
		return l.first
	}
	return fmt.Errorf("%w (and %d more faults)", l.first, l.more)
}
