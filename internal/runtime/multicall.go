// MultiCall: several calls in one request, each with an outcome of its own ("MultiCall" in the MVP's document).

package runtime

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxStrayParts is how many parts more than were asked for an answer may have before it is read no further.
const maxStrayParts = 16

// Batch collects calls that are sent as one MultiCall request. It is for one goroutine, and for one use.
type Batch struct {
	endpoint *Endpoint
	parts    []*Part
	sent     bool
	newID    func() string // makes boundaries and content ids
}

// NewBatch begins a MultiCall. The calls are added to it, Do sends them, and each Part then says how its call went.
func (e *Endpoint) NewBatch() *Batch { return &Batch{endpoint: e, newID: rand.Text} }

// Part is one call of a MultiCall.
type Part struct {
	call   *Call
	use    func(*Answer) error
	cached *cachedCall // nil where the cache has no say
	id     string      // its Content-ID
	answer *Answer
	fault  error // why there is no answer, though the whole was answered
	err    error
}

// Err is how the call went by itself: nil once its answer was used, else an *Error with the call's own operation and
// path, or what use returned. Before Do it is an error that says so.
func (p *Part) Err() error { return p.err }

// Add adds a call, whose answer use is given during Do; use may be nil, as with [Endpoint.Do]. A call that streams an
// Upload cannot be part of a MultiCall.
func (b *Batch) Add(call *Call, use func(*Answer) error) *Part {
	if use == nil {
		use = func(*Answer) error { return nil }
	}
	p := &Part{call: call, use: use}
	state := "the MultiCall was not sent yet: call Do first"
	if b.sent {
		state = "the MultiCall was sent already: begin another one"
	}
	p.err = b.endpoint.failure(call, ErrInvalid, 0, errors.New(state))
	b.parts = append(b.parts, p)
	return p
}

// Do sends the calls in one request and gives each its outcome. Those that the cache can answer are left out, and
// where none is left nothing is sent. The error is that of the request as a whole: not sent, not answered, or
// answered in a way that leaves a call without an answer or an answer without a call. Errors of single calls are only
// in their parts.
func (b *Batch) Do(ctx context.Context) error {
	e := b.endpoint
	call := &Call{Operation: "MultiCall", Method: http.MethodPost, Accept: "multipart/related"}
	if b.sent {
		return e.failure(call, ErrInvalid, 0, errors.New("a MultiCall is sent only once: begin another one"))
	}
	b.sent = true
	parts := b.pending()
	if len(parts) == 0 {
		return nil
	}
	call.ContentType, call.Body = b.encode(parts)
	answer, err := e.exchange(ctx, call)
	if err == nil {
		err = e.statusError(call, answer)
	}
	if err != nil {
		failure := e.failure(call, ErrTransport, 0, err)
		errors.As(err, &failure)
		return b.fail(parts, failure)
	}
	boundary, err := multipartBoundary(answer.Header.Get("Content-Type"))
	if err != nil {
		return b.fail(parts, e.contentError(call, answer, err))
	}
	fault := b.assign(parts, answer, boundary)
	for _, p := range parts {
		if p.fault != nil {
			p.err = b.lost(p, e.failure(call, ErrMultiCall, answer.Status, p.fault))
		} else {
			p.err = b.settle(ctx, p)
		}
	}
	b.invalidate(parts)
	if fault != nil {
		return e.failure(call, ErrMultiCall, answer.Status, fault)
	}
	return nil
}

// pending gives the parts to send. The others have their outcome: refused, or answered from the cache. Nothing is
// answered from the cache alone where the same MultiCall may change what is stored.
func (b *Batch) pending() []*Part {
	e := b.endpoint
	safe := !slices.ContainsFunc(b.parts, func(p *Part) bool { return unsafeMethod(p.call.Method) })
	var parts []*Part
	for _, p := range b.parts {
		p.id = "<" + b.newID() + ">"
		if err := b.check(p); err != nil {
			p.err = e.failure(p.call, ErrInvalid, 0, err)
			continue
		}
		if e.options.Cache != nil && p.call.Cacheable && p.call.Method == http.MethodGet {
			asked := *p.call
			asked.Accept = "" // parts do not say what they accept
			p.cached = e.options.Cache.lookup(e.url(p.call), &asked)
			if a := p.cached.fresh(); a != nil && safe {
				p.err = p.use(a)
				continue
			}
		}
		parts = append(parts, p)
	}
	return parts
}

// check says what keeps a call from being a part.
func (b *Batch) check(p *Part) error {
	if err := p.call.check(); err != nil {
		return err
	}
	if p.call.Upload != nil {
		return errors.New("an upload cannot be part of a MultiCall: send it by itself")
	}
	for _, field := range b.header(p) {
		if err := field.check(); err != nil {
			return err
		}
	}
	return nil
}

// header is the header of a part: method and path of the call it stands for, the call's own fields and conditions,
// and its id.
func (b *Batch) header(p *Part) []headerField {
	call, prefix := p.call, b.endpoint.options.HeaderPrefix
	if p.cached != nil {
		call = p.cached.request()
	}
	path := call.Path
	if path == "" {
		path = "/"
	}
	if len(call.Query) > 0 {
		path += "?" + call.Query.Encode()
	}
	header := []headerField{{prefix + "Method", call.Method}, {prefix + "Path", path}}
	for _, name := range slices.Sorted(maps.Keys(call.Header)) {
		for _, value := range call.Header[name] {
			header = append(header, headerField{name, value})
		}
	}
	if call.ContentType != "" {
		header = append(header, headerField{"Content-Type", call.ContentType})
	}
	return append(header, headerField{"Content-ID", p.id})
}

