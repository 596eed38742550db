// Random descriptions: the JSON types of whatever YAML description there is, held against its JSON Schema.

package templates_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/internal/jsonschematest"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/templates"
)

const drawnDescription = `kontrakt: 1
title: Drawn
baseUrl: https://drawn.example
types:
%sfunctions:
  listTexts: {get: /texts, result: {listOf: string}}
%s`

// drawnJSONProgram reads documents, and says what becomes of each.
const drawnJSONProgram = `package main

import (
	"encoding/json"
	"os"
	"reflect"

	"github.com/kontrakt-dev/kontrakt/scratch/drawn"
)

var types = map[string]func() any{
%s}

type document struct{ Element, Doc, Read, Fault, Refused, Encoded, Again string }

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func main() {
	var documents []*document
	if err := json.NewDecoder(os.Stdin).Decode(&documents); err != nil {
		panic(err)
	}
	for _, d := range documents {
		m := types[d.Element]()
		d.Read = text(m.(json.Unmarshaler).UnmarshalJSON([]byte(d.Doc)))
		if m, ok := m.(interface{ Validate() error }); ok {
			d.Fault = text(m.Validate())
		}
		encoded, err := m.(json.Marshaler).MarshalJSON()
		d.Encoded, d.Refused = string(encoded), text(err)
		if n := types[d.Element](); err == nil {
			if err := n.(json.Unmarshaler).UnmarshalJSON(encoded); err != nil || !reflect.DeepEqual(m, n) {
				d.Again = "became something else " + text(err)
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(documents)
}

var _ drawn.Client
`

// ownTypes are the settings for Go types of another package in place of those of the client.
func ownTypes() map[string]schema.Setting {
	types := map[string]schema.Setting{"decimal": {Value: scratch + "/own.Other"}}
	for _, name := range []string{"string", "int", "int32", "number", "float", "bool", "date", "dateTime", "bytes"} {
		types[name] = schema.Setting{Value: scratch + "/own.Text"}
	}
	return types
}

// ownPackage is that package. Its types keep the text that they are given.
const ownPackage = `package own

import "errors"

type Text struct{ text *string }

func (t Text) MarshalText() ([]byte, error) {
	if t.text == nil {
		return nil, errors.New("not set")
	}
	return []byte(*t.text), nil
}

func (t *Text) UnmarshalText(text []byte) error {
	t.text = new(string(text))
	return nil
}

type Other string

func (o *Other) MarshalText() ([]byte, error)    { return []byte(*o), nil }
func (o *Other) UnmarshalText(text []byte) error { *o = Other(text); return nil }
`

// TestRandomJSON: the types of a random description read what their JSON Schema takes without a deviation, hold it for
// valid, and write it as it was, with the defaults of absent fields. What the JSON Schema refuses is a deviation, or a
// fault. So do Go types of another package.
func TestRandomJSON(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a package")
	}
	t.Run("types of the client", func(t *testing.T) { testRandomJSON(t, nil) })
	t.Run("types of another package", func(t *testing.T) { testRandomJSON(t, ownTypes()) })
}

func testRandomJSON(t *testing.T, goTypes map[string]schema.Setting) {
	const scalars, objects, oneOfs, documents = 40, 120, 8, 25
	g := &jsonMaker{Rand: rand.New(rand.NewPCG(1, 23))}
	declarations := g.declare(scalars, objects, oneOfs)
	wantTypeKeys(t, declarations)
	var functions strings.Builder
	for _, o := range g.objects {
		fmt.Fprintf(&functions, "  set%s: {put: /%[1]s, body: %[1]s, result: {listOf: %[1]s}}\n", o.name)
	}
	var docs []*drawnDocument
	types := map[string]*jsonDraft{}
	for _, o := range g.objects {
		types[o.name] = o
		for range documents {
			g.wrong = false
			doc := g.instance(o, 0)
			docs = append(docs, &drawnDocument{Element: o.name, Doc: doc, valid: !g.wrong})
		}
	}
	api := runDrawnJSON(t, fmt.Sprintf(drawnDescription, declarations, functions.String()), goTypes, docs)
	schemas := jsonschematest.Types(t, api)
	wrong := 0
	for _, d := range docs {
		judged := schemas[d.Element].Validate(jsonschematest.Decode(t, d.Doc))
		if (judged == nil) != d.valid {
			t.Fatalf("a fault of this test: %v\n%s", judged, d.Doc)
		}
		switch {
		case !d.valid:
			wrong++
			if d.Read == "" && d.Fault == "" {
				t.Errorf("not valid, but nothing is found\n%s %s\n%v", d.Element, d.Doc, judged)
			}
			continue // an item that is not set has no form, and an unknown value of an enumeration is kept
		case d.Refused != "":
			t.Errorf("%s\n%s %s", d.Refused, d.Element, d.Doc)
		case d.Read != "" || d.Again != "" || d.Fault != "" || !reflect.DeepEqual(want(t, types[d.Element], d.Doc),
			canonicalJSON(jsonschematest.Decode(t, d.Encoded))):
			t.Errorf("valid, but read: %s, validated: %s, written: %s, again: %s\n%s %s", d.Read, d.Fault, d.Encoded, d.Again,
				d.Element, d.Doc)
		}
		if err := schemas[d.Element].Validate(jsonschematest.Decode(t, d.Encoded)); err != nil {
			t.Errorf("written as\n%s\n%v", d.Encoded, err)
		}
	}
	if wrong < len(docs)/20 {
		t.Errorf("only %d of %d documents are not valid: they prove too little", wrong, len(docs))
	}
	t.Logf("%d types with fields, %d documents, %d of them not valid", objects, len(docs), wrong)
}

