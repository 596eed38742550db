// The golden packages: what is written for the contracts below testdata/cases.

package templates_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

var update = flag.Bool("update", false, "write the golden packages anew")

const casesFolder = "../testdata/cases"

// Each contract below testdata/cases gives the package beside it. The packages are compiled and run, in a process of
// their own since ./... does not match what is below testdata.
func TestGolden(t *testing.T) {
	var rows []string
	for _, folder := range caseFolders(t) {
		api := readCase(t, folder)
		files := renderCase(t, folder, api)
		checkFormat(t, folder, files)
		compare(t, folder, files)
		if api.SOAP != nil {
			rows = append(rows, xmlDocuments(t, folder, files)...)
		} else {
			rows = append(rows, jsonDocuments(t, folder, api)...)
		}
	}
	compare(t, casesFolder, map[string][]byte{"documents_test.go": documentTable(t, rows)})
	if t.Failed() {
		t.Fatal("run go test ./templates -run TestGolden -update, and read the difference")
	}
	command := exec.Command("go", "test", ".")
	command.Dir = casesFolder
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("go test: %v\n%s", err, output)
	}
}

// caseFolders returns the folders of all cases, of both kinds of contract.
func caseFolders(t testing.TB) []string {
	t.Helper()
	var folders []string
	for _, contract := range []string{"contract.wsdl", "contract.yaml"} {
		found := mustGlob(t, casesFolder+"/*/"+contract)
		if len(found) == 0 {
			t.Fatal("there are no cases with a " + contract)
		}
		for _, path := range found {
			folders = append(folders, filepath.Dir(path))
		}
	}
	slices.Sort(folders)
	return folders
}

// contractOf returns the name of the contract in the folder of a case.
func contractOf(folder string) string {
	if _, err := os.Stat(filepath.Join(folder, "contract.yaml")); err == nil {
		return "contract.yaml"
	}
	return "contract.wsdl"
}

// renderCase renders api, the contract in folder.
func renderCase(t *testing.T, folder string, api *schema.API) map[string][]byte {
	t.Helper()
	files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
	if ds.Faulty() {
		t.Fatalf("%s: %v", folder, ds)
	}
	return files
}

