// A token source that keeps its tokens in a store and renews them there.

package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// ErrSignIn says that no token can be had without the user: nobody has signed in, or the refresh token expired or was
// revoked. The error is a failure.ErrAuth too.
var ErrSignIn = errors.New("sign in again")

// Tokens is a token source. It implements [transport.TokenSource]. All calls share an access token: the one in the
// store while that is valid, otherwise one for the refresh token in the store, otherwise one by the grant of the source.
// New tokens are in the store before one of them is used.
type Tokens struct {
	source *source // a pointer, so that fmt prints an address if it cannot call Format
	shared atomic.Pointer[token.Shared]
}

// source requests the tokens of a Tokens.
type source struct {
	client  *Client
	store   Store
	owner   string                     // of the tokens in the store
	grant   func() (url.Values, error) // the parameters of a token request; nil: only the user can sign in
	unsaved *unsaved                   // nil for none; the lock of the store guards it

	mu      sync.Mutex
	last    string // the access token that was returned last
	refused bool   // the service refused it
}

// unsaved are tokens that could not be saved. They are saved before any is used, because otherwise another process
// would use the refresh token that they replace.
type unsaved struct {
	tokens   *kept
	replaces string // the text of the store
}

// newTokens returns the tokens of subject. request returns the parameters of a token request; nil: only the user can
// sign in.
func (c *Client) newTokens(grantType, subject string, request func() (url.Values, error)) *Tokens {
	s := &source{client: c, store: c.config.Store, owner: c.owner(grantType, subject), grant: request}
	if s.store == nil {
		s.store = newMemory()
	}
	t := &Tokens{source: s}
	t.reset()
	return t
}

// reset forgets the access token, and the one that a fetch in progress will return.
func (t *Tokens) reset() {
	timeout := 2 * t.source.client.config.Timeout // for the request of another process, then for this one's
	t.shared.Store(&token.Shared{Fetch: t.source.fetch, Timeout: timeout})
}

// Resume returns the tokens of the user who has signed in to the Store, in this process or in another. Without tokens
// in the store, Token returns ErrSignIn until somebody signs in.
func (c *Client) Resume() *Tokens { return c.newTokens(authorizationCode, "", nil) }

// Format prints only the client's ID, for every verb of package fmt.
func (t *Tokens) Format(f fmt.State, verb rune) { t.source.client.Format(f, verb) }

// MarshalText returns only the client's ID.
func (t *Tokens) MarshalText() ([]byte, error) { return t.source.client.config.MarshalText() }

// Token returns the access token, or waits for a new one until ctx ends.
func (t *Tokens) Token(ctx context.Context) (string, error) { return t.shared.Load().Token(ctx) }

// Invalidate says that the service refused token. It is not used again, not even if it is in the store.
func (t *Tokens) Invalidate(token string) {
	t.source.mu.Lock()
	t.source.refused = t.source.refused || t.source.last == token
	t.source.mu.Unlock()
	t.shared.Load().Invalidate(token)
}

// fetch returns the access token of the store if that can be used, or a new one.
func (s *source) fetch(ctx context.Context) (_ *token.Bearer, err error) {
	defer func() { // callers cannot recover from a panic in this goroutine
		if value := recover(); value != nil {
			err = authError("token request", transport.PanicError(value))
		}
	}()
	unlock, err := s.store.Lock(ctx)
	if err != nil {
		return nil, storeError("lock", err)
	}
	defer unlock()
	tokens, text, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	requested := !s.usable(tokens)
	if requested {
		if tokens, err = s.request(ctx, tokens); err != nil {
			return nil, err
		}
	}
	if requested || s.unsaved != nil {
		s.unsaved = &unsaved{tokens, text}
		if err := s.save(ctx, tokens); err != nil {
			return nil, err
		}
		s.unsaved = nil
	}
	s.mu.Lock()
	s.last, s.refused = tokens.AccessToken, false
	s.mu.Unlock()
	return tokens.bearer(), nil
}