// wantTypeKeys fails t if declarations, the types of a description, do not have all keys that types can have.
func wantTypeKeys(t *testing.T, declarations string) {
	t.Helper()
	dialect, err := os.ReadFile("../schema/rest/dialect.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	keys := jsonschematest.Pair{Schema: dialect}.Keys(t)
	for _, definition := range []string{"type", "oneOf", "field", "item", "mapItem", "value"} {
		for _, key := range keys[definition] {
			if key != "example" && !strings.Contains(declarations, key+":") { // no code depends on examples
				t.Errorf("no type has the key %s of the definition %s", key, definition)
			}
		}
	}
}

// want is the JSON that is written for doc, a valid value of typ.
func want(t *testing.T, typ *jsonDraft, doc string) any {
	t.Helper()
	return canonicalJSON(typ.withDefaults(jsonschematest.Decode(t, doc)))
}

// canonicalJSON is value with one form for each number.
func canonicalJSON(value any) any {
	switch value := value.(type) {
	case json.Number:
		number, _ := new(big.Rat).SetString(value.String())
		return number.String()
	case []any:
		for i := range value {
			value[i] = canonicalJSON(value[i])
		}
	case map[string]any:
		for name := range value {
			value[name] = canonicalJSON(value[name])
		}
	}
	return value
}

// runDrawnJSON writes and compiles the client of description with the Go types, and lets a program read and write docs
// with it.
func runDrawnJSON(t *testing.T, description string, goTypes map[string]schema.Setting, docs []*drawnDocument) *schema.API {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"drawn.yaml": {Data: []byte(description)}}, Name: "drawn.yaml"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Package: "drawn", Types: goTypes})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatalf("%v in\n%s", ds, description)
	}
	files, ds := templates.Render(api, path.Dir(scratch)+"/internal/runtime")
	if ds.Faulty() {
		t.Fatal(ds)
	}
	var rows strings.Builder
	for _, typ := range api.Types {
		if slices.ContainsFunc(docs, func(d *drawnDocument) bool { return d.Element == typ.Wire.Local }) {
			fmt.Fprintf(&rows, "\t%q: func() any { return new(drawn.%s) },\n", typ.Wire.Local, typ.Name)
		}
	}
	execute(t, files, fmt.Sprintf(drawnJSONProgram, rows.String()), docs)
	return api
}

// execute runs program in a module that has files as the package drawn. It gives docs to the program, and replaces them
// by what it returns.
func execute(t *testing.T, files map[string][]byte, program string, docs []*drawnDocument) {
	t.Helper()
	folder, write := newModule(t)
	for name, content := range files {
		write("drawn/"+name, content)
	}
	write("main.go", []byte(program))
	write("own/own.go", []byte(ownPackage))
	input, err := json.Marshal(docs)
	if err != nil {
		t.Fatal(err)
	}
	var output, faults bytes.Buffer
	command := exec.Command("go", "run", ".")
	command.Dir, command.Stdin, command.Stdout, command.Stderr = folder, bytes.NewReader(input), &output, &faults
	command.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, faults.String())
	}
	if err := json.Unmarshal(output.Bytes(), &docs); err != nil {
		t.Fatal(err)
	}
}

// scratch is the path of the module that newModule makes. It lies below the project's, whose internal packages it may
// import.
const scratch = "github.com/kontrakt-dev/kontrakt/scratch"

// newModule makes the module scratch, which finds the runtime in the project, in a folder of its own. write adds files
// to it.
func newModule(t *testing.T) (folder string, write func(name string, content []byte)) {
	t.Helper()
	folder = t.TempDir()
	write = func(name string, content []byte) {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	project, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	write("go.mod", fmt.Appendf(nil, "module %s\n\ngo 1.26\n\nrequire %[2]s v0.0.0\n\nreplace %[2]s => %s\n", scratch, path.Dir(scratch), project))
	return folder, write
}
