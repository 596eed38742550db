// Tests of references to undeclared names: what needs them is left out.

package wsdl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
)

// undeclaredTypes are the types of TestUndeclared: those whose names begin with Bad need something that nothing
// declares.
const undeclaredTypes = `
<xs:complexType name="Good"><xs:sequence><xs:element name="n" type="xs:int"/></xs:sequence></xs:complexType>
<xs:complexType name="BadType"><xs:sequence><xs:element name="inner"><xs:complexType><xs:sequence>
  <xs:element name="x" type="a:Gone"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>
<xs:complexType name="BadElement"><xs:sequence maxOccurs="9"><xs:element ref="a:Gone"/></xs:sequence></xs:complexType>
<xs:complexType name="BadGroup"><xs:choice><xs:group ref="a:Gone"/></xs:choice></xs:complexType>
<xs:complexType name="BadAttribute"><xs:attribute ref="a:Gone"/></xs:complexType>
<xs:complexType name="BadAttributeGroup"><xs:attributeGroup ref="a:Gone"/></xs:complexType>
<xs:complexType name="BadBase"><xs:complexContent><xs:extension base="a:Gone"/></xs:complexContent></xs:complexType>
<xs:complexType name="BadDerived"><xs:complexContent><xs:extension base="a:BadAttribute"/></xs:complexContent></xs:complexType>
<xs:complexType name="BadPrefix"><xs:sequence><xs:element name="x" type="gone:T"/></xs:sequence></xs:complexType>
<xs:complexType name="BadUse"><xs:sequence><xs:element name="x" type="a:BadUnion"/></xs:sequence></xs:complexType>
<xs:simpleType name="BadUnion"><xs:union memberTypes="a:BadList xs:int"/></xs:simpleType>
<xs:simpleType name="BadList"><xs:list itemType="a:BadSimple"/></xs:simpleType>
<xs:simpleType name="BadSimple"><xs:restriction base="a:Gone"><xs:enumeration value="x"/></xs:restriction></xs:simpleType>
<xs:complexType name="BadExtension"><xs:complexContent><xs:extension base="a:Good"><xs:attribute ref="a:Gone"/>
  </xs:extension></xs:complexContent></xs:complexType>
<xs:complexType name="Recursive"><xs:sequence><xs:element name="next" type="a:Recursive" minOccurs="0"/></xs:sequence></xs:complexType>
<xs:complexType name="BadRecursive"><xs:sequence><xs:element name="next" type="a:BadRecursive" minOccurs="0"/>
  <xs:element name="use" type="a:BadUse"/></xs:sequence></xs:complexType>`

// TestUndeclared checks that an operation whose message needs something that nothing declares is left out, that every
// other is kept, and that each is told why.
func TestUndeclared(t *testing.T) {
	var messages, operations, bindings strings.Builder
	var kept []string
	for _, name := range []string{"Good", "BadType", "BadElement", "BadGroup", "BadAttribute", "BadAttributeGroup",
		"BadBase",
		"BadDerived", "BadPrefix", "BadUse", "BadUnion", "BadList", "BadSimple", "BadExtension", "Recursive",
		"BadRecursive", "Gone"} {
		fmt.Fprintf(&messages, `<wsdl:message name="%s"><wsdl:part name="p" type="a:%[1]s"/></wsdl:message>`, name)
		fmt.Fprintf(&operations, `<wsdl:operation name="Do%s"><wsdl:input message="a:%[1]s"/></wsdl:operation>`, name)
		fmt.Fprintf(&bindings, `<wsdl:operation name="Do%s"><wsdl:input><soap:body use="literal" namespace="urn:a"/>
			</wsdl:input></wsdl:operation>`, name)
		if !strings.HasPrefix(name, "Bad") && name != "Gone" {
			kept = append(kept, "Do"+name)
		}
	}
	text := strings.NewReplacer(
		`<wsdl:portType `, messages.String()+`<wsdl:portType `,
		`</wsdl:portType>`, operations.String()+`</wsdl:portType>`,
		`</wsdl:binding>`, bindings.String()+`</wsdl:binding>`,
		`<soap:binding`, `<soap:binding style="rpc"`,
	).Replace(contracttest.WSDL(undeclaredTypes + `<xs:element name="In" type="xs:int"/>`))
	api, ds := contracttest.Read("api.wsdl", text)
	if api == nil {
		t.Fatal(ds)
	}
	var names []string
	for _, o := range api.SOAP.Operations {
		names = append(names, o.Wire)
	}
	if diff := cmp.Diff(append([]string{"Do"}, kept...), names); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	for _, typ := range api.Types {
		if strings.HasPrefix(typ.Wire.Local, "Bad") || typ.Owner != nil {
			t.Errorf("there is a type %s", typ.Wire.Local)
		}
		for _, d := range typ.Derived {
			t.Errorf("%s can be %s", typ.Wire.Local, d.Wire.Local)
		}
	}
	for _, want := range []string{
		`unknown type "a:Gone": declare it in a schema of namespace "urn:a", or import one that does; what needs it is left out`,
		`the prefix of "gone:T" is not declared: declare it with xmlns; what needs it is left out`,
		`operation "DoBadPrefix" is left out: it needs "gone:T", which nothing declares`,
		`operation "DoBadRecursive" is left out: it needs "a:Gone", which nothing declares`,
	} {
		if !strings.Contains(ds.Error(), "warning: "+want) {
			t.Errorf("the diagnostics do not say that %s:\n%s", want, ds)
		}
	}
}

