//go:build npm

// GitHub's API, served by Prism.

package cases_test

import (
	"context"
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
	}))
	fileChange := func(g *arguments) *github.FileChange {
		change := messageOf[github.FileChange](g)
		change.Message, change.Content = new(g.word()), new("aGk=")
		for _, s := range []*github.Signature{change.Author, change.Committer} {
			if s != nil {
				s.Name, s.Email = new(g.word()), new(g.word())
			}
		}
		return change
	}
	service := &prismCase{
		document: "github.json",
		client:   c,
		exchange: x,
		calls: map[string]prismCall{
			"ListUsers": func(ctx context.Context, g *arguments) (any, error) { return c.ListUsers(ctx, nil) },
			"ListGists": func(ctx context.Context, g *arguments) (any, error) { return c.ListGists(ctx, nil) },
			"StarGist":  func(ctx context.Context, g *arguments) (any, error) { return nil, c.StarGist(ctx, g.word()) },
			"ListLanguages": func(ctx context.Context, g *arguments) (any, error) {
				return c.ListLanguages(ctx, g.word(), g.word())
			},
			"PutFile": func(ctx context.Context, g *arguments) (any, error) {
				return c.PutFile(ctx, g.word(), g.word(), g.word(), fileChange(g))
			},
			"GetCodeFrequency": func(ctx context.Context, g *arguments) (any, error) {
				return c.GetCodeFrequency(ctx, g.word(), g.word())
			},
			"SearchLabels": func(ctx context.Context, g *arguments) (any, error) {
				return c.SearchLabels(ctx, g.id(), g.word(), nil)
			},
			"ListActivities": func(ctx context.Context, g *arguments) (any, error) {
				return c.ListActivities(ctx, g.word(), g.word(), nil)
			},
			"GetTeamMembership": func(ctx context.Context, g *arguments) (any, error) {
				return c.GetTeamMembership(ctx, g.id(), g.word())
			},
			"ListVersions": func(ctx context.Context, g *arguments) (any, error) { return c.ListVersions(ctx) },
		},
	}
	service.run(t)
}
