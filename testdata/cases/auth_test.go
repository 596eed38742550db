// Authentication: what each scheme puts into requests, which scheme a call uses, and that no secret gets elsewhere.

package cases_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/auth"
	"github.com/kontrakt-dev/kontrakt/testdata/cases/authchoice"
)

// roundTrip is a transport that a test plays.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// respond returns a response with a JSON body.
func respond(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body))}
}

// The secret of these tests: a URL, JSON and HTML escape some of its characters.
const secretKey = `k&y"ä"/50%+secret`

// shownBy lists where r has credentials.
func shownBy(r *http.Request) string {
	var shown []string
	if values := r.Header.Values("X-Api-Key"); len(values) > 0 {
		shown = append(shown, "header "+strings.Join(values, " and "))
	}
	if values := r.URL.Query()["api_key"]; len(values) > 0 {
		shown = append(shown, "query "+strings.Join(values, " and "))
	}
	if values := r.Header.Values("Authorization"); len(values) > 0 {
		shown = append(shown, strings.Join(values, " and "))
	}
	if values := r.Header.Values("X-Signature"); len(values) > 0 {
		shown = append(shown, "signature "+strings.Join(values, " and "))
	}
	return strings.Join(shown, ", ")
}

// tickets are the configurations that set up one scheme each, by what a request shows of it.
func tickets() map[string]auth.Config {
	return map[string]auth.Config{
		"header " + secretKey: {Key: secretKey},
		"query " + secretKey:  {QueryKey: secretKey},
		"Basic " + base64.StdEncoding.EncodeToString([]byte("ann:"+secretKey)): {
			User: auth.BasicAuth{Username: "ann", Password: secretKey}},
		"Basic " + base64.StdEncoding.EncodeToString([]byte(secretKey+":")): {User: auth.BasicAuth{Username: secretKey}},
		"Bearer " + secretKey: {Token: auth.StaticToken(secretKey)},
	}
}

func TestSchemes(t *testing.T) {
	for want, config := range tickets() {
		var got []string
		config.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			query := r.URL.Query()
			query.Del("api_key")
			got = append(got, r.Method+" "+r.URL.Path+" "+query.Encode()+": "+shownBy(r))
			return respond(200, `{}`), nil
		})}
		c := must[*auth.Client](t)(auth.New(config))
		_, errGet := c.GetTicket(t.Context(), "7")
		_, errAdd := c.AddTicket(t.Context(), &auth.Ticket{})
		_, errSearch := c.SearchTickets(t.Context(), "a&b")
		_, errStatus := c.Status(t.Context())
		check(t, got, errors.Join(errGet, errAdd, errStatus), []string{"GET /api/tickets/7 : " + want,
			"POST /api/tickets : " + want, "GET /api/tickets text=a%26b: " + want, "GET /api/status : "})
		if errSearch == nil {
			t.Error("an object is no list")
		}
	}
}

// A key in the query follows the query of the base URL and of the call.
func TestQueryKeyInTheQuery(t *testing.T) {
	for base, want := range map[string]string{"https://x.example/api": "api_key=k%26", "https://x.example/api?v=1": "v=1&api_key=k%26"} {
		config := auth.Config{BaseURL: base, QueryKey: "k&", HTTPClient: &http.Client{Transport: roundTrip(
			func(r *http.Request) (*http.Response, error) {
				if r.URL.RawQuery != want {
					t.Errorf("got %s, want %s", r.URL.RawQuery, want)
				}
				return respond(200, "{}"), nil
			})}}
		if _, err := must[*auth.Client](t)(auth.New(config)).GetTicket(t.Context(), "7"); err != nil {
			t.Error(err)
		}
	}
}

func TestConfigOfSchemes(t *testing.T) {
	token := auth.StaticToken("t")
	for want, config := range map[string]auth.Config{
		"auth: Config.Key and Config.QueryKey are alternatives: set only one of them": {Key: "a", QueryKey: "b"},
		"auth: Config.Key, Config.User and Config.Token are alternatives: set only one of them": {Key: "a", Token: token,
			User: auth.BasicAuth{Username: "u", Password: "p"}},
		"auth: Config.Key: must not contain a control character":      {Key: "a\nb"},
		"auth: Config.QueryKey: must not contain a control character": {QueryKey: "a\x00"},
		"auth: Config.User: the user name must not contain a colon (RFC 7617 section 2)": {
			User: auth.BasicAuth{Username: "a:b", Password: "c"}},
		"auth: endpoint URL: must be https: http would send the credentials in the clear":  {BaseURL: "http://x.example", Key: "k"},
		"auth: endpoint URL: must be https: http would send the access token in the clear": {BaseURL: "http://x.example", Token: token},
	} {
		if _, err := auth.New(config); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, config := range []auth.Config{{BaseURL: "http://x.example"}, {BaseURL: "http://x.example", Key: "k", AllowHTTP: true}} {
		if _, err := auth.New(config); err != nil {
			t.Error(err)
		}
	}
	config := auth.Config{HTTPClient: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("a call was sent without credentials")
		return respond(200, "{}"), nil
	})}}
	_, err := must[*auth.Client](t)(auth.New(config)).GetTicket(t.Context(), "7")
	const want = "getTicket: GET /api/tickets/7: not authenticated: no credentials: set Config.Key, Config.QueryKey, " +
		"Config.User or Config.Token"
	if !errors.Is(err, auth.ErrAuth) || !strings.HasSuffix(fmt.Sprint(err), want[strings.Index(want, "no cred"):]) {
		t.Errorf("got %v", err)
	}
}

