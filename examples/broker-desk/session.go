// The sessions of browsers: each has a cookie, and a client of its own once its user has signed in.

package main

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

const (
	cookieName  = "session"
	maxIdle     = 30 * time.Minute // after which a session ends
	maxSessions = 10_000
)

// session is the session of one browser: a login that waits for its callback, or the client of a user.
type session struct {
	login  *mvp.Login
	client *mvp.Client
	used   time.Time
}

// sessions are all sessions, by the values of their cookies.
type sessions struct {
	secure bool // browsers use HTTPS

	mu   sync.Mutex
	byID map[string]*session
}

// start starts a session with a new cookie. It reports whether there was room for it.
func (s *sessions) start(w http.ResponseWriter, added *session) bool {
	id := rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, old := range s.byID {
		if time.Since(old.used) > maxIdle {
			delete(s.byID, id)
		}
	}
	if len(s.byID) >= maxSessions {
		return false
	}
	added.used = time.Now()
	s.byID[id] = added
	http.SetCookie(w, s.cookie(id, 0))
	return true
}

// cookie returns the cookie of a session. Pages of other sites cannot send it, except by links: SameSite is Lax, because
// the authorization server sends users back by a link.
func (s *sessions) cookie(id string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: id, Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteLaxMode}
}

// of returns the session of a request, or an empty one.
func (s *sessions) of(r *http.Request) session {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return session{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.byID[cookie.Value]
	if found == nil || time.Since(found.used) > maxIdle {
		return session{}
	}
	found.used = time.Now()
	return *found
}

// end ends the session of a request, and returns it.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) session {
	ended := s.of(r)
	if cookie, err := r.Cookie(cookieName); err == nil {
		s.mu.Lock()
		delete(s.byID, cookie.Value)
		s.mu.Unlock()
		http.SetCookie(w, s.cookie("", -1))
	}
	return ended
}
