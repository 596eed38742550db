// Tests of the operations and messages that WSDL documents become.

package wsdl_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

func TestOperation(t *testing.T) {
	text := contracttest.WSDL(
		`<xs:element name="In"><xs:annotation><xs:documentation>Of the element.</xs:documentation></xs:annotation>
		<xs:complexType/></xs:element><xs:element name="Out" type="xs:date"/><xs:element name="Bad" type="xs:int"/>`)
	text = strings.NewReplacer(
		`<wsdl:portType `, `<wsdl:message name="Out"><wsdl:part name="body" element="a:Out"/></wsdl:message>
			<wsdl:message name="Bad"><wsdl:part name="fault" element="a:Bad"/></wsdl:message><wsdl:portType `,
		`</wsdl:operation></wsdl:portType>`,
		`<wsdl:output message="a:Out"/><wsdl:fault name="Bad" message="a:Bad"/></wsdl:operation></wsdl:portType>`,
	).Replace(text)
	api := contracttest.MustRead(t, "api.wsdl", text)
	if api.Title != "Service" || api.Contract != "api.wsdl" || api.SOAP.Ports[0].Address != "http://example.test/" {
		t.Errorf("the contract is %q, %q at %q", api.Title, api.Contract, api.SOAP.Ports[0].Address)
	}
	if n := len(api.SOAP.Operations); n != 1 {
		t.Fatalf("%d operations, want 1", n)
	}
	o := api.SOAP.Operations[0]
	if o.Wire != "Do" || o.Action != "urn:do" || o.Doc != "Of the element." {
		t.Errorf("operation %q has action %q and documentation %q", o.Wire, o.Action, o.Doc)
	}
	if o.Input.Element.String() != "{urn:a}In" || o.Output.Element.String() != "{urn:a}Out" {
		t.Errorf("input is %v, output is %v", o.Input.Element, o.Output.Element)
	}
	if len(o.Faults) != 1 || o.Faults[0].Element.Local != "Bad" || o.Faults[0].Type.Value == nil {
		t.Errorf("faults are %v, want Bad with a value", o.Faults)
	}
}

