// Bearer tokens: where they come from, how long they are kept, and who waits for whom while one is renewed.

package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
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
	tokenLife     = 12 * time.Hour   // assumed where the service states none, and never believed to be longer
	tokenMargin   = 5 * time.Minute  // renewed this long before the end, but not before nine tenths of the life
	tokenPause    = 10 * time.Second // between attempts to renew a token that is still valid
	tokenTimeout  = 30 * time.Second // default of PasswordGrant.Timeout
	tokenMaxBytes = 1 << 20
)

// PasswordGrant says where and how a PasswordTokens gets its tokens. It prints without its password.
type PasswordGrant struct {
	URL        string        // token endpoint: https, or a loopback address
	Username   string        // ID of the service user
	Password   string        // secret of the service user
	HTTPClient *http.Client  // nil: http.DefaultClient. It is copied, not changed; redirects are never followed
	Timeout    time.Duration // of one token request; 0: 30 seconds
	Insecure   bool          // allows http to any host: for tests within a closed network
	Logger     *slog.Logger  // gets a record of each token request, as Options.Logger does of each call; nil: none
}

// Format prints the username alone for every verb of package fmt.
func (g PasswordGrant) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "{%s %s}", g.Username, redacted) }

// LogValue logs the username alone.
func (g PasswordGrant) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(g)) }

// MarshalText encodes the username alone: a JSON log of a configuration shows no password.
func (g PasswordGrant) MarshalText() ([]byte, error) { return fmt.Append(nil, g), nil }

// PasswordTokens gets tokens with the service user's name and password (seed "Access token query") and keeps each until
// its end. It is renewed shortly before that, while calls go on with the old one, so that a token endpoint which is
// down for a moment goes unnoticed. However many calls wait for a token, one request is under way at a time.
type PasswordTokens struct {
	grant  *PasswordGrant // a pointer: where fmt cannot call Format, in an unexported field, it prints an address
	path   string
	client *http.Client

	mu      sync.Mutex
	current *bearer
	renewal *renewal // under way, or nil
}

// bearer is a token with the times from which it is to be renewed and from which it is no longer used. They carry the
// monotonic clock and count from when the token was asked for, so neither a wrong clock nor created_at matters.
type bearer struct {
	token     string
	renew, to time.Time
}

// renewal is one token request and what came of it, valid once done is closed.
type renewal struct {
	done   chan struct{}
	bearer *bearer
	err    error
}

// NewPasswordTokens gives a source of tokens. It fails where the URL cannot be used or a credential is missing; it does
// not call the service yet.
func NewPasswordTokens(grant PasswordGrant) (*PasswordTokens, error) {
	secret := "the password"
	if grant.Insecure {
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
	return &PasswordTokens{grant: &grant, path: u.EscapedPath(), client: client}, nil
}

// Format prints the username alone for every verb of package fmt.
func (p *PasswordTokens) Format(f fmt.State, verb rune) { p.grant.Format(f, verb) }

// Token gives the current token, or waits for a new one until ctx ends. A request that is under way goes on without the
// caller that started it, for all others that wait.
func (p *PasswordTokens) Token(ctx context.Context) (string, error) {
	p.mu.Lock()
	now := time.Now()
	valid := p.current != nil && now.Before(p.current.to)
	if p.renewal == nil && !(valid && now.Before(p.current.renew)) {
		p.renewal = &renewal{done: make(chan struct{})}
		go p.renew(context.WithoutCancel(ctx), p.renewal)
	}
	if valid {
		defer p.mu.Unlock()
		return p.current.token, nil
	}
	r := p.renewal
	p.mu.Unlock()

	select {
	case <-r.done:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if r.err != nil {
		return "", r.err
	}
	return r.bearer.token, nil // even where its life is short: asking once more would give the same
}

// Invalidate drops token if it is the current one.
func (p *PasswordTokens) Invalidate(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil && p.current.token == token {
		p.current = nil
	}
}

// renew carries out r and publishes its outcome.
func (p *PasswordTokens) renew(ctx context.Context, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, p.grant.Timeout)
	defer cancel()
	r.bearer, r.err = p.request(ctx)

	p.mu.Lock()
	defer p.mu.Unlock()
	p.renewal = nil
	if r.err == nil {
		p.current = r.bearer
	} else if p.current != nil {
		p.current.renew = time.Now().Add(tokenPause)
	}
	close(r.done)
}

// request posts the grant and reads the token. Its errors quote nothing of the answer, which may hold a secret, but the
// error codes of RFC 6749 §5.2.
func (p *PasswordTokens) request(ctx context.Context) (_ *bearer, err error) {
	const operation = "token request"
	status := 0
	record := newRecord(ctx, p.grant.Logger, operation, http.MethodPost, p.path, 1)
	defer func() { record.end(status, err) }()
	fail := func(kind, err error) error {
		return &Error{Kind: kind, Operation: operation, Method: http.MethodPost, Path: p.path, Status: status, Err: err}
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
		return nil, fail(ErrStatus, oauthError(answer))
	case err != nil:
		return nil, fail(ErrTransport, cause(ctx, err))
	case !complete:
		return nil, fail(ErrTooLarge, nil)
	}
	token, life, err := readToken(answer)
	if err != nil {
		return nil, fail(ErrContent, err)
	}
	return &bearer{token, start.Add(life - min(tokenMargin, life/10)), start.Add(life)}, nil
}

// readToken reads the answer of a token endpoint (RFC 6749 §5.1). Its errors quote nothing of it.
func readToken(answer string) (token string, life time.Duration, err error) {
	var kind, expires string
	// The answer that the CareFlex document prints is indented by no-break spaces, which are no white space of JSON.
	d := NewJSONDecoder(strings.ReplaceAll(answer, "\u00a0", " "))
	if d.Object() {
		for d.Member() {
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
	}
	if d.Close() != nil {
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
