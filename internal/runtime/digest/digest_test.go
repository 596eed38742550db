// Calls to a server that authenticates by HTTP Digest in each way that the RFC allows, and to servers that do not.

package digest_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/digest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// server authenticates requests by HTTP Digest. It is written from RFC 7616 and shares no code with the package.
type server struct {
	username, password string
	realm              string
	algorithm          string // "" for none in the challenge
	qop                string // "" for none in the challenge
	opaque, charset    bool
	userhash           bool
	before             string // challenges of other schemes before that of Digest
	lifetime           int    // requests with one nonce
	saysStale          bool   // of a nonce that has ended
	announces          bool   // the next nonce

	mutex                       sync.Mutex
	counts                      map[string]int // the highest count, by nonce
	sessions                    map[string]string
	accepted, challenged, stale int
	bodies                      []string
	faults                      []string
}

func (s *server) hash(text string) string {
	switch strings.TrimSuffix(s.algorithm, "-sess") {
	case "SHA-256":
		return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	case "SHA-512-256":
		return fmt.Sprintf("%x", sha512.Sum512_256([]byte(text)))
	}
	return fmt.Sprintf("%x", md5.Sum([]byte(text)))
}

var parameter = regexp.MustCompile(`([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^ ,]*))(?:, |$)`)

func (s *server) newNonce() string {
	nonce := strconv.FormatUint(rand.Uint64(), 36)
	s.counts[nonce] = 0
	return nonce
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Digest ")
	if !ok {
		s.challenged++
		s.challenge(w, false)
		return
	}
	got := map[string]string{}
	for _, match := range parameter.FindAllStringSubmatch(text, -1) {
		got[match[1]] = strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(match[2]) + match[3]
	}
	if rest := parameter.ReplaceAllString(text, ""); rest != "" {
		s.faults = append(s.faults, "malformed: "+rest)
	}
	count, known := s.counts[got["nonce"]]
	switch {
	case !known:
		s.faults = append(s.faults, "an unknown nonce")
	case count >= s.lifetime:
		s.stale++
		s.challenge(w, s.saysStale)
		return
	}
	s.counts[got["nonce"]]++
	s.check(r, got, count+1)
	if response := s.response(r, got); response != got["response"] {
		s.challenge(w, false)
		return
	}
	s.accepted++
	s.bodies = append(s.bodies, string(body))
	if s.announces {
		next := s.newNonce()
		s.sessions[next] = s.sessions[got["nonce"]]
		w.Header().Set("Authentication-Info", fmt.Sprintf(`nextnonce="%s", qop=auth`, next))
	}
	w.WriteHeader(http.StatusOK)
}

// check records what is wrong with the parameters.
func (s *server) check(r *http.Request, got map[string]string, count int) {
	name := s.username
	if s.userhash {
		name = s.hash(s.username + ":" + s.realm)
	}
	sent := got["username"]
	if extended, ok := strings.CutPrefix(got["username*"], "UTF-8''"); ok {
		sent, _ = url.PathUnescape(extended)
	}
	for what, wrong := range map[string]bool{
		"username":  sent != name,
		"realm":     got["realm"] != s.realm,
		"uri":       got["uri"] != r.RequestURI,
		"algorithm": got["algorithm"] != s.algorithm,
		"opaque":    s.opaque != (got["opaque"] == `o"p\q`),
		"userhash":  s.userhash != (got["userhash"] == "true"),
		"qop":       (s.qop == "") != (got["qop"] == "") || got["qop"] != "" && got["qop"] != "auth",
		"nc":        s.qop != "" && got["nc"] != fmt.Sprintf("%08x", count),
	} {
		if wrong {
			s.faults = append(s.faults, fmt.Sprintf("%s of %v", what, got))
		}
	}
}

// response returns the response that proves the password (section 3.4.1).
func (s *server) response(r *http.Request, got map[string]string) string {
	a1 := s.hash(s.username + ":" + s.realm + ":" + s.password)
	if strings.HasSuffix(s.algorithm, "-sess") {
		if s.sessions[got["nonce"]] == "" {
			s.sessions[got["nonce"]] = s.hash(a1 + ":" + got["nonce"] + ":" + got["cnonce"])
		}
		a1 = s.sessions[got["nonce"]]
	}
	a2 := s.hash(r.Method + ":" + got["uri"])
	if got["qop"] == "" {
		return s.hash(a1 + ":" + got["nonce"] + ":" + a2)
	}
	return s.hash(strings.Join([]string{a1, got["nonce"], got["nc"], got["cnonce"], got["qop"], a2}, ":"))
}