// TestMessages checks the parts of messages, in a contract whose WSDL is changed: old by new, in pairs.
func TestMessages(t *testing.T) {
	const rpc = `<soap:binding style="rpc"`
	for _, test := range []struct {
		name    string
		changes []string
		want    string
	}{
		{"rpc", []string{
			`<soap:binding`, rpc, `<soap:body`, `<soap:body namespace="urn:wrapper"`,
			`<wsdl:part name="body" element="a:In"/>`,
			`<wsdl:part name="n" type="xs:int"/><wsdl:part name="t" type="a:T"/>`,
		}, `{urn:wrapper}Do
struct T
struct Do
  sequence
    n int
    t T
`},
		{"rpc without parts", []string{
			`<soap:binding`, rpc, `<soap:body`, `<soap:body namespace="urn:wrapper"`,
			`<wsdl:part name="body" element="a:In"/>`, ``,
		}, `{urn:wrapper}Do
struct T
struct Do
`},
		{"rpc by operation, of some parts", []string{
			`<soap:operation`, `<soap:operation style="rpc"`, `<soap:body`,
			`<soap:body parts="n" namespace="urn:wrapper"`,
			`<wsdl:part name="body" element="a:In"/>`,
			`<wsdl:part name="n" type="xs:int"/><wsdl:part name="t" type="a:T"/>`,
		}, `{urn:wrapper}Do
struct T
struct Do
  sequence
    n int
`},
		{"no parts", []string{`<wsdl:part name="body" element="a:In"/>`, ``}, `
struct T
`},
		{"a type", []string{`element="a:In"`, `type="xs:int"`}, `body
struct T
struct body
  =int
`},
		{"a MIME message of an envelope", []string{
			`<soap:body use="literal"/>`, `<m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/"><m:part>
				<soap:body parts="" use="literal"/></m:part></m:multipartRelated>`,
		}, `
struct T
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := contracttest.WSDL(`<xs:complexType name="T"/><xs:element name="In" type="a:T"/>`)
			api := contracttest.MustRead(t, "api.wsdl", strings.NewReplacer(test.changes...).Replace(text))
			got := api.SOAP.Operations[0].Input.Element.String() + "\n" + contracttest.Outline(api.Types)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("the message (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWithoutEnvelope: requests and responses that are content alone, or several parts of which none is an envelope.
func TestWithoutEnvelope(t *testing.T) {
	const one, two = `<wsdl:part name="body" element="a:In"/>`, `<wsdl:part name="body" element="a:In"/><wsdl:part name="more" type="xs:string"/>`
	for name, test := range map[string]struct {
		parts, content string // of the message, and in the binding of each direction
		want           string // the attachments of the operation, those alone with an exclamation mark
		diagnostics    []string
	}{
		"content":      {one, `<m:content type="text/xml"/>`, "body (text/xml)!", nil},
		"alternatives": {one, `<m:content part="body" type="image/png"/><m:content part="body" type="image/jpeg"/>`, "body (image/png image/jpeg)!", nil},
		"mimeXml":      {one, `<m:mimeXml part="body"/>`, "body (text/xml)!", nil},
		"without type": {one, `<m:content part="body"/>`, "body (*/*)!", nil},
		"several parts": {two, `<m:multipartRelated><m:part><m:content part="more" type="text/plain"/></m:part><m:part><m:content part="body"/></m:part></m:multipartRelated>`,
			"more (text/plain), body (*/*)", nil},
		"one part": {one, `<m:multipartRelated><m:part><m:content type="text/plain"/></m:part></m:multipartRelated>`, "body (text/plain)", nil},
		"a part that is not named": {two, `<m:content part="body" type="text/plain"/>`, "body (text/plain)!", []string{
			`warning: part "more" of message "In" is left out of operation "Do": its binding does not name it`}},
		"one of several parts": {two, `<m:content part="body" type="text/plain"/><m:content part="more" type="a/b"/>`, "", []string{
			`is left out: its input is one of several parts of message "In", which is not supported`}},
	} {
		t.Run(name, func(t *testing.T) {
			content := strings.NewReplacer(`<m:content `, `<m:content xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" `,
				`<m:mimeXml `, `<m:mimeXml xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/" `,
				`<m:multipartRelated>`, `<m:multipartRelated xmlns:m="http://schemas.xmlsoap.org/wsdl/mime/">`).Replace(test.content)
			text := strings.NewReplacer(one, test.parts, `<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:output message="a:In"/>`,
				`<wsdl:input><soap:body use="literal"/></wsdl:input>`, `<wsdl:input>`+content+`</wsdl:input><wsdl:output>`+content+`</wsdl:output>`,
			).Replace(contracttest.WSDL(contracttest.In))
			api, ds := contracttest.Read("api.wsdl", text)
			for _, want := range test.diagnostics {
				if !strings.Contains(ds.Error(), want) {
					t.Errorf("%v, want %s", ds, want)
				}
			}
			if test.want == "" {
				return
			}
			if len(test.diagnostics) == 0 && len(ds) > 0 {
				t.Error(ds)
			}
			for _, m := range []*schema.Message{api.SOAP.Operations[0].Input, api.SOAP.Operations[0].Output} {
				var parts []string
				for _, f := range m.Type.Attached {
					part := f.Wire.Local + " " + strings.ReplaceAll(fmt.Sprint(f.ContentTypes), "[", "(")
					part = strings.ReplaceAll(part, "]", ")")
					if f.Alone {
						part += "!"
					}
					parts = append(parts, part)
				}
				if got := strings.Join(parts, ", "); got != test.want || !m.IsAttached() || m.IsAttachment() != strings.HasSuffix(got, "!") {
					t.Errorf("got %s, want %s", got, test.want)
				}
			}
		})
	}
}

// TestRPCResponse checks the names of the elements around the parts of an operation and its response.
func TestRPCResponse(t *testing.T) {
	text := strings.NewReplacer(`<soap:binding`, `<soap:binding style="rpc"`, `element="a:In"`, `type="xs:int"`,
		`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:output message="a:In"/>`,
		`<wsdl:input><soap:body use="literal"/></wsdl:input>`, `<wsdl:input><soap:body namespace="urn:x"/></wsdl:input>
			<wsdl:output><soap:body use="literal" namespace="urn:y"/></wsdl:output>`,
	).Replace(contracttest.WSDL(contracttest.In))
	o := contracttest.MustRead(t, "api.wsdl", text).SOAP.Operations[0]
	if got := o.Input.Element.String() + " " + o.Output.Element.String(); got != "{urn:x}Do {urn:y}DoResponse" {
		t.Errorf("the elements are %s", got)
	}
	if o.Input.Type == o.Output.Type {
		t.Error("input and output have one type")
	}
}

