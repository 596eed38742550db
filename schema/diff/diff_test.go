// What holds for all rules: each change is reported once, with the ways to it, however types refer to each other.

package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema/diff"
)

// wide is a service of operations that all reach the same types, which refer to each other in a circle.
func wide(operations, types int, field string) string {
	var schemas, messages, ports, bindings strings.Builder
	for i := range types {
		fmt.Fprintf(&schemas, `<xs:complexType name="T%[1]d"><xs:sequence>%[3]s`+
			`<xs:element name="next" type="T%[2]d" minOccurs="0"/></xs:sequence></xs:complexType>`+"\n", i, (i+1)%types,
			field)
	}
	for i := range operations {
		fmt.Fprintf(&schemas, `<xs:element name="in%d" type="T%[1]d"/>`, i%types)
		fmt.Fprintf(&messages, `<wsdl:message name="M%d"><wsdl:part name="body" element="in%[1]d"/></wsdl:message>`, i)
		fmt.Fprintf(&ports, `<wsdl:operation name="O%d"><wsdl:input message="M%[1]d"/><wsdl:output message="M%[1]d"/>`+
			`</wsdl:operation>`, i)
		fmt.Fprintf(&bindings, `<wsdl:operation name="O%d"><soap:operation soapAction="o"/><wsdl:input><soap:body `+
			`use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>`, i)
	}
	return fmt.Sprintf(`<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns="urn:t" name="s"
xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t">
<wsdl:types><xs:schema targetNamespace="urn:t">
%s</xs:schema></wsdl:types>%s<wsdl:portType name="P">%s</wsdl:portType>
<wsdl:binding name="B" type="P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>%s</wsdl:binding>
</wsdl:definitions>`, &schemas, &messages, &ports, &bindings)
}

// Types that refer to each other in a circle, and to which several operations lead: the way to each is the shortest
// one.
func TestCircle(t *testing.T) {
	got := compared(t, ".wsdl", wide(2, 3, elements("a")), wide(2, 3, elements("a?")))
	want := []string{
		"breaking now-optional, old:4:52 → new:4:52: operation O0 (and 1 more): answer element a is now optional",
		"breaking now-optional, old:5:52 → new:5:52: operation O1 (and 1 more): answer element a is now optional",
		"breaking now-optional, old:6:52 → new:6:52: operation O1 (and 1 more): answer element next/a is now optional",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Hundreds of operations over thousands of types that all reach each other, all of which change.
func TestLarge(t *testing.T) {
	old := parse(t, "old.wsdl", wide(200, 3000, elements("a")))
	new := parse(t, "new.wsdl", wide(200, 3000, elements("a?")))
	changes := diff.Compare(old, new)
	if len(changes) != 3000 || len(changes[0].Operations) != 200 {
		t.Errorf("%d changes, the first of them in %d operations", len(changes), len(changes[0].Operations))
	}
}

// Unions of unions, each of which has the one before it twice: what is found out of one is not found out again.
func TestNestedUnions(t *testing.T) {
	types := func(first string) string {
		var b strings.Builder
		fmt.Fprintf(&b, `<xs:simpleType name="U0">%s</xs:simpleType>`, union(first))
		for i := range 60 {
			fmt.Fprintf(&b, `<xs:simpleType name="U%d">%s</xs:simpleType>`, i+1,
				union(fmt.Sprintf("U%[1]d xs:date U%[1]d", i)))
		}
		return b.String() + sequence("a:U60")
	}
	want := []string{"breaking/compatible facet-tightened: element a takes other values than before, as does a " +
		"member of a union of U59, xs:date"}
	if d := cmp.Diff(want, judged(t, types("xs:int xs:time"), types("xs:int"))); d != "" {
		t.Error(d)
	}
}

// What types share, because they extend the same one or refer to the same group, is one change.
func TestShared(t *testing.T) {
	types := func(element string) string {
		return `<xs:group name="G">` + group("sequence", "", "g"+element) + `</xs:group>` +
			`<xs:complexType name="Base"><xs:sequence><xs:group ref="G"/></xs:sequence></xs:complexType>` +
			`<xs:complexType name="Other"><xs:sequence><xs:group ref="G"/></xs:sequence></xs:complexType>` +
			`<xs:complexType name="Derived"><xs:complexContent><xs:extension base="Base"/></xs:complexContent>` +
			"</xs:complexType>\n" + sequence("a:Base", "b:Other", "c:Derived")
	}
	old := fmt.Sprintf(service, types(""), "T", "T")
	new := fmt.Sprintf(service, types("?"), "T", "T")
	want := []string{
		"breaking now-optional, old:5:45 → new:5:45: operation Do: answer element a/g is now optional (in 4 places)",
	}
	if d := cmp.Diff(want, compared(t, ".wsdl", old, new)); d != "" {
		t.Error(d)
	}
}
