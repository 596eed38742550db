// The whole pipeline: whatever a contract says, what is written is Go.

package templates_test

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// hostile are texts that could end a comment, a literal or a line where they do not belong.
var hostile = []string{
	"*/ package evil", "\n//go:embed secret\n", "`+panic()+`", `"+panic()+"`, `\`, "\u2028package evil", "\u0085", "\ufeff", "\u202e} evil {\u2066", "\t//line x.go:1",
	"{{.}}", "%s%d%!", "]]>", "type", "func", "init", "main", "_", "Client", "ERROR", "nil", "🙂", "e\u0301", strings.Repeat("long", 1000),
}

// Names, values and documentation cannot become code: what is written parses, and holds no word of theirs outside of
// comments, literals and identifiers.
func TestInjection(t *testing.T) {
	contract := readFile(t, "../testdata/cases/facets/contract.wsdl")
	for _, text := range hostile {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t", "&#9;").Replace(text)
		for _, place := range []string{`value="red"`, `value="[A-Z-[IOQ]]{1,3}-\d{1,4}"`} {
			render(t, "x.wsdl", []byte(strings.Replace(contract, place, `value="`+escaped+`"`, 1)))
		}
		documented := strings.Replace(contract, `<xs:simpleType name="Code">`,
			`<xs:simpleType name="Code"><xs:annotation><xs:documentation>`+escaped+`</xs:documentation></xs:annotation>`, 1)
		if files := render(t, "x.wsdl", []byte(documented)); files == nil {
			t.Errorf("documentation %.20q is refused", text)
		}
	}
}

// FuzzPipeline takes any contract all the way: nothing panics, and what is written parses as Go.
func FuzzPipeline(f *testing.F) {
	f.Add([]byte("kontrakt: 1\ntitle: T\nbaseUrl: https://x.example/{who}\nparameters: {who: {doc: Who asks.}}\n" +
		"types:\n  Book: {doc: A book., fields: {isbn: string, pages: {type: int, nullable: true}, day: date, more: {listOf: Book}}}\n" +
		"functions:\n  book: {doc: gets a book., get: '/books/{id}', query: {sort: string}, result: Book}\n"))
	for _, folder := range []string{"particles", "facets", "attributes", "nillable", "derivation", "wildcards", "spaces"} {
		f.Add([]byte(readFile(f, "../testdata/cases/"+folder+"/contract.wsdl")))
	}
	f.Fuzz(func(t *testing.T, contract []byte) {
		name := "contract.yaml"
		if strings.HasPrefix(strings.TrimSpace(string(contract)), "<") {
			name = "contract.wsdl"
		}
		render(t, name, contract)
	})
}

// render takes a contract to the files of its client, which must be Go; nil where it has a fault.
func render(t testing.TB, name string, contract []byte) map[string][]byte {
	t.Helper()
	read := wsdl.Read
	if strings.HasSuffix(name, ".yaml") {
		read = rest.Read
	}
	api, ds := read(schema.Source{FS: fstest.MapFS{name: {Data: contract}}, Name: name})
	if ds.Faulty() {
		return nil
	}
	if ds := append(schema.Configure(api, schema.Settings{Package: "p"}), schema.Name(api, schema.Settings{})...); ds.Faulty() {
		return nil
	}
	files, ds := templates.Render(api, "example.com/runtime")
	for _, d := range ds {
		if strings.Contains(d.Message, "is not Go") {
			t.Errorf("%v for\n%.5000s", d, contract)
		}
	}
	for name, source := range files {
		if _, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution); err != nil {
			t.Errorf("%v in\n%s", err, source)
		}
	}
	return files
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
