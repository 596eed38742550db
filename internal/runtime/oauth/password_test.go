// Tests of the password grant: the request of the seed, lifetimes, waiting, refusals and secrecy.

package oauth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

func TestSituation09TokenOfTheDocument(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if got := r.Method + " " + r.RequestURI; got != "POST /ep1" {
			t.Errorf("got request %s", got)
		}
		if got := r.Header["Content-Type"]; len(got) != 1 || got[0] != "application/json" {
			t.Errorf("got Content-Type %q", got)
		}
		if got := r.Header["Accept"]; len(got) != 1 || got[0] != "application/json" {
			t.Errorf("got Accept %q", got)
		}
		if got, want := string(body), `{"grant_type":"password","username":"u\"1","password":"gehe§m"}`; got != want {
			t.Errorf("got body %s, want %s", got, want)
		}
		io.WriteString(w, runtimetest.SeedTokenResponse)
	}))
	defer server.Close()
	grant := oauth.PasswordGrant{URL: server.URL + "/ep1", Username: `u"1`, Password: "gehe§m"}
	tokens, err := oauth.NewPasswordTokens(grant)
	if err != nil {
		t.Fatal(err)
	}
	e := runtimetest.NewEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.Header["Authorization"], "Bearer "+runtimetest.SeedToken; len(got) != 1 || got[0] != want {
			t.Errorf("got Authorization %q, want %q", got, want)
		}
	}, transport.Options{Tokens: tokens})
	if err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil); err != nil {
		t.Fatal(err)
	}
}

func TestSituations07And08TokenLife(t *testing.T) {
	const documented = 12*time.Hour - 5*time.Minute
	for _, test := range []struct {
		name, members string
		want          time.Duration
	}{
		{"as documented", `"expires_in":43200`, documented},
		{"absent", `"token_type":"bearer"`, documented},
		{"null", `"expires_in":null`, documented},
		{"number in a string", `"expires_in":"3600"`, 55 * time.Minute},
		{"words", `"expires_in":"soon"`, documented},
		{"zero", `"expires_in":0`, documented},
		{"negative", `"expires_in":-1`, documented},
		{"huge", `"expires_in":99999999999999999999`, documented},
		{"beyond a float", `"expires_in":1e999`, documented},
		{"short", `"expires_in":20`, 18 * time.Second},
		{"created long ago", `"expires_in":43200,"created_at":1`, documented},
		{"created in the future", `"expires_in":43200,"created_at":9999999999`, documented},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var requests int
				tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
					requests++
					time.Sleep(time.Second) // the life counts from when the request was sent
					fmt.Fprintf(w, `{"access_token":"same",%s}`, test.members)
				})
				for _, step := range []struct {
					wait time.Duration
					want int
				}{{0, 1}, {test.want - time.Second - time.Millisecond, 1}, {time.Millisecond, 2}} {
					time.Sleep(step.wait)
					token, err := tokens.Token(t.Context())
					synctest.Wait() // for a renewal that the caller does not wait for
					if token != "same" || err != nil || requests != step.want {
						t.Errorf("got %q, %v after %d requests, want %d", token, err, requests, step.want)
					}
				}
				time.Sleep(time.Second) // until the renewal is over
			})
		})
	}
}

func TestSituations01And02OneTokenRequestForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int32
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			time.Sleep(time.Second)
			io.WriteString(w, runtimetest.SeedTokenResponse)
		})
		first, giveUp := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := tokens.Token(first); !errors.Is(err, context.Canceled) {
				t.Errorf("the caller that gave up got %v", err)
			}
		})
		synctest.Wait()
		for range 200 {
			group.Go(func() {
				if token, err := tokens.Token(t.Context()); token != runtimetest.SeedToken || err != nil {
					t.Errorf("got %q, %v", token, err)
				}
			})
		}
		synctest.Wait()
		giveUp()
		group.Wait()
		if n := requests.Load(); n != 1 {
			t.Errorf("%d token requests", n)
		}
	})
}

func TestTokenIsRenewedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests atomic.Int32
		var down atomic.Bool
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			number := requests.Add(1)
			time.Sleep(time.Second)
			if down.Load() {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			fmt.Fprintf(w, `{"access_token":"token%d","expires_in":3600}`, number)
		})
		for i, step := range []struct {
			wait     time.Duration
			down     bool
			want     string
			requests int32
		}{
			{0, false, "token1", 1},
			{55 * time.Minute, true, "token1", 2}, // the old token is valid, so nobody waits and nothing fails
			{9 * time.Second, true, "token1", 2},
			{2 * time.Second, true, "token1", 3},
			{time.Minute, false, "token1", 4},
			{time.Second, true, "token4", 4},
			{time.Hour, true, "", 5},
			{0, false, "token6", 6},
		} {
			time.Sleep(step.wait)
			down.Store(step.down)
			token, err := tokens.Token(t.Context())
			time.Sleep(time.Second) // until a renewal that the caller does not wait for is over
			if token != step.want || (err == nil) != (token != "") || requests.Load() != step.requests {
				t.Errorf("step %d: got %q, %v after %d requests", i, token, err, requests.Load())
			}
		}
	})
}

func TestSituation06SameNearlyExpiredToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests, calls int
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			time.Sleep(time.Second) // longer than the token lives
			io.WriteString(w, `{"access_token":"same","expires_in":0.5}`)
		})
		status := http.StatusOK
		e := runtimetest.MemoryEndpoint(t, func(w http.ResponseWriter, r *http.Request) {
			calls++
			w.WriteHeader(status)
		}, transport.Options{Tokens: tokens})
		if err := e.Do(t.Context(), &transport.Call{Method: "GET"}, nil); err != nil || requests != 1 {
			t.Errorf("got %v after %d token requests", err, requests)
		}
		calls, status = 0, http.StatusUnauthorized
		runtimetest.FailureOf(t, e.Do(t.Context(), &transport.Call{Method: "GET"}, nil), failure.ErrAuth)
		if calls != 2 || requests != 3 {
			t.Errorf("%d calls, %d token requests", calls, requests)
		}
	})
}

func TestSituation22UsersDoNotShareTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := runtimetest.Insecure(runtimetest.MemoryClient(t, func(w http.ResponseWriter, r *http.Request) {
			var grant struct{ Username string }
			if r.URL.Path == "/token" {
				json.NewDecoder(r.Body).Decode(&grant)
				time.Sleep(time.Second)
				fmt.Fprintf(w, `{"access_token":"token-of-%s"}`, grant.Username)
				return
			}
			time.Sleep(time.Second)
			io.WriteString(w, r.Header.Get("Authorization"))
		}))
		var group sync.WaitGroup
		for _, user := range []string{"anna", "bernd"} {
			tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
				URL: "https://service.example/token", Username: user, Password: "pass-word", HTTPClient: shared,
			})
			if err != nil {
				t.Fatal(err)
			}
			e, err := transport.NewEndpoint("https://service.example",
				transport.Options{HTTPClient: shared, Tokens: tokens})
			if err != nil {
				t.Fatal(err)
			}
			for range 20 {
				group.Go(func() {
					err := e.Do(t.Context(), &transport.Call{Method: "GET"}, func(a *transport.Response) error {
						if want := "Bearer token-of-" + user; a.Body != want {
							t.Errorf("%s's call was sent with %s", user, a.Body)
						}
						return nil
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
	})
}

func TestSituation03TokenEndpointHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) // only then does the server see the client leave
			<-r.Context().Done()
		})
		start := time.Now()
		var group sync.WaitGroup
		for _, patience := range []time.Duration{5 * time.Second, time.Hour} {
			group.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				_, err := tokens.Token(ctx)
				got, want := time.Since(start), min(patience, 30*time.Second)
				if !errors.Is(err, context.DeadlineExceeded) || got != want {
					t.Errorf("got %v after %v, want an end after %v", err, got, want)
				}
			})
		}
		group.Wait()
	})
}