func (s *server) challenge(w http.ResponseWriter, stale bool) {
	text := s.before + fmt.Sprintf(`Digest realm="%s", nonce="%s"`,
		strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s.realm), s.newNonce())
	add := func(condition bool, parameter string) {
		if condition {
			text += ", " + parameter
		}
	}
	add(s.qop != "", `qop="`+s.qop+`"`)
	add(s.algorithm != "", "algorithm="+s.algorithm)
	add(s.opaque, `opaque="o\"p\\q"`)
	add(s.charset, "charset=UTF-8")
	add(s.userhash, "userhash=true")
	add(stale, "stale=TRUE")
	w.Header().Set("WWW-Authenticate", text)
	w.WriteHeader(http.StatusUnauthorized)
	io.WriteString(w, "who?")
}

// pick returns one of values.
func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// randomServer returns a server that draws what it asks for from r.
func randomServer(r *rand.Rand) *server {
	s := &server{
		username:  pick(r, "Mufasa", `a"b\c`, "Jäsøn Doe", "a=b:c, d"),
		password:  pick(r, "Circle of Life", "Secret, or nöt?", `"`),
		realm:     pick(r, "", "http-auth@example.org", `a "realm", of\two`),
		algorithm: pick(r, "", "MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"),
		qop:       pick(r, "auth", "auth,auth-int", "auth-int, auth"),
		opaque:    r.IntN(2) == 0,
		charset:   r.IntN(2) == 0,
		userhash:  r.IntN(3) == 0,
		before:    pick(r, "", `Basic realm="a, Digest b", `, "NTLM, ", `Digest realm="x", nonce="n", algorithm=SHA-3, `),
		lifetime:  pick(r, 1, 2, 1000),
		saysStale: r.IntN(2) == 0,
		announces: r.IntN(3) == 0,
		counts:    map[string]int{},
		sessions:  map[string]string{},
	}
	if r.IntN(4) == 0 && !strings.HasSuffix(s.algorithm, "-sess") {
		s.qop = "" // RFC 2069
	}
	return s
}

// endpoint returns the endpoint at s for a caller.
func endpoint(t *testing.T, url, username, password string) *transport.Endpoint {
	t.Helper()
	auth, err := digest.New(username, password)
	if err != nil {
		t.Fatal(err)
	}
	e, err := transport.NewEndpoint(url+"/a%20path?q=1", transport.Options{Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// post sends body to e.
func post(e *transport.Endpoint, body string) error {
	call := &transport.Call{Operation: "Post", Method: "POST", Body: []byte(body), ContentType: "text/xml"}
	return e.Do(context.Background(), call, nil)
}

// Whatever a service asks for, each call is carried out once with its body, and a nonce is used as long as it lasts.
func TestServersOfAllKinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		s := randomServer(r)
		service := httptest.NewServer(s)
		e := endpoint(t, service.URL, s.username, s.password)
		const calls = 5
		for i := range calls {
			if err := post(e, fmt.Sprint("body ", i)); err != nil {
				t.Errorf("%v\n%+v", err, s)
			}
		}
		service.Close()
		ended := (calls - 1) / s.lifetime // nonces before the last
		if s.announces {
			ended = 0
		}
		if strings.Join(s.bodies, ", ") != "body 0, body 1, body 2, body 3, body 4" || s.challenged != 1 ||
			s.stale != ended || len(s.faults) > 0 {
			t.Errorf("%d challenged, %d stale, want 1 and %d; bodies %q, faults %q\n%+v",
				s.challenged, s.stale, ended, s.bodies, s.faults, s)
		}
	}
}

// Calls at the same time have nonces of their own, so that their counts arrive in order. Later calls use these again.
func TestConcurrentCalls(t *testing.T) {
	s := randomServer(rand.New(rand.NewPCG(3, 4)))
	s.lifetime, s.announces = 1000, false
	service := httptest.NewServer(s)
	defer service.Close()
	e := endpoint(t, service.URL, s.username, s.password)
	const callers, calls = 16, 20
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range calls {
				if err := post(e, "x"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if s.accepted != callers*calls || s.challenged > callers || len(s.faults) > 0 {
		t.Errorf("%d accepted, %d challenged, faults %q", s.accepted, s.challenged, s.faults)
	}
}

// A call fails with an ErrAuth after as few requests as possible if the service refuses its credentials, or asks for
// others. The error shows no secret.
func TestRefusals(t *testing.T) {
	const password = "pass-word-4711"
	for name, test := range map[string]struct {
		header   string
		requests int
		want     string
	}{
		"refused":        {`Digest realm="r", nonce="n", qop="auth"`, 2, `not authenticated: "no pass"`},
		"stale for ever": {`Digest realm="r", nonce="n", qop="auth", stale=true`, 4, `not authenticated: "no pass"`},
		"nothing":        {"", 1, "not authenticated: the service asks for credentials, but not in which way"},
		"others": {`Basic realm="r", NTLM`, 1, "not authenticated: expected a challenge Digest with algorithm MD5, " +
			"SHA-256 or SHA-512-256 and qop auth, found Basic, NTLM"},
		"hash":      {`Digest realm="r", nonce="n", qop="auth", algorithm=MD4`, 1, "found Digest with algorithm MD4 with qop auth"},
		"integrity": {`Digest realm="r", nonce="n", qop="auth-int"`, 1, "found Digest with qop auth-int"},
		"no nonce":  {`Digest realm="r", qop="auth"`, 1, "found Digest with qop auth"},
	} {
		requests := 0
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests++
			if test.header != "" {
				w.Header().Set("WWW-Authenticate", test.header)
			}
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, "no pass")
		}))
		err := post(endpoint(t, service.URL, "ann", password), "body")
		service.Close()
		var callErr *failure.Error
		if !errors.As(err, &callErr) || callErr.Kind != failure.ErrAuth || callErr.Status != http.StatusUnauthorized ||
			!strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), password) || requests != test.requests {
			t.Errorf("%s: %d requests, want %d; got %v, want %s", name, requests, test.requests, err, test.want)
		}
	}
}

