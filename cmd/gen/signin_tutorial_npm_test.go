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
	"github.com/kontrakt-dev/kontrakt/sandbox"
)

// TestSignInTutorialAtNPM follows the page with oauth2-mock-server in place of the sandbox's authorization server. The
// sandbox gives its resources to those who have a token of that server.
func TestSignInTutorialAtNPM(t *testing.T) {
	servers := signintest.Start(t, "../..", nil)
	followSignIn(t, func(services *sandbox.Sandbox) string {
		token := services.Token()
		front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			target := servers.Mock
			if strings.HasPrefix(r.In.URL.Path, "/mvp/service/") {
				target = services.URL
				if r.Out.Header.Get("Authorization") != "" {
					r.Out.Header.Set("Authorization", "Bearer "+token)
				}
			} else {
				r.Out.URL.Path = strings.TrimPrefix(r.In.URL.Path, "/mvp")
			}
			u, err := url.Parse(target)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			r.SetURL(u)
		}})
		t.Cleanup(front.Close)
		return front.URL
	})
}
