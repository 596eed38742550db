// An endpoint of a service and the calls to it: request, bearer token, redirects, status, the lost answer.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Options are what a client's user chooses for all calls of one endpoint. The zero value is usable.
type Options struct {
	HTTPClient   *http.Client  // nil: http.DefaultClient. It is copied, not changed
	Tokens       TokenSource   // nil: calls carry no bearer token
	UserAgent    string        // "": that of net/http
	Timeout      time.Duration // of a whole call, of a Stream to its header; 0: 2 minutes, negative: none
	MaxBytes     int64         // of an answer that is read whole, decompressed; 0: 64 MiB
	Insecure     bool          // allows http to any host: for tests within a closed network
	HeaderPrefix string        // of the headers of MultiCall parts: "X-Dio-"
	Cache        *Cache        // nil: nothing is cached

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
	base    string   // the escaped path of root without a slash at the end
	options *Options // a pointer: where fmt cannot call Format, in an unexported field, it prints an address
	client  *http.Client
}

// NewEndpoint gives the endpoint at rawURL, which must be absolute, https or a loopback address, without user info,
// query and fragment.
func NewEndpoint(rawURL string, o Options) (*Endpoint, error) {
	u, err := checkURL(rawURL, o.Insecure)
	if err == nil && (u.RawQuery != "" || u.ForceQuery) {
		err = errors.New("must not have a query")
	}
	if err != nil {
		return nil, fmt.Errorf("endpoint URL: %w", err)
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = defaultMaxBytes
	}
	client := copyClient(o.HTTPClient)
	e := &Endpoint{root: u, base: strings.TrimRight(u.EscapedPath(), "/"), options: &o, client: client}
	client.CheckRedirect = e.redirectPolicy(client.CheckRedirect)
	return e, nil
}

// Format prints the URL for every verb of package fmt, and nothing of the options.
func (e *Endpoint) Format(f fmt.State, _ rune) { io.WriteString(f, e.root.String()) }

// checkURL gives the URL that a secret may be sent to. Its errors quote nothing: a password may stand in a URL.
func checkURL(rawURL string, insecure bool) (*url.URL, error) {
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
	case u.Scheme == "http" && !insecure && !loopback(u.Hostname()):
		return nil, errors.New("must be https: http would send the access token in the clear")
	}
	return u, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func copyClient(c *http.Client) *http.Client {
	if c == nil {
		c = http.DefaultClient
	}
	own := *c
	return &own
}

