// A call on the wire: its attempts with their bearer tokens, redirects, the 401 that is replayed, the lost answer.

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// checkRedirect is the type of http.Client's field of that name.
type checkRedirect = func(next *http.Request, via []*http.Request) error

// redirectPolicy follows a GET within the origin, so that neither credentials nor the service's own headers leave it.
// Any other redirect becomes the call's answer. The user's policy is asked as well. A request that is followed up gets
// the redirect as its Response, which it has no other use for: that tells attempt.
func (e *Endpoint) redirectPolicy(user checkRedirect) checkRedirect {
	return func(next *http.Request, via []*http.Request) error {
		if via[0].Method != http.MethodGet || !SameOrigin(next.URL, e.root) || len(via) > maxRedirects {
			return http.ErrUseLastResponse
		}
		if user != nil {
			if err := user(next, via); err != nil {
				return err
			}
		}
		via[0].Response = next.Response
		return nil
	}
}

// Reply is the answer to one attempt. Its body is yet unread, and it must be closed.
type Reply struct {
	*http.Response
	token      string // that the attempt was authenticated with
	redirected bool   // the answer is that of another URL of the origin
	record     *record
}

// Answer gives what the caller is to see, without the body.
func (r Reply) Answer() *Answer {
	return &Answer{Status: r.StatusCode, Header: r.Header, Token: r.token, Redirected: r.redirected}
}

// End ends the attempt. err is what kept it from a complete answer.
func (r Reply) End(err error) {
	r.Body.Close()
	r.Log(err)
}

// Log ends the log record of the attempt.
func (r Reply) Log(err error) { r.record.end(r.StatusCode, err) }

// Page returns the beginning of the body, which is that of an error.
func (r Reply) Page() string {
	body, _, _ := readBody(r.Response, maxErrorPage)
	return body
}

// discard closes r when what little is left of it was read, so that its connection can be used again.
func (r Reply) discard() {
	io.CopyN(io.Discard, r.Body, maxDiscarded)
	r.End(nil)
}

// Exchange sends call, as often as send does, and reads the answer whatever its status. An answer with an error status
// may have its body cut short; any other is complete. The cache is not asked.
func (e *Endpoint) Exchange(ctx context.Context, call *Call) (_ *Answer, err error) {
	if e.options.Timeout > 0 && call.Upload == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.options.Timeout, e.timeout)
		defer cancel()
	}
	reply, err := e.Send(ctx, call)
	if err != nil {
		return nil, err
	}
	defer func() { reply.End(err) }()
	answer := reply.Answer()
	defer e.Guard(call, answer, &err)
	if answer.Status >= 300 {
		var complete bool
		answer.Body, complete, _ = readBody(reply.Response, min(maxErrorPage, e.options.MaxResponseBytes))
		answer.Partial = !complete
		return answer, nil
	}
	if call.NoResult {
		io.CopyN(io.Discard, reply.Body, maxDiscarded)
		return answer, nil
	}
	body, complete, err := readBody(reply.Response, e.options.MaxResponseBytes)
	switch {
	case err != nil && call.Unsafe():
		return nil, e.Failure(call, failure.ErrUnknownOutcome, answer.Status, Cause(ctx, err))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, e.Failure(call, failure.ErrContent, answer.Status, fmt.Errorf("truncated: %w", err))
	case err != nil:
		return nil, e.Failure(call, failure.ErrTransport, answer.Status, Cause(ctx, err))
	case !complete:
		err := fmt.Errorf("more than %d bytes", e.options.MaxResponseBytes)
		return nil, e.Failure(call, failure.ErrTooLarge, answer.Status, err)
	}
	answer.Body = body
	return answer, nil
}

// Send puts call on the wire and gives the answer's header. A 401 makes the source of tokens drop the token, and the
// call is sent once more, unless it streams an Upload that cannot be rewound. A safe call is sent once more after a
// failure that may pass, as retries says.
func (e *Endpoint) Send(ctx context.Context, call *Call) (Reply, error) {
	if err := e.check(call); err != nil {
		return Reply{}, err
	}
	payload, retries, replayed := call.payload(), e.retries(ctx, call), false
	for number := 1; ; number++ {
		observe := e.Observer()
		token, err := e.Token(ctx)
		if err != nil {
			return Reply{}, e.Failure(call, failure.ErrAuth, 0, err)
		}
		r, err := e.attempt(ctx, call, payload, token, number)
		if failure, ok := errors.AsType[*failure.Error](err); ok {
			failure.Redact(append(slices.Clip(call.Secrets), token)...)
		}
		if err == nil && (!call.MultiCall || r.StatusCode >= 300) {
			observe(token, r.StatusCode, r.Header)
		}
		if err == nil && r.StatusCode == http.StatusUnauthorized && e.options.Tokens != nil && !replayed {
			e.options.Tokens.Invalidate(token)
			if payload != nil && !payload.rewindable() {
				return r, nil
			}
			r.discard()
			replayed = true
			continue
		}
		pause, again := retries.next(ctx, r, err)
		if !again {
			return r, err
		}
		if err == nil {
			r.discard()
		}
		if err := sleep(ctx, pause); err != nil {
			return Reply{}, e.Failure(call, failure.ErrTransport, 0, err)
		}
	}
}

// attempt sends call once, for the number'th time counted from 1.
func (e *Endpoint) attempt(ctx context.Context, call *Call, body payload, token string, number int) (_ Reply,
	err error) {
	var record *record
	if e.options.Logger != nil {
		record = newRecord(ctx, e.options.Logger, call.Operation, call.Method, e.path(call), number)
		defer func() {
			if err != nil {
				record.end(0, err)
			}
		}()
	}
	traced, progress := ctx, (*progress)(nil)
	if call.Unsafe() {
		traced, progress = followProgress(ctx)
	}
	request, err := http.NewRequestWithContext(traced, call.Method, e.URL(call), nil)
	if err != nil {
		return Reply{}, e.Failure(call, failure.ErrInvalid, 0, err)
	}
	maps.Copy(request.Header, call.Header)
	set := func(name, value string) {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	set("Accept", call.Accept)
	set("Content-Type", call.ContentType)
	set("User-Agent", e.options.UserAgent)
	if token != "" {
		set("Authorization", "Bearer "+token)
	}
	if body != nil {
		if request.Body, err = body.open(ctx); err != nil {
			return Reply{}, e.Failure(call, failure.ErrTransport, 0, Cause(ctx, err))
		}
		request.ContentLength = body.size()
		if body.rewindable() {
			request.GetBody = func() (io.ReadCloser, error) { return body.open(ctx) }
		}
	}
	if ctx.Err() != nil { // before net/http looks: nothing was sent yet
		return Reply{}, e.Failure(call, failure.ErrTransport, 0, context.Cause(ctx))
	}
	response, err := e.client.Do(request)
	switch {
	case err == nil:
		response.Body = record.count(response.Body)
		return Reply{response, token, request.Response != nil, record}, nil
	case response != nil: // the user's CheckRedirect says no
		return Reply{}, e.Failure(call, failure.ErrRedirect, response.StatusCode, Cause(ctx, err))
	case call.Unsafe() && progress.mayHaveArrived():
		return Reply{}, e.Failure(call, failure.ErrUnknownOutcome, 0, Cause(ctx, err))
	}
	return Reply{}, e.Failure(call, failure.ErrTransport, 0, Cause(ctx, err))
}

// Cause is what a request failed for, without the URL, whose query is nobody's business.
func Cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}

// unsafeMethod tells whether a request may change something (RFC 9110 §9.2.1).
func unsafeMethod(method string) bool {
	return !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace}, method)
}