// readCase reads the contract in folder and chooses its names.
func readCase(t *testing.T, folder string) *schema.API {
	t.Helper()
	read, contract := wsdl.Read, contractOf(folder)
	if contract == "contract.yaml" {
		read = rest.Read
	}
	api, ds := read(schema.Source{FS: os.DirFS(folder), Name: contract})
	if !ds.Faulty() {
		settings := settingsOf(t, folder)
		settings.Package = filepath.Base(folder)
		ds = append(ds, schema.Configure(api, settings)...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatalf("%s: %v", folder, ds)
	}
	return api
}

// settingsOf returns the settings of the case in folder, which its contract names in comments: the style of operations,
// how callers authenticate, the spelling of requests, and the Go types of other packages.
func settingsOf(t *testing.T, folder string) schema.Settings {
	t.Helper()
	contract := readFile(t, filepath.Join(folder, contractOf(folder)))
	var settings schema.Settings
	if found := regexp.MustCompile(`<!-- Style: (\w+) -->`).FindStringSubmatch(contract); found != nil {
		settings.Style = &schema.Setting{Value: found[1]}
	}
	if found := regexp.MustCompile(`<!-- Auth: (\w+) -->`).FindStringSubmatch(contract); found != nil {
		settings.Auth = &schema.Setting{Value: found[1]}
	}
	if found := regexp.MustCompile(`<!-- XML: (\{.+\}) -->`).FindStringSubmatch(contract); found != nil {
		settings.XML = spellingOf(t, found[1])
	}
	if found := regexp.MustCompile(`# Types: \{(.+)\}`).FindStringSubmatch(contract); found != nil {
		settings.Types = map[string]schema.Setting{}
		for entry := range strings.SplitSeq(found[1], ", ") {
			name, goType, _ := strings.Cut(entry, ": ")
			settings.Types[name] = schema.Setting{Value: goType}
		}
	}
	return settings
}

// spellingOf returns the settings that text has, the value of the key xml in gen.yaml.
func spellingOf(t *testing.T, text string) *schema.XMLSettings {
	t.Helper()
	var keys struct {
		EnvelopePrefix string `yaml:"envelopePrefix"`
		Prefixes       map[string]string
		Declaration    bool
		CDATA          []string `yaml:"cdata"`
		EmptyElements  string   `yaml:"emptyElements"`
		QualifiedParts bool     `yaml:"qualifiedParts"`
	}
	if err := yaml.Load([]byte(text), &keys); err != nil {
		t.Fatal(err)
	}
	settings := &schema.XMLSettings{Declaration: keys.Declaration, Prefixes: map[string]schema.Setting{}}
	given := func(value string) *schema.Setting {
		if value == "" {
			return nil
		}
		return &schema.Setting{Value: value}
	}
	settings.EnvelopePrefix, settings.EmptyElements = given(keys.EnvelopePrefix), given(keys.EmptyElements)
	for uri, prefix := range keys.Prefixes {
		settings.Prefixes[uri] = schema.Setting{Value: prefix}
	}
	for _, name := range keys.CDATA {
		settings.CDATA = append(settings.CDATA, schema.Setting{Value: name})
	}
	if keys.QualifiedParts {
		settings.QualifiedParts = new(schema.Setting)
	}
	return settings
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
	documentMethod = regexp.MustCompile(`func \(m \*(\S+)\) DecodeXML\(doc \[\]byte\) error \{\s+` +
		`return decodeXML\(doc, "(?:([^":]*):)?([^"]*)"`)
	namespaceOf = regexp.MustCompile(`\{Prefix: "([^"]*)", URI: ("[^"]*")\}`)
)

// xmlDocuments returns a row of the table of documents for each generated type in files that is the type of an element,
// if the case in folder has instances.
func xmlDocuments(t *testing.T, folder string, files map[string][]byte) (rows []string) {
	t.Helper()
	name := filepath.Base(folder)
	if len(mustGlob(t, folder+"/valid-*.xml")) == 0 {
		return nil // it is about calls
	}
	source := bytes.Join([][]byte{files["types.go"], files["xml.go"], files["client.go"]}, nil)
	found := documentMethod.FindAllSubmatch(source, -1)
	if len(found) == 0 {
		t.Errorf("%s has no document", name)
	}
	uris := map[string]string{"": `""`}
	for _, n := range namespaceOf.FindAllSubmatch(source, -1) {
		uris[string(n[1])] = string(n[2])
	}
	for _, f := range found {
		rows = append(rows, fmt.Sprintf("{%q, inXML, %s, %q, func() any { return new(%[1]s.%[4]s) }}",
			name, uris[string(f[2])], f[3], f[1]))
	}
	return rows
}

// jsonDocuments returns a row of the table of documents for each type of api of which the case in folder has instances.
func jsonDocuments(t *testing.T, folder string, api *schema.API) (rows []string) {
	t.Helper()
	for _, typ := range api.Types {
		if len(mustGlob(t, folder+"/*valid-"+typ.Wire.Local+"-*.json")) > 0 {
			rows = append(rows, fmt.Sprintf("{%q, inJSON, \"\", %q, func() any { return new(%[1]s.%[3]s) }}",
				api.Package, typ.Wire.Local, typ.Name))
		}
	}
	return rows
}

// documentTable returns the table of every generated type of which there are instances, for the tests that run them.
func documentTable(t *testing.T, rows []string) []byte {
	t.Helper()
	var imports []string
	for _, row := range rows {
		name, _, _ := strings.Cut(strings.TrimPrefix(row, `{"`), `"`)
		imports = append(imports, fmt.Sprintf("\t%q\n", "github.com/kontrakt-dev/kontrakt/testdata/cases/"+name))
	}
	source, err := format.Source(
		[]byte("// Code generated by go test ./templates -run TestGolden -update; DO NOT EDIT.\n\n" +
			"package cases_test\n\nimport (\n" + strings.Join(slices.Compact(imports), "") + ")\n\n" +
			"var documents = []document{\n" + strings.Join(rows, ",\n") + ",\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func mustGlob(t testing.TB, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Render asks the model and changes nothing in it: rendered or not, two models of one contract are equal.
func TestRenderChangesNothing(t *testing.T) {
	for _, folder := range caseFolders(t) {
		plain, rendered := readCase(t, folder), readCase(t, folder)
		if _, ds := templates.Render(rendered, "github.com/kontrakt-dev/kontrakt/internal/runtime"); ds.Faulty() {
			t.Fatal(ds)
		}
		all := cmp.Exporter(func(reflect.Type) bool { return true })
		chosen := cmp.Comparer(func(a, b map[*string]string) bool { // whose keys are places in the models
			return slices.Equal(slices.Sorted(maps.Values(a)), slices.Sorted(maps.Values(b)))
		})
		if diff := cmp.Diff(plain, rendered, all, chosen); diff != "" {
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
