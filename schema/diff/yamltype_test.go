// The rules about the types of YAML descriptions: each change with its judgement, sent and received.

package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// yamlService has the types %s, and sends and receives T.
const yamlService = `kontrakt: 1
title: Types
baseUrl: https://types.example
types:
  %s
functions:
  send: {put: /, body: T}
  receive: {get: /, result: T}
`

// yamlTypeCases are changes of types, with the changes on the wire.
var yamlTypeCases = []struct {
	old, new string
	want     []string
}{
	{"T: {fields: {a: {listOf: int}}}", "T: {fields: {a: {listOf: {listOf: int}}}}", []string{
		"breaking type-changed: field a now contains a list of values (was text)"}},
	{"T: {fields: {a: uri, b: uri}}", "T: {fields: {a: uri, b: uri}, file: a}", []string{
		"compatible file-added:  now stands for the file that field a refers to"}},
	{"T: {fields: {a: uri, b: uri}, file: a}", "T: {fields: {a: uri, b: uri}, file: b}", []string{
		"breaking file-changed:  now stands for the file that field b refers to (was a)"}},
	{"T: {fields: {a: uri, b: uri}, file: a}", "T: {fields: {a: uri, b: uri}}", []string{
		"breaking file-changed:  no longer stands for the file that field a refers to"}},
	{"T: {fields: {a: {listOf: {listOf: int}}}}", "T: {fields: {a: {listOf: {listOf: number}}}}", []string{
		"breaking type-widened: field a is now number (was int)"}},
	{"T: {fields: {a: {mapOf: int}}}", "T: {fields: {a: {mapOf: string}}}", []string{
		"breaking type-changed: field a is now string (was int)"}},
	{"T: {fields: {a: {mapOf: U}}}\n  U: {fields: {b: int}}", "T: {fields: {a: {mapOf: U}}}\n  U: {fields: {b: int, c: int}}", []string{
		"compatible optional-added: field a.c is new and optional"}},
	{"T: {fields: {a: {mapOf: int}}}", "T: {fields: {a: {mapOf: {type: int, nullable: true}}}}", []string{
		"breaking now-nillable: field a can now have nil as a value"}},
	{"T: {fields: {a: {mapOf: {type: int, nullable: true}}}}", "T: {fields: {a: {mapOf: int}}}", []string{
		"breaking no-longer-nillable: field a can no longer have nil as a value"}},
	{"T: {fields: {a: {mapOf: int}}}", "T: {fields: {a: {listOf: int}}}", []string{
		"breaking now-repeated: field a can now occur any number of times (was once)",
		"breaking type-changed: field a now contains text (was a map of values)"}},
	{"T: {fields: {a: {mapOf: int}}}", "T: {fields: {a: json}}", []string{
		"breaking type-widened: field a now contains content of any kind (was a map of values)"}},
	{"T: {oneOf: {discriminator: k, types: {a: A, b: B}}}\n  A: {fields: {x: int}}\n  B: {fields: {}}\n  C: {fields: {}}",
		"T: {oneOf: {discriminator: k, types: {a: A, c: C}}}\n  A: {fields: {}}\n  B: {fields: {}}\n  C: {fields: {}}", []string{
			`breaking derived-type-added:  can now be of type C (k "c")`,
			`breaking derived-type-removed:  can no longer be of type B (k "b")`,
			"breaking removed: field x is removed"}},
	{"T: {oneOf: {discriminator: k, types: {a: A}}}\n  A: {fields: {}}",
		"T: {oneOf: {discriminator: l, types: {a: A}}}\n  A: {fields: {}}", []string{
			"breaking type-changed:  is now told apart by l (was k)",
			"breaking type-changed:  is now told apart by l (was k)"}},
	{"T: {fields: {a: {listOf: P}}}\n  P: {oneOf: {discriminator: k, types: {a: A}}}\n  A: {fields: {}}",
		"T: {fields: {a: {listOf: A}}}\n  A: {fields: {}}", []string{
			"breaking type-changed: field a now contains an object (was an object of several types)"}},
	{"T: {fields: {a: int}}", "T: {fields: {a: {type: int, required: true}}}", []string{
		"breaking now-required: field a is now required"}},
	{"T: {fields: {a: {enum: [x]}}}", "T: {fields: {a: {enum: [x, y]}}}", []string{
		`compatible values-added: field a now also takes "y"`}},
	{"T: {fields: {a: {enum: [1, 2]}}}", "T: {fields: {a: {enum: [1], open: true}}}", []string{
		"compatible facet-loosened: field a now also takes values that the contract does not list"}},
	{"T: {fields: {a: {enum: [1, 2], open: true}}}", "T: {fields: {a: {enum: [1], open: true}}}", []string{
		`compatible known-values-changed: field a no longer lists "2"`}},
	{"T: {fields: {a: {enum: {x: A., y: B.}}}}", "T: {fields: {a: {enum: {x: A., y: {deprecated: true}}}}}", []string{
		`compatible now-deprecated: field a now deprecates "y"`}},
	{"T: {fields: {a: int}}", "T: {deprecated: use U, fields: {a: {type: int, deprecated: true}}}", []string{
		"compatible now-deprecated:  is now deprecated: use U",
		"compatible now-deprecated: field a is now deprecated: do not use it in new code"}},
	{"T: {fields: {a: {type: int, deprecated: true}}}", "T: {fields: {a: int}}", []string{
		"compatible no-longer-deprecated: field a is no longer deprecated"}},
	{"T: {fields: {a: {type: string, maxLength: 5}}}", "T: {fields: {a: {type: string, maxLength: 4, pattern: a}}}", []string{
		"breaking facet-tightened: field a must now have a length of at most 4 (was 5)",
		"breaking facet-tightened: field a must now match a"}},
	{"T: {fields: {a: {type: int, minimum: 5}}}", "T: {fields: {a: {type: int, exclusiveMinimum: 4}}}", []string{
		"compatible facet-loosened: field a must now have a value of at least 4, exclusive (was 5)"}},
	{"T: {fields: {a: {listOf: int, minItems: 1, maxItems: 3}}}", "T: {fields: {a: {listOf: int, minItems: 2}}}", []string{
		"breaking minimum-raised: field a must now have at least 2 items (was 1)",
		"compatible maximum-raised: field a can now have any number of items (was up to 3)"}},
	{"T: {fields: {a: int}}", "T: {fields: {a: {type: int, default: 1}}}", []string{
		`breaking default-added: field a now has the default value "1"`}},
	{"T: {fields: {a: {fields: {b: int}}}}", "T: {fields: {a: {fields: {b: int, c: int}}}}", []string{
		"compatible optional-added: field a.c is new and optional"}},
	{"T: {fields: {a: {fields: {b: int}}}}", "T: {fields: {a: U}}\n  U: {fields: {b: int}}", nil},
}

func TestYAMLTypes(t *testing.T) {
	for _, test := range yamlTypeCases {
		if d := cmp.Diff(test.want, yamlChanges(t, test.old, test.new)); d != "" {
			t.Errorf("%s\n%s\n%s", test.old, test.new, d)
		}
	}
}

// yamlChanges returns the changes from the types old to new, a line each: whether it breaks a client, the rule, and where
// T has it.
func yamlChanges(t *testing.T, old, new string) []string {
	t.Helper()
	var lines []string
	for _, c := range diff.Compare(parse(t, "old.yaml", fmt.Sprintf(yamlService, old)),
		parse(t, "new.yaml", fmt.Sprintf(yamlService, new))) {
		_, subject, _ := strings.Cut(c.Subject, " ")
		lines = append(lines, fmt.Sprintf("%s %s: %s %s", verdict(c), c.Rule, subject, c.Message))
	}
	return lines
}
