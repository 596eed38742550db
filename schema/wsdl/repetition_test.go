// Tests of declarations that are repeated.

package wsdl_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

// repeatable are declarations by kind: one, the same in other words, and another one of the same name.
var repeatable = map[string]struct{ declaration, same, other string }{
	"type": {
		`<xs:complexType name="T"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>`,
		`<xs:complexType  name='T' ><xs:annotation/><xs:sequence><xs:element type="xs:int" name="x" /></xs:sequence></xs:complexType>`,
		`<xs:complexType name="T"><xs:sequence><xs:element name="y" type="a:Gone"/></xs:sequence></xs:complexType>`},
	"simple type": {
		`<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:enumeration value="a"/></xs:restriction></xs:simpleType>`,
		`<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:enumeration value="a"/> </xs:restriction></xs:simpleType>`,
		`<xs:complexType name="S"><xs:attribute name="y"/></xs:complexType>`},
	"element": {
		`<xs:element name="E"><xs:simpleType><xs:restriction base="xs:int"/></xs:simpleType></xs:element>`,
		`<xs:element name="E"><xs:simpleType><xs:restriction base="xs:int"></xs:restriction></xs:simpleType></xs:element>`,
		`<xs:element name="E"><xs:complexType><xs:attribute name="y"/></xs:complexType></xs:element>`},
	"attribute": {
		`<xs:attribute name="A" type="xs:int"/>`, `<xs:attribute type="xs:int" name="A"/>`, `<xs:attribute name="A" type="xs:date"/>`},
	"group": {
		`<xs:group name="G"><xs:sequence><xs:element name="g"/></xs:sequence></xs:group>`,
		"<xs:group name=\"G\">\n<xs:sequence><xs:element name=\"g\"/></xs:sequence></xs:group>",
		`<xs:group name="G"><xs:choice><xs:element name="h"/></xs:choice></xs:group>`},
	"attribute group": {
		`<xs:attributeGroup name="AG"><xs:attribute name="g"/></xs:attributeGroup>`,
		`<xs:attributeGroup name="AG"><xs:attribute name="g"></xs:attribute></xs:attributeGroup>`,
		`<xs:attributeGroup name="AG"><xs:attribute name="h"/></xs:attributeGroup>`},
	"message": {
		`<wsdl:message name="M"><wsdl:part name="body" element="a:In"/></wsdl:message>`,
		`<wsdl:message name="M"><wsdl:documentation/><wsdl:part element="a:In" name="body"/></wsdl:message>`,
		`<wsdl:message name="M"><wsdl:part name="other" element="a:Gone"/></wsdl:message>`},
	"part": {
		`<wsdl:part name="body" element="a:In"/>`, `<wsdl:part element="a:In" name="body"/>`,
		`<wsdl:part name="body" type="xs:int"/>`},
	"port type": {
		`<wsdl:portType name="P"><wsdl:operation name="Do"><wsdl:input message="a:M"/></wsdl:operation></wsdl:portType>`,
		`<wsdl:portType name="P"><wsdl:operation name="Do"><wsdl:input message="a:M" /></wsdl:operation></wsdl:portType>`,
		`<wsdl:portType name="P"><wsdl:operation name="Undo"><wsdl:input message="a:M"/></wsdl:operation></wsdl:portType>`},
	"binding": {
		`<wsdl:binding name="B" type="a:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` +
			`<wsdl:operation name="Do"><soap:operation soapAction="urn:1"/><wsdl:input><soap:body use="literal"/></wsdl:input>` +
			`</wsdl:operation></wsdl:binding>`,
		`<wsdl:binding type="a:P" name="B"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` +
			`<wsdl:operation name="Do"><soap:operation soapAction="urn:1"/><wsdl:input><soap:body use="literal"/></wsdl:input>` +
			`</wsdl:operation></wsdl:binding>`,
		`<wsdl:binding name="B" type="a:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` +
			`<wsdl:operation name="Do"><soap:operation soapAction="urn:2"/><wsdl:input><soap:body use="literal"/></wsdl:input>` +
			`</wsdl:operation></wsdl:binding>`},
}