// encode writes the body of the request, with a boundary that occurs in none of the parts.
func (b *Batch) encode(parts []*Part) (contentType string, body []byte) {
	for {
		boundary := b.newID()
		body = body[:0]
		for _, p := range parts {
			body = appendPart(body, boundary, b.header(p), p.call.Body)
		}
		body = appendCloseDelimiter(body, boundary)
		if bytes.Count(body, []byte("--"+boundary)) == len(parts)+1 {
			params := map[string]string{"boundary": boundary, "start": parts[0].id}
			return mime.FormatMediaType("multipart/related", params), body
		}
	}
}

// assign gives each part the answer with its id, or the fault that stands in its place. It returns what is wrong with
// the whole, nil if every call has one answer and every answer a call.
func (b *Batch) assign(parts []*Part, whole *Answer, boundary string) error {
	var faults faultList
	byID := make(map[string]*Part, len(parts))
	for _, p := range parts {
		byID[p.id] = p
	}
	r := newMultipartReader(whole.Body, boundary)
	for number := 1; ; number++ {
		part, ok := r.next()
		if !ok {
			break
		}
		if number > len(parts)+maxStrayParts {
			r.err = fmt.Errorf("more than %d parts answer %d calls", number-1, len(parts))
			break
		}
		id := strings.TrimSuffix(strings.TrimPrefix(b.field(part, "Request-ID"), "<"), ">")
		p := byID["<"+id+">"]
		switch {
		case p == nil:
			faults.add(fmt.Errorf("part %d answers %.40q, which is no call of this request", number, id))
		case p.answer != nil || p.fault != nil:
			p.fault = errors.New("answered by more than one part")
			faults.add(fmt.Errorf("part %d answers %s again", number, p.call.Operation))
		default:
			if p.answer, p.fault = b.answer(part); p.fault != nil {
				faults.add(fmt.Errorf("part %d: %w", number, p.fault))
				break
			}
			p.answer.token = whole.token
		}
	}
	if r.err != nil {
		faults.add(r.err)
	}
	for _, p := range parts {
		if p.answer == nil && p.fault == nil {
			if p.fault = r.err; p.fault == nil {
				p.fault = errors.New("answered by no part")
				faults.add(fmt.Errorf("no part answers %s", p.call.Operation))
			}
		}
	}
	return faults.err()
}

// answer makes the answer that a single call would have had out of a part.
func (b *Batch) answer(part bodyPart) (*Answer, error) {
	value := b.field(part, "Status")
	code, _, _ := strings.Cut(value, " ")
	status, err := strconv.Atoi(code)
	if err != nil || status < 200 || status > 599 {
		return nil, fmt.Errorf("%.40q is no HTTP status", value)
	}
	for _, name := range [...]string{"Content-Transfer-Encoding", "Content-Encoding"} {
		switch coding := part.header.Get(name); strings.ToLower(coding) {
		case "", "7bit", "8bit", "binary", "identity":
		default:
			return nil, fmt.Errorf("%s %.40q is not supported in a part", name, coding)
		}
	}
	header := part.header.Clone()
	for _, name := range [...]string{"Status", "Request-ID"} {
		header.Del(b.endpoint.options.HeaderPrefix + name)
		header.Del(name)
	}
	header.Del("Content-ID")
	return &Answer{Status: status, Header: header, Body: part.body}, nil
}

// field is a field of MultiCall's own in the header of a part. The document's table names them without the prefix.
func (b *Batch) field(part bodyPart, name string) string {
	if value := part.header.Get(b.endpoint.options.HeaderPrefix + name); value != "" {
		return value
	}
	return part.header.Get(name)
}

// settle hands a part's answer to its call. A 304 to which nothing is stored, or no longer, is followed by the call
// by itself, without conditions.
func (b *Batch) settle(ctx context.Context, p *Part) error {
	e := b.endpoint
	if p.cached != nil {
		if seen, ok := p.cached.answered(p.answer); ok {
			return p.cached.deliver(e, seen, p.use)
		}
		return p.cached.cache.miss(p.cached.url, p.call).ask(ctx, e, p.use)
	}
	err := e.statusError(p.call, p.answer)
	switch {
	case err == nil:
		return p.use(p.answer)
	case p.answer.Status == http.StatusNotModified && p.call.Method == http.MethodGet:
		return e.Do(ctx, p.call, p.use)
	}
	return err
}

// invalidate drops what is stored for the URLs of unsafe calls, unless they failed.
func (b *Batch) invalidate(parts []*Part) {
	for _, p := range parts {
		failed := p.answer != nil && p.answer.Status >= 400
		if cache := b.endpoint.options.Cache; cache != nil && unsafeMethod(p.call.Method) && !failed {
			cache.invalidate(b.endpoint.url(p.call))
		}
	}
}

// fail gives the failure of the whole to every part that was to be sent, and returns it.
func (b *Batch) fail(parts []*Part, whole *Error) error {
	safe := true
	for _, p := range parts {
		p.err = b.lost(p, whole)
		safe = safe && !unsafeMethod(p.call.Method)
	}
	if failure := *whole; safe && failure.Kind == ErrUnknownOutcome {
		failure.Kind = ErrTransport // safe calls have no outcome to be unsure of
		return &failure
	}
	return whole
}

// lost is the outcome of a call without an answer of its own, for the reason that the whole failed. Whether an unsafe
// call was carried out is unknown once the service answered at all.
func (b *Batch) lost(p *Part, whole *Error) error {
	own := b.endpoint.failure(p.call, whole.Kind, whole.Status, whole.Err)
	own.Messages, own.Excerpt = whole.Messages, whole.Excerpt
	switch unknown := errors.Is(whole, ErrUnknownOutcome); {
	case !unsafeMethod(p.call.Method) && unknown:
		own.Kind = ErrTransport
	case unsafeMethod(p.call.Method) && !unknown && whole.Status/100 == 2:
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