// sameOrigin compares scheme, host and port (RFC 6454 §5).
func sameOrigin(a, b *url.URL) bool {
	port := func(u *url.URL) string {
		if p := u.Port(); p != "" {
			return p
		}
		return map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

// checkRedirect is the type of http.Client's field of that name.
type checkRedirect = func(next *http.Request, via []*http.Request) error

// redirectPolicy follows a GET within the origin, so that neither credentials nor the service's own headers leave it.
// Any other redirect becomes the call's answer. The user's policy is asked as well.
func (e *Endpoint) redirectPolicy(user checkRedirect) checkRedirect {
	return func(next *http.Request, via []*http.Request) error {
		if via[0].Method != http.MethodGet || !sameOrigin(next.URL, e.root) || len(via) > maxRedirects {
			return http.ErrUseLastResponse
		}
		if user != nil {
			return user(next, via)
		}
		return nil
	}
}

// Answer is a complete answer of the service.
type Answer struct {
	Status int
	Header http.Header
	Body   string

	token string // that the call was authenticated with: kept out of errors, should the service echo it
}

// Do carries out call and hands its answer to use, whose error it returns as it is. A nil use takes no interest in the
// answer's body. Every other error is an *Error. What is cached is cached only after use returned nil.
func (e *Endpoint) Do(ctx context.Context, call *Call, use func(*Answer) error) error {
	if use == nil {
		use = func(*Answer) error { return nil }
	}
	if e.caches(call) {
		if err := e.check(call); err != nil {
			return err
		}
		return e.options.Cache.do(ctx, e, call, use)
	}
	answer, err := e.exchange(ctx, call)
	if err != nil {
		return err
	}
	if err := e.statusError(call, answer); err != nil {
		return err
	}
	e.invalidate(call)
	return use(answer)
}

// caches tells whether call goes through the cache.
func (e *Endpoint) caches(call *Call) bool {
	return e.options.Cache != nil && call.Cacheable && call.Method == http.MethodGet
}

// invalidate drops what the cache holds for an unsafe call that was answered without an error (RFC 9111 §4.4).
func (e *Endpoint) invalidate(call *Call) {
	if e.options.Cache != nil && unsafeMethod(call.Method) {
		e.options.Cache.invalidate(e.url(call))
	}
}

// DoJSON carries out call and decodes its answer, which must be JSON. After an error the value is the zero value.
func DoJSON[T any](ctx context.Context, e *Endpoint, call *Call, decode func(*JSONDecoder) T) (value T, err error) {
	err = e.Do(ctx, call, func(a *Answer) (err error) {
		value, err = DecodeJSON(e, call, a, decode)
		return err
	})
	return value, err
}

// DecodeJSON decodes the answer to call, which must be JSON; whether an empty body will do is for decode to say. After an
// error, which is an ErrContent, the value is the zero value.
func DecodeJSON[T any](e *Endpoint, call *Call, a *Answer, decode func(*JSONDecoder) T) (none T, err error) {
	if media := mediaType(a.Header); a.Body != "" && media != "" && media != "application/json" && !strings.HasSuffix(media, "+json") {
		return none, e.contentError(call, a, fmt.Errorf("content type %s where JSON is expected", media))
	}
	d := NewJSONDecoder(a.Body)
	value := decode(d)
	if err := d.Close(); err != nil {
		return none, e.contentError(call, a, err)
	}
	return value, nil
}

// mediaType gives the answer's content type in lower case without parameters, "" where there is none.
func mediaType(h http.Header) string {
	value, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(value))
}

// exchange sends call with its bearer token, once more after a 401, and reads the answer whatever its status. An
// answer with an error status may have its body cut short; any other is complete. The cache is not asked.
func (e *Endpoint) exchange(ctx context.Context, call *Call) (*Answer, error) {
	if e.options.Timeout > 0 && call.Upload == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.options.Timeout, e.timeout())
		defer cancel()
	}
	response, token, err := e.send(ctx, call)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer := &Answer{Status: response.StatusCode, Header: response.Header, token: token}
	if response.StatusCode >= 300 {
		answer.Body, _, _ = readBody(response, min(maxErrorPage, e.options.MaxBytes))
		return answer, nil
	}
	body, complete, err := readBody(response, e.options.MaxBytes)
	switch {
	case err != nil && unsafeMethod(call.Method):
		return nil, e.failure(call, ErrUnknownOutcome, response.StatusCode, cause(ctx, err))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, e.failure(call, ErrContent, response.StatusCode, fmt.Errorf("truncated: %w", err))
	case err != nil:
		return nil, e.failure(call, ErrTransport, response.StatusCode, cause(ctx, err))
	case !complete:
		err := fmt.Errorf("more than %d bytes", e.options.MaxBytes)
		return nil, e.failure(call, ErrTooLarge, response.StatusCode, err)
	}
	answer.Body = body
	return answer, nil
}

// timeout is what a call fails with that takes longer than Options.Timeout.
func (e *Endpoint) timeout() error {
	return fmt.Errorf("not complete within %v: %w", e.options.Timeout, context.DeadlineExceeded)
}

// send puts call on the wire and gives the answer's header, its body yet unread, and the token that it was sent with.
// A 401 makes the source of tokens drop that token, and the call is sent once more, unless it streams an Upload that
// cannot be rewound.
func (e *Endpoint) send(ctx context.Context, call *Call) (*http.Response, string, error) {
	if err := e.check(call); err != nil {
		return nil, "", err
	}
	payload := call.payload()
	for replay := false; ; replay = true {
		token, err := e.token(ctx)
		if err != nil {
			return nil, "", e.failure(call, ErrAuth, 0, err)
		}
		response, err := e.attempt(ctx, call, payload, token)
		if err != nil {
			return nil, "", err
		}
		if response.StatusCode != http.StatusUnauthorized || e.options.Tokens == nil || replay {
			return response, token, nil
		}
		e.options.Tokens.Invalidate(token)
		if payload != nil && !payload.rewindable() {
			return response, token, nil
		}
		discard(response.Body)
	}
}

