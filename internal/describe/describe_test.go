// Descriptions of contracts that have every construct: golden trees and diagrams, and that no text of a contract
// becomes code.

package describe_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/describe"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

var update = flag.Bool("update", false, "write what is described into the golden files")

// contracts are the folders of those that are described: between them they have every construct.
var contracts = map[string]string{
	"values":  "../example/testdata/values",
	"shapes":  "../example/testdata/shapes",
	"library": "testdata/library",
	"corners": "testdata/corners",
	"ports":   "../../testdata/cases/ports",
	"meadow":  "testdata/meadow",
	"kinds":   "testdata/kinds",
}

func TestGolden(t *testing.T) {
	for name, folder := range contracts {
		for form, write := range map[string]describe.Writer{
			"tree": describe.Tree, "mermaid": describe.Mermaid, "json": jsonWithoutExamples, "page": pageText,
		} {
			t.Run(name+"/"+form, func(t *testing.T) {
				file := filepath.Join("testdata", name+"."+form)
				got := render(t, write, load(t, folder))
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), got); d != "" {
					t.Errorf("%s: -want +got\n%s", file, d)
				}
			})
		}
	}
}

// jsonWithoutExamples writes the JSON of d without examples, which are tested where they are made.
func jsonWithoutExamples(w io.Writer, d *describe.Description) error {
	for _, op := range d.Operations {
		op.ExampleRequest, op.ExampleResponse = nil, nil
	}
	return describe.JSON(w, d)
}

// pageText writes the text of the page of d, as a reader sees it, without examples. "·" is where a browser may break a
// word.
func pageText(w io.Writer, d *describe.Description) error {
	var b strings.Builder
	if err := describe.Page(&b, d); err != nil {
		return err
	}
	_, text, _ := strings.Cut(b.String(), "<body>")
	for _, step := range []struct{ pattern, text string }{
		{`(?s)<pre.*?</pre>|<svg.*?</svg>`, ""},
		{`<wbr>`, "·"},
		{`\s+`, " "},
		{`<(?:tr|li|dt|p|h\d|div|section)\b[^>]*>`, "\n"},
		{`<[^>]*>`, " "},
		{` +`, " "},
		{`(?m)^ | $`, ""},
		{`\n+`, "\n"},
	} {
		text = regexp.MustCompile(step.pattern).ReplaceAllString(text, step.text)
	}
	_, err := io.WriteString(w, html.UnescapeString(strings.TrimSpace(text))+"\n")
	return err
}

// The page has the example of every message, as text.
func TestPageHasExamples(t *testing.T) {
	for name, folder := range contracts {
		api := load(t, folder)
		d, page := describe.New(api), html.UnescapeString(render(t, describe.Page, api))
		for _, op := range d.Operations {
			for _, m := range []*example.Message{op.ExampleRequest, op.ExampleResponse} {
				if m != nil && (len(m.Head) == 0 || !strings.Contains(page, m.Head[0]) || !strings.Contains(page, m.Body)) {
					t.Errorf("%s: the page has not the example of %s: %q", name, op.Name, m)
				}
			}
		}
	}
}

// Every id is that of one thing, and every reference leads to one.
func TestReferences(t *testing.T) {
	for name, folder := range contracts {
		t.Run(name, func(t *testing.T) {
			var tree any
			if err := json.Unmarshal([]byte(render(t, describe.JSON, load(t, folder))), &tree); err != nil {
				t.Fatal(err)
			}
			ids, references := map[string]int{"service": 1}, map[string]bool{}
			walk(tree, func(object map[string]any) {
				id, _ := object["id"].(string)
				switch {
				case id == "":
				case len(object) == 2: // a name and an id
					references[id] = true
				default:
					ids[id]++
				}
			})
			for id, n := range ids {
				if n != 1 {
					t.Errorf("%d things have the id %s", n, id)
				}
			}
			for id := range references {
				if ids[id] == 0 {
					t.Errorf("nothing has the id %s", id)
				}
			}
			page := render(t, describe.Page, load(t, folder))
			for id := range ids {
				if strings.Count(page, fmt.Sprintf(` id="%s"`, id)) != 1 {
					t.Errorf("the page has the id %s not once", id)
				}
			}
		})
	}
}

func walk(tree any, visit func(map[string]any)) {
	switch tree := tree.(type) {
	case map[string]any:
		visit(tree)
		for _, child := range tree {
			walk(child, visit)
		}
	case []any:
		for _, child := range tree {
			walk(child, visit)
		}
	}
}