// A body that cannot be rewound is not sent again.
func TestStreamsAreNotSentAgain(t *testing.T) {
	s := randomServer(rand.New(rand.NewPCG(5, 6)))
	service := httptest.NewServer(s)
	defer service.Close()
	e := endpoint(t, service.URL, s.username, s.password)
	call := &transport.Call{Operation: "Post", Method: "POST", Upload: once{strings.NewReader("x")}}
	if err := e.Do(t.Context(), call, nil); !errors.Is(err, failure.ErrAuth) || s.challenged != 1 || s.accepted != 0 {
		t.Errorf("got %v, %d challenged", err, s.challenged)
	}
}

// once is a body that can be read once.
type once struct{ io.Reader }

func (o once) Open(context.Context) (io.ReadCloser, error) { return io.NopCloser(o), nil }
func (once) Size() int64                                   { return -1 }
func (once) Rewindable() bool                              { return false }

// No redirect takes credentials to another origin.
func TestOtherOriginsSeeNothing(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
	defer other.Close()
	s := randomServer(rand.New(rand.NewPCG(7, 8)))
	redirects := false
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if redirects {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
			return
		}
		s.ServeHTTP(w, r)
	}))
	defer service.Close()
	e := endpoint(t, service.URL, s.username, s.password)
	for range 2 {
		if err := post(e, "x"); (err != nil) != redirects || redirects && !errors.Is(err, failure.ErrRedirect) {
			t.Error(err)
		}
		redirects = true
	}
}

// The outcome of a call is unknown if the response to its last request is lost, and only then.
func TestLostResponses(t *testing.T) {
	for lost := range 3 {
		requests := 0
		s := randomServer(rand.New(rand.NewPCG(9, 10)))
		service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests++
			if requests == lost+1 {
				io.Copy(io.Discard, r.Body)
				panic(http.ErrAbortHandler)
			}
			s.ServeHTTP(w, r)
		}))
		err := post(endpoint(t, service.URL, s.username, s.password), "x")
		service.Close()
		if errors.Is(err, failure.ErrUnknownOutcome) != (lost < 2) || requests != min(lost+1, 2) {
			t.Errorf("lost %d: got %v after %d requests", lost, err, requests)
		}
	}
}

func TestWrongUsers(t *testing.T) {
	const missing = "no credentials: set Config.Username and Config.Password"
	for _, test := range [][3]string{
		{"", "", missing}, {"a", "", missing}, {"", "secret", missing},
		{"a\n", "secret", "Config.Username and Config.Password must not contain a control character"},
		{"a", "sec\x00ret", "Config.Username and Config.Password must not contain a control character"},
	} {
		if _, err := digest.New(test[0], test[1]); err == nil || err.Error() != test[2] {
			t.Errorf("%q: got %v, want %s", test[:2], err, test[2])
		}
	}
	auth, _ := digest.New("a", "secret")
	if _, err := transport.NewEndpoint("http://example.com", transport.Options{Auth: auth}); err == nil {
		t.Error("plain HTTP to another machine is allowed")
	}
}

// Package fmt prints no password.
func TestUsersArePrintedWithoutPasswords(t *testing.T) {
	auth, _ := digest.New("ann", "a-secret")
	client := &http.Client{Transport: auth.Wrap(http.DefaultTransport)}
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		fmt.Fprintf(&b, verb+verb+verb+"\n", auth, *auth, client)
	}
	if strings.Contains(b.String(), "a-secret") {
		t.Error(b.String())
	}
}
