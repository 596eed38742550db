// The whole pipeline: whatever a contract says, what is written compiles.

package templates_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	"*/ package evil", "\n//go:embed secret\n", "`+panic()+`", `"+panic()+"`, `\`, "\u2028package evil", "\u0085",
	"\ufeff", "\u202e} evil {\u2066", "\t//line x.go:1",
	"x\n\ngo:embed secret\n\nline x.go:1", "{{.}}", "%s%d%!", "]]>", "type", "func", "init", "main", "_", "Client",
	"ERROR", "nil", "🙂", "e\u0301", strings.Repeat("long", 1000),
}

// injected is a contract with a text of the user's in each of the places that reach code.
const injected = `<definitions name="$name" targetNamespace="$namespace" xmlns:t="$namespace" xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"><documentation>$prose</documentation>
  <types><xs:schema targetNamespace="$namespace"><xs:element name="note" type="t:Note"/>
    <xs:complexType name="Note"><xs:annotation><xs:documentation>$prose</xs:documentation></xs:annotation><xs:sequence>
      <xs:element name="kind" type="t:Kind" default="$default"><xs:annotation><xs:documentation>$prose</xs:documentation></xs:annotation></xs:element>
      <xs:element name="text" type="xs:string" minOccurs="0" fixed="$fixed"/>
      <xs:any minOccurs="0" namespace="$namespace"/></xs:sequence>
      <xs:attribute name="a" type="xs:string" default="$default"/><xs:anyAttribute/></xs:complexType>
    <xs:simpleType name="Kind"><xs:union memberTypes="t:Enum xs:string"/></xs:simpleType>
    <xs:simpleType name="Enum"><xs:restriction base="xs:string"><xs:enumeration value="x"/><xs:enumeration value="$constant">
      <xs:annotation><xs:documentation>$prose</xs:documentation></xs:annotation></xs:enumeration></xs:restriction></xs:simpleType>
    <xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="x$pattern"/></xs:restriction></xs:simpleType>
  </xs:schema></types>
  <message name="Note"><documentation>$prose</documentation><part name="p" element="t:note"/></message>
  <portType name="P"><operation name="Note"><documentation>$prose</documentation><input message="t:Note"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Note"><soap:operation soapAction="$action"/><input><soap:body use="literal"/></input></operation></binding>
  <service name="$name"><documentation>$prose</documentation>
    <port name="P" binding="t:B"><soap:address location="$address"/></port></service></definitions>`

var placeholder = regexp.MustCompile(`\$[a-z]+`)

// Names, values and documentation cannot become code: what is written is Go, holds no directive, and nothing that reads
// otherwise than it is.
func TestInjection(t *testing.T) {
	places := slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(injected, -1))))
	for _, text := range hostile {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\t",
			"&#9;").Replace(text)
		for _, place := range places {
			contract := placeholder.ReplaceAllStringFunc(injected, func(p string) string {
				if p == place {
					return escaped
				}
				return "urn:x"
			})
			files := render(t, "x.wsdl", []byte(contract))
			switch place {
			case "$prose":
				if files == nil {
					t.Errorf("%.20q is refused as prose", text)
				}
			case "$constant", "$default", "$pattern": // what becomes a name or a condition
				compile(t, files)
			}
		}
	}
	contract := []byte(placeholder.ReplaceAllString(injected, "urn:x"))
	for _, name := range []string{"\npackage evil.wsdl", "`\u202e.wsdl"} {
		if render(t, name, contract) == nil {
			t.Errorf("a contract called %q is refused", name)
		}
	}
}

// FuzzPipeline takes any contract all the way: nothing panics, and what is written compiles.
func FuzzPipeline(f *testing.F) {
	f.Add([]byte("kontrakt: 1\ntitle: T\nbaseUrl: https://x.example/{who}\nparameters: {who: {doc: Who asks.}}\n" +
		"types:\n  Book: {doc: A book., fields: {isbn: string, pages: {type: int, nullable: true}, day: date, more: {listOf: Book}}}\n" +
		"functions:\n  book: {doc: gets a book., get: '/books/{id}', query: {sort: string}, result: Book}\n"))
	for _, folder := range caseFolders(f) {
		f.Add([]byte(readFile(f, filepath.Join(folder, contractOf(folder)))))
	}
	imported() // which takes a while
	f.Fuzz(func(t *testing.T, contract []byte) {
		name := "contract.yaml"
		if strings.HasPrefix(strings.TrimSpace(string(contract)), "<") {
			name = "contract.wsdl"
		}
		if files := render(t, name, contract); files != nil {
			compile(t, files)
		}
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
	if ds := append(schema.Configure(api, schema.Settings{Package: "p"}),
		schema.Name(api, schema.Settings{})...); ds.Faulty() {
		return nil
	}
	files, ds := templates.Render(api, "github.com/kontrakt-dev/kontrakt/internal/runtime")
	for _, d := range ds {
		if strings.Contains(d.Message, "is not Go") {
			t.Errorf("%v for\n%.5000s", d, contract)
		}
	}
	for name, source := range files {
		if found := misleading.Find(source); found != nil {
			t.Errorf("%q is written to %s for\n%.5000s", found, name, contract)
		}
	}
	for name, source := range files {
		if _, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution); err != nil {
			t.Errorf("%v in\n%s", err, source)
		}
	}
	return files
}

// misleading are directives, but for those of the parts, and characters that turn the direction of a line.
var misleading = regexp.MustCompile(`(?m)^\s*//(go:|line |export )[^\n]*|[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{feff}]`)

func readFile(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
