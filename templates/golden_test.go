// The golden packages: what is written for the contracts below testdata/cases.

package templates_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

var update = flag.Bool("update", false, "write the golden packages anew")

const casesFolder = "../testdata/cases"

// Each contract below testdata/cases gives the package beside it. The packages are vetted and run, in a process of
// their own since ./... does not match what is below testdata.
func TestGolden(t *testing.T) {
	contracts, err := filepath.Glob(casesFolder + "/*/contract.wsdl")
	if err != nil || len(contracts) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	table := map[string][]byte{}
	for _, contract := range contracts {
		folder := filepath.Dir(contract)
		files := renderCase(t, folder)
		checkFormat(t, folder, files)
		compare(t, folder, files)
		table[filepath.Base(folder)] = bytes.Join([][]byte{files["types.go"], files["xml.go"], files["client.go"]}, nil)
	}
	compare(t, casesFolder, map[string][]byte{"documents_test.go": documents(t, table)})
	if t.Failed() {
		t.Fatal("run go test ./templates -run TestGolden -update, and read the difference")
	}
	for _, arguments := range [][]string{{"vet", "./..."}, {"test", "."}} {
		command := exec.Command("go", arguments...)
		command.Dir = casesFolder
		if output, err := command.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(arguments, " "), err, output)
		}
	}
}

// renderCase takes the contract in folder to its package.
func renderCase(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	api := readCase(t, folder)
	files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
	if ds.Faulty() {
		t.Fatalf("%s: %v", folder, ds)
	}
	return files
}

// readCase takes the contract in folder to a model whose names are chosen.
func readCase(t *testing.T, folder string) *schema.API {
	t.Helper()
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
	if !ds.Faulty() {
		settings := schema.Settings{Package: filepath.Base(folder), Style: styleOf(t, folder)}
		ds = append(ds, schema.Configure(api, settings)...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatalf("%s: %v", folder, ds)
	}
	return api
}

// styleOf returns the style of the case in folder, which its contract names in a comment.
func styleOf(t *testing.T, folder string) *schema.Setting {
	t.Helper()
	contract, err := os.ReadFile(filepath.Join(folder, "contract.wsdl"))
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`<!-- Style: (\w+) -->`).FindSubmatch(contract); found != nil {
		return &schema.Setting{Value: string(found[1])}
	}
	return nil
}

// compare holds files against those in folder, or writes them there.
func compare(t *testing.T, folder string, files map[string][]byte) {
	t.Helper()
	for name, want := range files {
		path := filepath.Join(folder, name)
		got, err := os.ReadFile(path)
		switch {
		case err == nil && bytes.Equal(got, want):
		case *update:
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s is stale or missing", path)
		}
	}
	if _, ok := files["types.go"]; !ok {
		return
	}
	present, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range present {
		if _, ok := files[filepath.Base(path)]; ok {
			continue
		}
		if !*update {
			t.Errorf("%s is not written any more", path)
		} else if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	documentMethod = regexp.MustCompile(`func \(m \*(\S+)\) DecodeXML\(doc \[\]byte\) error \{\n` +
		`\treturn decodeXML\(doc, "(?:([^":]*):)?([^"]*)"`)
	namespaceOf = regexp.MustCompile(`\{Prefix: "([^"]*)", URI: ("[^"]*")\}`)
)

// documents writes the table of every generated type that is a document of which there are instances, for the tests
// that run them.
func documents(t *testing.T, sources map[string][]byte) []byte {
	t.Helper()
	var imports, rows strings.Builder
	for _, contract := range mustGlob(t, casesFolder+"/*/contract.wsdl") {
		name := filepath.Base(filepath.Dir(contract))
		if len(mustGlob(t, filepath.Dir(contract)+"/valid-*.xml")) == 0 {
			continue // it is about calls
		}
		found := documentMethod.FindAllSubmatch(sources[name], -1)
		if len(found) == 0 {
			t.Errorf("%s has no document", name)
			continue
		}
		uris := map[string]string{"": `""`}
		for _, n := range namespaceOf.FindAllSubmatch(sources[name], -1) {
			uris[string(n[1])] = string(n[2])
		}
		fmt.Fprintf(&imports, "\t%q\n", "github.com/kontrakt-dev/kontrakt/testdata/cases/"+name)
		for _, f := range found {
			fmt.Fprintf(&rows, "\t{%q, %s, %q, func() message { return new(%s.%s) }},\n", name, uris[string(f[2])],
				f[3], name, f[1])
		}
	}
	source, err := format.Source(
		[]byte("// Code generated by go test ./templates -run TestGolden -update; DO NOT EDIT.\n\n" +
			"package cases_test\n\nimport (\n" + imports.String() + ")\n\nvar documents = []document{\n" +
			rows.String() + "}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func mustGlob(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Render asks the model and changes nothing in it: rendered or not, two models of one contract are equal.
func TestRenderChangesNothing(t *testing.T) {
	for _, contract := range mustGlob(t, casesFolder+"/*/contract.wsdl") {
		folder := filepath.Dir(contract)
		plain, rendered := readCase(t, folder), readCase(t, folder)
		if _, ds := templates.Render(rendered, "github.com/kontrakt-dev/kontrakt/internal/runtime"); ds.Faulty() {
			t.Fatal(ds)
		}
		all := cmp.Exporter(func(reflect.Type) bool { return true })
		if diff := cmp.Diff(plain, rendered, all); diff != "" {
			t.Errorf("%s: (-read +rendered)\n%s", folder, diff)
		}
	}
}

// The clients that ship with Kontrakt are what is written for their contracts: a SOAP client with split requests, and a
// REST client.
func TestShippedClients(t *testing.T) {
	command := exec.Command("go", "run", "./cmd/gen", "--check")
	command.Dir = ".."
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("run make generate, and read the difference: %v\n%s", err, output)
	}
}
