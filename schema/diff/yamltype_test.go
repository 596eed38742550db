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

func TestYAMLTypes(t *testing.T) {
	for _, test := range []struct {
		old, new string
		want     []string
	}{
		{"T: {fields: {a: {listOf: int}}}", "T: {fields: {a: {listOf: {listOf: int}}}}", []string{
			"breaking type-changed: field a now contains a list of values (was text)"}},
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
	} {
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
