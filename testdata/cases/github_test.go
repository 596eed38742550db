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
	sign := func(g *arguments, signatures ...*github.Signature) {
		for _, s := range signatures {
			if s != nil {
				s.Name, s.Email = new(g.word()), new(g.word())
			}
		}
	}
	fileChange := func(g *arguments) *github.FileChange {
		change := messageOf[github.FileChange](g)
		change.Message, change.Content = new(g.word()), []byte(g.word())
		sign(g, change.Author, change.Committer)
		return change
	}
	service := &prismCase{
		document: "github.json",
		client:   c,
		exchange: x,
		// The document has this MIME type without the suffix that GitHub sends, and Prism cannot write it.
		corrections: map[string]string{`"application/vnd.github.object"`: `"application/vnd.github.object+json"`},
		calls: map[string]prismCall{
			"ListUsers": func(ctx context.Context, g *arguments) (any, error) { return c.ListUsers(ctx, nil) },
			"ListGists": func(ctx context.Context, g *arguments) (any, error) { return c.ListGists(ctx, nil) },
			"StarGist":  func(ctx context.Context, g *arguments) (any, error) { return nil, c.StarGist(ctx, g.word()) },
			"CreateGist": func(ctx context.Context, g *arguments) (any, error) {
				gist := messageOf[github.NewGist](g)
				gist.Files = map[string]github.NewGistFile{g.word(): {Content: new(g.word())}}
				return c.CreateGist(ctx, gist)
			},
			"UpdateGist": func(ctx context.Context, g *arguments) (any, error) {
				changes := messageOf[github.GistChanges](g)
				for name, file := range changes.Files {
					if file == nil { // which the document's text allows, but not its schema
						delete(changes.Files, name)
					}
				}
				return c.UpdateGist(ctx, g.word(), changes)
			},
			"DeleteFile": func(ctx context.Context, g *arguments) (any, error) {
				removal := messageOf[github.FileRemoval](g)
				removal.Message, removal.Sha = new(g.word()), new(g.word())
				sign(g, removal.Author, removal.Committer)
				return c.DeleteFile(ctx, g.word(), g.word(), g.word(), removal)
			},
			"UpdateMilestone": func(ctx context.Context, g *arguments) (any, error) {
				changes := messageOf[github.MilestoneChanges](g)
				changes.State = new("open")
				return c.UpdateMilestone(ctx, g.word(), g.word(), g.id(), changes)
			},
			"RenderMarkdown": func(ctx context.Context, g *arguments) (any, error) {
				text := messageOf[github.Markdown](g)
				text.Text, text.Mode = new(g.word()), new("gfm")
				return c.RenderMarkdown(ctx, text)
			},
			"RenderMarkdownRaw": func(ctx context.Context, g *arguments) (any, error) {
				return c.RenderMarkdownRaw(ctx, g.word())
			},
			"GetZen": func(ctx context.Context, g *arguments) (any, error) { return c.GetZen(ctx) },
			"GetContent": func(ctx context.Context, g *arguments) (any, error) {
				return c.GetContent(ctx, g.word(), g.word(), g.word(), nil)
			},
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
