// Private responses: which user's a cache may use, by the token that the service has accepted.

package cache

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// In a shared store, private responses have the session's partition and a name of the signed-in user, because a session
// is only a configuration. A cache gets that name from the token of a call that the service has accepted; until then it
// uses only public responses. The name stays when the token is renewed, because all tokens of a transport.TokenSource
// are one user's. It is forgotten at a logout.

// signedIn is the user of a cache.
type signedIn struct {
	user    string     // in keys of the store; "" if none was accepted since the last logout
	open    bool       // the service has accepted the user's token and not refused it since
	token   credential // the last one accepted
	logouts uint64     // their number; results of calls that began before a logout are ignored
}

// credential identifies a token of a session at an endpoint. It does not reveal the token.
type credential [sha256.Size]byte

func credentialOf(e *transport.Endpoint, session, token string) credential {
	b := appendString(nil, e.BaseURL().String())
	b = appendString(b, session)
	return sha256.Sum256(appendString(b, token))
}

// acceptedTokens are the tokens that services have accepted in this process, so that a second client of a session can
// use them at once.
var acceptedTokens = tokenUsers{users: make(map[credential]string), sessions: make(map[credential]bool)}

// tokenUsers has the names of the users of tokens.
type tokenUsers struct {
	mu       sync.Mutex
	users    map[credential]string
	sessions map[credential]bool // those with an accepted token: credentials without one
}

// maxAccepted bounds the tokens that are remembered. A client whose token is dropped must be accepted again.
const maxAccepted = 4096

// accept records user as the user of a session's token, unless the token has one, and returns the token's user.
func (t *tokenUsers) accept(session, token credential, user string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, ok := t.users[token]; ok {
		return known
	}
	if len(t.users) == maxAccepted {
		clear(t.users)
		clear(t.sessions)
	}
	t.users[token], t.sessions[session] = user, true
	return user
}

func (t *tokenUsers) accepted(token credential) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, ok := t.users[token]
	return ok
}

// hasSession reports whether a token of the session was accepted.
func (t *tokenUsers) hasSession(session credential) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sessions[session]
}

func (t *tokenUsers) forget(token credential) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.users, token)
}

// userName returns the name of the user of a token that was accepted at e. If the token source has a method User, the
// name comes from that, so that it outlives the token; otherwise from the token. Without a token, users cannot be told
// apart, and the name is the cache's own.
func userName(e *transport.Endpoint, session, token string) string {
	if token == "" {
		return rand.Text()
	}
	id := credentialOf(e, session, token)
	if source, ok := e.Options().Auth.Tokens.(interface{ User() string }); ok {
		id = credentialOf(e, session, "user "+source.User())
	}
	return hex.EncodeToString(id[:])
}

// Observer returns a function that learns from responses whether the service accepts the token of a call. A public
// response does not tell.
func (c *Cache) Observer(e *transport.Endpoint) func(token string, status int, h http.Header) {
	c.mu.RLock()
	logouts := c.signedIn.logouts
	c.mu.RUnlock()
	return func(token string, status int, h http.Header) {
		switch {
		case !c.shared:
		case status == http.StatusUnauthorized:
			c.reject(credentialOf(e, c.session, token))
		case status/100 == 2 && !parseCacheControl(h).public:
			c.accept(e, logouts, token)
		}
	}
}

// accept opens the private responses of the token's user, unless there was a logout since the call began.
func (c *Cache) accept(e *transport.Endpoint, logouts uint64, token string) {
	id := credentialOf(e, c.session, token)
	c.mu.RLock()
	s := c.signedIn
	c.mu.RUnlock()
	if s.open && s.token == id {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.signedIn.logouts != logouts {
		return
	}
	user := cmp.Or(c.signedIn.user, userName(e, c.session, token))
	if token != "" {
		user = acceptedTokens.accept(credentialOf(e, c.session, ""), id, user)
	}
	c.signedIn = signedIn{user: user, open: true, token: id, logouts: logouts}
}

// reject closes the private responses if id is the token that opened them.
func (c *Cache) reject(id credential) {
	acceptedTokens.forget(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.signedIn.token == id {
		c.signedIn.open = false
	}
}

// SignIn opens the private responses if another client of this process has the same token and the service accepted it.
func (c *Cache) SignIn(ctx context.Context, e *transport.Endpoint) {
	c.mu.RLock()
	s := c.signedIn
	c.mu.RUnlock()
	if !c.shared || s.open || !acceptedTokens.hasSession(credentialOf(e, c.session, "")) {
		return
	}
	token, _ := e.Options().Auth.Token(ctx) // without one the call fails, and says why
	if acceptedTokens.accepted(credentialOf(e, c.session, token)) {
		c.accept(e, s.logouts, token)
	}
}
