// Tests of the model that contracts are read into.

package wsdl_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/schema"
	"github.com/kontrakt-dev/kontrakt/schema/wsdl"
)

// contract returns a WSDL whose only operation takes the element In of namespace urn:a, with the given content of its
// only schema.
func contract(content string) string {
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

// in is the element that contract's operation takes, of no content, in a line of its own.
const in = `<xs:element name="In"><xs:complexType/></xs:element>
`

// read reads the contract api.wsdl among the files, which hold name and text by turns.
func read(files ...string) (*schema.API, schema.Diagnostics) {
	fs := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fs[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return wsdl.Read(schema.Source{FS: fs, Name: "api.wsdl"})
}

// mustRead is read for a contract without faults.
func mustRead(t *testing.T, files ...string) *schema.API {
	t.Helper()
	api, ds := read(files...)
	if err := ds.Err(); err != nil {
		t.Fatal(err)
	}
	return api
}

func TestTypes(t *testing.T) {
	for _, test := range []struct{ name, content, want string }{
		{"elements", `<xs:element name="In"><xs:complexType><xs:sequence>
			<xs:element name="one" type="xs:string"/><xs:element name="maybe" type="xs:string" minOccurs="0"/>
			<xs:element name="day" type="xs:date" minOccurs="0"/><xs:element name="n" type="xs:int" minOccurs="0"/>
			<xs:element name="many" type="xs:int" minOccurs="2" maxOccurs="5"/>
			<xs:element name="all" type="xs:int" minOccurs="0" maxOccurs="unbounded"/>
			<xs:element name="none" type="xs:int" minOccurs="0" maxOccurs="0"/>
			<xs:element name="nil" type="xs:int" nillable="true"/>
			<xs:element name="raw"/><xs:element name="b" type="xs:boolean" default=" true "/>
			<xs:element name="q" type="xs:int" form="qualified" fixed="7"/>
			</xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    one string
    maybe *string optional 0..1
    day date optional 0..1
    n *int optional 0..1
    many []int 2..5
    all []int optional 0..
    nil *int nillable
    raw anyType
    b boolean default="true"
    {urn:a}q int fixed="7"
`},
		{"choice", `<xs:element name="In"><xs:complexType><xs:choice>
			<xs:element name="text" type="xs:string"/><xs:element name="day" type="xs:date"/>
			<xs:element name="in" type="a:T"/><xs:sequence><xs:element name="x" type="xs:int"/>
			<xs:element name="y" type="xs:int"/></xs:sequence>
			</xs:choice></xs:complexType></xs:element><xs:complexType name="T"/>`, `
struct In
  choice
    text *string optional
    day date optional
    in *T optional
    sequence
      x *int optional
      y *int optional
struct T
`},
		{"choice of one", `<xs:element name="In"><xs:complexType><xs:choice>
			<xs:element name="a" type="xs:int"/></xs:choice></xs:complexType></xs:element>`, `
struct In
  sequence
    a int
`},
		{"choice that may be nothing", `<xs:element name="In"><xs:complexType><xs:choice>
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/></xs:choice>
			</xs:complexType></xs:element>`, `
struct In
  choice 0..1
    a *int optional
    b *int optional 0..1
`},
		{"choice with an empty alternative", `<xs:element name="In"><xs:complexType><xs:choice>
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/><xs:sequence/></xs:choice>
			</xs:complexType></xs:element>`, `
struct In
  choice 0..1
    a *int optional
    b *int optional
`},
		{"optional sequence", `<xs:element name="In"><xs:complexType><xs:sequence minOccurs="0">
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:date"/></xs:sequence>
			</xs:complexType></xs:element>`, `
struct In
  sequence 0..1
    a *int optional
    b date optional
`},
		{"all", `<xs:element name="In"><xs:complexType><xs:all>
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/></xs:all>
			</xs:complexType></xs:element>`, `
struct In
  all
    a int
    b *int optional 0..1
`},
		{"group that repeats", `<xs:element name="In"><xs:complexType><xs:sequence>
			<xs:element name="head" type="xs:int"/>
			<xs:choice maxOccurs="100"><xs:element name="a" type="a:T"/><xs:element name="b" type="xs:int"/></xs:choice>
			</xs:sequence></xs:complexType></xs:element><xs:complexType name="T"/>`, `
struct In
  sequence
    head int
    repeat item []item 1..100
struct item in In group
  choice
    a *T optional
    b *int optional
struct T
`},
		{"group of one element that repeats", `<xs:element name="In"><xs:complexType><xs:sequence maxOccurs="unbounded">
			<xs:element name="a"><xs:complexType><xs:attribute name="id" type="xs:ID"/></xs:complexType></xs:element>
			</xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    a []a 1..
struct a in In
  @id ID optional
`},
		{"repeating group that may be nothing", `<xs:element name="In"><xs:complexType><xs:sequence maxOccurs="unbounded">
			<xs:element name="a" type="xs:int" minOccurs="0"/><xs:element name="b" type="xs:int" minOccurs="0"/>
			</xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    repeat item []item optional 0..
struct item in In group
  sequence
    a *int optional 0..1
    b *int optional 0..1
`},
		{"nested groups that change nothing", `<xs:element name="In"><xs:complexType><xs:sequence>
			<xs:sequence><xs:element name="a" type="xs:int"/><xs:choice><xs:sequence><xs:element name="b" type="xs:int"/>
			</xs:sequence></xs:choice></xs:sequence></xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    a int
    b int
`},
		{"group references", `<xs:group name="G"><xs:sequence><xs:element name="a" type="xs:int"/>
			<xs:element name="b" type="xs:int"/></xs:sequence></xs:group>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:group ref="a:G"/><xs:element name="c" type="xs:int"/>
			</xs:sequence></xs:complexType></xs:element>
			<xs:complexType name="Many"><xs:group ref="a:G" maxOccurs="3"/></xs:complexType>`, `
struct In
  sequence
    a int
    b int
    c int
struct Many
  sequence
    repeat item []item 1..3
struct item in Many group
  sequence
    a int
    b int
`},
		{"element references", `<xs:element name="R" type="xs:date" nillable="true"/>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="a:R" minOccurs="0"/>
			<xs:element ref="xs:schema"/><xs:any minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    {urn:a}R *date optional nillable 0..1
    {http://www.w3.org/2001/XMLSchema}schema anyType
    any any *anyType optional 0..1
`},
		{"recursion", `<xs:element name="In" type="a:T"/><xs:complexType name="T"><xs:sequence>
			<xs:element name="more" type="a:T" minOccurs="0"/><xs:element name="other" type="a:U"/></xs:sequence></xs:complexType>
			<xs:complexType name="U"><xs:sequence><xs:element name="back" type="a:T"/></xs:sequence></xs:complexType>`, `
struct T
  sequence
    more *T optional 0..1
    other U
struct U
  sequence
    back *T
`},
		{"recursion through a group", `<xs:group name="G"><xs:sequence><xs:element name="a" minOccurs="0"><xs:complexType>
			<xs:group ref="a:G"/></xs:complexType></xs:element></xs:sequence></xs:group>
			<xs:element name="In"><xs:complexType><xs:group ref="a:G"/></xs:complexType></xs:element>`, `
struct a in In
  sequence
    a *a optional 0..1
struct In
  sequence
    a *a optional 0..1
`},
		{"extension", in + `<xs:complexType name="Base"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence>
			<xs:attribute name="id" type="xs:token" use="required"/></xs:complexType>
			<xs:complexType name="More"><xs:complexContent><xs:extension base="a:Base"><xs:choice>
			<xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:int"/></xs:choice>
			<xs:attribute name="x" type="xs:int"/></xs:extension></xs:complexContent></xs:complexType>`, `
struct In
struct Base
  @id token
  sequence
    a int
struct More
  @id token
  @x *int optional
  sequence
    a int
    choice
      b *int optional
      c *int optional
`},
		{"restriction", in + `<xs:complexType name="Base"><xs:sequence>
			<xs:element name="a" type="xs:int" minOccurs="0"/></xs:sequence>
			<xs:attribute name="id" type="xs:token"/><xs:attribute name="gone" type="xs:token"/></xs:complexType>
			<xs:complexType name="Less"><xs:complexContent><xs:restriction base="a:Base"><xs:sequence>
			<xs:element name="a" type="xs:int"/></xs:sequence><xs:attribute name="gone" use="prohibited"/></xs:restriction>
			</xs:complexContent></xs:complexType>`, `
struct In
struct Base
  @id *token optional
  @gone *token optional
  sequence
    a *int optional 0..1
struct Less
  @id *token optional
  sequence
    a int
`},
		{"simple content", in + `<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">
			<xs:attribute name="currency" type="xs:NMTOKEN" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
			<xs:complexType name="Small"><xs:simpleContent><xs:restriction base="a:Price"><xs:maxExclusive value="10"/>
			</xs:restriction></xs:simpleContent></xs:complexType>`, `
struct In
struct Price
  @currency NMTOKEN
  =decimal
struct Small
  @currency NMTOKEN
  =value maxExclusive=10
`},
		{"attributes", `<xs:attribute name="G" type="xs:int" default="1"/>
			<xs:attributeGroup name="AG"><xs:attribute name="x" type="xs:date"/><xs:attribute ref="a:G"/></xs:attributeGroup>
			<xs:element name="In"><xs:complexType><xs:attributeGroup ref="a:AG"/><xs:attribute ref="xml:lang"/>
			<xs:attribute name="q" form="qualified"/></xs:complexType></xs:element>`, `
struct In
  @x date optional
  @{urn:a}G *int optional default="1"
  @{http://www.w3.org/XML/1998/namespace}lang *string optional
  @{urn:a}q *anySimpleType optional
`},
		{"mixed", `<xs:element name="In"><xs:complexType mixed="true"><xs:sequence><xs:any maxOccurs="unbounded"/></xs:sequence>
			</xs:complexType></xs:element>`, `
struct In mixed
  sequence
    any any []anyType 1..
`},
		{"enumerations", in + `<xs:simpleType name="Color"><xs:restriction base="xs:token"><xs:enumeration value=" red "/>
			<xs:enumeration value="green"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Warm"><xs:restriction base="a:Color"><xs:enumeration value="red"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Same"><xs:restriction base="a:Color"/></xs:simpleType>
			<xs:complexType name="T"><xs:sequence><xs:element name="c" type="a:Color" minOccurs="0"/>
			<xs:element name="size"><xs:simpleType><xs:restriction base="xs:int"><xs:enumeration value="1"/></xs:restriction>
			</xs:simpleType></xs:element></xs:sequence></xs:complexType>`, `
struct In
enum Color token "red" "green"
enum Warm token "red"
enum Same token "red" "green"
struct T
  sequence
    c Color optional 0..1
    size size
enum size in T int "1"
`},
		{"unions", in + `<xs:simpleType name="Known"><xs:restriction base="xs:token"><xs:enumeration value="a"/></xs:restriction>
			</xs:simpleType>
			<xs:simpleType name="Open"><xs:union memberTypes="a:Known xs:token"/></xs:simpleType>
			<xs:simpleType name="Closed"><xs:union memberTypes="a:Known"><xs:simpleType><xs:restriction base="xs:string">
			<xs:enumeration value="b"/><xs:enumeration value="a"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
			<xs:simpleType name="Text"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>
			<xs:complexType name="T"><xs:attribute name="o" type="a:Open"/>
			<xs:attribute name="c" type="a:Closed"/></xs:complexType>`, `
struct In
enum Known token "a"
enum Open open token "a"
enum Closed string "a" "b"
simple Text token
struct T
  @o *Open optional
  @c Closed optional
`},
		{"lists", in + `<xs:simpleType name="Ints"><xs:list itemType="xs:int"/></xs:simpleType>
			<xs:simpleType name="Two"><xs:restriction base="a:Ints"><xs:length value="2"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Marks"><xs:list><xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="x"/>
			</xs:restriction></xs:simpleType></xs:list></xs:simpleType>
			<xs:complexType name="T"><xs:attribute name="ints" type="a:Ints"/></xs:complexType>`, `
struct In
list Ints of int
list Two of int length=2
list Marks of item
enum item in Marks token "x"
struct T
  @ints Ints optional
`},
		{"facets", in + `<xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]+"/>
			<xs:pattern value="\d"/>			<xs:maxLength value="9"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Short"><xs:restriction base="a:Code"><xs:pattern value="...?"/><xs:maxLength value="3"/>
			<xs:whiteSpace value="collapse"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Row"><xs:restriction base="xs:int"><xs:minInclusive value="0"/><xs:maxExclusive value="10"/>
			</xs:restriction></xs:simpleType>
			<xs:simpleType name="Money"><xs:restriction base="xs:decimal"><xs:totalDigits value="9"/><xs:fractionDigits value="2"/>
			</xs:restriction></xs:simpleType>
			<xs:complexType name="T"><xs:sequence><xs:element name="c" type="a:Code" minOccurs="0"/>
			<xs:element name="r" type="a:Row" minOccurs="0"/></xs:sequence></xs:complexType>`, `
struct In
simple Code string maxLength=9 pattern=[A-Z]+|\d
simple Short token maxLength=3 pattern=[A-Z]+|\d pattern=...?
simple Row int minInclusive=0 maxExclusive=10
simple Money decimal totalDigits=9 fractionDigits=2
struct T
  sequence
    c Code optional 0..1
    r *Row optional 0..1
`},
		{"a simple type as message", `<xs:element name="In" type="xs:int"/>`, `
struct In
  =int
`},
		{"anything as message", `<xs:element name="In"/>`, `
struct In mixed
  sequence
    any any []anyType optional 0..
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := mustRead(t, "api.wsdl", contract(test.content))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), outline(api.Types)); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDocumentation(t *testing.T) {
	api := mustRead(t, "api.wsdl", contract(`<xs:element name="In"><xs:annotation><xs:documentation>
		What  goes
		in.

		A second paragraph<p>and a third</p></xs:documentation><xs:documentation>Another.</xs:documentation></xs:annotation>
		<xs:complexType><xs:sequence><xs:element ref="a:R"/></xs:sequence></xs:complexType></xs:element>
		<xs:element name="R" type="xs:int"><xs:annotation><xs:documentation>Of R.</xs:documentation></xs:annotation>
		</xs:element>`))
	in := api.Types[0]
	if want := "What goes in.\n\nA second paragraph\n\nand a third\n\nAnother."; in.Doc != want {
		t.Errorf("documentation is %q, want %q", in.Doc, want)
	}
	if got := in.Fields()[0].Doc; got != "Of R." {
		t.Errorf("documentation of a reference is %q, want that of the element", got)
	}
}

func TestPositions(t *testing.T) {
	api := mustRead(t, "api.wsdl", contract("<!-- ä --><xs:element name='In'><xs:complexType><xs:sequence>\n"+
		"\t<xs:element\n\t  name = 'x' type='xs:int'/></xs:sequence></xs:complexType></xs:element>"))
	in := api.Types[0]
	if got := in.Pos.String(); got != "api.wsdl:5:24" {
		t.Errorf("In is at %s, want the column in bytes: api.wsdl:5:24", got)
	}
	if got := in.Fields()[0].Pos.String(); got != "api.wsdl:7:4" {
		t.Errorf("x is at %s, want api.wsdl:7:4", got)
	}
}

func TestSeveralFiles(t *testing.T) {
	const open = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:b" `
	api := mustRead(t,
		"api.wsdl", contract(`<xs:include schemaLocation="sub/plain.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="b:E"/><xs:element name="p" type="a:Plain"/>
			</xs:sequence></xs:complexType></xs:element>`),
		"b.xsd", open+`targetNamespace="urn:b" elementFormDefault="qualified"><xs:include schemaLocation="sub/plain.xsd"/>
			<xs:include schemaLocation="b.xsd"/><xs:element name="E" type="b:Plain"/></xs:schema>`,
		"sub/plain.xsd", open+`elementFormDefault="qualified"><xs:include schemaLocation="../more%20plain.xsd"/>
			<xs:complexType name="Plain"><xs:sequence><xs:element name="x" type="Text"/></xs:sequence></xs:complexType></xs:schema>`,
		"more plain.xsd", open+`><xs:include schemaLocation="sub/plain.xsd"/>
			<xs:simpleType name="Text"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>`,
	)
	want := `struct In
  sequence
    {urn:b}E Plain
    p Plain
struct Plain
  sequence
    {urn:a}x Text
struct Plain
  sequence
    {urn:b}x Text
simple Text string
simple Text string
`
	if diff := cmp.Diff(want, outline(api.Types)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
	prefixes := map[string]string{}
	for _, n := range api.SOAP.Namespaces {
		prefixes[n.URI] = n.Prefix
	}
	if diff := cmp.Diff(map[string]string{"urn:a": "a", "urn:b": "b"}, prefixes); diff != "" {
		t.Errorf("prefixes (-want +got):\n%s", diff)
	}
}

func TestPrefixes(t *testing.T) {
	text := strings.NewReplacer("xmlns:a=", "xmlns:soapenv=", "a:", "soapenv:").Replace(contract(in))
	api := mustRead(t, "api.wsdl", text)
	if got := api.SOAP.Namespaces; len(got) != 1 || got[0].URI != "urn:a" || got[0].Prefix != "ns1" {
		t.Errorf("namespaces are %v, want urn:a with a prefix of its own in place of soapenv", got)
	}
}

func TestEncodings(t *testing.T) {
	text := contract(`<xs:element name="In"><xs:annotation><xs:documentation>Ärger</xs:documentation></xs:annotation>
		<xs:complexType/></xs:element>`)
	latin := []byte(`<?xml version="1.0" encoding='ISO-8859-1'?>`)
	for _, r := range text {
		latin = append(latin, byte(r))
	}
	little, big := []byte("\xFF\xFE"), []byte("\xFE\xFF")
	for _, u := range utf16.Encode([]rune(text)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	for name, data := range map[string]string{
		"utf-8 with a byte order mark": "\xEF\xBB\xBF" + text, "iso-8859-1": string(latin),
		"utf-16 little-endian": string(little), "utf-16 big-endian": string(big),
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, "api.wsdl", data).Types[0].Doc; got != "Ärger" {
				t.Errorf("documentation is %q, want Ärger", got)
			}
		})
	}
}
