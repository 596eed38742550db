// Interfaces for other packages: a source of bearer tokens, a cache, another way to fetch.

package transport

import (
	"context"
	"errors"
	"net/http"
)

// TokenSource returns the bearer tokens (RFC 6750) that authenticate calls. It is safe for use by many goroutines. All
// its tokens are one user's: a call whose token was refused is sent again with the next one.
type TokenSource interface {
	// Token returns a token that should be valid. It stops when ctx ends.
	Token(ctx context.Context) (string, error)
	// Invalidate says that the service has refused token. A source with a newer one keeps it.
	Invalidate(token string)
}

// Cache responds to GET calls with responses that it has stored. It is safe for use by many goroutines. All calls are
// one user's.
type Cache interface {
	// Do passes accept a stored response to call, or the one that e.Fetch returns. It stores a response if accept
	// returns nil for it, or if it is an error status that may be stored.
	Do(ctx context.Context, e *Endpoint, call *Call, accept func(*Response) error) error
	// SignIn finds out whose private responses can be used for calls of e. It is called before Lookup.
	SignIn(ctx context.Context, e *Endpoint)
	// Lookup begins a call that somebody else sends.
	Lookup(ctx context.Context, e *Endpoint, call *Call) CachedCall
	// Invalidate drops what is stored for a URL.
	Invalidate(ctx context.Context, url string)
	// Observer returns a function that is told of the responses to calls of e that begin now: the token of the call,
	// and the response's status and header.
	Observer(e *Endpoint) func(token string, status int, header http.Header)
}

// ErrorReader reads the bodies of responses with an error status.
type ErrorReader interface {
	// ReadError returns the error that the service describes, or nil.
	ReadError(*Response) error
}

// CachedCall is a call that a [Cache] looked up.
type CachedCall interface {
	// Fresh returns the stored response if it can be used without a request, or nil.
	Fresh() *Response
	// Request returns the call to send. It is conditional if a stored response can be validated.
	Request() *Call
	// Settle passes accept the response that response stands for: response itself, or the stored one that it validates.
	// It stores that as Do does. If response is a 304 but nothing is stored any more, Settle sends call.
	Settle(ctx context.Context, response *Response, call *Call, accept func(*Response) error) error
}

// Fetcher sends calls and returns their responses, whatever their status.
type Fetcher interface {
	Fetch(ctx context.Context, e *Endpoint, call *Call) (*Response, error)
}

// Fetch sends call, by Options.Fetcher if there is one. The cache is not used.
func (e *Endpoint) Fetch(ctx context.Context, call *Call) (*Response, error) {
	if e.options.Fetcher == nil {
		return e.Exchange(ctx, call)
	}
	ctx, cancel := e.withTimeout(ctx, call)
	defer cancel()
	return e.options.Fetcher.Fetch(ctx, e, call)
}

// Observer returns the observer of the cache, or a function that does nothing if there is no cache.
func (e *Endpoint) Observer() func(token string, status int, header http.Header) {
	if e.options.Cache == nil {
		return func(string, int, http.Header) {}
	}
	return e.options.Cache.Observer(e)
}

// Auth is how calls authenticate themselves. The zero Auth sends no credentials.
type Auth struct {
	Tokens TokenSource                                     // nil: there is no token
	Fixed  bool                                            // there is only one: a call is not repeated after a 401
	Sign   func(request *http.Request, token string) error // adds credentials, last; nil: the token is a bearer token
	Err    error                                           // why there are no credentials: calls fail with it

	// Wrap returns a transport that responds to the challenges of an endpoint, in place of next. An error that is an
	// ErrAuth says that it cannot. Nil: challenges are errors.
	Wrap func(next http.RoundTripper) http.RoundTripper
}

// Token returns the token for the next attempt, "" if there is no token source.
func (a *Auth) Token(ctx context.Context) (token string, err error) {
	if a.Tokens == nil {
		return "", a.Err
	}
	if token, err = a.Tokens.Token(ctx); err == nil && a.Sign == nil {
		err = CheckToken(token)
	}
	return token, err
}

// sign adds the credentials to request.
func (a *Auth) sign(request *http.Request, token string) error {
	switch {
	case a.Sign != nil:
		return a.Sign(request, token)
	case token != "":
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return nil
}

// CheckToken returns an error if token cannot follow "Bearer" in a header. The error does not quote it. Bytes above
// ASCII are allowed: the token that the seed prints contains "§".
func CheckToken(token string) error {
	if token == "" {
		return errors.New("the access token is empty")
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] == 0x7F {
			return errors.New("the access token contains a space or a control character")
		}
	}
	return nil
}
