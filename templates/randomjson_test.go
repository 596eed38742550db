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
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/internal"
	"github.com/kontrakt-dev/kontrakt/internal/jsonschematest"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// drawnJSON are, for each built-in type, values in JSON, and others that can be none.
var drawnJSON = map[string]struct{ values, others []string }{
	"string":   {[]string{`""`, `"a"`, `"äöü"`, `"\u00fc\n\"\\\/"`, `"ein langer Text mit ß und 😀"`, `"a\u0000b"`}, []string{`true`, `{}`, `[1]`}},
	"int":      {[]string{`0`, `1`, `-7`, `9223372036854775807`, `-9223372036854775808`}, []string{`"a"`, `1.5`, `true`, `{}`, `[1]`}},
	"int32":    {[]string{`0`, `-7`, `2147483647`, `-2147483648`}, []string{`"a"`, `1.5`, `{}`}},
	"float":    {[]string{`0`, `1.1`, `-1e3`, `3.4e38`}, []string{`"a"`, `true`, `{}`, `[1]`}},
	"decimal":  {[]string{`0`, `1.10`, `-123456789012345678901234567890.5`, `12e3`, `5E-3`, `-0.25e1`}, []string{`"a"`, `true`, `{}`}},
	"bytes":    {[]string{`""`, `"AAA="`, `"ZXhhbXBsZQ=="`}, []string{`true`, `{}`, `5`}},
	"Animal":   {[]string{`"cat"`, `"dog"`}, []string{`"Cat"`, `5`, `{}`, `[1]`}},
	"Rank":     {[]string{`1`, `-2`}, []string{`3`, `"a"`, `{}`, `[1]`}},
	"number":   {[]string{`0`, `1.10`, `-1e3`, `0.1`, `-0.5E-3`}, []string{`"a"`, `true`, `{}`, `[1]`}},
	"bool":     {[]string{`true`, `false`}, []string{`"maybe"`, `2`, `{}`, `[1]`}},
	"date":     {[]string{`"2020-02-29"`, `"1999-12-31"`}, []string{`"2021-02-29"`, `true`, `{}`, `5`, `"x"`}},
	"dateTime": {[]string{`"2020-02-29T12:00:00Z"`, `"2020-02-29T12:00:00.25+02:00"`}, []string{`"2020-02-29T25:00:00Z"`, `true`, `{}`}},
	"uri":      {[]string{`"/a/b"`, `"c?d=1"`, `"https://drawn.example/x"`}, []string{`true`, `{}`, `[1]`}},
	"json":     {[]string{`1`, `{"a":[1.10,null]}`, `"x"`, `[]`, `true`}, nil},
}

// drawnObject is a type with fields.
type drawnObject struct {
	name        string
	keepUnknown bool
	fields      []drawnProperty
}

// drawnProperty is a field.
type drawnProperty struct {
	name, base  string // base is a built-in type, or the simple type that names one
	object      *drawnObject
	collections []string // around it, from the outside: "list" or "map"
	nullable    bool
	required    bool
}

// jsonMaker makes types and values.
type jsonMaker struct {
	*rand.Rand
	objects []*drawnObject
	wrong   bool // whether the value at hand has got one that can be none
}

func (g *jsonMaker) pick(list []string) string { return list[g.IntN(len(list))] }

var drawnFieldNames = []string{"Id", "name", "Größe", "two words", "x-y", "type", "Nil", "a", "A", "_b", "json"}

