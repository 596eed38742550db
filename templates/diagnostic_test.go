// Tests of what is said about contracts of which something cannot be written, or not checked.

package templates_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/rest"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// diagnose returns what is said about the contract, and how many files are written for it.
func diagnose(t *testing.T, read func(schema.Source) (*schema.API, schema.Diagnostics), name,
	contract string) (string, int) {
	t.Helper()
	api, ds := read(schema.Source{FS: fstest.MapFS{name: {Data: []byte(contract)}}, Name: name})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	files, ds := templates.Render(api, "example.com/runtime")
	return ds.Error(), len(files)
}

// TestFacetDiagnostics checks what is said about facets, which stand in line 5 and below, that cannot be checked:
// everything is written all the same.
func TestFacetDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"pattern that is too large", `<xs:simpleType name="T"><xs:restriction base="xs:string">
<xs:pattern value="a{2000}"/></xs:restriction></xs:simpleType>`,
			`x.wsdl:5:25: warning: the pattern "a{2000}" is too large for package regexp, whose quantifiers end at 1000: ` +
				`it is not checked`},
		{"pattern of an unknown block", `<xs:simpleType name="T"><xs:restriction base="xs:string">
<xs:pattern value="\p{IsKlingon}"/></xs:restriction></xs:simpleType>`,
			`x.wsdl:5:25: warning: the pattern "\\p{IsKlingon}" names the block "Klingon", which is not known: it is not checked`},
		{"pattern of a qualified name", `<xs:simpleType name="T"><xs:restriction base="xs:QName">
<xs:pattern value="a:.*"/></xs:restriction></xs:simpleType>`,
			`x.wsdl:5:25: warning: a pattern of xs:QName: it is not checked`},
		{"bound that nothing is in order with", `<xs:simpleType name="T"><xs:restriction base="xs:double">
<xs:maxInclusive value="NaN"/></xs:restriction></xs:simpleType>`,
			`x.wsdl:5:25: warning: the bound "NaN" of xs:double: it is not checked`},
		{"fixed list", `<xs:simpleType name="T"><xs:list itemType="xs:int"/></xs:simpleType>
<xs:complexType name="C"><xs:attribute name="a" type="a:T" fixed="1 2"/></xs:complexType>`,
			`x.wsdl:6:40: warning: the fixed value "1 2" is not checked: lists are not compared`},
	} {
		t.Run(test.name, func(t *testing.T) {
			contract := `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:a"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:a="urn:a">
<wsdl:types><xs:schema targetNamespace="urn:a">
<xs:element name="In"><xs:complexType><xs:attribute name="t" type="a:T"/></xs:complexType></xs:element>
` + test.content + `
</xs:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="body" element="a:In"/></wsdl:message>
<wsdl:portType name="Port"><wsdl:operation name="Do"><wsdl:input message="a:In"/></wsdl:operation></wsdl:portType>
<wsdl:binding name="Binding" type="a:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Do"><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding>
<wsdl:service name="Service"><wsdl:port name="Port" binding="a:Binding"/></wsdl:service></wsdl:definitions>`
			got, files := diagnose(t, wsdl.Read, "x.wsdl", contract)
			if diff := cmp.Diff(test.want, got); diff != "" || files == 0 {
				t.Errorf("%d files, diagnostics (-want +got):\n%s", files, diff)
			}
		})
	}
}

// A type may have any number of fields: the runtime counts which of them were met.
func TestManyFields(t *testing.T) {
	var fields strings.Builder
	for i := range 130 {
		if i > 0 {
			fields.WriteString(", ")
		}
		fields.WriteString("f" + strings.Repeat("x", i) + ": int")
	}
	description := "kontrakt: 1\ntitle: T\nbaseUrl: https://x.example\nfunctions: {f: {get: /, result: T}}\n" +
		"types: {T: {fields: {" + fields.String() + "}}}\n"
	api, ds := rest.Read(schema.Source{FS: fstest.MapFS{"x.yaml": {Data: []byte(description)}}, Name: "x.yaml"})
	if ds.Faulty() {
		t.Fatal(ds)
	}
	ds = append(schema.Configure(api, schema.Settings{}), schema.Name(api, schema.Settings{})...)
	files, more := templates.Render(api, "example.com/runtime")
	if ds = append(ds, more...); ds.Faulty() {
		t.Fatal(ds)
	}
	if last := `case "f` + strings.Repeat("x", 129) + `":`; !strings.Contains(string(files["json.go"]), last) {
		t.Errorf("the decoder lacks %s", last)
	}
}
