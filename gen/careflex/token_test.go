// Access tokens: how they are requested, sent, kept, renewed and shared.

package careflex_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestTokenRequest(t *testing.T) {
	s := newService(t)
	if _, err := s.client(t).NoIncident(t.Context(), documentEmptyMessage()); err != nil {
		t.Fatal(err)
	}
	s.wantRequests(t, 1, 1)
	r := s.requests(tokenPath)[0]
	wantHead(t, r, s.url, tokenPath, "Accept: application/json", "Content-Type: application/json")
	want := `{"grant_type":"password","username":"<user_id (service user)>","password":"<user_secret (service user)>"}`
	if diff := cmp.Diff(want, r.body); diff != "" {
		t.Errorf("another body (-want +got):\n%s", diff)
	}
}

// The token that the document prints holds a "§": it goes out as the two octets that it has in UTF-8.
func TestTokenOnTheWire(t *testing.T) {
	s := newService(t)
	if _, err := s.client(t).NoIncident(t.Context(), documentEmptyMessage()); err != nil {
		t.Fatal(err)
	}
	want := "\r\nAuthorization: Bearer P7kmfo8HXItLLOReHq65o4%\xc2\xa7ggg45dYhSm5ODc\r\n"
	if r := s.requests(incidentPath)[0]; !strings.Contains(r.head, want) {
		t.Errorf("the header lacks %q:\n%s", want, r.head)
	}
}

// The page that the document is indents created_at by no-break spaces, which are no white space of JSON.
func TestTokenResponseWithNoBreakSpaces(t *testing.T) {
	s := newService(t)
	indented := strings.Replace(documentTokenAnswer, strings.Repeat(" ", 15), strings.Repeat("\u00a0", 15), 1)
	s.queue(tokenPath, text(http.StatusOK, "application/json", indented))
	if _, err := s.client(t).NoIncident(t.Context(), documentEmptyMessage()); err != nil {
		t.Error(err)
	}
}

// inMemory is a transport that calls a handler. Time passes through it in a bubble of synctest.
type inMemory struct{ handler http.Handler }

// RoundTrip returns what the handler answers.
func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	defer r.Body.Close()
	answer := httptest.NewRecorder()
	m.handler.ServeHTTP(answer, r)
	return answer.Result(), nil
}

// inMemoryClient returns a client of a service without sockets.
func inMemoryClient(t *testing.T, s *service) *careflex.Client {
	s.url = "https://careflex.test"
	config := s.config()
	config.HTTPClient = &http.Client{Transport: inMemory{s}}
	return newClient(t, config)
}

func TestTokenIsReusedUntilShortlyBeforeItEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{usual: documented}
		client := inMemoryClient(t, s)
		start := time.Now()
		for _, step := range []struct {
			after  time.Duration // since the first call
			tokens int           // that have been requested
		}{
			{0, 1},
			{time.Minute, 1},
			{11 * time.Hour, 1},
			{12*time.Hour - 5*time.Minute - time.Second, 1},
			{12*time.Hour - 5*time.Minute, 2},
			{23 * time.Hour, 2},
			{24 * time.Hour, 3},
		} {
			time.Sleep(time.Until(start.Add(step.after)))
			if _, err := client.NoIncident(t.Context(), documentEmptyMessage()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait() // a token that still lives is renewed beside the call
			if got := len(s.requests(tokenPath)); got != step.tokens {
				t.Errorf("after %v: got %d requests for a token, want %d", step.after, got, step.tokens)
			}
		}
	})
}

func TestTokenLife(t *testing.T) {
	for _, test := range []struct {
		name, expires string
		life          time.Duration // that the client may use it for
	}{
		{"an hour", `"expires_in":3600`, 55 * time.Minute},
		{"short", `"expires_in":10`, 9 * time.Second},
		{"a string", `"expires_in":"3600"`, 55 * time.Minute},
		{"absent", `"created_at":1`, 12*time.Hour - 5*time.Minute},
		{"absurd", `"expires_in":1e99`, 12*time.Hour - 5*time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &service{usual: documented}
				s.queue(tokenPath, token("one", test.expires))
				client := inMemoryClient(t, s)
				call := func() {
					if _, err := client.NoIncident(t.Context(), documentEmptyMessage()); err != nil {
						t.Fatal(err)
					}
					synctest.Wait() // a token that still lives is renewed beside the call
				}
				call()
				time.Sleep(test.life - time.Second)
				call()
				s.wantRequests(t, 1, 2)
				time.Sleep(time.Second)
				call()
				s.wantRequests(t, 2, 3)
			})
		})
	}
}

// token returns an answer that is a token; more is another member of it.
func token(token, more string) answer {
	body := fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer",%s}`, token, more)
	return text(http.StatusOK, "application/json", body)
}

// wantToken checks which token the request of incidents number i bears, from 0.
func wantToken(t *testing.T, s *service, i int, token string) {
	t.Helper()
	if r := s.requests(incidentPath)[i]; !strings.Contains(r.head, "\r\nAuthorization: Bearer "+token+"\r\n") {
		t.Errorf("request %d does not bear the token %q:\n%s", i, token, r.head)
	}
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	s := newService(t)
	s.queue(tokenPath, token("first", `"expires_in":43200`), token("second", `"expires_in":43200`))
	s.queue(incidentPath, unauthorized)
	client := s.client(t)
	for range 2 {
		response, err := client.NewIncident(t.Context(), documentReport())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(documentOutcome(), response); diff != "" {
			t.Errorf("another response (-want +got):\n%s", diff)
		}
	}
	s.wantRequests(t, 2, 3)
	for i, want := range []string{"first", "second", "second"} {
		wantToken(t, s, i, want)
		if r := s.requests(incidentPath)[i]; r.body != s.requests(incidentPath)[0].body {
			t.Errorf("request %d has another body:\n%s", i, r.body)
		}
	}
}

