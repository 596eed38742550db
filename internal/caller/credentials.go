// Credentials: what the caller knows, as the contract wants it.

package caller

import (
	"context"
	"errors"
	"fmt"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/credential"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/digest"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Credentials are what calls authenticate by. The empty ones are unknown.
type Credentials struct {
	Username, Password string
	Token              string // a bearer token
	TokenURL           string // where Username and Password get one
	Key                string // an API key
}

// The names by which errors tell the caller what to set.
const (
	tokenName    = "a token"
	passwordName = "a user name and a password"
	keyName      = "an API key"
)

// Format prints no secrets, for every verb.
func (c Credentials) Format(s fmt.State, _ rune) { fmt.Fprint(s, "[credentials]") }

// bearer returns the authentication by the token.
func (c Credentials) bearer() credential.Scheme {
	if c.Token == "" {
		return credential.Bearer(tokenName, nil)
	}
	return credential.Bearer(tokenName, token.NewFunction(func(context.Context) (string, error) { return c.Token, nil }))
}

func (c Credentials) basic() credential.Scheme {
	return credential.Basic(passwordName, c.Username, c.Password)
}

// forSOAP returns how calls of a WSDL authenticate. A contract that does not say it takes any credentials.
func (c Credentials) forSOAP(a *schema.Auth, allowHTTP bool) (*transport.Auth, error) {
	if a == nil {
		return c.any()
	}
	switch a.Kind {
	case schema.HTTPBasic:
		return credential.One(c.basic())
	case schema.HTTPDigest:
		return digest.New(c.Username, c.Password)
	}
	if c.Token != "" || c.TokenURL == "" {
		return credential.One(c.bearer())
	}
	tokens, err := oauth.NewPasswordTokens(oauth.PasswordGrant{URL: c.TokenURL, Username: c.Username, Password: c.Password,
		AllowHTTP: allowHTTP})
	if err != nil {
		return nil, err
	}
	return &transport.Auth{Tokens: tokens}, nil
}

// any returns the authentication by the credentials that are known, of which there may be none.
func (c Credentials) any() (*transport.Auth, error) {
	schemes := []credential.Scheme{c.bearer(), c.basic()}
	return credential.Optional(schemes...), credential.Check(schemes...)
}

// forREST returns how calls of op authenticate.
func (c Credentials) forREST(rest *schema.REST, op *schema.RESTOperation) (*transport.Auth, error) {
	switch {
	case rest.Schemes == nil:
		return c.any()
	case len(op.Auth.Schemes) == 0:
		return credential.None, nil
	}
	var schemes []credential.Scheme
	for _, s := range op.Auth.Schemes {
		switch s.Kind {
		case schema.APIKey:
			known := credential.HeaderKey
			if s.Place == schema.InQuery {
				known = credential.QueryKey
			}
			schemes = append(schemes, known(keyName, s.Key, c.Key))
		case schema.Basic:
			schemes = append(schemes, c.basic())
		case schema.Bearer, schema.OAuth2:
			schemes = append(schemes, c.bearer())
		}
	}
	if len(schemes) == 0 && !op.Auth.Optional {
		return nil, errors.New("the function wants a signature of the service's own, which only a program can make")
	}
	if err := credential.Check(schemes...); err != nil {
		return nil, err
	}
	if op.Auth.Optional {
		return credential.Optional(schemes...), nil
	}
	auth := credential.Any(schemes...)
	return auth, auth.Err
}
