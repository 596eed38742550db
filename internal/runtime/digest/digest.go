// Exchanges: requests are sent, and sent again with credentials if the service asks for some.

package digest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/httpfield"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// user is who calls.
type user struct{ name, password string }

// New returns how calls authenticate by HTTP Digest. Each request is sent without credentials until the service has sent
// a challenge. The body of a request that is challenged is sent again.
func New(username, password string) (*transport.Auth, error) {
	switch {
	case username == "" || password == "":
		return nil, errors.New("no credentials: set Config.Username and Config.Password")
	case strings.ContainsFunc(username+password, httpfield.IsControl):
		return nil, errors.New("Config.Username and Config.Password must not contain a control character")
	}
	who := &user{username, password}
	return &transport.Auth{Wrap: func(next http.RoundTripper) http.RoundTripper {
		return &exchanger{user: who, next: next}
	}}, nil
}

// exchanger sends requests to one service. A session is used by one request at a time: a service may refuse the count of
// a nonce if it is lower than that of another request.
type exchanger struct {
	user  *user
	next  http.RoundTripper
	mutex sync.Mutex
	idle  []*session
}

// maxChallenges is how often a request is challenged before the response is returned.
const maxChallenges = 3

// RoundTrip sends request, once for each challenge and once more.
func (e *exchanger) RoundTrip(request *http.Request) (*http.Response, error) {
	s, isNew := e.take(), false
	for challenged := 0; ; challenged++ {
		signed, err := e.sign(request, s, challenged > 0)
		if err != nil {
			return nil, err
		}
		response, err := e.next.RoundTrip(signed)
		if err != nil {
			return nil, err
		}
		if response.StatusCode != http.StatusUnauthorized {
			e.put(s, response.Header)
			return response, nil
		}
		offered := challengesOf(response.Header.Values("WWW-Authenticate"))
		i := slices.IndexFunc(offered, challenge.isUsable)
		switch {
		case i < 0 && s == nil:
			response.Body.Close()
			return nil, unusableError(offered)
		case i < 0, isNew && !offered[i].is("stale"), challenged == maxChallenges,
			request.Body != nil && request.GetBody == nil:
			return response, nil // the credentials are refused, or cannot be sent
		}
		io.CopyN(io.Discard, response.Body, maxDiscarded)
		response.Body.Close()
		s, isNew = newSession(offered[i], e.user, rand.Text()), true
	}
}

// maxDiscarded is how many bytes are read of the body of a challenge, so that its connection can be used again.
const maxDiscarded = 64 << 10

// sign returns request with the credentials of s, nil for none. If again is set, its body begins anew.
func (e *exchanger) sign(request *http.Request, s *session, again bool) (*http.Request, error) {
	if s == nil {
		return request, nil
	}
	signed := request.Clone(request.Context())
	if again && request.Body != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		signed.Body = body
	}
	signed.Header.Set("Authorization", s.authorization(e.user, request.Method, request.URL.RequestURI()))
	return signed, nil
}

// take returns a session that no other request uses, nil if there is none.
func (e *exchanger) take() *session {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	last := len(e.idle) - 1
	if last < 0 {
		return nil
	}
	s := e.idle[last]
	e.idle = e.idle[:last]
	return s
}

// put keeps s, which a service has accepted in a response with header, for the next request.
func (e *exchanger) put(s *session, header http.Header) {
	if s == nil {
		return
	}
	s.follow(header.Get("Authentication-Info"))
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.idle = append(e.idle, s)
}

// unusableError is the error of a request that a service refused. It lists the challenges, of which none can be used.
type unusableError []challenge

func (e unusableError) Error() string {
	if len(e) == 0 {
		return "the service asks for credentials, but not in which way"
	}
	var offers []string
	for _, c := range e {
		offers = append(offers, c.description())
	}
	return fmt.Sprintf("expected a challenge Digest with algorithm MD5, SHA-256 or SHA-512-256 and qop auth, found %.200s",
		strings.Join(offers, ", "))
}

// Unwrap returns the kind of the error.
func (unusableError) Unwrap() error { return failure.ErrAuth }
