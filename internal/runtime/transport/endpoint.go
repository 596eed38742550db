// An endpoint of a service: its URL, the options that its calls share, and how a call is made.

package transport

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

// Options are the choices of a client's user for all calls to one endpoint. The zero value is usable.
type Options struct {
	HTTPClient       *http.Client  // nil: http.DefaultClient, with more idle connections. It is copied, not changed
	Tokens           TokenSource   // of bearer tokens; nil: see Auth
	Auth             *Auth         // instead of Tokens: how calls authenticate that have no Auth of their own
	UserAgent        string        // "": the one of net/http
	Timeout          time.Duration // of a call, or of a stream until its header; 0: 2 minutes, negative: none
	Retries          int           // attempts after the first, of a safe call; 0: 2, negative: none
	MaxResponseBytes int64         // of a response that is read whole, decompressed; 0: 64 MiB
	CopyText         bool          // copies each text of a response; otherwise all of them share its memory
	AllowHTTP        bool          // allows http to any host: for tests within a closed network
	Confidential     bool          // requests have secrets besides a token, so http is refused without Tokens too
	Cache            Cache         // nil: nothing is cached
	Fetcher          Fetcher       // nil: every call is sent by itself

	// Of SOAP: SkipValidation sends requests without checking them first; the others are those of CallOptions, nil for none.
	SkipValidation bool
	HeaderBlocks   func(ctx context.Context, operation string) ([]string, error)
	OnHeaderBlock  func(ctx context.Context, operation, block string)

	// Lenient lets a call succeed whose response can be read but deviates from the contract. Otherwise such a call
	// returns its value and an error of kind failure.ErrContent, whose cause is a *wire.DeviationError. A malformed
	// response is always an error.
	Lenient bool

	// OnDeviation is called, if Lenient is set, with the deviations of each response that has some: the first 100.
	// Several goroutines may call it at once. Nil: they are only logged.
	OnDeviation func(ctx context.Context, operation string, deviations []wire.Deviation)

	// Logger gets one record of each attempt once its response was read: operation, method, path, attempt (from 1),
	// status (0 for no response), bytes, duration, and the kind of the error. Headers, query and body are not logged.
	// The level is Info, or Warn for a failure. If Lenient is set, it also gets a record of each response that
	// deviates: where, and what was expected. Nil: nothing is logged.
	Logger *slog.Logger

	// Trace is called when a call begins, and returns the context of the call and a function. That function is called
	// when the call ends, or a stream's header has arrived, with the HTTP status (0 for no response) and the call's
	// error. Responses from the cache are traced too. Nil: nothing is traced.
	Trace func(ctx context.Context, operation string) (context.Context, func(status int, err error))

	// Refused reports whether an error response means the same as a 401. Nil: none does.
	Refused func(status int, body string) bool

	// ErrorMessages returns the service's messages to the user in the JSON body of an error response, if it has some.
	// Nil: the service sends no such messages.
	ErrorMessages func(body string) []string
}

const (
	defaultTimeout  = 2 * time.Minute
	defaultMaxBytes = 64 << 20
	maxErrorPage    = 1 << 20 // bytes that are read of a response with an error status
	maxRedirects    = 5
)

// Endpoint is the URL that the paths of calls are below, with the options that all calls share. It is safe for use by
// many goroutines.
type Endpoint struct {
	root    *url.URL
	origin  string   // of root: scheme, host and port
	base    string   // the escaped path of root without a slash at the end
	options *Options // a pointer, of which fmt prints the address if it cannot call Format, in an unexported field
	timeout error    // the error of a call that takes longer than Options.Timeout
	client  *http.Client
}

// NewEndpoint returns the endpoint at rawURL, which must be absolute, without user info and fragment. It must be https
// or a loopback address if a secret is sent there. Its query begins the query of every call.
func NewEndpoint(rawURL string, o Options) (*Endpoint, error) {
	sent := ""
	o.Auth = cmp.Or(o.Auth, &Auth{Tokens: o.Tokens})
	switch {
	case o.AllowHTTP:
	case o.Auth.Sign != nil || o.Auth.Wrap != nil:
		sent = "the credentials"
	case o.Auth.Tokens != nil:
		sent = "the access token"
	case o.Confidential:
		sent = "the secrets of requests"
	}
	u, err := CheckURL(rawURL, sent)
	if err != nil {
		return nil, fmt.Errorf("endpoint URL: %w", err)
	}
	o.Timeout, o.Retries = cmp.Or(o.Timeout, defaultTimeout), cmp.Or(o.Retries, defaultRetries)
	if o.MaxResponseBytes <= 0 {
		o.MaxResponseBytes = defaultMaxBytes
	}
	client := copyClient(o.HTTPClient)
	if o.Auth.Wrap != nil {
		client.Transport = o.Auth.Wrap(client.Transport)
	}
	e := &Endpoint{
		root:    u,
		origin:  (&url.URL{Scheme: u.Scheme, Host: u.Host}).String(),
		base:    strings.TrimRight(u.EscapedPath(), "/"),
		options: &o,
		timeout: timeoutError(o.Timeout),
		client:  client,
	}
	client.CheckRedirect = e.redirectPolicy(client.CheckRedirect)
	return e, nil
}

// Format prints the URL without its query for every verb of package fmt. It prints no options.
func (e *Endpoint) Format(f fmt.State, _ rune) {
	io.WriteString(f, failure.PrintableURL(e.root.String()))
}

