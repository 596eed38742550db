// Examples of the documentation: where they are shown, and what is said about wrong ones.

package example_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/internal/example"
	"github.com/kontrakt-dev/kontrakt/internal/kernel"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/schema/yamldoc"
)

const people = `<xs:simpleType name="Size"><xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType>
<xs:element name="In"><xs:complexType><xs:sequence>
  <xs:element name="name" type="xs:string"/>
  <xs:element name="size" type="a:Size" minOccurs="0"/>
  <xs:element name="pet" type="a:Pet" minOccurs="0" maxOccurs="3"/>
  <xs:element name="tag" type="xs:token" minOccurs="0" maxOccurs="2"/>
</xs:sequence><xs:attribute name="born" type="xs:date"/></xs:complexType></xs:element>
<xs:complexType name="Pet"><xs:sequence>
  <xs:element name="name" type="xs:string"/><xs:element name="size" type="a:Size"/>
</xs:sequence></xs:complexType>`

const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`

// readPeople returns the contract people with documents beside it, given as name, text, and so on.
func readPeople(t *testing.T, documents ...string) (*schema.API, schema.Diagnostics) {
	t.Helper()
	files := fstest.MapFS{"api.wsdl": {Data: []byte(contracttest.WSDL(people))}}
	for i := 0; i < len(documents); i += 2 {
		files["api.examples/"+documents[i]] = &fstest.MapFile{Data: []byte(documents[i+1])}
	}
	src := schema.Source{FS: files, Name: "api.wsdl", Dir: "in/"}
	api, ds := wsdl.Read(src)
	if !ds.Faulty() {
		ds = schema.Name(api, schema.Settings{})
	}
	if ds.Faulty() {
		t.Fatal(ds)
	}
	return api, example.ReadDocuments(api, src)
}

func TestDocuments(t *testing.T) {
	const document = envelope + `
  <a:In xmlns:a="urn:a" born="1979-01-15"><name> Ada </name><tag> x  y </tag><tag>z</tag></a:In></s:Body></s:Envelope>`
	api, ds := readPeople(t, "Do.request.xml", "\n"+document+"\n\n", ".hidden", "")
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	op := api.SOAP.Operations[0]
	if got := example.SOAP(api, op).Request.Body; got != document+"\n" {
		t.Errorf("the request is %s", got)
	}
	// The values serve elements of the same name and type, too. The document has none of size.
	const complete = `  <soapenv:Body>
    <a:In xmlns:a="urn:a" born="1979-01-15">
      <name> Ada </name>
      <size>1</size>
      <pet>
        <name> Ada </name>
        <size>1</size>
      </pet>
      <tag>x y</tag>
      <tag>z</tag>
    </a:In>
  </soapenv:Body>
`
	if got := example.CompleteSOAP(api, op).Request.Body; !strings.Contains(got, complete) {
		t.Errorf("the complete request is %s", got)
	}
	const skeleton = `      <name> Ada </name> <!-- required -->
      <size>1</size> <!-- optional -->
      <pet> <!-- optional; 0 to 3 -->
        <name> Ada </name> <!-- required -->
        <size>1</size> <!-- required -->
      </pet>
      <tag>x y</tag> <!-- optional; 0 to 2 -->
`
	if got := example.Skeleton(api, op).Body; !strings.Contains(got, skeleton) {
		t.Errorf("the skeleton is %s", got)
	}
}

func TestDocumentFaults(t *testing.T) {
	_, ds := readPeople(t,
		"Do.request.xml", envelope+"\n<a:In xmlns:a='urn:a'>\n <name>a</name><size>10</size></a:In></s:Body></s:Envelope>",
		"Do.response.xml", envelope+"</s:Body></s:Envelope>",
		"D.request.xml", envelope, "Do.xml", "<a/>", "readme.txt", "")
	const want = `in/api.examples/D.request.xml: is not named like an example: there is no operation D: did you mean "Do"?
in/api.examples/Do.request.xml:3:16: size: must be at most 9
in/api.examples/Do.response.xml: operation Do has no response: remove the file
in/api.examples/Do.xml: is not named like an example: expected an operation with .request.xml or .response.xml
in/api.examples/readme.txt: is not named like an example: expected an operation with .request.xml or .response.xml`
	if ds.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", ds.Error(), want)
	}
	if _, ds := readPeople(t, "Do.request.xml", "<a/>"); ds.Error() != "in/api.examples/Do.request.xml:1:1: expected an envelope of SOAP" {
		t.Error(ds)
	}
}

func TestSettings(t *testing.T) {
	settings := func(text string) (string, schema.Diagnostics) {
		api, ds := readPeople(t)
		if ds.Faulty() {
			t.Fatal(ds)
		}
		var faults schema.Diagnostics
		faults = append(faults, example.Configure(api, yamldoc.Parse("gen.yaml", []byte(text), &faults))...)
		return example.SOAP(api, api.SOAP.Operations[0]).Request.Body, faults
	}
	got, ds := settings("name: vague\nIn.name: 4711\nSize: 07\nPet.size: [8, 9]\ntag: [a, b, c]\nborn: 2000-02-29")
	const want = ` born="2000-02-29">
      <name>4711</name>
      <size>07</size>
      <pet>
        <name>vague</name>
        <size>8</size>
      </pet>
      <tag>a</tag>
      <tag>b</tag>