// load returns the tokens in the store, or nil, and the text there. Tokens that could not be saved count as those in
// the store, unless somebody has replaced the text meanwhile.
func (s *source) load(ctx context.Context) (tokens *kept, text string, err error) {
	text, err = s.store.Load(ctx)
	if err != nil {
		return nil, "", storeError("load", err)
	}
	if s.unsaved != nil && s.unsaved.replaces == text {
		return s.unsaved.tokens, text, nil
	}
	s.unsaved = nil
	tokens, err = parseKept(text, s.owner)
	if err != nil {
		return nil, "", storeError("load", err)
	}
	return tokens, text, nil
}

// save saves tokens, even if ctx has ended: a refresh token that is lost costs a sign-in.
func (s *source) save(ctx context.Context, tokens *kept) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.client.config.Timeout)
	defer cancel()
	if err := s.store.Save(ctx, tokens.text()); err != nil {
		return storeError("save", err, tokens.AccessToken, tokens.RefreshToken)
	}
	return nil
}

// usable reports whether the access token in the store can be used without a request. If its request is in the future,
// the clock was set back, and nobody knows its age.
func (s *source) usable(tokens *kept) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return tokens != nil && tokens.bearer().Fresh(now) && !tokens.Requested.After(now) &&
		!(s.refused && s.last == tokens.AccessToken)
}

// request requests the tokens that follow old, which may be nil.
func (s *source) request(ctx context.Context, old *kept) (*kept, error) {
	if old != nil && old.RefreshToken != "" {
		tokens, err := s.post(ctx, url.Values{"grant_type": {refreshToken}, "refresh_token": {old.RefreshToken}})
		if !errors.Is(err, oauth.ErrInvalidGrant) {
			if err == nil && tokens.RefreshToken == "" { // it stays valid (RFC 6749, section 6)
				tokens.RefreshToken = old.RefreshToken
			}
			return tokens, err
		}
		if s.grant == nil {
			err = refreshError(err)
			if eraseErr := s.erase(ctx); eraseErr != nil {
				err = fmt.Errorf("%w; %w", err, eraseErr)
			}
			return nil, err
		}
	}
	if s.grant == nil {
		return nil, authError("token request", fmt.Errorf("the token store is empty or damaged: %w", ErrSignIn))
	}
	parameters, err := s.grant()
	if err != nil {
		return nil, authError("token request", err)
	}
	return s.post(ctx, parameters)
}

// post requests tokens with parameters.
func (s *source) post(ctx context.Context, parameters url.Values) (*kept, error) {
	issued, err := oauth.Request(ctx, s.client.token, s.client.form("token request", parameters))
	if err != nil {
		return nil, err
	}
	return newKept(s.owner, issued), nil
}

// signIn saves the tokens for parameters in place of those in the store.
func (s *source) signIn(ctx context.Context, parameters url.Values) error {
	unlock, err := s.store.Lock(ctx)
	if err != nil {
		return storeError("lock", err)
	}
	defer unlock()
	if _, _, err := s.load(ctx); err != nil { // before the authorization code is spent
		return err
	}
	tokens, err := s.post(ctx, parameters)
	if refused, ok := errors.AsType[*token.RefusedError](err); ok {
		err = refused.Err // only Shared waits for its pause
	}
	if err != nil {
		return err
	}
	return s.save(ctx, tokens)
}

// erase removes the tokens from the store.
func (s *source) erase(ctx context.Context) error {
	if err := s.store.Save(ctx, ""); err != nil {
		return storeError("remove", err)
	}
	return nil
}

// authError returns an error that is a failure.ErrAuth.
func authError(operation string, err error) *failure.Error {
	return &failure.Error{Kind: failure.ErrAuth, Operation: operation, Err: err}
}

// storeError returns the error of a store. It shows none of secrets.
func storeError(action string, err error, secrets ...string) error {
	return authError("token store", fmt.Errorf("cannot %s the tokens: %w", action, err)).Redact(secrets...)
}

// refreshError returns the error for a refresh token that the authorization server refuses with err.
func refreshError(err error) error {
	cause := fmt.Errorf("%w: the refresh token expired or was revoked: %w", oauth.ErrInvalidGrant, ErrSignIn)
	callErr := authError("token request", cause)
	if refused, ok := errors.AsType[*failure.Error](err); ok {
		callErr.Method, callErr.Path, callErr.Status = refused.Method, refused.Path, refused.Status
	}
	return callErr
}
