// MultiCall requests on the wire: calls go out as parts, and each part gets an answer or the reason why there is none
// ("MultiCall" in the MVP's document).

package multicall

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

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/multipart"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

const (
	defaultMaxParts = 100
	maxStrayParts   = 16 // parts more than were asked for that an answer may have before it is read no further
)

// part is one call within a MultiCall request: what is sent, and then what came back.
type part struct {
	call     *transport.Call
	id       string // its Content-ID, in angle brackets
	response *transport.Response
	err      *failure.Error // why there is no response
}

// sender sends parts to an endpoint.
type sender struct {
	Framing
	endpoint *transport.Endpoint
}

// checkPart says what keeps a call from being a part.
func (s *sender) checkPart(p *part) error {
	if err := p.call.Check(); err != nil {
		return err
	}
	if p.call.Upload != nil {
		return errors.New("an upload cannot be part of a MultiCall: send it by itself")
	}
	for _, field := range s.partHeader(p) {
		if err := field.Check(); err != nil {
			return err
		}
	}
	return nil
}

// partHeader is the header of a part: method and path of the call it stands for, the call's own fields and conditions,
// and its id.
func (s *sender) partHeader(p *part) []httpfield.Field {
	path := p.call.Path
	if path == "" {
		path = "/"
	}
	if len(p.call.Query) > 0 {
		path += "?" + p.call.Query.Encode()
	}
	prefix := s.HeaderPrefix
	header := []httpfield.Field{{Name: prefix + "Method", Value: p.call.Method}, {Name: prefix + "Path", Value: path}}
	for _, name := range slices.Sorted(maps.Keys(p.call.Header)) {
		for _, value := range p.call.Header[name] {
			header = append(header, httpfield.Field{Name: name, Value: value})
		}
	}
	if p.call.ContentType != "" {
		header = append(header, httpfield.Field{Name: "Content-Type", Value: p.call.ContentType})
	}
	return append(header, httpfield.Field{Name: "Content-ID", Value: p.id})
}

// send sends parts in their order, in requests of at most MaxParts. A part that is answered 401 is sent once more, with
// a new token. In the end each part has an answer or an error; the first error of a request is returned. Behind a
// request that failed as a whole nothing is sent, for it may build on what that request was to do.
func (s *sender) send(ctx context.Context, parts []*part) error {
	var first, last *failure.Error
	for chunk := range slices.Chunk(parts, s.maxParts()) {
		if last != nil && last.Kind != failure.ErrMultiCall {
			s.leaveUnsent(chunk, last)
			continue
		}
		last = s.sendParts(ctx, chunk)
		if again := s.unauthorized(chunk); len(again) > 0 {
			last = cmp.Or(s.sendParts(ctx, again), last)
		}
		first = cmp.Or(first, last)
	}
	if first == nil {
		return nil
	}
	return first
}

// unauthorized gives the parts that were refused with a token that may be renewed, and drops that token.
func (s *sender) unauthorized(parts []*part) []*part {
	if s.endpoint.Options().Tokens == nil {
		return nil
	}
	var again []*part
	for _, p := range parts {
		if p.response != nil && p.response.Status == http.StatusUnauthorized {
			s.endpoint.Options().Tokens.Invalidate(p.response.Token)
			p.response = nil
			again = append(again, p)
		}
	}
	return again
}

// leaveUnsent says of parts that a failure before kept them from being sent.
func (s *sender) leaveUnsent(parts []*part, before *failure.Error) {
	kind := before.Kind
	if kind == failure.ErrUnknownOutcome {
		kind = failure.ErrTransport
	}
	for _, p := range parts {
		p.err = s.endpoint.Failure(p.call, kind, 0, errors.New("not sent: the MultiCall failed at an earlier request"))
	}
}

// sendParts sends parts in one request. The error is that of the request as a whole, or an failure.ErrMultiCall that
// says in which way calls and answers do not match.
func (s *sender) sendParts(ctx context.Context, parts []*part) *failure.Error {
	e := s.endpoint
	call := &transport.Call{Operation: "MultiCall", Method: http.MethodPost, Accept: "multipart/related", MultiCall: true}
	call.Safe = !slices.ContainsFunc(parts, func(p *part) bool { return p.call.Unsafe() })
	call.SetBody("", func(b []byte) (body []byte) {
		call.ContentType, body = s.encodeParts(b, parts)
		return body
	})
	defer call.Release()
	observe := e.Observer()
	response, err := e.Exchange(ctx, call)
	var faults faultList
	var missing map[*part]error
	if err == nil {
		err = e.Accept(call, response, func(*transport.Response) error {
			boundary, err := multipart.Boundary(response.Header.Get("Content-Type"))
			if err != nil {
				return e.ContentError(call, response, err)
			}
			faults, missing = s.assign(parts, response, boundary)
			return nil
		})
	}
	if err != nil {
		callErr := e.Failure(call, failure.ErrTransport, 0, err)
		errors.As(err, &callErr)
		return s.fail(parts, callErr)
	}
	for p, fault := range missing {
		whole := e.Failure(call, failure.ErrMultiCall, response.Status, fault).Redact(response.Token)
		p.response, p.err = nil, s.lost(p, whole)
	}
	for _, p := range parts {
		if p.response != nil {
			observe(p.response.Token, p.response.Status, p.response.Header)
		}
	}
	if err := faults.err(); err != nil {
		return e.Failure(call, failure.ErrMultiCall, response.Status, err).Redact(response.Token)
	}
	return nil
}

