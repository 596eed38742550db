// Tokens for clients that have no SignIn.

package valkeykontrakt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	margin      = 5 * time.Minute  // before its end, or a tenth of a shorter life: when a token is renewed
	renewPause  = 10 * time.Second // until a token that is still valid is renewed again, after a failure
	waitForTurn = time.Minute      // for another process's request, then for this one's
)

// TokenSource is a source of bearer tokens that all processes share. It implements the interface TokenSource of generated
// clients. During an outage each process has a token of its own.
type TokenSource struct {
	store   *TokenStore
	request func(ctx context.Context) (token string, life time.Duration, err error)
	turn    chan struct{} // has an element while a goroutine gets a token

	mu      sync.Mutex
	current bearer
	refused string // by the service
}

// bearer is a token, and the text in which it is stored.
type bearer struct {
	Token     string    `json:"token"`
	Requested time.Time `json:"requested"`
	Renew     time.Time `json:"renew"`
	Expires   time.Time `json:"expires"`
}

// TokenSource returns a source whose tokens come from request, which says how long a token is valid. Among all processes
// one at a time calls it. Name is that of a TokenStore.
func (s *Server) TokenSource(name string,
	request func(ctx context.Context) (token string, life time.Duration, err error)) (*TokenSource, error) {
	store, err := s.TokenStore(TokenConfig{Name: name, OwnTokens: true})
	if err != nil {
		return nil, err
	}
	return &TokenSource{store: store, request: request, turn: make(chan struct{}, 1)}, nil
}

// Token returns a token that is valid now. It is renewed shortly before its end, while calls go on to use it.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	if token, ok := s.valid(ctx); ok {
		return token, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if token, ok := s.valid(ctx); ok { // somebody else has got one
		return token, nil
	}
	b, err := s.renew(ctx)
	return b.Token, err
}

// valid returns the current token, if it is valid. It begins to renew one that ends soon.
func (s *TokenSource) valid(ctx context.Context) (token string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.current.Token == "" || !now.Before(s.current.Expires) {
		return "", false
	}
	if !now.Before(s.current.Renew) {
		select {
		case s.turn <- struct{}{}:
			go func() {
				defer func() { <-s.turn }()
				if _, err := s.renew(context.WithoutCancel(ctx)); err != nil {
					s.store.server.complain("valkey: a token cannot be renewed", err)
					s.mu.Lock()
					defer s.mu.Unlock()
					s.current.Renew = time.Now().Add(renewPause)
				}
			}()
		default:
		}
	}
	return s.current.Token, true
}

// Invalidate says that the service refused token. It is not used again.
func (s *TokenSource) Invalidate(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = token
	if s.current.Token == token {
		s.current = bearer{}
	}
}

// Format prints no token, for every verb.
func (s *TokenSource) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s [token]}", s.store.config.Name)
}

// renew gets the token of the store, or a new one, and uses it from now on.
func (s *TokenSource) renew(ctx context.Context) (bearer, error) {
	ctx, cancel := context.WithTimeout(ctx, waitForTurn)
	defer cancel()
	unlock, err := s.store.Lock(ctx)
	if err != nil {
		return bearer{}, err
	}
	defer unlock()
	text, err := s.store.Load(ctx)
	if err != nil {
		return bearer{}, err
	}
	var b bearer
	if json.Unmarshal([]byte(text), &b) != nil || !s.usable(b) { // a damaged text is worth no more than none
		if b, err = s.fetch(ctx); err != nil {
			return bearer{}, err
		}
		stored, _ := json.Marshal(b) // of strings and times
		if err := s.store.Save(ctx, string(stored)); err != nil {
			s.store.server.complain("valkey: a token cannot be saved: other processes request their own", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = b
	return b, nil
}

// usable reports whether the token of the store need not be renewed yet. If its request is in the future, a clock was
// wrong, and nobody knows its age.
func (s *TokenSource) usable(b bearer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	return b.Token != "" && b.Token != s.refused && !b.Requested.After(now) && now.Before(b.Renew) &&
		now.Before(b.Expires)
}

// fetch requests a token.
func (s *TokenSource) fetch(ctx context.Context) (b bearer, err error) {
	defer func() { // callers cannot recover from a panic in a goroutine of valid
		if value := recover(); value != nil {
			err = fmt.Errorf("the token function panicked: %v", value)
		}
	}()
	start := time.Now()
	token, life, err := s.request(ctx)
	switch {
	case err != nil:
		return bearer{}, err
	case token == "" || life <= 0:
		return bearer{}, errors.New("the token function returned no token, or one that has expired")
	}
	return bearer{token, start, start.Add(life - min(margin, life/10)), start.Add(life)}, nil
}