// declare makes a type, and its declaration.
func (g *jsonMaker) declare() string {
	o := &drawnObject{name: fmt.Sprintf("T%d", len(g.objects)), keepUnknown: g.IntN(4) == 0}
	var b strings.Builder
	fmt.Fprintf(&b, "  %s:\n    fields:\n", o.name)
	for _, i := range g.Perm(len(drawnFieldNames))[:1+g.IntN(6)] {
		p := drawnProperty{name: drawnFieldNames[i]}
		for g.IntN(3) == 0 {
			p.collections = append(p.collections, g.pick([]string{"list", "map"}))
		}
		p.base = g.pick([]string{"string", "int", "int32", "number", "float", "decimal", "bool", "date",
			"dateTime", "bytes", "uri", "json"})
		typ := p.base
		if len(g.objects) > 0 && g.IntN(3) == 0 {
			p.object = g.objects[g.IntN(len(g.objects))]
			typ = p.object.name
		} else if g.IntN(8) == 0 {
			p.base = g.pick([]string{"Animal", "Rank"})
			typ = p.base
		} else if p.base != "json" && g.IntN(4) == 0 {
			typ = "Own" + strings.ToUpper(p.base[:1]) + p.base[1:]
		}
		p.nullable = (p.object != nil || p.base != "json") && g.IntN(4) == 0
		key := "type"
		for _, c := range slices.Backward(p.collections) {
			if key != "type" {
				typ = "{" + key + ": " + typ + "}"
			}
			key = c + "Of"
		}
		p.required = g.IntN(4) == 0
		fmt.Fprintf(&b, "      %q: {%s: %s, nullable: %t, required: %t}\n", p.name, key, typ, p.nullable, p.required)
		o.fields = append(o.fields, p)
	}
	if o.keepUnknown {
		b.WriteString("    keepUnknown: true\n")
	}
	g.objects = append(g.objects, o)
	return strings.NewReplacer(", nullable: false", "", ", required: false", "").Replace(b.String())
}

// value writes a value of p with collections around it, of which the first is written now.
func (g *jsonMaker) value(p drawnProperty, collections []string) string {
	isWrong := g.IntN(40) == 0
	isList, isMap := false, false
	if len(collections) > 0 {
		isList, isMap = collections[0] == "list", collections[0] == "map"
	}
	switch {
	case isList && isWrong:
		g.wrong = true
		return g.pick([]string{`{"a":1}`, `"x"`, `5`})
	case isList:
		var items []string
		for range g.IntN(4) {
			items = append(items, g.value(p, collections[1:]))
		}
		return "[" + strings.Join(items, ",") + "]"
	case isMap && isWrong:
		g.wrong = true
		return g.pick([]string{`[1]`, `"x"`, `5`})
	case isMap:
		var members []string
		for _, i := range g.Perm(len(drawnFieldNames))[:g.IntN(4)] {
			members = append(members, fmt.Sprintf("%q:%s", drawnFieldNames[i], g.value(p, collections[1:])))
		}
		return "{" + strings.Join(members, ",") + "}"
	case p.object != nil && isWrong:
		g.wrong = true
		return g.pick([]string{`[1]`, `"x"`, `5`})
	case p.object != nil:
		return g.instance(p.object)
	case isWrong && p.base != "json":
		g.wrong = true
		return g.pick(drawnJSON[p.base].others)
	}
	return g.pick(drawnJSON[p.base].values)
}

// instance writes an object.
func (g *jsonMaker) instance(o *drawnObject) string {
	var members []string
	for _, p := range o.fields {
		switch n := g.IntN(5); {
		case n == 0 && p.required && g.IntN(40) == 0:
			g.wrong = true
			continue
		case n == 0 && !p.required:
			continue
		case n == 1 && p.nullable:
			members = append(members, fmt.Sprintf("%q:null", p.name))
		default:
			members = append(members, fmt.Sprintf("%q:%s", p.name, g.value(p, p.collections)))
		}
	}
	if o.keepUnknown && g.IntN(2) == 0 {
		members = append(members, `"unknown":`+g.pick(drawnJSON["json"].values))
	}
	g.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, g.pick([]string{",", " , ", ",\n"})) + "}"
}

