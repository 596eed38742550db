// Passwords: programs that have the name and password of their user.

package signin

import "context"

// WithPassword signs a user in by name and password (RFC 6749, section 4.3) and returns the user's client.
func (s SignIn) WithPassword(ctx context.Context, username, password string) (*Client, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	return s.finish(ctx, c.Password(username, password))
}
