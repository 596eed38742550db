// The tokens of a sign-in at the server, and the lock that lets one process at a time renew them.

package valkeykontrakt

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/valkey-io/valkey-go"
)

// TokenConfig says whose tokens a TokenStore keeps.
type TokenConfig struct {
	// Name is the name of the sign-in. It must not be secret.
	Name string
	// OwnTokens lets each process request tokens of its own during an outage. Set it only for grants without a user, such
	// as those of service accounts: two processes must not use the same refresh token. Without it, calls use the access
	// token that they have until that expires, and fail then.
	OwnTokens bool
}

// TokenStore keeps the tokens of one sign-in. It implements the interface TokenStore of generated clients.
//
// While a process has the lock, it renews its lease. If a process dies, the lock ends with the lease. If a process loses
// the lock and another one gets it, the first can no longer save.
type TokenStore struct {
	server *Server
	config TokenConfig
	turn   chan struct{} // has an element while a goroutine of this process has the lock, or waits for it at the server

	notDurable sync.Once

	mu   sync.Mutex
	hold *hold  // of the lock; nil for none
	own  string // the text that this process has loaded or saved last
}

// hold is a time in which a process has the lock.
type hold struct {
	fence string // larger than those of all earlier holds; "" during an outage
}

// TokenStore returns the store of a sign-in.
func (s *Server) TokenStore(config TokenConfig) (*TokenStore, error) {
	if config.Name == "" {
		return nil, errors.New("valkeykontrakt: TokenConfig.Name must be set: each sign-in has its own")
	}
	return &TokenStore{server: s, config: config, turn: make(chan struct{}, 1)}, nil
}

// Load returns the text that was saved last, "" if there is none.
func (t *TokenStore) Load(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.server.current()
	if t.alone(l) {
		return t.own, nil
	}
	reply, err := t.run(ctx, l, loadTokens)
	if errors.Is(err, ErrUnavailable) && t.alone(nil) {
		return t.own, nil
	}
	if err != nil {
		return "", err
	}
	text, _ := reply.ToString() // "" for nil
	t.own = text
	return text, nil
}

// Save replaces the text, if no other process has got the lock since this one has. The text "" deletes it.
func (t *TokenStore) Save(ctx context.Context, text string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hold == nil {
		return t.errorf("save without the lock")
	}
	l := t.server.current()
	if !t.alone(l) {
		reply, err := t.run(ctx, l, saveTokens, t.hold.fence, text)
		switch saved, _ := reply.ToInt64(); {
		case errors.Is(err, ErrUnavailable) && t.alone(nil):
		case err != nil:
			return err
		case saved == 0:
			return t.errorf("another process has got the lock meanwhile: what it saved stays")
		default:
			t.own = text
			return nil
		}
	}
	if text == "" {
		return t.errorf("the tokens stay at the server: %w", ErrUnavailable)
	}
	t.own = text
	return nil
}

// alone reports whether the process uses tokens of its own: during an outage, or if the lock was got during one.
func (t *TokenStore) alone(l *link) bool {
	return t.config.OwnTokens && (l == nil || t.hold != nil && t.hold.fence == "")
}

// Lock waits until no goroutine of any process has the lock, or until ctx ends.
func (t *TokenStore) Lock(ctx context.Context) (unlock func(), err error) {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, t.errorf("locked by this process: %w", context.Cause(ctx))
	}
	h, err := t.acquire(ctx)
	if err != nil {
		<-t.turn
		return nil, err
	}
	t.mu.Lock()
	t.hold = h
	t.mu.Unlock()
	held, release := context.WithCancel(t.server.done)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		t.renew(held, h)
	}()
	return sync.OnceFunc(func() {
		release()
		<-renewed
		if l := t.server.current(); l != nil && h.fence != "" {
			_, _ = t.run(context.Background(), l, releaseLock, h.fence) // otherwise the lease ends it
		}
		t.mu.Lock()
		t.hold = nil
		t.mu.Unlock()
		<-t.turn
	}), nil
}

const (
	firstTry   = 5 * time.Millisecond // until the lock is tried again
	longestTry = 100 * time.Millisecond
)

