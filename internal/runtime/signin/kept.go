// The text in which a store keeps tokens.

package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/kontrakt-dev/kontrakt/internal/runtime/oauth"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/token"
	"github.com/kontrakt-dev/kontrakt/internal/runtime/transport"
)

// kept are the tokens in a store.
type kept struct {
	Owner        string    `json:"owner"` // see Client.owner
	AccessToken  string    `json:"access_token"`
	RefreshToken string    `json:"refresh_token,omitempty"`
	Requested    time.Time `json:"requested"`
	Expires      time.Time `json:"expires"` // of the access token
}

// owner returns a digest of whom tokens are for, so that nobody uses those of another client or user. A user who signs
// in with a browser has no subject.
func (c *Client) owner(grantType, subject string) string {
	text, _ := json.Marshal([]string{c.config.TokenURL, c.config.ClientID, grantType, subject}) // of strings
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// newKept returns the tokens that were issued.
func newKept(owner string, issued *oauth.Issued) *kept {
	return &kept{owner, issued.AccessToken, issued.RefreshToken, issued.Start, issued.Start.Add(issued.Life)}
}

// text returns the text for a store.
func (k *kept) text() string {
	text, _ := json.Marshal(k) // of strings and times
	return string(text)
}

// parseKept parses the text of a store. It returns nil if there are no tokens in it. So does a damaged text: it is
// worth no more than none, and the next tokens replace it.
func parseKept(text, owner string) (*kept, error) {
	k := new(kept)
	if json.Unmarshal([]byte(text), k) != nil || transport.CheckToken(k.AccessToken) != nil {
		return nil, nil
	}
	if k.Owner != owner {
		return nil, errors.New("it has the tokens of another client, user or grant: use one store for each")
	}
	return k, nil
}

// bearer returns the access token. Its times have the monotonic clock if k was not in a store.
func (k *kept) bearer() *token.Bearer {
	return token.NewBearer(k.AccessToken, k.Requested, k.Expires.Sub(k.Requested))
}
