// Judging: what others think of documents, xmllint of XML and the JSON Schema of a type of JSON.

package cases_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/kontrakt-dev/kontrakt/internal/jsonschematest"
	"github.com/kontrakt-dev/kontrakt/internal/rules"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// judge has an opinion about documents.
type judge interface {
	// add notes a document that should be valid, or should not.
	add(name string, doc []byte, valid bool)
	// verdict fails the test if the judge is of another opinion.
	verdict()
}

// jsonJudge validates documents against the JSON Schema of a type, as gen openapi exports it.
type jsonJudge struct {
	*testing.T
	schema *jsonschema.Schema
	judged int
}

func newJSONJudge(t *testing.T, d document) *jsonJudge {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: os.DirFS(d.folder), Name: "contract.yaml"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return &jsonJudge{T: t, schema: jsonschematest.Types(t, api)[d.element]}
}

func (j *jsonJudge) add(name string, doc []byte, valid bool) {
	j.Helper()
	j.judged++
	if err := j.schema.Validate(jsonschematest.Decode(j.T, string(doc))); (err == nil) != valid {
		j.Errorf("%s: want valid: %t, but %v\n%s", name, valid, err, doc)
	}
}

// verdict does nothing more: add has told.
func (j *jsonJudge) verdict() {
	if j.judged == 0 {
		j.Error("no document was judged")
	}
}

// xmlJudge lets xmllint validate many documents at once against the schemas of a contract.
type xmlJudge struct {
	*testing.T
	dir   string
	names []string
	docs  [][]byte
	valid []bool
}

// maxWrong is how many documents of another verdict are shown.
const maxWrong = 5

// knownFolder holds the schemas of the namespaces that contracts may import without saying where they are.
const knownFolder = "../../schema/xsd/known"

var (
	schemas     = regexp.MustCompile(`(?s)<xs:schema\s.*?</xs:schema>`)
	target      = regexp.MustCompile(`<xs:schema\s[^>]*?targetNamespace="([^"]*)"`)
	declaration = regexp.MustCompile(`\sxmlns:\w+="[^"]*"`)
	importation = regexp.MustCompile(`<xs:import namespace="([^"]*)"\s*/>`)
)

// newXMLJudge lays out the schemas of the contract in folder: those within it in files of their own, and beside them all
// files of the folder, with the places of imports that name none.
func newXMLJudge(t *testing.T, folder string) *xmlJudge {
	t.Helper()
	j := &xmlJudge{T: t, dir: t.TempDir()}
	if err := os.CopyFS(j.dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(j.dir, "known"), os.DirFS(knownFolder)); err != nil {
		t.Fatal(err)
	}
	places := map[string]string{}
	for _, file := range glob(t, j.dir, "known", "*.xsd") {
		places[targetNamespace(j.read(file))] = location(file)
	}
	var imports strings.Builder
	contract := j.read(filepath.Join(j.dir, "contract.wsdl"))
	definitions, _, _ := strings.Cut(contract, "<wsdl:types>")
	for i, s := range schemas.FindAllString(contract, -1) {
		for _, d := range declaration.FindAllString(definitions, -1) {
			if start, _, _ := strings.Cut(s, ">"); !strings.Contains(start, strings.Split(d, "=")[0]+"=") {
				s = strings.Replace(s, "<xs:schema", "<xs:schema"+d, 1)
			}
		}
		file, uri := filepath.Join(j.dir, fmt.Sprintf("inline%d.xsd", i)), targetNamespace(s)
		j.write(file, s)
		places[uri] = location(file)
		fmt.Fprintf(&imports, `<xs:import namespace="%s" schemaLocation="%s"/>`, uri, places[uri])
	}
	for _, file := range slices.Concat(glob(t, j.dir, "*.xsd"), glob(t, j.dir, "known", "*.xsd")) {
		text := j.read(file)
		located := importation.ReplaceAllStringFunc(text, func(element string) string {
			uri := importation.FindStringSubmatch(element)[1]
			return fmt.Sprintf(`<xs:import namespace="%s" schemaLocation="%s"/>`, uri, places[uri])
		})
		if located != text {
			j.write(file, located)
		}
	}
	j.write(filepath.Join(j.dir, "all.xsd"),
		`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`+imports.String()+`</xs:schema>`)
	return j
}

// location is file as a schema refers to it.
func location(file string) string { return (&url.URL{Path: file}).EscapedPath() }

func targetNamespace(schema string) string {
	if found := target.FindStringSubmatch(schema); found != nil {
		return found[1]
	}
	return ""
}

// read returns the text of a file.
func (j *xmlJudge) read(file string) string {
	j.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		j.Fatal(err)
	}
	return rules.Text(data)
}

func (j *xmlJudge) write(file, text string) {
	j.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		j.Fatal(err)
	}
}

// add notes a document that should be valid, or should not.
func (j *xmlJudge) add(name string, doc []byte, valid bool) {
	j.write(filepath.Join(j.dir, fmt.Sprintf("%d.xml", len(j.docs))), string(doc))
	j.names, j.docs, j.valid = append(j.names, name), append(j.docs, slices.Clone(doc)), append(j.valid, valid)
}

// verdict fails the test where xmllint is of another opinion.
func (j *xmlJudge) verdict() {
	j.Helper()
	if len(j.docs) == 0 {
		return
	}
	if _, err := exec.LookPath("xmllint"); err != nil {
		if os.Getenv("CI") == "true" {
			j.Fatal(err)
		}
		j.Skip("there is no xmllint to judge")
	}
	arguments := []string{"--noout", "--nonet", "--schema", "all.xsd"}
	for i := range j.docs {
		arguments = append(arguments, fmt.Sprintf("%d.xml", i))
	}
	command := exec.Command("xmllint", arguments...)
	command.Dir = j.dir
	output, err := command.CombinedOutput()
	if bytes.Contains(output, []byte("failed to compile")) || err != nil && len(output) == 0 {
		j.Fatalf("%v: %s", err, output)
	}
	lines := strings.Split(string(output), "\n")
	wrong := 0
	for i, doc := range j.docs {
		valid := slices.Contains(lines, fmt.Sprintf("%d.xml validates", i))
		if valid != j.valid[i] {
			wrong++
		}
		switch {
		case valid == j.valid[i]:
		case wrong > maxWrong:
			j.Fatalf("and more than %d others", maxWrong)
		case valid:
			j.Errorf("%s is valid:\n%s", j.names[i], doc)
		default:
			var reasons []string
			for _, line := range lines {
				if strings.HasPrefix(line, fmt.Sprintf("%d.xml:", i)) {
					reasons = append(reasons, line)
				}
			}
			j.Errorf("%s is not valid: %s\n%s", j.names[i], strings.Join(reasons, "\n"), doc)
		}
	}
}
