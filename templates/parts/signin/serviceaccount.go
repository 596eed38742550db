// Service accounts: programs that sign in with a private key.

package signin

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/jwt"
)

// ServiceAccount is the account of a program that signs in with assertions (RFC 7523). It is printed without its key.
type ServiceAccount struct {
	// Key is the private key of the account: a JWK, or PEM. A key on the curve P-256, P-384 or P-521 signs with ES256,
	// ES384 or ES512, and an RSA key with RS256.
	Key string `json:"-"`
	// KeyID is the ID of the key at the authorization server; "" means that of the JWK.
	KeyID string
	// Issuer is the name of the account; "" means the client ID.
	Issuer string
	// Subject is the user for whom the program acts. If it is "", that is the user of the Config, or otherwise Issuer.
	Subject string
	// Audience is the name of the authorization server; "" means the token URL.
	Audience string
}

// Format prints a without its key, for every verb.
func (a ServiceAccount) Format(s fmt.State, _ rune) {
	io.WriteString(s, "{"+a.Issuer+" "+a.Subject+" [secret]}")
}

// LogValue returns a without its key.
func (a ServiceAccount) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }

// WithServiceAccount signs a program in and returns its client.
func (s SignIn) WithServiceAccount(ctx context.Context, account ServiceAccount) (*Client, error) {
	c, err := s.client()
	if err != nil {
		return nil, err
	}
	key, err := jwt.ParseKey(account.Key)
	if err != nil {
		return nil, fmt.Errorf("ServiceAccount.Key: %w", err)
	}
	a := s.assertion(key, account)
	return s.finish(ctx, c.JWTBearer(a.Subject, a.Sign))
}
