// A request to a token endpoint: the tokens that it issues (RFC 6749, section 5.1), or why it refuses (section 5.2).

package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/wire"
)

const (
	tokenLife     = 12 * time.Hour // assumed if the service states none, and the longest that is believed
	tokenMaxBytes = 1 << 20
)

// ErrInvalidGrant says that the endpoint refuses the grant: a wrong password, or a code, refresh token or assertion
// that is expired, used or revoked (RFC 6749, section 5.2).
var ErrInvalidGrant = errors.New("invalid_grant")

// errInvalidClient says that the endpoint refuses the client: a wrong ID or secret (RFC 6749, section 5.2).
var errInvalidClient = errors.New("invalid_client")

// Issued is what a token endpoint has issued.
type Issued struct {
	AccessToken  string
	RefreshToken string        // "" if there is none
	Start        time.Time     // when the request was sent: the life begins here
	Life         time.Duration // of the access token
}

// NewEndpoint returns an endpoint of an authorization server. It repeats nothing and follows no redirect of a POST.
func NewEndpoint(url string, o transport.Options) (*transport.Endpoint, error) {
	o.Retries, o.MaxResponseBytes, o.Confidential = -1, tokenMaxBytes, true
	return transport.NewEndpoint(url, o)
}

// Request sends call, which must be a POST, to the token endpoint e. Its errors quote nothing of the response, which
// may contain a secret, except the error codes of RFC 6749, section 5.2. If the service refuses the credentials or asks
// for a pause, the error is a *token.RefusedError.
func Request(ctx context.Context, e *transport.Endpoint, call *transport.Call) (_ *Issued, err error) {
	start := time.Now()
	response, err := Exchange(ctx, e, call)
	switch {
	case response == nil:
		return nil, err
	case err != nil:
		return nil, refused(response, err)
	}
	defer e.Guard(call, response, &err)
	issued, err := readTokens(response.Body)
	if err != nil {
		return nil, e.Failure(call, failure.ErrContent, response.Status, err)
	}
	issued.Start = start
	return issued, nil
}

// Exchange sends call and returns the response, with an error unless its status is 2xx. The errors are those of
// Request, but none is a *token.RefusedError. If the service refuses the client or the grant, the error is a
// failure.ErrAuth.
func Exchange(ctx context.Context, e *transport.Endpoint, call *transport.Call) (*transport.Response, error) {
	response, err := e.Exchange(ctx, call)
	if err != nil {
		return nil, err
	}
	switch response.Status / 100 {
	case 2:
		return response, nil
	case 3:
		return response, e.Failure(call, failure.ErrRedirect, response.Status, nil)
	}
	kind, cause := failure.ErrStatus, oauthError(response.Body)
	if cause == errInvalidClient || cause == ErrInvalidGrant || response.Status == http.StatusUnauthorized {
		kind = failure.ErrAuth
	}
	return response, e.Failure(call, kind, response.Status, cause)
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

// readTokens decodes the response of a token endpoint (RFC 6749, section 5.1). Its errors quote nothing of it.
func readTokens(response string) (*Issued, error) {
	members := membersOf(response)
	if members == nil {
		return nil, errors.New("the response is not a JSON object with access_token")
	}
	if kind := textOf(members["token_type"]); kind != "" && !strings.EqualFold(kind, "Bearer") {
		return nil, errors.New("token_type is not Bearer")
	}
	issued := &Issued{AccessToken: textOf(members["access_token"]), RefreshToken: textOf(members["refresh_token"]),
		Life: parseLife(string(members["expires_in"]))}
	return issued, transport.CheckToken(issued.AccessToken)
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
	case ErrInvalidGrant.Error():
		return ErrInvalidGrant
	case errInvalidClient.Error():
		return errInvalidClient
	case "invalid_request", "unauthorized_client", "unsupported_grant_type", "invalid_scope":
		return errors.New(code)
	}
	return nil
}