// acquire waits for the lock at the server.
func (t *TokenStore) acquire(ctx context.Context) (*hold, error) {
	for pause := firstTry; ; pause = min(2*pause, longestTry) {
		l := t.server.current()
		var err error
		if l != nil {
			var reply valkey.ValkeyMessage
			reply, err = t.run(ctx, l, acquireLock, t.lease())
			if fence, _ := reply.ToString(); err == nil && fence != "" {
				if !l.durable {
					t.notDurable.Do(func() {
						t.server.config.Logger.Warn("valkey: the server keeps tokens in memory alone, since its appendonly is " +
							"off: when it is started anew, they are lost")
					})
				}
				return &hold{fence}, nil
			}
		}
		switch {
		case (l == nil || errors.Is(err, ErrUnavailable)) && t.config.OwnTokens:
			return &hold{}, nil
		case l == nil:
			return nil, t.errorf("%w", ErrUnavailable)
		case err != nil:
			return nil, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, t.errorf("locked by another process: %w", context.Cause(ctx))
		}
	}
}

// renew renews the lease of h until ctx ends.
func (t *TokenStore) renew(ctx context.Context, h *hold) {
	ticker := time.NewTicker(t.server.config.Lease / 3)
	defer ticker.Stop()
	for h.fence != "" {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		l := t.server.current()
		if l == nil {
			continue // its end is reported
		}
		reply, err := t.run(ctx, l, renewLock, h.fence, t.lease())
		if kept, _ := reply.ToInt64(); err == nil && kept == 0 {
			t.server.config.Logger.Warn("valkey: the lock of the tokens was lost, since its lease had ended",
				"tokens", t.config.Name)
			return
		}
	}
}

func (t *TokenStore) lease() string {
	return strconv.FormatInt(t.server.config.Lease.Milliseconds(), 10)
}

// key returns the key of the tokens at the server.
func (t *TokenStore) key() string { return t.server.base + "tokens:" + t.config.Name }

// run runs a script, if there is a server.
func (t *TokenStore) run(ctx context.Context, l *link, script *valkey.Lua, args ...string) (valkey.ValkeyMessage, error) {
	if l == nil {
		return valkey.ValkeyMessage{}, t.errorf("%w", ErrUnavailable)
	}
	reply, err := t.server.do(ctx, l, func(ctx context.Context) valkey.ValkeyResult {
		return script.Exec(ctx, l.client, []string{t.key(), t.server.base + "lock:" + t.config.Name}, args)
	})
	switch {
	case err == nil:
		return reply, nil
	case damaged(err):
		return reply, t.errorf("damaged: delete the key %s, and sign in again: %w", t.key(), err)
	}
	return reply, t.errorf("%w", err)
}

// errorf returns an error that names the tokens.
func (t *TokenStore) errorf(format string, args ...any) error {
	return fmt.Errorf("valkey: tokens %q: "+format, append([]any{t.config.Name}, args...)...)
}

// The scripts have the keys of the tokens and of the lock. A fence is larger than those before it. It begins with the
// time in microseconds, so that this is so even if the server has lost the last one.
var (
	loadTokens = valkey.NewLuaScript(`return redis.call('HGET', KEYS[1], 'text')`)

	saveTokens = valkey.NewLuaScript(`
if (tonumber(redis.call('HGET', KEYS[1], 'fence') or 0) or 0) > tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1], 'text', ARGV[2])
return 1`)

	acquireLock = valkey.NewLuaScript(`
if redis.call('EXISTS', KEYS[2]) == 1 then
  return ''
end
local time = redis.call('TIME')
local last = tonumber(redis.call('HGET', KEYS[1], 'fence') or 0) or 0
local fence = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
redis.call('HSET', KEYS[1], 'fence', fence)
redis.call('SET', KEYS[2], fence, 'PX', ARGV[1])
return fence`)

	renewLock = valkey.NewLuaScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[2], ARGV[2])`)

	releaseLock = valkey.NewLuaScript(`
if redis.call('GET', KEYS[2]) == ARGV[1] then
  return redis.call('UNLINK', KEYS[2])
end
return 0`)
)
