// Package contracttest has small contracts for the tests of the WSDL reader, and their models as text.

package contracttest

import (
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// WSDL returns a WSDL whose only operation takes the element In of namespace urn:a, with the given content of its
// only schema.
func WSDL(content string) string {
	return `<wsdl:definitions name="Test" targetNamespace="urn:a" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:a="urn:a" xmlns:b="urn:b">
<wsdl:types><xs:schema targetNamespace="urn:a">
` + content + `
</xs:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="body" element="a:In"/></wsdl:message>
<wsdl:portType name="Port"><wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Binding" type="a:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/><wsdl:input><soap:body use="literal"/></wsdl:input>
</wsdl:operation></wsdl:binding>
<wsdl:service name="Service"><wsdl:port name="Port" binding="a:Binding">
<soap:address location="http://example.test/"/></wsdl:port></wsdl:service>
</wsdl:definitions>`
}

// In is the element that the operation of WSDL takes: without content, in a line of its own.
const In = `<xs:element name="In"><xs:complexType/></xs:element>
`

// Read reads the contract api.wsdl among the files, which are given as name, text, name, text, and so on.
func Read(files ...string) (*schema.API, schema.Diagnostics) {
	fs := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fs[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return wsdl.Read(schema.Source{FS: fs, Name: "api.wsdl"})
}

// MustRead is Read for a contract without faults.
func MustRead(t *testing.T, files ...string) *schema.API {
	t.Helper()
	api, ds := Read(files...)
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return api
}
