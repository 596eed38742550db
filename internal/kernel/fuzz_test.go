// Fuzzing: no text makes the kernel panic, and what it accepts it can write.

package kernel_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// FuzzXML reads texts as envelopes, elements and data of contracts with everything that XSD has.
func FuzzXML(f *testing.F) {
	var contracts []*kernel.Contract
	for _, name := range []string{"particles", "derivation", "nillable", "qnames", "encoded", "headers"} {
		api, ds := wsdl.Read(schema.Source{FS: os.DirFS(filepath.Join("..", "..", "testdata", "cases", name)), Name: "contract.wsdl"})
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			f.Fatal(ds)
		}
		c, _ := kernel.New(api)
		for _, op := range api.SOAP.Operations {
			call := example.SOAP(api, op)
			f.Add(len(contracts), call.Request.Body)
			if envelope, _ := c.ReadEnvelope(call.Request.Body, op, kernel.Request); envelope.Body != nil {
				f.Add(len(contracts), string(c.ToJSON(envelope.Body, op.Input.Type)))
			}
		}
		contracts = append(contracts, c)
	}
	f.Add(2, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><detail/></s:Fault></s:Body></s:Envelope>`)
	f.Add(1, "a: [1, {b: null}]\n'@xsi:type': x\n")
	f.Fuzz(func(t *testing.T, which int, text string) {
		c := contracts[(which%len(contracts)+len(contracts))%len(contracts)]
		if envelope, violations := c.ReadEnvelope(text, nil, kernel.Either); envelope.Body != nil && len(violations) == 0 {
			if _, violations := c.WriteXML(envelope.Body, envelope.Message); len(violations) > 0 {
				t.Errorf("%v for what was accepted", violations)
			}
		}
		for _, op := range c.API.SOAP.Operations {
			if !op.Input.HasContent() {
				continue
			}
			c.ReadElement(text, op, kernel.Either)
			if node, violations := c.FromData(text, op.Input.Type); node != nil && len(violations) == 0 {
				c.WriteXML(node, op.Input)
			}
		}
	})
}

// FuzzMessage reads texts as messages with attachments. Written again, they have the same values.
func FuzzMessage(f *testing.F) {
	var contracts []*kernel.Contract
	for _, name := range []string{"attachments", "swa", "mimecontent"} {
		api, ds := wsdl.Read(schema.Source{FS: os.DirFS(filepath.Join("..", "..", "testdata", "cases", name)), Name: "contract.wsdl"})
		ds = append(ds, schema.Configure(api, schema.Settings{})...)
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			f.Fatal(ds)
		}
		c, _ := kernel.New(api)
		for _, op := range api.SOAP.Operations {
			contentType, message := c.CompleteRequest(op, "text/xml", example.SOAP(api, op).Request.Body)
			f.Add(len(contracts), contentType, string(message))
		}
		contracts = append(contracts, c)
	}
	f.Add(2, "no type", "0")
	f.Add(1, `multipart/related; boundary=B`, "--B\n\n<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><t:refer xmlns:t='urn:swa'><t:title/>"+
		"<t:form>cid:1</t:form></t:refer></s:Body></s:Envelope>\n--B\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\nAA==\n--B--")
	f.Fuzz(func(t *testing.T, which int, contentType, body string) {
		c := contracts[(which%len(contracts)+len(contracts))%len(contracts)]
		read := func(contentType, body string, op *schema.SOAPOperation, direction kernel.Direction) (*kernel.Envelope, []kernel.Violation) {
			return c.ReadMessage(http.Header{"Content-Type": {contentType}}, body, op, direction)
		}
		for _, op := range c.API.SOAP.Operations {
			for _, direction := range []kernel.Direction{kernel.Request, kernel.Response} {
				envelope, violations := read(contentType, body, op, direction)
				if envelope.Body == nil || len(violations) > 0 {
					continue
				}
				writtenType, written, violations := c.WriteMessage(op, direction, envelope.Body, envelope.Headers...)
				if len(violations) > 0 {
					if strings.Contains(violations[0].Message, "content type") { // a client does not send one that is malformed
						continue
					}
					t.Fatalf("%v for what was accepted", violations)
				}
				again, violations := read(writtenType, string(written), op, direction)
				if again.Body == nil || len(violations) > 0 {
					t.Fatalf("%v for\n%s\nof\n%s", violations, written, body)
				}
				if before, after := binariesOf(envelope.Body), binariesOf(again.Body); !slices.Equal(before, after) {
					t.Errorf("%q became %q", before, after)
				}
			}
		}
	})
}

// binariesOf returns the binary values below n, in the order of their names.
func binariesOf(n *kernel.Node) (texts []string) {
	for value := range n.Binaries() {
		texts = append(texts, value.Name+" "+value.Text)
	}
	slices.Sort(texts)
	return texts
}

// FuzzJSON reads texts as JSON and as data of types with everything that the dialect has.
func FuzzJSON(f *testing.F) {
	var types []*schema.Type
	var c *kernel.Contract
	for _, name := range []string{"jsononeof", "jsonlists", "jsonrules", "jsontypes"} {
		api, ds := rest.Read(schema.Source{FS: os.DirFS(filepath.Join("..", "..", "testdata", "cases", name)), Name: "contract.yaml"})
		if ds = append(ds, schema.Name(api, schema.Settings{})...); ds.Faulty() {
			f.Fatal(ds)
		}
		c, _ = kernel.New(api)
		for _, op := range api.REST.Operations {
			if call := example.REST(api, op); call.Response != nil {
				f.Add(len(types), call.Response.Body)
			}
		}
		types = append(types, api.Types...)
	}
	f.Fuzz(func(t *testing.T, which int, text string) {
		typ := types[(which%len(types)+len(types))%len(types)]
		if node, violations := c.ReadJSON(text, typ); node != nil && len(violations) == 0 {
			if _, violations := c.WriteJSON(node, typ); len(violations) > 0 {
				t.Errorf("%v for what was accepted", violations)
			}
		}
		if node, violations := c.FromData(text, typ); node != nil && len(violations) == 0 {
			c.WriteJSON(node, typ)
		}
	})
}
