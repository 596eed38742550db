// Tests of the types that schemas become.

package xsd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kontrakt-dev/kontrakt/internal/contracttest"
	"github.com/kontrakt-dev/kontrakt/schema"
)

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
		{"extension", contracttest.In + `<xs:complexType name="Base"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence>
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
		{"restriction", contracttest.In + `<xs:complexType name="Base"><xs:sequence>
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
		{"simple content", contracttest.In + `<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">
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
			contracttest.In + `<xs:simpleType name="Color"><xs:restriction base="xs:token"><xs:enumeration value=" red "/>
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
		{"enumerations of qualified names", contracttest.In + `<xs:simpleType name="Style"><xs:restriction base="xs:QName">
			<xs:enumeration value=" a:rpc "/><xs:enumeration value="none"/>
			<xs:enumeration value="x:other" xmlns:x="urn:x"/></xs:restriction></xs:simpleType>
			<xs:simpleType name="Same"><xs:restriction base="a:Style"/></xs:simpleType>
			<xs:simpleType name="Less"><xs:restriction base="a:Style"><xs:enumeration value="y:rpc" xmlns:y="urn:a"/>
			</xs:restriction></xs:simpleType><xs:simpleType name="Styles"><xs:list itemType="a:Less"/></xs:simpleType>
			<xs:simpleType name="Default"><xs:restriction base="xs:QName"><xs:enumeration value="rpc" xmlns="urn:d"/>
			</xs:restriction></xs:simpleType>`, `
struct In
simple Style QName "{urn:a}rpc" "none" "{urn:x}other"
simple Same QName "{urn:a}rpc" "none" "{urn:x}other"
simple Less QName "{urn:a}rpc"
list Styles of Less
simple Default QName "{urn:d}rpc"
`},
		{"unions", contracttest.In +
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
		{"lists", contracttest.In + `<xs:simpleType name="Ints"><xs:list itemType="xs:int"/></xs:simpleType>
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
		{"facets", contracttest.In + `<xs:simpleType name="Code"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]+"/>
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
		{"any attribute", contracttest.In + `<xs:attributeGroup name="G"><xs:anyAttribute/></xs:attributeGroup>
			<xs:complexType name="A"><xs:attributeGroup ref="a:G"/></xs:complexType>
			<xs:complexType name="B"><xs:complexContent><xs:extension base="a:A"/></xs:complexContent></xs:complexType>
			<xs:complexType name="C"><xs:complexContent><xs:restriction base="a:A"/></xs:complexContent></xs:complexType>`, `
struct In
struct A +attributes also B, C
struct B +attributes from A
struct C from A
`},
		{"wildcards", contracttest.In + `<xs:attributeGroup name="G"><xs:anyAttribute namespace="##other"/></xs:attributeGroup>
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
		{"derived types that are blocked", contracttest.In + `<xs:complexType name="A" block="restriction"/>
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
			contracttest.In + `<xs:complexType name="A"><xs:simpleContent><xs:extension base="xs:int"/></xs:simpleContent>
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
		{"substitution group whose types are blocked", contracttest.In + `<xs:complexType name="T"/>
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
			api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(test.content))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), contracttest.Outline(api.Types)); diff != "" {
				t.Errorf("types (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSubstitutionNames checks that what stands for a head that repeats is called like it.
func TestSubstitutionNames(t *testing.T) {
	api := contracttest.MustRead(t, "api.wsdl",
		contracttest.WSDL(`<xs:element name="shape" type="xs:int"/><xs:element name="circle" type="xs:int"
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
	api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(`<xs:element name="In"><xs:complexType><xs:sequence>`+elements.String()+
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
	api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(`<xs:element name="In"><xs:annotation><xs:documentation>
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

func TestSeveralFiles(t *testing.T) {
	const open = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:b" `
	api := contracttest.MustRead(t,
		"api.wsdl",
		contracttest.WSDL(`<xs:include schemaLocation="sub/plain.xsd"/><xs:import namespace="urn:b" schemaLocation="b.xsd"/>
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
	if diff := cmp.Diff(want, contracttest.Outline(api.Types)); diff != "" {
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

// TestRedefine checks that a redefinition applies to all references, and is based on the original.
func TestRedefine(t *testing.T) {
	const open = `<xs:schema targetNamespace="urn:a" xmlns:a="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema">`
	api := contracttest.MustRead(t,
		"api.wsdl", contracttest.WSDL(`<xs:redefine schemaLocation="old.xsd"><xs:complexType name="T"><xs:complexContent>
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
	if diff := cmp.Diff(want, contracttest.Outline(api.Types)); diff != "" {
		t.Errorf("types (-want +got):\n%s", diff)
	}
}

// TestKnownNamespaces checks that well-known namespaces need no document, and that a contract gets only the types of them
// that it refers to.
func TestKnownNamespaces(t *testing.T) {
	api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(`
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
	for _, line := range strings.Split(contracttest.Outline(api.Types), "\n") {
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

// TestMixedRestrictedToText checks types with mixed content whose restrictions have text alone (XSD Part 1, section
// 3.4.2): that of the restriction's own type if it names one, and otherwise any.
func TestMixedRestrictedToText(t *testing.T) {
	api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(contracttest.In+`
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
	api := contracttest.MustRead(t, "api.wsdl", contracttest.WSDL(contracttest.In+`<xs:attribute name="a" type="xs:int">`+doc("Declared.")+`</xs:attribute>
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
	api := contracttest.MustRead(t, "api.wsdl", strings.Replace(contracttest.WSDL(`<xs:include schemaLocation="shapes.xsd"/>`+contracttest.In),
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
				_, ds := contracttest.Read("api.wsdl", contracttest.WSDL(contracttest.In+`<xs:simpleType name="D"><xs:restriction base="`+base+`">`+
					`<xs:`+facet+` value="`+test.bound+`"/></xs:restriction></xs:simpleType>`))
				if ds.Faulty() == test.ok {
					t.Errorf("%s of %s %q: %v", facet, base, test.bound, ds)
				}
			}
		}
	}
}
