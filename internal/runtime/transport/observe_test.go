// Tests of observation: the log record of each attempt, without a secret, and the hook around calls.

package transport_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/cache"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/jsonwire"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/rest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/runtimetest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/stream"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// logger gives a logger and the lines that it has written, without their times.
func logger() (*slog.Logger, *bytes.Buffer) {
	var out bytes.Buffer
	return slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == slog.MessageKey {
				return slog.Attr{}
			}
			return a
		},
	})), &out
}

func TestLogger(t *testing.T) {
	const secret = "s3cret"
	statuses := func(statuses ...int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Second)
			w.WriteHeader(statuses[0])
			statuses = statuses[1:]
			io.WriteString(w, secret)
		}
	}
	get := func(ctx context.Context, e *transport.Endpoint) error {
		return e.Do(ctx, &transport.Call{
			Operation: "GetKunde", Method: "GET", Path: "/kunden/1", Query: url.Values{"q": {secret}},
			Header: http.Header{"X-Dio-Tags": {secret}},
		}, nil)
	}
	for _, test := range []struct {
		name    string
		handler func(*testing.T) http.HandlerFunc
		do      func(context.Context, *transport.Endpoint) error
		want    []string
	}{
		{"retries", func(*testing.T) http.HandlerFunc { return statuses(503, 401, 200) }, get, []string{
			"level=WARN operation=GetKunde method=GET path=/rest/kunden/1 attempt=1 status=503 bytes=6 duration=1s",
			"level=WARN operation=GetKunde method=GET path=/rest/kunden/1 attempt=2 status=401 bytes=6 duration=1s",
			"level=INFO operation=GetKunde method=GET path=/rest/kunden/1 attempt=3 status=200 bytes=6 duration=1s",
		}},
		{"lost", func(t *testing.T) http.HandlerFunc { return runtimetest.Closing(t, "") },
			func(ctx context.Context, e *transport.Endpoint) error {
				return e.Do(ctx, &transport.Call{Operation: "AddKunde", Method: "POST", Body: []byte(secret)}, nil)
			}, []string{"level=WARN operation=AddKunde method=POST path=/rest attempt=1 status=0 bytes=0 duration=0s " +
				`error="outcome unknown, the request was sent: no response"`}},
		{"truncated", func(t *testing.T) http.HandlerFunc {
			return runtimetest.Closing(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"+secret)
		}, get, []string{"level=WARN operation=GetKunde method=GET path=/rest/kunden/1 attempt=1 status=200 bytes=6 " +
			`duration=0s error="unexpected response"`}},
		{"stream", func(*testing.T) http.HandlerFunc { return statuses(200) },
			func(ctx context.Context, e *transport.Endpoint) error {
				s, err := stream.Open(ctx, e, &transport.Call{Operation: "Open", Method: "GET"})
				if err != nil {
					return err
				}
				time.Sleep(time.Minute)
				io.Copy(io.Discard, s)
				s.Close()
				return s.Close()
			}, []string{"level=INFO operation=Open method=GET path=/rest attempt=1 status=200 bytes=6 duration=1m1s"}},
		{"truncated stream", func(t *testing.T) http.HandlerFunc {
			return runtimetest.Closing(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"+secret)
		}, func(ctx context.Context, e *transport.Endpoint) error {
			s, err := stream.Open(ctx, e, &transport.Call{Operation: "Open", Method: "GET"})
			if err != nil {
				return err
			}
			defer s.Close()
			_, err = io.Copy(io.Discard, s)
			return err
		}, []string{"level=WARN operation=Open method=GET path=/rest attempt=1 status=200 bytes=6 duration=0s " +
			`error="unexpected response"`}},
		{"refused before sending", func(*testing.T) http.HandlerFunc { return nil },
			func(ctx context.Context, e *transport.Endpoint) error {
				return e.Do(ctx, &transport.Call{Method: "GET", Path: "?" + secret}, nil)
			}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log, out := logger()
				e := runtimetest.MemoryEndpoint(t, test.handler(t),
					transport.Options{Logger: log, Tokens: runtimetest.FixedToken(secret)})
				test.do(t.Context(), e)
				got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
				if out.Len() == 0 {
					got = nil
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("got\n%s\nwant\n%s", out, strings.Join(test.want, "\n"))
				}
			})
		})
	}
}

