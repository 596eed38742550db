// The configuration of a client of an authorization server, and how the client authenticates.

package signin

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// Config is the configuration of a Client. It prints without its secret. A zero field other than TokenURL leaves out
// what it is for.
type Config struct {
	TokenURL         string // of the token endpoint: https, or a loopback address, as all URLs are
	AuthorizationURL string // of the authorization endpoint, for Authorize
	UserInfoURL      string // of the UserInfo endpoint, for Tokens.UserInfo
	RevocationURL    string // of the revocation endpoint (RFC 7009), for Tokens.Logout
	Issuer           string // that a callback must state as its iss (RFC 9207)

	ClientID     string
	ClientSecret string     // "": a public client
	ClientAuth   ClientAuth // how the client authenticates if it has a secret
	Scopes       []string

	HTTPClient *http.Client  // nil: http.DefaultClient. It is copied, not changed
	Timeout    time.Duration // of one request; 0: 30 seconds
	AllowHTTP  bool          // to any host: for tests within a closed network
	Logger     *slog.Logger  // gets a record of each request; see transport.Options.Logger
	Store      Store         // of the tokens; nil: each token source keeps its own in memory
}

// ClientAuth says how a client authenticates to the authorization server (RFC 6749, section 2.3.1).
type ClientAuth int

const (
	ClientAuthBasic ClientAuth = iota // with HTTP Basic: ID and secret are form-encoded first
	ClientAuthBody                    // with client_id and client_secret in the body
)

// Format prints only the client's ID, for every verb of package fmt.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{%s %s}", c.ClientID, failure.Redacted)
}

// LogValue returns only the client's ID.
func (c Config) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// MarshalText returns only the client's ID, so that a JSON log of a configuration shows no secret.
func (c Config) MarshalText() ([]byte, error) { return fmt.Append(nil, c), nil }

// Client requests tokens of one authorization server. It is safe for use by many goroutines.
type Client struct {
	config     *Config // a pointer, so that fmt prints an address if it cannot call Format
	token      *transport.Endpoint
	revocation *transport.Endpoint // nil if there is none
}

// New returns a client. It returns an error if a URL is invalid or the client's ID is missing. It sends no request.
func New(config Config) (*Client, error) {
	if config.ClientID == "" {
		return nil, errors.New("sign-in: the client ID must be set")
	}
	if config.Timeout <= 0 {
		config.Timeout = token.FetchTimeout
	}
	c := &Client{config: &config}
	for _, u := range []struct{ name, url, secret string }{
		{"token URL", config.TokenURL, "secrets"},
		{"authorization URL", config.AuthorizationURL, "the authorization request"},
		{"user info URL", config.UserInfoURL, "the access token"},
		{"revocation URL", config.RevocationURL, "tokens"},
	} {
		if config.AllowHTTP {
			u.secret = ""
		}
		if u.url == "" && u.name != "token URL" {
			continue
		}
		if _, err := transport.CheckURL(u.url, u.secret); err != nil {
			return nil, fmt.Errorf("sign-in: %s: %w", u.name, err)
		}
	}
	var err error
	if c.token, err = oauth.NewEndpoint(config.TokenURL, c.options()); err != nil {
		return nil, err
	}
	if config.RevocationURL != "" {
		if c.revocation, err = oauth.NewEndpoint(config.RevocationURL, c.options()); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// options returns the options of requests to the authorization server.
func (c *Client) options() transport.Options {
	return transport.Options{HTTPClient: c.config.HTTPClient, Timeout: c.config.Timeout, Logger: c.config.Logger,
		AllowHTTP: c.config.AllowHTTP}
}

// Format prints only the client's ID, for every verb of package fmt.
func (c *Client) Format(f fmt.State, verb rune) { c.config.Format(f, verb) }

// form returns a call that posts parameters and authenticates the client.
func (c *Client) form(operation string, parameters url.Values) *transport.Call {
	call := &transport.Call{Operation: operation, Method: http.MethodPost, Accept: "application/json", Safe: true,
		ContentType: "application/x-www-form-urlencoded", Header: http.Header{}}
	switch id, secret := c.config.ClientID, c.config.ClientSecret; {
	case secret != "" && c.config.ClientAuth == ClientAuthBasic:
		basic := http.Request{Header: call.Header}
		basic.SetBasicAuth(url.QueryEscape(id), url.QueryEscape(secret))
		call.Secrets = append(call.Secrets, secret, url.QueryEscape(secret))
	case secret != "":
		parameters.Set("client_secret", secret)
		fallthrough
	default:
		parameters.Set("client_id", id)
	}
	for _, name := range secretParameters {
		call.Secrets = append(call.Secrets, parameters[name]...)
	}
	call.Body = []byte(parameters.Encode())
	return call
}

// secretParameters are the parameters of requests that no error shows.
var secretParameters = []string{"client_secret", "password", "assertion", "code", "code_verifier", "refresh_token",
	"token"}