// What a token endpoint refuses is not asked again at once, whoever calls.
func TestRefusedGrantIsNotRepeated(t *testing.T) {
	retryAfter := func(value string) http.Header { return http.Header{"Retry-After": {value}} }
	for _, test := range []struct {
		name   string
		status int
		header http.Header
		pause  time.Duration // for which there is no other request
	}{
		{"bad request", 400, nil, time.Minute},
		{"unauthorized", 401, nil, time.Minute},
		{"locked", 423, nil, time.Minute},
		{"last of its class", 499, nil, time.Minute},
		{"timeout", 408, nil, 0},
		{"too many", 429, nil, 0},
		{"too many, for a while", 429, retryAfter("7"), 7 * time.Second},
		{"down for a while", 503, retryAfter("20"), 20 * time.Second},
		{"down for long", 503, retryAfter("3600"), 30 * time.Second},
		{"down", 503, nil, 0},
		{"broken", 500, retryAfter("20"), 0},
		{"redirect", 307, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				status := test.status
				tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
					requests++
					for name, values := range test.header {
						w.Header()[name] = values
					}
					w.WriteHeader(status)
					io.WriteString(w, `{"access_token":"good"}`)
				})
				_, first := tokens.Token(t.Context())
				if test.pause > 0 {
					for _, wait := range []time.Duration{0, 3 * time.Second, test.pause - 3*time.Second - 1} {
						time.Sleep(wait)
						_, err := tokens.Token(t.Context())
						if requests != 1 || errors.Is(err, failure.ErrAuth) != (status == http.StatusUnauthorized) ||
							!strings.HasPrefix(err.Error(), first.Error()) {
							t.Errorf("after %v: got %v after %d requests", wait, err, requests)
						}
						if wait == 3*time.Second {
							want := fmt.Sprintf("%v (refused 3s ago, asked again after %v)", first, test.pause)
							if err.Error() != want {
								t.Errorf("got %v, want %s", err, want)
							}
						}
					}
					time.Sleep(time.Nanosecond)
				}
				status = 200
				token, err := tokens.Token(t.Context())
				if token != "good" || err != nil || requests != 2 {
					t.Errorf("got %q, %v after %d requests", token, err, requests)
				}
				tokens.Invalidate(token)
				if token, err := tokens.Token(t.Context()); token != "good" || err != nil || requests != 3 {
					t.Errorf("got %q, %v after %d requests", token, err, requests)
				}
			})
		})
	}
}

// A refusal while the old token is still good fails no call, and is not repeated either.
func TestRefusedRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		requests, status := 0, 200
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			w.WriteHeader(status)
			io.WriteString(w, `{"access_token":"old","expires_in":3600}`)
		})
		for i, step := range []struct {
			wait     time.Duration
			status   int
			want     string
			requests int
		}{
			{0, 200, "old", 1},
			{55 * time.Minute, 400, "old", 2},
			{59 * time.Second, 400, "old", 2},
			{time.Second, 400, "old", 3},
			{3 * time.Minute, 400, "old", 4},
			{59 * time.Second, 400, "old", 4},
			{time.Second, 200, "old", 5},
			{0, 200, "old", 5},
		} {
			time.Sleep(step.wait)
			status = step.status
			token, err := tokens.Token(t.Context())
			synctest.Wait()
			if token != step.want || err != nil || requests != step.requests {
				t.Errorf("step %d: got %q, %v after %d requests", i, token, err, requests)
			}
		}
	})
}

