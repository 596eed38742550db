// The password grant (RFC 6749, section 4.3), posted as JSON.

package oauth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
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
	endpoint, err := NewEndpoint(grant.URL, transport.Options{HTTPClient: grant.HTTPClient, Timeout: grant.Timeout,
		Logger: grant.Logger, AllowHTTP: grant.AllowHTTP})
	if err != nil {
		return nil, err
	}
	tokens := &PasswordTokens{grant: &grant, endpoint: endpoint}
	tokens.Shared = &token.Shared{Fetch: tokens.request, Timeout: grant.Timeout}
	return tokens, nil
}

// Format prints only the username, for every verb of package fmt.
func (p *PasswordTokens) Format(f fmt.State, verb rune) { p.grant.Format(f, verb) }

// request posts the grant and returns the token.
func (p *PasswordTokens) request(ctx context.Context) (_ *token.Bearer, err error) {
	call := &transport.Call{Operation: "token request", Method: http.MethodPost, Accept: "application/json", Safe: true,
		ContentType: "application/json", Secrets: []string{p.grant.Password}}
	defer func() { // callers cannot recover from a panic in this goroutine
		if value := recover(); value != nil {
			err = p.endpoint.Failure(call, failure.ErrTransport, 0, transport.PanicError(value))
		}
	}()
	call.Body, call.Err = p.grant.body()
	issued, err := Request(ctx, p.endpoint, call)
	if err != nil {
		return nil, err
	}
	return token.NewBearer(issued.AccessToken, issued.Start, issued.Life), nil
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
