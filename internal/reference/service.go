// The page of the MVP: its functions and types, from schema/mvp.yaml, and where their descriptions come from.

package main

import (
	"fmt"
	"strings"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// notDescribed are the parts of the service that its documents name and mvp.yaml lacks: a name, and why.
var notDescribed = [][2]string{
	{"Courtageliste", "Whether it is a list or an object is not public: `getCourtageliste` returns it as JSON."},
	{"Vertragsverwaltung - Detaildaten", "The page is not public. Details of a `Vertrag` are in its `Unknown`."},
	{"Listen", "The page is not public. Other functions than those above return lists of `EnumerationItem`, too."},
}

// servicePage returns the page of the MVP.
func servicePage() (string, error) {
	api, diagnostics := rest.Read(schema.Source{FS: schema.Contracts, Name: "mvp.yaml"})
	if diagnostics.Faulty() {
		return "", diagnostics
	}
	var b strings.Builder
	fmt.Fprintf(&b, notice, "schema/mvp.yaml")
	b.WriteString(`# MVP, function by function

What [gen/mvp](../../gen/mvp) has of the MitarbeiterWebservice, and where its description comes from:

- **documented**: the service's own document, or its editions at https://docs.dionera.com/webservice/mitarbeiter/ and
  https://docs.blaudirekt.dev/webservice/mitarbeiter.
- **evidence**: the public code of other clients. The service may behave otherwise.
- **inferred**: it follows from what is documented of similar functions.

Members of JSON that a type does not have are in its ` + "`Unknown`" + `, and are sent back.

## Functions

| function | request | source |
|---|---|---|
`)
	described := map[string]bool{}
	for _, op := range api.REST.Operations {
		described[op.Wire] = true
		fmt.Fprintf(&b, "| `%s` | %s `%s` | %s |\n", op.Wire, op.Method, schema.URLTemplate(op.Path), source(op.Doc))
	}
	b.WriteString("\n## Types\n\n| type | documented fields | other fields |\n|---|---|---|\n")
	for _, t := range api.Types {
		if t.Kind == schema.Struct {
			described[t.Wire.Local] = true
			b.WriteString(fieldsRow(t))
		}
	}
	b.WriteString("\n## Missing\n\n| what the documents name | why it is missing |\n|---|---|\n")
	for _, part := range notDescribed {
		if described[part[0]] {
			return "", fmt.Errorf("%s is described in mvp.yaml: it is not missing", part[0])
		}
		fmt.Fprintf(&b, "| %s | %s |\n", part[0], part[1])
	}
	return b.String(), nil
}

// fieldsRow returns the row of a type: its documented fields, and the others with their source.
func fieldsRow(t *schema.Type) string {
	var documented, others []string
	for _, f := range t.Fields() {
		if from := source(f.Doc); from == "documented" {
			documented = append(documented, "`"+f.Wire.Local+"`")
		} else {
			others = append(others, "`"+f.Wire.Local+"`, "+from)
		}
	}
	if len(t.Fields()) == 0 {
		documented = []string{"none is public"}
	}
	return fmt.Sprintf("| `%s` | %s | %s |\n", t.Wire.Local, strings.Join(documented, " "), strings.Join(others, "<br>"))
}

// source returns where what doc describes comes from. A doc says so if it is not the service's document.
func source(doc string) string {
	for mark, from := range map[string]string{"Evidence: ": "evidence: ", "Inferred: ": "inferred: "} {
		if _, what, ok := strings.Cut(doc, mark); ok {
			return from + strings.TrimSuffix(what, ".")
		}
	}
	return "documented"
}
