//go:build npm

// The Petstore, served by Prism.

package cases_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/testdata/cases/petstore"
)

func TestPetstoreByPrism(t *testing.T) {
	x := &exchange{}
	c := must[*petstore.Client](t)(petstore.New(petstore.Config{
		BaseURL:      "http://localhost",
		HTTPClient:   &http.Client{Transport: x},
		APIKey:       "secret",
		PetstoreAuth: petstore.StaticToken("secret"),
	}))
	status := func(g *arguments) string { return []string{"available", "pending", "sold"}[g.IntN(3)] }
	pet := func(g *arguments) *petstore.Pet {
		pet := messageOf[petstore.Pet](g)
		pet.Name, pet.PhotoUrls, pet.Status = new(g.word()), g.words(), new(status(g))
		return pet
	}
	order := func(g *arguments) *petstore.Order {
		order := messageOf[petstore.Order](g)
		order.Status = new("placed")
		return order
	}
	user := func(g *arguments) *petstore.User {
		user := messageOf[petstore.User](g)

		return user
	}
	id := func(g *arguments) int64 { return 1 + g.Int64N(10) }
	service := &prismCase{
		document: "petstore.json",
		client:   c,
		exchange: x,
		refused: map[string]int{"AddPet": 405, "UpdatePet": 400, "UpdatePetWithForm": 405, "DeletePet": 400,
			"DeleteOrder": 400, "UpdateUser": 400, "DeleteUser": 400},
		calls: map[string]prismCall{
			"AddPet":    func(ctx context.Context, g *arguments) (any, error) { return nil, c.AddPet(ctx, pet(g)) },
			"UpdatePet": func(ctx context.Context, g *arguments) (any, error) { return nil, c.UpdatePet(ctx, pet(g)) },
			"FindPetsByStatus": func(ctx context.Context, g *arguments) (any, error) {
				return c.FindPetsByStatus(ctx, []string{status(g), status(g)})
			},
			"FindPetsByTags": func(ctx context.Context, g *arguments) (any, error) {
				return c.FindPetsByTags(ctx, g.words())
			},
			"GetPetByID": func(ctx context.Context, g *arguments) (any, error) {
				return c.GetPetByID(ctx, id(g))
			},
			"DeletePet": func(ctx context.Context, g *arguments) (any, error) {
				return nil, c.DeletePet(ctx, id(g), nil)
			},
			"UpdatePetWithForm": func(ctx context.Context, g *arguments) (any, error) {
				options := &petstore.UpdatePetWithFormOptions{Name: new(g.word()), Status: new(g.word())}
				return nil, c.UpdatePetWithForm(ctx, id(g), options)
			},
			"UploadFile": func(ctx context.Context, g *arguments) (any, error) {
				name := strings.ReplaceAll(g.word(), "=", "-") // which Prism does not survive in the name of a file
				file := &petstore.Upload{Name: name, Body: strings.NewReader(g.word())}
				options := &petstore.UploadFileOptions{AdditionalMetadata: new(g.word()), File: file}
				return c.UploadFile(ctx, id(g), options)
			},
			"GetInventory": func(ctx context.Context, g *arguments) (any, error) {
				return c.GetInventory(ctx)
			},
			"CreateUsersWithArrayInput": func(ctx context.Context, g *arguments) (any, error) {
				return nil, c.CreateUsersWithArrayInput(ctx, []petstore.User{*user(g), *user(g)})
			},
			"CreateUsersWithListInput": func(ctx context.Context, g *arguments) (any, error) {
				return nil, c.CreateUsersWithListInput(ctx, []petstore.User{*user(g)})
			},
			"PlaceOrder": func(ctx context.Context, g *arguments) (any, error) {
				return c.PlaceOrder(ctx, order(g))
			},
			"GetOrderByID": func(ctx context.Context, g *arguments) (any, error) { return c.GetOrderByID(ctx, id(g)) },
			"DeleteOrder":  func(ctx context.Context, g *arguments) (any, error) { return nil, c.DeleteOrder(ctx, id(g)) },
			"CreateUser": func(ctx context.Context, g *arguments) (any, error) {
				return nil, c.CreateUser(ctx, user(g))
			},
			"LoginUser": func(ctx context.Context, g *arguments) (any, error) {
				return c.LoginUser(ctx, g.word(), g.word())
			},
			"LogoutUser":    func(ctx context.Context, g *arguments) (any, error) { return nil, c.LogoutUser(ctx) },
			"GetUserByName": func(ctx context.Context, g *arguments) (any, error) { return c.GetUserByName(ctx, g.word()) },
			"UpdateUser": func(ctx context.Context, g *arguments) (any, error) {
				return nil, c.UpdateUser(ctx, g.word(), user(g))
			},
			"DeleteUser": func(ctx context.Context, g *arguments) (any, error) { return nil, c.DeleteUser(ctx, g.word()) },
		},
	}
	service.run(t)
}