func TestPasswordGrantTimeout(t *testing.T) {
	for timeout, want := range map[time.Duration]time.Duration{
		0: 30 * time.Second, -1: 30 * time.Second, time.Second: time.Second, time.Hour: time.Hour,
	} {
		synctest.Test(t, func(t *testing.T) {
			tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
				URL: "https://portal.example/token", Username: "user-17", Password: "pass-word", Timeout: timeout,
				HTTPClient: &http.Client{Transport: runtimetest.RoundTripper(func(r *http.Request) (*http.Response,
					error) {
					<-r.Context().Done()
					return nil, fmt.Errorf("no response to pass-word: %w", context.Cause(r.Context()))
				})},
			})
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			_, err = tokens.Token(t.Context())
			if got := time.Since(start); got != want || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("timeout %v: got %v after %v, want an end after %v", timeout, err, got, want)
			}
			if strings.Contains(err.Error(), "pass-word") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestPasswordGrantOverHTTP(t *testing.T) {
	grant := oauth.PasswordGrant{URL: "http://portal.example/token", Username: "u", Password: "p"}
	_, err := oauth.NewPasswordTokens(grant)
	if err == nil || err.Error() != "token URL: must be https: http would send the password in the clear" {
		t.Errorf("got %v", err)
	}
	grant.AllowHTTP = true
	if _, err := oauth.NewPasswordTokens(grant); err != nil {
		t.Error(err)
	}
}

func TestTokenErrorShowsNoPassword(t *testing.T) {
	tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
		URL: "https://portal.example/token", Username: "user-17", Password: "pass-word",
		HTTPClient: &http.Client{Transport: runtimetest.RoundTripper(func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("cannot send pass-word: %w", io.ErrClosedPipe)
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = tokens.Token(t.Context())
	const want = "token request: POST /token: no response: cannot send [redacted]: io: read/write on closed pipe"
	if runtimetest.FailureOf(t, err, failure.ErrTransport).Error() != want || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSituation05LateRefusalKeepsTheNewToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requests int
		tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			fmt.Fprintf(w, `{"access_token":"token%d"}`, requests)
		})
		for _, step := range []struct{ invalidate, want string }{
			{"", "token1"}, {"token1", "token2"}, {"token1", "token2"}, {"token2", "token3"},
		} {
			tokens.Invalidate(step.invalidate)
			if token, err := tokens.Token(t.Context()); token != step.want || err != nil {
				t.Errorf("after Invalidate(%q): got %q, %v, want %q", step.invalidate, token, err, step.want)
			}
		}
	})
}

func TestSituations09And10TokenResponseRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		header http.Header
		body   string
		kind   error
		text   string
	}{
		{"wrong password", 400, nil, `{"error":"invalid_grant","error_description":"pass-word"}`, failure.ErrAuth,
			"token request: POST /token: 400 Bad Request: not authenticated: invalid_grant"},
		{"wrong client", 400, nil, `{"error":"invalid_client"}`, failure.ErrAuth,
			"token request: POST /token: 400 Bad Request: not authenticated: invalid_client"},
		{"wrong client, with a challenge", 401, http.Header{"Www-Authenticate": {"Basic"}}, `{"error":"invalid_client"}`,
			failure.ErrAuth, "token request: POST /token: 401 Unauthorized: not authenticated: invalid_client"},
		{"wrong client, without a code", 401, nil, "<h1>pass-word</h1>", failure.ErrAuth,
			"token request: POST /token: 401 Unauthorized: not authenticated"},
		{"other grant", 400, nil, `{"error":"unsupported_grant_type"}`, failure.ErrStatus,
			"token request: POST /token: 400 Bad Request: unsupported_grant_type"},
		{"client without the grant", 400, nil, `{"error":"unauthorized_client"}`, failure.ErrStatus,
			"token request: POST /token: 400 Bad Request: unauthorized_client"},
		{"forbidden", 403, nil, `{"error":"access_denied"}`, failure.ErrStatus,
			"token request: POST /token: 403 Forbidden"},
		{"page that echoes", 500, nil, "<h1>user-17 pass-word</h1>", failure.ErrStatus,
			"token request: POST /token: 500 Internal Server Error"},
		{"redirect", 307, http.Header{"Location": {"https://elsewhere.example/?pass-word"}}, "", failure.ErrRedirect,
			"token request: POST /token: 307 Temporary Redirect: redirect not followed"},
		{"redirect for good", 308, http.Header{"Location": {"/token"}}, "", failure.ErrRedirect,
			"token request: POST /token: 308 Permanent Redirect: redirect not followed"},
		{"HTML", 200, nil, "<h1>pass-word</h1>", failure.ErrContent,
			"token request: POST /token: 200 OK: unexpected response: the response is not a JSON object with " +
				"access_token"},
		{"broken off", 200, nil, `{"access_token":"s3cret`, failure.ErrContent,
			"token request: POST /token: 200 OK: unexpected response: the response is not a JSON object with " +
				"access_token"},
		{"no token", 200, nil, `{}`, failure.ErrContent,
			"token request: POST /token: 200 OK: unexpected response: the access token is empty"},
		{"line break", 200, nil, `{"access_token":"s3cret\r\nX-Evil: 1"}`, failure.ErrContent,
			"token request: POST /token: 200 OK: unexpected response: the access token contains a space or a " +
				"control character"},
		{"other type", 200, nil, `{"access_token":"s3cret","token_type":"mac"}`, failure.ErrContent,
			"token request: POST /token: 200 OK: unexpected response: token_type is not Bearer"},
		{"endless", 200, nil, strings.Repeat(" ", 1<<20+1), failure.ErrTooLarge,
			"token request: POST /token: 200 OK: response too large: more than 1048576 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var requests int
				tokens := runtimetest.PasswordTokens(t, func(w http.ResponseWriter, r *http.Request) {
					requests++
					for name, values := range test.header {
						w.Header()[name] = values
					}
					w.WriteHeader(test.status)
					io.WriteString(w, test.body)
				})
				_, err := tokens.Token(t.Context())
				if callErr := runtimetest.FailureOf(t, err, test.kind); callErr.Error() != test.text {
					t.Errorf("got  %s\nwant %s", callErr, test.text)
				}
				if requests != 1 {
					t.Errorf("%d requests", requests)
				}
			})
		})
	}
}

