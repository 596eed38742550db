// MultiCall requests: calls are sent as parts, and each part gets a response or an error ("MultiCall" in the MVP's
// document).

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
	maxStrayParts   = 16 // further parts that are read of a response with too many
)

// sentCall is a call as a part of a MultiCall request, and then its response.
type sentCall struct {
	call     *transport.Call
	id       string // its Content-ID, in angle brackets
	response *transport.Response
	err      *failure.Error // why there is no response
}

// sender sends parts to an endpoint.
type sender struct {
	Framing
	endpoint *transport.Endpoint
	Options  *transport.CallOptions // of each request, nil for none
}

// checkPart returns an error if p cannot be sent as a part.
func (s *sender) checkPart(p *sentCall) error {
	if err := p.call.Check(); err != nil {
		return err
	}
	if p.call.Upload != nil {
		return errors.New("an upload cannot be part of a MultiCall: send it by itself")
	}
	if o := p.call.Options; o != nil && (o.Timeout != 0 || o.Observe != nil) {
		return errors.New("a call of a MultiCall has no request of its own: pass the option to Do")
	}
	header := s.partHeader(p)
	for i, field := range header {
		if err := field.Check(); err != nil {
			return err
		}
		if i > 1 && (strings.EqualFold(field.Name, header[0].Name) || strings.EqualFold(field.Name, header[1].Name)) {
			return fmt.Errorf("the header %s says which call a part of a MultiCall is: it cannot be set", field.Name)
		}
	}
	return nil
}

