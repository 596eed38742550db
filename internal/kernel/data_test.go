// Tests of messages as JSON and YAML.

package kernel_test

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
)

// The examples of every WSDL become JSON, and the same messages again.
func TestXMLAsData(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*", "contract.wsdl"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range append(files, filepath.Join("..", "..", "schema", "careflex.wsdl")) {
		c := open(t, file)
		for _, op := range c.API.SOAP.Operations {
			call := example.SOAP(c.API, op)
			if !op.Input.HasContent() || len(call.Request.Notes) > 0 {
				continue
			}
			envelope, violations := c.ReadEnvelope(call.Request.Body, op, kernel.Request)
			if len(violations) > 0 {
				t.Fatal(file, op.Wire, violations)
			}
			text := c.ToJSON(envelope.Body, op.Input.Type)
			node, violations := c.FromData(string(text), op.Input.Type)
			if len(violations) > 0 {
				t.Errorf("%s: %s: %v in\n%s", file, op.Wire, violations, text)
				continue
			}
			want, _ := c.WriteXML(envelope.Body, op.Input)
			got, violations := c.WriteXML(node, op.Input)
			if len(violations) > 0 || string(got) != string(want) {
				t.Errorf("%s: %s: %v:\n%s\nwas\n%s\nand is\n%s", file, op.Wire, violations, text, want, got)
			}
		}
	}
}

// YAML and JSON say the same, and their faults have places.
func TestData(t *testing.T) {
	c := open(t, filepath.Join("..", "..", "schema", "careflex.wsdl"))
	const (
		asYAML = "apitoken: t\ncareflexId: 0012\ncreatedAt: 2026-11-29\n"
		asJSON = `{"careflexId": "0012", "createdAt": "2026-11-29", "apitoken": "t"}`
	)
	m := c.Operation("NoIncident").Input
	var written []string
	for _, text := range []string{asYAML, asJSON} {
		node, violations := c.FromData(text, m.Type)
		doc, more := c.WriteXML(node, m)
		if len(violations)+len(more) > 0 {
			t.Errorf("%v, %v in %s", violations, more, text)
		}
		written = append(written, string(doc))
	}
	if !reflect.DeepEqual(written[:1], written[1:]) {
		t.Errorf("%q", written)
	}
	for text, want := range map[string]string{
		"careflexId: [1]\napitokn: x\n": "1:13 careflexId: expected a single value, found a list\n" +
			"2:10 apitokn: is not in the contract: expected careflexId, apitoken or createdAt",
		"- 1\n":    "1:1 expected an object, found a list",
		`{"a": {}`: "2:1 not well-formed YAML: did not find expected ',' or '}' while parsing a flow mapping",
		"\n{\"careflexId\": \"1\", \"createdAt\": \"2026-02-30\", \"apitoken\": \"t\"}": `2:34 createdAt: expected xs:date, found "2026-02-30"`,
	} {
		node, violations := c.FromData(text, m.Type)
		if len(violations) == 0 {
			_, violations = c.WriteXML(node, m)
		}
		if got := places(violations); got != want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", text, got, want)
		}
	}
}

// The requests of every YAML description come back as they were written.
func TestJSONAsData(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "cases", "*", "contract.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	bodies := 0
	for _, file := range files {
		dir, name := filepath.Split(file)
		api, ds := rest.Read(schema.Source{FS: os.DirFS(dir), Name: name})
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			t.Fatal(ds)
		}
		c, _ := kernel.New(api)
		for _, op := range api.REST.Operations {
			body := example.REST(api, op).Request.Body
			if op.Body == nil || op.Body.Type == nil || op.Body.IsText() || body == "" {
				continue
			}
			bodies++
			typ := kernel.BodyType(op.Body)
			read, violations := c.ReadJSON(body, typ)
			if len(violations) > 0 {
				t.Errorf("%s: %s: %v in\n%s", file, op.Wire, violations, body)
				continue
			}
			want, _ := c.WriteJSON(read, typ)
			node, violations := c.FromData(body, typ)
			got, more := c.WriteJSON(node, typ)
			if len(violations)+len(more) > 0 || string(got) != string(want) {
				t.Errorf("%s: %s: %v, %v:\n%s\nand\n%s", file, op.Wire, violations, more, want, got)
			}
		}
	}
	if bodies < 10 {
		t.Errorf("only %d bodies were tried", bodies)
	}
}
