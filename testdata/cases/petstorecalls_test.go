// Calls of every operation of the Petstore.

package cases_test

import (
	"context"
	"errors"
	"strings"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/petstore"
)

// petstoreCalls returns the calls of every operation.
func petstoreCalls(c *petstore.Client) map[string]serviceCall {
	statuses := []petstore.Status{petstore.StatusAvailable, petstore.StatusPending, petstore.StatusSold}
	id := func(g *arguments) int64 { return 1 + g.Int64N(10) }
	return map[string]serviceCall{
		"AddPet": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.AddPet(ctx, messageOf[petstore.Pet](g))
		},
		"UpdatePet": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.UpdatePet(ctx, messageOf[petstore.Pet](g))
		},
		"FindPetsByStatus": func(ctx context.Context, g *arguments) (any, error) {
			return c.FindPetsByStatus(ctx, statuses[g.IntN(3):])
		},
		"FindPetsByTags": func(ctx context.Context, g *arguments) (any, error) {
			//lint:ignore SA1019 that it is deprecated does not matter here
			return c.FindPetsByTags(ctx, g.words())
		},
		"GetPetByID": func(ctx context.Context, g *arguments) (any, error) {
			return c.GetPetByID(ctx, id(g))
		},
		"DeletePet": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.DeletePet(ctx, id(g), &petstore.DeletePetOptions{APIKey: maybe(g, "secret")})
		},
		"UpdatePetWithForm": func(ctx context.Context, g *arguments) (any, error) {
			options := &petstore.UpdatePetWithFormOptions{Name: maybe(g, g.word()), Status: maybe(g, g.word())}
			return nil, c.UpdatePetWithForm(ctx, id(g), options)
		},
		"UploadFile": func(ctx context.Context, g *arguments) (any, error) {
			name := strings.ReplaceAll(g.word(), "=", "-") // which Prism does not survive in the name of a file
			file := &petstore.Upload{Name: name, Body: strings.NewReader(g.word())}
			options := &petstore.UploadFileOptions{AdditionalMetadata: maybe(g, g.word()), File: file}
			return c.UploadFile(ctx, id(g), options)
		},
		"GetInventory": func(ctx context.Context, g *arguments) (any, error) {
			return c.GetInventory(ctx)
		},
		"CreateUsersWithArrayInput": func(ctx context.Context, g *arguments) (any, error) {
			users := []petstore.User{*messageOf[petstore.User](g), *messageOf[petstore.User](g)}
			return nil, c.CreateUsersWithArrayInput(ctx, users)
		},
		"CreateUsersWithListInput": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.CreateUsersWithListInput(ctx, []petstore.User{*messageOf[petstore.User](g)})
		},
		"PlaceOrder": func(ctx context.Context, g *arguments) (any, error) {
			return c.PlaceOrder(ctx, messageOf[petstore.Order](g))
		},
		"GetOrderByID": func(ctx context.Context, g *arguments) (any, error) { return c.GetOrderByID(ctx, id(g)) },
		"DeleteOrder":  func(ctx context.Context, g *arguments) (any, error) { return nil, c.DeleteOrder(ctx, id(g)) },
		"CreateUser": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.CreateUser(ctx, messageOf[petstore.User](g))
		},
		"LoginUser": func(ctx context.Context, g *arguments) (any, error) {
			session, headers, err := c.LoginUser(ctx, g.word(), g.word())
			if err == nil && (headers.XRateLimit == nil || headers.XExpiresAfter == nil) {
				err = errors.New("no header X-Rate-Limit or X-Expires-After")
			}
			return session, err
		},
		"LogoutUser":    func(ctx context.Context, g *arguments) (any, error) { return nil, c.LogoutUser(ctx) },
		"GetUserByName": func(ctx context.Context, g *arguments) (any, error) { return c.GetUserByName(ctx, g.word()) },
		"UpdateUser": func(ctx context.Context, g *arguments) (any, error) {
			return nil, c.UpdateUser(ctx, g.word(), messageOf[petstore.User](g))
		},
		"DeleteUser": func(ctx context.Context, g *arguments) (any, error) { return nil, c.DeleteUser(ctx, g.word()) },
	}
}