// repeatingContract returns the files of a contract that has all declarations of repeatable. again are declarations of a
// schema or a WSDL that stand in the given file after them, and part is one of the message.
func repeatingContract(file, again, part string) []string {
	const open = `<wsdl:definitions targetNamespace="urn:a" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:a="urn:a"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	const openSchema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns:a="urn:a">`
	in := func(name string) string {
		if name == file {
			return "\n" + again
		}
		return ""
	}
	schemas, definitions := "", ""
	for _, kind := range slices.Sorted(maps.Keys(repeatable)) {
		switch declaration := repeatable[kind].declaration; {
		case kind == "part":
		case strings.HasPrefix(declaration, "<xs:"):
			schemas += declaration
		default:
			definitions += declaration
		}
	}
	definitions = strings.Replace(definitions, `</wsdl:message>`, part+`</wsdl:message>`, 1)
	return []string{
		"api.wsdl", open + `<wsdl:import namespace="urn:a" location="b.wsdl"/>
<wsdl:types>` + openSchema + `<xs:include schemaLocation="b.xsd"/><xs:element name="In"><xs:complexType><xs:sequence>
<xs:element name="t" type="a:T"/><xs:element name="s" type="a:S"/><xs:element ref="a:E"/><xs:group ref="a:G"/></xs:sequence>
<xs:attribute ref="a:A"/><xs:attributeGroup ref="a:AG"/></xs:complexType></xs:element>` + schemas + in("schema") +
			`</xs:schema>` + openSchema + in("second schema") + `</xs:schema></wsdl:types>` + definitions + in("definitions") +
			`<wsdl:service name="S"><wsdl:port name="P" binding="a:B"><soap:address location="http://example.test/"/>` +
			`</wsdl:port></wsdl:service></wsdl:definitions>`,
		"b.xsd", openSchema + in("b.xsd") + `</xs:schema>`,
		"b.wsdl", open + in("b.wsdl") + `</wsdl:definitions>`,
	}
}

// TestRepeatedDeclarations checks that a declaration that is repeated counts once, without a diagnostic, and that the
// first one counts if they differ, with a warning.
func TestRepeatedDeclarations(t *testing.T) {
	once := contracttest.MustRead(t, repeatingContract("", "", "")...)
	for kind, repeated := range repeatable {
		places := []string{"schema", "second schema", "b.xsd"}
		if strings.HasPrefix(repeated.declaration, "<wsdl:") {
			places = []string{"definitions", "b.wsdl"}
		}
		if kind == "part" {
			places = []string{""}
		}
		for _, place := range places {
			for _, again := range []string{repeated.declaration, repeated.same, repeated.other} {
				part := ""
				if kind == "part" {
					part = again
				}
				api, ds := contracttest.Read(repeatingContract(place, again, part)...)
				if api == nil {
					t.Errorf("%s, repeated in %s as %s: %s", kind, place, again, ds)
					continue
				}
				isWarned := len(ds) == 1 && strings.Contains(ds.Error(), ": warning: ") &&
					strings.HasSuffix(ds.Error(), ", which counts: this declaration is ignored")
				if isDifferent := again == repeated.other; isDifferent && !isWarned || !isDifferent && ds != nil {
					t.Errorf("%s, repeated in %s as %s: diagnostics are %q", kind, place, again, ds.Error())
				}
				if diff := cmp.Diff(textOf(once), textOf(api)); diff != "" {
					t.Errorf("%s, repeated in %s as %s: the model (-want +got):\n%s", kind, place, again, diff)
				}
			}
		}
	}
}

// textOf returns the types and the operations of api as text.
func textOf(api *schema.API) string {
	text := contracttest.Outline(api.Types)
	for _, o := range api.SOAP.Operations {
		text += fmt.Sprintf("%s %s %s\n", o.Wire, o.Action, o.Input.Element)
	}
	return text
}