// CheckURL parses the URL that requests are sent to. secret names what must not be sent unencrypted, "" for nothing.
// The errors quote nothing, because a URL may contain a password.
func CheckURL(rawURL, secret string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	switch {
	case rawURL == "":
		return nil, errors.New("must be set")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("must be absolute, such as https://host/path")
	case u.User != nil:
		return nil, errors.New("must not have a user name or password")
	case u.Fragment != "":
		return nil, errors.New("must not have a fragment")
	case strings.Trim(u.RawQuery, queryCharacters) != "":
		return nil, errors.New("must have its query percent-encoded")
	case secret != "" && u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("must be https: http would send %s in the clear", secret)
	}
	return u, nil
}

// queryCharacters are those of a query (RFC 3986, section 3.4), and some that are common in URLs.
const queryCharacters = httpfield.Letters + httpfield.Digits + "-._~!$&'()*+,;=:@/?%[]{}|^"

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func copyClient(c *http.Client) *http.Client {
	if c == nil {
		c = http.DefaultClient
	}
	copied := *c
	if copied.Transport == nil {
		copied.Transport = defaultTransport()
	}
	return &copied
}

// idleConnections is the number of connections to one host that are kept for the next calls. http.DefaultTransport
// keeps two: most of many concurrent callers would have to connect for each call.
const idleConnections = 64

// defaultTransport returns a copy of http.DefaultTransport with more idle connections. All clients share it.
var defaultTransport = sync.OnceValue(func() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // the program's own
	}
	transport := standard.Clone()
	transport.MaxIdleConnsPerHost = idleConnections
	return transport
})

// SameOrigin reports whether a and b have the same scheme, host and port (RFC 6454, section 5).
func SameOrigin(a, b *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" {
			return p
		}
		return map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

// Do makes call and passes its response to use, whose error it returns unchanged. If use is nil, the response body is
// discarded. Every other error is a *failure.Error. A response is cached only if use returns nil.
func (e *Endpoint) Do(ctx context.Context, call *Call, use func(*Response) error) error {
	defer call.Release()
	return e.Traced(ctx, call.Operation, func(ctx context.Context) (status int, err error) {
		err = e.Respond(ctx, call, func(a *Response) error {
			status = a.Status
			return e.Forgive(ctx, call.Operation, e.Accept(call, a, use))
		})
		return status, err
	})
}

// Accept passes the response a to use, or returns an error if its status is one. A nil use accepts every response.
func (e *Endpoint) Accept(call *Call, a *Response, use func(*Response) error) (err error) {
	defer e.Guard(call, a, &err)
	if err := e.StatusError(call, a); err != nil || use == nil {
		return err
	}
	return e.HeaderError(call, a, use(a))
}

// Respond makes call and passes the response to accept, whatever its status. It is cached only if accept returns nil.
func (e *Endpoint) Respond(ctx context.Context, call *Call, accept func(*Response) error) error {
	if e.Caches(call) {
		if err := e.check(call); err != nil {
			return err
		}
		if call.Options != nil { // a call waits for the response to another one no longer than it may take
			var cancel context.CancelFunc
			ctx, cancel = e.withTimeout(ctx, call)
			defer cancel()
		}
		return e.options.Cache.Do(ctx, e, call, accept)
	}
	response, err := e.Fetch(ctx, call)
	if err != nil {
		e.Invalidate(ctx, call, 0, err)
		return err
	}
	e.Invalidate(ctx, call, response.Status, nil)
	return accept(response)
}

// Caches reports whether call uses the cache. A call for a range of a response does not, nor one with credentials of
// its own.
func (e *Endpoint) Caches(call *Call) bool {
	return e.options.Cache != nil && call.Cacheable && call.Method == http.MethodGet &&
		call.Header.Get("Range") == "" && call.Header.Get("Authorization") == ""
}

// Invalidate drops the cached response for the URL of an unsafe call that was carried out, or may have been, judging by
// the status of its response or by its error (RFC 9111, section 4.4).
func (e *Endpoint) Invalidate(ctx context.Context, call *Call, status int, err error) {
	if e.options.Cache == nil || !call.Unsafe() {
		return
	}
	if callErr, ok := errors.AsType[*failure.Error](err); ok {
		status = callErr.Status // of a response that cannot be used, such as one that is too large
	}
	if status >= 200 && status < 400 || errors.Is(err, failure.ErrUnknownOutcome) {
		e.options.Cache.Invalidate(ctx, e.URL(call))
	}
}

// URL returns the URL of call, which check has accepted.
func (e *Endpoint) URL(call *Call) string {
	query := e.root.RawQuery
	switch callQuery := call.Query.Encode(); {
	case query == "":
		query = callQuery
	case callQuery != "":
		query += "&" + callQuery
	}
	if query == "" {
		return e.origin + e.path(call)
	}
	return e.origin + e.path(call) + "?" + query
}

// path returns the escaped path of call's URL.
func (e *Endpoint) path(call *Call) string {
	if call.Path == "" {
		return e.root.EscapedPath()
	}
	return e.base + call.Path
}

// Failure returns an error of call.
func (e *Endpoint) Failure(call *Call, kind error, status int, err error) *failure.Error {
	return &failure.Error{Kind: kind, Operation: call.Operation, Method: call.Method, Path: e.path(call),
		Status: status, Err: err}
}

// Options returns the options of the endpoint with their defaults filled in. They must not be changed.
func (e *Endpoint) Options() *Options { return e.options }

// BaseURL returns the URL of the endpoint.
func (e *Endpoint) BaseURL() *url.URL { return new(*e.root) }
