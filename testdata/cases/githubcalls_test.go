// Calls of every operation of the description of GitHub.

package cases_test

import (
	"context"
	"errors"
	"time"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/github"
)

// githubCalls returns the calls of every operation. They read the pages of lists as long as more says so.
func githubCalls(c *github.Client, more func() bool) map[string]serviceCall {
	users := func(g *arguments) *github.ListUsersOptions {
		return &github.ListUsersOptions{Since: maybe(g, g.id()), PerPage: maybe(g, int64(1), 100)}
	}
	gists := func(g *arguments) *github.ListGistsOptions {
		return &github.ListGistsOptions{Since: maybe(g, github.DateTimeOf(time.Now())),
			PerPage: maybe(g, int64(1), 100), Page: maybe(g, int64(2))}
	}
	labels := func(g *arguments) *github.SearchLabelsOptions {
		return &github.SearchLabelsOptions{
			Sort:    maybe(g, github.LabelOrderCreated, github.LabelOrderUpdated),
			Order:   maybe(g, github.DirectionAsc, github.DirectionDesc),
			PerPage: maybe(g, int64(1), 100), Page: maybe(g, int64(2)),
		}
	}
	activities := func(g *arguments) *github.ListActivitiesOptions {
		return &github.ListActivitiesOptions{
			Direction: maybe(g, github.DirectionAsc, github.DirectionDesc), PerPage: maybe(g, int64(1), 100),
			Before: maybe(g, g.word()), After: maybe(g, g.word()), Ref: maybe(g, g.word()), Actor: maybe(g, g.word()),
			TimePeriod:   maybe(g, github.TimePeriodDay, github.TimePeriodWeek, github.TimePeriodMonth),
			ActivityType: maybe(g, github.ActivityTypePush, github.ActivityTypeForcePush, github.ActivityTypePrMerge),
		}
	}
	rules := func(g *arguments) *github.ListBranchRulesOptions {
		return &github.ListBranchRulesOptions{PerPage: maybe(g, int64(1), 100)}
	}
	return map[string]serviceCall{
		"ListUsers": func(ctx context.Context, g *arguments) (any, error) {
			return c.ListUsers(ctx, users(g))
		},
		"ListUsersAll": func(ctx context.Context, g *arguments) (any, error) {
			return nil, readPages(more, c.ListUsersAll(ctx, users(g)))
		},
		"ListGists": func(ctx context.Context, g *arguments) (any, error) {
			return c.ListGists(ctx, gists(g))
		},
		"ListGistsAll": func(ctx context.Context, g *arguments) (any, error) {
			return nil, readPages(more, c.ListGistsAll(ctx, gists(g)))
		},
		"GetStar":  func(ctx context.Context, g *arguments) (any, error) { return nil, c.GetStar(ctx, g.word()) },
		"StarGist": func(ctx context.Context, g *arguments) (any, error) { return nil, c.StarGist(ctx, g.word()) },
		"CreateGist": func(ctx context.Context, g *arguments) (any, error) {
			gist, headers, err := c.CreateGist(ctx, messageOf[github.NewGist](g))
			if err == nil && headers.Location == nil {
				err = errors.New("no header Location")
			}
			return gist, err
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
			return c.DeleteFile(ctx, g.word(), g.word(), g.word(), messageOf[github.FileRemoval](g))
		},
		"UpdateMilestone": func(ctx context.Context, g *arguments) (any, error) {
			return c.UpdateMilestone(ctx, g.word(), g.word(), g.id(), messageOf[github.MilestoneChanges](g))
		},
		"RenderMarkdown": func(ctx context.Context, g *arguments) (any, error) {
			html, headers, err := c.RenderMarkdown(ctx, messageOf[github.Markdown](g))
			if err == nil && headers.XCommonMarkerVersion == nil {
				err = errors.New("no header X-CommonMarker-Version")
			}
			return html, err
		},
		"RenderMarkdownRaw": func(ctx context.Context, g *arguments) (any, error) {
			return c.RenderMarkdownRaw(ctx, g.word())
		},
		"GetZen": func(ctx context.Context, g *arguments) (any, error) { return c.GetZen(ctx) },
		"GetContent": func(ctx context.Context, g *arguments) (any, error) {
			return c.GetContent(ctx, g.word(), g.word(), g.word(), &github.GetContentOptions{Ref: maybe(g, g.word())})
		},
		"ListLanguages": func(ctx context.Context, g *arguments) (any, error) {
			return c.ListLanguages(ctx, g.word(), g.word())
		},
		"PutFile": func(ctx context.Context, g *arguments) (any, error) {
			return c.PutFile(ctx, g.word(), g.word(), g.word(), messageOf[github.FileChange](g))
		},
		"ListBranchRules": func(ctx context.Context, g *arguments) (any, error) {
			return c.ListBranchRules(ctx, g.word(), g.word(), g.word(), rules(g))
		},
		"ListBranchRulesAll": func(ctx context.Context, g *arguments) (any, error) {
			return nil, readPages(more, c.ListBranchRulesAll(ctx, g.word(), g.word(), g.word(), rules(g)))
		},
		"GetCodeFrequency": func(ctx context.Context, g *arguments) (any, error) {
			return c.GetCodeFrequency(ctx, g.word(), g.word())
		},
		"SearchLabels": func(ctx context.Context, g *arguments) (any, error) {
			return c.SearchLabels(ctx, g.id(), g.word(), labels(g))
		},
		"SearchLabelsAll": func(ctx context.Context, g *arguments) (any, error) {
			return nil, readPages(more, c.SearchLabelsAll(ctx, g.id(), g.word(), labels(g)))
		},
		"ListActivities": func(ctx context.Context, g *arguments) (any, error) {
			return c.ListActivities(ctx, g.word(), g.word(), activities(g))
		},
		"ListActivitiesAll": func(ctx context.Context, g *arguments) (any, error) {
			return nil, readPages(more, c.ListActivitiesAll(ctx, g.word(), g.word(), activities(g)))
		},
		"GetTeamMembership": func(ctx context.Context, g *arguments) (any, error) {
			//lint:ignore SA1019 that it is deprecated does not matter here
			return c.GetTeamMembership(ctx, g.id(), g.word())
		},
		"ListVersions": func(ctx context.Context, g *arguments) (any, error) { return c.ListVersions(ctx) },
	}
}
