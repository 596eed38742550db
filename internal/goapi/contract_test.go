// Changes of a contract that change a field or a signature: each kind of element in place of each other one.

package goapi_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kontrakt-dev/kontrakt/internal/goapi"
	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
	"github.com/kontrakt-dev/kontrakt/templates"
)

// orderWSDL is a contract with the element x, of which %s has the type and the occurrence, in both messages of an
// operation.
const orderWSDL = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t"><types>
  <xs:schema targetNamespace="urn:t">
    <xs:simpleType name="Digit"><xs:restriction base="xs:int"><xs:enumeration value="0"/><xs:enumeration value="1"/>
    </xs:restriction></xs:simpleType>
    <xs:simpleType name="Word"><xs:restriction base="xs:string"><xs:enumeration value="a"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="Words"><xs:list itemType="xs:string"/></xs:simpleType>
    <xs:simpleType name="Union"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>
    <xs:complexType name="Plain"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:complexType>
    <xs:complexType name="Base"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:complexType>
    <xs:complexType name="Derived"><xs:complexContent><xs:extension base="t:Base"/></xs:complexContent></xs:complexType>
    <xs:element name="Order"><xs:complexType><xs:sequence><xs:element name="x" %[1]s/></xs:sequence></xs:complexType>
    </xs:element>
    <xs:element name="Ordered"><xs:complexType><xs:sequence><xs:element name="x" %[1]s/></xs:sequence></xs:complexType>
    </xs:element>
  </xs:schema></types>
  <message name="In"><part name="p" element="t:Order"/></message>
  <message name="Out"><part name="p" element="t:Ordered"/></message>
  <portType name="P"><operation name="Order"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><operation name="Order">
    <soap:operation/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding></definitions>`

// version is the client of a contract with a kind of element.
type version struct {
	kind      string
	style     string
	field     string // the type of Order.X, as the source has it
	signature string // of Client.Order
	client    *goapi.Package
}

var (
	fieldX     = regexp.MustCompile("(?s)type Order struct {.*?\n\tX +(\\S+) ")
	signatures = regexp.MustCompile(`(?s)func \(c \*Client\) Order(\(.*?) {\n`)
)

// versionOf makes the client of the contract whose element x is declared by kind.
func versionOf(t *testing.T, c *goapi.Checker, kind, style string) version {
	t.Helper()
	settings := schema.Settings{Style: &schema.Setting{Value: style}}
	src := schema.Source{FS: fstest.MapFS{"a.wsdl": {Data: fmt.Appendf(nil, orderWSDL, kind)}}, Name: "a.wsdl"}
	api, ds := wsdl.Read(src)
	if !ds.Faulty() {
		ds = append(ds, schema.Configure(api, settings)...)
		ds = append(ds, schema.Name(api, settings)...)
	}
	if ds.Faulty() {
		t.Fatalf("%s: %v", kind, ds)
	}
	client, ds := c.Contract(api)
	if ds.Faulty() {
		t.Fatalf("%s: %v", kind, ds)
	}
	files, _ := templates.Render(api, "a/internal/runtime")
	field := fieldX.FindSubmatch(files["types.go"])
	signature := signatures.FindSubmatch(files["client.go"])
	if field == nil || signature == nil {
		t.Fatalf("%s: no field or no method in\n%s", kind, files["types.go"])
	}
	own := func(text []byte) string { return strings.ReplaceAll(string(text), "uint8", "byte") } // which are one type
	return version{kind, style, own(field[1]), own(signature[1]), client}
}

// If the type of a field changes, or the signature of an operation, that is breaking. If neither does, nothing is.
func TestContractChanges(t *testing.T) {
	c := goapi.NewChecker()
	var versions []version
	for _, typ := range strings.Fields("xs:string xs:int xs:long xs:integer xs:unsignedByte xs:decimal xs:date xs:time " +
		"xs:base64Binary xs:anyType t:Digit t:Word t:Words t:Union t:Plain t:Base") {
		for _, occurs := range []string{"", ` minOccurs="0"`, ` maxOccurs="unbounded"`, ` nillable="true"`,
			` nillable="true" maxOccurs="2"`, ` minOccurs="0" nillable="true"`} {
			for _, style := range []string{"bare", "wrapped"} {
				versions = append(versions, versionOf(t, c, fmt.Sprintf("type=%q%s", typ, occurs), style))
			}
		}
	}
	types := map[string]bool{}
	for _, old := range versions {
		types[old.field] = true
		for _, new := range versions {
			if old.style != new.style && old.kind != new.kind {
				continue
			}
			var broken []string
			for _, change := range goapi.Compare(old.client, new.client) {
				if change.Breaking {
					broken = append(broken, change.Symbol)
				}
			}
			expect := func(symbol string, changed bool) {
				if slices.Contains(broken, symbol) != changed {
					t.Errorf("%s %s → %s %s: %s went from %s %s to %s %s, and what is breaking is %v", old.style, old.kind,
						new.style, new.kind, symbol, old.field, old.signature, new.field, new.signature, broken)
				}
			}
			expect("Order.X", old.field != new.field)
			expect("Client.Order", old.signature != new.signature)
		}
	}
	if len(types) < 40 {
		t.Errorf("only %d types of fields: %v", len(types), types)
	}
}
