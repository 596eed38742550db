// Sending a call: its attempts with their bearer tokens, redirects, the repetition after a 401, lost responses.

package transport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
)

// checkRedirect is the type of http.Client.CheckRedirect.
type checkRedirect = func(next *http.Request, via []*http.Request) error

// redirectPolicy follows a GET or HEAD without a body within the origin, so that neither credentials nor the service's
// own headers leave it. Any other redirect becomes the response of the call. The user's policy is asked too. A request
// whose redirect is followed gets that redirect as its Response, which is otherwise unused: attempt reads it. The next
// request is signed anew.
func (e *Endpoint) redirectPolicy(user checkRedirect) checkRedirect {
	return func(next *http.Request, via []*http.Request) error {
		if unsafeMethod(via[0].Method) || via[0].ContentLength != 0 || !SameOrigin(next.URL, e.root) ||
			len(via) > maxRedirects {
			return http.ErrUseLastResponse
		}
		if user != nil {
			if err := user(next, via); err != nil {
				return err
			}
		}
		via[0].Response = next.Response
		if sign, ok := next.Context().Value(signerKey{}).(func(*http.Request) error); ok {
			return sign(next)
		}
		return nil
	}
}

// signerKey is the key of the function that signs a request, in its context.
type signerKey struct{}

// Reply is the response to one attempt. Its body was not read yet, and it must be closed.
type Reply struct {
	*http.Response
	token      string // that authenticated the attempt
	redirected bool   // it came from another URL of the origin
	record     *record
}

// Head returns the response for the caller, without its body.
func (r Reply) Head() *Response {
	return &Response{Status: r.StatusCode, Header: r.Header, Token: r.token, Redirected: r.redirected}
}

// End ends the attempt. err says why the response is incomplete, if it is.
func (r Reply) End(err error) {
	r.Body.Close()
	r.Log(err)
}

// Log ends the log record of the attempt.
func (r Reply) Log(err error) { r.record.end(r.StatusCode, err) }

// Page returns the beginning of the body of an error response, after which the rest can be read.
func (r Reply) Page() string {
	page := *r.Response
	page.Body = io.NopCloser(io.LimitReader(r.Body, maxErrorPage))
	body, _, _ := readBody(&page, maxErrorPage)
	return body
}

// discard closes r after reading a little of its body, so that its connection can be used again.
func (r Reply) discard() {
	io.CopyN(io.Discard, r.Body, maxDiscarded)
	r.End(nil)
}

// withTimeout returns ctx with the timeout of call.
func (e *Endpoint) withTimeout(ctx context.Context, call *Call) (context.Context, context.CancelFunc) {
	limit, exceeded := e.TimeoutOf(call)
	if limit <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, limit, exceeded)
}

// Exchange sends call as Send does, and reads the response whatever its status. The body of an error may be cut short;
// any other is complete. The cache is not used.
func (e *Endpoint) Exchange(ctx context.Context, call *Call) (_ *Response, err error) {
	ctx, cancel := e.withTimeout(ctx, call)
	defer cancel()
	reply, err := e.Send(ctx, call)
	if err != nil {
		return nil, err
	}
	defer func() { reply.End(err) }()
	response := reply.Head()
	defer e.Guard(call, response, &err)
	if response.Status >= 300 {
		var complete bool
		response.Body, complete, _ = readBody(reply.Response, min(maxErrorPage, e.options.MaxResponseBytes))
		response.Partial = !complete
		return response, nil
	}
	if call.NoResult {
		io.CopyN(io.Discard, reply.Body, maxDiscarded)
		return response, nil
	}
	body, complete, err := readBody(reply.Response, e.options.MaxResponseBytes)
	switch {
	case err != nil && call.Unsafe():
		return nil, e.Failure(call, failure.ErrUnknownOutcome, response.Status, Cause(ctx, err))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, e.Failure(call, failure.ErrContent, response.Status, fmt.Errorf("truncated: %w", err))
	case err != nil:
		return nil, e.Failure(call, failure.ErrTransport, response.Status, Cause(ctx, err))
	case !complete:
		err := fmt.Errorf("more than %d bytes", e.options.MaxResponseBytes)
		return nil, e.Failure(call, failure.ErrTooLarge, response.Status, err)
	}
	response.Body = body
	return response, nil
}

