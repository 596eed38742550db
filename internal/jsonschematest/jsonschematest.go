// Package jsonschematest holds a published JSON Schema against the Go reader of the same documents, for the tests of
// that reader: what the one refuses the other refuses too, and both know the same keys.
package jsonschematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/kontrakt-dev/kontrakt/schema"
)

// UnknownKey is a key that no document has, nor one that is near it.
const UnknownKey = "xxxxxxxxxxxxxx"

// Pair is a JSON Schema and the reader that are to take the same YAML documents.
type Pair struct {
	Schema []byte
	Read   func(text string) schema.Diagnostics
}

// Judge judges the YAML document text by the JSON Schema. The error, if any, says what the JSON Schema refuses.
func (p Pair) Judge(t *testing.T, text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(p.Schema))
	if err != nil {
		t.Fatal(err)
	}
	const name = "schema.json"
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	var instance any
	if err := yaml.Load([]byte(text), &instance); err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(withTextKeys(instance))
}

// withTextKeys returns a YAML value with all keys as text, as JSON has them.
func withTextKeys(value any) any {
	switch value := value.(type) {
	case map[any]any:
		members := map[string]any{}
		for key, member := range value {
			members[fmt.Sprint(key)] = withTextKeys(member)
		}
		return members
	case map[string]any:
		for key, member := range value {
			value[key] = withTextKeys(member)
		}
	case []any:
		for i, item := range value {
			value[i] = withTextKeys(item)
		}
	}
	return value
}

// ExpectRefusal fails t where the JSON Schema or the reader takes the YAML document text.
func (p Pair) ExpectRefusal(t *testing.T, text string) {
	t.Helper()
	if p.Judge(t, text) == nil {
		t.Error("the JSON Schema takes it")
	}
	if !p.Read(text).Faulty() {
		t.Error("the reader takes it")
	}
}

// ExpectSameKeys fails t where the reader and the JSON Schema differ in the keys of a mapping. places has, for each
// definition of the JSON Schema that has keys and under "" for its root, a document with [UnknownKey] there: the reader
// lists the keys that it knows where it meets one that it does not know.
func (p Pair) ExpectSameKeys(t *testing.T, places map[string]string) {
	t.Helper()
	fromReader := map[string][]string{}
	for place, text := range places {
		ds := p.Read(text)
		i := slices.IndexFunc(ds, func(d schema.Diagnostic) bool { return strings.Contains(d.Message, UnknownKey) })
		if i < 0 {
			t.Fatalf("no fault for the unknown key in %s", text)
		}
		_, keys, _ := strings.Cut(ds[i].Message, "expected one of ")
		fromReader[place] = strings.Split(keys, ", ")
		slices.Sort(fromReader[place])
	}
	if diff := cmp.Diff(p.Keys(t), fromReader); diff != "" {
		t.Errorf("the JSON Schema (-) and the reader (+) differ:\n%s", diff)
	}
}

// Keys returns the keys of the JSON Schema, sorted, by the definition that has them; under "" are those of its root. It
// fails t where a key has no description.
func (p Pair) Keys(t *testing.T) map[string][]string {
	t.Helper()
	type definition struct {
		Properties map[string]struct{ Description string }
		AnyOf      []definition
		Defs       map[string]definition `json:"$defs"`
	}
	var root definition
	if err := json.Unmarshal(p.Schema, &root); err != nil {
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
