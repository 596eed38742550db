// Tests of operations, and of what they leave out.

package wsdl_test

import (
	"strings"
	"testing"
)

func TestOperation(t *testing.T) {
	text := contract(`<xs:element name="In"><xs:annotation><xs:documentation>Of the element.</xs:documentation></xs:annotation>
		<xs:complexType/></xs:element><xs:element name="Out" type="xs:date"/><xs:element name="Bad" type="xs:int"/>`)
	text = strings.NewReplacer(
		`<wsdl:portType `, `<wsdl:message name="Out"><wsdl:part name="body" element="a:Out"/></wsdl:message>
			<wsdl:message name="Bad"><wsdl:part name="fault" element="a:Bad"/></wsdl:message><wsdl:portType `,
		`</wsdl:operation></wsdl:portType>`,
		`<wsdl:output message="a:Out"/><wsdl:fault name="Bad" message="a:Bad"/></wsdl:operation></wsdl:portType>`,
	).Replace(text)
	api := mustRead(t, "api.wsdl", text)
	if api.Title != "Service" || api.Contract != "api.wsdl" || api.SOAP.Endpoint != "http://example.test/" {
		t.Errorf("the contract is %q, %q at %q", api.Title, api.Contract, api.SOAP.Endpoint)
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

func TestOneWay(t *testing.T) {
	if o := mustRead(t, "api.wsdl", contract(in)).SOAP.Operations[0]; o.Output != nil {
		t.Errorf("output is %v, want none", o.Output)
	}
}

func TestImportedWSDL(t *testing.T) {
	whole := contract(in)
	types, rest, _ := strings.Cut(whole, "<wsdl:message")
	head, _, _ := strings.Cut(types, "<wsdl:types>")
	api := mustRead(t,
		"api.wsdl", head+`<wsdl:import namespace="urn:a" location="abstract.wsdl"/><wsdl:message`+rest,
		"abstract.wsdl", types+"</wsdl:definitions>")
	if got := api.SOAP.Operations[0].Input.Pos.String(); got != "abstract.wsdl:5:13" {
		t.Errorf("the input's element is at %s, want abstract.wsdl:5:13", got)
	}
}