// Send sends call and returns the header of the response. After a 401 it invalidates the token and sends the call
// again, unless the call streams an Upload that cannot be rewound. It also repeats a safe call after a temporary
// failure; see retries.
func (e *Endpoint) Send(ctx context.Context, call *Call) (Reply, error) {
	if err := e.check(call); err != nil {
		return Reply{}, err
	}
	auth, payload, retries := cmp.Or(call.Auth, e.options.Auth), call.payload(), e.retries(ctx, call)
	replayed := auth.Tokens == nil || auth.Fixed
	for number := 1; ; number++ {
		observe := e.Observer()
		token, err := auth.Token(ctx)
		if err != nil {
			return Reply{}, e.Failure(call, failure.ErrAuth, 0, err)
		}
		r, err := e.attempt(ctx, call, payload, auth, token, number)
		if callErr, ok := errors.AsType[*failure.Error](err); ok {
			callErr.Redact(append(slices.Clip(call.Secrets), token)...)
		}
		status := 0
		if err == nil {
			if status = e.authStatus(r); (!call.MultiCall || status >= 300) && (call.Auth == nil || token != "") {
				observe(token, status, r.Header)
			}
		}
		if status == http.StatusUnauthorized && !replayed {
			auth.Tokens.Invalidate(token)
			if payload != nil && !payload.Rewindable() {
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

// authStatus returns the status of r, 401 if r means the same. The body of r can still be read.
func (e *Endpoint) authStatus(r Reply) int {
	if e.options.Refused == nil || r.StatusCode < 400 {
		return r.StatusCode
	}
	page, rest := r.Page(), r.Body
	r.Body = &bodyReader{io.MultiReader(strings.NewReader(page), rest), func() { rest.Close() }}
	return e.AuthStatus(r.StatusCode, page)
}

// AuthStatus returns the status of a response with body, 401 if the response means the same.
func (e *Endpoint) AuthStatus(status int, body string) int {
	if status >= 400 && e.options.Refused != nil && e.options.Refused(status, body) {
		return http.StatusUnauthorized
	}
	return status
}

// attempt sends call once. number counts the attempts from 1.
func (e *Endpoint) attempt(ctx context.Context, call *Call, body Payload, auth *Auth, token string, number int,
) (_ Reply, err error) {
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
	if auth.Sign != nil {
		sign := func(request *http.Request) error { return auth.Sign(request, token) }
		traced = context.WithValue(traced, signerKey{}, sign)
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
	if body != nil {
		if request.Body, err = body.Open(ctx); err != nil {
			return Reply{}, e.Failure(call, failure.ErrTransport, 0, Cause(ctx, err))
		}
		request.ContentLength = body.Size()
		if body.Rewindable() && !call.Changing { // net/http sends a GET again, unless it cannot
			request.GetBody = func() (io.ReadCloser, error) { return body.Open(ctx) }
		}
	}
	if err := auth.sign(request, token); err != nil {
		return Reply{}, e.Failure(call, failure.ErrAuth, 0, err)
	}
	if ctx.Err() != nil { // before net/http looks, so nothing was sent
		return Reply{}, e.Failure(call, failure.ErrTransport, 0, context.Cause(ctx))
	}
	client := e.client
	if o := call.Options; o != nil && o.Observe != nil {
		observed := *client
		observed.Transport = o.Observe(client.Transport, append(slices.Clip(call.Secrets), token))
		client = &observed
	}
	response, err := client.Do(request)
	switch {
	case err == nil:
		response.Body = record.count(response.Body)
		return Reply{response, token, request.Response != nil, record}, nil
	case response != nil: // the user's CheckRedirect refuses
		return Reply{}, e.Failure(call, failure.ErrRedirect, response.StatusCode, Cause(ctx, err))
	case errors.Is(err, failure.ErrAuth): // of Auth.Wrap
		return Reply{}, e.Failure(call, failure.ErrAuth, http.StatusUnauthorized, Cause(ctx, err))
	case call.Unsafe() && progress.mayHaveArrived():
		return Reply{}, e.Failure(call, failure.ErrUnknownOutcome, 0, Cause(ctx, err))
	}
	return Reply{}, e.Failure(call, failure.ErrTransport, 0, Cause(ctx, err))
}

// Cause returns why a request failed, without its URL, whose query may be secret.
func Cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if withURL, ok := errors.AsType[*url.Error](err); ok {
		return withURL.Err
	}
	return err
}

// unsafeMethod reports whether a request may change something (RFC 9110, section 9.2.1).
func unsafeMethod(method string) bool {
	return !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace}, method)
}
