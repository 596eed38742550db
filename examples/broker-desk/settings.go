// The settings: this program at the authorization server, and where the service is.

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/kontrakt-dev/kontrakt/gen/mvp"
)

// readSettings returns how users sign in to the page at the URL public. If sandbox is not "", it is the service that gen
// serve runs there.
func readSettings(public, sandbox string) (mvp.SignIn, error) {
	s := mvp.SignIn{
		Config: mvp.Config{
			Mandant:    cmp.Or(os.Getenv("MVP_MANDANT"), "bd"),
			CacheBytes: 1 << 20, // for each session
			Lenient:    true,    // the page shows what it can read
			OnDeviation: func(_ context.Context, operation string, deviations []mvp.Deviation) {
				for _, d := range deviations {
					log.Printf("%s: %s: expected %s", operation, d.Path, d.Expected) // not what was found: that is personal
				}
			},
		},
		ClientID:     os.Getenv("MVP_CLIENT_ID"),
		ClientSecret: os.Getenv("MVP_CLIENT_SECRET"),
		RedirectURL:  strings.TrimSuffix(public, "/") + "/callback",
	}
	if path := os.Getenv("MVP_CLIENT_SECRET_FILE"); path != "" {
		secret, err := os.ReadFile(path)
		if err != nil {
			return s, fmt.Errorf("MVP_CLIENT_SECRET_FILE: %w", err)
		}
		s.ClientSecret = strings.TrimSpace(string(secret))
	}
	if s.ClientID == "" {
		return s, errors.New("set MVP_CLIENT_ID to the ID of this program at the authorization server")
	}
	if sandbox != "" {
		sandbox = strings.TrimSuffix(sandbox, "/")
		s.Config.BaseURL = sandbox + "/service/{mandant}/employee/{version}/rest"
		s.AuthorizationURL, s.TokenURL, s.UserInfoURL = sandbox+"/authorize", sandbox+"/token", sandbox+"/userinfo"
	}
	return s, nil
}
