// The JSON Schemas of a description's types, which judge documents of these types.

package jsonschematest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kontrakt-dev/kontrakt/internal/openapi"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// Types compiles the schemas of the types of api, a REST service, by their names in the description. They are those of
// its OpenAPI document, and check formats.
func Types(t *testing.T, api *schema.API) map[string]*jsonschema.Schema {
	t.Helper()
	exported, ds := openapi.Export(api)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	var text bytes.Buffer
	if err := exported.JSON(&text); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", Decode(t, text.String())); err != nil {
		t.Fatal(err)
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, typ := range api.Types {
		if typ.DeclaredBy != "" { // in place
			continue
		}
		compiled, err := compiler.Compile("openapi.json#/components/schemas/" + typ.Wire.Local)
		if err != nil {
			t.Fatal(err)
		}
		schemas[typ.Wire.Local] = compiled
	}
	return schemas
}

// Decode returns the JSON text doc as a schema judges it.
func Decode(t *testing.T, doc string) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
	if err != nil {
		t.Fatalf("%v in\n%s", err, doc)
	}
	return value
}
