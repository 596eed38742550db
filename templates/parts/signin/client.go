// Declarations that a client has in other files, so that the parts beside this file compile. It is not copied.

package signin

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jwt"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
)

// Client is written from the contract.
type Client struct{}

// SignIn is written from the contract.
type SignIn struct{ RedirectURL string }

func (s SignIn) client() (*signin.Client, error) { return signin.New(signin.Config{}) }

func (s SignIn) finish(context.Context, *signin.Tokens) (*Client, error) { return new(Client), nil }

func (s SignIn) assertion(key *jwt.Key, account ServiceAccount) *jwt.Assertion {
	return new(jwt.Assertion)
}

// fail is declared in errors.go of a client.
func fail(err error) error { return err }