func TestNewPasswordTokensRefuses(t *testing.T) {
	for name, grant := range map[string]oauth.PasswordGrant{
		"no URL":      {Username: "u", Password: "s3cret"},
		"relative":    {URL: "/token", Username: "u", Password: "s3cret"},
		"http":        {URL: "http://portal.example/token", Username: "u", Password: "s3cret"},
		"user info":   {URL: "https://u:s3cret@portal.example/token", Username: "u", Password: "s3cret"},
		"broken":      {URL: "https://u:s3cr/et@portal.example/token", Username: "u", Password: "s3cret"},
		"no username": {URL: "https://portal.example/token", Password: "s3cret"},
		"no password": {URL: "https://portal.example/token", Username: "u"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := oauth.NewPasswordTokens(grant)
			if err == nil || strings.Contains(err.Error(), "s3cr") {
				t.Errorf("got error %v", err)
			}
		})
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	const secret = "s3cret"
	grant := oauth.PasswordGrant{URL: "https://portal.example/token", Username: "u", Password: secret}
	tokens, err := oauth.NewPasswordTokens(grant)
	if err != nil {
		t.Fatal(err)
	}
	options := transport.Options{Tokens: tokens}
	endpoint, err := transport.NewEndpoint("https://service.example", options)
	if err != nil {
		t.Fatal(err)
	}
	type client struct { // as generated clients hold them
		endpoint *transport.Endpoint
		tokens   *oauth.PasswordTokens
	}
	for _, value := range []any{grant, &grant, tokens} {
		if got := fmt.Sprintf("%v %s", value, value); got != "{u [redacted]} {u [redacted]}" {
			t.Errorf("%T prints as %s", value, got)
		}
	}
	for _, value := range []any{grant, &grant, tokens, options, &options, endpoint,
		client{endpoint, tokens}, &client{endpoint, tokens}} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("", "value", value)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("", "value", value)
		if text, err := json.Marshal(value); err == nil {
			out.Write(text)
		}
		if strings.Contains(out.String(), secret) || strings.Contains(out.String(), fmt.Sprintf("%x", secret)) {
			t.Errorf("%T prints its secret:\n%s", value, out.String())
		}
	}
}
