// An endpoint of a service: where it is, what all calls to it share, and how a call is carried out.

package transport

import (
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

// Options are what a client's user chooses for all calls of one endpoint. The zero value is usable.
type Options struct {
	HTTPClient       *http.Client  // nil: http.DefaultClient, with more idle connections. It is copied, not changed
	Tokens           TokenSource   // nil: calls carry no bearer token
	UserAgent        string        // "": that of net/http
	Timeout          time.Duration // of a whole call, of a Stream to its header; 0: 2 minutes, negative: none
	Retries          int           // attempts beyond the first that a safe call may take; 0: 2, negative: none
	MaxResponseBytes int64         // of an answer that is read whole, decompressed; 0: 64 MiB
	CopyText         bool          // copies each text of an answer, rather than letting all of them share its memory
	AllowHTTP        bool          // allows http to any host: for tests within a closed network
	Confidential     bool          // requests hold secrets besides a token, so http is refused without Tokens too
	Cache            Cache         // nil: nothing is cached
	Fetcher          Fetcher       // nil: every call is sent by itself

	// SkipValidation sends SOAP requests without checking them against the contract first.
	SkipValidation bool

	// Lenient makes a call succeed whose response can be read but deviates from the contract. Otherwise such a call
	// returns its value and an error of kind failure.ErrContent, whose cause is a *wire.DeviationError. A response that
	// is malformed is an error in any case.
	Lenient bool

	// OnDeviation is called, if Lenient is set, with the deviations of each response that has some: the first of them,
	// up to 100. It may be called by several goroutines at once. Nil: they are logged alone.
	OnDeviation func(ctx context.Context, operation string, deviations []wire.Deviation)

	// Logger gets one record of each attempt once its answer was read: operation, method, path, attempt (1 for the
	// first), status (0 for no answer), bytes, duration, and the kind of the error. Neither header nor query nor body
	// is logged. The level is Info, or Warn for a failure. If Lenient is set, it also gets a record of each response
	// that deviates: where, and what was expected. Nil: nothing is logged.
	Logger *slog.Logger

	// Trace is called as a call begins. The call goes on with the context that it gives, and the function that it gives
	// is called as the call ends, a Stream's with its header: with the HTTP status, 0 for no answer, and the call's
	// error. What the cache answers is traced like any other call. Nil: nothing is traced.
	Trace func(ctx context.Context, operation string) (context.Context, func(status int, err error))

	// ErrorMessages reads the service's messages to the user from the JSON body of an error answer. It gives
	// none where it finds none. Nil: the service sends no such messages.
	ErrorMessages func(body string) []string
}

const (
	defaultTimeout  = 2 * time.Minute
	defaultMaxBytes = 64 << 20
	maxErrorPage    = 1 << 20 // bytes that are read of an answer with an error status
	maxRedirects    = 5
)

// Endpoint is the URL that the paths of calls are below, with what all calls share. It serves any number of goroutines.
type Endpoint struct {
	root    *url.URL
	origin  string   // of root: scheme, host and port
	base    string   // the escaped path of root without a slash at the end
	options *Options // a pointer: where fmt cannot call Format, in an unexported field, it prints an address
	timeout error    // what a call fails with that takes longer than Options.Timeout
	client  *http.Client
}

// NewEndpoint gives the endpoint at rawURL, which must be absolute, without user info and fragment, and must be https
// or a loopback address if a secret is sent there. Its query begins that of every call.
func NewEndpoint(rawURL string, o Options) (*Endpoint, error) {
	sent := ""
	switch {
	case o.AllowHTTP:
	case o.Tokens != nil:
		sent = "the access token"
	case o.Confidential:
		sent = "the secrets of requests"
	}
	u, err := CheckURL(rawURL, sent)
	if err != nil {
		return nil, fmt.Errorf("endpoint URL: %w", err)
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Retries == 0 {
		o.Retries = defaultRetries
	}
	if o.MaxResponseBytes <= 0 {
		o.MaxResponseBytes = defaultMaxBytes
	}
	client := copyClient(o.HTTPClient)
	e := &Endpoint{
		root:    u,
		origin:  (&url.URL{Scheme: u.Scheme, Host: u.Host}).String(),
		base:    strings.TrimRight(u.EscapedPath(), "/"),
		options: &o,
		timeout: fmt.Errorf("not complete within %v: %w", o.Timeout, context.DeadlineExceeded),
		client:  client,
	}
	client.CheckRedirect = e.redirectPolicy(client.CheckRedirect)
	return e, nil
}

// Format prints the URL without its query for every verb of package fmt, and nothing of the options.
func (e *Endpoint) Format(f fmt.State, _ rune) {
	io.WriteString(f, failure.PrintableURL(e.root.String()))
}

// CheckURL gives the URL that requests may be sent to. secret is what they must not send in the clear, "" for nothing.
// Its errors quote nothing: a password may stand in a URL.
func CheckURL(rawURL, secret string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	switch {
	case rawURL == "":
		return nil, errors.New("must be set")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("must be absolute, such as https://host/path")
	case u.User != nil:
		return nil, errors.New("must not hold a user name or password")
	case u.Fragment != "":
		return nil, errors.New("must not have a fragment")
	case strings.Trim(u.RawQuery, queryCharacters) != "":
		return nil, errors.New("must have its query percent-encoded")
	case secret != "" && u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("must be https: http would send %s in the clear", secret)
	}
	return u, nil
}

// queryCharacters are those that a query may hold (RFC 3986, section 3.4), and some that URLs are found with.
const queryCharacters = httpfield.Letters + httpfield.Digits + "-._~!$&'()*+,;=:@/?%[]{}|^"

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func copyClient(c *http.Client) *http.Client {
	if c == nil {
		c = http.DefaultClient
	}
	own := *c
	if own.Transport == nil {
		own.Transport = defaultTransport()
	}
	return &own
}

// idleConnections is how many connections to one host are kept for the next calls. http.DefaultTransport keeps two: of
// many callers at a time, most would have to connect anew for every call.
const idleConnections = 64

// defaultTransport is http.DefaultTransport as it is found at first, with more idle connections. All clients share it.
var defaultTransport = sync.OnceValue(func() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // the program's own
	}
	transport := standard.Clone()
	transport.MaxIdleConnsPerHost = idleConnections
	return transport
})

