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
    b *boolean default="true"
    {urn:a}q *int fixed="7"
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
		{"repeating group that may be nothing",
			`<xs:element name="In"><xs:complexType><xs:sequence maxOccurs="unbounded">
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
		{"recursion through a group",
			`<xs:group name="G"><xs:sequence><xs:element name="a" minOccurs="0"><xs:complexType>
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
struct Base also More
  @id token
  sequence
    a int
struct More from Base
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
struct Base also Less
  @id *token optional
  @gone *token optional
  sequence
    a *int optional 0..1
struct Less from Base
  @id *token optional
  sequence
    a int
`},
		{"simple content", in + `<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">
			<xs:attribute name="currency" type="xs:NMTOKEN" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
			<xs:complexType name="Small"><xs:simpleContent><xs:restriction base="a:Price"><xs:maxExclusive value="10"/>
			</xs:restriction></xs:simpleContent></xs:complexType>`, `
struct In
struct Price also Small
  @currency NMTOKEN
  =decimal
struct Small from Price
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
  @{http://www.w3.org/XML/1998/namespace}lang *lang optional
  @{urn:a}q *anySimpleType optional
`},
		{"mixed", `<xs:element name="In"><xs:complexType mixed="true"><xs:sequence><xs:any maxOccurs="unbounded"/></xs:sequence>
			</xs:complexType></xs:element>`, `
struct In mixed
`},
		{"mixed content extended",
			`<xs:element name="In" type="a:More"/><xs:complexType name="Text" mixed="true"><xs:sequence>
			<xs:element name="gone"><xs:complexType/></xs:element></xs:sequence><xs:attribute name="a" type="xs:int"/>
			</xs:complexType><xs:complexType name="More"><xs:complexContent><xs:extension base="a:Text"><xs:sequence>
			<xs:element name="x"/></xs:sequence><xs:attribute name="b" type="xs:int"/></xs:extension></xs:complexContent>
			</xs:complexType>`, `
struct Text mixed also More
  @a *int optional
struct More mixed from Text
  @a *int optional
  @b *int optional
`},
		{"enumerations",
			in + `<xs:simpleType name="Color"><xs:restriction base="xs:token"><xs:enumeration value=" red "/>
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
		{"unions", in +
			`<xs:simpleType name="Known"><xs:restriction base="xs:token"><xs:enumeration value="a"/></xs:restriction>
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
struct In mixed +attributes lax
`},
		{"nillable", `<xs:element name="In"><xs:complexType><xs:sequence>
			<xs:element name="one" type="xs:int" nillable="true"/>
			<xs:element name="day" type="xs:date" nillable="true" minOccurs="0"/>
			<xs:element name="maybe" type="xs:int" nillable="true" minOccurs="0"/>
			<xs:element name="many" type="xs:int" nillable="true" maxOccurs="9"/></xs:sequence></xs:complexType></xs:element>`, `
struct In
  sequence
    one *int nillable
    day *date optional nillable 0..1
    maybe *int optional nillable 0..1
    many []int nillable 1..9
`},
		{"any attribute", in + `<xs:attributeGroup name="G"><xs:anyAttribute/></xs:attributeGroup>
			<xs:complexType name="A"><xs:attributeGroup ref="a:G"/></xs:complexType>
			<xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"/></xs:complexContent></xs:complexType>
			<xs:complexType name="C"><xs:complexContent><xs:restriction base="a:A"/></xs:complexContent></xs:complexType>`, `
struct In
struct A +attributes also B, C
struct B +attributes from A
struct C from A
`},
		{"wildcards", in + `<xs:attributeGroup name="G"><xs:anyAttribute namespace="##other"/></xs:attributeGroup>
			<xs:complexType name="A"><xs:anyAttribute namespace="urn:b urn:b ##local"/></xs:complexType>
			<xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"><xs:attributeGroup ref="a:G"/></xs:extension>
			</xs:complexContent></xs:complexType>
			<xs:complexType name="C"><xs:sequence><xs:any namespace="##targetNamespace" processContents="skip"/>
			<xs:any namespace="##other"/><xs:any namespace=""/></xs:sequence>
			<xs:attributeGroup ref="a:G"/><xs:anyAttribute namespace="##any" processContents="lax"/></xs:complexType>
			<xs:complexType name="D"><xs:attributeGroup ref="a:G"/><xs:anyAttribute namespace="##targetNamespace"/></xs:complexType>`, `
struct In
struct A +attributes of "urn:b" "" also B
struct B +attributes not of "urn:a" from A
struct C +attributes not of "" "urn:a" lax
  sequence
    any any anyType of "urn:a" lax
    any any anyType not of "" "urn:a"
    any any anyType of
struct D +attributes of
`},
		{"derived types", `<xs:element name="In" type="a:A"/>
			<xs:complexType name="A" abstract="true"/>
			<xs:complexType name="C"><xs:complexContent><xs:extension base="a:B"/></xs:complexContent></xs:complexType>
			<xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"/></xs:complexContent></xs:complexType>
			<xs:complexType name="D" abstract="true"><xs:complexContent><xs:extension base="a:B"/></xs:complexContent>
			</xs:complexType>`, `
struct A abstract also C, B
struct C from B
struct B from A also C
struct D abstract from B
`},
		{"derived types that are blocked", in + `<xs:complexType name="A" block="restriction"/>
			<xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"/></xs:complexContent></xs:complexType>
			<xs:complexType name="C"><xs:complexContent><xs:restriction base="a:B"/></xs:complexContent></xs:complexType>
			<xs:complexType name="D" final="#all"/>
			<xs:complexType name="E"><xs:complexContent><xs:extension base="a:D"/></xs:complexContent></xs:complexType>`, `
struct In
struct A also B
struct B from A also C
struct C from B
struct D
struct E from D
`},
		{"derived simple content",
			in + `<xs:complexType name="A"><xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent>
			</xs:complexType><xs:complexType name="B"><xs:simpleContent><xs:extension base="a:A">
			<xs:attribute name="x" type="xs:int"/></xs:extension></xs:simpleContent></xs:complexType>`, `
struct In
struct A also B
  =int
struct B from A
  @x *int optional
  =int
`},
		{"substitution group", `<xs:element name="H" type="xs:int" abstract="true"/>
			<xs:element name="M" substitutionGroup="a:H"/><xs:element name="N" type="xs:int" substitutionGroup="a:M"/>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="a:H"/><xs:element ref="a:M" minOccurs="0"/>
			<xs:element ref="a:H" minOccurs="0" maxOccurs="7"/><xs:element ref="a:N"/></xs:sequence></xs:complexType>
			</xs:element>`, `
struct H group
  choice
    {urn:a}M *int optional
    {urn:a}N *int optional
struct In
  sequence
    choice
      {urn:a}M *int optional
      {urn:a}N *int optional
    choice 0..1
      {urn:a}M *int optional
      {urn:a}N *int optional
    repeat H []H optional 0..7
    {urn:a}N int
`},
		{"substitution group that is blocked", `<xs:complexType name="T"/><xs:complexType name="U"><xs:complexContent>
			<xs:restriction base="a:T"/></xs:complexContent></xs:complexType>
			<xs:element name="H" type="a:T" block="restriction"/><xs:element name="G" type="a:T" block="substitution"/>
			<xs:element name="M" type="a:U" substitutionGroup="a:H"/><xs:element name="N" substitutionGroup="a:G"/>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="a:H"/><xs:element ref="a:G"/></xs:sequence>
			</xs:complexType></xs:element>`, `
struct T also U
struct U from T
struct In
  sequence
    {urn:a}H T
    {urn:a}G T
`},
		{"substitution group whose types are blocked", in + `<xs:complexType name="T"/>
			<xs:complexType name="U" block="extension"><xs:complexContent><xs:restriction base="a:T"/></xs:complexContent></xs:complexType>
			<xs:complexType name="V"><xs:complexContent><xs:extension base="a:U"/></xs:complexContent></xs:complexType>
			<xs:element name="H" type="a:T"/><xs:element name="M" type="a:U" substitutionGroup="a:H"/>
			<xs:element name="N" type="a:V" substitutionGroup="a:H"/><xs:element name="O" type="a:T" substitutionGroup="a:H"/>
			<xs:complexType name="W"><xs:sequence><xs:element ref="a:H"/></xs:sequence></xs:complexType>`, `
struct In
struct T also U, V
struct U from T
struct V from U
struct W
  choice
    {urn:a}H *T optional
    {urn:a}M *U optional
    {urn:a}O *T optional
`},
		{"one element at several places",
			`<xs:element name="In"><xs:complexType><xs:sequence><xs:element name="x" type="xs:int"/>
			<xs:choice><xs:sequence><xs:element name="y" type="xs:int"/><xs:element name="z" type="xs:int"/></xs:sequence>
			<xs:sequence><xs:element name="y" type="xs:int" maxOccurs="3"/><xs:element name="w" type="xs:int"/></xs:sequence>
			<xs:element name="z" type="xs:date"/></xs:choice><xs:element name="x" type="xs:int"/></xs:sequence>
			</xs:complexType></xs:element>`, `
struct In
  sequence
    x int
    choice
      sequence
        y []int optional
        z *int optional
      sequence
        y []int optional 1..3 again
        w *int optional
      z date optional
    x int
`},
		{"one group at two places", `<xs:group name="G"><xs:choice><xs:element name="a" type="xs:int"/>
			<xs:element name="b" type="xs:int"/></xs:choice></xs:group>
			<xs:group name="Many"><xs:sequence><xs:group ref="a:G" maxOccurs="2"/></xs:sequence></xs:group>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:group ref="a:Many"/><xs:element name="x" type="xs:int"/>
			<xs:group ref="a:Many"/></xs:sequence></xs:complexType></xs:element>`, `
struct item in In group
  choice
    a *int optional
    b *int optional
struct In
  sequence
    repeat item []item 1..2
    x int
    repeat item []item 1..2
`},
		{"built-in lists", `<xs:element name="In"><xs:complexType><xs:attribute name="a" type="xs:NMTOKENS"/>
			<xs:attribute name="b" type="xs:IDREFS"/><xs:attribute name="c" type="xs:ENTITIES"/></xs:complexType></xs:element>
			<xs:simpleType name="Two"><xs:restriction base="xs:NMTOKENS"><xs:maxLength value="2"/></xs:restriction>
			</xs:simpleType>`, `
struct In
  @a NMTOKENS optional
  @b IDREFS optional
  @c ENTITIES optional
list Two of NMTOKEN minLength=1 maxLength=2
`},
		{"names without a prefix",
			`<xs:element name="In" type="T"/><xs:complexType name="T"><xs:group ref="G"/></xs:complexType>
			<xs:group name="G"><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:group>`, `
struct T
  sequence
    x int
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

// TestSubstitutionNames checks that what stands for a head that repeats is called like it.
func TestSubstitutionNames(t *testing.T) {
	api := mustRead(t, "api.wsdl",
		contract(`<xs:element name="shape" type="xs:int"/><xs:element name="circle" type="xs:int"
		substitutionGroup="a:shape"/><xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="a:shape" maxOccurs="9"/>
		</xs:sequence></xs:complexType></xs:element>`))
	if ds := schema.Name(api, schema.Settings{}); ds != nil {
		t.Error(ds)
	}
	if item, in := api.Types[0], api.Types[1]; item.Name != "Shape" || in.Fields()[0].Name != "Shape" {
		t.Errorf("the item is called %s, the field %s, want Shape", item.Name, in.Fields()[0].Name)
	}
}

// TestBuiltinTypes checks that every built-in type of XML Schema is known.
func TestBuiltinTypes(t *testing.T) {
	const names = "anyType anySimpleType string normalizedString token language Name NCName ID IDREF IDREFS ENTITY " +
		"ENTITIES NMTOKEN NMTOKENS anyURI QName NOTATION boolean decimal integer nonPositiveInteger negativeInteger " +
		"nonNegativeInteger positiveInteger long int short byte unsignedLong unsignedInt unsignedShort unsignedByte " +
		"float double duration dateTime time date gYearMonth gYear gMonthDay gDay gMonth hexBinary base64Binary"
	var elements strings.Builder
	for _, name := range strings.Fields(names) {
		elements.WriteString(`<xs:element name="e" type="xs:` + name + `"/>`)
	}
	api := mustRead(t, "api.wsdl", contract(`<xs:element name="In"><xs:complexType><xs:sequence>`+elements.String()+
		`</xs:sequence></xs:complexType></xs:element>`))
	var got []string
	for _, f := range api.Types[0].Fields() {
		got = append(got, f.Type.Wire.Local)
	}
	if diff := cmp.Diff(strings.Fields(names), got); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
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
		"api.wsdl",
		contract(`<xs:include schemaLocation="sub/plain.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>
			<xs:element name="In"><xs:complexType><xs:sequence><xs:element ref="b:E"/><xs:element name="p" type="a:Plain"/>
			</xs:sequence></xs:complexType></xs:element>`),
		"b.xsd",
		open+`targetNamespace="urn:b" elementFormDefault="qualified"><xs:include schemaLocation="sub/plain.xsd"/>
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

// TestRedefine checks that what is redefined is so for everybody, and builds on the original.
func TestRedefine(t *testing.T) {
	const open = `<xs:schema targetNamespace="urn:a" xmlns:a="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	api := mustRead(t,
		"api.wsdl", contract(`<xs:redefine schemaLocation="old.xsd"><xs:complexType name="T"><xs:complexContent>
			<xs:extension base="a:T"><xs:sequence><xs:element name="new" type="a:S"/></xs:sequence></xs:extension>
			</xs:complexContent></xs:complexType>
			<xs:simpleType name="S"><xs:restriction base="a:S"><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
			<xs:group name="G"><xs:sequence><xs:group ref="a:G"/><xs:element name="more" type="xs:int"/></xs:sequence></xs:group>
			<xs:attributeGroup name="AG"><xs:attributeGroup ref="a:AG"/><xs:attribute name="y" type="xs:int"/></xs:attributeGroup>
			</xs:redefine><xs:element name="In" type="a:T"/>`),
		"old.xsd",
		open+`<xs:complexType name="Base"/><xs:complexType name="T"><xs:complexContent><xs:extension base="a:Base">
			<xs:sequence><xs:element name="old"><xs:complexType/></xs:element></xs:sequence></xs:extension></xs:complexContent>
			</xs:complexType>
			<xs:simpleType name="S"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
			<xs:group name="G"><xs:sequence><xs:element name="less" type="xs:int"/></xs:sequence></xs:group>
			<xs:attributeGroup name="AG"><xs:attribute name="x" type="xs:int"/></xs:attributeGroup>
			<xs:complexType name="User"><xs:complexContent><xs:extension base="a:T"><xs:group ref="a:G"/>
			<xs:attributeGroup ref="a:AG"/></xs:extension></xs:complexContent></xs:complexType></xs:schema>`)
	want := `struct T from Base also User
  sequence
    old old
    new S
simple S string minLength=1 maxLength=3
struct Base also T, User
struct old in T
struct User from T
  @x *int optional
  @y *int optional
  sequence
    old old
    new S
    less int
    more int
`
	if diff := cmp.Diff(want, outline(api.Types)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

// TestKnownNamespaces checks that what is well-known needs no document, and that a contract has of it only what it
// uses.
func TestKnownNamespaces(t *testing.T) {
	api := mustRead(t, "api.wsdl", contract(`
		<xs:import namespace="http://www.w3.org/1999/xlink" schemaLocation="http://www.w3.org/1999/xlink.xsd"/>
		<xs:element name="In"><xs:complexType><xs:sequence xmlns:wsa="http://www.w3.org/2005/08/addressing"
			xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
			xmlns:mime="http://www.w3.org/2005/05/xmlmime">
			<xs:element ref="wsa:MessageID"/><xs:element name="list" type="enc:Array"/><xs:element name="s" type="enc:string"/>
			<xs:element ref="ds:Signature"/><xs:element name="image" type="mime:base64Binary"/></xs:sequence>
			<xs:attribute ref="l:href" xmlns:l="http://www.w3.org/1999/xlink"/><xs:attribute ref="xml:space"/>
			<xs:attribute ref="u:Id" xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"/>
			</xs:complexType></xs:element>
		<xs:complexType name="Rows"><xs:complexContent><xs:restriction base="enc:Array"
			xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/"><xs:attribute ref="enc:arrayType" xmlns:w="urn:w"
			w:arrayType="a:Row[]"/></xs:restriction></xs:complexContent></xs:complexType>`))
	var got []string
	for _, line := range strings.Split(outline(api.Types), "\n") {
		if !strings.HasPrefix(line, "  ") {
			got = append(got, line)
		}
	}
	want := []string{"struct In", "struct Rows mixed from Array",
		"struct AttributedURIType +attributes", "struct Array mixed also Rows", "simple string string",
		"struct SignatureType mixed +attributes", "struct base64Binary", `enum space NCName "default" "preserve"`, ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

// TestMap checks that a document is had from where the user says, by its location or its namespace, and that a contract
// may stand in a folder below the one that is read from.
func TestMap(t *testing.T) {
	const b = `<xs:schema targetNamespace="urn:%s" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="T">
		<xs:restriction base="xs:string"/></xs:simpleType></xs:schema>`
	text := contract(
		`<xs:import namespace="urn:b" schemaLocation="https://example.test/b.xsd"/><xs:import namespace="urn:c"/>
		<xs:include schemaLocation="../xsd/a.xsd"/><xs:element name="In"><xs:complexType><xs:sequence>
		<xs:element name="b" type="b:T"/><xs:element name="c" xmlns:c="urn:c" type="c:T"/><xs:element name="a" type="a:T"/>
		</xs:sequence></xs:complexType></xs:element>`)
	fs := fstest.MapFS{"wsdl/api.wsdl": {Data: []byte(text)}}
	for _, name := range []string{"a", "b", "c"} {
		fs["xsd/"+name+".xsd"] = &fstest.MapFile{Data: []byte(strings.Replace(b, "%s", name, 1))}
	}
	api, ds := wsdl.Read(schema.Source{FS: fs, Name: "wsdl/api.wsdl", Dir: "root",
		Map: map[string]string{"https://example.test/b.xsd": "xsd/b.xsd", "urn:c": "xsd/c.xsd"}})
	if ds != nil {
		t.Fatal(ds)
	}
	want := []string{"root/wsdl/api.wsdl", "root/xsd/b.xsd", "root/xsd/c.xsd", "root/xsd/a.xsd"}
	var got []string
	for _, t := range api.Types {
		got = append(got, t.Pos.File)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
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
		"windows-1252":         strings.Replace(string(latin), "ISO-8859-1", "windows-1252", 1),
		"utf-16 little-endian": string(little), "utf-16 big-endian": string(big),
		"utf-16 without a mark": string(little[2:]), "utf-16 without a mark, big-endian": string(big[2:]),
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, "api.wsdl", data).Types[0].Doc; got != "Ärger" {
				t.Errorf("documentation is %q, want Ärger", got)
			}
		})
	}
}
