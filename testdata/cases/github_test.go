//go:build judges

// GitHub's API, served by Prism.

package cases_test

import (
	"net/http"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/github"
)

func TestGitHubByPrism(t *testing.T) {
	x := &exchange{}
	c := must[*github.Client](t)(github.New(github.Config{
		BaseURL:    "http://localhost",
		HTTPClient: &http.Client{Transport: x},
		Token:      github.StaticToken("secret"),
		Retries:    -1,
	}))
	service := &prismCase{
		document: "github.json",
		client:   c,
		exchange: x,
		helpers:  []string{"Logout"},
		// The document has this MIME type without the suffix that GitHub sends, and Prism cannot write it.
		corrections: map[string]string{`"application/vnd.github.object"`: `"application/vnd.github.object+json"`},
		calls:       githubCalls(c, func() bool { return x.pages < maxPages }),
	}
	service.run(t)
}