func TestHeaders(t *testing.T) {
	text := strings.NewReplacer(
		`<wsdl:portType `,
		`<wsdl:message name="H"><wsdl:part name="one" element="a:One"/><wsdl:part name="two" type="xs:int"/>
			</wsdl:message><wsdl:portType `,
		`<wsdl:part name="body" element="a:In"/>`, `<wsdl:part name="body" element="a:In"/>
			<wsdl:part name="one" element="a:One"/>`,
		`<soap:body use="literal"/></wsdl:input>`, `<soap:body use="literal"/><soap:header message="a:In" part="one"/>
			<soap:header message="a:H" part="one"/><soap:header message="a:H" part="two" namespace="urn:h"/></wsdl:input>
			<wsdl:output><soap:body use="literal"/><soap:header message="a:H" part="one"/></wsdl:output>`,
		`<wsdl:input message="a:In"/>`, `<wsdl:input message="a:In"/><wsdl:output message="a:Out"/>`,
		`<wsdl:binding `, `<wsdl:message name="Out"/><wsdl:binding `,
	).Replace(contracttest.WSDL(contracttest.In + `<xs:element name="One" type="xs:string"/>`))
	o := contracttest.MustRead(t, "api.wsdl", text).SOAP.Operations[0]
	if o.Input.Element.Local != "In" || o.Output == nil || o.Output.Type != nil {
		t.Errorf("input is %v, output is %v, want the element In and nothing", o.Input, o.Output)
	}
	names := func(headers []*schema.Message) (list []string) {
		for _, h := range headers {
			list = append(list, h.Element.String())
		}
		return list
	}
	if diff := cmp.Diff([]string{"{urn:a}One", "{urn:h}two"}, names(o.InputHeaders)); diff != "" {
		t.Errorf("headers of the request (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"{urn:a}One"}, names(o.OutputHeaders)); diff != "" {
		t.Errorf("headers of the answer (-want +got):\n%s", diff)
	}
}

// TestOverloads checks that operations of one name are told apart by the names of their inputs.
func TestOverloads(t *testing.T) {
	text := strings.NewReplacer(
		`<wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation>`,
		`<wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation>
			<wsdl:operation name="Do"><wsdl:input name="DoMore" message="a:More"/></wsdl:operation>`,
		`<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>`,
		`<wsdl:operation name="Do"><soap:operation soapAction="urn:more"/><wsdl:input name="DoMore"><soap:body use="literal"/>
			</wsdl:input></wsdl:operation><wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>`,
		`<wsdl:portType `,
		`<wsdl:message name="More"><wsdl:part name="body" element="a:More"/></wsdl:message><wsdl:portType `,
	).Replace(contracttest.WSDL(contracttest.In + `<xs:element name="More"><xs:complexType/></xs:element>`))
	api := contracttest.MustRead(t, "api.wsdl", text)
	schema.Name(api, schema.Settings{})
	var got []string
	for _, o := range api.SOAP.Operations {
		got = append(got, o.Name+" "+o.Wire+" "+o.Action+" "+o.Input.Element.Local)
	}
	if diff := cmp.Diff([]string{"DoMore Do urn:more More", "Do Do urn:do In"}, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// TestPorts checks which of several ports the client is written for: SOAP 1.1 before 1.2, HTTP before others, literal
// messages alone.
func TestPorts(t *testing.T) {
	const soap12 = `<wsdl:binding xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" name="B12" type="a:Port">
		<soap:binding transport="http://www.w3.org/2003/05/soap/bindings/HTTP/"/><wsdl:operation name="Do"><soap:operation
		soapAction="urn:do12"/><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding>`
	const first = `<wsdl:service name="First"><wsdl:port name="P12" binding="a:B12"><soap:address
		xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" location="http://12.test/"/></wsdl:port></wsdl:service>`
	for _, test := range []struct{ name, old, new, want string }{
		{"1.1", "", "", "1.1 Service http://example.test/ urn:do"},
		{"1.1 is encoded", `use="literal"`, `use="encoded"`, "1.2 First http://12.test/ urn:do12"},
		{"1.1 is no HTTP", `http://schemas.xmlsoap.org/soap/http`, "urn:jms", "1.2 First http://12.test/ urn:do12"},
		{"1.1 has no port", `binding="a:Binding"`, `binding="a:B12"`, "1.2 First http://12.test/ urn:do12"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(contracttest.WSDL(contracttest.In), test.old, test.new, 1)
			api := contracttest.MustRead(t, "api.wsdl", strings.Replace(text, `<wsdl:service`, soap12+first+`<wsdl:service`, 1))
			got := strings.Join([]string{api.SOAP.Ports[0].Version, api.Title, api.SOAP.Ports[0].Address, api.SOAP.Operations[0].Action},
				" ")
			if got != test.want {
				t.Errorf("the client is written for %s, want %s", got, test.want)
			}
		})
	}
}

// TestEncodedOperation checks that an operation that cannot be called leaves the others.
func TestEncodedOperation(t *testing.T) {
	text := strings.NewReplacer(
		`</wsdl:portType>`, `<wsdl:operation name="Old"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>`,
		`</wsdl:binding>`, `<wsdl:operation name="Old"><soap:operation/><wsdl:input>
			<soap:body use="encoded"/></wsdl:input></wsdl:operation></wsdl:binding>`,
	).Replace(contracttest.WSDL(contracttest.In))
	api, ds := contracttest.Read("api.wsdl", text)
	want := `api.wsdl:12:34: warning: operation "Old" is left out: it is document/encoded`
	if api == nil || len(api.SOAP.Operations) != 1 || ds.Error() != want {
		t.Errorf("diagnostics are\n%s\nwant\n%s", ds, want)
	}
}

func TestOneWay(t *testing.T) {
	if o := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(contracttest.In)).SOAP.Operations[0]; o.Output != nil {
		t.Errorf("output is %v, want none", o.Output)
	}
}

// TestCircularImports checks that documents that import each other are read once.
func TestCircularImports(t *testing.T) {
	const back = `<wsdl:import namespace="urn:a" location="api.wsdl"/><wsdl:import namespace="urn:b" location="b.xsd"/>`
	api := contracttest.MustRead(t,
		"api.wsdl", strings.Replace(contracttest.WSDL(`<xs:import namespace="urn:b" schemaLocation="b.xsd"/>
			<xs:element name="In" type="b:T"/>`),
			`<wsdl:types>`, `<wsdl:import namespace="urn:b" location="b.wsdl"/><wsdl:types>`, 1),
		"b.wsdl", `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:b">`+back+
			`</wsdl:definitions>`,
		"b.xsd",
		`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:b"><xs:complexType name="T"/>
			<xs:import namespace="urn:b" schemaLocation="b.xsd"/></xs:schema>`)
	if got := contracttest.Outline(api.Types); got != "struct T\n" {
		t.Errorf("types are\n%s", got)
	}
}

func TestImportedWSDL(t *testing.T) {
	whole := contracttest.WSDL(contracttest.In)
	types, rest, _ := strings.Cut(whole, "<wsdl:message")
	head, _, _ := strings.Cut(types, "<wsdl:types>")
	api := contracttest.MustRead(t,
		"api.wsdl", head+`<wsdl:import namespace="urn:a" location="abstract.wsdl"/><wsdl:message`+rest,
		"abstract.wsdl", types+"</wsdl:definitions>")
	if got := api.SOAP.Operations[0].Input.Pos.String(); got != "abstract.wsdl:5:13" {
		t.Errorf("the input's element is at %s, want abstract.wsdl:5:13", got)
	}
}

// TestBindingWithoutOperations checks bindings that bind nothing, alone and beside others.
func TestBindingWithoutOperations(t *testing.T) {
	const operation = `<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>` +
		`<wsdl:input><soap:body use="literal"/></wsdl:input>
</wsdl:operation>`
	const empty = `<wsdl:binding name="Empty" type="a:Port"><soap:binding style="rpc"/></wsdl:binding>`
	text := contracttest.WSDL(contracttest.In)
	if !strings.Contains(text, operation) {
		t.Fatal("the contract has another operation")
	}
	nothing := strings.Replace(text, operation, "", 1)
	for _, test := range []struct{ name, text, want string }{
		{"alone", nothing, `
api.wsdl:9:44: warning: operation "Do" is left out: no supported binding has it, so it cannot be called
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write`},
		{"without soap",
			strings.ReplaceAll(nothing, `<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>`, ""),
			`api.wsdl:10:15: binding "Binding" is not for soap, and there is no other: a client needs a port with ` +
				`<soap:binding>`},
		{"without a port", strings.Replace(nothing, ` binding="a:Binding"`, ` binding="a:Gone"`, 1), `
api.wsdl:9:44: warning: operation "Do" is left out: no supported binding has it, so it cannot be called
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write
api.wsdl:10:15: warning: no port has binding "Binding": the client is written for it anyway
api.wsdl:12:53: warning: port "Port" is left out: there is no binding "a:Gone"`},
		{"beside one with", strings.Replace(text, `<wsdl:service`, empty+`<wsdl:service`, 1),
			`api.wsdl:13:1: warning: binding "Empty" is left out: the client is written for port "Port"`},
		{"with the first port", strings.Replace(text, `<wsdl:service name="Service">`, empty+
			`<wsdl:service name="Service"><wsdl:port name="First" binding="a:Empty"/>`, 1),
			`api.wsdl:13:113: warning: port "First" is left out: the client is written for port "Port"`},
		{"beside an encoded one", strings.Replace(strings.Replace(text, `<wsdl:service`, empty+`<wsdl:service`, 1),
			`use="literal"`, `use="encoded"`, 1), `
api.wsdl:9:44: warning: operation "Do" is left out: no supported binding has it, so it cannot be called
api.wsdl:13:1: binding "Empty" has no operations that can be called: there is nothing to write
api.wsdl:13:15: warning: no port has binding "Empty": the client is written for it anyway
api.wsdl:13:113: warning: port "Port" is left out: the client is written for binding "Empty"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := contracttest.Read("api.wsdl", test.text)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPrefixes(t *testing.T) {
	text := strings.NewReplacer("xmlns:a=", "xmlns:soapenv=", "a:", "soapenv:").Replace(contracttest.WSDL(contracttest.In))
	api := contracttest.MustRead(t, "api.wsdl", text)
	if got := api.SOAP.Namespaces; len(got) != 1 || got[0].URI != "urn:a" || got[0].Prefix != "ns1" {
		t.Errorf("namespaces are %v, want urn:a with a prefix of its own in place of soapenv", got)
	}
}

// TestMap checks that locations and namespaces are read from the files that the user gives for them.
func TestMap(t *testing.T) {
	const b = `<xs:schema targetNamespace="urn:%s" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="T">
		<xs:restriction base="xs:string"/></xs:simpleType></xs:schema>`
	text := contracttest.WSDL(
		`<xs:import namespace="urn:b" schemaLocation="https://example.test/b.xsd"/><xs:import namespace="urn:c"/>
		<xs:include schemaLocation="../xsd/a.xsd"/><xs:element name="In"><xs:complexType><xs:sequence>
		<xs:element name="b" type="b:T"/><xs:element name="c" xmlns:c="urn:c" type="c:T"/><xs:element name="a" type="a:T"/>
		</xs:sequence></xs:complexType></xs:element>`)
	fs := fstest.MapFS{"wsdl/api.wsdl": {Data: []byte(text)}}
	for _, name := range []string{"a", "b", "c"} {
		fs["xsd/"+name+".xsd"] = &fstest.MapFile{Data: []byte(strings.Replace(b, "%s", name, 1))}
	}
	api, ds := wsdl.Read(schema.Source{FS: fs, Name: "wsdl/api.wsdl", Dir: "root",
		Map: map[string]string{"https://example.test/b.xsd": "xsd/b.xsd", "urn:c": "xsd/c.xsd"}})
	if ds != nil {
		t.Fatal(ds)
	}
	want := []string{"root/wsdl/api.wsdl", "root/xsd/b.xsd", "root/xsd/c.xsd", "root/xsd/a.xsd"}
	var got []string
	for _, t := range api.Types {
		got = append(got, t.Pos.File)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}
