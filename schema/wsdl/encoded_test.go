// Tests of contracts with encoded messages.

package wsdl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
)

// encodedContract returns a contract with an encoded operation whose part is of type In, which types declare.
func encodedContract(types string) string {
	return strings.NewReplacer(`<soap:binding`, `<soap:binding style="rpc"`, `element="a:In"`, `type="a:In"`,
		`use="literal"`, `use="encoded" namespace="urn:w"`,
		` xmlns:a=`, ` xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:m="http://xml.apache.org/xml-soap"
			xmlns:e12="http://www.w3.org/2003/05/soap-encoding" xmlns:a=`).Replace(contracttest.WSDL(types))
}

// array returns a type that restricts the array of SOAP's encoding, with the content.
func array(name, content string) string {
	return `<xs:complexType name="` + name + `"><xs:complexContent><xs:restriction base="enc:Array">` + content +
		`</xs:restriction></xs:complexContent></xs:complexType>`
}

// arrayType returns an array of the type.
func arrayType(name, typ string) string {
	return array(name, `<xs:attribute ref="enc:arrayType" wsdl:arrayType="`+typ+`"/>`)
}

func TestEncodedTypes(t *testing.T) {
	const struct_ = `<xs:complexType name="S"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType>`
	for _, test := range []struct{ name, types, want string }{
		{"of texts", arrayType("In", "xs:string[]"), `
struct In
  sequence
    item []string optional 0..
`},
		{"of structs", struct_ + arrayType("In", "a:S[]"), `
struct S
  sequence
    x int
struct In
  sequence
    item []S optional nillable 0..
`},
		{"with a size", arrayType("In", "xs:int[5]"), `
struct In
  sequence
    item []int optional 0..
`},
		{"of rows", arrayType("In", "xs:int[,]"), `
struct In
  sequence
    item []item optional 0..
struct item in In
  sequence
    item []int optional 0..
`},
		{"of arrays", arrayType("In", "xs:int[][]"), `
struct In
  sequence
    item []item optional nillable 0..
struct item in In
  sequence
    item []int optional 0..
`},
		{"of named arrays", arrayType("In", "a:L[]") + arrayType("L", "xs:int[]"), `
struct In
  sequence
    item []L optional nillable 0..
struct L
  sequence
    item []int optional 0..
`},
		{"by an element", array("In", `<xs:sequence><xs:element name="n" type="xs:int" maxOccurs="unbounded"/></xs:sequence>`), `
struct In
  sequence
    n []int optional 0..
`},
		{"of anything", array("In", ``), `
struct In
  sequence
    item []anyType optional nillable 0..
`},
		{"of SOAP 1.2", strings.ReplaceAll(array("In", `<xs:attribute ref="enc:itemType" enc:itemType="xs:int"/>`), "enc:", "e12:"), `
struct In
  sequence
    item []int optional 0..
`},
		{"extended", `<xs:complexType name="In"><xs:complexContent><xs:extension base="a:L"/></xs:complexContent>
			</xs:complexType>` + arrayType("L", "xs:int[]"), `
struct In
  sequence
    item []int optional 0..
struct L
  sequence
    item []int optional 0..
`},
		{"nullable", struct_ + `<xs:complexType name="In"><xs:sequence><xs:element name="s" type="a:S"/>
			<xs:element name="t" type="enc:string"/><xs:element name="u" type="enc:int" minOccurs="0"/>
			<xs:element name="v" type="xs:anyType"/><xs:element name="w" type="xs:string"/></xs:sequence></xs:complexType>`, `
struct S
  sequence
    x int
struct In
  sequence
    s *S nillable
    t *string nillable
    u *int optional 0..1
    v *anyType nillable
    w string
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := contracttest.MustRead(t, "api.wsdl", encodedContract(test.types))
			if !api.SOAP.Operations[0].Encoded {
				t.Error("the operation is not encoded")
			}
			types, _, _ := strings.Cut(contracttest.Outline(api.Types), "struct Do\n") // the wrapper
			if diff := cmp.Diff(test.want[1:], types); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEncodedDiagnostics(t *testing.T) {
	for _, test := range []struct{ name, typ, want string }{
		{"no brackets", "xs:int", `api.wsdl:6:113: "xs:int" is not the type of an array: write the type of its items and [], ` +
			`such as xs:string[]`},
		{"too many dimensions", "xs:int[,,,,,,,,]", `api.wsdl:6:113: "xs:int[,,,,,,,,]" is not the type of an array: ` +
			`write the type of its items and [], such as xs:string[]`},
		{"unknown items", "a:Gone[]", `api.wsdl:6:113: unknown type "a:Gone": declare it in a schema of namespace ` +
			`"urn:a", or import one that does`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, ds := contracttest.Read("api.wsdl", encodedContract(arrayType("In", test.typ)))
			if diff := cmp.Diff(test.want, ds.Error()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}
