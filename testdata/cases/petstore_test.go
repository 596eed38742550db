//go:build npm

// The Petstore, served by Prism.

package cases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/openapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
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
	statuses := []petstore.Status{petstore.StatusAvailable, petstore.StatusPending, petstore.StatusSold}
	id := func(g *arguments) int64 { return 1 + g.Int64N(10) }
	service := &prismCase{
		document: "petstore.json",
		client:   c,
		exchange: x,
		helpers:  []string{"Logout"},
		refused: map[string]int{"AddPet": 405, "UpdatePet": 400, "UpdatePetWithForm": 405, "DeletePet": 400,
			"DeleteOrder": 400, "UpdateUser": 400, "DeleteUser": 400},
		calls: map[string]prismCall{
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
		},
	}
	service.run(t)
}

// TestPetstoreAuthByPrism compares how functions authenticate with what the document says of each operation. Its
// petstore_auth is the implicit grant, which OAuth 2.1 removes: the description takes the token itself.
func TestPetstoreAuthByPrism(t *testing.T) {
	api, ds := rest.Read(schema.Source{FS: os.DirFS("petstore"), Name: "contract.yaml"})
	exported, more := openapi.Export(api)
	if ds.Faulty() || more.Faulty() {
		t.Fatal(ds, more)
	}
	var b bytes.Buffer
	if err := exported.JSON(&b); err != nil {
		t.Fatal(err)
	}
	want := schemesOf(t, (&prismCase{document: "petstore.json"}).readDocument(t))
	if diff := cmp.Diff(want, schemesOf(t, b.Bytes())); diff != "" {
		t.Error(diff)
	}
}

// schemesOf returns the names of the schemes that each operation of an OpenAPI document accepts.
func schemesOf(t *testing.T, document []byte) map[string][]string {
	t.Helper()
	type alternatives []map[string][]string
	var described struct {
		Security alternatives
		Paths    map[string]map[string]struct {
			Security *alternatives
		}
	}
	if err := json.Unmarshal(document, &described); err != nil {
		t.Fatal(err)
	}
	schemes := map[string][]string{}
	for path, operations := range described.Paths {
		for method, operation := range operations {
			names := []string{}
			accepted := described.Security
			if operation.Security != nil {
				accepted = *operation.Security
			}
			for _, alternative := range accepted {
				names = slices.AppendSeq(names, maps.Keys(alternative))
			}
			schemes[method+" "+path] = names
		}
	}
	return schemes
}
