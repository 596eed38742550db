// The password grant of OAuth 2.0 (RFC 6749, section 4.3), as services have it that take JSON.

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
)

const (
	tokenLife     = 12 * time.Hour // assumed if the service states none, and never believed to be longer
	tokenMaxBytes = 1 << 20
)

// PasswordGrant says where and how a PasswordTokens gets its tokens. It prints without its password.
type PasswordGrant struct {
	URL        string        // token endpoint: https, or a loopback address
	Username   string        // ID of the service user
	Password   string        // secret of the service user
	HTTPClient *http.Client  // nil: http.DefaultClient. It is copied, not changed; redirects are never followed
	Timeout    time.Duration // of one token request; 0: 30 seconds
	AllowHTTP  bool          // allows http to any host: for tests within a closed network
	Logger     *slog.Logger  // gets a record of each token request, as Options.Logger does of each call; nil: none
}

// Format prints the username alone for every verb of package fmt.
func (g PasswordGrant) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s %s}", g.Username, failure.Redacted)
}

// LogValue logs the username alone.
func (g PasswordGrant) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(g)) }

// MarshalText encodes the username alone: a JSON log of a configuration shows no password.
func (g PasswordGrant) MarshalText() ([]byte, error) { return fmt.Append(nil, g), nil }

// PasswordTokens gets tokens with the service user's name and password (seed "Access token query"), one for all calls.
// What the token endpoint refuses is not asked again at once: see token.DenialPause.
type PasswordTokens struct {
	*token.Shared
	grant    *PasswordGrant // a pointer: where fmt cannot call Format, in an unexported field, it prints an address
	endpoint *transport.Endpoint
}

// NewPasswordTokens gives a source of tokens. It fails where the URL cannot be used or a credential is missing; it does
// not call the service yet.
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

// Format prints the username alone for every verb of package fmt.
func (p *PasswordTokens) Format(f fmt.State, verb rune) { p.grant.Format(f, verb) }

// request posts the grant and reads the token. Its errors quote nothing of the answer, which may hold a secret, but the
// error codes of RFC 6749 §5.2.
func (p *PasswordTokens) request(ctx context.Context) (_ *token.Bearer, err error) {
	call := &transport.Call{Operation: "token request", Method: http.MethodPost, Accept: "application/json", Safe: true,
		Secrets: []string{p.grant.Password}}
	answer := &transport.Answer{}
	fail := func(kind, err error) error { return p.endpoint.Failure(call, kind, answer.Status, err) }
	defer func() { // of a panic, since callers could not recover from one in this goroutine
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
	answer, err = p.endpoint.Exchange(ctx, call)
	switch {
	case err != nil:
		answer = &transport.Answer{}
		return nil, err
	case answer.Status/100 == 3:
		return nil, fail(failure.ErrRedirect, nil)
	case answer.Status/100 != 2:
		return nil, refused(answer, fail(failure.ErrStatus, oauthError(answer.Body)))
	}
	text, life, err := readToken(answer.Body)
	if err != nil {
		return nil, fail(failure.ErrContent, err)
	}
	return token.NewBearer(text, start, life), nil
}

// body is the request of g.
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

// refused returns failure as an error after which no token is asked for yet: since the credentials were refused, which
// many services count until they lock the account, or since the service asks for a pause.
func refused(answer *transport.Answer, failure error) error {
	switch {
	case transport.Transient(answer.Status):
		if pause := transport.RetryAfter(answer.Header, time.Now()); pause > 0 {
			return &token.RefusedError{Err: failure, Pause: min(pause, transport.MaxRetryAfter)}
		}
	case answer.Status/100 == 4 && answer.Status != http.StatusRequestTimeout:
		return &token.RefusedError{Err: failure, Pause: token.DenialPause}
	}
	return failure
}

// readToken reads the answer of a token endpoint (RFC 6749 §5.1). Its errors quote nothing of it.
func readToken(answer string) (token string, life time.Duration, err error) {
	members := membersOf(answer)
	if members == nil {
		return "", 0, errors.New("the answer is not a JSON object with access_token")
	}
	if kind := textOf(members["token_type"]); kind != "" && !strings.EqualFold(kind, "Bearer") {
		return "", 0, errors.New("token_type is not Bearer")
	}
	token = textOf(members["access_token"])
	return token, parseLife(string(members["expires_in"])), transport.CheckToken(token)
}

// membersOf returns the members of the JSON object in answer, nil if it is none.
func membersOf(answer string) (members map[string]json.RawMessage) {
	answer = strings.TrimPrefix(answer, "\uFEFF")
	// The answer that the CareFlex document prints is indented by no-break spaces, which are no white space of JSON.
	if json.Unmarshal([]byte(strings.ReplaceAll(answer, "\u00a0", " ")), &members) != nil {
		return nil
	}
	return members
}

// textOf returns the JSON string raw, "" if it is none.
func textOf(raw json.RawMessage) (text string) {
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// parseLife reads expires_in: seconds as a number, or as a string by mistake. What is absent, unreadable, not positive
// or longer than tokenLife counts as tokenLife.
func parseLife(raw string) time.Duration {
	seconds, err := strconv.ParseFloat(strings.Trim(raw, `"`), 64)
	if err != nil || !(seconds > 0 && seconds < tokenLife.Seconds()) {
		return tokenLife
	}
	return time.Duration(seconds * float64(time.Second))
}

// oauthError gives the error code of a refused token request (RFC 6749 §5.2), or nil where it states none that is
// known.
func oauthError(answer string) error {
	switch code := textOf(membersOf(answer)["error"]); code {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
		"invalid_scope":
		return errors.New(code)
	}
	return nil
}
