// The JSON Schema of gen.yaml: that it says the same as the reader, and what gen init writes.

package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/internal/jsonschematest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// configPair is the JSON Schema of gen.yaml and its reader.
var configPair = jsonschematest.Pair{Schema: configSchema, Read: func(text string) schema.Diagnostics {
	_, ds := readYAML(text)
	return ds
}}

// readYAML reads the text of a gen.yaml as the command does.
func readYAML(text string) (clients []client, ds schema.Diagnostics) {
	files := fstest.MapFS{configFile: {Data: []byte(text)}}
	clients = readConfig(schema.Source{FS: files, Name: configFile}, "", &ds)
	return clients, ds
}

// entry is a gen.yaml of one client with a key.
func entry(key string) string { return "clients:\n  - contract: a.wsdl\n    " + key + "\n" }

func TestConfigSchemaValid(t *testing.T) {
	builtin, err := schema.Contracts.ReadFile("builtin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile(`(?m)^//\truntime: .*\n//\tclients:\n(//\t .*\n)+`)
	manual := example.FindString(read(t, "cmd", "gen", "doc.go"))
	tests := map[string]string{
		"builtin.yaml": string(builtin),
		"the manual":   strings.ReplaceAll(manual, "//\t", ""),
		"a list":       entry("reachable: [Pay]"),
		"a runtime":    "runtime: internal/kontrakt\n" + entry("runtime: ./kontrakt"),
		"no client":    "clients: []",
		"shared":       "shared: {out: common, package: types, namespaces: ['urn:a'], names: {A: B}}\n" + entry("out: a"),
	}
	for name, text := range tests {
		if err := configPair.Judge(t, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if clients, ds := readYAML(text); ds.Faulty() || len(clients) == 0 && name != "no client" {
			t.Errorf("%s: %d clients, and %v", name, len(clients), ds)
		}
	}
}

// TestConfigSchemaInvalid has configurations that the JSON Schema must refuse as the reader does.
func TestConfigSchemaInvalid(t *testing.T) {
	tests := map[string]string{
		"nothing":            "{}",
		"no list":            "clients: {}",
		"unknown key":        "clients: []\nclient: []",
		"no contract":        "clients: [{out: gen}]",
		"empty":              entry("out: ''"),
		"number":             entry("package: 1"),
		"runtime":            entry("runtime: vendor"),
		"absolute runtime":   entry("runtime: /srv/kontrakt"),
		"runtime of all":     "runtime: vendor\nclients: []",
		"shared nowhere":     "shared: {package: common}\nclients: []",
		"shared text":        "shared: common\nclients: []",
		"shared namespace":   "shared: {out: common, namespaces: urn}\nclients: []",
		"map of a number":    entry("map: {a: 1}"),
		"map of a list":      entry("map: []"),
		"reachable":          entry("reachable: Pay"),
		"reachable number":   entry("reachable: [1]"),
		"secret":             entry("secrets: apiToken"),
		"name of a list":     entry("names: {A: [B]}"),
		"split of nothing":   entry("split: [{}]"),
		"split without rows": entry("split: [{operation: A, list: b, index: c}]"),
		"xml of a list":      entry("xml: [cdata]"),
		"prefix of a list":   entry("xml: {prefixes: {'urn:a': [b]}}"),
		"cdata of a text":    entry("xml: {cdata: note}"),
		"echo of a text":     entry("split: [{operation: A, list: b, rows: d, index: c, echo: e}]"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) { configPair.ExpectRefusal(t, text) })
	}
}

// TestConfigSchemaKeys holds the reader's keys against the JSON Schema's.
func TestConfigSchemaKeys(t *testing.T) {
	const unknown = jsonschematest.UnknownKey
	configPair.ExpectSameKeys(t, map[string]string{
		"":       "clients: []\n" + unknown + ": 1",
		"client": entry(unknown + ": 1"),
		"split":  entry("split: [{" + unknown + ": 1}]"),
		"shared": "clients: []\nshared: {out: common, " + unknown + ": 1}",
		"xml":    entry("xml: {" + unknown + ": 1}"),
	})
}

// TestStarterKeys takes in what gen init comments out: between them, a WSDL and a description have every key, and what
// they show is valid and true of the contracts.
func TestStarterKeys(t *testing.T) {
	t.Chdir(t.TempDir())
	contracts := []string{"careflex.wsdl", "mvp.yaml"}
	for _, name := range contracts {
		content, err := schema.Contracts.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, string(content))
	}
	writeFile(t, "common.xsd", "")
	writeFile(t, "go.mod", "module example.com/a\n\ngo 1.26\n")
	var ds schema.Diagnostics
	_, changes := initialize(contracts, nil, &ds)
	if ds.Faulty() {
		t.Fatal(ds)
	}
	text := regexp.MustCompile(`(?m)^    # ([a-z ].*)$`).ReplaceAllString(string(changes[0].content), "    $1")
	writeFile(t, configFile, text)
	if err := configPair.Judge(t, text); err != nil {
		t.Error(err)
	}
	clients, ds := configure(options{})
	for _, c := range clients {
		_, more := c.load(newInputs(nil))
		ds = append(ds, more...)
	}
	if ds.Faulty() {
		t.Errorf("%v in\n%s", ds, text)
	}

	var file struct{ Clients []map[string]any }
	if err := yaml.Load([]byte(text), &file); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, c := range file.Clients {
		for key := range c {
			keys[key] = true
		}
	}
	if diff := cmp.Diff(configPair.Keys(t)["client"], slices.Sorted(maps.Keys(keys))); diff != "" {
		t.Errorf("the JSON Schema (-) and gen init (+) differ:\n%s", diff)
	}
}
