// Tests of sessions: their requests, how long they are used, and that nothing shows them.

package sts_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
	"github.com/kontrakt-dev/kontrakt/gen/mvp/sts"
)

const password = "a-password-for-the-sts"

// service is the token service and the service that takes its sessions.
type service struct {
	t        *testing.T
	mu       sync.Mutex
	requests []string                             // the request line, and the session if there is one
	sessions int                                  // that were opened
	refused  string                               // a session that the service does not accept
	answer   func(r *http.Request) *http.Response // instead of the usual response; nil, or returns nil: that one
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	line := strings.TrimSpace(r.Method + " " + r.URL.Host + r.URL.Path + " " + r.Header.Get("X-Dio-Session"))
	s.requests = append(s.requests, line)
	if s.answer != nil {
		if response := s.answer(r); response != nil {
			return response, nil
		}
	}
	if !strings.Contains(r.URL.Path, "/STS/") {
		if r.Header.Get("X-Dio-Session") == s.refused {
			return respond(401, ""), nil
		}
		return respond(200, "{}"), nil
	}
	nonce := sha1.Sum([]byte(r.Header.Get("X-Dio-Uid") + r.Header.Get("X-Dio-Timestamp")))
	if r.Header.Get("X-Dio-Timestamp") != fmt.Sprint(time.Now().Unix()) || r.Header.Get("X-Dio-Uid") != "uid" ||
		r.Header.Get("X-Dio-Nonce") != hex.EncodeToString(nonce[:]) || r.Header.Get("X-Dio-User-Agent") != "portal/1.0" ||
		r.Header.Get("X-Dio-Ip") != "192.0.2.1" {
		s.t.Errorf("not signed: %v", r.Header)
	}
	if r.Method == "POST" && r.Header.Get("X-Dio-Passwort") != password {
		s.t.Errorf("without the further header: %v", r.Header)
	}
	s.sessions++
	return respond(200, fmt.Sprintf(`{"Id":"id-of-it","Random":"random-number","Session":"session-%d"}`, s.sessions/2)), nil
}

// respond returns a response with a JSON body.
func respond(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body))}
}

// clientOf returns a client with a source of sessions of s.
func clientOf(t *testing.T, s *service, logger *slog.Logger) (*mvp.Client, *sts.Source) {
	t.Helper()
	httpClient := &http.Client{Transport: s}
	sessions, err := sts.New(sts.Config{UID: "uid", UserAgent: "portal/1.0", IP: "192.0.2.1", HTTPClient: httpClient, Logger: logger,
		Header: http.Header{"X-Dio-Passwort": {password}},
		Show:   func(r *http.Request, session sts.Session) { r.Header.Set("X-Dio-Session", session.Session) }})
	if err != nil {
		t.Fatal(err)
	}
	client, err := mvp.New(mvp.Config{Mandant: "bd", Mitarbeiter: "1", Session: sessions, HTTPClient: httpClient, Logger: logger,
		CacheBytes: -1})
	if err != nil {
		t.Fatal(err)
	}
	return client, sessions
}

func (s *service) expect(want ...string) {
	s.t.Helper()
	if got := strings.Join(s.requests, "\n"); got != strings.Join(want, "\n") {
		s.t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	s.requests = nil
}

const (
	createClient = "POST www.maklerinfo.biz/service/employee/1.0/rest/STS/clients"
	createToken  = "POST www.maklerinfo.biz/service/employee/1.0/rest/STS/tokens"
	deleteToken  = "DELETE www.maklerinfo.biz/service/employee/1.0/rest/STS/tokens"
	call         = "GET www.maklerinfo.biz/service/bd/employee/1.0/rest/1"
)

func TestSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{t: t}
		client, _ := clientOf(t, s, nil)
		for range 2 { // the second call, much later, has the same session
			if _, err := client.GetMitarbeiter(t.Context()); err != nil {
				t.Error(err)
			}
			time.Sleep(24 * time.Hour)
		}
		s.expect(createClient, createToken, call+" session-1", call+" session-1")

		s.refused = "session-1"
		if _, err := client.GetMitarbeiter(t.Context()); err != nil {
			t.Error(err)
		}
		s.expect(call+" session-1", createClient, createToken, call+" session-2")

		for range 2 { // the second one has nothing to do
			if err := client.Logout(t.Context()); err != nil {
				t.Error(err)
			}
		}
		s.expect(deleteToken + " session-2")
	})
}

// Many calls share a session.
func TestOneSessionForAThousandCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{t: t}
		client, _ := clientOf(t, s, nil)
		var callers sync.WaitGroup
		for range 1000 {
			callers.Go(func() {
				if _, err := client.GetMitarbeiter(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		if s.sessions != 2 { // a client and a token
			t.Errorf("%d requests of the token service", s.sessions)
		}
	})
}

// Whatever the services say, no secret is shown.
func TestSecrets(t *testing.T) {
	const echo = password + ` id-of-it random-number session-1`
	for name, answer := range map[string]func(r *http.Request) *http.Response{
		"createClient refused": func(r *http.Request) *http.Response {
			return respond(403, `{"Meldungen":["`+password+`"]}`)
		},
		"createToken malformed": func(r *http.Request) *http.Response {
			return respond(200, echo)
		},
		"call refused": func(r *http.Request) *http.Response {
			if strings.Contains(r.URL.Path, "/STS/") {
				return nil
			}
			return respond(400, `{"Meldungen":["`+echo[len(password):]+`"]}`)
		},
		"logout refused": func(r *http.Request) *http.Response {
			if r.Method == "DELETE" {
				return respond(500, "<h1>"+echo[len(password):])
			}
			return nil
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			var logged bytes.Buffer
			s := &service{t: t, answer: answer}
			client, sessions := clientOf(t, s, slog.New(slog.NewTextHandler(&logged, nil)))
			_, errCall := client.GetMitarbeiter(t.Context())
			_, errAgain := client.GetMitarbeiter(t.Context())
			errLogout := client.Logout(t.Context())
			if errCall == nil && errLogout == nil {
				t.Errorf("%s: no error", name)
			}
			if strings.HasPrefix(name, "create") && !errors.Is(errCall, mvp.ErrAuth) {
				t.Errorf("%s: %v", name, errCall)
			}
			shown := fmt.Sprintf("%v %+v %#v %v %+v", errCall, errAgain, errLogout, sessions, sessions) + logged.String()
			for _, secret := range []string{password, "id-of-it", "random-number", "session-1"} {
				if strings.Contains(shown, secret) {
					t.Errorf("%s: %s is shown: %s", name, secret, shown)
				}
			}
		})
	}
}

func TestConfig(t *testing.T) {
	show := func(*http.Request, sts.Session) {}
	for want, config := range map[string]sts.Config{
		"sts: Config.UID, Config.UserAgent and Config.Show must be set": {UID: "uid", UserAgent: "x"},
		"sts: base URL: version must not be a dot segment of a path":    {UID: "uid", UserAgent: "x", Show: show, Version: ".."},
		"sts: endpoint URL: must be https: http would send the credentials in the clear": {UID: "uid", UserAgent: "x", Show: show,
			BaseURL: "http://sts.example"},
	} {
		if _, err := sts.New(config); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	config := sts.Config{UID: "uid", Header: http.Header{"X": {password}}}
	if got := fmt.Sprintf("%v %+v %#v", config, config, sts.Session{Session: password}); strings.Contains(got, password) {
		t.Error(got)
	}
}
