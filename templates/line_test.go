// The lines of generated code: none is longer than people write them.

package templates_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// TestLinesAreBroken has a function whose signature, path and call are all too long, and a path parameter whose name
// alone is: no place to break it can be found.
func TestLinesAreBroken(t *testing.T) {
	long := strings.Repeat("lang", 30)
	const name = "lines.yaml"
	api, ds := rest.Read(schema.Source{Name: name, FS: fstest.MapFS{name: {Data: []byte(`
kontrakt: 1
title: Lines
baseUrl: https://lines.example
functions:
  replaceTheWholeCatalogueOfOneLibrary:
    doc: replaces it.
    put: /countries/{Country-Id}/cities/{City-Id}/libraries/{Library-Id}/departments/{Department-Id}/catalogues/{Catalogue-Id}
    body: json
    result: json
  long:
    doc: has one name.
    get: /{` + long + `}
`)}}})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Package: "lines"})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatal(ds)
	}
	files, ds := templates.Render(api, "example.com/runtime")
	if ds.Faulty() {
		t.Fatal(ds)
	}
	for name, source := range files {
		for i, line := range strings.Split(string(source), "\n") {
			if n := utf8.RuneCountInString(line); n > 120 && !strings.Contains(strings.ToLower(line), long[:40]) {
				t.Errorf("%s:%d has %d characters: %s", name, i+1, n, line)
			}
		}
	}
	operations := string(files["operations.go"])
	for _, want := range []string{
		"(ctx context.Context, countryID, cityID, libraryID, departmentID,\n\tcatalogueID string, body json.RawMessage, opts ...CallOption) (json.RawMessage, error) {\n",
		"call.Segment(\"City-Id\", cityID) +\n\t\t\"/libraries/\"",
		`call.Segment("` + long + `", `,
	} {
		if !strings.Contains(operations, want) {
			t.Errorf("%q is not in %s", want, operations)
		}
	}
}

// A receiver cannot be broken: the methods of types with long names, which mark what is derived from what, stay as they
// are.
func TestLongReceivers(t *testing.T) {
	contract := readFile(t, "../testdata/cases/derivation/contract.wsdl")
	long := strings.Repeat("Long", 13)
	files := render(t, "x.wsdl",
		[]byte(strings.NewReplacer("Shape", long+"Shape", "Circle", long+"Circle").Replace(contract)))
	if want := "func (*" + long + "Circle) is" + long +
		"Shape() {\n"; !strings.Contains(string(files["types.go"]), want) {
		t.Errorf("%q is not in %s", want, files["types.go"])
	}
}

// A list of many values is written in time that grows with their number alone: by the square of it, this test would
// take minutes.
func TestLongEnumerations(t *testing.T) {
	const count = 50_000
	var values strings.Builder
	for i := range count {
		fmt.Fprintf(&values, `<xs:enumeration value="Code %d"/>`, i)
	}
	contract := strings.Replace(readFile(t, "../testdata/cases/facets/contract.wsdl"),
		`<xs:enumeration value="dark-red"/>`, values.String(), 1)
	files := render(t, "x.wsdl", []byte(contract))
	var all strings.Builder
	for _, source := range files {
		all.Write(source)
	}
	validate := all.String()
	if !strings.Contains(validate, fmt.Sprintf(`"Code %d"`, count-1)) {
		t.Error("the last value is missing")
	}
	for line := range strings.Lines(validate) {
		if n := utf8.RuneCountInString(line); n > 121 && strings.Contains(line, "Code ") {
			t.Fatalf("a line has %d characters: %s", n, line)
		}
	}
}