func TestTwiceRefused(t *testing.T) {
	s := newService(t)
	s.queue(incidentPath, unauthorized, unauthorized)
	client := s.client(t)
	_, err := client.NewIncident(t.Context(), documentReport())
	failure := wantError(t, err, careflex.ErrAuth)
	if failure.Status != http.StatusUnauthorized || failure.Operation != "NewIncident" {
		t.Errorf("got status %d of operation %q", failure.Status, failure.Operation)
	}
	s.wantRequests(t, 2, 2)
	if _, err := client.NewIncident(t.Context(), documentReport()); err != nil {
		t.Errorf("a later call: %v", err)
	}
}

func TestNoToken(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer answer
		want   string // in the message
	}{
		{"refused", text(http.StatusBadRequest, "application/json", `{"error":"invalid_grant"}`), "invalid_grant"},
		{"redirected", func(w http.ResponseWriter, r request) {
			w.Header().Set("Location", tokenPath)
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, "redirect"},
		{"a page", text(http.StatusOK, "text/html", "<html><title>Login</title></html>"), "access_token"},
		{"no token in it", text(http.StatusOK, "application/json", "{}"), "access token is empty"},
		{"a line break in it", token("a\r\nHost: b", `"expires_in":43200`), "control character"},
		{"hang-up", hangUp, "token request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(tokenPath, test.answer)
			client := s.client(t)
			_, err := client.NewIncident(t.Context(), documentReport())
			wantError(t, err, careflex.ErrAuth)
			if err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q does not mention %q", err, test.want)
			}
			s.wantRequests(t, 1, 0)
			_, err = client.NewIncident(t.Context(), documentReport())
			if test.name == "refused" { // and not asked again at once
				wantError(t, err, careflex.ErrAuth)
				s.wantRequests(t, 1, 0)
			} else if err != nil {
				t.Errorf("a later call: %v", err)
			}
		})
	}
}

// A managing company reports for the companies that it manages with its own service user: the CareFlex ID belongs to
// the report, the token to the client.
func TestOneServiceUserForSeveralCompanies(t *testing.T) {
	s := newService(t)
	client := s.client(t)
	companies := []string{"09ce3580d84bf087", "09ce3580d84bf090", "09ce3580d84bf087"}
	for _, company := range companies {
		report := documentReport()
		report.CareflexID = company
		if _, err := client.NewIncident(t.Context(), report); err != nil {
			t.Fatal(err)
		}
	}
	s.wantRequests(t, 1, 3)
	for i, r := range s.requests(incidentPath) {
		if !strings.Contains(r.body, "<careflexId>"+companies[i]+"</careflexId>") {
			t.Errorf("request %d is not of company %s:\n%s", i, companies[i], r.body)
		}
		wantToken(t, s, i, documentToken)
	}
}

// changing is a source whose tokens are numbered.
type changing struct{ n int }

// Token returns the current token.
func (c *changing) Token(context.Context) (string, error) { return fmt.Sprintf("token%d", c.n), nil }

// Invalidate makes the next token the current one.
func (c *changing) Invalidate(token string) {
	if token == fmt.Sprintf("token%d", c.n) {
		c.n++
	}
}

func TestTokenSourceOfOnesOwn(t *testing.T) {
	for _, test := range []struct {
		name   string
		source careflex.TokenSource
		want   []string
	}{
		{"static", careflex.StaticToken("own"), []string{"own", "own"}},
		{"function", careflex.TokenFunc(func(context.Context) (string, error) { return "asked", nil }),
			[]string{"asked", "asked"}},
		{"changing", new(changing), []string{"token0", "token1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newService(t)
			s.queue(incidentPath, unauthorized)
			client := newClient(t, careflex.Config{Endpoint: s.url + incidentPath, Token: test.source})
			if _, err := client.NoIncident(t.Context(), documentEmptyMessage()); err != nil {
				t.Fatal(err)
			}
			s.wantRequests(t, 0, 2)
			for i, want := range test.want {
				wantToken(t, s, i, want)
			}
		})
	}
	t.Run("function, shared", func(t *testing.T) {
		s := newService(t)
		asked := 0
		client := newClient(t, careflex.Config{Endpoint: s.url + incidentPath,
			Token: careflex.TokenFunc(func(context.Context) (string, error) {
				asked++
				return fmt.Sprint("asked", asked), nil
			})})
		for i := range 4 {
			if i == 2 {
				s.queue(incidentPath, unauthorized)
			}
			if _, err := client.NoIncident(t.Context(), documentEmptyMessage()); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []string{"asked1", "asked1", "asked1", "asked2", "asked2"} {
			wantToken(t, s, i, want)
		}
	})
	t.Run("failing", func(t *testing.T) {
		s := newService(t)
		broken := errors.New("the vault is sealed")
		client := newClient(t, careflex.Config{
			Endpoint: s.url + incidentPath,
			Token:    careflex.TokenFunc(func(context.Context) (string, error) { return "", broken }),
		})
		_, err := client.NoIncident(t.Context(), documentEmptyMessage())
		wantError(t, err, careflex.ErrAuth)
		if !errors.Is(err, broken) {
			t.Errorf("%q does not wrap %q", err, broken)
		}
		s.wantRequests(t, 0, 0)
	})
}
