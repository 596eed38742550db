// What other packages add to the sending of calls: a source of bearer tokens, a cache, another way to fetch.

package transport

import (
	"context"
	"errors"
	"net/http"
)

// TokenSource gives the bearer token (RFC 6750) that authenticates a call. It is used by many goroutines at once. All
// its tokens are one user's: a call whose token was refused is sent once more with the next one.
type TokenSource interface {
	// Token gives a token that is believed to be valid. It obeys ctx.
	Token(ctx context.Context) (string, error)
	// Invalidate says that the service has refused token. A source that has a newer one keeps it.
	Invalidate(token string)
}

// Cache answers GET calls with responses that it has stored. It is used by many goroutines at once. All calls are one
// user's.
type Cache interface {
	// Do answers call with a stored response, or with the one that e.Fetch returns. It stores a response only if accept
	// returns nil for it, or if it is an error status that may be stored.
	Do(ctx context.Context, e *Endpoint, call *Call, accept func(*Answer) error) error
	// SignIn finds out whose private responses can be used for calls of e. It comes before Lookup.
	SignIn(ctx context.Context, e *Endpoint)
	// Lookup begins a call that somebody else sends.
	Lookup(ctx context.Context, e *Endpoint, call *Call) CachedCall
	// Invalidate drops what is stored for a URL.
	Invalidate(ctx context.Context, url string)
	// Observer returns a function that is told how the service responds to calls of e that begin now, and with which
	// token.
	Observer(e *Endpoint) func(token string, status int, header http.Header)
}

// CachedCall is a call that a [Cache] looked up.
type CachedCall interface {
	// Fresh returns the stored response if it can be used without a request, or nil.
	Fresh() *Answer
	// Request returns the call to send. It is conditional if a stored response can be validated.
	Request() *Call
	// Settle gives accept what answer, the response to Request, stands for, and stores that as Do does. If answer is a
	// 304 and nothing is stored any more, Settle sends call.
	Settle(ctx context.Context, answer *Answer, call *Call, accept func(*Answer) error) error
}

// Fetcher sends calls and returns their responses, whatever their status.
type Fetcher interface {
	Fetch(ctx context.Context, e *Endpoint, call *Call) (*Answer, error)
}

// Fetch sends call, by Options.Fetcher if there is one. The cache is not asked.
func (e *Endpoint) Fetch(ctx context.Context, call *Call) (*Answer, error) {
	if e.options.Fetcher == nil {
		return e.Exchange(ctx, call)
	}
	if e.options.Timeout > 0 && call.Upload == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.options.Timeout, e.timeout)
		defer cancel()
	}
	return e.options.Fetcher.Fetch(ctx, e, call)
}

// Observer is that of the cache, if there is one.
func (e *Endpoint) Observer() func(token string, status int, header http.Header) {
	if e.options.Cache == nil {
		return func(string, int, http.Header) {}
	}
	return e.options.Cache.Observer(e)
}

// Token gives the bearer token for the next attempt, "" if the endpoint has no source of them.
func (e *Endpoint) Token(ctx context.Context) (string, error) {
	if e.options.Tokens == nil {
		return "", nil
	}
	token, err := e.options.Tokens.Token(ctx)
	if err != nil {
		return "", err
	}
	return token, CheckToken(token)
}

// CheckToken refuses what cannot follow "Bearer" in a header, without quoting it. Bytes above ASCII are fine: the token
// that the seed prints holds "§".
func CheckToken(token string) error {
	if token == "" {
		return errors.New("the access token is empty")
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] == 0x7F {
			return errors.New("the access token holds a blank or a control character")
		}
	}
	return nil
}
