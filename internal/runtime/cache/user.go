// Whose private answers a cache may use: those of the user whose token the service has accepted.

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

// Private answers in a shared store are under the session's partition and a name of the user who is signed in, because
// a session is only what a configuration says of itself. A cache learns that name from the token of a call that the
// service has answered; until then it uses public answers alone. The name stays when the token is renewed, since all
// tokens of a transport.TokenSource are one user's, and is forgotten at a logout.

// signedIn says who uses a cache.
type signedIn struct {
	user    string     // names the user in keys of the store; "" if nobody was accepted since the last logout
	open    bool       // the service has accepted the user's token and not refused it since
	token   credential // that was accepted last
	logouts uint64     // counts them: what a call that began before one tells of its token is out of date
}

// credential stands for a token that a session uses at an endpoint. It does not reveal the token.
type credential [sha256.Size]byte

func credentialOf(e *transport.Endpoint, session, token string) credential {
	b := appendString(nil, e.BaseURL().String())
	b = appendString(b, session)
	return sha256.Sum256(appendString(b, token))
}

// acceptedTokens are those that services have accepted in this process, so that a second client of a session need not
// be accepted again.
var acceptedTokens = tokenUsers{users: make(map[credential]string), sessions: make(map[credential]bool)}

// tokenUsers has the names of the users of tokens.
type tokenUsers struct {
	mu       sync.Mutex
	users    map[credential]string
	sessions map[credential]bool // those with a token: credentials without one
}

// maxAccepted bounds how many tokens are remembered. A client whose token is forgotten has to be accepted itself.
const maxAccepted = 4096

// accept notes the user of a token of a session, unless it is known already, and returns it.
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

// knows reports whether any token of a session was accepted.
func (t *tokenUsers) knows(session credential) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sessions[session]
}

func (t *tokenUsers) forget(token credential) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.users, token)
}

// userName names the user of a token that was accepted at e: as the source of tokens does, if it has a method User, so
// that the name outlives the token; else by the token. Without a token nothing tells users apart, and the name is the
// cache's own.
func userName(e *transport.Endpoint, session, token string) string {
	if token == "" {
		return rand.Text()
	}
	id := credentialOf(e, session, token)
	if source, ok := e.Options().Tokens.(interface{ User() string }); ok {
		id = credentialOf(e, session, "user "+source.User())
	}
	return hex.EncodeToString(id[:])
}

// Observer returns a function that learns from the answer to a call what the service thinks of the call's token. An
// answer that is for everybody shows nothing of that.
func (c *Cache) Observer(e *transport.Endpoint) func(token string, status int, h http.Header) {
	c.mu.RLock()
	logouts := c.signedIn.logouts
	c.mu.RUnlock()
	return func(token string, status int, h http.Header) {
		switch {
		case !c.shared:
		case status == http.StatusUnauthorized:
			c.refuse(credentialOf(e, c.session, token))
		case status/100 == 2 && !parseCacheControl(h).public:
			c.accept(e, logouts, token)
		}
	}
}

// accept opens the private answers of the token's user, unless there was a logout since the call began.
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

// refuse closes the private answers if id is the token that opened them.
func (c *Cache) refuse(id credential) {
	acceptedTokens.forget(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.signedIn.token == id {
		c.signedIn.open = false
	}
}

// SignIn opens the private answers if another client of this process had its token accepted.
func (c *Cache) SignIn(ctx context.Context, e *transport.Endpoint) {
	c.mu.RLock()
	s := c.signedIn
	c.mu.RUnlock()
	if !c.shared || s.open || !acceptedTokens.knows(credentialOf(e, c.session, "")) {
		return
	}
	token, _ := e.Token(ctx) // without one the call fails, and says why
	if acceptedTokens.accepted(credentialOf(e, c.session, token)) {
		c.accept(e, s.logouts, token)
	}
}
