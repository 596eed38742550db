//go:build judges

// The Petstore, served by Prism.

package cases_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"slices"
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
	service := &prismCase{
		document: "petstore.json",
		client:   c,
		exchange: x,
		helpers:  []string{"Logout"},
		refused: map[string]int{"AddPet": 405, "UpdatePet": 400, "UpdatePetWithForm": 405, "DeletePet": 400,
			"DeleteOrder": 400, "UpdateUser": 400, "DeleteUser": 400},
		calls: petstoreCalls(c),
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