func TestLoggerOfTokenRequests(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"token": {runtimetest.SeedTokenResponse, `level=INFO operation="token request" method=POST path=/token ` +
			`attempt=1 ` +
			"status=200 bytes=145 duration=0s\n"},
		"page": {"<h1>pass-word</h1>", `level=INFO operation="token request" method=POST path=/token attempt=1 ` +
			"status=200 bytes=18 duration=0s\n"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log, out := logger()
				tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{
					URL: "https://portal.example/token", Username: "user-17", Password: "pass-word", Logger: log,
					HTTPClient: runtimetest.Insecure(
						runtimetest.MemoryClient(t, runtimetest.Responding(200, "application/json", test.body))),
				})
				if err != nil {
					t.Fatal(err)
				}
				tokens.Token(t.Context())
				if out.String() != test.want {
					t.Errorf("got  %swant %s", out, test.want)
				}
			})
		})
	}
}

func TestTrace(t *testing.T) {
	type spanKey struct{}
	var ended []string
	trace := func(ctx context.Context, operation string) (context.Context, func(int, error)) {
		return context.WithValue(ctx, spanKey{}, operation), func(status int, err error) {
			ended = append(ended, fmt.Sprintf("%s %d %v", operation, status, err))
		}
	}
	client := runtimetest.RoundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Context().Value(spanKey{}) == nil {
			t.Errorf("%s %s was sent outside of the hook's context", r.Method, r.URL)
		}
		response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Cache-Control": {"max-age=60"}},
			Request: r}
		switch body := ""; r.URL.Path {
		case "/missing":
			response.StatusCode = http.StatusNotFound
			fallthrough
		default:
			response.Body = io.NopCloser(strings.NewReader(body))
		}
		return response, nil
	})
	e, err := transport.NewEndpoint("https://service.example", transport.Options{
		HTTPClient: &http.Client{Transport: client}, Trace: trace, Cache: cache.New(1 << 20),
	})
	if err != nil {
		t.Fatal(err)
	}
	call := func(operation, path string) *transport.Call {
		return &transport.Call{Operation: operation, Method: "GET", Path: path, Cacheable: true}
	}
	e.Do(t.Context(), call("Get", "/there"), nil)
	e.Do(t.Context(), call("GetCached", "/there"), nil)
	e.Do(t.Context(), call("GetMissing", "/missing"), nil)
	e.Do(t.Context(), call("GetInvalid", "?"), nil)
	rest.DoJSON(t.Context(), e, call("GetJSON", "/there"), (*jsonwire.Decoder).Raw)
	runtimetest.Report(t, e, runtimetest.NoIncident)
	if s, err := stream.Open(t.Context(), e, call("Open", "/there")); err == nil {
		s.Close()
	}
	stream.Open(t.Context(), e, call("OpenMissing", "/missing"))
	want := []string{
		"Get 200 <nil>",
		"GetCached 200 <nil>",
		"GetMissing 404 GetMissing: GET /missing: 404 Not Found",
		"GetInvalid 0 GetInvalid: GET ?: refused before sending: the path must begin with a slash",
		"GetJSON 200 GetJSON: GET /there: 200 OK: unexpected response: empty body, expected JSON",
		"NoIncident 200 NoIncident: POST: 200 OK: unexpected response: empty body, expected a SOAP envelope",
		"Open 200 <nil>",
		"OpenMissing 404 OpenMissing: GET /missing: 404 Not Found",
	}
	if !slices.Equal(ended, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(ended, "\n"), strings.Join(want, "\n"))
	}
}
