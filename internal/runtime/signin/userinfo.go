// Who has signed in: the UserInfo endpoint (OpenID Connect Core 1.0, section 5.3).

package signin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/failure"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// UserInfo returns the claims of the authorization server about the user. Claim "sub" is a string that is not empty.
// Numbers are of type json.Number.
func (t *Tokens) UserInfo(ctx context.Context) (claims map[string]any, err error) {
	c := t.source.client
	if c.config.UserInfoURL == "" {
		return nil, errors.New("sign-in: the user info URL must be set")
	}
	options := c.options()
	options.Tokens = t
	e, err := oauth.NewEndpoint(c.config.UserInfoURL, options)
	if err != nil {
		return nil, err
	}
	call := &transport.Call{Operation: "user info", Method: http.MethodGet, Accept: "application/json"}
	response, err := oauth.Exchange(ctx, e, call)
	if err != nil {
		return nil, err
	}
	defer e.Guard(call, response, &err)
	decoder := json.NewDecoder(strings.NewReader(response.Body))
	decoder.UseNumber()
	if decoder.Decode(&claims) != nil {
		return nil, e.Failure(call, failure.ErrContent, response.Status, errors.New("the response is not a JSON object"))
	}
	if sub, _ := claims["sub"].(string); sub == "" {
		return nil, e.Failure(call, failure.ErrContent, response.Status, errors.New("the response has no sub"))
	}
	return claims, nil
}