// token gives the bearer token for the next attempt, "" where the endpoint has no source of them.
func (e *Endpoint) token(ctx context.Context) (string, error) {
	if e.options.Tokens == nil {
		return "", nil
	}
	token, err := e.options.Tokens.Token(ctx)
	if err != nil {
		return "", err
	}
	return token, checkToken(token)
}

// attempt sends call once.
func (e *Endpoint) attempt(ctx context.Context, call *Call, body payload, token string) (*http.Response, error) {
	var progress progress
	traced := httptrace.WithClientTrace(ctx, progress.trace())
	request, err := http.NewRequestWithContext(traced, call.Method, e.url(call), nil)
	if err != nil {
		return nil, e.failure(call, ErrInvalid, 0, err)
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
			return nil, e.failure(call, ErrTransport, 0, cause(ctx, err))
		}
		request.ContentLength = body.size()
		if body.rewindable() {
			request.GetBody = func() (io.ReadCloser, error) { return body.open(ctx) }
		}
	}
	response, err := e.client.Do(request)
	if err != nil {
		kind := ErrTransport
		if unsafeMethod(call.Method) && progress.mayHaveArrived() {
			kind = ErrUnknownOutcome
		}
		return nil, e.failure(call, kind, 0, cause(ctx, err))
	}
	return response, nil
}

// url is the whole URL of call, which check has found sound.
func (e *Endpoint) url(call *Call) string {
	u := url.URL{Scheme: e.root.Scheme, Host: e.root.Host}
	url := u.String() + e.path(call)
	if len(call.Query) > 0 {
		url += "?" + call.Query.Encode()
	}
	return url
}

// path is the escaped path of call's URL.
func (e *Endpoint) path(call *Call) string {
	if call.Path == "" {
		return e.root.EscapedPath()
	}
	return e.base + call.Path
}

// cause is what a request failed for, without the URL, whose query is nobody's business.
func cause(ctx context.Context, err error) error {
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

// failure is an error of call.
func (e *Endpoint) failure(call *Call, kind error, status int, err error) *Error {
	return &Error{Kind: kind, Operation: call.Operation, Method: call.Method, Path: e.path(call), Status: status, Err: err}
}

// statusError is nil for a 2xx, and for a 304 where call is conditional; else it says what the service says.
func (e *Endpoint) statusError(call *Call, a *Answer) error {
	switch {
	case a.Status/100 == 2:
		return nil
	case a.Status == http.StatusNotModified:
		if call.Header.Get("If-Modified-Since") != "" || call.Header.Get("If-None-Match") != "" {
			return nil
		}
		return e.failure(call, ErrStatus, a.Status, errors.New("the request was not conditional"))
	case a.Status/100 == 3:
		return e.failure(call, ErrRedirect, a.Status, fmt.Errorf("to %s", withoutSecrets(a.Header.Get("Location"))))
	}
	failure := e.failure(call, ErrStatus, a.Status, nil)
	if a.Status == http.StatusUnauthorized {
		failure.Kind = ErrAuth
	}
	body := strings.TrimSpace(strings.TrimPrefix(a.Body, "\uFEFF"))
	if e.options.ErrorMessages != nil && (strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[")) {
		for _, message := range e.options.ErrorMessages(body) {
			failure.Messages = append(failure.Messages, a.redact(message))
		}
	}
	if len(failure.Messages) == 0 {
		failure.Excerpt = excerpt(a.redact(body))
	}
	return failure
}

// contentError says that the answer of call is not what the contract says. Only a page of markup is quoted: JSON may be
// somebody's data.
func (e *Endpoint) contentError(call *Call, a *Answer, err error) *Error {
	failure := e.failure(call, ErrContent, a.Status, err)
	if strings.Contains(mediaType(a.Header), "html") {
		failure.Excerpt = excerpt(a.redact(a.Body))
	}
	return failure
}

// redact takes the token that the call was sent with out of what the service wrote.
func (a *Answer) redact(s string) string {
	if a.token == "" {
		return s
	}
	return strings.ReplaceAll(s, a.token, redacted)
}
