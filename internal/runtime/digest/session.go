// Sessions: the requests that are authenticated with one nonce of the service.

package digest

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// session is a challenge that is met by requests one after the other.
type session struct {
	challenge
	nonce  string // of the service
	cnonce string // of the client
	count  uint32 // requests with the nonce
	key    string // H(A1)
}

// newSession returns a session of user for c, which is usable.
func newSession(c challenge, user *user, cnonce string) *session {
	s := &session{challenge: c, nonce: c.parameters["nonce"], cnonce: cnonce}
	s.key = s.hash(user.name, c.parameters["realm"], user.password)
	if _, isSession := c.algorithm(); isSession {
		s.key = s.hash(s.key, s.nonce, cnonce)
	}
	return s
}

// hash returns the hash of texts with colons between them, in hexadecimal digits (RFC 7616, section 3.3).
func (s *session) hash(texts ...string) string {
	newHash, _ := s.algorithm()
	h := newHash()
	h.Write([]byte(strings.Join(texts, ":")))
	return hex.EncodeToString(h.Sum(nil))
}

// authorization returns the credentials for the next request (RFC 7616, section 3.4).
func (s *session) authorization(user *user, method, target string) string {
	s.count++
	realm, request := s.parameters["realm"], s.hash(method, target)
	b := []byte("Digest ")
	switch {
	case s.is("userhash"): // section 3.4.4
		b = append(b, "username="+quote(s.hash(user.name, realm))+", userhash=true"...)
	case isASCII(user.name) || !strings.EqualFold(s.parameters["charset"], "UTF-8"):
		b = append(b, "username="+quote(user.name)...)
	default:
		b = append(b, "username*=UTF-8''"+strings.ReplaceAll(url.QueryEscape(user.name), "+", "%20")...) // RFC 8187
	}
	b = append(b, ", realm="+quote(realm)+", uri="+quote(target)+", nonce="+quote(s.nonce)...)
	if s.protects() {
		count := fmt.Sprintf("%08x", s.count)
		b = append(b, ", nc="+count+", cnonce="+quote(s.cnonce)+", qop=auth, response="+
			quote(s.hash(s.key, s.nonce, count, s.cnonce, "auth", request))...)
	} else {
		b = append(b, ", response="+quote(s.hash(s.key, s.nonce, request))...)
		if _, isSession := s.algorithm(); isSession {
			b = append(b, ", cnonce="+quote(s.cnonce)...)
		}
	}
	if algorithm := s.parameters["algorithm"]; algorithm != "" {
		b = append(b, ", algorithm="+algorithm...)
	}
	if opaque, ok := s.parameters["opaque"]; ok {
		b = append(b, ", opaque="+quote(opaque)...)
	}
	return string(b)
}

// follow takes the next nonce from the field Authentication-Info of a response, which has the syntax of a challenge
// without its scheme (RFC 7616, section 3.5).
func (s *session) follow(info string) {
	for _, c := range challengesOf([]string{"Digest " + info}) {
		if next := c.parameters["nextnonce"]; next != "" && next != s.nonce {
			s.nonce, s.count = next, 0
		}
	}
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}
