// Token stores: where a sign-in keeps its tokens.

package signin

import (
	"context"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/signin"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/tokenfile"
)

// ErrSignIn says that no token can be had without the user: nobody has signed in, or the refresh token expired or was
// revoked. The error of the call is of kind [ErrAuth].
var ErrSignIn = signin.ErrSignIn

// TokenStore keeps the tokens of one sign-in as a text, so that they outlive the program and several processes share
// them. The text has secrets. A TokenStore must be safe for use by many goroutines. One that several processes use locks
// for all of them.
type TokenStore interface {
	// Load returns the text that was saved last, "" if there is none.
	Load(ctx context.Context) (text string, err error)
	// Save replaces the text. The text "" deletes it. Save returns nil only if the text will survive.
	Save(ctx context.Context, text string) error
	// Lock waits until nobody else has the lock, or until ctx ends. The lock of a process that dies is released.
	Lock(ctx context.Context) (unlock func(), err error)
}

// FileTokenStore returns a TokenStore in the file path, which need not exist, in a folder that does. The file has mode
// 0600 and is replaced as a whole. A file beside it, with ".lock" added to its name, is the lock.
func FileTokenStore(path string) (TokenStore, error) { return tokenfile.New(path) }

// Resume returns the client of the user who has signed in to s.Store before, in this process or in another. If nobody
// has, or if the tokens can no longer be renewed, the error is an [ErrSignIn].
func (s SignIn) Resume(ctx context.Context) (*Client, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	return s.finish(ctx, c.Resume())
}