// Whatever happens to a call, and whatever the service says, the secret is in the request alone.
func TestSecretsOfSchemes(t *testing.T) {
	escapedJSON, _ := json.Marshal(secretKey)
	echo := secretKey + "|" + url.QueryEscape(secretKey) + "|" + string(escapedJSON) + "|" +
		base64.StdEncoding.EncodeToString([]byte("ann:"+secretKey))
	for name, serve := range map[string]roundTrip{
		"error":    func(*http.Request) (*http.Response, error) { return respond(400, echo), nil },
		"refusal":  func(*http.Request) (*http.Response, error) { return respond(401, "<html><h1>"+echo), nil },
		"content":  func(*http.Request) (*http.Response, error) { return respond(200, `"`+echo+`"`), nil },
		"no reply": func(r *http.Request) (*http.Response, error) { return nil, fmt.Errorf("no route for %s", r.URL) },
		"redirect": func(r *http.Request) (*http.Response, error) {
			response := respond(302, "")
			response.Header.Set("Location", "https://other.example/?"+url.Values{"key": {secretKey}}.Encode())
			return response, nil
		},
	} {
		for scheme, config := range tickets() {
			var logged bytes.Buffer
			traced := ""
			config.Logger = slog.New(slog.NewTextHandler(&logged, nil))
			config.Retries = -1
			config.Trace = func(ctx context.Context, operation string) (context.Context, func(int, error)) {
				return ctx, func(status int, err error) { traced += fmt.Sprintf("%s %d %+v", operation, status, err) }
			}
			config.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host != "tickets.example" {
					t.Errorf("%s, %s: a request to %s shows %s", name, scheme, r.URL.Host, shownBy(r))
				}
				return serve(r)
			})}
			c := must[*auth.Client](t)(auth.New(config))
			debugged := ""
			_, errGet := c.GetTicket(t.Context(), "7", auth.WithDebug(func(request, response string) {
				debugged += request + response
			}))
			_, errAdd := c.AddTicket(t.Context(), new(auth.Ticket))
			if errGet == nil || errAdd == nil {
				t.Errorf("%s, %s: no error", name, scheme)
			}
			var printed strings.Builder
			slog.New(slog.NewJSONHandler(&printed, nil)).Info("client", "config", config, "client", c)
			slog.New(slog.NewTextHandler(&printed, nil)).Info("client", "config", config, "user", config.User)
			marshalled, _ := json.Marshal([]any{config, config.User, errGet})
			for place, text := range map[string]string{"errors": fmt.Sprintf("%v %+v %#v", errGet, errAdd, errGet),
				"the log": logged.String(), "WithDebug": debugged, "the trace": traced, "a log of the user": printed.String(),
				"JSON":            strings.ReplaceAll(string(marshalled), secretKey, ""),
				"what fmt prints": fmt.Sprintf("%v %+v %#v %s %v %+v", config, config, config, config, c, *c)} {
				for _, secret := range []string{secretKey, url.QueryEscape(secretKey), "secret\"",
					base64.StdEncoding.EncodeToString([]byte("ann:" + secretKey))} {
					isName := config.User.Username == secretKey // some services have a key as the name
					if strings.Contains(text, secret) && !isName {
						t.Errorf("%s, %s: %s shows the secret: %s", name, scheme, place, text)
					}
				}
			}
		}
	}
}

// A refused secret is not sent again, since there is no other. A refused token is renewed, once.
func TestRefusedSchemes(t *testing.T) {
	for scheme, config := range tickets() {
		requests := 0
		config.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			requests++
			return respond(401, "{}"), nil
		})}
		want := 1
		if config.Token != nil {
			want = 2
		}
		_, err := must[*auth.Client](t)(auth.New(config)).GetTicket(t.Context(), "7")
		if !errors.Is(err, auth.ErrAuth) || requests != want {
			t.Errorf("%s: %d requests, want %d: %v", scheme, requests, want, err)
		}
	}
}

