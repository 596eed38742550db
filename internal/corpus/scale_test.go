// Scale: a contract twice as large takes twice as much.

package main

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// TestLinear counts what is allocated on the way from a contract to its client: four times the types may take four
// times as much and a half. Unlike time, that is the same on every machine.
func TestLinear(t *testing.T) {
	const types = 150
	small, large := allocated(t, types), allocated(t, 4*types)
	if ratio := float64(large) / float64(small); ratio > 6 {
		t.Errorf("4 times the types take %.1f times the memory: %d and %d bytes", ratio, small, large)
	}
}

// BenchmarkScale takes contracts of N, 2N and 4N types all the way: the time for each type should stay what it is.
func BenchmarkScale(b *testing.B) {
	for _, types := range []int{500, 1000, 2000} {
		contract := contractOf(types)
		b.Run(fmt.Sprint(types, " types"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				generate(b, contract)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*types), "µs/type")
		})
	}
}

// allocated is how many bytes are allocated for the client of a contract of so many types.
func allocated(t *testing.T, types int) uint64 {
	contract := contractOf(types)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	generate(t, contract)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func generate(t testing.TB, contract string) {
	api, ds := wsdl.Read(schema.Source{FS: fstest.MapFS{"c.wsdl": {Data: []byte(contract)}}, Name: "c.wsdl"})
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, schema.Settings{Package: "scale"})...)
		ds = append(ds, schema.Name(api, schema.Settings{})...)
	}
	if ds.Faulty() {
		t.Fatal(ds)
	}
	if _, ds := templates.Render(api, "example.com/runtime"); ds.Faulty() {
		t.Fatal(ds)
	}
}

// contractOf is a contract with so many types: an operation for every tenth, each of whose messages reaches all of
// them, derived types, choices, enumerations and patterns.
func contractOf(types int) string {
	var schemas, messages, operations, bindings strings.Builder
	for i := range types {
		fmt.Fprintf(&schemas,
			`<xs:complexType name="T%d"><xs:sequence><xs:element name="next" type="t:T%d" minOccurs="0"/>`+
				`<xs:choice><xs:element name="a" type="xs:date"/><xs:element name="b" type="t:E%[1]d" maxOccurs="9"/></xs:choice>`+
				`<xs:element name="any" type="t:Base" minOccurs="0"/></xs:sequence></xs:complexType>`, i, (i+1)%types)
		fmt.Fprintf(&schemas,
			`<xs:simpleType name="E%d"><xs:restriction base="xs:string"><xs:enumeration value="v%[1]d"/>`+
				`<xs:enumeration value="w"/></xs:restriction></xs:simpleType>`, i)
		if i%10 > 0 {
			continue
		}
		fmt.Fprintf(&schemas, `<xs:complexType name="D%d"><xs:complexContent><xs:extension base="t:Base"><xs:sequence>`+
			`<xs:element name="code"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[A-Z]{%[1]d}"/>`+
			`</xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:extension></xs:complexContent></xs:complexType>`+
			`<xs:element name="In%[1]d" type="t:T%[1]d"/>`, i)
		fmt.Fprintf(&messages, `<message name="M%d"><part name="p" element="t:In%[1]d"/></message>`, i)
		fmt.Fprintf(&operations,
			`<operation name="Do%d"><input message="t:M%[1]d"/><output message="t:M%[1]d"/></operation>`, i)
		fmt.Fprintf(&bindings, `<operation name="Do%d"><soap:operation/><input><soap:body use="literal"/></input>`+
			`<output><soap:body use="literal"/></output></operation>`, i)
	}
	return `<definitions name="scale" targetNamespace="urn:t" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:t="urn:t"
		xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"><types>
		<xs:schema targetNamespace="urn:t"><xs:complexType name="Base"/>` + schemas.String() + `</xs:schema></types>` +
		messages.String() + `<portType name="P">` + operations.String() + `</portType><binding name="B" type="t:P">
		<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>` + bindings.String() + `</binding></definitions>`
}
