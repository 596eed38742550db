//go:build judges

// The tutorial of signing in, with an authorization server of npm, which make judges fetches.

package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/signintest"
)

// TestSignInTutorialAtNPM follows the page with oauth2-mock-server in front of the page's portal, which gives its
// resources to those who have a token of that server.
func TestSignInTutorialAtNPM(t *testing.T) {
	servers := signintest.Start(t, "../..", nil)
	followSignIn(t, func(portal string) string {
		front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			target := servers.Mock
			if strings.HasPrefix(r.In.URL.Path, "/rest/") {
				target = "http://" + portal
				if r.Out.Header.Get("Authorization") != "" {
					r.Out.Header.Set("Authorization", "Bearer t0k3n")
				}
			}
			u, err := url.Parse(target)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			r.SetURL(u)
		}})
		t.Cleanup(front.Close)
		return strings.TrimPrefix(front.URL, "http://")
	})
}
