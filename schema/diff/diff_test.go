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
		"breaking now-optional, old:4:52 → new:4:52: operation O0 (and 1 more): response element a is now optional",
		"breaking now-optional, old:5:52 → new:5:52: operation O1 (and 1 more): response element a is now optional",
		"breaking now-optional, old:6:52 → new:6:52: operation O1 (and 1 more): response element next/a is now optional",
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

// Unions of unions, each of which has the one before it twice, are compared once.
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
	want := []string{"breaking/compatible facet-tightened: element a takes other values than before, like a " +
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
		"breaking now-optional, old:5:45 → new:5:45: operation Do: response element a/g is now optional (in 4 places)",
	}
	if d := cmp.Diff(want, compared(t, ".wsdl", old, new)); d != "" {
		t.Error(d)
	}
}

// A type that holds itself, directly and through another: what differs in it is found once, by the shortest way.
func TestRecursive(t *testing.T) {
	types := func(leaf string) string {
		return `<xs:complexType name="T"><xs:sequence>` + leaf +
			`<xs:element name="child" type="T" minOccurs="0" maxOccurs="unbounded"/>` +
			`<xs:element name="other" type="Other" minOccurs="0"/></xs:sequence></xs:complexType>` +
			`<xs:complexType name="Other"><xs:sequence><xs:element name="back" type="T"/>` +
			`<xs:element name="list" type="List"/></xs:sequence></xs:complexType>` +
			`<xs:complexType name="List"><xs:choice maxOccurs="unbounded"><xs:element name="item" type="T"/>` +
			`<xs:element name="end" type="xs:int"/></xs:choice></xs:complexType>`
	}
	for _, test := range []struct{ old, new, want string }{
		{elements("a"), elements("a?"), "compatible/breaking now-optional: element a is now optional"},
		{elements("a"), elements("a", "b"), "breaking/compatible required-added: element b is new and required"},
		{elements("a"), elements("a"), ""},
	} {
		if got := strings.Join(judged(t, types(test.old), types(test.new)), "\n"); got != test.want {
			t.Errorf("%s → %s: %q, want %q", test.old, test.new, got, test.want)
		}
	}
}

// Content models that are too large to be compared word by word: a change is found, and none where there is none.
func TestOversized(t *testing.T) {
	const count = 2100 // more leaves than an automaton has
	choice := func(change string) string {
		var b strings.Builder
		b.WriteString(`<xs:complexType name="T"><xs:choice maxOccurs="unbounded">`)
		for i := range count {
			fmt.Fprintf(&b, `<xs:sequence><xs:element name="e%d" type="xs:int"/>`+
				`<xs:element name="f" type="xs:int"/></xs:sequence>`, i)
		}
		return b.String() + change + `</xs:choice></xs:complexType>`
	}
	if got := judged(t, choice(""), choice("")); len(got) > 0 {
		t.Errorf("differs from itself: %q", got)
	}
	got := judged(t, choice(""), choice(`<xs:sequence><xs:element name="f" type="xs:int"/></xs:sequence>`))
	if len(got) == 0 {
		t.Error("the change was not found")
	}
	for _, change := range got {
		if len(change) > 500 {
			t.Errorf("a change takes %d bytes: %.200s", len(change), change)
		}
	}
}

// A contract whose names changed, and nothing else: those of types and files are not on the wire, those of operations
// and elements are.
func TestRenamed(t *testing.T) {
	const types = `<xs:complexType name="T"><xs:sequence><xs:element name="a" type="Part"/></xs:sequence></xs:complexType>
<xs:complexType name="Part"><xs:sequence><xs:element name="b" type="Code"/></xs:sequence></xs:complexType>
<xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:enumeration value="x"/></xs:restriction></xs:simpleType>`
	old := fmt.Sprintf(service, types, "T", "T")
	for _, test := range []struct {
		name     string
		replaced []string
		want     []string
	}{
		{"types", []string{`"Part"`, `"Piece"`, `"Code"`, `"Mark"`, `"T"`, `"Whole"`}, nil},
		{"messages, port type, binding, service", []string{`"In"`, `"Asked"`, `"Out"`, `"Told"`, `"P"`, `"Port"`, `"B"`,
			`"Bound"`, `"S"`, `"Served"`, `name="s"`, `name="renamed"`}, nil},
		{"prefixes", []string{`xs:`, `xsd:`, `xmlns:xs=`, `xmlns:xsd=`}, nil},
		{"element", []string{`name="b"`, `name="c"`}, []string{
			"breaking removed, old:6:54 → : operation Do: request element a/b is removed",
			"breaking required-added,  → new:6:54: operation Do: request element a/c is new and required",
		}},
		{"operation", []string{`name="Do"`, `name="Act"`}, []string{
			"breaking operation-removed, old:14:17 → : operation Do is removed",
			"compatible operation-added,  → new:14:17: operation Act is new",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := compared(t, ".wsdl", old, strings.NewReplacer(test.replaced...).Replace(old))
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Bounds, enumerations and implied values that are written in another form are the same; those beyond the old ones are
// not.
func TestSameValues(t *testing.T) {
	restriction := func(base, facets string) string {
		return `<xs:complexType name="T"><xs:sequence><xs:element name="a"><xs:simpleType><xs:restriction base="xs:` +
			base + `">` + facets + `</xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType>`
	}
	for _, test := range []struct{ base, facet, old, new, want string }{
		{"decimal", "enumeration", "7.0", "7.00", ""},
		{"decimal", "enumeration", "7.0", "7.01", "values"},
		{"date", "enumeration", "2026-01-01Z", "2026-01-01+00:00", ""},
		{"string", "enumeration", "7.0", "7.00", "values"},
		{"QName", "enumeration", "xs:a", "xs:a", ""},
		{"QName", "enumeration", "xs:a", "xs:b", "values"},
		{"double", "minInclusive", "1e1", "10", ""},
		{"double", "minInclusive", "1e1", "9.5", "facet-loosened"},
		{"double", "maxInclusive", "INF", "1e300", "facet-tightened"},
		{"decimal", "maxExclusive", "12345678901234567890", "12345678901234567890.0", ""},
		{"decimal", "maxExclusive", "12345678901234567890", "12345678901234567891", "facet-loosened"},
		{"date", "minInclusive", "2026-01-01", "2025-12-31", "facet-loosened"},
		{"date", "minInclusive", "2026-01-01", "2026-01-02", "facet-tightened"},
		{"dateTime", "maxInclusive", "2026-01-01T12:00:00Z", "2026-01-01T13:00:00+01:00", ""},
		{"duration", "maxInclusive", "P1Y", "P12M", ""},
		{"duration", "maxInclusive", "P1M", "P40D", "facet-loosened"},
	} {
		facet := func(value string) string { return fmt.Sprintf(`<xs:%s value="%s"/>`, test.facet, value) }
		changes := judged(t, restriction(test.base, facet(test.old)), restriction(test.base, facet(test.new)))
		got := strings.Join(changes, "; ")
		if (got == "") != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s of %s %s → %s: %q, want %q", test.facet, test.base, test.old, test.new, got, test.want)
		}
	}
}
