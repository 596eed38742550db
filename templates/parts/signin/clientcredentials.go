// Client credentials: programs that act for themselves.

package signin

import "context"

// WithClientCredentials signs the program itself in (RFC 6749, section 4.4), by its client ID and secret, and returns
// its client.
func (s SignIn) WithClientCredentials(ctx context.Context) (*Client, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	return s.finish(ctx, c.ClientCredentials())
}
