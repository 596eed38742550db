// Bearer tokens: where they come from, and the password grant.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// TokenSource gives the bearer token (RFC 6750) that authenticates a call. It is used by many goroutines at once. All
// its tokens are one user's: a call whose token was refused is sent once more with the next one.
type TokenSource interface {
	// Token gives a token that is believed to be valid. It obeys ctx.
	Token(ctx context.Context) (string, error)
	// Invalidate says that the service has refused token. A source that has a newer one keeps it.
	Invalidate(token string)
}

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
func (g PasswordGrant) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "{%s %s}", g.Username, redacted) }

// LogValue logs the username alone.
func (g PasswordGrant) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(g)) }

// MarshalText encodes the username alone: a JSON log of a configuration shows no password.
func (g PasswordGrant) MarshalText() ([]byte, error) { return fmt.Append(nil, g), nil }

// PasswordTokens gets tokens with the service user's name and password (seed "Access token query"), one for all calls.
// What the token endpoint refuses is not asked again at once: see denialPause.
type PasswordTokens struct {
	*sharedToken
	grant  *PasswordGrant // a pointer: where fmt cannot call Format, in an unexported field, it prints an address
	path   string
	client *http.Client
}

// NewPasswordTokens gives a source of tokens. It fails where the URL cannot be used or a credential is missing; it does
// not call the service yet.
func NewPasswordTokens(grant PasswordGrant) (*PasswordTokens, error) {
	secret := "the password"
	if grant.AllowHTTP {
		secret = ""
	}
	u, err := checkURL(grant.URL, secret)
	if err != nil {
		return nil, fmt.Errorf("token URL: %w", err)
	}
	if grant.Username == "" || grant.Password == "" {
		return nil, errors.New("token request: username and password must be set")
	}
	if grant.Timeout <= 0 {
		grant.Timeout = tokenTimeout
	}
	client := copyClient(grant.HTTPClient)
	// net/http would post the password once more, to wherever a 307 or 308 points.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	tokens := &PasswordTokens{grant: &grant, path: u.EscapedPath(), client: client}
	tokens.sharedToken = &sharedToken{fetch: tokens.request, timeout: grant.Timeout}
	return tokens, nil
}

// Format prints the username alone for every verb of package fmt.
func (p *PasswordTokens) Format(f fmt.State, verb rune) { p.grant.Format(f, verb) }

// request posts the grant and reads the token. Its errors quote nothing of the answer, which may hold a secret, but the
// error codes of RFC 6749 §5.2.
func (p *PasswordTokens) request(ctx context.Context) (_ *bearer, err error) {
	const operation = "token request"
	status := 0
	record := newRecord(ctx, p.grant.Logger, operation, http.MethodPost, p.path, 1)
	defer func() { record.end(status, err) }()
	fail := func(kind, err error) error {
		failure := &Error{Kind: kind, Operation: operation, Method: http.MethodPost, Path: p.path, Status: status,
			Err: err}
		return failure.redact(p.grant.Password)
	}
	defer func() { // of a panic, since callers could not recover from one in this goroutine
		switch value := recover(); {
		case value != nil && status == 0:
			err = fail(ErrTransport, panicError(value))
		case value != nil:
			err = fail(ErrContent, panicError(value))
		}
	}()
	body := append([]byte(nil), `{"grant_type":"password","username":`...)
	body = AppendString(body, p.grant.Username)
	body = append(body, `,"password":`...)
	body = AppendString(body, p.grant.Password)
	body = append(body, '}')
	if CheckEncoded(body) != nil {
		return nil, fail(ErrInvalid, errors.New("username or password is not valid UTF-8"))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.grant.URL, strings.NewReader(string(body)))
	if err != nil {
		return nil, fail(ErrInvalid, errors.New("the token URL cannot be used"))
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")

	start := time.Now()
	response, err := p.client.Do(request)
	if err != nil {
		return nil, fail(ErrTransport, cause(ctx, err))
	}
	defer response.Body.Close()
	status = response.StatusCode
	response.Body = record.count(response.Body)
	answer, complete, err := readBody(response, tokenMaxBytes)
	switch {
	case status/100 == 3:
		return nil, fail(ErrRedirect, nil)
	case status/100 != 2:
		return nil, refused(response, fail(ErrStatus, oauthError(answer)))
	case err != nil:
		return nil, fail(ErrTransport, cause(ctx, err))
	case !complete:
		return nil, fail(ErrTooLarge, nil)
	}
	token, life, err := readToken(answer)
	if err != nil {
		return nil, fail(ErrContent, err)
	}
	return newBearer(token, start, life), nil
}

// refused returns failure as an error after which no token is asked for yet: since the credentials were refused, which
// many services count until they lock the account, or since the service asks for a pause.
func refused(response *http.Response, failure error) error {
	switch {
	case transient(response.StatusCode):
		if pause := retryAfter(response.Header, time.Now()); pause > 0 {
			return &refusedError{failure, min(pause, maxRetryAfter)}
		}
	case response.StatusCode/100 == 4 && response.StatusCode != http.StatusRequestTimeout:
		return &refusedError{failure, denialPause}
	}
	return failure
}

// readToken reads the answer of a token endpoint (RFC 6749 §5.1). Its errors quote nothing of it.
func readToken(answer string) (token string, life time.Duration, err error) {
	var kind, expires string
	// The answer that the CareFlex document prints is indented by no-break spaces, which are no white space of JSON.
	d := NewJSONDecoder(strings.ReplaceAll(answer, "\u00a0", " "))
	isObject := d.Object()
	for isObject && d.Member() {
		switch d.Key() {
		case "access_token":
			token = d.Text()
		case "token_type":
			kind = d.Text()
		case "expires_in":
			expires = d.Raw()
		default:
			d.Skip()
		}
	}
	if d.Close(); !isObject || d.Err() != nil {
		return "", 0, errors.New("the answer is not a JSON object with access_token")
	}
	if kind != "" && !strings.EqualFold(kind, "Bearer") {
		return "", 0, errors.New("token_type is not Bearer")
	}
	return token, parseLife(expires), checkToken(token)
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
	var code string
	// The answer that the CareFlex document prints is indented by no-break spaces, which are no white space of JSON.
	d := NewJSONDecoder(strings.ReplaceAll(answer, "\u00a0", " "))
	if d.Object() {
		for d.Member() {
			if d.Key() == "error" {
				code = d.Text()
			} else {
				d.Skip()
			}
		}
	}
	switch code {
	case "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
		"invalid_scope":
		return errors.New(code)
	}
	return nil
}

// checkToken refuses what cannot follow "Bearer" in a header, without quoting it. Bytes above ASCII are fine: the token
// that the seed prints holds "§".
func checkToken(token string) error {
	if token == "" {
		return errors.New("the access token is empty")
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] == 0x7F {
			return errors.New("the access token holds a blank or a control character")
		}
	}
	return nil
}
