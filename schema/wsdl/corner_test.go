// Tests of what contracts rarely say: bindings without operations, mixed content restricted to text, the documentation
// of attributes that are referred to, and substitution groups across chameleons.

package wsdl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestBindingWithoutOperations checks bindings that bind nothing, alone and beside others.
func TestBindingWithoutOperations(t *testing.T) {
	const operation = `<wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>` +
		`<wsdl:input><soap:body use="literal"/></wsdl:input>
</wsdl:operation>`
	const empty = `<wsdl:binding name="Empty" type="a:Port"><soap:binding style="rpc"/></wsdl:binding>`
	text := contract(in)
	if !strings.Contains(text, operation) {
		t.Fatal("the contract has another operation")
	}
	nothing := strings.Replace(text, operation, "", 1)
	for _, test := range []struct{ name, text, want string }{
		{"alone", nothing, `
api.wsdl:9:44: warning: operation "Do" is left out: binding "Binding" does not bind it
api.wsdl:10:1: binding "Binding" has no operations that can be called: there is nothing to write`},
		{"without soap",
			strings.ReplaceAll(nothing, `<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>`, ""),
			`api.wsdl:10:15: binding "Binding" is not for soap, and there is no other: a client needs a port with ` +
				`<soap:binding>`},
		{"without a port", strings.Replace(nothing, ` binding="a:Binding"`, ` binding="a:Gone"`, 1), `
api.wsdl:9:44: warning: operation "Do" is left out: binding "Binding" does not bind it
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
api.wsdl:9:44: warning: operation "Do" is left out: binding "Empty" does not bind it
api.wsdl:13:1: binding "Empty" has no operations that can be called: there is nothing to write
api.wsdl:13:15: warning: no port has binding "Empty": the client is written for it anyway
api.wsdl:13:113: warning: port "Port" is left out: the client is written for binding "Empty"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := read("api.wsdl", test.text)
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMixedRestrictedToText checks types with mixed content whose restrictions have text alone (XSD Part 1, section
// 3.4.2): that of the restriction's own type if it names one, and otherwise any.
func TestMixedRestrictedToText(t *testing.T) {
	api := mustRead(t, "api.wsdl", contract(in+`
<xs:complexType name="Mixed" mixed="true"><xs:sequence><xs:element name="b" type="xs:string" minOccurs="0"/></xs:sequence>
<xs:attribute name="lang" type="xs:language"/><xs:anyAttribute/></xs:complexType>
<xs:complexType name="Any"><xs:simpleContent><xs:restriction base="a:Mixed"><xs:maxLength value="3"/></xs:restriction>
</xs:simpleContent></xs:complexType>
<xs:complexType name="Number"><xs:simpleContent><xs:restriction base="a:Mixed"><xs:simpleType>
<xs:restriction base="xs:int"><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType><xs:minInclusive value="1"/>
<xs:attribute name="lang" use="prohibited"/><xs:attribute name="unit" type="xs:string"/></xs:restriction>
</xs:simpleContent></xs:complexType>
<xs:complexType name="Further"><xs:simpleContent><xs:extension base="a:Number"><xs:attribute name="more" type="xs:int"/>
</xs:extension></xs:simpleContent></xs:complexType>`))
	for name, want := range map[string]string{
		"Any":     "string lang",
		"Number":  "int 1..9 unit",
		"Further": "int 1..9 unit more",
	} {
		typ := typeOf(t, api, name)
		if typ.Value == nil || typ.Mixed || typ.Content != nil {
			t.Errorf("%s is not text: %+v", name, typ)
			continue
		}
		got := []string{string(typ.Value.Type.Builtin)}
		if f := typ.Value.Type.Facets; f != nil && f.MinInclusive != nil && f.MaxInclusive != nil {
			got = append(got, *f.MinInclusive+".."+*f.MaxInclusive)
		}
		for _, a := range typ.Attributes {
			got = append(got, a.Wire.Local)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if f := typeOf(t, api, "Any").Value.Type.Facets; f == nil || *f.MaxLength != 3 {
		t.Errorf("the text has the facets %+v", f)
	}
	if typeOf(t, api, "Any").OtherAttributes != nil {
		t.Error("a restriction takes attributes that it does not mention")
	}
}

// TestDocumentationOfReferences checks the documentation of attributes: their own at a reference, and otherwise that of
// the declaration, wherever that is.
func TestDocumentationOfReferences(t *testing.T) {
	doc := func(text string) string {
		return `<xs:annotation><xs:documentation>` + text + `</xs:documentation></xs:annotation>`
	}
	api := mustRead(t, "api.wsdl", contract(in+`<xs:attribute name="a" type="xs:int">`+doc("Declared.")+`</xs:attribute>
<xs:attribute name="b"><xs:simpleType>`+doc("Of the type.")+`<xs:restriction base="xs:int"/></xs:simpleType></xs:attribute>
<xs:attributeGroup name="G"><xs:attribute ref="a:a"/></xs:attributeGroup>
<xs:complexType name="Plain"><xs:attribute ref="a:a"/><xs:attribute ref="a:b"/></xs:complexType>
<xs:complexType name="Own"><xs:attribute ref="a:a">`+doc("Here.")+`</xs:attribute></xs:complexType>
<xs:complexType name="Grouped"><xs:attributeGroup ref="a:G"/></xs:complexType>
<xs:complexType name="Derived"><xs:complexContent><xs:extension base="a:Own"/></xs:complexContent></xs:complexType>`))
	for _, test := range []struct{ typ, attribute, want string }{
		{"Plain", "a", "Declared."}, {"Plain", "b", ""}, {"Own", "a", "Here."}, {"Grouped", "a", "Declared."},
		{"Derived", "a", "Here."},
	} {
		if got := fieldOf(t, api, test.typ, test.attribute).Doc; got != test.want {
			t.Errorf("%s of %s is documented as %q, want %q", test.attribute, test.typ, got, test.want)
		}
	}
}

// TestChameleonSubstitution includes a schema without a namespace in two schemas that have one. Its substitution group,
// whose names have no prefix, is one of each.
func TestChameleonSubstitution(t *testing.T) {
	const chameleon = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
<xs:element name="shape" type="Shape" abstract="true"/>
<xs:element name="circle" type="Circle" substitutionGroup="shape"/>
<xs:element name="dot" substitutionGroup="circle"/>
<xs:complexType name="Shape"><xs:sequence/></xs:complexType>
<xs:complexType name="Circle"><xs:complexContent><xs:extension base="Shape"><xs:attribute name="r" type="xs:int"/>
</xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Drawing"><xs:sequence><xs:element ref="shape" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
</xs:schema>`
	api := mustRead(t, "api.wsdl", strings.Replace(contract(`<xs:include schemaLocation="shapes.xsd"/>`+in),
		`</wsdl:types>`, `<xs:schema targetNamespace="urn:b"><xs:include schemaLocation="shapes.xsd"/>
<xs:element name="square" type="b:Shape" substitutionGroup="b:shape"/></xs:schema></wsdl:types>`, 1),
		"shapes.xsd", chameleon)
	got := map[string]string{}
	for _, typ := range api.Types {
		if typ.Wire.Local != "Drawing" {
			continue
		}
		var names []string
		for _, f := range typ.Content.Fields() {
			if f.Type.Group {
				for _, inner := range f.Type.Content.Fields() {
					names = append(names, inner.Wire.String())
				}
				continue
			}
			names = append(names, f.Wire.String())
		}
		got[typ.Wire.Space] = strings.Join(names, " ")
	}
	want := map[string]string{
		"urn:a": "{urn:a}circle {urn:a}dot",
		"urn:b": "{urn:b}square {urn:b}circle {urn:b}dot",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("substitution groups (-want +got):\n%s", diff)
	}
}

// TestDoubleBounds checks the bounds of floating-point numbers: the special values are bounds, too.
func TestDoubleBounds(t *testing.T) {
	for _, test := range []struct {
		bound string
		ok    bool
	}{
		{"1e5", true}, {"-1.5E-3", true}, {"INF", true}, {"-INF", true}, {"NaN", true}, {"0", true}, {"-0", true},
		{"1e400", true}, {"inf", false}, {"+INF", false}, {"1e", false}, {"0x1p3", false}, {"1_000", false}, {"", false},
	} {
		for _, base := range []string{"xs:double", "xs:float"} {
			for _, facet := range []string{"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"} {
				_, ds := read("api.wsdl", contract(in+`<xs:simpleType name="D"><xs:restriction base="`+base+`">`+
					`<xs:`+facet+` value="`+test.bound+`"/></xs:restriction></xs:simpleType>`))
				if ds.Faulty() == test.ok {
					t.Errorf("%s of %s %q: %v", facet, base, test.bound, ds)
				}
			}
		}
	}
}
