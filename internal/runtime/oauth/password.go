// Package oauth requests bearer tokens with the grants of OAuth 2.0 (RFC 6749).
package oauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

const (
	tokenLife     = 12 * time.Hour // assumed if the service states none, and the longest that is believed
	tokenMaxBytes = 1 << 20
)

// PasswordGrant is the configuration of PasswordTokens. It prints without its password.
type PasswordGrant struct {
	URL        string        // of the token endpoint: https, or a loopback address
	Username   string        // ID of the service user
	Password   string        // secret of the service user
	HTTPClient *http.Client  // nil: http.DefaultClient. It is copied, not changed; redirects are never followed
	Timeout    time.Duration // of one token request; 0: 30 seconds
	AllowHTTP  bool          // to any host: for tests within a closed network
	Logger     *slog.Logger  // gets a record of each token request; see transport.Options.Logger
}

// Format prints only the username, for every verb of package fmt.
func (g PasswordGrant) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s %s}", g.Username, failure.Redacted)
}

// LogValue returns only the username.
func (g PasswordGrant) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(g)) }

// MarshalText returns only the username, so that a JSON log of a configuration shows no password.
func (g PasswordGrant) MarshalText() ([]byte, error) { return fmt.Append(nil, g), nil }

// PasswordTokens is a token source that uses the service user's name and password (seed "Access token query"). All
// calls share a token. A refused grant is not repeated at once: see token.DenialPause.
type PasswordTokens struct {
	*token.Shared
	grant    *PasswordGrant // a pointer, so that fmt prints an address if it cannot call Format
	endpoint *transport.Endpoint
}

// NewPasswordTokens returns a token source. It returns an error if the URL is invalid or a credential is missing. It
// does not call the service.
func NewPasswordTokens(grant PasswordGrant) (*PasswordTokens, error) {
	secret := "the password"
	if grant.AllowHTTP {
		secret = ""
	}
	if _, err := transport.CheckURL(grant.URL, secret); err != nil {
		return nil, fmt.Errorf("token URL: %w", err)
	}
	if grant.Username == "" || grant.Password == "" {
		return nil, errors.New("token request: username and password must be set")
	}
	if grant.Timeout <= 0 {
		grant.Timeout = token.FetchTimeout
	}
	endpoint, err := transport.NewEndpoint(grant.URL, transport.Options{
		HTTPClient:       grant.HTTPClient,
		Timeout:          grant.Timeout,
		Retries:          -1,
		MaxResponseBytes: tokenMaxBytes,
		Logger:           grant.Logger,
		AllowHTTP:        grant.AllowHTTP,
		Confidential:     true,
	})
	if err != nil {
		return nil, err
	}
	tokens := &PasswordTokens{grant: &grant, endpoint: endpoint}
	tokens.Shared = &token.Shared{Fetch: tokens.request, Timeout: grant.Timeout}
	return tokens, nil
}

// Format prints only the username, for every verb of package fmt.
func (p *PasswordTokens) Format(f fmt.State, verb rune) { p.grant.Format(f, verb) }

// request posts the grant and returns the token. Its errors quote nothing of the response, which may contain a secret,
// except the error codes of RFC 6749, section 5.2.
func (p *PasswordTokens) request(ctx context.Context) (_ *token.Bearer, err error) {
	call := &transport.Call{Operation: "token request", Method: http.MethodPost, Accept: "application/json", Safe: true,
		Secrets: []string{p.grant.Password}}
	status := 0
	fail := func(kind, err error) error { return p.endpoint.Failure(call, kind, status, err) }
	defer func() { // callers cannot recover from a panic in this goroutine
		if value := recover(); value != nil {
			err = fail(failure.ErrTransport, transport.PanicError(value))
		}
	}()
	body, err := p.grant.body()
	if err != nil {
		return nil, fail(failure.ErrInvalid, err)
	}
	call.ContentType, call.Body = "application/json", body
	start := time.Now()
	response, err := p.endpoint.Exchange(ctx, call)
	if err != nil {
		return nil, err
	}
	switch status = response.Status; {
	case status/100 == 3:
		return nil, fail(failure.ErrRedirect, nil)
	case status/100 != 2:
		return nil, refused(response, fail(failure.ErrStatus, oauthError(response.Body)))
	}
	text, life, err := readToken(response.Body)
	if err != nil {
		return nil, fail(failure.ErrContent, err)
	}
	return token.NewBearer(text, start, life), nil
}

// body returns the request body of g.
func (g *PasswordGrant) body() ([]byte, error) {
	if !utf8.ValidString(g.Username) || !utf8.ValidString(g.Password) {
		return nil, errors.New("username or password is not valid UTF-8")
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(struct {
		GrantType string `json:"grant_type"`
		Username  string `json:"username"`
		Password  string `json:"password"`
	}{"password", g.Username, g.Password})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// refused returns err as an error that keeps the grant from being repeated at once, if the service refused the
// credentials (many services lock an account after some refusals) or asks for a pause.
func refused(response *transport.Response, err error) error {
	switch {
	case transport.Transient(response.Status):
		if pause := transport.RetryAfter(response.Header, time.Now()); pause > 0 {
			return &token.RefusedError{Err: err, Pause: min(pause, transport.MaxRetryAfter)}
		}
	case response.Status/100 == 4 && response.Status != http.StatusRequestTimeout:
		return &token.RefusedError{Err: err, Pause: token.DenialPause}
	}
	return err
}

// readToken decodes the response of a token endpoint (RFC 6749, section 5.1). Its errors quote nothing of it.
func readToken(response string) (token string, life time.Duration, err error) {
	members := membersOf(response)
	if members == nil {
		return "", 0, errors.New("the response is not a JSON object with access_token")
	}
	if kind := textOf(members["token_type"]); kind != "" && !strings.EqualFold(kind, "Bearer") {
		return "", 0, errors.New("token_type is not Bearer")
	}
	token = textOf(members["access_token"])
	return token, parseLife(string(members["expires_in"])), transport.CheckToken(token)
}

// membersOf returns the members of the JSON object in response, or nil.
func membersOf(response string) (members map[string]json.RawMessage) {
	response = strings.TrimPrefix(response, wire.ByteOrderMark)
	// The CareFlex document prints its response with no-break spaces, which are no white space in JSON.
	if json.Unmarshal([]byte(strings.ReplaceAll(response, "\u00a0", " ")), &members) != nil {
		return nil
	}
	return members
}

// textOf returns the JSON string in raw, or "".
func textOf(raw json.RawMessage) (text string) {
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// parseLife parses expires_in: seconds as a number, or in quotes by mistake. A value that is absent, malformed, not
// positive or longer than tokenLife counts as tokenLife.
func parseLife(raw string) time.Duration {
	seconds, err := strconv.ParseFloat(strings.Trim(raw, `"`), 64)
	if err != nil || !(seconds > 0 && seconds < tokenLife.Seconds()) {
		return tokenLife
	}
	return time.Duration(seconds * float64(time.Second))
}

// oauthError returns the error code of a refused token request (RFC 6749, section 5.2), or nil if it has no known one.
func oauthError(response string) error {
	switch code := textOf(membersOf(response)["error"]); code {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
		"invalid_scope":
		return errors.New(code)
	}
	return nil
}
