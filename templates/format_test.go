// Whatever is written is as gofmt has it, also what is written without it.

package templates_test

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

// named is a contract with names that are written into declarations of every kind: $ is what makes them long.
const named = `<definitions name="S" targetNamespace="urn:t" xmlns:t="urn:t" xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <types><xs:schema targetNamespace="urn:t">
    <xs:element name="req$" type="t:Base$"/><xs:element name="res" type="t:Kinds"/><xs:element name="lost$" type="t:Lost"/>
    <xs:complexType name="Base$" abstract="true"/>
    <xs:complexType name="Derived$"><xs:complexContent><xs:extension base="t:Base$"><xs:choice>
      <xs:element name="a$" type="xs:int"/><xs:element name="b"><xs:simpleType><xs:restriction base="xs:token">
        <xs:pattern value="[a-z$]+"/><xs:pattern value="&quot;"/><xs:minLength value="2"/></xs:restriction></xs:simpleType>
      </xs:element></xs:choice></xs:extension></xs:complexContent></xs:complexType>
    <xs:complexType name="Lost"/>
    <xs:complexType name="Kinds"><xs:sequence><xs:element name="kind" type="t:Kind$" nillable="true" maxOccurs="9"/>
      <xs:any minOccurs="0"/></xs:sequence><xs:attribute name="k$" type="t:Kind$" use="required"/></xs:complexType>
    <xs:simpleType name="Kind$"><xs:restriction base="xs:string"><xs:enumeration value="$"/><xs:enumeration value="'&quot;"/>
      <xs:enumeration value="` + "`" + `&quot;"/><xs:enumeration value="a, b + c"/></xs:restriction></xs:simpleType>
  </xs:schema></types>
  <message name="Req"><part name="p" element="t:req$"/></message><message name="Res"><part name="p" element="t:res"/></message>
  <message name="Lost"><part name="p" element="t:lost$"/></message>
  <portType name="P"><operation name="Ask$"><input message="t:Req"/><output message="t:Res"/>
    <fault name="Lost" message="t:Lost"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Ask$"><soap:operation soapAction="urn:$"/><input><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output><fault name="Lost"><soap:fault name="Lost" use="literal"/></fault></operation>
  </binding>
  <service name="S"><port name="P" binding="t:B"><soap:address location="http://h/"/></port></service></definitions>`

func TestFormat(t *testing.T) {
	for n := range 150 {
		long := strings.ToUpper(strings.Repeat("a", n))
		for _, letter := range []string{long, strings.ReplaceAll(long, "A", "é")} {
			checkFormat(t, fmt.Sprintf("names with %q", letter),
				render(t, "api.wsdl", []byte(strings.ReplaceAll(named, "$", letter))))
		}
	}
}

// checkFormat checks that gofmt leaves files as they are.
func checkFormat(t *testing.T, what string, files map[string][]byte) {
	t.Helper()
	if len(files) == 0 {
		t.Fatalf("%s: no files", what)
	}
	for name, source := range files {
		formatted, err := format.Source(source)
		if err != nil || !bytes.Equal(formatted, source) {
			t.Errorf("%s: %s is not as gofmt has it: %v\n%s", what, name, err, diff.Diff("", source, "gofmt", formatted))
		}
	}
}
