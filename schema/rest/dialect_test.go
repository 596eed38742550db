// The JSON Schema of the dialect: that it says the same as the reader.

package rest_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/schema"
)

const dialect = "dialect.schema.json"

// validate judges the YAML text by the JSON Schema.
func validate(t *testing.T, text []byte) error {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(dialect)
	if err != nil {
		t.Fatal(err)
	}
	var instance any
	if err := yaml.Load(text, &instance); err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(instance)
}

func TestDialectValid(t *testing.T) {
	mvp, err := os.ReadFile("../mvp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, mvp); err != nil {
		t.Errorf("mvp.yaml: %v", err)
	}
	if err := validate(t, []byte(library)); err != nil {
		t.Errorf("library: %v", err)
	}
}

// TestDialectInvalid has descriptions that the JSON Schema must refuse as the reader does.
func TestDialectInvalid(t *testing.T) {
	const get = "functions: {f: {get: /}}\n"
	tests := []struct{ name, text string }{
		{"not a mapping", "- 1"},
		{"other version", strings.Replace(head, "kontrakt: 1", "kontrakt: 2", 1) + get},
		{"no title", strings.Replace(head, "title: Bücher", "", 1) + get},
		{"no functions", head},
		{"empty functions", head + "functions: {}"},
		{"unknown key", head + get + "zone: UTC"},
		{"base URL with a slash at its end", strings.Replace(head, "{lang}\n", "{lang}/\n", 1) + get},
		{"base URL of another scheme", strings.Replace(head, "http:", "ftp:", 1) + get},
		{"base URL with credentials", strings.Replace(head, "//", "//me:secret@", 1) + get},
		{"parameter in the host", strings.Replace(head, "example.org/{tenant}", "{tenant}.org", 1) + get},
		{"version as a number", strings.Replace(head, "default: de", "default: 1.0", 1) + get},
		{"MIME type", strings.Replace(head, "text/plain", "plain", 1) + get},
		{"header prefix", head + get + "headerPrefix: X Y"},
		{"built-in type declared", head + get + "types: {date: {base: string}}"},
		{"type with a bad name", head + get + "types: {1a: {base: string}}"},
		{"type without anything", head + get + "types: {A: {doc: x}}"},
		{"base and fields", head + get + "types: {A: {base: string, fields: {}}}"},
		{"json as a base", head + get + "types: {A: {base: json}}"},
		{"simple type that keeps", head + get + "types: {A: {base: int, keepUnknown: true}}"},
		{"field without a type", head + get + "types: {A: {fields: {a: {doc: x}}}}"},
		{"field with two types", head + get + "types: {A: {fields: {a: {type: int, listOf: int}}}}"},
		{"field of nothing", head + get + "types: {A: {fields: {a: }}}"},
		{"errors without a field", head + get + "errors: {type: string}"},
		{"function with a bad name", head + "functions: {a b: {get: /}}"},
		{"function without a method", head + "functions: {f: {doc: x}}"},
		{"function with two methods", head + "functions: {f: {get: /, put: /}}"},
		{"GET with a body", head + "functions: {f: {get: /, body: json}}"},
		{"DELETE with a body", head + "functions: {f: {delete: /, body: json}}"},
		{"path without a slash", head + "functions: {f: {get: a}}"},
		{"path with a query", head + "functions: {f: {get: /a?b=c}}"},
		{"header with a bad name", head + "functions: {f: {get: /, headers: {a b: string}}}"},
		{"result of a type and a stream", head + "functions: {f: {get: /, result: {type: json, mime: PDF}}}"},
		{"result of no MIME type", head + "functions: {f: {get: /, result: {mime: []}}}"},
		{"MIME type twice", head + "functions: {f: {get: /, result: {mime: [PDF, PDF]}}}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if validate(t, []byte(test.text)) == nil {
				t.Error("the JSON Schema takes it")
			}
			if _, ds := read(test.text); !ds.Faulty() {
				t.Error("the reader takes it")
			}
		})
	}
}

// TestDialectKeys holds the reader's keys against the JSON Schema's, in every mapping that has keys of its own. The
// reader lists the keys that it knows where it meets one that it does not know.
func TestDialectKeys(t *testing.T) {
	const unknown = "xxxxxxxxxxxx"
	places := map[string]string{ // a definition of the JSON Schema, a description with an unknown key there
		"":                unknown + ": 1",
		"clientParameter": "parameters: {a: {" + unknown + ": 1}}",
		"errors":          "errors: {" + unknown + ": 1}",
		"type":            "types: {A: {" + unknown + ": 1}}",
		"field":           "types: {A: {fields: {a: {" + unknown + ": 1}}}}",
		"function":        "functions: {f: {" + unknown + ": 1}}",
		"pathParameter":   "functions: {f: {parameters: {a: {" + unknown + ": 1}}}}",
		"parameter":       "functions: {f: {query: {a: {" + unknown + ": 1}}}}",
		"body":            "functions: {f: {result: {" + unknown + ": 1}}}",
	}
	fromReader := map[string][]string{}
	for place, text := range places {
		_, ds := read(text)
		i := slices.IndexFunc(ds, func(d schema.Diagnostic) bool { return strings.Contains(d.Message, unknown) })
		if i < 0 {
			t.Fatalf("no fault for the unknown key in %s", text)
		}
		_, keys, _ := strings.Cut(ds[i].Message, "expected one of ")
		fromReader[place] = strings.Split(keys, ", ")
		slices.Sort(fromReader[place])
	}
	if diff := cmp.Diff(keysOfDialect(t), fromReader); diff != "" {
		t.Errorf("the JSON Schema (-) and the reader (+) differ:\n%s", diff)
	}
}

// keysOfDialect returns the keys that the JSON Schema has by definition, sorted, and checks that each is described.
func keysOfDialect(t *testing.T) map[string][]string {
	t.Helper()
	type definition struct {
		Properties map[string]struct{ Description string }
		AnyOf      []definition
		Defs       map[string]definition `json:"$defs"`
	}
	text, err := os.ReadFile(dialect)
	if err != nil {
		t.Fatal(err)
	}
	var root definition
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	root.Defs[""] = root
	for name, d := range root.Defs {
		for _, alternative := range append(d.AnyOf, d) {
			for key, property := range alternative.Properties {
				found[name] = append(found[name], key)
				if property.Description == "" {
					t.Errorf("key %s of %q has no description", key, name)
				}
			}
		}
		slices.Sort(found[name])
	}
	return found
}
