// The end of a sign-in, with the revocation of its tokens (RFC 7009).

package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
)

// Logout removes the tokens from the store. It then revokes the refresh token, or an access token that has none, if the
// Config has a RevocationURL. If that fails, the error says so: the authorization server may accept the tokens until
// they expire. A source with a grant of its own requests new tokens for the next call.
func (t *Tokens) Logout(ctx context.Context) error {
	tokens, err := t.source.remove(ctx)
	t.reset()
	c := t.source.client
	if tokens == nil || c.revocation == nil {
		return err
	}
	parameters := url.Values{"token": {tokens.RefreshToken}, "token_type_hint": {"refresh_token"}}
	if tokens.RefreshToken == "" {
		parameters = url.Values{"token": {tokens.AccessToken}, "token_type_hint": {"access_token"}}
	}
	if _, revokeErr := oauth.Exchange(ctx, c.revocation, c.form("revocation", parameters)); revokeErr != nil {
		return errors.Join(err, fmt.Errorf("signed out, but the tokens were not revoked: %w", revokeErr))
	}
	return err
}

// remove removes the tokens from the store and returns them, nil for none.
func (s *source) remove(ctx context.Context) (*kept, error) {
	unlock, err := s.store.Lock(ctx)
	if err != nil {
		return nil, storeError("lock", err)
	}
	defer unlock()
	tokens, _, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	s.unsaved = nil
	return tokens, s.erase(ctx)
}