// TestUndeclaredInput checks the diagnostics if the only operation needs an undeclared name.
func TestUndeclaredInput(t *testing.T) {
	text := strings.NewReplacer(
		`<wsdl:portType `,
		`<wsdl:message name="Lost"><wsdl:part name="p" element="a:Gone"/></wsdl:message><wsdl:portType `,
		`</wsdl:portType>`,
		`<wsdl:operation name="Lose"><wsdl:input message="a:Lost"/></wsdl:operation></wsdl:portType>`,
		`</wsdl:binding>`,
		`<wsdl:operation name="Lose"><wsdl:input><soap:body use="literal"/></wsdl:input></wsdl:operation>
</wsdl:binding>`).Replace(contracttest.WSDL(contracttest.In))
	_, ds := contracttest.Read("api.wsdl", text)
	const want = `api.wsdl:9:47: warning: unknown element "a:Gone": declare it in a schema of namespace "urn:a", or import ` +
		`one that does; what needs it is left out
api.wsdl:9:194: warning: operation "Lose" is left out: it needs "a:Gone", which nothing declares`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

// Faults and headers that need something that nothing declares are left out alone.
func TestUndeclaredFaultsAndHeaders(t *testing.T) {
	text := strings.NewReplacer(
		`<wsdl:portType `,
		`<wsdl:message name="Lost"><wsdl:part name="p" element="a:Gone"/></wsdl:message><wsdl:portType `,
		`</wsdl:operation></wsdl:portType>`,
		`<wsdl:fault name="Lost" message="a:Lost"/></wsdl:operation></wsdl:portType>`,
		`<soap:body use="literal"/>`,
		`<soap:body use="literal"/><soap:header message="a:Lost" part="p" use="literal"/>`,
	).Replace(contracttest.WSDL(`<xs:element name="In" type="xs:int"/>`))
	api, ds := contracttest.Read("api.wsdl", text)
	if api == nil {
		t.Fatal(ds)
	}
	if o := api.SOAP.Operations[0]; len(o.Faults)+len(o.InputHeaders) > 0 {
		t.Errorf("faults are %v, headers are %v", o.Faults, o.InputHeaders)
	}
	const want = `api.wsdl:8:47: warning: a fault of operation "Do" is left out: it needs "a:Gone", which nothing declares
api.wsdl:8:47: warning: a header of operation "Do" is left out: it needs "a:Gone", which nothing declares
api.wsdl:8:47: warning: unknown element "a:Gone": declare it in a schema of namespace "urn:a", or import one that does; ` +
		`what needs it is left out`
	if diff := cmp.Diff(want, ds.Error()); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}