// encodeParts writes the body of a request over what memory holds, with a boundary that occurs in none of the parts.
func (s *sender) encodeParts(memory []byte, parts []*part) (contentType string, body []byte) {
	for {
		boundary := s.newID()
		body = memory[:0]
		for _, p := range parts {
			body = multipart.AppendPart(body, boundary, s.partHeader(p), p.call.Body)
		}
		body = multipart.AppendClose(body, boundary)
		if bytes.Count(body, []byte("--"+boundary)) == len(parts)+1 {
			params := map[string]string{"boundary": boundary, "start": parts[0].id}
			return mime.FormatMediaType("multipart/related", params), body
		}
	}
}

// assign gives each part the answer with its id. missing holds those without a usable one, and why; faults is what is
// wrong with the whole: nothing if every call has one answer and every answer a call.
func (s *sender) assign(parts []*part, whole *transport.Response,
	boundary string) (faults faultList, missing map[*part]error) {
	missing = make(map[*part]error)
	byID := make(map[string]*part, len(parts))
	for _, p := range parts {
		byID[p.id] = p
	}
	r := multipart.NewReader(whole.Body, boundary)
	for number := 1; ; number++ {
		received, ok := r.Next()
		if !ok {
			break
		}
		if number > len(parts)+maxStrayParts {
			r.Err = fmt.Errorf("more than %d parts answer %d calls", number-1, len(parts))
			break
		}
		id, sole := s.requestID(received)
		p := byID["<"+id+">"]
		switch {
		case !sole:
			faults.add(fmt.Errorf("part %d answers %.40q and another call, so neither", number, id))
		case p == nil:
			faults.add(fmt.Errorf("part %d answers %.40q, which is no call of this request", number, id))
		case p.response != nil || missing[p] != nil:
			missing[p] = errors.New("answered by more than one part")
			faults.add(fmt.Errorf("part %d answers %s again", number, p.call.Operation))
		default:
			var err error
			if p.response, err = s.partResponse(received); err != nil {
				missing[p] = err
				faults.add(fmt.Errorf("part %d: %w", number, err))
				break
			}
			p.response.Token = whole.Token
		}
	}
	if r.Err != nil {
		faults.add(r.Err)
	}
	for _, p := range parts {
		switch {
		case p.response != nil || missing[p] != nil:
		case r.Err != nil:
			missing[p] = r.Err
		default:
			missing[p] = errors.New("answered by no part")
			faults.add(fmt.Errorf("no part answers %s", p.call.Operation))
		}
	}
	return faults, missing
}

// partAnswer makes the answer that a single call would have had out of a part.
func (s *sender) partResponse(received multipart.Part) (*transport.Response, error) {
	value := s.partField(received, "Status")
	code, _, _ := strings.Cut(value, " ")
	status, err := strconv.Atoi(code)
	if err != nil || status < 200 || status > 599 {
		return nil, fmt.Errorf("%.40q is no HTTP status", value)
	}
	switch coding := received.Header.Get("Content-Encoding"); strings.ToLower(coding) {
	case "", "identity":
	default:
		return nil, fmt.Errorf("Content-Encoding %.40q is not supported in a part", coding)
	}
	body, err := multipart.Decode(received.Header.Get("Content-Transfer-Encoding"), received.Body)
	if err != nil {
		return nil, err
	}
	header := received.Header.Clone()
	header.Del("Content-Transfer-Encoding")
	for _, name := range [...]string{"Status", "Request-ID"} {
		header.Del(s.HeaderPrefix + name)
		header.Del(name)
	}
	header.Del("Content-ID")
	return &transport.Response{Status: status, Header: header, Body: body}, nil
}

// requestID is the id of the call that a part answers, without its angle brackets. It is the sole one unless the part
// names another call as well.
func (s *sender) requestID(received multipart.Part) (id string, sole bool) {
	var ids []string
	for name, values := range received.Header {
		if strings.EqualFold(name, s.HeaderPrefix+"Request-ID") || strings.EqualFold(name, "Request-ID") {
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
func (s *sender) partField(received multipart.Part, name string) string {
	if value := received.Header.Get(s.HeaderPrefix + name); value != "" {
		return value
	}
	return received.Header.Get(name)
}

// fail gives the failure of the whole to every part, and returns it.
func (s *sender) fail(parts []*part, whole *failure.Error) *failure.Error {
	for _, p := range parts {
		p.response, p.err = nil, s.lost(p, whole)
	}
	return whole
}

// lost is the outcome of a call without an answer of its own, for the reason that the whole failed. Whether an unsafe
// call was carried out is unknown once the service answered at all.
func (s *sender) lost(p *part, whole *failure.Error) *failure.Error {
	own := s.endpoint.Failure(p.call, whole.Kind, whole.Status, whole.Err)
	own.Messages, own.Excerpt = whole.Messages, whole.Excerpt
	switch unknown := errors.Is(whole, failure.ErrUnknownOutcome); {
	case !p.call.Unsafe() && unknown:
		own.Kind = failure.ErrTransport
	case p.call.Unsafe() && !unknown && whole.Status/100 == 2:
		own.Err = fmt.Errorf("%w: %w", whole.Err, failure.ErrUnknownOutcome)
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