// A redirect within the origin is followed with the same credentials, each once.
func TestRedirectedSchemes(t *testing.T) {
	for want, config := range tickets() {
		locations := []string{"/api/new"}
		if config.QueryKey != "" { // a service may repeat it
			locations = append(locations, "?api_key="+url.QueryEscape(config.QueryKey))
		}
		for _, location := range locations {
			var got []string
			config.HTTPClient = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if got = append(got, shownBy(r)); len(got) > 1 {
					return respond(200, "{}"), nil
				}
				response := respond(302, "")
				response.Header.Set("Location", location)
				return response, nil
			})}
			_, err := must[*auth.Client](t)(auth.New(config)).GetTicket(t.Context(), "7")
			check(t, got, err, []string{want, want})
		}
	}
}

// A redirected request is signed for its own URL.
func TestRedirectedSignature(t *testing.T) {
	var got []string
	config := authchoice.Config{Machine: signer{}, HTTPClient: &http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if got = append(got, shownBy(r)); len(got) > 1 {
				return respond(200, "{}"), nil
			}
			response := respond(302, "")
			response.Header.Set("Location", "/v2/all")
			return response, nil
		})}}
	_, err := must[*authchoice.Client](t)(authchoice.New(config)).GetCounts(t.Context())
	check(t, got, err, []string{`signature GET /v2/counts "" `, `signature GET /v2/all "" `})
}

// signer signs by the request line, the body and the other headers.
type signer struct{ err error }

func (s signer) Sign(r *http.Request) error {
	body := ""
	if r.GetBody != nil {
		reader, err := r.GetBody()
		if err != nil {
			return err
		}
		text, err := io.ReadAll(reader)
		if err := errors.Join(err, reader.Close()); err != nil {
			return err
		}
		body = string(text)
	}
	r.Header.Set("X-Signature", fmt.Sprintf("%s %s %q %s", r.Method, r.URL.Path, body, r.Header.Get("Content-Type")))
	return s.err
}

// TestChoiceOfSchemes calls each function with each set of schemes.
func TestChoiceOfSchemes(t *testing.T) {
	const key, owner, partner, machine = 1, 2, 4, 8
	names := map[int]string{key: "header k", owner: "Bearer o", partner: "Basic cDpx",
		machine: `signature POST /v2/readings "{\"a\":1}" application/json`}
	ctx := t.Context()
	for set := range 16 {
		sent := ""
		config := authchoice.Config{HTTPClient: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			sent = "sent with " + shownBy(r)
			return respond(200, "{}"), nil
		})}}
		if set&key != 0 {
			config.Key = "k"
		}
		if set&owner != 0 {
			config.Owner = authchoice.StaticToken("o")
		}
		if set&partner != 0 {
			config.Partner = authchoice.BasicAuth{Username: "p", Password: "q"}
		}
		if set&machine != 0 {
			config.Machine = signer{}
		}
		c, err := authchoice.New(config)
		if isTwo := set&owner != 0 && set&partner != 0; isTwo != (err != nil) {
			t.Errorf("%b: %v", set, err)
		}
		if err != nil {
			continue
		}
		for _, f := range []struct {
			call     func() error
			accepted []int
			optional bool
		}{
			{func() error { _, err := c.GetPet(ctx, "7"); return err }, []int{key, owner, partner}, false},
			{func() error { return c.DeletePet(ctx, "7") }, []int{owner, partner}, false},
			{func() error { _, err := c.GetInventory(ctx); return err }, []int{key}, true},
			{func() error { return c.AddReading(ctx, json.RawMessage(`{"a":1}`)) }, []int{machine}, false},
		} {
			want := ""
			if f.optional {
				want = "sent with "
			}
			for _, scheme := range f.accepted {
				if set&scheme != 0 {
					want = "sent with " + names[scheme]
					break
				}
			}
			sent = ""
			err := f.call()
			if sent != want || (want == "") != errors.Is(err, authchoice.ErrAuth) {
				t.Errorf("%04b: got %q, want %q: %v", set, sent, want, err)
			}
		}
	}
}

// A request that cannot be signed is not sent.
func TestSignerFails(t *testing.T) {
	config := authchoice.Config{Machine: signer{errors.New("no clock")}, HTTPClient: &http.Client{
		Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			t.Error("sent without a signature")
			return respond(200, "{}"), nil
		})}}
	err := must[*authchoice.Client](t)(authchoice.New(config)).AddReading(t.Context(), json.RawMessage("1"))
	if !errors.Is(err, authchoice.ErrAuth) || !strings.HasSuffix(err.Error(), "no clock") {
		t.Errorf("got %v", err)
	}
}

// Calls with an authentication of their own are not gathered into a MultiCall.
func TestGatheredSchemes(t *testing.T) {
	requests := make(chan string, 8)
	config := authchoice.Config{Key: "k", BatchWindow: 1, HTTPClient: &http.Client{
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			requests <- r.Method + " " + r.URL.Path
			return respond(200, "{}"), nil
		})}}
	c := must[*authchoice.Client](t)(authchoice.New(config))
	done := make(chan error)
	for range 2 {
		go func() { _, err := c.GetInventory(t.Context()); done <- err }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
		if got := <-requests; got != "GET /v2/inventory" {
			t.Errorf("got %s", got)
		}
	}
}