// hostile is a description whose texts would be code, if one let them.
var hostile = strings.ReplaceAll(`kontrakt: 1
title: 'EVIL'
doc: 'EVIL'
baseUrl: https://evil.example/{x}
parameters: {x: {doc: 'EVIL', default: 'EVIL'}}
mimeTypes: {m: image/png}
types:
  T:
    doc: 'EVIL'
    fields: {'EVIL': {type: string, doc: 'EVIL'}, '#type-T': T, 'a{}()~<>%%;:"b': string}
functions:
  f: {doc: 'EVIL', get: /f, query: {'EVIL': {type: string, doc: 'EVIL'}}, result: T}
  g: {get: /g, result: {mime: m}}
`, "EVIL", `</script></style><script>alert(1)</script><img src=x onerror=alert(2)> {{.}} " onfocus="alert(3)`)

// What is markup on the page is the page's own: the texts of a contract are text.
func TestPageIsInert(t *testing.T) {
	page := render(t, describe.Page, read(t, rest.Read, schema.Source{
		FS: fstest.MapFS{"evil.yaml": {Data: []byte(hostile)}}, Name: "evil.yaml",
	}))
	if n := strings.Count(page, "alert(1)"); n < 10 {
		t.Fatalf("the contract's texts are on the page %d times", n)
	}
	for _, tag := range []string{"<script", "</script", "<style", "</style", "<svg", "<main"} {
		if n := strings.Count(page, tag); n != 1 {
			t.Errorf("there are %d %s", n, tag)
		}
	}
	for _, bad := range []string{"<img", "ZgotmplZ", "javascript:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	for _, tag := range regexp.MustCompile(`<[a-z][^>]*>`).FindAllString(page, -1) {
		if regexp.MustCompile(`\son\w+=`).MatchString(tag) {
			t.Errorf("the page has %s", tag)
		}
	}
}

// A diagram has no line but of the few forms that are written, whatever a contract's names are.
func TestMermaidForms(t *testing.T) {
	const text = `(?:[\pL\pN_. -]|#\d+;)*`
	forms := regexp.MustCompile(`^(?:classDiagram` +
		`|    class \w+\["` + text + `"\] \{|    \}|        <<(?:service|abstract|enumeration)>>` +
		`|        ` + text +
		`|        \+` + text + `(?: \[\d+(?:\.\.(?:\d+|\*))?\])?` +
		`|        \+` + text + `\((?:` + text + `(?:\[\])?(?:, )?)*\)(?: ` + text + `(?:\[\])?)?` +
		`|    service\d* \.\.> \w+|    \w+ <\|-- \w+|    \w+ --> "[\d.*]+" \w+ : ` + text + `)$`)
	apis := []*schema.API{read(t, rest.Read, schema.Source{
		FS: fstest.MapFS{"evil.yaml": {Data: []byte(hostile)}}, Name: "evil.yaml",
	})}
	for _, folder := range contracts {
		apis = append(apis, load(t, folder))
	}
	for _, api := range apis {
		for line := range strings.Lines(render(t, describe.Mermaid, api)) {
			if line = strings.TrimSuffix(line, "\n"); !forms.MatchString(line) {
				t.Errorf("%s: %q", api.Contract, line)
			}
		}
	}
}

// A tree draws no line but its own, and moves no cursor.
func TestTreeIsPrintable(t *testing.T) {
	api := load(t, "testdata/library")
	before := strings.Count(render(t, describe.Tree, api), "\n")
	api.Types[0].Wire.Local = "a\nb\x1b[2Jc\u202ed"
	tree := render(t, describe.Tree, api)
	if !strings.Contains(tree, "a\uFFFDb\uFFFD[2Jc\uFFFDd") || strings.Count(tree, "\n") != before {
		t.Errorf("%q", tree)
	}
}

func render(t *testing.T, write describe.Writer, api *schema.API) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, describe.New(api)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// load reads the contract in a folder.
func load(t *testing.T, folder string) *schema.API {
	t.Helper()
	if _, err := os.Stat(filepath.Join(folder, "contract.yaml")); err == nil {
		return read(t, rest.Read, schema.Source{FS: os.DirFS(folder), Name: "contract.yaml"})
	}
	return read(t, wsdl.Read, schema.Source{FS: os.DirFS(folder), Name: "contract.wsdl"})
}

func read(t *testing.T, read func(schema.Source) (*schema.API, schema.Diagnostics), source schema.Source) *schema.API {
	t.Helper()
	api, ds := read(source)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	ds = append(schema.Configure(api, schema.Settings{}), schema.Name(api, schema.Settings{})...)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return api
}
