// Shared types: whatever two contracts have in common, the clients and the package of their types compile.

package templates_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// refused are the faults of types that clients cannot share, though their contracts are the same.
var refused = regexp.MustCompile(`can be of any type|is derived from`)

// TestShareCases lets two clients of each case with a WSDL share its types: those of all namespaces, and those of each
// one.
func TestShareCases(t *testing.T) {
	shared := 0
	for _, contract := range mustGlob(t, casesFolder+"/*/contract.wsdl") {
		folder := filepath.Dir(contract)
		read := func() *schema.API { return readContract(t, contract, wsdl.Read) }
		spaces := map[string]bool{}
		for _, typ := range read().Types {
			if typ.Kind != schema.Builtin && typ.Owner == nil {
				spaces[typ.Wire.Space] = true
			}
		}
		choices := [][]schema.Setting{nil}
		for _, space := range slices.Sorted(maps.Keys(spaces)) {
			choices = append(choices, []schema.Setting{{Value: space}})
		}
		for _, choice := range choices {
			one, ds := schema.Share([]*schema.API{read(), read()}, choice, schema.Pos{})
			if ds.Faulty() {
				for _, d := range ds {
					if !refused.MatchString(d.Message) {
						t.Errorf("%s, %v: %v", folder, choice, d)
					}
				}
				continue
			}
			shared++
			compileShared(t, one, read())
		}
	}
	if shared < 40 {
		t.Errorf("types are shared %d times", shared)
	}
}

// TestShareDescriptions lets two clients of each case with a YAML description share its types: all of them, and
// each half, if every second type has another name in the other description.
func TestShareDescriptions(t *testing.T) {
	shared := 0
	for _, contract := range mustGlob(t, casesFolder+"/*/contract.yaml") {
		read := func() *schema.API { return readContract(t, contract, rest.Read) }
		for half := range 3 { // 2: all are shared
			other := read()
			for i, typ := range other.Types {
				if i%2 == half {
					typ.Wire.Local += "Other"
				}
			}
			one, ds := schema.Share([]*schema.API{read(), other}, nil, schema.Pos{})
			if ds.Faulty() {
				continue // nothing is the same
			}
			shared++
			compileShared(t, one, read())
		}
	}
	if shared < 40 {
		t.Errorf("types are shared %d times", shared)
	}
}

// readContract returns the contract of a case, which read reads, with its settings.
func readContract(t *testing.T, contract string, read func(schema.Source) (*schema.API, schema.Diagnostics)) *schema.API {
	folder, name := filepath.Split(contract)
	api, ds := read(schema.Source{FS: os.DirFS(folder), Name: name})
	ds = append(ds, schema.Configure(api, settingsOf(t, filepath.Clean(folder)))...)
	if ds.Faulty() {
		t.Fatalf("%s: %v", folder, ds)
	}
	return api
}

// compileShared type-checks the package of the types of one, and the client of api, which uses them.
func compileShared(t *testing.T, one *schema.Shared, api *schema.API) {
	t.Helper()
	const runtime = "github.com/kontrakt-dev/kontrakt/internal/runtime"
	one.API.Package, one.API.Contract, one.Path = "common", "gen.yaml", "example.com/common"
	ds := schema.Name(one.API, schema.Settings{})
	schema.UseShared(api, one)
	ds = append(ds, schema.Name(api, schema.Settings{})...)
	common, more := templates.RenderShared(one.API, runtime)
	ds = append(ds, more...)
	client, more := templates.Render(api, runtime)
	if ds = append(ds, more...); ds.Faulty() {
		t.Errorf("%s: %v", api.Title, ds)
		return
	}
	for _, typ := range api.Types {
		if found := bytes.Contains(client["shared.go"], []byte("\ntype "+typ.Name+" = ")); typ.Name != "" && found != typ.Shared {
			t.Errorf("%s: %s has an alias: %t, is shared: %t", api.Title, typ.Name, found, typ.Shared)
		}
	}
	imports := commonImporter{Importer: imported()}
	imports.common = checkPackage(t, "example.com/common", common, imports)
	checkPackage(t, "client", client, imports)
}

// commonImporter finds the package of the shared types, too.
type commonImporter struct {
	types.Importer
	common *types.Package
}

// Import implements [types.Importer].
func (i commonImporter) Import(path string) (*types.Package, error) {
	if path == "example.com/common" {
		return i.common, nil
	}
	return i.Importer.Import(path)
}

// checkPackage type-checks the package at path.
func checkPackage(t *testing.T, path string, files map[string][]byte, imports types.Importer) *types.Package {
	t.Helper()
	set := token.NewFileSet()
	var list []*ast.File
	for _, name := range names(files) {
		f, err := parser.ParseFile(set, name, files[name], parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v in\n%s", err, files[name])
		}
		list = append(list, f)
	}
	checked, err := (&types.Config{Importer: imports}).Check(path, set, list, nil)
	if err != nil {
		t.Error(err)
	}
	return checked
}
