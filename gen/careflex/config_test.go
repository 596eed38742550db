// Configurations: which a client can be made of.

package careflex_test

import (
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/gen/careflex"
)

func TestConfig(t *testing.T) {
	const url = "https://careflex.test/"
	for _, test := range []struct {
		name   string
		config careflex.Config
		want   string // in the message, "" for no error
	}{
		{"complete", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID, UserSecret: userSecret}, ""},
		{"own tokens", careflex.Config{Endpoint: url, Token: careflex.StaticToken(documentToken)}, ""},
		{"no endpoint", careflex.Config{TokenURL: url, UserID: userID, UserSecret: userSecret}, "endpoint URL: must be set"},
		{"no token URL", careflex.Config{Endpoint: url, UserID: userID, UserSecret: userSecret}, "token URL: must be set"},
		{"no user", careflex.Config{Endpoint: url, TokenURL: url, UserSecret: userSecret}, "UserID"},
		{"no secret", careflex.Config{Endpoint: url, TokenURL: url, UserID: userID}, "UserSecret"},
		{"plain HTTP", careflex.Config{Endpoint: "http://careflex.test/", Token: careflex.StaticToken("t")}, "https"},
		{"not a URL", careflex.Config{Endpoint: "careflex.test", Token: careflex.StaticToken("t")}, "absolute"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, err := careflex.New(test.config)
			switch {
			case test.want == "":
				if err != nil || client == nil {
					t.Errorf("got %v, %v", client, err)
				}
			case err == nil || client != nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("got %v, %v, want an error that mentions %s", client, err, test.want)
			}
		})
	}
}