// SameOrigin compares scheme, host and port (RFC 6454 §5).
func SameOrigin(a, b *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" {
			return p
		}
		return map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

// Do carries out call and hands its answer to use, whose error it returns as it is. If use is nil,
// the response's body does not matter. Every other error is an *Error. What is cached is cached only after use returned
// nil.
func (e *Endpoint) Do(ctx context.Context, call *Call, use func(*Answer) error) error {
	defer call.Release()
	return e.Traced(ctx, call.Operation, func(ctx context.Context) (status int, err error) {
		err = e.Respond(ctx, call, func(a *Answer) error {
			status = a.Status
			return e.Forgive(ctx, call.Operation, e.Accept(call, a, use))
		})
		return status, err
	})
}

// Accept hands the answer to use, unless its status is an error.
func (e *Endpoint) Accept(call *Call, a *Answer, use func(*Answer) error) (err error) {
	defer e.Guard(call, a, &err)
	if err := e.StatusError(call, a); err != nil || use == nil {
		return err
	}
	return use(a)
}

// Respond carries out call and gives accept the answer, whatever its status. What accept refuses is not cached.
func (e *Endpoint) Respond(ctx context.Context, call *Call, accept func(*Answer) error) error {
	if e.Caches(call) {
		if err := e.check(call); err != nil {
			return err
		}
		return e.options.Cache.Do(ctx, e, call, accept)
	}
	answer, err := e.Fetch(ctx, call)
	if err != nil {
		e.Invalidate(ctx, call, 0, err)
		return err
	}
	e.Invalidate(ctx, call, answer.Status, nil)
	return accept(answer)
}

// Caches tells whether call goes through the cache. A part of an answer is of no use to it, nor is the answer to a user
// whom the call names itself.
func (e *Endpoint) Caches(call *Call) bool {
	return e.options.Cache != nil && call.Cacheable && call.Method == http.MethodGet &&
		call.Header.Get("Range") == "" && call.Header.Get("Authorization") == ""
}

// Invalidate drops what the cache holds for an unsafe call that was carried out, going by the status of its answer, or
// may have been, going by its error (RFC 9111 §4.4).
func (e *Endpoint) Invalidate(ctx context.Context, call *Call, status int, err error) {
	if e.options.Cache == nil || !unsafeMethod(call.Method) {
		return
	}
	if failure, ok := errors.AsType[*failure.Error](err); ok {
		status = failure.Status // of an answer that is of no use, such as one that is too large
	}
	if status >= 200 && status < 400 || errors.Is(err, failure.ErrUnknownOutcome) {
		e.options.Cache.Invalidate(ctx, e.URL(call))
	}
}

// URL is the whole URL of call, which check has found sound.
func (e *Endpoint) URL(call *Call) string {
	query := e.root.RawQuery
	switch own := call.Query.Encode(); {
	case query == "":
		query = own
	case own != "":
		query += "&" + own
	}
	if query == "" {
		return e.origin + e.path(call)
	}
	return e.origin + e.path(call) + "?" + query
}

// path is the escaped path of call's URL.
func (e *Endpoint) path(call *Call) string {
	if call.Path == "" {
		return e.root.EscapedPath()
	}
	return e.base + call.Path
}

// Failure is an error of call.
func (e *Endpoint) Failure(call *Call, kind error, status int, err error) *failure.Error {
	return &failure.Error{Kind: kind, Operation: call.Operation, Method: call.Method, Path: e.path(call), Status: status,
		Err: err}
}

// Options are those of the endpoint, with their defaults filled in. They must not be changed.
func (e *Endpoint) Options() *Options { return e.options }

// BaseURL returns the URL of the endpoint.
func (e *Endpoint) BaseURL() *url.URL {
	u := *e.root
	return &u
}

// SkipsValidation reports whether requests are sent without checking them first.
func (e *Endpoint) SkipsValidation() bool { return e.options.SkipValidation }

// TimeoutError is what a call fails with that takes longer than Options.Timeout.
func (e *Endpoint) TimeoutError() error { return e.timeout }
