// SOAP examples: their heads and notes. That their bodies are valid is tested in testdata/cases.

package example_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// A message that cannot be made complete says so, and comes to an end all the same.
func TestSOAPNotes(t *testing.T) {
	api := read(t, filepath.Join("testdata", "impossible", "contract.wsdl"))
	want := map[string]string{
		"endless":  "no document of the type Endless comes to an end, since it must hold itself",
		"nothing":  "the type Nothing is abstract, and no type is derived from it",
		"unfound":  "no value of the type Unfound was found that its facets allow",
		"numerous": "the contract asks for more elements than are shown",
	}
	for _, op := range api.SOAP.Operations {
		message := example.SOAP(api, op).Request
		if len(message.Notes) != 1 || message.Notes[0] != want[op.Input.Element.Local] {
			t.Errorf("%s: %q, want %q", op.Wire, message.Notes, want[op.Input.Element.Local])
		}
		if len(message.Body) > 1<<20 {
			t.Errorf("%s: %d bytes", op.Wire, len(message.Body))
		}
		delete(want, op.Input.Element.Local)
	}
	if len(want) > 0 {
		t.Errorf("there is no operation for %v", want)
	}
}

// A mixed type shows the element that its wildcard demands, as .NET has it for values that are documents.
func TestMixed(t *testing.T) {
	for content, want := range map[string]string{
		`<xs:complexType mixed="true"><xs:sequence><xs:any/></xs:sequence></xs:complexType>`:                   `<any xmlns="urn:example"/>`,
		`<xs:complexType mixed="true"><xs:sequence><xs:any minOccurs="0"/></xs:sequence></xs:complexType>`:     `>text<`,
		`<xs:complexType mixed="true"><xs:sequence minOccurs="0"><xs:any/></xs:sequence></xs:complexType>`:     `>text<`,
		`<xs:complexType mixed="true"><xs:choice><xs:any/><xs:element name="b"/></xs:choice></xs:complexType>`: `>text<`,
		`<xs:complexType mixed="true"/>`: `>text<`,
		`<xs:complexType><xs:complexContent mixed="true"><xs:extension base="a:T"/></xs:complexContent></xs:complexType>`: `<any xmlns="urn:b"/>`,
	} {
		api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(`<xs:element name="In">`+content+`</xs:element>
<xs:complexType name="T" mixed="true"><xs:sequence><xs:any namespace="urn:b"/></xs:sequence></xs:complexType>`))
		if body := example.SOAP(api, api.SOAP.Operations[0]).Request.Body; !strings.Contains(body, want) {
			t.Errorf("%s: %s, want %s", content, body, want)
		}
	}
}

func TestSOAPHead(t *testing.T) {
	api := read(t, filepath.Join("..", "..", "schema", "careflex.wsdl"))
	schema.Configure(api, schema.Settings{Auth: &schema.Setting{Value: "password"}})
	call := example.SOAP(api, api.SOAP.Operations[0])
	got := strings.Join(append(call.Request.Head, call.Response.Head...), "\n")
	const want = `POST /careflex HTTP/1.1
Host: example.invalid
Authorization: Bearer …
Content-Type: text/xml;charset=UTF-8
SOAPAction: ""
HTTP/1.1 200 OK
Content-Type: text/xml;charset=UTF-8`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// TestWithoutEnvelope: messages without an envelope are not shown, but their content types and parts are.
func TestWithoutEnvelope(t *testing.T) {
	api := read(t, filepath.Join("..", "..", "testdata", "cases", "mimecontent", "contract.wsdl"))
	got := map[string]string{}
	for _, op := range api.SOAP.Operations {
		if op.Input.IsAttached() {
			call := example.SOAP(api, op)
			text := strings.Join(append(call.Request.Head[2:], call.Request.Notes...), "\n") + "\n" + call.Request.Body
			if call.Response != nil {
				text += strings.Join(append(call.Response.Head[1:], call.Response.Notes...), "\n")
			}
			got[op.Wire] = text
		}
	}
	for operation, want := range map[string]string{
		"Store": `Content-Type: image/png
SOAPAction: "urn:mimecontent#Store"
the part content (image/png, image/jpeg) is the whole body, which is not shown
Content-Type: text/xml;charset=UTF-8`,
		"Convert": `Content-Type: text/xml
SOAPAction: "urn:mimecontent#Convert"
the part content (text/xml) is the whole body, which is not shown
Content-Type: application/octet-stream
the part content (*/*) is the whole body, which is not shown`,
		"Merge": `Content-Type: multipart/related
SOAPAction: "urn:mimecontent#Merge"
the part cover (image/png) is a part of the body, which is not shown
the part text (text/plain) is a part of the body, which is not shown
Content-Type: multipart/related
the part text (text/plain) is a part of the body, which is not shown
the part cover (image/*) is a part of the body, which is not shown`,
	} {
		if got[operation] != want {
			t.Errorf("%s:\n%s\nwant\n%s", operation, got[operation], want)
		}
	}
}

// read reads and names a contract.
func read(t *testing.T, contract string) *schema.API {
	t.Helper()
	dir, name := filepath.Split(contract)
	api, ds := wsdl.Read(schema.Source{FS: os.DirFS(dir), Name: name, Dir: dir})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	if ds := schema.Name(api, schema.Settings{}); ds.Faulty() {
		t.Fatal(ds)
	}
	return api
}