// partHeader returns the header of a part: method and path of its call, the call's own fields, and its id.
func (s *sender) partHeader(p *sentCall) []httpfield.Field {
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

// send sends parts in order, in requests of at most MaxParts. A part with a 401 is sent once more with a new token. In
// the end, each part has a response or an error. send returns the first error of a request. After a request that failed
// as a whole, nothing is sent, because later parts may depend on it.
func (s *sender) send(ctx context.Context, parts []*sentCall) error {
	var first, last *failure.Error
	for chunk := range slices.Chunk(parts, s.maxParts()) {
		if last != nil && last.Kind != failure.ErrMultiCall {
			s.markUnsent(chunk, last)
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

// unauthorized returns the parts that were refused with a token that can be renewed, and invalidates that token.
func (s *sender) unauthorized(parts []*sentCall) []*sentCall {
	auth := s.endpoint.Options().Auth
	if auth.Tokens == nil || auth.Fixed {
		return nil
	}
	var again []*sentCall
	for _, p := range parts {
		if p.response != nil && s.authStatus(p) == http.StatusUnauthorized {
			auth.Tokens.Invalidate(p.response.Token)
			p.response = nil
			again = append(again, p)
		}
	}
	return again
}

// authStatus returns the status of the response to p, 401 if the response means the same.
func (s *sender) authStatus(p *sentCall) int {
	return s.endpoint.AuthStatus(p.response.Status, p.response.Body)
}

// markUnsent sets the errors of parts that were not sent because of an earlier failure.
func (s *sender) markUnsent(parts []*sentCall, before *failure.Error) {
	kind := before.Kind
	if kind == failure.ErrUnknownOutcome {
		kind = failure.ErrTransport
	}
	for _, p := range parts {
		p.err = s.endpoint.Failure(p.call, kind, 0, errors.New("not sent: the MultiCall failed at an earlier request"))
	}
}

// sendParts sends parts in one request. The error is that of the request as a whole, or an ErrMultiCall that says how
// calls and responses do not match.
func (s *sender) sendParts(ctx context.Context, parts []*sentCall) *failure.Error {
	e := s.endpoint
	call := &transport.Call{Operation: "MultiCall", Method: http.MethodPost, Accept: "multipart/related",
		MultiCall: true, Safe: !slices.ContainsFunc(parts, func(p *sentCall) bool { return p.call.Unsafe() })}
	call.SetBody("", func(b []byte) (body []byte) {
		call.ContentType, body = s.encodeParts(b, parts)
		return body
	})
	defer call.Release()
	call.SetOptions(s.Options)
	observe := e.Observer()
	response, err := e.Exchange(ctx, call)
	var faults faultList
	var missing map[*sentCall]error
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
		return s.failAll(parts, callErr)
	}
	for p, fault := range missing {
		whole := e.Failure(call, failure.ErrMultiCall, response.Status, fault).Redact(response.Token)
		p.response, p.err = nil, s.partFailure(p, whole)
	}
	for _, p := range parts {
		if p.response != nil {
			observe(p.response.Token, s.authStatus(p), p.response.Header)
		}
	}
	if err := faults.err(); err != nil {
		return e.Failure(call, failure.ErrMultiCall, response.Status, err).Redact(response.Token)
	}
	return nil
}

// encodeParts returns the body of a request, in memory if that is large enough, with a boundary that occurs in none of
// the parts.
func (s *sender) encodeParts(memory []byte, parts []*sentCall) (contentType string, body []byte) {
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

// assign gives each part the response with its id. missing has the parts without a usable response, and why. faults is
// what is wrong with the whole; it is empty if calls and responses match one to one.
func (s *sender) assign(parts []*sentCall, whole *transport.Response,
	boundary string) (faults faultList, missing map[*sentCall]error) {
	missing = make(map[*sentCall]error)
	byID := make(map[string]*sentCall, len(parts))
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
			r.Err = fmt.Errorf("more than %d parts respond to %d calls", number-1, len(parts))
			break
		}
		id, unique := s.requestID(received)
		p := byID["<"+id+">"]
		switch {
		case !unique:
			faults.add(fmt.Errorf("part %d responds to %.40q and to another call", number, id))
		case p == nil:
			faults.add(fmt.Errorf("part %d responds to %.40q, which is not a call of this request", number, id))
		case p.response != nil || missing[p] != nil:
			missing[p] = errors.New("several parts respond to the call")
			faults.add(fmt.Errorf("part %d responds to %s again", number, p.call.Operation))
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
			missing[p] = errors.New("no part responds to the call")
			faults.add(fmt.Errorf("no part responds to %s", p.call.Operation))
		}
	}
	return faults, missing
}

// partResponse returns the response that the call of a part would have had by itself.
func (s *sender) partResponse(received multipart.Part) (*transport.Response, error) {
	value := s.partField(received, "Status")
	code, _, _ := strings.Cut(value, " ")
	status, err := strconv.Atoi(code)
	if err != nil || status < 200 || status > 599 {
		return nil, fmt.Errorf("%.40q is not an HTTP status", value)
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

// requestID returns the id of the call that a part responds to, without its angle brackets. unique is false if the part
// names another call too.
func (s *sender) requestID(received multipart.Part) (id string, unique bool) {
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

// partField returns a field of MultiCall in the header of a part. The document's table names these without the prefix.
func (s *sender) partField(received multipart.Part, name string) string {
	if value := received.Header.Get(s.HeaderPrefix + name); value != "" {
		return value
	}
	return received.Header.Get(name)
}

// failAll sets the errors of all parts to the failure of the whole, and returns that.
func (s *sender) failAll(parts []*sentCall, whole *failure.Error) *failure.Error {
	for _, p := range parts {
		p.response, p.err = nil, s.partFailure(p, whole)
	}
	return whole
}

// partFailure returns the error of a call without a response because the whole failed. If the service responded at all,
// the outcome of an unsafe call is unknown.
func (s *sender) partFailure(p *sentCall, whole *failure.Error) *failure.Error {
	callErr := s.endpoint.Failure(p.call, whole.Kind, whole.Status, whole.Err)
	callErr.Messages, callErr.Excerpt = whole.Messages, whole.Excerpt
	switch unknown := errors.Is(whole, failure.ErrUnknownOutcome); {
	case !p.call.Unsafe() && unknown:
		callErr.Kind = failure.ErrTransport
	case p.call.Unsafe() && !unknown && whole.Status/100 == 2:
		callErr.Err = fmt.Errorf("%w: %w", whole.Err, failure.ErrUnknownOutcome)
	}
	return callErr
}

// faultList keeps the first fault and counts the others.
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