`
	if !strings.Contains(got, want) || len(ds) > 0 {
		t.Errorf("%v\n%s", ds, got)
	}
	// The order of the names makes no difference.
	if again, _ := settings("In.name: 4711\nPet.size: [8, 9]\nSize: 07\nname: vague\ntag: [a, b, c]\nborn: 2000-02-29"); again != got {
		t.Errorf("in another order: %s", again)
	}
	_, ds = settings("nam: x\nSize: [1, 10, many]\nPet: {name: x}\nIn.pet: x\nIn.tag: [[a]]")
	const faults = `gen.yaml:1:1: the contract has no type or field "nam": did you mean "name"?
gen.yaml:2:11: the example "10" is more than 9, the bound of type "Size"
gen.yaml:2:15: the example "many" is not a value of xs:int
gen.yaml:3:6: the type Pet has elements or attributes: write examples of those
gen.yaml:4:9: the type Pet has elements or attributes: write examples of those
gen.yaml:5:10: expected a single value: in XML, a list has spaces between its items`
	if ds.Error() != faults {
		t.Errorf("got\n%s\nwant\n%s", ds.Error(), faults)
	}
}

// TestMadeUpDocuments takes the messages that are made up for each operation of the cases as documents: they are valid, and
// so are the complete messages with their values. Messages without an envelope are none.
func TestMadeUpDocuments(t *testing.T) {
	contracts, err := filepath.Glob("../../testdata/cases/*/contract.wsdl")
	if err != nil || len(contracts) < 30 {
		t.Fatalf("%d contracts, %v", len(contracts), err)
	}
	for _, contract := range contracts {
		api := read(t, contract)
		files := fstest.MapFS{}
		for _, op := range api.SOAP.Operations {
			call := example.SOAP(api, op)
			if !op.Input.IsAttached() {
				files["contract.examples/"+op.Symbol+".request.xml"] = &fstest.MapFile{Data: []byte(call.Request.Body)}
			}
			if call.Response != nil && !op.Output.IsAttached() {
				files["contract.examples/"+op.Symbol+".response.xml"] = &fstest.MapFile{Data: []byte(call.Response.Body)}
			}
		}
		if ds := example.ReadDocuments(api, schema.Source{FS: files, Name: "contract.wsdl"}); len(ds) > 0 {
			t.Errorf("%s: %v", contract, ds)
		}
		c, ds := kernel.New(api)
		if ds.Faulty() {
			t.Fatal(ds)
		}
		for _, op := range api.SOAP.Operations {
			for direction, call := range map[kernel.Direction]func() *example.Message{
				kernel.Request:  func() *example.Message { return new(example.Skeleton(api, op)) },
				kernel.Response: func() *example.Message { return example.CompleteSOAP(api, op).Response },
			} {
				message := map[kernel.Direction]*schema.Message{kernel.Request: op.Input, kernel.Response: op.Output}[direction]
				if m := call(); m != nil && !message.IsAttached() {
					if _, violations := c.ReadEnvelope(m.Body, op, direction); len(violations) > 0 {
						t.Errorf("%s, %s: %v in\n%s", contract, op.Symbol, violations, m.Body)
					}
				}
			}
		}
	}
}

// TestMadeUpJSON takes the bodies that are made up for each function of the cases as examples in YAML: they are valid, and
// the same in JSON.
func TestMadeUpJSON(t *testing.T) {
	contracts, err := filepath.Glob("../../testdata/cases/*/contract.yaml")
	if err != nil || len(contracts) < 20 {
		t.Fatalf("%d contracts, %v", len(contracts), err)
	}
	for _, contract := range contracts {
		dir, name := filepath.Split(contract)
		api, ds := rest.Read(schema.Source{FS: os.DirFS(dir), Name: name})
		if ds.Faulty() {
			t.Fatal(ds)
		}
		c, _ := kernel.New(api)
		for _, op := range api.REST.Operations {
			for _, call := range []example.Call{example.REST(api, op), example.CompleteREST(api, op)} {
				for text, body := range map[string]*schema.Body{call.Request.Body: op.Body, call.Response.Body: op.Result} {
					if body == nil || body.Type == nil || body.IsText() {
						continue
					}
					var faults schema.Diagnostics
					n := yamldoc.Parse(contract, []byte(text), &faults)
					json, more := c.Example(n, kernel.BodyType(body))
					if faults = append(faults, more...); len(faults) > 0 || json != compact(t, text) {
						t.Errorf("%s, %s: %v, %s of %s", contract, op.Wire, faults, json, text)
					}
				}
			}
		}
	}
}

// compact returns JSON without white space.
func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