const drawnDescription = `kontrakt: 1
title: Drawn
baseUrl: https://drawn.example
types:
  OwnString: {base: string}
  OwnInt: {base: int}
  OwnInt32: {base: int32}
  Animal: {enum: [cat, dog]}
  Rank: {enum: [1, -2]}
  OwnFloat: {base: float}
  OwnDecimal: {base: decimal}
  OwnBytes: {base: bytes}
  OwnNumber: {base: number}
  OwnBool: {base: bool}
  OwnDate: {base: date}
  OwnDateTime: {base: dateTime}
  OwnUri: {base: uri}
%sfunctions:
%s`

// drawnJSONProgram reads documents, and says what becomes of each.
const drawnJSONProgram = `package main

import (
	"encoding/json"
	"os"
	"reflect"

	"drawn.example/drawn"
)

var types = map[string]func() any{
%s}

type document struct{ Element, Doc, Read, Refused, Encoded, Again string }

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

// TestRandomJSON: the types of a random description (every built-in type, simple types, lists, objects, null, unknown
// members) read what their JSON Schema takes without a deviation and write it as it was, and say so where it is none.
func TestRandomJSON(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a package")
	}
	const types, documents = 120, 40
	g := &jsonMaker{Rand: rand.New(rand.NewPCG(1, 23))}
	var declarations, functions strings.Builder
	for i := range types {
		declarations.WriteString(g.declare())
		fmt.Fprintf(&functions, "  get%d: {get: /t%[1]d, result: T%[1]d}\n", i)
	}
	var docs []*drawnDocument
	for _, o := range g.objects {
		for range documents {
			g.wrong = false
			doc := g.instance(o)
			docs = append(docs, &drawnDocument{Element: o.name, Doc: doc, valid: !g.wrong})
		}
	}
	api := runDrawnJSON(t, fmt.Sprintf(drawnDescription, declarations.String(), functions.String()), docs)
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
			if d.Read == "" {
				t.Errorf("not valid, but nothing is found\n%s %s\n%v", d.Element, d.Doc, judged)
			}
			continue // an item that is not set has no form, and an unknown value of an enumeration is kept
		case d.Refused != "":
			t.Errorf("%s\n%s %s", d.Refused, d.Element, d.Doc)
		case d.Read != "" || d.Again != "" || !reflect.DeepEqual(canonicalJSON(jsonschematest.Decode(t, d.Doc)), canonicalJSON(jsonschematest.Decode(t, d.Encoded))):
			t.Errorf("valid, but read: %s, written: %s, again: %s\n%s %s", d.Read, d.Encoded, d.Again, d.Element, d.Doc)
		}
		if err := schemas[d.Element].Validate(jsonschematest.Decode(t, d.Encoded)); err != nil {
			t.Errorf("written as\n%s\n%v", d.Encoded, err)
		}
	}
	if wrong < len(docs)/20 {
		t.Errorf("only %d of %d documents are not valid: they prove too little", wrong, len(docs))
	}
	t.Logf("%d types, %d documents, %d of them not valid", types, len(docs), wrong)
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

// runDrawnJSON writes and compiles the client of description, and lets a program read and write docs with it.
func runDrawnJSON(t *testing.T, description string, docs []*drawnDocument) *schema.API {
	t.Helper()
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"drawn.yaml": {Data: []byte(description)}}, Name: "drawn.yaml"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Package: "drawn"})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatalf("%v in\n%s", ds, description)
	}
	files, ds := templates.Render(api, "drawn.example/internal/runtime")
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
	folder, write := newModule(t, "drawn.example")
	for name, content := range files {
		write("drawn/"+name, content)
	}
	write("main.go", []byte(program))
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

// newModule makes a module called path, with a copy of the runtime, in a folder of its own. write adds files to it.
func newModule(t *testing.T, path string) (folder string, write func(name string, content []byte)) {
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
	write("go.mod", []byte("module "+path+"\n\ngo 1.26\n"))
	const home = "github.com/kontrakt-dev/kontrakt/"
	for name, content := range internal.RuntimeSource(internal.RuntimePackages()) {
		write("internal/runtime/"+name, bytes.ReplaceAll(content, []byte(home), []byte(path+"/")))
	}
	return folder, write
}
