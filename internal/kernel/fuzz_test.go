// Fuzzing: no text makes the kernel panic, and what it accepts it can write.

package kernel_test

import (
	"os"
	"path/filepath"
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
